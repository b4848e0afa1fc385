//! Make Outgoing Call, in its two versions: ring the contact, so that later widgets have a call to
//! act on (`reference/studio/widgets.md`, "make-outgoing-call-v2" and "-v1").

use serde_json::{Value, json};

use super::{Category, Control, Detail, EventName, Field, Fresh, Outcome, Widget, on};
use crate::definition::Object;
use crate::interpreter::{Answer, Choice, Conduct, Fault, Happening, Question, Visit};

/// How long a phone rings when nobody says so.
const RINGING_MS: u64 = 4_000;

const ANSWERED: EventName = on("answered", "Answered");
const BUSY: EventName = on("busy", "Busy");
const NO_ANSWER: EventName = on("noAnswer", "No Answer");
const FAILED: EventName = on("failed", "Call Failed");

const IS_BUSY: Outcome =
    Outcome::on("busy", "The line is busy", "busy").sets(&[("CallStatus", "busy")]);
const IS_NOT_ANSWERED: Outcome =
    Outcome::on("no-answer", "Nobody answers", "noAnswer").sets(&[("CallStatus", "no-answer")]);
const CANNOT_BE_CALLED: Outcome =
    Outcome::on("fails", "It cannot be called", "failed").sets(&[("CallStatus", "failed")]);

const fn from() -> Field {
    Field::new("from", "From", Control::Text)
        .required()
        .fresh(Fresh::Text("{{flow.channel.address}}"))
}

const fn to() -> Field {
    Field::new("to", "To", Control::Text)
        .required()
        .fresh(Fresh::Text("{{contact.channel.address}}"))
}

const fn record() -> Field {
    Field::new("record", "Record the call", Control::Switch).fresh(Fresh::Boolean(false))
}

const fn timeout() -> Field {
    Field::new("timeout", "Ring for", Control::Integer { min: 0, max: 600, unit: "seconds" })
        .fresh(Fresh::Integer(60))
}

/// A setting of the detection of answering machines: milliseconds, as text.
const fn threshold(
    key: &'static str,
    label: &'static str,
    (min, max): (i64, i64),
    fresh: &'static str,
) -> Field {
    Field::new(key, label, Control::TextNumber { min, max, unit: "ms" }).fresh(Fresh::Text(fresh))
}

pub(super) static V2: Widget = Widget {
    kind: "make-outgoing-call-v2",
    label: "Make Outgoing Call",
    category: Category::Voice,
    summary: "Ring the contact",
    prefix: "call",
    events: &[ANSWERED, BUSY, NO_ANSWER, FAILED],
    fields: &[
        from(),
        to(),
        timeout(),
        record(),
        Field::new("recording_channels", "Channels recorded", Control::Suggest(&["mono", "dual"]))
            .fresh(Fresh::Text("mono")),
        Field::new("recording_status_callback", "Recording callback", Control::Url),
        Field::new("trim", "Trim silence", Control::Suggest(&["trim-silence", "do-not-trim"]))
            .fresh(Fresh::Text("do-not-trim")),
        Field::new("detect_answering_machine", "Detect answering machines", Control::Switch)
            .help("A machine answers too: split on AnsweredBy.")
            .fresh(Fresh::Boolean(false)),
        Field::new(
            "machine_detection",
            "When a machine answers",
            Control::Suggest(&["Enable", "DetectMessageEnd"]),
        )
        .help("`Enable` goes on at once, `DetectMessageEnd` when its greeting is over.")
        .fresh(Fresh::Text("Enable")),
        Field::new(
            "machine_detection_timeout",
            "Detect for",
            Control::TextNumber { min: 3, max: 120, unit: "seconds" },
        )
        .fresh(Fresh::Text("30")),
        threshold("machine_detection_speech_threshold", "Long speech", (1_000, 6_000), "2400"),
        threshold(
            "machine_detection_speech_end_threshold",
            "Silence that ends speech",
            (500, 5_000),
            "1200",
        ),
        threshold("machine_detection_silence_timeout", "Silence at first", (2_000, 10_000), "5000"),
        Field::new("send_digits", "Keys to press once answered", Control::Text)
            .help("0-9 A-D # * w W, 32 at most."),
        Field::new("sip_auth_username", "SIP user", Control::Text),
        Field::new("sip_auth_password", "SIP password", Control::Secret),
    ],
    shows: &["to"],
    sets: &[
        "CallSid",
        "CallStatus",
        "AnsweredBy",
        "MachineDetectionDuration",
        "AccountSid",
        "From",
        "To",
        "Direction",
    ],
    outcomes: &[
        Outcome::on("answers", "Somebody answers", "answered"),
        Outcome::on("machine", "A machine answers", "answered").details(&[Detail::new(
            "MachineDetectionDuration",
            "Milliseconds to tell",
            "3000",
        )]),
        Outcome::on("fax", "A fax answers", "answered"),
        IS_BUSY,
        IS_NOT_ANSWERED,
        CANNOT_BE_CALLED,
    ],
    is_twiml: false,
    conduct: Conduct::new(enter, resume),
};

pub(super) static V1: Widget = Widget {
    kind: "make-outgoing-call-v1",
    label: "Make Outgoing Call (legacy)",
    category: Category::Voice,
    summary: "Ring the contact; no longer offered by Studio",
    prefix: "call",
    events: &[
        ANSWERED,
        BUSY,
        NO_ANSWER,
        FAILED,
        on("answeredByMachine", "Answered By Machine"),
        on("hangup", "Hangup"),
    ],
    fields: &[
        from(),
        to(),
        timeout(),
        record(),
        Field::new("machine_detection", "Detect answering machines", Control::Text)
            .help("A text turns it on."),
    ],
    shows: &["to"],
    sets: &["CallSid", "CallStatus", "AnsweredBy", "AccountSid", "From", "To", "Direction"],
    outcomes: &[
        Outcome::on("answers", "Somebody answers", "answered"),
        Outcome::on("machine", "A machine answers", "answeredByMachine"),
        Outcome::on("hangs-up", "Somebody answers and hangs up at once", "hangup")
            .sets(&[("CallStatus", "completed")]),
        IS_BUSY,
        IS_NOT_ANSWERED,
        CANNOT_BE_CALLED,
    ],
    is_twiml: false,
    conduct: Conduct::new(enter, resume),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    let settings = visit.settings();
    let (from, to) = (settings.text("from").trim(), settings.text("to").trim());
    let service = visit.execution.context.text(&["trigger", "message", "MessagingServiceSid"]);
    let problem = if to.is_empty() || from.is_empty() {
        "a call needs both a number to call and one to call from"
    } else if !service.is_empty() {
        "the flow was started by a message to a Messaging Service, which cannot make calls"
    } else {
        ""
    };
    if !problem.is_empty() {
        visit.warn(Some(81008), problem.to_owned());
        return Ok(Choice::Leave("failed"));
    }
    let rings_ms = settings.integer("timeout", 60).min(600) * 1_000;
    let question = Question::new(format!("Calling {to}"), &settings)
        .unattended("answers", RINGING_MS)
        .always("no-answer", rings_ms)
        .keep_settings();
    Ok(visit.ask(question))
}

fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    let Some(answer) = visit.settled_by(event) else { return Ok(Choice::Stay) };
    let parameters = parameters(visit, &answer);
    for (key, value) in &parameters {
        visit.set(key, value.clone());
    }
    visit.store(&answer);
    match answer.outcome.name {
        "answers" | "machine" | "fax" => {
            let execution = &mut *visit.execution;
            (execution.is_answered, execution.is_call_over) = (true, false);
            execution.call = Some(parameters);
            if let Some(answered_by) = answered_by(&answer) {
                visit.set("AnsweredBy", answered_by);
            }
        }
        "fails" => visit.warn(Some(81008), "the call could not be connected".to_owned()),
        _ => {}
    }
    Ok(answer.choice())
}

/// What every request of the new call brings along.
fn parameters(visit: &mut Visit<'_>, answer: &Answer) -> Object {
    let settings = answer.settings();
    let mut parameters = Object::new();
    let mut put = |key: &str, value: Value| parameters.insert(key.to_owned(), value);
    put("CallSid", json!(visit.new_sid("CA")));
    put("CallStatus", json!("in-progress"));
    if let Some(account) = visit.account_sid() {
        put("AccountSid", json!(account));
    }
    put("From", json!(settings.text("from").trim()));
    put("To", json!(settings.text("to").trim()));
    put("Direction", json!("outbound-api"));
    put("ApiVersion", json!("2010-04-01"));
    parameters
}

/// Who answered, where that is detected.
fn answered_by(answer: &Answer) -> Option<&'static str> {
    let settings = answer.settings();
    let is_on = match settings.get("detect_answering_machine") {
        Some(_) => settings.flag("detect_answering_machine", false),
        None => !settings.text("machine_detection").trim().is_empty(),
    };
    let waits_for_end = settings.text("machine_detection") == "DetectMessageEnd";
    is_on.then_some(match answer.outcome.name {
        "machine" if waits_for_end => "machine_end_beep",
        "machine" => "machine_start",
        "fax" => "fax",
        _ => "human",
    })
}
