//! The flows as far as they are loaded.

use leptos::task::spawn_local;

use crate::api::{self, ApiError, FlowSummary};
use crate::reactive::RwSignal;

/// The flows that are known, as far as they are loaded.
#[derive(Debug, Clone, Copy)]
pub(super) struct FlowList {
    pub(super) flows: RwSignal<Vec<FlowSummary>>,
    pub(super) next: RwSignal<Option<String>>,
    pub(super) load: RwSignal<Load>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Load {
    Underway,
    Done,
    Failed(String),
}

impl FlowList {
    pub(super) fn new() -> Self {
        let (flows, next) = (RwSignal::new(Vec::new()), RwSignal::new(None));
        Self { flows, next, load: RwSignal::new(Load::Underway) }
    }

    /// Loads the list from its beginning.
    pub(super) fn reload(self) {
        self.load.set(Load::Underway);
        spawn_local(async move { self.take(api::flows(None).await, Vec::new()) });
    }

    /// Loads the next page.
    pub(super) fn more(self) {
        let next = self.next.get_untracked();
        spawn_local(async move {
            let flows = self.flows.get_untracked();
            self.take(api::flows(next.as_deref()).await, flows);
        });
    }

    fn take(self, answer: Result<api::FlowPage, ApiError>, mut before: Vec<FlowSummary>) {
        let load = match answer {
            Ok(page) => {
                self.next.set(page.next().map(str::to_owned));
                before.extend(page.flows);
                self.flows.set(before);
                Load::Done
            }
            Err(error) => Load::Failed(error.to_string()),
        };
        self.load.set(load);
    }
}
