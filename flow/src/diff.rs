//! What changed between two definitions, by meaning: not the order of keys or states, but widgets
//! that came, went, were renamed, changed or lead elsewhere. Where cards stand is told apart.

pub(crate) mod exits;
pub(crate) mod matching;
mod text;
mod values;

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

use crate::definition::{Flow, Offset, State};

use matching::Matching;
use values::compare;

/// What changed from one definition to another. It prints as text, a block for each widget.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Diff {
    /// Changes outside the widgets: description, flags, where the flow begins.
    pub head: Vec<Change>,
    /// Widgets with a change: in the order of the new definition, removed ones last.
    pub states: Vec<StateDiff>,
}

/// What changed about one widget.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StateDiff {
    /// Its name, the new one if it has another.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// What became of it.
    pub fate: Fate,
    /// The name it had before, where that was another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// Changed settings; of a widget that was added, all of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Ways out that lead elsewhere.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub wires: Vec<Rewired>,
    /// Where it stands, if that changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<Moved>,
}

/// What became of a widget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is there in both.
    Changed,
}

/// One value that changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Where, within its widget or the flow: `properties/say`.
    pub path: String,
    /// What stood there; left out when nothing did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What stands there now; left out when nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

/// A way out that leads elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rewired {
    /// The event, and which condition it is where a widget has several.
    pub exit: String,
    /// The widget it led to, by its new name; none if it led nowhere.
    pub before: Option<String>,
    /// The widget it leads to.
    pub after: Option<String>,
}

/// Where a widget stood and stands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Moved {
    /// Before.
    pub before: Offset,
    /// Now.
    pub after: Offset,
}

impl Diff {
    /// What changed from `before` to `after`.
    pub fn between(before: &Flow, after: &Flow) -> Self {
        let matching = Matching::of(before, after);
        let renamed = matching.new_names(before, after);
        let mut states = Vec::new();
        for (at, state) in after.states().iter().enumerate() {
            states.extend(match matching.before[at] {
                Some(old) => changed(&before.states()[old], state, &renamed),
                None => Some(added(state)),
            });
        }
        let gone = before.states().iter().zip(&matching.after).filter(|(_, new)| new.is_none());
        states.extend(gone.map(|(state, _)| bare(state, Fate::Removed)));
        Self { head: head_changes(before, after, &renamed), states }
    }

    /// Whether nothing changed, not even where a widget stands.
    pub fn is_empty(&self) -> bool {
        self.head.is_empty() && self.states.is_empty()
    }

    /// The same without where widgets stand.
    #[must_use]
    pub fn without_places(mut self) -> Self {
        for state in &mut self.states {
            state.moved = None;
        }
        self.states.retain(|state| state.fate != Fate::Changed || state.has_new_meaning());
        self
    }
}

impl StateDiff {
    /// Whether more than its place changed.
    fn has_new_meaning(&self) -> bool {
        self.was.is_some() || !self.changes.is_empty() || !self.wires.is_empty()
    }
}

/// New names by old ones, for the widgets that have another.
type Renamed<'f> = HashMap<&'f str, &'f str>;

fn head_changes(before: &Flow, after: &Flow, renamed: &Renamed<'_>) -> Vec<Change> {
    let mut old = before.head().clone();
    if let Some(name) = before.initial_state().and_then(|name| renamed.get(name)) {
        old.insert("initial_state".to_owned(), Value::from(*name));
    }
    let mut changes = Vec::new();
    compare("", &Value::Object(old), &Value::Object(after.head().clone()), &mut changes);
    changes
}

fn bare(state: &State, fate: Fate) -> StateDiff {
    StateDiff {
        name: state.name().to_owned(),
        kind: state.kind().to_owned(),
        fate,
        was: None,
        changes: Vec::new(),
        wires: Vec::new(),
        moved: None,
    }
}

fn added(state: &State) -> StateDiff {
    let mut diff = bare(state, Fate::Added);
    for (key, value) in state.properties().into_iter().flatten() {
        if key != "offset" {
            let path = format!("properties/{key}");
            diff.changes.push(Change { path, before: None, after: Some(value.clone()) });
        }
    }
    for entry in state.transitions() {
        if let Some(next) = entry.next() {
            let exit = exits::name(entry);
            diff.wires.push(Rewired { exit, before: None, after: Some(next.to_owned()) });
        }
    }
    diff
}

/// What changed about a widget that is in both definitions; none if nothing did.
fn changed(before: &State, after: &State, renamed: &Renamed<'_>) -> Option<StateDiff> {
    let mut diff = bare(after, Fate::Changed);
    diff.was = (before.name() != after.name()).then(|| before.name().to_owned());
    compare("", &settings(before), &settings(after), &mut diff.changes);
    exits::compare(before, after, renamed, &mut diff);
    let (from, to) = (before.offset(), after.offset());
    diff.moved = (from != to).then_some(Moved { before: from, after: to });
    (diff.has_new_meaning() || diff.moved.is_some()).then_some(diff)
}

/// All of a state but its name, its place and its wires.
fn settings(state: &State) -> Value {
    let mut object = state.object().clone();
    object.shift_remove("name");
    if exits::entries(state).is_some() {
        object.shift_remove("transitions");
    }
    if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) {
        properties.shift_remove("offset");
    }
    Value::Object(object)
}
