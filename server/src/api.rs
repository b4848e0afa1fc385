//! The HTTP API: Studio's REST API v2 under `/v2`, calls under `/2010-04-01`, and what only
//! Switchboard has under `/api`.

mod calls;
mod executions;
mod extensions;
mod flows;
mod form;
mod histories;
mod live;
mod messages;
mod notes;
mod paging;
mod phone_calls;
mod preview;
mod revisions;
mod start;
mod steps;
mod test_users;
mod voices;
mod webhooks;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::routing::{any, get, post};

use crate::AppState;
use crate::error::ApiError;

pub(crate) use flows::checked;

/// The one account of a local Studio.
pub const ACCOUNT_SID: &str = "AC00000000000000000000000000000000";

/// The resources that answer at once.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/v2/Flows", get(flows::list).post(flows::create))
        .route("/v2/Flows/Validate", post(flows::validate))
        .route("/v2/Flows/{flow}", get(flows::fetch).post(flows::update).delete(flows::delete))
        .route("/v2/Flows/{flow}/Revisions", get(revisions::list))
        .route("/v2/Flows/{flow}/Revisions/{revision}", get(revisions::fetch))
        .route("/v2/Flows/{flow}/TestUsers", get(test_users::fetch).post(test_users::update))
        .route("/v2/Flows/{flow}/Executions", get(executions::list).post(executions::create))
        .route(
            "/v2/Flows/{flow}/Executions/{execution}",
            get(executions::fetch).post(executions::stop).delete(executions::delete),
        )
        .route("/v2/Flows/{flow}/Executions/{execution}/Context", get(executions::context))
        .route("/v2/Flows/{flow}/Executions/{execution}/Steps", get(steps::list))
        .route("/v2/Flows/{flow}/Executions/{execution}/Steps/{step}", get(steps::fetch))
        .route("/v2/Flows/{flow}/Executions/{execution}/Steps/{step}/Context", get(steps::context))
        .route("/api/flows/{flow}", get(flows::open))
        .route("/api/flows/{flow}/restore", post(extensions::restore))
        .route("/api/flows/{flow}/definition", get(extensions::definition))
        .route(
            "/api/flows/{flow}/relay-map",
            get(extensions::relay_map)
                .put(extensions::set_relay_map)
                .layer(DefaultBodyLimit::max(64 * 1024)),
        )
        .route(
            "/api/flows/{flow}/stand-ins",
            get(extensions::stand_ins)
                .put(extensions::set_stand_ins)
                .layer(DefaultBodyLimit::max(1024 * 1024)),
        )
        .route(
            "/api/flows/{flow}/notes",
            get(notes::fetch).put(notes::update).layer(DefaultBodyLimit::max(4 * 1024 * 1024)),
        )
        .route("/api/templates", get(extensions::templates))
        .route("/api/voices", get(voices::list))
        .route("/api/preview", post(preview::render).layer(DefaultBodyLimit::max(1024 * 1024)))
        .route(
            "/api/flows/{flow}/calls",
            post(calls::create).layer(DefaultBodyLimit::max(64 * 1024)),
        )
        .route(
            "/api/flows/{flow}/messages",
            post(messages::create).layer(DefaultBodyLimit::max(64 * 1024)),
        )
        .route(
            "/v1/Accounts/{account}/Flows/{flow}",
            post(webhooks::receive).layer(DefaultBodyLimit::max(64 * 1024)),
        )
        .route(
            "/2010-04-01/Accounts/{account}/Calls/{call}",
            get(phone_calls::fetch).post(phone_calls::update),
        )
        .route("/api/executions", get(histories::list))
        .route("/api/executions/{execution}", get(histories::fetch))
        .route("/api/executions/{execution}/log", get(histories::log))
        .route("/api/calls", get(calls::list))
        .route("/api/calls/{call}/log", get(calls::log))
}

/// The resources that stay open.
pub(crate) fn sockets() -> Router<AppState> {
    Router::new()
        .route("/api/calls/{call}/live", any(live::watch_call))
        .route("/api/executions/{execution}/live", any(live::watch_execution))
}

pub(crate) async fn no_such_address(request: Request) -> ApiError {
    ApiError::NotFound(request.uri().path().to_owned())
}

pub(crate) async fn no_such_method() -> ApiError {
    ApiError::MethodNotAllowed
}

/// A time as Twilio writes it.
fn date(milliseconds: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(milliseconds).unwrap_or_default();
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
