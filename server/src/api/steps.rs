//! Steps of an execution, and their contexts.

use axum::Json;
use axum::extract::{Path, Query, State};
use serde_json::{Value, json};

use super::executions::{ExecutionPath, address, find, known_after};
use super::paging::{Paging, cut};
use super::{ACCOUNT_SID, date};
use crate::db::executions::{Row, StepRow};
use crate::error::ApiError;
use crate::{AppState, db};

pub(super) async fn list(
    State(app): State<AppState>,
    Path((flow, execution)): ExecutionPath,
    Query(paging): Query<Paging>,
) -> Result<Json<Value>, ApiError> {
    let (flow, sid, row) = find(&app, &flow, &execution).await?;
    let size = paging.size()?;
    let (before, _) = paging.key()?;
    let mut steps = db::executions::steps(&app.db, row.id, before, size + 1).await?;
    let has_more = cut(&mut steps, size);
    let next = steps.last().filter(|_| has_more).map(|step| (step.seq, ""));
    let lines = steps.iter().map(|step| record(&app, &row, step)).collect();
    let path = format!("/v2/Flows/{flow}/Executions/{sid}/Steps");
    Ok(Json(paging.answer(&app, &path, "steps", lines, next)?))
}

pub(super) async fn fetch(
    State(app): State<AppState>,
    Path((flow, execution, step)): Path<(String, String, String)>,
) -> Result<Json<Value>, ApiError> {
    let (row, step) = find_step(&app, &flow, &execution, &step).await?;
    Ok(Json(record(&app, &row, &step)))
}

/// The context as the turn left it in which the step was taken: its log, folded up to there.
pub(super) async fn context(
    State(app): State<AppState>,
    Path((flow, execution, step)): Path<(String, String, String)>,
) -> Result<Json<Value>, ApiError> {
    let (row, step) = find_step(&app, &flow, &execution, &step).await?;
    let count = usize::try_from(step.event_seq).unwrap_or_default();
    let context = known_after(&app, &row, count).await?;
    Ok(Json(json!({
        "account_sid": ACCOUNT_SID,
        "context": context,
        "execution_sid": row.sid,
        "flow_sid": row.flow_sid,
        "step_sid": step.sid,
        "url": format!("{}/Steps/{}/Context", address(&app, &row), step.sid),
    })))
}

async fn find_step(
    app: &AppState,
    flow: &str,
    execution: &str,
    step: &str,
) -> Result<(Row, StepRow), ApiError> {
    let (flow, sid, row) = find(app, flow, execution).await?;
    let found = db::executions::step(&app.db, row.id, step).await?;
    let missing = || ApiError::NotFound(format!("/Flows/{flow}/Executions/{sid}/Steps/{step}"));
    Ok((row, found.ok_or_else(missing)?))
}

fn record(app: &AppState, row: &Row, step: &StepRow) -> Value {
    let url = format!("{}/Steps/{}", address(app, row), step.sid);
    json!({
        "sid": step.sid,
        "account_sid": ACCOUNT_SID,
        "flow_sid": row.flow_sid,
        "execution_sid": row.sid,
        "parent_step_sid": step.parent_sid,
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
