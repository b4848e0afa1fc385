//! Two versions of a flow become one: what only one side changed is taken, what both changed is
//! told, and the result is always a flow.

#![allow(clippy::unwrap_used, reason = "a test may")]

use flow::Flow;
use flow::merge::{Merge, merge};
use proptest::prelude::*;
use serde_json::{Value, json};

fn menu() -> Value {
    json!({
        "description": "A menu",
        "states": [
            { "name": "Trigger", "type": "trigger", "properties": { "offset": { "x": 0, "y": 0 } },
              "transitions": [{ "event": "incomingCall", "next": "ask" }] },
            { "name": "ask", "type": "gather-input-on-call",
              "properties": { "offset": { "x": 0, "y": 200 }, "say": "Press a key", "timeout": 5 },
              "transitions": [{ "event": "keypress", "next": "choose" }, { "event": "timeout" }] },
            { "name": "choose", "type": "split-based-on",
              "properties": { "offset": { "x": 0, "y": 400 }, "input": "{{widgets.ask.Digits}}" },
              "transitions": [{ "event": "noMatch" }, key("1", "bye"), key("2", "bye")] },
            { "name": "bye", "type": "say-play",
              "properties": { "offset": { "x": 0, "y": 600 }, "say": "Goodbye", "loop": 1 },
              "transitions": [{ "event": "audioComplete" }] },
        ],
        "initial_state": "Trigger",
        "flags": { "allow_concurrent_calls": true },
    })
}

fn key(key: &str, next: &str) -> Value {
    json!({ "event": "match", "next": next, "conditions": [{ "friendly_name": format!("If {key}"),
        "type": "equal_to", "value": key, "arguments": ["{{widgets.ask.Digits}}"] }] })
}

fn say(name: &str, words: &str) -> Value {
    json!({ "name": name, "type": "say-play", "properties": { "say": words },
        "transitions": [{ "event": "audioComplete" }] })
}

fn flow(value: &Value) -> Flow {
    Flow::from_value(value.clone()).unwrap()
}

/// Merges two changes of the menu.
fn merged(ours: impl Fn(&mut Value), theirs: impl Fn(&mut Value)) -> Merge {
    let (mut our, mut their) = (menu(), menu());
    ours(&mut our);
    theirs(&mut their);
    merge(&flow(&menu()), &flow(&our), &flow(&their))
}

fn states(value: &mut Value) -> &mut Vec<Value> {
    value["states"].as_array_mut().unwrap()
}

fn renamed(value: &mut Value, from: &str, to: &str) {
    let text = value.to_string().replace(&format!("\"{from}\""), &format!("\"{to}\""));
    *value = serde_json::from_str(&text).unwrap();
}

fn paths(merge: &Merge) -> Vec<&str> {
    merge.conflicts.iter().map(|conflict| conflict.path.as_str()).collect()
}

#[test]
fn settings_of_one_widget_are_merged_one_by_one() {
    let merge = merged(
        |ours| ours["states"][1]["properties"]["say"] = json!("Hello"),
        |theirs| {
            theirs["states"][1]["properties"]["timeout"] = json!(9);
            theirs["states"][1]["properties"]["loop"] = json!(2);
        },
    );
    let ask = merge.flow.state("ask").unwrap();
    assert_eq!((ask.text("say"), ask.property("timeout")), ("Hello", Some(&json!(9))));
    assert_eq!((ask.property("loop"), merge.conflicts.len()), (Some(&json!(2)), 0));
}

#[test]
fn what_both_changed_is_ours_and_told() {
    let merge = merged(
        |ours| ours["states"][1]["properties"]["say"] = json!("Ours"),
        |theirs| theirs["states"][1]["properties"]["say"] = json!("Theirs"),
    );
    assert_eq!(merge.flow.state("ask").unwrap().text("say"), "Ours");
    let expected = "states/ask/properties/say: changed on both sides; ours is kept (\"Ours\"), \
                    theirs is left out (\"Theirs\")";
    assert_eq!(merge.conflicts[0].to_string(), expected);
    assert_eq!(merge.conflicts[0].base, Some(json!("Press a key")));
}

#[test]
fn a_rename_carries_along_what_the_other_side_wired() {
    let merge = merged(
        |ours| renamed(ours, "bye", "farewell"),
        |theirs| theirs["states"][1]["transitions"][1]["next"] = json!("bye"),
    );
    assert_eq!(merge.flow.next("ask", "timeout"), Some("farewell"));
    assert_eq!(merge.flow.next("choose", "match"), Some("farewell"));
    assert_eq!((merge.flow.states().len(), merge.conflicts.len()), (4, 0));
}

#[test]
fn two_new_names_for_one_widget_are_a_conflict() {
    let merge =
        merged(|ours| renamed(ours, "bye", "ciao"), |theirs| renamed(theirs, "bye", "adieu"));
    assert!(merge.flow.state("ciao").is_some() && merge.flow.state("adieu").is_none());
    assert_eq!(paths(&merge), ["states/bye/name"]);
}

#[test]
fn what_each_added_is_there_and_equal_names_do_not_meet() {
    let merge = merged(
        |ours| states(ours).insert(1, say("hello", "Hello")),
        |theirs| states(theirs).push(say("late", "It is late")),
    );
    let names: Vec<_> = merge.flow.states().iter().map(|state| state.name()).collect();
    assert_eq!(names, ["Trigger", "hello", "ask", "choose", "bye", "late"]);
    assert_eq!(merge.conflicts.len(), 0);

    let merge = merged(
        |ours| renamed(ours, "bye", "hello"),
        |theirs| {
            states(theirs).push(say("hello", "Hello"));
            theirs["states"][1]["transitions"][1]["next"] = json!("hello");
        },
    );
    assert_eq!(merge.flow.state("hello").unwrap().text("say"), "Goodbye");
    assert_eq!(merge.flow.next("ask", "timeout"), Some("hello_2"));
    assert_eq!(merge.flow.state("hello_2").unwrap().text("say"), "Hello");
    assert_eq!(paths(&merge), ["states/hello/name"]);
}

#[test]
fn the_same_widget_added_by_both_is_merged_setting_by_setting() {
    let merge = merged(
        |ours| states(ours).push(say("new", "Ours")),
        |theirs| states(theirs).push(say("new", "Theirs")),
    );
    assert_eq!((merge.flow.states().len(), paths(&merge)), (5, vec!["states/new/properties/say"]));
}

#[test]
fn a_removed_widget_stays_away_unless_the_other_side_changed_it() {
    let remove = |value: &mut Value| {
        states(value).remove(3);
        value["states"][2]["transitions"] = json!([{ "event": "noMatch" }]);
    };
    let moved = |value: &mut Value| value["states"][3]["properties"]["offset"]["x"] = json!(70);
    let changed = |value: &mut Value| value["states"][3]["properties"]["say"] = json!("Bye");
    assert_eq!(merged(moved, remove).flow.states().len(), 3);
    assert_eq!(merged(remove, moved).conflicts.len(), 0);
    let kept = merged(changed, remove);
    assert_eq!((kept.flow.states().len(), paths(&kept)), (4, vec!["states/bye"]));
    let gone = merged(remove, changed);
    assert_eq!((gone.flow.states().len(), paths(&gone)), (3, vec!["states/bye"]));
}

#[test]
fn a_wire_to_what_the_other_side_removed_leads_nowhere_and_is_told() {
    let remove = |value: &mut Value| {
        states(value).remove(3);
        value["states"][2]["transitions"] = json!([{ "event": "noMatch" }]);
    };
    let wire = |value: &mut Value| value["states"][1]["transitions"][1]["next"] = json!("bye");
    for merge in [merged(remove, wire), merged(wire, remove)] {
        assert_eq!(merge.flow.next("ask", "timeout"), None);
        assert_eq!(paths(&merge), ["states/ask/transitions/timeout/next"]);
    }
}

#[test]
fn conditions_that_both_added_all_stand_and_keep_their_order() {
    let merge = merged(
        |ours| ours["states"][2]["transitions"].as_array_mut().unwrap().insert(1, key("0", "ask")),
        |theirs| theirs["states"][2]["transitions"].as_array_mut().unwrap().push(key("3", "ask")),
    );
    let choose = merge.flow.state("choose").unwrap();
    let words = choose.transitions().filter_map(|it| it.condition());
    let words: Vec<_> = words.map(|condition| condition.operand().to_owned()).collect();
    assert_eq!((words.join(""), merge.conflicts.len()), ("0123".to_owned(), 0));
}

#[test]
fn a_card_that_both_moved_stands_where_we_put_it_without_a_word() {
    let to = |x: i64| {
        move |value: &mut Value| {
            value["states"][1]["properties"]["offset"] = json!({ "x": x, "y": 1 })
        }
    };
    let merge = merged(to(10), to(20));
    assert_eq!(merge.flow.state("ask").unwrap().offset().x, 10.0);
    assert_eq!(merge.conflicts.len(), 0);
}

const NAMES: [&str; 6] = ["a", "b", "c", "d", "a", "e"];

/// A draft as it may be: names may be double, targets may be missing.
fn any_flow() -> impl Strategy<Value = Flow> {
    let next = proptest::option::of(0..NAMES.len());
    let entry = (0..4_usize, next, 0..3_u8).prop_map(|(event, next, value)| {
        let event = ["match", "match", "noMatch", "timeout"][event];
        let mut entry = json!({ "event": event, "next": next.map(|at| NAMES[at]) });
        if event == "match" {
            entry["conditions"] = json!([{ "friendly_name": "If", "value": value }]);
        }
        entry
    });
    let value = prop_oneof![
        Just(json!("x")),
        Just(json!(1)),
        Just(json!([1, 2])),
        Just(json!([2, 1])),
        Just(json!([{ "key": "k", "value": 1 }])),
        Just(Value::Null),
    ];
    let key = prop_oneof![Just("a".to_owned()), Just("b".to_owned()), Just("c".to_owned())];
    let state = (
        0..NAMES.len(),
        0..2_usize,
        proptest::collection::vec(entry, 0..4),
        proptest::collection::hash_map(key, value, 0..3),
        0..3_i64,
    )
        .prop_map(|(name, kind, transitions, mut properties, x)| {
            properties.insert("offset".to_owned(), json!({ "x": x, "y": 0 }));
            let kind = ["split-based-on", "say-play"][kind];
            json!({ "name": NAMES[name], "type": kind, "transitions": transitions,
                "properties": properties })
        });
    (proptest::collection::vec(state, 0..6), 0..NAMES.len(), any::<bool>()).prop_map(
        |(states, first, flag)| {
            let flags = json!({ "allow_concurrent_calls": flag });
            flow(&json!({ "states": states, "initial_state": NAMES[first], "flags": flags }))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_one_side_changed_or_both_alike_comes_out(x in any_flow(), y in any_flow()) {
        for (base, ours, theirs) in [(&x, &x, &y), (&x, &y, &x), (&x, &y, &y)] {
            let merge = merge(base, ours, theirs);
            prop_assert_eq!(&merge.flow, &y);
            prop_assert_eq!(merge.conflicts, []);
        }
    }

    #[test]
    fn the_result_is_a_flow(
        base in any_flow(), ours in any_flow(), theirs in any_flow(),
    ) {
        let once = merge(&base, &ours, &theirs).flow;
        prop_assert_eq!(Flow::from_json(&once.to_json()).unwrap(), once);
    }
}
