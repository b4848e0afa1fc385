//! One execution: its mailbox, its alarms, its relay session, and the loop that serves them.

mod bridge;
mod errand;
mod turn;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use flow::interpreter::{Execution, Happening, Status};
use flow::live::{Report, Request};
use flow::sid::ExecutionSid;
use flow::{Flow, Timestamp};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;

pub(super) use bridge::told;
pub(super) use errand::Errand;

use super::clock::Watch;
use super::registry::Place;
use super::session::{RelayConditions, Session};
use super::{Clock, Input, Known, Log, Runtime, narrate};
use crate::db::executions::Row;
use crate::db::turns::{Begin, NotStored};
use crate::ids;
use crate::relay::{self, CallerInput, Ended};

/// How sure the recogniser is of what a simulated caller says.
const CONFIDENCE: f64 = 0.95;
/// How long a session may take to close after the execution was over.
const CLOSING: Duration = Duration::from_secs(5);
/// Reports of a session that are logged together.
const REPORTS: usize = 100;

/// What is due when, by its moment and its number within the execution.
pub(super) type Alarms = BTreeMap<(Timestamp, u64), Happening>;

/// What an execution's task is made of.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) runtime: Runtime,
    pub(super) flow: Arc<Flow>,
    /// Whether the revision is one that only test users get.
    pub(super) is_draft: bool,
    /// In the database.
    pub(super) id: i64,
    pub(super) execution_sid: ExecutionSid,
    pub(super) place: Place,
    pub(super) clock: Clock,
    pub(super) conditions: RelayConditions,
    /// As it was when the execution began, or was brought back.
    pub(super) known: Option<Arc<Known>>,
    pub(super) log: Arc<Log>,
    pub(super) script: VecDeque<Request>,
}

/// An execution that goes on.
#[derive(Debug)]
pub(super) struct Task {
    parts: Parts,
    inbox: mpsc::Receiver<Input>,
    stopping: watch::Receiver<bool>,
    execution: Execution,
    /// What it knows, as JSON, to tell whether that has changed.
    context: String,
    /// The conversation whose messages are for it.
    conversation: String,
    watch: Watch,
    alarms: Alarms,
    session: Option<Session>,
    /// What is being asked of the world outside.
    errands: JoinSet<errand::Done>,
    /// Events, steps and entries stored so far.
    events: i64,
    steps: i64,
    entries: i64,
    /// Entries that are shown but not stored yet.
    unstored: Vec<Arc<str>>,
    /// What the scripted caller does now, since the flow listens.
    due: VecDeque<Request>,
}

/// Where an execution stood when the server stopped.
#[derive(Debug, Default)]
pub(super) struct Restored {
    pub(super) execution: Execution,
    pub(super) at: Timestamp,
    pub(super) alarms: Alarms,
    /// What was awaited from outside.
    pub(super) errand: Option<Errand>,
    pub(super) events: i64,
    pub(super) steps: i64,
}

/// What comes next for an execution.
enum Next {
    Input(Option<Input>),
    Alarm(Timestamp, u64),
    Errand(Option<errand::Done>),
    Reports(Vec<relay::Report>),
    SessionEnded(Option<Ended>),
    Stopping,
}

impl Task {
    pub(super) fn new(parts: Parts, inbox: mpsc::Receiver<Input>) -> Self {
        Self::restored(parts, inbox, Restored { at: ids::now(), ..Restored::default() })
    }

    pub(super) fn restored(parts: Parts, inbox: mpsc::Receiver<Input>, restored: Restored) -> Self {
        let stopping = parts.runtime.shared.stopping.subscribe();
        let watch = Watch::starting_at(parts.clock, restored.at);
        let mut errands = JoinSet::new();
        if let Some(errand) = restored.errand {
            errands.spawn(errand.run(&parts));
        }
        Self {
            context: turn::json(&restored.execution.context),
            conversation: String::new(),
            entries: i64::try_from(parts.log.length()).unwrap_or(i64::MAX),
            parts,
            inbox,
            stopping,
            execution: restored.execution,
            watch,
            alarms: restored.alarms,
            session: None,
            errands,
            events: restored.events,
            steps: restored.steps,
            unstored: Vec::new(),
            due: VecDeque::new(),
        }
    }

    /// The first turn; when this returns, the execution is stored, as the row says.
    pub(super) async fn begin(
        &mut self,
        begin: Begin,
        reports: Vec<Report>,
        what: Happening,
    ) -> Result<Row, NotStored> {
        let created_at = ids::now_ms();
        self.turn(Some(begin.clone()), reports, what).await?;
        let (status, end_reason, end_message) = match &self.execution.status {
            Status::Active => ("active", None, None),
            Status::Ended { reason, message } => {
                ("ended", Some(reason.as_str().to_owned()), message.clone())
            }
        };
        Ok(Row {
            id: self.parts.id,
            sid: begin.sid,
            initiated_by: begin.initiated_by,
            call_sid: begin.call_sid,
            flow_sid: begin.flow_sid,
            revision: begin.revision,
            contact_address: begin.contact_address,
            flow_address: begin.flow_address,
            clock: begin.clock,
            status: status.to_owned(),
            end_reason,
            end_message,
            created_at,
            updated_at: Some(created_at),
        })
    }

    /// Gives an event to the execution that happened while nobody ran it.
    pub(super) async fn catch_up(
        &mut self,
        reports: Vec<Report>,
        what: Happening,
    ) -> Result<(), NotStored> {
        self.turn(None, reports, what).await
    }

    /// Serves the execution until it is over or the server stops.
    pub(super) async fn run(mut self) -> (ExecutionSid, Arc<Log>) {
        if let Err(error) = self.serve().await {
            let sid = &self.parts.execution_sid;
            // What is stored is right, and the next start goes on from there.
            tracing::error!(%error, execution.id = %sid, "execution {sid} stands still");
        }
        self.close().await;
        (self.parts.execution_sid, self.parts.log)
    }

    async fn serve(&mut self) -> Result<(), NotStored> {
        while self.execution.status == Status::Active {
            if let Some(request) = self.due.pop_front() {
                self.request(request).await?;
                continue;
            }
            match self.next().await {
                Next::Input(Some(Input::Watcher(request))) => self.request(request).await?,
                Next::Input(Some(Input::Happened(what, stored))) => {
                    self.happened(*what, stored).await?;
                }
                Next::Input(Some(Input::Stop)) => self.give(Happening::Stopped).await?,
                Next::Alarm(at, number) => {
                    self.watch.jump(at);
                    if let Some(what) = self.alarms.remove(&(at, number)) {
                        self.give(what).await?;
                    }
                }
                Next::Errand(done) => self.errand_done(done).await?,
                Next::Reports(reports) => self.relay_reports(reports).await?,
                Next::SessionEnded(ended) => self.relay_ended(ended).await?,
                Next::Input(None) | Next::Stopping => return Ok(()),
            }
        }
        Ok(())
    }

    async fn next(&mut self) -> Next {
        let alarm = self.alarms.keys().next().copied();
        // Time must not run away from a server outside, which takes the time it takes.
        let jumps = self.watch.is_instant() && self.session.is_none() && self.errands.is_empty();
        let instant = alarm.map(|(at, _)| self.watch.instant(at));
        let is_instant = self.watch.is_instant();
        let rings = async {
            match instant {
                Some(_) if jumps => {}
                Some(instant) if !is_instant => tokio::time::sleep_until(instant).await,
                _ => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            _ = self.stopping.wait_for(|stopping| *stopping) => Next::Stopping,
            input = self.inbox.recv() => Next::Input(input),
            next = bridge::session_next(self.session.as_mut()) => next,
            Some(done) = self.errands.join_next() => Next::Errand(done.ok()),
            () = rings => match alarm {
                Some((at, number)) => Next::Alarm(at, number),
                None => Next::Stopping,
            },
        }
    }

    /// What a watcher does: for the relay session while one is open, else for the flow.
    async fn request(&mut self, request: Request) -> Result<(), NotStored> {
        match request {
            Request::Say { text } => {
                if self.session.is_some() {
                    self.pass_on(CallerInput::Said(text.clone()), Report::CallerSaid { text });
                } else {
                    self.give(Happening::CallerSaid { text, confidence: CONFIDENCE }).await?;
                }
            }
            Request::Saying { text } => {
                // A flow only hears whole utterances.
                if let Some(session) = &self.session {
                    let _ = session.caller.try_send(CallerInput::Saying(text));
                }
            }
            Request::Press { keys } => {
                for key in keys.chars() {
                    if self.session.is_some() {
                        let report = Report::CallerPressed { key };
                        self.pass_on(CallerInput::Pressed(key), report);
                    } else {
                        self.give(Happening::CallerPressed { key }).await?;
                    }
                }
            }
            Request::HangUp => self.hang_up().await?,
            Request::Answer { ask, outcome, details } => {
                self.give(Happening::Answered { ask, outcome, details }).await?;
            }
            Request::Message { body, media_url } => {
                let parameters = self.message(&body, &media_url);
                self.give(Happening::MessageArrived { parameters }).await?;
            }
            Request::SpeechFinished { speech } => {
                if let Some(session) = &self.session {
                    // An estimate stands in for a report that is lost.
                    let _ = session.caller.try_send(CallerInput::SpeechFinished(speech));
                } else {
                    self.give(Happening::SpeechFinished { speech }).await?;
                }
            }
        }
        Ok(())
    }

    async fn hang_up(&mut self) -> Result<(), NotStored> {
        if let Some(session) = &self.session {
            // The session closes by itself when it is dropped, should its queue be full.
            let _ = session.caller.try_send(CallerInput::HungUp);
        }
        self.give(Happening::CallerHungUp).await
    }

    async fn happened(
        &mut self,
        what: Happening,
        stored: oneshot::Sender<()>,
    ) -> Result<(), NotStored> {
        match what {
            Happening::CallerHungUp => self.hang_up().await?,
            what => self.give(what).await?,
        }
        // Whoever does not wait for it does not need it.
        let _ = stored.send(());
        Ok(())
    }

    async fn give(&mut self, what: Happening) -> Result<(), NotStored> {
        self.turn(None, narrate::of_event(&what).into_iter().collect(), what).await
    }

    /// Ends what is still open.
    async fn close(&mut self) {
        self.close_session().await;
        if let Err(error) = self.store_entries().await {
            tracing::error!(%error, "the end of a log could not be stored");
        }
    }
}
