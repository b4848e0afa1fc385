//! The name of the selected state.

use flow::edit;
use leptos::prelude::*;

use super::form::Form;
use crate::api::sentence_case;
use crate::components::TextField;
use crate::reactive::{RwSignal, Signal};

/// The state's name, changed when the focus leaves or on Enter.
#[component]
pub(super) fn NameField(form: Form) -> impl IntoView {
    let editor = form.editor;
    let typed = RwSignal::new(form.name.get_value());
    let problem = RwSignal::new(None::<String>);
    let rename = move || {
        let (from, to) = (form.name.get_value(), typed.get_untracked());
        if from == to {
            return problem.set(None);
        }
        let made = editor.with_flow(|flow| edit::rename(flow, &from, &to));
        match made.and_then(|edit| editor.apply(edit)) {
            Ok(()) => editor.select(to),
            Err(error) => problem.set(Some(sentence_case(&error.to_string()))),
        }
    };
    let found = form.problem_at(Signal::stored("name".to_owned()));

    view! {
        <form data-place="name" on:submit=move |event| { event.prevent_default(); rename() }>
            <TextField
                label="Name"
                value=typed
                problem=Signal::derive(move || problem.get().or_else(|| found.get()))
                on_input=move |text| typed.set(text)
                on_leave=move |()| rename()
            />
        </form>
    }
}
