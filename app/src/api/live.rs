//! The live connection of an execution: entries come in, requests go out.

use flow::live::{Entry, Request};
use flow::sid::ExecutionSid;
use serde_json::Value;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{CloseEvent, MessageEvent, WebSocket};

use super::ApiError;

/// What comes from a live connection.
#[derive(Debug)]
pub enum Signal {
    /// The connection is open.
    Opened,
    /// A line of the execution's log.
    Entry(Box<Entry>),
    /// What the caller did was not taken, and why.
    Refused(String),
    /// The connection is gone.
    Closed,
}

/// An open live connection; dropping it closes it.
#[derive(Debug)]
pub struct Live {
    socket: WebSocket,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _close: Closure<dyn FnMut(CloseEvent)>,
    _open: Closure<dyn FnMut()>,
}

impl Live {
    /// Watches an execution from the entry after `after` on.
    pub fn open(
        execution: &ExecutionSid,
        after: u64,
        hear: impl Fn(Signal) + Clone + 'static,
    ) -> Result<Self, ApiError> {
        let address = format!("{}/api/executions/{execution}/live?after={after}", origin());
        let socket = WebSocket::new(&address).map_err(|_| ApiError::Unreachable)?;
        let message = {
            let hear = hear.clone();
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                let text = event.data().as_string().unwrap_or_default();
                let message = serde_json::from_str::<Value>(&text).unwrap_or_default();
                let refusal = refusal(&message);
                match super::decode(message) {
                    Ok(entry) => hear(Signal::Entry(Box::new(entry))),
                    Err(_) => hear(Signal::Refused(refusal)),
                }
            })
        };
        let open = {
            let hear = hear.clone();
            Closure::<dyn FnMut()>::new(move || hear(Signal::Opened))
        };
        let close = Closure::<dyn FnMut(CloseEvent)>::new(move |_| hear(Signal::Closed));
        socket.set_onopen(Some(open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(close.as_ref().unchecked_ref()));
        Ok(Self { socket, _message: message, _close: close, _open: open })
    }

    /// Sends what the caller does; `false` when the connection is not open.
    pub fn send(&self, request: &Request) -> bool {
        if self.socket.ready_state() != WebSocket::OPEN {
            return false;
        }
        serde_json::to_string(request).is_ok_and(|text| self.socket.send_with_str(&text).is_ok())
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        // A socket that is closed already is as wanted.
        let _ = self.socket.close();
    }
}

/// The message of `{"type": "error", "message": …}`.
fn refusal(answer: &Value) -> String {
    let message = answer.get("message").and_then(Value::as_str);
    message.map_or_else(|| super::ApiError::Unreadable.to_string(), super::sentence_case)
}

/// Where this page came from, for a WebSocket.
fn origin() -> String {
    let origin = leptos::prelude::window().location().origin().unwrap_or_default();
    origin.replacen("http", "ws", 1)
}
