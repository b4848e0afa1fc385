//! The interpreter's shell: one task a call, which feeds events to [`flow::interpreter::advance`],
//! stores what comes of each, and only then carries it out.

mod call;
mod clock;
mod log;
mod narrate;
mod recovery;
mod session;

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use flow::interpreter::{Happening, Start};
use flow::live::{Report, Request};
use flow::sid::{CallSid, ExecutionSid, FlowSid};
use flow::{Flow, definition};
use serde_json::json;
use tokio::sync::{mpsc, watch};

pub use clock::{Clock, ClockError};
pub use log::Log;
pub(crate) use recovery::context_after;
pub use session::RelayConditions;

use crate::db::turns::Begin;
use crate::db::{self, Db};
use crate::relay::Handshakes;
use crate::relay_map::Mapping;
use crate::{api, ids};

/// What the mailbox of one call holds before those who write to it must wait.
const MAILBOX: usize = 64;

/// All calls that go on; cheap to clone.
#[derive(Debug, Clone)]
pub struct Runtime {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    db: Db,
    /// From the command line, and the demo agent's.
    mappings: Vec<Mapping>,
    handshakes: Arc<Handshakes>,
    calls: Mutex<HashMap<CallSid, Handle>>,
    /// Turns true when the server stops; calls then stand still until it starts again.
    stopping: watch::Sender<bool>,
}

/// What reaches a call that goes on.
#[derive(Debug, Clone)]
pub struct Handle {
    mailbox: mpsc::Sender<Input>,
    /// What watchers are told.
    pub log: Arc<Log>,
}

/// What comes to a call from outside.
#[derive(Debug)]
pub enum Input {
    /// From the caller.
    Caller(Request),
    /// Somebody stops the execution.
    Stop,
}

/// A call to be made.
#[derive(Debug)]
pub struct NewCall {
    /// The flow.
    pub flow_sid: FlowSid,
    /// The revision to keep to, and its definition.
    pub revision: i64,
    /// Its definition.
    pub definition: Flow,
    /// The caller's number.
    pub from: String,
    /// The number called.
    pub to: String,
    /// How time passes.
    pub clock: Clock,
    /// What its relay sessions are to be like.
    pub conditions: RelayConditions,
    /// What the caller does whenever the flow listens; then silence.
    pub script: VecDeque<Request>,
}

/// A call that was made.
#[derive(Debug)]
pub struct Made {
    /// The call.
    pub call_sid: CallSid,
    /// The execution that runs for it.
    pub execution_sid: ExecutionSid,
    /// Reaches it.
    pub handle: Handle,
}

impl Handle {
    /// Puts something into the call's mailbox; `false` when the call is over.
    pub async fn send(&self, input: Input) -> bool {
        self.mailbox.send(input).await.is_ok()
    }

    /// Waits until the call is over.
    pub async fn closed(&self) {
        // The log closes once, and outlives its call.
        let _ = self.log.watch().wait_for(|state| state.is_closed).await;
    }
}

impl Runtime {
    /// No calls yet.
    pub fn new(db: Db, mappings: Vec<Mapping>, handshakes: Handshakes) -> Self {
        let (stopping, _) = watch::channel(false);
        let calls = Mutex::default();
        let handshakes = Arc::new(handshakes);
        Self { shared: Arc::new(Shared { db, mappings, handshakes, calls, stopping }) }
    }

    /// Calls a flow. When this returns, the execution is stored.
    pub async fn call(&self, new: NewCall) -> Result<Made, db::turns::NotStored> {
        let call_sid = CallSid::from_bytes(ids::random());
        let execution_sid = ExecutionSid::from_bytes(ids::random());
        let start = start(&new, &call_sid, &execution_sid);
        let begin = Begin {
            call_sid: call_sid.to_string(),
            flow_sid: new.flow_sid.to_string(),
            revision: new.revision,
            contact_address: new.from.clone(),
            flow_address: new.to.clone(),
            clock: new.clock.to_string(),
        };
        let report = Report::CallStarted {
            call_sid: call_sid.clone(),
            execution_sid: execution_sid.clone(),
            flow_sid: new.flow_sid.clone(),
            revision: new.revision,
            from: new.from.clone(),
            to: new.to.clone(),
        };
        let caller = session::Caller { call_sid: call_sid.clone(), from: new.from, to: new.to };
        let mappings = self.mappings(&new.flow_sid).await;
        let (mailbox, inbox) = mpsc::channel(MAILBOX);
        let log = Arc::new(Log::default());
        let handle = Handle { mailbox, log: log.clone() };
        let mut call = call::Call::new(
            call::Parts {
                runtime: self.clone(),
                flow: new.definition,
                execution_sid: execution_sid.clone(),
                clock: new.clock,
                caller,
                mappings,
                conditions: new.conditions,
                log,
                script: new.script,
            },
            inbox,
        );
        call.begin(begin, report, Happening::Started(Box::new(start))).await?;
        self.keep(call_sid.clone(), handle.clone(), call);
        Ok(Made { call_sid, execution_sid, handle })
    }

    /// The call, when it goes on.
    pub fn find(&self, call: &CallSid) -> Option<Handle> {
        self.calls().get(call).cloned()
    }

    /// Lets every call stand still where it is. After the next start they go on.
    pub async fn stop(&self) {
        self.shared.stopping.send_replace(true);
        // Each call holds a receiver until it has closed its session and stored its log.
        self.shared.stopping.closed().await;
    }

    /// Runs a call's task until the call is over.
    fn keep(&self, call_sid: CallSid, handle: Handle, call: call::Call) {
        self.calls().insert(call_sid.clone(), handle);
        let runtime = self.clone();
        tokio::spawn(async move {
            let log = call.run().await;
            runtime.calls().remove(&call_sid);
            log.close();
        });
    }

    /// The flow's own mappings come before those of the command line.
    async fn mappings(&self, flow: &FlowSid) -> Vec<Mapping> {
        let own = db::relay_maps::find(&self.shared.db, flow).await.unwrap_or_else(|error| {
            tracing::error!(%error, "the relay mappings of {flow} could not be read");
            None
        });
        let own: Option<Vec<Mapping>> = own.and_then(|text| serde_json::from_str(&text).ok());
        own.into_iter().flatten().chain(self.shared.mappings.iter().cloned()).collect()
    }

    fn calls(&self) -> std::sync::MutexGuard<'_, HashMap<CallSid, Handle>> {
        self.shared.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How Studio begins an execution for an inbound call (`reference/studio/runtime.md`, "Context").
fn start(new: &NewCall, call: &CallSid, execution: &ExecutionSid) -> Start {
    let parameters = json!({
        "call": {
            "AccountSid": api::ACCOUNT_SID,
            "ApiVersion": "2010-04-01",
            "CallSid": call,
            "CallStatus": "ringing",
            "Called": new.to,
            "Caller": new.from,
            "Direction": "inbound",
            "From": new.from,
            "To": new.to,
        },
    });
    let trigger: definition::Object = parameters.as_object().cloned().unwrap_or_default();
    Start {
        event: "incomingCall".to_owned(),
        execution_sid: execution.clone(),
        flow_sid: new.flow_sid.clone(),
        flow_address: new.to.clone(),
        contact_address: new.from.clone(),
        trigger,
        // Whoever watches cannot say yet what the other side of a widget does.
        is_attended: false,
    }
}
