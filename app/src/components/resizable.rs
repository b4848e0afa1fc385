//! A part of the page at its right, whose width the user sets and the browser remembers.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::browser;
use crate::reactive::RwSignal;

const NARROWEST: f64 = 300.0;
const WIDEST: f64 = 640.0;
const STEP: f64 = 16.0;

/// A part at the right of the page; its left edge is dragged, or moved with arrow keys.
#[component]
pub fn Resizable(
    /// Read out, not shown.
    label: &'static str,
    /// Where its width is remembered.
    key: &'static str,
    children: Children,
) -> impl IntoView {
    let kept = browser::remembered(key).and_then(|width| width.parse::<i32>().ok());
    let width = RwSignal::new(bounded(f64::from(kept.unwrap_or(360))));
    let keep = move || browser::remember(key, &format!("{:.0}", width.get_untracked()));
    let start = RwSignal::new(None::<(f64, f64)>);

    let press = move |event: PointerEvent| {
        event.prevent_default();
        let edge = event.current_target().and_then(|e| e.dyn_into::<web_sys::Element>().ok());
        if let Some(edge) = edge {
            // Without capture the drag ends at the edge's border, and nothing worse.
            let _ = edge.set_pointer_capture(event.pointer_id());
        }
        start.set(Some((f64::from(event.client_x()), width.get_untracked())));
    };
    let drag = move |event: PointerEvent| {
        if let Some((x, before)) = start.get_untracked() {
            width.set(bounded(before + x - f64::from(event.client_x())));
        }
    };
    let release = move |_: PointerEvent| {
        start.set(None);
        keep();
    };
    let step = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowLeft" => STEP,
            "ArrowRight" => -STEP,
            _ => return,
        };
        event.prevent_default();
        width.update(|width| *width = bounded(*width + by));
        keep();
    };

    view! {
        <aside class="resizable" aria-label=label style:width=move || format!("{}px", width.get())>
            <div
                class="resizable__edge"
                role="separator"
                aria-orientation="vertical"
                aria-label="Width of the panel"
                aria-valuenow=move || width.get()
                aria-valuemin=NARROWEST
                aria-valuemax=WIDEST
                tabindex="0"
                on:pointerdown=press
                on:pointermove=drag
                on:pointerup=release
                on:keydown=step
            ></div>
            {children()}
        </aside>
    }
}

fn bounded(width: f64) -> f64 {
    width.clamp(NARROWEST, WIDEST)
}
