//! The editor: one page for every address of the app, and its files, embedded by `build.rs`.

use std::sync::LazyLock;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use memory_serve::CacheControl;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::AppState;

/// Empty when the server was built without its pages.
const PAGE: &str = include_str!(concat!(env!("OUT_DIR"), "/page.html"));

/// Only this server's own files and the script of its page run or are shown, and no other site may
/// frame them.
const POLICY: &str = concat!(
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' ",
    include_str!(concat!(env!("OUT_DIR"), "/page-script.txt")),
    "; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'"
);

/// Made once: the files are unpacked here and kept for the life of the program.
static FILES: LazyLock<Router> = LazyLock::new(|| {
    // Their folder is named after their contents.
    memory_serve::load!().index_file(None).cache_control(CacheControl::Long).into_router()
});

/// The pages and their files.
pub(crate) fn routes() -> Router<AppState> {
    let guarded =
        |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    Router::new()
        .route("/", get(page))
        .route("/flows/{flow}", get(page))
        .route("/executions", get(page))
        .route("/replace", get(page))
        .route("/executions/{execution}", get(page))
        .merge(FILES.clone().with_state(()))
        .layer(guarded(header::CONTENT_SECURITY_POLICY, POLICY))
        .layer(guarded(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(guarded(header::REFERRER_POLICY, "no-referrer"))
}

async fn page() -> Response {
    if PAGE.is_empty() {
        let words = "this server was built without its editor: build it again without \
                     SWITCHBOARD_SKIP_APP";
        return (StatusCode::SERVICE_UNAVAILABLE, words).into_response();
    }
    ([(header::CACHE_CONTROL, "no-cache")], Html(PAGE)).into_response()
}
