//! Questions to the other side of a widget: one mechanism for everyone who is called, queued,
//! charged or written to.

use serde_json::Value;

use super::{Choice, Settings, Visit};
use crate::definition::Object;
use crate::interpreter::{
    Ask, Asking, Cause, Effect, Fallback, Fault, Happening, Offer, OfferedDetail, Progress,
};
use crate::live::Waiting;
use crate::widget::{Leads, Outcome, Widget};

/// Where a question keeps its widget's settings.
const SETTINGS: &str = "settings";

/// A question, before it is asked.
#[derive(Debug)]
pub(crate) struct Question<'s> {
    /// Which of the widget's questions it is.
    pub(crate) stage: &'static str,
    /// What is going on, in a sentence.
    pub(crate) text: String,
    /// The widget's settings.
    pub(crate) settings: &'s Settings,
    /// What comes of it after some milliseconds where nobody is there to answer.
    pub(crate) unattended: Option<(&'static str, u64)>,
    /// What comes of it after some milliseconds in any case: the widget's own time is over.
    pub(crate) always: Option<(&'static str, u64)>,
    /// What watchers are told.
    pub(crate) waiting: Waiting,
    /// What the widget keeps for when it is settled.
    pub(crate) kept: Object,
}

impl<'s> Question<'s> {
    pub(crate) fn new(text: impl Into<String>, settings: &'s Settings) -> Self {
        Self {
            stage: "",
            text: text.into(),
            settings,
            unattended: None,
            always: None,
            waiting: Waiting::Answer,
            kept: Object::new(),
        }
    }

    pub(crate) fn stage(mut self, stage: &'static str) -> Self {
        self.stage = stage;
        self
    }

    pub(crate) fn unattended(mut self, outcome: &'static str, after_ms: u64) -> Self {
        self.unattended = Some((outcome, after_ms));
        self
    }

    pub(crate) fn always(mut self, outcome: &'static str, after_ms: u64) -> Self {
        self.always = Some((outcome, after_ms));
        self
    }

    pub(crate) fn keep(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.kept.insert(key.to_owned(), value.into());
        self
    }

    /// Keeps the settings as they are rendered now, for when it is settled.
    pub(crate) fn keep_settings(self) -> Self {
        let settings = self.settings.0.clone();
        self.keep(SETTINGS, settings)
    }
}

/// How a question was settled.
#[derive(Debug)]
pub(crate) struct Answer {
    /// What the other side did.
    pub(crate) outcome: &'static Outcome,
    /// What was told about it; defaults where nothing was.
    pub(crate) details: Object,
    /// Since the question was asked.
    pub(crate) after_ms: u64,
    /// What the widget kept.
    pub(crate) kept: Object,
}

impl Answer {
    /// A detail that is text; empty when there is none.
    pub(crate) fn detail(&self, key: &str) -> &str {
        self.details.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// The settings the widget asked with.
    pub(crate) fn settings(&self) -> Settings {
        kept_settings(&self.kept)
    }

    /// Whole seconds since the question was asked, as Twilio counts them.
    pub(crate) fn seconds(&self) -> String {
        self.after_ms.div_ceil(1_000).to_string()
    }

    /// The event to leave on; the widget is asked itself where its next question follows.
    pub(crate) fn choice(&self) -> Choice {
        match self.outcome.leads {
            Leads::On(event) => Choice::Leave(event),
            Leads::To(_) => Choice::Stay,
        }
    }
}

impl Asking {
    /// The settings the widget asked with.
    pub(crate) fn settings(&self) -> Settings {
        kept_settings(&self.kept)
    }
}

fn kept_settings(kept: &Object) -> Settings {
    kept.get(SETTINGS).and_then(Value::as_object).cloned().map(Settings).unwrap_or_default()
}

impl Visit<'_> {
    /// Asks, and waits.
    pub(crate) fn ask(&mut self, question: Question<'_>) -> Choice {
        let ask = self.number();
        let unattended = question.unattended.filter(|_| !self.execution.is_attended);
        let fallback =
            unattended.into_iter().chain(question.always).min_by_key(|(_, after_ms)| *after_ms);
        let timer = fallback.map(|(_, after_ms)| self.start_timer(after_ms));
        self.effects.push(Effect::Ask(Box::new(Ask {
            ask,
            state: self.state.name().to_owned(),
            widget: self.widget.kind.to_owned(),
            stage: question.stage.to_owned(),
            text: question.text,
            settings: question.settings.shown(self),
            outcomes: outcomes(self.widget, question.stage).map(offer).collect(),
            fallback: fallback
                .map(|(outcome, after_ms)| Fallback { outcome: outcome.to_owned(), after_ms }),
        })));
        self.execution.progress = Progress::Asking(Asking {
            ask,
            stage: question.stage.to_owned(),
            began: self.at,
            fallback: timer.zip(fallback.map(|(outcome, _)| outcome.to_owned())),
            waiting: question.waiting,
            kept: question.kept,
        });
        Choice::Stay
    }

    /// How `event` settles the open question; `None` when it does not.
    pub(crate) fn settled_by(&mut self, event: &Happening) -> Option<Answer> {
        let Progress::Asking(asking) = &self.execution.progress else { return None };
        match event {
            Happening::Answered { ask, outcome, details } if *ask == asking.ask => {
                let known: Vec<_> =
                    outcomes(self.widget, &asking.stage).map(|it| it.name).collect();
                if !known.contains(&outcome.as_str()) {
                    let known = known.join("`, `");
                    self.warn(None, format!("`{outcome}` cannot happen here; `{known}` can"));
                    return None;
                }
                self.settle(outcome, details.clone(), false)
            }
            Happening::TimerFired { timer } => {
                let (own, outcome) = asking.fallback.clone()?;
                if own != *timer {
                    return None;
                }
                self.settle(&outcome, Object::new(), true)
            }
            _ => None,
        }
    }

    /// Settles the open question, with the defaults of what nobody told.
    pub(crate) fn settle(
        &mut self,
        outcome: &str,
        mut details: Object,
        is_default: bool,
    ) -> Option<Answer> {
        let Progress::Asking(asking) = std::mem::take(&mut self.execution.progress) else {
            return None;
        };
        let outcome = outcomes(self.widget, &asking.stage).find(|known| known.name == outcome)?;
        if let Some((timer, _)) = asking.fallback
            && !is_default
        {
            self.cancel_timer(timer);
        }
        for detail in outcome.details.iter().filter(|detail| !detail.default.is_empty()) {
            details.entry(detail.key).or_insert_with(|| detail.default.into());
        }
        let name = outcome.name.to_owned();
        self.execution.why.cause = Some(Cause::Outcome { outcome: name.clone(), is_default });
        self.effects.push(Effect::Settle { ask: asking.ask, outcome: name, is_default });
        let after_ms = self.at.since(asking.began);
        Some(Answer { outcome, details, after_ms, kept: asking.kept })
    }

    /// Lets the open question's default come later than it would have.
    pub(crate) fn postpone_default(&mut self, after_ms: u64) {
        let Progress::Asking(asking) = &self.execution.progress else { return };
        let Some((old, outcome)) = asking.fallback.clone() else { return };
        self.cancel_timer(old);
        let timer = self.start_timer(after_ms);
        if let Progress::Asking(asking) = &mut self.execution.progress {
            asking.fallback = Some((timer, outcome));
        }
    }

    /// Gives the open question up, for something else came about.
    pub(crate) fn give_up_question(&mut self) -> Option<Asking> {
        let Progress::Asking(asking) = std::mem::take(&mut self.execution.progress) else {
            return None;
        };
        if let Some((timer, _)) = asking.fallback {
            self.cancel_timer(timer);
        }
        Some(asking)
    }

    /// Stores what an answer leaves: what the outcome always sets, and what was told about it.
    pub(crate) fn store(&mut self, answer: &Answer) {
        for (key, value) in answer.outcome.sets {
            self.set(key, *value);
        }
        for (key, value) in &answer.details {
            self.set(key, value.clone());
        }
    }
}

/// What may come of one of a widget's questions.
fn outcomes<'s>(
    widget: &'static Widget,
    stage: &'s str,
) -> impl Iterator<Item = &'static Outcome> + 's {
    widget.outcomes.iter().filter(move |outcome| outcome.stage == stage)
}

/// The conduct of a widget that asks one question and leaves as its outcomes say.
pub(crate) fn leave_as_settled(visit: &mut Visit<'_>, event: &Happening) -> Result<Choice, Fault> {
    let Some(answer) = visit.settled_by(event) else { return Ok(Choice::Stay) };
    visit.set_call_parameters();
    visit.store(&answer);
    Ok(answer.choice())
}

fn offer(outcome: &Outcome) -> Offer {
    let details = outcome.details.iter().map(|detail| OfferedDetail {
        key: detail.key.to_owned(),
        label: detail.label.to_owned(),
        default: detail.default.to_owned(),
    });
    Offer {
        name: outcome.name.to_owned(),
        label: outcome.label.to_owned(),
        details: details.collect(),
    }
}
