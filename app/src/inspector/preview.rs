//! What a text with Liquid would have been in the last call.

use std::time::Duration;

use flow::template::has_liquid;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, Preview as Rendered};
use crate::last_call::LastCall;
use crate::reactive::{RwSignal, Signal, StoredValue, effect};

/// How long after the last letter the text is rendered.
const PAUSE: Duration = Duration::from_millis(250);

/// A line below a text that has the focus: the text with the values of the last call in it.
#[component]
pub(super) fn Preview(value: Signal<String>, has_focus: RwSignal<bool>) -> impl IntoView {
    let last = expect_context::<LastCall>();
    let shown = RwSignal::new(None::<Rendered>);
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let render = move || {
        let text = value.get_untracked();
        spawn_local(async move {
            let Some(context) = last.context().await else { return };
            // Without an answer there is no preview, and nothing is lost.
            if let Ok(rendered) = api::preview(&text, &context).await
                && value.try_get_untracked().as_deref() == Some(&text)
            {
                shown.set(Some(rendered));
            }
        });
    };
    effect(move || {
        let wants = has_focus.get() && has_liquid(&value.get());
        waiting.get_value().iter().for_each(TimeoutHandle::clear);
        if wants {
            waiting.set_value(set_timeout_with_handle(render, PAUSE).ok());
        } else {
            shown.set(None);
        }
    });
    on_cleanup(move || waiting.get_value().iter().for_each(TimeoutHandle::clear));

    move || {
        shown.get().map(|rendered| match rendered {
            Rendered::Text(text) if text.trim().is_empty() => view! {
                <p class="liquid__preview">"In the last call this is empty."</p>
            }
            .into_any(),
            Rendered::Text(text) => view! {
                <p class="liquid__preview">"In the last call: " <q>{text}</q></p>
            }
            .into_any(),
            Rendered::Problem(why) => view! {
                <p class="liquid__preview liquid__preview--wrong">{why}</p>
            }
            .into_any(),
        })
    }
}
