//! Copies, insertions and the gaps that removed widgets leave.

#![allow(clippy::unwrap_used, reason = "a test may")]

use flow::edit::{self, Loose};
use flow::widget::{self, Exit};
use flow::{Flow, Offset};
use serde_json::{Value, json};

/// A flow of gathers, each named with where its `keypress`, `speech` and `timeout` lead.
fn gathers(wiring: &[(&str, [&str; 3])]) -> Flow {
    let mut states = vec![json!({
        "name": "Trigger", "type": "trigger",
        "transitions": [{ "event": "incomingCall", "next": wiring[0].0 }], "properties": {},
    })];
    for (name, nexts) in wiring {
        let events = ["keypress", "speech", "timeout"].iter().zip(nexts);
        let transitions: Vec<Value> = events
            .map(|(event, next)| match *next {
                "" => json!({ "event": event }),
                next => json!({ "next": next, "event": event }),
            })
            .collect();
        states.push(json!({ "name": name, "type": "gather-input-on-call",
            "transitions": transitions, "properties": { "offset": { "x": 0, "y": 0 } } }));
    }
    Flow::from_value(json!({ "states": states, "initial_state": "Trigger" })).unwrap()
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn exit(event: &str) -> Exit {
    Exit { event: event.to_owned(), nth: 0 }
}

const BESIDE: Offset = Offset { x: 40.0, y: 30.0 };

#[test]
fn wires_among_copies_lead_to_copies_and_wires_out_are_kept() {
    let mut flow = gathers(&[("a", ["b", "c", "a"]), ("b", ["", "", ""]), ("c", ["", "", ""])]);
    let paste = edit::duplicate(&flow, &names(&["b", "a", "Trigger"]), BESIDE).unwrap();
    assert_eq!(paste.names, ["Copy_of_a", "Copy_of_b"]);
    assert!(paste.without_trigger && paste.loose.is_empty());
    paste.edit.apply(&mut flow).unwrap();
    assert_eq!(flow.next("Copy_of_a", "keypress"), Some("Copy_of_b"));
    assert_eq!(flow.next("Copy_of_a", "speech"), Some("c"));
    assert_eq!(flow.next("Copy_of_a", "timeout"), Some("Copy_of_a"));
    assert_eq!(flow.state("Copy_of_a").unwrap().offset(), BESIDE);
    assert_eq!(flow.next("a", "keypress"), Some("b"));
}

#[test]
fn a_copy_of_which_there_is_one_already_is_numbered() {
    let mut flow = gathers(&[("a", ["", "", ""])]);
    for expected in ["Copy_of_a", "Copy_of_a_2", "Copy_of_a_3"] {
        let paste = edit::duplicate(&flow, &names(&["a"]), BESIDE).unwrap();
        assert_eq!(paste.names, [expected]);
        paste.edit.apply(&mut flow).unwrap();
    }
}

#[test]
fn what_is_pasted_elsewhere_is_wired_by_name_or_left_loose() {
    let from = gathers(&[("a", ["b", "menu", "gone"]), ("b", ["a", "", ""])]);
    let text = edit::clipping(&from, &names(&["a", "b"])).unwrap();
    let mut flow = gathers(&[("menu", ["", "", ""]), ("b", ["", "", ""])]);
    let paste = edit::paste(&flow, &edit::read_clipping(&text).unwrap(), BESIDE).unwrap();
    assert_eq!(paste.names, ["a", "Copy_of_b"]);
    let loose = Loose { from: "a".to_owned(), event: "timeout".to_owned(), to: "gone".to_owned() };
    assert_eq!(paste.loose, [loose]);
    paste.edit.apply(&mut flow).unwrap();
    assert_eq!(flow.next("a", "keypress"), Some("Copy_of_b"));
    assert_eq!(flow.next("a", "speech"), Some("menu"));
    assert_eq!(flow.next("a", "timeout"), None);
    assert_eq!(flow.next("Copy_of_b", "keypress"), Some("a"));
}

#[test]
fn a_definition_a_list_and_a_single_state_can_be_pasted() {
    let state = json!({ "name": "hello", "type": "say-play", "transitions": [], "odd": 1.0 });
    for text in [json!({ "states": [state] }), json!([state]), state.clone()] {
        let flow = edit::read_clipping(&format!("\u{feff} {text}\n")).unwrap();
        assert_eq!(flow.states()[0].object(), state.as_object().unwrap());
    }
}

#[test]
fn other_text_is_refused_with_its_place() {
    let table = [
        ("  ", "the clipboard is empty"),
        (
            "Hello",
            "the clipboard holds no widgets: this is not JSON: expected value at line 1, column 1",
        ),
        (r#"{"states":[]}"#, "the clipboard holds a flow without widgets"),
        (
            r#"{"states":[1]}"#,
            "the clipboard holds no widgets: this is not a Studio flow: `#/states/0` must be an object",
        ),
        (
            "[1, 2]",
            "the clipboard holds no widgets: this is not a Studio flow: `#/states/0` must be an object",
        ),
        (
            r#"{"a":1}"#,
            "the clipboard holds no widgets: this is not a Studio flow: `#/states` is missing",
        ),
    ];
    for (text, expected) in table {
        assert_eq!(edit::read_clipping(text).unwrap_err().to_string(), expected, "{text}");
    }
}

#[test]
fn a_state_whose_name_is_none_gets_one() {
    let flow = gathers(&[("a", ["", "", ""])]);
    let clipping = json!([{ "name": "größe 1", "type": "say-play" }, { "type": "of-our-own" }]);
    let clipping = edit::read_clipping(&clipping.to_string()).unwrap();
    let paste = edit::paste(&flow, &clipping, BESIDE).unwrap();
    assert_eq!(paste.names, ["say_play_1", "widget_1"]);
}

#[test]
fn a_new_widget_is_inserted_between_two() {
    let mut flow = gathers(&[("a", ["b", "", ""]), ("b", ["", "", ""])]);
    let say = widget::find("say-play").unwrap();
    let (edit, name) = edit::insert_between(&flow, say, BESIDE, "a", &exit("keypress")).unwrap();
    edit.apply(&mut flow).unwrap();
    assert_eq!(flow.next("a", "keypress"), Some(name.as_str()));
    assert_eq!(flow.next(&name, "audioComplete"), Some("b"));
}

#[test]
fn a_placed_widget_is_inserted_between_two_others() {
    let mut flow = gathers(&[("a", ["b", "", ""]), ("b", ["", "", ""]), ("c", ["", "", ""])]);
    edit::splice(&flow, "c", BESIDE, "a", &exit("keypress")).unwrap().apply(&mut flow).unwrap();
    assert_eq!(flow.next("a", "keypress"), Some("c"));
    assert_eq!(flow.next("c", "keypress"), Some("b"));
    assert_eq!(flow.state("c").unwrap().offset(), BESIDE);
    assert!(edit::splice(&flow, "a", BESIDE, "a", &exit("keypress")).is_err());
}

#[test]
fn a_gap_with_one_way_on_can_be_bridged() {
    let mut flow = gathers(&[
        ("a", ["x", "y", ""]),
        ("x", ["y", "", "b"]),
        ("y", ["b", "x", ""]),
        ("b", ["", "", ""]),
    ]);
    let removed = names(&["x", "y"]);
    let bridge = edit::bridge(&flow, &removed).unwrap();
    assert_eq!(bridge.to, "b");
    assert_eq!(bridge.from, [("a".to_owned(), exit("keypress")), ("a".to_owned(), exit("speech"))]);
    let mut at_once = flow.clone();
    edit::remove_bridging(&flow, &removed).unwrap().apply(&mut at_once).unwrap();
    edit::remove(&flow, &removed).unwrap().apply(&mut flow).unwrap();
    assert_eq!(flow.next("a", "keypress"), None);
    edit::connect(&flow, &bridge.from, &bridge.to).unwrap().apply(&mut flow).unwrap();
    assert_eq!(flow.next("a", "keypress"), Some("b"));
    assert_eq!(flow.next("a", "speech"), Some("b"));
    assert_eq!(at_once.to_json(), flow.to_json());
}

#[test]
fn a_gap_with_two_ways_on_or_none_is_not_bridged() {
    let flow = gathers(&[
        ("a", ["x", "y", ""]),
        ("x", ["a", "b", ""]),
        ("y", ["", "", ""]),
        ("b", ["", "", ""]),
    ]);
    for name in ["x", "y", "b"] {
        assert_eq!(edit::bridge(&flow, &names(&[name])), None, "{name}");
    }
}
