//! One step: where it led, why, with which settings, and what was known then.

use leptos::prelude::*;
use serde_json::Value;

use super::story::Story;
use super::why::{Comparison, cause_words};
use crate::api::{self, StepRecord, sentence_case};
use crate::components::{Tree, words};
use crate::icon::{Picture, WARNING};
use crate::reactive::{Signal, loaded};

/// All there is to a step.
#[component]
pub(super) fn StepView(step: StepRecord) -> impl IntoView {
    let StepRecord { sid, from, event, to, why, kind, .. } = step;
    let lead = match &to {
        Some(to) => format!("`{from}` left on `{event}` for `{to}`."),
        None => format!("`{from}` left on `{event}`, where nothing is wired: the flow ended."),
    };
    let cause = why.cause.as_ref().map(cause_words);
    let warnings = why.warnings.iter().map(|warning| {
        let code = warning.code.map(|code| format!("{code}: ")).unwrap_or_default();
        let text = format!("{code}{}", sentence_case(&warning.message));
        view! { <p class="step__warning"><Picture icon=WARNING/><span>{words(&text)}</span></p> }
    });
    let warnings = warnings.collect_view();
    let has_tried = !why.tried.is_empty();
    let tried = why.tried.iter().map(|tried| view! { <Comparison tried=tried.clone()/> });
    let tried = tried.collect_view();
    let settings: Vec<_> = why.settings.into_iter().collect();
    let has_settings = !settings.is_empty();

    view! {
        <p class="step__lead">{words(&lead)}</p>
        <p class="step__kind">{kind}{cause.map(|cause| format!(" · {cause}"))}</p>
        {warnings}
        {has_tried.then(|| view! {
            <section>
                <h3 class="step__heading">"Conditions, in order"</h3>
                <ol class="comparisons">{tried}</ol>
            </section>
        })}
        {has_settings.then(|| view! {
            <section>
                <h3 class="step__heading">"Settings, as they were filled in"</h3>
                <dl class="step__settings">
                    {settings.into_iter().map(|(key, value)| view! {
                        <dt>{key}</dt><dd>{plain(&value)}</dd>
                    }).collect_view()}
                </dl>
            </section>
        })}
        <section>
            <h3 class="step__heading">"What was known then"</h3>
            <ContextThen step=sid/>
        </section>
    }
}

/// The context after the turn in which the step was taken.
#[component]
fn ContextThen(step: String) -> impl IntoView {
    let story = expect_context::<Story>();
    let sids = story.history.with_untracked(|all| {
        let execution = &all.as_ref()?.execution;
        Some((execution.flow_sid.clone(), execution.sid.clone()))
    });
    let context = loaded(move || {
        let (sids, step) = (sids.clone(), step.clone());
        async move {
            match sids {
                Some((flow, execution)) => api::context_at(&flow, &execution, &step).await,
                None => Ok(Value::Null),
            }
        }
    });

    move || match context.get() {
        None => view! { <p class="page__loading">"Loading…"</p> }.into_any(),
        Some(Ok(value)) => view! { <Tree label="Context" value=Signal::stored(value)/> }.into_any(),
        Some(Err(error)) => view! { <p role="alert">{words(&error.to_string())}</p> }.into_any(),
    }
}

/// A value as people read it: a text without its quotes.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
