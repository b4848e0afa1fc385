//! What belongs to a flow and Studio does not know: undo of a deletion, export, relay mappings;
//! and the templates of new flows.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use flow::Flow;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::flows::{flow_sid, not_found};
use super::form;
use crate::error::ApiError;
use crate::relay_map::Mapping;
use crate::{AppState, db, demo};

/// Mappings of one flow.
const MAX_MAPPINGS: usize = 100;

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
    if !db::flows::restore(&app.db, &sid).await? {
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
    db::flows::latest(&app.db, &sid).await?.ok_or_else(|| not_found(&sid))?;
    let mappings = match db::relay_maps::find(&app.db, &sid).await? {
        Some(text) => serde_json::from_str(&text)?,
        None => Vec::new(),
    };
    Ok(Json(RelayMap { mappings }))
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
    db::flows::latest(&app.db, &sid).await?.ok_or_else(|| not_found(&sid))?;
    db::relay_maps::set(&app.db, &sid, &serde_json::to_string(&map.mappings)?).await?;
    Ok(Json(map))
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
