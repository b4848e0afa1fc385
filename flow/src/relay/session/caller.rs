//! What the caller's words and keys do, above all while the agent speaks.

use crate::relay::Interruptible;
use crate::relay::message::ToServer;
use crate::timestamp::Timestamp;

use super::{Output, Session};

impl Session {
    pub(super) fn hear(&mut self, at: Timestamp, words: &str, out: &mut Vec<Output>) {
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        if self.voice.playing().is_some() && !self.may_interrupt().by_speech() {
            let message = "the caller spoke while the agent could not be interrupted by speech; \
                           Twilio does not report such words";
            return out.push(Output::Warning { message: message.to_owned() });
        }
        self.inform_speaker("clientSpeaking", "on", out);
        let was_speaking = self.interrupt(at, out);
        self.inform_speaker("clientSpeaking", "off", out);
        let lang = &self.prompt_language;
        let prompt = ToServer::Prompt { voice_prompt: words, lang, last: true };
        out.push(Output::Send(prompt.to_frame()));
        self.is_listening = true;
        if was_speaking {
            self.inform_speaker("agentSpeaking", "off", out);
        }
    }

    pub(super) fn press(&mut self, at: Timestamp, key: char, out: &mut Vec<Output>) {
        if self.opening.settings.dtmf_detection {
            let may_report = self.voice.playing().is_none() || self.may_interrupt().by_key();
            if may_report {
                out.push(Output::Send(ToServer::Dtmf { digit: key }.to_frame()));
            }
        }
        if self.may_interrupt().by_key() && self.interrupt(at, out) {
            self.inform_speaker("agentSpeaking", "off", out);
        }
    }

    /// What may interrupt the speech that is playing.
    fn may_interrupt(&self) -> Interruptible {
        let message = self.voice.playing().and_then(|playing| playing.item.manner.interruptible);
        match (message, self.interruptible) {
            (None, setting) => setting,
            (Some(false), _) => Interruptible::None,
            (Some(true), Interruptible::None) => Interruptible::Any,
            (Some(true), setting) => setting,
        }
    }

    /// Cuts what is playing and throws away what is queued behind it.
    fn interrupt(&mut self, at: Timestamp, out: &mut Vec<Output>) -> bool {
        if self.voice.playing().is_none() {
            return false;
        }
        let Some(playing) = self.voice.purge() else { return false };
        let heard = playing.heard(at).to_owned();
        self.inform_played(&heard, out);
        let interrupt = ToServer::Interrupt {
            utterance_until_interrupt: &heard,
            duration_until_interrupt_ms: at.since(playing.started),
        };
        let frame = interrupt.to_frame();
        out.push(Output::SpeechEnded { speech: playing.speech, heard, interrupted: true });
        out.push(Output::Send(frame));
        self.is_heard = false;
        self.is_listening = true;
        true
    }
}
