//! A small list over the canvas, to search and choose from.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::geometry::Point;
use super::stage::Stage;
use crate::components::browser::leaves;
use crate::icon::{Icon, Picture};
use crate::reactive::{RwSignal, effect, memo};

/// Width and height, to keep it on the canvas.
const SIZE: Point = Point::new(260.0, 300.0);

/// Something to choose.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Choice {
    pub(super) key: String,
    pub(super) label: String,
    pub(super) icon: Icon,
}

/// A list that opens at a place of the screen, with a field to search it.
#[component]
pub(super) fn Picker(
    #[prop(into)] label: String,
    place: Point,
    /// What fits the words in the field.
    #[prop(into)]
    found: Callback<(String,), Vec<Choice>>,
    #[prop(into)] on_choose: Callback<(String,)>,
    /// Given up, by key or by going elsewhere.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let root = NodeRef::<html::Div>::new();
    let field = NodeRef::<html::Input>::new();
    let list = NodeRef::<html::Ul>::new();
    let words = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let shown = memo(move || found.run((words.get(),)));
    let place = stage.within(place, SIZE);
    let list_label = label.clone();
    effect(move || {
        if let Some(field) = field.get() {
            // The field is on the page, so it can take the focus.
            let _ = field.focus();
        }
    });
    let choose = move |at: usize| {
        if let Some(choice) = shown.with_untracked(|shown| shown.get(at).cloned()) {
            on_choose.run((choice.key,));
        }
    };
    let go = move |step: isize| {
        let count = shown.with_untracked(Vec::len);
        if count > 0 {
            at.update(|at| *at = at.saturating_add_signed(step).min(count - 1));
            show_option(list, at.get_untracked());
        }
    };
    let key = move |event: web_sys::KeyboardEvent| {
        event.stop_propagation();
        match event.key().as_str() {
            "ArrowDown" => go(1),
            "ArrowUp" => go(-1),
            "Enter" => choose(at.get_untracked()),
            "Escape" => on_close.run(()),
            // There is nothing else here to go to.
            "Tab" => {}
            _ => return,
        }
        event.prevent_default();
    };
    let leave = move |event: web_sys::FocusEvent| {
        // The list may be gone already: taking it away takes the focus, too.
        let Some(Some(root)) = root.try_get_untracked() else { return };
        if leaves(&event, &root) {
            on_close.run(());
        }
    };

    view! {
        <div
            node_ref=root
            class="picker"
            role="dialog"
            aria-label=label
            style:left=format!("{}px", place.x)
            style:top=format!("{}px", place.y)
            on:keydown=key
            on:focusout=leave
        >
            <input
                node_ref=field
                class="picker__field"
                type="text"
                role="combobox"
                autocomplete="off"
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls="picker-list"
                aria-activedescendant=move || format!("picker-{}", at.get())
                aria-label="Find"
                placeholder="Find"
                on:input:target=move |event| {
                    words.set(event.target().value());
                    at.set(0);
                }
            />
            <ul node_ref=list id="picker-list" class="picker__list" role="listbox" aria-label=list_label>
                {move || shown.get().into_iter().enumerate().map(|(nth, choice)| view! {
                    <li
                        id=format!("picker-{nth}")
                        class="picker__choice"
                        role="option"
                        aria-selected=move || (at.get() == nth).to_string()
                        // The field keeps the focus.
                        on:pointerdown=|event| event.prevent_default()
                        on:click=move |_| choose(nth)
                    >
                        <Picture icon=choice.icon/>
                        {choice.label}
                    </li>
                }).collect_view()}
            </ul>
            <p class="picker__nothing" hidden=move || shown.with(|shown| !shown.is_empty())>
                "Nothing has such a name."
            </p>
        </div>
    }
}

/// Scrolls the list, and nothing else, to one of its options.
fn show_option(list: NodeRef<html::Ul>, at: usize) {
    let Some(list) = list.get_untracked() else { return };
    let option = u32::try_from(at).ok().and_then(|at| list.children().item(at));
    let Some(option) = option.and_then(|it| it.dyn_into::<HtmlElement>().ok()) else { return };
    let (top, bottom) = (option.offset_top(), option.offset_top() + option.offset_height());
    if top < list.scroll_top() {
        list.set_scroll_top(top);
    } else if bottom > list.scroll_top() + list.client_height() {
        list.set_scroll_top(bottom - list.client_height());
    }
}
