//! What belongs to a flow and Studio does not know: undo of a deletion, export, relay mappings,
//! stand-ins for servers outside; and the templates of new flows.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use flow::Flow;
use flow::sid::FlowSid;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::flows::{flow_sid, not_found};
use super::form;
use crate::db::flow_settings::{self, Setting};
use crate::error::ApiError;
use crate::relay_map::Mapping;
use crate::requests::StandIn;
use crate::{AppState, db, demo};

/// Mappings, or stand-ins, of one flow.
const MAX_MAPPINGS: usize = 100;

/// A flow's stand-ins for servers outside, as they are sent.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StandIns {
    stand_ins: Vec<StandIn>,
}

/// A flow's mappings, as they are sent.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct RelayMap {
    mappings: Vec<Mapping>,
}

pub(super) async fn restore(
    State(app): State<AppState>,
    Path(flow): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let sid = flow_sid(&flow)?;
    let is_restored = db::flows::restore(&app.db, &sid).await?;
    app.runtime.forget(&sid);
    if !is_restored {
        return Err(not_found(&sid));
    }
    Ok(Json(json!({ "sid": sid })))
}

/// The latest definition as a file that Studio imports.
pub(super) async fn definition(
    State(app): State<AppState>,
    Path(flow): Path<String>,
) -> Result<Response, ApiError> {
    let sid = flow_sid(&flow)?;
    let flow = db::flows::latest(&app.db, &sid).await?.ok_or_else(|| not_found(&sid))?;
    let text = Flow::from_json(&flow.definition)?.to_json() + "\n";
    let disposition = format!("attachment; filename=\"{}.json\"", file_name(&flow.friendly_name));
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, text).into_response())
}

pub(super) async fn relay_map(
    State(app): State<AppState>,
    Path(flow): Path<String>,
) -> Result<Json<RelayMap>, ApiError> {
    let sid = flow_sid(&flow)?;
    let known = app.runtime.known(&sid).await?.ok_or_else(|| not_found(&sid))?;
    Ok(Json(RelayMap { mappings: known.relay_map.clone() }))
}

pub(super) async fn set_relay_map(
    State(app): State<AppState>,
    Path(flow): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<RelayMap>, ApiError> {
    let sid = flow_sid(&flow)?;
    let map: RelayMap = serde_json::from_slice(&form::bytes(body)?)
        .map_err(|error| ApiError::BadRequest(format!("the mappings cannot be read: {error}")))?;
    if map.mappings.len() > MAX_MAPPINGS {
        return Err(ApiError::BadRequest(format!("more than {MAX_MAPPINGS} mappings")));
    }
    for Mapping { from, to } in &map.mappings {
        Mapping::new(from, to).map_err(|error| ApiError::BadRequest(error.to_string()))?;
    }
    set(&app, &sid, Setting::RelayMap, &map.mappings).await?;
    Ok(Json(map))
}

pub(super) async fn stand_ins(
    State(app): State<AppState>,
    Path(flow): Path<String>,
) -> Result<Json<StandIns>, ApiError> {
    let sid = flow_sid(&flow)?;
    let known = app.runtime.known(&sid).await?.ok_or_else(|| not_found(&sid))?;
    Ok(Json(StandIns { stand_ins: known.stand_ins.clone() }))
}

pub(super) async fn set_stand_ins(
    State(app): State<AppState>,
    Path(flow): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<StandIns>, ApiError> {
    let sid = flow_sid(&flow)?;
    let wanted: StandIns = serde_json::from_slice(&form::bytes(body)?)
        .map_err(|error| ApiError::BadRequest(format!("the stand-ins cannot be read: {error}")))?;
    if wanted.stand_ins.len() > MAX_MAPPINGS {
        return Err(ApiError::BadRequest(format!("more than {MAX_MAPPINGS} stand-ins")));
    }
    for stand_in in &wanted.stand_ins {
        stand_in.check().map_err(|error| ApiError::BadRequest(error.to_string()))?;
    }
    set(&app, &sid, Setting::StandIns, &wanted.stand_ins).await?;
    Ok(Json(wanted))
}

/// Sets something for a flow that is there.
pub(super) async fn set(
    app: &AppState,
    sid: &FlowSid,
    setting: Setting,
    value: &impl Serialize,
) -> Result<(), ApiError> {
    app.runtime.known(sid).await?.ok_or_else(|| not_found(sid))?;
    flow_settings::set(&app.db, sid, setting, &serde_json::to_string(value)?).await?;
    app.runtime.forget(sid);
    Ok(())
}

pub(super) async fn templates() -> Result<Json<Value>, ApiError> {
    let mut templates = Vec::new();
    for template in demo::TEMPLATES {
        templates.push(json!({
            "id": template.id,
            "name": template.name,
            "description": template.description,
            "definition": serde_json::from_str::<Value>(template.definition)?,
        }));
    }
    Ok(Json(json!({ "templates": templates })))
}

/// A flow's name as the name of a file, on any system and in any header.
fn file_name(name: &str) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let name: String = name.to_lowercase().chars().map(plain).take(80).collect();
    let words: Vec<&str> = name.split('-').filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "flow".to_owned() } else { words.join("-") }
}
