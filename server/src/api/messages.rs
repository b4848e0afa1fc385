//! Messages of simulated contacts.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use flow::definition::Object;
use serde::Deserialize;
use serde_json::{Value, json};

use super::flows::{flow_sid, not_found};
use super::form;
use super::start::{address, clock, revision};
use crate::AppState;
use crate::error::ApiError;
use crate::runtime::{Delivered, Manner, Trigger};

/// A message to be delivered.
#[derive(Debug, Deserialize)]
struct MessageRequest {
    /// The contact.
    from: String,
    /// The number, or the conversation, it is sent to.
    to: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    media_url: String,
    /// Set where it comes in a conversation.
    #[serde(default)]
    conversation_sid: Option<String>,
    /// Further parameters of the webhook.
    #[serde(default)]
    parameters: Object,
    /// As for a call; it matters where the message begins an execution.
    #[serde(default)]
    revision: Value,
    #[serde(default)]
    clock: Option<String>,
    #[serde(default)]
    attended: bool,
}

/// Delivers a message to the execution that is active for its addresses, or begins one.
pub(super) async fn create(
    State(app): State<AppState>,
    Path(flow): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let sid = flow_sid(&flow)?;
    let request: MessageRequest = serde_json::from_slice(&form::bytes(body)?)
        .map_err(|error| ApiError::BadRequest(format!("the message cannot be read: {error}")))?;
    if request.body.is_empty() && request.media_url.is_empty() {
        return Err(ApiError::BadRequest("there is nothing to send".to_owned()));
    }
    app.runtime.known(&sid).await?.ok_or_else(|| not_found(&sid))?;
    let from = address("from", &request.from)?.to_owned();
    let to = address("to", &request.to)?.to_owned();
    let clock = clock(request.clock.as_deref())?;
    let revision = match &request.revision {
        Value::Null => None,
        wanted => Some(revision(&app, &sid, &from, wanted).await?),
    };
    let manner = Manner { revision, clock, is_attended: request.attended };
    let delivered = app.runtime.deliver(&sid, (&from, &to), request.trigger(), manner).await?;
    let Delivered { execution_sid, is_new } = delivered;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(json!({ "execution_sid": execution_sid, "is_new": is_new }))))
}

impl MessageRequest {
    fn trigger(self) -> Trigger {
        let mut parameters = self.parameters;
        parameters.insert("Body".to_owned(), self.body.into());
        if !self.media_url.is_empty() {
            parameters.insert("NumMedia".to_owned(), "1".into());
            parameters.insert("MediaUrl0".to_owned(), self.media_url.into());
        }
        match self.conversation_sid {
            Some(sid) => {
                parameters.insert("ConversationSid".to_owned(), sid.into());
                Trigger::Conversation(parameters)
            }
            None => Trigger::Message(parameters),
        }
    }
}
