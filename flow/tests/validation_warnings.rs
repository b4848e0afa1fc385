//! What Studio takes and a caller would suffer from, rule by rule.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod draft;

use draft::{check_warnings, errors, last, sound, warnings, with, without};
use serde_json::{Value, json};

#[test]
fn a_type_nobody_knows_is_told_to_end_calls() {
    let definition =
        last("hangup", json!({ "anything": [1] }), json!([{ "event": "done", "next": "greet" }]));
    assert_eq!(errors(&definition).len(), 1);
    assert_eq!(
        warnings(&definition),
        [
            "#/states/7/type `hangup` is kept as it is, but a call that comes here ends: use a widget \
         of the palette",
        ]
    );
}

#[test]
fn a_relay_address_that_twilio_refuses_is_told() {
    let path = "/states/5/properties/url";
    let refused = "#/states/5/properties/url Twilio takes only `wss://` (64102): write the public \
                   address, and lead it to your own server with `--relay-map`";
    for url in
        ["ws://127.0.0.1:8080/relay", "https://a.example/relay", "a.example/relay", "localhost:80"]
    {
        check_warnings(&[(path, json!(url), &[refused])]);
    }
    for url in
        ["wss://a.example", "WSS://a.example", "{{flow.data.url}}", "{{flow.data.host}}:80/relay"]
    {
        check_warnings(&[(path, json!(url), &[])]);
    }
    check_warnings(&[(path, json!(" "), &["#/states/5/properties/url fill in “WebSocket URL”"])]);
    let stream = json!({ "stream_action": "start", "stream_url": "ws://a.example" });
    assert_eq!(
        warnings(&last("fork-stream", stream, json!([{ "event": "next" }]))),
        ["#/states/7/properties/stream_url Twilio streams to `wss://` only: write such an address",]
    );
}

#[test]
fn voices_and_models_that_do_not_go_together_are_told() {
    let path = "/states/5/properties/voice";
    let refused = "#/states/5/properties/voice Twilio ends the session as soon as it begins \
                   (64101: Invalid values (google/en-US/Joanna-Neural) for tts settings): \
                   choose what goes together";
    check_warnings(&[
        (path, json!("Joanna-Neural"), &[refused]),
        (path, json!("en-US-Neural2-F"), &[]),
        (path, json!("{{flow.data.voice}}"), &[]),
    ]);
}

#[test]
fn what_is_left_blank_is_asked_for() {
    check_warnings(&[
        (
            "/states/4/properties/input",
            json!(""),
            &["#/states/4/properties/input fill in “Variable to test”"],
        ),
        (
            "/states/1/properties/say",
            json!(" "),
            &[
                "#/states/1/properties/say nothing is said or played: fill in a text, a recording or tones",
            ],
        ),
    ]);
}

#[test]
fn a_condition_that_can_never_hold_is_told() {
    let condition = |predicate: &str, operand: &str| {
        json!([{ "friendly_name": "x", "arguments": ["{{widgets.ask.Digits}}"], "type": predicate,
            "value": operand }])
    };
    let table = [
        ("less_than", "ten", Some("`ten` is not a number: write one such as `10`")),
        ("is_before_time", "5pm", Some("`5pm` is not a time: write one such as `17:00`")),
        (
            "is_after_date",
            "1.1.2026",
            Some("`1.1.2026` is not a date: write one such as `2026-12-31`"),
        ),
        ("contains", "", Some("fill in a text such as `yes`")),
        ("regex", "(", Some("the pattern `(` cannot be used: ")),
        ("regex", "^(?=.*blocked).*", None),
        ("greater_than", "{{flow.variables.need}}", None),
        ("equal_to", "", None),
        ("is_blank", "Is Blank", None),
    ];
    for (predicate, operand, expected) in table {
        let definition = with("/states/4/transitions/1/conditions", condition(predicate, operand));
        let found = warnings(&definition);
        assert_eq!(
            found.len(),
            usize::from(expected.is_some()),
            "{predicate} {operand}: {found:?}"
        );
        if let Some(expected) = expected {
            let begins = format!("#/states/4/transitions/1/conditions/0/value {expected}");
            assert!(found[0].starts_with(&begins), "{found:?}");
        }
    }
}

#[test]
fn a_trigger_that_leads_nowhere_is_the_only_thing_told_of_an_unwired_flow() {
    let ways = json!([{ "event": "incomingCall" }, { "event": "incomingRequest", "next": null }]);
    check_warnings(&[(
        "/states/0/transitions",
        ways,
        &[
            "#/states/0/transitions nothing starts this flow: wire Incoming Call, or another way to begin",
        ],
    )]);
}

#[test]
fn of_widgets_that_no_way_leads_to_the_first_is_told() {
    let unreachable = "no way leads here: wire a transition to it, or remove it";
    let mut definition = sound();
    let states = definition["states"].as_array_mut().unwrap();
    let say = |name: &str, next: &str| {
        json!({ "name": name, "type": "say-play", "properties": { "say": "x" },
            "transitions": [{ "event": "audioComplete", "next": next }] })
    };
    states.extend([say("b", "c"), say("a", "b"), say("c", "sorry"), say("d", "e"), say("e", "d")]);
    let expected = ["#/states/9", "#/states/11"].map(|path| format!("{path} {unreachable}"));
    assert_eq!(warnings(&definition), expected);
}

#[test]
fn a_failure_that_cuts_a_caller_off_is_told() {
    let wire = "is cut off. Wire it, and say something first";
    assert_eq!(
        warnings(&without("/states/5/transitions/1/next")),
        [format!("#/states/5/transitions/1 `failed` leads nowhere: the caller {wire}"),]
    );
    let mut definition = sound();
    definition["states"][4]["transitions"].as_array_mut().unwrap().remove(0);
    assert_eq!(
        warnings(&definition),
        [format!(
            "#/states/4/transitions `noMatch` leads nowhere: a caller whom no condition fits {wire}"
        ),]
    );
    let url = json!({ "url": "https://a.example" });
    let request = |ways| warnings(&last("make-http-request", url.clone(), ways));
    let one = json!([{ "event": "success", "next": "greet" }, { "event": "failed" }]);
    assert_eq!(request(one).len(), 1);
    let none = json!([{ "event": "success" }, { "event": "failed" }]);
    assert_eq!(request(none), [""; 0], "a widget that ends the flow anyway");
}

#[test]
fn a_failure_without_a_caller_on_the_line_is_not_told() {
    let mut definition = with("/states/4/transitions/0/next", Value::Null);
    assert_eq!(warnings(&definition).len(), 1);
    let begin = definition.pointer_mut("/states/0/transitions").unwrap();
    *begin = json!([{ "event": "incomingMessage", "next": "decide" }]);
    let found = warnings(&definition);
    assert!(!found.iter().any(|line| line.contains("noMatch")), "{found:?}");
    let ways = json!([{ "event": "callCompleted", "next": "greet" }, { "event": "hangup", "next": "remember" }]);
    let dialled = last("connect-call-to", json!({ "noun": "number", "to": "+15550100123" }), ways);
    assert_eq!(warnings(&dialled), [""; 0]);
}

#[test]
fn a_gather_without_a_way_for_silence_is_told() {
    assert_eq!(
        warnings(&without("/states/2/transitions/2/next")),
        [
            "#/states/2/transitions/2 `timeout` leads nowhere: a caller who says nothing is cut off. \
         Wire it, to ask again or to say goodbye",
        ]
    );
}

#[test]
fn ways_that_lead_round_without_waiting_are_told() {
    let back = "this leads straight back, where nothing can have changed: the execution is ended \
                after ten rounds (81001). Lead it elsewhere";
    let round = "the ways from here lead round without ever waiting: the execution is ended after \
                 1000 steps (81000). Lead one of them out";
    check_warnings(&[
        (
            "/states/4/transitions/0/next",
            json!("decide"),
            &[&format!("#/states/4/transitions/0 {back}")],
        ),
        (
            "/states/6/transitions/0/next",
            json!("tell"),
            &[&format!("#/states/6/transitions/0 {back}")],
        ),
    ]);
    let set = |name: &str, next: &str| {
        json!({ "name": name, "type": "set-variables", "properties": { "variables": [] },
            "transitions": [{ "event": "next", "next": next }] })
    };
    let mut definition = sound();
    definition["states"][7] = set("sorry", "other");
    definition["states"].as_array_mut().unwrap().push(set("other", "sorry"));
    let expected = [7, 8].map(|at| format!("#/states/{at}/transitions {round}"));
    assert_eq!(warnings(&definition), expected);
    definition["states"][8] = set("other", "greet");
    assert_eq!(warnings(&definition), [""; 0], "a round that says something");
}
