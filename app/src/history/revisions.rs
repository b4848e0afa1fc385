//! The list of revisions, and what the chosen one is compared with.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::js_sys::Date;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

use super::{Changes, Comparison, DRAFT, History, Restore, View};
use crate::api::{RevisionRecord, Status};
use crate::canvas::compared;
use crate::components::{Button, ButtonKind, For, SelectField, Switch, Tab, Tabs, ago, many};
use crate::reactive::{RwSignal, Signal};

/// Every revision, newest first; pressing one chooses it.
#[component]
pub(super) fn Revisions() -> impl IntoView {
    let history = expect_context::<History>();
    let more = move |_| spawn_local(history.load(history.next.get_untracked()));

    view! {
        <div class="history__revisions">
            <ul class="history__list" aria-label="Revisions">
                <For each=move || history.list.get() key=|it| it.revision let:record>
                    <Line record/>
                </For>
            </ul>
            <Show when=move || history.next.get().is_some()>
                <Button kind=ButtonKind::Quiet on_press=more>"Show older"</Button>
            </Show>
        </div>
    }
}

#[component]
fn Line(record: RevisionRecord) -> impl IntoView {
    let history = expect_context::<History>();
    let number = record.revision;
    let (status, class) = match record.status {
        Status::Draft => ("Draft", "status"),
        Status::Published => ("Published", "status status--published"),
    };
    let is_chosen = move || history.chosen.get() == Some(number);

    view! {
        <li>
            <button
                type="button"
                class="history__line"
                aria-pressed=move || is_chosen().to_string()
                on:click=move |_| history.chosen.set(Some(number))
            >
                <span class="history__number">{format!("Revision {number}")}</span>
                <span class=class>{status}</span>
                <time class="history__time" datetime=record.date_created.clone()>
                    {ago(&record.date_created, Date::now())}
                </time>
                {record.commit_message.map(|note| view! { <span class="history__note">{note}</span> })}
            </button>
        </li>
    }
}

/// What changed between the chosen revision and another.
#[component]
pub(super) fn Compared() -> impl IntoView {
    let history = expect_context::<History>();
    let options = Signal::derive(move || {
        let draft = (DRAFT.to_owned(), "The draft as it is now".to_owned());
        let words =
            |it: &RevisionRecord| (it.revision.to_string(), format!("Revision {}", it.revision));
        let list = history.list.with(|list| list.iter().map(words).collect::<Vec<_>>());
        std::iter::once(draft).chain(list).collect::<Vec<_>>()
    });

    let tabs = vec![Tab::new(View::List, "List"), Tab::new(View::Drawing, "Drawing")];

    view! {
        <div class="history__compared">
            <div class="history__choice">
                <SelectField
                    label="Changes from there to"
                    value=history.with
                    options
                    on_choose=move |which| history.with.set(which)
                />
                <Restore/>
            </div>
            <Tabs label="How changes are shown" tabs chosen=history.view/>
            <div class="history__changes" role="region" aria-label="Changes" aria-live="polite" tabindex="0">
                {move || history.found.get().map(|found| match history.view.get() {
                    View::List => view! { <Changes diff=found.diff/> }.into_any(),
                    View::Drawing => view! { <Drawing found/> }.into_any(),
                })}
            </div>
        </div>
    }
}

/// The changes on the canvas. The list says the same in words.
#[component]
fn Drawing(found: Comparison) -> impl IntoView {
    let is_large = RwSignal::new(false);
    if found.diff.is_empty() {
        return view! { <Changes diff=found.diff/> }.into_any();
    }
    let drawing = compared(&found.before, &found.after, &found.diff);
    let widgets = many(found.diff.states.len(), "widget");

    view! {
        <Switch
            label="Full size"
            on=is_large
            on_change=move |is_on| {
                is_large.set(is_on);
                // Once it has its new size.
                request_animation_frame(show_first_change);
            }
        />
        <div
            class="history__drawing"
            class:history__drawing--large=move || is_large.get()
            role="img"
            aria-label=format!("Drawing of the changes: {widgets} came, went or changed")
            inner_html=drawing
        ></div>
    }
    .into_any()
}

fn show_first_change() {
    let first = document().query_selector(".history__drawing [data-change]").ok().flatten();
    if let Some(first) = first {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Center);
        options.set_inline(ScrollLogicalPosition::Center);
        first.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
