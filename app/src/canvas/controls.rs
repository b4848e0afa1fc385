//! The buttons in the corner of the canvas.

use flow::layout::Direction;
use leptos::prelude::*;

use super::stage::Stage;
use crate::components::{Menu, MenuItem};
use crate::icon::{
    ARROW_DOWN, ARROW_RIGHT, FIT, Icon, KEYBOARD, LAYOUT, MAP, MINUS, PLUS, Picture, SEARCH,
};
use crate::reactive::{RwSignal, Signal};

/// Zoom out, the zoom as it is, zoom in, show everything, tidy, the map, the keys.
#[component]
pub(super) fn Controls() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let percent = move || format!("{:.0} %", stage.editor.viewport.with(|view| view.zoom) * 100.0);
    view! {
        <div class="controls" role="toolbar" aria-label="View and layout">
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
            <TidyMenu/>
            <button type="button" aria-label="Find" title="Find in this flow (Ctrl F)" on:click=move |_| stage.finder.open()>
                <Picture icon=SEARCH/>
            </button>
            <button
                type="button"
                aria-label="Map"
                title="Map (M)"
                aria-pressed=move || stage.map_shown.get().to_string()
                on:click=move |_| stage.toggle_map()
            >
                <Picture icon=MAP/>
            </button>
            <button type="button" aria-label="Keys" title="Keys (?)" on:click=move |_| stage.keys_shown.set(true)>
                <Picture icon=KEYBOARD/>
            </button>
        </div>
    }
}

/// Which way to lay out the flow, or the selected widgets where there are several.
#[component]
fn TidyMenu() -> impl IntoView {
    let stage = expect_context::<Stage>();
    let open = RwSignal::new(false);
    let label = Signal::derive(move || {
        let is_selection = stage.editor.selection.with(|selection| selection.states.len() > 1);
        if is_selection { "Tidy the selection" } else { "Tidy" }.to_owned()
    });
    let item = move |direction: Direction, icon: Icon, words: &'static str, key: &'static str| {
        let press = move || {
            open.set(false);
            stage.tidy(direction);
        };
        view! {
            <MenuItem icon on_press=press>
                {words}
                <kbd class="menu__key">{key}</kbd>
            </MenuItem>
        }
    };

    view! {
        <Menu label icon=Signal::stored(LAYOUT) bare=true open>
            {item(Direction::Down, ARROW_DOWN, "Top to bottom", "Shift L")}
            {item(Direction::Right, ARROW_RIGHT, "Left to right", "Shift R")}
        </Menu>
    }
}
