//! All flows with their definitions, and replacing in them.

use std::collections::HashSet;

use flow::Flow;
use flow::sid::FlowSid;
use flow::texts::Search;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::many;
use crate::api::{self, ApiError, Changes, FlowRecord, Status};
use crate::components::Toasts;

/// A flow that is searched.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Opened {
    pub(super) sid: FlowSid,
    pub(super) name: String,
    pub(super) revision: i64,
    pub(super) flow: Flow,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Load {
    Underway,
    Done,
    Failed(String),
}

/// All flows; a handle, cheap to copy. In context of the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Library {
    pub(super) flows: RwSignal<Vec<Opened>>,
    pub(super) state: RwSignal<Load>,
    /// What is going on, in words; none while nothing is.
    pub(super) progress: RwSignal<Option<String>>,
    pub(super) is_busy: RwSignal<bool>,
    /// The flows in which nothing is to be replaced.
    pub(super) left_out: RwSignal<HashSet<FlowSid>>,
    toasts: Toasts,
}

impl Library {
    pub(super) fn new(toasts: Toasts) -> Self {
        Self {
            flows: RwSignal::new(Vec::new()),
            state: RwSignal::new(Load::Underway),
            progress: RwSignal::new(None),
            is_busy: RwSignal::new(false),
            left_out: RwSignal::new(HashSet::new()),
            toasts,
        }
    }

    /// Reads every flow anew.
    pub(super) fn load(self) {
        self.state.set(Load::Underway);
        spawn_local(async move {
            let state = match self.read_all().await {
                Ok(()) => Load::Done,
                Err(error) => Load::Failed(error.to_string()),
            };
            // The page may be left by now.
            let _ = self.progress.try_set(None);
            let _ = self.state.try_set(state);
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
            let words = format!("Reading flow {} of {}…", at + 1, summaries.len());
            if self.progress.try_set(Some(words)).is_some() {
                // The page was left.
                return Ok(());
            }
            all.extend(opened(api::flow(&summary.sid).await?));
        }
        let _ = self.flows.try_set(all);
        Ok(())
    }

    /// Replaces in these flows, each a new revision of its own, and offers the way back.
    pub(super) fn replace(self, search: Search, with: String, sids: Vec<FlowSid>) {
        self.is_busy.set(true);
        let wanted = |it: &Opened| sids.contains(&it.sid);
        let before: Vec<Opened> =
            self.flows.with_untracked(|all| all.iter().filter(|it| wanted(it)).cloned().collect());
        let note = format!("Replaced \"{}\" by \"{with}\"", search.words);
        spawn_local(async move {
            let jobs = before.iter().map(|it| (it.clone(), search.replaced(&it.flow, &with)));
            let saved = self.save_all(jobs.collect(), &note).await;
            let count = saved.len();
            let back = before.into_iter().filter_map(move |it| {
                let revision = *saved.iter().find(|(sid, _)| *sid == it.sid).map(|(_, at)| at)?;
                Some((Opened { revision, ..it.clone() }, it.flow))
            });
            let back: Vec<(Opened, Flow)> = back.collect();
            if count > 0 {
                let text = format!("Replaced in {}.", many(count, "flow"));
                self.toasts.offer(text, "Undo", move || {
                    let back = back.clone();
                    self.is_busy.set(true);
                    spawn_local(async move {
                        let saved = self.save_all(back, "Replacement undone").await;
                        self.toasts.say(format!("Undone in {}.", many(saved.len(), "flow")));
                    });
                });
            }
        });
    }

    /// Saves each flow as what stands beside it, and gives the revisions they became. One that
    /// was changed meanwhile is left alone, and told.
    async fn save_all(self, jobs: Vec<(Opened, Flow)>, note: &str) -> Vec<(FlowSid, i64)> {
        let (mut saved, count) = (Vec::new(), jobs.len());
        for (at, (from, flow)) in jobs.into_iter().enumerate() {
            let words = format!("Saving flow {} of {count}…", at + 1);
            let _ = self.progress.try_set(Some(words));
            let changes = Changes {
                status: Status::Draft,
                definition: Some(flow.to_value().to_string()),
                commit_message: Some(note.to_owned()),
                based_on: Some(from.revision),
                ..Changes::default()
            };
            match api::update(&from.sid, &changes).await {
                Ok(record) => {
                    saved.push((from.sid.clone(), record.revision));
                    let _ = self.flows.try_update(|all| {
                        if let Some(it) = all.iter_mut().find(|it| it.sid == from.sid) {
                            (it.revision, it.flow) = (record.revision, flow);
                        }
                    });
                }
                Err(ApiError::Conflict) => self.toasts.say(format!(
                    "{} was changed somewhere else and is left as it is. Load the page again.",
                    from.name
                )),
                Err(error) => self.toasts.say(format!("{}: {error}", from.name)),
            }
        }
        let _ = self.progress.try_set(None);
        let _ = self.is_busy.try_set(false);
        saved
    }
}

/// One whose definition cannot be read is passed over: there is nothing to find in it.
fn opened(record: FlowRecord) -> Option<Opened> {
    let flow = Flow::from_value(record.definition).ok()?;
    Some(Opened { sid: record.sid, name: record.friendly_name, revision: record.revision, flow })
}
