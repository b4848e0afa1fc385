//! What holds for every widget: starts, hang-ups, unexpected events, limits, and why.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod caller;

use caller::Call;
use flow::condition::Kind;
use flow::interpreter::{Cause, Happening};
use serde_json::{Value, json};

fn set(key: &str, value: &str) -> Value {
    json!({ "variables": [{ "key": key, "value": value }] })
}

#[test]
fn every_event_of_the_trigger_starts_a_flow() {
    for event in
        ["incomingMessage", "incomingCall", "incomingConversationMessage", "incomingRequest"]
    {
        let call = Call::of(event, "set-variables", set("a", "1"));
        let steps = call.steps();
        assert_eq!(
            (steps[0].event.as_str(), steps[0].why.cause.clone()),
            (event, Some(Cause::Started))
        );
        assert_eq!((steps[1].from.as_str(), steps[1].why.cause.clone()), ("it", None));
    }
    let call = Call::of("incomingFax", "set-variables", set("a", "1"));
    assert_eq!(call.steps()[0].to, None);
}

#[test]
fn parameters_of_a_request_are_the_flows_data() {
    let call = Call::of(
        "incomingRequest",
        "set-variables",
        set("who", "{{flow.data.name}}{{trigger.request.parameters.deep[0]}}"),
    );
    assert_eq!(call.variable("flow.variables.who"), "Ada1");
    assert_eq!(call.variable("widgets.it.who"), "Ada1");
}

#[test]
fn rows_are_parsed_where_that_is_asked_for() {
    let rows = json!({ "variables": [
        { "key": "a", "value": "{\"b\":[1]}", "type": "json_object" },
        { "key": "c", "value": "null", "parse_as_json": true },
        { "key": "d", "value": "{", "type": "json_object" },
        { "key": "e", "value": "{\"b\":1}" },
        { "key": "", "value": "lost" },
        { "key": "f", "value": "{{flow.variables.a.b[0]}}" },
    ] });
    let call = Call::of("incomingCall", "set-variables", rows);
    assert_eq!(call.value("flow.variables.a.b"), Some(&json!([1])));
    assert_eq!(call.variable("flow.variables.c"), "");
    assert_eq!(call.variable("flow.variables.d"), "{");
    assert_eq!(call.variable("flow.variables.e"), "{\"b\":1}");
    assert_eq!(call.variable("flow.variables.f"), "1");
    assert_eq!(call.codes(), [81027]);
    assert_eq!(call.steps()[1].why.settings["f"], "1");
}

#[test]
fn after_a_hang_up_widgets_without_sound_run_and_those_with_sound_do_not() {
    let (hangup, next) = ([("hangup", "note")], [("next", "say")]);
    let mut call = Call::with_states(
        "incomingCall",
        &[
            ("record", "record-voicemail", json!({}), &hangup),
            ("note", "set-variables", set("left", "{{widgets.record.Digits}}"), &next),
            ("say", "say-play", json!({ "say": "Too late." }), &[]),
        ],
    );
    call.forget();
    call.hangs_up().expect(&[
        "record -hangup-> note",
        "note -next-> say",
        "(finished: CallerHungUp)",
    ]);
    assert_eq!(call.variable("flow.variables.left"), "hangup");
    assert!(call.codes().is_empty());
    call.replays_alike();
}

#[test]
fn a_hang_up_while_a_server_is_asked_is_unexpected_and_the_flow_goes_on() {
    let (asked, said) = ([("success", "note")], [("next", "say")]);
    let mut call = Call::with_states(
        "incomingCall",
        &[
            ("ask", "make-http-request", json!({ "url": "https://x.test/" }), &asked),
            ("note", "set-variables", set("a", "1"), &said),
            ("say", "say-play", json!({ "say": "Too late." }), &[]),
        ],
    );
    call.hangs_up().stands_on("ask");
    assert_eq!(call.codes(), [81002]);
    call.forget();
    call.server_answers(200, "text/plain", "").expect(&[
        "ask -success-> note",
        "note -next-> say",
        "(finished: CallerHungUp)",
    ]);
    call.hangs_up();
    assert_eq!(call.codes(), [81002]);
}

#[test]
fn a_hang_up_without_a_call_is_unexpected() {
    let mut call = Call::of(
        "incomingMessage",
        "send-and-wait-for-reply",
        json!({ "from": "+1", "body": "?" }),
    );
    call.hangs_up().stands_on("it");
    assert_eq!(call.codes(), [81002]);
}

#[test]
fn an_execution_begins_once_and_nothing_happens_before_that() {
    let mut call = Call::of("incomingCall", "gather-input-on-call", json!({ "say": "Hi" }));
    let started = call.first_event().clone();
    call.forget();
    call.happens(started).stands_on("it");
    assert_eq!(call.codes(), [81002]);
    let mut execution = flow::interpreter::Execution::default();
    let flow = flow::Flow::from_value(json!({ "states": [] })).unwrap();
    for what in [Happening::CallerHungUp, Happening::TimerFired { timer: 1 }] {
        let event = flow::interpreter::Event { at: flow::Timestamp(1), what };
        execution = flow::interpreter::advance(&flow, execution, &event).execution;
    }
    assert_eq!(execution, flow::interpreter::Execution::default());
}

#[test]
fn an_execution_lasts_30_days() {
    const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
    let properties = json!({ "from": "+1", "body": "?", "timeout": "9999999" });
    let mut call = Call::of("incomingMessage", "send-and-wait-for-reply", properties);
    call.after(30 * DAY_MS - 1).stands_on("it");
    call.after(1).expect_last("(finished: Fault)");
    assert!(call.fault().contains("30 days"), "{}", call.fault());
}

#[test]
fn a_split_tells_what_it_compared() {
    let condition = |kind: &str, value: &str| {
        json!([{ "friendly_name": format!("If {kind}"), "arguments": ["{{flow.variables.n}}"],
            "type": kind, "value": value }])
    };
    let definition = json!({ "initial_state": "Trigger", "states": [
        { "name": "Trigger", "type": "trigger", "properties": {},
          "transitions": [{ "event": "incomingCall", "next": "set" }] },
        { "name": "set", "type": "set-variables", "properties": set("n", " 12"),
          "transitions": [{ "event": "next", "next": "it" }] },
        { "name": "it", "type": "split-based-on", "properties": { "input": "{{flow.variables.n}}" },
          "transitions": [
            { "event": "noMatch" },
            { "event": "match", "conditions": condition("equal_to", "eleven") },
            { "event": "match", "conditions": condition("greater_than", "9") },
            { "event": "match", "conditions": condition("greater_than", "8") },
          ] },
    ] });
    let call = Call::with(&definition.to_string());
    call.left_on("match");
    let why = &call.steps()[2].why;
    assert_eq!(why.tried.len(), 2);
    let last = &why.tried[1];
    assert_eq!((last.subject.text.as_str(), last.subject.kind), (" 12", Kind::Number));
    assert_eq!((last.operand.text.as_str(), last.compared_as), ("9", Kind::Number));
    assert!(last.holds && !why.tried[0].holds);
    assert_eq!(why.tried[0].operand.kind, Kind::Text);
    let written = serde_json::to_string(why).unwrap();
    assert_eq!(&serde_json::from_str::<flow::interpreter::Why>(&written).unwrap(), why);
}

#[test]
fn an_unwired_no_match_is_warned_of() {
    let call = Call::of("incomingCall", "split-based-on", json!({ "input": "{{missing}}" }));
    call.left_on("noMatch");
    assert_eq!(call.codes(), [81005]);
    assert_eq!(call.steps()[1].why.warnings[0].code, Some(81005));
}

#[test]
fn broken_liquid_is_told_with_its_template_and_place() {
    let call = Call::of("incomingCall", "set-variables", set("a", "one {{ two"));
    assert_eq!(call.codes(), [81018]);
    let told = call.warnings();
    assert!(told.contains("one {{ two") && told.contains("line 1"), "{told}");
    assert_eq!(call.variable("flow.variables.a"), "one {{ two");
}

#[test]
fn why_a_step_was_taken_is_bounded_whatever_the_flow_does() {
    let rows: Vec<_> =
        (0..500).map(|n| json!({ "key": format!("k{n}"), "value": "x".repeat(10_000) })).collect();
    let call = Call::of("incomingCall", "set-variables", json!({ "variables": rows }));
    let written = serde_json::to_string(&call.steps()[1].why).unwrap();
    assert!(written.len() < 64 * 1024, "{}", written.len());
}

#[test]
fn events_that_older_versions_stored_are_still_read() {
    for text in [
        r#"{"at":1,"type":"started","event":"incomingCall","execution_sid":"FN00000000000000000000000000000000","flow_sid":"FW00000000000000000000000000000000","flow_address":"+1","contact_address":"+2","trigger":{"call":{}}}"#,
        r#"{"at":1,"type":"timer_fired","timer":1}"#,
        r#"{"at":1,"type":"caller_said","text":"a","confidence":0.5}"#,
        r#"{"at":1,"type":"caller_pressed","key":"1"}"#,
        r#"{"at":1,"type":"caller_hung_up"}"#,
    ] {
        let event: flow::interpreter::Event = serde_json::from_str(text).unwrap();
        let again: Value = serde_json::to_value(&event).unwrap();
        let before: Value = serde_json::from_str(text).unwrap();
        for (key, value) in before.as_object().unwrap() {
            assert_eq!(&again[key], value);
        }
    }
}
