//! What is said to the caller, as it begins, repeats, ends or is cut.

use super::{Settings, Visit};
use crate::interpreter::{Effect, Happening, Utterance};
use crate::live::Sound;
use crate::speech;
use crate::timestamp::Timestamp;

impl Visit<'_> {
    /// What the widget is set to say or play first; `None` when that is nothing.
    pub(crate) fn prompt(&mut self, settings: &Settings) -> Option<Utterance> {
        let sounds = [("say", Sound::Speech), ("play", Sound::Media), ("digits", Sound::Digits)];
        for (key, sound) in sounds {
            let text = settings.text(key);
            if !text.trim().is_empty() {
                // Twilio's own bounds: 1 to 99 (`reference/studio/widgets.md`, "say-play").
                let times = u32::try_from(settings.integer("loop", 1)).unwrap_or(1).clamp(1, 99);
                return Some(self.speak(Utterance {
                    speech: 0,
                    timer: 0,
                    text: text.to_owned(),
                    sound,
                    language: settings.text("language").to_owned(),
                    voice: settings.text("voice").to_owned(),
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
pub(in crate::interpreter) fn cut_effect(utterance: &Utterance, at: Timestamp) -> Effect {
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
