//! What closes the gap that removed widgets leave.

use std::collections::HashSet;

use super::states::{copy, remove};
use super::wires::{rewired, set_next};
use super::{Edit, EditError};
use crate::definition::Flow;
use crate::widget::{self, Exit};

/// The ways that led into removed widgets, and where all ways out of them led.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bridge {
    /// State and way out of each way in.
    pub from: Vec<(String, Exit)>,
    /// The one state behind.
    pub to: String,
}

/// How the gap could be closed that removing `names` would leave: there is a way in, and every
/// way out leads to one and the same widget that stays.
pub fn bridge(flow: &Flow, names: &[String]) -> Option<Bridge> {
    let gone: HashSet<&str> = names.iter().map(String::as_str).collect();
    let mut from = Vec::new();
    let mut behind: Option<&str> = None;
    for (at, state) in flow.states().iter().enumerate() {
        if gone.contains(state.name()) {
            for next in state.transitions().filter_map(|entry| entry.next()) {
                let is_outside = !gone.contains(next) && flow.state(next).is_some();
                if is_outside && *behind.get_or_insert(next) != next {
                    return None;
                }
            }
        } else if flow.position(state.name()) == Some(at) {
            let ways = widget::ports(state).into_iter();
            let ways = ways.filter(|port| port.next.as_deref().is_some_and(|it| gone.contains(it)));
            from.extend(ways.map(|port| (state.name().to_owned(), port.exit)));
        }
    }
    let to = behind?.to_owned();
    (!from.is_empty()).then_some(Bridge { from, to })
}

/// Removes states and leads what led to them to the widget behind, where there is one such.
pub fn remove_bridging(flow: &Flow, names: &[String]) -> Result<Edit, EditError> {
    let removal = remove(flow, names)?;
    let Some(bridge) = bridge(flow, names) else { return Ok(removal) };
    let Edit::All(edits) = removal else { return Ok(removal) };
    let gone: HashSet<&str> = names.iter().map(String::as_str).collect();
    let bridged = edits.into_iter().map(|edit| match edit {
        Edit::Replace { at, state } => {
            let before = &flow.states()[at];
            let target = |next| Some(if gone.contains(next) { bridge.to.as_str() } else { next });
            Edit::Replace { at, state: rewired(before, target).unwrap_or(state) }
        }
        other => other,
    });
    Ok(Edit::All(bridged.collect()))
}

/// Leads several ways out to one state: one gesture.
pub fn connect(flow: &Flow, from: &[(String, Exit)], to: &str) -> Result<Edit, EditError> {
    if flow.state(to).is_none() {
        return Err(EditError::NoState(to.to_owned()));
    }
    let mut changed = Vec::new();
    for (name, exit) in from {
        let at = copy(flow, name)?.0;
        let found = changed.iter().position(|(other, _)| *other == at);
        let place = found.unwrap_or_else(|| {
            changed.push((at, flow.states()[at].clone()));
            changed.len() - 1
        });
        set_next(&mut changed[place].1, exit, Some(to));
    }
    let replace =
        |(at, state): (usize, crate::State)| Edit::Replace { at, state: state.into_object() };
    Ok(Edit::All(changed.into_iter().map(replace).collect()))
}
