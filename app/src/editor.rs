//! The editor's state: draft, selection, viewport, undo. The only writer of the draft.
//!
//! It is in context of the editor page. Everything reads through signals that wake only when what
//! they show has changed: one edit wakes the states it names and nothing else.

mod draft;
mod inspector;
mod kept;
mod notes;
mod pause;
mod selection;
mod validation;

use std::collections::{HashMap, HashSet};

use flow::edit::{Edit, EditError};
use flow::notes::Note;
use flow::validate::{Problem, Validator};
use flow::{Flow, State};
use leptos::prelude::*;

pub(crate) use draft::Touched;
use draft::{Change, Draft};
pub use inspector::Asked;
pub use selection::{Panel, Selection, Trace};

use crate::canvas::geometry::Viewport;
use crate::canvas::scene::Scene;
use crate::reactive::{Memo, RwSignal, Signal, StoredValue, memo};

/// The state of one editor page; a handle, cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Editor {
    draft: StoredValue<Draft>,
    /// Where everything stands on the canvas, kept in step with the draft.
    pub(crate) scene: StoredValue<Scene>,
    /// Wakes the readers of one state.
    states: StoredValue<HashMap<String, ArcTrigger>>,
    names: RwSignal<Vec<String>>,
    head: Trigger,
    changes: RwSignal<u64>,
    saved: RwSignal<u64>,
    /// The notes on the canvas.
    pub(crate) notes: RwSignal<Vec<Note>>,
    note_changes: RwSignal<u64>,
    notes_saved: RwSignal<u64>,
    /// Wakes when there are other steps to take back or to do again.
    steps: Trigger,
    /// What is selected on the canvas.
    pub selection: RwSignal<Selection>,
    /// The part of the canvas that is seen.
    pub viewport: RwSignal<Viewport>,
    /// Whether the first frames are out, so that what nobody waits for may begin.
    pub is_settled: RwSignal<bool>,
    /// What is wrong with the draft, as of the author's last pause.
    pub problems: RwSignal<Vec<Problem>>,
    /// Whether they were looked for yet.
    pub is_validated: RwSignal<bool>,
    validator: StoredValue<Validator>,
    /// Problems of the last saved draft that only the server can find.
    reported: StoredValue<Vec<Problem>>,
    /// The tab of the right panel that is shown.
    pub panel: RwSignal<Panel>,
    /// The last request to put the focus into the inspector.
    pub inspector_asked: RwSignal<Asked>,
    /// Name of the state a running call stands on.
    pub active: RwSignal<Option<String>>,
    /// The transitions a call has taken.
    pub traced: RwSignal<HashSet<Trace>>,
    /// Whether everything a call has not come by steps back.
    pub dimmed: RwSignal<bool>,
    /// What a screen reader is told next.
    pub announcement: RwSignal<String>,
}

impl Editor {
    /// An editor for `flow` with the notes on its canvas, which count as saved.
    pub fn new(flow: Flow, notes: Vec<Note>) -> Self {
        let scene = Scene::new(&flow);
        let names = scene.names();
        Self {
            draft: StoredValue::new(Draft::new(flow, notes.clone())),
            scene: StoredValue::new(scene),
            states: StoredValue::new(HashMap::new()),
            names: RwSignal::new(names),
            head: Trigger::new(),
            changes: RwSignal::new(0),
            saved: RwSignal::new(0),
            notes: RwSignal::new(notes),
            note_changes: RwSignal::new(0),
            notes_saved: RwSignal::new(0),
            steps: Trigger::new(),
            selection: RwSignal::new(Selection::default()),
            viewport: RwSignal::new(Viewport::default()),
            is_settled: RwSignal::new(false),
            problems: RwSignal::new(Vec::new()),
            is_validated: RwSignal::new(false),
            validator: StoredValue::new(Validator::default()),
            reported: StoredValue::new(Vec::new()),
            panel: RwSignal::new(Panel::default()),
            inspector_asked: RwSignal::new(Asked::default()),
            active: RwSignal::new(None),
            traced: RwSignal::new(HashSet::new()),
            dimmed: RwSignal::new(false),
            announcement: RwSignal::new(String::new()),
        }
    }

    /// Reads the draft as it is now; does not wake on changes.
    pub fn with_flow<T>(&self, read: impl FnOnce(&Flow) -> T) -> T {
        self.draft.with_value(|draft| read(draft.flow()))
    }

    /// Reads what stands outside the states, and wakes when that changes.
    pub fn with_head<T>(&self, read: impl FnOnce(&Flow) -> T) -> T {
        self.head.track();
        self.with_flow(read)
    }

    /// One state, whenever it changes.
    pub fn state(&self, name: impl Into<String>) -> Memo<Option<State>> {
        let (editor, name) = (*self, name.into());
        let changed = self.trigger(&name);
        memo(move || {
            changed.track();
            editor.with_flow(|flow| flow.state(&name).cloned())
        })
    }

    /// The names of all states, in the order of the document; wakes when states come or go.
    pub fn names(&self) -> Signal<Vec<String>> {
        self.names.into()
    }

    /// Carries an edit out: one step back.
    pub fn apply(&self, edit: Edit) -> Result<(), EditError> {
        let touched = self.draft.try_update_value(|draft| draft.apply(Change::Flow(edit), None));
        self.wake(&touched.unwrap_or_else(|| Ok(Touched::default()))?);
        Ok(())
    }

    /// Carries out one of several edits that are one step back, such as the letters typed into
    /// one field. `run` names the field; [`end_run`](Self::end_run) ends it.
    pub fn apply_in_run(&self, edit: Edit, run: impl Into<String>) -> Result<(), EditError> {
        let run = Some(run.into());
        let touched = self.draft.try_update_value(|draft| draft.apply(Change::Flow(edit), run));
        self.wake(&touched.unwrap_or_else(|| Ok(Touched::default()))?);
        Ok(())
    }

    /// Ends a run: what follows is a step back of its own.
    pub fn end_run(&self) {
        self.draft.update_value(Draft::end_run);
    }

    /// Makes an edit from the draft and carries it out; what does not fit is said aloud.
    pub fn edit(&self, make: impl FnOnce(&Flow) -> Result<Edit, EditError>) -> bool {
        match self.with_flow(make).and_then(|edit| self.apply(edit)) {
            Ok(()) => true,
            Err(error) => {
                self.announce(error.to_string());
                false
            }
        }
    }

    /// Takes the last gesture back.
    pub fn undo(&self) {
        if let Some(touched) = self.draft.try_update_value(Draft::undo).flatten() {
            self.wake(&touched);
            self.announce("Undone");
        }
    }

    /// Does again what was taken back last.
    pub fn redo(&self) {
        if let Some(touched) = self.draft.try_update_value(Draft::redo).flatten() {
            self.wake(&touched);
            self.announce("Done again");
        }
    }

    /// Whether there is something to take back.
    pub fn can_undo(&self) -> Signal<bool> {
        let editor = *self;
        Signal::derive(move || {
            editor.steps.track();
            editor.draft.with_value(Draft::can_undo)
        })
    }

    /// Whether there is something to do again.
    pub fn can_redo(&self) -> Signal<bool> {
        let editor = *self;
        Signal::derive(move || {
            editor.steps.track();
            editor.draft.with_value(Draft::can_redo)
        })
    }

    /// Counts every change of the draft: autosave watches it.
    pub fn changes(&self) -> Signal<u64> {
        self.changes.into()
    }

    /// Says that the draft as it was after so many [`changes`](Self::changes) is on the server.
    pub fn mark_saved(&self, changes: u64) {
        self.saved.set(changes);
    }

    /// Whether the server does not yet have the flow as it is.
    pub fn is_dirty(&self) -> Signal<bool> {
        let editor = *self;
        Signal::derive(move || editor.changes.get() != editor.saved.get())
    }

    /// Selects one state and nothing else.
    pub fn select(&self, name: impl Into<String>) {
        self.selection.set(Selection { states: vec![name.into()], edge: None });
    }

    /// Selects nothing.
    pub fn select_none(&self) {
        if self.selection.with_untracked(|selection| *selection != Selection::default()) {
            self.selection.set(Selection::default());
        }
    }

    /// Has a screen reader say something, once the current words are over.
    pub fn announce(&self, text: impl Into<String>) {
        self.announcement.set(text.into());
    }

    fn trigger(&self, name: &str) -> ArcTrigger {
        let found = self.states.with_value(|states| states.get(name).cloned());
        found.unwrap_or_else(|| {
            let trigger = ArcTrigger::new();
            self.states.update_value(|states| {
                states.insert(name.to_owned(), trigger.clone());
            });
            trigger
        })
    }

    /// Brings everything that shows the draft up to date with an edit.
    fn wake(&self, touched: &Touched) {
        if *touched == Touched::default() {
            return;
        }
        self.steps.notify();
        self.wake_notes(touched);
        if touched.states.is_empty() && !touched.structure && !touched.head {
            return;
        }
        self.draft.with_value(|draft| {
            self.scene.update_value(|scene| scene.refresh(draft.flow(), touched));
        });
        for name in &touched.states {
            if let Some(trigger) = self.states.with_value(|states| states.get(name).cloned()) {
                trigger.notify();
            }
        }
        if touched.structure {
            self.names.set(self.scene.with_value(Scene::names));
            self.forget_what_is_gone();
        }
        if touched.head {
            self.head.notify();
        }
        self.changes.update(|changes| *changes += 1);
    }

    fn forget_what_is_gone(&self) {
        let gone = |name: &str| self.with_flow(|flow| flow.state(name).is_none());
        let mut selection = self.selection.get_untracked();
        selection.states.retain(|name| !gone(name));
        selection.edge = selection.edge.filter(|(name, _)| !gone(name));
        if self.selection.with_untracked(|before| *before != selection) {
            self.selection.set(selection);
        }
    }
}
