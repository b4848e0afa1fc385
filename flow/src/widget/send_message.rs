//! Send Message: to the contact or to anybody (`reference/studio/widgets.md`, "send-message").

use super::messages::{self, BODY, CHANNEL, FROM, MESSAGE_TYPE, SERVICE};
use super::{Category, Control, Detail, Field, Fresh, Outcome, Widget, on};
use crate::interpreter::{Choice, Conduct, Fault, Happening, Question, Visit};

/// How long Twilio's API takes.
const API_MS: u64 = 200;

pub(super) static WIDGET: Widget = Widget {
    kind: "send-message",
    label: "Send Message",
    category: Category::Messaging,
    summary: "Send a message and go on",
    prefix: "send_message",
    events: &[on("sent", "Sent"), on("failed", "Failed to Send")],
    fields: &[
        SERVICE,
        CHANNEL,
        MESSAGE_TYPE,
        FROM,
        Field::new("to", "To", Control::Text).fresh(Fresh::Text("{{contact.channel.address}}")),
        BODY,
        messages::MEDIA_URL,
        messages::CONTENT_SID,
        messages::CONTENT_VARIABLES,
        messages::ATTRIBUTES,
        messages::SHORTEN_URLS,
        messages::MESSAGING_SERVICE,
    ],
    shows: &["body", "content_sid"],
    sets: &["outbound"],
    outcomes: &[
        Outcome::on("sent", "It is accepted", "sent"),
        Outcome::on("refused", "It is refused", "failed").details(&[
            Detail::new("ErrorCode", "Error code", "21211"),
            Detail::new("ErrorMessage", "Error", "The 'To' number is not a valid phone number."),
        ]),
    ],
    is_twiml: false,
    conduct: Conduct::new(enter, resume),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    let settings = visit.settings();
    let message = match messages::message(visit, &settings, settings.text("to")) {
        Ok(message) => message,
        Err(problem) => {
            visit.warn(Some(81011), problem.to_owned());
            return Ok(Choice::Leave("failed"));
        }
    };
    let text = format!("Sending to {}", message.to);
    let outbound = messages::send(visit, message);
    let question = Question::new(text, &settings).always("sent", API_MS).keep("outbound", outbound);
    Ok(visit.ask(question))
}

fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    let Some(mut answer) = visit.settled_by(event) else { return Ok(Choice::Stay) };
    let mut outbound = answer.kept.remove("outbound").unwrap_or_default();
    if answer.outcome.name == "refused" {
        visit.warn(Some(81011), format!("it was refused: {}", answer.detail("ErrorMessage")));
        outbound["Status"] = "failed".into();
        for (key, value) in &answer.details {
            outbound[key] = value.clone();
        }
    }
    visit.set("outbound", outbound);
    Ok(answer.choice())
}
