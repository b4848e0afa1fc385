//! What watchers are told of a turn.

use flow::interpreter::{Effect, Execution, Happening, Status, Turn};
use flow::live::{Report, Speaker, Waiting};

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
        Happening::Started(_)
        | Happening::TimerFired { .. }
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
pub(super) fn of_turn(turn: &Turn, before: &Before, is_context_new: bool) -> Vec<Report> {
    let mut reports = Vec::new();
    for effect in &turn.effects {
        match effect {
            Effect::EndSpeech { speech, heard, interrupted } => {
                reports.push(Report::SpeechEnded {
                    speech: *speech,
                    heard: heard.clone(),
                    interrupted: *interrupted,
                });
            }
            Effect::Settle { ask, outcome, is_default } => {
                let (ask, outcome, is_default) = (*ask, outcome.clone(), *is_default);
                reports.push(Report::Settled { ask, outcome, is_default });
            }
            _ => {}
        }
    }
    for step in &turn.steps {
        reports.push(Report::Step {
            from: step.from.clone(),
            event: step.event.clone(),
            to: step.to.clone(),
            sid: Some(step.sid.clone()),
            parent: step.parent.clone(),
        });
    }
    for warning in &turn.warnings {
        reports.push(Report::Warning {
            code: warning.code,
            state: Some(warning.state.clone()),
            step_sid: warning.step_sid.clone(),
            message: warning.message.clone(),
        });
    }
    if is_context_new {
        let context = serde_json::Value::Object(turn.execution.context.object().clone());
        reports.push(Report::Context { context });
    }
    reports.extend(turn.effects.iter().filter_map(of_effect));
    let is_news = before.state != turn.execution.state || !turn.steps.is_empty();
    let waiting = turn.execution.progress.waiting();
    if let Some(on) = waiting
        && (is_news || before.waiting != waiting)
    {
        reports.push(Report::Waiting { state: turn.execution.state.clone(), on });
    }
    if turn.effects.contains(&Effect::Listen) {
        reports.push(Report::Listening);
    }
    if let Status::Ended { reason, message } = &turn.execution.status {
        reports.push(Report::Ended { reason: *reason, message: message.clone() });
    }
    reports
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
