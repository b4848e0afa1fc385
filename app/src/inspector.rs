//! The form of the selected state, drawn from the catalogue; of the flow when nothing is selected.

mod conditions;
mod conditions_form;
mod field;
mod flow_form;
mod form;
mod list;
mod list_field;
mod name;
mod relay;
mod state_form;
mod transitions;
mod value;

use leptos::prelude::*;

use crate::editor::Editor;

use flow_form::FlowForm;
use state_form::StateForm;

/// The settings of what is selected.
#[component]
pub fn Inspector() -> impl IntoView {
    let editor = expect_context::<Editor>();
    let chosen = Memo::new(move |_| {
        editor.selection.with(|selection| match selection.states.as_slice() {
            [] => Chosen::Flow,
            [name] => Chosen::State(name.clone()),
            many => Chosen::Many(many.len()),
        })
    });

    view! {
        <div class="inspector">
            {move || match chosen.get() {
                Chosen::Flow => view! { <FlowForm/> }.into_any(),
                Chosen::State(name) => view! { <StateForm name/> }.into_any(),
                Chosen::Many(count) => view! {
                    <p class="inspector__hint">
                        {format!("{count} widgets are selected. Select one to see its settings.")}
                    </p>
                }.into_any(),
            }}
        </div>
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Chosen {
    Flow,
    State(String),
    Many(usize),
}
