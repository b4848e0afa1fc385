//! What the command palette offers, and which of it fits the words typed.

use std::sync::Arc;

use flow::layout::Direction;
use flow::widget::{self, CATALOGUE};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::api::{self, FlowSummary};
use crate::canvas::{Gap, Stage};
use crate::components::browser;
use crate::editor::{Editor, Panel};
use crate::header;
use crate::icon::{
    ARROW_LEFT, CHECK, COPY, DOWNLOAD, FILE, FIT, Icon, KEYBOARD, LAYOUT, LIST_ORDERED, MOON, NOTE,
    PHONE, PLUS, PRINTER, REDO, SEARCH, SETTINGS, SUN, TRASH, UNDO,
};
use crate::open_flow::OpenFlow;
use crate::reactive::RwSignal;

/// One thing to do or to go to.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) label: String,
    /// What kind of thing it is, or its keys.
    pub(super) hint: &'static str,
    pub(super) icon: Icon,
    /// It outlives the list it stands in, whose callbacks go with it.
    pub(super) act: Arc<dyn Fn() + Send + Sync>,
}

/// Where entries come from; a handle, cheap to copy.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sources {
    stage: Stage,
    open: OpenFlow,
    go: Callback<String>,
    flows: RwSignal<Vec<FlowSummary>>,
}

impl Sources {
    pub(super) fn new() -> Self {
        let navigate = use_navigate();
        Self {
            stage: expect_context::<Stage>(),
            open: expect_context::<OpenFlow>(),
            go: Callback::new(move |to: String| navigate(&to, NavigateOptions::default())),
            flows: RwSignal::new(Vec::new()),
        }
    }

    /// Asks for the flows that can be gone to.
    pub(super) fn load_flows(self) {
        spawn_local(async move {
            // Without them there is still everything else.
            if let Ok(page) = api::flows(None).await {
                self.flows.set(page.flows);
            }
        });
    }

    /// Everything, in the order in which it is shown while nothing is typed.
    pub(super) fn all(self) -> Vec<Entry> {
        let mut all = self.commands();
        all.extend(self.widgets());
        all.extend(self.additions());
        all.extend(self.other_flows());
        all
    }

    fn commands(self) -> Vec<Entry> {
        let (stage, editor, open) = (self.stage, self.stage.editor, self.open);
        let finder = stage.finder;
        let go = move |to: &'static str| move || self.go.run(to.to_owned());
        vec![
            entry("Call the flow", "Command", PHONE, move || header::go_to_call(editor)),
            entry("Undo", "Ctrl Z", UNDO, move || editor.undo()),
            entry("Redo", "Ctrl Shift Z", REDO, move || editor.redo()),
            entry("Show everything", "1", FIT, move || stage.fit()),
            entry("Find in this flow", "Ctrl F", SEARCH, move || finder.open()),
            entry("Tidy, from the top down", "Shift L", LAYOUT, move || {
                stage.tidy(Direction::Down)
            }),
            entry("Tidy, from left to right", "Shift R", LAYOUT, move || {
                stage.tidy(Direction::Right)
            }),
            entry("Add a note", "N", NOTE, move || stage.add_note()),
            entry("Keys", "?", KEYBOARD, move || stage.keys_shown.set(true)),
            entry("Delete the selection", "Delete", TRASH, move || {
                stage.delete_selection(Gap::Leave)
            }),
            entry("Settings of the flow", "Command", SETTINGS, move || {
                editor.select_none();
                editor.panel.set(Panel::Inspector);
            }),
            entry("Go to the first problem", "Command", CHECK, move || {
                first_problem(stage, editor)
            }),
            entry("Export as JSON", "Command", DOWNLOAD, move || header::export(editor, open)),
            entry("Export as SVG", "Command", DOWNLOAD, move || {
                stage.export_svg(&open.name.get_untracked());
            }),
            entry("Export as PNG", "Command", DOWNLOAD, move || {
                stage.export_png(&open.name.get_untracked());
            }),
            entry("Print", "Command", PRINTER, move || stage.print(&open.name.get_untracked())),
            entry("Copy a link to the widget", "Command", COPY, move || copy_link(stage)),
            entry("Executions of this flow", "Command", LIST_ORDERED, move || {
                self.go.run(format!("/executions?flow={}", open.sid()));
            }),
            entry("All flows", "Command", ARROW_LEFT, go("/")),
            entry("All executions", "Command", LIST_ORDERED, go("/executions")),
            entry("Search and replace in all flows", "Command", SEARCH, go("/replace")),
            entry("Light", "Theme", SUN, || header::choose_theme("light")),
            entry("Dark", "Theme", MOON, || header::choose_theme("dark")),
        ]
    }

    /// The widgets of the flow.
    fn widgets(self) -> Vec<Entry> {
        let stage = self.stage;
        let of = |state: &flow::State| {
            let name = state.name().to_owned();
            let act = {
                let name = name.clone();
                move || {
                    stage.go_to(&name);
                }
            };
            let kind = widget::find(state.kind()).map_or("Widget", |widget| widget.label);
            entry(&name, kind, Icon::of(state.kind()), act)
        };
        stage.editor.with_flow(|flow| flow.states().iter().map(of).collect())
    }

    /// The widgets that can be added.
    fn additions(self) -> Vec<Entry> {
        let stage = self.stage;
        let widgets = CATALOGUE.iter().filter(|widget| widget.kind != "trigger");
        let of = |widget: &&'static widget::Widget| {
            let widget = *widget;
            entry(&format!("Add {}", widget.label), "New widget", PLUS, move || {
                stage.add_widget(widget);
            })
        };
        widgets.map(of).collect()
    }

    fn other_flows(self) -> Vec<Entry> {
        let here = self.open.sid();
        let of = |flow: FlowSummary| {
            let to = format!("/flows/{}", flow.sid);
            // Another flow has an editor of its own, which begins with a page of its own.
            entry(&flow.friendly_name, "Flow", FILE, move || browser::go(&to))
        };
        let flows = self.flows.get().into_iter();
        flows.filter(|flow| flow.sid != here).map(of).collect()
    }
}

fn entry(
    label: &str,
    hint: &'static str,
    icon: Icon,
    act: impl Fn() + Send + Sync + 'static,
) -> Entry {
    Entry { label: label.to_owned(), hint, icon, act: Arc::new(act) }
}

/// Puts an address into the clipboard that opens the flow at the selected widget.
fn copy_link(stage: Stage) {
    let name = stage.editor.selection.with_untracked(|all| all.single().map(str::to_owned));
    match name {
        Some(name) => {
            browser::copy(&format!("{}#{name}", browser::address()));
            stage.toasts.say(format!("The link to {name} is copied."));
        }
        None => stage.toasts.say("Select a widget first."),
    }
}

fn first_problem(stage: Stage, editor: Editor) {
    let first = editor.problems.with_untracked(|all| all.first().cloned());
    match first {
        None => editor.announce("There are no problems"),
        Some(problem) => {
            if let Some(name) = &problem.state {
                stage.show(name);
            }
            editor.open_inspector_at(&problem.property_path);
        }
    }
}

/// The entries in which every word occurs: those that begin with the words first.
pub(super) fn fitting(all: Vec<Entry>, words: &str) -> Vec<Entry> {
    let words = words.trim().to_lowercase();
    if words.is_empty() {
        return all;
    }
    let mut ranked: Vec<(u8, Entry)> = all
        .into_iter()
        .filter_map(|entry| Some((rank(&entry.label, entry.hint, &words)?, entry)))
        .collect();
    // Stable, so that equals keep their order.
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, entry)| entry).collect()
}

/// How well an entry fits, 0 being best; none where a word does not occur.
fn rank(label: &str, hint: &str, words: &str) -> Option<u8> {
    let label = label.to_lowercase();
    let text = format!("{label} {}", hint.to_lowercase());
    if !words.split_whitespace().all(|word| text.contains(word)) {
        return None;
    }
    Some(match label {
        label if label == words => 0,
        label if label.starts_with(words) => 1,
        label if label.contains(words) => 2,
        _ => 3,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_fit_stands_first() {
        assert_eq!(rank("ask", "Gather", "ask"), Some(0));
        assert_eq!(rank("ask_again", "Gather", "ask"), Some(1));
        assert_eq!(rank("to ask", "Gather", "ask"), Some(2));
        assert_eq!(rank("ask", "Gather Input", "gather ask"), Some(3));
        assert_eq!(rank("ask", "Gather", "say"), None);
    }
}
