//! The name of the selected state.

use flow::edit;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::form::Form;
use crate::api::sentence_case;
use crate::components::TextField;

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
    let top = NodeRef::<html::Form>::new();
    // The canvas and the list of problems ask for the focus by counting up.
    Effect::new(move |before: Option<u32>| {
        let asked = editor.inspector_asked.get();
        let first = top.get().and_then(|top| top.query_selector("input").ok().flatten());
        if let (true, Some(first)) = (before.is_some_and(|before| before != asked), first) {
            focus(&first);
        }
        asked
    });

    view! {
        <form node_ref=top on:submit=move |event| { event.prevent_default(); rename() }>
            <TextField
                label="Name"
                value=typed
                problem
                on_input=move |text| typed.set(text)
                on_leave=move |()| rename()
            />
        </form>
    }
}

fn focus(element: &web_sys::Element) {
    if let Some(element) = element.dyn_ref::<web_sys::HtmlElement>() {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}
