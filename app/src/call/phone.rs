//! The call as the panel holds it: its log, its connection, and what the caller does.

use std::time::Duration;

use flow::definition::Object;
use flow::live::{Request, Waiting};
use flow::sid::CallSid;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::log::CallLog;
use crate::api::{self, CallRequest, Live};
use crate::editor::{Editor, Panel};
use crate::open_flow::OpenFlow;

/// How long after a lost connection the next try comes.
const PAUSE: Duration = Duration::from_millis(500);

/// One call at a time; a handle, cheap to copy. In context of the editor page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Phone {
    open: OpenFlow,
    pub(super) log: RwSignal<CallLog>,
    /// A call is shown, running or over.
    pub(super) is_placed: RwSignal<bool>,
    pub(super) is_over: Memo<bool>,
    /// The flow waits for a message, so that what is typed is one.
    pub(super) is_written_to: Memo<bool>,
    /// The server is being asked for a call.
    pub(super) is_dialling: RwSignal<bool>,
    pub(super) is_cut_off: RwSignal<bool>,
    /// Why no call came about.
    pub(super) problem: RwSignal<Option<String>>,
    request: StoredValue<Option<CallRequest>>,
    call: StoredValue<Option<CallSid>>,
    live: StoredValue<Option<Live>, LocalStorage>,
}

impl Phone {
    pub(crate) fn new(open: OpenFlow) -> Self {
        let log = RwSignal::new(CallLog::default());
        Self {
            open,
            log,
            is_placed: RwSignal::new(false),
            is_over: Memo::new(move |_| log.with(CallLog::is_over)),
            is_written_to: Memo::new(move |_| {
                log.with(|log| log.waiting == Some(Waiting::Message))
            }),
            is_dialling: RwSignal::new(false),
            is_cut_off: RwSignal::new(false),
            problem: RwSignal::new(None),
            request: StoredValue::new(None),
            call: StoredValue::new(None),
            live: StoredValue::new_local(None),
        }
    }

    /// Saves the draft and calls the flow.
    pub(super) fn dial(&self, request: CallRequest) {
        let phone = *self;
        self.request.set_value(Some(request.clone()));
        self.is_dialling.set(true);
        self.problem.set(None);
        spawn_local(async move {
            match phone.place(&request).await {
                Ok(()) => phone.is_placed.set(true),
                Err(error) => phone.problem.set(Some(error.to_string())),
            }
            phone.is_dialling.set(false);
        });
    }

    async fn place(&self, request: &CallRequest) -> Result<(), api::ApiError> {
        self.open.save().await?;
        if self.log.is_disposed() {
            return Ok(());
        }
        let call = api::call(&self.open.sid(), request).await?;
        self.call.set_value(Some(call.call_sid));
        self.log.set(CallLog::default());
        self.watch();
        Ok(())
    }

    /// Calls the same way once more.
    pub(super) fn call_again(&self) {
        if let Some(request) = self.request.get_value() {
            self.dial(request);
        }
    }

    /// Goes back to where a call is made.
    pub(super) fn put_down(&self) {
        self.live.set_value(None);
        self.log.set(CallLog::default());
        self.is_placed.set(false);
    }

    /// The caller says something, or the contact writes where a message is waited for; `false`
    /// when it could not be sent.
    pub(super) fn say(&self, text: &str) -> bool {
        let text = text.to_owned();
        !text.is_empty()
            && match self.is_written_to.get_untracked() {
                true => self.send(&Request::Message { body: text, media_url: String::new() }),
                false => self.send(&Request::Say { text }),
            }
    }

    /// The other side of a widget does something.
    pub(super) fn answer(&self, ask: u64, outcome: String, details: Object) {
        self.send(&Request::Answer { ask, outcome, details });
    }

    pub(super) fn press(&self, key: char) {
        self.send(&Request::Press { keys: key.to_string() });
    }

    pub(super) fn hang_up(&self) {
        self.send(&Request::HangUp);
    }

    fn send(&self, request: &Request) -> bool {
        self.problem.set(None);
        self.live
            .try_with_value(|live| live.as_ref().is_some_and(|live| live.send(request)))
            .unwrap_or_default()
    }

    /// Connects to the call, and connects again after the last entry when the connection goes.
    fn watch(&self) {
        let Some(Some(call)) = self.call.try_get_value() else { return };
        let phone = *self;
        let after = self.log.with_untracked(|log| log.seq);
        let hear = move |signal| match signal {
            api::Signal::Opened => drop(phone.is_cut_off.try_set(false)),
            api::Signal::Entry(entry) => phone.hear(*entry),
            api::Signal::Refused(why) => drop(phone.problem.try_set(Some(why))),
            api::Signal::Closed => phone.reconnect(),
        };
        match Live::open(&call, after, hear) {
            Ok(live) => self.live.set_value(Some(live)),
            Err(error) => self.problem.set(Some(error.to_string())),
        }
    }

    fn hear(&self, entry: flow::live::Entry) {
        // The page may be gone while its last messages arrive.
        let _ = self.log.try_update(|log| log.take(entry));
    }

    fn reconnect(&self) {
        let phone = *self;
        if self.is_over.try_get_untracked() == Some(false) {
            let _ = self.is_cut_off.try_set(true);
            set_timeout(move || phone.watch(), PAUSE);
        }
    }

    /// Lights the canvas: the state the flow stands on, and the way it has come.
    pub(super) fn light(&self, editor: Editor) {
        let phone = *self;
        let state = Memo::new(move |_| phone.log.with(|log| log.state.clone()));
        let traced = Memo::new(move |_| phone.log.with(|log| log.traced.clone()));
        Effect::new(move |_| editor.active.set(state.get()));
        Effect::new(move |_| editor.traced.set(traced.get()));
        Effect::new(move |_| {
            let runs = phone.is_placed.get() && !phone.is_over.get();
            let shown = phone.is_placed.get() && editor.panel.get() == Panel::Call;
            editor.dimmed.set(runs || shown);
        });
    }
}
