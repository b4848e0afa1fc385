//! One execution: the steps it took and why, what it knew at each, and all that was told of it.

mod facts;
mod log;
mod step_view;
mod steps;
mod story;
mod why;

use flow::live::EndReason;
use flow::sid::ExecutionSid;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::failure::Failure;
use super::masthead::Masthead;
use crate::api::{Execution, Standing};
use crate::components::{Tab, Tabs, ToastStack, Toasts, Tree};
use crate::reactive::{RwSignal, Signal, StoredValue, memo};

use facts::Facts;
use log::LogView;
use steps::Steps;
use story::Story;

/// What is shown of an execution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    Steps,
    Log,
    Context,
}

/// The execution the address names.
#[component]
pub fn HistoryPage() -> impl IntoView {
    let params = use_params_map();
    let sid = memo(move || params.read().get("sid")?.parse::<ExecutionSid>().ok());
    provide_context(Toasts::default());
    document().set_title("Execution – Switchboard");

    view! {
        <main class="page page--wide">
            <Masthead here="Executions" title=Signal::stored("Execution".to_owned())/>
            {move || match sid.get() {
                Some(sid) => view! { <Told sid/> }.into_any(),
                None => view! { <Nothing/> }.into_any(),
            }}
        </main>
        <ToastStack/>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <p class="page__loading">
            "There is no such execution. " <a href="/executions">"All executions"</a>
        </p>
    }
}

/// All that is known of one execution.
#[component]
fn Told(sid: ExecutionSid) -> impl IntoView {
    let story = Story::new(sid);
    provide_context(story);
    story.begin();
    let shown = RwSignal::new(View::Steps);
    let tabs = vec![
        Tab { value: View::Steps, label: "Steps", count: story.step_count().into() },
        Tab { value: View::Log, label: "Log", count: story.entry_count().into() },
        Tab::new(View::Context, "Context"),
    ];
    let is_there = memo(move || story.history.with(Option::is_some));
    let context =
        memo(move || story.history.with(|history| history.as_ref().map(|it| it.context.clone())));
    let tabs = StoredValue::new(tabs);

    view! {
        {move || story.problem.get().map(|why| view! {
            <Failure why on_retry=move |()| story.begin()/>
        })}
        <Show when=move || is_there.get()>
            <Facts/>
            <section class="story">
                <Tabs label="Parts of the execution" tabs=tabs.get_value() chosen=shown/>
                {move || match shown.get() {
                    View::Steps => view! { <Steps/> }.into_any(),
                    View::Log => view! { <LogView/> }.into_any(),
                    View::Context => {
                        let context = Signal::derive(move || context.get().unwrap_or_default());
                        view! { <Tree label="Context" value=context/> }.into_any()
                    }
                }}
            </section>
        </Show>
    }
}

/// How an execution stands, in a few words.
pub(super) fn ending(execution: &Execution) -> &'static str {
    match (execution.status, execution.end_reason) {
        (Standing::Active, _) => "Active",
        (Standing::Ended, Some(EndReason::CallerHungUp)) => "Caller hung up",
        (Standing::Ended, Some(EndReason::Stopped)) => "Stopped",
        (Standing::Ended, Some(EndReason::Fault)) => "Could not go on",
        (Standing::Ended, Some(EndReason::FlowEnded) | None) => "Flow ended",
    }
}

/// What an execution began with.
pub(super) fn beginning(execution: &Execution) -> &'static str {
    match execution.initiated_by.get(..2) {
        _ if execution.call_sid.is_some() => "Call",
        Some("RQ") => "REST request",
        _ => "Message",
    }
}
