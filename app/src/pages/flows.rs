//! The list of flows: open, make, import, delete.

mod import;
mod new_flow;
mod row;
mod when;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError, FlowSummary};
use crate::components::{Button, ButtonKind, Dialog, ToastStack, Toasts};
use crate::header::ThemeMenu;
use crate::icon::{ERROR, PLUS, Picture, RETRY};

use import::{DropZone, ImportButton};
use new_flow::Beginnings;
use row::FlowRow;

/// The flows that are known, as far as they are loaded.
#[derive(Debug, Clone, Copy)]
struct FlowList {
    flows: RwSignal<Vec<FlowSummary>>,
    next: RwSignal<Option<String>>,
    load: RwSignal<Load>,
}

#[derive(Debug, Clone, PartialEq)]
enum Load {
    Underway,
    Done,
    Failed(String),
}

impl FlowList {
    fn new() -> Self {
        let (flows, next) = (RwSignal::new(Vec::new()), RwSignal::new(None));
        Self { flows, next, load: RwSignal::new(Load::Underway) }
    }

    /// Loads the list from its beginning.
    fn reload(self) {
        self.load.set(Load::Underway);
        spawn_local(async move { self.take(api::flows(None).await, Vec::new()) });
    }

    /// Loads the next page.
    fn more(self) {
        let next = self.next.get_untracked();
        spawn_local(async move {
            let flows = self.flows.get_untracked();
            self.take(api::flows(next.as_deref()).await, flows);
        });
    }

    fn take(self, answer: Result<api::FlowPage, ApiError>, mut before: Vec<FlowSummary>) {
        let load = match answer {
            Ok(page) => {
                // The page may be left by now.
                let _ = self.next.try_set(page.next().map(str::to_owned));
                before.extend(page.flows);
                let _ = self.flows.try_set(before);
                Load::Done
            }
            Err(error) => Load::Failed(error.to_string()),
        };
        let _ = self.load.try_set(load);
    }
}

/// The list of flows.
#[component]
pub fn FlowsPage() -> impl IntoView {
    let list = FlowList::new();
    provide_context(list);
    provide_context(Toasts::default());
    list.reload();
    let making = RwSignal::new(false);
    let is_empty = Memo::new(move |_| list.flows.with(Vec::is_empty));

    view! {
        <DropZone>
            <main class="flows">
                <header class="flows__header">
                    <h1 class="flows__title">"Flows"</h1>
                    <ThemeMenu/>
                    <ImportButton/>
                    <Button
                        kind=ButtonKind::Primary
                        icon=PLUS
                        on_press=move |_| making.set(true)
                    >
                        "New flow"
                    </Button>
                </header>
                {move || match (list.load.get(), is_empty.get()) {
                    (Load::Failed(why), _) => view! { <Failure why/> }.into_any(),
                    (Load::Underway, true) => {
                        view! { <p class="flows__loading">"Loading…"</p> }.into_any()
                    }
                    (Load::Done, true) => view! { <NoFlows/> }.into_any(),
                    (_, false) => view! { <FlowTable/> }.into_any(),
                }}
                <Dialog open=making title="New flow">
                    <Beginnings/>
                </Dialog>
            </main>
        </DropZone>
        <ToastStack/>
    }
}

/// The list could not be loaded.
#[component]
fn Failure(why: String) -> impl IntoView {
    let list = expect_context::<FlowList>();

    view! {
        <div class="flows__failure" role="alert">
            <Picture icon=ERROR/>
            <p>{why}</p>
            <Button icon=RETRY on_press=move |_| list.reload()>"Try again"</Button>
        </div>
    }
}

/// What to do when there is nothing yet.
#[component]
fn NoFlows() -> impl IntoView {
    view! {
        <section class="flows__empty">
            <h2 class="flows__lead">"Draw a call, then make it"</h2>
            <p class="flows__teach">
                "A flow is what happens on a call: say something, ask for keys or words, connect your own voice agent. Begin with one of these, or drop a file exported from Twilio Studio anywhere on this page."
            </p>
            <Beginnings/>
        </section>
    }
}

#[component]
fn FlowTable() -> impl IntoView {
    let list = expect_context::<FlowList>();

    view! {
        <table class="flow-table">
            <thead>
                <tr>
                    <th scope="col">"Name"</th>
                    <th scope="col">"Status"</th>
                    <th scope="col">"Revision"</th>
                    <th scope="col">"Changed"</th>
                    <th><span class="unseen">"What can be done"</span></th>
                </tr>
            </thead>
            <tbody>
                <For each=move || list.flows.get() key=|flow| flow.sid.clone() let:flow>
                    <FlowRow flow/>
                </For>
            </tbody>
        </table>
        <Show when=move || list.next.get().is_some()>
            <div class="flows__more">
                <Button on_press=move |_| list.more()>"Show more"</Button>
            </div>
        </Show>
    }
}
