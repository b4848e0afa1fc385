//! Validation runs as people type, so that a large flow must not be felt.

#![allow(clippy::unwrap_used, reason = "a test may")]

use std::time::{Duration, Instant};

use flow::Flow;
use flow::validate::{Severity, Validator};
use serde_json::{Value, json};

const WIDGETS: usize = 2_000;

/// Twice as many widgets as Studio takes, with three ways out of every two, and Liquid in each.
fn large() -> Flow {
    let mut states = vec![json!({ "name": "Trigger", "type": "trigger", "properties": {},
        "transitions": [{ "event": "incomingCall", "next": "s1" }] })];
    for at in 1..WIDGETS {
        let next = |by: usize| format!("s{}", if at + by < WIDGETS { at + by } else { 1 });
        let before = format!("s{}", at.saturating_sub(1).max(1));
        let (kind, properties, transitions) = match at % 4 {
            0 => gather(&before, &next(1)),
            1 => split(&before, &next(1), &next(2)),
            2 => counter(at, &next(1)),
            _ => say(&before, &next(1)),
        };
        states.push(json!({ "name": format!("s{at}"), "type": kind, "properties": properties,
            "transitions": transitions }));
    }
    Flow::from_value(json!({ "states": states, "initial_state": "Trigger" })).unwrap()
}

fn gather(before: &str, next: &str) -> (&'static str, Value, Value) {
    let say = format!("Press a key, {{{{widgets.{before}.parsed.name}}}}");
    let properties = json!({ "say": say, "loop": 1, "timeout": 5, "stop_gather": true,
        "finish_on_key": "#", "gather_language": "en", "profanity_filter": "true" });
    let ways = json!([{ "event": "keypress", "next": next }, { "event": "timeout", "next": next }]);
    ("gather-input-on-call", properties, ways)
}

fn split(before: &str, next: &str, other: &str) -> (&'static str, Value, Value) {
    let input = format!("{{{{widgets.{before}.Digits}}}}");
    let ways = json!([{ "event": "noMatch", "next": other }, { "event": "match", "next": next,
        "conditions": [{ "friendly_name": "one", "arguments": [input], "type": "equal_to",
            "value": "1" }] }]);
    ("split-based-on", json!({ "input": input }), ways)
}

fn counter(at: usize, next: &str) -> (&'static str, Value, Value) {
    let name = format!("flow.variables.n{at}");
    let value = format!("{{% if {name} %}}{{{{{name} | plus: 1}}}}{{% else %}}0{{% endif %}}");
    let rows = json!([{ "key": format!("n{at}"), "value": value, "type": "string" }]);
    ("set-variables", json!({ "variables": rows }), json!([{ "event": "next", "next": next }]))
}

fn say(before: &str, next: &str) -> (&'static str, Value, Value) {
    let say = format!("Hello {{{{widgets.{before}.name | default: 'you'}}}}");
    let ways = json!([{ "event": "audioComplete", "next": next }]);
    ("say-play", json!({ "say": say, "loop": 1 }), ways)
}

/// Some 10 ms where it is compiled for speed. This is for a debug build on a busy machine, and
/// catches what grows with the square.
#[test]
#[expect(clippy::disallowed_methods, reason = "the test measures, the core does not")]
fn two_thousand_widgets_take_a_moment() {
    let flow = large();
    let mut validator = Validator::default();
    for longest in [Duration::from_secs(4), Duration::from_secs(2)] {
        let began = Instant::now();
        let problems = validator.validate(&flow);
        let took = began.elapsed();
        assert!(took < longest, "it took {took:?}");
        // There are too many of them, and nothing else is wrong.
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
        assert_eq!(errors.map(|it| it.property_path.as_str()).collect::<Vec<_>>(), ["#/states"]);
    }
}
