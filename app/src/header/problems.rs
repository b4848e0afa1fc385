//! The problems of the draft, in a list that leads to each.

use flow::validate::{Problem, Severity};
use leptos::prelude::*;

use crate::api::sentence_case;
use crate::canvas::Stage;
use crate::components::{Menu, many, words};
use crate::editor::Editor;
use crate::icon::{CHECK, ERROR, Picture, WARNING};
use crate::reactive::{RwSignal, Signal, memo};

/// A button with the number of problems; it opens their list.
#[component]
pub(super) fn Problems() -> impl IntoView {
    let editor = expect_context::<Editor>();
    let open = RwSignal::new(false);
    let count = memo(move || editor.problems.with(Vec::len));
    let label = Signal::derive(move || match count.get() {
        0 if !editor.is_validated.get() => "Checking…".to_owned(),
        0 => "No problems".to_owned(),
        count => many(count, "problem"),
    });
    let icon = Signal::derive(move || {
        let worst = editor.problems.with(|all| all.iter().map(|problem| problem.severity).max());
        match worst {
            None => CHECK,
            Some(Severity::Warning) => WARNING,
            Some(Severity::Error) => ERROR,
        }
    });

    view! {
        <Menu label icon open>
            <ul class="problems" aria-label="Problems">
                {move || match count.get() {
                    0 => view! { <li class="problems__none">"Ready to publish."</li> }.into_any(),
                    _ => editor
                        .problems
                        .get()
                        .into_iter()
                        .map(|problem| view! { <ProblemLine problem open/> })
                        .collect_view()
                        .into_any(),
                }}
            </ul>
        </Menu>
    }
}

#[component]
fn ProblemLine(problem: Problem, open: RwSignal<bool>) -> impl IntoView {
    let stage = expect_context::<Stage>();
    let is_error = problem.severity == Severity::Error;
    let (state, path) = (problem.state.clone(), problem.property_path);
    let go = move |_| {
        open.set(false);
        if !state.as_ref().is_some_and(|name| stage.show(name)) {
            stage.editor.select_none();
        }
        stage.editor.open_inspector_at(&path);
    };

    view! {
        <li>
            <button type="button" class="problems__problem" on:click=go>
                <span class="problems__icon" class:problems__icon--error=is_error>
                    <Picture icon=if is_error { ERROR } else { WARNING }/>
                    <span class="unseen">{if is_error { "Error" } else { "Warning" }}</span>
                </span>
                <span>
                    <strong>{problem.state.unwrap_or_else(|| "Flow".to_owned())}</strong>
                    <span class="problems__text">{words(&sentence_case(&problem.message))}</span>
                </span>
            </button>
        </li>
    }
}
