//! The list of flows: open, make, import, delete.

mod import;
mod list;
mod new_flow;
mod row;

use leptos::prelude::*;

use crate::components::{Button, ButtonKind, Dialog, For, ToastStack, Toasts};
use crate::icon::PLUS;
use crate::reactive::{RwSignal, memo};

use super::failure::Failure;
use super::masthead::Masthead;
use import::{DropZone, ImportButton};
use list::{FlowList, Load};
use new_flow::Beginnings;
use row::FlowRow;

/// The list of flows.
#[component]
pub fn FlowsPage() -> impl IntoView {
    let list = FlowList::new();
    provide_context(list);
    provide_context(Toasts::default());
    list.reload();
    document().set_title("Flows – Switchboard");
    let making = RwSignal::new(false);
    let is_empty = memo(move || list.flows.with(Vec::is_empty));

    view! {
        <DropZone>
            <main class="page">
                <Masthead here="Flows">
                    <ImportButton/>
                    <Button
                        kind=ButtonKind::Primary
                        icon=PLUS
                        on_press=move |_| making.set(true)
                    >
                        "New flow"
                    </Button>
                </Masthead>
                {move || match (list.load.get(), is_empty.get()) {
                    (Load::Failed(why), _) => view! { <Failure why on_retry=move |()| list.reload()/> }.into_any(),
                    (Load::Underway, true) => {
                        view! { <p class="page__loading">"Loading…"</p> }.into_any()
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
        <table class="table">
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
            <div class="page__more">
                <Button on_press=move |_| list.more()>"Show more"</Button>
            </div>
        </Show>
    }
}
