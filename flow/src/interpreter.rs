//! The interpreter: [`advance`] gives one event to an execution and says what follows.
//!
//! Start reading at [`advance`]. It is a pure function, so the log of an execution's events is
//! the execution: folding it gives the same state, steps and effects, today and after a crash.

mod effect;
mod event;
mod execution;
mod fault;
mod nesting;
mod turn;
mod visit;
mod why;

pub use effect::{Ask, Effect, Fallback, Message, Offer, OfferedDetail, Request, RequestKind};
pub use event::{Event, Happening, Loaded, RequestFailure, RequestOutcome, Start};
pub use execution::{Asking, Execution, Gathering, Progress, Status, Utterance};
pub use fault::{Fault, Warning};
pub use nesting::Frame;
pub use why::{Cause, Tried, Why};

pub(crate) use nesting::Descent;
pub(crate) use visit::{
    Answer, Choice, Conduct, Question, Settings, Visit, leave_as_settled, without_password,
};

use serde::{Deserialize, Serialize};

use crate::definition::Flow;
use crate::sid::StepSid;

/// Transitions an execution may take (`reference/studio/runtime.md`, "Limits").
const MAX_STEPS: u32 = 1_000;
/// How often in a row a widget that leads back to itself may be entered.
const MAX_REPEATS: u32 = 10;
/// Widgets of a flow and all its subflow instances.
pub(crate) const MAX_WIDGETS: usize = 2_000;
/// How long an execution may last: 30 days.
const MAX_AGE_MS: u64 = 30 * 24 * 60 * 60 * 1_000;

/// What came of one event.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The execution as it now stands.
    pub execution: Execution,
    /// The transitions taken, in order.
    pub steps: Vec<Step>,
    /// What is to be done outside, in order.
    pub effects: Vec<Effect>,
    /// What the author should know.
    pub warnings: Vec<Warning>,
}

/// One transition taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Its identifier, the same whenever the log is replayed.
    pub sid: StepSid,
    /// The state that was left.
    pub from: String,
    /// Its widget's type.
    pub kind: String,
    /// The event it was left on.
    pub event: String,
    /// The state that follows; none when this way out is unwired.
    pub to: Option<String>,
    /// In a subflow: the step of the Run Subflow widget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<StepSid>,
    /// Why it was taken.
    #[serde(default, skip_serializing_if = "Why::is_empty")]
    pub why: Why,
}

/// Gives one event to an execution and runs it until it waits or ends. An execution that has
/// ended stays as it is.
pub fn advance(flow: &Flow, execution: Execution, event: &Event) -> Turn {
    let mut turn = Turn { execution, steps: Vec::new(), effects: Vec::new(), warnings: Vec::new() };
    turn.take_event(flow, event);
    turn
}
