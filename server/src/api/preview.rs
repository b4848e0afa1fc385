//! What a text with Liquid makes of a context: the editor's preview. Nothing is stored.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use flow::Timestamp;
use flow::definition::Object;
use flow::template::Template;
use serde::Deserialize;
use serde_json::{Value, json};

use super::form;
use crate::error::ApiError;
use crate::ids;

/// A text, and what it is filled in with.
#[derive(Debug, Deserialize)]
struct PreviewRequest {
    text: String,
    /// As an execution's context: `contact`, `trigger`, `widgets`, `flow`.
    #[serde(default)]
    context: Object,
}

/// Renders a text; a text that cannot be rendered is answered with what is wrong with it.
pub(super) async fn render(body: Result<Bytes, BytesRejection>) -> Result<Json<Value>, ApiError> {
    let request: PreviewRequest = serde_json::from_slice(&form::bytes(body)?)
        .map_err(|error| ApiError::BadRequest(format!("the text cannot be read: {error}")))?;
    let now = Timestamp(u64::try_from(ids::now_ms()).unwrap_or_default());
    let rendered =
        Template::parse(&request.text).and_then(|template| template.render(&request.context, now));
    Ok(Json(match rendered {
        Ok(text) => json!({ "text": text }),
        Err(error) => json!({ "problem": error.to_string() }),
    }))
}
