//! Relay sessions as conversations: what goes in, and what comes out at which millisecond.

use flow::Timestamp;
use flow::relay::session::{Events, Input, Opening, Output, Timing};
use flow::relay::{Interruptible, Session, Settings};

const LONG: &str = "Sentence 1 of twelve: the quick brown fox jumps over the lazy dog, you may \
                    interrupt it. Sentence 2 of twelve: and so on.";

struct Talk {
    session: Session,
    now: u64,
}

impl Talk {
    fn open(settings: Settings) -> Self {
        Self::open_with(settings, Events::default())
    }

    fn open_with(settings: Settings, events: Events) -> Self {
        let opening = Opening {
            session_sid: "VX00000000000000000000000000000001".parse().expect("a SID"),
            call_sid: "CA00000000000000000000000000000001".parse().expect("a SID"),
            account_sid: "AC1".to_owned(),
            from: "+15550100123".to_owned(),
            to: "+15550100456".to_owned(),
            is_answered: true,
            settings,
            events,
            first_speech: 1,
        };
        Self { session: Session::open(Timestamp(0), opening, Timing::default()), now: 0 }
    }

    /// Gives one input now; what comes of it, a line each.
    fn gets(&mut self, input: Input<'_>) -> Vec<String> {
        let mut out = Vec::new();
        self.session.handle(Timestamp(self.now), input, &mut out);
        out.iter().map(|output| format!("{} {}", self.now, line(output))).collect()
    }

    /// Lets time pass until nothing is due before `until`.
    fn waits(&mut self, until: u64) -> Vec<String> {
        let mut lines = Vec::new();
        while let Some(due) = self.session.deadline().filter(|due| due.0 <= until) {
            self.now = self.now.max(due.0);
            lines.extend(self.gets(Input::Time));
        }
        self.now = until;
        lines
    }

    fn server_says(&mut self, token: &str, last: bool) -> Vec<String> {
        let token = serde_json::to_string(token).expect("text");
        self.gets(Input::Frame(&format!(r#"{{"type":"text","token":{token},"last":{last}}}"#)))
    }
}

fn line(output: &Output) -> String {
    match output {
        Output::Send(frame) => frame.clone(),
        Output::SpeechStarted { speech, text, .. } => format!("({speech} starts: {text})"),
        Output::SpeechEnded { speech, heard, interrupted: false } => {
            format!("({speech} ends: {heard})")
        }
        Output::SpeechEnded { speech, heard, .. } => format!("({speech} cut: {heard})"),
        Output::Listening => "(listening)".to_owned(),
        Output::Warning { message } => format!("(warning: {message})"),
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

fn quiet() -> Talk {
    let mut talk = Talk::open(Settings { dtmf_detection: true, ..Settings::default() });
    talk.gets(Input::Opened);
    talk
}

#[test]
fn setup_is_sent_at_once_and_the_greeting_is_one_chunk() {
    let mut talk = Talk::open(Settings {
        welcome_greeting: Some("Hello. How are you?".to_owned()),
        parameters: vec![("tier".to_owned(), "gold".to_owned())],
        ..Settings::default()
    });
    let opened = talk.gets(Input::Opened);
    assert_eq!(opened.len(), 1);
    assert!(opened[0].starts_with(r#"0 {"type":"setup","sessionId":"VX"#), "{opened:?}");
    assert!(opened[0].contains(r#""callStatus":"IN_PROGRESS""#));
    assert!(opened[0].ends_with(r#""customParameters":{"tier":"gold"}}"#));
    assert_eq!(
        talk.waits(5_000),
        [
            "650 (1 starts: Hello. How are you?)",
            "1804 (1 ends: Hello. How are you?)",
            "1804 (listening)",
        ]
    );
}

#[test]
fn without_a_greeting_the_session_listens_at_once() {
    let mut talk = Talk::open(Settings::default());
    assert_eq!(talk.gets(Input::Opened)[1..], ["0 (listening)"]);
}

#[test]
fn tokens_are_joined_untouched_and_spoken_before_the_reply_is_whole() {
    let mut talk = quiet();
    assert_eq!(
        talk.gets(Input::CallerSaid("Holding.")),
        [r#"0 {"type":"prompt","voicePrompt":"Holding.","lang":"en-US","last":true}"#]
    );
    assert!(talk.server_says("I", false).is_empty());
    assert!(talk.server_says(" heard: ", false).is_empty());
    assert_eq!(talk.waits(600), ["330 (1 starts: I heard:)"]);
    assert!(talk.server_says("Holding.", true).is_empty());
    assert_eq!(
        talk.waits(5_000),
        [
            "960 (1 ends: I heard:)",
            "960 (2 starts:  Holding.)",
            "1638 (2 ends:  Holding.)",
            "1638 (listening)",
        ]
    );
}

#[test]
fn words_cut_the_speech_purge_the_queue_and_are_then_reported() {
    let mut talk = quiet();
    talk.server_says(LONG, true);
    talk.waits(600);
    assert_eq!(
        talk.gets(Input::CallerSaid("Stop")),
        [
            "600 (1 cut: Sentence)",
            r#"600 {"type":"interrupt","utteranceUntilInterrupt":"Sentence","durationUntilInterruptMs":270}"#,
            r#"600 {"type":"prompt","voicePrompt":"Stop","lang":"en-US","last":true}"#,
        ]
    );
    assert!(talk.waits(60_000).is_empty());
}

#[test]
fn a_key_is_reported_and_then_cuts_the_speech() {
    let mut talk = quiet();
    talk.server_says(LONG, true);
    talk.waits(345);
    assert_eq!(
        talk.gets(Input::CallerPressed('9')),
        [
            r#"345 {"type":"dtmf","digit":"9"}"#,
            "345 (1 cut: Sentence)",
            r#"345 {"type":"interrupt","utteranceUntilInterrupt":"Sentence","durationUntilInterruptMs":15}"#,
        ]
    );
}

#[test]
fn what_may_not_interrupt_does_not() {
    let mut talk =
        Talk::open(Settings { interruptible: Some(Interruptible::None), ..Settings::default() });
    talk.gets(Input::Opened);
    talk.server_says("Please listen to this.", true);
    talk.waits(400);
    assert!(talk.gets(Input::CallerSaid("Stop"))[0].starts_with("400 (warning"));
    assert!(talk.gets(Input::CallerPressed('1')).is_empty());
    assert_eq!(talk.waits(9_000).len(), 2);
    // A message overrides the setting.
    talk.gets(Input::Frame(
        r#"{"type":"text","token":"Now you may.","last":true,"interruptible":true}"#,
    ));
    talk.waits(9_400);
    assert_eq!(talk.gets(Input::CallerSaid("Stop")).len(), 3);
}

#[test]
fn the_events_that_were_asked_for_come_in_the_recorded_order() {
    let events = Events { speaker: true, tokens_played: true };
    let mut talk = Talk::open_with(Settings::default(), events);
    talk.gets(Input::Opened);
    talk.server_says(LONG, true);
    let started = talk.waits(600);
    assert_eq!(started[0], r#"330 {"type":"info","name":"agentSpeaking","value":"on"}"#);
    let cut = talk.gets(Input::CallerSaid("Stop"));
    let names =
        ["\"clientSpeaking\"", "tokensPlayed", "cut", "interrupt", "off", "prompt", "agent"];
    assert_eq!(cut.len(), names.len());
    for (line, name) in cut.iter().zip(names) {
        assert!(line.contains(name), "{line} is not about {name}");
    }
}

#[test]
fn text_recordings_and_digits_share_one_queue() {
    let mut talk = quiet();
    talk.server_says("Listen.", true);
    talk.gets(Input::Frame(r#"{"type":"play","source":"https://a.example/b.mp3"}"#));
    talk.gets(Input::Frame(r#"{"type":"sendDigits","digits":"1w2#"}"#));
    let heard = talk.waits(20_000);
    let heard: Vec<&str> = heard.iter().filter_map(|line| Some(line.split_once(' ')?.1)).collect();
    assert_eq!(
        heard,
        [
            "(1 starts: Listen.)",
            "(1 ends: Listen.)",
            "(2 starts: https://a.example/b.mp3)",
            "(2 ends: https://a.example/b.mp3)",
            "(3 starts: 1w2#)",
            "(3 ends: 1w2#)",
            "(listening)",
        ]
    );
}

#[test]
fn a_reply_without_last_is_spoken_when_it_stalls() {
    let mut talk = quiet();
    talk.server_says("Are you there?", false);
    assert_eq!(
        talk.waits(9_000),
        ["1000 (1 starts: Are you there?)", "1916 (1 ends: Are you there?)", "1916 (listening)"]
    );
}

#[test]
fn a_speech_that_was_really_over_ends_sooner_than_estimated() {
    let mut talk = quiet();
    talk.server_says("Hello there.", true);
    talk.waits(400);
    assert_eq!(
        talk.gets(Input::SpeechFinished(1)),
        ["400 (1 ends: Hello there.)", "400 (listening)"]
    );
}

#[test]
fn a_language_message_changes_both_directions() {
    let mut talk = quiet();
    talk.gets(Input::Frame(
        r#"{"type":"language","ttsLanguage":"es-ES","transcriptionLanguage":"es-MX"}"#,
    ));
    assert!(talk.gets(Input::CallerSaid("Hola"))[0].contains(r#""lang":"es-MX""#));
}

#[test]
fn a_bad_message_is_answered_and_the_tenth_in_a_row_ends_the_session() {
    let mut talk = quiet();
    assert_eq!(
        talk.gets(Input::Frame("hi")),
        [r#"0 {"type":"error","description":"Invalid message received, code: 64107, hi"}"#]
    );
    talk.server_says("", true);
    for _ in 0..9 {
        assert_eq!(talk.gets(Input::Binary).len(), 1);
    }
    assert_eq!(
        talk.gets(Input::Frame("{}"))[1..],
        [
            "0 (close 1007 Too many consecutive malformed messages.)",
            r#"0 (ended: failed None Some((64105, "Websocket ended")) 0 s)"#,
        ]
    );
}

#[test]
fn end_hands_its_text_over_byte_for_byte_and_what_follows_is_ignored() {
    let mut talk = quiet();
    talk.now = 8_999;
    assert_eq!(
        talk.gets(Input::Frame(r#"{"type":"end","handoffData":"{\"a\": 1 }"}"#)),
        [
            "8999 (close 1000 Closing websocket session)",
            r#"8999 (ended: ended Some("{\"a\": 1 }") None 8 s)"#,
        ]
    );
    assert!(talk.server_says("more", true).is_empty());
    assert!(talk.gets(Input::SocketLost).is_empty());
    assert!(talk.gets(Input::CallerHungUp).is_empty());
}

#[test]
fn a_caller_who_hangs_up_completes_the_session() {
    let mut talk = quiet();
    talk.server_says("Hello there.", true);
    talk.waits(400);
    assert_eq!(
        talk.gets(Input::CallerHungUp),
        [
            "400 (close 1000 Closing websocket session)",
            "400 (1 cut: Hello)",
            "400 (ended: completed None None 0 s)",
        ]
    );
}

#[test]
fn a_server_that_goes_away_fails_the_session_however_it_goes() {
    for input in [
        Input::SocketLost,
        Input::SocketClosed { code: None },
        Input::SocketClosed { code: Some(1000) },
        Input::SocketClosed { code: Some(1011) },
    ] {
        assert_eq!(
            quiet().gets(input),
            [r#"0 (ended: failed None Some((64105, "Websocket ended")) 0 s)"#]
        );
    }
}
