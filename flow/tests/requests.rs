//! Make HTTP Request and Run Function: what is asked, and what is kept of the answer.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod caller;

use caller::Call;
use flow::interpreter::{Cause, RequestFailure};
use serde_json::{Value, json};

const HTTP: &str = "make-http-request";
const FUNCTION: &str = "run-function";
const JSON: &str = "application/json;charset=utf-8";
const FORM: &str = "application/x-www-form-urlencoded;charset=utf-8";

fn asks(kind: &str, properties: Value) -> Call {
    Call::of("incomingCall", kind, properties)
}

#[test]
fn a_get_has_its_parameters_in_the_query() {
    let mut call = asks(
        HTTP,
        json!({ "method": "GET", "url": "https://x.test/a?b=1", "content_type": FORM,
            "parameters": [{ "key": "who", "value": "{{trigger.call.From}}" }] }),
    );
    call.expect(&["Trigger -incomingCall-> it", "(GET https://x.test/a?b=1&who=%2B15550100123)"]);
    assert_eq!((call.request().body.as_str(), call.request().content_type.as_str()), ("", ""));
    call.server_answers(200, JSON, r#"{"a":1}"#).left_on("success");
    assert_eq!(call.value("widgets.it.status_code"), Some(&json!(200)));
    assert_eq!(call.value("widgets.it.parsed"), Some(&json!({ "a": 1 })));
    assert_eq!(call.variable("widgets.it.body"), r#"{"a":1}"#);
    assert_eq!(call.variable("widgets.it.content_type"), JSON);
    assert_eq!(call.steps()[1].why.cause, Some(Cause::Answer { status: 200 }));
    call.replays_alike();
}

#[test]
fn a_post_sends_a_form_or_the_body_as_it_stands() {
    let rows = json!([{ "key": "a", "value": "1 2" }, { "key": "b", "value": "ü" }]);
    let call = asks(
        HTTP,
        json!({ "method": "POST", "url": "https://x.test/", "content_type": FORM, "parameters": rows }),
    );
    assert_eq!(call.request().body, "a=1+2&b=%C3%BC");
    assert_eq!(call.request().url, "https://x.test/");
    let call = asks(
        HTTP,
        json!({ "method": "POST", "url": "https://x.test/", "content_type": JSON,
            "body": "{\"from\":\"{{trigger.call.From}}\"}" }),
    );
    assert_eq!(call.request().body, r#"{"from":"+15550100123"}"#);
    assert_eq!(call.request().content_type, JSON);
}

#[test]
fn anything_but_success_fails_and_keeps_what_came() {
    let mut call = asks(HTTP, json!({ "url": "https://x.test/" }));
    call.server_answers(404, "text/plain", "gone").left_on("failed");
    assert_eq!(call.value("widgets.it.status_code"), Some(&json!(404)));
    assert_eq!((call.codes(), call.value("widgets.it.parsed")), (vec![81016], None));
    for kind in [RequestFailure::Timeout, RequestFailure::TooLarge, RequestFailure::Transport] {
        let mut call = asks(HTTP, json!({ "url": "https://x.test/" }));
        call.server_fails(kind).left_on("failed");
        assert_eq!((call.codes(), call.value("widgets.it.body")), (vec![81016], None));
    }
    let mut call = asks(HTTP, json!({ "url": "https://x.test/" }));
    call.server_answers(200, "text/plain", &"x".repeat(65 * 1024)).left_on("failed");
    assert_eq!(call.value("widgets.it.body"), None);
}

#[test]
fn only_a_json_object_is_parsed_and_a_later_one_is_merged_over_it() {
    let again = [("success", "it"), ("failed", "it")];
    let mut call = Call::with_states(
        "incomingCall",
        &[("it", HTTP, json!({ "url": "https://x.test/" }), &again)],
    );
    call.server_answers(200, JSON, r#"{"a":1,"b":1}"#);
    call.server_answers(200, JSON, r#"{"b":2}"#);
    assert_eq!(call.value("widgets.it.parsed"), Some(&json!({ "a": 1, "b": 2 })));
    call.server_answers(200, JSON, "[1]").server_answers(500, "text/html", r#"{"c":3}"#);
    assert_eq!(call.value("widgets.it.parsed"), Some(&json!({ "a": 1, "b": 2 })));
    assert_eq!(call.variable("widgets.it.body"), r#"{"c":3}"#);
}

#[test]
fn what_cannot_be_requested_is_not() {
    for properties in [
        json!({ "url": "" }),
        json!({ "url": "mailto:ada@x.test" }),
        json!({ "url": "https://x.test/", "parameters": [{ "key": "method", "value": "1" }] }),
        json!({ "url": "https://twilio.com.x.test/", "add_twilio_auth": true }),
    ] {
        let call = asks(HTTP, properties);
        call.left_on("failed");
        assert_eq!(call.codes(), [81014]);
    }
    let call = asks(HTTP, json!({ "url": "https://api.twilio.com/", "add_twilio_auth": true }));
    assert!(call.request().is_authenticated);
}

#[test]
fn an_answer_to_another_request_changes_nothing() {
    let mut call = asks(HTTP, json!({ "url": "https://x.test/" }));
    let outcome = flow::interpreter::RequestOutcome::Failure {
        kind: RequestFailure::Timeout,
        problem: String::new(),
    };
    let outcome = Box::new(outcome);
    call.happens(flow::interpreter::Happening::RequestAnswered { request: 999, outcome });
    call.stands_on("it");
}

#[test]
fn a_password_in_an_address_is_told_to_nobody() {
    let mut call = asks(HTTP, json!({ "url": "https://ada:secret@x.test/" }));
    assert_eq!(call.request().url, "https://ada:secret@x.test/");
    call.server_answers(200, "text/plain", "");
    assert_eq!(call.steps()[1].why.settings["url"], "https://ada:•••@x.test/");
}

#[test]
fn a_function_gets_its_parameters_and_succeeds_up_to_399() {
    let mut call = asks(
        FUNCTION,
        json!({ "service_sid": null, "url": "https://f.test/go",
            "parameters": [{ "key": "n", "value": "{{flow.sid}}" }] }),
    );
    call.expect(&["Trigger -incomingCall-> it", "(POST https://f.test/go)"]);
    assert!(call.request().body.starts_with("n=FN"));
    call.server_answers(302, "application/json", r#"{"ok":true}"#).left_on("success");
    assert_eq!(call.value("widgets.it.parsed.ok"), Some(&json!(true)));
    assert_eq!(
        call.value("widgets.it.headers"),
        Some(&json!({ "x-twilio-function-concurrency": "1" }))
    );
    call.replays_alike();
}

#[test]
fn a_function_that_fails_says_how() {
    let mut call = asks(FUNCTION, json!({ "url": "https://f.test/go" }));
    call.server_answers(500, "text/plain", "oh").left_on("fail");
    assert_eq!((call.codes(), call.variable("widgets.it.body").as_str()), (vec![81010], "oh"));
    for (kind, code) in [
        (RequestFailure::Timeout, 81010),
        (RequestFailure::TooLarge, 81017),
        (RequestFailure::Transport, 81016),
    ] {
        let mut call = asks(FUNCTION, json!({ "url": "https://f.test/go" }));
        call.server_fails(kind).left_on("fail");
        assert_eq!(call.codes(), [code]);
    }
    let call = asks(FUNCTION, json!({ "url": "not yet" }));
    call.left_on("fail");
    assert_eq!(call.codes(), [81016]);
}
