//! What is wrong with a definition, as far as error 81022 names it: two states of one name, and
//! transitions to states that are not there. The core's own validation takes this file's place.

use std::collections::HashSet;

use flow::Flow;
use serde::Serialize;

/// One thing that is wrong with a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Where, as a JSON pointer fragment: `#/states/3/properties/timeout`.
    pub property_path: String,
    /// The state it belongs to; none when it is about the whole flow.
    pub state: Option<String>,
    /// Whether the draft can be published all the same.
    pub severity: Severity,
    /// A stable word for programs.
    pub code: String,
    /// What is wrong, for people.
    pub message: String,
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; the flow can be published.
    Warning,
    /// Studio would refuse the definition.
    Error,
}

/// All problems of a draft.
pub fn validate(flow: &Flow) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut names = HashSet::new();
    let mut error = |path: String, state: &str, code: &str, message: String| {
        problems.push(Problem {
            property_path: path,
            state: (!state.is_empty()).then(|| state.to_owned()),
            severity: Severity::Error,
            code: code.to_owned(),
            message,
        });
    };
    for (at, state) in flow.states().iter().enumerate() {
        let name = state.name();
        if name.is_empty() {
            let message = "is missing but it is required".to_owned();
            error(format!("#/states/{at}/name"), name, "missing", message);
        } else if !names.insert(name) {
            let message = format!("`{name}` is the name of another widget too");
            error(format!("#/states/{at}/name"), name, "duplicate-name", message);
        }
        for (nth, transition) in state.transitions().enumerate() {
            if let Some(next) = transition.next()
                && flow.state(next).is_none()
            {
                let path = format!("#/states/{at}/transitions/{nth}/next");
                error(path, name, "no-such-state", format!("no widget is called `{next}`"));
            }
        }
    }
    match flow.initial_state() {
        Some(name) if flow.state(name).is_some() => {}
        Some(name) => {
            let message = format!("no widget is called `{name}`");
            error("#/initial_state".to_owned(), "", "no-such-state", message);
        }
        None => {
            let message = "is missing but it is required".to_owned();
            error("#/initial_state".to_owned(), "", "missing", message);
        }
    }
    problems
}

/// Whether Studio would take the definition.
pub fn is_valid(problems: &[Problem]) -> bool {
    problems.iter().all(|problem| problem.severity < Severity::Error)
}
