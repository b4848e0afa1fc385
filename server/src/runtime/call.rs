//! One call: its mailbox, its timers, its relay session, and the loop that serves them.

mod bridge;
mod errand;

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use flow::interpreter::{self, Effect, Event, Execution, Happening, Progress, Status, Turn};
use flow::live::{Entry, Report, Request};
use flow::sid::ExecutionSid;
use flow::{Flow, Timestamp};
use tokio::sync::{mpsc, watch};

pub(super) use bridge::told;

use super::clock::Watch;
use super::session::{Caller, RelayConditions, Session};
use super::{Clock, Input, Log, Runtime, narrate};
use crate::db::executions::StepRow;
use crate::db::turns::{self, Begin, NotStored, Record};
use crate::ids;
use crate::relay::{self, CallerInput, Ended};
use crate::relay_map::Mapping;

/// How sure the recogniser is of what a simulated caller says.
const CONFIDENCE: f64 = 0.95;
/// How long a session may take to close after the call was over.
const CLOSING: Duration = Duration::from_secs(5);
/// Reports of a session that are logged together.
const REPORTS: usize = 100;

/// What a call is made of.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) runtime: Runtime,
    pub(super) flow: Flow,
    pub(super) execution_sid: ExecutionSid,
    pub(super) clock: Clock,
    pub(super) caller: Caller,
    pub(super) mappings: Vec<Mapping>,
    pub(super) conditions: RelayConditions,
    pub(super) log: Arc<Log>,
    pub(super) script: VecDeque<Request>,
}

/// A call that goes on.
#[derive(Debug)]
pub(super) struct Call {
    parts: Parts,
    inbox: mpsc::Receiver<Input>,
    stopping: watch::Receiver<bool>,
    execution: Execution,
    watch: Watch,
    timers: BTreeSet<(Timestamp, u64)>,
    session: Option<Session>,
    /// Events and steps stored so far.
    events: i64,
    steps: i64,
    /// Entries that are shown but not stored yet.
    unstored: Vec<(i64, String)>,
    /// What the scripted caller does now, since the flow listens.
    due: VecDeque<Request>,
    /// What is to be found outside before the flow goes on.
    errands: VecDeque<Effect>,
}

/// Where a call stood when the server stopped.
#[derive(Debug)]
pub(super) struct Restored {
    pub(super) execution: Execution,
    pub(super) at: Timestamp,
    pub(super) timers: BTreeSet<(Timestamp, u64)>,
    /// What was awaited from outside.
    pub(super) errand: Option<Effect>,
    pub(super) events: i64,
    pub(super) steps: i64,
}

/// What comes next in a call's life.
enum Next {
    Input(Option<Input>),
    Timer(Timestamp, u64),
    Reports(Vec<relay::Report>),
    SessionEnded(Option<Ended>),
    Stopping,
}

impl Call {
    pub(super) fn new(parts: Parts, inbox: mpsc::Receiver<Input>) -> Self {
        let restored = Restored {
            execution: Execution::default(),
            at: ids::now(),
            timers: BTreeSet::new(),
            errand: None,
            events: 0,
            steps: 0,
        };
        Self::restored(parts, inbox, restored)
    }

    pub(super) fn restored(parts: Parts, inbox: mpsc::Receiver<Input>, restored: Restored) -> Self {
        let stopping = parts.runtime.shared.stopping.subscribe();
        let watch = Watch::starting_at(parts.clock, restored.at);
        Self {
            parts,
            inbox,
            stopping,
            execution: restored.execution,
            watch,
            timers: restored.timers,
            session: None,
            events: restored.events,
            steps: restored.steps,
            unstored: Vec::new(),
            due: VecDeque::new(),
            errands: restored.errand.into_iter().collect(),
        }
    }

    /// The first turn; when this returns, the execution is stored.
    pub(super) async fn begin(
        &mut self,
        begin: Begin,
        report: Report,
        what: Happening,
    ) -> Result<(), NotStored> {
        self.turn(Some(begin), vec![report], what).await
    }

    /// Gives an event to the execution that happened while nobody ran it.
    pub(super) async fn catch_up(
        &mut self,
        reports: Vec<Report>,
        what: Happening,
    ) -> Result<(), NotStored> {
        self.turn(None, reports, what).await
    }

    /// Serves the call until it is over or the server stops.
    pub(super) async fn run(mut self) -> Arc<Log> {
        let sid = self.parts.execution_sid.clone();
        if let Err(error) = self.serve().await {
            // What is stored is right, and the next start goes on from there.
            tracing::error!(%error, execution.id = %sid, "execution {sid} stands still");
        }
        self.close().await;
        self.parts.log
    }

    async fn serve(&mut self) -> Result<(), NotStored> {
        while self.execution.status == Status::Active {
            if let Some(effect) = self.errands.pop_front() {
                self.run_errand(effect).await?;
                continue;
            }
            if let Some(request) = self.due.pop_front() {
                self.request(request).await?;
                continue;
            }
            match self.next().await {
                Next::Input(Some(Input::Caller(request))) => self.request(request).await?,
                Next::Input(Some(Input::Stop)) => self.give(Happening::Stopped).await?,
                Next::Timer(at, timer) => {
                    self.timers.remove(&(at, timer));
                    self.watch.jump(at);
                    self.give(Happening::TimerFired { timer }).await?;
                }
                Next::Reports(reports) => self.relay_reports(reports).await?,
                Next::SessionEnded(ended) => self.relay_ended(ended).await?,
                Next::Input(None) | Next::Stopping => return Ok(()),
            }
        }
        Ok(())
    }

    async fn next(&mut self) -> Next {
        let timer = self.timers.first().copied();
        // Time must not run away from a server outside, which takes the time it takes.
        let jumps = self.watch.is_instant() && self.session.is_none();
        let instant = timer.map(|(at, _)| self.watch.instant(at));
        let is_instant = self.watch.is_instant();
        let alarm = async {
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
            () = alarm => match timer {
                Some((at, timer)) => Next::Timer(at, timer),
                None => Next::Stopping,
            },
        }
    }

    /// What the caller does: for the relay session while one is open, else for the flow.
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
            Request::HangUp => {
                if let Some(session) = &self.session {
                    // The session closes by itself when it is dropped, should its queue be full.
                    let _ = session.caller.try_send(CallerInput::HungUp);
                }
                self.give(Happening::CallerHungUp).await?;
            }
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

    async fn give(&mut self, what: Happening) -> Result<(), NotStored> {
        self.turn(None, narrate::of_event(&what).into_iter().collect(), what).await
    }

    /// One turn: decide, store, and only then act.
    async fn turn(
        &mut self,
        begin: Option<Begin>,
        mut reports: Vec<Report>,
        what: Happening,
    ) -> Result<(), NotStored> {
        let event = Event { at: self.watch.now(), what };
        let turn = interpreter::advance(&self.parts.flow, self.execution.clone(), &event);
        reports.extend(narrate::of_turn(&turn, &self.execution));
        let entries = self.entries(event.at, reports);
        let record = self.record(begin, &event, &turn, &entries);
        turns::commit(&self.parts.runtime.shared.db, record).await?;
        self.unstored.clear();
        self.events += 1;
        self.steps += i64::try_from(turn.steps.len()).unwrap_or_default();
        self.execution = turn.execution;
        self.parts.log.add(entries.into_iter().map(|(_, entry)| Arc::from(entry)));
        for effect in turn.effects {
            self.carry_out(effect, event.at);
        }
        Ok(())
    }

    fn record(
        &self,
        begin: Option<Begin>,
        event: &Event,
        turn: &Turn,
        entries: &[(i64, String)],
    ) -> Record {
        let event_seq = self.events + 1;
        let steps = turn.steps.iter().zip(self.steps + 1..).map(|(step, seq)| StepRow {
            sid: step.sid.to_string(),
            seq,
            event_seq,
            name: step.event.clone(),
            left_state: step.from.clone(),
            next_state: step.to.clone(),
            kind: step.kind.clone(),
            taken_at: i64::try_from(event.at.0).unwrap_or(i64::MAX),
        });
        let snapshot = json(&turn.execution);
        let is_active = turn.execution.status == Status::Active;
        Record {
            execution_sid: self.parts.execution_sid.to_string(),
            begin,
            event: Some((event_seq, json(event))),
            steps: steps.collect(),
            snapshot: Some((snapshot, is_active)),
            entries: self.unstored.iter().chain(entries).cloned().collect(),
            now: ids::now_ms(),
        }
    }

    fn carry_out(&mut self, effect: Effect, at: Timestamp) {
        match effect {
            Effect::StartTimer { timer, after_ms } => {
                self.timers.insert((at.plus(after_ms), timer));
            }
            Effect::CancelTimer { timer } => self.timers.retain(|(_, other)| *other != timer),
            Effect::OpenRelay { relay, state, settings, is_answered } => {
                let url = settings.url.clone();
                let session = self.open_session(relay, *settings, is_answered, at);
                let (session_sid, dialled) = (session.sid.clone(), session.dialled.clone());
                self.session = Some(session);
                self.show(vec![Report::RelayConnecting { state, session_sid, url, dialled }]);
            }
            Effect::Listen => self.due.extend(self.parts.script.pop_front()),
            Effect::Finish { .. } => self.timers.clear(),
            Effect::Request(_) | Effect::LoadSubflow { .. } => self.errands.push_back(effect),
            // Whoever watches speaks and answers; they were told.
            Effect::Answer
            | Effect::Speak { .. }
            | Effect::EndSpeech { .. }
            | Effect::Ask(_)
            | Effect::Settle { .. }
            | Effect::SendMessage(_)
            | Effect::Stream { .. } => {}
        }
    }

    /// Shows entries that no turn belongs to.
    fn show(&mut self, reports: Vec<Report>) {
        let entries = self.entries(self.watch.now(), reports);
        self.parts.log.add(entries.iter().map(|(_, entry)| Arc::from(entry.as_str())));
        self.unstored.extend(entries);
    }

    async fn store_entries(&mut self) -> Result<(), NotStored> {
        if self.unstored.is_empty() {
            return Ok(());
        }
        let record = Record {
            execution_sid: self.parts.execution_sid.to_string(),
            entries: std::mem::take(&mut self.unstored),
            now: ids::now_ms(),
            ..Record::default()
        };
        turns::commit(&self.parts.runtime.shared.db, record).await
    }

    fn entries(&self, at: Timestamp, reports: Vec<Report>) -> Vec<(i64, String)> {
        let first = self.parts.log.length() as u64 + 1;
        let entries = reports.into_iter().zip(first..);
        let number = |seq: u64| i64::try_from(seq).unwrap_or(i64::MAX);
        entries.map(|(report, seq)| (number(seq), json(&Entry { seq, at, report }))).collect()
    }

    /// Ends what is still open.
    async fn close(&mut self) {
        self.close_session().await;
        if let Err(error) = self.store_entries().await {
            tracing::error!(%error, "the end of a call's log could not be stored");
        }
    }
}

/// Whether an execution stands on a relay session, and on which.
pub(super) fn open_relay(execution: &Execution) -> Option<u64> {
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

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("events, entries and executions have text keys")
}
