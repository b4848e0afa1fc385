//! Stand-ins for servers outside.

use flow::definition::Object;
use serde::{Deserialize, Serialize};

/// What stands in for a server outside, when a widget of the flow requests it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StandIn {
    /// The address in the flow, or the part of it before `?`.
    pub url: String,
    /// The method it is for; none for any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// What it does.
    #[serde(flatten)]
    pub does: Does,
}

/// What a stand-in does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Does {
    /// Leads to another address.
    To(String),
    /// Answers by itself.
    Answer(Answer),
}

/// An answer that is written down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers, `content-type` among them: names and texts.
    #[serde(default)]
    pub headers: Object,
    /// The body.
    #[serde(default)]
    pub body: String,
    /// How long it takes, in milliseconds.
    #[serde(default)]
    pub delay_ms: u64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StandIns {
    pub(super) stand_ins: Vec<StandIn>,
}
