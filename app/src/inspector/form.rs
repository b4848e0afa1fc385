//! What the parts of a state's form read, and how they write.

use flow::State;
use flow::edit::{self, Edit, EditError};
use serde_json::Value;

use super::{conditions, place};
use crate::api::sentence_case;
use crate::editor::Editor;
use crate::reactive::{Memo, Signal, StoredValue, memo};

/// One state's form: what its parts read and how they write.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    pub(super) editor: Editor,
    pub(super) name: StoredValue<String>,
    pub(super) state: Memo<Option<State>>,
}

impl Form {
    /// One setting, whenever it changes.
    pub(super) fn property(&self, key: &'static str) -> Memo<Option<Value>> {
        let state = self.state;
        memo(move || state.with(|state| state.as_ref()?.property(key).cloned()))
    }

    /// Sets or removes a setting; what is typed in one visit of a field is one step back.
    pub(super) fn set(&self, key: &'static str, value: Option<Value>) {
        let name = self.name.get_value();
        let run = format!("{name}/{key}");
        let input = value.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
        self.edit(run, |state, flow| match (key, state.kind()) {
            ("input", "split-based-on") => {
                edit::replace(flow, &name, conditions::with_input(state, &input))
            }
            _ => edit::set_property(flow, &name, key, value),
        });
    }

    /// Puts a changed copy in the state's place.
    pub(super) fn replace(&self, run: &str, change: impl FnOnce(&State) -> State) {
        let name = self.name.get_value();
        self.edit(format!("{name}/{run}"), |state, flow| edit::replace(flow, &name, change(state)));
    }

    /// The focus has left a field: what follows is a step back of its own.
    pub(super) fn leave(&self) {
        self.editor.end_run();
    }

    /// What is wrong with a setting.
    pub(super) fn problem(&self, key: &'static str) -> Memo<Option<String>> {
        self.problem_at(Signal::stored(format!("properties/{key}")))
    }

    /// What is wrong at or within a part of the state, such as `transitions/0`.
    pub(super) fn problem_at(&self, part: Signal<String>) -> Memo<Option<String>> {
        self.problem_where(move |at| part.with(|part| place::is_within(at, part)))
    }

    /// What is wrong at the first place of the state that fits.
    pub(super) fn problem_where(
        &self,
        fits: impl Fn(&str) -> bool + Send + Sync + 'static,
    ) -> Memo<Option<String>> {
        let form = *self;
        memo(move || {
            let name = form.name.get_value();
            form.editor.problems.with(|all| {
                let mut own = all.iter().filter(|problem| problem.state.as_ref() == Some(&name));
                let found =
                    own.find(|problem| fits(place::within_state(&problem.property_path)))?;
                Some(sentence_case(&found.message))
            })
        })
    }

    fn edit(&self, run: String, make: impl FnOnce(&State, &flow::Flow) -> Result<Edit, EditError>) {
        let made = self.editor.with_flow(|flow| {
            let name = self.name.get_value();
            let state = flow.state(&name).ok_or(EditError::NoState(name))?;
            make(state, flow)
        });
        if let Err(error) = made.and_then(|edit| self.editor.apply_in_run(edit, run)) {
            self.editor.announce(error.to_string());
        }
    }
}
