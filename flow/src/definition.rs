//! The flow definition as Studio stores and exchanges it, kept without loss.
//!
//! A [`Flow`] is the JSON document itself with an index over it, not a copy into types of our
//! own: unknown keys, unknown widget types, odd values and the order of keys stay as they came,
//! because nothing was ever taken apart. Typed reading happens in views: [`State`],
//! [`Transition`].

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A JSON object whose keys keep their order.
pub type Object = Map<String, Value>;

/// A text or value that cannot be read as a flow definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DefinitionError {
    /// The text is not JSON.
    #[error("this is not JSON: {message} at line {line}, column {column}")]
    NotJson {
        /// What the JSON parser expected.
        message: String,
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// It is JSON, but not the JSON of a flow.
    #[error("this is not a Studio flow: `{path}` {problem}")]
    NotAFlow {
        /// Where, as a JSON pointer fragment such as `#/states/3`.
        path: String,
        /// What is wrong there.
        problem: String,
    },
    /// Studio's format from before the end of 2019, which the REST API v2 does not take either.
    #[error(
        "this flow is in Studio's format from before 2020 (`{path}`): open it in Twilio's console, \
         save it once, and export it again"
    )]
    OldFormat {
        /// What gave the old format away.
        path: String,
    },
}

/// Where a widget stands on the canvas, in canvas units; may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Offset {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// A flow definition, lossless. Reading and writing it again gives the same JSON value with the
/// same key order.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub struct Flow {
    /// The document without its states; the key `states` holds null to keep its place.
    head: Object,
    states: Vec<State>,
    /// The first state of each name.
    index: HashMap<String, usize>,
}

impl PartialEq for Flow {
    fn eq(&self, other: &Self) -> bool {
        self.head == other.head && self.states == other.states
    }
}

impl Flow {
    /// Reads a definition from JSON text.
    pub fn from_json(text: &str) -> Result<Self, DefinitionError> {
        let text = text.trim_start_matches('\u{feff}');
        let value = serde_json::from_str(text).map_err(|error| DefinitionError::NotJson {
            message: message_without_place(&error),
            line: error.line(),
            column: error.column(),
        })?;
        Self::from_value(value)
    }

    /// Reads a definition from a JSON value. Only the frame is checked here, so that a wrong
    /// draft can be opened and mended; what is wrong inside is for [`crate::validate`].
    pub fn from_value(value: Value) -> Result<Self, DefinitionError> {
        let not_a_flow = |path: &str, problem: &str| DefinitionError::NotAFlow {
            path: path.to_owned(),
            problem: problem.to_owned(),
        };
        let Value::Object(mut head) = value else {
            return Err(not_a_flow("#", "must be an object"));
        };
        let Some(states) = head.get_mut("states") else {
            return Err(not_a_flow("#/states", "is missing"));
        };
        let Value::Array(states) = states.take() else {
            return Err(not_a_flow("#/states", "must be an array"));
        };
        let mut kept = Vec::with_capacity(states.len());
        for (at, state) in states.into_iter().enumerate() {
            let Value::Object(state) = state else {
                return Err(not_a_flow(&format!("#/states/{at}"), "must be an object"));
            };
            if let Some(key) = old_format(&state) {
                return Err(DefinitionError::OldFormat { path: format!("#/states/{at}/{key}") });
            }
            kept.push(State::from_object(state));
        }
        let mut flow = Self { head, states: kept, index: HashMap::new() };
        flow.reindex();
        Ok(flow)
    }

    /// The definition as a JSON value, with the key order it came with.
    pub fn to_value(&self) -> Value {
        let mut head = self.head.clone();
        let states =
            self.states.iter().map(|state| Value::Object(state.object().clone())).collect();
        head.insert("states".to_owned(), Value::Array(states));
        Value::Object(head)
    }

    /// The definition as text, indented by two blanks as Studio's console prints it.
    pub fn to_json(&self) -> String {
        format!("{:#}", self.to_value())
    }

    /// All states, in the order of the document.
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// The first state called `name`.
    pub fn state(&self, name: &str) -> Option<&State> {
        self.position(name).map(|at| &self.states[at])
    }

    /// Where the first state called `name` stands in [`states`](Self::states).
    pub fn position(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }

    /// The name of the state an execution begins at.
    pub fn initial_state(&self) -> Option<&str> {
        self.head.get("initial_state")?.as_str()
    }

    /// What the author wrote about the flow; empty when there is nothing.
    pub fn description(&self) -> &str {
        self.head.get("description").and_then(Value::as_str).unwrap_or_default()
    }

    /// The document without its states: `description`, `flags` and whatever else it holds.
    pub fn head(&self) -> &Object {
        &self.head
    }

    /// The name of the state that follows `from` on `event`; `None` when that is unwired.
    pub fn next(&self, from: &str, event: &str) -> Option<&str> {
        self.state(from)?.transitions().find(|transition| transition.event() == event)?.next()
    }

    /// Mutable states and head for [`crate::edit`], which calls [`reindex`](Self::reindex) after it.
    pub(crate) fn parts_mut(&mut self) -> (&mut Object, &mut Vec<State>) {
        (&mut self.head, &mut self.states)
    }

    /// Finds every name anew; due after states were added, removed or renamed.
    pub(crate) fn reindex(&mut self) {
        self.index.clear();
        for (at, state) in self.states.iter().enumerate() {
            self.index.entry(state.name().to_owned()).or_insert(at);
        }
    }
}

impl TryFrom<Value> for Flow {
    type Error = DefinitionError;

    fn try_from(value: Value) -> Result<Self, DefinitionError> {
        Self::from_value(value)
    }
}

impl From<Flow> for Value {
    fn from(flow: Flow) -> Self {
        flow.to_value()
    }
}

/// One placed, named use of a widget in a flow. Copies share its document until one is changed.
#[derive(Debug, Clone)]
pub struct State(Arc<Object>);

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl State {
    /// A state around its JSON object.
    pub fn from_object(object: Object) -> Self {
        Self(Arc::new(object))
    }

    /// The JSON object.
    pub fn object(&self) -> &Object {
        &self.0
    }

    /// The JSON object, to be changed on a copy that an [`crate::edit::Edit`] then puts in place.
    pub fn object_mut(&mut self) -> &mut Object {
        Arc::make_mut(&mut self.0)
    }

    /// The JSON object, taken out.
    pub fn into_object(self) -> Object {
        Arc::unwrap_or_clone(self.0)
    }

    /// The name, unique in a sound flow; empty when there is none.
    pub fn name(&self) -> &str {
        self.0.get("name").and_then(Value::as_str).unwrap_or_default()
    }

    /// The widget's type, such as `say-play`; empty when there is none.
    pub fn kind(&self) -> &str {
        self.0.get("type").and_then(Value::as_str).unwrap_or_default()
    }

    /// The widget's settings; `None` when they are absent or no object.
    pub fn properties(&self) -> Option<&Object> {
        self.0.get("properties")?.as_object()
    }

    /// One setting, whatever its type.
    pub fn property(&self, key: &str) -> Option<&Value> {
        self.properties()?.get(key)
    }

    /// One setting that is text; empty when it is absent or of another type.
    pub fn text(&self, key: &str) -> &str {
        self.property(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// Where the widget stands; the origin when the document does not say.
    pub fn offset(&self) -> Offset {
        let axis = |key| self.property("offset")?.get(key)?.as_f64();
        Offset { x: axis("x").unwrap_or_default(), y: axis("y").unwrap_or_default() }
    }

    /// The transitions, in the order of the document.
    pub fn transitions(&self) -> impl Iterator<Item = Transition<'_>> {
        let entries = self.0.get("transitions").and_then(Value::as_array);
        entries.into_iter().flatten().map(Transition)
    }
}

/// One entry of a state's `transitions`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Transition<'a>(&'a Value);

impl<'a> Transition<'a> {
    /// The entry that is this JSON value.
    pub(crate) fn of(value: &'a Value) -> Self {
        Self(value)
    }

    /// The event that takes this transition; empty when there is none.
    pub fn event(self) -> &'a str {
        self.0.get("event").and_then(Value::as_str).unwrap_or_default()
    }

    /// The state it leads to; `None` when it is unwired: absent, null or empty
    /// (`reference/studio/widgets.md`, "Transitions").
    pub fn next(self) -> Option<&'a str> {
        self.0.get("next")?.as_str().filter(|next| !next.is_empty())
    }

    /// The condition of a split's `match`. The published schema spells the list `condition`,
    /// every export `conditions`; either may hold one object.
    pub fn condition(self) -> Option<Condition<'a>> {
        let list = self.0.get("conditions").or_else(|| self.0.get("condition"))?;
        list.get(0).filter(|condition| condition.is_object()).map(Condition)
    }

    /// The JSON value.
    pub fn value(self) -> &'a Value {
        self.0
    }
}

/// What a split compares on one of its `match` transitions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Condition<'a>(&'a Value);

impl<'a> Condition<'a> {
    /// The author's words for it, such as `If value equal_to 1`.
    pub fn friendly_name(self) -> &'a str {
        self.text("friendly_name")
    }

    /// The predicate, such as `equal_to`.
    pub fn predicate(self) -> &'a str {
        self.text("type")
    }

    /// What the subject is compared with; may hold Liquid.
    pub fn operand(self) -> &'a str {
        self.text("value")
    }

    /// The template of the subject, which Studio copies here from the state's `input`.
    pub fn subject(self) -> Option<&'a str> {
        self.0.get("arguments")?.get(0)?.as_str()
    }

    fn text(self, key: &str) -> &'a str {
        self.0.get(key).and_then(Value::as_str).unwrap_or_default()
    }
}

/// The key that shows a state to be in the format from before 2020
/// (`reference/studio/widgets.md`, "Not found").
fn old_format(state: &Object) -> Option<&'static str> {
    if state.get("type").and_then(Value::as_str) == Some("InitialState") {
        return Some("type");
    }
    let transitions = state.get("transitions")?.as_array()?;
    transitions.iter().any(|transition| transition.get("uuid").is_some()).then_some("transitions")
}

/// serde_json ends its messages with the place, which is told apart here.
fn message_without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}
