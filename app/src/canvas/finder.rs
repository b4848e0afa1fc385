//! Finding in the flow: names, texts and Liquid. What is found is lit on the canvas.

use std::collections::HashSet;

use flow::texts::{self, Found};
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::stage::Stage;
use crate::components::{For, IconButton};
use crate::icon::{ARROW_DOWN, ARROW_UP, CLOSE, Picture, SEARCH};
use crate::reactive::{Memo, RwSignal, effect, memo};

/// What is searched for; a handle, cheap to copy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Finder {
    pub(super) shown: RwSignal<bool>,
    words: RwSignal<String>,
    /// Names of the states in which something was found.
    pub(super) lit: RwSignal<HashSet<String>>,
}

impl Finder {
    pub(crate) fn new() -> Self {
        Self {
            shown: RwSignal::new(false),
            words: RwSignal::new(String::new()),
            lit: RwSignal::new(HashSet::new()),
        }
    }

    /// Opens the box to search in.
    pub(crate) fn open(self) {
        self.shown.set(true);
    }

    /// Searches for these words.
    pub(crate) fn look_for(self, words: impl Into<String>) {
        self.words.set(words.into());
        self.open();
    }

    fn close(self) {
        self.shown.set(false);
        self.lit.update(HashSet::clear);
    }
}

/// The box at the top of the canvas, while something is searched for.
#[component]
pub(super) fn FinderBox() -> impl IntoView {
    let finder = expect_context::<Stage>().finder;
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        if (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("f") {
            event.prevent_default();
            finder.open();
        }
    });
    on_cleanup(move || keys.remove());
    view! { <Show when=move || finder.shown.get()><Search/></Show> }
}

#[component]
fn Search() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let finder = stage.finder;
    let input = NodeRef::<html::Input>::new();
    let chosen = RwSignal::new(None::<usize>);
    let found = memo(move || {
        stage.editor.changes().track();
        finder.words.with(|words| stage.editor.with_flow(|flow| texts::find(flow, words)))
    });
    effect(move || {
        finder.lit.set(found.with(|all| all.iter().map(|it| it.state.clone()).collect()));
    });
    effect(move || {
        if let Some(input) = input.get() {
            // The box is on the page, so it can take the focus.
            let _ = input.focus();
            input.select();
        }
    });
    let go = move |at: usize| {
        let Some(place) = found.with_untracked(|found| found.get(at).cloned()) else { return };
        chosen.set(Some(at));
        stage.show(&place.state);
    };
    let step = move |forward: bool| {
        let count = found.with_untracked(Vec::len);
        if count > 0 {
            let back = count - 1;
            go(match chosen.get_untracked() {
                None if forward => 0,
                None => back,
                Some(here) => (here + if forward { 1 } else { back }) % count,
            });
        }
    };
    let close = move || {
        finder.close();
        stage.focus_wanted.set(stage.stop.get_untracked());
    };
    let key = move |event: KeyboardEvent| {
        // The canvas has uses of its own for letters and arrows.
        event.stop_propagation();
        match event.key().as_str() {
            "Enter" if event.ctrl_key() || event.meta_key() => open_at(stage, found, chosen),
            "Enter" => step(!event.shift_key()),
            "ArrowDown" => step(true),
            "ArrowUp" => step(false),
            "Escape" => close(),
            _ => return,
        }
        event.prevent_default();
    };
    let count = move || {
        let all = found.with(Vec::len);
        match (chosen.get(), all) {
            _ if finder.words.with(|words| words.trim().is_empty()) => String::new(),
            (_, 0) => "Not found".to_owned(),
            (Some(at), all) if at < all => format!("{} of {all}", at + 1),
            (_, all) => format!("{all} found"),
        }
    };

    view! {
        <div class="finder" role="search" aria-label="Find in this flow" on:keydown=key>
            <div class="finder__line">
                <Picture icon=SEARCH/>
                <input
                    node_ref=input
                    type="text"
                    class="finder__words"
                    aria-label="Find in names, texts and Liquid"
                    placeholder="Find in names, texts and Liquid"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || finder.words.get()
                    on:input=move |event| {
                        chosen.set(None);
                        finder.words.set(event_target_value(&event));
                    }
                />
                <span class="finder__count" role="status">{count}</span>
                <IconButton icon=ARROW_UP label="Previous" on_press=move |_| step(false)/>
                <IconButton icon=ARROW_DOWN label="Next" on_press=move |_| step(true)/>
                <IconButton icon=CLOSE label="Close" on_press=move |_| close()/>
            </div>
            <ul class="finder__list" aria-label="Found" hidden=move || found.with(Vec::is_empty)>
                <For each=move || found.get().into_iter().enumerate() key=|(at, it)| format!("{at} {}", it.property_path) let((at, place))>
                    <Line at place chosen on_take=move |()| {
                        go(at);
                        open_at(stage, found, chosen);
                    }/>
                </For>
            </ul>
        </div>
    }
}

#[component]
fn Line(
    at: usize,
    place: Found,
    chosen: RwSignal<Option<usize>>,
    #[prop(into)] on_take: Callback<()>,
) -> impl IntoView {
    let Found { state, excerpt, .. } = place;

    view! {
        <li>
            <button
                type="button"
                class="finder__found"
                aria-current=move || (chosen.get() == Some(at)).then_some("true")
                on:click=move |_| on_take.run(())
            >
                <strong>{state}</strong>
                <span class="finder__excerpt">{excerpt}</span>
            </button>
        </li>
    }
}

/// Opens the inspector at the place that is chosen.
fn open_at(stage: Stage, found: Memo<Vec<Found>>, chosen: RwSignal<Option<usize>>) {
    let place = found.with_untracked(|found| found.get(chosen.get_untracked()?).cloned());
    if let Some(place) = place {
        stage.editor.open_inspector_at(&place.property_path);
    }
}
