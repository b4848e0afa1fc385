//! The buttons in the corner of the canvas.

use leptos::prelude::*;

use super::stage::Stage;
use crate::icon::{FIT, MINUS, PLUS, Picture};

/// Zoom out, the zoom as it is, zoom in, show everything.
#[component]
pub(super) fn Controls() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let percent = move || format!("{:.0} %", stage.editor.viewport.with(|view| view.zoom) * 100.0);
    view! {
        <div class="controls" role="toolbar" aria-label="Zoom">
            <button type="button" aria-label="Zoom out" title="Zoom out (−)" on:click=move |_| stage.zoom_by(0.8)>
                <Picture icon=MINUS/>
            </button>
            <button
                type="button"
                class="controls__zoom"
                title="Full size (0)"
                aria-label=move || format!("Zoom {}, set to full size", percent())
                on:click=move |_| stage.zoom_by(1.0 / stage.view().zoom)
            >
                {percent}
            </button>
            <button type="button" aria-label="Zoom in" title="Zoom in (+)" on:click=move |_| stage.zoom_by(1.25)>
                <Picture icon=PLUS/>
            </button>
            <button type="button" aria-label="Show everything" title="Show everything (1)" on:click=move |_| stage.fit()>
                <Picture icon=FIT/>
            </button>
        </div>
    }
}
