//! What both versions of Make Outgoing Call have in common: they ring the contact, so that later
//! widgets have a call to act on (`reference/studio/widgets.md`, "make-outgoing-call-v2").

use serde_json::{Value, json};

use super::{Control, EventName, Field, Fresh, Outcome, on};
use crate::definition::Object;
use crate::interpreter::{Answer, Choice, Fault, Happening, Question, Visit};

/// How long a phone rings when nobody says so.
const RINGING_MS: u64 = 4_000;

pub(super) const ANSWERED: EventName = on("answered", "Answered");
pub(super) const BUSY: EventName = on("busy", "Busy");
pub(super) const NO_ANSWER: EventName = on("noAnswer", "No Answer");
pub(super) const FAILED: EventName = on("failed", "Call Failed");

pub(super) const IS_BUSY: Outcome =
    Outcome::on("busy", "The line is busy", "busy").sets(&[("CallStatus", "busy")]);
pub(super) const IS_NOT_ANSWERED: Outcome =
    Outcome::on("no-answer", "Nobody answers", "noAnswer").sets(&[("CallStatus", "no-answer")]);
pub(super) const CANNOT_BE_CALLED: Outcome =
    Outcome::on("fails", "It cannot be called", "failed").sets(&[("CallStatus", "failed")]);

pub(super) const FROM: Field = Field::new("from", "From", Control::Text)
    .required()
    .fresh(Fresh::Text("{{flow.channel.address}}"));

pub(super) const TO: Field = Field::new("to", "To", Control::Text)
    .required()
    .fresh(Fresh::Text("{{contact.channel.address}}"));

pub(super) const RECORD: Field =
    Field::new("record", "Record the call", Control::Switch).fresh(Fresh::Boolean(false));

pub(super) const TIMEOUT: Field =
    Field::new("timeout", "Ring for", Control::Integer { min: 0, max: 600, unit: "seconds" })
        .fresh(Fresh::Integer(60));

pub(super) fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    let settings = visit.settings();
    let (from, to) = (settings.text("from").trim(), settings.text("to").trim());
    let service = visit.execution.context.text(&["trigger", "message", "MessagingServiceSid"]);
    let problem = if to.is_empty() || from.is_empty() {
        "a call needs both a number to call and one to call from"
    } else if !service.is_empty() {
        "the flow was started by a message to a Messaging Service, which cannot make calls"
    } else {
        ""
    };
    if !problem.is_empty() {
        visit.warn(Some(81008), problem.to_owned());
        return Ok(Choice::Leave("failed"));
    }
    let rings_ms = settings.integer("timeout", 60).min(600) * 1_000;
    let question = Question::new(format!("Calling {to}"), &settings)
        .unattended("answers", RINGING_MS)
        .always("no-answer", rings_ms)
        .keep_settings();
    Ok(visit.ask(question))
}

pub(super) fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    let Some(answer) = visit.settled_by(event) else { return Ok(Choice::Stay) };
    let parameters = parameters(visit, &answer);
    for (key, value) in &parameters {
        visit.set(key, value.clone());
    }
    visit.store(&answer);
    match answer.outcome.name {
        "answers" | "machine" | "fax" => {
            let execution = &mut *visit.execution;
            (execution.is_answered, execution.is_call_over) = (true, false);
            execution.call = Some(parameters);
            if let Some(answered_by) = answered_by(&answer) {
                visit.set("AnsweredBy", answered_by);
            }
        }
        "fails" => visit.warn(Some(81008), "the call could not be connected".to_owned()),
        _ => {}
    }
    Ok(answer.choice())
}

/// What every request of the new call brings along.
fn parameters(visit: &mut Visit<'_>, answer: &Answer) -> Object {
    let settings = answer.settings();
    let mut parameters = Object::new();
    let mut put = |key: &str, value: Value| parameters.insert(key.to_owned(), value);
    put("CallSid", json!(visit.new_sid("CA")));
    put("CallStatus", json!("in-progress"));
    if let Some(account) = visit.account_sid() {
        put("AccountSid", json!(account));
    }
    put("From", json!(settings.text("from").trim()));
    put("To", json!(settings.text("to").trim()));
    put("Direction", json!("outbound-api"));
    put("ApiVersion", json!("2010-04-01"));
    parameters
}

/// Who answered, where that is detected.
fn answered_by(answer: &Answer) -> Option<&'static str> {
    let settings = answer.settings();
    let is_on = match settings.get("detect_answering_machine") {
        Some(_) => settings.flag("detect_answering_machine", false),
        None => !settings.text("machine_detection").trim().is_empty(),
    };
    let waits_for_end = settings.text("machine_detection") == "DetectMessageEnd";
    is_on.then_some(match answer.outcome.name {
        "machine" if waits_for_end => "machine_end_beep",
        "machine" => "machine_start",
        "fax" => "fax",
        _ => "human",
    })
}
