//! Transitions: where each way out of a state leads.

use serde_json::{Map, Value, json};

use super::states::{add, copy, properties};
use super::{Edit, EditError};
use crate::definition::{Flow, Object, Offset, State, Transition};
use crate::widget::{self, Exit, Widget};

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

/// Adds a fresh state of `widget` on the way out of a state, before what it led to: one gesture.
pub fn insert_between(
    flow: &Flow,
    widget: &Widget,
    offset: Offset,
    name: &str,
    exit: &Exit,
) -> Result<(Edit, String), EditError> {
    let (_, added) = add(flow, widget, offset);
    let mut fresh = widget::fresh_state(widget, &added, offset);
    lead_on(&mut fresh, next_of(flow, name, exit)?);
    let insert = Edit::Insert { at: flow.states().len(), state: fresh.into_object() };
    let wire = leading(flow, name, exit, Some(&added))?;
    Ok((Edit::All(vec![insert, wire]), added))
}

/// Puts the state `placed`, which nothing is wired to yet, on the way out of another state, before
/// what that led to, and moves it to `offset`: one gesture.
pub fn splice(
    flow: &Flow,
    placed: &str,
    offset: Offset,
    name: &str,
    exit: &Exit,
) -> Result<Edit, EditError> {
    let (at, mut state) = copy(flow, placed)?;
    if placed == name {
        return Err(EditError::OnItself(placed.to_owned()));
    }
    lead_on(&mut state, next_of(flow, name, exit)?);
    properties(&mut state).insert("offset".to_owned(), widget::offset_value(offset));
    let moved = Edit::Replace { at, state: state.into_object() };
    Ok(Edit::All(vec![moved, leading(flow, name, exit, Some(placed))?]))
}

/// Where a way out of a state leads.
fn next_of<'a>(flow: &'a Flow, name: &str, exit: &Exit) -> Result<Option<&'a str>, EditError> {
    let state = flow.state(name).ok_or_else(|| EditError::NoState(name.to_owned()))?;
    let entry = exit.entry(state).and_then(|at| state.transitions().nth(at));
    Ok(entry.and_then(Transition::next))
}

/// Leads the first way out of a state, in the console's order, to `next`; a state without ways
/// out ends the flow there.
fn lead_on(state: &mut State, next: Option<&str>) {
    if let Some(first) = widget::ports(state).into_iter().next()
        && next.is_some()
    {
        set_next(state, &first.exit, next);
    }
}

/// The state `name` with one way out leading to `next`, which may yet have to be added.
fn leading(flow: &Flow, name: &str, exit: &Exit, next: Option<&str>) -> Result<Edit, EditError> {
    let (at, mut state) = copy(flow, name)?;
    set_next(&mut state, exit, next);
    Ok(Edit::Replace { at, state: state.into_object() })
}

/// Leads one way out of a state to `next`; where it has no entry yet, it gets one.
pub(super) fn set_next(state: &mut State, exit: &Exit, next: Option<&str>) {
    let found = exit.entry(state);
    let transitions = transitions(state);
    let nth = found.unwrap_or_else(|| {
        transitions.push(json!({ "event": exit.event }));
        transitions.len() - 1
    });
    if let Some(entry) = transitions[nth].as_object_mut() {
        *entry = with_next(entry, next);
    }
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
    retargeted(state, |_, next| target(next).map(str::to_owned)).map(State::into_object)
}

/// The state with every target put through `target`, which is given its event too, or `None` when
/// that changes nothing.
pub(super) fn retargeted<'a>(
    state: &'a State,
    mut target: impl FnMut(&'a str, &'a str) -> Option<String>,
) -> Option<State> {
    let changes: Vec<(usize, Option<String>)> = state
        .transitions()
        .enumerate()
        .filter_map(|(at, entry)| {
            let next = entry.next()?;
            let wanted = target(entry.event(), next);
            (wanted.as_deref() != Some(next)).then_some((at, wanted))
        })
        .collect();
    if changes.is_empty() {
        return None;
    }
    let mut state = state.clone();
    let entries = transitions(&mut state);
    for (at, next) in changes {
        if let Some(entry) = entries[at].as_object_mut() {
            *entry = with_next(entry, next.as_deref());
        }
    }
    Some(state)
}
