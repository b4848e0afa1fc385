//! The messages between Switchboard and the relay server.

use flow::live::Direction;
use leptos::prelude::*;
use serde_json::{Value, json};

use super::log::Frame;
use super::phone::Phone;
use super::turns::Turns;
use crate::components::{For, IconButton, JsonLine, SearchBox, browser, elapsed};
use crate::icon::{ARROW_DOWN, ARROW_UP, COPY};
use crate::reactive::{RwSignal, memo};

/// Every message, in both directions, and how long the turns took.
#[component]
pub(super) fn Frames() -> impl IntoView {
    let phone = expect_context::<Phone>();
    let search = RwSignal::new(String::new());
    let way = RwSignal::new(None::<Direction>);
    let is_empty = memo(move || phone.log.with(|log| log.frames.is_empty()));
    let shown = memo(move || {
        let (words, way) = (search.get().to_lowercase(), way.get());
        let fits = |frame: &Frame| {
            way.is_none_or(|way| way == frame.direction)
                && (words.is_empty() || frame.text.to_lowercase().contains(&words))
        };
        phone.log.with(|log| {
            let all = log.frames.iter().enumerate();
            all.filter(|(_, frame)| fits(frame)).map(|(at, _)| at).collect::<Vec<_>>()
        })
    });
    let copy = move |_| {
        let lines = phone.log.with_untracked(|log| {
            let shown = shown.get_untracked();
            let lines = shown.into_iter().filter_map(|at| log.frames.get(at)).map(json_line);
            lines.collect::<Vec<_>>().join("\n")
        });
        browser::copy(&lines);
    };
    let frame = move |at: usize| phone.log.with_untracked(|log| log.frames.get(at).cloned());

    view! {
        <div class="frames">
            <Turns/>
            <Show when=move || !is_empty.get()>
                <div class="frames__tools">
                    <SearchBox label="Search messages" value=search/>
                    <select
                        class="field__input frames__way"
                        aria-label="Which way"
                        on:change:target=move |event| way.set(chosen_way(&event.target().value()))
                    >
                        <option value="">"Both ways"</option>
                        <option value="to">"To the server"</option>
                        <option value="from">"From the server"</option>
                    </select>
                    <IconButton icon=COPY label="Copy as JSON lines" on_press=copy/>
                </div>
            </Show>
            <ol class="json-lines" aria-label="Relay messages">
                <For each=move || shown.get() key=|at| *at let:at>
                    {frame(at).map(|frame| view! { <FrameLine frame/> })}
                </For>
            </ol>
            <Show when=move || shown.with(Vec::is_empty)>
                <p class="json-lines__none">
                    {move || match is_empty.get() {
                        true => "No messages yet. They appear once the flow reaches a Conversation Relay widget.",
                        false => "No message is like that.",
                    }}
                </p>
            </Show>
        </div>
    }
}

#[component]
fn FrameLine(frame: Frame) -> impl IntoView {
    let sign = match frame.direction {
        Direction::ToServer => (ARROW_UP, "To the server"),
        Direction::FromServer => (ARROW_DOWN, "From the server"),
    };
    let kind = if frame.kind.is_empty() { "not a message".to_owned() } else { frame.kind.clone() };
    let end = format!("{} · {}", size(frame.text.len()), elapsed(frame.after_ms));
    let gist = gist(&frame.text);

    view! { <JsonLine sign kind gist end text=frame.text/> }
}

fn chosen_way(value: &str) -> Option<Direction> {
    match value {
        "to" => Some(Direction::ToServer),
        "from" => Some(Direction::FromServer),
        _ => None,
    }
}

/// A message as one line of JSON, for tools that read such lines.
fn json_line(frame: &Frame) -> String {
    let message = serde_json::from_str::<Value>(&frame.text);
    json!({
        "after_ms": frame.after_ms,
        "direction": frame.direction,
        "bytes": frame.text.len(),
        "frame": message.unwrap_or_else(|_| Value::String(frame.text.clone())),
    })
    .to_string()
}

/// A size in bytes or kilobytes.
fn size(bytes: usize) -> String {
    if bytes < 1_000 {
        format!("{bytes} B")
    } else {
        format!("{}.{} kB", bytes / 1_000, bytes / 100 % 10)
    }
}

/// What a message is about, in a few words.
fn gist(text: &str) -> String {
    let message: Value = serde_json::from_str(text).unwrap_or_default();
    let keys = ["token", "voicePrompt", "digit", "digits", "utteranceUntilInterrupt", "source"];
    let more = ["description", "handoffData", "callSid", "name"];
    let found = keys.iter().chain(&more).find_map(|key| message.get(key)?.as_str());
    found.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_told_by_what_it_carries() {
        assert_eq!(gist(r#"{"type":"text","token":"Hi","last":true}"#), "Hi");
        assert_eq!(gist(r#"{"type":"dtmf","digit":"1"}"#), "1");
        assert_eq!(gist("not json"), "");
    }

    #[test]
    fn a_message_is_copied_as_one_line_whatever_it_is() {
        let frame = |text: &str| Frame {
            after_ms: 1_250,
            direction: Direction::FromServer,
            kind: String::new(),
            text: text.to_owned(),
        };
        assert_eq!(
            json_line(&frame(r#"{ "type": "end" }"#)),
            r#"{"after_ms":1250,"direction":"from_server","bytes":17,"frame":{"type":"end"}}"#
        );
        assert!(json_line(&frame("oh\nno")).ends_with(r#""bytes":5,"frame":"oh\nno"}"#));
    }

    #[test]
    fn a_size_has_a_unit() {
        assert_eq!(size(999), "999 B");
        assert_eq!(size(12_345), "12.3 kB");
    }
}
