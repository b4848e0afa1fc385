//! What watchers of an execution are told, in order and without gaps.
//!
//! A watcher reads at its own pace from the one list; nothing is buffered for it. The list lives
//! as long as the execution and its watchers; afterwards it is in the database.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

/// An execution's log.
#[derive(Debug, Default)]
pub struct Log {
    /// Entry `seq` stands at `seq - 1`, as JSON.
    entries: Mutex<Vec<Arc<str>>>,
    state: watch::Sender<State>,
}

/// How long the log is, and whether it still grows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct State {
    /// Its entries.
    pub length: usize,
    /// Whether nothing will follow.
    pub is_closed: bool,
}

impl Log {
    /// Adds entries, each as JSON.
    pub(super) fn add(&self, entries: impl IntoIterator<Item = Arc<str>>) {
        let length = {
            let mut all = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
            all.extend(entries);
            all.len()
        };
        self.state.send_modify(|state| state.length = length);
    }

    /// Tells watchers that nothing will follow.
    pub(super) fn close(&self) {
        self.state.send_modify(|state| state.is_closed = true);
    }

    /// How many entries there are.
    pub fn length(&self) -> usize {
        self.state.borrow().length
    }

    /// At most `limit` entries after the first `after`.
    pub fn after(&self, after: usize, limit: usize) -> Vec<Arc<str>> {
        let all = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().skip(after).take(limit).cloned().collect()
    }

    /// Tells when the log grows or closes.
    pub fn watch(&self) -> watch::Receiver<State> {
        self.state.subscribe()
    }
}
