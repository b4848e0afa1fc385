//! Changes to a draft, each with the change that takes it back.
//!
//! There are four kinds of [`Edit`]; everything an author does is built from them, so undo is
//! exact by construction: each keeps the whole of what it replaces.

mod whole;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::definition::{Flow, Object, Offset, State};
use crate::widget::{self, Exit, Widget};

pub use whole::turn_into;

/// One change to a draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Edit {
    /// Puts a state at this place of the list.
    Insert {
        /// The place, counted from 0.
        at: usize,
        /// The state.
        state: Object,
    },
    /// Takes the state at this place away.
    Remove {
        /// The place, counted from 0.
        at: usize,
    },
    /// Puts another state in the place of one.
    Replace {
        /// The place, counted from 0.
        at: usize,
        /// The new state.
        state: Object,
    },
    /// Replaces everything but the states: description, flags, initial state.
    Head {
        /// The document with null under `states`.
        head: Object,
    },
    /// Several edits that are one gesture.
    All(Vec<Edit>),
}

/// An edit that does not fit the flow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// No state has this name.
    #[error("no widget is called `{0}`")]
    NoState(String),
    /// Another state has this name already.
    #[error("another widget is called `{0}` already")]
    NameTaken(String),
    /// The name breaks Studio's rules.
    #[error("`{0}` cannot be a name: begin with a letter and use letters, digits, `_` and `-`")]
    BadName(String),
    /// The trigger is where the flow begins.
    #[error("the trigger cannot be removed")]
    RemovesTrigger,
    /// The place is outside the list of states.
    #[error("there is no widget at place {0}")]
    NoPlace(usize),
}

impl Edit {
    /// Carries the edit out and gives the edit that takes it back. When it does not fit, the
    /// flow stays as it was.
    pub fn apply(self, flow: &mut Flow) -> Result<Self, EditError> {
        let undo = self.carry_out(flow)?;
        flow.reindex();
        Ok(undo)
    }

    fn carry_out(self, flow: &mut Flow) -> Result<Self, EditError> {
        let (head, states) = flow.parts_mut();
        match self {
            Self::Insert { at, state } => {
                if at > states.len() {
                    return Err(EditError::NoPlace(at));
                }
                states.insert(at, State::from_object(state));
                Ok(Self::Remove { at })
            }
            Self::Remove { at } => {
                if at >= states.len() {
                    return Err(EditError::NoPlace(at));
                }
                let state = states.remove(at).into_object();
                Ok(Self::Insert { at, state })
            }
            Self::Replace { at, state } => {
                let place = states.get_mut(at).ok_or(EditError::NoPlace(at))?;
                let before = std::mem::replace(place, State::from_object(state));
                Ok(Self::Replace { at, state: before.into_object() })
            }
            Self::Head { head: next } => {
                let before = std::mem::replace(head, next);
                Ok(Self::Head { head: before })
            }
            Self::All(edits) => {
                let mut undo = Vec::with_capacity(edits.len());
                for edit in edits {
                    match edit.carry_out(flow) {
                        Ok(back) => undo.push(back),
                        Err(error) => {
                            // What was done so far is taken back, so that a gesture is whole or nothing.
                            while let Some(back) = undo.pop() {
                                back.carry_out(flow)?;
                            }
                            return Err(error);
                        }
                    }
                }
                undo.reverse();
                Ok(Self::All(undo))
            }
        }
    }

    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::All(edits) if edits.is_empty())
    }
}

/// Adds a fresh state of `widget`, and says what it will be called.
pub fn add(flow: &Flow, widget: &Widget, offset: Offset) -> (Edit, String) {
    let name = unused_name(flow, widget.prefix);
    let state = widget::fresh_state(widget, &name, offset);
    (Edit::Insert { at: flow.states().len(), state: state.into_object() }, name)
}

/// Removes states and unwires what led to them.
pub fn remove(flow: &Flow, names: &[String]) -> Result<Edit, EditError> {
    let gone: HashSet<&str> = names.iter().map(String::as_str).collect();
    if let Some(name) = gone.iter().find(|name| flow.state(name).is_none()) {
        return Err(EditError::NoState((*name).to_owned()));
    }
    let is_trigger = |state: &State| state.kind() == "trigger";
    if flow.states().iter().any(|state| gone.contains(state.name()) && is_trigger(state)) {
        return Err(EditError::RemovesTrigger);
    }
    let mut edits = Vec::new();
    for (at, state) in flow.states().iter().enumerate() {
        if !gone.contains(state.name())
            && let Some(state) = rewired(state, |next| (!gone.contains(next)).then_some(next))
        {
            edits.push(Edit::Replace { at, state });
        }
    }
    // From the back, so that the places before stay right.
    for (at, state) in flow.states().iter().enumerate().rev() {
        if gone.contains(state.name()) {
            edits.push(Edit::Remove { at });
        }
    }
    Ok(Edit::All(edits))
}

/// Moves states to new places on the canvas: one gesture, however many.
pub fn move_to(flow: &Flow, moves: &[(String, Offset)]) -> Result<Edit, EditError> {
    let mut edits = Vec::with_capacity(moves.len());
    for (name, offset) in moves {
        let (at, mut state) = copy(flow, name)?;
        let place = widget::offset_value(*offset);
        if state.property("offset") != Some(&place) {
            properties(&mut state).insert("offset".to_owned(), place);
            edits.push(Edit::Replace { at, state: state.into_object() });
        }
    }
    Ok(Edit::All(edits))
}

/// Sets or removes one setting of a state; of those that exclude each other a blank one gives way.
pub fn set_property(
    flow: &Flow,
    name: &str,
    key: &str,
    value: Option<Value>,
) -> Result<Edit, EditError> {
    let (at, mut state) = copy(flow, name)?;
    let kind = state.kind().to_owned();
    let properties = properties(&mut state);
    match value {
        Some(value) => {
            properties.insert(key.to_owned(), value);
        }
        None => {
            properties.shift_remove(key);
        }
    }
    widget::settle(&kind, properties, key);
    Ok(Edit::Replace { at, state: state.into_object() })
}

/// Leads one way out of a state to another state, or unwires it.
pub fn wire(flow: &Flow, name: &str, exit: &Exit, next: Option<&str>) -> Result<Edit, EditError> {
    if let Some(next) = next
        && flow.state(next).is_none()
    {
        return Err(EditError::NoState(next.to_owned()));
    }
    leading(flow, name, exit, next)
}

/// Adds a fresh state of `widget` and leads one way out of a state to it: one gesture.
pub fn add_after(
    flow: &Flow,
    widget: &Widget,
    offset: Offset,
    name: &str,
    exit: &Exit,
) -> Result<(Edit, String), EditError> {
    let (insert, added) = add(flow, widget, offset);
    let wire = leading(flow, name, exit, Some(&added))?;
    Ok((Edit::All(vec![insert, wire]), added))
}

/// The state `name` with one way out leading to `next`, which may yet have to be added.
fn leading(flow: &Flow, name: &str, exit: &Exit, next: Option<&str>) -> Result<Edit, EditError> {
    let (at, mut state) = copy(flow, name)?;
    let found = exit.entry(&state);
    let transitions = transitions(&mut state);
    let nth = found.unwrap_or_else(|| {
        transitions.push(json!({ "event": exit.event }));
        transitions.len() - 1
    });
    let entry = &mut transitions[nth];
    if let Some(entry) = entry.as_object_mut() {
        *entry = with_next(entry, next);
    }
    Ok(Edit::Replace { at, state: state.into_object() })
}

/// Gives a state another name and carries along every transition that leads to it.
pub fn rename(flow: &Flow, from: &str, to: &str) -> Result<Edit, EditError> {
    if from == to {
        return Ok(Edit::All(Vec::new()));
    }
    if !is_name(to) {
        return Err(EditError::BadName(to.to_owned()));
    }
    if flow.state(to).is_some() {
        return Err(EditError::NameTaken(to.to_owned()));
    }
    let (named, _) = copy(flow, from)?;
    let mut edits = Vec::new();
    for (at, state) in flow.states().iter().enumerate() {
        let changed = rewired(state, |next| Some(if next == from { to } else { next }));
        let mut object = match changed {
            Some(object) => object,
            None if at == named => state.object().clone(),
            None => continue,
        };
        if at == named {
            object.insert("name".to_owned(), json!(to));
        }
        edits.push(Edit::Replace { at, state: object });
    }
    if flow.initial_state() == Some(from) {
        let mut head = flow.head().clone();
        head.insert("initial_state".to_owned(), json!(to));
        edits.push(Edit::Head { head });
    }
    Ok(Edit::All(edits))
}

/// Puts a changed copy in the place of the state called `name`: for conditions and whole forms.
pub fn replace(flow: &Flow, name: &str, state: State) -> Result<Edit, EditError> {
    let (at, _) = copy(flow, name)?;
    Ok(Edit::Replace { at, state: state.into_object() })
}

/// A split's condition as the console writes it, with the words it gives by itself.
pub fn condition(predicate: &str, subject: &str, operand: &str, friendly_name: &str) -> Value {
    json!([{
        "friendly_name": friendly_name,
        "arguments": [subject],
        "type": predicate,
        "value": operand,
    }])
}

/// Whether Studio takes this as a widget's name (`reference/studio/widgets.md`, "Names").
pub fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// `prefix` and the first number that no state has, as the console names a dropped widget.
fn unused_name(flow: &Flow, prefix: &str) -> String {
    let mut number = 1;
    loop {
        let name = format!("{prefix}_{number}");
        if flow.state(&name).is_none() {
            return name;
        }
        number += 1;
    }
}

fn copy(flow: &Flow, name: &str) -> Result<(usize, State), EditError> {
    let at = flow.position(name).ok_or_else(|| EditError::NoState(name.to_owned()))?;
    Ok((at, flow.states()[at].clone()))
}

/// The settings of a state; an empty object takes the place of anything else.
fn properties(state: &mut State) -> &mut Object {
    let value = state.object_mut().entry("properties").or_insert_with(|| json!({}));
    if !value.is_object() {
        *value = json!({});
    }
    value.as_object_mut().expect("it was made an object above")
}

/// The transitions of a state; an empty array takes the place of anything else.
fn transitions(state: &mut State) -> &mut Vec<Value> {
    let value = state.object_mut().entry("transitions").or_insert_with(|| json!([]));
    if !value.is_array() {
        *value = json!([]);
    }
    value.as_array_mut().expect("it was made an array above")
}

/// The entry with another target, `next` standing first as the console writes it.
fn with_next(entry: &Object, next: Option<&str>) -> Object {
    if entry.contains_key("next")
        && let Some(next) = next
    {
        let mut entry = entry.clone();
        entry.insert("next".to_owned(), json!(next));
        return entry;
    }
    let rest = entry.iter().filter(|(key, _)| *key != "next");
    let first = next.map(|next| ("next".to_owned(), json!(next)));
    first
        .into_iter()
        .chain(rest.map(|(key, value)| (key.clone(), value.clone())))
        .collect::<Map<_, _>>()
}

/// The state with every target put through `target`, or `None` when that changes nothing.
fn rewired<'a>(state: &'a State, target: impl Fn(&'a str) -> Option<&'a str>) -> Option<Object> {
    let changes: Vec<(usize, Option<&str>)> = state
        .transitions()
        .enumerate()
        .filter_map(|(at, entry)| {
            let next = entry.next()?;
            let wanted = target(next);
            (wanted != Some(next)).then_some((at, wanted))
        })
        .collect();
    if changes.is_empty() {
        return None;
    }
    let mut state = state.clone();
    let entries = transitions(&mut state);
    for (at, next) in changes {
        if let Some(entry) = entries[at].as_object_mut() {
            *entry = with_next(entry, next);
        }
    }
    Some(state.into_object())
}
