//! A button that opens something below it.

use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::browser::leaves;
use crate::icon::{Icon, Picture};
use crate::reactive::{RwSignal, Signal};

/// A button and the box it opens. Escape, or the focus going elsewhere, closes it.
#[component]
pub fn Menu(
    /// The words on the button.
    #[prop(into)]
    label: Signal<String>,
    /// Read out in place of the words.
    #[prop(optional, into)]
    name: Option<Signal<String>>,
    #[prop(optional, into)] icon: Option<Signal<Icon>>,
    /// Only the picture is shown.
    #[prop(optional)]
    bare: bool,
    #[prop(optional)] open: RwSignal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let root = NodeRef::<html::Div>::new();
    let name = name.unwrap_or(label);
    let leave = move |event: FocusEvent| {
        if root.get().is_none_or(|root| leaves(&event, &root)) {
            open.set(false);
        }
    };
    let key = move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" if open.get() => {
            event.stop_propagation();
            open.set(false);
            focus_nth(root, Place::Button);
        }
        "ArrowDown" if open.get() => {
            event.prevent_default();
            focus_nth(root, Place::Next(1));
        }
        "ArrowUp" if open.get() => {
            event.prevent_default();
            focus_nth(root, Place::Next(-1));
        }
        _ => {}
    };

    view! {
        <div class="menu" node_ref=root on:focusout=leave on:keydown=key>
            <button
                type="button"
                class=if bare { "icon-button" } else { "button button--quiet" }
                aria-expanded=move || open.get().to_string()
                aria-label=name
                title=name
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {move || icon.map(|icon| view! { <Picture icon=icon.get()/> })}
                {(!bare).then(|| view! { <span class="button__words">{label}</span> })}
            </button>
            <Show when=move || open.get()>
                <div class="menu__box" tabindex="-1">{children()}</div>
            </Show>
        </div>
    }
}

/// A line of a menu.
#[component]
pub fn MenuItem(
    #[prop(optional, into)] icon: Option<Icon>,
    #[prop(optional, into)] chosen: Signal<bool>,
    on_press: impl Fn() + 'static,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="menu__item"
            aria-pressed=move || chosen.get().then_some("true")
            on:click=move |_| on_press()
        >
            {icon.map(|icon| view! { <Picture icon/> })}
            {children()}
        </button>
    }
}

enum Place {
    Button,
    Next(i32),
}

fn focus_nth(root: NodeRef<html::Div>, place: Place) {
    let Some(root) = root.get_untracked() else { return };
    let Ok(all) = root.query_selector_all("button, a, input") else { return };
    let active = document().active_element();
    let is_active = |at: &u32| {
        all.item(*at)
            .is_some_and(|node| active.as_ref().is_some_and(|a| node.is_same_node(Some(a))))
    };
    let here: u32 = (0..all.length()).find(is_active).unwrap_or_default();
    let at = match place {
        Place::Button => 0,
        Place::Next(step) => here.saturating_add_signed(step).min(all.length().saturating_sub(1)),
    };
    if let Some(element) = all.item(at).and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}
