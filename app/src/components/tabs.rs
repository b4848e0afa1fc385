//! Tabs: arrow keys go along them.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::browser;
use crate::reactive::{RwSignal, Signal};

/// One tab.
#[derive(Debug, Clone)]
pub struct Tab<T> {
    /// What it stands for.
    pub value: T,
    /// Its words.
    pub label: &'static str,
    /// A count beside the words; none at 0.
    pub count: Signal<usize>,
}

impl<T> Tab<T> {
    /// A tab without a count.
    pub fn new(value: T, label: &'static str) -> Self {
        Self { value, label, count: Signal::stored(0) }
    }
}

/// A row of tabs, of which one is chosen.
#[component]
pub fn Tabs<T>(
    /// Read out, not shown.
    label: &'static str,
    tabs: Vec<Tab<T>>,
    #[prop(into)] chosen: RwSignal<T>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let values: Vec<T> = tabs.iter().map(|tab| tab.value).collect();
    let key = move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => values.len() - 1,
            _ => return,
        };
        event.prevent_default();
        let here = values.iter().position(|value| *value == chosen.get_untracked());
        let next = (here.unwrap_or_default() + step) % values.len();
        chosen.set(values[next]);
        browser::focus_nth(&event, "[role=tab]", next);
    };
    let tabs: Vec<_> = tabs.into_iter().map(|tab| tab_button(tab, chosen)).collect();

    view! {
        <div class="tabs" role="tablist" aria-label=label on:keydown=key>
            {tabs}
        </div>
    }
}

fn tab_button<T>(tab: Tab<T>, chosen: RwSignal<T>) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let Tab { value, label, count } = tab;
    let is_chosen = move || chosen.get() == value;

    view! {
        <button
            type="button"
            role="tab"
            class="tabs__tab"
            aria-selected=move || is_chosen().to_string()
            tabindex=move || if is_chosen() { "0" } else { "-1" }
            on:click=move |_| chosen.set(value)
        >
            {label}
            {move || {
                (count.get() > 0)
                    .then(|| view! { <span class="tabs__count" aria-hidden="true">{count}</span> })
            }}
        </button>
    }
}
