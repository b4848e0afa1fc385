//! Keeping the server up to date with the notes.

use flow::notes;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{OpenFlow, Saving};
use crate::api::{self, ApiError, Notes};

impl OpenFlow {
    /// Sends the notes, if they have changed. What somebody else wrote meanwhile is brought in.
    pub(super) async fn save_notes(&self) -> Result<(), ApiError> {
        while !self.name.is_disposed() && untrack(|| self.editor.has_unsaved_notes()) {
            let changes = self.editor.note_changes().get_untracked();
            self.saving.set(Saving::Underway);
            match api::set_notes(&self.sid(), &self.notes()).await {
                Ok(saved) => {
                    self.base_notes.set_value(saved);
                    if !self.name.is_disposed() {
                        self.editor.mark_notes_saved(changes);
                    }
                }
                Err(ApiError::Conflict) => self.merge_notes().await?,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn merge_notes(&self) -> Result<(), ApiError> {
        let theirs = api::notes(&self.sid()).await?;
        if self.name.is_disposed() {
            return Ok(());
        }
        let base = self.base_notes.get_value();
        let ours = self.editor.notes.get_untracked();
        let merged = notes::merge(&base.notes, &ours, &theirs.notes);
        self.base_notes.set_value(theirs);
        self.editor.change_notes(|notes| *notes = merged, None);
        self.editor.announce("Notes that were written somewhere else were brought in");
        Ok(())
    }

    /// The page is being left: see [`save_on_leaving`](Self::save_on_leaving).
    pub(super) fn save_notes_on_leaving(&self) {
        if untrack(|| self.editor.has_unsaved_notes()) {
            let (sid, notes) = (self.sid(), self.notes());
            spawn_local(async move {
                let _ = api::set_notes(&sid, &notes).await;
            });
        }
    }

    /// The notes as they are, with the version they are based on.
    fn notes(&self) -> Notes {
        let version = self.base_notes.with_value(|base| base.version);
        Notes { version, notes: self.editor.notes.get_untracked() }
    }
}
