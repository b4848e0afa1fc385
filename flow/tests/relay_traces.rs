//! Recorded sessions, played again: the same inputs at the same times give the same frames in the
//! same order, at about the same times (`reference/relay/observed-traces.jsonl`).

mod reference;
mod talk;

use flow::Timestamp;
use flow::relay::session::{Input, Leg, Opening, Output, Session, Timing};
use flow::relay::{Interruptible, Settings};
use serde_json::Value;

/// A chunk of `n` milliseconds may take a quarter more or less in the model, and this beside it.
const SLACK_MS: u64 = 250;

#[derive(Debug)]
struct Line {
    ms: u64,
    direction: String,
    value: Value,
}

impl Line {
    fn frame(&self) -> &Value {
        &self.value["frame"]
    }

    fn is(&self, direction: &str, kind: &str) -> bool {
        self.direction == direction && self.frame()["type"] == kind
    }
}

/// The sessions of the file, each from its set-up on.
fn sessions(text: &str) -> Vec<(String, Vec<Line>)> {
    let mut sessions: Vec<(String, Vec<Line>)> = Vec::new();
    for line in text.lines() {
        let value: Value = serde_json::from_str(line).expect("a line of JSON");
        let name = value["trace"].as_str().expect("a name").to_owned();
        let line = Line {
            ms: value["ms"].as_u64().expect("a time"),
            direction: value["dir"].as_str().expect("a direction").to_owned(),
            value,
        };
        if line.is("toApp", "setup") {
            sessions.push((name, Vec::new()));
        }
        sessions.last_mut().expect("a set-up first").1.push(line);
    }
    sessions
}

fn settings() -> Settings {
    Settings {
        welcome_greeting: Some("This is the spike. Say something, or press a key.".to_owned()),
        speech_model: Some("flux".to_owned()),
        dtmf_detection: true,
        interruptible: Some(Interruptible::Any),
        report_input_during_agent_speech: Some(Interruptible::Any),
        partial_prompts: true,
        events: talk::all_events(),
        ..Settings::default()
    }
}

/// Plays one recorded session.
struct Replay {
    session: Session,
    /// What came out, with its time.
    out: Vec<(u64, Output)>,
    speech: u64,
}

impl Replay {
    fn open(lines: &[Line]) -> Self {
        let setup = lines[0].frame();
        let text = |key: &str| setup[key].as_str().expect("text").to_owned();
        let opening = Opening {
            session_sid: text("sessionId").parse().expect("a SID"),
            call_sid: text("callSid").parse().expect("a SID"),
            account_sid: text("accountSid"),
            from: text("from"),
            to: text("to"),
            leg: Leg { forwarded_from: text("forwardedFrom"), ..Leg::default() },
            is_answered: setup["callStatus"] == "IN_PROGRESS",
            settings: settings(),
            first_speech: 1,
        };
        // How late the greeting is differs most of all: it is taken from the record.
        let greeting = lines.iter().find(|line| line.is("toApp", "info")).expect("a greeting");
        let timing = Timing { greeting_ms: greeting.ms - lines[0].ms, ..Timing::default() };
        // The widget was reached 0.4 to 1.3 seconds earlier.
        let reached = (lines[0].ms + 10_000).saturating_sub(1_000);
        let session = Session::open(Timestamp(reached), opening, timing);
        Self { session, out: Vec::new(), speech: 0 }
    }

    fn give(&mut self, ms: u64, input: Input<'_>) {
        let at = Timestamp(ms + 10_000);
        let mut out = Vec::new();
        while let Some(due) = self.session.deadline().filter(|due| *due <= at) {
            self.session.handle(due, Input::Time, &mut out);
            self.note(due, &mut out);
        }
        self.session.handle(at, input, &mut out);
        self.note(at, &mut out);
    }

    fn note(&mut self, at: Timestamp, out: &mut Vec<Output>) {
        for output in out.drain(..) {
            if let Output::SpeechStarted { speech, .. } = output {
                self.speech = speech;
            }
            self.out.push((at.0 - 10_000, output));
        }
    }

    /// Gives what the recorded line put in. `tells_speech`: also when a chunk was really over.
    fn play(&mut self, line: &Line, is_completed: bool, tells_speech: bool) {
        let frame = line.frame();
        let text = |key: &str| frame[key].as_str().unwrap_or_default();
        match (line.direction.as_str(), text("type")) {
            ("toApp", "setup") => self.give(line.ms, Input::Opened),
            ("toApp", "prompt") if frame["last"] == true => {
                self.give(line.ms, Input::CallerSaid(text("voicePrompt")));
            }
            ("toApp", "prompt") => self.give(line.ms, Input::CallerIsSaying(text("voicePrompt"))),
            ("toApp", "dtmf") => {
                let key = text("digit").chars().next().expect("a digit");
                self.give(line.ms, Input::CallerPressed(key));
            }
            ("toApp", "info") if tells_speech && text("name") == "tokensPlayed" => {
                self.give(line.ms, Input::Time);
                if self.is_playing(text("value")) {
                    self.give(line.ms, Input::SpeechFinished(self.speech));
                }
            }
            ("toTwilio", _) => self.give(line.ms, Input::Frame(&frame.to_string())),
            ("toTwilioConcatenated", _) => self.stream(line),
            ("close", _) if is_completed => self.give(line.ms, Input::CallerHungUp),
            _ => {}
        }
    }

    /// Whether the whole of `text` is what plays: it was not cut then.
    fn is_playing(&self, text: &str) -> bool {
        let last = self.out.iter().rev().find(|(_, output)| {
            matches!(output, Output::SpeechStarted { .. } | Output::SpeechEnded { .. })
        });
        matches!(last, Some((_, Output::SpeechStarted { text: playing, .. })) if playing == text)
    }

    fn stream(&mut self, line: &Line) {
        let text = line.value["text"].as_str().expect("text");
        let is_marked =
            line.value["tokens"].as_str().is_some_and(|how| how.contains("preemptible"));
        let words: Vec<&str> = text.split(' ').collect();
        for (at, word) in words.iter().enumerate() {
            let blank = if at == 0 { "" } else { " " };
            let last = at + 1 == words.len();
            let frame = serde_json::json!({
                "type": "text", "token": format!("{blank}{word}"), "last": last,
                "preemptible": is_marked,
            });
            self.give(line.ms, Input::Frame(&frame.to_string()));
        }
    }
}

/// What Twilio sent and how it closed, with times, words that depend on the clock left out where
/// `is_exact` is false.
fn recorded(lines: &[Line], is_exact: bool) -> Vec<(u64, Value)> {
    let sent = lines.iter().filter_map(|line| match line.direction.as_str() {
        "toApp" => Some((line.ms, comparable(line.frame().clone(), is_exact))),
        "close" => Some((line.ms, serde_json::json!([line.value["code"], line.value["reason"]]))),
        _ => None,
    });
    sent.collect()
}

fn replayed(replay: &Replay, is_exact: bool) -> Vec<(u64, Value)> {
    let sent = replay.out.iter().filter_map(|(ms, output)| match output {
        Output::Send(frame) => {
            let frame = serde_json::from_str(frame).expect("a frame of JSON");
            Some((*ms, comparable(frame, is_exact)))
        }
        Output::Close { code, reason } => Some((*ms, serde_json::json!([code, reason]))),
        _ => None,
    });
    sent.collect()
}

fn comparable(mut frame: Value, is_exact: bool) -> Value {
    if frame["type"] == "interrupt" {
        frame["durationUntilInterruptMs"] = Value::Null;
    }
    let depends = frame["type"] == "interrupt" || frame["name"] == "tokensPlayed";
    if depends && !is_exact {
        return Value::String(format!("{}{}", frame["type"], frame["name"]));
    }
    frame
}

/// How far apart the times of two frames may be: more the longer speech has gone on.
fn tolerance(frames: &[(u64, Value)], at: usize) -> u64 {
    let began = frames[..=at].iter().rev().find(|(_, frame)| frame["value"] == "on");
    SLACK_MS + began.map_or(0, |(ms, _)| (frames[at].0 - ms) / 4)
}

fn check(name: &str, lines: &[Line], tells_speech: bool) {
    let action = lines.iter().find(|line| line.direction == "action").expect("an action");
    let params = &action.value["params"];
    let is_completed = params["SessionStatus"] == "completed";
    let mut replay = Replay::open(lines);
    for line in lines {
        replay.play(line, is_completed, tells_speech);
    }
    replay.give(lines.last().expect("lines").ms + 2_000, Input::Time);
    let (expected, given) = (recorded(lines, tells_speech), replayed(&replay, tells_speech));
    let frames = |all: &[(u64, Value)]| all.iter().map(|(_, frame)| frame.to_string()).collect();
    let (left, right): (Vec<String>, Vec<String>) = (frames(&given), frames(&expected));
    assert_eq!(left, right, "{name}");
    for (at, ((recorded, frame), (modelled, _))) in expected.iter().zip(&given).enumerate() {
        let allowed = tolerance(&expected, at);
        let is_close = recorded.abs_diff(*modelled) <= allowed;
        assert!(is_close, "{name}: {frame} at {modelled} for {recorded}, allowed {allowed}");
    }
    let Some((_, Output::Ended(ending))) = replay.out.last() else { panic!("{name} has no end") };
    let variables = ending.variables().into_iter();
    let variables: Value = variables.map(|(key, text)| (key, Value::from(text))).collect();
    for key in ["SessionStatus", "HandoffData"] {
        assert_eq!(variables[key], params[key], "{name}: {key}");
    }
    let seconds = |value: &Value| value.as_str().and_then(|text| text.parse::<u64>().ok());
    let (given, expected) =
        (seconds(&variables["SessionDuration"]), seconds(&params["SessionDuration"]));
    let difference = given.zip(expected).map(|(given, expected)| given.abs_diff(expected));
    assert!(difference.is_some_and(|seconds| seconds <= 1), "{name}: {given:?} {expected:?}");
}

/// All recorded sessions; none, with a word about it, where the references are not there.
fn each_session(tells_speech: bool) {
    let Some(folder) = reference::folder() else {
        eprintln!("skipped: the recorded sessions are not here");
        return;
    };
    let file = folder.join("relay/observed-traces.jsonl");
    let text = std::fs::read_to_string(file).expect("the recorded sessions can be read");
    let sessions = sessions(&text);
    assert_eq!(sessions.len(), 6);
    for (name, lines) in &sessions {
        check(name, lines, tells_speech);
    }
}

#[test]
fn recorded_sessions_give_the_same_frames_in_the_same_order() {
    each_session(false);
}

#[test]
fn with_the_real_ends_of_speech_the_words_are_the_same_too() {
    each_session(true);
}
