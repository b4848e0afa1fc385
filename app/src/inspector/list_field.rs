//! A setting that is a list of keys and values.

use flow::widget::Field;
use leptos::prelude::*;

use super::form::Form;
use super::list::{self, Kind};
use super::variables::Names;
use crate::components::{Rows, Switch};
use crate::reactive::Signal;

/// Rows of a key and a value.
#[component]
pub(super) fn ListControl(form: Form, field: &'static Field, kind: Kind) -> impl IntoView {
    let key = field.key;
    let stored = form.property(key);
    let rows = Signal::derive(move || stored.with(|list| list::read(list.as_ref())));
    let change = move |next| form.set(key, Some(next));
    let on_input = move |(at, column, text): (usize, usize, String)| {
        change(stored.with_untracked(|list| list::with_cell(list.as_ref(), at, column, &text)));
    };
    let step = move |next| {
        form.leave();
        change(next);
        form.leave();
    };
    let on_add = move |()| step(stored.with_untracked(|list| list::with_row(list.as_ref(), kind)));
    let on_remove =
        move |at| step(stored.with_untracked(|list| list::without_row(list.as_ref(), at)));
    let parse = Callback::new(move |at: usize| {
        let on = Signal::derive(move || stored.with(|list| list::is_parsed(list.as_ref(), at)));
        let change = move |on| {
            step(stored.with_untracked(|list| list::with_parsed(list.as_ref(), at, on)));
        };
        view! { <Switch label="Parse as JSON" on on_change=change/> }.into_any()
    });
    let names = Names::of(&rows.get_untracked());
    let below = (kind == Kind::Variables).then_some(parse);

    view! {
        <Rows
            label=field.label
            help=field.help
            columns=("Key", "Value")
            rows
            on_input
            on_add
            on_remove
            on_leave=move |()| {
                form.leave();
                if kind == Kind::Variables {
                    names.look(form, &rows.get_untracked());
                }
            }
            problem=form.problem(key)
            below=below
        />
    }
}
