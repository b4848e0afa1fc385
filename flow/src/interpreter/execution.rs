//! An execution as it stands between two events.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Why;
use super::nesting::Frame;
use crate::context::Context;
use crate::definition::Object;
use crate::live::{EndReason, Sound, Waiting};
use crate::sid::FlowSid;
use crate::timestamp::Timestamp;

/// One run of a revision for one contact. Snapshots of it are stored, so later fields have
/// defaults.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
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
    /// The next number for a speech, a timer, a question or anything else that needs one.
    pub next_number: u64,
    /// When it began.
    pub began: Timestamp,
    /// The event it began with.
    pub started_on: String,
    /// Whether somebody is there to say what the other side of a widget does.
    pub is_attended: bool,
    /// The parameters of the call it acts on: the one that began it, or one it made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<Object>,
    /// Whether that call is over, or out of the flow's hands.
    pub is_call_over: bool,
    /// The recording of the call under way, and when it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording: Option<(String, Timestamp)>,
    /// States entered so far, those of subflows included.
    pub visits: u64,
    /// Which of these is the visit to the state it stands on; its step has its SID from it.
    pub visit: u64,
    /// Why the step that is taken next will go where it goes, as far as is known.
    #[serde(skip_serializing_if = "Why::is_empty")]
    pub why: Why,
    /// While it is in a subflow: that flow, and where it goes on after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<Box<Frame>>,
    /// Widgets of its own flow.
    pub own_widgets: usize,
    /// Widgets of each subflow that was loaded, by the state that runs it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub subflow_widgets: BTreeMap<String, usize>,
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
    /// Waiting for the other side of a widget.
    Asking(Asking),
    /// Waiting for a server outside.
    Requesting {
        /// The request's number.
        request: u64,
    },
    /// Waiting for a subflow's definition.
    Loading {
        /// The number of the wish.
        load: u64,
        /// The flow that is loaded.
        flow_sid: FlowSid,
        /// What it is given.
        parameters: Object,
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
            Self::Asking(asking) => Some(asking.waiting),
            Self::Requesting { .. } => Some(Waiting::Request),
            Self::Loading { .. } => Some(Waiting::Subflow),
        }
    }
}

/// A question that is open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asking {
    /// Its number.
    pub ask: u64,
    /// Which of the widget's questions it is.
    pub stage: String,
    /// When it was asked.
    pub began: Timestamp,
    /// The timer that settles it, and the outcome it then has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<(u64, String)>,
    /// What watchers are told.
    pub waiting: Waiting,
    /// What the widget keeps for when it is settled.
    #[serde(default, skip_serializing_if = "Object::is_empty")]
    pub kept: Object,
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
