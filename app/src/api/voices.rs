//! The voices to choose from.

use gloo_net::http::Request;
use serde::Deserialize;

use super::{ApiError, ask};

/// A voice to choose.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Voice {
    /// What stands in the setting `voice`.
    pub value: String,
    /// What people call it.
    pub name: String,
}

#[derive(Debug, Deserialize)]
struct Voices {
    voices: Vec<Voice>,
}

/// The voices of a provider for a language; Twilio's defaults where they are empty.
pub async fn voices(provider: &str, language: &str) -> Result<Vec<Voice>, ApiError> {
    let wanted = [("provider", provider), ("language", language)];
    Ok(ask::<Voices>(Request::get("/api/voices").query(wanted)).await?.voices)
}
