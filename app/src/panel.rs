//! The right panel: inspector and call, one at a time.

use leptos::prelude::*;

use crate::call::CallPanel;
use crate::components::{Resizable, Tab, Tabs};
use crate::editor::{Editor, Panel};
use crate::inspector::Inspector;
use crate::reactive::{RwSignal, effect};

/// The panel at the right of the canvas.
#[component]
pub fn RightPanel() -> impl IntoView {
    let editor = expect_context::<Editor>();
    let tabs = vec![Tab::new(Panel::Inspector, "Inspector"), Tab::new(Panel::Call, "Call")];
    let is = move |panel| move || editor.panel.get() != panel;
    // What is looked at later is made later, and then stays.
    let is_called = RwSignal::new(false);
    effect(move || {
        if editor.panel.get() == Panel::Call {
            is_called.set(true);
        }
    });

    view! {
        <Resizable label="Panel" key="panel-width">
            <Tabs label="Panel" tabs chosen=editor.panel/>
            <div class="panel" role="tabpanel" aria-label="Inspector" hidden=is(Panel::Inspector)>
                <Inspector/>
            </div>
            <div class="panel" role="tabpanel" aria-label="Call" hidden=is(Panel::Call)>
                <Show when=move || is_called.get()><CallPanel/></Show>
            </div>
        </Resizable>
    }
}
