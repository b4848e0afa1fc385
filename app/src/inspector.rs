//! The form of the selected state, drawn from the catalogue; of the flow when nothing is selected.

mod completion;
mod conditions;
mod conditions_form;
mod field;
mod flow_form;
mod form;
mod liquid_field;
mod list;
mod list_field;
mod name;
mod offers;
mod place;
mod preview;
mod relay;
mod reorder;
mod stand_ins;
mod state_form;
mod transitions;
mod value;
mod variables;

use leptos::html;
use leptos::prelude::*;

use crate::components::Later;
use crate::editor::Editor;
use crate::reactive::memo;

use flow_form::FlowForm;
use state_form::StateForm;

/// The settings of what is selected.
#[component]
pub fn Inspector() -> impl IntoView {
    let editor = expect_context::<Editor>();
    let chosen = memo(move || {
        editor.selection.with(|selection| match selection.states.as_slice() {
            [] => Chosen::Flow,
            [name] => Chosen::State(name.clone()),
            many => Chosen::Many(many.len()),
        })
    });

    let form = NodeRef::<html::Div>::new();
    focus_when_asked(editor, form);

    view! {
        <div class="inspector" node_ref=form>
            <Later nth=2>
                {move || match chosen.get() {
                    Chosen::Flow => view! { <FlowForm/> }.into_any(),
                    Chosen::State(name) => view! { <StateForm name/> }.into_any(),
                    Chosen::Many(count) => view! {
                        <p class="inspector__hint">
                            {format!("{count} widgets are selected. Select one to see its settings.")}
                        </p>
                    }.into_any(),
                }}
            </Later>
        </div>
    }
}

/// The canvas and the list of problems ask for the focus by counting up.
fn focus_when_asked(editor: Editor, form: NodeRef<html::Div>) {
    Effect::new(move |before: Option<u32>| {
        let asked = editor.inspector_asked.get();
        if before.is_some_and(|before| before != asked.count) {
            // The form of another state is drawn only after this.
            request_animation_frame(move || {
                if let Some(Some(form)) = form.try_get_untracked() {
                    place::focus(&form, asked.property_path.as_deref());
                }
            });
        }
        asked.count
    });
}

#[derive(Debug, Clone, PartialEq)]
enum Chosen {
    Flow,
    State(String),
    Many(usize),
}
