//! Relay sessions as conversations: what goes in, and what comes out at which millisecond.
#![allow(dead_code, missing_docs, unreachable_pub)]

use flow::Timestamp;
use flow::relay::session::{Input, Leg, Opening, Output, Timing};
use flow::relay::{Events, Session, Settings};

/// A reply of more than one sentence, with a colon and a comma in it.
pub const LONG: &str = "Sentence 1 of twelve: the quick brown fox jumps over the lazy dog, you \
                        may interrupt it. Sentence 2 of twelve: and so on.";

pub struct Talk {
    pub session: Session,
    pub now: u64,
}

pub fn opening(settings: Settings) -> Opening {
    Opening {
        session_sid: "VX00000000000000000000000000000001".parse().expect("a SID"),
        call_sid: "CA00000000000000000000000000000001".parse().expect("a SID"),
        account_sid: "AC1".to_owned(),
        from: "+15550100123".to_owned(),
        to: "+15550100456".to_owned(),
        leg: Leg::default(),
        is_answered: true,
        settings,
        first_speech: 1,
    }
}

/// Every `info` about speaking and playing.
pub fn all_events() -> Events {
    Events { speaker: true, tokens_played: true, ..Events::default() }
}

/// Settings under the noun's names.
pub fn settings(attributes: &[(&str, &str)]) -> Settings {
    let mut settings = Settings::default();
    for (name, value) in attributes {
        assert!(settings.try_set(name, value), "{name}");
    }
    settings
}

impl Talk {
    /// A session whose socket is not open yet.
    pub fn dialling(settings: Settings, timing: Timing) -> Self {
        Self { session: Session::open(Timestamp(0), opening(settings), timing), now: 0 }
    }

    /// A session that is open, with its set-up sent.
    pub fn open(settings: Settings) -> Self {
        let mut talk = Self::dialling(settings, Timing::default());
        talk.gets(Input::Opened);
        talk
    }

    /// Settings under the noun's names, and a greeting that is over.
    pub fn with(attributes: &[(&str, &str)]) -> Self {
        Self::open(settings(attributes))
    }

    /// Gives one input now; what comes of it, a line each.
    pub fn gets(&mut self, input: Input<'_>) -> Vec<String> {
        let mut out = Vec::new();
        self.session.handle(Timestamp(self.now), input, &mut out);
        out.iter().map(|output| format!("{} {}", self.now, line(output))).collect()
    }

    /// Lets time pass until nothing is due before `until`.
    pub fn waits(&mut self, until: u64) -> Vec<String> {
        let mut lines = Vec::new();
        while let Some(due) = self.session.deadline().filter(|due| due.0 <= until) {
            self.now = self.now.max(due.0);
            lines.extend(self.gets(Input::Time));
        }
        self.now = until;
        lines
    }

    /// One input, and what comes of it in the time that follows.
    pub fn gets_and_waits(&mut self, input: Input<'_>, ms: u64) -> Vec<String> {
        let mut lines = self.gets(input);
        lines.extend(self.waits(self.now + ms));
        lines
    }

    pub fn server_sends(&mut self, frame: &str) -> Vec<String> {
        self.gets(Input::Frame(frame))
    }

    pub fn server_says(&mut self, token: &str, last: bool) -> Vec<String> {
        self.server_sends(&text(token, last))
    }
}

pub fn text(token: &str, last: bool) -> String {
    let token = serde_json::to_string(token).expect("text");
    format!(r#"{{"type":"text","token":{token},"last":{last}}}"#)
}

/// The lines that are about frames to the server.
pub fn frames(lines: &[String]) -> Vec<&str> {
    lines.iter().filter(|line| line.contains(" {\"type\"")).map(String::as_str).collect()
}

/// The lines that are about what is heard.
pub fn heard(lines: &[String]) -> Vec<&str> {
    let is_heard = |line: &&String| line.contains("starts: ") || line.contains("cut: ");
    lines.iter().filter(is_heard).map(String::as_str).collect()
}

pub fn line(output: &Output) -> String {
    match output {
        Output::Send(frame) => frame.clone(),
        Output::SpeechStarted { speech, text, .. } => format!("({speech} starts: {text})"),
        Output::SpeechEnded { speech, heard, interrupted: false } => {
            format!("({speech} ends: {heard})")
        }
        Output::SpeechEnded { speech, heard, .. } => format!("({speech} cut: {heard})"),
        Output::Listening => "(listening)".to_owned(),
        Output::Warning { code: Some(code), .. } => format!("(warning {code})"),
        Output::Warning { message, .. } => format!("(warning: {message})"),
        Output::Close { code, reason } => format!("(close {code} {reason})"),
        Output::Ended(ending) => format!(
            "(ended: {} {:?} {:?} {} s)",
            ending.status.as_str(),
            ending.handoff_data,
            ending.error,
            ending.duration_seconds
        ),
    }
}
