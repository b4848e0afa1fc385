//! Start Conversation (`reference/studio/widgets.md`, "start-conversation").

use serde_json::Value;

use super::conversations::{ATTRIBUTES, CLOSE, SERVICE, SETS, go, resume};
use super::{Category, Control, Field, Fresh, Outcome, Widget, on};
use crate::interpreter::{Choice, Conduct, Fault, Visit};

pub(super) static WIDGET: Widget = Widget {
    kind: "start-conversation",
    label: "Start Conversation",
    category: Category::Messaging,
    summary: "Begin a conversation; in flows started by the REST API",
    prefix: "start_conversation",
    events: &[on("created", "Created"), on("failed", "Failed")],
    fields: &[
        SERVICE,
        Field::new("participants", "Participant", Control::Json)
            .help("One: type, messaging_binding_address and messaging_binding_proxy_address.")
            .required()
            .fresh(Fresh::List),
        Field::new("friendly_name", "Name", Control::Text),
        ATTRIBUTES,
        Field::new("chat_service_sid", "Chat service", Control::Text),
        Field::new("messaging_service_sid", "Messaging Service", Control::Text),
        Field::new("timers_inactive", "Inactive after", Control::Text).help("Such as PT10M."),
        Field::new("timers_closed", "Closed after", Control::Text).help("Such as PT1H."),
        CLOSE,
    ],
    shows: &["friendly_name"],
    sets: SETS,
    outcomes: &[
        Outcome::on("created", "It is created", "created"),
        Outcome::on("refused", "It is refused", "failed"),
    ],
    is_twiml: false,
    conduct: Conduct::new(enter, resume),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    let settings = visit.settings();
    let participants = settings.get("participants").and_then(Value::as_array).map_or(0, Vec::len);
    let problem = if visit.execution.started_on != "incomingRequest" {
        Some((Some(81020), "a conversation can be started in flows begun by the REST API only"))
    } else if !visit.execution.context.text(&["flow", "channel", "sid"]).is_empty() {
        Some((Some(81006), "this execution has a conversation already"))
    } else if settings.text("conversation_service_sid").trim().is_empty() {
        Some((Some(81006), "there is no Conversations service"))
    } else {
        (participants != 1)
            .then_some((Some(81004), "a conversation is started with one participant"))
    };
    Ok(go(visit, &settings, problem, "Starting a conversation", "created"))
}
