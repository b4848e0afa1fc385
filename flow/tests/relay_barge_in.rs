//! Relay sessions: what the caller says and presses, above all while the agent speaks.

mod talk;

use flow::relay::Settings;
use flow::relay::session::{Input, Timing};
use talk::{LONG, Talk, all_events, frames, heard, settings};

/// A session whose agent has been speaking for `ms`.
fn speaking(attributes: &[(&str, &str)], ms: u64) -> Talk {
    let mut talk = Talk::with(attributes);
    talk.server_says(LONG, true);
    talk.waits(330 + ms);
    talk
}

fn kinds(lines: &[String]) -> Vec<&str> {
    let kind = |frame: &&str| {
        ["dtmf", "tokensPlayed", "interrupt", "clientSpeaking", "agentSpeaking", "prompt"]
            .into_iter()
            .find(|kind| frame.contains(&format!("\"{kind}\"")))
    };
    frames(lines).iter().filter_map(kind).collect()
}

#[test]
fn there_is_one_prompt_for_an_utterance_once_it_is_over() {
    let mut talk = Talk::with(&[]);
    assert_eq!(
        talk.gets_and_waits(Input::CallerSaid("I would like to book a table."), 5_000),
        [
            r#"1600 {"type":"prompt","voicePrompt":"I would like to book a table.","lang":"en-US","last":true}"#
        ]
    );
}

#[test]
fn partial_prompts_grow_and_the_last_is_repeated() {
    let mut talk = Talk::with(&[("partialPrompts", "true")]);
    let lines = talk.gets_and_waits(Input::CallerSaid("I would like a table."), 5_000);
    let prompts: Vec<&str> =
        frames(&lines).iter().filter_map(|line| line.split("\"voicePrompt\":").nth(1)).collect();
    assert_eq!(
        prompts,
        [
            r#""I","lang":"en-US","last":false}"#,
            r#""I would","lang":"en-US","last":false}"#,
            r#""I would like","lang":"en-US","last":false}"#,
            r#""I would like a","lang":"en-US","last":false}"#,
            r#""I would like a table.","lang":"en-US","last":false}"#,
            r#""I would like a table.","lang":"en-US","last":true}"#,
        ]
    );
}

#[test]
fn words_said_without_a_pause_are_one_utterance() {
    let mut talk = Talk::with(&[]);
    talk.gets(Input::CallerSaid("I would like"));
    talk.waits(200);
    let lines = talk.gets_and_waits(Input::CallerSaid("to book a table."), 5_000);
    assert_eq!(lines.len(), 1);
    assert!(lines[0].contains(r#""I would like to book a table.""#), "{lines:?}");
}

#[test]
fn the_speech_timeout_ends_an_utterance() {
    let mut talk = Talk::with(&[("speechTimeout", "2000")]);
    let lines = talk.gets_and_waits(Input::CallerSaid("Hi"), 9_000);
    assert!(lines[0].starts_with(r#"2000 {"type":"prompt""#), "{lines:?}");
}

#[test]
fn a_recogniser_that_tells_how_far_it_came_is_followed() {
    let mut talk = Talk::open(Settings {
        partial_prompts: true,
        speech_model: Some("flux".to_owned()),
        events: all_events(),
        ..Settings::default()
    });
    let mut lines = talk.gets(Input::CallerIsSaying("Hold"));
    talk.waits(239);
    lines.extend(talk.gets(Input::CallerIsSaying("Holding.")));
    talk.waits(1_041);
    lines.extend(talk.gets(Input::CallerSaid("Holding.")));
    assert_eq!(
        lines,
        [
            r#"0 {"type":"prompt","voicePrompt":"Hold","lang":"en","last":false}"#,
            r#"239 {"type":"info","name":"clientSpeaking","value":"on"}"#,
            r#"239 {"type":"prompt","voicePrompt":"Holding.","lang":"en","last":false}"#,
            r#"1041 {"type":"info","name":"clientSpeaking","value":"off"}"#,
            r#"1041 {"type":"prompt","voicePrompt":"Holding.","lang":"en","last":true}"#,
        ]
    );
}

#[test]
fn words_cut_the_speech_purge_the_queue_and_are_then_reported() {
    let mut talk = speaking(&[], 270);
    assert_eq!(
        talk.gets_and_waits(Input::CallerSaid("Stop"), 60_000),
        [
            "600 (1 cut: Sentence)",
            r#"600 {"type":"interrupt","utteranceUntilInterrupt":"Sentence","durationUntilInterruptMs":270}"#,
            r#"1000 {"type":"prompt","voicePrompt":"Stop","lang":"en-US","last":true}"#,
        ]
    );
}

#[test]
fn the_frames_of_a_barge_in_by_voice_come_in_the_recorded_order() {
    let mut talk = Talk::open(Settings {
        partial_prompts: true,
        report_input_during_agent_speech: Some(flow::relay::Interruptible::Any),
        events: all_events(),
        ..Settings::default()
    });
    talk.server_says(LONG, true);
    talk.waits(600);
    let lines = talk.gets_and_waits(Input::CallerIsSaying("Stop"), 100);
    assert_eq!(
        kinds(&lines),
        ["clientSpeaking", "tokensPlayed", "interrupt", "prompt", "agentSpeaking"]
    );
    assert!(lines.last().is_some_and(|line| line.starts_with("602 ")), "{lines:?}");
}

#[test]
fn the_frames_of_a_barge_in_by_key_come_in_the_recorded_order() {
    let mut talk =
        Talk::open(Settings { dtmf_detection: true, events: all_events(), ..Settings::default() });
    talk.server_says(LONG, true);
    talk.waits(344);
    assert_eq!(
        frames(&talk.gets_and_waits(Input::CallerPressed('9'), 100)),
        [
            r#"344 {"type":"dtmf","digit":"9"}"#,
            r#"345 {"type":"info","name":"tokensPlayed","value":"Sentence"}"#,
            r#"345 {"type":"interrupt","utteranceUntilInterrupt":"Sentence","durationUntilInterruptMs":15}"#,
            r#"347 {"type":"info","name":"agentSpeaking","value":"off"}"#,
        ]
    );
}

#[test]
fn a_reply_to_a_key_that_comes_before_its_interruption_is_spoken() {
    let mut talk = speaking(&[("dtmfDetection", "true")], 500);
    talk.gets(Input::CallerPressed('9'));
    talk.server_says("Key 9.", true);
    let lines = talk.waits(9_000);
    assert!(lines[0].contains("interrupt"), "{lines:?}");
    assert_eq!(heard(&lines), ["1160 (2 starts: Key 9.)"]);
}

#[test]
fn only_the_chunk_that_plays_is_in_an_interruption() {
    let mut talk = speaking(&[], 1_250 + 700);
    let lines = talk.gets(Input::CallerSaid("Stop"));
    assert_eq!(
        lines[1],
        r#"2280 {"type":"interrupt","utteranceUntilInterrupt":"the quick brown","durationUntilInterruptMs":700}"#
    );
}

#[test]
fn each_kind_of_input_interrupts_where_the_setting_says_so() {
    for (setting, by_speech, by_key) in [
        ("any", true, true),
        ("true", true, true),
        ("speech", true, false),
        ("dtmf", false, true),
        ("none", false, false),
        ("false", false, false),
    ] {
        let attributes = [("interruptible", setting), ("dtmfDetection", "true")];
        let said = speaking(&attributes, 300).gets(Input::CallerSaid("Stop"));
        assert_eq!(kinds(&said).contains(&"interrupt"), by_speech, "{setting}: {said:?}");
        let pressed = speaking(&attributes, 300).gets_and_waits(Input::CallerPressed('1'), 10);
        assert_eq!(kinds(&pressed).contains(&"interrupt"), by_key, "{setting}: {pressed:?}");
    }
}

#[test]
fn a_message_overrides_what_may_interrupt() {
    for (setting, message, by_speech, by_key) in [
        ("none", "true", true, true),
        ("dtmf", "true", false, true),
        ("any", "false", false, false),
    ] {
        let frame = format!(
            r#"{{"type":"text","token":"Please listen to this.","last":true,"interruptible":{message}}}"#
        );
        for (input, expected) in
            [(Input::CallerSaid("Stop"), by_speech), (Input::CallerPressed('1'), by_key)]
        {
            let mut talk = Talk::with(&[("interruptible", setting)]);
            talk.server_sends(&frame);
            talk.waits(500);
            let lines = talk.gets_and_waits(input, 10);
            assert_eq!(kinds(&lines).contains(&"interrupt"), expected, "{setting} {message}");
        }
    }
}

#[test]
fn the_greeting_has_a_setting_of_its_own() {
    let mut settings =
        settings(&[("interruptible", "none"), ("welcomeGreetingInterruptible", "speech")]);
    settings.welcome_greeting = Some("Welcome to the service.".to_owned());
    let mut talk = Talk::open(settings.clone());
    talk.waits(800);
    assert!(kinds(&talk.gets(Input::CallerSaid("Stop"))).contains(&"interrupt"));
    settings.welcome_greeting_interruptible = Some(flow::relay::Interruptible::None);
    settings.interruptible = Some(flow::relay::Interruptible::Any);
    let mut talk = Talk::open(settings);
    talk.waits(800);
    let lines = talk.gets_and_waits(Input::CallerSaid("A long sentence over the greeting"), 9_000);
    // The prompt comes once the greeting has ended.
    assert_eq!(kinds(&lines), ["prompt"]);
    assert!(lines[0].contains("ends: Welcome"), "{lines:?}");
}

#[test]
fn input_that_does_not_interrupt_is_reported_where_that_is_asked_for() {
    for (report, speech, key) in [
        ("none", false, false),
        ("dtmf", false, true),
        ("speech", true, false),
        ("any", true, true),
    ] {
        let attributes = [
            ("interruptible", "none"),
            ("dtmfDetection", "true"),
            ("reportInputDuringAgentSpeech", report),
        ];
        let said = speaking(&attributes, 300).gets_and_waits(Input::CallerSaid("Stop"), 600);
        assert_eq!(kinds(&said) == ["prompt"], speech, "{report}: {said:?}");
        assert_eq!(said.iter().any(|line| line.contains("(warning")), !speech);
        let pressed = speaking(&attributes, 300).gets_and_waits(Input::CallerPressed('1'), 10);
        assert_eq!(kinds(&pressed) == ["dtmf"], key, "{report}: {pressed:?}");
    }
}

#[test]
fn keys_are_reported_only_where_they_are_detected() {
    let mut talk = Talk::with(&[]);
    assert!(talk.gets(Input::CallerPressed('1')).is_empty());
    let mut talk = Talk::with(&[("dtmfDetection", "true")]);
    let digits: Vec<String> =
        "09*#".chars().flat_map(|key| talk.gets(Input::CallerPressed(key))).collect();
    assert_eq!(digits.len(), 4);
    assert_eq!(digits[2], r#"0 {"type":"dtmf","digit":"*"}"#);
}

#[test]
fn nothing_is_interrupted_in_silence() {
    let mut talk = Talk::with(&[("dtmfDetection", "true")]);
    assert_eq!(kinds(&talk.gets(Input::CallerPressed('1'))), ["dtmf"]);
    assert_eq!(kinds(&talk.gets_and_waits(Input::CallerSaid("Hello there"), 5_000)), ["prompt"]);
    // Nor while the reply is only on its way.
    talk.server_says("Hello.", true);
    assert_eq!(kinds(&talk.gets(Input::CallerPressed('2'))), ["dtmf"]);
    assert_eq!(heard(&talk.waits(talk.now + 1_000)).len(), 1);
}

#[test]
fn how_much_speech_it_takes_depends_on_the_sensitivity() {
    for (sensitivity, too_little, enough) in [
        ("high", "No", "Now"),
        ("medium", "Stop", "Please"),
        ("low", "Please stop", "Please stop it"),
    ] {
        let attributes = [("interruptSensitivity", sensitivity)];
        let mut talk = speaking(&attributes, 300);
        let lines = talk.gets_and_waits(Input::CallerSaid(too_little), 900);
        assert!(!kinds(&lines).contains(&"interrupt"), "{sensitivity}: {lines:?}");
        let mut talk = speaking(&attributes, 300);
        let lines = talk.gets_and_waits(Input::CallerSaid(enough), 900);
        assert!(kinds(&lines).contains(&"interrupt"), "{sensitivity}: {lines:?}");
    }
}

#[test]
fn acknowledgements_do_not_interrupt_where_they_are_ignored() {
    for (setting, words, interrupts) in
        [("false", "yeah", true), ("true", "Yeah, uh-huh.", false), ("true", "yeah but stop", true)]
    {
        let mut talk = speaking(&[("ignoreBackchannel", setting)], 300);
        let lines = talk.gets_and_waits(Input::CallerSaid(words), 1_000);
        assert_eq!(kinds(&lines).contains(&"interrupt"), interrupts, "{words}: {lines:?}");
    }
}

#[test]
fn the_agents_own_words_are_dropped_where_echoes_are_filtered() {
    let attributes = [("echoPromptFiltering", "true"), ("reportInputDuringAgentSpeech", "speech")];
    let mut talk = speaking(&attributes, 1_400);
    let echo = talk.gets_and_waits(Input::CallerSaid("quick brown fox"), 1_500);
    assert!(kinds(&echo).is_empty(), "{echo:?}");
    assert!(kinds(&talk.gets(Input::CallerSaid("Stop"))).contains(&"interrupt"));
}

#[test]
fn a_recording_is_interrupted_without_words() {
    let mut talk = Talk::open(Settings { events: all_events(), ..Settings::default() });
    talk.server_sends(r#"{"type":"play","source":"https://a.example/b.mp3"}"#);
    talk.waits(1_330);
    let lines = talk.gets_and_waits(Input::CallerSaid("Stop"), 10);
    let interrupt =
        r#"1330 {"type":"interrupt","utteranceUntilInterrupt":"","durationUntilInterruptMs":1000}"#;
    assert!(lines.iter().any(|line| line == interrupt), "{lines:?}");
    assert!(!kinds(&lines).contains(&"tokensPlayed"));
}

#[test]
fn digits_are_nobodys_speech_and_are_not_interrupted() {
    let mut talk = Talk::with(&[("dtmfDetection", "true")]);
    talk.server_sends(r#"{"type":"sendDigits","digits":"1234567890"}"#);
    talk.waits(1_500);
    assert_eq!(kinds(&talk.gets_and_waits(Input::CallerPressed('1'), 10)), ["dtmf"]);
}

#[test]
fn an_utterance_that_hanging_up_cuts_is_reported_where_that_is_asked_for() {
    for (setting, count) in [("true", 1), ("false", 0)] {
        let mut talk = Talk::with(&[("partialPromptOnHangup", setting)]);
        talk.gets(Input::CallerSaid("I would like to book a table."));
        talk.waits(300);
        let lines = talk.gets(Input::CallerHungUp);
        assert_eq!(kinds(&lines).len(), count, "{lines:?}");
    }
}

#[test]
fn without_delays_an_utterance_is_over_as_it_begins() {
    let mut talk = Talk::dialling(settings(&[("partialPrompts", "true")]), Timing::NONE);
    talk.gets(Input::Opened);
    let lines = talk.gets(Input::CallerSaid("Hello there"));
    assert_eq!(kinds(&lines), ["prompt", "prompt"]);
    assert_eq!(lines.len(), 2);
}
