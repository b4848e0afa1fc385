//! Whatever a relay server and a caller do, in whatever order and however fast: no panic, nothing
//! that grows without bounds, and one end.

mod talk;

use flow::Timestamp;
use flow::relay::session::{Input, Output, Timing};
use flow::relay::{Interruptible, Session, Settings};
use proptest::prelude::*;
use talk::{all_events, opening};

/// Frames that mean something, or nearly.
const FRAMES: [&str; 16] = [
    r#"{"type":"text","token":"Hello there. How ","last":false}"#,
    r#"{"type":"text","token":" are you","last":true,"interruptible":false}"#,
    r#"{"type":"text","token":"","last":true}"#,
    r#"{"type":"text","token":"   ","lang":"es-ES"}"#,
    r#"{"type":"text","token":"Cut me: now, or later. ","preemptible":true,"last":true}"#,
    r#"{"type":"play","source":"https://a.example/b.mp3","preemptible":true}"#,
    r#"{"type":"sendDigits","digits":"1w#"}"#,
    r#"{"type":"language","ttsLanguage":"es-ES"}"#,
    r#"{"type":"language","ttsLanguage":"multi","transcriptionLanguage":"multi"}"#,
    r#"{"type":"config","interruptible":"none","partialPrompts":true,"speechTimeout":"700"}"#,
    r#"{"type":"hints","hints":"a, b"}"#,
    r#"{"type":"play","source":"https://a.example/b.mp3","loop":0}"#,
    "garbage",
    r#"{"type":"text","token":5}"#,
    r#"{"type":"interrupt"}"#,
    r#"{"type":"end","handoffData":"x"}"#,
];

#[derive(Debug, Clone)]
enum Act {
    Frame(String),
    Binary,
    Said(String),
    Saying(String),
    Pressed(char),
    Finished(u64),
    Time,
    Rare(u8),
}

fn act() -> impl Strategy<Value = Act> {
    let frame = prop_oneof![
        8 => (0..FRAMES.len() - 1).prop_map(|at| FRAMES[at].to_owned()),
        1 => ".{0,40}",
        1 => (".{0,30}", any::<bool>()).prop_map(|(token, last)| talk::text(&token, last)),
    ];
    prop_oneof![
        20 => frame.prop_map(Act::Frame),
        1 => Just(Act::Binary),
        4 => prop_oneof![Just("Stop it now".to_owned()), ".{0,60}"].prop_map(Act::Said),
        4 => prop_oneof![Just("yeah".to_owned()), ".{0,60}"].prop_map(Act::Saying),
        4 => prop::char::any().prop_map(Act::Pressed),
        2 => (1_u64..9).prop_map(Act::Finished),
        8 => Just(Act::Time),
        1 => any::<u8>().prop_map(Act::Rare),
    ]
}

fn settings() -> impl Strategy<Value = Settings> {
    let input = prop_oneof![
        Just(Interruptible::None),
        Just(Interruptible::Dtmf),
        Just(Interruptible::Speech),
        Just(Interruptible::Any),
    ];
    let flags = prop::array::uniform5(any::<bool>());
    (input.clone(), input, flags, prop::option::of(Just("Welcome. Please speak.".to_owned())))
        .prop_map(|(interruptible, report, flags, welcome_greeting)| Settings {
            welcome_greeting,
            interruptible: Some(interruptible),
            report_input_during_agent_speech: Some(report),
            dtmf_detection: true,
            partial_prompts: flags[0],
            preemptible: flags[1],
            ignore_backchannel: flags[2],
            echo_prompt_filtering: flags[3],
            partial_prompt_on_hangup: flags[4],
            events: all_events(),
            ..Settings::default()
        })
}

fn rare(choice: u8) -> Input<'static> {
    match choice {
        0..=40 => Input::CallerHungUp,
        41..=80 => Input::SocketLost,
        81..=120 => Input::SocketClosed,
        121..=140 => Input::ProviderFailed,
        141..=160 => Input::Frame(FRAMES[FRAMES.len() - 1]),
        _ => Input::Opened,
    }
}

fn count(out: &[Output], wanted: impl Fn(&Output) -> bool) -> usize {
    out.iter().filter(|output| wanted(output)).count()
}

proptest! {
    #[test]
    fn a_session_ends_exactly_once_and_says_nothing_after_it_closed(
        acts in prop::collection::vec((act(), 0_u64..2_000), 0..150),
        settings in settings(),
        timing in prop_oneof![Just(Timing::default()), Just(Timing::NONE)],
    ) {
        let mut session = Session::open(Timestamp(0), opening(settings), timing);
        let mut now = 0;
        let mut out = Vec::new();
        session.handle(Timestamp(now), Input::Opened, &mut out);
        for (act, pause_ms) in &acts {
            now += pause_ms;
            let input = match act {
                Act::Frame(frame) => Input::Frame(frame),
                Act::Binary => Input::Binary,
                Act::Said(words) => Input::CallerSaid(words),
                Act::Saying(words) => Input::CallerIsSaying(words),
                Act::Pressed(key) => Input::CallerPressed(*key),
                Act::Finished(speech) => Input::SpeechFinished(*speech),
                Act::Time => Input::Time,
                Act::Rare(choice) => rare(*choice),
            };
            session.handle(Timestamp(now), input, &mut out);
            // Whoever waits for the deadline does not wait for ever.
            prop_assert!(session.deadline().is_none_or(|due| due.0 > now));
        }
        session.handle(Timestamp(now), Input::CallerHungUp, &mut out);
        session.handle(Timestamp(now), Input::SocketLost, &mut out);
        prop_assert_eq!(
            count(&out, |output| matches!(output, Output::SpeechStarted { .. })),
            count(&out, |output| matches!(output, Output::SpeechEnded { .. }))
        );
        prop_assert_eq!(count(&out, |output| matches!(output, Output::Ended(_))), 1);
        prop_assert!(matches!(out.last(), Some(Output::Ended(_))));
        let closes = count(&out, |output| matches!(output, Output::Close { .. }));
        prop_assert!(closes <= 1);
        let closed = out.iter().position(|output| matches!(output, Output::Close { .. }));
        let after = &out[closed.unwrap_or(out.len())..];
        prop_assert_eq!(count(after, |output| matches!(output, Output::Send(_))), 0);
        prop_assert_eq!(session.deadline(), None);
    }

    /// `agentSpeaking` is told on and off in turn, whatever cuts the speech.
    #[test]
    fn who_speaks_is_told_on_and_off_in_turn(
        acts in prop::collection::vec((0_usize..8, 0_u64..1_500), 0..150),
    ) {
        let settings = Settings { preemptible: true, events: all_events(), ..Settings::default() };
        let mut session = Session::open(Timestamp(0), opening(settings), Timing::default());
        let mut now = 0;
        let mut out = Vec::new();
        session.handle(Timestamp(now), Input::Opened, &mut out);
        for (act, pause_ms) in acts {
            now += pause_ms;
            let input = match act {
                0 => Input::CallerPressed('5'),
                1 => Input::CallerSaid("Stop it now"),
                act => Input::Frame(FRAMES[act - 2]),
            };
            session.handle(Timestamp(now), input, &mut out);
        }
        session.handle(Timestamp(now + 10_000_000), Input::Time, &mut out);
        for name in ["agentSpeaking", "clientSpeaking"] {
            let told: Vec<bool> = out
                .iter()
                .filter_map(|output| match output {
                    Output::Send(frame) if frame.contains(name) => Some(frame.contains("\"on\"")),
                    _ => None,
                })
                .collect();
            prop_assert!(told.iter().step_by(2).all(|is_on| *is_on), "{}: {:?}", name, told);
            prop_assert!(told.iter().skip(1).step_by(2).all(|is_on| !is_on));
            prop_assert!(told.len().is_multiple_of(2), "{} is left on", name);
        }
    }
}

#[test]
fn what_waits_to_be_spoken_and_answered_is_bounded() {
    let mut session = Session::open(Timestamp(0), opening(Settings::default()), Timing::default());
    let mut out = Vec::new();
    session.handle(Timestamp(0), Input::Opened, &mut out);
    let long = "a".repeat(50_000);
    let mut dropped = 0;
    for _ in 0..40 {
        out.clear();
        let frame = talk::text(&format!("{long}. "), true);
        session.handle(Timestamp(1), Input::Frame(&frame), &mut out);
        let is_drop = |output: &Output| matches!(output, Output::Warning { code: None, .. });
        dropped += count(&out, is_drop);
    }
    // Twenty of them fill the queue of one megabyte.
    assert_eq!(dropped, 20);
    out.clear();
    let mut sent = 0;
    for at in 0..100 {
        let frame = if at % 2 == 0 { long.as_str() } else { FRAMES[2] };
        session.handle(Timestamp(2), Input::Frame(frame), &mut out);
        sent += count(&out, |output| matches!(output, Output::Send(_)));
        out.clear();
    }
    // Answers do not pile up: a long one is given at once.
    assert_eq!(sent, 49);
}
