//! Where a call is made: from which number to which, on the draft or on what is published.

use leptos::html;
use leptos::prelude::*;

use super::phone::Phone;
use crate::api::{CallRequest, Status};
use crate::components::{Button, ButtonKind, SelectField, TextField, browser, words};
use crate::icon::{ERROR, PHONE, Picture};

const FROM: &str = "call-from";
const TO: &str = "call-to";

/// The numbers and the button that calls.
#[component]
pub(super) fn Dial() -> impl IntoView {
    let phone = expect_context::<Phone>();
    let from = kept(FROM, "+15551230001");
    let to = kept(TO, "+15559870000");
    let revision = RwSignal::new(Status::Draft);
    let form = NodeRef::<html::Form>::new();
    let dial = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        browser::remember(FROM, &from.get_untracked());
        browser::remember(TO, &to.get_untracked());
        phone.dial(CallRequest {
            from: from.get_untracked(),
            to: to.get_untracked(),
            revision: revision.get_untracked().as_str(),
            clock: "real",
            attended: true,
        });
    };
    let options = vec![
        (Status::Draft.as_str().to_owned(), "The draft, as it is now".to_owned()),
        (Status::Published.as_str().to_owned(), "What is published".to_owned()),
    ];
    let choose = move |text: String| {
        let published = text == Status::Published.as_str();
        revision.set(if published { Status::Published } else { Status::Draft });
    };

    view! {
        <form class="dial" node_ref=form on:submit=dial>
            <div class="dial__numbers">
                <TextField label="From" value=from mode="tel" on_input=move |text| from.set(text)/>
                <TextField label="To" value=to mode="tel" on_input=move |text| to.set(text)/>
            </div>
            <SelectField
                label="Flow"
                value=Signal::derive(move || revision.get().as_str().to_owned())
                options=Signal::stored(options)
                on_choose=choose
            />
            <Button kind=ButtonKind::Primary icon=PHONE submits=true disabled=phone.is_dialling>
                {move || if phone.is_dialling.get() { "Calling…" } else { "Start call" }}
            </Button>
            {move || phone.problem.get().map(|problem| view! {
                <p class="dial__problem" role="alert"><Picture icon=ERROR/><span>{words(&problem)}</span></p>
            })}
            <p class="dial__hint">
                "You are the caller: type to speak, press keys, hang up. No phone is needed."
            </p>
        </form>
    }
}

fn kept(key: &str, fallback: &str) -> RwSignal<String> {
    RwSignal::new(browser::remembered(key).unwrap_or_else(|| fallback.to_owned()))
}
