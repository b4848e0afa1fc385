//! What a session is opened with, what goes into it and what comes out.

use crate::live::Sound;
use crate::relay::{Ending, Settings};
use crate::sid::{CallSid, SessionSid};

/// What a session is opened with.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The session.
    pub session_sid: SessionSid,
    /// The call.
    pub call_sid: CallSid,
    /// `AC…`.
    pub account_sid: String,
    /// The caller's number.
    pub from: String,
    /// The number called.
    pub to: String,
    /// Whether the call was answered before the session.
    pub is_answered: bool,
    /// The widget's settings.
    pub settings: Settings,
    /// Which events the server asked for.
    pub events: Events,
    /// The number of the first speech; the next ones count on.
    pub first_speech: u64,
}

/// Events that a server may ask for. The widget does not offer them, so none is the default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Events {
    /// `agentSpeaking` and `clientSpeaking`.
    pub speaker: bool,
    /// `tokensPlayed`.
    pub tokens_played: bool,
}

/// How long things take (`reference/relay/session.md`, §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// From the set-up to the greeting.
    pub greeting_ms: u64,
    /// From the first token of a reply to its speech.
    pub first_token_ms: u64,
    /// A reply that goes on for so long without a token or `last` is spoken as far as it came.
    pub stalled_ms: u64,
    /// How long a recording is taken to be, where nobody says when it is over.
    pub recording_ms: u64,
    /// Of the modelled length of speech.
    pub speech_percent: u64,
}

impl Timing {
    /// No delays, and speech takes no time. Only a reply that stalls is waited for.
    pub const NONE: Self = Self {
        greeting_ms: 0,
        first_token_ms: 0,
        stalled_ms: 1_000,
        recording_ms: 0,
        speech_percent: 0,
    };
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            greeting_ms: 650,
            first_token_ms: 330,
            stalled_ms: 1_000,
            recording_ms: 3_000,
            speech_percent: 100,
        }
    }
}

/// What happens to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input<'a> {
    /// The server took the connection.
    Opened,
    /// A text frame of the server.
    Frame(&'a str),
    /// A frame of the server that is not text.
    Binary,
    /// The caller said something, to its end.
    CallerSaid(&'a str),
    /// The caller pressed a key.
    CallerPressed(char),
    /// The caller hung up.
    CallerHungUp,
    /// A speech was really over, sooner or later than estimated.
    SpeechFinished(u64),
    /// The server closed the connection.
    SocketClosed {
        /// With this code, if any.
        code: Option<u16>,
    },
    /// The connection broke.
    SocketLost,
    /// Time passed, at the least to the deadline.
    Time,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Send this text frame.
    Send(String),
    /// The agent is heard from now on.
    SpeechStarted {
        /// Counts on from the opening's number.
        speech: u64,
        /// The words, the address or the digits.
        text: String,
        /// How long it takes.
        duration_ms: u64,
        /// Which of these.
        sound: Sound,
        /// Language tag, where one is set.
        language: Option<String>,
    },
    /// The speech is over.
    SpeechEnded {
        /// As it started.
        speech: u64,
        /// What was heard of it.
        heard: String,
        /// Whether it was cut short.
        interrupted: bool,
    },
    /// The server has said what it had to say.
    Listening,
    /// Something the flow's author should know.
    Warning {
        /// What it is about.
        message: String,
    },
    /// Close the connection.
    Close {
        /// With this code.
        code: u16,
        /// And this reason.
        reason: &'static str,
    },
    /// The session is over; always the last output, and there is one.
    Ended(Box<Ending>),
}
