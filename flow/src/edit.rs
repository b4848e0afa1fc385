//! Changes to a draft, each with the change that takes it back.
//!
//! There are four kinds of [`Edit`]; everything an author does is built from them, so undo is
//! exact by construction: each keeps the whole of what it replaces.

mod bridge;
mod clipping;
mod copies;
mod states;
mod whole;
mod wires;

use serde::{Deserialize, Serialize};

use crate::definition::{Flow, Object, State};

pub use bridge::{Bridge, bridge, connect, remove_bridging};
pub use clipping::{ClippingError, clipping, read_clipping};
pub use copies::{Loose, Paste, duplicate, paste};
pub use states::{
    add, condition, is_name, move_to, read_variable_as, remove, rename, replace, set_property,
};
pub use whole::turn_into;
pub use wires::{add_after, insert_between, splice, wire};

/// One change to a draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Edit {
    /// Puts a state at this place of the list.
    Insert {
        /// The place, counted from 0.
        at: usize,
        /// The state.
        state: Object,
    },
    /// Takes the state at this place away.
    Remove {
        /// The place, counted from 0.
        at: usize,
    },
    /// Puts another state in the place of one.
    Replace {
        /// The place, counted from 0.
        at: usize,
        /// The new state.
        state: Object,
    },
    /// Replaces everything but the states: description, flags, initial state.
    Head {
        /// The document with null under `states`.
        head: Object,
    },
    /// Several edits that are one gesture.
    All(Vec<Edit>),
}

/// An edit that does not fit the flow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// No state has this name.
    #[error("no widget is called `{0}`")]
    NoState(String),
    /// Another state has this name already.
    #[error("another widget is called `{0}` already")]
    NameTaken(String),
    /// The name breaks Studio's rules.
    #[error("`{0}` cannot be a name: begin with a letter and use letters, digits, `_` and `-`")]
    BadName(String),
    /// The trigger is where the flow begins.
    #[error("the trigger cannot be removed")]
    RemovesTrigger,
    /// Nothing but the trigger was to be copied.
    #[error("the trigger cannot be copied: a flow has one")]
    CopiesTrigger,
    /// A widget cannot stand between itself and what follows it.
    #[error("`{0}` cannot be inserted into its own way out")]
    OnItself(String),
    /// The place is outside the list of states.
    #[error("there is no widget at place {0}")]
    NoPlace(usize),
}

impl Edit {
    /// Carries the edit out and gives the edit that takes it back. When it does not fit, the
    /// flow stays as it was.
    pub fn apply(self, flow: &mut Flow) -> Result<Self, EditError> {
        let undo = self.carry_out(flow)?;
        flow.reindex();
        Ok(undo)
    }

    fn carry_out(self, flow: &mut Flow) -> Result<Self, EditError> {
        let (head, states) = flow.parts_mut();
        match self {
            Self::Insert { at, state } => {
                if at > states.len() {
                    return Err(EditError::NoPlace(at));
                }
                states.insert(at, State::from_object(state));
                Ok(Self::Remove { at })
            }
            Self::Remove { at } => {
                if at >= states.len() {
                    return Err(EditError::NoPlace(at));
                }
                let state = states.remove(at).into_object();
                Ok(Self::Insert { at, state })
            }
            Self::Replace { at, state } => {
                let place = states.get_mut(at).ok_or(EditError::NoPlace(at))?;
                let before = std::mem::replace(place, State::from_object(state));
                Ok(Self::Replace { at, state: before.into_object() })
            }
            Self::Head { head: next } => {
                let before = std::mem::replace(head, next);
                Ok(Self::Head { head: before })
            }
            Self::All(edits) => {
                let mut undo = Vec::with_capacity(edits.len());
                for edit in edits {
                    match edit.carry_out(flow) {
                        Ok(back) => undo.push(back),
                        Err(error) => {
                            // What was done so far is taken back, so that a gesture is whole or nothing.
                            while let Some(back) = undo.pop() {
                                back.carry_out(flow)?;
                            }
                            return Err(error);
                        }
                    }
                }
                undo.reverse();
                Ok(Self::All(undo))
            }
        }
    }

    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::All(edits) if edits.is_empty())
    }
}
