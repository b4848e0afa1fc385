//! A box to search in what is beside it.

use leptos::prelude::*;

use crate::icon::{Picture, SEARCH};
use crate::reactive::RwSignal;

/// A box whose words narrow what is shown.
#[component]
pub fn SearchBox(
    /// What is searched; also shown while the box is empty.
    #[prop(into)]
    label: String,
    value: RwSignal<String>,
) -> impl IntoView {
    view! {
        <label class="search-box">
            <Picture icon=SEARCH/>
            <input
                type="search"
                placeholder=label.clone()
                aria-label=label
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
        </label>
    }
}
