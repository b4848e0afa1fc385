//! The editor page: palette, canvas and panel round one draft.

use flow::Flow;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::canvas::{Canvas, Stage};
use crate::editor::Editor;
use crate::palette::Palette;

/// The editor of the flow the address names.
#[component]
pub fn EditorPage() -> impl IntoView {
    let params = use_params_map();
    let sid = move || params.read().get("sid").unwrap_or_default();
    let flow = LocalResource::new(move || load(sid()));
    move || {
        flow.get().map(|flow| match flow {
            Ok(flow) => view! { <Workbench flow/> }.into_any(),
            Err(problem) => {
                view! { <p class="editor__problem" role="alert">{problem}</p> }.into_any()
            }
        })
    }
}

async fn load(sid: String) -> Result<Flow, String> {
    let answer = gloo_net::http::Request::get(&format!("/v2/Flows/{sid}")).send().await;
    let body: serde_json::Value = match answer {
        Ok(answer) => answer.json().await.map_err(|error| error.to_string())?,
        Err(error) => return Err(error.to_string()),
    };
    let definition = body.get("definition").cloned().unwrap_or_default();
    Flow::from_value(definition).map_err(|error| error.to_string())
}

/// The parts round one draft.
#[component]
fn Workbench(
    /// The draft as it was opened.
    flow: Flow,
) -> impl IntoView {
    let editor = Editor::new(flow);
    provide_context(editor);
    provide_context(Stage::new(editor));
    view! {
        <div class="editor">
            <header class="editor__header"></header>
            <Palette/>
            <main class="editor__canvas"><Canvas/></main>
            <aside class="editor__panel" aria-label="Panel"></aside>
            <p class="unseen" role="status" aria-live="polite">{editor.announcement}</p>
        </div>
    }
}
