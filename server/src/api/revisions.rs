//! A flow's revisions.

use axum::Json;
use axum::extract::{Path, Query, State};
use serde_json::{Value, json};

use super::flows::{flow_sid, not_found};
use super::paging::{Paging, cut};
use super::{ACCOUNT_SID, date};
use crate::db::flows::Revision;
use crate::error::ApiError;
use crate::{AppState, db};

pub(super) async fn list(
    State(app): State<AppState>,
    Path(sid): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Json<Value>, ApiError> {
    let sid = flow_sid(&sid)?;
    if db::flows::latest(&app.db, &sid).await?.is_none() {
        return Err(not_found(&sid));
    }
    let size = paging.size()?;
    let (before, _) = paging.key()?;
    let mut revisions = db::flows::revisions(&app.db, &sid, before, size + 1).await?;
    let has_more = cut(&mut revisions, size);
    let next = revisions.last().filter(|_| has_more).map(|last| (last.revision, ""));
    let lines =
        revisions.iter().map(|revision| record(&app, revision)).collect::<Result<_, _>>()?;
    Ok(Json(paging.answer(
        &app,
        &format!("/v2/Flows/{sid}/Revisions"),
        "revisions",
        lines,
        next,
    )?))
}

pub(super) async fn fetch(
    State(app): State<AppState>,
    Path((sid, revision)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    let sid = flow_sid(&sid)?;
    let found = match revision.as_str() {
        "LatestRevision" => db::flows::latest(&app.db, &sid).await?.map(|flow| flow.revision),
        "LatestPublished" => {
            db::flows::latest_published(&app.db, &sid).await?.map(|flow| flow.revision)
        }
        number => Some(number.parse().map_err(|_| ApiError::BadRevision(number.to_owned()))?),
    };
    let found = match found {
        Some(number) => db::flows::revision(&app.db, &sid, number).await?,
        None => None,
    };
    let missing = || ApiError::NotFound(format!("/Flows/{sid}/Revisions/{revision}"));
    Ok(Json(record(&app, &found.ok_or_else(missing)?)?))
}

/// In a list the definition and what is wrong with it are left out.
fn record(app: &AppState, revision: &Revision) -> Result<Value, ApiError> {
    let json = |text: &str| match text {
        "" => Ok(Value::Null),
        text => serde_json::from_str(text),
    };
    let errors = json(&revision.errors)?;
    let base = app.base_url();
    Ok(json!({
        "sid": revision.flow_sid,
        "account_sid": ACCOUNT_SID,
        "author_sid": null,
        "friendly_name": revision.friendly_name,
        "definition": json(&revision.definition)?,
        "status": revision.status,
        "revision": revision.revision,
        "commit_message": revision.commit_message,
        "valid": errors.as_array().map(Vec::is_empty),
        "errors": errors,
        "date_created": date(revision.created_at),
        "date_updated": revision.updated_at.map(date),
        "url": format!("{base}/v2/Flows/{}/Revisions/{}", revision.flow_sid, revision.revision),
    }))
}
