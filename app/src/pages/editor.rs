//! The editor page: palette, canvas and panel round one draft.

use flow::Flow;
use flow::sid::FlowSid;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::api::{self, FlowRecord, Notes, sentence_case};
use crate::call::Phone;
use crate::canvas::{Canvas, Stage};
use crate::commands::CommandPalette;
use crate::components::{Button, Later, ToastStack, Toasts};
use crate::editor::Editor;
use crate::header::Header;
use crate::last_call::LastCall;
use crate::open_flow::OpenFlow;
use crate::palette::Palette;
use crate::panel::RightPanel;
use crate::reactive::{effect, loaded};

/// The editor of the flow the address names.
#[component]
pub fn EditorPage() -> impl IntoView {
    let params = use_params_map();
    let sid = move || params.read().get("sid").unwrap_or_default();
    let opened = loaded(move || load(sid()));
    move || {
        opened.get().map(|opened| match opened {
            Ok((record, flow, notes)) => view! { <Workbench record flow notes/> }.into_any(),
            Err(problem) => view! {
                <div class="editor__problem" role="alert">
                    <p>{problem}</p>
                    <Button on_press=move |_| opened_again()>"Try again"</Button>
                    <a class="button" href="/">"All flows"</a>
                </div>
            }
            .into_any(),
        })
    }
}

fn opened_again() {
    // A page that does not load again stays as it is.
    let _ = window().location().reload();
}

async fn load(sid: String) -> Result<(FlowRecord, Flow, Notes), String> {
    let sid: FlowSid = sid.parse().map_err(|_| "There is no such flow.".to_owned())?;
    let (record, notes) = futures_util::future::join(api::flow(&sid), api::notes(&sid)).await;
    let mut record = record.map_err(|error| error.to_string())?;
    let notes = notes.map_err(|error| error.to_string())?;
    let flow = Flow::from_value(std::mem::take(&mut record.definition));
    flow.map(|flow| (record, flow, notes)).map_err(|error| sentence_case(&error.to_string()))
}

/// The parts round one draft.
#[component]
fn Workbench(
    /// The flow as the server has it, without its definition.
    record: FlowRecord,
    /// The draft as it was opened.
    flow: Flow,
    /// The notes on its canvas.
    notes: Notes,
) -> impl IntoView {
    let editor = Editor::new(flow, notes.notes.clone());
    let open = OpenFlow::new(&record, notes, editor);
    open.save_after_changes();
    editor.keep_way_back(&record.sid);
    effect(move || document().set_title(&format!("{} – Switchboard", open.name.get())));
    editor.settle();
    editor.validate_after_changes();
    provide_context(editor);
    provide_context(open);
    let phone = Phone::new(open);
    provide_context(phone);
    provide_context(LastCall::new(open, phone));
    let toasts = Toasts::default();
    provide_context(toasts);
    provide_context(Stage::new(editor, toasts));
    view! {
        <div class="editor">
            <header class="editor__header"><Later nth=0><Header/></Later></header>
            <Palette/>
            <main class="editor__canvas"><Canvas/></main>
            <div class="editor__panel"><RightPanel/></div>
            <p class="unseen" role="status" aria-live="polite">{editor.announcement}</p>
        </div>
        <CommandPalette/>
        <ToastStack/>
    }
}
