//! Set Variables (`reference/studio/widgets.md`, "set-variables").

use super::{Category, Control, Field, Fresh, Widget, on};

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
    conduct: None,
};
