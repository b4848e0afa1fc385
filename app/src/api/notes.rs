//! The notes on a flow's canvas.

use flow::notes::Note;
use flow::sid::FlowSid;
use gloo_net::http::Request;
use serde::{Deserialize, Serialize};

use super::{ApiError, answer, first, json, read};

/// A flow's notes as the server has them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Notes {
    /// Counts the changes.
    pub version: i64,
    /// The notes.
    pub notes: Vec<Note>,
}

/// The notes of a flow.
pub async fn notes(sid: &FlowSid) -> Result<Notes, ApiError> {
    read(first(&address(sid)).await?).await
}

/// Sets the notes of a flow, and gives them with their new version. They are refused as a
/// [`ApiError::Conflict`] when the flow's are no longer at the version they name.
pub async fn set_notes(sid: &FlowSid, notes: &Notes) -> Result<Notes, ApiError> {
    let request = json(Request::put(&address(sid)), notes)?;
    read(answer(request.send().await).await?).await
}

fn address(sid: &FlowSid) -> String {
    format!("/api/flows/{sid}/notes")
}
