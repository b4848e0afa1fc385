//! Things to fill in: each with its label, its help and what is wrong with it.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;

use super::words;
use crate::reactive::Signal;

/// Gives each field a name of its own in the page.
pub(crate) fn fresh_id() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("field-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A label above whatever is filled in, and below it help and what is wrong.
#[component]
pub fn Field(
    #[prop(into)] label: Signal<String>,
    /// The element the label belongs to.
    #[prop(into)]
    id: String,
    #[prop(optional, into)] help: Signal<String>,
    #[prop(optional, into)] problem: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    let note = format!("{id}-note");

    view! {
        <div class="field" class:field--wrong=move || problem.get().is_some()>
            <label class="field__label" for=id>{label}</label>
            {children()}
            <div id=note class="field__note">
                {move || match problem.get() {
                    Some(problem) => view! { <p class="field__problem">{words(&problem)}</p> }.into_any(),
                    None if help.get().is_empty() => ().into_any(),
                    None => view! { <p class="field__help">{words(&help.get())}</p> }.into_any(),
                }}
            </div>
        </div>
    }
}

/// One line of text.
#[component]
pub fn TextField(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_input: Callback<String>,
    /// The focus has left.
    #[prop(optional, into)]
    on_leave: Option<Callback<()>>,
    #[prop(optional, into)] help: Signal<String>,
    #[prop(optional, into)] problem: Signal<Option<String>>,
    #[prop(optional, into)] placeholder: String,
    /// Offered, each with words of its own; anything else is taken too.
    #[prop(optional, into)]
    offers: Option<Signal<Vec<(String, String)>>>,
    /// Words after the text, such as a unit.
    #[prop(optional, into)]
    unit: String,
    /// Which keys a touch keyboard shows.
    #[prop(optional)]
    mode: Option<&'static str>,
) -> impl IntoView {
    let id = fresh_id();
    let list = offers.is_some().then(|| format!("{id}-list"));
    let option = |(value, words): (String, String)| view! { <option value=value>{words}</option> };
    let options = move || offers.map(|offers| offers.get().into_iter().map(option).collect_view());

    view! {
        <Field label id=id.clone() help problem>
            <div class="field__line">
                <input
                    id=id.clone()
                    class="field__input"
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    inputmode=mode
                    list=list.clone()
                    placeholder=placeholder
                    aria-describedby=format!("{id}-note")
                    aria-invalid=move || problem.get().is_some().to_string()
                    prop:value=move || value.get()
                    on:input:target=move |event| on_input.run(event.target().value())
                    on:blur=move |_| leave(on_leave)
                />
                {(!unit.is_empty()).then(|| view! { <span class="field__unit">{unit}</span> })}
            </div>
            {list.map(|list| view! { <datalist id=list>{options}</datalist> })}
        </Field>
    }
}

/// Several lines of text; it grows with what is in it.
#[component]
pub fn TextArea(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_input: Callback<String>,
    /// The focus has left.
    #[prop(optional, into)]
    on_leave: Option<Callback<()>>,
    #[prop(optional, into)] help: Signal<String>,
    #[prop(optional, into)] problem: Signal<Option<String>>,
) -> impl IntoView {
    let id = fresh_id();

    view! {
        <Field label id=id.clone() help problem>
            <textarea
                id=id.clone()
                class="field__input field__input--long"
                rows="2"
                aria-describedby=format!("{id}-note")
                aria-invalid=move || problem.get().is_some().to_string()
                prop:value=move || value.get()
                on:input:target=move |event| on_input.run(event.target().value())
                on:blur=move |_| leave(on_leave)
            ></textarea>
        </Field>
    }
}

/// The focus has left. A form that is taken away while it has the focus loses the focus last of
/// all, when there is nobody left to tell.
pub(super) fn leave(on_leave: Option<Callback<()>>) {
    if let Some(on_leave) = on_leave {
        on_leave.try_run(());
    }
}
