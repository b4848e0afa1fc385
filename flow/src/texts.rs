//! The texts of a flow, wherever they stand: to find something in them, and to carry a new name
//! of a widget or variable into all Liquid that reads it, and to replace words.

mod find;
mod rename;
mod replace;

pub use find::{Found, find, users};
pub use rename::{rename_in, renamed};
pub use replace::{Place, Search};

use std::ops::Range;

use serde_json::Value;

use crate::definition::{Object, State};

/// The keys of a transition under which conditions stand, in either spelling.
const CONDITIONS: [&str; 2] = ["conditions", "condition"];

/// Visits each text of a state that an author has written, with its place below the state, such
/// as `properties/say`. The name and the type are no such texts, nor are the names of rows.
fn visit<'s>(state: &'s State, see: &mut dyn FnMut(&str, &'s str)) {
    let object = state.object();
    if let Some(properties) = object.get("properties") {
        walk("properties", properties, see);
    }
    let transitions = object.get("transitions").and_then(Value::as_array);
    for (at, entry) in transitions.into_iter().flatten().enumerate() {
        for key in CONDITIONS {
            if let Some(conditions) = entry.get(key) {
                walk(&format!("transitions/{at}/{key}"), conditions, see);
            }
        }
    }
}

fn walk<'s>(place: &str, value: &'s Value, see: &mut dyn FnMut(&str, &'s str)) {
    match value {
        Value::String(text) => see(place, text),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                walk(&format!("{place}/{at}"), item, see);
            }
        }
        Value::Object(members) => {
            for (key, member) in members.iter().filter(|(key, _)| !is_name(members, key)) {
                walk(&format!("{place}/{key}"), member, see);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What a text becomes, by its place; none for one that stays.
type Changer<'c> = dyn FnMut(&str, &str) -> Option<String> + 'c;

/// Puts each such text through `change`; tells whether one was changed.
fn change(object: &mut Object, change: &mut Changer<'_>) -> bool {
    let properties = object.get_mut("properties");
    let mut is_changed = properties.is_some_and(|it| walk_mut("properties", it, change));
    let transitions = object.get_mut("transitions").and_then(Value::as_array_mut);
    for (at, entry) in transitions.into_iter().flatten().enumerate() {
        for key in CONDITIONS {
            if let Some(conditions) = entry.get_mut(key) {
                is_changed |= walk_mut(&format!("transitions/{at}/{key}"), conditions, change);
            }
        }
    }
    is_changed
}

fn walk_mut(place: &str, value: &mut Value, change: &mut Changer<'_>) -> bool {
    match value {
        Value::String(text) => change(place, text).map(|changed| *text = changed).is_some(),
        Value::Array(items) => {
            let items = items.iter_mut().enumerate();
            items.fold(false, |any, (at, item)| {
                walk_mut(&format!("{place}/{at}"), item, change) | any
            })
        }
        Value::Object(members) => {
            let is_row = is_row(members);
            let rest = members.iter_mut().filter(|(key, _)| !(is_row && *key == "key"));
            rest.fold(false, |any, (key, member)| {
                walk_mut(&format!("{place}/{key}"), member, change) | any
            })
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The text with `with` in all these places, which come from left to right; `None` where there
/// are none.
fn spliced(text: &str, places: &[Range<usize>], with: &str) -> Option<String> {
    if places.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for place in places {
        out.push_str(&text[from..place.start]);
        out.push_str(with);
        from = place.end;
    }
    out.push_str(&text[from..]);
    Some(out)
}

/// The name of a row is taken literally, whatever stands in it.
fn is_name(members: &Object, key: &str) -> bool {
    key == "key" && is_row(members)
}

fn is_row(members: &Object) -> bool {
    members.contains_key("key") && members.contains_key("value")
}
