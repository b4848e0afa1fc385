//! Executions of all flows, each with its whole history: the steps and why they were taken, what
//! the execution knows, what was told of it.

use std::collections::{BTreeSet, HashMap};

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::date;
use super::executions::{known, page, status, time};
use super::flows::flow_sid;
use super::live::{After, Told};
use super::paging::Paging;
use crate::db::executions::{Filter, Row, StepRow};
use crate::error::ApiError;
use crate::{AppState, db};

/// Steps of one execution; it takes no more (`reference/studio/runtime.md`, "Limits").
const MAX_STEPS: i64 = 1_000;

/// Which executions a list is to hold.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    flow: Option<String>,
    status: Option<String>,
    /// The contact's address.
    from: Option<String>,
    /// Twilio's side.
    to: Option<String>,
    /// Times, ISO 8601: begun at or after, and before.
    since: Option<String>,
    until: Option<String>,
}

/// Executions, newest first.
pub(super) async fn list(
    State(app): State<AppState>,
    Query(paging): Query<Paging>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Value>, ApiError> {
    let filter = Filter {
        flow: wanted.flow.as_deref().map(flow_sid).transpose()?,
        status: wanted.status.as_deref().map(status).transpose()?,
        contact_address: wanted.from.clone(),
        flow_address: wanted.to.clone(),
        since: wanted.since.as_deref().map(time).transpose()?,
        until: wanted.until.as_deref().map(time).transpose()?,
        is_call: false,
    };
    let (rows, next) = page(&app, &paging, &filter).await?;
    let names = names(&app, &rows).await?;
    let lines = rows.iter().map(|row| line(row, &names)).collect();
    let conditions = [
        ("flow", wanted.flow),
        ("status", wanted.status),
        ("from", wanted.from),
        ("to", wanted.to),
        ("since", wanted.since),
        ("until", wanted.until),
    ];
    let paging = paging.filtered(&conditions);
    let next = next.map(|id| (id, ""));
    Ok(Json(paging.answer(&app, "/api/executions", "executions", lines, next)?))
}

/// One execution with its steps in order, and the first entries of its log.
pub(super) async fn fetch(
    State(app): State<AppState>,
    Path(execution): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let missing = || ApiError::NotFound(format!("/api/executions/{execution}"));
    let sid = execution.parse().map_err(|_| missing())?;
    let row = db::executions::find(&app.db, &sid).await?.ok_or_else(missing)?;
    let mut steps = db::executions::steps(&app.db, row.id, i64::MAX, MAX_STEPS).await?;
    steps.reverse();
    let names = names(&app, std::slice::from_ref(&row)).await?;
    let mut record = line(&row, &names);
    record["steps"] = steps.iter().map(step).collect::<Result<_, _>>()?;
    record["context"] = known(&app, &row).await?;
    record["log"] = Told::of_execution(&app, &execution).await?.entries(&app, 0).await?.into();
    Ok(Json(record))
}

/// What was told of an execution after an entry, at most 500 entries.
pub(super) async fn log(
    State(app): State<AppState>,
    Path(execution): Path<String>,
    Query(After { after }): Query<After>,
) -> Result<Json<Value>, ApiError> {
    let told = Told::of_execution(&app, &execution).await?;
    Ok(Json(json!({ "entries": told.entries(&app, after).await? })))
}

/// What the flows of some executions are called now, by identifier.
async fn names(app: &AppState, rows: &[Row]) -> sqlx::Result<HashMap<String, String>> {
    let flows: BTreeSet<&str> = rows.iter().map(|row| row.flow_sid.as_str()).collect();
    db::flows::names(&app.db, &flows).await
}

fn line(row: &Row, names: &HashMap<String, String>) -> Value {
    json!({
        "sid": row.sid,
        "flow_sid": row.flow_sid,
        "flow_name": names.get(&row.flow_sid),
        "revision": row.revision,
        "initiated_by": row.initiated_by,
        "call_sid": row.call_sid,
        "from": row.contact_address,
        "to": row.flow_address,
        "clock": row.clock,
        "status": row.status,
        "end_reason": row.end_reason,
        "end_message": row.end_message,
        "date_created": date(row.created_at),
        "date_updated": row.updated_at.map(date),
    })
}

fn step(step: &StepRow) -> Result<Value, serde_json::Error> {
    let why = step.why.as_deref().map_or(Ok(json!({})), serde_json::from_str)?;
    Ok(json!({
        "sid": step.sid,
        "parent_sid": step.parent_sid,
        "from": step.left_state,
        "type": step.kind,
        "event": step.name,
        "to": step.next_state,
        "why": why,
        "date_created": date(step.taken_at),
    }))
}
