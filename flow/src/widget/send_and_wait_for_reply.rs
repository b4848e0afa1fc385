//! Send & Wait For Reply: ask the contact and wait
//! (`reference/studio/widgets.md`, "send-and-wait-for-reply").

use serde_json::Value;

use super::messages::{self, BODY, CHANNEL, FROM, MESSAGE_TYPE, SERVICE};
use super::{Category, Control, Detail, Field, Fresh, Outcome, Widget, on};
use crate::definition::Object;
use crate::interpreter::{Choice, Conduct, Fault, Happening, Progress, Question, Visit};
use crate::live::Waiting;

const TIMEOUT_SECONDS: u64 = 3_600;

pub(super) static WIDGET: Widget =
    Widget {
        kind: "send-and-wait-for-reply",
        label: "Send & Wait For Reply",
        category: Category::Messaging,
        summary: "Ask the contact and wait for the reply",
        prefix: "send_and_reply",
        events: &[
            on("incomingMessage", "Reply"),
            on("timeout", "No Reply"),
            on("deliveryFailure", "Delivery Fails"),
        ],
        fields: &[
            SERVICE,
            CHANNEL,
            MESSAGE_TYPE,
            FROM,
            BODY,
            Field::new(
                "timeout",
                "Wait for the reply",
                Control::TextNumber { min: 0, max: 2_592_000, unit: "seconds" },
            )
            .help("4 hours or less are advised.")
            .fresh(Fresh::Text("3600")),
            messages::MEDIA_URL,
            messages::CONTENT_SID,
            messages::CONTENT_VARIABLES,
            messages::ATTRIBUTES,
            messages::SHORTEN_URLS,
            messages::MESSAGING_SERVICE,
        ],
        shows: &["body", "content_sid"],
        sets: &["inbound", "outbound"],
        outcomes: &[
            Outcome::on("replies", "The contact replies", "incomingMessage")
                .details(&[Detail::new("Body", "The reply", "")]),
            Outcome::on("no-reply", "The contact does not reply", "timeout"),
            Outcome::on("undelivered", "It does not arrive", "deliveryFailure").details(&[
                Detail::new("ErrorCode", "Error code", "30003"),
                Detail::new("ErrorMessage", "Error", "Unreachable destination handset"),
            ]),
        ],
        is_twiml: false,
        conduct: Conduct::new(enter, resume),
    };

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    let settings = visit.settings();
    let contact = visit.execution.context.text(&["contact", "channel", "address"]).to_owned();
    let message = match messages::message(visit, &settings, &contact) {
        Ok(message) => message,
        Err(problem) => {
            visit.warn(Some(81011), problem.to_owned());
            return Ok(Choice::Leave("deliveryFailure"));
        }
    };
    let outbound = messages::send(visit, message);
    let wait_ms = settings.integer("timeout", TIMEOUT_SECONDS).saturating_mul(1_000);
    let mut question = Question::new(format!("Waiting for a reply of {contact}"), &settings)
        .always("no-reply", wait_ms)
        .keep("outbound", outbound);
    question.waiting = Waiting::Message;
    Ok(visit.ask(question))
}

fn resume(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    if let Happening::MessageArrived { parameters } = event
        && matches!(visit.execution.progress, Progress::Asking(_))
    {
        let outbound =
            visit.give_up_question().and_then(|mut asking| asking.kept.remove("outbound"));
        visit.set("outbound", outbound.unwrap_or_default());
        return Ok(reply(visit, parameters.clone()));
    }
    let Some(mut answer) = visit.settled_by(event) else { return Ok(Choice::Stay) };
    let mut outbound = answer.kept.remove("outbound").unwrap_or_default();
    if answer.outcome.name == "undelivered" {
        visit.warn(Some(81011), format!("it did not arrive: {}", answer.detail("ErrorMessage")));
        outbound["Status"] = "undelivered".into();
        for (key, value) in &answer.details {
            outbound[key] = value.clone();
        }
    }
    visit.set("outbound", outbound);
    if answer.outcome.name == "replies" {
        let context = &visit.execution.context;
        let (from, to) = (
            context.text(&["contact", "channel", "address"]).to_owned(),
            context.text(&["flow", "channel", "address"]).to_owned(),
        );
        let mut parameters = answer.details;
        let sid = visit.new_sid("SM");
        for (key, value) in [("From", from), ("To", to), ("MessageSid", sid)] {
            parameters.entry(key).or_insert(Value::String(value));
        }
        parameters.entry("Body").or_insert_with(|| "".into());
        parameters.entry("NumMedia").or_insert_with(|| "0".into());
        return Ok(reply(visit, parameters));
    }
    Ok(answer.choice())
}

/// Keeps the whole webhook. In conversations exports read it here and Twilio's guide reads it
/// under the trigger, so it is in both places.
fn reply(visit: &mut Visit<'_>, parameters: Object) -> Choice {
    let context = &mut visit.execution.context;
    let is_conversation = !context.text(&["flow", "channel", "sid"]).is_empty();
    if is_conversation {
        context.merge_trigger("conversation", &parameters);
    }
    visit.set("inbound", parameters);
    Choice::Leave("incomingMessage")
}
