//! Who may ask: only this server's own pages, programs without an origin, and, where a token is
//! set, those that know it.
//!
//! A page of another site could otherwise drive a server on loopback: directly, which its
//! `Origin` gives away, or under a name of its own that it points at 127.0.0.1 (DNS rebinding),
//! which `Host` gives away.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::AppState;
use crate::error::ApiError;

/// Lets a request pass, or answers why not.
pub(crate) async fn check(
    State(app): State<AppState>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let host = host(&request)
        .ok_or_else(|| ApiError::BadRequest("the request names no host".to_owned()))?;
    if !is_ours(&app, &host) {
        return Err(ApiError::Forbidden("this server does not go by that name"));
    }
    if let Some(origin) = request.headers().get(header::ORIGIN) {
        let origin = origin.to_str().unwrap_or_default();
        let from = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        if !from.is_some_and(|from| from.eq_ignore_ascii_case(&host)) {
            return Err(ApiError::Forbidden("requests from other sites are refused"));
        }
    }
    // The demo agent is dialled by relay sessions, which know no password.
    let is_open = request.uri().path() == crate::demo::AGENT_PATH;
    if let Some(token) = app.auth_token()
        && !is_open
        && !knows(request.headers(), token)
    {
        return Err(ApiError::Unauthorized);
    }
    Ok(next.run(request).await)
}

/// The host as the client names it, with its port.
fn host(request: &Request) -> Option<String> {
    let header = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    header.or_else(|| request.uri().authority().map(|host| host.as_str())).map(str::to_owned)
}

fn is_ours(app: &AppState, host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, port.parse().ok()),
        _ => (host, Some(80)),
    };
    let listen = app.listen();
    if app.hosts().iter().any(|ours| ours.eq_ignore_ascii_case(name)) {
        // Behind a proxy the port is the proxy's.
        return true;
    }
    if port != Some(listen.port()) {
        return false;
    }
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        // A name can be pointed at us, an address cannot.
        Ok(ip) => ip.is_loopback() || !listen.ip().is_loopback(),
        Err(_) => name.eq_ignore_ascii_case("localhost"),
    }
}

fn knows(headers: &HeaderMap, token: &str) -> bool {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let decoded = given
        .and_then(|value| value.strip_prefix("Basic "))
        .and_then(|value| BASE64_STANDARD.decode(value.trim()).ok())
        .unwrap_or_default();
    let expected = format!("{}:{token}", crate::api::ACCOUNT_SID);
    is_equal(&decoded, expected.as_bytes())
}

/// Compares without telling by its duration where the difference is.
fn is_equal(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).fold(0, |sum, (left, right)| sum | (left ^ right)) == 0
}
