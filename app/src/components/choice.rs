//! Things to choose: one of several, on or off.

use leptos::prelude::*;

use super::field::fresh_id;
use super::{Field, words};
use crate::reactive::Signal;

/// One of several values.
#[component]
pub fn SelectField(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] value: Signal<String>,
    /// Value and words of each.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    #[prop(into)] on_choose: Callback<String>,
    #[prop(optional, into)] help: Signal<String>,
    #[prop(optional, into)] problem: Signal<Option<String>>,
) -> impl IntoView {
    let id = fresh_id();
    let option = move |(key, words): (String, String)| {
        let chosen = value.get() == key;
        view! { <option value=key selected=chosen>{words}</option> }
    };

    view! {
        <Field label id=id.clone() help problem>
            <select
                id=id.clone()
                class="field__input"
                aria-describedby=format!("{id}-note")
                on:change:target=move |event| on_choose.run(event.target().value())
            >
                {move || options.get().into_iter().map(option).collect_view()}
            </select>
        </Field>
    }
}

/// On or off.
#[component]
pub fn Switch(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] on: Signal<bool>,
    #[prop(into)] on_change: Callback<bool>,
    #[prop(optional, into)] help: Signal<String>,
    #[prop(optional, into)] problem: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <div class="field field--switch">
            <label class="switch">
                <input
                    class="switch__input"
                    type="checkbox"
                    role="switch"
                    prop:checked=move || on.get()
                    on:change:target=move |event| on_change.run(event.target().checked())
                />
                <span class="switch__track" aria-hidden="true"></span>
                <span>{label}</span>
            </label>
            {move || {
                let help = help.get();
                (!help.is_empty()).then(|| view! { <p class="field__help">{help}</p> })
            }}
            {move || problem.get().map(|text| view! { <p class="field__problem">{words(&text)}</p> })}
        </div>
    }
}
