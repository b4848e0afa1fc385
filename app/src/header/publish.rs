//! Publishing: what changes by it, a note, and then done or refused with what is wrong.

use flow::Flow;
use flow::diff::Diff;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError};
use crate::components::{Button, ButtonKind, Dialog, TextField, Toasts, words};
use crate::editor::Editor;
use crate::history::Changes;
use crate::open_flow::OpenFlow;
use crate::reactive::{RwSignal, loaded};

/// The button that makes the draft the revision that executions run on, and its window.
#[component]
pub(super) fn Publish() -> impl IntoView {
    let is_open = RwSignal::new(false);
    let refused = RwSignal::new(false);
    let refusal = RwSignal::new(None::<ApiError>);
    let refuse = move |error| {
        refusal.set(Some(error));
        refused.set(true);
    };

    view! {
        <Button kind=ButtonKind::Primary on_press=move |_| is_open.set(true)>"Publish"</Button>
        <Dialog open=is_open title="Publish">
            <Form is_open on_refusal=refuse/>
        </Dialog>
        <Dialog open=refused title="Not published">
            {move || refusal.get().map(|error| view! { <Refusal error/> })}
        </Dialog>
    }
}

/// What executions run on now; none when nothing was published yet.
type Running = Result<Option<Flow>, String>;

#[component]
fn Form(is_open: RwSignal<bool>, #[prop(into)] on_refusal: Callback<ApiError>) -> impl IntoView {
    let open = expect_context::<OpenFlow>();
    let editor = expect_context::<Editor>();
    let toasts = expect_context::<Toasts>();
    let note = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let running = loaded(move || running(open));
    let publish = move || {
        busy.set(true);
        spawn_local(async move {
            match open.publish(&note.get_untracked()).await {
                Ok(revision) => toasts.say(format!("Published as revision {revision}.")),
                Err(error) => on_refusal.run(error),
            }
            is_open.set(false);
        });
    };
    let told = move || {
        running.get().map(|running| match running {
            Ok(Some(flow)) => {
                let diff = editor.with_flow(|draft| Diff::between(&flow, draft));
                view! { <Changes diff/> }.into_any()
            }
            Ok(None) => view! { <p>"Nothing was published before."</p> }.into_any(),
            Err(problem) => view! { <p role="alert">{problem}</p> }.into_any(),
        })
    };

    view! {
        <form class="publish" on:submit=move |event| { event.prevent_default(); publish() }>
            <TextField
                label="Note"
                value=note
                help="What changed and why, for the history. May stay empty."
                on_input=move |text| note.set(text)
            />
            <section class="publish__changes" aria-label="Changes since the last publication" tabindex="0">
                {told}
            </section>
            <div class="publish__end">
                <Button kind=ButtonKind::Primary submits=true disabled=busy>"Publish now"</Button>
            </div>
        </form>
    }
}

async fn running(open: OpenFlow) -> Running {
    match api::revision(&open.sid(), "LatestPublished").await {
        Ok(found) => Flow::from_value(found.definition)
            .map(Some)
            .map_err(|error| api::sentence_case(&error.to_string())),
        Err(ApiError::Refused { status: 404, .. }) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

#[component]
fn Refusal(error: ApiError) -> impl IntoView {
    if error.details().is_empty() {
        return view! { <p>{words(&error.to_string())}</p> }.into_any();
    }
    let lines = error.details().iter().map(|detail| {
        let (path, message) = (detail.property_path.clone(), words(&detail.message));
        view! {
            <li>
                <code>{path}</code>
                " "
                {message}
            </li>
        }
    });

    view! {
        <p>"Mend these first; the draft is kept as it is."</p>
        <ul class="refusal">{lines.collect_view()}</ul>
    }
    .into_any()
}
