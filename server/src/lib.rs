//! Switchboard's server: the Studio API, the emulator's shell and the command line.
//!
//! [`router`] is what `main` serves and what tests call.

pub mod agent;
pub mod api;
mod assets;
pub mod cli;
pub mod config;
pub mod db;
pub mod demo;
pub mod error;
mod guard;
mod ids;
pub mod relay;
pub mod relay_map;
pub mod requests;
pub mod runtime;
mod tls;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::{DefaultMakeSpan, TraceLayer};
use tracing::Level;

use crate::config::{MAX_BODY_BYTES, REQUEST_TIMEOUT_SECONDS, Settings};
use crate::db::Db;
use crate::requests::{Reach, UrlMap};
use crate::runtime::{Outside, Runtime};

/// What every handler has at hand; cheap to clone.
#[derive(Debug, Clone)]
pub struct AppState {
    /// The database.
    pub db: Db,
    /// The executions that go on.
    pub runtime: Runtime,
    settings: Arc<Settings>,
    listen: SocketAddr,
}

impl AppState {
    /// A server that listens on `listen`, which is known once its socket is open.
    pub fn new(db: Db, settings: Settings, listen: SocketAddr) -> Self {
        let mut relay_map = settings.relay_map.clone();
        relay_map.push(demo::mapping(listen));
        let outside = Outside {
            relay_map,
            handshakes: Arc::new(settings.handshake.handshakes(settings.auth_token.clone())),
            stand_ins: settings.url_map.iter().map(|UrlMap(stand_in)| stand_in.clone()).collect(),
            reach: Reach::of(listen, settings.allow_private),
            auth_token: settings.auth_token.clone(),
        };
        let runtime = Runtime::new(db.clone(), outside);
        Self { db, runtime, settings: Arc::new(settings), listen }
    }

    /// Where it listens.
    pub fn listen(&self) -> SocketAddr {
        self.listen
    }

    /// The beginning of its own addresses.
    pub fn base_url(&self) -> String {
        match self.settings.hosts.first() {
            Some(host) => format!("http://{host}"),
            None => format!("http://{}", self.listen),
        }
    }

    fn hosts(&self) -> &[String] {
        &self.settings.hosts
    }

    fn auth_token(&self) -> Option<&str> {
        self.settings.auth_token.as_deref()
    }
}

/// Everything the server answers.
pub fn router(app: AppState) -> Router {
    let timed = api::router().layer(DefaultBodyLimit::max(MAX_BODY_BYTES)).layer(
        TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            Duration::from_secs(REQUEST_TIMEOUT_SECONDS),
        ),
    );
    Router::new()
        .merge(timed)
        .merge(api::sockets())
        .merge(agent::routes())
        .merge(assets::routes())
        .fallback(api::no_such_address)
        .method_not_allowed_fallback(api::no_such_method)
        .layer(axum::middleware::from_fn_with_state(app.clone(), guard::check))
        // Method and address only: headers hold passwords.
        .layer(TraceLayer::new_for_http().make_span_with(DefaultMakeSpan::new().level(Level::INFO)))
        .with_state(app)
}
