//! How a relay session ended (`reference/relay/session.md`, §4 and §5).

use serde::{Deserialize, Serialize};

use crate::sid::SessionSid;

/// The end of a session, as the flow and its author learn of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// The session.
    pub session_sid: SessionSid,
    /// Who or what ended it.
    pub status: SessionStatus,
    /// What the relay server left with `end`, byte for byte.
    pub handoff_data: Option<String>,
    /// Twilio's code and message, where it failed.
    pub error: Option<(u32, String)>,
    /// Whole seconds since the widget was reached.
    pub duration_seconds: u64,
}

/// Twilio's word for the end of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SessionStatus {
    /// The relay server sent `end`.
    Ended,
    /// The call ended.
    Completed,
    /// It broke, or never opened.
    Failed,
}

impl SessionStatus {
    /// As it stands in `SessionStatus`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ended => "ended",
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }
}

impl Ending {
    /// A session that failed with one of Twilio's codes.
    pub fn failed(
        session_sid: SessionSid,
        code: u32,
        message: &str,
        duration_seconds: u64,
    ) -> Self {
        Self {
            session_sid,
            status: SessionStatus::Failed,
            handoff_data: None,
            error: Some((code, message.to_owned())),
            duration_seconds,
        }
    }

    /// The event the widget leaves on.
    pub fn event(&self) -> &'static str {
        match self.status {
            SessionStatus::Ended | SessionStatus::Completed => "success",
            SessionStatus::Failed => "failed",
        }
    }

    /// What the widget stores, under Twilio's names; all of it text. A key without a value is
    /// left out, as in the action request (`reference/relay/twiml.md`, "The action request").
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        let mut variables = vec![
            ("SessionId", self.session_sid.to_string()),
            ("SessionStatus", self.status.as_str().to_owned()),
            ("SessionDuration", self.duration_seconds.to_string()),
        ];
        if let Some(handoff_data) = &self.handoff_data {
            variables.push(("HandoffData", handoff_data.clone()));
        }
        if let Some((code, message)) = &self.error {
            variables.push(("ErrorCode", code.to_string()));
            variables.push(("ErrorMessage", message.clone()));
        }
        variables
    }
}
