//! What a widget sees and may do while an execution stands on one of its states.

mod asking;
mod settings;
mod speaking;

use serde_json::Value;

pub(crate) use asking::{Answer, Question, leave_as_settled};
pub(crate) use settings::{Settings, without_password};
pub(super) use speaking::cut_effect;

use super::{Descent, Effect, Execution, Fault, Happening, MAX_AGE_MS, Tried, Warning};
use crate::definition::{Object, State};
use crate::sid;
use crate::template;
use crate::timestamp::Timestamp;
use crate::widget::Widget;

type Enter = fn(&mut Visit<'_>) -> Result<Choice, Fault>;
type Resume = fn(&mut Visit<'_>, &Happening) -> Result<Choice, Fault>;

/// What the interpreter does with the states of a widget. Where flows are not run it holds
/// nothing, so that the linker leaves out all that only running them needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Conduct {
    #[cfg(feature = "run")]
    enter: Enter,
    #[cfg(feature = "run")]
    resume: Resume,
}

impl Conduct {
    /// `enter` is called when the execution comes to such a state, `resume` for each event while
    /// it stands there.
    #[cfg_attr(not(feature = "run"), expect(unused_variables))]
    pub(crate) const fn new(enter: Enter, resume: Resume) -> Self {
        Self {
            #[cfg(feature = "run")]
            enter,
            #[cfg(feature = "run")]
            resume,
        }
    }

    /// The conduct of a widget that never waits.
    pub(crate) const fn at_once(enter: Enter) -> Self {
        Self::new(enter, |_, _| Ok(Choice::Stay))
    }

    #[cfg(feature = "run")]
    pub(super) fn enter(self, visit: &mut Visit<'_>) -> Result<Choice, Fault> {
        (self.enter)(visit)
    }

    #[cfg(feature = "run")]
    pub(super) fn resume(self, visit: &mut Visit<'_>, what: &Happening) -> Result<Choice, Fault> {
        (self.resume)(visit, what)
    }

    #[cfg(not(feature = "run"))]
    pub(super) fn enter(self, _: &mut Visit<'_>) -> Result<Choice, Fault> {
        Ok(Choice::Stay)
    }

    #[cfg(not(feature = "run"))]
    pub(super) fn resume(self, _: &mut Visit<'_>, _: &Happening) -> Result<Choice, Fault> {
        Ok(Choice::Stay)
    }
}

/// Whether to wait, or which way to go.
#[derive(Debug)]
pub(crate) enum Choice {
    /// Wait for the next event.
    Stay,
    /// Leave on the first transition with this event.
    Leave(&'static str),
    /// Leave on a split's `match`, counted from 0 among the matches.
    Match(usize),
    /// Go into a subflow.
    Descend(Box<Descent>),
}

/// One stay of an execution on a state.
pub(crate) struct Visit<'a> {
    pub(crate) state: &'a State,
    pub(crate) widget: &'static Widget,
    pub(crate) at: Timestamp,
    pub(crate) execution: &'a mut Execution,
    pub(crate) effects: &'a mut Vec<Effect>,
    pub(crate) warnings: &'a mut Vec<Warning>,
}

impl Visit<'_> {
    /// A text with its Liquid rendered against the context as it is now. A template that cannot
    /// be evaluated is used as it stands, with warning 81018: what Studio uses then is not
    /// documented, and this way the author hears where it went wrong.
    pub(crate) fn render(&mut self, text: &str) -> String {
        match template::render(text, self.execution.context.object(), self.at) {
            Ok(text) => text,
            Err(error) => {
                self.warn(Some(81018), format!("`{text}` could not be evaluated: {error}"));
                text.to_owned()
            }
        }
    }

    /// One setting that is a JSON integer. Text holding one is taken too, as older exports have it.
    pub(crate) fn integer(&self, key: &str, default: u64) -> u64 {
        settings::integer(self.state.property(key), default)
    }

    /// One setting that is true or false, as JSON boolean or as text.
    pub(crate) fn flag(&self, key: &str, default: bool) -> bool {
        settings::flag(self.state.property(key), default)
    }

    /// Keeps a rendered text for whoever asks why.
    pub(crate) fn show(&mut self, key: &str, value: impl Into<Value>) {
        self.execution.why.set(key, value.into());
    }

    /// Keeps what was compared for whoever asks why.
    pub(crate) fn tried(&mut self, tried: Tried) {
        self.execution.why.add_tried(tried);
    }

    /// Stores one of the widget's variables.
    pub(crate) fn set(&mut self, key: &str, value: impl Into<Value>) {
        self.execution.context.set_widget_variable(self.state.name(), key, value.into());
    }

    /// One of the widget's variables as an earlier visit left it.
    pub(crate) fn earlier(&self, key: &str) -> Option<&Value> {
        self.execution.context.at(&["widgets", self.state.name(), key])
    }

    /// Stores what every request of a call brings along; by then the call is in progress, or over.
    pub(crate) fn set_call_parameters(&mut self) {
        let Execution { call, context, is_call_over, .. } = &mut *self.execution;
        let Some(call) = call else { return };
        let status = if *is_call_over { "completed" } else { "in-progress" };
        if let Some(variables) = context.widget_mut(self.state.name()) {
            for (key, value) in &*call {
                let value = if key == "CallStatus" { status.into() } else { value.clone() };
                // A widget that runs again has the keys already.
                match variables.get_mut(key) {
                    Some(kept) => *kept = value,
                    None => drop(variables.insert(key.clone(), value)),
                }
            }
        }
    }

    /// Tells the author something; the execution goes on.
    pub(crate) fn warn(&mut self, code: Option<u32>, message: String) {
        warn(self.execution, self.warnings, code, message);
    }

    /// The next number for a speech, a timer, a question or anything else that needs one.
    pub(crate) fn number(&mut self) -> u64 {
        self.execution.next_number += 1;
        self.execution.next_number
    }

    /// The identifier for something new.
    pub(crate) fn new_sid(&mut self, prefix: &str) -> String {
        let number = self.number();
        sid::derived(prefix, self.execution.context.execution_sid(), number)
    }

    /// The address of something new that was recorded.
    pub(crate) fn new_recording_url(&mut self) -> String {
        let sid = self.new_sid("RE");
        self.recording_url(&sid)
    }

    /// The address of a recording.
    pub(crate) fn recording_url(&self, sid: &str) -> String {
        let account = self.account_sid().unwrap_or_default();
        format!("https://api.twilio.com/2010-04-01/Accounts/{account}/Recordings/{sid}")
    }

    /// Whose account it is, as far as the trigger says.
    pub(crate) fn account_sid(&self) -> Option<String> {
        let trigger = self.execution.context.at(&["trigger"])?.as_object()?;
        let sid = trigger.values().find_map(|section| section.get("AccountSid")?.as_str());
        let of_call = || self.execution.call.as_ref()?.get("AccountSid")?.as_str();
        sid.or_else(of_call).map(str::to_owned)
    }

    /// Sets a timer; none runs beyond the end of the execution's 30 days.
    pub(crate) fn start_timer(&mut self, after_ms: u64) -> u64 {
        let timer = self.number();
        let end = self.execution.began.plus(MAX_AGE_MS);
        let after_ms = after_ms.min(end.since(self.at));
        self.effects.push(Effect::StartTimer { timer, after_ms });
        timer
    }

    pub(crate) fn cancel_timer(&mut self, timer: u64) {
        self.effects.push(Effect::CancelTimer { timer });
    }

    /// The call the execution acts on, as long as it is up.
    pub(crate) fn call(&self) -> Option<&Object> {
        self.execution.call.as_ref().filter(|_| !self.execution.is_call_over)
    }

    /// Refuses to go on where there is no call to speak in.
    pub(crate) fn need_call(&self) -> Result<(), Fault> {
        match self.call() {
            Some(_) => Ok(()),
            None => Err(Fault::NoCall(self.state.name().to_owned())),
        }
    }

    /// Answers the call, where there is one.
    pub(crate) fn answer_call(&mut self) {
        if self.call().is_some() {
            self.answer();
        }
    }

    /// Answers the call, unless that was done before.
    pub(crate) fn answer(&mut self) {
        if !self.execution.is_answered {
            self.execution.is_answered = true;
            self.effects.push(Effect::Answer);
        }
    }
}

/// Warnings are told with the turn, and stay with the step they came up in.
pub(super) fn warn(
    execution: &mut Execution,
    warnings: &mut Vec<Warning>,
    code: Option<u32>,
    message: String,
) {
    let step_sid = (execution.visit > 0).then(|| execution.step_sid());
    let warning = Warning { state: execution.state.clone(), step_sid, code, message };
    execution.why.add_warning(&warning);
    warnings.push(warning);
}
