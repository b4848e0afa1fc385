//! Send To Flex: hand the contact to an agent (`reference/studio/widgets.md`, "send-to-flex").

use serde_json::{Value, json};

use super::{Category, Control, Detail, Field, Fresh, Outcome, Widget, on, task};
use crate::interpreter::{Answer, Choice, Conduct, Fault, Happening, Question, Settings, Visit};

/// How long Twilio's API takes.
const API_MS: u64 = 300;
/// How long a caller is held when nobody says so.
const WAITING_MS: u64 = 30_000;

pub(super) static WIDGET: Widget = Widget {
    kind: "send-to-flex",
    label: "Send To Flex",
    category: Category::Connect,
    summary: "Hand the contact to an agent",
    prefix: "send_to_flex",
    events: &[
        on("callComplete", "Task Created"),
        on("failedToEnqueue", "Failed to Create Task"),
        on("callFailure", "Call Failed"),
    ],
    fields: &[
        Field::new("workflow", "Workflow", Control::Literal)
            .help("WW…")
            .required()
            .fresh(Fresh::Text("")),
        Field::new("channel", "Task channel", Control::Literal)
            .help("TC…")
            .required()
            .fresh(Fresh::Text("")),
        Field::new("attributes", "Task attributes", Control::LongText)
            .help("JSON, 1024 characters at most; use to_json for objects.")
            .fresh(Fresh::Text("{ \"type\": \"inbound\", \"name\": \"{{trigger.call.From}}\" }")),
        Field::new(
            "priority",
            "Priority",
            Control::TextNumber { min: 0, max: super::UNBOUNDED, unit: "" },
        )
        .fresh(Fresh::Text("0")),
        Field::new(
            "timeout",
            "Longest wait",
            Control::TextNumber { min: 0, max: 1_209_600, unit: "seconds" },
        )
        .fresh(Fresh::Text("3600")),
        Field::new("waitUrl", "Music", Control::Url),
        Field::new("waitUrlMethod", "Music method", Control::Suggest(&["GET", "POST"])),
    ],
    shows: &["workflow"],
    sets: &["sid", "attributes", "assignment_status", "workflow_sid", "priority", "timeout"],
    outcomes: &[
        Outcome::on("accepted", "An agent takes it", "callComplete").details(&[Detail::new(
            "QueueResult",
            "How the queue was left (calls)",
            "",
        )]),
        Outcome::on("refused", "No task is created", "failedToEnqueue"),
        Outcome::on("call-fails", "The call fails", "callFailure"),
    ],
    is_twiml: true,
    conduct: Conduct::new(enter, resume),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    let settings = visit.settings();
    let is_call = visit.call().is_some();
    if let Some((code, problem)) = problem(visit, &settings) {
        visit.warn(Some(code), problem);
        return Ok(Choice::Leave("failedToEnqueue"));
    }
    visit.answer_call();
    let question = if is_call {
        // The caller hears music until the queue is left.
        Question::new("Holding the caller for an agent", &settings)
            .unattended("accepted", WAITING_MS)
    } else {
        Question::new("Creating a task for an agent", &settings).always("accepted", API_MS)
    };
    Ok(visit.ask(question.keep_settings().keep("is_call", is_call)))
}

/// Why no task can be made.
fn problem(visit: &Visit<'_>, settings: &Settings) -> Option<(u32, String)> {
    let context = &visit.execution.context;
    let is_written = ["message", "conversation"]
        .iter()
        .any(|section| context.at(&["trigger", section]).is_some())
        || !context.text(&["flow", "channel", "sid"]).is_empty();
    if visit.call().is_none() && !is_written {
        return Some((81020, "there is neither a call nor a message to send to Flex".to_owned()));
    }
    for (key, label) in [("workflow", "workflow"), ("channel", "task channel")] {
        if settings.text(key).trim().is_empty() {
            return Some((81015, format!("no {label} is set")));
        }
    }
    task::problem(settings.text("attributes")).map(|problem| (81015, problem))
}

fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    let Some(answer) = visit.settled_by(event) else { return Ok(Choice::Stay) };
    match answer.outcome.name {
        "accepted" => store(visit, &answer),
        _ => visit.warn(Some(81015), "the task was not created".to_owned()),
    }
    Ok(answer.choice())
}

fn store(visit: &mut Visit<'_>, answer: &Answer) {
    let settings = answer.settings();
    let sid = visit.new_sid("WT");
    if answer.kept.get("is_call") == Some(&Value::Bool(true)) {
        visit.set_call_parameters();
        visit.set("QueueResult", "bridged");
        visit.set("QueueTime", answer.seconds());
        let queue = visit.new_sid("QU");
        visit.set("QueueSid", queue);
    } else if !visit.execution.context.text(&["flow", "channel", "sid"]).is_empty() {
        visit.execution.context.merge_channel(&json!({ "status": "handed off" }));
    }
    let number = |key: &str, default| json!(settings.integer(key, default));
    visit.set("sid", sid.as_str());
    // As Twilio's documents call it.
    visit.set("TaskSid", sid);
    visit.set("attributes", settings.text_or("attributes", "{}"));
    visit.set("assignment_status", "pending");
    visit.set("workflow_sid", settings.text("workflow"));
    visit.set("priority", number("priority", 0));
    visit.set("timeout", number("timeout", 3_600));
    visit.set("age", 0);
    visit.set("reason", Value::Null);
    visit.set("date_created", visit.at.iso8601());
    visit.set("date_updated", visit.at.iso8601());
    visit.store(answer);
}
