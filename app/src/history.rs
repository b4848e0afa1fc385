//! A flow's revisions: what each holds, what changed, and the way back.

mod changes;
mod revisions;

use flow::Flow;
use flow::diff::Diff;
use flow::edit;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, RevisionRecord};
use crate::components::{Button, Dialog, IconButton, Toasts};
use crate::editor::Editor;
use crate::icon::{HISTORY, RETRY};
use crate::open_flow::OpenFlow;
use crate::reactive::{RwSignal, effect};

pub use changes::Changes;
use revisions::{Compared, Revisions};

/// The draft, as a choice beside the revisions.
const DRAFT: &str = "draft";

/// Two definitions, and what changed between them.
#[derive(Debug, Clone, PartialEq)]
struct Comparison {
    before: Flow,
    after: Flow,
    diff: Diff,
}

/// How changes are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    List,
    Drawing,
}

/// What the window shows; a handle, cheap to copy.
#[derive(Debug, Clone, Copy)]
struct History {
    open: OpenFlow,
    editor: Editor,
    is_open: RwSignal<bool>,
    list: RwSignal<Vec<RevisionRecord>>,
    next: RwSignal<Option<String>>,
    problem: RwSignal<Option<String>>,
    /// The revision that is looked at.
    chosen: RwSignal<Option<i64>>,
    /// What it is compared with: a number, or [`DRAFT`].
    with: RwSignal<String>,
    /// What changed from the one to the other; none until both are there.
    found: RwSignal<Option<Comparison>>,
    view: RwSignal<View>,
}

/// The button that opens the history.
#[component]
pub fn HistoryButton() -> impl IntoView {
    let is_open = RwSignal::new(false);
    let history = History {
        open: expect_context(),
        editor: expect_context(),
        is_open,
        list: RwSignal::new(Vec::new()),
        next: RwSignal::new(None),
        problem: RwSignal::new(None),
        chosen: RwSignal::new(None),
        with: RwSignal::new(DRAFT.to_owned()),
        found: RwSignal::new(None),
        view: RwSignal::new(View::List),
    };
    provide_context(history);
    effect(move || {
        history.chosen.track();
        history.with.track();
        history.compare();
    });

    view! {
        <IconButton icon=HISTORY label="History" on_press=move |_| history.show()/>
        <Dialog open=is_open title="History">
            <div class="history">
                {move || history.problem.get().map(|problem| view! {
                    <p class="history__problem" role="alert">{problem}</p>
                })}
                <Revisions/>
                <Compared/>
            </div>
        </Dialog>
    }
}

impl History {
    /// Opens the window, once the draft is a revision too.
    fn show(self) {
        self.chosen.set(None);
        self.with.set(DRAFT.to_owned());
        self.list.set(Vec::new());
        self.is_open.set(true);
        spawn_local(async move {
            // What could not be saved is said in the header.
            let _ = self.open.save().await;
            self.load(None).await;
        });
    }

    /// Loads the first page, or the next one.
    async fn load(self, page: Option<String>) {
        match api::revisions(&self.open.sid(), page.as_deref()).await {
            Ok(page) => {
                self.problem.set(None);
                self.next.set(page.next().map(str::to_owned));
                if self.chosen.try_get_untracked().flatten().is_none() {
                    self.chosen.set(page.revisions.first().map(|first| first.revision));
                }
                self.list.update(|list| list.extend(page.revisions));
            }
            Err(error) => {
                self.problem.set(Some(error.to_string()));
            }
        }
    }

    /// Finds what changed between the two that are chosen.
    fn compare(self) {
        self.found.set(None);
        let (Some(chosen), with) = (self.chosen.get_untracked(), self.with.get_untracked()) else {
            return;
        };
        spawn_local(async move {
            let found = match (self.flow(&chosen.to_string()).await, self.flow(&with).await) {
                (Ok(before), Ok(after)) => {
                    let diff = Diff::between(&before, &after);
                    Ok(Comparison { before, after, diff })
                }
                (Err(problem), _) | (_, Err(problem)) => Err(problem),
            };
            // Another pair may have been chosen meanwhile.
            let is_wanted = self.chosen.try_get_untracked().flatten() == Some(chosen)
                && self.with.try_get_untracked().is_some_and(|it| it == with);
            if is_wanted {
                match found {
                    Ok(found) => self.found.set(Some(found)),
                    Err(problem) => self.problem.set(Some(problem)),
                }
            }
        });
    }

    /// The definition of a revision, or the draft.
    async fn flow(self, which: &str) -> Result<Flow, String> {
        if which == DRAFT {
            return Ok(self.editor.with_flow(Flow::clone));
        }
        let found = api::revision(&self.open.sid(), which).await;
        let found = found.map_err(|error| error.to_string())?;
        Flow::from_value(found.definition).map_err(|error| api::sentence_case(&error.to_string()))
    }

    /// Makes the draft what a revision was: one step back.
    async fn restore(self, revision: i64, toasts: Toasts) {
        match self.flow(&revision.to_string()).await {
            Ok(wanted) => {
                if self.editor.edit(|flow| Ok(edit::turn_into(flow, &wanted))) {
                    let editor = self.editor;
                    let text = format!("The draft is revision {revision} again.");
                    toasts.offer(text, "Undo", move || editor.undo());
                    self.is_open.set(false);
                }
            }
            Err(problem) => self.problem.set(Some(problem)),
        }
    }
}

/// Makes the draft what the chosen revision was.
#[component]
fn Restore() -> impl IntoView {
    let history = expect_context::<History>();
    let toasts = expect_context::<Toasts>();
    let press = move |_| {
        if let Some(revision) = history.chosen.get_untracked() {
            spawn_local(history.restore(revision, toasts));
        }
    };

    view! {
        <Button icon=RETRY on_press=press>
            {move || history.chosen.get().map(|revision| format!("Restore revision {revision}"))}
        </Button>
    }
}
