//! Simulated calls: make one, list them, read what was told of one.

use std::collections::VecDeque;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use flow::definition::Object;
use flow::relay::Fault;
use flow::relay::session::Timing;
use serde::Deserialize;
use serde_json::{Value, json};

use super::flows::flow_sid;
use super::live::{After, Told};
use super::start::{address, clock, revision};
use super::{date, form};
use crate::db::executions::Filter;
use crate::error::ApiError;
use crate::runtime::{NewExecution, RelayConditions, Trigger};
use crate::{AppState, db};

/// Lines of the list.
const PAGE: i64 = 500;

/// A call to be made.
#[derive(Debug, Deserialize)]
struct CallRequest {
    from: String,
    to: String,
    /// `published`, `draft` for the latest revision, a number, or none for the one the caller
    /// gets.
    #[serde(default)]
    revision: Value,
    #[serde(default)]
    clock: Option<String>,
    /// Whether somebody is there to say what the other side of a widget does.
    #[serde(default)]
    attended: bool,
    /// How long things take in its relay sessions.
    #[serde(default)]
    timing: Timing,
    /// What is to go wrong in them.
    #[serde(default)]
    faults: Vec<Fault>,
}

pub(super) async fn create(
    State(app): State<AppState>,
    Path(flow): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let flow_sid = flow_sid(&flow)?;
    let body = form::bytes(body)?;
    let request: CallRequest = serde_json::from_slice(&body)
        .map_err(|error| ApiError::BadRequest(format!("the call cannot be read: {error}")))?;
    let contact_address = address("from", &request.from)?.to_owned();
    let flow_address = address("to", &request.to)?.to_owned();
    let clock = clock(request.clock.as_deref())?;
    let revision = revision(&app, &flow_sid, &contact_address, &request.revision).await?;
    let begun = app
        .runtime
        .begin(NewExecution {
            flow_sid,
            revision,
            trigger: Trigger::Call(Object::new()),
            contact_address,
            flow_address,
            clock,
            conditions: RelayConditions { timing: request.timing, faults: request.faults },
            is_attended: request.attended,
            script: VecDeque::new(),
        })
        .await?;
    let answer = json!({ "call_sid": begun.call_sid, "execution_sid": begun.execution_sid });
    Ok((StatusCode::CREATED, Json(answer)))
}

/// The latest calls, newest first.
pub(super) async fn list(State(app): State<AppState>) -> Result<Json<Value>, ApiError> {
    let filter = Filter { is_call: true, ..Filter::default() };
    let rows = db::executions::list(&app.db, &filter, i64::MAX, PAGE).await?;
    let calls: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({
                "call_sid": row.call_sid,
                "execution_sid": row.sid,
                "flow_sid": row.flow_sid,
                "revision": row.revision,
                "from": row.contact_address,
                "to": row.flow_address,
                "status": row.status,
                "date_created": date(row.created_at),
                "date_updated": row.updated_at.map(date),
            })
        })
        .collect();
    Ok(Json(json!({ "calls": calls })))
}

/// What was told of a call after an entry, at most 500 entries.
pub(super) async fn log(
    State(app): State<AppState>,
    Path(call): Path<String>,
    Query(After { after }): Query<After>,
) -> Result<Json<Value>, ApiError> {
    let told = Told::of_call(&app, &call).await?;
    Ok(Json(json!({ "entries": told.entries(&app, after).await? })))
}
