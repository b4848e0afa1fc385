//! One turn: what an event does to an execution, step by step.

use std::sync::Arc;

use super::visit::{self, Choice, Visit};
use super::{
    Cause, Effect, Event, Execution, Fault, Happening, MAX_AGE_MS, MAX_REPEATS, MAX_STEPS,
    Progress, Start, Status, Step, Turn,
};
use crate::context::Context;
use crate::definition::{Flow, State, Transition};
use crate::live::EndReason;
use crate::sid::StepSid;
use crate::widget::{self, Widget};

impl Turn {
    pub(super) fn take_event(&mut self, flow: &Flow, event: &Event) {
        if self.execution.status != Status::Active {
            return;
        }
        if let Err(fault) = self.run(flow, event) {
            if let Some(code) = fault.code() {
                self.warn(Some(code), fault.to_string());
            }
            self.end(event, EndReason::Fault, Some(fault.to_string()));
        }
    }

    fn run(&mut self, flow: &Flow, event: &Event) -> Result<(), Fault> {
        // What settled an earlier question of the same state is not why it leaves now.
        self.execution.why.cause = None;
        let mut choice = self.resume(flow, event);
        if let Ok(Choice::Leave(_) | Choice::Match(_)) = choice
            && self.execution.why.cause.is_none()
        {
            self.execution.why.cause = Cause::of(&event.what);
        }
        loop {
            // The subflow's definition stays in reach while the execution leaves it.
            let subflow = self.execution.parent.as_ref().map(|frame| Arc::clone(&frame.flow));
            let here = subflow.as_deref().unwrap_or(flow);
            let way = match choice {
                Ok(Choice::Stay) => return Ok(()),
                Ok(Choice::Leave(name)) => self.transition(here, name, 0),
                Ok(Choice::Match(nth)) => self.transition(here, "match", nth),
                Ok(Choice::Descend(descent)) => {
                    self.execution.descend(*descent);
                    choice = self.begin(flow, event, "incomingParent");
                    continue;
                }
                Err(fault) => {
                    choice = Ok(self.leave_failed_subflow(fault)?);
                    continue;
                }
            };
            choice = match self.take(here, way) {
                Ok(true) => self.enter(flow, event),
                Ok(false) if subflow.is_some() => {
                    self.execution.ascend(true);
                    Ok(Choice::Leave("completed"))
                }
                Ok(false) => {
                    self.end(event, EndReason::FlowEnded, None);
                    return Ok(());
                }
                Err(fault) => Err(fault),
            };
        }
    }

    /// What goes wrong inside a subflow is a failure of the widget that runs it; the limits of
    /// an execution are not.
    fn leave_failed_subflow(&mut self, fault: Fault) -> Result<Choice, Fault> {
        if self.execution.parent.is_none() || fault.is_limit() {
            return Err(fault);
        }
        self.execution.ascend(false);
        self.warn(Some(81024), format!("the subflow could not go on: {fault}"));
        Ok(Choice::Leave("failed"))
    }

    /// Lets the state the execution stands on answer an event.
    fn resume(&mut self, flow: &Flow, event: &Event) -> Result<Choice, Fault> {
        let execution = &self.execution;
        let has_started = !execution.state.is_empty();
        if has_started && event.at.since(execution.began) >= MAX_AGE_MS {
            return Err(Fault::TooOld);
        }
        match &event.what {
            Happening::Started(start) if !has_started => self.start(flow, event, start),
            Happening::Stopped => {
                self.end(event, EndReason::Stopped, None);
                Ok(Choice::Stay)
            }
            // Nothing but a start can happen to what has not begun.
            _ if !has_started => Ok(Choice::Stay),
            Happening::Started(start) => {
                self.unexpected(&format!(
                    "a start on {} for the same contact was refused while this execution is active",
                    start.event
                ));
                Ok(Choice::Stay)
            }
            Happening::CallerHungUp => self.hang_up(flow, event),
            Happening::MessageArrived { .. } if !self.listens_for_messages() => {
                self.unexpected("a message arrived that nothing waits for, and was dropped");
                Ok(Choice::Stay)
            }
            Happening::TimerFired { .. }
            | Happening::SpeechFinished { .. }
            | Happening::CallerSaid { .. }
            | Happening::CallerPressed { .. }
            | Happening::RelayEnded { .. }
            | Happening::Answered { .. }
            | Happening::MessageArrived { .. }
            | Happening::RequestAnswered { .. }
            | Happening::SubflowLoaded { .. }
            | Happening::RedirectReturned { .. } => self.visit_here(flow, event),
        }
    }

    fn start(&mut self, flow: &Flow, event: &Event, start: &Start) -> Result<Choice, Fault> {
        let context = Context::at_start(start);
        let call = context.call_parameters();
        let execution = &mut self.execution;
        execution.context = context;
        execution.began = event.at;
        execution.started_on.clone_from(&start.event);
        execution.is_attended = start.is_attended;
        execution.own_widgets = flow.states().len();
        execution.call = (!call.is_empty()).then_some(call);
        flow.initial_state().ok_or(Fault::NoInitialState)?.clone_into(&mut execution.state);
        self.begin(flow, event, &start.event)
    }

    /// Leaves the trigger the execution stands on; where a flow begins on another widget, that
    /// is entered.
    fn begin(&mut self, flow: &Flow, event: &Event, on: &str) -> Result<Choice, Fault> {
        let subflow = self.execution.parent.as_ref().map(|frame| Arc::clone(&frame.flow));
        let here = subflow.as_deref().unwrap_or(flow);
        let (_, widget) = self.stand(here)?;
        if widget.kind != "trigger" {
            return self.enter(flow, event);
        }
        self.execution.begin_visit();
        // An event that no trigger has is as good as one that is unwired.
        let known = widget.events.iter().find(|known| known.name == on);
        Ok(Choice::Leave(known.map_or("", |known| known.name)))
    }

    /// A hang-up event is taken where the widget has one; other widgets that act on the call end
    /// with it, and those that do not run on (`reference/studio/runtime.md`, "Calls").
    fn hang_up(&mut self, flow: &Flow, event: &Event) -> Result<Choice, Fault> {
        if self.execution.call.is_none() || self.execution.is_call_over {
            self.unexpected("a hang-up was told, but there is no call");
            return Ok(Choice::Stay);
        }
        self.execution.is_call_over = true;
        let subflow = self.execution.parent.as_ref().map(|frame| Arc::clone(&frame.flow));
        let (_, widget) = self.stand(subflow.as_deref().unwrap_or(flow))?;
        if widget.events.iter().any(|known| known.name == "hangup") {
            return self.visit_here(flow, event);
        }
        if widget.is_twiml {
            self.end(event, EndReason::CallerHungUp, None);
        } else {
            self.unexpected("the caller hung up; the flow goes on until it needs the call");
        }
        Ok(Choice::Stay)
    }

    fn visit_here(&mut self, flow: &Flow, event: &Event) -> Result<Choice, Fault> {
        let subflow = self.execution.parent.as_ref().map(|frame| Arc::clone(&frame.flow));
        let (state, widget) = self.stand(subflow.as_deref().unwrap_or(flow))?;
        widget.conduct.resume(&mut self.visit(state, widget, event), &event.what)
    }

    fn enter(&mut self, flow: &Flow, event: &Event) -> Result<Choice, Fault> {
        self.execution.progress = Progress::None;
        self.execution.begin_visit();
        let subflow = self.execution.parent.as_ref().map(|frame| Arc::clone(&frame.flow));
        let (state, widget) = self.stand(subflow.as_deref().unwrap_or(flow))?;
        if self.execution.is_call_over && widget.is_twiml {
            self.end(event, EndReason::CallerHungUp, None);
            return Ok(Choice::Stay);
        }
        widget.conduct.enter(&mut self.visit(state, widget, event))
    }

    /// The state the execution stands on, and its widget.
    fn stand<'a>(&self, flow: &'a Flow) -> Result<(&'a State, &'static Widget), Fault> {
        let name = &self.execution.state;
        let state = flow.state(name).ok_or_else(|| Fault::NoState(name.clone()))?;
        let widget = widget::find(state.kind()).ok_or_else(|| Fault::UnknownWidget {
            state: name.clone(),
            kind: state.kind().to_owned(),
        })?;
        Ok((state, widget))
    }

    fn visit<'a>(
        &'a mut self,
        state: &'a State,
        widget: &'static Widget,
        event: &Event,
    ) -> Visit<'a> {
        let Self { execution, effects, warnings, .. } = self;
        Visit { state, widget, at: event.at, execution, effects, warnings }
    }

    /// The way out for a choice: its event, and the state it leads to.
    fn transition<'a>(
        &self,
        flow: &'a Flow,
        event: &'static str,
        nth: usize,
    ) -> (&'static str, Option<&'a str>) {
        let state = flow.state(&self.execution.state);
        let entries = state.into_iter().flat_map(State::transitions);
        let mut entries = entries.filter(|entry| entry.event() == event);
        (event, entries.nth(nth).and_then(Transition::next))
    }

    /// Takes one transition and tells whether it leads anywhere.
    fn take(&mut self, flow: &Flow, transition: (&str, Option<&str>)) -> Result<bool, Fault> {
        let (event, to) = transition;
        let execution = &mut self.execution;
        let sid = execution.step_sid();
        let from = std::mem::take(&mut execution.state);
        let kind = flow.state(&from).map_or("", State::kind).to_owned();
        execution.steps += 1;
        let repeats = if to == Some(&from) { execution.repeats + 1 } else { 1 };
        execution.repeats = repeats;
        execution.state = to.unwrap_or(&from).to_owned();
        self.steps.push(Step {
            sid,
            from,
            kind,
            event: event.to_owned(),
            to: to.map(str::to_owned),
            parent: execution.parent.as_ref().map(|frame| frame.step_sid.clone()),
            why: std::mem::take(&mut execution.why),
        });
        match to {
            None => Ok(false),
            Some(to) if flow.state(to).is_none() => Err(Fault::NoState(to.to_owned())),
            Some(_) if execution.steps >= MAX_STEPS => Err(Fault::TooManySteps),
            Some(to) if repeats > MAX_REPEATS => Err(Fault::TooManyRepeats(to.to_owned())),
            Some(_) => Ok(true),
        }
    }

    fn listens_for_messages(&self) -> bool {
        self.execution.progress.waiting() == Some(crate::live::Waiting::Message)
    }

    /// Something happened that the state it stands on does not wait for (81002).
    fn unexpected(&mut self, message: &str) {
        self.warn(Some(81002), message.to_owned());
    }

    fn warn(&mut self, code: Option<u32>, message: String) {
        visit::warn(&mut self.execution, &mut self.warnings, code, message);
    }

    fn end(&mut self, event: &Event, reason: EndReason, message: Option<String>) {
        let progress = std::mem::take(&mut self.execution.progress);
        let spoken = match progress {
            Progress::Speaking(utterance) => Some(utterance),
            Progress::Gathering(gathering) => gathering.prompt,
            Progress::None
            | Progress::Relay { .. }
            | Progress::Asking(_)
            | Progress::Requesting { .. }
            | Progress::Loading { .. } => None,
        };
        if let Some(utterance) = spoken {
            self.effects.push(visit::cut_effect(&utterance, event.at));
        }
        self.execution.status = Status::Ended { reason, message };
        self.effects.push(Effect::Finish { reason });
    }
}

impl Execution {
    /// The SID of the step for the visit to the state it stands on.
    pub(crate) fn step_sid(&self) -> StepSid {
        StepSid::derived(self.context.execution_sid(), self.visit)
    }

    /// Counted apart from timers and questions, which are counted in stored events too.
    fn begin_visit(&mut self) {
        self.visits += 1;
        self.visit = self.visits;
    }
}
