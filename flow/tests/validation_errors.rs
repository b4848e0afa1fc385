//! What Studio would refuse, rule by rule: each test changes a sound flow and reads the list.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod draft;

use draft::{check_errors, errors, last, of, sound, warnings, with, without};
use flow::validate::is_valid;
use serde_json::{Value, json};

#[test]
fn a_sound_flow_has_no_problems() {
    assert_eq!(of(&sound()), []);
}

#[test]
fn a_problem_names_its_state_and_has_a_stable_code() {
    let problems = of(&with("/states/2/properties/timeout", json!("5")));
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    assert!(!is_valid(&problems));
    let expected = json!({
        "property_path": "#/states/2/properties/timeout",
        "state": "ask",
        "severity": "error",
        "code": "wrong-type",
        "message": "string found, integer expected",
    });
    assert_eq!(serde_json::to_value(problem).unwrap(), expected);
}

#[test]
fn errors_stand_before_warnings_and_follow_the_document() {
    let mut definition = with("/states/6/properties/loop", json!(0));
    definition["states"][1]["properties"]["say"] = json!("{{ a");
    definition["states"][4]["properties"]["input"] = json!(4);
    definition["initial_state"] = json!("nobody");
    let paths: Vec<String> = of(&definition).into_iter().map(|it| it.property_path).collect();
    let expected = [
        "#/initial_state",
        "#/states/4/properties/input",
        "#/states/6/properties/loop",
        "#/states/1/properties/say",
    ];
    assert_eq!(paths, expected);
    let warned = of(&with("/states/1/properties/say", json!("{{ a")));
    assert!(is_valid(&warned) && warned.len() == 1);
}

#[test]
fn what_is_required_is_missed_and_must_not_be_null() {
    for key in ["name", "type", "transitions", "properties"] {
        let found = errors(&without(&format!("/states/6/{key}")));
        assert!(
            found.contains(&format!("#/states/6/{key} is missing but it is required")),
            "{found:?}"
        );
    }
    let found = errors(&without("/states/4/properties/input"));
    assert_eq!(found, ["#/states/4/properties/input is missing but it is required"]);
    check_errors(&[
        ("/states/5/properties/url", Value::Null, &["#/states/5/properties/url must not be null"]),
        ("/states/6/type", Value::Null, &["#/states/6/type must not be null"]),
        (
            "/states/6/transitions/0/event",
            Value::Null,
            &["#/states/6/transitions/0/event must not be null"],
        ),
        ("/states/2/properties/hints", Value::Null, &[]),
        ("/states/6/transitions/0/next", Value::Null, &[]),
        ("/states/6/transitions/0/next", json!(""), &[]),
    ]);
}

#[test]
fn the_trigger_may_do_without_settings() {
    assert_eq!(of(&without("/states/0/properties")), []);
}

#[test]
fn an_event_that_a_widget_does_not_have_is_answered_with_those_it_has() {
    check_errors(&[
        (
            "/states/2/transitions/2/event",
            json!("noInput"),
            &[
                "#/states/2/transitions/2/event must be a constant value keypress",
                "#/states/2/transitions/2/event must be a constant value speech",
                "#/states/2/transitions/2/event must be a constant value timeout",
            ],
        ),
        (
            "/states/6/transitions/0/event",
            json!("next"),
            &["#/states/6/transitions/0/event must be a constant value audioComplete"],
        ),
    ]);
    let unseen = json!([{ "event": "callComplete" }, { "event": "composerStarted" }]);
    assert_eq!(
        errors(&last("send-to-flex", json!({ "workflow": "WW1", "channel": "TC1" }), unseen)),
        [""; 0]
    );
}

#[test]
fn names_are_unique_and_keep_studios_rules() {
    let mut definition = sound();
    definition["states"][6]["name"] = json!("greet");
    definition["states"][5]["transitions"][0]["next"] = json!("greet");
    assert_eq!(
        errors(&definition),
        ["#/states/6/name `greet` is the name of another widget too: change one",]
    );
    let mut definition = sound();
    definition["states"][5]["transitions"][0]["next"] = json!(null);
    for name in ["1st", "a b", "a.b", "_a", ""] {
        definition["states"][6]["name"] = json!(name);
        let found = errors(&definition);
        assert!(found.len() == 1 && found[0].starts_with("#/states/6/name "), "{name}: {found:?}");
    }
    definition["states"][6]["name"] = json!("größe");
    assert_eq!(errors(&definition), [""; 0]);
    assert!(warnings(&definition)[0].contains("templates cannot read `widgets.größe`"));
}

#[test]
fn every_way_leads_to_a_widget_that_is_there() {
    check_errors(&[
        (
            "/states/5/transitions/1/next",
            json!("gone"),
            &["#/states/5/transitions/1/next no widget is called `gone`"],
        ),
        ("/initial_state", json!("gone"), &["#/initial_state no widget is called `gone`"]),
    ]);
}

#[test]
fn a_flow_begins_at_its_one_trigger() {
    assert_eq!(
        errors(&without("/initial_state")),
        ["#/initial_state is missing but it is required"]
    );
    let mut definition = sound();
    definition["states"][6] = json!({ "name": "tell", "type": "trigger", "transitions": [] });
    assert_eq!(
        errors(&definition),
        ["#/states/6/type a flow has one trigger, and this one begins at `Trigger`",]
    );
    check_errors(&[
        ("/initial_state", Value::Null, &["#/initial_state must not be null"]),
        (
            "/initial_state",
            json!("greet"),
            &[
                "#/initial_state must be the name of the trigger, and `greet` is a `say-play`",
                "#/states/0/type a flow has one trigger, and this one begins at `greet`",
            ],
        ),
    ]);
}

#[test]
fn what_stands_outside_the_states_has_its_types_too() {
    check_errors(&[
        ("/description", json!(4), &["#/description integer found, string expected"]),
        ("/flags", json!({}), &["#/flags/allow_concurrent_calls is missing but it is required"]),
        (
            "/flags/allow_concurrent_calls",
            json!("yes"),
            &["#/flags/allow_concurrent_calls string found, boolean expected"],
        ),
        ("/anything_else", json!([1]), &[]),
    ]);
    assert_eq!(errors(&without("/flags")), [""; 0]);
}

#[test]
fn a_flow_holds_one_to_a_thousand_widgets() {
    let mut definition = sound();
    let states = definition["states"].as_array_mut().unwrap();
    for at in states.len()..1_000 {
        states.push(json!({ "name": format!("s{at}"), "type": "set-variables",
            "transitions": [{ "event": "next", "next": "sorry" }], "properties": { "variables": [] } }));
    }
    assert_eq!(errors(&definition), [""; 0]);
    let one_more = definition["states"][999].clone();
    let states = definition["states"].as_array_mut().unwrap();
    states.push(one_more);
    states[1_000]["name"] = json!("s1000");
    assert_eq!(
        errors(&definition),
        ["#/states there must be a maximum of 1000 items in the array"]
    );
    assert_eq!(
        errors(&with("/states", json!([]))),
        [
            "#/states there must be a minimum of 1 items in the array",
            "#/initial_state no widget is called `Trigger`",
        ]
    );
}

#[test]
fn a_conversation_is_opened_in_flows_that_begin_over_rest_only() {
    let settings =
        json!({ "conversation_service_sid": "IS1", "participants": [{ "type": "sms" }] });
    let ways = json!([{ "event": "created" }, { "event": "failed" }]);
    let mut definition = last("start-conversation", settings, ways);
    assert_eq!(
        errors(&definition),
        ["#/states/7/type start-conversation can only be used in flows triggered by the REST API",]
    );
    let begin = definition.pointer_mut("/states/0/transitions").unwrap();
    *begin = json!([{ "event": "incomingCall" }, { "event": "incomingRequest", "next": "sorry" }]);
    assert_eq!(errors(&definition), [""; 0]);
}
