//! What Liquid can read at a state: what the trigger brings, what was set on the way, and what
//! each widget that can have run before leaves (`reference/studio/runtime.md`, "Context").

use crate::definition::{Flow, State};
use crate::graph::Graph;
use crate::widget;

/// Something that can be read at a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// As Liquid reads it: `widgets.ask.Digits`.
    pub path: String,
    /// Where it comes from, in a few words.
    pub from: String,
}

/// What is there in every execution.
const ALWAYS: [(&str, &str); 4] = [
    ("contact.channel.address", "The contact's number"),
    ("flow.channel.address", "The number on Twilio's side"),
    ("flow.sid", "The execution's SID"),
    ("flow.flow_sid", "The flow's SID"),
];

/// What each event of the trigger brings, under which name.
const BROUGHT: [(&str, &str, &[&str]); 5] = [
    (
        "incomingCall",
        "call",
        &[
            "From",
            "To",
            "Caller",
            "Called",
            "CallSid",
            "CallStatus",
            "Direction",
            "FromCity",
            "FromState",
            "FromZip",
            "FromCountry",
            "ToCity",
            "ToState",
            "ToZip",
            "ToCountry",
            "AccountSid",
        ],
    ),
    (
        "incomingMessage",
        "message",
        &[
            "Body",
            "From",
            "To",
            "MessageSid",
            "NumMedia",
            "MediaUrl0",
            "MediaContentType0",
            "AccountSid",
            "MessagingServiceSid",
        ],
    ),
    (
        "incomingConversationMessage",
        "conversation",
        &["Body", "Author", "ConversationSid", "ChannelAttributes", "AccountSid"],
    ),
    ("incomingRequest", "request", &["from", "to", "parameters"]),
    ("incomingParent", "parent", &["parameters", "execution_sid", "flow_sid", "step_sid"]),
];

/// All that can be read at the state `name`; nothing where there is no such state.
pub fn known_at(flow: &Flow, name: &str) -> Vec<Known> {
    let Some(here) = flow.position(name) else { return Vec::new() };
    let graph = Graph::new(flow);
    let mut known: Vec<Known> = ALWAYS.iter().map(|(path, from)| entry(path, from)).collect();
    of_trigger(&graph, here, &mut known);
    let before = runs_before(&graph, here);
    for state in &before {
        of_state(state, &mut known);
    }
    known
}

/// The states that can have run when `here` is entered, in the order of the document.
fn runs_before<'f>(graph: &Graph<'f>, here: usize) -> Vec<&'f State> {
    let states = graph.flow().states();
    let all: Vec<usize> = (0..states.len()).collect();
    let mut before = Vec::new();
    for marked in all.chunks(64) {
        let mask = graph.runs_before(marked)[here];
        let found = marked.iter().enumerate().filter(|(bit, _)| mask & (1 << bit) != 0);
        before.extend(found.map(|(_, at)| &states[*at]));
    }
    before
}

/// What the events bring from which a way leads here.
fn of_trigger(graph: &Graph<'_>, here: usize, known: &mut Vec<Known>) {
    for way in graph.ways_from_start() {
        let reached = graph.reach(way.to, |_| true);
        let brought = BROUGHT.iter().find(|(event, ..)| *event == way.event);
        let Some((_, section, keys)) = brought.filter(|_| reached[here]) else { continue };
        let from = format!("Brought by the trigger, on {}", way.event);
        known.extend(keys.iter().map(|key| entry(&format!("trigger.{section}.{key}"), &from)));
        if *section == "request" {
            known.push(entry("flow.data", "The parameters of a REST start"));
        }
    }
}

/// What a state leaves behind.
fn of_state(state: &State, known: &mut Vec<Known>) {
    let Some(widget) = widget::find(state.kind()) else { return };
    let name = state.name();
    let from = format!("Left by {name}, {}", widget.label);
    let root = member("widgets", name);
    known.extend(widget.sets.iter().map(|key| entry(&member(&root, key), &from)));
    if state.kind() != "set-variables" {
        return;
    }
    let rows = state.property("variables").and_then(serde_json::Value::as_array);
    for key in rows.into_iter().flatten().filter_map(|row| row.get("key")?.as_str()) {
        if !key.is_empty() {
            known.push(entry(&member("flow.variables", key), &format!("Set by {name}")));
        }
    }
}

/// A member as Liquid reads it: in brackets where its name is no plain one.
fn member(path: &str, key: &str) -> String {
    let is_plain = key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if is_plain { format!("{path}.{key}") } else { format!("{path}[\"{key}\"]") }
}

fn entry(path: &str, from: &str) -> Known {
    Known { path: path.to_owned(), from: from.to_owned() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_can_have_happened_before_is_known() {
        let set = json!([{ "key": "day", "value": "1" }, { "key": "two words", "value": "" }]);
        let flow = Flow::from_value(json!({ "states": [
            { "name": "Trigger", "type": "trigger", "transitions": [
                { "event": "incomingCall", "next": "set" }, { "event": "incomingMessage" }] },
            { "name": "set", "type": "set-variables", "properties": { "variables": set },
              "transitions": [{ "event": "next", "next": "ask" }] },
            { "name": "ask", "type": "gather-input-on-call",
              "transitions": [{ "event": "keypress", "next": "tell" }] },
            { "name": "tell", "type": "say-play", "transitions": [] },
            { "name": "apart", "type": "make-http-request", "transitions": [] },
        ], "initial_state": "Trigger" }))
        .unwrap();
        let paths = |name| -> Vec<String> {
            known_at(&flow, name).into_iter().map(|known| known.path).collect()
        };
        let tell = paths("tell");
        for path in [
            "contact.channel.address",
            "trigger.call.From",
            "flow.variables.day",
            "flow.variables[\"two words\"]",
            "widgets.ask.Digits",
        ] {
            assert!(tell.iter().any(|known| known == path), "{path}");
        }
        let at_ask = paths("ask");
        assert!(at_ask.contains(&"flow.variables.day".to_owned()));
        assert!(!at_ask.iter().any(|path| path.starts_with("widgets.ask")));
        assert!(!tell.iter().any(|path| path.contains("apart") || path.contains("message")));
        assert_eq!(paths("apart").len(), ALWAYS.len());
        assert!(paths("nobody").is_empty());
    }
}
