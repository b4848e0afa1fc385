//! What a call in tests is given: definitions, what starts it, and how relay sessions end.

use flow::relay::{Ending, SessionStatus};
use flow::sid::SessionSid;
use serde_json::{Value, json};

/// Who calls and writes in tests.
pub(crate) const CALLER: &str = "+15550100123";

/// A state in short: name, type, properties, and where it leads.
pub(crate) type StateOf<'a> = (&'a str, &'a str, Value, &'a [(&'a str, &'a str)]);

/// A definition with a trigger that leads to the first of these states on every event.
pub(super) fn definition(states: &[StateOf<'_>]) -> String {
    flow_of(states).to_string()
}

/// The same as JSON.
pub(crate) fn flow_of(states: &[StateOf<'_>]) -> Value {
    let first = states.first().map_or("", |state| state.0);
    let events = flow::widget::find("trigger").unwrap().events;
    let ways: Vec<_> =
        events.iter().map(|event| json!({ "event": event.name, "next": first })).collect();
    let mut all = vec![
        json!({ "name": "Trigger", "type": "trigger", "transitions": ways, "properties": {} }),
    ];
    for (name, kind, properties, ways) in states {
        let ways: Vec<_> =
            ways.iter().map(|(event, next)| json!({ "event": event, "next": next })).collect();
        all.push(json!({
            "name": name, "type": kind, "transitions": ways, "properties": properties,
        }));
    }
    json!({ "states": all, "initial_state": "Trigger" })
}

/// What each way to start brings along.
pub(super) fn trigger(event: &str, caller: &str) -> Value {
    let account = format!("AC{}", "0".repeat(32));
    match event {
        "incomingMessage" => json!({ "message": {
            "AccountSid": account, "From": caller, "To": "+15550100456", "Body": "hi",
        } }),
        "incomingConversationMessage" => json!({ "conversation": {
            "AccountSid": account, "ConversationSid": "CH1", "Body": "hi", "Author": caller,
        } }),
        "incomingRequest" => json!({ "request": {
            "to": caller, "from": "+15550100456", "parameters": { "name": "Ada", "deep": [1] },
        } }),
        _ => json!({ "call": {
            "AccountSid": account, "CallSid": "CA1", "From": caller, "To": "+15550100456",
            "CallStatus": "ringing", "Direction": "inbound",
        } }),
    }
}

/// A session that the relay server ended.
pub(crate) fn ended_with(handoff_data: Option<&str>) -> Ending {
    Ending {
        session_sid: SessionSid::from_bytes([3; 16]),
        status: SessionStatus::Ended,
        handoff_data: handoff_data.map(str::to_owned),
        error: None,
        duration_seconds: 8,
    }
}

/// A session that failed.
pub(crate) fn failed(code: u32) -> Ending {
    Ending {
        session_sid: SessionSid::from_bytes([3; 16]),
        status: SessionStatus::Failed,
        handoff_data: None,
        error: Some((code, "Unable to connect to websocket URL".to_owned())),
        duration_seconds: 0,
    }
}

/// A definition in `tests/flows`.
pub(super) fn read(file: &str) -> String {
    let path = format!("{}/tests/flows/{file}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}
