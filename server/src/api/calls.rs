//! Simulated calls: make one, list them, read what was told of one.

use std::collections::VecDeque;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use flow::Flow;
use flow::relay::Fault;
use flow::relay::session::Timing;
use serde::Deserialize;
use serde_json::{Value, json};

use super::flows::{flow_sid, not_found};
use super::{date, form};
use crate::error::ApiError;
use crate::runtime::{Clock, NewCall, RelayConditions};
use crate::{AppState, db};

/// Lines of a list, and of a log, that are answered at once.
const PAGE: i64 = 500;
/// No number, address or name of a caller is longer.
const MAX_ADDRESS: usize = 150;

/// A call to be made.
#[derive(Debug, Deserialize)]
struct CallRequest {
    from: String,
    to: String,
    /// `published`, `draft` for the latest revision, or a number.
    #[serde(default)]
    revision: Value,
    #[serde(default)]
    clock: Option<String>,
    /// How long things take in its relay sessions.
    #[serde(default)]
    timing: Timing,
    /// What is to go wrong in them.
    #[serde(default)]
    faults: Vec<Fault>,
}

/// What of a log is asked for.
#[derive(Debug, Deserialize)]
pub(super) struct After {
    /// The last entry that is known.
    #[serde(default)]
    pub(super) after: u64,
}

pub(super) async fn create(
    State(app): State<AppState>,
    Path(flow): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let sid = flow_sid(&flow)?;
    let body = form::bytes(body)?;
    let request: CallRequest = serde_json::from_slice(&body)
        .map_err(|error| ApiError::BadRequest(format!("the call cannot be read: {error}")))?;
    for (name, address) in [("from", &request.from), ("to", &request.to)] {
        if address.trim().is_empty() || address.len() > MAX_ADDRESS {
            let message = format!("`{name}` must be a number of 1 to {MAX_ADDRESS} characters");
            return Err(ApiError::BadRequest(message));
        }
    }
    let clock = request.clock.as_deref().unwrap_or("real").parse::<Clock>();
    let clock = clock.map_err(|error| ApiError::BadRequest(error.to_string()))?;
    let latest = db::flows::latest(&app.db, &sid).await?.ok_or_else(|| not_found(&sid))?;
    let revision = match &request.revision {
        Value::Null => published(&app, &sid).await?,
        Value::String(word) if word == "published" => published(&app, &sid).await?,
        Value::String(word) if word == "draft" => latest,
        revision => {
            let bad = || ApiError::BadRevision(revision.to_string());
            let number = revision.as_i64().ok_or_else(bad)?;
            let found = db::flows::revision(&app.db, &sid, number).await?;
            found.ok_or_else(|| ApiError::NotFound(format!("/Flows/{sid}/Revisions/{number}")))?
        }
    };
    let made = app
        .runtime
        .call(NewCall {
            flow_sid: sid,
            revision: revision.revision,
            definition: Flow::from_json(&revision.definition)?,
            from: request.from.trim().to_owned(),
            to: request.to.trim().to_owned(),
            clock,
            conditions: RelayConditions { timing: request.timing, faults: request.faults },
            script: VecDeque::new(),
        })
        .await
        .map_err(|error| ApiError::Internal(Box::new(error)))?;
    let answer = json!({ "call_sid": made.call_sid, "execution_sid": made.execution_sid });
    Ok((StatusCode::CREATED, Json(answer)))
}

/// The latest calls, newest first.
pub(super) async fn list(State(app): State<AppState>) -> Result<Json<Value>, ApiError> {
    let rows = db::executions::recent(&app.db, PAGE).await?;
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
    let entries = entries(&app, &call, after).await?;
    let entries = entries.iter().map(|text| serde_json::from_str(text));
    Ok(Json(json!({ "entries": entries.collect::<Result<Vec<Value>, _>>()? })))
}

/// Entries of a call from memory while it goes on, else from the database.
async fn entries(app: &AppState, call: &str, after: u64) -> Result<Vec<String>, ApiError> {
    let missing = || ApiError::NotFound(format!("/api/calls/{call}"));
    let sid = call.parse().map_err(|_| missing())?;
    if let Some(handle) = app.runtime.find(&sid) {
        let after = usize::try_from(after).unwrap_or(usize::MAX);
        return Ok(handle.log.after(after).iter().map(|entry| entry.to_string()).collect());
    }
    let row = db::executions::find_by_call(&app.db, call).await?.ok_or_else(missing)?;
    stored(app, &row.sid, after).await
}

/// Entries of a call's log in the database.
pub(super) async fn stored(
    app: &AppState,
    execution: &str,
    after: u64,
) -> Result<Vec<String>, ApiError> {
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    Ok(db::executions::call_log(&app.db, execution, after, PAGE).await?)
}

async fn published(
    app: &AppState,
    sid: &flow::sid::FlowSid,
) -> Result<db::flows::Revision, ApiError> {
    db::flows::latest_published(&app.db, sid).await?.ok_or_else(|| {
        ApiError::BadRequest(
            "nothing of this flow is published: publish it, or call its draft".to_owned(),
        )
    })
}
