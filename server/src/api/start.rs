//! What all ways to begin an execution over HTTP have in common.

use flow::sid::FlowSid;
use serde_json::Value;

use super::flows::not_found;
use crate::AppState;
use crate::error::ApiError;
use crate::runtime::{Clock, Revision};

/// No number, address or name of a contact is longer.
const MAX_ADDRESS: usize = 150;

/// An address that can be one.
pub(super) fn address<'a>(name: &str, address: &'a str) -> Result<&'a str, ApiError> {
    let address = address.trim();
    if address.is_empty() || address.len() > MAX_ADDRESS {
        let message = format!("`{name}` must be a number of 1 to {MAX_ADDRESS} characters");
        return Err(ApiError::BadRequest(message));
    }
    Ok(address)
}

/// How time is to pass; as it does, where nobody says.
pub(super) fn clock(name: Option<&str>) -> Result<Clock, ApiError> {
    let clock = name.unwrap_or("real").parse();
    clock.map_err(|error: crate::runtime::ClockError| ApiError::BadRequest(error.to_string()))
}

/// The revision that is asked for: none for the one the contact gets, `published`, `draft` for
/// the latest one, or a number.
pub(super) async fn revision(
    app: &AppState,
    sid: &FlowSid,
    contact: &str,
    wanted: &Value,
) -> Result<Revision, ApiError> {
    let known = app.runtime.known(sid).await?.ok_or_else(|| not_found(sid))?;
    match wanted {
        Value::Null => known.revision_for(contact).cloned().ok_or_else(ApiError::not_published),
        Value::String(word) if word == "published" => {
            known.published.clone().ok_or_else(ApiError::not_published)
        }
        Value::String(word) if word == "draft" => Ok(known.latest.clone()),
        wanted => {
            let number =
                wanted.as_i64().ok_or_else(|| ApiError::BadRevision(wanted.to_string()))?;
            let found = Revision::find(&app.db, sid, number).await?;
            found.ok_or_else(|| ApiError::NotFound(format!("/Flows/{sid}/Revisions/{number}")))
        }
    }
}
