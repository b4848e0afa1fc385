//! What the execution knows, as a tree; each value's path can be copied.

use leptos::prelude::*;
use serde_json::Value;

use super::phone::Phone;
use crate::components::{IconButton, browser};
use crate::icon::COPY;

/// The context of the execution.
#[component]
pub(super) fn ContextTree() -> impl IntoView {
    let phone = expect_context::<Phone>();
    let context = Memo::new(move |_| phone.log.with(|log| log.context.clone()));
    let names = Memo::new(move |_| {
        context.with(|context| {
            let all = context.as_object();
            all.map(|all| all.keys().cloned().collect::<Vec<_>>()).unwrap_or_default()
        })
    });

    view! {
        <div class="context" role="group" aria-label="Context">
            <For each=move || names.get() key=String::clone let:name>
                {{
                    let shown = name.clone();
                    let value = Memo::new(move |_| {
                        context.with(|context| context.get(&name).cloned()).unwrap_or_default()
                    });
                    view! {
                        <details class="context__branch" open>
                            <summary>{shown.clone()}</summary>
                            {move || children(&shown, &value.get())}
                        </details>
                    }
                }}
            </For>
            <Show when=move || names.with(Vec::is_empty)>
                <p class="frames__none">"Nothing is known yet."</p>
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
    view! { <div class="context__children">{lines}</div> }.into_any()
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
            <details class="context__branch" open>
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
        <div class="context__leaf">
            <span class="context__name">{name}</span>
            <span class="context__value">{text}</span>
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
