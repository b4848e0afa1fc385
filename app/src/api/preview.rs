//! What a text with Liquid makes of a context.

use gloo_net::http::Request;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{ApiError, answer, json as body, read};

/// A text, rendered; or what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preview {
    /// With the values in their places.
    Text(String),
    /// It cannot be rendered.
    Problem(String),
}

/// Renders a text with an execution's context.
pub async fn preview(text: &str, context: &Value) -> Result<Preview, ApiError> {
    let request = Request::post("/api/preview");
    let request = body(request, &json!({ "text": text, "context": context }))?;
    read(answer(request.send().await).await?).await
}
