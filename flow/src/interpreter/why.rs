//! Why a step went where it went: what was compared, what made it leave, and with which settings.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Happening, RequestOutcome, Warning};
use crate::condition::{Kind, Operand};
use crate::definition::Object;

/// Conditions, warnings and settings that are kept of one step.
const MAX_ENTRIES: usize = 50;
/// Characters that are kept of one text.
const MAX_CHARACTERS: usize = 300;

/// Why a step went where it went. Bounded in size, whatever the flow does.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Why {
    /// What made the state leave; none where it did not wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// The conditions tried, in order; where one held it is the last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tried: Vec<Tried>,
    /// The settings as they were rendered, secrets masked.
    #[serde(default, skip_serializing_if = "Object::is_empty")]
    pub settings: Object,
    /// What the author should know about this step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}

/// What made a state leave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Cause {
    /// The execution began.
    Started,
    /// What it said was said.
    SpeechOver,
    /// Its time was over.
    TimeOver,
    /// The caller spoke.
    Said,
    /// The caller pressed a key.
    Pressed {
        /// The last one.
        key: char,
    },
    /// The caller hung up.
    HungUp,
    /// The relay session ended.
    RelayEnded,
    /// The other side did something.
    Outcome {
        /// Which.
        outcome: String,
        /// Whether nobody said so, and the widget went on by itself.
        is_default: bool,
    },
    /// The contact wrote.
    Message,
    /// A server answered.
    Answer {
        /// The status.
        status: u16,
    },
    /// A server did not answer as it should.
    NoAnswer {
        /// For people.
        problem: String,
    },
    /// A subflow ended, or could not be run.
    Subflow,
    /// A redirect came back.
    Returned,
}

impl Cause {
    /// What an event is as a cause.
    pub(super) fn of(event: &Happening) -> Option<Self> {
        Some(match event {
            Happening::Started(_) => Self::Started,
            Happening::TimerFired { .. } => Self::TimeOver,
            Happening::SpeechFinished { .. } => Self::SpeechOver,
            Happening::CallerSaid { .. } => Self::Said,
            Happening::CallerPressed { key } => Self::Pressed { key: *key },
            Happening::CallerHungUp => Self::HungUp,
            Happening::RelayEnded { .. } => Self::RelayEnded,
            Happening::Answered { outcome, .. } => {
                Self::Outcome { outcome: clipped(outcome), is_default: false }
            }
            Happening::MessageArrived { .. } => Self::Message,
            Happening::RequestAnswered { outcome, .. } => match &**outcome {
                RequestOutcome::Answer { status, .. } => Self::Answer { status: *status },
                RequestOutcome::Failure { problem, .. } => {
                    Self::NoAnswer { problem: clipped(problem) }
                }
            },
            Happening::SubflowLoaded { .. } => Self::Subflow,
            Happening::RedirectReturned { .. } => Self::Returned,
            Happening::Stopped => return None,
        })
    }
}

/// One condition of a split, tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tried {
    /// The author's words for it.
    pub name: String,
    /// The predicate: `equal_to`.
    pub predicate: String,
    /// What was compared.
    pub subject: Operand,
    /// What it was compared with.
    pub operand: Operand,
    /// As what the two were compared.
    pub compared_as: Kind,
    /// Whether the condition held.
    pub holds: bool,
}

impl Why {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn set(&mut self, key: &str, value: Value) {
        if self.settings.len() < MAX_ENTRIES {
            self.settings.insert(key.to_owned(), bounded(value));
        }
    }

    /// The last one decides, so it is kept whatever came before.
    pub(super) fn add_tried(&mut self, mut tried: Tried) {
        for text in [
            &mut tried.name,
            &mut tried.predicate,
            &mut tried.subject.text,
            &mut tried.operand.text,
        ] {
            clip(text);
        }
        if self.tried.len() == MAX_ENTRIES {
            self.tried.pop();
        }
        self.tried.push(tried);
    }

    pub(super) fn add_warning(&mut self, warning: &Warning) {
        if self.warnings.len() < MAX_ENTRIES {
            let message = clipped(&warning.message);
            self.warnings.push(Warning { message, ..warning.clone() });
        }
    }
}

/// A value of bounded size; what is too large is told by its beginning.
pub(super) fn bounded(value: Value) -> Value {
    match value {
        Value::String(mut text) => {
            clip(&mut text);
            Value::String(text)
        }
        Value::Array(_) | Value::Object(_) => {
            let text = value.to_string();
            if text.len() <= MAX_CHARACTERS { value } else { Value::String(clipped(&text)) }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}

fn clipped(text: &str) -> String {
    let mut text = text.to_owned();
    clip(&mut text);
    text
}

fn clip(text: &mut String) {
    // No text has more characters than bytes.
    if text.len() > MAX_CHARACTERS
        && let Some((end, _)) = text.char_indices().nth(MAX_CHARACTERS)
    {
        text.truncate(end);
        text.push('…');
    }
}
