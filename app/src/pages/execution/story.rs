//! An execution as its page holds it; as long as it goes on, the page hears what happens.

use std::time::Duration;

use flow::live::{Entry, Report};
use flow::sid::ExecutionSid;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError, History, Live, Signal as Heard, Standing};
use crate::reactive::{Memo, RwSignal, StoredValue, memo};

/// Entries that are loaded before somebody asks for more.
const FIRST: usize = 1_000;
/// How long after something was heard the steps are loaded again: what happens comes in bursts.
const PAUSE: Duration = Duration::from_millis(200);

/// One execution; a handle, cheap to copy. In context of its page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Story {
    sid: StoredValue<ExecutionSid>,
    pub(super) history: RwSignal<Option<History>>,
    pub(super) log: RwSignal<Vec<Entry>>,
    /// The log goes on behind what is loaded.
    pub(super) has_more: RwSignal<bool>,
    /// Why it could not be loaded.
    pub(super) problem: RwSignal<Option<String>>,
    live: StoredValue<Option<Live>>,
    is_due: StoredValue<bool>,
}

impl Story {
    pub(super) fn new(sid: ExecutionSid) -> Self {
        Self {
            sid: StoredValue::new(sid),
            history: RwSignal::new(None),
            log: RwSignal::new(Vec::new()),
            has_more: RwSignal::new(false),
            problem: RwSignal::new(None),
            live: StoredValue::new(None),
            is_due: StoredValue::new(false),
        }
    }

    /// Loads all of it, and follows it while it goes on.
    pub(super) fn begin(self) {
        self.problem.set(None);
        spawn_local(async move {
            let done = async {
                self.load_steps().await?;
                self.load_entries(FIRST).await
            };
            if let Err(error) = done.await {
                self.problem.set(Some(error.to_string()));
            }
        });
    }

    /// Loads more of a long log.
    pub(super) fn more(self) {
        spawn_local(async move {
            if let Err(error) = self.load_entries(FIRST).await {
                self.problem.set(Some(error.to_string()));
            }
        });
    }

    async fn load_steps(self) -> Result<(), ApiError> {
        let Some(sid) = self.sid.try_get_value() else { return Ok(()) };
        let history = api::history(&sid).await?;
        self.history.set(Some(history));
        Ok(())
    }

    async fn load_entries(self, count: usize) -> Result<(), ApiError> {
        let mut loaded = 0;
        while loaded < count {
            let Some(sid) = self.sid.try_get_value() else { return Ok(()) };
            let after = self.last();
            let entries = api::entries(&sid, after).await?;
            if entries.is_empty() {
                self.has_more.set(false);
                self.follow();
                return Ok(());
            }
            loaded += entries.len();
            self.log.update(|log| log.extend(entries));
        }
        self.has_more.set(true);
        Ok(())
    }

    /// The last entry there is.
    fn last(self) -> u64 {
        let last = self.log.try_with_untracked(|log| log.last().map(|entry| entry.seq));
        last.flatten().unwrap_or_default()
    }

    /// Hears what happens from now on, where something still can.
    fn follow(self) {
        let is_active = self.history.try_with_untracked(|history| {
            history.as_ref().is_some_and(|it| it.execution.status == Standing::Active)
        });
        let Some(sid) = self.sid.try_get_value().filter(|_| is_active == Some(true)) else {
            return;
        };
        let hear = move |heard| match heard {
            Heard::Entry(entry) => self.hear(*entry),
            Heard::Closed => self.reload_soon(),
            Heard::Opened | Heard::Refused(_) => {}
        };
        // Without a connection the page stays as it was loaded.
        if let Ok(live) = Live::open(&sid, self.last(), hear) {
            self.live.set_value(Some(live));
        }
    }

    fn hear(self, entry: Entry) {
        let is_news = matches!(
            entry.report,
            Report::Step { .. } | Report::Context { .. } | Report::Ended { .. }
        );
        self.log.update(|log| log.push(entry));
        if is_news {
            self.reload_soon();
        }
    }

    fn reload_soon(self) {
        if self.is_due.try_get_value() != Some(false) {
            return;
        }
        self.is_due.set_value(true);
        set_timeout(
            move || {
                self.is_due.set_value(false);
                spawn_local(async move {
                    if let Err(error) = self.load_steps().await {
                        self.problem.set(Some(error.to_string()));
                    }
                });
            },
            PAUSE,
        );
    }

    /// Loads the steps again, now.
    pub(super) fn reload(self) {
        self.reload_soon();
    }

    pub(super) fn step_count(self) -> Memo<usize> {
        memo(move || self.history.with(|history| history.as_ref().map_or(0, |it| it.steps.len())))
    }

    pub(super) fn entry_count(self) -> Memo<usize> {
        memo(move || self.log.with(Vec::len))
    }
}
