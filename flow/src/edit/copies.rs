//! Copies of widgets, made in a flow or brought into it.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use super::states::{is_name, properties, unused_name};
use super::wires::retargeted;
use super::{Edit, EditError};
use crate::definition::{Flow, Offset, State};
use crate::widget;

/// What a paste does.
#[derive(Debug, Clone, PartialEq)]
pub struct Paste {
    /// The edit.
    pub edit: Edit,
    /// What the new states will be called.
    pub names: Vec<String>,
    /// The ways out that led to widgets which are not there, and now lead nowhere.
    pub loose: Vec<Loose>,
    /// Whether a trigger was left out, for a flow has one.
    pub without_trigger: bool,
}

/// A way out of a pasted state that led to a widget which is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loose {
    /// The state's new name.
    pub from: String,
    /// The event.
    pub event: String,
    /// The name of the widget it led to.
    pub to: String,
}

/// Copies states beside themselves, and says what the copies will be called. Wires among the
/// states lead to the copies, wires out of them are kept.
pub fn duplicate(flow: &Flow, names: &[String], by: Offset) -> Result<Paste, EditError> {
    if let Some(name) = names.iter().find(|name| flow.state(name).is_none()) {
        return Err(EditError::NoState(name.clone()));
    }
    let chosen = flow.states().iter().enumerate().filter(|(at, state)| {
        let is_first = flow.position(state.name()) == Some(*at);
        is_first && names.iter().any(|name| name == state.name())
    });
    paste_states(flow, &chosen.map(|(_, state)| state).collect::<Vec<_>>(), by)
}

/// Brings the states of another flow into this one, moved `by`. Each keeps its name where that is
/// free. A way out leads to the pasted state it led to, else to the state of that name here, else
/// nowhere.
pub fn paste(flow: &Flow, clipping: &Flow, by: Offset) -> Result<Paste, EditError> {
    paste_states(flow, &clipping.states().iter().collect::<Vec<_>>(), by)
}

fn paste_states(flow: &Flow, states: &[&State], by: Offset) -> Result<Paste, EditError> {
    let chosen: Vec<&State> =
        states.iter().copied().filter(|state| state.kind() != "trigger").collect();
    if chosen.is_empty() {
        return Err(EditError::CopiesTrigger);
    }
    let names = copy_names(flow, &chosen);
    let mut new_names = HashMap::new();
    for (state, name) in chosen.iter().zip(&names) {
        new_names.entry(state.name()).or_insert(name.as_str());
    }
    let mut loose = Vec::new();
    let mut edits = Vec::with_capacity(chosen.len());
    for (state, name) in chosen.iter().zip(&names) {
        let copy = retargeted(state, |event, next| {
            let wanted = new_names.get(next).copied();
            let kept = || flow.state(next).map(|_| next);
            wanted.or_else(kept).map(str::to_owned).or_else(|| {
                let (from, event, to) = (name.clone(), event.to_owned(), next.to_owned());
                loose.push(Loose { from, event, to });
                None
            })
        });
        let mut copy = copy.unwrap_or_else(|| (*state).clone());
        let from = copy.offset();
        let place = widget::offset_value(Offset { x: from.x + by.x, y: from.y + by.y });
        properties(&mut copy).insert("offset".to_owned(), place);
        copy.object_mut().insert("name".to_owned(), json!(name));
        let at = flow.states().len() + edits.len();
        edits.push(Edit::Insert { at, state: copy.into_object() });
    }
    let without_trigger = chosen.len() < states.len();
    Ok(Paste { edit: Edit::All(edits), names, loose, without_trigger })
}

/// A name for each copy: its own where that is free, else Studio's `Copy_of_NAME`
/// (`reference/studio/widgets.md`, "Names"), numbered from 2 where that is taken too.
fn copy_names(flow: &Flow, states: &[&State]) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    let mut names = Vec::with_capacity(states.len());
    for state in states {
        let is_free = |name: &String| flow.state(name).is_none() && !taken.contains(name);
        let own = state.name().to_owned();
        let name = if !is_name(&own) {
            let prefix = widget::find(state.kind()).map_or("widget", |widget| widget.prefix);
            unused_name(prefix, is_free)
        } else if is_free(&own) {
            own
        } else {
            let copy = format!("Copy_of_{own}");
            let numbered = (2..).map(|number| format!("{copy}_{number}"));
            std::iter::once(copy.clone()).chain(numbered).find(is_free).unwrap_or(copy)
        };
        taken.insert(name.clone());
        names.push(name);
    }
    names
}
