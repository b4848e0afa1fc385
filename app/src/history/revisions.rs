//! The list of revisions, and what the chosen one is compared with.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::js_sys::Date;

use super::{Changes, DRAFT, History, Restore};
use crate::api::{RevisionRecord, Status};
use crate::components::{Button, ButtonKind, SelectField, ago};

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
            <div class="history__changes" role="region" aria-label="Changes" aria-live="polite" tabindex="0">
                {move || history.diff.get().map(|diff| view! { <Changes diff/> })}
            </div>
        </div>
    }
}
