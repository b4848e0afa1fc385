//! Files that become flows: chosen, or dropped anywhere on the page.

use flow::Flow;
use leptos::ev::DragEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileList};

use super::FlowList;
use crate::api::{self, Changes, FlowRecord, sentence_case};
use crate::components::{Button, Dialog, words};
use crate::icon::UPLOAD;
use crate::reactive::RwSignal;

/// What to do with files; in context below [`DropZone`].
#[derive(Clone, Copy)]
struct Importer(Callback<FileList>);

/// Takes files that are dropped anywhere on it.
#[component]
pub(super) fn DropZone(children: Children) -> impl IntoView {
    let list = expect_context::<FlowList>();
    let navigate = use_navigate();
    let problems = RwSignal::new(Vec::<String>::new());
    let refused = RwSignal::new(false);
    let over = RwSignal::new(false);
    let take = Callback::new(move |files: FileList| {
        let navigate = navigate.clone();
        spawn_local(async move {
            let (made, why) = import_all(&files).await;
            refused.set(!why.is_empty());
            problems.set(why);
            match made.as_slice() {
                [one] if files.length() == 1 => {
                    navigate(&format!("/flows/{}", one.sid), NavigateOptions::default());
                }
                [] => {}
                _ => list.reload(),
            }
        });
    });
    provide_context(Importer(take));
    let drop = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        if let Some(files) = event.data_transfer().and_then(|transfer| transfer.files()) {
            take.run(files);
        }
    };
    let hover = move |event: DragEvent| {
        event.prevent_default();
        over.set(true);
    };

    view! {
        <div
            class="drop-zone"
            class:drop-zone--over=move || over.get()
            on:dragover=hover
            on:dragleave=move |_| over.set(false)
            on:drop=drop
        >
            {children()}
            <Dialog open=refused title="Not imported">
                <ul class="refusal">
                    {move || problems.get().into_iter().map(|why| view! { <li>{words(&why)}</li> }).collect_view()}
                </ul>
            </Dialog>
        </div>
    }
}

/// Opens the browser's choice of files.
#[component]
pub(super) fn ImportButton() -> impl IntoView {
    let Importer(take) = expect_context::<Importer>();
    let chooser = NodeRef::<html::Input>::new();
    let open = move |_| {
        if let Some(chooser) = chooser.get_untracked() {
            chooser.click();
        }
    };
    let chosen = move |_| {
        let Some(chooser) = chooser.get_untracked() else { return };
        if let Some(files) = chooser.files() {
            take.run(files);
        }
    };

    view! {
        <Button icon=UPLOAD on_press=open>"Import"</Button>
        <input
            node_ref=chooser
            type="file"
            accept=".json,application/json"
            multiple
            hidden
            aria-label="Import a file"
            on:change=chosen
        />
    }
}

/// The flows that were made, and why the other files were not taken.
async fn import_all(files: &FileList) -> (Vec<FlowRecord>, Vec<String>) {
    let (mut made, mut problems) = (Vec::new(), Vec::new());
    for file in (0..files.length()).filter_map(|at| files.item(at)) {
        match import(&file).await {
            Ok(record) => made.push(record),
            Err(why) => problems.push(format!("{}: {why}", file.name())),
        }
    }
    (made, problems)
}

async fn import(file: &File) -> Result<FlowRecord, String> {
    let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
    let text = text.ok_or("The file could not be read.")?;
    // Checked here, so that what is wrong is said with its line; sent as it came.
    let flow = Flow::from_json(&text).map_err(|error| sentence_case(&error.to_string()))?;
    let changes = Changes {
        friendly_name: Some(flow_name(&file.name())),
        definition: Some(flow.to_value().to_string()),
        ..Changes::default()
    };
    api::create(&changes).await.map_err(|error| error.to_string())
}

/// A flow is named as its file is.
fn flow_name(file: &str) -> String {
    let name = file.strip_suffix(".json").unwrap_or(file).trim();
    if name.is_empty() { "Imported flow".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flow_is_named_as_its_file() {
        assert_eq!(flow_name("Main IVR.json"), "Main IVR");
        assert_eq!(flow_name(".json"), "Imported flow");
    }
}
