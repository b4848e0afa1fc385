//! Rows of a key and a value.

use leptos::prelude::*;

use super::field::leave;
use super::list::For;
use super::{Button, ButtonKind, IconButton, words};
use crate::icon::{PLUS, TRASH};
use crate::reactive::{Signal, memo};

/// Rows of a key and a value, with a button for one more.
#[component]
pub fn Rows(
    #[prop(into)] label: Signal<String>,
    /// What the two columns hold.
    columns: (&'static str, &'static str),
    #[prop(into)] rows: Signal<Vec<(String, String)>>,
    /// Row, column (0 or 1) and text.
    #[prop(into)]
    on_input: Callback<(usize, usize, String)>,
    #[prop(into)] on_add: Callback<()>,
    #[prop(into)] on_remove: Callback<usize>,
    /// The focus has left a cell.
    #[prop(optional, into)]
    on_leave: Option<Callback<()>>,
    #[prop(optional, into)] help: Signal<String>,
    #[prop(optional, into)] problem: Signal<Option<String>>,
    /// What stands below a row, such as a further choice.
    #[prop(optional_no_strip)]
    below: Option<Callback<usize, AnyView>>,
) -> impl IntoView {
    let count = memo(move || rows.with(Vec::len));
    let cell = move |at: usize, column: usize| {
        let value = memo(move || {
            let row = rows.with(|rows| rows.get(at).cloned()).unwrap_or_default();
            if column == 0 { row.0 } else { row.1 }
        });
        let name = if column == 0 { columns.0 } else { columns.1 };
        view! {
            <input
                class="field__input"
                type="text"
                autocomplete="off"
                spellcheck="false"
                placeholder=name
                aria-label=format!("{name} {}", at + 1)
                prop:value=move || value.get()
                on:input:target=move |event| on_input.run((at, column, event.target().value()))
                on:blur=move |_| leave(on_leave)
            />
        }
    };

    view! {
        <fieldset class="field rows" class:field--wrong=move || problem.get().is_some()>
            <legend class="field__label">{label}</legend>
            <For each=move || 0..count.get() key=|at| *at let:at>
                <div class="rows__row">
                    {cell(at, 0)}
                    {cell(at, 1)}
                    <IconButton
                        icon=TRASH
                        label=format!("Remove row {}", at + 1)
                        on_press=move |_| on_remove.run(at)
                    />
                </div>
                {below.map(|below| below.run(at))}
            </For>
            <Button kind=ButtonKind::Quiet icon=PLUS on_press=move |_| on_add.run(())>"Add"</Button>
            {move || match problem.get() {
                Some(problem) => view! { <p class="field__problem">{words(&problem)}</p> }.into_any(),
                None if help.get().is_empty() => ().into_any(),
                None => view! { <p class="field__help">{words(&help.get())}</p> }.into_any(),
            }}
        </fieldset>
    }
}
