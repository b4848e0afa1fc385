//! Flows: create, fetch, update, list, delete, validate.
//!
//! Three headers are Switchboard's own, for editors that save while their author draws; without
//! them everything is as at Twilio, which refuses any definition with errors:
//!
//! * `X-Switchboard-Draft: keep` on create or update with `Status=draft` keeps a definition with
//!   errors, answered with `valid: false` and its `errors`; and it says that the editor saves by
//!   itself, so that the revision gives way to the next save ([`db::flows::save`]). It is answered
//!   without the warnings that an editor finds itself, as `GET /api/flows/{FW}` is: of a large flow
//!   they would be half of the answer.
//! * `X-Switchboard-Revision: 7` on update refuses the save with 409 when the latest revision is
//!   no longer 7. As every save counts the revision up, two tabs never overwrite each other.
//!
//! A definition that is not a flow at all is always refused.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use flow::Flow;
use flow::sid::FlowSid;
use flow::validate::{Code, Problem, Severity};
use serde::Deserialize;
use serde_json::{Value, json};

use super::form::Form;
use super::paging::{Paging, cut};
use super::{ACCOUNT_SID, date};
use crate::config::MAX_DEFINITION_BYTES;
use crate::db::flows::{Checked, Revision, Save, Saved, Summary};
use crate::error::ApiError;
use crate::{AppState, db, ids};

const KEEP_DRAFT: &str = "x-switchboard-draft";
const BASED_ON: &str = "x-switchboard-revision";

pub(super) async fn create(
    State(app): State<AppState>,
    headers: HeaderMap,
    form: Form,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let name = form.required("FriendlyName")?.to_owned();
    form.required("Definition")?;
    let save = save_of(&form, &headers)?;
    let definition = save.definition.clone().ok_or_else(|| missing("Definition"))?;
    let sid = FlowSid::from_bytes(ids::random());
    db::flows::create(&app.db, &sid, &name, &save, &definition, ids::now_ms()).await?;
    Ok((StatusCode::CREATED, latest(&app, &sid).await?))
}

pub(super) async fn update(
    State(app): State<AppState>,
    Path(sid): Path<String>,
    headers: HeaderMap,
    form: Form,
) -> Result<Json<Value>, ApiError> {
    let sid = flow_sid(&sid)?;
    let based_on = match headers.get(BASED_ON) {
        None => None,
        Some(value) => {
            let number = value.to_str().ok().and_then(|text| text.parse().ok());
            let bad = || ApiError::BadRequest(format!("{BASED_ON} must be a revision's number"));
            Some(number.ok_or_else(bad)?)
        }
    };
    let save = save_of(&form, &headers)?;
    let saved = db::flows::save(&app.db, &sid, based_on, &save, ids::now_ms()).await?;
    app.runtime.forget(&sid);
    match saved {
        Saved::Done if save.is_autosave => Ok(Json(for_editor(latest(&app, &sid).await?.0))),
        Saved::Done => latest(&app, &sid).await,
        Saved::NoFlow => Err(not_found(&sid)),
        Saved::Stale(current) => {
            Err(ApiError::Stale { based_on: based_on.unwrap_or_default(), current })
        }
        Saved::Invalid(errors) => Err(invalid(&errors, "[]")?),
    }
}

pub(super) async fn fetch(
    State(app): State<AppState>,
    Path(sid): Path<String>,
) -> Result<Json<Value>, ApiError> {
    latest(&app, &flow_sid(&sid)?).await
}

/// The flow as an editor opens it.
pub(super) async fn open(
    State(app): State<AppState>,
    Path(sid): Path<String>,
) -> Result<Json<Value>, ApiError> {
    Ok(Json(for_editor(latest(&app, &flow_sid(&sid)?).await?.0)))
}

/// A record without the warnings that an editor finds itself.
fn for_editor(mut record: Value) -> Value {
    if let Some(warnings) = record.get_mut("warnings").and_then(Value::as_array_mut) {
        warnings.retain(|warning| {
            let code = warning.get("code").and_then(|code| Code::deserialize(code).ok());
            code.is_some_and(Code::takes_a_parser)
        });
    }
    record
}

pub(super) async fn list(
    State(app): State<AppState>,
    Query(paging): Query<Paging>,
) -> Result<Json<Value>, ApiError> {
    let size = paging.size()?;
    let mut flows = db::flows::list(&app.db, paging.key()?, size + 1).await?;
    let has_more = cut(&mut flows, size);
    let next = flows.last().filter(|_| has_more).map(|flow| (flow.changed_at, flow.sid.as_str()));
    let lines = flows.iter().map(|flow| line(&app, flow)).collect();
    Ok(Json(paging.answer(&app, "/v2/Flows", "flows", lines, next)?))
}

pub(super) async fn delete(
    State(app): State<AppState>,
    Path(sid): Path<String>,
) -> Result<StatusCode, ApiError> {
    let sid = flow_sid(&sid)?;
    let is_deleted = db::flows::delete(&app.db, &sid, ids::now_ms()).await?;
    app.runtime.forget(&sid);
    if is_deleted { Ok(StatusCode::NO_CONTENT) } else { Err(not_found(&sid)) }
}

pub(super) async fn validate(form: Form) -> Result<Json<Value>, ApiError> {
    form.required("FriendlyName")?;
    status(&form)?;
    checked(form.required("Definition")?)?;
    Ok(Json(json!({ "valid": true })))
}

/// A flow's SID from an address.
pub(super) fn flow_sid(text: &str) -> Result<FlowSid, ApiError> {
    text.parse().map_err(|_| ApiError::NotFound(format!("/Flows/{text}")))
}

pub(super) fn not_found(sid: &FlowSid) -> ApiError {
    ApiError::NotFound(format!("/Flows/{sid}"))
}

/// Checks a definition and keeps it, be it right or wrong.
fn check(text: &str) -> Result<Checked, ApiError> {
    if text.len() > MAX_DEFINITION_BYTES {
        let message = format!("the definition is larger than {MAX_DEFINITION_BYTES} bytes");
        return Err(ApiError::TooLarge(message));
    }
    let flow = Flow::from_json(text)?;
    let problems = flow::validate::validate(&flow);
    let (errors, warnings): (Vec<Problem>, Vec<Problem>) =
        problems.into_iter().partition(|problem| problem.severity == Severity::Error);
    Ok(Checked {
        definition: text.trim_start_matches('\u{feff}').to_owned(),
        errors: errors.iter().map(error).collect::<Value>().to_string(),
        warnings: serde_json::to_string(&warnings)?,
    })
}

/// Checks a definition and refuses it when it has errors.
pub(crate) fn checked(text: &str) -> Result<Checked, ApiError> {
    let checked = check(text)?;
    if checked.errors == "[]" {
        return Ok(checked);
    }
    Err(invalid(&checked.errors, &checked.warnings)?)
}

fn invalid(errors: &str, warnings: &str) -> Result<ApiError, ApiError> {
    let errors: Value = serde_json::from_str(errors)?;
    let warnings: Value = serde_json::from_str(warnings)?;
    Ok(ApiError::Invalid(Box::new(json!({ "errors": errors, "warnings": warnings }))))
}

/// As Twilio tells it; warnings, which Twilio has none of, are told in full.
fn error(problem: &Problem) -> Value {
    json!({ "property_path": problem.property_path, "message": problem.message })
}

fn save_of(form: &Form, headers: &HeaderMap) -> Result<Save, ApiError> {
    let status = status(form)?;
    let keeps = headers.get(KEEP_DRAFT).is_some_and(|value| value == "keep") && status == "draft";
    let definition = match form.text("Definition").filter(|text| !text.is_empty()) {
        None => None,
        Some(text) if keeps => Some(check(text)?),
        Some(text) => Some(checked(text)?),
    };
    let text = |name| form.text(name).filter(|text| !text.is_empty()).map(str::to_owned);
    Ok(Save {
        friendly_name: text("FriendlyName"),
        status,
        definition,
        commit_message: text("CommitMessage"),
        is_autosave: keeps,
    })
}

fn status(form: &Form) -> Result<&'static str, ApiError> {
    match form.required("Status")? {
        "draft" => Ok("draft"),
        "published" => Ok("published"),
        _ => Err(ApiError::BadRequest("Status must be `draft` or `published`".to_owned())),
    }
}

fn missing(name: &str) -> ApiError {
    ApiError::BadRequest(format!("Missing required parameter {name}"))
}

async fn latest(app: &AppState, sid: &FlowSid) -> Result<Json<Value>, ApiError> {
    let flow = db::flows::latest(&app.db, sid).await?.ok_or_else(|| not_found(sid))?;
    Ok(Json(record(app, &flow)?))
}

fn record(app: &AppState, flow: &Revision) -> Result<Value, ApiError> {
    let mut record = json!({
        "sid": flow.flow_sid,
        "account_sid": ACCOUNT_SID,
        "author_sid": null,
        "friendly_name": flow.friendly_name,
        "definition": serde_json::from_str::<Value>(&flow.definition)?,
        "status": flow.status,
        "revision": flow.revision,
        "commit_message": flow.commit_message,
        "valid": flow.errors == "[]",
        "errors": serde_json::from_str::<Value>(&flow.errors)?,
        "warnings": serde_json::from_str::<Value>(&flow.warnings)?,
        "date_created": date(flow.created_at),
        "date_updated": flow.updated_at.map(date),
    });
    add_addresses(app, &mut record, &flow.flow_sid);
    Ok(record)
}

fn line(app: &AppState, flow: &Summary) -> Value {
    let mut line = json!({
        "sid": flow.sid,
        "account_sid": ACCOUNT_SID,
        "author_sid": null,
        "friendly_name": flow.friendly_name,
        "definition": null,
        "status": flow.status,
        "revision": flow.revision,
        "commit_message": null,
        "valid": null,
        "errors": null,
        "warnings": null,
        "date_created": date(flow.created_at),
        "date_updated": flow.updated_at.map(date),
    });
    add_addresses(app, &mut line, &flow.sid);
    line
}

fn add_addresses(app: &AppState, record: &mut Value, sid: &str) {
    let base = app.base_url();
    record["webhook_url"] = json!(format!("{base}/v1/Accounts/{ACCOUNT_SID}/Flows/{sid}"));
    let url = format!("{base}/v2/Flows/{sid}");
    record["url"] = json!(url);
    record["links"] = json!({
        "test_users": format!("{url}/TestUsers"),
        "revisions": format!("{url}/Revisions"),
        "executions": format!("{url}/Executions"),
    });
}
