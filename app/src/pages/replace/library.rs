//! All flows with their definitions, and replacing in them.

use std::collections::HashSet;

use flow::Flow;
use flow::sid::FlowSid;
use flow::texts::Search;
use leptos::task::spawn_local;

use crate::api::{self, ApiError, Changes, FlowRecord, Status};
use crate::components::{Toasts, many};
use crate::reactive::RwSignal;

/// A flow that is searched.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Opened {
    pub(super) sid: FlowSid,
    pub(super) name: String,
    pub(super) revision: i64,
    pub(super) flow: Flow,
}

/// All flows; a handle, cheap to copy. In context of the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Library {
    pub(super) flows: RwSignal<Vec<Opened>>,
    /// Why they could not be read.
    pub(super) problem: RwSignal<Option<String>>,
    /// What is going on, in words; none while nothing is.
    pub(super) progress: RwSignal<Option<String>>,
    /// The flows in which nothing is to be replaced.
    pub(super) left_out: RwSignal<HashSet<FlowSid>>,
    toasts: Toasts,
}

impl Library {
    pub(super) fn new(toasts: Toasts) -> Self {
        Self {
            flows: RwSignal::new(Vec::new()),
            problem: RwSignal::new(None),
            progress: RwSignal::new(None),
            left_out: RwSignal::new(HashSet::new()),
            toasts,
        }
    }

    /// Reads every flow anew.
    pub(super) fn load(self) {
        self.problem.set(None);
        spawn_local(async move {
            let problem = self.read_all().await.err().map(|error| error.to_string());
            self.progress.set(None);
            self.problem.set(problem);
        });
    }

    async fn read_all(self) -> Result<(), ApiError> {
        let mut page = api::flows(None).await?;
        let mut summaries = std::mem::take(&mut page.flows);
        while let Some(next) = page.next().map(str::to_owned) {
            page = api::flows(Some(&next)).await?;
            summaries.append(&mut page.flows);
        }
        let mut all = Vec::with_capacity(summaries.len());
        for (at, summary) in summaries.iter().enumerate() {
            if self.progress.is_disposed() {
                // The page was left.
                return Ok(());
            }
            self.progress.set(Some(format!("Reading flow {} of {}…", at + 1, summaries.len())));
            all.extend(opened(api::flow(&summary.sid).await?));
        }
        self.flows.set(all);
        Ok(())
    }

    /// Replaces in these flows, each a new revision of its own, and offers the way back.
    pub(super) fn replace(self, search: &Search, with: &str, sids: &[FlowSid]) {
        let note = format!("Replaced \"{}\" by \"{with}\"", search.words);
        let jobs = self.flows.with_untracked(|all| {
            let chosen = all.iter().filter(|it| sids.contains(&it.sid));
            chosen.map(|it| (it.clone(), search.replaced(&it.flow, with))).collect()
        });
        self.save(jobs, note, move |back| {
            if back.is_empty() {
                return;
            }
            let text = format!("Replaced in {}.", many(back.len(), "flow"));
            self.toasts.offer(text, "Undo", move || {
                self.save(back.clone(), "Replacement undone".to_owned(), move |saved| {
                    self.toasts.say(format!("Undone in {}.", many(saved.len(), "flow")));
                });
            });
        });
    }

    /// Saves each flow as what stands beside it, then tells which were saved, each beside what it
    /// was before. One that was changed meanwhile is left alone, and told.
    fn save(
        self,
        jobs: Vec<(Opened, Flow)>,
        note: String,
        then: impl FnOnce(Vec<(Opened, Flow)>) + 'static,
    ) {
        self.progress.set(Some("Saving…".to_owned()));
        spawn_local(async move {
            let (mut saved, count) = (Vec::new(), jobs.len());
            for (at, (from, flow)) in jobs.into_iter().enumerate() {
                let words = format!("Saving flow {} of {count}…", at + 1);
                self.progress.set(Some(words));
                saved.extend(self.save_one(from, flow, &note).await);
            }
            self.progress.set(None);
            then(saved);
        });
    }

    async fn save_one(self, from: Opened, flow: Flow, note: &str) -> Option<(Opened, Flow)> {
        let changes = Changes {
            status: Status::Draft,
            definition: Some(flow.to_value().to_string()),
            commit_message: Some(note.to_owned()),
            based_on: Some(from.revision),
            ..Changes::default()
        };
        let revision = match api::update(&from.sid, &changes).await {
            Ok(record) => record.revision,
            Err(error) => {
                self.toasts.say(match error {
                    ApiError::Conflict => format!(
                        "{} was changed somewhere else and is left as it is. Load the page again.",
                        from.name
                    ),
                    error => format!("{}: {error}", from.name),
                });
                return None;
            }
        };
        let saved = Opened { revision, flow, ..from.clone() };
        self.flows.update(|all| {
            if let Some(it) = all.iter_mut().find(|it| it.sid == saved.sid) {
                it.clone_from(&saved);
            }
        });
        Some((saved, from.flow))
    }
}

/// One whose definition cannot be read is passed over: there is nothing to find in it.
fn opened(record: FlowRecord) -> Option<Opened> {
    let flow = Flow::from_value(record.definition).ok()?;
    Some(Opened { sid: record.sid, name: record.friendly_name, revision: record.revision, flow })
}
