//! An execution as the panel holds it: its log, its connection, and what the caller does.

use std::time::Duration;

use flow::definition::Object;
use flow::live::{Request, Waiting};
use flow::sid::ExecutionSid;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::log::CallLog;
use crate::api::{self, ApiError, Begun, CallRequest, Live, MessageRequest, RestRequest};
use crate::editor::{Editor, Panel};
use crate::open_flow::OpenFlow;
use crate::reactive::{Memo, RwSignal, StoredValue, effect, memo};

/// How long after a lost connection the next try comes.
const PAUSE: Duration = Duration::from_millis(500);

/// What an execution is begun with.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Beginning {
    Call(CallRequest),
    Message(MessageRequest),
    Request(RestRequest),
}

/// One execution at a time, mostly a call; a handle, cheap to copy. In context of the editor page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Phone {
    open: OpenFlow,
    pub(super) log: RwSignal<CallLog>,
    /// Something is shown, running or over.
    pub(super) is_placed: RwSignal<bool>,
    pub(super) is_over: Memo<bool>,
    /// What is typed is a message, not words that are spoken.
    pub(super) is_written_to: Memo<bool>,
    /// It began with a message: the next one goes on with it, or begins another.
    pub(super) is_chat: Memo<bool>,
    /// It began with a call.
    pub(super) is_call: Memo<bool>,
    /// The server is being asked for an execution.
    pub(super) is_dialling: RwSignal<bool>,
    pub(super) is_cut_off: RwSignal<bool>,
    /// Why nothing came about.
    pub(super) problem: RwSignal<Option<String>>,
    pub(super) execution: RwSignal<Option<ExecutionSid>>,
    beginning: RwSignal<Option<Beginning>>,
    live: StoredValue<Option<Live>>,
}

impl Phone {
    pub(crate) fn new(open: OpenFlow) -> Self {
        let log = RwSignal::new(CallLog::default());
        let beginning = RwSignal::new(None::<Beginning>);
        let is_chat = memo(move || {
            beginning.with(|beginning| matches!(beginning, Some(Beginning::Message(_))))
        });
        let is_call =
            memo(move || beginning.with(|beginning| matches!(beginning, Some(Beginning::Call(_)))));
        Self {
            open,
            log,
            is_placed: RwSignal::new(false),
            is_over: memo(move || log.with(CallLog::is_over)),
            is_written_to: memo(move || {
                let waits = log.with(|log| log.waiting == Some(Waiting::Message));
                waits || !is_call.get()
            }),
            is_chat,
            is_call,
            is_dialling: RwSignal::new(false),
            is_cut_off: RwSignal::new(false),
            problem: RwSignal::new(None),
            execution: RwSignal::new(None),
            beginning,
            live: StoredValue::new(None),
        }
    }

    /// What the execution that is shown knows; none where nothing is shown.
    pub(crate) fn context(&self) -> Option<serde_json::Value> {
        self.log.try_with_untracked(|log| log.context.clone())
    }

    /// Saves the draft and begins an execution of the flow.
    pub(super) fn begin(&self, beginning: Beginning) {
        let phone = *self;
        self.beginning.set(Some(beginning.clone()));
        self.is_dialling.set(true);
        self.problem.set(None);
        spawn_local(async move {
            match phone.place(&beginning).await {
                Ok(()) => phone.is_placed.set(true),
                Err(error) => phone.problem.set(Some(error.to_string())),
            }
            phone.is_dialling.set(false);
        });
    }

    async fn place(&self, beginning: &Beginning) -> Result<(), ApiError> {
        self.open.save().await?;
        if self.log.is_disposed() {
            return Ok(());
        }
        let flow = self.open.sid();
        let Begun { execution_sid, .. } = match beginning {
            Beginning::Call(call) => api::call(&flow, call).await?,
            Beginning::Message(message) => api::message(&flow, message).await?,
            Beginning::Request(request) => api::request(&flow, request).await?,
        };
        if self.execution.get_untracked().as_ref() != Some(&execution_sid) {
            // A conversation by message goes on, whatever executions take part in it.
            let is_chat = self.is_chat.get_untracked() && self.is_placed.get_untracked();
            self.log.update(|log| log.begin_again(is_chat));
            self.execution.set(Some(execution_sid));
            self.watch();
        }
        Ok(())
    }

    /// Begins the same way once more.
    pub(super) fn begin_again(&self) {
        if let Some(beginning) = self.beginning.get_untracked() {
            self.begin(beginning);
        }
    }

    /// Goes back to where an execution is begun.
    pub(super) fn put_down(&self) {
        self.live.set_value(None);
        self.log.set(CallLog::default());
        self.execution.set(None);
        self.is_placed.set(false);
    }

    /// The caller says something, or the contact writes; `false` when it could not be sent.
    pub(super) fn say(&self, text: &str) -> bool {
        let text = text.to_owned();
        if text.is_empty() {
            return false;
        }
        match self.beginning.get_untracked() {
            Some(Beginning::Message(message)) => {
                self.begin(Beginning::Message(MessageRequest { body: text, ..message }));
                true
            }
            _ if self.is_written_to.get_untracked() => {
                self.send(&Request::Message { body: text, media_url: String::new() })
            }
            _ => self.send(&Request::Say { text }),
        }
    }

    /// The caller has said so much of something by now; it ends with [`say`](Self::say), or never.
    pub(super) fn is_saying(&self, text: &str) {
        if !self.is_written_to.get_untracked() && !text.is_empty() {
            // A partial that is not sent is like one that was not recognised.
            let _ = self.deliver(&Request::Saying { text: text.to_owned() });
        }
    }

    /// The other side of a widget does something.
    pub(super) fn answer(&self, ask: u64, outcome: String, details: Object) {
        self.send(&Request::Answer { ask, outcome, details });
    }

    pub(super) fn press(&self, key: char) {
        self.send(&Request::Press { keys: key.to_string() });
    }

    /// Hangs up; what is no call is stopped.
    pub(super) fn hang_up(&self) {
        if self.is_call.get_untracked() {
            self.send(&Request::HangUp);
            return;
        }
        let phone = *self;
        let Some(execution) = self.execution.get_untracked() else { return };
        spawn_local(async move {
            if let Err(error) = api::stop(&phone.open.sid(), &execution).await {
                phone.problem.set(Some(error.to_string()));
            }
        });
    }

    fn send(&self, request: &Request) -> bool {
        self.problem.set(None);
        self.deliver(request)
    }

    fn deliver(&self, request: &Request) -> bool {
        self.live
            .try_with_value(|live| live.as_ref().is_some_and(|live| live.send(request)))
            .unwrap_or_default()
    }

    /// Connects to the execution, and again after the last entry when the connection goes.
    fn watch(&self) {
        let Some(Some(execution)) = self.execution.try_get_untracked() else { return };
        let phone = *self;
        let after = self.log.with_untracked(|log| log.seq);
        let hear = move |signal| match signal {
            api::Signal::Opened => phone.is_cut_off.set(false),
            api::Signal::Entry(entry) => phone.hear(*entry),
            api::Signal::Refused(why) => phone.problem.set(Some(why)),
            api::Signal::Closed => phone.reconnect(),
        };
        match Live::open(&execution, after, hear) {
            Ok(live) => self.live.set_value(Some(live)),
            Err(error) => self.problem.set(Some(error.to_string())),
        }
    }

    fn hear(&self, entry: flow::live::Entry) {
        self.log.update(|log| {
            log.take(entry);
        });
    }

    fn reconnect(&self) {
        let phone = *self;
        if self.is_over.try_get_untracked() == Some(false) {
            self.is_cut_off.set(true);
            set_timeout(move || phone.watch(), PAUSE);
        }
    }

    /// Lights the canvas: the state the flow stands on, and the way it has come.
    pub(super) fn light(&self, editor: Editor) {
        let phone = *self;
        let state = memo(move || phone.log.with(|log| log.state.clone()));
        let traced = memo(move || phone.log.with(|log| log.traced.clone()));
        effect(move || editor.active.set(state.get()));
        effect(move || editor.traced.set(traced.get()));
        effect(move || {
            let runs = phone.is_placed.get() && !phone.is_over.get();
            let shown = phone.is_placed.get() && editor.panel.get() == Panel::Call;
            editor.dimmed.set(runs || shown);
        });
    }
}
