//! Set Variables (`reference/studio/widgets.md`, "set-variables").

use serde_json::Value;

use super::{Category, Control, Field, Fresh, Widget, on};
use crate::interpreter::{Choice, Conduct, Fault, Visit};

pub(super) static WIDGET: Widget = Widget {
    kind: "set-variables",
    label: "Set Variables",
    category: Category::FlowControl,
    summary: "Remember values under names",
    prefix: "set_variables",
    events: &[on("next", "Next")],
    fields: &[Field::new("variables", "Variables", Control::Variables)
        .help("Read them later as {{flow.variables.name}}.")
        .fresh(Fresh::List)],
    shows: &[],
    sets: &[],
    conduct: Some(Conduct::at_once(enter)),
};

fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    let rows = visit.state.property("variables").and_then(Value::as_array);
    for row in rows.into_iter().flatten() {
        let text_of = |key| row.get(key).and_then(Value::as_str).unwrap_or_default();
        let key = text_of("key");
        if key.is_empty() {
            continue;
        }
        let text = visit.render(text_of("value"));
        let value = if is_object(row) { parsed(visit, key, text) } else { Value::String(text) };
        visit.execution.context.set_flow_variable(key, value.clone());
        visit.set(key, value);
    }
    Ok(Choice::Leave("next"))
}

/// Whether the console's "Parse as JSON object" is ticked; exports and Twilio's guide spell it
/// differently.
fn is_object(row: &Value) -> bool {
    row.get("type").and_then(Value::as_str) == Some("json_object")
        || row.get("parse_as_json").and_then(Value::as_bool) == Some(true)
}

/// The text as JSON; text that is none stays text, with warning 81027.
fn parsed(visit: &mut Visit<'_>, key: &str, text: String) -> Value {
    match serde_json::from_str(&text) {
        Ok(value) => value,
        Err(error) => {
            visit.warn(Some(81027), format!("`{key}` is not JSON ({error}) and was kept as text"));
            Value::String(text)
        }
    }
}
