//! Send to Autopilot, a product that was shut down
//! (`reference/studio/widgets.md`, "send-to-auto-pilot").

use super::{Category, Control, Detail, Field, Fresh, Outcome, UNBOUNDED, Widget, on};
use crate::interpreter::{Choice, Conduct, Fault, Happening, Question, Visit, leave_as_settled};

/// How long it takes to find that nobody is there.
const API_MS: u64 = 300;

pub(super) static WIDGET: Widget = Widget {
    kind: "send-to-auto-pilot",
    label: "Send to Autopilot",
    category: Category::Connect,
    summary: "A product that Twilio has shut down",
    prefix: "autopilot",
    events: &[
        on("sessionEnded", "Session Ended"),
        on("failure", "Failure"),
        on("timeout", "Timeout"),
    ],
    fields: &[
        Field::new("autopilot_assistant_sid", "Assistant", Control::Text)
            .help("UA…")
            .required()
            .fresh(Fresh::Text("")),
        Field::new("from", "From", Control::Text)
            .required()
            .fresh(Fresh::Text("{{flow.channel.address}}")),
        Field::new("body", "Message", Control::LongText).required().fresh(Fresh::Text("")),
        Field::new(
            "timeout",
            "Wait for",
            Control::Integer { min: 0, max: UNBOUNDED, unit: "seconds" },
        )
        .required()
        .fresh(Fresh::Integer(14_400)),
        Field::new("target_task", "Task", Control::Text),
        Field::new("memory_parameters", "Memory", Control::Pairs),
        Field::new("chat_service", "Chat service", Control::Text),
        Field::new("chat_channel", "Chat channel", Control::Text),
        Field::new("chat_attributes", "Chat attributes", Control::LongText),
    ],
    shows: &["body"],
    sets: &["memory"],
    outcomes: &[
        Outcome::on("ends", "The session ends", "sessionEnded").details(&[Detail::new(
            "memory",
            "What the assistant remembers",
            "{}",
        )]),
        Outcome::on("fails", "Autopilot does not answer", "failure"),
        Outcome::on("no-reply", "The contact does not reply", "timeout"),
    ],
    is_twiml: false,
    conduct: Conduct::new(enter, resume),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    let settings = visit.settings();
    visit.warn(
        Some(81013),
        "Twilio has shut Autopilot down; a real execution fails here".to_owned(),
    );
    let wait_ms = settings.integer("timeout", 14_400).saturating_mul(1_000);
    let question = Question::new("Asking an Autopilot assistant", &settings)
        .unattended("fails", API_MS)
        .always("no-reply", wait_ms);
    Ok(visit.ask(question))
}

fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    leave_as_settled(visit, event)
}
