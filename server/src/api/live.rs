//! An execution, live: entries of its log go out, what the caller, or the other side of a widget,
//! does comes in.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use flow::live::Request;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::error::ApiError;
use crate::runtime::{Handle, Input};
use crate::{AppState, db};

/// How large a message of a watcher may be, in bytes.
const MAX_MESSAGE: usize = 16 * 1024;
/// How long a watcher may take for one entry before it is dropped.
const SLOW: Duration = Duration::from_secs(10);
/// How often a silent watcher is asked whether it is still there.
const PING: Duration = Duration::from_secs(20);
/// Entries that are answered at once.
const PAGE: usize = 500;
/// Entries that are taken from memory at once.
const BATCH: usize = 100;

type Sender = SplitSink<WebSocket, Message>;
type Receiver = SplitStream<WebSocket>;

/// What of a log is asked for.
#[derive(Debug, Deserialize)]
pub(super) struct After {
    /// The last entry that is known.
    #[serde(default)]
    pub(super) after: u64,
}

/// Where the log of an execution is: in memory while it goes on, else in the database.
pub(super) enum Told {
    Live(Handle),
    /// By its number.
    Stored(i64),
}

impl Told {
    pub(super) async fn of_call(app: &AppState, call: &str) -> Result<Self, ApiError> {
        let missing = || ApiError::NotFound(format!("/api/calls/{call}"));
        let sid = call.parse().map_err(|_| missing())?;
        if let Some(handle) = app.runtime.find_by_call(&sid) {
            return Ok(Self::Live(handle));
        }
        let row = db::executions::find_by_call(&app.db, call).await?.ok_or_else(missing)?;
        Ok(Self::Stored(row.id))
    }

    pub(super) async fn of_execution(app: &AppState, execution: &str) -> Result<Self, ApiError> {
        let missing = || ApiError::NotFound(format!("/api/executions/{execution}"));
        let sid = execution.parse().map_err(|_| missing())?;
        if let Some(handle) = app.runtime.find(&sid) {
            return Ok(Self::Live(handle));
        }
        let row = db::executions::find(&app.db, &sid).await?.ok_or_else(missing)?;
        Ok(Self::Stored(row.id))
    }

    /// At most 500 entries after one.
    pub(super) async fn entries(&self, app: &AppState, after: u64) -> Result<Vec<Value>, ApiError> {
        let texts = match self {
            Self::Live(handle) => {
                let after = usize::try_from(after).unwrap_or(usize::MAX);
                handle.log.after(after, PAGE)
            }
            Self::Stored(id) => stored(app, *id, after).await?.into_iter().map(Arc::from).collect(),
        };
        let entries = texts.iter().map(|text| serde_json::from_str(text));
        Ok(entries.collect::<Result<Vec<Value>, _>>()?)
    }
}

/// Entries of a log in the database.
async fn stored(app: &AppState, execution: i64, after: u64) -> sqlx::Result<Vec<String>> {
    let after = i64::try_from(after).unwrap_or(i64::MAX - 1);
    db::executions::log(&app.db, execution, after, PAGE).await
}

pub(super) async fn watch_call(
    State(app): State<AppState>,
    Path(call): Path<String>,
    Query(After { after }): Query<After>,
    upgrade: WebSocketUpgrade,
) -> Result<Response, ApiError> {
    let told = Told::of_call(&app, &call).await?;
    Ok(watch(app, told, after, upgrade))
}

pub(super) async fn watch_execution(
    State(app): State<AppState>,
    Path(execution): Path<String>,
    Query(After { after }): Query<After>,
    upgrade: WebSocketUpgrade,
) -> Result<Response, ApiError> {
    let told = Told::of_execution(&app, &execution).await?;
    Ok(watch(app, told, after, upgrade))
}

fn watch(app: AppState, told: Told, after: u64, upgrade: WebSocketUpgrade) -> Response {
    let upgrade =
        upgrade.read_buffer_size(4_096).max_message_size(MAX_MESSAGE).max_frame_size(MAX_MESSAGE);
    match told {
        Told::Live(handle) => upgrade.on_upgrade(move |socket| serve(socket, handle, after)),
        Told::Stored(id) => upgrade.on_upgrade(move |socket| replay(socket, app, id, after)),
    }
}

/// Tells a watcher of an execution that goes on.
async fn serve(socket: WebSocket, handle: Handle, after: u64) {
    let (mut sender, mut receiver) = socket.split();
    let mut state = handle.log.watch();
    let mut told = usize::try_from(after).unwrap_or(usize::MAX).min(handle.log.length());
    let mut ping = tokio::time::interval(PING);
    loop {
        let entries = handle.log.after(told, BATCH);
        told += entries.len();
        let is_over = entries.is_empty() && state.borrow_and_update().is_closed;
        if is_over && handle.log.length() == told {
            return close(sender, receiver, close_code::NORMAL, "the execution is over").await;
        }
        if !entries.is_empty() {
            if !tell(&mut sender, entries).await {
                return;
            }
            continue;
        }
        tokio::select! {
            changed = state.changed() => if changed.is_err() { return },
            message = receiver.next() => match message {
                Some(Ok(Message::Text(text))) => {
                    if let Err(problem) = take(&handle, text.as_str()).await {
                        let problem = json!({ "type": "error", "message": problem }).to_string();
                        if sender.send(Message::Text(problem.into())).await.is_err() { return }
                    }
                }
                Some(Ok(Message::Binary(_))) => {
                    return close(sender, receiver, close_code::UNSUPPORTED, "messages are text").await;
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
            },
            _ = ping.tick() => {
                let ping = sender.send(Message::Ping(Vec::new().into()));
                if !matches!(tokio::time::timeout(SLOW, ping).await, Ok(Ok(()))) { return }
            }
        }
    }
}

/// Tells a watcher of an execution that is over.
async fn replay(socket: WebSocket, app: AppState, execution: i64, mut after: u64) {
    let (mut sender, receiver) = socket.split();
    loop {
        match stored(&app, execution, after).await {
            Ok(entries) if entries.is_empty() => break,
            Ok(entries) => {
                after += entries.len() as u64;
                if !tell(&mut sender, entries.into_iter().map(Arc::from).collect()).await {
                    return;
                }
            }
            Err(error) => {
                tracing::error!(%error, "a log could not be read");
                return close(sender, receiver, close_code::ERROR, "the log could not be read")
                    .await;
            }
        }
    }
    close(sender, receiver, close_code::NORMAL, "the execution is over").await;
}

/// Sends entries; `false` when the watcher is gone or too slow.
async fn tell(sender: &mut Sender, entries: Vec<Arc<str>>) -> bool {
    for entry in entries {
        let message = Message::Text(entry.as_ref().into());
        if !matches!(tokio::time::timeout(SLOW, sender.send(message)).await, Ok(Ok(()))) {
            return false;
        }
    }
    true
}

/// Says goodbye and waits until the watcher has heard it: a connection that is dropped with
/// something unread in it takes along what the watcher has not read yet.
async fn close(mut sender: Sender, mut receiver: Receiver, code: u16, reason: &'static str) {
    let frame = CloseFrame { code, reason: reason.into() };
    let goodbye = async {
        if sender.send(Message::Close(Some(frame))).await.is_ok() {
            while let Some(Ok(_)) = receiver.next().await {}
        }
    };
    // A watcher that is gone, or says nothing, needs no goodbye.
    let _ = tokio::time::timeout(SLOW, goodbye).await;
}

/// Passes on what a watcher does, or says what is wrong with it.
async fn take(handle: &Handle, text: &str) -> Result<(), String> {
    let request: Request = serde_json::from_str(text)
        .map_err(|error| format!("this message cannot be read: {error}"))?;
    match &request {
        Request::Press { keys } => {
            if let Some(key) = keys.chars().find(|key| !matches!(key, '0'..='9' | '*' | '#')) {
                return Err(format!("`{key}` is no key: use 0 to 9, * and #"));
            }
        }
        Request::Say { text } if text.trim().is_empty() => {
            return Err("there is nothing to say".to_owned());
        }
        Request::Message { body, media_url } if body.is_empty() && media_url.is_empty() => {
            return Err("there is nothing to send".to_owned());
        }
        Request::Say { .. }
        | Request::Saying { .. }
        | Request::HangUp
        | Request::SpeechFinished { .. }
        | Request::Answer { .. }
        | Request::Message { .. } => {}
    }
    // An execution that ended meanwhile tells so itself.
    let _ = handle.send(Input::Watcher(request)).await;
    Ok(())
}
