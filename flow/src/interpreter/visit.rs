//! What a widget sees and may do while an execution stands on one of its states.

use serde_json::Value;

use crate::definition::State;
use crate::interpreter::event::{Effect, Happening};
use crate::interpreter::execution::{Execution, Utterance};
use crate::interpreter::{Fault, Warning};
use crate::live::Sound;
use crate::speech;
use crate::template::Template;
use crate::timestamp::Timestamp;

/// What the interpreter does with the states of a widget.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Conduct {
    /// Called when the execution comes to such a state.
    pub(crate) enter: fn(&mut Visit<'_>) -> Result<Choice, Fault>,
    /// Called for each event while it stands there.
    pub(crate) resume: fn(&mut Visit<'_>, &Happening) -> Result<Choice, Fault>,
}

impl Conduct {
    /// The conduct of a widget that never waits.
    pub(crate) const fn at_once(enter: fn(&mut Visit<'_>) -> Result<Choice, Fault>) -> Self {
        Self { enter, resume: |_, _| Ok(Choice::Stay) }
    }
}

/// Whether to wait, or which way to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// Wait for the next event.
    Stay,
    /// Leave on the first transition with this event.
    Leave(&'static str),
    /// Leave on a split's `match`, counted from 0 among the matches.
    Match(usize),
}

/// One stay of an execution on a state.
pub(crate) struct Visit<'a> {
    pub(crate) state: &'a State,
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
        let context = self.execution.context.object();
        let rendered = Template::parse(text).and_then(|template| template.render(context, self.at));
        match rendered {
            Ok(text) => text,
            Err(error) => {
                self.warn(Some(81018), format!("`{text}` could not be evaluated: {error}"));
                text.to_owned()
            }
        }
    }

    /// One setting, rendered; empty when it is absent or no text.
    pub(crate) fn text(&mut self, key: &str) -> String {
        let state = self.state;
        self.render(state.text(key))
    }

    /// One setting that is a JSON integer. Text holding one is taken too, as older exports have it.
    pub(crate) fn integer(&self, key: &str, default: u64) -> u64 {
        match self.state.property(key) {
            Some(Value::Number(number)) => number.as_u64().unwrap_or(default),
            Some(Value::String(text)) => text.trim().parse().unwrap_or(default),
            _ => default,
        }
    }

    /// One setting that is true or false, as JSON boolean or as text.
    pub(crate) fn flag(&self, key: &str, default: bool) -> bool {
        match self.state.property(key) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) if text == "true" => true,
            Some(Value::String(text)) if text == "false" => false,
            _ => default,
        }
    }

    /// Stores one of the widget's variables.
    pub(crate) fn set(&mut self, key: &str, value: impl Into<Value>) {
        self.execution.context.set_widget_variable(self.state.name(), key, value.into());
    }

    /// Stores what every request of a call brings along; the call is in progress by now.
    pub(crate) fn set_call_parameters(&mut self) {
        for (key, value) in self.execution.context.call_parameters() {
            let value = if key == "CallStatus" { "in-progress".into() } else { value };
            self.set(&key, value);
        }
    }

    /// Tells the author something; the execution goes on.
    pub(crate) fn warn(&mut self, code: Option<u32>, message: String) {
        let state = self.state.name().to_owned();
        self.warnings.push(Warning { state, code, message });
    }

    /// The next number for a speech, a timer or a relay session.
    pub(crate) fn number(&mut self) -> u64 {
        self.execution.next_number += 1;
        self.execution.next_number
    }

    pub(crate) fn start_timer(&mut self, after_ms: u64) -> u64 {
        let timer = self.number();
        self.effects.push(Effect::StartTimer { timer, after_ms });
        timer
    }

    pub(crate) fn cancel_timer(&mut self, timer: u64) {
        self.effects.push(Effect::CancelTimer { timer });
    }

    /// Refuses to go on where there is no call to speak in.
    pub(crate) fn need_call(&self) -> Result<(), Fault> {
        if self.execution.context.call_parameters().is_empty() {
            return Err(Fault::NoCall(self.state.name().to_owned()));
        }
        Ok(())
    }

    /// Answers the call, unless that was done before.
    pub(crate) fn answer(&mut self) {
        if !self.execution.is_answered {
            self.execution.is_answered = true;
            self.effects.push(Effect::Answer);
        }
    }

    /// What the widget is set to say or play first; `None` when that is nothing.
    pub(crate) fn prompt(&mut self) -> Option<Utterance> {
        let sounds = [("say", Sound::Speech), ("play", Sound::Media), ("digits", Sound::Digits)];
        for (key, sound) in sounds {
            let text = self.text(key);
            if !text.trim().is_empty() {
                // Twilio's own bounds: 1 to 99 (`reference/studio/widgets.md`, "say-play").
                let times = u32::try_from(self.integer("loop", 1)).unwrap_or(1).clamp(1, 99);
                let (language, voice) = (self.text("language"), self.text("voice"));
                return Some(self.speak(Utterance {
                    speech: 0,
                    timer: 0,
                    text,
                    sound,
                    language,
                    voice,
                    began: self.at,
                    repeats_left: times - 1,
                }));
            }
        }
        None
    }

    /// Begins to speak, or to repeat.
    pub(crate) fn speak(&mut self, utterance: Utterance) -> Utterance {
        let duration_ms = duration_ms(utterance.sound, &utterance.text);
        let speech = self.number();
        self.effects.push(Effect::Speak {
            speech,
            text: utterance.text.clone(),
            sound: utterance.sound,
            language: utterance.language.clone(),
            voice: utterance.voice.clone(),
            duration_ms,
        });
        let timer = self.start_timer(duration_ms);
        Utterance { speech, timer, began: self.at, ..utterance }
    }

    /// What comes after `utterance` if `event` ends it: `Some(None)` when all is said,
    /// `Some(Some(_))` when it is repeated, `None` when the event is about something else.
    pub(crate) fn after(
        &mut self,
        utterance: &Utterance,
        event: &Happening,
    ) -> Option<Option<Utterance>> {
        match event {
            Happening::TimerFired { timer } if *timer == utterance.timer => {}
            Happening::SpeechFinished { speech } if *speech == utterance.speech => {
                self.cancel_timer(utterance.timer);
            }
            _ => return None,
        }
        self.effects.push(Effect::EndSpeech {
            speech: utterance.speech,
            heard: utterance.text.clone(),
            interrupted: false,
        });
        if utterance.repeats_left == 0 {
            return Some(None);
        }
        let repeats_left = utterance.repeats_left - 1;
        Some(Some(self.speak(Utterance { repeats_left, ..utterance.clone() })))
    }

    /// Cuts an utterance short.
    pub(crate) fn cut(&mut self, utterance: &Utterance) {
        self.cancel_timer(utterance.timer);
        self.effects.push(cut_effect(utterance, self.at));
    }
}

/// The end of an utterance that is cut at this moment.
pub(super) fn cut_effect(utterance: &Utterance, at: Timestamp) -> Effect {
    let elapsed_ms = at.since(utterance.began);
    let heard = match utterance.sound {
        Sound::Speech => speech::heard(&utterance.text, elapsed_ms).to_owned(),
        Sound::Media | Sound::Digits => utterance.text.clone(),
    };
    Effect::EndSpeech { speech: utterance.speech, heard, interrupted: true }
}

/// How long a sound takes. The length of a recording cannot be known without fetching it.
fn duration_ms(sound: Sound, text: &str) -> u64 {
    const RECORDING_MS: u64 = 3_000;
    const TONE_MS: u64 = 200;
    match sound {
        Sound::Speech => speech::duration_ms(text),
        Sound::Media => RECORDING_MS,
        Sound::Digits => text
            .chars()
            .map(|tone| match tone {
                'w' => 500,
                'W' => 1_000,
                _ => TONE_MS,
            })
            .sum(),
    }
}
