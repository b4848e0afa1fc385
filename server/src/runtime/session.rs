//! A call's relay session while it is open.

use std::sync::Arc;

use flow::relay::session::{self, Leg, Timing};
use flow::relay::{Fault, Settings};
use flow::sid::{CallSid, SessionSid};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::relay::{self, CallerInput, Dial, Ended, Handshakes};
use crate::{api, ids};

/// What the session holds back of the caller before it makes the call wait.
const CALLER_QUEUE: usize = 64;
/// Reports of the session that may wait to be logged.
const REPORT_QUEUE: usize = 256;
/// Speeches of a session are numbered apart from those of the flow.
const SPEECHES_OF_A_SESSION: u64 = 1_000_000;

/// Who calls.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub(super) call_sid: CallSid,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) leg: Leg,
}

/// What the sessions of a call are to be like beside the flow's own settings.
#[derive(Debug, Clone, Default)]
pub struct RelayConditions {
    /// How long things take.
    pub timing: Timing,
    /// What is to go wrong.
    pub faults: Vec<Fault>,
}

/// An open session. Dropped, the caller has hung up on it.
#[derive(Debug)]
pub(super) struct Session {
    /// From [`flow::interpreter::Effect::OpenRelay`].
    pub(super) relay: u64,
    pub(super) caller: mpsc::Sender<CallerInput>,
    pub(super) reports: mpsc::Receiver<relay::Report>,
    pub(super) task: JoinHandle<Ended>,
    pub(super) sid: SessionSid,
    /// The address that is really dialled.
    pub(super) dialled: String,
}

/// What a session is opened with.
#[derive(Debug)]
pub(super) struct Opening {
    pub(super) relay: u64,
    pub(super) settings: Settings,
    /// The address that is really dialled.
    pub(super) dialled: String,
    pub(super) is_answered: bool,
    pub(super) began: flow::Timestamp,
    pub(super) clock: super::Clock,
    pub(super) caller: Caller,
    pub(super) conditions: RelayConditions,
    pub(super) handshakes: Arc<Handshakes>,
}

impl Session {
    pub(super) fn open(opening: Opening) -> Self {
        let sid = SessionSid::from_bytes(ids::random());
        let dialled = opening.dialled;
        let dial = Dial {
            opening: session::Opening {
                session_sid: sid.clone(),
                call_sid: opening.caller.call_sid,
                account_sid: api::ACCOUNT_SID.to_owned(),
                from: opening.caller.from,
                to: opening.caller.to,
                leg: opening.caller.leg,
                is_answered: opening.is_answered,
                settings: opening.settings,
                first_speech: (opening.relay + 1) * SPEECHES_OF_A_SESSION,
            },
            dialled: dialled.clone(),
            handshakes: opening.handshakes,
            clock: opening.clock.of_relay(),
            timing: opening.conditions.timing,
            faults: opening.conditions.faults,
            began: opening.began,
        };
        let (caller, inputs) = mpsc::channel(CALLER_QUEUE);
        let (sender, reports) = mpsc::channel(REPORT_QUEUE);
        let task = tokio::spawn(relay::run(dial, inputs, sender));
        Self { relay: opening.relay, caller, reports, task, sid, dialled }
    }
}
