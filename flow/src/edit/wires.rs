//! Transitions: where each way out of a state leads.

use serde_json::{Map, Value, json};

use super::states::{add, copy};
use super::{Edit, EditError};
use crate::definition::{Flow, Object, Offset, State};
use crate::widget::{Exit, Widget};

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
pub(super) fn rewired<'a>(
    state: &'a State,
    target: impl Fn(&'a str) -> Option<&'a str>,
) -> Option<Object> {
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
