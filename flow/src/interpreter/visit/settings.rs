//! The settings of a state, rendered as Studio does at a widget's entry: property by property.

use serde_json::{Value, json};

use super::Visit;
use crate::definition::Object;
use crate::widget::Control;

/// What stands for a secret wherever people look.
const MASK: &str = "•••";

/// The settings a state has, rendered.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Settings(pub(super) Object);

impl Settings {
    /// A setting that is text; empty when it is absent.
    pub(crate) fn text(&self, key: &str) -> &str {
        self.0.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// A setting that is text, without blanks round it; `default` when nothing is left.
    pub(crate) fn text_or<'a>(&'a self, key: &str, default: &'a str) -> &'a str {
        match self.text(key).trim() {
            "" => default,
            text => text,
        }
    }

    /// A setting that is an integer, or text that holds one.
    pub(crate) fn integer(&self, key: &str, default: u64) -> u64 {
        integer(self.0.get(key), default)
    }

    /// A setting that is true or false, as JSON boolean or as text.
    pub(crate) fn flag(&self, key: &str, default: bool) -> bool {
        flag(self.0.get(key), default)
    }

    /// The rows of a list of keys and values.
    pub(crate) fn rows(&self, key: &str) -> Vec<Row> {
        let rows = self.0.get(key).and_then(Value::as_array);
        rows.into_iter().flatten().filter_map(|row| Row::of(row, text_of(row, "value"))).collect()
    }

    /// A setting, whatever its type.
    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// All of them, for whoever looks on; secrets masked.
    pub(crate) fn shown(&self, visit: &Visit<'_>) -> Object {
        let mut shown = self.0.clone();
        for field in visit.widget.fields {
            if let Some(value) = shown.get_mut(field.key) {
                mask(field.control, value);
            }
        }
        shown
    }
}

/// One row of a list of keys and values.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) key: String,
    pub(crate) value: String,
    is_object: bool,
}

impl Row {
    /// A row with its rendered value; `None` for one without a key.
    fn of(row: &Value, value: &str) -> Option<Self> {
        let key = text_of(row, "key");
        let (key, value) = (key.to_owned(), value.to_owned());
        (!key.is_empty()).then(|| Self { key, value, is_object: is_object(row) })
    }

    /// The value, parsed where the author asked for that (81027 where it cannot be).
    pub(crate) fn parsed(self, visit: &mut Visit<'_>) -> Value {
        if !self.is_object {
            return Value::String(self.value);
        }
        match serde_json::from_str(&self.value) {
            // As Studio keeps it.
            Ok(Value::Null) => json!(""),
            Ok(value) => value,
            Err(error) => {
                let key = self.key;
                let message = format!("`{key}` is not JSON ({error}) and was kept as text");
                visit.warn(Some(81027), message);
                Value::String(self.value)
            }
        }
    }
}

fn text_of<'a>(row: &'a Value, key: &str) -> &'a str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Whether the console's "Parse as JSON object" is ticked; exports and Twilio's guide spell it
/// differently.
fn is_object(row: &Value) -> bool {
    row.get("type").and_then(Value::as_str) == Some("json_object")
        || row.get("parse_as_json").and_then(Value::as_bool) == Some(true)
}

impl Visit<'_> {
    /// Renders the state's settings, and keeps them for whoever asks why.
    pub(crate) fn settings(&mut self) -> Settings {
        let mut rendered = Object::new();
        let Some(properties) = self.state.properties() else { return Settings::default() };
        for field in self.widget.fields {
            if let Some(value) = properties.get(field.key) {
                let value = self.rendered(field.control, value);
                let mut shown = value.clone();
                mask(field.control, &mut shown);
                self.execution.why.set(field.key, shown);
                rendered.insert(field.key.to_owned(), value);
            }
        }
        Settings(rendered)
    }

    /// A row of a list, rendered; `None` for one without a key.
    pub(crate) fn row(&mut self, row: &Value) -> Option<Row> {
        let value = self.render(text_of(row, "value"));
        Row::of(row, &value)
    }

    fn rendered(&mut self, control: Control, value: &Value) -> Value {
        match value {
            _ if !control.takes_liquid() => value.clone(),
            Value::String(text) => Value::String(self.render(text)),
            Value::Array(rows) => rows.iter().map(|row| self.rendered(control, row)).collect(),
            Value::Object(members) => {
                let rendered = members.iter().map(|(key, value)| match key.as_str() {
                    // The key of a row is literal.
                    "key" => (key.clone(), value.clone()),
                    _ => (key.clone(), self.rendered(control, value)),
                });
                Value::Object(rendered.collect())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }
}

pub(super) fn integer(value: Option<&Value>, default: u64) -> u64 {
    match value {
        Some(Value::Number(number)) => number.as_u64().unwrap_or(default),
        Some(Value::String(text)) => text.trim().parse().unwrap_or(default),
        _ => default,
    }
}

pub(super) fn flag(value: Option<&Value>, default: bool) -> bool {
    match value {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) if text == "true" => true,
        Some(Value::String(text)) if text == "false" => false,
        _ => default,
    }
}

/// Secrets, and passwords inside addresses, are nobody's affair.
fn mask(control: Control, value: &mut Value) {
    let Value::String(text) = value else { return };
    if control == Control::Secret && !text.is_empty() {
        MASK.clone_into(text);
    }
    if control == Control::Url {
        *text = without_password(text);
    }
}

/// An address with its password masked.
pub(crate) fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let authority = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let Some(at) = rest[..authority].rfind('@') else { return url.to_owned() };
    match rest[..at].split_once(':') {
        Some((user, _)) => format!("{scheme}://{user}:{MASK}{}", &rest[at..]),
        None => url.to_owned(),
    }
}
