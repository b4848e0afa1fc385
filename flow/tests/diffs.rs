//! What changed between two flows is told by meaning.

#![allow(clippy::unwrap_used, reason = "a test may")]

use flow::Flow;
use flow::diff::Diff;
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

fn flow(value: &Value) -> Flow {
    Flow::from_value(value.clone()).unwrap()
}

fn told(before: &Value, after: &Value) -> String {
    Diff::between(&flow(before), &flow(after)).to_string()
}

#[test]
fn a_changed_setting_is_told_with_what_it_was() {
    let mut after = menu();
    after["states"][1]["properties"]["say"] = json!("Press any key");
    after["states"][1]["properties"]["loop"] = json!(2);
    after["states"][1]["properties"].as_object_mut().unwrap().shift_remove("timeout");
    let expected = "~ ask (gather-input-on-call)\n    say: \"Press a key\" → \"Press any key\"\n    \
                    loop: (nothing) → 2\n    timeout: 5 → (nothing)\n";
    assert_eq!(told(&menu(), &after), expected);
}

#[test]
fn the_order_of_keys_and_widgets_and_an_absent_target_mean_nothing() {
    let mut after = menu();
    after["states"].as_array_mut().unwrap().reverse();
    after["states"][0]["transitions"][0]["next"] = Value::Null;
    after["states"][2]["transitions"][1]["next"] = json!("");
    after["states"][2]["transitions"].as_array_mut().unwrap().swap(0, 1);
    let diff = Diff::between(&flow(&menu()), &flow(&after));
    assert!(diff.is_empty(), "{diff}");
}

#[test]
fn a_moved_card_is_told_apart_from_what_the_flow_does() {
    let mut after = menu();
    after["states"][1]["properties"]["offset"] = json!({ "x": -40, "y": 200 });
    let diff = Diff::between(&flow(&menu()), &flow(&after));
    assert_eq!(diff.to_string(), "~ ask (gather-input-on-call)\n    moved: 0, 200 → -40, 200\n");
    assert!(diff.without_places().is_empty());
}

#[test]
fn a_widget_under_a_new_name_is_the_same_widget() {
    let text =
        menu().to_string().replace("\"bye\"", "\"farewell\"").replace("\"Goodbye\"", "\"Bye\"");
    let after = serde_json::from_str(&text).unwrap();
    let expected = "~ farewell (say-play), was bye\n    say: \"Goodbye\" → \"Bye\"\n";
    assert_eq!(told(&menu(), &after), expected);
    let text = menu().to_string().replace("\"Trigger\"", "\"Start\"");
    assert_eq!(
        told(&menu(), &serde_json::from_str(&text).unwrap()),
        "~ Start (trigger), was Trigger\n"
    );
}

#[test]
fn what_came_and_what_went_is_told_and_what_leads_elsewhere() {
    let mut after = menu();
    after["states"][3] = json!({ "name": "voicemail", "type": "record-voicemail",
        "properties": { "offset": { "x": 9, "y": 9 }, "timeout": 5 },
        "transitions": [{ "event": "noAudio", "next": "ask" }, { "event": "hangup" }] });
    after["states"][2]["transitions"][1]["next"] = json!("voicemail");
    after["states"][2]["transitions"][2].as_object_mut().unwrap().shift_remove("next");
    let expected = "\
~ choose (split-based-on)
    match \"If 1\": bye → voicemail
    match \"If 2\": bye → (nothing)
+ voicemail (record-voicemail)
    timeout: (nothing) → 5
    noAudio: (nothing) → ask
- bye (say-play)
";
    assert_eq!(told(&menu(), &after), expected);
}

#[test]
fn a_condition_in_between_does_not_change_the_others() {
    let mut after = menu();
    after["states"][2]["transitions"].as_array_mut().unwrap().insert(1, key("0", "ask"));
    let diff = Diff::between(&flow(&menu()), &flow(&after));
    assert_eq!((diff.states[0].changes.len(), diff.states[0].wires.len()), (1, 1), "{diff}");
    assert_eq!(diff.states[0].wires[0].exit, "match \"If 0\"");
}

#[test]
fn what_stands_outside_the_widgets_is_told_first() {
    let mut after = menu();
    after["description"] = json!("The menu");
    after["flags"]["allow_concurrent_calls"] = json!(false);
    after["initial_state"] = json!("ask");
    let expected = "\
~ flow
    description: \"A menu\" → \"The menu\"
    initial_state: \"Trigger\" → \"ask\"
    flags/allow_concurrent_calls: true → false
";
    assert_eq!(told(&menu(), &after), expected);
}

#[test]
fn a_program_reads_the_same_as_json() {
    let mut after = menu();
    after["states"][3]["properties"]["say"] = Value::Null;
    after["states"][1]["transitions"][1]["next"] = json!("bye");
    let diff = Diff::between(&flow(&menu()), &flow(&after));
    let expected = json!({ "head": [], "states": [
        { "name": "ask", "type": "gather-input-on-call", "fate": "changed",
          "wires": [{ "exit": "timeout", "before": null, "after": "bye" }] },
        { "name": "bye", "type": "say-play", "fate": "changed",
          "changes": [{ "path": "properties/say", "before": "Goodbye", "after": null }] },
    ] });
    assert_eq!(serde_json::to_value(diff).unwrap(), expected);
}
