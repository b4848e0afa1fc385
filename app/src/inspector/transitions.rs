//! Where each way out leads: the keyboard's way of wiring.

use flow::edit;
use flow::widget::{self, Port};
use leptos::prelude::*;

use super::form::Form;
use super::place::is_within;
use crate::components::{For, words};
use crate::reactive::{Memo, RwSignal, Signal, memo};

/// Every way out of the state, with a choice of where it leads.
#[component]
pub(super) fn Transitions(form: Form) -> impl IntoView {
    let ports = memo(move || {
        form.state.with(|state| state.as_ref().map(widget::ports).unwrap_or_default())
    });
    let count = memo(move || ports.with(Vec::len));
    let problem = form.problem_where(|at| at == "transitions");

    view! {
        <section class="inspector__section" aria-label="Transitions" data-place="transitions">
            <h3 class="inspector__heading">"Transitions"</h3>
            {move || problem.get().map(|why| view! { <p class="field__problem">{words(&why)}</p> })}
            <For each=move || 0..count.get() key=|at| *at let:at>
                <TransitionLine form port=memo(move || ports.with(|all| all.get(at).cloned()))/>
            </For>
        </section>
    }
}

#[component]
fn TransitionLine(form: Form, port: Memo<Option<Port>>) -> impl IntoView {
    let place = Signal::derive(move || {
        let entry =
            port.get().and_then(|port| form.state.with(|state| port.exit.entry(state.as_ref()?)));
        // A way out without an entry has no place of its own.
        entry.map_or_else(String::new, |at| format!("transitions/{at}"))
    });
    // What is wrong with a condition stands beside the condition.
    let problem = form.problem_where(move |at| {
        place.with(|place| is_within(at, place)) && !at.contains("/condition")
    });
    let label = move || port.get().map(|port| port.label).unwrap_or_default();
    let next = memo(move || port.get().and_then(|port| port.next));
    // All names are offered only once the choice is used: a large flow has thousands.
    let used = RwSignal::new(false);
    let names = memo(move || match (used.get(), next.get()) {
        (false, next) => next.into_iter().collect(),
        (true, next) => {
            let mut names = form.editor.names().get();
            names.retain(|name| *name != "Trigger");
            // One that leads to a widget that is not there is shown as it is.
            names.extend(next.filter(|next| !form.editor.names().get().contains(next)));
            names
        }
    });
    let choose = move |to: String| {
        let Some(Port { exit, .. }) = port.get_untracked() else { return };
        let name = form.name.get_value();
        let to = (!to.is_empty()).then_some(to);
        form.editor.edit(|flow| edit::wire(flow, &name, &exit, to.as_deref()));
    };
    let option = move |name: String| {
        let chosen = next.get().as_ref() == Some(&name);
        view! { <option value=name.clone() selected=chosen>{name.clone()}</option> }
    };

    view! {
        <label
            class="transition"
            class:transition--unwired=move || next.get().is_none()
            data-place=place
        >
            <span class="transition__event">{label}</span>
            <select
                class="field__input"
                on:pointerdown=move |_| used.set(true)
                on:focus=move |_| used.set(true)
                on:change:target=move |event| choose(event.target().value())
            >
                <option value="" selected=move || next.get().is_none()>"Ends here"</option>
                {move || names.get().into_iter().map(option).collect_view()}
            </select>
            {move || problem.get().map(|why| view! {
                <span class="transition__problem field__problem">{words(&why)}</span>
            })}
        </label>
    }
}
