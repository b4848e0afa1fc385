//! One message of a log: what it is about in a line, and on demand the whole of it.

use leptos::prelude::*;
use serde_json::Value;

use super::{IconButton, browser};
use crate::icon::{COPY, Icon, Picture};
use crate::reactive::{RwSignal, StoredValue};

/// A line of a list that opens on its JSON, laid out to be read.
#[component]
pub fn JsonLine(
    /// A picture, and its words for those who do not see it.
    #[prop(optional)]
    sign: Option<(Icon, &'static str)>,
    /// What kind of message it is.
    #[prop(into)]
    kind: String,
    /// What it is about, in a few words.
    #[prop(into)]
    gist: String,
    /// When it was, and whatever else stands at the end of the line.
    #[prop(into)]
    end: String,
    /// The message as it was sent; any text, JSON or not.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let text = StoredValue::new(text);
    // A log is long, and most of its lines are never opened.
    let whole = move || {
        is_open.get().then(|| {
            view! {
                <div class="json-line__whole">
                    <pre class="json-line__text" tabindex="0">{text.with_value(|text| pretty(text))}</pre>
                    <IconButton
                        icon=COPY
                        label="Copy this message"
                        on_press=move |_| text.with_value(|text| browser::copy(text))
                    />
                </div>
            }
        })
    };

    view! {
        <li>
            <details
                class="json-line"
                on:toggle:target=move |event| is_open.set(event.target().open())
            >
                <summary class="json-line__line">
                    {sign.map(|(icon, words)| view! {
                        <span class="json-line__sign" title=words>
                            <Picture icon/>
                            <span class="unseen">{words}</span>
                        </span>
                    })}
                    <span class="json-line__kind">{kind}</span>
                    <span class="json-line__gist">{gist}</span>
                    <span class="json-line__end">{end}</span>
                </summary>
                {whole}
            </details>
        </li>
    }
}

/// JSON with an indent; any other text as it is.
fn pretty(text: &str) -> String {
    match serde_json::from_str::<Value>(text) {
        Ok(value) => format!("{value:#}"),
        Err(_) => text.to_owned(),
    }
}
