//! Settings of which a widget has exactly one.

use serde_json::{Value, json};

use crate::definition::Object;

/// The settings of which a widget of this type has exactly one, be it blank
/// (`reference/studio/widgets.md`, "say-play", "gather-input-on-call"). Empty for most.
pub fn alternatives(kind: &str) -> &'static [&'static str] {
    match kind {
        "say-play" => &["say", "play", "digits"],
        "gather-input-on-call" => &["say", "play"],
        _ => &[],
    }
}

/// Leaves one alternative after `changed` was set or removed: a filled one drives out the blank
/// ones, and where all are blank one of them stays. Of two filled ones both stay, for only the
/// author knows which was meant.
pub(crate) fn settle(kind: &str, settings: &mut Object, changed: &str) {
    let keys = alternatives(kind);
    if !keys.contains(&changed) {
        return;
    }
    let (filled, blank): (Vec<&str>, Vec<&str>) = keys
        .iter()
        .filter(|key| settings.contains_key(**key))
        .partition(|key| !settings.get(**key).is_some_and(is_blank));
    let superfluous = if filled.is_empty() { blank.get(1..) } else { Some(blank.as_slice()) };
    for key in superfluous.unwrap_or_default() {
        settings.shift_remove(*key);
    }
    if let (true, true, Some(first)) = (filled.is_empty(), blank.is_empty(), keys.first()) {
        settings.insert((*first).to_owned(), json!(""));
    }
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        _ => false,
    }
}
