//! Executions that were live when the server stopped, brought back by folding their logs.

use std::collections::VecDeque;
use std::sync::Arc;

use flow::interpreter::{self, Effect, Event, Execution, Happening, Progress};
use flow::live::Report;
use flow::relay::Ending;
use flow::sid::{CallSid, FlowSid, SessionSid};
use flow::{Flow, Timestamp};
use tokio::sync::mpsc;

use super::registry::{Admission, Place};
use super::session::RelayConditions;
use super::task::{self, Alarms, Errand, Parts, Restored, Task};
use super::{Clock, Handle, Log, MAILBOX, Runtime};
use crate::db::executions::{self, Row};
use crate::{db, ids};

/// Entries of a log that are read at once.
const PAGE: usize = 1_000;

/// Why an execution could not be brought back.
#[derive(Debug, thiserror::Error)]
enum RecoveryError {
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    NotStored(#[from] db::turns::NotStored),
    #[error("its revision is not there any more")]
    NoDefinition,
    #[error("its definition cannot be read: {0}")]
    Definition(#[from] flow::definition::DefinitionError),
    #[error("what is stored of it cannot be read: {0}")]
    Unreadable(String),
}

impl Runtime {
    /// Brings back every execution that was live. One that cannot be is logged and left alone.
    pub async fn recover(&self) -> sqlx::Result<usize> {
        let rows = executions::active(&self.shared.db).await?;
        let mut count = 0;
        for row in rows {
            match self.recover_one(&row).await {
                Ok(()) => count += 1,
                Err(error) => {
                    let sid = &row.sid;
                    tracing::error!(%error, "execution {sid} could not be brought back");
                }
            }
        }
        Ok(count)
    }

    async fn recover_one(&self, row: &Row) -> Result<(), RecoveryError> {
        let database = &self.shared.db;
        let definition = executions::definition(database, row).await?;
        let flow = Flow::from_json(&definition.ok_or(RecoveryError::NoDefinition)?)?;
        let restored = fold(&flow, &executions::events(database, row.id).await?)?;
        let steps = executions::step_count(database, row.id).await?;
        let log = Arc::new(Log::default());
        let session = self.read_log(row, &log).await?;
        let (mailbox, inbox) = mpsc::channel(MAILBOX);
        let parts = self.parts(row, flow, log.clone()).await?;
        let execution_sid = parts.execution_sid.clone();
        let handle = Handle { execution_sid: execution_sid.clone(), mailbox, log };
        let place = parts.place.clone();
        // What was admitted once needs no leave to go on.
        let _ = self.registry().admit(&execution_sid, place, handle, Admission::BesideAny);
        let lost = open_relay(&restored.execution);
        // The real clock ran on meanwhile, so that timers are due when they were to be.
        let is_real = parts.clock == Clock::Real;
        let at = if is_real { restored.at.max(ids::now()) } else { restored.at };
        let mut task = Task::restored(parts, inbox, Restored { at, steps, ..restored });
        task.join_conversation();
        if let Some(relay) = lost {
            let session = session.unwrap_or_else(|| SessionSid::from_bytes(ids::random()));
            let ending = Ending::failed(session, 64105, "Websocket ended", 0);
            let problem = "Switchboard was stopped while the relay session was open";
            let report = task::told(&ending, Some(problem.to_owned()));
            let what = Happening::RelayEnded { relay, ending: Box::new(ending) };
            task.catch_up(vec![report], what).await?;
        }
        self.keep(task);
        Ok(())
    }

    async fn parts(&self, row: &Row, flow: Flow, log: Arc<Log>) -> Result<Parts, RecoveryError> {
        let flow_sid: FlowSid = row.flow_sid.parse().map_err(unreadable)?;
        let revision = db::flows::revision(&self.shared.db, &flow_sid, row.revision).await?;
        let call_sid = row.call_sid.as_ref().map(|sid| sid.parse::<CallSid>());
        Ok(Parts {
            runtime: self.clone(),
            flow: Arc::new(flow),
            is_draft: revision.is_some_and(|revision| revision.status == "draft"),
            id: row.id,
            execution_sid: row.sid.parse().map_err(unreadable)?,
            known: self.known_or_logged(&flow_sid).await,
            place: Place {
                flow_sid,
                contact_address: row.contact_address.clone(),
                flow_address: row.flow_address.clone(),
                call_sid: call_sid.transpose().map_err(unreadable)?,
            },
            clock: row.clock.parse().map_err(unreadable)?,
            // Faults on demand are for the session they were made for; it is gone.
            conditions: RelayConditions::default(),
            log,
            script: VecDeque::new(),
        })
    }

    /// Reads an execution's log, and finds its last relay session.
    async fn read_log(&self, row: &Row, log: &Log) -> Result<Option<SessionSid>, RecoveryError> {
        let mut session = None;
        let mut after = 0;
        loop {
            let page = executions::log(&self.shared.db, row.id, after, PAGE).await?;
            let Some(length) = i64::try_from(page.len()).ok().filter(|length| *length > 0) else {
                return Ok(session);
            };
            after += length;
            for text in &page {
                let entry: Result<flow::live::Entry, _> = serde_json::from_str(text);
                if let Report::RelayConnecting { session_sid, .. } =
                    entry.map_err(unreadable)?.report
                {
                    session = Some(session_sid);
                }
            }
            log.add(page.into_iter().map(Arc::from));
        }
    }
}

/// The execution after all its events, what is still due, and what it still waits for.
fn fold(flow: &Flow, events: &[String]) -> Result<Restored, RecoveryError> {
    let mut restored = Restored::default();
    for text in events {
        let event: Event = serde_json::from_str(text).map_err(unreadable)?;
        if let Happening::TimerFired { timer } = event.what {
            restored.alarms.retain(|(_, other), _| *other != timer);
        }
        let turn = interpreter::advance(flow, restored.execution, &event);
        restored.execution = turn.execution;
        for effect in turn.effects {
            keep(&mut restored.alarms, &mut restored.errand, effect, event.at);
        }
        restored.at = event.at;
        restored.events += 1;
    }
    let is_awaited = matches!(
        restored.execution.progress,
        Progress::Requesting { .. } | Progress::Loading { .. }
    );
    restored.errand = restored.errand.filter(|_| is_awaited);
    Ok(restored)
}

/// What of an effect outlives the process.
fn keep(alarms: &mut Alarms, errand: &mut Option<Errand>, effect: Effect, at: Timestamp) {
    match effect {
        Effect::StartTimer { timer, after_ms } => {
            alarms.insert((at.plus(after_ms), timer), Happening::TimerFired { timer });
        }
        Effect::CancelTimer { timer } => alarms.retain(|(_, other), _| *other != timer),
        Effect::Finish { .. } => alarms.clear(),
        Effect::Request(_) | Effect::LoadSubflow { .. } => *errand = Errand::of(effect),
        Effect::Answer
        | Effect::Speak { .. }
        | Effect::EndSpeech { .. }
        | Effect::Listen
        | Effect::OpenRelay { .. }
        | Effect::Ask(_)
        | Effect::Settle { .. }
        | Effect::SendMessage(_)
        | Effect::Stream { .. } => {}
    }
}

/// Whether an execution stands on a relay session, and on which.
fn open_relay(execution: &Execution) -> Option<u64> {
    match execution.progress {
        Progress::Relay { relay } => Some(relay),
        Progress::None
        | Progress::Speaking(_)
        | Progress::Gathering(_)
        | Progress::Asking(_)
        | Progress::Requesting { .. }
        | Progress::Loading { .. } => None,
    }
}

/// What an execution knew after the first `count` events of its log.
pub(crate) fn context_after(
    flow: &Flow,
    events: &[String],
    count: usize,
) -> Option<flow::context::Context> {
    fold(flow, &events[..count.min(events.len())]).ok().map(|restored| restored.execution.context)
}

fn unreadable(error: impl std::fmt::Display) -> RecoveryError {
    RecoveryError::Unreadable(error.to_string())
}
