//! How executions begin: with a call, a message, or a request (`reference/studio/runtime.md`,
//! "Ways to start").

use std::collections::VecDeque;
use std::sync::Arc;

use flow::Flow;
use flow::definition::Object;
use flow::interpreter::{Happening, Start};
use flow::live::{Report, Request};
use flow::sid::{CallSid, ExecutionSid, FlowSid};
use serde_json::Value;
use tokio::sync::mpsc;

use super::known::Revision;
use super::registry::{Admission, Place};
use super::session::RelayConditions;
use super::task::{Parts, Task};
use super::{Clock, Handle, Log, MAILBOX, Runtime, Trigger, narrate};
use crate::db::executions::Row;
use crate::db::turns::{Begin, NotStored};
use crate::ids;

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

/// Whether one caller may have several calls with a flow at once; so it is where nobody says.
fn allows_concurrent_calls(flow: &Flow) -> bool {
    let flags = flow.head().get("flags");
    flags.and_then(|flags| flags.get("allow_concurrent_calls")).and_then(Value::as_bool)
        != Some(false)
}
