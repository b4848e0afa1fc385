//! What the agent is heard to say, from the first chunk in a row to the last, and what the server
//! is told of it.

use crate::live::Sound;
use crate::relay::message::ToServer;
use crate::timestamp::Timestamp;

use super::voice::Playing;
use super::{Output, Session};

impl Session {
    pub(super) fn move_voice(&mut self, at: Timestamp, out: &mut Vec<Output>) {
        if !self.end_speech(at, None, out) && !self.start_speech(at, out) {
            self.voice.flush_stalled(at);
            self.start_speech(at, out);
        }
    }

    pub(super) fn start_speech(&mut self, at: Timestamp, out: &mut Vec<Output>) -> bool {
        match self.voice.next(at) {
            None => return false,
            // Digits are not the agent's speech.
            Some(Sound::Digits) => self.fall_silent(out),
            Some(Sound::Speech | Sound::Media) => {
                if self.silent_at.is_some() {
                    self.fall_silent(out);
                }
                if !self.is_heard {
                    self.inform_speaker("agentSpeaking", "on", out);
                }
                self.is_heard = true;
            }
        }
        let Some(Playing { item, speech, .. }) = self.voice.start(at) else { return false };
        self.is_listening = false;
        if item.sound == Sound::Speech && self.opening.settings.echo_prompt_filtering {
            item.text.clone_into(&mut self.last_spoken);
        }
        out.push(Output::SpeechStarted {
            speech: *speech,
            text: item.text.clone(),
            duration_ms: item.duration_ms,
            sound: item.sound,
            language: item.manner.language.clone(),
        });
        true
    }

    /// Ends what plays if its time is over or it is `finished`, and starts what follows it.
    pub(super) fn end_speech(
        &mut self,
        at: Timestamp,
        finished: Option<u64>,
        out: &mut Vec<Output>,
    ) -> bool {
        let Some(playing) = self.voice.finish(at, finished) else { return false };
        self.inform_played(&playing, &playing.item.text, out);
        let Playing { item, speech, .. } = playing;
        out.push(Output::SpeechEnded { speech, heard: item.text, interrupted: false });
        if !self.start_speech(at, out) {
            self.fall_silent(out);
        }
        true
    }

    /// Cuts what is left of earlier talk cycles for the sake of `cycle`. The server is not told
    /// that the agent is silent, for it speaks on.
    pub(super) fn preempt(&mut self, at: Timestamp, cycle: u64, out: &mut Vec<Output>) {
        let Some(playing) = self.voice.preempt(cycle) else { return };
        let heard = playing.heard(at).to_owned();
        self.inform_played(&playing, &heard, out);
        out.push(Output::SpeechEnded { speech: playing.speech, heard, interrupted: true });
    }

    /// Tells the server, if it took the agent to be heard, that it no longer is.
    pub(super) fn fall_silent(&mut self, out: &mut Vec<Output>) {
        self.silent_at = None;
        if std::mem::take(&mut self.is_heard) {
            self.inform_speaker("agentSpeaking", "off", out);
        }
    }

    pub(super) fn inform(&self, name: &str, value: &str, out: &mut Vec<Output>) {
        out.push(Output::Send(ToServer::Info { name, value }.to_frame()));
    }

    pub(super) fn inform_speaker(&self, name: &str, value: &str, out: &mut Vec<Output>) {
        if self.settings().events.speaker {
            self.inform(name, value, out);
        }
    }

    /// Tells what was played of words or digits; of recordings nothing is told.
    pub(super) fn inform_played(&self, playing: &Playing, value: &str, out: &mut Vec<Output>) {
        if self.settings().events.tokens_played && playing.item.sound != Sound::Media {
            self.inform("tokensPlayed", value, out);
        }
    }
}
