//! Connect Virtual Agent, for Dialogflow CX
//! (`reference/studio/widgets.md`, "connect-virtual-agent-v2").

use serde_json::{Value, json};

use super::{Category, Control, Detail, Field, Fresh, Outcome, Widget, on};
use crate::interpreter::{Choice, Conduct, Fault, Happening, Question, Settings, Visit};

/// How long somebody talks to an agent when nobody says so.
pub(super) const TALKING_MS: u64 = 20_000;
/// Session parameters of a conversation.
const MAX_PARAMETERS: usize = 10;

const CONVERSATION: Detail = Detail::new("ConversationId", "Conversation", "");
const HANDOFF: Detail = Detail::new("AgentHandoffParameters", "Handoff parameters", "");

pub(super) static WIDGET: Widget = Widget {
    kind: "connect-virtual-agent-v2",
    label: "Connect Virtual Agent",
    category: Category::Voice,
    summary: "Let a Dialogflow CX agent take over",
    prefix: "connect_virtual_agent",
    events: &[
        on("completed", "Completed"),
        on("live-agent-handoff", "Live Agent Handoff"),
        on("hangup", "Hangup"),
        on("failed", "Failed"),
        on("paused", "Paused"),
        on("timeout", "Timeout"),
    ],
    fields: &[
        Field::new("connector_name", "Connector", Control::Text).help("Required for calls."),
        Field::new("connector_details", "Connector's details", Control::Json)
            .help("For conversations: addon_sid, installed_addon_sid and name."),
        Field::new(
            "channel",
            "Channel",
            Control::Choice(&[("voice", "Call"), ("conversations", "Conversation")]),
        )
        .fresh(Fresh::Text("voice")),
        Field::new("parameters", "Session parameters", Control::Pairs)
            .help("10 at most in conversations."),
        Field::new("configurations", "Configuration", Control::Pairs)
            .help("For calls: language, voiceName, sentimentAnalysis, welcomeIntent, …"),
        Field::new("status_callback", "Callback", Control::Url),
        Field::new("status_callback_method", "Callback method", Control::Suggest(&["POST", "GET"]))
            .fresh(Fresh::Text("POST")),
        Field::new(
            "timeout",
            "Wait for the contact",
            Control::Integer { min: 0, max: super::UNBOUNDED, unit: "seconds" },
        )
        .help("For conversations."),
        Field::new("session_behavior", "Session", Control::Suggest(&["new_session"]))
            .fresh(Fresh::Text("new_session")),
        Field::new("resume_session_identification_method", "Resume by", Control::Text),
        Field::new("resume_session_identification_value", "Session to resume", Control::Text),
        Field::new("resume_session_event_name", "Event on resuming", Control::Text),
    ],
    shows: &["connector_name"],
    sets: &[
        "VirtualAgentProvider",
        "VirtualAgentStatus",
        "VirtualAgentProviderData",
        "VirtualAgentError",
        "VirtualAgentErrorCode",
        "VirtualAgentProviderError",
        "ConnectorName",
    ],
    outcomes: &[
        Outcome::on("completes", "The agent has done its work", "completed")
            .details(&[CONVERSATION]),
        Outcome::on("hands-off", "The agent asks for a person", "live-agent-handoff")
            .details(&[CONVERSATION, HANDOFF]),
        Outcome::on("fails", "The agent fails", "failed").details(&[
            Detail::new("VirtualAgentErrorCode", "Error code", "32601"),
            Detail::new("VirtualAgentProviderError", "Error of the provider", "unavailable"),
        ]),
        Outcome::on("pauses", "The agent pauses (calls)", "paused"),
        Outcome::on("no-reply", "The contact does not reply (conversations)", "timeout"),
    ],
    is_twiml: true,
    conduct: Conduct::new(enter, resume),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    let settings = visit.settings();
    let is_call = settings.text_or("channel", "voice") == "voice";
    if is_call {
        visit.need_call()?;
        visit.answer();
    }
    if let Some(problem) = problem(&settings, is_call) {
        visit.warn(Some(32601), problem.to_owned());
        return Ok(Choice::Leave("failed"));
    }
    let name = connector(&settings);
    let mut question = Question::new(format!("Talking to the agent {name}"), &settings)
        .unattended("completes", TALKING_MS)
        .keep("name", name);
    let seconds = settings.integer("timeout", 0);
    if !is_call && seconds > 0 {
        question = question.always("no-reply", seconds.saturating_mul(1_000));
    }
    Ok(visit.ask(question))
}

fn problem(settings: &Settings, is_call: bool) -> Option<&'static str> {
    if connector(settings).is_empty() {
        Some("there is no connector to a virtual agent")
    } else if !is_call && settings.rows("parameters").len() > MAX_PARAMETERS {
        Some("a conversation takes 10 session parameters at most")
    } else {
        None
    }
}

fn connector(settings: &Settings) -> String {
    let details = settings.get("connector_details").and_then(|details| details.get("name"));
    let name = details.and_then(Value::as_str).unwrap_or_default();
    settings.text_or("connector_name", name).to_owned()
}

fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    // Nothing is stored on a hang-up, a pause or a time-out.
    if *event == Happening::CallerHungUp {
        visit.give_up_question();
        return Ok(Choice::Leave("hangup"));
    }
    let Some(mut answer) = visit.settled_by(event) else { return Ok(Choice::Stay) };
    let status = match answer.outcome.name {
        "completes" => "completed",
        "hands-off" => "live-agent-handoff",
        "fails" => "failed",
        _ => return Ok(answer.choice()),
    };
    visit.set_call_parameters();
    visit.set("VirtualAgentProvider", "dialogflow");
    visit.set("VirtualAgentStatus", status);
    visit.set("ConnectorName", answer.kept.get("name").cloned().unwrap_or_default());
    let mut provided = serde_json::Map::new();
    let parts = ["ConversationId", "EndUserId", "AgentHandoffParameters", "PauseParameters"];
    for key in parts {
        if let Some(value) = answer.details.shift_remove(key) {
            provided.insert(key.to_owned(), value);
        }
    }
    if status == "failed" {
        visit.set("VirtualAgentError", "true");
        visit.warn(Some(32601), "the virtual agent failed".to_owned());
    }
    visit.set("VirtualAgentProviderData", json!(provided));
    visit.store(&answer);
    Ok(answer.choice())
}
