//! The list of all keys.

use leptos::prelude::*;

use super::arrange::Arrangement;
use super::stage::Stage;
use crate::components::Dialog;

/// The group that the arrangements are added to.
const ARRANGE: &str = "Arrange";

/// Keys and what they do, by group.
const GROUPS: [(&str, &[(&str, &str)]); 5] = [
    (
        "Go",
        &[
            ("← ↑ → ↓", "To the next widget that way"),
            ("]", "Along the selected edge, or the first way out"),
            ("[", "Back to what leads here"),
            ("Enter", "Open the inspector"),
            ("Shift F10", "What can be done here, as the right button does"),
            ("1", "Show everything"),
            ("0", "Full size"),
            ("+ −", "Zoom"),
            ("M", "Show or hide the map"),
            ("Space and drag", "Pan"),
        ],
    ),
    (
        "Select",
        &[
            ("Shift and click", "Add to the selection, or take out of it"),
            ("Shift and drag", "Add what is in the box"),
            ("Touch and hold", "The same without keys"),
            ("Shift Enter", "The same for the widget that has the focus"),
            ("Ctrl arrow", "On to the next widget, what is selected stays so"),
            ("Ctrl A", "Everything"),
            ("Esc", "Nothing, or give up what is under way"),
        ],
    ),
    (
        "Change",
        &[
            ("W", "Wire, also to a new widget"),
            ("N", "Write a note"),
            ("Shift arrow", "Move"),
            ("Alt arrow", "Move far"),
            ("Alt and drag", "Move freely, without guides"),
            ("Ctrl D", "Duplicate"),
            ("Ctrl C, X, V", "Copy, cut and paste, also into other flows"),
            ("Delete", "Remove"),
            ("Shift Delete", "Remove and close the gap"),
            ("Ctrl Z", "Undo"),
            ("Ctrl Shift Z", "Redo"),
        ],
    ),
    (ARRANGE, &[("Shift L", "Tidy from the top down"), ("Shift R", "Tidy from left to right")]),
    (
        "Find",
        &[("Ctrl F", "In names, texts and Liquid"), ("Ctrl K", "A command, a widget or a flow")],
    ),
];

/// The window with all keys.
#[component]
pub(super) fn KeyList() -> impl IntoView {
    let stage = expect_context::<Stage>();
    view! {
        <Dialog open=stage.keys_shown title="Keys">
            <div class="key-list">
                {GROUPS.map(|(title, keys)| view! { <Group title keys/> }).collect_view()}
            </div>
        </Dialog>
    }
}

#[component]
fn Group(title: &'static str, keys: &'static [(&'static str, &'static str)]) -> impl IntoView {
    let arrangements = Arrangement::ALL.iter().map(|how| (how.keys(), how.label()));
    let mut keys = keys.to_vec();
    if title == ARRANGE {
        keys.extend(arrangements);
    }
    view! {
        <section>
            <h3 class="key-list__title">{title}</h3>
            <dl class="key-list__keys">
                {keys.into_iter().map(|(key, words)| view! {
                    <dt><kbd>{key}</kbd></dt>
                    <dd>{words}</dd>
                }).collect_view()}
            </dl>
        </section>
    }
}
