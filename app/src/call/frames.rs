//! The messages between Switchboard and the relay server.

use flow::live::Direction;
use leptos::prelude::*;
use serde_json::Value;

use super::log::Frame;
use super::phone::Phone;
use crate::icon::{ARROW_DOWN, ARROW_UP, Picture};

/// Every message, in both directions.
#[component]
pub(super) fn Frames() -> impl IntoView {
    let phone = expect_context::<Phone>();
    let count = Memo::new(move |_| phone.log.with(|log| log.frames.len()));
    let frame = move |at: usize| phone.log.with_untracked(|log| log.frames.get(at).cloned());

    view! {
        <ol class="frames" aria-label="Relay messages">
            <For each=move || 0..count.get() key=|at| *at let:at>
                {frame(at).map(|frame| view! { <FrameLine frame/> })}
            </For>
            <Show when=move || count.get() == 0>
                <li class="frames__none">
                    "No messages yet. They appear once the flow reaches a Conversation Relay widget."
                </li>
            </Show>
        </ol>
    }
}

#[component]
fn FrameLine(frame: Frame) -> impl IntoView {
    let (icon, way) = match frame.direction {
        Direction::ToServer => (ARROW_UP, "To the server"),
        Direction::FromServer => (ARROW_DOWN, "From the server"),
    };
    let kind = if frame.kind.is_empty() { "not a message".to_owned() } else { frame.kind.clone() };

    view! {
        <li>
            <details class="frame">
                <summary class="frame__line">
                    <span class="frame__way" title=way>
                        <Picture icon/>
                        <span class="unseen">{way}</span>
                    </span>
                    <span class="frame__kind">{kind}</span>
                    <span class="frame__gist">{gist(&frame.text)}</span>
                    <span class="frame__time">{seconds(frame.after_ms)}</span>
                </summary>
                <pre class="frame__text" tabindex="0">{pretty(&frame.text)}</pre>
            </details>
        </li>
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

fn pretty(text: &str) -> String {
    match serde_json::from_str::<Value>(text) {
        Ok(message) => format!("{message:#}"),
        Err(_) => text.to_owned(),
    }
}

fn seconds(ms: u64) -> String {
    format!("{}:{:02}.{}", ms / 60_000, ms / 1_000 % 60, ms / 100 % 10)
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
    fn times_count_from_the_beginning_of_the_call() {
        assert_eq!(seconds(0), "0:00.0");
        assert_eq!(seconds(61_250), "1:01.2");
    }
}
