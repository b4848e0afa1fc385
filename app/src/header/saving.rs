//! Whether the draft is on the server: silent when it is, loud when it is not.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::merged::{Merged, Outcome};
use crate::components::{Button, ButtonKind};
use crate::icon::{ERROR, Picture, RETRY};
use crate::open_flow::{OpenFlow, Saving};
use crate::reactive::{RwSignal, memo};

/// Says how the draft stands, and what to do when it could not be saved.
#[component]
pub(super) fn SavingState() -> impl IntoView {
    let open = expect_context::<OpenFlow>();
    let standing = memo(move || open.standing());
    let reload = move |_| window().location().reload().unwrap_or_default();
    let merged = RwSignal::new(None::<Outcome>);
    let merge = move |_| {
        spawn_local(async move {
            merged.set(Some(open.merge().await));
        });
    };

    view! {
        <div class="saving" role="status">
            {move || match standing.get() {
                Saving::Saved => view! { <span class="saving__quiet">"Saved"</span> }.into_any(),
                Saving::Underway => view! { <span class="saving__quiet">"Saving…"</span> }.into_any(),
                Saving::Failed(why) => view! {
                    <span class="saving__loud" title=why.clone()>
                        <Picture icon=ERROR/>
                        <span class="saving__words">{format!("Not saved. {why}")}</span>
                    </span>
                    <Button icon=RETRY on_press=move |_| open.save_soon()>"Try again"</Button>
                }.into_any(),
                Saving::Conflict => view! {
                    <span class="saving__loud">
                        <Picture icon=ERROR/>
                        <span class="saving__words">
                            "Not saved: this flow was changed somewhere else."
                        </span>
                    </span>
                    <Button kind=ButtonKind::Primary on_press=merge>"Merge"</Button>
                    <Button kind=ButtonKind::Plain on_press=reload>"Load theirs"</Button>
                    <Button kind=ButtonKind::Danger on_press=move |_| open.overwrite()>
                        "Keep mine"
                    </Button>
                }.into_any(),
            }}
        </div>
        <Merged outcome=merged/>
    }
}
