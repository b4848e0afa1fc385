//! How relay sessions end, row by row (`reference/relay/session.md`, §4 and §5).

mod talk;

use flow::relay::Settings;
use flow::relay::session::{Input, Timing};
use talk::{Talk, frames};

const LOST: &str = r#"(ended: failed None Some((64105, "Websocket ended")) 0 s)"#;

#[test]
fn end_hands_its_text_over_byte_for_byte_and_what_follows_is_ignored() {
    let mut talk = Talk::with(&[("dtmfDetection", "true")]);
    talk.now = 8_900;
    assert!(talk.server_sends(r#"{"type":"end","handoffData":"{\"a\": 1 }"}"#).is_empty());
    assert!(talk.server_says("more", true).is_empty());
    assert!(talk.server_sends("garbage").is_empty());
    assert!(talk.gets(Input::CallerPressed('1')).is_empty());
    assert!(talk.gets(Input::SocketClosed).is_empty());
    assert_eq!(
        talk.waits(20_000),
        [
            "8990 (close 1000 Closing websocket session)",
            r#"9490 (ended: ended Some("{\"a\": 1 }") None 8 s)"#,
        ]
    );
    assert!(talk.server_says("more", true).is_empty());
    assert!(talk.gets(Input::SocketLost).is_empty());
    assert!(talk.gets(Input::CallerHungUp).is_empty());
}

#[test]
fn end_without_handoff_data_hands_nothing_over() {
    let mut talk = Talk::with(&[]);
    let lines = talk.gets_and_waits(Input::Frame(r#"{"type":"end"}"#), 2_000);
    assert_eq!(lines[1], "590 (ended: ended None None 0 s)");
}

#[test]
fn end_does_not_wait_for_what_is_being_said() {
    let mut talk = Talk::with(&[]);
    talk.server_says("Goodbye, and thank you.", true);
    talk.waits(500);
    let lines = talk.gets(Input::Frame(r#"{"type":"end"}"#));
    assert_eq!(lines, ["500 (1 cut: Goodbye,)"]);
}

#[test]
fn a_caller_who_hangs_up_completes_the_session_and_no_frame_says_so() {
    let mut talk = Talk::with(&[]);
    talk.server_says("Hello there.", true);
    talk.waits(400);
    let lines = talk.gets(Input::CallerHungUp);
    assert_eq!(
        lines,
        [
            "400 (1 cut: Hello)",
            "400 (close 1000 Closing websocket session)",
            "400 (ended: completed None None 0 s)",
        ]
    );
    assert!(frames(&lines).is_empty());
}

#[test]
fn a_caller_who_hangs_up_after_end_does_not_change_how_it_ended() {
    let mut talk = Talk::with(&[]);
    talk.server_sends(r#"{"type":"end","handoffData":"x"}"#);
    assert_eq!(
        talk.gets(Input::CallerHungUp),
        ["0 (close 1000 Closing websocket session)", r#"0 (ended: ended Some("x") None 0 s)"#,]
    );
}

#[test]
fn a_server_that_closes_fails_the_session_whatever_its_code() {
    let mut talk = Talk::with(&[]);
    assert!(talk.gets(Input::SocketClosed).is_empty());
    assert_eq!(talk.waits(9_000), [format!("500 {LOST}")]);
}

#[test]
fn a_connection_that_is_lost_fails_the_session() {
    let mut talk = Talk::with(&[]);
    talk.server_says("Hello there.", true);
    talk.waits(400);
    assert_eq!(talk.gets(Input::SocketLost), ["400 (1 cut: Hello)"]);
    assert_eq!(talk.waits(9_000), [format!("1600 {LOST}")]);
}

#[test]
fn a_provider_that_fails_with_none_to_take_over_ends_the_session() {
    let mut talk = Talk::with(&[]);
    talk.server_says("Hello there.", true);
    talk.waits(400);
    let said = "The speech provider failed";
    assert_eq!(
        talk.gets_and_waits(Input::ProviderFailed, 2_000),
        [
            "400 (1 cut: Hello)".to_owned(),
            format!(r#"490 {{"type":"error","description":"{said}"}}"#),
            "555 (close 1000 Closing websocket session)".to_owned(),
            format!("1055 (ended: failed None Some((64106, \"{said}\")) 0 s)"),
        ]
    );
}

#[test]
fn a_bad_message_is_answered_in_twilios_words_and_the_session_goes_on() {
    let mut talk = Talk::with(&[]);
    let bad = r#"{"type":"txt","token":"hi"}"#;
    let lines = talk.gets_and_waits(Input::Frame(bad), 200);
    assert_eq!(
        lines,
        [
            "0 (warning 64107)",
            r#"90 {"type":"error","description":"Invalid message received, code: 64107, {\"type\":\"txt\",\"token\":\"hi\"}"}"#,
        ]
    );
    talk.server_says("Hello.", true);
    assert_eq!(talk.waits(9_000).len(), 3);
}

#[test]
fn the_tenth_bad_message_in_a_row_ends_the_session() {
    let mut talk = Talk::with(&[]);
    for _ in 0..9 {
        talk.gets(Input::Binary);
    }
    let lines = talk.gets_and_waits(Input::Frame("{}"), 2_000);
    assert_eq!(frames(&lines).len(), 10);
    assert_eq!(
        lines[lines.len() - 2..],
        [
            "155 (close 1007 Too many consecutive malformed messages.)".to_owned(),
            format!("655 {LOST}"),
        ]
    );
}

#[test]
fn a_good_message_begins_the_count_anew() {
    let mut talk = Talk::with(&[]);
    for _ in 0..5 {
        for _ in 0..9 {
            talk.server_sends("garbage");
        }
        talk.server_says("", true);
    }
    let lines = talk.waits(9_000);
    assert_eq!(frames(&lines).len(), 45);
    assert!(!lines.iter().any(|line| line.contains("close")));
}

#[test]
fn settings_that_do_not_fit_are_told_and_end_the_session() {
    let mut talk = Talk::dialling(
        Settings {
            tts_provider: Some("ElevenLabs".to_owned()),
            voice: Some("Polly.Joanna".to_owned()),
            welcome_greeting: Some("Never heard.".to_owned()),
            ..Settings::default()
        },
        Timing::default(),
    );
    let lines = talk.gets_and_waits(Input::Opened, 2_000);
    assert!(lines[0].contains("\"setup\""));
    let said = "Invalid values (block_elevenlabs/en-US/Polly.Joanna) for tts settings";
    assert_eq!(
        lines[1..],
        [
            format!(r#"90 {{"type":"error","description":"{said}"}}"#),
            "155 (close 1000 Closing websocket session)".to_owned(),
            format!("655 (ended: failed None Some((64101, \"{said}\")) 0 s)"),
        ]
    );
}

#[test]
fn silence_ends_nothing() {
    let mut talk = Talk::with(&[]);
    assert!(talk.waits(3 * 3_600_000).is_empty());
    assert!(talk.session.awaits_server());
}

#[test]
fn the_longest_session_lasts_as_long_as_a_call_may() {
    let mut talk = Talk::with(&[]);
    assert_eq!(
        talk.waits(5 * 3_600_000),
        [
            "14400000 (close 1000 Closing websocket session)",
            r#"14400500 (ended: failed None Some((64104, "Maximum call duration reached")) 14400 s)"#,
        ]
    );
}

#[test]
fn the_flow_gets_twilios_variables_and_only_those_that_have_a_value() {
    use flow::relay::{Ending, SessionStatus};
    let session_sid = "VX00000000000000000000000000000001".parse().expect("a SID");
    let failed = Ending::failed(session_sid, 64105, "Websocket ended", 12);
    assert_eq!(failed.event(), "failed");
    let names: Vec<_> = failed.variables().into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        ["SessionId", "SessionStatus", "SessionDuration", "ErrorCode", "ErrorMessage"]
    );
    let ended = Ending {
        status: SessionStatus::Ended,
        handoff_data: Some("x".to_owned()),
        error: None,
        ..failed
    };
    assert_eq!(ended.event(), "success");
    let variables = ended.variables();
    assert_eq!(variables[2], ("SessionDuration", "12".to_owned()));
    assert_eq!(variables[3], ("HandoffData", "x".to_owned()));
    let completed = Ending { status: SessionStatus::Completed, handoff_data: None, ..ended };
    assert_eq!(completed.event(), "success");
    assert_eq!(completed.variables().len(), 3);
}
