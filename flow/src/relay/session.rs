//! The session machine: what the relay server and the caller do goes in, what is to be sent and
//! heard comes out. It has no socket and no clock (`reference/relay/protocol.md`, §4 and §5, and
//! `session.md`, §2 to §4).

mod caller;
mod opening;
mod voice;

pub use opening::{Events, Input, Opening, Output, Timing};

use serde_json::Map;

use crate::live::Sound;
use crate::relay::message::{FromServer, Text, ToServer};
use crate::relay::{Ending, Interruptible, SessionStatus};
use crate::timestamp::Timestamp;

use voice::{Full, Manner, Playing, Voice};

/// As many messages in a row that are none, and Twilio closes the session.
const MAX_MALFORMED: u32 = 10;
/// A longer frame is not read.
const MAX_FRAME_BYTES: usize = 1 << 20;

/// One session, from the moment the flow reached its widget.
#[derive(Debug)]
pub struct Session {
    opening: Opening,
    began: Timestamp,
    voice: Voice,
    interruptible: Interruptible,
    speech_language: Option<String>,
    prompt_language: String,
    malformed: u32,
    /// Whether the agent is being heard, from the first chunk in a row to the last.
    is_heard: bool,
    is_listening: bool,
    is_over: bool,
}

impl Session {
    /// A session whose socket is being opened. `at` is when the widget was reached.
    pub fn open(at: Timestamp, opening: Opening, timing: Timing) -> Self {
        let language = opening.settings.language.clone();
        Self {
            began: at,
            voice: Voice::new(timing, opening.first_speech),
            interruptible: opening.settings.interruptible.unwrap_or_default(),
            prompt_language: language.clone().unwrap_or_else(|| "en-US".to_owned()),
            speech_language: language,
            malformed: 0,
            is_heard: false,
            is_listening: false,
            is_over: false,
            opening,
        }
    }

    /// When to come back with [`Input::Time`] at the latest.
    pub fn deadline(&self) -> Option<Timestamp> {
        if self.is_over { None } else { self.voice.deadline() }
    }

    /// Whether the deadline is only there because the server may not go on with its reply: the
    /// one thing that a clock must not jump over.
    pub fn awaits_server(&self) -> bool {
        self.voice.is_stalling()
    }

    /// Takes what happened at `at`, and adds what is to be done about it to `out`.
    pub fn handle(&mut self, at: Timestamp, input: Input<'_>, out: &mut Vec<Output>) {
        if self.is_over {
            return;
        }
        self.pass_time(at, out);
        match input {
            Input::Opened => self.begin(at, out),
            Input::Frame(frame) => self.receive(at, frame, out),
            Input::Binary => self.refuse(at, "", out),
            Input::CallerSaid(words) => self.hear(at, words, out),
            Input::CallerPressed(key) => self.press(at, key, out),
            Input::CallerHungUp => {
                self.close(at, SessionStatus::Completed, None, out);
            }
            Input::SpeechFinished(speech) => {
                self.end_speech(at, Some(speech), out);
            }
            Input::SocketClosed { .. } | Input::SocketLost => self.fail(at, out),
            Input::Time => {}
        }
        if !self.is_over {
            self.pass_time(at, out);
            self.listen_if_quiet(out);
        }
    }

    fn pass_time(&mut self, at: Timestamp, out: &mut Vec<Output>) {
        while let Some(due) = self.voice.deadline().filter(|due| *due <= at) {
            // What follows in the queue follows at once, not when the driver came round.
            if self.end_speech(due, None, out) || self.start_speech(at, out) {
                continue;
            }
            self.voice.flush_stalled(at);
            if !self.start_speech(at, out) {
                break;
            }
        }
    }

    fn begin(&mut self, at: Timestamp, out: &mut Vec<Output>) {
        let opening = &self.opening;
        let parameters = opening.settings.parameters.iter();
        let setup = ToServer::Setup {
            session_id: opening.session_sid.as_str(),
            call_sid: opening.call_sid.as_str(),
            parent_call_sid: "",
            from: &opening.from,
            to: &opening.to,
            forwarded_from: "",
            caller_name: "",
            direction: "inbound",
            call_type: "PSTN",
            call_status: if opening.is_answered { "IN_PROGRESS" } else { "RINGING" },
            account_sid: &opening.account_sid,
            custom_parameters: parameters
                .map(|(name, value)| (name.clone(), value.clone().into()))
                .collect::<Map<_, _>>(),
        };
        out.push(Output::Send(setup.to_frame()));
        if let Some(greeting) = &opening.settings.welcome_greeting {
            self.voice.greet(at, greeting, self.speech_language.clone());
        }
    }

    fn receive(&mut self, at: Timestamp, frame: &str, out: &mut Vec<Output>) {
        if frame.len() > MAX_FRAME_BYTES {
            return self.refuse(at, "", out);
        }
        let Ok(message) = FromServer::parse(frame) else { return self.refuse(at, frame, out) };
        self.malformed = 0;
        let queued = match message {
            FromServer::Text(text) => self.speak(at, text),
            FromServer::Play { source, times, interruptible, is_preemptible: _ } => {
                self.is_listening = false;
                let manner = Manner { language: None, interruptible };
                self.voice.push_sound(at, source, Sound::Media, times, manner)
            }
            FromServer::SendDigits { digits } => {
                self.is_listening = false;
                self.voice.push_sound(at, digits, Sound::Digits, 1, Manner::default())
            }
            FromServer::Language { speech, transcription } => {
                self.speech_language = speech.or(self.speech_language.take());
                if let Some(language) = transcription {
                    self.prompt_language = language;
                }
                Ok(())
            }
            FromServer::End { handoff_data } => {
                self.close(at, SessionStatus::Ended, handoff_data, out);
                Ok(())
            }
            FromServer::Config(_) | FromServer::Hints(_) => {
                let message = "the relay server sent `config` or `hints`, which change nothing here: \
                               their shape is not published";
                out.push(Output::Warning { message: message.to_owned() });
                Ok(())
            }
        };
        if let Err(Full) = queued {
            let message = "too much waits to be spoken; a message of the relay server was dropped";
            out.push(Output::Warning { message: message.to_owned() });
        }
    }

    fn speak(&mut self, at: Timestamp, mut text: Text) -> Result<(), Full> {
        // Even an empty reply is one: it ends, and the server listens again.
        if text.is_last || !text.token.is_empty() {
            self.is_listening = false;
        }
        let language = text.language.take().or_else(|| self.speech_language.clone());
        let manner = Manner { language, interruptible: text.interruptible };
        self.voice.push_token(at, text, manner)
    }

    fn start_speech(&mut self, at: Timestamp, out: &mut Vec<Output>) -> bool {
        let Some(playing) = self.voice.start(at) else { return false };
        let item = &playing.item;
        let started = Output::SpeechStarted {
            speech: playing.speech,
            text: item.text.clone(),
            duration_ms: item.duration_ms,
            sound: item.sound,
            language: item.manner.language.clone(),
        };
        if !self.is_heard {
            self.inform_speaker("agentSpeaking", "on", out);
        }
        self.is_heard = true;
        self.is_listening = false;
        out.push(started);
        true
    }

    /// Ends what plays if its time is over or it is `finished`, and starts what follows it.
    fn end_speech(&mut self, at: Timestamp, finished: Option<u64>, out: &mut Vec<Output>) -> bool {
        let Some(Playing { item, speech, .. }) = self.voice.finish(at, finished) else {
            return false;
        };
        self.inform_played(&item.text, out);
        out.push(Output::SpeechEnded { speech, heard: item.text, interrupted: false });
        if !self.start_speech(at, out) {
            self.is_heard = false;
            self.inform_speaker("agentSpeaking", "off", out);
        }
        true
    }

    fn listen_if_quiet(&mut self, out: &mut Vec<Output>) {
        if !self.is_listening && self.voice.is_quiet() {
            self.is_listening = true;
            out.push(Output::Listening);
        }
    }

    /// Answers a frame that is no message.
    fn refuse(&mut self, at: Timestamp, frame: &str, out: &mut Vec<Output>) {
        out.push(Output::Send(ToServer::malformed(frame)));
        self.malformed += 1;
        if self.malformed == MAX_MALFORMED {
            let reason = "Too many consecutive malformed messages.";
            out.push(Output::Close { code: 1007, reason });
            self.fail(at, out);
        }
    }

    fn close(
        &mut self,
        at: Timestamp,
        status: SessionStatus,
        handoff_data: Option<String>,
        out: &mut Vec<Output>,
    ) {
        let reason = "Closing websocket session";
        out.push(Output::Close { code: 1000, reason });
        let ending = Ending {
            session_sid: self.opening.session_sid.clone(),
            status,
            handoff_data,
            error: None,
            duration_seconds: at.since(self.began) / 1_000,
        };
        self.finish(at, ending, out);
    }

    fn fail(&mut self, at: Timestamp, out: &mut Vec<Output>) {
        let session_sid = self.opening.session_sid.clone();
        let seconds = at.since(self.began) / 1_000;
        let ending = Ending::failed(session_sid, 64105, "Websocket ended", seconds);
        self.finish(at, ending, out);
    }

    fn finish(&mut self, at: Timestamp, ending: Ending, out: &mut Vec<Output>) {
        if let Some(playing) = self.voice.purge() {
            let heard = playing.heard(at).to_owned();
            out.push(Output::SpeechEnded { speech: playing.speech, heard, interrupted: true });
        }
        self.is_over = true;
        out.push(Output::Ended(Box::new(ending)));
    }

    fn inform_speaker(&self, name: &str, value: &str, out: &mut Vec<Output>) {
        if self.opening.events.speaker {
            out.push(Output::Send(ToServer::Info { name, value }.to_frame()));
        }
    }

    fn inform_played(&self, value: &str, out: &mut Vec<Output>) {
        if self.opening.events.tokens_played {
            out.push(Output::Send(ToServer::Info { name: "tokensPlayed", value }.to_frame()));
        }
    }
}
