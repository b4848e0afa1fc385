//! What happens to an execution, and what it wants done.

use serde::{Deserialize, Serialize};

use crate::definition::Object;
use crate::live::{EndReason, Sound};
use crate::relay::{Ending, Settings};
use crate::sid::{ExecutionSid, FlowSid};
use crate::timestamp::Timestamp;

/// One thing that happened to an execution. The log of an execution is a list of these, and its
/// state is their fold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When, on the clock of the execution.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub what: Happening,
}

/// What can happen to an execution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Happening {
    /// It was started; always the first event.
    Started(Box<Start>),
    /// A timer came due.
    TimerFired {
        /// From [`Wish::StartTimer`].
        timer: u64,
    },
    /// Speech was really over, sooner than its timer.
    SpeechFinished {
        /// From [`Wish::Speak`].
        speech: u64,
    },
    /// The caller said something, to its end.
    CallerSaid {
        /// The words.
        text: String,
        /// How sure the recogniser is of them, 0 to 1.
        confidence: f64,
    },
    /// The caller pressed a key.
    CallerPressed {
        /// `0`–`9`, `*`, `#`.
        key: char,
    },
    /// The caller hung up.
    CallerHungUp,
    /// A relay session ended, or was never opened.
    RelayEnded {
        /// From [`Wish::OpenRelay`].
        relay: u64,
        /// How.
        ending: Box<Ending>,
    },
    /// Somebody stopped the execution.
    Stopped,
}

/// How an execution begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// The trigger's event, such as `incomingCall`.
    pub event: String,
    /// The execution.
    pub execution_sid: ExecutionSid,
    /// The flow.
    pub flow_sid: FlowSid,
    /// Twilio's side: the number called.
    pub flow_address: String,
    /// The person's side: the caller's number.
    pub contact_address: String,
    /// What the trigger brings, such as `{"call": {"From": …}}`.
    pub trigger: Object,
}

/// Something to be done outside. It is done after the turn was stored, at least once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Effect {
    /// Answer the call: a widget that makes a sound was reached.
    Answer,
    /// Speak to the caller, or play something.
    Speak {
        /// Counts within the execution.
        speech: u64,
        /// The words, the address or the digits.
        text: String,
        /// Which of these.
        sound: Sound,
        /// The language set on the widget; may be empty.
        language: String,
        /// The voice set on the widget; may be empty.
        voice: String,
        /// How long it will take.
        duration_ms: u64,
    },
    /// The speech is over, or is to stop where it is.
    EndSpeech {
        /// From [`Effect::Speak`].
        speech: u64,
        /// What was heard of it.
        heard: String,
        /// Whether it was cut short.
        interrupted: bool,
    },
    /// The flow listens to the caller.
    Listen,
    /// Send [`Happening::TimerFired`] when this time has passed.
    StartTimer {
        /// Counts within the execution.
        timer: u64,
        /// Milliseconds from the event's time.
        after_ms: u64,
    },
    /// Forget a timer.
    CancelTimer {
        /// From [`Effect::StartTimer`].
        timer: u64,
    },
    /// Open a relay session, and send [`Happening::RelayEnded`] once when it is over.
    OpenRelay {
        /// Counts within the execution.
        relay: u64,
        /// The state that holds the session.
        state: String,
        /// What the session is to be like.
        settings: Box<Settings>,
        /// Whether the call was answered before; else the session's set-up says it is ringing.
        is_answered: bool,
    },
    /// The execution is over: end what is still open, and the call with it.
    Finish {
        /// Why it is over.
        reason: EndReason,
    },
}
