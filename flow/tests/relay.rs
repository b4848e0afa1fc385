//! Relay sessions: the set-up, what the agent says and how the queue works.

mod talk;

use flow::relay::session::{Input, Leg, Timing};
use flow::relay::{Language, Session, Settings};
use flow::{Timestamp, live::Sound};
use talk::{Talk, all_events, frames, heard, opening, text};

fn quiet() -> Talk {
    Talk::with(&[("dtmfDetection", "true")])
}

#[test]
fn setup_is_sent_at_once_and_the_greeting_is_one_chunk() {
    let mut talk = Talk::dialling(
        Settings {
            welcome_greeting: Some("Hello. How are you?".to_owned()),
            parameters: vec![("tier".to_owned(), "gold".to_owned())],
            ..Settings::default()
        },
        Timing::default(),
    );
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
fn setup_says_what_is_known_of_the_call_and_that_it_rings() {
    let mut opening = opening(Settings::default());
    opening.is_answered = false;
    opening.leg = Leg {
        parent_call_sid: "CA2".to_owned(),
        forwarded_from: "+15550100789".to_owned(),
        caller_name: "Ada".to_owned(),
        direction: "outbound",
    };
    let session = Session::open(Timestamp(0), opening, Timing::default());
    let setup = Talk { session, now: 0 }.gets(Input::Opened).remove(0);
    assert_eq!(
        setup,
        r#"0 {"type":"setup","sessionId":"VX00000000000000000000000000000001","callSid":"CA00000000000000000000000000000001","parentCallSid":"CA2","from":"+15550100123","to":"+15550100456","forwardedFrom":"+15550100789","callerName":"Ada","direction":"outbound","callType":"PSTN","callStatus":"RINGING","accountSid":"AC1","customParameters":{}}"#
    );
}

#[test]
fn of_a_parameter_that_is_named_twice_the_last_counts() {
    let parameters = [("a", "1"), ("b", "2"), ("a", "3")];
    let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let settings = Settings { parameters, ..Settings::default() };
    let setup = Talk::dialling(settings, Timing::default()).gets(Input::Opened).remove(0);
    assert!(setup.ends_with(r#""customParameters":{"a":"3","b":"2"}}"#), "{setup}");
}

#[test]
fn without_a_greeting_the_session_listens_at_once() {
    let mut talk = Talk::dialling(Settings::default(), Timing::default());
    assert_eq!(talk.gets(Input::Opened)[1..], ["0 (listening)"]);
}

#[test]
fn text_right_after_the_setup_waits_behind_the_greeting() {
    let welcome_greeting = Some("Hello.".to_owned());
    let mut talk = Talk::open(Settings { welcome_greeting, ..Settings::default() });
    talk.server_says("Who is there?", true);
    assert_eq!(
        heard(&talk.waits(5_000)),
        ["650 (1 starts: Hello.)", "1185 (2 starts: Who is there?)"]
    );
}

#[test]
fn tokens_are_joined_untouched_and_spoken_before_the_reply_is_whole() {
    let mut talk = quiet();
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
fn a_chunk_that_comes_after_a_pause_takes_its_time_again() {
    let mut talk = quiet();
    talk.server_says("One. ", false);
    talk.waits(5_000);
    talk.server_says("Two.", true);
    assert_eq!(heard(&talk.waits(9_000)), ["5330 (2 starts: Two.)"]);
}

#[test]
fn the_delay_and_the_speed_of_speech_can_be_set() {
    let timing = Timing { first_token_ms: 1_000, speech_percent: 200, ..Timing::default() };
    let mut talk = Talk::dialling(Settings::default(), timing);
    talk.gets(Input::Opened);
    talk.server_says("Hello there.", true);
    assert_eq!(
        talk.waits(9_000),
        ["1000 (1 starts: Hello there.)", "2642 (1 ends: Hello there.)", "2642 (listening)"]
    );
}

#[test]
fn an_empty_reply_says_nothing_and_hands_the_turn_back() {
    let mut talk = Talk::open(Settings { events: all_events(), ..Settings::default() });
    assert_eq!(talk.server_says("", true), ["0 (listening)"]);
    assert_eq!(talk.server_says("", true), ["0 (listening)"]);
    assert!(talk.waits(9_000).is_empty());
}

#[test]
fn text_recordings_and_digits_share_one_queue() {
    let mut talk = quiet();
    talk.server_says("Listen.", true);
    talk.server_sends(r#"{"type":"play","source":"https://a.example/b.mp3"}"#);
    talk.server_sends(r#"{"type":"sendDigits","digits":"1w2#"}"#);
    let lines = talk.waits(20_000);
    assert_eq!(
        lines,
        [
            "330 (1 starts: Listen.)",
            "913 (1 ends: Listen.)",
            "913 (2 starts: https://a.example/b.mp3)",
            "3913 (2 ends: https://a.example/b.mp3)",
            "3913 (3 starts: 1w2#)",
            "5163 (3 ends: 1w2#)",
            "5163 (listening)",
        ]
    );
}

#[test]
fn a_recording_plays_as_often_as_loop_says() {
    let mut talk = quiet();
    talk.server_sends(r#"{"type":"play","source":"https://a.example/b.mp3","loop":3}"#);
    assert_eq!(talk.waits(60_000)[1], "9330 (1 ends: https://a.example/b.mp3)");
}

#[test]
fn digits_in_silence_come_late_and_make_no_agent_speaking() {
    let mut talk = Talk::open(Settings { events: all_events(), ..Settings::default() });
    talk.server_sends(r##"{"type":"sendDigits","digits":"1234#"}"##);
    let lines = talk.waits(9_000);
    assert_eq!(
        frames(&lines),
        [r#"2150 {"type":"info","name":"tokensPlayed","value":"1234#"}"#],
        "{lines:?}"
    );
}

#[test]
fn digits_while_the_caller_talks_are_sent_at_once() {
    let mut talk = quiet();
    talk.gets(Input::CallerIsSaying("I would like"));
    let sent = talk.server_sends(r#"{"type":"sendDigits","digits":"1"}"#);
    assert_eq!(sent, ["0 (1 starts: 1)"]);
}

#[test]
fn a_reply_without_last_is_spoken_when_it_stalls() {
    let mut talk = quiet();
    talk.server_says("Are you there?", false);
    assert!(talk.session.awaits_server());
    assert_eq!(
        talk.waits(9_000),
        ["1000 (1 starts: Are you there?)", "1916 (1 ends: Are you there?)", "1916 (listening)"]
    );
}

#[test]
fn a_recording_in_a_reply_without_last_hands_the_turn_back_in_the_end() {
    let mut talk = quiet();
    talk.server_says("Listen.", false);
    talk.server_sends(r#"{"type":"play","source":"https://a.example/b.mp3"}"#);
    let lines = talk.waits(20_000);
    assert_eq!(heard(&lines).len(), 2);
    assert_eq!(lines.last().map(String::as_str), Some("4913 (listening)"));
}

#[test]
fn text_may_come_minutes_later() {
    let mut talk = quiet();
    assert!(talk.waits(600_000).is_empty());
    talk.server_says("Still here.", true);
    assert_eq!(heard(&talk.waits(700_000)), ["600330 (1 starts: Still here.)"]);
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
    assert!(talk.gets(Input::SpeechFinished(1)).is_empty());
}

#[test]
fn speech_is_announced_once_and_each_chunk_is_told_at_its_end() {
    let mut talk = Talk::open(Settings { events: all_events(), ..Settings::default() });
    talk.server_says("I heard: Stop. Stop.", true);
    assert_eq!(
        frames(&talk.waits(9_000)),
        [
            r#"330 {"type":"info","name":"agentSpeaking","value":"on"}"#,
            r#"960 {"type":"info","name":"tokensPlayed","value":"I heard:"}"#,
            r#"1495 {"type":"info","name":"tokensPlayed","value":" Stop."}"#,
            r#"2030 {"type":"info","name":"tokensPlayed","value":" Stop."}"#,
            r#"2030 {"type":"info","name":"agentSpeaking","value":"off"}"#,
        ]
    );
}

#[test]
fn only_the_events_that_were_asked_for_are_sent() {
    for (events, count) in [("", 0), ("speaker-events", 2), ("tokens-played", 1)] {
        let mut talk = Talk::with(&[("events", events)]);
        talk.server_says("Hello.", true);
        assert_eq!(frames(&talk.waits(9_000)).len(), count, "{events}");
    }
}

#[test]
fn debugging_tells_how_long_a_prompt_waited_for_its_first_answer() {
    let mut talk = Talk::with(&[("debug", "debugging")]);
    talk.gets(Input::CallerIsSaying("Hi"));
    talk.gets(Input::CallerSaid("Hi"));
    talk.waits(131);
    let told = r#"131 {"type":"info","name":"roundTripDelayMs","value":"131"}"#;
    assert_eq!(talk.server_says("Hello", false), [told]);
    assert!(talk.server_says(" there.", true).is_empty());
}

#[test]
fn text_of_another_language_is_a_chunk_of_its_own() {
    let mut talk = quiet();
    talk.server_says("Good day ", false);
    talk.server_sends(r#"{"type":"text","token":"buenos días","lang":"es-ES","last":true}"#);
    let mut out = Vec::new();
    talk.session.handle(Timestamp(5_000), Input::Time, &mut out);
    let languages: Vec<_> = out
        .iter()
        .filter_map(|output| match output {
            flow::relay::session::Output::SpeechStarted { sound, language, .. } => {
                assert_eq!(*sound, Sound::Speech);
                Some(language.as_deref())
            }
            _ => None,
        })
        .collect();
    assert_eq!(languages, [None, Some("es-ES")]);
}

#[test]
fn a_language_message_changes_both_directions_and_is_not_answered() {
    let mut talk = quiet();
    let switch = r#"{"type":"language","ttsLanguage":"es-ES","transcriptionLanguage":"es-MX"}"#;
    assert!(talk.server_sends(switch).is_empty());
    let lines = talk.gets_and_waits(Input::CallerSaid("Hola"), 1_000);
    assert!(lines[0].contains(r#""lang":"es-MX""#), "{lines:?}");
}

#[test]
fn a_preset_brings_its_model_along() {
    let preset = Language {
        code: "es-MX".to_owned(),
        speech_model: Some("flux".to_owned()),
        ..Language::default()
    };
    let mut talk = Talk::open(Settings { languages: vec![preset], ..Settings::default() });
    talk.server_sends(r#"{"type":"language","transcriptionLanguage":"es-MX"}"#);
    let lines = talk.gets_and_waits(Input::CallerSaid("Hola"), 1_000);
    assert!(lines[0].contains(r#""lang":"es""#), "{lines:?}");
}

#[test]
fn a_switch_that_the_provider_refuses_ends_the_session() {
    let mut talk = Talk::with(&[("ttsProvider", "Google")]);
    let lines =
        talk.gets_and_waits(Input::Frame(r#"{"type":"language","ttsLanguage":"multi"}"#), 2_000);
    assert_eq!(
        lines,
        [
            r#"90 {"type":"error","description":"Invalid values (google/multi/default) for tts settings"}"#,
            "155 (close 1000 Closing websocket session)",
            r#"655 (ended: failed None Some((64101, "Invalid values (google/multi/default) for tts settings")) 0 s)"#,
        ]
    );
}

#[test]
fn config_and_hints_are_taken_as_far_as_they_are_understood_and_never_refused() {
    let mut talk = Talk::with(&[("events", "config-updated")]);
    let config = r#"{"type":"config","dtmfDetection":true,"interruptible":"none","x":1}"#;
    let lines = talk.server_sends(config);
    assert!(lines[0].contains("warning") && lines[0].ends_with("changed nothing: x)"), "{lines:?}");
    assert!(lines[1].contains("configUpdated"), "{lines:?}");
    assert_eq!(frames(&talk.gets(Input::CallerPressed('1'))).len(), 1);
    let hints = talk.server_sends(r#"{"type":"hints","hints":"a, b"}"#);
    assert!(!hints.iter().any(|line| line.contains("64107")), "{hints:?}");
}

#[test]
fn text_that_may_be_cut_is_cut_by_the_next_talk_cycle() {
    let mut talk = Talk::open(Settings { events: all_events(), ..Settings::default() });
    let marked = talk::LONG.replace('"', "");
    talk.server_sends(&format!(
        r#"{{"type":"text","token":"{marked}","last":true,"preemptible":true}}"#
    ));
    talk.waits(3_060);
    talk.server_says("Replacing it.", true);
    let lines = talk.waits(20_000);
    assert_eq!(
        frames(&lines),
        [
            r#"3160 {"type":"info","name":"tokensPlayed","value":"the quick brown fox jumps over the"}"#,
            r#"4259 {"type":"info","name":"tokensPlayed","value":"Replacing it."}"#,
            r#"4259 {"type":"info","name":"agentSpeaking","value":"off"}"#,
        ]
    );
}

#[test]
fn text_that_may_not_be_cut_is_spoken_to_its_end() {
    let mut talk = quiet();
    talk.server_says("This stays as it is.", true);
    talk.waits(500);
    talk.server_sends(r#"{"type":"text","token":"Next.","last":true,"preemptible":true}"#);
    let lines = talk.waits(9_000);
    assert_eq!(heard(&lines), ["1532 (2 starts: Next.)"]);
}

#[test]
fn tokens_of_one_talk_cycle_do_not_cut_each_other() {
    let mut talk = Talk::with(&[("preemptible", "true")]);
    talk.server_says("One, ", false);
    talk.waits(600);
    talk.server_says("two.", true);
    assert_eq!(heard(&talk.waits(9_000)), ["930 (2 starts:  two.)"]);
    talk.server_sends(r#"{"type":"play","source":"https://a.example/b.mp3"}"#);
}

#[test]
fn a_recording_cuts_text_that_may_be_cut() {
    let mut talk = Talk::with(&[("preemptible", "true")]);
    talk.server_sends(&text("A long sentence that goes on.", true));
    talk.waits(1_000);
    talk.server_sends(r#"{"type":"play","source":"https://a.example/b.mp3"}"#);
    assert_eq!(
        heard(&talk.waits(9_000)),
        ["1100 (1 cut: A long sentence)", "1330 (2 starts: https://a.example/b.mp3)"]
    );
}

#[test]
fn what_is_set_and_a_simulated_session_does_without_is_told() {
    let others = [("applicationReconnect", "true"), ("includeInPrompt", "turn-state")];
    let others = others.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let mut talk = Talk::dialling(Settings { others, ..Settings::default() }, Timing::default());
    let opened = talk.gets(Input::Opened);
    let told = |line: &str| opened.iter().any(|it| it.starts_with(&format!("0 (warning: {line}")));
    assert!(told("applicationReconnect changes nothing here"), "{opened:?}");
    assert!(told("includeInPrompt changes nothing here"), "{opened:?}");
}
