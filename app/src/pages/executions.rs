//! The list of executions: newest first, narrowed by flow, status, time and contact.

mod filter;
mod list;
mod row;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::failure::Failure;
use super::masthead::Masthead;
use crate::components::{Button, For, ToastStack, Toasts};
use crate::icon::RETRY;
use crate::reactive::{effect, memo};

use filter::{Filter, Filters};
use list::{ExecutionList, Load};
use row::ExecutionRow;

/// The list of executions.
#[component]
pub fn ExecutionsPage() -> impl IntoView {
    let list = ExecutionList::new();
    provide_context(list);
    provide_context(Toasts::default());
    document().set_title("Executions – Switchboard");
    let query = use_query_map();
    let filter = memo(move || Filter::of(&query.read()));
    effect(move || list.load(filter.get()));
    let is_empty = memo(move || list.executions.with(Vec::is_empty));

    view! {
        <main class="page">
            <Masthead here="Executions">
                <Button icon=RETRY on_press=move |_| list.load(filter.get_untracked())>
                    "Refresh"
                </Button>
            </Masthead>
            <Filters filter/>
            {move || match (list.state.get(), is_empty.get()) {
                (Load::Failed(why), _) => {
                    let retry = move |()| list.load(filter.get_untracked());
                    view! { <Failure why on_retry=retry/> }.into_any()
                }
                (Load::Underway, true) => {
                    view! { <p class="page__loading">"Loading…"</p> }.into_any()
                }
                (Load::Done, true) => {
                    let is_narrowed = filter.get() != Filter::default();
                    view! { <NoExecutions is_narrowed/> }.into_any()
                }
                (_, false) => view! { <ExecutionTable/> }.into_any(),
            }}
        </main>
        <ToastStack/>
    }
}

/// What to do when there is nothing to show.
#[component]
fn NoExecutions(is_narrowed: bool) -> impl IntoView {
    if is_narrowed {
        return view! {
            <p class="page__loading">
                "No execution is like that. " <a href="/executions">"Show all"</a>
            </p>
        }
        .into_any();
    }
    view! {
        <section class="executions__empty">
            <h2>"Nothing has run yet"</h2>
            <p class="page__loading">
                "Open a " <a href="/">"flow"</a>
                " and call it: each call, message and request is kept here with its steps, what it knew at each, and why it went where it went."
            </p>
        </section>
    }
    .into_any()
}

#[component]
fn ExecutionTable() -> impl IntoView {
    let list = expect_context::<ExecutionList>();

    view! {
        <table class="table">
            <thead>
                <tr>
                    <th scope="col">"Began"</th>
                    <th scope="col">"Flow"</th>
                    <th scope="col">"With"</th>
                    <th scope="col">"From"</th>
                    <th scope="col">"To"</th>
                    <th scope="col">"Status"</th>
                </tr>
            </thead>
            <tbody>
                <For
                    each=move || list.executions.get()
                    key=|execution| format!("{} {}", execution.sid, execution.status as u8)
                    let:execution
                >
                    <ExecutionRow execution/>
                </For>
            </tbody>
        </table>
        <Show when=move || list.next.get().is_some()>
            <div class="page__more">
                <Button on_press=move |_| list.more()>"Show more"</Button>
            </div>
        </Show>
    }
}
