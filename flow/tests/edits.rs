//! Edits and the edits that take them back.

#![allow(clippy::unwrap_used, reason = "a test may")]

use flow::edit::{self, Edit, EditError};
use flow::widget::{self, Exit};
use flow::{Flow, Offset};
use serde_json::json;

fn menu() -> Flow {
    let definition = json!({
        "description": "A menu", "note": "kept",
        "states": [
            { "name": "Trigger", "type": "trigger",
              "transitions": [{ "event": "incomingCall", "next": "ask" }, { "event": "incomingMessage" }],
              "properties": { "offset": { "x": 0, "y": 0 } } },
            { "type": "gather-input-on-call", "name": "ask",
              "transitions": [{ "event": "keypress", "next": "say" }, { "next": "ask", "event": "timeout" }],
              "properties": { "say": "Press a key", "offset": { "x": 10, "y": -200 }, "odd": [1, null] } },
            { "name": "say", "type": "say-play", "transitions": [{ "event": "audioComplete", "next": null }],
              "properties": { "say": "Thanks" } },
        ],
        "initial_state": "Trigger",
        "flags": { "allow_concurrent_calls": true },
    });
    Flow::from_value(definition).unwrap()
}

fn exit(event: &str) -> Exit {
    Exit { event: event.to_owned(), nth: 0 }
}

#[test]
fn removing_a_widget_unwires_what_led_to_it_and_undo_brings_all_back() {
    let mut flow = menu();
    let before = flow.to_json();
    let undo = edit::remove(&flow, &["say".to_owned()]).unwrap().apply(&mut flow).unwrap();
    assert_eq!(flow.state("say"), None);
    assert_eq!(flow.next("ask", "keypress"), None);
    assert_eq!(flow.next("ask", "timeout"), Some("ask"));
    undo.apply(&mut flow).unwrap();
    assert_eq!(flow.to_json(), before);
}

#[test]
fn the_trigger_cannot_be_removed() {
    let flow = menu();
    assert_eq!(edit::remove(&flow, &["Trigger".to_owned()]), Err(EditError::RemovesTrigger));
}

#[test]
fn a_new_name_is_carried_into_all_liquid_and_taken_back_with_it() {
    let mut flow = menu();
    let text = json!("You pressed {{widgets.ask.Digits}}, {{flow.variables.ask}}");
    edit::set_property(&flow, "say", "say", Some(text)).unwrap().apply(&mut flow).unwrap();
    let before = flow.to_json();
    let undo = edit::rename(&flow, "ask", "menu").unwrap().apply(&mut flow).unwrap();
    let said = |flow: &Flow| flow.state("say").unwrap().text("say").to_owned();
    assert_eq!(said(&flow), "You pressed {{widgets.menu.Digits}}, {{flow.variables.ask}}");
    let undo_variable = edit::read_variable_as(&flow, "ask", "key").apply(&mut flow).unwrap();
    assert_eq!(said(&flow), "You pressed {{widgets.menu.Digits}}, {{flow.variables.key}}");
    undo_variable.apply(&mut flow).unwrap();
    undo.apply(&mut flow).unwrap();
    assert_eq!(flow.to_json(), before);
}

#[test]
fn renaming_carries_every_transition_along() {
    let mut flow = menu();
    edit::rename(&flow, "ask", "ask_again").unwrap().apply(&mut flow).unwrap();
    assert_eq!(flow.next("Trigger", "incomingCall"), Some("ask_again"));
    assert_eq!(flow.next("ask_again", "timeout"), Some("ask_again"));
    edit::rename(&flow, "Trigger", "Start").unwrap().apply(&mut flow).unwrap();
    assert_eq!(flow.initial_state(), Some("Start"));
}

#[test]
fn a_name_that_is_taken_or_breaks_the_rules_is_refused() {
    let flow = menu();
    assert_eq!(edit::rename(&flow, "ask", "say"), Err(EditError::NameTaken("say".to_owned())));
    for name in ["", "1st", "a b", "a.b", "größe"] {
        assert_eq!(edit::rename(&flow, "ask", name), Err(EditError::BadName(name.to_owned())));
    }
}

#[test]
fn wiring_an_event_without_an_entry_adds_one_as_the_console_writes_it() {
    let mut flow = menu();
    let edit = edit::wire(&flow, "ask", &exit("speech"), Some("say")).unwrap();
    edit.apply(&mut flow).unwrap();
    assert_eq!(flow.next("ask", "speech"), Some("say"));
    let entry = flow.state("ask").unwrap().transitions().last().unwrap().value().to_string();
    assert_eq!(entry, r#"{"next":"say","event":"speech"}"#);
}

#[test]
fn wiring_to_nowhere_is_refused_and_unwiring_drops_the_key() {
    let mut flow = menu();
    assert!(edit::wire(&flow, "ask", &exit("speech"), Some("gone")).is_err());
    edit::wire(&flow, "ask", &exit("keypress"), None).unwrap().apply(&mut flow).unwrap();
    let entry = flow.state("ask").unwrap().transitions().next().unwrap().value().to_string();
    assert_eq!(entry, r#"{"event":"keypress"}"#);
}

#[test]
fn every_fresh_widget_has_a_name_nobody_has_and_a_port_for_each_event() {
    let mut flow = menu();
    for widget in widget::CATALOGUE {
        let (edit, name) = edit::add(&flow, widget, Offset { x: 10.4, y: -3.6 });
        edit.apply(&mut flow).unwrap();
        let state = flow.state(&name).unwrap();
        assert_eq!(state.offset(), Offset { x: 10.0, y: -4.0 });
        let events = widget.events.iter().filter(|event| event.name != "match").count();
        assert_eq!(widget::ports(state).len(), events, "{name}");
    }
}

#[test]
fn a_gesture_that_fails_half_way_leaves_the_flow_as_it_was() {
    let mut flow = menu();
    let before = flow.to_json();
    let broken = Edit::All(vec![Edit::Remove { at: 2 }, Edit::Remove { at: 9 }]);
    assert_eq!(broken.apply(&mut flow), Err(EditError::NoPlace(9)));
    assert_eq!(flow.to_json(), before);
}

/// Settings, each typed or removed.
type Typing = &'static [(&'static str, Option<&'static str>)];

/// The settings of a fresh state of this type after these have been typed, one after the other.
fn typed(kind: &str, settings: Typing) -> String {
    let mut flow = menu();
    let widget = widget::find(kind).unwrap();
    let (add, name) = edit::add(&flow, widget, Offset::default());
    add.apply(&mut flow).unwrap();
    for (key, text) in settings {
        let value = text.map(|text| json!(text));
        edit::set_property(&flow, &name, key, value).unwrap().apply(&mut flow).unwrap();
    }
    let state = flow.state(&name).unwrap();
    let keys = widget::alternatives(kind).iter();
    keys.filter_map(|key| Some(format!("{key}={} ", state.property(key)?))).collect()
}

#[test]
fn of_settings_that_exclude_each_other_a_blank_one_gives_way() {
    let table: [(&str, Typing, &str); 8] = [
        ("say-play", &[], r#"say="" "#),
        (
            "say-play",
            &[("play", Some("https://a.example/b.mp3"))],
            r#"play="https://a.example/b.mp3" "#,
        ),
        ("say-play", &[("digits", Some("1")), ("digits", None)], r#"say="" "#),
        ("say-play", &[("digits", Some("1")), ("say", Some(""))], r#"digits="1" "#),
        ("say-play", &[("digits", Some("1")), ("digits", Some(""))], r#"digits="" "#),
        ("say-play", &[("say", Some("Hi")), ("play", Some("x"))], r#"say="Hi" play="x" "#),
        ("gather-input-on-call", &[("play", Some("x")), ("play", None)], r#"say="" "#),
        ("say-play", &[("voice", Some("alice"))], r#"say="" "#),
    ];
    for (kind, settings, expected) in table {
        assert_eq!(typed(kind, settings), expected, "{settings:?}");
    }
}

#[test]
fn a_widget_added_after_another_is_wired_to_it_in_one_gesture() {
    let mut flow = menu();
    let before = flow.to_json();
    let widget = widget::find("say-play").unwrap();
    let (edit, name) =
        edit::add_after(&flow, widget, Offset::default(), "say", &exit("audioComplete")).unwrap();
    let undo = edit.apply(&mut flow).unwrap();
    assert_eq!(flow.next("say", "audioComplete"), Some(name.as_str()));
    undo.apply(&mut flow).unwrap();
    assert_eq!(flow.to_json(), before);
}

#[test]
fn a_flow_is_turned_into_another_and_back_in_one_step() {
    let before = menu();
    let mut changed = before.clone();
    edit::set_property(&before, "say", "say", Some(json!("Bye")))
        .unwrap()
        .apply(&mut changed)
        .unwrap();
    let mut smaller = before.clone();
    edit::remove(&before, &["ask".to_owned()]).unwrap().apply(&mut smaller).unwrap();
    for wanted in
        [before.clone(), changed, smaller, Flow::from_value(json!({ "states": [] })).unwrap()]
    {
        let mut flow = before.clone();
        let undo = edit::turn_into(&flow, &wanted).apply(&mut flow).unwrap();
        assert_eq!(flow.to_json(), wanted.to_json());
        undo.apply(&mut flow).unwrap();
        assert_eq!(flow.to_json(), before.to_json());
    }
    assert!(edit::turn_into(&before, &before).is_empty());
}
