//! Notes on the canvas: what an author writes beside the widgets. They are kept beside a flow and
//! are never part of its definition.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// The most notes a flow may have.
pub const MAX_NOTES: usize = 200;
/// The most characters in one note.
pub const MAX_CHARACTERS: usize = 4_000;

/// How far from its place the other version of a note is put.
const ASIDE: f64 = 24.0;

/// A piece of text on the canvas. Lengths are in canvas units, as offsets of states are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// Tells it from the other notes of its flow.
    pub id: u64,
    /// What is written on it.
    pub text: String,
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// How wide it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
}

/// Notes that cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotesError {
    /// There are more than [`MAX_NOTES`].
    #[error("a flow has at most {MAX_NOTES} notes")]
    TooMany,
    /// One has more than [`MAX_CHARACTERS`].
    #[error("a note has at most {MAX_CHARACTERS} characters: shorten note {0}")]
    TooLong(u64),
    /// Two have the same `id`.
    #[error("two notes have the id {0}")]
    SameId(u64),
    /// A place or size is no number that can be drawn.
    #[error("note {0} is not at a place or of a size that can be drawn")]
    NoPlace(u64),
}

/// Checks notes that came from outside.
pub fn check(notes: &[Note]) -> Result<(), NotesError> {
    /// Far beyond any flow.
    const FAR: f64 = 1e7;
    if notes.len() > MAX_NOTES {
        return Err(NotesError::TooMany);
    }
    for (at, note) in notes.iter().enumerate() {
        if note.text.chars().nth(MAX_CHARACTERS).is_some() {
            return Err(NotesError::TooLong(note.id));
        }
        if notes[..at].iter().any(|other| other.id == note.id) {
            return Err(NotesError::SameId(note.id));
        }
        let numbers = [note.x, note.y, note.width, note.height];
        if numbers.iter().any(|number| number.abs() > FAR)
            || note.width <= 0.0
            || note.height <= 0.0
        {
            return Err(NotesError::NoPlace(note.id));
        }
    }
    Ok(())
}

/// An `id` that none of these notes has.
pub fn free_id(notes: &[Note]) -> u64 {
    notes.iter().map(|note| note.id).max().map_or(1, |id| id.saturating_add(1))
}

/// Brings together what two authors made of the same notes. Where both changed one, ours stays and
/// theirs is put beside it, so that no word is lost.
pub fn merge(base: &[Note], ours: &[Note], theirs: &[Note]) -> Vec<Note> {
    let before: HashMap<u64, &Note> = base.iter().map(|note| (note.id, note)).collect();
    let other: HashMap<u64, &Note> = theirs.iter().map(|note| (note.id, note)).collect();
    let mine: HashMap<u64, &Note> = ours.iter().map(|note| (note.id, note)).collect();
    let mut merged = Vec::with_capacity(ours.len().max(theirs.len()));
    let mut doubled = Vec::new();
    for note in ours {
        let (was, is) = (before.get(&note.id), other.get(&note.id));
        let is_kept = was == Some(&note);
        match is {
            Some(is) if is_kept => merged.push((*is).clone()),
            // They removed it, and nothing was written on it since.
            None if is_kept => {}
            Some(is) if *is != note && was != Some(is) => {
                merged.push(note.clone());
                doubled.push((*is).clone());
            }
            _ => merged.push(note.clone()),
        }
    }
    for note in theirs.iter().filter(|note| !mine.contains_key(&note.id)) {
        // We removed it; it comes back if they wrote on it since.
        if before.get(&note.id) != Some(&note) {
            merged.push(note.clone());
        }
    }
    for note in doubled {
        let id = free_id(&merged);
        merged.push(Note { id, x: note.x + ASIDE, y: note.y + ASIDE, ..note });
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(id: u64, text: &str) -> Note {
        Note { id, text: text.to_owned(), x: 0.0, y: 0.0, width: 200.0, height: 100.0 }
    }

    #[test]
    fn what_one_author_did_is_taken_over() {
        let base = [note(1, "one"), note(2, "two")];
        let ours = [note(1, "one, longer"), note(2, "two"), note(3, "ours")];
        let theirs = [note(1, "one")];
        let merged = merge(&base, &ours, &theirs);
        assert_eq!(merged, [note(1, "one, longer"), note(3, "ours")]);
        assert_eq!(merge(&base, &theirs, &ours), [note(1, "one, longer"), note(3, "ours")]);
    }

    #[test]
    fn a_note_both_wrote_on_is_there_twice() {
        let merged = merge(&[note(1, "one")], &[note(1, "ours")], &[note(1, "theirs")]);
        let texts: Vec<&str> = merged.iter().map(|note| note.text.as_str()).collect();
        assert_eq!(texts, ["ours", "theirs"]);
        assert_eq!(check(&merged), Ok(()));
    }

    #[test]
    fn two_new_notes_with_the_same_id_both_stay() {
        let merged = merge(&[], &[note(1, "ours")], &[note(1, "theirs")]);
        assert_eq!(merged.len(), 2);
        assert_eq!(check(&merged), Ok(()));
    }

    #[test]
    fn a_note_that_was_removed_and_written_on_stays() {
        assert_eq!(merge(&[note(1, "one")], &[], &[note(1, "theirs")]), [note(1, "theirs")]);
        assert_eq!(merge(&[note(1, "one")], &[], &[note(1, "one")]), []);
    }

    #[test]
    fn notes_are_bounded() {
        let many: Vec<Note> = (0..=MAX_NOTES as u64).map(|id| note(id, "")).collect();
        assert_eq!(check(&many), Err(NotesError::TooMany));
        assert_eq!(check(&[note(7, &"x".repeat(4_001))]), Err(NotesError::TooLong(7)));
        assert_eq!(check(&[note(7, ""), note(7, "")]), Err(NotesError::SameId(7)));
        let nowhere = Note { x: 1e300, ..note(7, "") };
        assert_eq!(check(&[nowhere]), Err(NotesError::NoPlace(7)));
    }
}
