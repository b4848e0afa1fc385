//! Start Conversation and Resume Conversation
//! (`reference/studio/widgets.md`, "start-conversation" and "resume-conversation").

use serde_json::{Value, json};

use super::{Category, Control, Field, Fresh, Outcome, Widget, on};
use crate::interpreter::{Answer, Choice, Conduct, Fault, Happening, Question, Settings, Visit};

/// How long Twilio's API takes.
const API_MS: u64 = 400;

const fn service() -> Field {
    Field::new("conversation_service_sid", "Conversations service", Control::Text)
        .help("IS…")
        .required()
        .fresh(Fresh::Text(""))
}

const fn attributes() -> Field {
    Field::new("attributes", "Attributes", Control::LongText).help("JSON.")
}

const fn close() -> Field {
    Field::new(
        "close_conversation_on_execution_end",
        "Close it when the execution ends",
        Control::Switch,
    )
    .fresh(Fresh::Boolean(false))
}

const SETS: &[&str] = &["conversation", "webhook_sid", "close_channel_on_execution_end"];

pub(super) static START: Widget = Widget {
    kind: "start-conversation",
    label: "Start Conversation",
    category: Category::Messaging,
    summary: "Begin a conversation; in flows started by the REST API",
    prefix: "start_conversation",
    events: &[on("created", "Created"), on("failed", "Failed")],
    fields: &[
        service(),
        Field::new("participants", "Participant", Control::Json)
            .help("One: type, messaging_binding_address and messaging_binding_proxy_address.")
            .required()
            .fresh(Fresh::List),
        Field::new("friendly_name", "Name", Control::Text),
        attributes(),
        Field::new("chat_service_sid", "Chat service", Control::Text),
        Field::new("messaging_service_sid", "Messaging Service", Control::Text),
        Field::new("timers_inactive", "Inactive after", Control::Text).help("Such as PT10M."),
        Field::new("timers_closed", "Closed after", Control::Text).help("Such as PT1H."),
        close(),
    ],
    shows: &["friendly_name"],
    sets: SETS,
    outcomes: &[
        Outcome::on("created", "It is created", "created"),
        Outcome::on("refused", "It is refused", "failed"),
    ],
    is_twiml: false,
    conduct: Conduct::new(enter_start, resume),
};

pub(super) static RESUME: Widget = Widget {
    kind: "resume-conversation",
    label: "Resume Conversation",
    category: Category::Messaging,
    summary: "Go on in a conversation that exists",
    prefix: "resume_conversation",
    events: &[on("resumed", "Resumed"), on("failed", "Failed")],
    fields: &[
        service(),
        Field::new("conversation_sid", "Conversation", Control::Text).help("CH…"),
        Field::new("webhook_filters", "Resumed by", Control::Json)
            .help("The events of the conversation that resume the flow."),
        attributes(),
        close(),
    ],
    shows: &["conversation_sid"],
    sets: SETS,
    outcomes: &[
        Outcome::on("found", "It is resumed", "resumed"),
        Outcome::on("refused", "It is refused", "failed"),
    ],
    is_twiml: false,
    conduct: Conduct::new(enter_resume, resume),
};

fn enter_start(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
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

fn enter_resume(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
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

fn go(
    visit: &mut Visit<'_>,
    settings: &Settings,
    problem: Option<(Option<u32>, &str)>,
    text: &str,
    outcome: &'static str,
) -> Choice {
    if let Some((code, problem)) = problem {
        visit.warn(code, problem.to_owned());
        return Choice::Leave("failed");
    }
    visit.ask(Question::new(text, settings).always(outcome, API_MS).keep_settings())
}

fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    let Some(answer) = visit.settled_by(event) else { return Ok(Choice::Stay) };
    if answer.outcome.name == "refused" {
        visit.warn(Some(81006), "the Conversations API refused it".to_owned());
    } else {
        store(visit, &answer);
    }
    Ok(answer.choice())
}

/// Keeps the conversation, and lets later widgets send into it.
fn store(visit: &mut Visit<'_>, answer: &Answer) {
    let settings = answer.settings();
    let sid = match settings.text("conversation_sid").trim() {
        "" => visit.new_sid("CH"),
        sid => sid.to_owned(),
    };
    let webhook = visit.new_sid("WH");
    let participants = participants(visit, &settings);
    let service = settings.text_or("chat_service_sid", settings.text("conversation_service_sid"));
    let now = visit.at.iso8601();
    let url = format!("https://conversations.twilio.com/v1/Conversations/{sid}");
    let optional = |key: &str| Some(settings.text(key)).filter(|text| !text.is_empty());
    visit.set(
        "conversation",
        json!({
            "sid": sid,
            "friendly_name": optional("friendly_name"),
            "unique_name": null,
            "state": "active",
            "attributes": settings.text_or("attributes", "{}"),
            "bindings": null,
            "chat_service_sid": service,
            "messaging_service_sid": optional("messaging_service_sid"),
            "timers": timers(&settings),
            "date_created": now,
            "date_updated": now,
            "links": { "participants": format!("{url}/Participants") },
            "url": url,
            "participants": participants,
        }),
    );
    visit.set("webhook_sid", webhook.as_str());
    let closes = settings.flag("close_conversation_on_execution_end", false);
    visit.set("close_channel_on_execution_end", closes);
    visit.execution.context.merge_channel(&json!({
        "sid": sid,
        "type": "conversation",
        "status": "active",
        "details": {
            "chat_service_sid": service,
            "friendly_name": optional("friendly_name"),
            "participants": participants,
            "webhook_sid": webhook,
        },
    }));
}

fn participants(visit: &mut Visit<'_>, settings: &Settings) -> Vec<Value> {
    let given = settings.get("participants").and_then(Value::as_array).cloned();
    let mut participants = given.unwrap_or_default();
    for participant in participants.iter_mut().filter_map(Value::as_object_mut) {
        participant.insert("sid".to_owned(), json!(visit.new_sid("MB")));
    }
    participants
}

fn timers(settings: &Settings) -> Value {
    let mut timers = serde_json::Map::new();
    for (key, name) in [("timers_inactive", "inactive"), ("timers_closed", "closed")] {
        let text = settings.text(key);
        if !text.is_empty() {
            timers.insert(name.to_owned(), json!(text));
        }
    }
    Value::Object(timers)
}
