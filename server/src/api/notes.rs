//! The notes on a flow's canvas, which Studio does not know.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use flow::notes::{self, Note};
use flow::sid::FlowSid;
use serde::{Deserialize, Serialize};

use super::flows::{flow_sid, not_found};
use super::form;
use crate::error::ApiError;
use crate::{AppState, db};

/// A flow's notes, as they are sent: in a request with the version they were based on, in an
/// answer with the one they became.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Notes {
    version: i64,
    notes: Vec<Note>,
}

pub(super) async fn fetch(
    State(app): State<AppState>,
    Path(flow): Path<String>,
) -> Result<Json<Notes>, ApiError> {
    let sid = flow_sid(&flow)?;
    must_exist(&app, &sid).await?;
    let Some(kept) = db::notes::find(&app.db, &sid).await? else {
        return Ok(Json(Notes::default()));
    };
    Ok(Json(Notes { version: kept.version, notes: serde_json::from_str(&kept.notes)? }))
}

pub(super) async fn update(
    State(app): State<AppState>,
    Path(flow): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Notes>, ApiError> {
    let sid = flow_sid(&flow)?;
    let wanted: Notes = serde_json::from_slice(&form::bytes(body)?)
        .map_err(|error| ApiError::BadRequest(format!("the notes cannot be read: {error}")))?;
    notes::check(&wanted.notes).map_err(|error| ApiError::BadRequest(error.to_string()))?;
    must_exist(&app, &sid).await?;
    let text = serde_json::to_string(&wanted.notes)?;
    match db::notes::set(&app.db, &sid, wanted.version, &text).await? {
        Some(version) => Ok(Json(Notes { version, ..wanted })),
        None => {
            let kept = db::notes::find(&app.db, &sid).await?;
            let current = kept.map_or(0, |kept| kept.version);
            Err(ApiError::StaleNotes { based_on: wanted.version, current })
        }
    }
}

async fn must_exist(app: &AppState, sid: &FlowSid) -> Result<(), ApiError> {
    app.runtime.known(sid).await?.map(drop).ok_or_else(|| not_found(sid))
}
