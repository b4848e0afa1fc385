//! Trigger: where every flow begins (`reference/studio/widgets.md`, "trigger").

use super::{Category, Widget, on};

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
    conduct: None,
};
