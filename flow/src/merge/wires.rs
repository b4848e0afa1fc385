//! Transitions that one side led to a state the other side removed.

use std::collections::HashSet;

use serde_json::Value;

use super::names::{Identities, Version};
use super::{Conflict, Three};
use crate::definition::State;
use crate::diff::exits;

/// Leads such transitions where ours lead, or nowhere, and says so. What led nowhere in a version
/// already stays as its author left it.
pub(super) fn mend(
    identities: &Identities,
    versions: &Three<Version>,
    kept: &mut [Option<State>],
    conflicts: &mut Vec<Conflict>,
) {
    let there: HashSet<String> =
        kept.iter().flatten().map(|state| state.name().to_owned()).collect();
    let is_gone =
        |name: &str| !there.contains(name) && identities.names.iter().any(|it| it == name);
    for (id, state) in kept.iter_mut().enumerate() {
        let Some(state) = state else { continue };
        let lost: Vec<usize> = state
            .transitions()
            .enumerate()
            .filter(|(_, entry)| {
                entry.next().is_some_and(|next| {
                    let left = [&versions.ours, &versions.theirs];
                    is_gone(next) && !left.iter().any(|it| hangs(it, id, entry.event(), next))
                })
            })
            .map(|(at, _)| at)
            .collect();
        for at in lost {
            mend_one(state, at, versions.ours.states[id].as_ref(), &there, conflicts);
        }
    }
}

/// Whether the transition is in this version and leads to a state that is not.
fn hangs(version: &Version, id: usize, event: &str, next: &str) -> bool {
    let Some(state) = &version.states[id] else { return false };
    let is_there = version.states.iter().flatten().any(|state| state.name() == next);
    !is_there
        && state.transitions().any(|entry| entry.event() == event && entry.next() == Some(next))
}

fn mend_one(
    state: &mut State,
    at: usize,
    ours: Option<&State>,
    there: &HashSet<String>,
    conflicts: &mut Vec<Conflict>,
) {
    let Some(lost) = state.transitions().nth(at) else { return };
    let exit = exits::name(lost);
    let theirs = lost.next().map(Value::from);
    let same = |state: &State| {
        let mut entries = state.transitions().filter(|entry| exits::name(*entry) == exit);
        entries.next().and_then(|entry| entry.next().map(str::to_owned))
    };
    let next = ours.and_then(same).filter(|next| there.contains(next)).map(Value::from);
    conflicts.push(Conflict {
        path: format!("states/{}/transitions/{exit}/next", state.name()),
        base: None,
        ours: next.clone(),
        theirs,
    });
    let entries = state.object_mut().get_mut("transitions").and_then(Value::as_array_mut);
    let entry = entries.and_then(|entries| entries.get_mut(at)).and_then(Value::as_object_mut);
    if let Some(entry) = entry {
        match next {
            Some(next) => entry.insert("next".to_owned(), next),
            None => entry.shift_remove("next"),
        };
    }
}
