//! Executions of a flow, their contexts and steps.

use axum::Json;
use axum::extract::{Path, Query, State};
use flow::Flow;
use flow::interpreter::Execution;
use flow::sid::{CallSid, ExecutionSid, FlowSid};
use serde_json::{Value, json};

use super::flows::{flow_sid, not_found};
use super::form::Form;
use super::paging::{Paging, cut};
use super::{ACCOUNT_SID, date};
use crate::db::executions::{Row, StepRow};
use crate::error::ApiError;
use crate::runtime::Input;
use crate::{AppState, db, runtime};

type ExecutionPath = Path<(String, String)>;

pub(super) async fn list(
    State(app): State<AppState>,
    Path(flow): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Json<Value>, ApiError> {
    let flow = flow_sid(&flow)?;
    if db::flows::latest(&app.db, &flow).await?.is_none() {
        return Err(not_found(&flow));
    }
    let size = paging.size()?;
    let mut rows = db::executions::list(&app.db, &flow, paging.key()?, size + 1).await?;
    let has_more = cut(&mut rows, size);
    let next = rows.last().filter(|_| has_more).map(|row| (row.created_at, row.sid.as_str()));
    let lines = rows.iter().map(|row| record(&app, row)).collect();
    let path = format!("/v2/Flows/{flow}/Executions");
    Ok(Json(paging.answer(&app, &path, "executions", lines, next)?))
}

pub(super) async fn fetch(
    State(app): State<AppState>,
    Path((flow, execution)): ExecutionPath,
) -> Result<Json<Value>, ApiError> {
    Ok(Json(record(&app, &find(&app, &flow, &execution).await?.2)))
}

/// Stops an execution that goes on. The answer may still say `active`: the end is an event like
/// any other, and follows.
pub(super) async fn stop(
    State(app): State<AppState>,
    Path((flow, execution)): ExecutionPath,
    form: Form,
) -> Result<Json<Value>, ApiError> {
    if form.required("Status")? != "ended" {
        return Err(ApiError::BadRequest("Status must be `ended`".to_owned()));
    }
    let (_, _, row) = find(&app, &flow, &execution).await?;
    let call: Option<CallSid> = row.call_sid.parse().ok();
    if let Some(handle) = call.and_then(|call| app.runtime.find(&call))
        && handle.send(Input::Stop).await
    {
        handle.closed().await;
    }
    Ok(Json(record(&app, &find(&app, &flow, &execution).await?.2)))
}

pub(super) async fn context(
    State(app): State<AppState>,
    Path((flow, execution)): ExecutionPath,
) -> Result<Json<Value>, ApiError> {
    let (flow, sid, row) = find(&app, &flow, &execution).await?;
    let snapshot: Execution = serde_json::from_str(&row.snapshot)?;
    Ok(Json(json!({
        "account_sid": ACCOUNT_SID,
        "context": snapshot.context,
        "flow_sid": flow,
        "execution_sid": sid,
        "url": format!("{}/Context", address(&app, &row)),
    })))
}

pub(super) async fn steps(
    State(app): State<AppState>,
    Path((flow, execution)): ExecutionPath,
    Query(paging): Query<Paging>,
) -> Result<Json<Value>, ApiError> {
    let (flow, sid, row) = find(&app, &flow, &execution).await?;
    let size = paging.size()?;
    let (before, _) = paging.key()?;
    let mut steps = db::executions::steps(&app.db, &sid, before, size + 1).await?;
    let has_more = cut(&mut steps, size);
    let next = steps.last().filter(|_| has_more).map(|step| (step.seq, ""));
    let lines = steps.iter().map(|step| step_record(&app, &row, step)).collect();
    let path = format!("/v2/Flows/{flow}/Executions/{sid}/Steps");
    Ok(Json(paging.answer(&app, &path, "steps", lines, next)?))
}

pub(super) async fn step(
    State(app): State<AppState>,
    Path((flow, execution, step)): Path<(String, String, String)>,
) -> Result<Json<Value>, ApiError> {
    let (row, step) = find_step(&app, &flow, &execution, &step).await?;
    Ok(Json(step_record(&app, &row, &step)))
}

/// The context as the turn left it in which the step was taken: its log, folded up to there.
pub(super) async fn step_context(
    State(app): State<AppState>,
    Path((flow, execution, step)): Path<(String, String, String)>,
) -> Result<Json<Value>, ApiError> {
    let (row, step) = find_step(&app, &flow, &execution, &step).await?;
    let definition = db::executions::definition(&app.db, &row).await?.unwrap_or_default();
    let events = db::executions::events(&app.db, &row.sid).await?;
    let count = usize::try_from(step.event_seq).unwrap_or_default();
    let context = runtime::context_after(&Flow::from_json(&definition)?, &events, count);
    Ok(Json(json!({
        "account_sid": ACCOUNT_SID,
        "context": context,
        "execution_sid": row.sid,
        "flow_sid": row.flow_sid,
        "step_sid": step.sid,
        "url": format!("{}/Steps/{}/Context", address(&app, &row), step.sid),
    })))
}

async fn find(
    app: &AppState,
    flow: &str,
    execution: &str,
) -> Result<(FlowSid, ExecutionSid, Row), ApiError> {
    let missing = || ApiError::NotFound(format!("/Flows/{flow}/Executions/{execution}"));
    let flow: FlowSid = flow_sid(flow)?;
    let sid: ExecutionSid = execution.parse().map_err(|_| missing())?;
    let row = db::executions::find(&app.db, &flow, &sid).await?.ok_or_else(missing)?;
    Ok((flow, sid, row))
}

async fn find_step(
    app: &AppState,
    flow: &str,
    execution: &str,
    step: &str,
) -> Result<(Row, StepRow), ApiError> {
    let (flow, sid, row) = find(app, flow, execution).await?;
    let found = db::executions::step(&app.db, &sid, step).await?;
    let missing = || ApiError::NotFound(format!("/Flows/{flow}/Executions/{sid}/Steps/{step}"));
    Ok((row, found.ok_or_else(missing)?))
}

fn address(app: &AppState, row: &Row) -> String {
    format!("{}/v2/Flows/{}/Executions/{}", app.base_url(), row.flow_sid, row.sid)
}

fn record(app: &AppState, row: &Row) -> Value {
    let url = address(app, row);
    json!({
        "sid": row.sid,
        "account_sid": ACCOUNT_SID,
        "flow_sid": row.flow_sid,
        "contact_channel_address": row.contact_address,
        "contact_sid": null,
        "flow_version": row.revision,
        "context": {},
        "status": row.status,
        "date_created": date(row.created_at),
        "date_updated": row.updated_at.map(date),
        "initiated_by": row.call_sid,
        "url": url,
        "links": {
            "steps": format!("{url}/Steps"),
            "execution_context": format!("{url}/Context"),
        },
    })
}

fn step_record(app: &AppState, row: &Row, step: &StepRow) -> Value {
    let url = format!("{}/Steps/{}", address(app, row), step.sid);
    json!({
        "sid": step.sid,
        "account_sid": ACCOUNT_SID,
        "flow_sid": row.flow_sid,
        "execution_sid": row.sid,
        "parent_step_sid": null,
        "name": step.name,
        "context": {},
        "transitioned_from": step.left_state,
        "transitioned_to": step.next_state.as_deref().unwrap_or("Ended"),
        "type": step.kind,
        "date_created": date(step.taken_at),
        "date_updated": null,
        "url": url,
        "links": { "step_context": format!("{url}/Context") },
    })
}
