//! The interpreter's shell: one task an execution, which feeds events to
//! [`flow::interpreter::advance`], stores what comes of each, and only then carries it out.

mod clock;
mod known;
mod log;
mod messages;
mod narrate;
mod recovery;
mod registry;
mod session;
mod start;
mod task;
mod trigger;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use flow::interpreter::Happening;
use flow::live::Request;
use flow::sid::{CallSid, ExecutionSid, FlowSid};
use tokio::sync::{mpsc, oneshot, watch};

pub use clock::{Clock, ClockError};
pub use known::{Known, Revision, UnreadableFlow};
pub use log::Log;
pub use messages::{Delivered, Manner, NotDelivered};
pub(crate) use recovery::context_after;
pub use session::RelayConditions;
pub use start::{Begun, NewExecution, NotBegun};
pub use trigger::Trigger;

use crate::db::Db;
use crate::relay::Handshakes;
use crate::relay_map::Mapping;
use crate::requests::{Reach, Requester, StandIn};
use registry::Registry;

/// What the mailbox of one execution holds before those who write to it must wait.
const MAILBOX: usize = 64;

/// All executions that go on; cheap to clone.
#[derive(Debug, Clone)]
pub struct Runtime {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    db: Db,
    outside: Outside,
    requester: Requester,
    registry: Mutex<Registry>,
    known: known::Cache,
    /// Turns true when the server stops; executions then stand still until it starts again.
    stopping: watch::Sender<bool>,
}

/// How a runtime deals with what is outside.
#[derive(Debug, Clone)]
pub struct Outside {
    /// Where relay addresses lead, whatever the flow.
    pub relay_map: Vec<Mapping>,
    /// How relay servers are called.
    pub handshakes: Arc<Handshakes>,
    /// What answers for servers, whatever the flow.
    pub stand_ins: Vec<StandIn>,
    /// How far requests reach.
    pub reach: Reach,
    /// Signs in at Twilio's hosts; handshakes have their own.
    pub auth_token: Option<String>,
}

/// What reaches an execution that goes on.
#[derive(Debug, Clone)]
pub struct Handle {
    /// The execution.
    pub execution_sid: ExecutionSid,
    mailbox: mpsc::Sender<Input>,
    /// What watchers are told.
    pub log: Arc<Log>,
}

/// What comes to an execution from outside.
#[derive(Debug)]
pub enum Input {
    /// From a watcher.
    Watcher(Request),
    /// Something reached the server for it; told when it is stored.
    Happened(Box<Happening>, oneshot::Sender<()>),
    /// Somebody stops the execution.
    Stop,
}

impl Handle {
    /// Puts something into the execution's mailbox; `false` when the execution is over.
    pub async fn send(&self, input: Input) -> bool {
        self.mailbox.send(input).await.is_ok()
    }

    /// Gives an event to the execution and waits until it is stored; `false` when the execution
    /// is over, or stands still.
    pub async fn happened(&self, what: Happening) -> bool {
        let (stored, is_stored) = oneshot::channel();
        self.send(Input::Happened(Box::new(what), stored)).await && is_stored.await.is_ok()
    }

    /// Waits until the execution is over.
    pub async fn closed(&self) {
        // The log closes once, and outlives its execution.
        let _ = self.log.watch().wait_for(|state| state.is_closed).await;
    }
}

impl Runtime {
    /// No executions yet.
    pub fn new(db: Db, outside: Outside) -> Self {
        let (stopping, _) = watch::channel(false);
        let requester = Requester::new(outside.reach, outside.auth_token.clone());
        Self {
            shared: Arc::new(Shared {
                db,
                outside,
                requester,
                registry: Mutex::default(),
                known: known::Cache::default(),
                stopping,
            }),
        }
    }

    /// An execution that goes on.
    pub fn find(&self, execution: &ExecutionSid) -> Option<Handle> {
        self.registry().find(execution)
    }

    /// The execution that goes on for a call.
    pub fn find_by_call(&self, call: &CallSid) -> Option<Handle> {
        self.registry().find_by_call(call)
    }

    /// Lets every execution stand still where it is. After the next start they go on.
    pub async fn stop(&self) {
        self.shared.stopping.send_replace(true);
        // Each task holds a receiver until it has closed its session and stored its log.
        self.shared.stopping.closed().await;
    }

    /// Runs an execution's task until the execution is over.
    fn keep(&self, task: task::Task) {
        let runtime = self.clone();
        tokio::spawn(async move {
            let (sid, log) = task.run().await;
            runtime.registry().remove(&sid);
            log.close();
        });
    }

    /// Where what is known only helps, an execution goes on without it.
    async fn known_or_logged(&self, flow: &FlowSid) -> Option<Arc<Known>> {
        self.known(flow).await.unwrap_or_else(|error| {
            tracing::error!(%error, "what is set for {flow} could not be read");
            None
        })
    }

    fn registry(&self) -> MutexGuard<'_, Registry> {
        self.shared.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
