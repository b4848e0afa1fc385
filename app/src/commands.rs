//! The command palette: everything that can be done or gone to, found by its words.

mod entries;

use leptos::ev::{self, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};

use crate::canvas::Stage;
use crate::icon::{Picture, SEARCH};
use crate::reactive::{RwSignal, effect};

use entries::{Entry, Sources};

/// How many entries are shown at once.
const MOST: usize = 60;

/// Opens on Ctrl K, or ⌘ K, wherever the focus is.
#[component]
pub fn CommandPalette() -> impl IntoView {
    let open = expect_context::<Stage>().commands_shown;
    let window = NodeRef::<html::Dialog>::new();
    let keys = window_event_listener(ev::keydown, move |event| {
        if (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("k") {
            event.prevent_default();
            open.update(|open| *open = !*open);
        }
    });
    on_cleanup(move || keys.remove());
    effect(move || {
        let Some(window) = window.get() else { return };
        match open.get() {
            // Only fails for a dialog that is open already.
            true if !window.open() => window.show_modal().unwrap_or_default(),
            false if window.open() => window.close(),
            _ => {}
        }
    });
    let sources = Sources::new();

    view! {
        <dialog
            class="dialog commands"
            node_ref=window
            aria-label="Commands"
            on:close=move |_| open.set(false)
            on:click=move |event| {
                // A click beside the window closes it.
                if event.target() == event.current_target() {
                    open.set(false);
                }
            }
        >
            {move || open.get().then(|| view! { <Search sources open/> })}
        </dialog>
    }
}

#[component]
fn Search(sources: Sources, open: RwSignal<bool>) -> impl IntoView {
    sources.load_flows();
    let words = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let list = NodeRef::<html::Ul>::new();
    let found = RwSignal::new(Vec::<Entry>::new());
    effect(move || {
        let mut fitting = entries::fitting(sources.all(), &words.get());
        fitting.truncate(MOST);
        found.set(fitting);
    });
    let take = move |at: usize| {
        let entry = found.with_untracked(|found| found.get(at).cloned());
        if let Some(entry) = entry {
            // What follows may want the focus, so the window goes first.
            open.set(false);
            request_animation_frame(move || (entry.act)());
        }
    };
    let key = move |event: KeyboardEvent| {
        let last = found.with_untracked(Vec::len).saturating_sub(1);
        let here = chosen.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => chosen.set(if here >= last { 0 } else { here + 1 }),
            "ArrowUp" => chosen.set(if here == 0 { last } else { here - 1 }),
            "Enter" => take(here),
            _ => return,
        }
        event.prevent_default();
    };
    effect(move || reveal(list, chosen.get()));
    let line = move |(at, entry): (usize, Entry)| {
        let is_chosen = move || chosen.get() == at;
        view! {
            <li
                id=format!("command-{at}")
                class="commands__entry"
                role="option"
                aria-selected=move || is_chosen().to_string()
                on:pointermove=move |_| chosen.set(at)
                on:click=move |_| take(at)
            >
                <Picture icon=entry.icon/>
                <span class="commands__label">{entry.label}</span>
                <span class="commands__hint">{entry.hint}</span>
            </li>
        }
    };

    view! {
        <label class="commands__search">
            <Picture icon=SEARCH/>
            <input
                type="text"
                role="combobox"
                aria-label="Find a command, a widget or a flow"
                placeholder="Find a command, a widget or a flow"
                aria-expanded="true"
                aria-controls="commands"
                aria-activedescendant=move || format!("command-{}", chosen.get())
                autocomplete="off"
                spellcheck="false"
                autofocus
                on:input=move |event| {
                    words.set(event_target_value(&event));
                    chosen.set(0);
                }
                on:keydown=key
            />
        </label>
        <ul id="commands" class="commands__list" role="listbox" aria-label="Commands" node_ref=list>
            {move || found.get().into_iter().enumerate().map(line).collect_view()}
        </ul>
        <Show when=move || found.with(Vec::is_empty)>
            <p class="commands__none">"Nothing is called that."</p>
        </Show>
    }
}

/// Scrolls the list so that an entry is seen.
fn reveal(list: NodeRef<html::Ul>, at: usize) {
    let entry = list.get().and_then(|list| list.children().item(u32::try_from(at).ok()?));
    if let Some(entry) = entry.and_then(|entry| entry.dyn_into::<Element>().ok()) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        entry.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
