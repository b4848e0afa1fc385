//! What the caller's words and keys do, above all while the agent speaks.

use crate::live::Sound;
use crate::relay::message::ToServer;
use crate::relay::{Interruptible, voices};
use crate::timestamp::Timestamp;

use super::agenda::Task;
use super::utterance::{self, Utterance};
use super::{Output, Session, warning};

impl Session {
    /// A recogniser tells how far it has come with an utterance.
    pub(super) fn overhear(&mut self, at: Timestamp, words: &str, out: &mut Vec<Output>) {
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        let utterance = self.utterance.get_or_insert_with(|| Utterance::live(at, words));
        if utterance.is_live() {
            utterance.replace(words);
            self.notice(at, out);
        }
    }

    /// The caller said something, or says it from now on where no recogniser told of it.
    pub(super) fn hear(&mut self, at: Timestamp, words: &str, out: &mut Vec<Output>) {
        let words = words.trim();
        match &mut self.utterance {
            _ if words.is_empty() => {}
            None => self.utterance = Some(Utterance::modelled(at, words)),
            Some(utterance) if utterance.is_live() => {
                utterance.replace(words);
                self.conclude(at, out);
            }
            Some(utterance) => utterance.append(at, words),
        }
    }

    /// Looks at how far a modelled utterance has come.
    pub(super) fn look(&mut self, at: Timestamp, out: &mut Vec<Output>) {
        let settings = &self.opening.settings;
        let silence_ms = settings.speech_timeout_ms.unwrap_or(self.timing.final_ms);
        let Some(utterance) = &mut self.utterance else { return };
        if utterance.look(at, silence_ms, &self.timing) {
            self.conclude(at, out);
        } else {
            self.notice(at, out);
        }
    }

    /// What has been recognised so far interrupts, and is reported where that is asked for.
    fn notice(&mut self, at: Timestamp, out: &mut Vec<Output>) {
        let Some(mut utterance) = self.utterance.take() else { return };
        let words = utterance.so_far(at, &self.timing).to_owned();
        if !utterance.is_announced && (self.voice.speaking().is_some() || utterance.is_sure()) {
            utterance.is_announced = true;
            self.inform_speaker("clientSpeaking", "on", out);
        }
        let is_heard = self.admit(at, &words, out);
        if is_heard && self.settings().partial_prompts && words != utterance.reported {
            self.prompt(&words, false, out);
            utterance.reported = words;
        }
        self.utterance = Some(utterance);
    }

    /// The utterance is over.
    fn conclude(&mut self, at: Timestamp, out: &mut Vec<Output>) {
        let Some(utterance) = self.utterance.take() else { return };
        if !utterance.is_announced {
            self.inform_speaker("clientSpeaking", "on", out);
        }
        let words = utterance.words();
        let is_heard = self.admit(at, words, out);
        self.inform_speaker("clientSpeaking", "off", out);
        if is_heard {
            self.prompt(words, true, out);
            self.prompted_at = Some(at);
            self.is_listening = true;
        } else {
            let message = "the caller spoke while the agent did and did not interrupt it; such \
                           words are not reported with these settings";
            out.push(warning(message.to_owned()));
        }
    }

    /// Lets words interrupt the agent where they may, and tells whether the server gets them.
    fn admit(&mut self, at: Timestamp, words: &str, out: &mut Vec<Output>) -> bool {
        let settings = &self.opening.settings;
        if settings.echo_prompt_filtering && utterance::is_echo(words, &self.last_spoken) {
            return false;
        }
        let sensitivity = settings.interrupt_sensitivity.unwrap_or_default();
        let characters = words.chars().filter(|character| character.is_alphanumeric()).count();
        let is_enough = characters >= sensitivity.least_characters()
            && !(settings.ignore_backchannel && utterance::is_backchannel(words));
        if is_enough && self.may_interrupt().by_speech() {
            let frames = self.interrupt(at, out);
            out.extend(frames.into_iter().map(Output::Send));
        }
        self.voice.speaking().is_none() || self.is_reported().by_speech()
    }

    fn prompt(&self, words: &str, last: bool, out: &mut Vec<Output>) {
        let model = self.speech_model();
        let lang = match self.prompt_language.as_str() {
            // The language that is found out; the simulated caller speaks the agent's.
            "multi" => voices::primary(self.speech_language.as_deref().unwrap_or("en")),
            language => voices::prompt_language(language, model),
        };
        out.push(Output::Send(ToServer::Prompt { voice_prompt: words, lang, last }.to_frame()));
    }

    fn speech_model(&self) -> Option<&str> {
        let preset = self.settings().preset(&self.prompt_language);
        let own = preset.and_then(|preset| preset.speech_model.as_deref());
        own.or(self.settings().speech_model.as_deref())
    }

    pub(super) fn press(&mut self, at: Timestamp, key: char, out: &mut Vec<Output>) {
        let interrupts = self.may_interrupt().by_key();
        let is_reported =
            self.voice.speaking().is_none() || interrupts || self.is_reported().by_key();
        if self.settings().dtmf_detection && is_reported {
            out.push(Output::Send(ToServer::Dtmf { digit: key }.to_frame()));
        }
        if interrupts {
            // What the server sends before it learns of the cut is a new reply already.
            let at = at.plus(self.timing.key_cut_ms);
            for frame in self.interrupt(at, out) {
                self.agenda.add(at, Task::Send(frame));
            }
        }
    }

    /// Reports what the caller was saying when they hung up, where that is asked for.
    pub(super) fn report_cut_utterance(&mut self, at: Timestamp, out: &mut Vec<Output>) {
        let Some(utterance) = self.utterance.take() else { return };
        if self.settings().partial_prompt_on_hangup {
            self.prompt(utterance.so_far(at, &self.timing), true, out);
        }
    }

    /// What may interrupt the speech that is playing; nothing if none is.
    fn may_interrupt(&self) -> Interruptible {
        match self.voice.speaking() {
            None => Interruptible::None,
            Some(playing) => playing.item.manner.interruptible.unwrap_or(self.interruptible()),
        }
    }

    fn is_reported(&self) -> Interruptible {
        let setting = self.settings().report_input_during_agent_speech;
        setting.unwrap_or(Interruptible::None)
    }

    /// Cuts what is playing, throws away what is queued behind it, and gives what the server is
    /// to be told of it.
    fn interrupt(&mut self, at: Timestamp, out: &mut Vec<Output>) -> Vec<String> {
        let Some(playing) = self.voice.purge() else { return Vec::new() };
        let heard = playing.heard(at).to_owned();
        let is_speech = playing.item.sound == Sound::Speech;
        let mut told = Vec::new();
        self.inform_played(&playing, &heard, &mut told);
        let interrupt = ToServer::Interrupt {
            utterance_until_interrupt: if is_speech { &heard } else { "" },
            duration_until_interrupt_ms: at.since(playing.started),
        };
        told.push(Output::Send(interrupt.to_frame()));
        out.push(Output::SpeechEnded { speech: playing.speech, heard, interrupted: true });
        self.silent_at = Some(at.plus(self.timing.silence_ms));
        self.is_listening = true;
        let frame = |output| match output {
            Output::Send(frame) => Some(frame),
            _ => None,
        };
        told.into_iter().filter_map(frame).collect()
    }
}
