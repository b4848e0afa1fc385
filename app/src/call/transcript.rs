//! What is said, in the order in which it is said.

use flow::live::{Sound, Speaker};
use leptos::html;
use leptos::prelude::*;

use super::log::Line;
use super::phone::Phone;
use super::speech::SpokenWords;
use crate::components::{For, words};
use crate::editor::Editor;
use crate::icon::{Picture, WARNING};
use crate::reactive::{effect, memo};

/// The conversation; it follows its own end.
#[component]
pub(super) fn Transcript() -> impl IntoView {
    let phone = expect_context::<Phone>();
    let count = memo(move || phone.log.with(|log| log.lines.len()));
    let list = NodeRef::<html::Div>::new();
    effect(move || {
        count.track();
        if let Some(list) = list.get() {
            list.set_scroll_top(list.scroll_height());
        }
    });

    view! {
        <div
            class="transcript"
            node_ref=list
            role="log"
            aria-label="Transcript"
            aria-relevant="additions"
            tabindex="0"
        >
            <For each=move || 0..count.get() key=|at| *at let:at>
                <TranscriptLine at/>
            </For>
        </div>
    }
}

#[component]
fn TranscriptLine(at: usize) -> impl IntoView {
    let phone = expect_context::<Phone>();
    let line = memo(move || phone.log.with(|log| log.lines.get(at).cloned()));
    let before =
        phone.log.with_untracked(|log| at.checked_sub(1).map(|at| speaker(&log.lines[at])));

    move || {
        line.get().map(|line| {
            let who = speaker(&line);
            let name = (who.is_some() && before != Some(who)).then(|| {
                view! { <span class="line__who">{who}</span> }
            });
            match line {
                Line::Speech(speech) => {
                    let class = match speech.speaker {
                        Speaker::Flow => "line line--flow",
                        Speaker::Agent => "line line--agent",
                    };
                    let sound = sound(speech.sound);
                    view! {
                        <p class=class>{name}{sound}<SpokenWords speech/></p>
                    }
                    .into_any()
                }
                Line::Said(text) => view! {
                    <p class="line line--caller">{name}<span class="line__words">{text}</span></p>
                }
                .into_any(),
                Line::Pressed(keys) => view! {
                    <p class="line line--caller">
                        {name}
                        <span class="unseen">"pressed "</span>
                        <span class="line__words line__keys">{keys}</span>
                    </p>
                }
                .into_any(),
                Line::Sent(text) => view! {
                    <p class="line line--flow">
                        {name}<span class="line__words line__words--sent">{text}</span>
                    </p>
                }
                .into_any(),
                Line::Note(text) => view! { <p class="line line--note">{text}</p> }.into_any(),
                Line::Warning { state, message } => {
                    view! { <WarningLine state message/> }.into_any()
                }
            }
        })
    }
}

#[component]
fn WarningLine(state: Option<String>, message: String) -> impl IntoView {
    let editor = expect_context::<Editor>();
    let link = state.map(|name| {
        let shown = name.clone();
        view! {
            <button
                type="button"
                class="line__state"
                on:click=move |_| {
                    editor.select(name.clone());
                    editor.open_inspector();
                }
            >
                {shown}
            </button>
        }
    });

    view! {
        <p class="line line--warning">
            <Picture icon=WARNING/>
            <span>{words(&crate::api::sentence_case(&message))} " " {link}</span>
        </p>
    }
}

fn speaker(line: &Line) -> Option<&'static str> {
    match line {
        Line::Speech(speech) => Some(match speech.speaker {
            Speaker::Flow => "Flow",
            Speaker::Agent => "Agent",
        }),
        Line::Sent(_) => Some("Message"),
        Line::Said(_) | Line::Pressed(_) => Some("You"),
        Line::Note(_) | Line::Warning { .. } => None,
    }
}

fn sound(sound: Sound) -> Option<impl IntoView> {
    let words = match sound {
        Sound::Speech => return None,
        Sound::Media => "plays ",
        Sound::Digits => "tones ",
    };
    Some(view! { <span class="line__sound">{words}</span> })
}
