//! What Start and Resume Conversation have in common: a conversation that later messages go into
//! (`reference/studio/widgets.md`, "start-conversation").

use serde_json::{Value, json};

use super::{Control, Field, Fresh};
use crate::interpreter::{Answer, Choice, Fault, Happening, Question, Settings, Visit};

/// How long Twilio's API takes.
const API_MS: u64 = 400;

pub(super) const SERVICE: Field =
    Field::new("conversation_service_sid", "Conversations service", Control::Text)
        .help("IS…")
        .required()
        .fresh(Fresh::Text(""));

pub(super) const ATTRIBUTES: Field =
    Field::new("attributes", "Attributes", Control::LongText).help("JSON.");

pub(super) const CLOSE: Field = Field::new(
    "close_conversation_on_execution_end",
    "Close it when the execution ends",
    Control::Switch,
)
.fresh(Fresh::Boolean(false));

pub(super) const SETS: &[&str] = &["conversation", "webhook_sid", "close_channel_on_execution_end"];

pub(super) fn go(
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

pub(super) fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
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
