//! What watchers are told of a turn.

use flow::Timestamp;
use flow::interpreter::{Effect, Execution, Happening, Status, Turn};
use flow::live::{Entry, Report, Speaker, Waiting};
use serde_json::Value;

/// One line of what is told: a report, or what the execution knows, which is there as JSON and
/// need not be copied.
#[derive(Debug)]
pub(super) enum Line {
    Report(Box<Report>),
    Context,
}

impl From<Report> for Line {
    fn from(report: Report) -> Self {
        Self::Report(Box::new(report))
    }
}

impl Line {
    /// The entry of the log, as [`Entry`] is written.
    pub(super) fn written(self, seq: u64, at: Timestamp, context: &str) -> String {
        match self {
            Self::Report(report) => serde_json::to_string(&Entry { seq, at, report: *report })
                .expect("entries have text keys"),
            Self::Context => {
                let at = at.0;
                format!(r#"{{"seq":{seq},"at":{at},"type":"context","context":{context}}}"#)
            }
        }
    }
}

/// What has to be known of an execution as it was before a turn.
pub(super) struct Before {
    state: String,
    waiting: Option<Waiting>,
}

impl Before {
    pub(super) fn of(execution: &Execution) -> Self {
        Self { state: execution.state.clone(), waiting: execution.progress.waiting() }
    }
}

/// What the event itself is to watchers.
pub(super) fn of_event(what: &Happening) -> Option<Report> {
    match what {
        Happening::CallerSaid { text, .. } => Some(Report::CallerSaid { text: text.clone() }),
        Happening::CallerPressed { key } => Some(Report::CallerPressed { key: *key }),
        Happening::CallerHungUp => Some(Report::CallerHungUp),
        Happening::MessageArrived { parameters } => {
            Some(Report::MessageArrived { parameters: parameters.clone() })
        }
        Happening::RequestAnswered { request, outcome } => {
            Some(Report::RequestAnswered { request: *request, outcome: outcome.clone() })
        }
        // A message that begins an execution is the first thing said in it.
        Happening::Started(start) => {
            let section = ["message", "conversation"].iter().find_map(|key| start.trigger.get(*key));
            let parameters = section.and_then(Value::as_object)?.clone();
            Some(Report::MessageArrived { parameters })
        }
        Happening::TimerFired { .. }
        | Happening::SpeechFinished { .. }
        | Happening::RelayEnded { .. }
        // Told when the core has taken it.
        | Happening::Answered { .. }
        | Happening::SubflowLoaded { .. }
        | Happening::RedirectReturned { .. }
        | Happening::Stopped => None,
    }
}

/// What came of the event, in the order a listener would tell it: what went silent, the ways
/// taken, what is said now, what is awaited.
pub(super) fn of_turn(turn: &Turn, before: &Before, is_context_new: bool) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for effect in &turn.effects {
        match effect {
            Effect::EndSpeech { speech, heard, interrupted } => {
                lines.push(
                    Report::SpeechEnded {
                        speech: *speech,
                        heard: heard.clone(),
                        interrupted: *interrupted,
                    }
                    .into(),
                );
            }
            Effect::Settle { ask, outcome, is_default } => {
                let (ask, outcome, is_default) = (*ask, outcome.clone(), *is_default);
                lines.push(Report::Settled { ask, outcome, is_default }.into());
            }
            _ => {}
        }
    }
    for step in &turn.steps {
        lines.push(
            Report::Step {
                from: step.from.clone(),
                event: step.event.clone(),
                to: step.to.clone(),
                sid: Some(step.sid.clone()),
                parent: step.parent.clone(),
            }
            .into(),
        );
    }
    for warning in &turn.warnings {
        lines.push(
            Report::Warning {
                code: warning.code,
                state: Some(warning.state.clone()),
                step_sid: warning.step_sid.clone(),
                message: warning.message.clone(),
            }
            .into(),
        );
    }
    if is_context_new {
        lines.push(Line::Context);
    }
    lines.extend(turn.effects.iter().filter_map(of_effect).map(Line::from));
    let is_news = before.state != turn.execution.state || !turn.steps.is_empty();
    let waiting = turn.execution.progress.waiting();
    if let Some(on) = waiting
        && (is_news || before.waiting != waiting)
    {
        lines.push(Report::Waiting { state: turn.execution.state.clone(), on }.into());
    }
    if turn.effects.contains(&Effect::Listen) {
        lines.push(Report::Listening.into());
    }
    if let Status::Ended { reason, message } = &turn.execution.status {
        lines.push(Report::Ended { reason: *reason, message: message.clone() }.into());
    }
    lines
}

fn of_effect(effect: &Effect) -> Option<Report> {
    match effect {
        Effect::Answer => Some(Report::CallAnswered),
        Effect::Speak { speech, text, sound, language, duration_ms, .. } => {
            Some(Report::SpeechStarted {
                speech: *speech,
                speaker: Speaker::Flow,
                text: text.clone(),
                sound: *sound,
                duration_ms: *duration_ms,
                language: (!language.is_empty()).then(|| language.clone()),
            })
        }
        Effect::Ask(ask) => Some(Report::Asked(ask.clone())),
        Effect::SendMessage(message) => Some(Report::MessageSent(message.clone())),
        Effect::Request(request) => Some(Report::RequestMade(request.clone())),
        // Told in a place of their own, or nobody's affair.
        Effect::EndSpeech { .. }
        | Effect::Listen
        | Effect::StartTimer { .. }
        | Effect::CancelTimer { .. }
        | Effect::OpenRelay { .. }
        | Effect::Settle { .. }
        | Effect::LoadSubflow { .. }
        | Effect::Stream { .. }
        | Effect::Finish { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_is_written_like_any_other_entry() {
        let context = serde_json::json!({ "widgets": { "a": { "n": 1 } } });
        let written = Line::Context.written(7, Timestamp(8), &context.to_string());
        let entry = Entry { seq: 7, at: Timestamp(8), report: Report::Context { context } };
        assert_eq!(written, serde_json::to_string(&entry).unwrap());
    }
}
