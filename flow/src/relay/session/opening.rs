//! What a session is opened with, what goes into it and what comes out.

use serde::{Deserialize, Serialize};

use crate::live::Sound;
use crate::relay::{Ending, Settings};
use crate::sid::{CallSid, SessionSid};

/// What a session is opened with.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The session; new for each time the widget is reached.
    pub session_sid: SessionSid,
    /// The call.
    pub call_sid: CallSid,
    /// `AC…`.
    pub account_sid: String,
    /// The caller's number.
    pub from: String,
    /// The number called.
    pub to: String,
    /// What else the set-up says of the call.
    pub leg: Leg,
    /// Whether the call was answered before the session.
    pub is_answered: bool,
    /// The widget's settings.
    pub settings: Settings,
    /// The number of the first speech; the next ones count on.
    pub first_speech: u64,
}

/// What else the set-up says of the call; what is unknown is an empty text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// The call that dialled this one.
    pub parent_call_sid: String,
    /// Who diverted the call here.
    pub forwarded_from: String,
    /// From caller-name lookup.
    pub caller_name: String,
    /// `inbound` or `outbound`.
    pub direction: &'static str,
}

impl Default for Leg {
    fn default() -> Self {
        Self {
            parent_call_sid: String::new(),
            forwarded_from: String::new(),
            caller_name: String::new(),
            direction: "inbound",
        }
    }
}

/// How long things take (`reference/relay/session.md`, §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Timing {
    /// From the widget to the handshake.
    pub handshake_ms: u64,
    /// From the set-up to the greeting.
    pub greeting_ms: u64,
    /// From the first token of a chunk to its speech, where nothing is spoken before it.
    pub first_token_ms: u64,
    /// A reply that goes on for so long without a token or `last` is spoken as far as it came.
    pub stalled_ms: u64,
    /// How long a recording is taken to be, where nobody says when it is over.
    pub recording_ms: u64,
    /// From digits that come in silence to their first tone. Five tones were over after 2.2 s.
    pub digits_ms: u64,
    /// Of the modelled length of speech.
    pub speech_percent: u64,
    /// Of the modelled length of what the caller says.
    pub caller_percent: u64,
    /// Between two looks at what the caller has said so far.
    pub partial_ms: u64,
    /// From the caller's last word to the prompt, where no speech timeout is set.
    pub final_ms: u64,
    /// From a key to the interruption it makes.
    pub key_cut_ms: u64,
    /// From an interruption to `agentSpeaking` `off`.
    pub silence_ms: u64,
    /// From text that cuts earlier text to the cut.
    pub preempt_ms: u64,
    /// From a bad message to its answer.
    pub error_ms: u64,
    /// From the last answer to a bad message to the closing.
    pub malformed_ms: u64,
    /// From `end` to the closing.
    pub end_ms: u64,
    /// From the closing to the flow's going on.
    pub action_ms: u64,
    /// From the loss of the connection to the flow's going on.
    pub lost_ms: u64,
    /// The longest session.
    pub longest_ms: u64,
}

impl Timing {
    /// No delays, and speech takes no time. Only a reply that stalls is waited for.
    pub const NONE: Self = Self {
        handshake_ms: 0,
        greeting_ms: 0,
        first_token_ms: 0,
        stalled_ms: 1_000,
        recording_ms: 0,
        digits_ms: 0,
        speech_percent: 0,
        caller_percent: 0,
        partial_ms: 240,
        final_ms: 0,
        key_cut_ms: 0,
        silence_ms: 0,
        preempt_ms: 0,
        error_ms: 0,
        malformed_ms: 0,
        end_ms: 0,
        action_ms: 0,
        lost_ms: 0,
        longest_ms: FOUR_HOURS_MS,
    };
}

/// No call lasts longer.
const FOUR_HOURS_MS: u64 = 4 * 60 * 60 * 1_000;

impl Default for Timing {
    fn default() -> Self {
        Self {
            handshake_ms: 400,
            greeting_ms: 650,
            first_token_ms: 330,
            stalled_ms: 1_000,
            recording_ms: 3_000,
            digits_ms: 900,
            speech_percent: 100,
            caller_percent: 100,
            partial_ms: 240,
            final_ms: 400,
            key_cut_ms: 1,
            silence_ms: 2,
            preempt_ms: 100,
            error_ms: 90,
            malformed_ms: 65,
            end_ms: 90,
            action_ms: 500,
            lost_ms: 1_200,
            longest_ms: FOUR_HOURS_MS,
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
    /// What a recogniser has understood so far of what the caller is saying.
    CallerIsSaying(&'a str),
    /// The caller said something, to its end. Unless a recogniser told of it before, saying it
    /// takes the time that words take.
    CallerSaid(&'a str),
    /// The caller pressed a key.
    CallerPressed(char),
    /// The caller hung up, or the call was ended or led elsewhere: the server cannot tell.
    CallerHungUp,
    /// A speech was really over, sooner or later than estimated.
    SpeechFinished(u64),
    /// The server closed the connection.
    SocketClosed,
    /// The provider of speech failed, and there is no other to take over.
    ProviderFailed,
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
        /// Twilio's code, where it has one.
        code: Option<u32>,
        /// What it is about.
        message: String,
    },
    /// Close the connection. Nothing is sent after it.
    Close {
        /// With this code.
        code: u16,
        /// And this reason.
        reason: &'static str,
    },
    /// The session is over; always the last output, and there is one.
    Ended(Box<Ending>),
}
