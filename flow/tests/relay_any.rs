//! Whatever a relay server and a caller do, in whatever order: no panic, and one end.

use flow::Timestamp;
use flow::relay::session::{Events, Input, Opening, Output, Timing};
use flow::relay::{Session, Settings};
use proptest::prelude::*;

const FRAMES: [&str; 10] = [
    r#"{"type":"text","token":"Hello there. How ","last":false}"#,
    r#"{"type":"text","token":" are you","last":true,"interruptible":false}"#,
    r#"{"type":"text","token":"","last":true}"#,
    r#"{"type":"text","token":"   ","lang":"es-ES"}"#,
    r#"{"type":"play","source":"https://a.example/b.mp3","loop":0}"#,
    r#"{"type":"sendDigits","digits":"1w#"}"#,
    r#"{"type":"language","ttsLanguage":"es-ES"}"#,
    r#"{"type":"config","a":1}"#,
    "garbage",
    r#"{"type":"end","handoffData":"x"}"#,
];

fn input(choice: u8) -> Input<'static> {
    match choice {
        0..=20 => Input::CallerSaid("Stop it"),
        21..=40 => Input::CallerPressed('5'),
        41..=50 => Input::SpeechFinished(1),
        51..=80 => Input::Time,
        81 => Input::CallerHungUp,
        82 => Input::SocketLost,
        83..=90 => Input::Binary,
        _ => Input::Frame(FRAMES[usize::from(choice) % FRAMES.len()]),
    }
}

proptest! {
    #[test]
    fn a_session_ends_exactly_once(
        inputs in prop::collection::vec((any::<u8>(), 0_u64..3_000), 0..200),
        welcome_greeting in prop::option::of(Just("Welcome. Please speak.".to_owned())),
        timing in prop_oneof![Just(Timing::default()), Just(Timing::NONE)],
    ) {
        let opening = Opening {
            session_sid: "VX00000000000000000000000000000001".parse().expect("a SID"),
            call_sid: "CA00000000000000000000000000000001".parse().expect("a SID"),
            account_sid: String::new(),
            from: String::new(),
            to: String::new(),
            is_answered: false,
            settings: Settings { welcome_greeting, dtmf_detection: true, ..Settings::default() },
            events: Events { speaker: true, tokens_played: true },
            first_speech: 1,
        };
        let mut session = Session::open(Timestamp(0), opening, timing);
        let mut now = 0;
        let mut out = Vec::new();
        session.handle(Timestamp(now), Input::Opened, &mut out);
        for (choice, pause_ms) in inputs {
            now += pause_ms;
            session.handle(Timestamp(now), input(choice), &mut out);
            // Whoever waits for the deadline does not wait for ever.
            prop_assert!(session.deadline().is_none_or(|due| due.0 > now));
        }
        session.handle(Timestamp(now), Input::CallerHungUp, &mut out);
        session.handle(Timestamp(now), Input::SocketLost, &mut out);
        let started = out.iter().filter(|output| matches!(output, Output::SpeechStarted { .. }));
        let ended = out.iter().filter(|output| matches!(output, Output::SpeechEnded { .. }));
        prop_assert_eq!(started.count(), ended.count());
        prop_assert_eq!(out.iter().filter(|output| matches!(output, Output::Ended(_))).count(), 1);
        prop_assert!(matches!(out.last(), Some(Output::Ended(_))));
        prop_assert_eq!(session.deadline(), None);
    }
}
