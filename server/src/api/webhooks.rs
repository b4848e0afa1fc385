//! The flow's webhook, as a number, a Messaging Service or a conversation calls it
//! (`reference/studio/runtime.md`, "Ways to start"): it begins executions, and takes what follows
//! for those that are active.
//!
//! Calls and messages that come this way are simulated ones: the answer is an empty TwiML
//! document, and what the flow says is told to whoever watches the execution.

use std::collections::VecDeque;

use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use flow::definition::Object;
use flow::interpreter::Happening;
use flow::sid::{CallSid, FlowSid};
use serde_json::Value;
use url::form_urlencoded;

use super::ACCOUNT_SID;
use super::flows::{flow_sid, not_found};
use super::form::Form;
use super::start::{address, revision};
use crate::AppState;
use crate::error::ApiError;
use crate::runtime::{Clock, Handle, Manner, NewExecution, RelayConditions, Trigger};

const EMPTY: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>";
/// In what time and for whom executions run that begin here.
const MANNER: Manner = Manner { revision: None, clock: Clock::Real, is_attended: false };
/// How a status callback says that a call is over.
const OVER: [&str; 5] = ["completed", "busy", "failed", "no-answer", "canceled"];

pub(super) async fn receive(
    State(app): State<AppState>,
    Path((account, flow)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    form: Form,
) -> Result<Response, ApiError> {
    let flow = flow_sid(&flow)?;
    if account != ACCOUNT_SID {
        return Err(ApiError::NotFound(format!("/Accounts/{account}/Flows/{flow}")));
    }
    app.runtime.known(&flow).await?.ok_or_else(|| not_found(&flow))?;
    let query = form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .map(|(key, value)| (key.into_owned(), Value::String(value.into_owned())))
        .collect::<Object>();
    let mut parameters = query;
    parameters.extend(form.into_object());
    if text(&parameters, "FlowEvent") == "return" {
        returned(&app, &flow, parameters).await?;
    } else if !text(&parameters, "ConversationSid").is_empty() {
        conversation(&app, &flow, parameters).await?;
    } else if parameters.contains_key("MessageSid") {
        let (from, to) = pair(&parameters)?;
        app.runtime.deliver(&flow, (&from, &to), Trigger::Message(parameters), MANNER).await?;
    } else {
        call(&app, flow, parameters).await?;
    }
    Ok(([(header::CONTENT_TYPE, "text/xml")], EMPTY).into_response())
}

/// A redirect comes back: to the execution of its call, else of its pair of addresses.
async fn returned(app: &AppState, flow: &FlowSid, parameters: Object) -> Result<(), ApiError> {
    let handle = of_call(app, &parameters).or_else(|| {
        let (from, to) = pair(&parameters).ok()?;
        // A call that the flow made goes the other way.
        let runtime = &app.runtime;
        runtime.active(flow, &from, &to).or_else(|| runtime.active(flow, &to, &from))
    });
    let none = || ApiError::NotFound("active execution".to_owned());
    let handle = handle.ok_or_else(none)?;
    if handle.happened(Happening::RedirectReturned { parameters }).await {
        return Ok(());
    }
    Err(none())
}

/// Only messages of participants are for the flow, not what it wrote itself.
async fn conversation(app: &AppState, flow: &FlowSid, parameters: Object) -> Result<(), ApiError> {
    let event = text(&parameters, "EventType");
    if !event.is_empty() && event != "onMessageAdded" {
        return Ok(());
    }
    let author = address("Author", text(&parameters, "Author"))?.to_owned();
    let ours = address("ConversationSid", text(&parameters, "ConversationSid"))?.to_owned();
    app.runtime.deliver(flow, (&author, &ours), Trigger::Conversation(parameters), MANNER).await?;
    Ok(())
}

/// A call comes in; later requests of the same call tell how it goes on.
async fn call(app: &AppState, flow: FlowSid, parameters: Object) -> Result<(), ApiError> {
    if text(&parameters, "CallSid").parse::<CallSid>().is_err() {
        return Err(ApiError::BadRequest(
            "this is neither a call nor a message: CallSid and MessageSid are missing".to_owned(),
        ));
    }
    let is_over = OVER.contains(&text(&parameters, "CallStatus"));
    match of_call(app, &parameters) {
        Some(handle) if is_over => {
            // A call that ended by itself needs no hang-up.
            handle.happened(Happening::CallerHungUp).await;
            return Ok(());
        }
        Some(_) => return Ok(()),
        None if is_over => return Ok(()),
        None => {}
    }
    let (contact_address, flow_address) = pair(&parameters)?;
    app.runtime
        .begin(NewExecution {
            revision: revision(app, &flow, &contact_address, &Value::Null).await?,
            flow_sid: flow,
            trigger: Trigger::Call(parameters),
            contact_address,
            flow_address,
            clock: MANNER.clock,
            conditions: RelayConditions::default(),
            is_attended: MANNER.is_attended,
            script: VecDeque::new(),
        })
        .await?;
    Ok(())
}

fn of_call(app: &AppState, parameters: &Object) -> Option<Handle> {
    app.runtime.find_by_call(&text(parameters, "CallSid").parse().ok()?)
}

/// The contact's address and ours.
fn pair(parameters: &Object) -> Result<(String, String), ApiError> {
    let from = address("From", text(parameters, "From"))?;
    let to = address("To", text(parameters, "To"))?;
    Ok((from.to_owned(), to.to_owned()))
}

fn text<'a>(parameters: &'a Object, key: &str) -> &'a str {
    parameters.get(key).and_then(Value::as_str).unwrap_or_default()
}
