//! What can go wrong between browser and server, in a sentence for people.

use serde::Deserialize;
use serde_json::Value;

/// Why the server did not do what was asked.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ApiError {
    /// No answer came.
    #[error("Switchboard does not answer. Is it still running?")]
    Unreachable,
    /// An answer came that makes no sense.
    #[error("Switchboard's answer could not be read. Load the page again.")]
    Unreadable,
    /// Somebody else has saved since.
    #[error("This flow was changed somewhere else since you opened it.")]
    Conflict,
    /// The server said no.
    #[error("{}", sentence(message, errors))]
    Refused {
        /// The HTTP status.
        status: u16,
        /// What is wrong.
        message: String,
        /// What exactly, for a definition.
        errors: Vec<Detail>,
    },
}

/// One problem of a definition, as the server reports it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Detail {
    /// Where, such as `#/states/3/properties/timeout`.
    #[serde(default)]
    pub property_path: String,
    /// What is wrong there.
    pub message: String,
}

impl ApiError {
    /// Reads Twilio's error body.
    pub fn refused(status: u16, body: &Value) -> Self {
        let current = ["/details/current_revision", "/details/current_version"];
        let is_stale = current.iter().any(|path| body.pointer(path).is_some());
        if status == 409 && is_stale {
            return Self::Conflict;
        }
        let errors = body.pointer("/details/errors").cloned().unwrap_or_default();
        let message = body.get("message").and_then(Value::as_str).unwrap_or_default();
        Self::Refused {
            status,
            message: if message.is_empty() { fallback(status) } else { message.to_owned() },
            errors: serde_json::from_value(errors).unwrap_or_default(),
        }
    }

    /// What exactly is wrong with a definition.
    pub fn details(&self) -> &[Detail] {
        match self {
            Self::Refused { errors, .. } => errors,
            Self::Unreachable | Self::Unreadable | Self::Conflict => &[],
        }
    }
}

fn fallback(status: u16) -> String {
    match status {
        404 => "it is not there any more".to_owned(),
        413 => "it is too large".to_owned(),
        500.. => "something went wrong in Switchboard".to_owned(),
        _ => format!("the server refused it with status {status}"),
    }
}

/// The message as a sentence, with the first error in detail.
fn sentence(message: &str, errors: &[Detail]) -> String {
    let mut text = sentence_case(message);
    if let Some(first) = errors.first() {
        text.push_str(&format!(" {}: {}.", first.property_path, trimmed(&first.message)));
    }
    if errors.len() > 1 {
        text.push_str(&format!(" And {} more.", errors.len() - 1));
    }
    text
}

/// A message with a capital at its beginning and a full stop at its end.
pub(crate) fn sentence_case(message: &str) -> String {
    let message = trimmed(message);
    let mut letters = message.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase().to_string());
    let end = if message.ends_with(['?', '!', ':']) { "" } else { "." };
    format!("{}{}{end}", first.unwrap_or_default(), letters.as_str())
}

fn trimmed(text: &str) -> &str {
    text.trim().trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn twilios_error_body_becomes_one_sentence() {
        let body = json!({"code": 81022, "status": 400, "message": "Flow definition is invalid",
            "details": {"errors": [
                {"property_path": "#/states/3/properties/timeout", "message": "integer found"},
                {"property_path": "#/states/4", "message": "is missing"}]}});
        let error = ApiError::refused(400, &body);
        assert_eq!(
            error.to_string(),
            "Flow definition is invalid. #/states/3/properties/timeout: integer found. And 1 more."
        );
        assert_eq!(error.details().len(), 2);
    }

    #[test]
    fn an_answer_without_a_body_still_says_something() {
        let error = ApiError::refused(503, &Value::Null);
        assert_eq!(error.to_string(), "Something went wrong in Switchboard.");
    }

    #[test]
    fn a_newer_revision_is_a_conflict() {
        let body = json!({"message": "x", "details": {"current_revision": 8}});
        assert_eq!(ApiError::refused(409, &body), ApiError::Conflict);
        let busy = json!({"message": "an execution is active", "details": {}});
        assert_eq!(ApiError::refused(409, &busy).to_string(), "An execution is active.");
    }
}
