//! A call, live: entries of its log go out, what the caller does comes in.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use flow::live::Request;
use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use serde_json::json;

use super::calls::{After, stored};
use crate::error::ApiError;
use crate::runtime::{Handle, Input};
use crate::{AppState, db};

/// How large a message of a watcher may be, in bytes.
const MAX_MESSAGE: usize = 16 * 1024;
/// How long a watcher may take for one entry before it is dropped.
const SLOW: Duration = Duration::from_secs(10);
/// How often a silent watcher is asked whether it is still there.
const PING: Duration = Duration::from_secs(20);

type Sender = SplitSink<WebSocket, Message>;

pub(super) async fn watch(
    State(app): State<AppState>,
    Path(call): Path<String>,
    Query(After { after }): Query<After>,
    upgrade: WebSocketUpgrade,
) -> Result<Response, ApiError> {
    let missing = || ApiError::NotFound(format!("/api/calls/{call}"));
    let sid = call.parse().map_err(|_| missing())?;
    let upgrade =
        upgrade.read_buffer_size(4_096).max_message_size(MAX_MESSAGE).max_frame_size(MAX_MESSAGE);
    if let Some(handle) = app.runtime.find(&sid) {
        return Ok(upgrade.on_upgrade(move |socket| serve(socket, handle, after)));
    }
    let row = db::executions::find_by_call(&app.db, &call).await?.ok_or_else(missing)?;
    Ok(upgrade.on_upgrade(move |socket| replay(socket, app, row.sid, after)))
}

/// Tells a watcher of a call that goes on.
async fn serve(socket: WebSocket, handle: Handle, after: u64) {
    let (mut sender, mut receiver) = socket.split();
    let mut state = handle.log.watch();
    let mut told = usize::try_from(after).unwrap_or(usize::MAX).min(handle.log.length());
    let mut ping = tokio::time::interval(PING);
    loop {
        let entries = handle.log.after(told);
        told += entries.len();
        let is_over = entries.is_empty() && state.borrow_and_update().is_closed;
        if is_over && handle.log.length() == told {
            return close(sender, close_code::NORMAL, "the call is over").await;
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
                    return close(sender, close_code::UNSUPPORTED, "messages are text").await;
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

/// Tells a watcher of a call that is over.
async fn replay(socket: WebSocket, app: AppState, execution: String, mut after: u64) {
    let (mut sender, _) = socket.split();
    loop {
        match stored(&app, &execution, after).await {
            Ok(entries) if entries.is_empty() => break,
            Ok(entries) => {
                after += entries.len() as u64;
                if !tell(&mut sender, entries.into_iter().map(Arc::from).collect()).await {
                    return;
                }
            }
            Err(error) => {
                tracing::error!(%error, "a call's log could not be read");
                return close(sender, close_code::ERROR, "the log could not be read").await;
            }
        }
    }
    close(sender, close_code::NORMAL, "the call is over").await;
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

async fn close(mut sender: Sender, code: u16, reason: &'static str) {
    let frame = CloseFrame { code, reason: reason.into() };
    // A watcher that is gone needs no goodbye.
    let _ = tokio::time::timeout(SLOW, sender.send(Message::Close(Some(frame)))).await;
}

/// Passes on what the caller does, or says what is wrong with it.
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
    // A call that ended meanwhile tells so itself.
    let _ = handle.send(Input::Caller(request)).await;
    Ok(())
}
