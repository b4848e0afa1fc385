//! The ways out of a state, as the canvas draws them.

use super::find;
use crate::definition::{State, Transition};

/// Where an edge begins: one way out of a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// Which way out.
    pub exit: Exit,
    /// The words on the port.
    pub label: String,
    /// The state it leads to; `None` when it is unwired.
    pub next: Option<String>,
}

/// Names one way out of a state, also where the document has no entry for it yet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Exit {
    /// The event.
    pub event: String,
    /// Which of the transitions with this event, counted from 0; a split has many `match`.
    pub nth: usize,
}

impl Exit {
    /// Which of the state's transitions it is; `None` where the document has none yet.
    pub fn entry(&self, state: &State) -> Option<usize> {
        let entries = state.transitions().enumerate();
        let mut own = entries.filter(|(_, entry)| entry.event() == self.event);
        own.nth(self.nth).map(|(at, _)| at)
    }
}

/// The ways out of a state: the widget's events in the console's order, then whatever else the
/// document wires. An event without an entry is an unwired port
/// (`reference/studio/widgets.md`, "Order of entries").
pub fn ports(state: &State) -> Vec<Port> {
    let transitions: Vec<Transition<'_>> = state.transitions().collect();
    let known = find(state.kind()).map(|widget| widget.events).unwrap_or_default();
    let mut ports = Vec::with_capacity(known.len().max(transitions.len()));
    for event in known {
        let mut entries =
            transitions.iter().filter(|entry| entry.event() == event.name).enumerate();
        let repeats = event.name == "match";
        match entries.next() {
            Some((nth, entry)) => ports.push(port(event.label, nth, *entry)),
            None if repeats => {}
            None => ports.push(Port {
                exit: Exit { event: event.name.to_owned(), nth: 0 },
                label: event.label.to_owned(),
                next: None,
            }),
        }
        for (nth, entry) in entries {
            ports.push(port(event.label, nth, *entry));
        }
    }
    for (at, entry) in transitions.iter().enumerate() {
        if known.iter().any(|event| event.name == entry.event()) {
            continue;
        }
        let nth = transitions[..at].iter().filter(|other| other.event() == entry.event()).count();
        ports.push(port(entry.event(), nth, *entry));
    }
    ports
}

fn port(label: &str, nth: usize, entry: Transition<'_>) -> Port {
    let label = match entry.condition().map(|condition| condition.friendly_name()) {
        Some(name) if !name.is_empty() => name,
        _ => label,
    };
    Port {
        exit: Exit { event: entry.event().to_owned(), nth },
        label: label.to_owned(),
        next: entry.next().map(str::to_owned),
    }
}
