//! A JSON value as a tree; the path of each part can be copied as Liquid.

use leptos::prelude::*;
use serde_json::Value;

use super::list::For;
use super::{IconButton, browser};
use crate::icon::COPY;
use crate::reactive::{Signal, memo};

/// The members of an object, each a branch that can be closed.
#[component]
pub fn Tree(
    /// Read out, not shown.
    label: &'static str,
    /// An object; anything else has no branches.
    #[prop(into)]
    value: Signal<Value>,
) -> impl IntoView {
    let names = memo(move || {
        value.with(|value| {
            let all = value.as_object();
            all.map(|all| all.keys().cloned().collect::<Vec<_>>()).unwrap_or_default()
        })
    });

    view! {
        <div class="tree" role="group" aria-label=label>
            <For each=move || names.get() key=String::clone let:name>
                {{
                    let shown = name.clone();
                    let member = memo(move || {
                        value.with(|value| value.get(&name).cloned()).unwrap_or_default()
                    });
                    view! {
                        <details class="tree__branch" open>
                            <summary>{shown.clone()}</summary>
                            {move || children(&shown, &member.get())}
                        </details>
                    }
                }}
            </For>
            <Show when=move || names.with(Vec::is_empty)>
                <p class="tree__none">"Nothing is known yet."</p>
            </Show>
        </div>
    }
}

fn children(path: &str, value: &Value) -> AnyView {
    let entries: Vec<(String, &Value)> = match value {
        Value::Object(object) => {
            object.iter().map(|(key, value)| (below(path, key), value)).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().map(|(at, item)| (format!("{path}[{at}]"), item)).collect()
        }
        _ => Vec::new(),
    };
    let lines = entries.into_iter().map(|(path, value)| branch(path, value)).collect_view();
    view! { <div class="tree__children">{lines}</div> }.into_any()
}

fn branch(path: String, value: &Value) -> AnyView {
    let name = name(&path).to_owned();
    let is_tree = match value {
        Value::Object(object) => !object.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    };
    if is_tree {
        let children = children(&path, value);
        return view! {
            <details class="tree__branch" open>
                <summary>{name}</summary>
                {children}
            </details>
        }
        .into_any();
    }
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let liquid = format!("{{{{{path}}}}}");

    view! {
        <div class="tree__leaf">
            <span class="tree__name">{name}</span>
            <span class="tree__value">{text}</span>
            <IconButton
                icon=COPY
                label=format!("Copy {liquid}")
                on_press=move |_| browser::copy(&liquid)
            />
        </div>
    }
    .into_any()
}

/// The path of a member, as Liquid reads it.
fn below(path: &str, key: &str) -> String {
    let plain = key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    if plain { format!("{path}.{key}") } else { format!("{path}[\"{key}\"]") }
}

/// The last part of a path.
fn name(path: &str) -> &str {
    let from = path.rfind(['.', '[']).unwrap_or_default();
    path[from..].trim_start_matches('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_what_liquid_reads() {
        assert_eq!(below("widgets.gather_1", "Digits"), "widgets.gather_1.Digits");
        assert_eq!(below("flow.data", "two words"), "flow.data[\"two words\"]");
        assert_eq!(name("widgets.gather_1.Digits"), "Digits");
        assert_eq!(name("flow.data[0]"), "[0]");
    }
}
