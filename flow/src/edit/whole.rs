//! The edit that makes one definition of another, such as an older revision.

use super::Edit;
use crate::definition::{Flow, State};

/// Makes `flow` what `wanted` is: states that stay in their places are replaced where they differ.
pub fn turn_into(flow: &Flow, wanted: &Flow) -> Edit {
    let mut edits = Vec::new();
    if flow.head() != wanted.head() {
        edits.push(Edit::Head { head: wanted.head().clone() });
    }
    let names = |flow: &Flow| -> Vec<String> {
        flow.states().iter().map(|state| state.name().to_owned()).collect()
    };
    if names(flow) == names(wanted) {
        let pairs = flow.states().iter().zip(wanted.states()).enumerate();
        let changed = pairs.filter(|(_, (old, new))| old != new);
        edits.extend(changed.map(|(at, (_, new))| Edit::Replace { at, state: object(new) }));
    } else {
        edits.extend((0..flow.states().len()).rev().map(|at| Edit::Remove { at }));
        let states = wanted.states().iter().enumerate();
        edits.extend(states.map(|(at, state)| Edit::Insert { at, state: object(state) }));
    }
    Edit::All(edits)
}

fn object(state: &State) -> crate::definition::Object {
    state.object().clone()
}
