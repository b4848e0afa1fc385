//! Trigger: where every flow begins (`reference/studio/widgets.md`, "trigger").

use super::{Category, Widget, on};
use crate::interpreter::{Choice, Conduct, Fault, Visit};

pub(super) static WIDGET: Widget = Widget {
    kind: "trigger",
    label: "Trigger",
    category: Category::FlowControl,
    summary: "Where the flow begins",
    prefix: "Trigger",
    events: &[
        on("incomingMessage", "Incoming Message"),
        on("incomingCall", "Incoming Call"),
        on("incomingConversationMessage", "Incoming Conversation"),
        on("incomingRequest", "REST API"),
        on("incomingParent", "Subflow"),
    ],
    fields: &[],
    shows: &[],
    sets: &[],
    outcomes: &[],
    is_twiml: false,
    conduct: Conduct::at_once(enter),
};

/// Reached again by a transition, it has no event to leave on: the execution ends there.
fn enter(_: &mut Visit<'_>) -> Result<Choice, Fault> {
    Ok(Choice::Leave(""))
}
