//! One stand-in, as it is filled in.

use leptos::prelude::*;
use serde_json::json;

use super::super::value::shown;
use super::{Kept, answer};
use crate::api::{Answer, Does, StandIn};
use crate::components::{IconButton, Rows, SelectField, TextArea, TextField};
use crate::icon::TRASH;
use crate::reactive::{Memo, Signal, memo};

/// One stand-in: a line that opens on its fields.
#[component]
pub(super) fn OneStandIn(kept: Kept, at: usize) -> impl IntoView {
    let stand_in = memo(move || kept.all.with(|all| all.get(at).cloned()));
    let url = move || stand_in.get().map(|it| it.url).unwrap_or_default();
    let method = move || stand_in.get().and_then(|it| it.method).unwrap_or_default();
    let leads = memo(move || matches!(stand_in.get(), Some(StandIn { does: Does::To(_), .. })));
    let name = move || match stand_in.get() {
        Some(StandIn { url, method, does }) => summary(&url, method.as_deref(), &does),
        None => String::new(),
    };
    let does = move |key: String| {
        kept.change(at, |stand_in| {
            stand_in.does = match key.as_str() {
                "to" => Does::To(String::new()),
                _ => Does::Answer(answer(200)),
            };
        });
    };
    let pairs = |pairs: [(&str, &str); 3]| {
        Signal::stored(pairs.map(|(key, words)| (key.to_owned(), words.to_owned())).to_vec())
    };
    let ways = [("answer", "Answers by itself"), ("to", "Leads to another address")];
    let ways = ways.map(|(key, words)| (key.to_owned(), words.to_owned())).to_vec();

    view! {
        <details class="stand-in" open=url().is_empty()>
            <summary class="stand-in__head">
                <span class="stand-in__words">{name}</span>
                <IconButton
                    icon=TRASH
                    label=format!("Remove stand-in {}", at + 1)
                    on_press=move |_| kept.remove(at)
                />
            </summary>
            <div class="stand-in__fields">
                <TextField
                    label="Address in the flow"
                    value=Signal::derive(url)
                    placeholder="https://example.com/api"
                    help="Without `?` and what follows, it holds for every query."
                    on_input=move |text| kept.change(at, |it| it.url = text)
                    on_leave=move |()| kept.save()
                />
                <SelectField
                    label="Method"
                    value=Signal::derive(method)
                    options=pairs([("", "Any"), ("GET", "GET"), ("POST", "POST")])
                    on_choose=move |text: String| {
                        kept.change(at, |it| it.method = (!text.is_empty()).then_some(text));
                        kept.save();
                    }
                />
                <SelectField
                    label="What it does"
                    value=Signal::derive(move || if leads.get() { "to" } else { "answer" }.to_owned())
                    options=Signal::stored(ways)
                    on_choose=does
                />
                {move || match leads.get() {
                    true => view! { <Leads kept at stand_in/> }.into_any(),
                    false => view! { <Answers kept at stand_in/> }.into_any(),
                }}
            </div>
        </details>
    }
}

/// The address it leads to.
#[component]
fn Leads(kept: Kept, at: usize, stand_in: Memo<Option<StandIn>>) -> impl IntoView {
    let to = move || match stand_in.get() {
        Some(StandIn { does: Does::To(to), .. }) => to,
        _ => String::new(),
    };

    view! {
        <TextField
            label="Really"
            value=Signal::derive(to)
            placeholder="http://127.0.0.1:3000/api"
            on_input=move |text| kept.change(at, |it| it.does = Does::To(text))
            on_leave=move |()| kept.save()
        />
    }
}

/// The answer it gives.
#[component]
fn Answers(kept: Kept, at: usize, stand_in: Memo<Option<StandIn>>) -> impl IntoView {
    let answer = memo(move || match stand_in.get() {
        Some(StandIn { does: Does::Answer(answer), .. }) => answer,
        _ => answer(200),
    });
    let set = move |change: &dyn Fn(&mut Answer)| {
        kept.change(at, |it| {
            if let Does::Answer(answer) = &mut it.does {
                change(answer);
            }
        });
    };
    let status = Signal::derive(move || answer.get().status.to_string());
    let delay = Signal::derive(move || answer.get().delay_ms.to_string());
    let headers = Signal::derive(move || {
        let headers = answer.get().headers.into_iter();
        headers.map(|(name, value)| (name, shown(Some(&value)))).collect::<Vec<_>>()
    });
    let number = |text: &str| text.trim().parse::<u64>().unwrap_or_default();

    view! {
        <div class="stand-in__numbers">
            <TextField
                label="Status"
                value=status
                mode="numeric"
                on_input=move |text: String| {
                    set(&|answer| answer.status = u16::try_from(number(&text)).unwrap_or_default());
                }
                on_leave=move |()| kept.save()
            />
            <TextField
                label="After"
                unit="ms"
                value=delay
                mode="numeric"
                on_input=move |text: String| set(&|answer| answer.delay_ms = number(&text))
                on_leave=move |()| kept.save()
            />
        </div>
        <TextArea
            label="Body"
            value=Signal::derive(move || answer.get().body)
            on_input=move |text: String| set(&|answer| answer.body.clone_from(&text))
            on_leave=move |()| kept.save()
        />
        <Rows
            label="Headers"
            columns=("Name", "Value")
            rows=headers
            on_input=move |(row, column, text): (usize, usize, String)| {
                set(&|answer| with_cell(answer, row, column, &text));
            }
            on_leave=move |()| kept.save()
            on_add=move |()| set(&|answer| drop(answer.headers.insert(String::new(), json!(""))))
            on_remove=move |row: usize| {
                set(&|answer| {
                    let name = answer.headers.keys().nth(row).cloned();
                    name.map(|name| answer.headers.shift_remove(&name));
                });
                kept.save();
            }
        />
    }
}

/// Puts a text into one cell of the headers.
fn with_cell(answer: &mut Answer, row: usize, column: usize, text: &str) {
    let headers = std::mem::take(&mut answer.headers);
    answer.headers = headers
        .into_iter()
        .enumerate()
        .map(|(at, (name, value))| match (at == row, column) {
            (true, 0) => (text.to_owned(), value),
            (true, _) => (name, json!(text)),
            (false, _) => (name, value),
        })
        .collect();
}

/// A stand-in in a line.
fn summary(url: &str, method: Option<&str>, does: &Does) -> String {
    let method = method.map(|method| format!("{method} ")).unwrap_or_default();
    let url = if url.is_empty() { "New stand-in" } else { url };
    match does {
        Does::To(to) if to.is_empty() => format!("{method}{url}"),
        Does::To(to) => format!("{method}{url} → {to}"),
        Does::Answer(answer) => format!("{method}{url} → {}", answer.status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_renamed_in_its_place() {
        let mut answer = answer(201);
        answer.headers.insert("x-two".to_owned(), json!("2"));
        with_cell(&mut answer, 0, 0, "x-one");
        with_cell(&mut answer, 0, 1, "1");
        assert_eq!(json!(answer.headers).to_string(), r#"{"x-one":"1","x-two":"2"}"#);
        let line = summary("https://a", Some("POST"), &Does::Answer(answer));
        assert_eq!(line, "POST https://a → 201");
    }
}
