//! The conditions of a split, each a sentence to fill in.

use flow::widget::Exit;
use leptos::prelude::*;

use super::conditions::{self, PREDICATES, Part, Row};
use super::form::Form;
use super::reorder::{Drag, Grip};
use crate::components::{Button, ButtonKind, For, IconButton, words};
use crate::icon::{ARROW_DOWN, ARROW_UP, PLUS, TRASH};
use crate::reactive::{Memo, RwSignal, Signal, memo};

/// All conditions, in the order in which they are tried.
#[component]
pub(super) fn ConditionsForm(form: Form) -> impl IntoView {
    let rows = memo(move || {
        form.state.with(|state| state.as_ref().map(conditions::rows).unwrap_or_default())
    });
    let count = memo(move || rows.with(Vec::len));
    let drag = Drag { carried: RwSignal::new(None), list: NodeRef::new() };
    let add = move |_| {
        form.leave();
        form.replace("conditions", conditions::with_condition);
        form.leave();
    };

    view! {
        <section class="inspector__section" aria-label="Conditions">
            <h3 class="inspector__heading">"Conditions"</h3>
            <p class="field__help">"Tried from the top; the first that holds is taken."</p>
            <div node_ref=drag.list>
                <For each=move || 0..count.get() key=|at| *at let:at>
                    <ConditionLine
                        form
                        at
                        count
                        row=memo(move || {
                            rows.with(|rows| rows.get(at).cloned()).unwrap_or_default()
                        })
                        drag
                    />
                </For>
            </div>
            <Button kind=ButtonKind::Quiet icon=PLUS on_press=add>"Add condition"</Button>
        </section>
    }
}

#[component]
fn ConditionLine(
    form: Form,
    at: usize,
    count: Memo<usize>,
    row: Memo<Row>,
    drag: Drag,
) -> impl IntoView {
    let number = at + 1;
    let write = move |part: Part| {
        form.replace(&format!("condition {at}"), |state| conditions::with_part(state, at, &part));
    };
    let put = move |to: usize| {
        form.leave();
        form.replace("conditions", |state| conditions::moved(state, at, to));
        form.leave();
    };
    let place = Signal::derive(move || {
        let exit = Exit { event: "match".to_owned(), nth: at };
        let entry = form.state.with(|state| exit.entry(state.as_ref()?));
        entry.map_or_else(String::new, |at| format!("transitions/{at}/conditions"))
    });
    let problem = form.problem_at(place);
    let remove = move |_| {
        form.leave();
        form.replace("conditions", |state| conditions::without_condition(state, at));
        form.leave();
    };

    view! {
        <div
            class="condition"
            class:condition--carried=move || drag.is_carried(at)
            class:condition--above=move || drag.lands_above(at)
            class:condition--below=move || drag.lands_below(at)
            role="group"
            aria-label=format!("Condition {number}")
            data-place=place
        >
            <div class="condition__sentence">
                <Grip at drag put=Callback::new(put)/>
                <span class="condition__if">{if at == 0 { "If it" } else { "Else if it" }}</span>
                <PredicateChoice row number write=Callback::new(write)/>
                <Show when=move || row.with(Row::takes_operand)>
                    <input
                        class="field__input"
                        autocomplete="off"
                        spellcheck="false"
                        aria-label=format!("Value of condition {number}")
                        placeholder=move || row.with(Row::example)
                        prop:value=move || row.get().operand
                        on:input:target=move |event| write(Part::Operand(event.target().value()))
                        on:blur=move |_| form.leave()
                    />
                </Show>
            </div>
            <div class="condition__tools">
                <span class="condition__called">"called"</span>
                <input
                    class="field__input"
                    autocomplete="off"
                    aria-label=format!("Name of condition {number}")
                    title="The name on the transition"
                    prop:value=move || row.get().friendly_name
                    on:input:target=move |event| write(Part::FriendlyName(event.target().value()))
                    on:blur=move |_| form.leave()
                />
                <IconButton
                    icon=ARROW_UP
                    label=format!("Move condition {number} up")
                    disabled=Signal::stored(at == 0)
                    on_press=move |_| put(at.saturating_sub(1))
                />
                <IconButton
                    icon=ARROW_DOWN
                    label=format!("Move condition {number} down")
                    disabled=Signal::derive(move || number >= count.get())
                    on_press=move |_| put(number)
                />
                <IconButton icon=TRASH label=format!("Remove condition {number}") on_press=remove/>
            </div>
            {move || problem.get().map(|why| view! { <p class="field__problem">{words(&why)}</p> })}
        </div>
    }
}

#[component]
fn PredicateChoice(row: Memo<Row>, number: usize, write: Callback<Part>) -> impl IntoView {
    let predicate = memo(move || row.get().predicate);
    let unknown = move || {
        let current = predicate.get();
        let known = PREDICATES.iter().any(|(kind, _)| *kind == current);
        (!known)
            .then(|| view! { <option value=current.clone() selected>{current.clone()}</option> })
    };
    let options = PREDICATES.iter().map(|(kind, words)| {
        view! { <option value=*kind selected=move || predicate.get() == *kind>{*words}</option> }
    });

    view! {
        <select
            class="field__input"
            aria-label=format!("Test of condition {number}")
            on:change:target=move |event| write.run(Part::Predicate(event.target().value()))
        >
            {options.collect_view()}
            {unknown}
        </select>
    }
}
