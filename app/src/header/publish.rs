//! Publishing: refused with what is wrong, or done and said.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::components::{Button, ButtonKind, Dialog, Toasts, words};
use crate::open_flow::OpenFlow;

/// The button that makes the draft the revision that executions run on.
#[component]
pub(super) fn Publish() -> impl IntoView {
    let open = expect_context::<OpenFlow>();
    let toasts = expect_context::<Toasts>();
    let busy = RwSignal::new(false);
    let refused = RwSignal::new(false);
    let refusal = RwSignal::new(None::<ApiError>);
    let publish = move |_| {
        busy.set(true);
        spawn_local(async move {
            match open.publish().await {
                Ok(revision) => toasts.say(format!("Published as revision {revision}.")),
                Err(error) => {
                    refusal.set(Some(error));
                    refused.set(true);
                }
            }
            busy.set(false);
        });
    };

    view! {
        <Button kind=ButtonKind::Primary disabled=busy on_press=publish>"Publish"</Button>
        <Dialog open=refused title="Not published">
            {move || refusal.get().map(|error| view! { <Refusal error/> })}
        </Dialog>
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
