//! What an execution is, and what can be done with it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;

use super::story::Story;
use super::{beginning, ending};
use crate::api::{self, Execution, Standing};
use crate::components::{Button, ButtonKind, Dialog, Toasts, ago, browser, time_of_day, words};
use crate::icon::{STOP, TRASH};
use crate::reactive::{RwSignal, StoredValue, memo};

/// The facts of an execution, with the ways on.
#[component]
pub(super) fn Facts() -> impl IntoView {
    let story = expect_context::<Story>();
    let execution =
        memo(move || story.history.with(|history| history.as_ref().map(|it| it.execution.clone())));

    move || execution.get().map(|execution| view! { <Shown execution/> })
}

#[component]
fn Shown(execution: Execution) -> impl IntoView {
    let name = execution.flow_name.clone().unwrap_or_else(|| execution.flow_sid.to_string());
    let began = execution.date_created.clone();
    let when = format!("{}, {}", time_of_day(&began), ago(&began, browser::clock()));
    let facts = [
        ("Status", ending(&execution).to_owned()),
        ("Began", when),
        ("With", beginning(&execution).to_owned()),
        ("From", execution.from.clone()),
        ("To", execution.to.clone()),
        ("Revision", execution.revision.to_string()),
        ("Clock", execution.clock.clone()),
        ("SID", execution.sid.to_string()),
    ];
    let facts = facts.map(|(label, value)| {
        view! { <div class="facts__fact"><dt>{label}</dt><dd>{value}</dd></div> }
    });
    let fault = execution.end_message.clone();
    let flow = execution.flow_name.is_some().then(|| {
        view! { <a class="button" href=format!("/flows/{}", execution.flow_sid)>"Open the flow"</a> }
    });

    view! {
        <header class="facts">
            <h2 class="facts__title">{name}</h2>
            {flow}
            <WaysOn execution/>
            <dl class="facts__list">{facts.collect_view()}</dl>
            {fault.map(|fault| view! {
                <p class="facts__fault" role="alert">{words(&api::sentence_case(&fault))}</p>
            })}
        </header>
    }
}

/// Stop it, or delete it.
#[component]
fn WaysOn(execution: Execution) -> impl IntoView {
    let story = expect_context::<Story>();
    let toasts = expect_context::<Toasts>();
    let navigate = use_navigate();
    let asks = RwSignal::new(false);
    let is_active = execution.status == Standing::Active;
    let sids = StoredValue::new((execution.flow_sid, execution.sid));
    let stop = move |_| {
        spawn_local(async move {
            let (flow, execution) = sids.get_value();
            match api::stop(&flow, &execution).await {
                Ok(()) => story.reload(),
                Err(error) => toasts.say(error.to_string()),
            }
        });
    };
    let delete = Callback::new(move |()| {
        let navigate = navigate.clone();
        asks.set(false);
        spawn_local(async move {
            let (flow, execution) = sids.get_value();
            match api::remove(&flow, &execution).await {
                Ok(()) => navigate("/executions", Default::default()),
                Err(error) => toasts.say(error.to_string()),
            }
        });
    });

    view! {
        {is_active.then(|| view! {
            <Button kind=ButtonKind::Danger icon=STOP on_press=stop>"Stop"</Button>
        })}
        <Button icon=TRASH on_press=move |_| asks.set(true)>"Delete"</Button>
        <Dialog open=asks title="Delete this execution?">
            <p>"Its steps, contexts and log are removed for good."</p>
            <div class="dialog__buttons">
                <Button on_press=move |_| asks.set(false)>"Keep it"</Button>
                <Button kind=ButtonKind::Danger on_press=move |_| delete.run(())>"Delete"</Button>
            </div>
        </Dialog>
    }
}
