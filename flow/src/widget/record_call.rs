//! Call Recording: begin or end to record the call (`reference/studio/widgets.md`, "record-call").

use serde_json::{Value, json};

use super::{Category, Control, Field, Fresh, Outcome, Widget, on};
use crate::interpreter::{Answer, Choice, Conduct, Fault, Happening, Question, Visit};

/// How long Twilio's API takes.
const API_MS: u64 = 300;

pub(super) static WIDGET: Widget = Widget {
    kind: "record-call",
    label: "Call Recording",
    category: Category::Voice,
    summary: "Begin or end to record the call",
    prefix: "call_recording",
    events: &[on("success", "Success"), on("failed", "Failed")],
    fields: &[
        Field::new("record_call", "Record", Control::Switch)
            .help("On begins to record, off ends it.")
            .required()
            .fresh(Fresh::Boolean(false)),
        Field::new("recording_status_callback", "Callback", Control::Url).fresh(Fresh::Text("")),
        Field::new(
            "recording_status_callback_method",
            "Callback method",
            Control::Suggest(&["POST", "GET"]),
        )
        .fresh(Fresh::Text("POST")),
        Field::new("recording_status_callback_events", "Callback on", Control::Text)
            .help("Any of in-progress, completed and absent, with blanks between them.")
            .fresh(Fresh::Text("completed")),
        Field::new("recording_channels", "Channels recorded", Control::Suggest(&["dual", "mono"]))
            .fresh(Fresh::Text("dual")),
        Field::new("trim", "Trim silence", Control::Suggest(&["do-not-trim", "trim-silence"]))
            .fresh(Fresh::Text("do-not-trim")),
    ],
    shows: &["recording_status_callback"],
    sets: &[
        "Sid",
        "AccountSid",
        "CallSid",
        "ConferenceSid",
        "Status",
        "StartTime",
        "Duration",
        "DateCreated",
        "DateUpdated",
        "Channels",
        "Source",
        "Price",
        "PriceUnit",
        "ErrorCode",
        "EncryptionDetails",
        "ApiVersion",
        "Uri",
    ],
    outcomes: &[
        Outcome::on("done", "Twilio does so", "success"),
        Outcome::on("refused", "Twilio refuses", "failed"),
    ],
    is_twiml: false,
    conduct: Conduct::new(enter, resume),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    let settings = visit.settings();
    let is_start = settings.flag("record_call", false);
    if let Some(problem) = problem(visit, is_start) {
        visit.warn(None, problem.to_owned());
        return Ok(Choice::Leave("failed"));
    }
    let text = if is_start { "Recording the call from now on" } else { "Ending the recording" };
    let question = Question::new(text, &settings).always("done", API_MS).keep_settings();
    Ok(visit.ask(question))
}

/// What Twilio would refuse in any case.
fn problem(visit: &Visit<'_>, is_start: bool) -> Option<&'static str> {
    let Some(call) = visit.call() else { return Some("there is no call to record") };
    if call.get("Direction").and_then(Value::as_str).is_some_and(|it| it.starts_with("outbound")) {
        Some("only incoming calls can be recorded by this widget")
    } else if !visit.execution.is_answered {
        Some("the call is not answered yet: a Say/Play or Gather has to come before this widget")
    } else if !is_start && visit.execution.recording.is_none() {
        Some("the call is not being recorded")
    } else {
        None
    }
}

fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    let Some(answer) = visit.settled_by(event) else { return Ok(Choice::Stay) };
    if answer.outcome.name == "done" {
        store(visit, &answer);
    }
    Ok(answer.choice())
}

/// The Recording resource.
fn store(visit: &mut Visit<'_>, answer: &Answer) {
    let settings = answer.settings();
    let is_start = settings.flag("record_call", false);
    let now = visit.at.rfc2822();
    let (sid, began) = match visit.execution.recording.take() {
        Some(recording) if !is_start => recording,
        _ => (visit.new_sid("RE"), visit.at),
    };
    let account = visit.account_sid().unwrap_or_default();
    visit.set("Uri", format!("/2010-04-01/Accounts/{account}/Recordings/{sid}.json"));
    visit.set("Sid", sid.as_str());
    visit.set("AccountSid", account);
    let call = visit.call().and_then(|call| call.get("CallSid")).cloned();
    visit.set("CallSid", call.unwrap_or_default());
    visit.set("Status", if is_start { "in-progress" } else { "stopped" });
    visit.set("StartTime", began.rfc2822());
    visit.set("DateCreated", began.rfc2822());
    visit.set("DateUpdated", now);
    let is_dual = settings.text_or("recording_channels", "dual") == "dual";
    visit.set("Channels", if is_dual { 2 } else { 1 });
    visit.set("Source", "StartCallRecordingAPI");
    visit.set("ApiVersion", "2010-04-01");
    let seconds = visit.at.since(began).div_ceil(1_000).to_string();
    visit.set("Duration", if is_start { Value::Null } else { json!(seconds) });
    for key in ["ConferenceSid", "Price", "PriceUnit", "ErrorCode", "EncryptionDetails"] {
        visit.set(key, Value::Null);
    }
    if is_start {
        visit.execution.recording = Some((sid, began));
    }
}
