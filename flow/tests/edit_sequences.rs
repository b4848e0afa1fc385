//! Any sequence of edits can be taken back, to the byte.

#![allow(clippy::unwrap_used, reason = "a test may")]

use flow::edit::{self, Edit};
use flow::widget::{self, Exit};
use flow::{Flow, Offset};
use proptest::prelude::*;
use serde_json::json;

fn menu() -> Flow {
    let definition = json!({
        "description": "A menu", "note": "kept",
        "states": [
            { "name": "Trigger", "type": "trigger",
              "transitions": [{ "event": "incomingCall", "next": "ask" }, { "event": "incomingMessage" }],
              "properties": { "offset": { "x": 0, "y": 0 } } },
            { "type": "gather-input-on-call", "name": "ask",
              "transitions": [{ "event": "keypress", "next": "say" }, { "next": "ask", "event": "timeout" },
                              { "event": "speech", "next": "gone" }],
              "properties": { "say": "Press a key", "offset": { "x": 10.5, "y": -200 }, "odd": [1, null] } },
            { "name": "say", "type": "say-play", "transitions": [{ "event": "audioComplete", "next": null }],
              "properties": { "say": "Thanks" } },
            { "name": "say", "type": "of-our-own", "transitions": "none" },
        ],
        "initial_state": "Trigger",
        "flags": { "allow_concurrent_calls": true },
    });
    Flow::from_value(definition).unwrap()
}

/// The kinds of edit that [`chosen`] makes.
const KINDS: u8 = 15;

/// An edit that fits `flow`, chosen by three numbers.
fn chosen(flow: &Flow, kind: u8, first: usize, second: usize) -> Option<Edit> {
    // A flow may have lost all its states; then nothing but adding and pasting fits it.
    let name = |at: usize| {
        let state = flow.states().get(at % flow.states().len().max(1));
        state.map(|state| state.name().to_owned()).unwrap_or_default()
    };
    let (name, other) = (&name(first), &name(second));
    let both = [name.clone(), other.clone()];
    #[expect(clippy::cast_precision_loss, reason = "places on a canvas are small")]
    let offset = Offset { x: first as f64, y: second as f64 };
    let widget = widget::CATALOGUE[first % widget::CATALOGUE.len()];
    match kind {
        0 => Some(edit::add(flow, widget, offset).0),
        1 => edit::remove(flow, std::slice::from_ref(name)).ok(),
        2 => edit::move_to(flow, &[(name.clone(), offset), (other.clone(), offset)]).ok(),
        3 => edit::rename(flow, name, &format!("{other}_{second}")).ok(),
        4 => {
            let value = (!first.is_multiple_of(3)).then(|| json!(second));
            edit::set_property(flow, name, "say", value).ok()
        }
        5 => {
            let next = (!first.is_multiple_of(4)).then_some(other.as_str());
            edit::wire(flow, name, &exit(flow, name, second)?, next).ok()
        }
        6 => edit::duplicate(flow, &both, offset).map(|paste| paste.edit).ok(),
        7 => {
            let text = edit::clipping(&menu(), &["ask".to_owned(), "say".to_owned()])?;
            edit::paste(flow, &edit::read_clipping(&text).ok()?, offset).map(|it| it.edit).ok()
        }
        8 => edit::remove_bridging(flow, &both).ok(),
        9 => edit::connect(flow, &[(name.clone(), exit(flow, name, second)?)], other).ok(),
        10 => {
            let exit = exit(flow, name, second)?;
            edit::insert_between(flow, widget, offset, name, &exit).map(|it| it.0).ok()
        }
        11 => edit::splice(flow, other, offset, name, &exit(flow, name, second)?).ok(),
        12 => {
            let exit = exit(flow, name, second)?;
            edit::add_after(flow, widget, offset, name, &exit).map(|it| it.0).ok()
        }
        13 => {
            // What a merge or a restored revision does: some states go, others come and change.
            let mut wanted = menu();
            edit::add(&wanted, widget, offset).0.apply(&mut wanted).ok()?;
            let changed = edit::set_property(&wanted, "say", "say", Some(json!(second)));
            changed.ok()?.apply(&mut wanted).ok()?;
            Some(edit::turn_into(flow, &wanted))
        }
        _ => edit::replace(flow, name, flow.state(other)?.clone()).ok(),
    }
}

fn exit(flow: &Flow, name: &str, at: usize) -> Option<Exit> {
    let ports = widget::ports(flow.state(name)?);
    ports.get(at % ports.len().max(1)).map(|port| port.exit.clone())
}

proptest! {
    #[test]
    fn any_sequence_undone_is_the_same_to_the_byte_and_redone_the_same_end(
        choices in proptest::collection::vec((0..KINDS, 0usize..50, 0usize..50), 1..40)
    ) {
        let mut flow = menu();
        let before = flow.to_json();
        let mut undo = Vec::new();
        for (kind, first, second) in choices {
            if let Some(edit) = chosen(&flow, kind, first, second) {
                undo.push(edit.apply(&mut flow).unwrap());
            }
        }
        let after = flow.to_json();
        let mut redo = Vec::new();
        while let Some(edit) = undo.pop() {
            redo.push(edit.apply(&mut flow).unwrap());
        }
        prop_assert_eq!(flow.to_json(), before);
        while let Some(edit) = redo.pop() {
            edit.apply(&mut flow).unwrap();
        }
        prop_assert_eq!(flow.to_json(), after);
    }

    #[test]
    fn copies_have_names_of_their_own_and_lead_only_where_something_is(
        choices in proptest::collection::vec((0..KINDS, 0usize..50, 0usize..50), 1..20)
    ) {
        let mut flow = menu();
        for (kind, first, second) in choices {
            if let Some(edit) = chosen(&flow, kind, first, second) {
                edit.apply(&mut flow).unwrap();
            }
        }
        let everything: Vec<String> =
            flow.states().iter().map(|state| state.name().to_owned()).collect();
        let count = flow.states().len();
        let Ok(paste) = edit::duplicate(&flow, &everything, Offset::default()) else {
            return Ok(());
        };
        paste.edit.apply(&mut flow).unwrap();
        prop_assert_eq!(flow.states().len(), count + paste.names.len());
        for (at, name) in paste.names.iter().enumerate() {
            prop_assert!(edit::is_name(name), "{}", name);
            prop_assert_eq!(flow.position(name), Some(count + at));
            for next in flow.state(name).unwrap().transitions().filter_map(|it| it.next()) {
                prop_assert!(flow.state(next).is_some(), "{} leads to {}", name, next);
            }
        }
    }
}

#[test]
fn what_cannot_be_carried_out_says_so() {
    let flow = menu();
    let trigger = ["Trigger".to_owned()];
    assert!(edit::duplicate(&flow, &trigger, Offset::default()).is_err());
    assert!(edit::duplicate(&flow, &["nobody".to_owned()], Offset::default()).is_err());
}
