//! Resume Conversation (`reference/studio/widgets.md`, "resume-conversation").

use super::conversations::{ATTRIBUTES, CLOSE, SERVICE, SETS, go, resume};
use super::{Category, Control, Field, Outcome, Widget, on};
use crate::interpreter::{Choice, Conduct, Fault, Visit};

pub(super) static WIDGET: Widget = Widget {
    kind: "resume-conversation",
    label: "Resume Conversation",
    category: Category::Messaging,
    summary: "Go on in a conversation that exists",
    prefix: "resume_conversation",
    events: &[on("resumed", "Resumed"), on("failed", "Failed")],
    fields: &[
        SERVICE,
        Field::new("conversation_sid", "Conversation", Control::Text).help("CH…"),
        Field::new("webhook_filters", "Resumed by", Control::Json)
            .help("The events of the conversation that resume the flow."),
        ATTRIBUTES,
        CLOSE,
    ],
    shows: &["conversation_sid"],
    sets: SETS,
    outcomes: &[
        Outcome::on("found", "It is resumed", "resumed"),
        Outcome::on("refused", "It is refused", "failed"),
    ],
    is_twiml: false,
    conduct: Conduct::new(enter, resume),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    let settings = visit.settings();
    let problem = if settings.text("conversation_sid").trim().is_empty() {
        Some((Some(81006), "there is no conversation to resume"))
    } else {
        settings
            .text("conversation_service_sid")
            .trim()
            .is_empty()
            .then_some((Some(81006), "there is no Conversations service"))
    };
    Ok(go(visit, &settings, problem, "Resuming a conversation", "found"))
}
