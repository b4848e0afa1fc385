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
    outcomes: &[],
    is_twiml: false,
    conduct: Conduct::at_once(enter),
};

/// Each row is rendered when its turn comes, after those above it were stored.
fn enter(visit: &mut Visit<'_>) -> Result<Choice, Fault> {
    let rows = visit.state.property("variables").and_then(Value::as_array);
    for row in rows.into_iter().flatten() {
        let Some(row) = visit.row(row) else { continue };
        let key = row.key.clone();
        let value = row.parsed(visit);
        visit.show(&key, value.clone());
        visit.execution.context.set_flow_variable(&key, value.clone());
        visit.set(&key, value);
    }
    Ok(Choice::Leave("next"))
}
