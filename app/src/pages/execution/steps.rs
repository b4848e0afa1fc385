//! The steps of an execution, of which one is looked into.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::step_view::StepView;
use super::story::Story;
use crate::api::StepRecord;
use crate::components::{For, browser, time_of_day};
use crate::icon::{Icon, Picture, WARNING};
use crate::reactive::{RwSignal, memo};

/// The steps at one side, the chosen one at the other.
#[component]
pub(super) fn Steps() -> impl IntoView {
    let story = expect_context::<Story>();
    let count = story.step_count();
    let chosen = RwSignal::new(0_usize);
    let step = memo(move || {
        story.history.with(|history| history.as_ref()?.steps.get(chosen.get()).cloned())
    });
    let keys = move |event: KeyboardEvent| {
        let forward = match event.key().as_str() {
            "ArrowDown" => true,
            "ArrowUp" => false,
            _ => return,
        };
        event.prevent_default();
        let last = count.get_untracked().saturating_sub(1);
        let here = chosen.get_untracked();
        let next = if forward { (here + 1).min(last) } else { here.saturating_sub(1) };
        chosen.set(next);
        browser::focus_nth(&event, "button", next);
    };

    view! {
        <div class="story__steps">
            <ol class="steps" aria-label="Steps" on:keydown=keys>
                <For each=move || 0..count.get() key=|at| *at let:at>
                    <Line at chosen/>
                </For>
                <Show when=move || count.get() == 0>
                    <li class="page__loading">"No step was taken yet."</li>
                </Show>
            </ol>
            <div class="story__step" role="region" aria-label="The chosen step">
                {move || step.get().map(|step| view! { <StepView step/> })}
            </div>
        </div>
    }
}

#[component]
fn Line(at: usize, chosen: RwSignal<usize>) -> impl IntoView {
    let story = expect_context::<Story>();
    // A step that was taken never changes.
    let step = story.history.with_untracked(|all| all.as_ref()?.steps.get(at).cloned());
    let is_chosen = move || chosen.get() == at;

    step.map(|step| {
        let StepRecord { from, kind, event, to, why, date_created, parent_sid, .. } = step;
        let warns = (!why.warnings.is_empty()).then(|| {
            view! {
                <span class="steps__warning" title="There is a warning">
                    <Picture icon=WARNING/>
                    <span class="unseen">"Warning"</span>
                </span>
            }
        });
        view! {
            <li>
                <button
                    type="button"
                    class="steps__step"
                    class:steps__step--inner=parent_sid.is_some()
                    aria-current=move || is_chosen().then_some("step")
                    tabindex=move || if is_chosen() { "0" } else { "-1" }
                    on:click=move |_| chosen.set(at)
                >
                    <span class="steps__number">{at + 1}</span>
                    <Picture icon=Icon::of(&kind)/>
                    <span class="steps__words">
                        <strong>{from}</strong>
                        <span class="steps__way">
                            {event} " → " {to.unwrap_or_else(|| "the end".to_owned())}
                        </span>
                    </span>
                    {warns}
                    <span class="steps__time">{time_of_day(&date_created)}</span>
                </button>
            </li>
        }
    })
}
