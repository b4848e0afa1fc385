//! Requests as Twilio's clients send them: forms with upper camel case names.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use flow::definition::Object;
use serde_json::Value;
use url::form_urlencoded;

use crate::config::MAX_BODY_BYTES;
use crate::error::ApiError;

/// The fields of a form, in their order.
#[derive(Debug)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// A field's text; the first one counts.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All texts of a field that may be repeated.
    pub(super) fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All fields, of which the last of a name counts.
    pub(super) fn into_object(self) -> Object {
        self.0.into_iter().map(|(key, value)| (key, Value::String(value))).collect()
    }

    /// A field that has to be there.
    pub(super) fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.text(name)
            .filter(|text| !text.is_empty())
            .ok_or_else(|| ApiError::BadRequest(format!("Missing required parameter {name}")))
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let body = bytes(Bytes::from_request(request, state).await)?;
        Ok(Self(form_urlencoded::parse(&body).into_owned().collect()))
    }
}

/// A body that could be read.
pub(super) fn bytes(body: Result<Bytes, BytesRejection>) -> Result<Bytes, ApiError> {
    body.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            ApiError::TooLarge(format!("the request is larger than {MAX_BODY_BYTES} bytes"))
        } else {
            ApiError::BadRequest("the request could not be read".to_owned())
        }
    })
}
