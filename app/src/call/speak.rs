//! The box to speak in, and where the focus goes.

use leptos::html;
use leptos::prelude::*;

use super::phone::Phone;
use crate::components::{Button, browser, words as words_of};
use crate::icon::SEND;
use crate::reactive::{RwSignal, StoredValue, effect};

/// How far apart looks at what is being said are, at least: as far as a recogniser's.
const PARTIAL_MS: f64 = 250.0;

/// The box to speak in.
#[component]
pub(super) fn Speak() -> impl IntoView {
    let phone = expect_context::<Phone>();
    let words = RwSignal::new(String::new());
    let input = NodeRef::<html::Input>::new();
    let speak = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if phone.say(words.get_untracked().trim()) {
            words.set(String::new());
        }
    };
    let told = StoredValue::new(0.0);
    let tell_so_far = move || {
        let now = browser::now();
        if now - told.get_value() >= PARTIAL_MS {
            told.set_value(now);
            phone.is_saying(words.get_untracked().trim());
        }
    };
    effect(move || focus(input.get().as_deref()));
    let (label, send) = (
        move || if phone.is_written_to.get() { "Write a message" } else { "Say something" },
        move || if phone.is_written_to.get() { "Send" } else { "Say" },
    );

    view! {
        {move || phone.problem.get().map(|why| view! {
            <p class="speak__problem" role="alert">{words_of(&why)}</p>
        })}
        <form class="speak" on:submit=speak>
            <input
                node_ref=input
                class="field__input speak__input"
                aria-label=label
                placeholder=move || format!("{}…", label())
                autocomplete="off"
                prop:value=move || words.get()
                on:input:target=move |event| {
                    words.set(event.target().value());
                    tell_so_far();
                }
            />
            <Button icon=SEND submits=true>{send}</Button>
        </form>
    }
}

/// Moves the focus on, unless somebody is at work elsewhere on the page.
pub(super) fn focus(element: Option<&web_sys::HtmlElement>) {
    let active = document().active_element();
    let is_free = active.is_none_or(|active| {
        active.tag_name() == "BODY" || active.closest(".call").ok().flatten().is_some()
    });
    if let (true, Some(element)) = (is_free, element) {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}
