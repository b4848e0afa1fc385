//! What happens to an execution.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::definition::Object;
use crate::relay::Ending;
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

/// What can happen to an execution. Logs of these are kept, so a variant or field that was once
/// written is read for ever: later ones are added, and have defaults.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Happening {
    /// It was started; always the first event.
    Started(Box<Start>),
    /// A timer came due.
    TimerFired {
        /// From [`StartTimer`](super::Effect::StartTimer).
        timer: u64,
    },
    /// Speech was really over, sooner than its timer.
    SpeechFinished {
        /// From [`Speak`](super::Effect::Speak).
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
        /// From [`OpenRelay`](super::Effect::OpenRelay).
        relay: u64,
        /// How.
        ending: Box<Ending>,
    },
    /// The other side of a widget did something.
    Answered {
        /// From [`Ask`](super::Effect::Ask).
        ask: u64,
        /// One of the outcomes offered, by name.
        outcome: String,
        /// What is told about it; each becomes a variable of the widget.
        #[serde(default, skip_serializing_if = "Object::is_empty")]
        details: Object,
    },
    /// The contact sent a message.
    MessageArrived {
        /// Those of the webhook: `Body`, `From`, `MessageSid`, …
        parameters: Object,
    },
    /// A request to a server outside was answered, or failed.
    RequestAnswered {
        /// From [`Request`](super::Effect::Request).
        request: u64,
        /// What came of it.
        outcome: Box<RequestOutcome>,
    },
    /// A subflow was found, or not.
    SubflowLoaded {
        /// From [`LoadSubflow`](super::Effect::LoadSubflow).
        load: u64,
        /// What was found. It is part of the log, so that the log alone replays the execution.
        subflow: Box<Loaded>,
    },
    /// A request reached the flow's webhook with `FlowEvent=return`.
    RedirectReturned {
        /// The parameters of that request.
        parameters: Object,
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
    /// Whether somebody is there to say what the other side of a widget does. Where nobody is,
    /// each widget goes on by its default outcome after a modelled time.
    #[serde(default)]
    pub is_attended: bool,
}

/// What came of a request to a server outside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum RequestOutcome {
    /// The server answered, whatever its status.
    Answer {
        /// After redirects.
        status: u16,
        /// The header; empty where the answer has none.
        #[serde(default)]
        content_type: String,
        /// Further headers, names in lower case.
        #[serde(default, skip_serializing_if = "Object::is_empty")]
        headers: Object,
        /// As text.
        #[serde(default)]
        body: String,
    },
    /// There was no answer that can be used.
    Failure {
        /// Why.
        kind: RequestFailure,
        /// For people.
        #[serde(default)]
        problem: String,
    },
}

/// Why a request has no answer that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestFailure {
    /// No answer within 10 seconds.
    Timeout,
    /// More than 64 kB.
    TooLarge,
    /// No connection, or it broke.
    Transport,
    /// The address cannot be requested.
    InvalidUrl,
    /// Whoever runs Switchboard does not let it request this.
    Refused,
}

/// What was found where a subflow was looked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Loaded {
    /// Its definition.
    Found {
        /// The revision that was found.
        revision: i64,
        /// The JSON.
        definition: Value,
    },
    /// It is not there.
    Missing {
        /// For people.
        problem: String,
    },
}
