//! The session machine: what the relay server and the caller do goes in, what is to be sent and
//! heard comes out. It has no socket and no clock (`reference/relay/protocol.md`, §4 and §5, and
//! `session.md`, §2 to §4).

mod agenda;
mod caller;
mod close;
mod opening;
mod server;
mod speech;
mod utterance;
mod voice;

pub use opening::{Input, Leg, Opening, Output, Timing};

use serde_json::Map;

use crate::relay::message::ToServer;
use crate::relay::{Interruptible, Settings, voices};
use crate::timestamp::Timestamp;

use agenda::{Agenda, Task};
use utterance::Utterance;
use voice::{Manner, Voice};

/// One session, from the moment the flow reached its widget.
#[derive(Debug)]
pub struct Session {
    opening: Opening,
    timing: Timing,
    began: Timestamp,
    agenda: Agenda,
    voice: Voice,
    utterance: Option<Utterance>,
    speech_language: Option<String>,
    prompt_language: String,
    /// Bad messages in a row.
    malformed: u32,
    /// The last talk cycle that was to cut earlier ones.
    preempted_by: u64,
    /// What the agent spoke last, to tell its echo.
    last_spoken: String,
    /// When a prompt was sent that has no answer yet.
    prompted_at: Option<Timestamp>,
    /// Whether the server takes the agent to be heard, from the first chunk in a row to the last.
    is_heard: bool,
    /// When the server is told that an interrupted agent is silent.
    silent_at: Option<Timestamp>,
    is_listening: bool,
    phase: Phase,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Open,
    /// The end is decided; nobody is listened to any more.
    Closing,
    Over,
}

/// What is due first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Silence,
    Task,
    Look,
    Voice,
    Limit,
}

impl Session {
    /// A session whose socket is being opened. `at` is when the widget was reached.
    pub fn open(at: Timestamp, opening: Opening, timing: Timing) -> Self {
        let settings = &opening.settings;
        let speech_language = settings.tts_language.as_ref().or(settings.language.as_ref());
        let transcription = settings.transcription_language.as_ref().or(settings.language.as_ref());
        Self {
            timing,
            began: at,
            agenda: Agenda::default(),
            voice: Voice::new(timing, opening.first_speech),
            utterance: None,
            speech_language: speech_language.cloned(),
            prompt_language: transcription.map_or("en-US", String::as_str).to_owned(),
            malformed: 0,
            preempted_by: 0,
            last_spoken: String::new(),
            prompted_at: None,
            is_heard: false,
            silent_at: None,
            is_listening: false,
            phase: Phase::Open,
            opening,
        }
    }

    /// When to come back with [`Input::Time`] at the latest.
    pub fn deadline(&self) -> Option<Timestamp> {
        self.due().map(|(due, _)| due)
    }

    /// Whether the deadline is only there because the server may do nothing until then: the one
    /// thing that a clock must not jump over.
    pub fn awaits_server(&self) -> bool {
        match self.due() {
            Some((_, Due::Voice)) => self.voice.is_stalling(),
            Some((_, Due::Limit)) => true,
            Some((_, Due::Silence | Due::Task | Due::Look)) | None => false,
        }
    }

    /// Takes what happened at `at`, and adds what is to be done about it to `out`.
    pub fn handle(&mut self, at: Timestamp, input: Input<'_>, out: &mut Vec<Output>) {
        self.pass_time(at, out);
        match self.phase {
            Phase::Over => return,
            // Whatever else happens now is not answered: the session's end is decided.
            Phase::Closing if input == Input::CallerHungUp => self.hurry(out),
            Phase::Closing => {}
            Phase::Open => self.take(at, input, out),
        }
        self.pass_time(at, out);
        self.settle(out);
    }

    fn take(&mut self, at: Timestamp, input: Input<'_>, out: &mut Vec<Output>) {
        match input {
            Input::Opened => self.begin(at, out),
            Input::Frame(frame) => self.receive(at, frame, out),
            Input::Binary => self.refuse(at, "", out),
            Input::CallerIsSaying(words) => self.overhear(at, words, out),
            Input::CallerSaid(words) => self.hear(at, words, out),
            Input::CallerPressed(key) => self.press(at, key, out),
            Input::CallerHungUp => self.hang_up(at, out),
            Input::SpeechFinished(speech) => {
                self.end_speech(at, Some(speech), out);
            }
            Input::ProviderFailed => self.fail_provider(at, out),
            Input::SocketClosed => self.lose(at, self.timing.action_ms, out),
            Input::SocketLost => self.lose(at, self.timing.lost_ms, out),
            Input::Time => {}
        }
    }

    fn due(&self) -> Option<(Timestamp, Due)> {
        let task = self.agenda.deadline().map(|due| (due, Due::Task));
        match self.phase {
            Phase::Over => return None,
            Phase::Closing => return task,
            Phase::Open => {}
        }
        let look = self.utterance.as_ref().and_then(Utterance::deadline);
        let limit = self.began.plus(self.timing.longest_ms);
        [
            self.silent_at.map(|due| (due, Due::Silence)),
            task,
            look.map(|due| (due, Due::Look)),
            self.voice.deadline().map(|due| (due, Due::Voice)),
            Some((limit, Due::Limit)),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Does what was due until `at`, each at its own time: not when the driver came round.
    fn pass_time(&mut self, at: Timestamp, out: &mut Vec<Output>) {
        while let Some((due, what)) = self.due().filter(|(due, _)| *due <= at) {
            match what {
                Due::Silence => self.fall_silent(out),
                Due::Task => self.carry_out(due, out),
                Due::Look => self.look(due, out),
                Due::Voice => self.move_voice(due, out),
                Due::Limit => self.reach_limit(due, out),
            }
        }
    }

    fn carry_out(&mut self, at: Timestamp, out: &mut Vec<Output>) {
        let Some(task) = self.agenda.take(at) else { return };
        match task {
            Task::Send(frame) => out.push(Output::Send(frame)),
            Task::Preempt(cycle) => self.preempt(at, cycle, out),
            Task::Close { code, reason } => {
                self.agenda.keep_end();
                out.push(Output::Close { code, reason });
            }
            Task::Finish(ending) => self.finish(ending, out),
        }
    }

    fn begin(&mut self, at: Timestamp, out: &mut Vec<Output>) {
        out.push(Output::Send(self.setup()));
        match voices::check(&self.opening.settings) {
            Ok(warnings) => out.extend(warnings.into_iter().map(warning)),
            Err(refused) => return self.fail(at, refused.code, &refused.message),
        }
        let settings = &self.opening.settings;
        out.extend(settings.idle().map(|words| warning(words.to_owned())));
        if let Some(greeting) = &settings.welcome_greeting {
            let interruptible = settings.welcome_greeting_interruptible.unwrap_or_default();
            let manner = Manner {
                language: self.speech_language.clone(),
                interruptible: Some(interruptible),
                is_preemptible: false,
            };
            self.voice.greet(at, greeting, manner);
        }
    }

    fn setup(&self) -> String {
        let Opening { leg, settings, .. } = &self.opening;
        let parameters = settings.parameters.iter();
        ToServer::Setup {
            session_id: self.opening.session_sid.as_str(),
            call_sid: self.opening.call_sid.as_str(),
            parent_call_sid: &leg.parent_call_sid,
            from: &self.opening.from,
            to: &self.opening.to,
            forwarded_from: &leg.forwarded_from,
            caller_name: &leg.caller_name,
            direction: leg.direction,
            call_type: "PSTN",
            call_status: if self.opening.is_answered { "IN_PROGRESS" } else { "RINGING" },
            account_sid: &self.opening.account_sid,
            custom_parameters: parameters
                .map(|(name, value)| (name.clone(), value.clone().into()))
                .collect::<Map<_, _>>(),
        }
        .to_frame()
    }

    fn settle(&mut self, out: &mut Vec<Output>) {
        if self.phase != Phase::Open || !self.voice.is_quiet() {
            return;
        }
        if self.silent_at.is_none() {
            self.fall_silent(out);
        }
        if !self.is_listening && self.utterance.is_none() {
            self.is_listening = true;
            out.push(Output::Listening);
        }
    }

    fn settings(&self) -> &Settings {
        &self.opening.settings
    }

    fn interruptible(&self) -> Interruptible {
        self.settings().interruptible.unwrap_or_default()
    }
}

fn warning(message: String) -> Output {
    Output::Warning { code: None, message }
}
