//! Executions that were live when the server stopped, brought back by folding their logs.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use flow::interpreter::{self, Effect, Event, Execution, Happening, Progress};
use flow::live::Report;
use flow::relay::Ending;
use flow::sid::{CallSid, ExecutionSid, FlowSid, SessionSid};
use flow::{Flow, Timestamp};
use tokio::sync::mpsc;

use super::call::{self, Call, Parts, Restored};
use super::session::{Caller, RelayConditions};
use super::{Clock, Handle, Log, MAILBOX, Runtime};
use crate::db::executions::{self, Row};
use crate::{db, ids};

/// Entries of a call's log that are read at once.
const PAGE: i64 = 1_000;

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
        let events = executions::events(database, &row.sid).await?;
        let restored = fold(&flow, &events)?;
        let steps = executions::step_count(database, &row.sid).await?;
        let clock: Clock = row.clock.parse().map_err(unreadable)?;
        let call_sid: CallSid = row.call_sid.parse().map_err(unreadable)?;
        let flow_sid: FlowSid = row.flow_sid.parse().map_err(unreadable)?;
        let execution_sid: ExecutionSid = row.sid.parse().map_err(unreadable)?;
        let log = Arc::new(Log::default());
        let session = self.read_log(row, &log).await?;
        let (mailbox, inbox) = mpsc::channel(MAILBOX);
        let parts = Parts {
            runtime: self.clone(),
            flow,
            execution_sid,
            clock,
            caller: Caller {
                call_sid: call_sid.clone(),
                from: row.contact_address.clone(),
                to: row.flow_address.clone(),
            },
            mappings: self.mappings(&flow_sid).await,
            // Faults on demand are for the session they were made for; it is gone.
            conditions: RelayConditions::default(),
            log: log.clone(),
            script: VecDeque::new(),
        };
        let lost = call::open_relay(&restored.execution);
        // The real clock ran on meanwhile, so that timers are due when they were to be.
        let at = if clock == Clock::Real { restored.at.max(ids::now()) } else { restored.at };
        let mut call = Call::restored(parts, inbox, Restored { at, steps, ..restored });
        if let Some(relay) = lost {
            let session = session.unwrap_or_else(|| SessionSid::from_bytes(ids::random()));
            let ending = Ending::failed(session, 64105, "Websocket ended", 0);
            let problem = "Switchboard was stopped while the relay session was open";
            let report = call::told(&ending, Some(problem.to_owned()));
            let what = Happening::RelayEnded { relay, ending: Box::new(ending) };
            call.catch_up(vec![report], what).await?;
        }
        self.keep(call_sid, Handle { mailbox, log }, call);
        Ok(())
    }

    /// Reads a call's log, and finds its last relay session.
    async fn read_log(&self, row: &Row, log: &Log) -> Result<Option<SessionSid>, RecoveryError> {
        let mut session = None;
        let mut after = 0;
        loop {
            let page = executions::call_log(&self.shared.db, &row.sid, after, PAGE).await?;
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

/// The execution after all its events, and the timers that still run.
fn fold(flow: &Flow, events: &[String]) -> Result<Restored, RecoveryError> {
    let mut execution = Execution::default();
    let mut timers = BTreeSet::new();
    let mut errand = None;
    let mut last = Timestamp(0);
    for text in events {
        let event: Event = serde_json::from_str(text).map_err(unreadable)?;
        if let Happening::TimerFired { timer } = event.what {
            timers.retain(|(_, other)| *other != timer);
        }
        let turn = interpreter::advance(flow, execution, &event);
        execution = turn.execution;
        for effect in turn.effects {
            match effect {
                Effect::StartTimer { timer, after_ms } => {
                    timers.insert((event.at.plus(after_ms), timer));
                }
                Effect::CancelTimer { timer } => timers.retain(|(_, other)| *other != timer),
                Effect::Finish { .. } => timers.clear(),
                Effect::Answer
                | Effect::Speak { .. }
                | Effect::EndSpeech { .. }
                | Effect::Listen
                | Effect::OpenRelay { .. }
                | Effect::Ask(_)
                | Effect::Settle { .. }
                | Effect::SendMessage(_)
                | Effect::Stream { .. } => {}
                Effect::Request(_) | Effect::LoadSubflow { .. } => errand = Some(effect),
            }
        }
        last = event.at;
    }
    let events = i64::try_from(events.len()).unwrap_or(i64::MAX);
    let is_awaited =
        matches!(execution.progress, Progress::Requesting { .. } | Progress::Loading { .. });
    let errand = errand.filter(|_| is_awaited);
    Ok(Restored { execution, at: last, timers, errand, events, steps: 0 })
}

/// The context after the first `count` events of a log.
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
