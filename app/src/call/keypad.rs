//! Keys to press, by mouse or by keyboard.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::phone::Phone;

const KEYS: &str = "123456789*0#";

/// The keypad. While it has the focus, the keyboard's digits press its keys.
#[component]
pub(super) fn Keypad() -> impl IntoView {
    let phone = expect_context::<Phone>();
    let typed = move |event: KeyboardEvent| {
        let key = event.key();
        let mut letters = key.chars();
        if let (Some(key), None) = (letters.next(), letters.next())
            && KEYS.contains(key)
            && !event.ctrl_key()
            && !event.meta_key()
        {
            event.prevent_default();
            // The page has uses of its own for digits.
            event.stop_propagation();
            phone.press(key);
        }
    };
    let key = move |key: char| {
        view! {
            <button
                type="button"
                class="keypad__key"
                aria-label=format!("Press {}", spoken(key))
                tabindex="-1"
                on:click=move |_| phone.press(key)
            >
                {key.to_string()}
            </button>
        }
    };

    view! {
        <div
            class="keypad"
            role="group"
            aria-label="Keypad: type digits, * or #"
            tabindex="0"
            on:keydown=typed
        >
            {KEYS.chars().map(key).collect_view()}
        </div>
    }
}

fn spoken(key: char) -> String {
    match key {
        '*' => "star".to_owned(),
        '#' => "pound".to_owned(),
        digit => digit.to_string(),
    }
}
