//! The other side of a widget: whoever is called, queued, charged or written to. The person at the
//! panel plays it by choosing what happens.

use flow::definition::Object;
use flow::interpreter::{Ask, Offer, OfferedDetail};
use leptos::prelude::*;
use serde_json::Value;

use super::phone::Phone;
use crate::components::{Button, TextField};
use crate::editor::Editor;
use crate::reactive::{RwSignal, memo};

/// What may happen next on the other side, while a widget waits for it.
#[component]
pub(super) fn OtherSide() -> impl IntoView {
    let phone = expect_context::<Phone>();
    let asked = memo(move || phone.log.with(|log| log.asked.clone()));

    move || asked.get().map(|ask| view! { <Question ask/> })
}

#[component]
fn Question(ask: Ask) -> impl IntoView {
    let editor = expect_context::<Editor>();
    let number = ask.ask;
    let state = ask.state.clone();
    let offers = ask.outcomes.into_iter().map(|offer| view! { <Choice ask=number offer/> });
    let offers = offers.collect_view();
    editor.announce(format!("{}: choose what happens", ask.text));

    view! {
        <section class="other-side" aria-label="The other side">
            <header class="other-side__header">
                <h3 class="other-side__title">{ask.text}</h3>
                <p class="other-side__help">
                    "You play the other side of "
                    <button
                        type="button"
                        class="line__state"
                        on:click=move |_| editor.select(state.clone())
                    >
                        {ask.state}
                    </button>
                    ". What happens?"
                </p>
            </header>
            <ul class="other-side__choices">{offers}</ul>
        </section>
    }
}

/// One outcome, with what may be told about it.
#[component]
fn Choice(ask: u64, offer: Offer) -> impl IntoView {
    let phone = expect_context::<Phone>();
    let Offer { name, label, details } = offer;
    let details: Vec<_> = details
        .into_iter()
        .map(|OfferedDetail { key, label, default }| (key, label, RwSignal::new(default)))
        .collect();
    let fields = details.iter().map(|(_, label, value)| {
        let value = *value;
        view! {
            <TextField label=label.clone() value on_input=move |text| value.set(text)/>
        }
    });
    let fields = fields.collect_view();
    let has_fields = !details.is_empty();
    let choose = move |_| {
        let told = details.iter().map(|(key, _, value)| (key.clone(), value.get_untracked()));
        let told = told.filter(|(_, value)| !value.trim().is_empty());
        let told: Object = told.map(|(key, value)| (key, Value::String(value))).collect();
        phone.answer(ask, name.clone(), told);
    };

    view! {
        <li class="other-side__choice">
            <Button on_press=choose>{label}</Button>
            {has_fields.then(|| view! {
                <details class="other-side__details">
                    <summary>"Details"</summary>
                    <div class="other-side__fields">{fields}</div>
                </details>
            })}
        </li>
    }
}
