//! A window over the page. The browser keeps the focus inside and closes it on Escape.

use leptos::html;
use leptos::prelude::*;

use super::IconButton;
use crate::icon::CLOSE;
use crate::reactive::{RwSignal, Signal, effect};

/// A window over the page, open while `open` holds.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    children: ChildrenFn,
) -> impl IntoView {
    let window = NodeRef::<html::Dialog>::new();
    effect(move || {
        let Some(window) = window.get() else { return };
        match open.get() {
            // Only fails for a dialog that is open already.
            true if !window.open() => window.show_modal().unwrap_or_default(),
            false if window.open() => window.close(),
            _ => {}
        }
    });

    view! {
        <dialog class="dialog" node_ref=window aria-label=title on:close=move |_| open.set(false)>
            <header class="dialog__header">
                <h2 class="dialog__title">{title}</h2>
                <IconButton icon=CLOSE label="Close" on_press=move |_| open.set(false)/>
            </header>
            <div class="dialog__body">{move || open.get().then(|| children())}</div>
        </dialog>
    }
}
