//! Why an execution cannot go on, and what its author should know while it does.

use serde::{Deserialize, Serialize};

use super::{MAX_REPEATS, MAX_STEPS, MAX_WIDGETS};
use crate::sid::StepSid;

/// Something the author should know, while the execution goes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    /// The state it came up on.
    pub state: String,
    /// The step it came up in; none for what came up outside any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step_sid: Option<StepSid>,
    /// Twilio's code, where it has one.
    pub code: Option<u32>,
    /// What it is about.
    pub message: String,
}

/// Why an execution cannot go on, said to the flow's author.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The definition does not say where to begin.
    #[error("the flow does not say where it begins: set `initial_state` to the trigger's name")]
    NoInitialState,
    /// A transition or `initial_state` names a state that is not there.
    #[error("the flow leads to `{0}`, but no widget has that name")]
    NoState(String),
    /// A type of widget that Studio does not know.
    #[error("`{state}` cannot be run: `{kind}` is no widget type that Studio knows")]
    UnknownWidget {
        /// The state.
        state: String,
        /// Its type.
        kind: String,
    },
    /// The 1000 steps are used up (81000).
    #[error("the execution took {MAX_STEPS} steps and was ended (81000)")]
    TooManySteps,
    /// A widget led back to itself too often (81001).
    #[error("`{0}` led back to itself {MAX_REPEATS} times and the execution was ended (81001)")]
    TooManyRepeats(String),
    /// Flow and subflows hold too many widgets (81026).
    #[error("`{0}` takes the flow and its subflows beyond {MAX_WIDGETS} widgets (81026)")]
    TooManyWidgets(String),
    /// It began 30 days ago.
    #[error("the execution began 30 days ago and was ended")]
    TooOld,
    /// A voice widget without a call (81020).
    #[error("`{0}` needs a call, and this execution has none (81020)")]
    NoCall(String),
    /// A split's condition that cannot be compared.
    #[error("`{state}` cannot compare: {problem}")]
    Condition {
        /// The state.
        state: String,
        /// What is wrong.
        problem: String,
    },
}

impl Fault {
    /// Twilio's code, where it has one.
    pub fn code(&self) -> Option<u32> {
        match self {
            Self::TooManySteps => Some(81000),
            Self::TooManyRepeats(_) => Some(81001),
            Self::NoCall(_) => Some(81020),
            Self::TooManyWidgets(_) => Some(81026),
            Self::NoInitialState
            | Self::NoState(_)
            | Self::UnknownWidget { .. }
            | Self::TooOld
            | Self::Condition { .. } => None,
        }
    }

    /// Whether it ends the whole execution, also when it comes up in a subflow.
    pub(super) fn is_limit(&self) -> bool {
        match self {
            Self::TooManySteps
            | Self::TooManyRepeats(_)
            | Self::TooManyWidgets(_)
            | Self::TooOld => true,
            Self::NoInitialState
            | Self::NoState(_)
            | Self::UnknownWidget { .. }
            | Self::NoCall(_)
            | Self::Condition { .. } => false,
        }
    }
}
