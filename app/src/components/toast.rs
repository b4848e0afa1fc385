//! Short messages at the bottom, with a way back.

use std::time::Duration;

use leptos::prelude::*;

use super::list::For;
use super::{Button, ButtonKind, IconButton};
use crate::icon::CLOSE;
use crate::reactive::{RwSignal, StoredValue};

const SHOWN_FOR: Duration = Duration::from_secs(8);

/// The messages that are shown; in context of every page.
#[derive(Debug, Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

#[derive(Debug, Clone)]
struct Toast {
    id: u32,
    text: String,
    action: Option<ToastAction>,
}

/// What can be done about a message.
#[derive(Debug, Clone)]
pub struct ToastAction {
    /// The words on the button.
    pub label: String,
    /// What it does.
    pub run: Callback<()>,
}

impl Default for Toasts {
    fn default() -> Self {
        Self { list: RwSignal::new(Vec::new()), next: StoredValue::new(0) }
    }
}

impl Toasts {
    /// Says something that needs no answer.
    pub fn say(&self, text: impl Into<String>) {
        self.show(text.into(), None);
    }

    /// Says something, and offers to do something about it.
    pub fn offer(
        &self,
        text: impl Into<String>,
        label: impl Into<String>,
        run: impl Into<Callback<()>>,
    ) {
        self.show(text.into(), Some(ToastAction { label: label.into(), run: run.into() }));
    }

    fn show(&self, text: String, action: Option<ToastAction>) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.list.update(|list| list.push(Toast { id, text, action }));
        let toasts = *self;
        set_timeout(move || toasts.close(id), SHOWN_FOR);
    }

    fn close(&self, id: u32) {
        self.list.update(|list| list.retain(|toast| toast.id != id));
    }
}

/// Where messages appear.
#[component]
pub fn ToastStack() -> impl IntoView {
    let toasts = expect_context::<Toasts>();

    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.list.get() key=|toast| toast.id let:toast>
                <div class="toasts__toast">
                    <span>{toast.text}</span>
                    {toast.action.map(|action| {
                        let run = move |_| {
                            toasts.close(toast.id);
                            action.run.run(());
                        };
                        view! {
                            <Button kind=ButtonKind::Quiet on_press=run>{action.label}</Button>
                        }
                    })}
                    <IconButton
                        icon=CLOSE
                        label="Close message"
                        on_press=move |_| toasts.close(toast.id)
                    />
                </div>
            </For>
        </div>
    }
}
