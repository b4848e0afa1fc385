//! The voices that are known, for whoever chooses one.

use axum::Json;
use axum::extract::Query;
use flow::relay::voices::Provider;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::error::ApiError;

/// What Twilio takes where no language is set.
const LANGUAGE: &str = "en-US";

/// Whose voices, and for which language; Twilio's defaults where they are not set.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    provider: String,
    language: String,
}

pub(super) async fn list(Query(wanted): Query<Wanted>) -> Result<Json<Value>, ApiError> {
    let provider = match wanted.provider.trim() {
        "" => Provider::default(),
        name => Provider::parse(name).ok_or_else(|| {
            let known = Provider::ALL.map(Provider::as_str).join(", ");
            ApiError::BadRequest(format!("no provider of voices is named `{name}`: {known}"))
        })?,
    };
    let language = match wanted.language.trim() {
        "" => LANGUAGE,
        language => language,
    };
    let voices = provider.voices(language).into_iter();
    let voices: Vec<_> =
        voices.map(|voice| json!({ "value": voice.value, "name": voice.name })).collect();
    Ok(Json(json!({ "voices": voices })))
}
