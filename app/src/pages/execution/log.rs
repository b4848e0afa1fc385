//! All that was told of an execution, entry by entry.

use flow::Timestamp;
use flow::live::Entry;
use leptos::prelude::*;
use serde_json::Value;

use super::story::Story;
use crate::components::{Button, For, JsonLine, SearchBox, browser, elapsed};
use crate::icon::COPY;
use crate::reactive::{RwSignal, memo};

/// The log: what it holds can be searched, and copied as JSON lines.
#[component]
pub(super) fn LogView() -> impl IntoView {
    let story = expect_context::<Story>();
    let search = RwSignal::new(String::new());
    let began = memo(move || story.log.with(|log| log.first().map(|entry| entry.at)));
    let shown = memo(move || {
        let words = search.get().to_lowercase();
        story.log.with(|log| {
            let fits = |(_, entry): &(usize, &Entry)| {
                words.is_empty() || written(entry).to_lowercase().contains(&words)
            };
            log.iter().enumerate().filter(fits).map(|(at, _)| at).collect::<Vec<_>>()
        })
    });
    let copy = move |_| {
        let lines = shown.with_untracked(|shown| {
            story.log.with_untracked(|log| {
                let lines = shown.iter().filter_map(|at| log.get(*at)).map(written);
                lines.collect::<Vec<_>>().join("\n")
            })
        });
        browser::copy(&lines);
    };
    let line = move |at: usize| {
        let entry = story.log.with_untracked(|log| log.get(at).cloned())?;
        let text = written(&entry);
        let (kind, gist) = told(&text);
        let after = entry.at.since(began.get_untracked().unwrap_or(Timestamp(0)));
        Some(view! { <JsonLine kind gist end=elapsed(after) text/> })
    };

    view! {
        <div class="log">
            <div class="log__tools">
                <SearchBox label="Search the log" value=search/>
                <Button icon=COPY on_press=copy>"Copy as JSON lines"</Button>
            </div>
            <ol class="json-lines" aria-label="Log">
                <For each=move || shown.get() key=|at| *at let:at>{line(at)}</For>
            </ol>
            <Show when=move || shown.with(Vec::is_empty)>
                <p class="page__loading">"Nothing here."</p>
            </Show>
            <Show when=move || story.has_more.get()>
                <div class="page__more">
                    <Button on_press=move |_| story.more()>"Show more"</Button>
                </div>
            </Show>
        </div>
    }
}

/// An entry as the server sent it.
fn written(entry: &Entry) -> String {
    serde_json::to_string(entry).unwrap_or_default()
}

/// The type of an entry, and what it is about.
fn told(text: &str) -> (String, String) {
    let entry: Value = serde_json::from_str(text).unwrap_or_default();
    let of = |key: &str| entry.get(key).and_then(Value::as_str);
    let kind = of("type").unwrap_or_default();
    let gist = match kind {
        "step" => {
            let to = of("to").unwrap_or("the end");
            format!("{} {} → {to}", of("from").unwrap_or_default(), of("event").unwrap_or_default())
        }
        _ => {
            let keys = [
                "text", "message", "key", "frame", "heard", "outcome", "body", "url", "state",
                "reason", "from", "event", "problem", "status",
            ];
            keys.iter().find_map(|key| of(key)).unwrap_or_default().to_owned()
        }
    };
    (kind.replace('_', " "), gist)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_told_by_its_type_and_what_it_carries() {
        let step = r#"{"seq":3,"at":5,"type":"step","from":"greet","event":"audioComplete"}"#;
        assert_eq!(told(step), ("step".to_owned(), "greet audioComplete → the end".to_owned()));
        let said = r#"{"seq":4,"at":5,"type":"caller_said","text":"Hi"}"#;
        assert_eq!(told(said), ("caller said".to_owned(), "Hi".to_owned()));
        assert_eq!(told("no JSON"), (String::new(), String::new()));
    }
}
