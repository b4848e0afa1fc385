//! The flow as a graph: which state leads to which.

use crate::definition::{Flow, State, Transition};
use crate::widget::{self, Widget};

/// The ways of a flow, found once and walked often.
pub(crate) struct Graph<'f> {
    flow: &'f Flow,
    /// The ways out of each state, in the order of its transitions.
    ways: Vec<Vec<Way<'f>>>,
    /// What each state is in the catalogue.
    widgets: Vec<Option<&'static Widget>>,
    start: Option<usize>,
}

/// One transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Way<'f> {
    /// The event that takes it.
    pub(crate) event: &'f str,
    /// The state it leads to; `None` when it leads nowhere, or to a state that is not there.
    pub(crate) to: Option<usize>,
}

impl<'f> Graph<'f> {
    pub(crate) fn new(flow: &'f Flow) -> Self {
        let ways = |state: &'f State| {
            let way = |entry: Transition<'f>| Way {
                event: entry.event(),
                to: entry.next().and_then(|next| flow.position(next)),
            };
            state.transitions().map(way).collect()
        };
        let start = flow.initial_state().and_then(|name| flow.position(name));
        let states = flow.states().iter();
        Self {
            flow,
            ways: states.clone().map(ways).collect(),
            widgets: states.map(|state| widget::find(state.kind())).collect(),
            start,
        }
    }

    pub(crate) fn flow(&self) -> &'f Flow {
        self.flow
    }

    /// Where an execution begins.
    pub(crate) fn start(&self) -> Option<usize> {
        self.start
    }

    /// What a state is in the catalogue; `None` for a type that Studio does not know.
    pub(crate) fn widget(&self, state: usize) -> Option<&'static Widget> {
        self.widgets[state]
    }

    /// The events a state leaves on, by the catalogue.
    pub(crate) fn events(&self, state: usize) -> impl Iterator<Item = &'static str> + use<> {
        let events = self.widgets[state].map(|widget| widget.events).unwrap_or_default();
        events.iter().map(|event| event.name)
    }

    /// The ways out of a state.
    pub(crate) fn ways(&self, state: usize) -> &[Way<'f>] {
        &self.ways[state]
    }

    /// The ways out of the state an execution begins at.
    pub(crate) fn ways_from_start(&self) -> impl Iterator<Item = Way<'f>> {
        self.start.into_iter().flat_map(|start| self.ways[start].iter().copied())
    }

    /// For each state, whether it is one of `from` or some way leads to it from there.
    /// `passes` says whether a way counts.
    pub(crate) fn reach(
        &self,
        from: impl IntoIterator<Item = usize>,
        passes: impl Fn(Way<'f>) -> bool,
    ) -> Vec<bool> {
        let mut reached = vec![false; self.ways.len()];
        self.spread(from, passes, &mut reached);
        reached
    }

    /// As [`reach`](Self::reach), going on from what is reached already.
    pub(crate) fn spread(
        &self,
        from: impl IntoIterator<Item = usize>,
        passes: impl Fn(Way<'f>) -> bool,
        reached: &mut [bool],
    ) {
        let mut left: Vec<usize> = from.into_iter().collect();
        while let Some(state) = left.pop() {
            if std::mem::replace(&mut reached[state], true) {
                continue;
            }
            let next = self.ways[state].iter().filter(|way| passes(**way));
            left.extend(next.filter_map(|way| way.to).filter(|to| !reached[*to]));
        }
    }

    /// For each state, which of up to 64 `marked` states can have run before it: the bits of a
    /// mask, carried along the ways until nothing changes. So a walk answers for 64 at once.
    pub(crate) fn runs_before(&self, marked: &[usize]) -> Vec<u64> {
        let mut own = vec![0_u64; self.ways.len()];
        for (bit, state) in marked.iter().enumerate().take(64) {
            own[*state] |= 1 << bit;
        }
        let mut before = vec![0_u64; self.ways.len()];
        // Ways lead down the document mostly, so that the first, taken first, gathers the others.
        let mut left: Vec<usize> = marked.iter().rev().copied().collect();
        while let Some(state) = left.pop() {
            let after = before[state] | own[state];
            for to in self.ways[state].iter().filter_map(|way| way.to) {
                if before[to] | after != before[to] {
                    before[to] |= after;
                    left.push(to);
                }
            }
        }
        before
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn flow(ways: &[(&str, &[&str])]) -> Flow {
        let states: Vec<_> = ways
            .iter()
            .map(|(name, next)| {
                let next: Vec<_> =
                    next.iter().map(|next| json!({ "event": next, "next": next })).collect();
                json!({ "name": name, "type": "x", "transitions": next })
            })
            .collect();
        Flow::from_value(json!({ "states": states, "initial_state": "a" })).unwrap()
    }

    #[test]
    fn a_state_is_reached_by_the_ways_that_count() {
        let flow = flow(&[("a", &["b", "c"]), ("b", &["gone"]), ("c", &["d"]), ("d", &["c"])]);
        let graph = Graph::new(&flow);
        assert_eq!(graph.reach(graph.start(), |_| true), [true; 4]);
        assert_eq!(graph.reach(graph.start(), |way| way.event != "c"), [true, true, false, false]);
    }

    #[test]
    fn only_a_state_in_a_circle_runs_before_itself() {
        let flow =
            flow(&[("a", &["b"]), ("b", &["c", "d"]), ("c", &["b"]), ("d", &[]), ("e", &["d"])]);
        let before = Graph::new(&flow).runs_before(&[0, 2, 3, 4]);
        assert_eq!(before, [0b0000, 0b0011, 0b0011, 0b1011, 0b0000]);
    }
}
