//! The call panel: start a call, hear it, speak, press keys, and see what the relay server says.

mod context;
mod dial;
mod frames;
mod keypad;
mod log;
mod other_side;
mod phone;
mod speak;
mod speech;
mod transcript;
mod turns;

use flow::live::EndReason;
use leptos::html;
use leptos::prelude::*;

use crate::components::{Button, ButtonKind, Tab, Tabs, words};
use crate::editor::Editor;
use crate::icon::{LIST_ORDERED, PHONE, PHONE_OFF, Picture, RETRY, STOP};
use crate::reactive::{RwSignal, effect, memo};

use context::ContextTree;
use dial::Dial;
use frames::Frames;
use keypad::Keypad;
use log::Stage;
use other_side::OtherSide;
pub(crate) use phone::Phone;
use speak::{Speak, focus};
use transcript::Transcript;

/// What is shown of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    Talk,
    Relay,
    Context,
}

/// The panel of one call at a time.
#[component]
pub fn CallPanel() -> impl IntoView {
    let phone = expect_context::<Phone>();
    phone.light(expect_context::<Editor>());

    view! {
        <div class="call">
            {move || match phone.is_placed.get() {
                false => view! { <Dial/> }.into_any(),
                true => view! { <RunningCall/> }.into_any(),
            }}
        </div>
    }
}

/// A call, running or over.
#[component]
fn RunningCall() -> impl IntoView {
    let phone = expect_context::<Phone>();
    let shown = RwSignal::new(View::Talk);
    let frames = memo(move || phone.log.with(|log| log.frames.len()));
    let tabs = vec![
        Tab::new(View::Talk, "Transcript"),
        Tab { value: View::Relay, label: "Relay messages", count: frames.into() },
        Tab::new(View::Context, "Context"),
    ];

    view! {
        <CallStatus/>
        <Tabs label="Parts of the call" tabs chosen=shown/>
        <div class="call__view">
            {move || match shown.get() {
                View::Talk => view! { <Transcript/> }.into_any(),
                View::Relay => view! { <Frames/> }.into_any(),
                View::Context => view! { <ContextTree/> }.into_any(),
            }}
        </div>
        <Show when=move || phone.is_over.get()><CallOver/></Show>
        <Show when=move || !phone.is_over.get()><OtherSide/></Show>
        // Whoever writes may write again; the next message begins another execution.
        <Show when=move || phone.is_chat.get() || !phone.is_over.get()><Speak/></Show>
        <Show when=move || phone.is_call.get() && !phone.is_over.get()><Keypad/></Show>
    }
}

/// How the call stands, and the way out of it.
#[component]
fn CallStatus() -> impl IntoView {
    let phone = expect_context::<Phone>();
    let status = memo(move || phone.log.with(log::CallLog::status));

    view! {
        <header class="call__status" class:call__status--over=move || phone.is_over.get()>
            <span class="call__lamp" aria-hidden="true"></span>
            <p class="call__words" role="status">
                {move || match phone.is_cut_off.get() {
                    true => "Connection to Switchboard lost; trying again…".to_owned(),
                    false => status.get(),
                }}
            </p>
            <StepsLink/>
            {move || (!phone.is_over.get()).then(|| {
                let (words, icon) =
                    if phone.is_call.get() { ("Hang up", PHONE_OFF) } else { ("Stop", STOP) };
                view! {
                    <Button kind=ButtonKind::Danger icon on_press=move |_| phone.hang_up()>
                        {words}
                    </Button>
                }
            })}
        </header>
    }
}

/// Where the execution's steps are told.
#[component]
fn StepsLink() -> impl IntoView {
    let phone = expect_context::<Phone>();

    move || {
        phone.execution.get().map(|execution| {
            view! {
                <a
                    class="icon-button"
                    href=format!("/executions/{execution}")
                    target="_blank"
                    aria-label="Steps of this execution, in a new tab"
                    title="Steps of this execution"
                >
                    <Picture icon=LIST_ORDERED/>
                </a>
            }
        })
    }
}

/// Why the call ended, and how to make another.
#[component]
fn CallOver() -> impl IntoView {
    let phone = expect_context::<Phone>();
    let again = NodeRef::<html::Div>::new();
    effect(move || {
        let button = again.get().and_then(|again| again.query_selector("button").ok().flatten());
        focus(button.as_ref().and_then(wasm_bindgen::JsCast::dyn_ref));
    });
    let fault = move || {
        phone.log.with(|log| match &log.stage {
            Stage::Ended { reason: EndReason::Fault, message } => message.clone(),
            _ => None,
        })
    };

    view! {
        <div class="call__over" node_ref=again>
            {move || fault().map(|message| view! {
                <p class="call__fault" role="alert">{words(&crate::api::sentence_case(&message))}</p>
            })}
            {move || phone.problem.get().map(|problem| view! {
                <p class="call__fault" role="alert">{words(&problem)}</p>
            })}
            {move || (!phone.is_chat.get()).then(|| {
                let (words, icon) =
                    if phone.is_call.get() { ("Call again", PHONE) } else { ("Send again", RETRY) };
                view! {
                    <Button
                        kind=ButtonKind::Primary
                        icon
                        disabled=phone.is_dialling
                        on_press=move |_| phone.begin_again()
                    >
                        {words}
                    </Button>
                }
            })}
            <Button on_press=move |_| phone.put_down()>"Change numbers"</Button>
        </div>
    }
}
