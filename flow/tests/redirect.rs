//! TwiML Redirect: away and back again.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod caller;

use caller::Call;
use serde_json::{Value, json};

fn redirect(event: &str, timeout: &str) -> Call {
    Call::attended(event, "add-twiml-redirect", properties(timeout))
}

fn properties(timeout: &str) -> Value {
    json!({ "url": "https://x.test/{{flow.sid}}", "method": "POST", "timeout": timeout })
}

#[test]
fn it_comes_back_with_whatever_the_request_brought() {
    let mut call = redirect("incomingCall", "14400");
    call.after(60_000).returns(json!({ "FlowEvent": "return", "Digits": "7" })).left_on("return");
    assert_eq!(call.variable("widgets.it.Digits"), "7");
    assert_eq!(call.value("widgets.it.FlowEvent"), None);
    call.replays_alike();
    let mut call = redirect("incomingMessage", "14400");
    call.other_side_with("returns", json!({ "Digits": "8" })).left_on("return");
    assert_eq!(call.variable("widgets.it.Digits"), "8");
}

#[test]
fn a_call_that_stays_away_cannot_be_won_back() {
    let ways = [("timeout", "note")];
    let next = [("next", "say")];
    for timeout in ["30", "0"] {
        let mut call = Call::with_states(
            "incomingCall",
            &[
                ("it", "add-twiml-redirect", properties(timeout), &ways),
                (
                    "note",
                    "set-variables",
                    json!({ "variables": [{ "key": "gone", "value": "1" }] }),
                    &next,
                ),
                ("say", "say-play", json!({ "say": "Are you there?" }), &[]),
            ],
        );
        if timeout == "30" {
            call.other_side("stays-away");
        }
        call.expect_last("(finished: CallerHungUp)");
        assert_eq!(call.variable("flow.variables.gone"), "1");
    }
    let mut call = redirect("incomingMessage", "30");
    call.after(29_999).stands_on("it");
    call.after(1).left_on("timeout");
}

#[test]
fn an_address_that_is_none_fails() {
    let call = Call::of("incomingCall", "add-twiml-redirect", json!({ "url": "{{missing}}" }));
    call.left_on("fail");
}

#[test]
fn unattended_it_comes_back_after_a_while() {
    let mut call = Call::of("incomingCall", "add-twiml-redirect", properties("14400"));
    call.until("it -return-> (end)");
}

#[test]
fn a_return_that_nothing_waits_for_changes_nothing() {
    let mut call = Call::of("incomingCall", "gather-input-on-call", json!({ "say": "Hi" }));
    call.returns(json!({ "FlowEvent": "return" })).stands_on("it");
}
