//! Messages between the server and whoever watches or speaks in a call: the call panel, the
//! terminal and tests all use these and nothing else.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::definition::Object;
use crate::interpreter::{self, Ask, Message, RequestOutcome};
use crate::sid::{CallSid, ExecutionSid, FlowSid, SessionSid, StepSid};
use crate::timestamp::Timestamp;

/// One line of a call's log. A watcher that comes late or reconnects asks for the entries after
/// the last `seq` it has seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Counts from 1 within a call, without gaps.
    pub seq: u64,
    /// When it happened, on the call's clock.
    pub at: Timestamp,
    /// What happened.
    #[serde(flatten)]
    pub report: Report,
}

/// What the server reports of a call, in the order in which it happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Report {
    /// The call began; always the first entry, where there is a call.
    CallStarted {
        /// The call.
        call_sid: CallSid,
        /// The execution that runs for it.
        execution_sid: ExecutionSid,
        /// The flow.
        flow_sid: FlowSid,
        /// The revision the execution keeps to.
        revision: i64,
        /// The caller's number.
        from: String,
        /// The number called.
        to: String,
    },
    /// The execution began without a call; always the first entry then.
    ExecutionStarted {
        /// The execution.
        execution_sid: ExecutionSid,
        /// The flow.
        flow_sid: FlowSid,
        /// The revision the execution keeps to.
        revision: i64,
        /// The trigger's event, such as `incomingMessage`.
        event: String,
        /// The person's side.
        contact_address: String,
        /// Twilio's side.
        flow_address: String,
    },
    /// The flow answered the call, with its first widget that makes a sound.
    CallAnswered,
    /// A transition was taken.
    Step {
        /// The state that was left.
        from: String,
        /// The event it was left on.
        event: String,
        /// The state that follows; none when the flow ended here.
        to: Option<String>,
        /// Its identifier; none in logs from before steps had one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sid: Option<StepSid>,
        /// In a subflow: the step of the widget that runs it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<StepSid>,
    },
    /// The flow stands on a state and waits.
    Waiting {
        /// The state.
        state: String,
        /// What it waits for.
        on: Waiting,
    },
    /// The caller is spoken to from now on.
    SpeechStarted {
        /// Counts within the call.
        speech: u64,
        /// Who speaks.
        speaker: Speaker,
        /// What is spoken, or the address of what is played, or the digits.
        text: String,
        /// How it sounds.
        sound: Sound,
        /// Estimated length.
        duration_ms: u64,
        /// Language tag, where one is set.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<String>,
    },
    /// The speech is over.
    SpeechEnded {
        /// As in `SpeechStarted`.
        speech: u64,
        /// What the caller heard of it.
        heard: String,
        /// Whether it was cut short.
        interrupted: bool,
    },
    /// The flow, or the relay server through it, has said what it had to say and listens.
    Listening,
    /// The caller said something.
    CallerSaid {
        /// The words.
        text: String,
    },
    /// The caller pressed a key.
    CallerPressed {
        /// `0`–`9`, `*` or `#`.
        key: char,
    },
    /// The caller hung up.
    CallerHungUp,
    /// A relay server is being called.
    RelayConnecting {
        /// The state that holds the session.
        state: String,
        /// The session.
        session_sid: SessionSid,
        /// The address in the flow.
        url: String,
        /// The address that is really dialled, after mapping.
        dialled: String,
    },
    /// The relay server took the connection.
    RelayConnected,
    /// A message to or from the relay server.
    RelayFrame {
        /// Which way it went.
        direction: Direction,
        /// The text of the frame, as it was sent.
        frame: String,
    },
    /// The relay session is over.
    RelayEnded {
        /// `ended`, `completed` or `failed`.
        status: String,
        /// Twilio's code, where it failed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error_code: Option<u32>,
        /// What went wrong, for people.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        problem: Option<String>,
        /// What the relay server left.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        handoff_data: Option<String>,
    },
    /// The other side of a widget is asked what it does.
    Asked(Box<Ask>),
    /// The question is settled.
    Settled {
        /// As in `Asked`.
        ask: u64,
        /// What the other side did, by name.
        outcome: String,
        /// Whether nobody answered, and the widget went on by itself.
        is_default: bool,
    },
    /// The flow sends the contact a message.
    MessageSent(Box<Message>),
    /// The contact sent a message.
    MessageArrived {
        /// Those of the webhook.
        parameters: Object,
    },
    /// A server outside is requested.
    RequestMade(Box<interpreter::Request>),
    /// It answered, or did not.
    RequestAnswered {
        /// As in `RequestMade`.
        request: u64,
        /// What came of it.
        outcome: Box<RequestOutcome>,
    },
    /// The whole context, after a turn that changed it.
    Context {
        /// `contact`, `trigger`, `widgets`, `flow`.
        context: Value,
    },
    /// Something the author should know; the execution goes on.
    Warning {
        /// Twilio's code, where it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<u32>,
        /// The state it belongs to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<String>,
        /// The step it belongs to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step_sid: Option<StepSid>,
        /// What it is about.
        message: String,
    },
    /// The execution and its call are over; always the last entry.
    Ended {
        /// Why.
        reason: EndReason,
        /// For a fault, what was wrong.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
    },
}

/// Who speaks to the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// A widget of the flow.
    Flow,
    /// The relay server.
    Agent,
}

/// How a speech sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sound {
    /// Words, spoken.
    Speech,
    /// A recording, named by its address.
    Media,
    /// Keypad tones.
    Digits,
}

/// What a state waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    /// Its speech to end.
    Speech,
    /// Keys or words of the caller.
    Input,
    /// A relay session to end.
    Relay,
    /// The other side: one who is called, a queue, a card.
    Answer,
    /// A message of the contact.
    Message,
    /// A server outside.
    Request,
    /// A subflow to be found.
    Subflow,
}

/// Which way a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From Switchboard to the relay server.
    ToServer,
    /// From the relay server to Switchboard.
    FromServer,
}

/// Why an execution ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// The flow ran out of transitions, and the call was hung up.
    FlowEnded,
    /// The caller hung up.
    CallerHungUp,
    /// Somebody stopped it.
    Stopped,
    /// It could not go on: the flow asks for something that cannot be done.
    Fault,
}

impl EndReason {
    /// As it is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FlowEnded => "flow_ended",
            Self::CallerHungUp => "caller_hung_up",
            Self::Stopped => "stopped",
            Self::Fault => "fault",
        }
    }
}

/// What a watcher asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Request {
    /// The caller says something.
    Say {
        /// The words.
        text: String,
    },
    /// The caller is saying something; so far a recogniser has understood this. It ends with
    /// `Say`, or never.
    Saying {
        /// The words.
        text: String,
    },
    /// The caller presses keys, one after the other.
    Press {
        /// `0`–`9`, `*`, `#`.
        keys: String,
    },
    /// The caller hangs up.
    HangUp,
    /// The watcher has really spoken a speech to its end, sooner or later than estimated.
    SpeechFinished {
        /// As in [`Report::SpeechStarted`].
        speech: u64,
    },
    /// The other side of a widget does something.
    Answer {
        /// As in [`Report::Asked`].
        ask: u64,
        /// One of the outcomes offered, by name.
        outcome: String,
        /// What is told about it.
        #[serde(default, skip_serializing_if = "Object::is_empty")]
        details: Object,
    },
    /// The contact sends a message.
    Message {
        /// The text.
        body: String,
        /// An address of a picture or the like; may be empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        media_url: String,
    },
}
