//! The draft and the way back: every change is one that can be taken back, and undo is a stack of
//! what takes back.

use std::collections::BTreeSet;

use flow::Flow;
use flow::edit::{Edit, EditError};
use flow::notes::Note;
use serde::{Deserialize, Serialize};

/// How many gestures can be taken back.
const DEPTH: usize = 500;

/// A flow being edited, with the notes on its canvas.
#[derive(Debug, Default)]
pub(super) struct Draft {
    flow: Option<Flow>,
    notes: Vec<Note>,
    pub(super) undo: Vec<Gesture>,
    pub(super) redo: Vec<Change>,
}

/// Something that is done to a draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Change {
    /// An edit of the flow.
    Flow(Edit),
    /// Other notes than there were.
    Notes(Vec<Note>),
}

/// One step back: what it takes, and which run of keystrokes it belongs to.
#[derive(Debug)]
pub(super) struct Gesture {
    pub(super) back: Change,
    pub(super) run: Option<String>,
}

/// What a change touched.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Touched {
    /// Names of states that were added, changed or removed.
    pub(crate) states: BTreeSet<String>,
    /// Whether states came, went or changed their names.
    pub(crate) structure: bool,
    /// Whether something outside the states changed.
    pub(crate) head: bool,
    /// Whether the notes changed.
    pub(crate) notes: bool,
}

impl Draft {
    pub(super) fn new(flow: Flow, notes: Vec<Note>) -> Self {
        Self { flow: Some(flow), notes, ..Self::default() }
    }

    pub(super) fn flow(&self) -> &Flow {
        self.flow.as_ref().expect("a draft is made with a flow")
    }

    pub(super) fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Carries a change out. Those of the same `run`, one after the other, are one step back.
    pub(super) fn apply(
        &mut self,
        change: Change,
        run: Option<String>,
    ) -> Result<Touched, EditError> {
        let is_empty = match &change {
            Change::Flow(edit) => edit.is_empty(),
            Change::Notes(notes) => *notes == self.notes,
        };
        if is_empty {
            return Ok(Touched::default());
        }
        let (back, touched) = self.carry_out(change)?;
        self.redo.clear();
        match self.undo.last_mut() {
            Some(last) if run.is_some() && last.run == run => merge(&mut last.back, back),
            _ => self.undo.push(Gesture { back, run }),
        }
        if self.undo.len() > DEPTH {
            self.undo.remove(0);
        }
        Ok(touched)
    }

    /// Ends a run of keystrokes: the next edit is a step of its own.
    pub(super) fn end_run(&mut self) {
        if let Some(last) = self.undo.last_mut() {
            last.run = None;
        }
    }

    pub(super) fn undo(&mut self) -> Option<Touched> {
        let gesture = self.undo.pop()?;
        let (forth, touched) = self.carry_out(gesture.back).ok()?;
        self.redo.push(forth);
        Some(touched)
    }

    pub(super) fn redo(&mut self) -> Option<Touched> {
        let (back, touched) = self.redo.pop().and_then(|forth| self.carry_out(forth).ok())?;
        self.undo.push(Gesture { back, run: None });
        Some(touched)
    }

    pub(super) fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    pub(super) fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    fn carry_out(&mut self, change: Change) -> Result<(Change, Touched), EditError> {
        let flow = self.flow.as_mut().expect("a draft is made with a flow");
        let mut touched = Touched::default();
        let edit = match change {
            Change::Flow(edit) => edit,
            Change::Notes(notes) => {
                touched.notes = true;
                return Ok((Change::Notes(std::mem::replace(&mut self.notes, notes)), touched));
            }
        };
        let after = touched.collect(&edit);
        let back = edit.apply(flow)?;
        // What was there before stands in the inverse, so both together name all that changed.
        let before = touched.collect(&back);
        touched.structure |= before != after;
        Ok((Change::Flow(back), touched))
    }
}

impl Touched {
    /// Adds what `edit` names, and gives the names it brings.
    fn collect(&mut self, edit: &Edit) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        let mut left = vec![edit];
        while let Some(edit) = left.pop() {
            match edit {
                Edit::Insert { state, .. } | Edit::Replace { state, .. } => {
                    let name = state.get("name").and_then(|name| name.as_str());
                    names.insert(name.unwrap_or_default().to_owned());
                    self.structure |= matches!(edit, Edit::Insert { .. });
                }
                Edit::Remove { .. } => self.structure = true,
                Edit::Head { .. } => self.head = true,
                Edit::All(edits) => left.extend(edits),
            }
        }
        self.states.extend(names.iter().cloned());
        names
    }
}

/// Joins two steps back of one run into one: `newer` is taken first.
fn merge(older: &mut Change, newer: Change) {
    match (older, newer) {
        // The older one holds the whole state as it was before both.
        (Change::Flow(Edit::Replace { at, .. }), Change::Flow(Edit::Replace { at: same, .. }))
            if *at == same => {}
        (Change::Flow(older), Change::Flow(newer)) => {
            let first = std::mem::replace(older, Edit::All(Vec::new()));
            *older = Edit::All(vec![newer, first]);
        }
        // So does the older one here: a run is about the flow or about a note.
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use flow::edit;
    use flow::{Offset, widget};
    use serde_json::json;

    use super::*;

    fn draft() -> Draft {
        let text = r#"{"description":"","states":[{"name":"Trigger","type":"trigger",
            "transitions":[{"event":"incomingCall","next":"say_play_1"}],"properties":{}},
            {"name":"say_play_1","type":"say-play","transitions":[],"properties":{}}],
            "initial_state":"Trigger","flags":{}}"#;
        Draft::new(Flow::from_json(text).unwrap(), Vec::new())
    }

    fn say(draft: &Draft, text: &str) -> Change {
        let text = Some(json!(text));
        Change::Flow(edit::set_property(draft.flow(), "say_play_1", "say", text).unwrap())
    }

    #[test]
    fn undo_and_redo_walk_the_same_way() {
        let mut draft = draft();
        let before = draft.flow().clone();
        let (add, _) = edit::add(
            draft.flow(),
            widget::find("gather-input-on-call").unwrap(),
            Offset::default(),
        );
        draft.apply(Change::Flow(add), None).unwrap();
        let renamed = edit::rename(draft.flow(), "say_play_1", "hello").unwrap();
        draft.apply(Change::Flow(renamed), None).unwrap();
        let after = draft.flow().clone();
        draft.undo().unwrap();
        draft.undo().unwrap();
        assert_eq!(draft.flow(), &before);
        assert!(!draft.can_undo());
        draft.redo().unwrap();
        draft.redo().unwrap();
        assert_eq!(draft.flow(), &after);
        assert!(!draft.can_redo());
    }

    #[test]
    fn a_changed_setting_touches_one_state() {
        let mut draft = draft();
        let edit = say(&draft, "Hi");
        let touched = draft.apply(edit, None).unwrap();
        assert_eq!(touched.states, BTreeSet::from(["say_play_1".to_owned()]));
        assert!(!touched.structure && !touched.head);
    }

    #[test]
    fn a_new_name_touches_both_names_and_what_leads_there() {
        let mut draft = draft();
        let edit = edit::rename(draft.flow(), "say_play_1", "hello").unwrap();
        let touched = draft.apply(Change::Flow(edit), None).unwrap();
        let names = ["Trigger", "hello", "say_play_1"].map(str::to_owned);
        assert_eq!(touched.states, BTreeSet::from(names));
        assert!(touched.structure);
    }

    #[test]
    fn typing_is_one_step_back_until_the_run_ends() {
        let mut draft = draft();
        let before = draft.flow().clone();
        let run = Some("say_play_1/say".to_owned());
        for text in ["H", "He", "Hey"] {
            let edit = say(&draft, text);
            draft.apply(edit, run.clone()).unwrap();
        }
        draft.end_run();
        let edit = say(&draft, "Hey you");
        draft.apply(edit, run).unwrap();
        draft.undo().unwrap();
        assert_eq!(draft.flow().state("say_play_1").unwrap().text("say"), "Hey");
        draft.undo().unwrap();
        assert_eq!(draft.flow(), &before);
    }

    fn note(text: &str) -> Note {
        Note { id: 1, text: text.to_owned(), x: 0.0, y: 0.0, width: 200.0, height: 100.0 }
    }

    #[test]
    fn notes_and_edits_go_back_in_the_order_they_came() {
        let mut draft = draft();
        let before = draft.flow().clone();
        let touched = draft.apply(Change::Notes(vec![note("a")]), None).unwrap();
        assert_eq!(touched, Touched { notes: true, ..Touched::default() });
        let edit = say(&draft, "Hi");
        draft.apply(edit, None).unwrap();
        draft.undo().unwrap();
        assert_eq!((draft.flow(), draft.notes()), (&before, &[note("a")][..]));
        draft.undo().unwrap();
        assert_eq!(draft.notes(), []);
        draft.redo().unwrap();
        assert_eq!(draft.notes(), [note("a")]);
    }

    #[test]
    fn writing_on_a_note_is_one_step_back() {
        let mut draft = draft();
        draft.apply(Change::Notes(vec![note("")]), None).unwrap();
        for text in ["C", "Ch", "Check"] {
            draft.apply(Change::Notes(vec![note(text)]), Some("note/1".to_owned())).unwrap();
        }
        draft.undo().unwrap();
        assert_eq!(draft.notes(), [note("")]);
    }
}
