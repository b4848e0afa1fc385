//! Executions of a flow, and their contexts.
//!
//! Three headers are Switchboard's own: `X-Switchboard-Clock` says how time passes in an execution
//! that is begun (`real`, `instant` or a factor), `X-Switchboard-Attended: true` that somebody
//! is there to say what the other side of a widget does, and `X-Switchboard-Run` which revision to
//! keep to (`draft`, `published` or a number).

use std::collections::VecDeque;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use flow::Flow;
use flow::sid::{ExecutionSid, FlowSid};
use serde::Deserialize;
use serde_json::{Value, json};

use super::flows::{flow_sid, not_found};
use super::form::Form;
use super::paging::{Paging, cut};
use super::{ACCOUNT_SID, date, start};
use crate::db::executions::{Filter, Row};
use crate::error::ApiError;
use crate::runtime::{Input, NewExecution, RelayConditions, Trigger};
use crate::{AppState, db, runtime};

/// Bytes of `To` and `From` together (`reference/studio/runtime.md`, "Limits").
const MAX_CONTACT_BYTES: usize = 300;
const CLOCK: &str = "x-switchboard-clock";
const ATTENDED: &str = "x-switchboard-attended";
const RUN: &str = "x-switchboard-run";

pub(super) type ExecutionPath = Path<(String, String)>;

/// Which executions a list is to hold.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    #[serde(rename = "DateCreatedFrom")]
    from: Option<String>,
    #[serde(rename = "DateCreatedTo")]
    to: Option<String>,
    #[serde(alias = "Status")]
    status: Option<String>,
}

/// Begins an execution by REST.
pub(super) async fn create(
    State(app): State<AppState>,
    Path(flow): Path<String>,
    headers: HeaderMap,
    form: Form,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let flow_sid = flow_sid(&flow)?;
    let (to, from) = (form.required("To")?.trim(), form.required("From")?.trim());
    if to.len() + from.len() > MAX_CONTACT_BYTES {
        return Err(ApiError::OversizedContact);
    }
    let parameters = match form.text("Parameters").filter(|text| !text.trim().is_empty()) {
        None => flow::definition::Object::new(),
        Some(text) => serde_json::from_str(text)
            .map_err(|_| ApiError::BadRequest("Parameters must be a JSON object".to_owned()))?,
    };
    let header = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let begun = app
        .runtime
        .begin(NewExecution {
            revision: start::revision(&app, &flow_sid, to, &run(header(RUN))).await?,
            flow_sid,
            trigger: Trigger::Request(parameters),
            contact_address: to.to_owned(),
            flow_address: from.to_owned(),
            clock: start::clock(header(CLOCK))?,
            conditions: RelayConditions::default(),
            is_attended: header(ATTENDED) == Some("true"),
            script: VecDeque::new(),
        })
        .await?;
    Ok((StatusCode::CREATED, Json(record(&app, &begun.row))))
}

/// A revision as a header names it, as the body of a call does.
fn run(wanted: Option<&str>) -> Value {
    let number = |text: &str| text.parse::<i64>().ok();
    wanted.map_or(Value::Null, |text| number(text).map_or_else(|| text.into(), Value::from))
}

pub(super) async fn list(
    State(app): State<AppState>,
    Path(flow): Path<String>,
    Query(paging): Query<Paging>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Value>, ApiError> {
    let flow = flow_sid(&flow)?;
    app.runtime.known(&flow).await?.ok_or_else(|| not_found(&flow))?;
    let filter = Filter {
        flow: Some(flow.clone()),
        status: wanted.status.as_deref().map(status).transpose()?,
        since: wanted.from.as_deref().map(time).transpose()?,
        until: wanted.to.as_deref().map(time).transpose()?,
        ..Filter::default()
    };
    let (rows, next) = page(&app, &paging, &filter).await?;
    let lines = rows.iter().map(|row| record(&app, row)).collect();
    let conditions =
        [("DateCreatedFrom", wanted.from), ("DateCreatedTo", wanted.to), ("status", wanted.status)];
    let path = format!("/v2/Flows/{flow}/Executions");
    let answer = paging.filtered(&conditions);
    Ok(Json(answer.answer(&app, &path, "executions", lines, next.map(|id| (id, "")))?))
}

/// One page of executions, and the key of the next one.
pub(super) async fn page(
    app: &AppState,
    paging: &Paging,
    filter: &Filter,
) -> Result<(Vec<Row>, Option<i64>), ApiError> {
    let size = paging.size()?;
    let (before, _) = paging.key()?;
    let mut rows = db::executions::list(&app.db, filter, before, size + 1).await?;
    let has_more = cut(&mut rows, size);
    let next = rows.last().filter(|_| has_more).map(|row| row.id);
    Ok((rows, next))
}

/// A status by its name.
pub(super) fn status(name: &str) -> Result<&'static str, ApiError> {
    match name {
        "active" => Ok("active"),
        "ended" => Ok("ended"),
        _ => Err(ApiError::BadRequest("status must be `active` or `ended`".to_owned())),
    }
}

/// A time as a client writes it, in milliseconds: ISO 8601, where a day begins at midnight UTC.
pub(super) fn time(text: &str) -> Result<i64, ApiError> {
    let day = || text.parse::<jiff::civil::Date>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok();
    let time = text.parse().ok().or_else(|| Some(day()?.timestamp()));
    let time = time.map(jiff::Timestamp::as_millisecond);
    time.ok_or_else(|| ApiError::BadRequest(format!("`{text}` is no time in ISO 8601")))
}

pub(super) async fn fetch(
    State(app): State<AppState>,
    Path((flow, execution)): ExecutionPath,
) -> Result<Json<Value>, ApiError> {
    Ok(Json(record(&app, &find(&app, &flow, &execution).await?.2)))
}

/// Stops an execution that goes on, and answers when it has ended.
pub(super) async fn stop(
    State(app): State<AppState>,
    Path((flow, execution)): ExecutionPath,
    form: Form,
) -> Result<Json<Value>, ApiError> {
    if form.required("Status")? != "ended" {
        return Err(ApiError::BadRequest("Status must be `ended`".to_owned()));
    }
    let (_, sid, _) = find(&app, &flow, &execution).await?;
    end(&app, &sid).await;
    Ok(Json(record(&app, &find(&app, &flow, &execution).await?.2)))
}

/// Removes an execution with its steps; one that goes on is stopped before.
pub(super) async fn delete(
    State(app): State<AppState>,
    Path((flow, execution)): ExecutionPath,
) -> Result<StatusCode, ApiError> {
    let (_, sid, row) = find(&app, &flow, &execution).await?;
    end(&app, &sid).await;
    db::executions::delete(&app.db, row.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end(app: &AppState, sid: &ExecutionSid) {
    if let Some(handle) = app.runtime.find(sid)
        && handle.send(Input::Stop).await
    {
        handle.closed().await;
    }
}

pub(super) async fn context(
    State(app): State<AppState>,
    Path((flow, execution)): ExecutionPath,
) -> Result<Json<Value>, ApiError> {
    let (flow, sid, row) = find(&app, &flow, &execution).await?;
    Ok(Json(json!({
        "account_sid": ACCOUNT_SID,
        "context": known(&app, &row).await?,
        "flow_sid": flow,
        "execution_sid": sid,
        "url": format!("{}/Context", address(&app, &row)),
    })))
}

/// What an execution knows: as it was stored at its end, or after its last event so far.
pub(super) async fn known(app: &AppState, row: &Row) -> Result<Value, ApiError> {
    match db::executions::last_context(&app.db, row.id).await? {
        Some(context) => Ok(serde_json::from_str(&context)?),
        None => known_after(app, row, usize::MAX).await,
    }
}

/// What an execution knew after some of its events: its log, folded up to there.
pub(super) async fn known_after(
    app: &AppState,
    row: &Row,
    count: usize,
) -> Result<Value, ApiError> {
    let definition = db::executions::definition(&app.db, row).await?.unwrap_or_default();
    let events = db::executions::events(&app.db, row.id).await?;
    let context = runtime::context_after(&Flow::from_json(&definition)?, &events, count);
    Ok(serde_json::to_value(context)?)
}

pub(super) async fn find(
    app: &AppState,
    flow: &str,
    execution: &str,
) -> Result<(FlowSid, ExecutionSid, Row), ApiError> {
    let missing = || ApiError::NotFound(format!("/Flows/{flow}/Executions/{execution}"));
    let flow: FlowSid = flow_sid(flow)?;
    let sid: ExecutionSid = execution.parse().map_err(|_| missing())?;
    let row = db::executions::find(&app.db, &sid).await?;
    let row = row.filter(|row| row.flow_sid == flow.as_str()).ok_or_else(missing)?;
    Ok((flow, sid, row))
}

pub(super) fn address(app: &AppState, row: &Row) -> String {
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
        "initiated_by": row.initiated_by,
        "url": url,
        "links": {
            "steps": format!("{url}/Steps"),
            "execution_context": format!("{url}/Context"),
        },
    })
}
