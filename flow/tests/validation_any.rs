//! Whatever stands in a draft, it is validated, and every problem has its place.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod draft;

use draft::sound;
use flow::Flow;
use flow::validate::{is_valid, validate};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Places in the sound flow at which anything may be put.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                places(
                    member,
                    &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")),
                    found,
                );
            }
        }
        Value::Array(items) => {
            for (nth, item) in items.iter().enumerate() {
                places(item, &format!("{at}/{nth}"), found);
            }
        }
        _ => {}
    }
}

fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!(true)),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z{}%.'|\\[ ]{0,12}".prop_map(Value::from),
        Just(json!([])),
        Just(json!([[{}], "x"])),
        Just(json!({ "key": 1, "": [null] })),
    ]
}

proptest! {
    #[test]
    fn a_flow_with_anything_anywhere_is_validated_and_every_path_leads_somewhere(
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), anything()), 1..6)
    ) {
        let mut definition = sound();
        for (place, value) in changes {
            let mut all = Vec::new();
            places(&definition, "", &mut all);
            let place = place.get(&all);
            if let Some(found) = definition.pointer_mut(place).filter(|_| !place.is_empty()) {
                *found = value;
            }
        }
        let Ok(flow) = Flow::from_value(definition.clone()) else { return Ok(()) };
        for problem in validate(&flow) {
            let path = problem.property_path.strip_prefix('#').unwrap();
            // What is missing is named where it should be.
            let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
            prop_assert!(definition.pointer(parent).is_some(), "{path}");
            let state = path.strip_prefix("/states/").and_then(|rest| rest.split('/').next());
            let state = state.and_then(|at| definition.pointer(&format!("/states/{at}/name")));
            let name = state.and_then(Value::as_str).filter(|name| !name.is_empty());
            prop_assert_eq!(problem.state.as_deref(), name);
        }
    }
}

#[test]
fn of_a_hopeless_draft_a_thousand_errors_are_told_and_no_warning_hides_one() {
    let rows = vec![json!({ "key": "{{a}}", "value": "" }); 5_000];
    let mut definition = sound();
    definition["states"][3]["properties"]["variables"] = json!(rows);
    let flow = Flow::from_value(definition.clone()).unwrap();
    assert_eq!(validate(&flow).len(), 1_000);
    definition["states"][7]["properties"]["loop"] = json!("once");
    let flow = Flow::from_value(definition).unwrap();
    assert!(!is_valid(&validate(&flow)));
    let states = vec![json!({ "type": "x", "transitions": [{}, {}] }); 5_000];
    let flow = Flow::from_value(json!({ "states": states })).unwrap();
    assert_eq!(validate(&flow).len(), 2_000);
}
