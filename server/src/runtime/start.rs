//! How executions begin: with a call, a message, or a request (`reference/studio/runtime.md`,
//! "Ways to start" and "Context").

use std::collections::VecDeque;
use std::sync::Arc;

use flow::Flow;
use flow::definition::Object;
use flow::interpreter::{Happening, Start};
use flow::live::{Report, Request};
use flow::sid::{self, CallSid, ExecutionSid, FlowSid};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::known::Revision;
use super::registry::{Admission, Place};
use super::session::RelayConditions;
use super::task::{Parts, Task};
use super::{Clock, Handle, Log, MAILBOX, Runtime, narrate};
use crate::db::executions::Row;
use crate::db::turns::{Begin, NotStored};
use crate::{api, ids};

/// An execution to be begun.
#[derive(Debug)]
pub struct NewExecution {
    /// The flow.
    pub flow_sid: FlowSid,
    /// The revision to keep to.
    pub revision: Revision,
    /// What it begins with.
    pub trigger: Trigger,
    /// The person's side.
    pub contact_address: String,
    /// Twilio's side.
    pub flow_address: String,
    /// How time passes.
    pub clock: Clock,
    /// What its relay sessions are to be like.
    pub conditions: RelayConditions,
    /// Whether somebody is there to say what the other side of a widget does.
    pub is_attended: bool,
    /// What the caller does whenever the flow listens; then silence.
    pub script: VecDeque<Request>,
}

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

/// An execution that began.
#[derive(Debug)]
pub struct Begun {
    /// The execution.
    pub execution_sid: ExecutionSid,
    /// Its call, where it began with one.
    pub call_sid: Option<CallSid>,
    /// As it is stored after its first turn.
    pub row: Row,
    /// Reaches it.
    pub handle: Handle,
}

/// Why an execution did not begin.
#[derive(Debug, thiserror::Error)]
pub enum NotBegun {
    /// Another one is active for its contact.
    #[error(
        "Execution {0} is already active for this contact. End the active Execution before \
         creating a new one"
    )]
    Busy(ExecutionSid),
    /// It could not be stored.
    #[error(transparent)]
    NotStored(#[from] NotStored),
}

impl Runtime {
    /// Begins an execution. When this returns, it is stored.
    pub async fn begin(&self, new: NewExecution) -> Result<Begun, NotBegun> {
        let execution_sid = ExecutionSid::from_bytes(ids::ordered());
        let section = new.section();
        let (initiated_by, call_sid) = new.trigger.initiated_by(&section);
        let place = Place {
            flow_sid: new.flow_sid.clone(),
            contact_address: new.contact_address.clone(),
            flow_address: new.flow_address.clone(),
            call_sid: call_sid.clone(),
        };
        let (mailbox, inbox) = mpsc::channel(MAILBOX);
        let handle =
            Handle { execution_sid: execution_sid.clone(), mailbox, log: Arc::new(Log::default()) };
        let admitted =
            self.registry().admit(&execution_sid, place.clone(), handle.clone(), new.admission());
        if let Err(busy) = admitted {
            self.tell_busy(&busy, &new, &execution_sid, section).await;
            return Err(NotBegun::Busy(busy));
        }
        let begin = Begin {
            sid: execution_sid.to_string(),
            initiated_by,
            call_sid: call_sid.as_ref().map(CallSid::to_string),
            flow_sid: new.flow_sid.to_string(),
            revision: new.revision.number,
            contact_address: new.contact_address.clone(),
            flow_address: new.flow_address.clone(),
            clock: new.clock.to_string(),
        };
        let report = new.report(&execution_sid, call_sid.as_ref());
        let started = Happening::Started(Box::new(new.start(&execution_sid, section)));
        let reports = std::iter::once(report).chain(narrate::of_event(&started)).collect();
        let parts = Parts {
            runtime: self.clone(),
            flow: new.revision.definition,
            is_draft: new.revision.is_draft,
            id: self.shared.db.new_execution(),
            execution_sid: execution_sid.clone(),
            place,
            clock: new.clock,
            conditions: new.conditions,
            known: self.known_or_logged(&new.flow_sid).await,
            log: handle.log.clone(),
            script: new.script,
        };
        let mut task = Task::new(parts, inbox);
        match task.begin(begin, reports, started).await {
            Ok(row) => {
                self.keep(task);
                Ok(Begun { execution_sid, call_sid, row, handle })
            }
            Err(error) => {
                self.registry().remove(&execution_sid);
                // Whoever found it meanwhile need not wait for its end.
                handle.log.close();
                Err(error.into())
            }
        }
    }

    /// Tells an execution what could not begin beside it; it warns (81002).
    async fn tell_busy(
        &self,
        busy: &ExecutionSid,
        new: &NewExecution,
        execution_sid: &ExecutionSid,
        section: Object,
    ) {
        match new.trigger {
            Trigger::Call(_) | Trigger::Request(_) => {}
            // It is given the message itself.
            Trigger::Message(_) | Trigger::Conversation(_) => return,
        }
        let handle = self.registry().find(busy);
        if let Some(handle) = handle {
            handle.happened(Happening::Started(Box::new(new.start(execution_sid, section)))).await;
        }
    }
}

impl NewExecution {
    fn admission(&self) -> Admission {
        match self.trigger {
            Trigger::Call(_) if allows_concurrent_calls(&self.revision.definition) => {
                Admission::BesideAny
            }
            Trigger::Call(_) => Admission::OneCall,
            Trigger::Message(_) | Trigger::Conversation(_) | Trigger::Request(_) => {
                Admission::OneOfPair
            }
        }
    }

    /// What the trigger's section of the context holds.
    fn section(&self) -> Object {
        self.trigger.section(&self.contact_address, &self.flow_address)
    }

    fn start(&self, execution: &ExecutionSid, section: Object) -> Start {
        let (event, name) = self.trigger.names();
        Start {
            event: event.to_owned(),
            execution_sid: execution.clone(),
            flow_sid: self.flow_sid.clone(),
            flow_address: self.flow_address.clone(),
            contact_address: self.contact_address.clone(),
            trigger: Object::from_iter([(name.to_owned(), Value::Object(section))]),
            is_attended: self.is_attended,
        }
    }

    fn report(&self, execution: &ExecutionSid, call: Option<&CallSid>) -> Report {
        let (flow_sid, revision) = (self.flow_sid.clone(), self.revision.number);
        match call {
            Some(call_sid) => Report::CallStarted {
                call_sid: call_sid.clone(),
                execution_sid: execution.clone(),
                flow_sid,
                revision,
                from: self.contact_address.clone(),
                to: self.flow_address.clone(),
            },
            None => Report::ExecutionStarted {
                execution_sid: execution.clone(),
                flow_sid,
                revision,
                event: self.trigger.names().0.to_owned(),
                contact_address: self.contact_address.clone(),
                flow_address: self.flow_address.clone(),
            },
        }
    }
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
    fn names(&self) -> (&'static str, &'static str) {
        match self {
            Self::Call(_) => ("incomingCall", "call"),
            Self::Message(_) => ("incomingMessage", "message"),
            Self::Conversation(_) => ("incomingConversationMessage", "conversation"),
            Self::Request(_) => ("incomingRequest", "request"),
        }
    }

    /// The SID of what it is, and of its call.
    fn initiated_by(&self, section: &Object) -> (String, Option<CallSid>) {
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

/// Whether one caller may have several calls with a flow at once; so it is where nobody says.
fn allows_concurrent_calls(flow: &Flow) -> bool {
    let flags = flow.head().get("flags");
    flags.and_then(|flags| flags.get("allow_concurrent_calls")).and_then(Value::as_bool)
        != Some(false)
}

/// An identifier of a kind that has no type of its own.
pub(super) fn new_sid(prefix: &str) -> String {
    sid::derived(prefix, ExecutionSid::from_bytes(ids::random()).as_str(), 0)
}
