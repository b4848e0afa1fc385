//! What changed between two definitions, a block for each widget.

use flow::diff::{Change, Diff, Fate, Rewired, StateDiff};
use leptos::prelude::*;
use serde_json::Value;

/// Every change, grouped by widget.
#[component]
pub fn Changes(diff: Diff) -> impl IntoView {
    if diff.is_empty() {
        return view! { <p class="changes__none">"No changes."</p> }.into_any();
    }
    let head = (!diff.head.is_empty()).then(|| {
        let lines = diff.head.iter().map(change).collect_view();
        view! {
            <li class="changes__widget">
                <h3 class="changes__title">"Flow"</h3>
                <ul class="changes__lines">{lines}</ul>
            </li>
        }
    });

    view! {
        <ul class="changes">
            {head}
            {diff.states.into_iter().map(|state| view! { <Widget state/> }).collect_view()}
        </ul>
    }
    .into_any()
}

#[component]
fn Widget(state: StateDiff) -> impl IntoView {
    let (sign, words, class) = match state.fate {
        Fate::Added => ("+", "Added", "changes__sign changes__sign--added"),
        Fate::Removed => ("−", "Removed", "changes__sign changes__sign--removed"),
        Fate::Changed => ("~", "Changed", "changes__sign"),
    };
    let moved = state.moved.map(|_| view! { <li class="changes__line">"Moved on the canvas"</li> });

    view! {
        <li class="changes__widget">
            <h3 class="changes__title">
                <span class=class aria-hidden="true">{sign}</span>
                <span class="unseen">{words}" "</span>
                {state.name}
                {state.was.map(|was| view! { <span class="changes__was">{format!("was {was}")}</span> })}
            </h3>
            <ul class="changes__lines">
                {state.changes.iter().map(change).collect_view()}
                {state.wires.iter().map(wire).collect_view()}
                {moved}
            </ul>
        </li>
    }
}

fn change(change: &Change) -> impl IntoView + use<> {
    let path = change.path.strip_prefix("properties/").unwrap_or(&change.path).to_owned();
    pair(path, change.before.as_ref().map(text), change.after.as_ref().map(text))
}

fn wire(wire: &Rewired) -> impl IntoView + use<> {
    let words =
        |name: &Option<String>| Some(name.clone().unwrap_or_else(|| "ends here".to_owned()));
    let before = wire.before.is_some().then(|| words(&wire.before)).flatten();
    pair(format!("{} leads to", wire.exit), before, words(&wire.after))
}

/// What stood there struck out, what stands there now.
fn pair(path: String, before: Option<String>, after: Option<String>) -> impl IntoView + use<> {
    view! {
        <li class="changes__line">
            <span class="changes__path">{path}</span>
            {before.map(|text| view! { <del class="changes__before">{text}</del> })}
            {after.map(|text| view! { <ins class="changes__after">{text}</ins> })}
        </li>
    }
}

/// A text as it is, anything else as JSON.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
