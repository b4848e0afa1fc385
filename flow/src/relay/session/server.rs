//! What the messages of the relay server do.

use serde_json::{Map, Value};

use crate::relay::message::{FromServer, Text, ToServer};
use crate::relay::{Interruptible, voices};
use crate::timestamp::Timestamp;

use super::agenda::Task;
use super::voice::{Full, Manner};
use super::{Output, Session, warning};

/// As many messages in a row that are none, and Twilio closes the session.
const MAX_MALFORMED: u32 = 10;
/// A longer frame is not read.
const MAX_FRAME_BYTES: usize = 1 << 20;

impl Session {
    pub(super) fn receive(&mut self, at: Timestamp, frame: &str, out: &mut Vec<Output>) {
        if frame.len() > MAX_FRAME_BYTES {
            return self.refuse(at, "", out);
        }
        let Ok(message) = FromServer::parse(frame) else { return self.refuse(at, frame, out) };
        self.malformed = 0;
        let queued = match message {
            FromServer::Text(text) => self.say(at, text, out),
            FromServer::Play { source, times, interruptible, is_preemptible } => {
                self.is_listening = false;
                let interruptible = self.overridden(interruptible);
                let manner = Manner { language: None, interruptible, is_preemptible };
                let queued = self.voice.push_media(at, source, times, manner);
                self.preempt_soon(at);
                queued
            }
            FromServer::SendDigits { digits } => {
                self.is_listening = false;
                self.voice.push_digits(at, digits, self.utterance.is_some())
            }
            FromServer::Language { speech, transcription } => {
                self.switch(at, speech, transcription, out);
                Ok(())
            }
            FromServer::End { handoff_data } => {
                self.end(at, handoff_data, out);
                Ok(())
            }
            FromServer::Config(fields) | FromServer::Hints(fields) => {
                self.configure(&fields, out);
                Ok(())
            }
        };
        if let Err(Full) = queued {
            let message = "too much waits to be spoken; a message of the relay server was dropped";
            out.push(warning(message.to_owned()));
        }
    }

    fn say(&mut self, at: Timestamp, mut text: Text, out: &mut Vec<Output>) -> Result<(), Full> {
        if let Some(prompted_at) = self.prompted_at.take()
            && self.settings().events.round_trip
        {
            self.inform("roundTripDelayMs", &at.since(prompted_at).to_string(), out);
        }
        // Even an empty reply is one: it ends, and the server listens again.
        if text.is_last || !text.token.is_empty() {
            self.is_listening = false;
        }
        let manner = Manner {
            language: text.language.take().or_else(|| self.speech_language.clone()),
            interruptible: self.overridden(text.interruptible),
            is_preemptible: text.is_preemptible.unwrap_or(self.settings().preemptible),
        };
        let queued = self.voice.push_token(at, &text, manner);
        self.preempt_soon(at);
        queued
    }

    /// What a message's own word makes of the session's setting.
    fn overridden(&self, interruptible: Option<bool>) -> Option<Interruptible> {
        match (interruptible?, self.interruptible()) {
            (false, _) => Some(Interruptible::None),
            (true, Interruptible::None) => Some(Interruptible::Any),
            (true, setting) => Some(setting),
        }
    }

    /// Lets the newest talk cycle cut earlier ones where they may be cut.
    fn preempt_soon(&mut self, at: Timestamp) {
        if let Some(cycle) = self.voice.preempting_cycle()
            && cycle > self.preempted_by
        {
            self.preempted_by = cycle;
            self.agenda.add(at.plus(self.timing.preempt_ms), Task::Preempt(cycle));
        }
    }

    fn switch(
        &mut self,
        at: Timestamp,
        speech: Option<String>,
        transcription: Option<String>,
        out: &mut Vec<Output>,
    ) {
        let settings = &self.opening.settings;
        let checked =
            voices::check_languages(settings, speech.as_deref(), transcription.as_deref());
        match checked {
            Ok(warnings) => out.extend(warnings.into_iter().map(warning)),
            Err(refused) => {
                self.silence(at, out);
                return self.fail(at, refused.code, &refused.message);
            }
        }
        self.speech_language = speech.or(self.speech_language.take());
        if let Some(language) = transcription {
            self.prompt_language = language;
        }
        self.inform_configured("language", out);
    }

    /// Changes settings in mid-session. Twilio has announced these messages without their shape,
    /// so they are taken to name settings as the noun does, and never refused.
    fn configure(&mut self, fields: &Map<String, Value>, out: &mut Vec<Output>) {
        let mut unknown = Vec::new();
        for (name, value) in fields.iter().filter(|(name, _)| *name != "type") {
            let value = match value {
                Value::String(text) => text.clone(),
                value => value.to_string(),
            };
            let is_session_setting = !matches!(name.as_str(), "events" | "debug");
            if !is_session_setting || !self.opening.settings.try_set(name, &value) {
                unknown.push(name.as_str());
            }
        }
        let mut message =
            "`config` and `hints` are a guess: Twilio has not published their shape".to_owned();
        if !unknown.is_empty() {
            message.push_str(&format!("; these fields changed nothing: {}", unknown.join(", ")));
        }
        out.push(warning(message));
        self.inform_configured("config", out);
    }

    fn inform_configured(&self, what: &str, out: &mut Vec<Output>) {
        if self.settings().events.config_updated {
            self.inform("configUpdated", what, out);
        }
    }

    /// Answers a frame that is no message.
    pub(super) fn refuse(&mut self, at: Timestamp, frame: &str, out: &mut Vec<Output>) {
        let answer = ToServer::malformed(frame);
        self.agenda.add(at.plus(self.timing.error_ms), Task::Send(answer));
        while let Some(answer) = self.agenda.take_excess() {
            out.push(Output::Send(answer));
        }
        out.push(Output::Warning {
            code: Some(64107),
            message: "the relay server sent a message that Twilio does not understand".to_owned(),
        });
        self.malformed += 1;
        if self.malformed == MAX_MALFORMED {
            self.give_up(at, out);
        }
    }
}
