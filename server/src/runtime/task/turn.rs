//! One turn of an execution: decide, store, and only then act.

use std::sync::Arc;

use flow::Timestamp;
use flow::interpreter::{self, Effect, Event, Happening, Status, Turn};
use flow::live::Report;

use super::{Errand, Task};
use crate::db::executions::StepRow;
use crate::db::turns::{self, Begin, End, NotStored, Record};
use crate::ids;
use crate::runtime::narrate::{self, Before, Line};

impl Task {
    pub(super) async fn turn(
        &mut self,
        begin: Option<Begin>,
        reports: Vec<Report>,
        what: Happening,
    ) -> Result<(), NotStored> {
        let event = Event { at: self.watch.now(), what };
        let before = Before::of(&self.execution);
        let turn =
            interpreter::advance(&self.parts.flow, std::mem::take(&mut self.execution), &event);
        let context = json(&turn.execution.context);
        let mut lines: Vec<Line> = reports.into_iter().map(Line::from).collect();
        lines.extend(narrate::of_turn(&turn, &before, context != self.context));
        let entries = self.written(event.at, lines, &context);
        let record = self.record(begin, &event, &turn, &context, &entries);
        let added = i64::try_from(turn.steps.len()).unwrap_or_default();
        turns::commit(&self.parts.runtime.shared.db, record).await?;
        self.entries += stored(&self.unstored) + stored(&entries);
        self.unstored.clear();
        self.events += 1;
        self.steps += added;
        self.execution = turn.execution;
        self.context = context;
        self.join_conversation();
        self.parts.log.add(entries);
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
        context: &str,
        entries: &[Arc<str>],
    ) -> Record {
        let event_seq = self.events + 1;
        let steps = turn.steps.iter().zip(self.steps + 1..).map(|(step, seq)| StepRow {
            sid: step.sid.to_string(),
            parent_sid: step.parent.as_ref().map(ToString::to_string),
            seq,
            event_seq,
            name: step.event.clone(),
            left_state: step.from.clone(),
            next_state: step.to.clone(),
            kind: step.kind.clone(),
            why: (!step.why.is_empty()).then(|| json(&step.why)),
            taken_at: i64::try_from(event.at.0).unwrap_or(i64::MAX),
        });
        let end = match &turn.execution.status {
            Status::Active => None,
            Status::Ended { reason, message } => Some(End {
                reason: reason.as_str().to_owned(),
                message: message.clone(),
                context: context.to_owned(),
            }),
        };
        Record {
            execution: self.parts.id,
            begin,
            event: Some((event_seq, json(event))),
            steps: steps.collect(),
            end,
            log: self.lines(entries),
            now: ids::now_ms(),
        }
    }

    fn carry_out(&mut self, effect: Effect, at: Timestamp) {
        match effect {
            Effect::StartTimer { timer, after_ms } => {
                self.alarms.insert((at.plus(after_ms), timer), Happening::TimerFired { timer });
            }
            Effect::CancelTimer { timer } => self.alarms.retain(|(_, other), _| *other != timer),
            Effect::OpenRelay { relay, state, settings, is_answered } => {
                let url = settings.url.clone();
                let session = self.open_session(relay, *settings, is_answered, at);
                let (session_sid, dialled) = (session.sid.clone(), session.dialled.clone());
                self.session = Some(session);
                self.show(vec![Report::RelayConnecting { state, session_sid, url, dialled }]);
            }
            Effect::Listen => self.due.extend(self.parts.script.pop_front()),
            Effect::Finish { .. } => {
                self.alarms.clear();
                self.errands.abort_all();
            }
            Effect::Request(_) | Effect::LoadSubflow { .. } => {
                let errand = Errand::of(effect).map(|errand| errand.run(&self.parts));
                errand.map(|errand| self.errands.spawn(errand));
            }
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

    /// Messages of a conversation the execution is in are for it.
    pub(in crate::runtime) fn join_conversation(&mut self) {
        let conversation = self.execution.context.text(&["flow", "channel", "sid"]);
        if conversation != self.conversation {
            conversation.clone_into(&mut self.conversation);
            let Self { parts, conversation, .. } = self;
            parts.runtime.registry().join(&parts.execution_sid, conversation);
        }
    }

    /// Shows entries that no turn belongs to.
    pub(super) fn show(&mut self, reports: Vec<Report>) {
        let lines = reports.into_iter().map(Line::from).collect();
        let entries = self.written(self.watch.now(), lines, &self.context);
        self.parts.log.add(entries.iter().cloned());
        self.unstored.extend(entries);
    }

    pub(super) async fn store_entries(&mut self) -> Result<(), NotStored> {
        if self.unstored.is_empty() {
            return Ok(());
        }
        let log = self.lines(&[]);
        self.entries += stored(&self.unstored);
        self.unstored.clear();
        let execution = self.parts.id;
        let record = Record { execution, log, now: ids::now_ms(), ..Record::default() };
        turns::commit(&self.parts.runtime.shared.db, record).await
    }

    /// What is not stored yet, and `entries`, as the database keeps them.
    fn lines(&self, entries: &[Arc<str>]) -> Option<(i64, String)> {
        let all: Vec<&str> = self.unstored.iter().chain(entries).map(|entry| &**entry).collect();
        (!all.is_empty()).then(|| (self.entries + 1, all.join("\n")))
    }

    /// Entries for the end of the log, as JSON.
    fn written(&self, at: Timestamp, lines: Vec<Line>, context: &str) -> Vec<Arc<str>> {
        let first = self.parts.log.length() as u64 + 1;
        lines
            .into_iter()
            .zip(first..)
            .map(|(line, seq)| line.written(seq, at, context).into())
            .collect()
    }
}

fn stored(entries: &[Arc<str>]) -> i64 {
    i64::try_from(entries.len()).unwrap_or_default()
}

pub(super) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("events, entries and contexts have text keys")
}
