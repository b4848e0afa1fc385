//! The editor and call panel, compiled to WebAssembly.

// The component macro makes the types of properties public, also those of private components.
#![allow(unreachable_pub)]

pub mod api;
pub mod call;
pub mod canvas;
pub mod commands;
pub mod components;
pub mod editor;
pub mod header;
pub mod history;
pub mod icon;
pub mod inspector;
mod last_call;
pub mod open_flow;
pub mod pages;
pub mod palette;
pub mod panel;
mod reactive;

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::pages::editor::EditorPage;
use crate::pages::execution::HistoryPage;
use crate::pages::executions::ExecutionsPage;
use crate::pages::flows::FlowsPage;
use crate::pages::replace::ReplacePage;

/// Every page, by its address.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Router>
            <FlatRoutes fallback=|| view! { <p>"There is no such page."</p> }>
                <Route path=path!("/") view=FlowsPage/>
                <Route path=path!("/flows/:sid") view=EditorPage/>
                <Route path=path!("/executions") view=ExecutionsPage/>
                <Route path=path!("/executions/:sid") view=HistoryPage/>
                <Route path=path!("/replace") view=ReplacePage/>
            </FlatRoutes>
        </Router>
    }
}

/// What the editor needs for a large flow, in bytes.
const ROOM: usize = 16 * 1024 * 1024;

/// Puts the app into the page, as soon as its code is loaded.
#[wasm_bindgen(start)]
pub fn start() {
    // The allocator asks for little at a time, and the browser looks at all of the memory anew
    // each time. What is asked for here stays with the allocator; what is not used costs nothing.
    drop(std::hint::black_box(Vec::<u8>::with_capacity(ROOM)));
    console_error_panic_hook::set_once();
    mount_to_body(App);
}
