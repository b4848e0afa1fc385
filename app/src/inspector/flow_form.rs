//! Settings of the whole flow, shown while nothing is selected.

use flow::edit::Edit;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use super::stand_ins::StandIns;
use crate::api::{self, Mapping};
use crate::components::{IconButton, Rows, Switch, TextArea, browser};
use crate::editor::Editor;
use crate::icon::COPY;
use crate::open_flow::OpenFlow;
use crate::reactive::{RwSignal, Signal, memo};

/// Description, switches and addresses of the flow.
#[component]
pub(super) fn FlowForm() -> impl IntoView {
    let editor = expect_context::<Editor>();
    let open = expect_context::<OpenFlow>();
    let description = memo(move || editor.with_head(|flow| flow.description().to_owned()));
    let concurrent = memo(move || {
        editor.with_head(|flow| {
            let flags = flow.head().get("flags");
            flags.and_then(|flags| flags.get("allow_concurrent_calls")) == Some(&json!(true))
        })
    });
    let describe = move |text: String| write(editor, "description", json!(text));
    let allow = move |on: bool| {
        let flags = editor.with_flow(|flow| flow.head().get("flags").cloned());
        let mut flags = flags.filter(Value::is_object).unwrap_or_else(|| json!({}));
        flags["allow_concurrent_calls"] = json!(on);
        write(editor, "flags", flags);
        editor.end_run();
    };

    view! {
        <header class="inspector__header">
            <div>
                <h2 class="inspector__title">"Flow"</h2>
                <p class="inspector__summary">"Select a widget to see its settings."</p>
            </div>
        </header>
        <TextArea
            label="Description"
            value=description
            on_input=describe
            on_leave=move |()| editor.end_run()
        />
        <Switch
            label="Allow concurrent calls"
            help="One contact may be in several executions at once."
            on=concurrent
            on_change=allow
        />
        <RelayMap/>
        <StandIns/>
        <CopyLine label="Webhook for real calls" text=open.webhook_url()/>
        <CopyLine label="Flow SID" text=open.sid().to_string()/>
    }
}

/// Writes one key outside the states.
fn write(editor: Editor, key: &str, value: Value) {
    let mut head = editor.with_flow(|flow| flow.head().clone());
    head.insert(key.to_owned(), value);
    if let Err(error) = editor.apply_in_run(Edit::Head { head }, format!("flow/{key}")) {
        editor.announce(error.to_string());
    }
}

/// Where relay addresses really lead; kept by the server, never exported.
#[component]
fn RelayMap() -> impl IntoView {
    let open = expect_context::<OpenFlow>();
    let map = RwSignal::new(Vec::<Mapping>::new());
    let problem = RwSignal::new(None::<String>);
    let rows = Signal::derive(move || {
        map.with(|map| map.iter().map(|m| (m.from.clone(), m.to.clone())).collect::<Vec<_>>())
    });
    spawn_local(async move {
        match api::relay_map(&open.sid()).await {
            Ok(kept) => {
                map.set(kept);
            }
            Err(error) => {
                problem.set(Some(error.to_string()));
            }
        }
    });
    let save = move || {
        let mut whole = map.get_untracked();
        whole.retain(|mapping| !mapping.from.is_empty() && !mapping.to.is_empty());
        spawn_local(async move {
            let saved = api::set_relay_map(&open.sid(), whole).await;
            problem.set(saved.err().map(|error| error.to_string()));
        });
    };
    let input = move |(at, column, text): (usize, usize, String)| {
        map.update(|map| {
            let Some(mapping) = map.get_mut(at) else { return };
            let cell = if column == 0 { &mut mapping.from } else { &mut mapping.to };
            *cell = text;
        });
    };
    let remove = move |at: usize| {
        map.update(|map| {
            map.remove(at);
        });
        save();
    };

    view! {
        <Rows
            label="Relay addresses on this machine"
            help="Sends a wss:// address of this flow to your local server, such as ws://127.0.0.1:8080/relay. It is not exported."
            columns=("In the flow", "Really")
            rows
            problem
            on_input=input
            on_leave=move |()| save()
            on_add=move |()| map.update(|map| map.push(Mapping::default()))
            on_remove=remove
        />
    }
}

/// A text to be read and copied.
#[component]
fn CopyLine(label: &'static str, text: String) -> impl IntoView {
    let copied = text.clone();

    view! {
        <div class="field">
            <span class="field__label">{label}</span>
            <div class="copy-line">
                <code class="copy-line__text">{text}</code>
                <IconButton
                    icon=COPY
                    label=format!("Copy {label}")
                    on_press=move |_| browser::copy(&copied)
                />
            </div>
        </div>
    }
}
