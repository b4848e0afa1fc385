//! The line above the editor: the flow's name, how it stands, and what can be done with it.

mod merged;
mod problems;
mod publish;
mod saving;
mod theme;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::components::{Button, IconButton, browser};
use crate::editor::{Editor, Panel};
use crate::history::HistoryButton;
use crate::icon::{ARROW_LEFT, DOWNLOAD, PHONE, Picture, REDO, UNDO};
use crate::open_flow::OpenFlow;
use crate::reactive::Signal;

use problems::Problems;
use publish::Publish;
use saving::SavingState;
pub use theme::ThemeMenu;
pub(crate) use theme::choose_theme;

/// The line above the editor.
#[component]
pub fn Header() -> impl IntoView {
    let editor = expect_context::<Editor>();
    let open = expect_context::<OpenFlow>();
    let (can_undo, can_redo) = (editor.can_undo(), editor.can_redo());

    view! {
        <div class="header">
            <a class="icon-button" href="/" aria-label="All flows" title="All flows">
                <Picture icon=ARROW_LEFT/>
            </a>
            <FlowName/>
            <SavingState/>
            <span class="header__gap"></span>
            <IconButton
                icon=UNDO
                label="Undo"
                disabled=Signal::derive(move || !can_undo.get())
                on_press=move |_| editor.undo()
            />
            <IconButton
                icon=REDO
                label="Redo"
                disabled=Signal::derive(move || !can_redo.get())
                on_press=move |_| editor.redo()
            />
            <HistoryButton/>
            <Problems/>
            <ThemeMenu/>
            <Button icon=DOWNLOAD on_press=move |_| export(editor, open)>"Export"</Button>
            <Button icon=PHONE on_press=move |_| go_to_call(editor)>"Call"</Button>
            <Publish/>
        </div>
    }
}

/// Gives the browser the definition as a file.
pub(crate) fn export(editor: Editor, open: OpenFlow) {
    let text = editor.with_flow(flow::Flow::to_json);
    browser::download(&format!("{}.json", file_name(&open.name.get_untracked())), &text);
}

/// Shows the call panel, with the focus on what is done there next.
pub(crate) fn go_to_call(editor: Editor) {
    editor.panel.set(Panel::Call);
    request_animation_frame(|| {
        let next =
            document().query_selector(".dial [type=submit], .speak input, .call__over button");
        let next = next.ok().flatten().and_then(|next| next.dyn_into::<HtmlElement>().ok());
        if let Some(next) = next {
            // A button that is off for a moment leaves the focus where it is.
            let _ = next.focus();
        }
    });
}

/// The flow's name, changed in place.
#[component]
fn FlowName() -> impl IntoView {
    let open = expect_context::<OpenFlow>();

    view! {
        <h1 class="header__title">
            <input
                class="header__name"
                aria-label="Name of the flow"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || open.name.get()
                on:change:target=move |event| open.rename(event.target().value())
            />
        </h1>
    }
}

/// A name without what a file system may not take.
fn file_name(name: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || " -_.()".contains(c) { c } else { '_' };
    let name: String = name.trim().chars().map(safe).collect();
    if name.is_empty() { "flow".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_as_its_flow_is_where_a_file_system_allows_it() {
        assert_eq!(file_name("Main IVR"), "Main IVR");
        assert_eq!(file_name("a/b:c"), "a_b_c");
        assert_eq!(file_name(" "), "flow");
    }
}
