//! What is selected and shown of an editor.

use flow::widget::Exit;

/// What is selected: states, or one edge.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// Names of states, in the order they were selected.
    pub states: Vec<String>,
    /// The state an edge begins at, and which way out it is.
    pub edge: Option<(String, Exit)>,
}

impl Selection {
    /// The state that is selected alone.
    pub fn single(&self) -> Option<&str> {
        match self.states.as_slice() {
            [name] => Some(name),
            _ => None,
        }
    }

    /// Takes a state into the selection of states, or out of it.
    pub fn toggle(&mut self, name: &str) {
        self.edge = None;
        match self.states.iter().position(|state| state == name) {
            Some(at) => {
                self.states.remove(at);
            }
            None => self.states.push(name.to_owned()),
        }
    }

    /// Whether the state is selected.
    pub fn contains(&self, name: &str) -> bool {
        self.states.iter().any(|state| state == name)
    }
}

/// The tabs of the right panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Panel {
    /// The form of the selected state.
    #[default]
    Inspector,
    /// The call.
    Call,
}

/// A transition that a call has taken.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Trace {
    /// The state that was left.
    pub from: String,
    /// The event it was left on.
    pub event: String,
    /// The state that followed.
    pub to: Option<String>,
}
