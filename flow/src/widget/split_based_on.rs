//! Split Based On: compare a value and go where it matches
//! (`reference/studio/widgets.md`, "split-based-on").

use super::{Category, Control, Field, Fresh, Widget, on};

pub(super) static WIDGET: Widget = Widget {
    kind: "split-based-on",
    label: "Split Based On…",
    category: Category::FlowControl,
    summary: "Go where a value matches",
    prefix: "split",
    events: &[on("noMatch", "No Condition Matches"), on("match", "Condition Matches")],
    fields: &[Field::new("input", "Variable to test", Control::Text)
        .help("For example {{widgets.gather_1.Digits}}.")
        .required()
        .fresh(Fresh::Text(""))],
    shows: &["input"],
    sets: &[],
    conduct: None,
};
