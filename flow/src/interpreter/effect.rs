//! What an execution wants done.

use serde::{Deserialize, Serialize};

use crate::definition::Object;
use crate::live::{EndReason, Sound};
use crate::relay::Settings;
use crate::sid::FlowSid;

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
    /// Send [`TimerFired`](super::Happening::TimerFired) when this time has passed.
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
    /// Open a relay session, and send [`RelayEnded`](super::Happening::RelayEnded) once when it
    /// is over.
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
    /// Ask what the other side of a widget does, and send
    /// [`Answered`](super::Happening::Answered) when somebody says so.
    Ask(Box<Ask>),
    /// The question is settled: by an answer, or by itself after a time.
    Settle {
        /// From [`Effect::Ask`].
        ask: u64,
        /// The outcome's name.
        outcome: String,
        /// Whether nobody answered, and the widget went on by itself.
        is_default: bool,
    },
    /// Send a message to the contact.
    SendMessage(Box<Message>),
    /// Request something of a server outside, within 10 seconds and 64 kB, and send
    /// [`RequestAnswered`](super::Happening::RequestAnswered) once.
    Request(Box<Request>),
    /// Find a subflow, and send [`SubflowLoaded`](super::Happening::SubflowLoaded) once.
    LoadSubflow {
        /// Counts within the execution.
        load: u64,
        /// The state that runs it.
        state: String,
        /// The flow.
        flow_sid: FlowSid,
        /// `LatestPublished`, `LatestDraft` or a number. A draft is for test users of the parent
        /// only; everybody else gets the latest published revision.
        revision: String,
    },
    /// Begin or end to stream the call's audio elsewhere.
    Stream {
        /// The state.
        state: String,
        /// Its settings, rendered: `stream_action`, `stream_url`, …
        settings: Object,
    },
    /// The execution is over: end what is still open, and the call with it.
    Finish {
        /// Why it is over.
        reason: EndReason,
    },
}

/// A question to the other side of a widget, with the outcomes there are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// Counts within the execution.
    pub ask: u64,
    /// The state that asks.
    pub state: String,
    /// Its widget's type.
    pub widget: String,
    /// Which of the widget's questions it is; empty where it has only one.
    #[serde(default)]
    pub stage: String,
    /// What is going on, in a sentence: "Ringing +15550100123".
    pub text: String,
    /// The widget's settings, rendered; secrets masked.
    #[serde(default, skip_serializing_if = "Object::is_empty")]
    pub settings: Object,
    /// What may come of it.
    pub outcomes: Vec<Offer>,
    /// What comes of it if nobody answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<Fallback>,
}

/// An outcome that may be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// For [`Answered`](super::Happening::Answered).
    pub name: String,
    /// For people.
    pub label: String,
    /// What may be told about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<OfferedDetail>,
}

/// Something that may be told about an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedDetail {
    /// Its key in [`Answered`](super::Happening::Answered), and the variable it becomes.
    pub key: String,
    /// For people.
    pub label: String,
    /// What it is when nobody says.
    #[serde(default)]
    pub default: String,
}

/// What comes of a question that nobody answers. The core has a timer for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fallback {
    /// The outcome's name.
    pub outcome: String,
    /// Milliseconds from the question.
    pub after_ms: u64,
}

/// A message to the contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Its `SM` identifier, or `IM` in a conversation; the same whenever the log is replayed.
    pub sid: String,
    /// The state that sends it.
    pub state: String,
    /// Twilio's side.
    pub from: String,
    /// The person's side.
    pub to: String,
    /// The text; empty where a template is used.
    #[serde(default)]
    pub body: String,
    /// An address; may be empty.
    #[serde(default)]
    pub media_url: String,
    /// The content template; may be empty.
    #[serde(default)]
    pub content_sid: String,
    /// Its placeholders.
    #[serde(default, skip_serializing_if = "Object::is_empty")]
    pub content_variables: Object,
    /// The conversation it goes into; empty for a plain message.
    #[serde(default)]
    pub conversation_sid: String,
}

/// A request to a server outside, ready to be made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Counts within the execution.
    pub request: u64,
    /// The state that makes it.
    pub state: String,
    /// Whose rules it follows.
    pub kind: RequestKind,
    /// `GET` or `POST`.
    pub method: String,
    /// With the parameters of a GET in its query.
    pub url: String,
    /// Of the body; empty where there is none.
    #[serde(default)]
    pub content_type: String,
    /// The form's fields already encoded.
    #[serde(default)]
    pub body: String,
    /// The parameters as the author set them, in order, for whoever looks on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<(String, String)>,
    /// Whether to sign in with the account's own credentials; only ever to a Twilio host.
    #[serde(default)]
    pub is_authenticated: bool,
}

/// Which widget makes a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// Make HTTP Request.
    Http,
    /// Run Function.
    Function,
}
