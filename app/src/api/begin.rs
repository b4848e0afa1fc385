//! Beginning executions: by a call, a message or a request.

use flow::relay::Fault;
use flow::sid::{ExecutionSid, FlowSid};
use gloo_net::http::Request;
use serde::{Deserialize, Serialize};
use web_sys::UrlSearchParams;

use super::{ApiError, answer, json, read};

/// A call to be made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CallRequest {
    /// The caller's number.
    pub from: String,
    /// The number called.
    pub to: String,
    /// `draft` or `published`.
    pub revision: &'static str,
    /// How time passes: `real`, or a factor.
    pub clock: String,
    /// Whether somebody is there to play the other side of widgets.
    pub attended: bool,
    /// What is to go wrong in its relay sessions.
    pub faults: Vec<Fault>,
}

/// A message of a contact.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MessageRequest {
    /// The contact.
    pub from: String,
    /// The number it is sent to.
    pub to: String,
    /// The text.
    pub body: String,
    /// As for a call, where it begins an execution.
    pub revision: &'static str,
    /// As for a call, where it begins an execution.
    pub clock: String,
    /// As for a call, where it begins an execution.
    pub attended: bool,
}

/// An execution to be begun by REST.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RestRequest {
    /// The contact.
    pub contact: String,
    /// Twilio's side.
    pub from: String,
    /// What the trigger gets: a JSON object, or nothing.
    pub parameters: String,
    /// As for a call.
    pub revision: &'static str,
    /// As for a call.
    pub clock: String,
}

/// An execution that was begun, or that took a message.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Begun {
    /// The execution.
    #[serde(alias = "sid")]
    pub execution_sid: ExecutionSid,
    /// Whether it began just now.
    #[serde(default = "yes")]
    pub is_new: bool,
}

fn yes() -> bool {
    true
}

/// Calls a flow.
pub async fn call(sid: &FlowSid, call: &CallRequest) -> Result<Begun, ApiError> {
    let request = json(Request::post(&format!("/api/flows/{sid}/calls")), call)?;
    read(answer(request.send().await).await?).await
}

/// Sends a flow a message: to the execution that waits for it, or as the beginning of one.
pub async fn message(sid: &FlowSid, message: &MessageRequest) -> Result<Begun, ApiError> {
    let request = json(Request::post(&format!("/api/flows/{sid}/messages")), message)?;
    read(answer(request.send().await).await?).await
}

/// Begins an execution as the REST API does, with somebody there to play the other side.
pub async fn request(sid: &FlowSid, request: &RestRequest) -> Result<Begun, ApiError> {
    let form = UrlSearchParams::new().map_err(|_| ApiError::Unreadable)?;
    form.append("To", &request.contact);
    form.append("From", &request.from);
    if !request.parameters.trim().is_empty() {
        form.append("Parameters", &request.parameters);
    }
    let request = Request::post(&format!("/v2/Flows/{sid}/Executions"))
        .header("X-Switchboard-Run", request.revision)
        .header("X-Switchboard-Clock", &request.clock)
        .header("X-Switchboard-Attended", "true")
        .body(form)
        .map_err(|_| ApiError::Unreadable)?;
    read(answer(request.send().await).await?).await
}
