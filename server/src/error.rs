//! What goes wrong in the API, in Twilio's error body.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use flow::definition::DefinitionError;
use flow::sid::ExecutionSid;
use serde_json::{Value, json};

use crate::runtime::{NotBegun, NotDelivered, UnreadableFlow};

/// Why a request was not done.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// A parameter is missing or makes no sense.
    #[error("{0}")]
    BadRequest(String),
    /// Wrong or no credentials.
    #[error("Authenticate")]
    Unauthorized,
    /// The request came from another site, or under a name that is not this server's.
    #[error("{0}")]
    Forbidden(&'static str),
    /// There is nothing at this address.
    #[error("The requested resource {0} was not found")]
    NotFound(String),
    /// The address knows other methods.
    #[error("Method not allowed")]
    MethodNotAllowed,
    /// The request is larger than it may be.
    #[error("{0}")]
    TooLarge(String),
    /// The address of a revision is neither a number nor one of two words.
    #[error("revision must be an integer, `LatestPublished` or `LatestRevision`, not `{0}`")]
    BadRevision(String),
    /// The definition is no flow at all.
    #[error("{0}")]
    NotAFlow(#[from] DefinitionError),
    /// The definition has errors: an object with `errors` and `warnings`, each an array of
    /// `{property_path, message}`.
    #[error("Flow definition is invalid")]
    Invalid(Box<Value>),
    /// Somebody else has saved since.
    #[error("the flow is at revision {current}, not {based_on}: load it again before you save")]
    Stale {
        /// The revision the change was based on.
        based_on: i64,
        /// The latest one.
        current: i64,
    },
    /// Somebody else has changed the notes since.
    #[error("the notes are at version {current}, not {based_on}: load them again before you save")]
    StaleNotes {
        /// The version the change was based on.
        based_on: i64,
        /// The latest one.
        current: i64,
    },
    /// Another execution is active for the contact.
    #[error(
        "Execution {0} is already active for this contact. End the active Execution before \
         creating a new one"
    )]
    Busy(ExecutionSid),
    /// The addresses of a start are longer than they may be.
    #[error("To and From have more than 300 bytes together")]
    OversizedContact,
    /// In full in the log, never to the client.
    #[error("something went wrong on the server")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        Self::Internal(Box::new(error))
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(Box::new(error))
    }
}

impl From<UnreadableFlow> for ApiError {
    fn from(error: UnreadableFlow) -> Self {
        Self::Internal(Box::new(error))
    }
}

impl From<NotBegun> for ApiError {
    fn from(error: NotBegun) -> Self {
        match error {
            NotBegun::Busy(execution) => Self::Busy(execution),
            NotBegun::NotStored(error) => Self::Internal(Box::new(error)),
        }
    }
}

impl From<NotDelivered> for ApiError {
    fn from(error: NotDelivered) -> Self {
        match error {
            NotDelivered::NotPublished => Self::not_published(),
            NotDelivered::NoFlow => Self::NotFound("flow".to_owned()),
            NotDelivered::NotBegun(error) => error.into(),
            NotDelivered::Unreadable(error) => error.into(),
            NotDelivered::Lost => Self::Internal(Box::new(error)),
        }
    }
}

impl ApiError {
    /// There is no revision that its contact may have.
    pub(crate) fn not_published() -> Self {
        Self::BadRequest(
            "nothing of this flow is published: publish it, or call its draft".to_owned(),
        )
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest(_)
            | Self::BadRevision(_)
            | Self::NotAFlow(_)
            | Self::Invalid(_)
            | Self::OversizedContact => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Stale { .. } | Self::StaleNotes { .. } | Self::Busy(_) => StatusCode::CONFLICT,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn code(&self) -> Option<u32> {
        match self {
            Self::BadRequest(_) | Self::TooLarge(_) => Some(20001),
            Self::Unauthorized | Self::Forbidden(_) => Some(20003),
            Self::NotFound(_) => Some(20404),
            Self::MethodNotAllowed => Some(20004),
            Self::BadRevision(_) => Some(81021),
            Self::NotAFlow(_) | Self::Invalid(_) => Some(81022),
            Self::Stale { .. } | Self::StaleNotes { .. } | Self::Busy(_) => Some(20409),
            Self::OversizedContact => Some(81023),
            Self::Internal(_) => None,
        }
    }

    fn details(&self) -> Option<Value> {
        match self {
            Self::NotAFlow(error) => {
                let path = match error {
                    DefinitionError::NotJson { .. } => "#",
                    DefinitionError::NotAFlow { path, .. }
                    | DefinitionError::OldFormat { path } => path,
                };
                let message = error.to_string();
                Some(json!({ "errors": [{ "property_path": path, "message": message }] }))
            }
            Self::Invalid(details) => Some(Value::clone(details)),
            Self::Stale { current, .. } => Some(json!({ "current_revision": current })),
            Self::StaleNotes { current, .. } => Some(json!({ "current_version": current })),
            Self::Busy(execution) => Some(json!({ "conflicting_execution_sid": execution })),
            Self::BadRequest(_)
            | Self::OversizedContact
            | Self::Unauthorized
            | Self::Forbidden(_)
            | Self::NotFound(_)
            | Self::MethodNotAllowed
            | Self::TooLarge(_)
            | Self::BadRevision(_)
            | Self::Internal(_) => None,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        if let Self::Internal(error) = &self {
            tracing::error!(%error, "a request failed");
        }
        let status = self.status();
        let mut body = json!({});
        if let Some(code) = self.code() {
            body["code"] = json!(code);
        }
        body["message"] = json!(self.to_string());
        if let Some(code) = self.code() {
            body["more_info"] = json!(format!("https://www.twilio.com/docs/errors/{code}"));
        }
        body["status"] = json!(status.as_u16());
        if let Some(details) = self.details() {
            body["details"] = details;
        }
        let mut response = (status, Json(body)).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let basic = axum::http::HeaderValue::from_static("Basic realm=\"Switchboard\"");
            response.headers_mut().insert(axum::http::header::WWW_AUTHENTICATE, basic);
        }
        response
    }
}
