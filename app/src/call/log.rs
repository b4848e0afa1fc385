//! What the call panel shows, folded from the entries of a call's log.

use std::collections::HashSet;

use flow::Timestamp;
use flow::interpreter::{Ask, RequestOutcome};
use flow::live::{Direction, EndReason, Entry, Report, Sound, Speaker, Waiting};
use flow::relay::latency::Latency;
use serde_json::Value;

use crate::editor::Trace;

/// All that is known of a call. Entries that come twice, after a reconnection, change nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct CallLog {
    /// The last entry taken.
    pub(crate) seq: u64,
    began: Option<Timestamp>,
    is_call: bool,
    /// The transcript.
    pub(crate) lines: Vec<Line>,
    /// Messages to and from the relay server.
    pub(crate) frames: Vec<Frame>,
    /// How long the turns of the last relay session took.
    pub(crate) latency: Latency,
    /// What the execution knows.
    pub(crate) context: Value,
    /// The state the flow stands on.
    pub(crate) state: Option<String>,
    /// The transitions taken.
    pub(crate) traced: HashSet<Trace>,
    pub(crate) stage: Stage,
    /// What the other side of a widget is asked, until somebody says.
    pub(crate) asked: Option<Ask>,
    pub(crate) waiting: Option<Waiting>,
}

/// How far the call is.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum Stage {
    #[default]
    Dialling,
    Ringing,
    Answered,
    /// There is no call.
    Running,
    /// The relay server at this address is being called.
    Connecting(String),
    /// The relay session is open.
    Relay,
    Ended {
        reason: EndReason,
        message: Option<String>,
    },
}

/// A line of the transcript.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Line {
    Speech(Speech),
    /// The caller's words.
    Said(String),
    /// The caller's keys, one after the other.
    Pressed(String),
    /// A message of the flow.
    Sent(String),
    /// Something that happened between the words.
    Note(String),
    /// Something the author should know.
    Warning {
        state: Option<String>,
        message: String,
    },
}

/// Something spoken to the caller.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Speech {
    id: u64,
    pub(crate) speaker: Speaker,
    pub(crate) sound: Sound,
    pub(crate) text: String,
    pub(crate) duration_ms: u64,
    pub(crate) language: Option<String>,
    /// What was heard of it, once it is over.
    pub(crate) heard: Option<String>,
    pub(crate) interrupted: bool,
}

/// A message to or from the relay server.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Frame {
    /// Milliseconds since the call began.
    pub(crate) after_ms: u64,
    pub(crate) direction: Direction,
    /// The `type` of the message; empty when it has none.
    pub(crate) kind: String,
    pub(crate) text: String,
}

impl CallLog {
    /// Makes room for another execution. In a conversation by message, what was written stays.
    pub(crate) fn begin_again(&mut self, keeps_lines: bool) {
        let lines = std::mem::take(&mut self.lines);
        *self = Self::default();
        if keeps_lines && !lines.is_empty() {
            self.lines = lines;
            self.note("Another execution begins");
        }
    }

    /// Takes one entry in; `false` when it is known already.
    pub(crate) fn take(&mut self, entry: Entry) -> bool {
        if entry.seq <= self.seq {
            return false;
        }
        self.seq = entry.seq;
        let began = *self.began.get_or_insert(entry.at);
        self.latency.note(&entry);
        match entry.report {
            Report::CallStarted { .. } => {
                self.is_call = true;
                self.stage = Stage::Ringing;
            }
            Report::ExecutionStarted { .. } => self.stage = Stage::Running,
            Report::CallAnswered => self.stage = Stage::Answered,
            Report::Step { from, event, to, .. } => self.step(from, event, to),
            Report::Waiting { state, on } => {
                self.state = Some(state);
                self.waiting = Some(on);
            }
            Report::Context { context } => self.context = context,
            Report::RelayFrame { direction, frame } => {
                let after_ms = entry.at.since(began);
                self.frames.push(Frame { after_ms, direction, kind: kind(&frame), text: frame });
            }
            Report::Ended { reason, message } => {
                self.state = None;
                self.asked = None;
                self.stage = Stage::Ended { reason, message };
            }
            Report::Asked(ask) => self.asked = Some(*ask),
            Report::Settled { ask, outcome, is_default } => self.settle(ask, &outcome, is_default),
            report => self.talk(report),
        }
        true
    }

    fn step(&mut self, from: String, event: String, to: Option<String>) {
        self.state.clone_from(&to);
        self.waiting = None;
        self.traced.insert(Trace { from, event, to });
    }

    /// Notes what the other side did, in the words it was offered with.
    fn settle(&mut self, ask: u64, outcome: &str, is_default: bool) {
        let Some(asked) = self.asked.take_if(|asked| asked.ask == ask) else { return };
        let offer = asked.outcomes.iter().find(|offer| offer.name == outcome);
        let label = offer.map_or(outcome, |offer| &offer.label);
        let by_itself = if is_default { ", by itself" } else { "" };
        self.note(format!("{}: {label}{by_itself}", asked.text));
    }

    /// What is said, pressed and noted.
    fn talk(&mut self, report: Report) {
        match report {
            Report::SpeechStarted { speech, speaker, text, sound, duration_ms, language } => {
                let (heard, interrupted) = (None, false);
                // A relay server's text comes in pieces, with the blanks between them.
                let text = text.trim().to_owned();
                self.lines.push(Line::Speech(Speech {
                    id: speech,
                    speaker,
                    sound,
                    text,
                    duration_ms,
                    language,
                    heard,
                    interrupted,
                }));
            }
            Report::SpeechEnded { speech, heard, interrupted } => {
                self.end_speech(speech, heard, interrupted);
            }
            Report::CallerSaid { text } => self.lines.push(Line::Said(text)),
            Report::CallerPressed { key } => self.press(key),
            Report::CallerHungUp => self.note("The caller hung up"),
            Report::Warning { state, message, .. } => {
                self.lines.push(Line::Warning { state, message });
            }
            Report::RelayConnecting { url, dialled, .. } => {
                if url != dialled {
                    self.note(format!("{url} is sent to {dialled}"));
                }
                self.stage = Stage::Connecting(dialled);
            }
            Report::RelayConnected => {
                self.stage = Stage::Relay;
                self.note("Connected to the relay server");
            }
            Report::RelayEnded { status, problem, error_code, handoff_data } => {
                self.end_relay(&status, problem, error_code, handoff_data);
            }
            report => self.exchange(report),
        }
    }

    /// Messages and requests.
    fn exchange(&mut self, report: Report) {
        match report {
            Report::MessageSent(message) => {
                let words = [message.body, message.media_url, message.content_sid];
                let words: Vec<_> = words.into_iter().filter(|text| !text.is_empty()).collect();
                self.lines.push(Line::Sent(words.join(" ")));
            }
            Report::MessageArrived { parameters } => {
                let body = parameters.get("Body").and_then(Value::as_str).unwrap_or_default();
                self.lines.push(Line::Said(body.to_owned()));
            }
            Report::RequestMade(request) => {
                self.note(format!("{} {}", request.method, request.url));
            }
            Report::RequestAnswered { outcome, .. } => match *outcome {
                RequestOutcome::Answer { status, body, .. } => {
                    self.note(format!("answered {status}, {} bytes", body.len()));
                }
                RequestOutcome::Failure { problem, .. } => {
                    let state = self.state.clone();
                    self.lines.push(Line::Warning { state, message: problem });
                }
            },
            // What else there is was taken in `take`, or shows in nothing.
            _ => {}
        }
    }

    fn end_speech(&mut self, id: u64, heard: String, interrupted: bool) {
        let speech = self.lines.iter_mut().rev().find_map(|line| match line {
            Line::Speech(speech) if speech.id == id => Some(speech),
            _ => None,
        });
        if let Some(speech) = speech {
            speech.heard = Some(heard);
            speech.interrupted = interrupted;
        }
    }

    fn press(&mut self, key: char) {
        match self.lines.last_mut() {
            Some(Line::Pressed(keys)) => keys.push(key),
            _ => self.lines.push(Line::Pressed(key.to_string())),
        }
    }

    fn end_relay(
        &mut self,
        status: &str,
        problem: Option<String>,
        error_code: Option<u32>,
        handoff_data: Option<String>,
    ) {
        self.stage = Stage::Answered;
        if status != "failed" {
            let handoff = handoff_data.map(|text| format!(" and left {text}")).unwrap_or_default();
            return self.note(format!("The relay session ended{handoff}"));
        }
        let problem = problem.unwrap_or_else(|| "The relay session failed".to_owned());
        let code = error_code.map(|code| format!(" ({code})")).unwrap_or_default();
        let message = format!("{problem}{code}");
        self.lines.push(Line::Warning { state: self.state.clone(), message });
    }

    fn note(&mut self, text: impl Into<String>) {
        self.lines.push(Line::Note(text.into()));
    }

    /// Whether it is over.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Ended { .. })
    }

    /// How the call stands, in a sentence.
    pub(crate) fn status(&self) -> String {
        let state = self.state.as_deref().unwrap_or("the flow");
        match &self.stage {
            Stage::Dialling => "Calling…".to_owned(),
            Stage::Ringing => "Ringing…".to_owned(),
            Stage::Connecting(url) => {
                format!("The flow stands on {state}: calling the relay server at {url}")
            }
            Stage::Relay => format!("The flow stands on {state}: the relay session is open"),
            Stage::Answered | Stage::Running => match self.waiting {
                Some(Waiting::Speech) => format!("{state} is speaking"),
                Some(Waiting::Input) => format!("{state} waits for keys or words"),
                Some(Waiting::Relay) => format!("The flow stands on {state}"),
                Some(Waiting::Answer) => format!("{state} waits for the other side"),
                Some(Waiting::Message) => format!("{state} waits for a message"),
                Some(Waiting::Request) => format!("{state} waits for a server"),
                Some(Waiting::Subflow) => format!("{state} begins a subflow"),
                None if self.stage == Stage::Running => "The flow is running".to_owned(),
                None => "The call is answered".to_owned(),
            },
            Stage::Ended { reason, .. } => ended(*reason, self.is_call).to_owned(),
        }
    }
}

fn ended(reason: EndReason, is_call: bool) -> &'static str {
    match reason {
        EndReason::FlowEnded if is_call => "The flow has ended and hung up",
        EndReason::FlowEnded => "The flow has ended",
        EndReason::CallerHungUp => "You hung up",
        EndReason::Stopped if is_call => "The call was stopped",
        EndReason::Stopped => "The execution was stopped",
        EndReason::Fault => "The flow could not go on",
    }
}

/// The type of a relay message.
fn kind(frame: &str) -> String {
    let message: Value = serde_json::from_str(frame).unwrap_or_default();
    message.get("type").and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
