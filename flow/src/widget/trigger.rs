//! Trigger: where every flow begins (`reference/studio/widgets.md`, "trigger").

use super::{Category, Widget, on};
use crate::interpreter::{Choice, Conduct, Fault, Happening, Visit};

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
    conduct: Some(Conduct { enter: |_| Ok(Choice::Stay), resume }),
};

fn resume(_: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    let Happening::Started(start) = event else { return Ok(Choice::Stay) };
    let known = WIDGET.events.iter().find(|known| known.name == start.event);
    // An event that no trigger has is as good as one that is unwired.
    Ok(Choice::Leave(known.map_or("", |known| known.name)))
}
