//! Flows of a few lines.

use serde_json::{Value, json};

/// A flow that begins on some events, each with the state it leads to.
pub fn flow(begins: &[(&str, &str)], states: &[Value]) -> String {
    let events = [
        "incomingMessage",
        "incomingCall",
        "incomingConversationMessage",
        "incomingRequest",
        "incomingParent",
    ];
    let begins: Vec<_> = events
        .iter()
        .map(|event| {
            let next = begins.iter().find(|(begin, _)| begin == event);
            match next {
                Some((_, next)) => json!({ "next": next, "event": event }),
                None => json!({ "event": event }),
            }
        })
        .collect();
    let trigger = json!({ "name": "Trigger", "type": "trigger", "transitions": begins,
        "properties": { "offset": { "x": 0, "y": 0 } } });
    let states: Vec<&Value> = std::iter::once(&trigger).chain(states).collect();
    json!({
        "description": "A flow of a test",
        "states": states,
        "initial_state": "Trigger",
        "flags": { "allow_concurrent_calls": true }
    })
    .to_string()
}

/// A state with its ways out: event and next state, which is empty where it is unwired.
pub fn state(name: &str, kind: &str, ways: &[(&str, &str)], mut properties: Value) -> Value {
    let ways: Vec<_> = ways
        .iter()
        .map(|(event, next)| match *next {
            "" => json!({ "event": event }),
            next => json!({ "next": next, "event": event }),
        })
        .collect();
    properties["offset"] = json!({ "x": 0, "y": 0 });
    json!({ "name": name, "type": kind, "transitions": ways, "properties": properties })
}

pub fn say(name: &str, text: &str, next: &str) -> Value {
    let properties = json!({ "say": text, "loop": 1, "voice": "alice", "language": "en-US" });
    state(name, "say-play", &[("audioComplete", next)], properties)
}

/// Sends a message and waits for the reply.
pub fn ask(name: &str, text: &str, next: &str) -> Value {
    let ways = [("incomingMessage", next), ("timeout", ""), ("deliveryFailure", "")];
    let properties = json!({ "from": "{{flow.channel.address}}", "body": text, "timeout": "3600",
        "service": "{{trigger.message.InstanceSid}}",
        "channel": "{{trigger.message.ChannelSid}}" });
    state(name, "send-and-wait-for-reply", &ways, properties)
}

pub fn send(name: &str, text: &str, next: &str) -> Value {
    let properties = json!({ "from": "{{flow.channel.address}}",
        "to": "{{contact.channel.address}}", "body": text,
        "service": "{{trigger.message.InstanceSid}}",
        "channel": "{{trigger.message.ChannelSid}}" });
    state(name, "send-message", &[("sent", next), ("failed", "")], properties)
}

pub fn set(name: &str, variables: &[(&str, &str)], next: &str) -> Value {
    let variables: Vec<_> =
        variables.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect();
    state(name, "set-variables", &[("next", next)], json!({ "variables": variables }))
}

/// A split on one value.
pub fn split(name: &str, input: &str, value: &str, hit: &str, miss: &str) -> Value {
    let mut split = state(name, "split-based-on", &[("noMatch", miss)], json!({ "input": input }));
    let hit = json!({ "next": hit, "event": "match", "conditions": [
        { "friendly_name": format!("If value equal_to {value}"), "arguments": [input],
          "type": "equal_to", "value": value } ] });
    if let Some(ways) = split["transitions"].as_array_mut() {
        ways.push(hit);
    }
    split
}
