//! Two JSON values: what changed within them.

use serde_json::Value;

use super::Change;

/// Adds each change from `before` to `after`, as deep inside as it can be told.
pub(super) fn compare(path: &str, before: &Value, after: &Value, changes: &mut Vec<Change>) {
    if before == after {
        return;
    }
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            for (key, value) in new {
                match old.get(key) {
                    Some(old) => compare(&within(path, key), old, value, changes),
                    None => changes.push(change(within(path, key), None, Some(value))),
                }
            }
            let gone = old.iter().filter(|(key, _)| !new.contains_key(*key));
            changes.extend(gone.map(|(key, value)| change(within(path, key), Some(value), None)));
        }
        // In lists of different lengths nobody can tell which item became which.
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (at, (old, new)) in old.iter().zip(new).enumerate() {
                compare(&within(path, &at.to_string()), old, new, changes);
            }
        }
        _ => changes.push(change(path.to_owned(), Some(before), Some(after))),
    }
}

fn change(path: String, before: Option<&Value>, after: Option<&Value>) -> Change {
    Change { path, before: before.cloned(), after: after.cloned() }
}

fn within(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}/{key}") }
}
