//! Between what stands in a field of the form and what stands in the definition.

use flow::widget::{Control, Field, Fresh};
use serde_json::{Value, json};

/// A setting as text, whatever its type; a list of texts with commas between them.
pub(super) fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        }
        Some(other) => other.to_string(),
    }
}

/// Whether a switch is on, in either spelling.
pub(super) fn is_on(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(on)) => *on,
        Some(Value::String(text)) => text == "true",
        _ => false,
    }
}

/// What a switch writes, in the type its widget wants.
pub(super) fn switched(control: Control, on: bool) -> Value {
    match control {
        Control::TextSwitch => json!(on.to_string()),
        _ => json!(on),
    }
}

/// What a typed text means for a field: a value, or nothing for a key that is left out; or what
/// is wrong with it.
pub(super) fn typed(field: &Field, text: &str) -> Result<Option<Value>, String> {
    if text.is_empty() {
        let stays = field.required || field.fresh == Fresh::Text("");
        return Ok(stays.then(|| json!("")));
    }
    match field.control {
        Control::Integer { min, max, .. } => match text.trim().parse::<i64>() {
            Ok(number) if (min..=max).contains(&number) => Ok(Some(json!(number))),
            _ => Err(format!("Enter a whole number from {min} to {max}.")),
        },
        Control::Several(choices) => several(choices, text).map(Some),
        Control::Json => serde_json::from_str(text)
            .map(Some)
            .map_err(|error| format!("This is not JSON: {error}.")),
        _ => Ok(Some(json!(text))),
    }
}

/// A list typed with commas, each entry one of the choices.
fn several(choices: &[(&str, &str)], text: &str) -> Result<Value, String> {
    let entries: Vec<&str> =
        text.split(',').map(str::trim).filter(|entry| !entry.is_empty()).collect();
    match entries.iter().find(|entry| !choices.iter().any(|(name, _)| name == *entry)) {
        None => Ok(json!(entries)),
        Some(unknown) => {
            let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
            Err(format!("{unknown} is not one of {}.", names.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use flow::widget;

    use super::*;

    fn field(kind: &str, key: &str) -> &'static Field {
        widget::find(kind).unwrap().fields.iter().find(|field| field.key == key).unwrap()
    }

    #[test]
    fn a_number_stays_an_integer() {
        let timeout = field("gather-input-on-call", "timeout");
        assert_eq!(typed(timeout, " 7 "), Ok(Some(json!(7))));
        assert_eq!(typed(timeout, "31"), Err("Enter a whole number from 0 to 30.".to_owned()));
        assert!(typed(timeout, "soon").is_err());
    }

    #[test]
    fn an_empty_optional_field_leaves_its_key_out() {
        assert_eq!(typed(field("say-play", "voice"), ""), Ok(None));
        assert_eq!(typed(field("gather-input-on-call", "hints"), ""), Ok(None));
        assert_eq!(typed(field("run-conversation-relay", "url"), ""), Ok(Some(json!(""))));
        assert_eq!(typed(field("say-play", "say"), ""), Ok(Some(json!(""))));
    }

    #[test]
    fn switches_keep_the_spelling_of_their_widget() {
        assert_eq!(switched(Control::TextSwitch, true), json!("true"));
        assert_eq!(switched(Control::AnySwitch, true), json!(true));
        assert!(is_on(Some(&json!("true"))) && is_on(Some(&json!(true))));
        assert!(!is_on(Some(&json!("false"))) && !is_on(None));
    }
}
