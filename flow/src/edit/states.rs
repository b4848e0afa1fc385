//! States that come, go, move and change.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::wires::rewired;
use super::{Edit, EditError};
use crate::definition::{Flow, Object, Offset, State};
use crate::template::Read;
use crate::texts;
use crate::widget::{self, Widget};

/// Adds a fresh state of `widget`, and says what it will be called.
pub fn add(flow: &Flow, widget: &Widget, offset: Offset) -> (Edit, String) {
    let name = unused_name(widget.prefix, |name| flow.state(name).is_none());
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

/// Gives a state another name and carries along every transition that leads to it and all Liquid
/// that reads what it leaves behind.
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
        let is_wired = changed.is_some();
        let mut object = changed.unwrap_or_else(|| state.object().clone());
        let reads = texts::rename_in(&mut object, Read::Widget(from), to);
        if at == named {
            object.insert("name".to_owned(), json!(to));
        }
        if is_wired || reads || at == named {
            edits.push(Edit::Replace { at, state: object });
        }
    }
    if flow.initial_state() == Some(from) {
        let mut head = flow.head().clone();
        head.insert("initial_state".to_owned(), json!(to));
        edits.push(Edit::Head { head });
    }
    Ok(Edit::All(edits))
}

/// Has all Liquid that reads a variable called `from` read the one called `to`.
pub fn read_variable_as(flow: &Flow, from: &str, to: &str) -> Edit {
    let states = flow.states().iter().enumerate();
    let changed = states.filter_map(|(at, state)| {
        let mut object = state.object().clone();
        let reads = texts::rename_in(&mut object, Read::Variable(from), to);
        reads.then_some(Edit::Replace { at, state: object })
    });
    Edit::All(changed.collect())
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
pub(super) fn unused_name(prefix: &str, is_free: impl Fn(&String) -> bool) -> String {
    let mut number = 1;
    loop {
        let name = format!("{prefix}_{number}");
        if is_free(&name) {
            return name;
        }
        number += 1;
    }
}

/// The state called `name` and its place.
pub(super) fn copy(flow: &Flow, name: &str) -> Result<(usize, State), EditError> {
    let at = flow.position(name).ok_or_else(|| EditError::NoState(name.to_owned()))?;
    Ok((at, flow.states()[at].clone()))
}

/// The settings of a state; an empty object takes the place of anything else.
pub(super) fn properties(state: &mut State) -> &mut Object {
    let value = state.object_mut().entry("properties").or_insert_with(|| json!({}));
    if !value.is_object() {
        *value = json!({});
    }
    value.as_object_mut().expect("it was made an object above")
}
