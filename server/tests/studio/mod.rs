//! A server for tests: a database of its own, asked through the real router.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used)]

pub mod flows;
pub mod live;
pub mod process;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use axum::response::Response;
use clap::Parser;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use server::config::Settings;
use server::db::Db;
use server::{AppState, router};
use tower::ServiceExt;
use url::form_urlencoded;

/// The one account there is.
pub const ACCOUNT: &str = "AC00000000000000000000000000000000";

pub struct Studio {
    pub app: AppState,
    pub file: PathBuf,
}

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    settings: Settings,
}

pub fn settings(words: &[&str]) -> Settings {
    let words = ["test"].iter().chain(words);
    Line::parse_from(words).settings
}

/// A file that no other test uses.
pub fn database_file() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("switchboard-test-{}-{count}.db", std::process::id());
    let file = std::env::temp_dir().join(name);
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", file.display()));
    }
    file
}

impl Studio {
    pub async fn open() -> Self {
        Self::with(settings(&[])).await
    }

    pub async fn with(settings: Settings) -> Self {
        Self::on(database_file(), settings, "127.0.0.1:4000".parse().unwrap()).await
    }

    pub async fn on(file: PathBuf, settings: Settings, listen: SocketAddr) -> Self {
        let db = Db::open(&file).await.unwrap();
        Self { app: AppState::new(db, settings, listen), file }
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Body>) -> Response {
        router(self.app.clone()).oneshot(request).await.unwrap()
    }

    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        form: &[(&str, &str)],
    ) -> (StatusCode, Value) {
        self.ask_with(method, path, form, &[]).await
    }

    pub async fn ask_with(
        &self,
        method: Method,
        path: &str,
        form: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> (StatusCode, Value) {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", self.app.listen().to_string())
            .header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(self.send(request.body(Body::from(body)).unwrap()).await).await
    }

    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.ask(Method::GET, path, &[]).await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> (StatusCode, Value) {
        self.ask(Method::POST, path, form).await
    }

    pub async fn json(&self, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", self.app.listen().to_string())
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        answer(self.send(request).await).await
    }

    /// Waits until an execution is over.
    pub async fn ended(&self, execution: &Value) {
        let sid = execution.as_str().unwrap().parse().unwrap();
        if let Some(handle) = self.app.runtime.find(&sid) {
            handle.closed().await;
        }
    }

    /// Makes a published flow and gives its SID.
    pub async fn publish(&self, definition: &str) -> String {
        let form = [("FriendlyName", "Main"), ("Status", "published"), ("Definition", definition)];
        let (status, flow) = self.post("/v2/Flows", &form).await;
        assert_eq!(status, StatusCode::CREATED, "{flow}");
        flow["sid"].as_str().unwrap().to_owned()
    }
}

async fn answer(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    if body.is_empty() {
        return (status, Value::Null);
    }
    let text = String::from_utf8_lossy(&body).into_owned();
    (status, serde_json::from_slice(&body).unwrap_or(Value::String(text)))
}

/// A flow that greets, asks and repeats what it heard.
pub fn echo() -> String {
    json!({
        "description": "Repeats what it hears",
        "states": [
            { "name": "Trigger", "type": "trigger", "transitions": [
                { "event": "incomingMessage" }, { "next": "ask", "event": "incomingCall" },
                { "event": "incomingConversationMessage" }, { "event": "incomingRequest" },
                { "event": "incomingParent" } ],
              "properties": { "offset": { "x": 0, "y": 0 } } },
            { "name": "ask", "type": "gather-input-on-call", "transitions": [
                { "next": "repeat", "event": "keypress" }, { "next": "repeat", "event": "speech" },
                { "next": "silence", "event": "timeout" } ],
              "properties": { "offset": { "x": 0, "y": 200 }, "say": "Who is there?", "timeout": 5,
                "loop": 1, "stop_gather": true, "finish_on_key": "#", "number_of_digits": 1,
                "gather_language": "en", "language": "en", "speech_timeout": "auto",
                "profanity_filter": "true" } },
            { "name": "repeat", "type": "say-play", "transitions": [{ "event": "audioComplete" }],
              "properties": { "offset": { "x": 0, "y": 400 }, "loop": 1,
                "say": "Hello {{widgets.ask.SpeechResult}}{{widgets.ask.Digits}}." } },
            { "name": "silence", "type": "say-play", "transitions": [{ "event": "audioComplete" }],
              "properties": { "offset": { "x": 300, "y": 400 }, "loop": 1, "say": "Nobody there." } }
        ],
        "initial_state": "Trigger",
        "flags": { "allow_concurrent_calls": true }
    })
    .to_string()
}

/// The same, with a problem: a transition that leads nowhere.
pub fn broken() -> String {
    echo().replace("\"next\":\"silence\"", "\"next\":\"nowhere\"")
}
