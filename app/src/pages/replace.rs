//! Search and replace in all flows: what is found is shown as it would be, and replaced in the
//! flows that stay chosen.

mod found;
mod library;

use flow::texts::Search;
use leptos::prelude::*;

use super::failure::Failure;
use super::masthead::Masthead;
use crate::components::{Button, ButtonKind, For, TextField, ToastStack, Toasts, many};
use crate::icon::CHECK;
use crate::reactive::{RwSignal, Signal, memo};

use found::{FoundFlow, Hits};
use library::Library;

/// What is typed; a handle, cheap to copy.
#[derive(Debug, Clone, Copy)]
struct Request {
    words: RwSignal<String>,
    with: RwSignal<String>,
    match_case: RwSignal<bool>,
    whole_words: RwSignal<bool>,
}

impl Request {
    fn search(self) -> Search {
        Search {
            words: self.words.get(),
            match_case: self.match_case.get(),
            whole_words: self.whole_words.get(),
        }
    }
}

/// The page to search and replace in all flows.
#[component]
pub fn ReplacePage() -> impl IntoView {
    document().set_title("Search and replace – Switchboard");
    let request = Request {
        words: RwSignal::new(String::new()),
        with: RwSignal::new(String::new()),
        match_case: RwSignal::new(false),
        whole_words: RwSignal::new(false),
    };
    let toasts = Toasts::default();
    provide_context(toasts);
    let library = Library::new(toasts);
    provide_context(library);
    library.load();
    let hits = memo(move || library.flows.with(|flows| Hits::of(flows, &request.search())));
    let chosen = memo(move || library.left_out.with(|out| hits.with(|hits| hits.chosen(out))));
    let replace = move |_| {
        let (search, with) = (untrack(|| request.search()), request.with.get_untracked());
        library.replace(&search, &with, &chosen.get_untracked().flows);
    };
    let is_idle =
        move || chosen.with(|chosen| chosen.places == 0) || library.progress.get().is_some();

    view! {
        <main class="page">
            <Masthead here="Search and replace"/>
            <form class="replace" role="search" on:submit=|event| event.prevent_default()>
                <TextField
                    label="Find"
                    value=request.words
                    on_input=move |words| request.words.set(words)
                    help="In texts, addresses, Liquid and the values of conditions of all flows."
                />
                <TextField
                    label="Replace with"
                    value=request.with
                    on_input=move |words| request.with.set(words)
                />
                <Check label="Match case" on=request.match_case/>
                <Check label="Whole words" on=request.whole_words/>
            </form>
            <div class="replace__bar">
                <p class="replace__count" role="status">
                    {move || library.progress.get().unwrap_or_else(|| hits.with(|hits| counted(request, hits)))}
                </p>
                <Button
                    kind=ButtonKind::Primary
                    icon=CHECK
                    disabled=Signal::derive(is_idle)
                    on_press=replace
                >
                    {move || chosen.with(|chosen| {
                        format!(
                            "Replace {} in {}",
                            many(chosen.places, "place"),
                            many(chosen.flows.len(), "flow"),
                        )
                    })}
                </Button>
            </div>
            {move || library.problem.get().map(|why| {
                view! { <Failure why on_retry=move |()| library.load()/> }
            })}
            <For
                each=move || hits.get().flows
                key=|found| found.mark.clone()
                let:found
            >
                <FoundFlow found with=request.with/>
            </For>
        </main>
        <ToastStack/>
    }
}

#[component]
fn Check(label: &'static str, on: RwSignal<bool>) -> impl IntoView {
    view! {
        <label class="replace__check">
            <input
                type="checkbox"
                prop:checked=move || on.get()
                on:change:target=move |event| on.set(event.target().checked())
            />
            {label}
        </label>
    }
}

/// What was found, in words.
fn counted(request: Request, hits: &Hits) -> String {
    match hits.count {
        0 if request.words.with(String::is_empty) => {
            "Type what to find; nothing changes before you say so.".to_owned()
        }
        0 => "Not found in any flow.".to_owned(),
        count => {
            let (places, flows) = (many(count, "place"), many(hits.flows.len(), "flow"));
            format!("Found in {places} of {flows}.")
        }
    }
}
