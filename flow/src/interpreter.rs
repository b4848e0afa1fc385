//! The interpreter: [`advance`] gives one event to an execution and says what follows.
//!
//! Start reading at [`advance`]. It is a pure function, so the log of an execution's events is
//! the execution: folding it gives the same state, steps and effects, today and after a crash.

mod event;
mod execution;
mod visit;

pub use event::{Effect, Event, Happening, Start};
pub use execution::{Execution, Gathering, Progress, Status, Utterance};
pub(crate) use visit::{Choice, Conduct, Visit};

use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::definition::{Flow, State, Transition};
use crate::live::EndReason;
use crate::widget;

/// Transitions an execution may take (`reference/studio/runtime.md`, "Limits").
const MAX_STEPS: u32 = 1_000;
/// How often in a row a widget that leads back to itself may be entered.
const MAX_REPEATS: u32 = 10;

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
    /// The state that was left.
    pub from: String,
    /// The event it was left on.
    pub event: String,
    /// The state that follows; none when this way out is unwired.
    pub to: Option<String>,
}

/// Something the author should know, while the execution goes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    /// The state it came up on.
    pub state: String,
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
    /// A widget that is kept but not run.
    #[error("`{state}` cannot be run: Switchboard does not run {label} widgets yet")]
    NotRunYet {
        /// The state.
        state: String,
        /// Its widget's name.
        label: &'static str,
    },
    /// The 1000 steps are used up (81000).
    #[error("the execution took {MAX_STEPS} steps and was ended (81000)")]
    TooManySteps,
    /// A widget led back to itself too often (81001).
    #[error("`{0}` led back to itself {MAX_REPEATS} times and the execution was ended (81001)")]
    TooManyRepeats(String),
    /// A voice widget without a call (81020).
    #[error("`{0}` needs a call, and this execution was not started by one (81020)")]
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

/// Gives one event to an execution and runs it until it waits or ends. An execution that has
/// ended stays as it is.
pub fn advance(flow: &Flow, execution: Execution, event: &Event) -> Turn {
    let mut turn = Turn { execution, steps: Vec::new(), effects: Vec::new(), warnings: Vec::new() };
    if turn.execution.status == Status::Active
        && let Err(fault) = turn.run(flow, event)
    {
        turn.end(event, EndReason::Fault, Some(fault.to_string()));
    }
    turn
}

impl Turn {
    fn run(&mut self, flow: &Flow, event: &Event) -> Result<(), Fault> {
        let mut choice = self.resume(flow, event)?;
        loop {
            let transition = match choice {
                Choice::Stay => return Ok(()),
                Choice::Leave(name) => self.transition(flow, name, 0),
                Choice::Match(nth) => self.transition(flow, "match", nth),
            };
            if !self.take(flow, transition)? {
                self.end(event, EndReason::FlowEnded, None);
                return Ok(());
            }
            choice = self.enter(flow, event)?;
        }
    }

    /// Lets the state the execution stands on answer an event.
    fn resume(&mut self, flow: &Flow, event: &Event) -> Result<Choice, Fault> {
        match &event.what {
            Happening::Started(start) => {
                self.execution.context = Context::at_start(start);
                flow.initial_state()
                    .ok_or(Fault::NoInitialState)?
                    .clone_into(&mut self.execution.state);
            }
            Happening::CallerHungUp => {
                self.end(event, EndReason::CallerHungUp, None);
                return Ok(Choice::Stay);
            }
            Happening::Stopped => {
                self.end(event, EndReason::Stopped, None);
                return Ok(Choice::Stay);
            }
            Happening::TimerFired { .. }
            | Happening::SpeechFinished { .. }
            | Happening::CallerSaid { .. }
            | Happening::CallerPressed { .. }
            | Happening::RelayEnded { .. } => {}
        }
        let (state, conduct) = self.stand(flow)?;
        (conduct.resume)(&mut self.visit(state, event), &event.what)
    }

    fn enter(&mut self, flow: &Flow, event: &Event) -> Result<Choice, Fault> {
        self.execution.progress = Progress::None;
        let (state, conduct) = self.stand(flow)?;
        (conduct.enter)(&mut self.visit(state, event))
    }

    /// The state the execution stands on, and how it is run.
    fn stand<'a>(&self, flow: &'a Flow) -> Result<(&'a State, Conduct), Fault> {
        let name = &self.execution.state;
        let state = flow.state(name).ok_or_else(|| Fault::NoState(name.clone()))?;
        let widget = widget::find(state.kind()).ok_or_else(|| Fault::UnknownWidget {
            state: name.clone(),
            kind: state.kind().to_owned(),
        })?;
        let conduct = widget
            .conduct
            .ok_or_else(|| Fault::NotRunYet { state: name.clone(), label: widget.label })?;
        Ok((state, conduct))
    }

    fn visit<'a>(&'a mut self, state: &'a State, event: &Event) -> Visit<'a> {
        let Self { execution, effects, warnings, .. } = self;
        Visit { state, at: event.at, execution, effects, warnings }
    }

    /// The way out for a choice: its event, and the state it leads to.
    fn transition<'a>(
        &self,
        flow: &'a Flow,
        event: &'static str,
        nth: usize,
    ) -> (&'static str, Option<&'a str>) {
        let state = flow.state(&self.execution.state);
        let mut entries = state.into_iter().flat_map(State::transitions);
        let mut entries = entries.by_ref().filter(|entry| entry.event() == event);
        (event, entries.nth(nth).and_then(Transition::next))
    }

    /// Takes one transition and tells whether it leads anywhere.
    fn take(&mut self, flow: &Flow, transition: (&str, Option<&str>)) -> Result<bool, Fault> {
        let (event, to) = transition;
        let execution = &mut self.execution;
        let from = std::mem::take(&mut execution.state);
        execution.steps += 1;
        let repeats = if to == Some(&from) { execution.repeats + 1 } else { 1 };
        execution.repeats = repeats;
        execution.state = to.unwrap_or(&from).to_owned();
        let step = Step { from, event: event.to_owned(), to: to.map(str::to_owned) };
        self.steps.push(step);
        match to {
            None => Ok(false),
            Some(to) if flow.state(to).is_none() => Err(Fault::NoState(to.to_owned())),
            Some(_) if execution.steps >= MAX_STEPS => Err(Fault::TooManySteps),
            Some(to) if repeats > MAX_REPEATS => Err(Fault::TooManyRepeats(to.to_owned())),
            Some(_) => Ok(true),
        }
    }

    fn end(&mut self, event: &Event, reason: EndReason, message: Option<String>) {
        let progress = std::mem::take(&mut self.execution.progress);
        let spoken = match progress {
            Progress::Speaking(utterance) => Some(utterance),
            Progress::Gathering(gathering) => gathering.prompt,
            Progress::None | Progress::Relay { .. } => None,
        };
        if let Some(utterance) = spoken {
            self.effects.push(visit::cut_effect(&utterance, event.at));
        }
        self.execution.status = Status::Ended { reason, message };
        self.effects.push(Effect::Finish { reason });
    }
}
