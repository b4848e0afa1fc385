//! What came of merging the draft with what somebody else has saved.

use flow::merge::Conflict;
use leptos::prelude::*;
use serde_json::Value;

use crate::components::{Dialog, Toasts};
use crate::reactive::{RwSignal, effect};

/// The places that need a look, or why there was no merge.
pub(super) type Outcome = Result<Vec<Conflict>, String>;

/// A message where all went well; a window with the places where both changed the same.
#[component]
pub(super) fn Merged(outcome: RwSignal<Option<Outcome>>) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let is_open = RwSignal::new(false);
    effect(move || match outcome.get() {
        None => {}
        Some(Err(problem)) => toasts.say(problem),
        Some(Ok(conflicts)) if conflicts.is_empty() => {
            toasts.say("Merged: the draft has their changes and yours.");
        }
        Some(Ok(_)) => is_open.set(true),
    });

    view! {
        <Dialog open=is_open title="Merged, but look here">
            <p>"You both changed these. Yours was kept; change it in the draft if theirs is right."</p>
            <ul class="changes conflicts">
                {move || {
                    let conflicts = outcome.get().and_then(Result::ok).unwrap_or_default();
                    conflicts.into_iter().map(|conflict| view! { <Line conflict/> }).collect_view()
                }}
            </ul>
        </Dialog>
    }
}

#[component]
fn Line(conflict: Conflict) -> impl IntoView {
    let path = conflict.path.strip_prefix("states/").unwrap_or(&conflict.path).to_owned();

    view! {
        <li class="changes__widget">
            <h3 class="changes__title">{path}</h3>
            <ul class="changes__lines">
                <li class="changes__line">
                    <span class="changes__path">"Yours"</span>
                    <ins class="changes__after">{text(conflict.ours.as_ref())}</ins>
                </li>
                <li class="changes__line">
                    <span class="changes__path">"Theirs"</span>
                    <del class="changes__before">{text(conflict.theirs.as_ref())}</del>
                </li>
            </ul>
        </li>
    }
}

fn text(value: Option<&Value>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Object(_)) => "a changed widget".to_owned(),
        Some(value) => value.to_string(),
    }
}
