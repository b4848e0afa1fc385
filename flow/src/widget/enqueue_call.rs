//! Enqueue Call: hold the caller until somebody takes the call
//! (`reference/studio/widgets.md`, "enqueue-call").

use super::{Category, Control, Detail, Field, Outcome, Widget, on, task};
use crate::interpreter::{Choice, Conduct, Fault, Happening, Question, Settings, Visit};

/// How long a caller is held when nobody says so.
const WAITING_MS: u64 = 30_000;

pub(super) static WIDGET: Widget = Widget {
    kind: "enqueue-call",
    label: "Enqueue Call",
    category: Category::Voice,
    summary: "Hold the caller until somebody takes the call",
    prefix: "enqueue",
    events: &[
        on("callComplete", "Call Complete"),
        on("failedToEnqueue", "Failed to Enqueue"),
        on("callFailure", "Call Failed"),
    ],
    fields: &[
        Field::new("queue_name", "Queue", Control::Text)
            .help("Made on demand, 64 characters at most; or a workflow."),
        Field::new("workflow_sid", "TaskRouter workflow", Control::Text),
        Field::new("task_attributes", "Task attributes", Control::LongText)
            .help("JSON, 1024 characters at most; with a workflow."),
        Field::new(
            "priority",
            "Priority",
            Control::Integer { min: 0, max: super::UNBOUNDED, unit: "" },
        ),
        Field::new(
            "timeout",
            "Longest wait",
            Control::Integer { min: 0, max: 1_209_600, unit: "seconds" },
        )
        .help("Under two weeks."),
        Field::new("wait_url", "Music", Control::Url).help("Twilio's own when it is empty."),
        Field::new("wait_url_method", "Music method", Control::Suggest(&["GET", "POST"])),
    ],
    shows: &["queue_name", "workflow_sid"],
    sets: &["QueueResult", "QueueSid", "QueueTime"],
    outcomes: &[
        Outcome::on("taken", "Somebody takes the call, and it ends", "callComplete").details(&[
            Detail::new("QueueResult", "How the queue was left", "bridged"),
            Detail::new("QueueTime", "Seconds in the queue", ""),
        ]),
        Outcome::on("full", "The queue is full", "failedToEnqueue")
            .sets(&[("QueueResult", "queue-full")]),
        Outcome::on("error", "The queue does not work", "callFailure")
            .sets(&[("QueueResult", "system-error")]),
    ],
    is_twiml: true,
    conduct: Conduct::new(enter, resume),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    visit.need_call()?;
    visit.answer();
    let settings = visit.settings();
    let (queue, workflow) =
        (settings.text("queue_name").trim(), settings.text("workflow_sid").trim());
    if let Some((code, problem)) = problem(&settings) {
        visit.warn(Some(code), problem);
        visit.set_call_parameters();
        return Ok(Choice::Leave("failedToEnqueue"));
    }
    let place = if workflow.is_empty() { queue } else { workflow };
    let question = Question::new(format!("Holding the caller in {place}"), &settings)
        .unattended("taken", WAITING_MS);
    Ok(visit.ask(question))
}

/// Why the call cannot be put into a queue.
fn problem(settings: &Settings) -> Option<(u32, String)> {
    let queue = settings.text("queue_name").trim();
    if !settings.text("workflow_sid").trim().is_empty() {
        return task::problem(settings.text("task_attributes")).map(|problem| (81015, problem));
    }
    match queue.chars().count() {
        0 => Some((81009, "there is neither a queue nor a workflow to put the call in".to_owned())),
        1..=64 => None,
        _ => Some((81009, "the queue's name is longer than 64 characters".to_owned())),
    }
}

fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    let Some(answer) = visit.settled_by(event) else { return Ok(Choice::Stay) };
    visit.set_call_parameters();
    visit.store(&answer);
    if answer.outcome.name == "taken" {
        let sid = visit.new_sid("QU");
        visit.set("QueueSid", sid);
        if answer.detail("QueueTime").is_empty() {
            visit.set("QueueTime", answer.seconds());
        }
    } else {
        visit.warn(Some(81009), "the call could not be put into the queue".to_owned());
    }
    Ok(answer.choice())
}
