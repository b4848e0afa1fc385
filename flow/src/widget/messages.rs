//! What Send Message and Send & Wait For Reply have in common: what is sent, and what is kept of
//! it (`reference/studio/widgets.md`, "send-message").

use serde_json::{Value, json};

use super::{Control, Field, Fresh};
use crate::definition::Object;
use crate::interpreter::{Effect, Message, Settings, Visit};

pub(super) const FROM: Field = Field::new("from", "From", Control::Text)
    .required()
    .fresh(Fresh::Text("{{flow.channel.address}}"));

pub(super) const BODY: Field =
    Field::new("body", "Message", Control::LongText).fresh(Fresh::Text(""));

pub(super) const MEDIA_URL: Field = Field::new("media_url", "Picture or other media", Control::Url);

pub(super) const SERVICE: Field = Field::new("service", "Chat service", Control::Text)
    .fresh(Fresh::Text("{{trigger.message.InstanceSid}}"));

pub(super) const CHANNEL: Field = Field::new("channel", "Chat channel", Control::Text)
    .fresh(Fresh::Text("{{trigger.message.ChannelSid}}"));

pub(super) const ATTRIBUTES: Field =
    Field::new("attributes", "Attributes", Control::LongText).help("JSON; for chat.");

pub(super) const MESSAGE_TYPE: Field = Field::new(
    "message_type",
    "Kind",
    Control::Choice(&[("custom", "Text of its own"), ("content_template", "Content template")]),
)
.fresh(Fresh::Text("custom"));

pub(super) const CONTENT_SID: Field =
    Field::new("content_sid", "Content template", Control::Text).help("HX…");

pub(super) const CONTENT_VARIABLES: Field =
    Field::new("content_variables", "Placeholders", Control::Pairs)
        .help("1, 2, … and their values.");

pub(super) const SHORTEN_URLS: Field = Field::new("shorten_urls", "Shorten links", Control::Switch);

pub(super) const MESSAGING_SERVICE: Field =
    Field::new("messaging_service_sid", "Messaging Service", Control::Text)
        .help("For shortened links.");

/// The message a state is set to send, or why there is none (81011).
pub(super) fn message(
    visit: &mut Visit<'_>,
    settings: &Settings,
    to: &str,
) -> Result<Message, &'static str> {
    let is_template = settings.text("message_type") == "content_template";
    let content_sid = if is_template { settings.text("content_sid").trim() } else { "" };
    let body = if is_template { "" } else { settings.text("body") };
    let media_url = settings.text("media_url").trim();
    if is_template && content_sid.is_empty() {
        return Err("there is no content template to send");
    }
    if !is_template && body.trim().is_empty() && media_url.is_empty() {
        return Err("the message is empty");
    }
    let conversation_sid = visit.execution.context.text(&["flow", "channel", "sid"]).to_owned();
    if conversation_sid.is_empty() && to.trim().is_empty() {
        return Err("there is nobody to send the message to");
    }
    let rows = settings.rows("content_variables").into_iter();
    // Both spellings occur: `1` and `{{1}}`.
    let content_variables = rows.map(|row| {
        let key = row.key.trim_matches(|character| matches!(character, '{' | '}' | ' ')).to_owned();
        (key, Value::String(row.value))
    });
    Ok(Message {
        sid: visit.new_sid(if conversation_sid.is_empty() { "SM" } else { "IM" }),
        state: visit.state.name().to_owned(),
        from: settings.text("from").trim().to_owned(),
        to: to.trim().to_owned(),
        body: body.to_owned(),
        media_url: media_url.to_owned(),
        content_sid: content_sid.to_owned(),
        content_variables: content_variables.collect(),
        conversation_sid,
    })
}

/// Sends it, and gives what is kept of it once it is known what came of it.
pub(super) fn send(visit: &mut Visit<'_>, message: Message) -> Object {
    let kept = outbound(visit, &message);
    visit.effects.push(Effect::SendMessage(Box::new(message)));
    kept
}

/// The Message resource, of Messaging or of Conversations.
fn outbound(visit: &Visit<'_>, message: &Message) -> Object {
    let now = visit.at;
    let media = u8::from(!message.media_url.is_empty());
    let resource = if message.conversation_sid.is_empty() {
        let is_service = message.from.starts_with("MG");
        json!({
            "Sid": message.sid,
            "AccountSid": visit.account_sid(),
            "MessagingServiceSid": is_service.then_some(&message.from),
            "From": message.from,
            "To": message.to,
            "Body": message.body,
            "Status": "queued",
            "Direction": "outbound-api",
            "NumMedia": media.to_string(),
            "NumSegments": segments(&message.body).to_string(),
            "Price": null,
            "PriceUnit": "USD",
            "ErrorCode": null,
            "ErrorMessage": null,
            "DateCreated": now.rfc2822(),
            "DateUpdated": now.rfc2822(),
            "DateSent": null,
        })
    } else {
        json!({
            "Sid": message.sid,
            "AccountSid": visit.account_sid(),
            "ConversationSid": message.conversation_sid,
            "ParticipantSid": null,
            "Author": message.from,
            "Body": message.body,
            "Media": null,
            "Attributes": "{}",
            "Index": 0,
            "DateCreated": now.iso8601(),
            "DateUpdated": now.iso8601(),
        })
    };
    resource.as_object().cloned().unwrap_or_default()
}

/// Segments of an SMS: 160 characters of the basic alphabet or 70 of any, a little less where
/// there are several.
fn segments(body: &str) -> usize {
    let (whole, part) = if body.is_ascii() { (160, 153) } else { (70, 67) };
    match body.encode_utf16().count() {
        length if length <= whole => 1,
        length => length.div_ceil(part),
    }
}
