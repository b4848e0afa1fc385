//! Two versions of a flow that began as one, brought together: by widget, setting and transition.
//!
//! The result is always a flow. Where both sides changed the same thing in different ways it
//! keeps ours and says so; where only the place of a card differs it keeps ours and says nothing.

mod exits;
mod names;
mod sequence;
mod states;
mod values;
mod wires;

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::definition::{Flow, Object, State};

use names::Identities;

/// What came of a merge.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// The flow with the changes of both sides.
    pub flow: Flow,
    /// Where ours was kept though theirs has something else.
    pub conflicts: Vec<Conflict>,
}

/// One thing that both sides changed in different ways.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conflict {
    /// Where: `states/menu/properties/say`.
    pub path: String,
    /// What both sides began with; none if nothing was there.
    pub base: Option<Value>,
    /// What we have, and what the result has; none if nothing is there.
    pub ours: Option<Value>,
    /// What they have.
    pub theirs: Option<Value>,
}

impl fmt::Display for Conflict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let say = |value: &Option<Value>| match value {
            None => "nothing".to_owned(),
            Some(Value::Object(_)) => "another version".to_owned(),
            Some(value) => value.to_string(),
        };
        write!(
            out,
            "{}: changed on both sides; ours is kept ({}), theirs is left out ({})",
            self.path,
            say(&self.ours),
            say(&self.theirs)
        )
    }
}

/// A value in all three versions; none where it is absent.
#[derive(Debug, Clone, Copy)]
struct Three<T> {
    base: T,
    ours: T,
    theirs: T,
}

impl<T> Three<T> {
    fn map<U>(self, mut change: impl FnMut(T) -> U) -> Three<U> {
        Three { base: change(self.base), ours: change(self.ours), theirs: change(self.theirs) }
    }
}

impl Three<Option<&Value>> {
    fn conflict(self, path: &str) -> Conflict {
        Conflict {
            path: path.to_owned(),
            base: self.base.cloned(),
            ours: self.ours.cloned(),
            theirs: self.theirs.cloned(),
        }
    }
}

/// Brings what changed from `base` to `theirs` into `ours`.
pub fn merge(base: &Flow, ours: &Flow, theirs: &Flow) -> Merge {
    let mut conflicts = Vec::new();
    let versions = Three { base, ours, theirs };
    let identities = Identities::of(versions, &mut conflicts);
    let renamed = identities.renamed(versions);
    let mut kept = states::merge(&identities, &renamed, &mut conflicts);
    wires::mend(&identities, &renamed, &mut kept, &mut conflicts);
    let head = merge_head(&renamed, &kept, &mut conflicts);

    let order = sequence::merge(
        &identities.order(|places| places.base),
        &identities.order(|places| places.ours),
        &identities.order(|places| places.theirs),
        |id| kept[id].is_some(),
    );
    let mut flow = ours.clone();
    let (old_head, states) = flow.parts_mut();
    *old_head = head;
    *states = order.into_iter().filter_map(|id| kept[id].take()).collect();
    flow.reindex();
    Merge { flow, conflicts }
}

/// Description, flags, where the flow begins, and whatever else is outside the states.
fn merge_head(
    renamed: &Three<names::Version>,
    kept: &[Option<State>],
    conflicts: &mut Vec<Conflict>,
) -> Object {
    let heads = Three {
        base: Value::Object(renamed.base.head.clone()),
        ours: Value::Object(renamed.ours.head.clone()),
        theirs: Value::Object(renamed.theirs.head.clone()),
    };
    let merged = values::merge(
        "",
        Three { base: Some(&heads.base), ours: Some(&heads.ours), theirs: Some(&heads.theirs) },
        conflicts,
    );
    let Some(Value::Object(mut head)) = merged else { return renamed.ours.head.clone() };
    let first = |head: &Object| head.get("initial_state").cloned();
    let is_in = |states: &[Option<State>], name: &Option<Value>| {
        let name = name.as_ref().and_then(Value::as_str);
        name.is_some_and(|name| states.iter().flatten().any(|state| state.name() == name))
    };
    let (merged, ours) = (first(&head), first(&renamed.ours.head));
    let is_lost = is_in(&renamed.theirs.states, &merged) && !is_in(kept, &merged);
    // They begin at a widget that we removed.
    if merged != ours && is_lost && is_in(kept, &ours) {
        let base = first(&renamed.base.head);
        let path = "initial_state".to_owned();
        conflicts.push(Conflict { path, base, ours: ours.clone(), theirs: merged });
        head.extend(ours.map(|ours| ("initial_state".to_owned(), ours)));
    }
    head
}
