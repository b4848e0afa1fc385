//! An execution as it stands between two events.

use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::live::{EndReason, Sound, Waiting};
use crate::timestamp::Timestamp;

/// One run of a revision for one contact.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Execution {
    /// Whether it goes on.
    pub status: Status,
    /// The state it stands on; empty before it was started.
    pub state: String,
    /// What it knows.
    pub context: Context,
    /// What the state it stands on is waiting for.
    pub progress: Progress,
    /// Whether a widget that makes a sound was reached.
    pub is_answered: bool,
    /// Transitions taken so far.
    pub steps: u32,
    /// How often in a row the state it stands on was entered.
    pub repeats: u32,
    /// The next number for a speech, a timer or a relay session.
    pub next_number: u64,
}

/// Whether an execution goes on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Status {
    /// It goes on.
    #[default]
    Active,
    /// It is over.
    Ended {
        /// Why.
        reason: EndReason,
        /// For a fault, what was wrong.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
    },
}

/// What the state an execution stands on is in the middle of.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Progress {
    /// Nothing.
    #[default]
    None,
    /// Speaking, then leaving.
    Speaking(Utterance),
    /// Asking for keys or words.
    Gathering(Gathering),
    /// Waiting for a relay session to end.
    Relay {
        /// The session's number.
        relay: u64,
    },
}

impl Progress {
    /// What is being waited for, as watchers are told.
    pub fn waiting(&self) -> Option<Waiting> {
        match self {
            Self::None => None,
            Self::Speaking(_) => Some(Waiting::Speech),
            Self::Gathering(_) => Some(Waiting::Input),
            Self::Relay { .. } => Some(Waiting::Relay),
        }
    }
}

/// Speech under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Utterance {
    /// Its number.
    pub speech: u64,
    /// The timer that stands for its end.
    pub timer: u64,
    /// The words, the address or the digits.
    pub text: String,
    /// Which of these.
    pub sound: Sound,
    /// The language set on the widget.
    pub language: String,
    /// The voice set on the widget.
    pub voice: String,
    /// When it began.
    pub began: Timestamp,
    /// How often it is still to be repeated.
    pub repeats_left: u32,
}

/// A gather under way.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Gathering {
    /// The prompt, as long as it is spoken.
    pub prompt: Option<Utterance>,
    /// The keys so far.
    pub digits: String,
    /// The timer that ends the wait.
    pub timer: Option<u64>,
}
