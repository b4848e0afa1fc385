//! The executions as far as they are loaded.

use leptos::task::spawn_local;

use super::filter::Filter;
use crate::api::{self, ApiError, Execution, ExecutionPage};
use crate::reactive::{RwSignal, StoredValue};

/// The executions that are known, as far as they are loaded.
#[derive(Debug, Clone, Copy)]
pub(super) struct ExecutionList {
    pub(super) executions: RwSignal<Vec<Execution>>,
    pub(super) next: RwSignal<Option<String>>,
    pub(super) state: RwSignal<Load>,
    /// Counts the lists asked for: an answer to an older one comes too late.
    asked: StoredValue<u32>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Load {
    Underway,
    Done,
    Failed(String),
}

impl ExecutionList {
    pub(super) fn new() -> Self {
        Self {
            executions: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            state: RwSignal::new(Load::Underway),
            asked: StoredValue::new(0),
        }
    }

    /// Loads the list from its beginning.
    pub(super) fn load(self, filter: Filter) {
        self.state.set(Load::Underway);
        let number = self.ask();
        spawn_local(async move {
            let answer = api::executions(&filter.wanted()).await;
            self.take(number, answer, Vec::new());
        });
    }

    /// Loads the next page.
    pub(super) fn more(self) {
        let Some(next) = self.next.get_untracked() else { return };
        let number = self.ask();
        spawn_local(async move {
            let answer = api::more_executions(&next).await;
            let before = self.executions.try_get_untracked().unwrap_or_default();
            self.take(number, answer, before);
        });
    }

    fn ask(self) -> u32 {
        self.asked.update_value(|asked| *asked += 1);
        self.asked.get_value()
    }

    fn take(
        self,
        number: u32,
        answer: Result<ExecutionPage, ApiError>,
        mut before: Vec<Execution>,
    ) {
        // The page may be left by now.
        if self.asked.try_get_value() != Some(number) {
            return;
        }
        match answer {
            Ok(page) => {
                self.next.set(page.next().map(str::to_owned));
                before.extend(page.executions);
                self.executions.set(before);
                self.state.set(Load::Done);
            }
            Err(error) => self.state.set(Load::Failed(error.to_string())),
        }
    }
}
