//! The flow that is open: its name and revision, and keeping the server up to date with the draft.

mod notes;

use std::time::Duration;

use flow::Flow;
use flow::edit;
use flow::merge::{Conflict, merge};
use flow::sid::FlowSid;
use gloo_timers::future::TimeoutFuture;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError, Changes, FlowRecord, Notes, Status};
use crate::editor::Editor;
use crate::reactive::{RwSignal, StoredValue};

/// How long after the last change the draft is saved.
const PAUSE: Duration = Duration::from_millis(300);

/// The flow that is open; a handle, cheap to copy. In context of the editor page.
#[derive(Debug, Clone, Copy)]
pub struct OpenFlow {
    editor: Editor,
    sid: StoredValue<FlowSid>,
    webhook_url: StoredValue<String>,
    /// Its name.
    pub name: RwSignal<String>,
    /// Its latest revision.
    pub revision: RwSignal<i64>,
    /// That revision's status.
    pub status: RwSignal<Status>,
    /// How the last save went.
    saving: RwSignal<Saving>,
    /// What the server was last known to have: where a merge begins.
    base: StoredValue<Flow>,
    /// The notes the server was last known to have.
    base_notes: StoredValue<Notes>,
    new_name: StoredValue<Option<String>>,
    is_busy: StoredValue<bool>,
}

/// How the draft and the server stand to each other.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Saving {
    /// The server has everything.
    #[default]
    Saved,
    /// The server does not have everything yet.
    Underway,
    /// The last try failed; the text says why.
    Failed(String),
    /// Somebody else has saved since.
    Conflict,
}

impl OpenFlow {
    /// The flow of `record`, whose draft and `notes` are in `editor`.
    pub fn new(record: &FlowRecord, notes: Notes, editor: Editor) -> Self {
        editor.take_reported(record.reported());
        Self {
            editor,
            sid: StoredValue::new(record.sid.clone()),
            webhook_url: StoredValue::new(record.webhook_url.clone()),
            name: RwSignal::new(record.friendly_name.clone()),
            revision: RwSignal::new(record.revision),
            status: RwSignal::new(record.status),
            saving: RwSignal::new(Saving::Saved),
            base: StoredValue::new(editor.with_flow(Flow::clone)),
            base_notes: StoredValue::new(notes),
            new_name: StoredValue::new(None),
            is_busy: StoredValue::new(false),
        }
    }

    /// The flow's identifier.
    pub fn sid(&self) -> FlowSid {
        self.sid.get_value()
    }

    /// Where real calls arrive.
    pub fn webhook_url(&self) -> String {
        self.webhook_url.get_value()
    }

    /// Saves the draft a moment after each change, for as long as the page lives.
    pub fn save_after_changes(&self) {
        let open = *self;
        let (flow, notes) = (self.editor.changes(), self.editor.note_changes());
        self.editor.after_changes(flow, PAUSE, move || open.save_soon());
        self.editor.after_changes(notes, PAUSE, move || open.save_soon());
        on_cleanup(move || open.save_on_leaving());
        let warn = window_event_listener(ev::beforeunload, move |event| {
            if untrack(|| open.standing()) != Saving::Saved {
                open.save_soon();
                event.prevent_default();
            }
        });
        on_cleanup(move || warn.remove());
    }

    /// The page is being left: what is not saved yet is sent without anybody there to hear.
    fn save_on_leaving(&self) {
        self.save_notes_on_leaving();
        if !self.has_flow_changes() {
            return;
        }
        let mut changes = self.changes(Status::Draft);
        if self.is_busy.get_value() {
            // The save that is underway counts the revision up meanwhile.
            changes.based_on = None;
        }
        let sid = self.sid();
        spawn_local(async move {
            let _ = api::update(&sid, &changes).await;
        });
    }

    /// How the draft and the server stand, with the changes that are still waiting to be sent.
    pub fn standing(&self) -> Saving {
        let is_ahead = self.editor.is_dirty().get() || self.editor.has_unsaved_notes();
        match self.saving.get() {
            Saving::Saved if is_ahead => Saving::Underway,
            saving => saving,
        }
    }

    fn has_changes(&self) -> bool {
        self.has_flow_changes() || untrack(|| self.editor.has_unsaved_notes())
    }

    fn has_flow_changes(&self) -> bool {
        self.new_name.with_value(Option::is_some) || self.editor.is_dirty().get_untracked()
    }

    /// Gives the flow another name.
    pub fn rename(&self, name: String) {
        if !name.trim().is_empty() && name != self.name.get_untracked() {
            self.name.set(name.clone());
            self.new_name.set_value(Some(name));
            self.save_soon();
        }
    }

    /// Saves without anybody waiting for it.
    pub fn save_soon(&self) {
        let open = *self;
        spawn_local(async move {
            // What went wrong stands in `saving`.
            let _ = open.save().await;
        });
    }

    /// Brings the server up to date, and returns when it is.
    pub async fn save(&self) -> Result<(), ApiError> {
        while self.is_busy.try_get_value().unwrap_or_default() {
            TimeoutFuture::new(20).await;
        }
        self.is_busy.set_value(true);
        let saved = self.save_all().await;
        self.is_busy.set_value(false);
        self.saving.set(match &saved {
            Ok(()) => Saving::Saved,
            Err(ApiError::Conflict) => Saving::Conflict,
            Err(error) => Saving::Failed(error.to_string()),
        });
        saved
    }

    async fn save_all(&self) -> Result<(), ApiError> {
        // The page may be left while an answer is awaited.
        while !self.name.is_disposed() && self.has_changes() {
            self.save_notes().await?;
            if self.name.is_disposed() || !self.has_flow_changes() {
                continue;
            }
            let changes = self.editor.changes().get_untracked();
            let name = self.new_name.get_value();
            self.saving.set(Saving::Underway);
            self.send(self.changes(Status::Draft)).await?;
            self.editor.mark_saved(changes);
            self.new_name.update_value(|new| {
                if *new == name {
                    *new = None;
                }
            });
        }
        Ok(())
    }

    /// Publishes the draft, with what its author says about it, and returns the revision it became.
    pub async fn publish(&self, note: &str) -> Result<i64, ApiError> {
        self.save().await?;
        self.is_busy.set_value(true);
        let mut changes = self.changes(Status::Published);
        changes.commit_message = Some(note.trim().to_owned()).filter(|note| !note.is_empty());
        let published = self.send(changes).await;
        self.is_busy.set_value(false);
        published
    }

    /// Overwrites what somebody else has saved.
    pub fn overwrite(&self) {
        let open = *self;
        spawn_local(async move {
            match api::flow(&open.sid()).await {
                Ok(record) => {
                    open.revision.set(record.revision);
                    open.save_soon();
                }
                Err(error) => open.saving.set(Saving::Failed(error.to_string())),
            }
        });
    }

    /// Brings what somebody else has saved into the draft, as one step back, and saves it. Gives
    /// the places where both changed the same and the draft was kept.
    pub async fn merge(&self) -> Result<Vec<Conflict>, String> {
        let record = api::flow(&self.sid()).await.map_err(|error| error.to_string())?;
        let theirs = Flow::from_value(record.definition)
            .map_err(|error| api::sentence_case(&error.to_string()))?;
        let base = self.base.get_value();
        let merged = self.editor.with_flow(|ours| merge(&base, ours, &theirs));
        if !self.editor.edit(|flow| Ok(edit::turn_into(flow, &merged.flow))) {
            return Err("The two versions could not be merged.".to_owned());
        }
        if self.new_name.with_value(Option::is_none) {
            self.name.set(record.friendly_name);
        }
        self.base.set_value(theirs);
        self.revision.set(record.revision);
        self.save_soon();
        Ok(merged.conflicts)
    }

    /// Sends the draft, and gives the revision it became.
    async fn send(&self, changes: Changes) -> Result<i64, ApiError> {
        if self.name.is_disposed() {
            return Err(ApiError::Unreachable);
        }
        let sent = self.editor.with_flow(Flow::clone);
        let record = api::update(&self.sid(), &changes).await?;
        self.revision.set(record.revision);
        self.status.set(record.status);
        if !self.name.is_disposed() {
            self.base.set_value(sent);
            self.editor.take_reported(record.reported());
            self.editor.validate();
        }
        Ok(record.revision)
    }

    fn changes(&self, status: Status) -> Changes {
        Changes {
            friendly_name: self.new_name.get_value(),
            status,
            definition: Some(self.editor.with_flow(|flow| flow.to_value().to_string())),
            commit_message: None,
            based_on: Some(self.revision.get_untracked()),
        }
    }
}
