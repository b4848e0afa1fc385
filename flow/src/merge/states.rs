//! The states in three versions: which stay, and with what.

use serde_json::Value;

use super::names::{Identities, Version};
use super::values::{self, keys, settled};
use super::{Conflict, Three, exits};
use crate::definition::{Object, State};

/// Each state as it is in the end; none where it is removed.
pub(super) fn merge(
    identities: &Identities,
    versions: &Three<Version>,
    conflicts: &mut Vec<Conflict>,
) -> Vec<Option<State>> {
    let merged = identities.names.iter().enumerate().map(|(id, name)| {
        let of = Three {
            base: versions.base.states[id].as_ref(),
            ours: versions.ours.states[id].as_ref(),
            theirs: versions.theirs.states[id].as_ref(),
        };
        merge_state(&format!("states/{name}"), of, conflicts)
    });
    merged.collect()
}

fn merge_state(
    path: &str,
    of: Three<Option<&State>>,
    conflicts: &mut Vec<Conflict>,
) -> Option<State> {
    match (of.base, of.ours, of.theirs) {
        (_, Some(ours), Some(theirs)) => {
            let empty = Object::new();
            let base = of.base.map_or(&empty, State::object);
            let of = Three { base, ours: ours.object(), theirs: theirs.object() };
            Some(State::from_object(merge_object(path, of, conflicts)))
        }
        (None, ours, theirs) => ours.or(theirs).cloned(),
        (Some(_), None, None) => None,
        (Some(base), ours, theirs) => {
            let left = ours.or(theirs)?;
            // Moving a card is no reason to keep it.
            if without_place(left) != without_place(base) {
                let value =
                    |state: Option<&State>| state.map(|it| Value::Object(it.object().clone()));
                conflicts.push(Conflict {
                    path: path.to_owned(),
                    base: value(of.base),
                    ours: value(ours),
                    theirs: value(theirs),
                });
                return ours.cloned();
            }
            None
        }
    }
}

fn without_place(state: &State) -> Object {
    let mut object = state.object().clone();
    if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) {
        properties.shift_remove("offset");
    }
    object
}

fn merge_object(path: &str, of: Three<&Object>, conflicts: &mut Vec<Conflict>) -> Object {
    if let Some(settled) = settled(of) {
        return settled.clone();
    }
    let mut merged = Object::new();
    for key in keys(of) {
        let value = of.map(|object| object.get(key));
        let path = format!("{path}/{key}");
        let value = match key.as_str() {
            "transitions" => exits::merge(&path, value, conflicts),
            "properties" => merge_properties(&path, value, conflicts),
            _ => values::merge(&path, value, conflicts),
        };
        merged.extend(value.map(|value| (key.clone(), value)));
    }
    merged
}

/// Settings one by one; the place of the card as one, and ours where both moved it.
fn merge_properties(
    path: &str,
    of: Three<Option<&Value>>,
    conflicts: &mut Vec<Conflict>,
) -> Option<Value> {
    let place = of.map(|value| value.and_then(|it| it.get("offset")));
    let (Some(Value::Object(_)), Some(Value::Object(_)), None) =
        (of.ours, of.theirs, settled(place))
    else {
        return values::merge(path, of, conflicts);
    };
    // With one place for all three the rest is merged as ever.
    let placed = of.map(|value| {
        let mut value = value.cloned();
        let object = value.as_mut().and_then(Value::as_object_mut);
        match (object, place.ours) {
            (Some(object), Some(place)) => {
                object.insert("offset".to_owned(), place.clone());
            }
            (Some(object), None) => {
                object.shift_remove("offset");
            }
            (None, _) => {}
        }
        value
    });
    let placed = Three {
        base: placed.base.as_ref(),
        ours: placed.ours.as_ref(),
        theirs: placed.theirs.as_ref(),
    };
    values::merge(path, placed, conflicts)
}
