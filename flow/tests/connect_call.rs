//! Connect Call To: who is rung, and what comes of it.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod caller;

use caller::Call;
use flow::interpreter::Cause;
use serde_json::json;

const KIND: &str = "connect-call-to";

fn ringing(properties: serde_json::Value) -> Call {
    let mut call = Call::attended("incomingCall", KIND, properties);
    call.forget();
    call
}

#[test]
fn somebody_answers_speaks_and_hangs_up() {
    let mut call = Call::attended(
        "incomingCall",
        KIND,
        json!({ "noun": "number", "to": "+15550100999", "record": true, "timeout": 20 }),
    );
    call.expect(&["Trigger -incomingCall-> it", "(answers)", "(asks: Ringing +15550100999)"]);
    call.after(3_000).other_side("answers").expect(&["(asks: Connected to +15550100999)"]);
    call.after(7_400).other_side("hangs-up");
    call.expect(&["it -callCompleted-> (end)", "(finished: FlowEnded)"]);
    assert_eq!(call.variable("widgets.it.DialCallStatus"), "completed");
    assert_eq!(call.variable("widgets.it.DialCallDuration"), "8");
    assert!(call.variable("widgets.it.DialCallSid").starts_with("CA"));
    assert!(call.variable("widgets.it.RecordingUrl").contains("/Recordings/RE"));
    assert_eq!(call.variable("widgets.it.CallSid"), "CA1");
    call.replays_alike();
}

#[test]
fn the_call_may_fail_in_each_of_its_ways() {
    for (outcome, status, code) in [
        ("busy", "busy", None),
        ("no-answer", "no-answer", Some(81007)),
        ("fails", "failed", Some(81008)),
    ] {
        let mut call = ringing(json!({ "noun": "client", "to": "ada" }));
        call.other_side(outcome).left_on("callCompleted");
        assert_eq!(call.variable("widgets.it.DialCallStatus"), status);
        assert_eq!(call.codes(), Vec::from_iter(code));
        assert_eq!(call.value("widgets.it.DialCallDuration"), None);
    }
}

#[test]
fn nobody_answers_within_the_widgets_time_even_when_somebody_could_say_so() {
    let mut call = ringing(json!({ "noun": "number", "to": "+15550100999", "timeout": 20 }));
    call.after(19_999).stands_on("it");
    call.after(1).left_on("callCompleted");
    assert_eq!(call.variable("widgets.it.DialCallStatus"), "no-answer");
    let why = &call.steps()[1].why;
    let cause = Cause::Outcome { outcome: "no-answer".to_owned(), is_default: true };
    assert_eq!(why.cause, Some(cause));
    assert_eq!(why.settings["to"], "+15550100999");
}

#[test]
fn a_call_is_cut_when_its_longest_time_is_over() {
    let mut call = ringing(json!({ "noun": "number", "to": "+1555", "time_limit": "5" }));
    call.other_side("answers").after(4_999).stands_on("it");
    call.after(1).left_on("callCompleted");
    assert_eq!(call.variable("widgets.it.DialCallDuration"), "5");
}

#[test]
fn the_caller_may_hang_up_while_it_rings_and_while_they_speak() {
    let mut call = ringing(json!({ "noun": "number", "to": "+1555" }));
    call.hangs_up().left_on("hangup");
    assert_eq!(call.variable("widgets.it.DialCallStatus"), "canceled");
    assert_eq!(call.variable("widgets.it.CallStatus"), "completed");
    let mut call = ringing(json!({ "noun": "number", "to": "+1555" }));
    call.other_side("answers").hangs_up().left_on("hangup");
    assert_eq!(call.steps()[1].why.cause, Some(Cause::HungUp));
    assert_eq!(call.variable("widgets.it.DialCallStatus"), "completed");
}

#[test]
fn every_noun_is_rung_and_a_conference_is_joined_at_once() {
    for noun in ["number", "number-multi", "client", "sim"] {
        let call = ringing(json!({ "noun": noun, "to": "somebody" }));
        assert_eq!(call.asked().text, "Ringing somebody");
    }
    let call =
        ringing(json!({ "noun": "sip", "sip_endpoint": "sip:a@b.test", "sip_password": "secret" }));
    assert_eq!(call.asked().text, "Ringing sip:a@b.test");
    assert_eq!(call.asked().settings["sip_password"], "•••");
    let mut call = ringing(json!({ "noun": "conference", "to": "CF1" }));
    assert_eq!(call.asked().text, "In the conference CF1");
    call.other_side("hangs-up").left_on("callCompleted");
    assert_eq!(call.variable("widgets.it.DialCallStatus"), "answered");
}

#[test]
fn unattended_somebody_answers_and_hangs_up_after_a_while() {
    let mut call = Call::of("incomingCall", KIND, json!({ "noun": "number", "to": "+1555" }));
    call.until("(finished: FlowEnded)").left_on("callCompleted");
    assert_eq!(call.variable("widgets.it.DialCallDuration"), "20");
}

#[test]
fn what_cannot_be_connected_says_so() {
    let mut call = Call::of("incomingCall", KIND, json!({ "noun": "number", "to": " " }));
    call.left_on("callCompleted");
    assert_eq!(
        (call.codes(), call.variable("widgets.it.DialCallStatus").as_str()),
        (vec![81008], "failed")
    );
    call = ringing(json!({ "noun": "number", "to": "+1555" }));
    call.other_side("sings").stands_on("it");
    assert!(call.warnings().contains("`answers`, `busy`"), "{}", call.warnings());
    let call = Call::of("incomingMessage", KIND, json!({ "noun": "number", "to": "+1555" }));
    assert!(call.fault().contains("81020"), "{}", call.fault());
    assert_eq!(call.codes(), [81020]);
}
