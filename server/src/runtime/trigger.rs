//! What executions begin with, as Twilio's webhooks tell it (`reference/studio/runtime.md`,
//! "Context").

use flow::definition::Object;
use flow::sid::{self, CallSid, ExecutionSid};
use serde_json::{Value, json};

use crate::{api, ids};

/// What an execution begins with. Parameters are those of Twilio's webhooks; what every one of
/// them has is added.
#[derive(Debug, Clone)]
pub enum Trigger {
    /// A call of the contact.
    Call(Object),
    /// A message of the contact.
    Message(Object),
    /// A message in a conversation.
    Conversation(Object),
    /// A request to the REST API, with its `Parameters`.
    Request(Object),
}

impl Trigger {
    /// The conversation it is in.
    pub(super) fn conversation(&self) -> Option<&str> {
        match self {
            Self::Conversation(parameters) => {
                parameters.get("ConversationSid").and_then(Value::as_str)
            }
            Self::Call(_) | Self::Message(_) | Self::Request(_) => None,
        }
    }

    /// Its parameters, with those that every one of its kind has.
    pub(super) fn section(&self, contact: &str, ours: &str) -> Object {
        let (common, given) = match self {
            Self::Call(given) => {
                let common = json!({
                    "AccountSid": api::ACCOUNT_SID,
                    "ApiVersion": "2010-04-01",
                    "CallSid": CallSid::from_bytes(ids::ordered()),
                    "CallStatus": "ringing",
                    "Called": ours,
                    "Caller": contact,
                    "Direction": "inbound",
                    "From": contact,
                    "To": ours,
                });
                (common, given.clone())
            }
            Self::Message(given) => (message(contact, ours, &new_sid("SM")), given.clone()),
            Self::Conversation(given) => {
                let common = json!({
                    "AccountSid": api::ACCOUNT_SID,
                    "Author": contact,
                    "Body": "",
                    "ConversationSid": ours,
                    "EventType": "onMessageAdded",
                    "MessageSid": new_sid("IM"),
                    "Source": "SDK",
                });
                (common, given.clone())
            }
            Self::Request(parameters) => {
                (json!({ "to": contact, "from": ours, "parameters": parameters }), Object::new())
            }
        };
        let mut section = object(common);
        section.extend(given);
        section
    }

    /// The trigger's event, and its section of the context.
    pub(super) fn names(&self) -> (&'static str, &'static str) {
        match self {
            Self::Call(_) => ("incomingCall", "call"),
            Self::Message(_) => ("incomingMessage", "message"),
            Self::Conversation(_) => ("incomingConversationMessage", "conversation"),
            Self::Request(_) => ("incomingRequest", "request"),
        }
    }

    /// The SID of what it is, and of its call.
    pub(super) fn initiated_by(&self, section: &Object) -> (String, Option<CallSid>) {
        let text = |key: &str| section.get(key).and_then(Value::as_str).unwrap_or_default();
        match self {
            Self::Call(_) => (text("CallSid").to_owned(), text("CallSid").parse().ok()),
            Self::Message(_) | Self::Conversation(_) => (text("MessageSid").to_owned(), None),
            Self::Request(_) => (new_sid("RQ"), None),
        }
    }
}

/// The webhook of a message (`reference/studio/runtime.md`, "Context").
pub(super) fn message(from: &str, to: &str, sid: &str) -> Value {
    json!({
        "AccountSid": api::ACCOUNT_SID,
        "Body": "",
        "From": from,
        "To": to,
        "MessageSid": sid,
        "NumMedia": "0",
    })
}

pub(super) fn object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Object::new()
        }
    }
}

/// An identifier of a kind that has no type of its own.
fn new_sid(prefix: &str) -> String {
    sid::derived(prefix, ExecutionSid::from_bytes(ids::random()).as_str(), 0)
}
