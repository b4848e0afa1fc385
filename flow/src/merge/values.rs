//! JSON values in three versions.

use serde_json::Value;

use super::{Conflict, Three};
use crate::definition::Object;

/// The value with the changes of both sides; none if it is removed.
pub(super) fn merge(
    path: &str,
    of: Three<Option<&Value>>,
    conflicts: &mut Vec<Conflict>,
) -> Option<Value> {
    if let Some(settled) = settled(of) {
        return settled.cloned();
    }
    let empty = Object::new();
    let objects = of.map(|value| match value {
        Some(Value::Object(members)) => Some(members),
        None => Some(&empty),
        Some(_) => None,
    });
    let lists = of.map(|value| value.and_then(Value::as_array));
    match (of.ours, of.theirs) {
        (Some(Value::Object(ours)), Some(Value::Object(theirs))) if objects.base.is_some() => {
            let base = objects.base.unwrap_or(&empty);
            Some(Value::Object(members(path, Three { base, ours, theirs }, conflicts)))
        }
        _ => match (lists.base, lists.ours, lists.theirs) {
            // In lists of different lengths nobody can tell which item became which.
            (Some(base), Some(ours), Some(theirs))
                if base.len() == ours.len() && ours.len() == theirs.len() =>
            {
                let items = (0..ours.len()).filter_map(|at| {
                    let of = Three { base: &base[at], ours: &ours[at], theirs: &theirs[at] };
                    merge(&format!("{path}/{at}"), of.map(Some), conflicts)
                });
                Some(Value::Array(items.collect()))
            }
            _ => {
                conflicts.push(of.conflict(path));
                of.ours.cloned()
            }
        },
    }
}

/// The value where only one side changed it, or both did alike.
pub(super) fn settled<T: PartialEq>(of: Three<T>) -> Option<T> {
    if of.ours == of.theirs || of.theirs == of.base {
        Some(of.ours)
    } else if of.ours == of.base {
        Some(of.theirs)
    } else {
        None
    }
}

fn members(path: &str, of: Three<&Object>, conflicts: &mut Vec<Conflict>) -> Object {
    let mut merged = Object::new();
    for key in keys(of) {
        let path = if path.is_empty() { key.clone() } else { format!("{path}/{key}") };
        if let Some(value) = merge(&path, of.map(|object| object.get(key)), conflicts) {
            merged.insert(key.clone(), value);
        }
    }
    merged
}

/// All keys, in our order, then those that only they have.
pub(super) fn keys(of: Three<&Object>) -> impl Iterator<Item = &String> {
    let theirs = of.theirs.keys().filter(move |key| !of.ours.contains_key(*key));
    of.ours.keys().chain(theirs)
}
