//! The notes on the canvas, as part of the draft.

use flow::notes::{MAX_NOTES, Note, free_id};

use super::draft::Change;
use super::{Editor, Touched};
use crate::reactive::Signal;

impl Editor {
    /// Changes the notes: one step back. Changes of the same `run` are one step together.
    pub(crate) fn change_notes(&self, change: impl FnOnce(&mut Vec<Note>), run: Option<String>) {
        let mut notes = self.notes.get_untracked();
        change(&mut notes);
        let touched = self.draft.try_update_value(|draft| draft.apply(Change::Notes(notes), run));
        // Other notes always fit.
        self.wake(&touched.and_then(Result::ok).unwrap_or_default());
    }

    /// Changes one note, if it is still there.
    pub(crate) fn change_note(&self, id: u64, change: impl FnOnce(&mut Note), run: Option<String>) {
        let change_one = |notes: &mut Vec<Note>| {
            if let Some(note) = notes.iter_mut().find(|note| note.id == id) {
                change(note);
            }
        };
        self.change_notes(change_one, run);
    }

    /// Adds a note, under an `id` of its own, which it gives; `None` when there are too many.
    pub(crate) fn add_note(&self, note: Note) -> Option<u64> {
        let notes = self.notes.get_untracked();
        if notes.len() >= MAX_NOTES {
            self.announce(format!("A flow has at most {MAX_NOTES} notes"));
            return None;
        }
        let id = free_id(&notes);
        self.change_notes(|notes| notes.push(Note { id, ..note }), None);
        Some(id)
    }

    /// Counts every change of the notes.
    pub(crate) fn note_changes(&self) -> Signal<u64> {
        self.note_changes.into()
    }

    /// Says that the notes as they were after so many changes are on the server.
    pub(crate) fn mark_notes_saved(&self, changes: u64) {
        self.notes_saved.set(changes);
    }

    /// Whether the server does not yet have the notes as they are.
    pub(crate) fn has_unsaved_notes(&self) -> bool {
        self.note_changes.get() != self.notes_saved.get()
    }

    pub(super) fn wake_notes(&self, touched: &Touched) {
        if touched.notes {
            self.notes.set(self.draft.with_value(|draft| draft.notes().to_vec()));
            self.note_changes.update(|changes| *changes += 1);
        }
    }
}
