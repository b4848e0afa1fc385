//! Buttons, with words or with a picture.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::icon::{Icon, Picture};
use crate::reactive::Signal;

/// How much a button asks to be pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonKind {
    /// One of several.
    #[default]
    Plain,
    /// The one that goes on.
    Primary,
    /// Without a frame.
    Quiet,
    /// It ends or destroys something.
    Danger,
}

impl ButtonKind {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "button",
            Self::Primary => "button button--primary",
            Self::Quiet => "button button--quiet",
            Self::Danger => "button button--danger",
        }
    }
}

/// A button with words.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional, into)] icon: Option<Icon>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Sends the form it stands in.
    #[prop(optional)]
    submits: bool,
    #[prop(optional, into)] on_press: Option<Callback<MouseEvent>>,
    children: Children,
) -> impl IntoView {
    let press = move |event| {
        if let Some(on_press) = on_press {
            on_press.run(event);
        }
    };

    view! {
        <button
            type=if submits { "submit" } else { "button" }
            class=kind.class()
            disabled=disabled
            on:click=press
        >
            {icon.map(|icon| view! { <Picture icon/> })}
            <span class="button__words">{children()}</span>
        </button>
    }
}

/// A button with a picture; its words are read out and shown on hover.
#[component]
pub fn IconButton(
    icon: Icon,
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
    on_press: impl Fn(MouseEvent) + 'static,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon-button"
            aria-label=label
            title=label
            disabled=disabled
            on:click=on_press
        >
            <Picture icon/>
        </button>
    }
}
