//! Widgets that are shown, wired, imported and exported, but cannot be run yet.
//! An execution that reaches one ends with a fault that says so.

use super::{Category, EventName, Widget, on};

const fn kept(
    kind: &'static str,
    label: &'static str,
    category: Category,
    prefix: &'static str,
    events: &'static [EventName],
    shows: &'static [&'static str],
) -> Widget {
    let summary = "Kept as it is; cannot be run yet";
    Widget {
        kind,
        label,
        category,
        summary,
        prefix,
        events,
        fields: &[],
        shows,
        sets: &[],
        outcomes: &[],
        is_twiml: false,
        conduct: None,
    }
}

pub(super) static MAKE_OUTGOING_CALL_V2: Widget = kept(
    "make-outgoing-call-v2",
    "Make Outgoing Call",
    Category::Voice,
    "call",
    CALL_EVENTS,
    &["to"],
);

pub(super) static MAKE_OUTGOING_CALL_V1: Widget = kept(
    "make-outgoing-call-v1",
    "Make Outgoing Call (legacy)",
    Category::Voice,
    "call",
    CALL_EVENTS,
    &["to"],
);

const CALL_EVENTS: &[EventName] = &[
    on("answered", "Answered"),
    on("busy", "Busy"),
    on("noAnswer", "No Answer"),
    on("failed", "Call Failed"),
];

pub(super) static RECORD_VOICEMAIL: Widget = kept(
    "record-voicemail",
    "Record Voicemail",
    Category::Voice,
    "record_voicemail",
    &[
        on("recordingComplete", "Recording Complete"),
        on("noAudio", "No Audio"),
        on("hangup", "Hangup"),
    ],
    &["recording_status_callback_url"],
);

pub(super) static RECORD_CALL: Widget = kept(
    "record-call",
    "Call Recording",
    Category::Voice,
    "call_recording",
    &[on("success", "Success"), on("failed", "Failed")],
    &["recording_status_callback"],
);

pub(super) static ENQUEUE_CALL: Widget = kept(
    "enqueue-call",
    "Enqueue Call",
    Category::Voice,
    "enqueue",
    &[
        on("callComplete", "Call Complete"),
        on("failedToEnqueue", "Failed to Enqueue"),
        on("callFailure", "Call Failed"),
    ],
    &["queue_name", "workflow_sid"],
);

pub(super) static CAPTURE_PAYMENTS: Widget = kept(
    "capture-payments",
    "Capture Payments",
    Category::Voice,
    "pay",
    &[
        on("success", "Success"),
        on("maxFailedAttempts", "Max Failed Attempts"),
        on("providerError", "Provider Error"),
        on("payInterrupted", "Pay Interrupted"),
        on("hangup", "Caller Hung Up"),
        on("validationError", "Validation Error"),
    ],
    &["description", "payment_amount"],
);

pub(super) static FORK_STREAM: Widget = kept(
    "fork-stream",
    "Fork Stream",
    Category::Voice,
    "fork_stream",
    &[on("next", "Next")],
    &["stream_url", "stream_name"],
);

pub(super) static CONNECT_VIRTUAL_AGENT_V2: Widget = kept(
    "connect-virtual-agent-v2",
    "Connect Virtual Agent",
    Category::Voice,
    "connect_virtual_agent",
    &[
        on("completed", "Completed"),
        on("live-agent-handoff", "Live Agent Handoff"),
        on("hangup", "Hangup"),
        on("failed", "Failed"),
        on("paused", "Paused"),
        on("timeout", "Timeout"),
    ],
    &["connector_name"],
);

pub(super) static CONNECT_VIRTUAL_AGENT: Widget = kept(
    "connect-virtual-agent",
    "Connect Virtual Agent (Dialogflow ES)",
    Category::Voice,
    "connect_virtual_agent",
    &[on("return", "Return"), on("hangup", "Hangup")],
    &["connector"],
);

pub(super) static SEND_MESSAGE: Widget = kept(
    "send-message",
    "Send Message",
    Category::Messaging,
    "send_message",
    &[on("sent", "Sent"), on("failed", "Failed to Send")],
    &["body", "content_sid"],
);

pub(super) static SEND_AND_WAIT_FOR_REPLY: Widget = kept(
    "send-and-wait-for-reply",
    "Send & Wait For Reply",
    Category::Messaging,
    "send_and_reply",
    &[
        on("incomingMessage", "Reply"),
        on("timeout", "No Reply"),
        on("deliveryFailure", "Delivery Fails"),
    ],
    &["body", "content_sid"],
);

pub(super) static START_CONVERSATION: Widget = kept(
    "start-conversation",
    "Start Conversation",
    Category::Messaging,
    "start_conversation",
    &[on("created", "Created"), on("failed", "Failed")],
    &["friendly_name"],
);

pub(super) static RESUME_CONVERSATION: Widget = kept(
    "resume-conversation",
    "Resume Conversation",
    Category::Messaging,
    "resume_conversation",
    &[on("resumed", "Resumed"), on("failed", "Failed")],
    &["conversation_sid"],
);

pub(super) static ADD_TWIML_REDIRECT: Widget = kept(
    "add-twiml-redirect",
    "TwiML Redirect",
    Category::Tools,
    "twiml_redirect",
    &[on("return", "Return"), on("timeout", "Timeout"), on("fail", "Failed")],
    &["url"],
);

pub(super) static SEND_TO_FLEX: Widget = kept(
    "send-to-flex",
    "Send To Flex",
    Category::Connect,
    "send_to_flex",
    &[
        on("callComplete", "Task Created"),
        on("failedToEnqueue", "Failed to Create Task"),
        on("callFailure", "Call Failed"),
    ],
    &["workflow"],
);

pub(super) static SEND_TO_AUTO_PILOT: Widget = kept(
    "send-to-auto-pilot",
    "Send to Autopilot",
    Category::Connect,
    "autopilot",
    &[on("sessionEnded", "Session Ended"), on("failure", "Failure"), on("timeout", "Timeout")],
    &["body"],
);
