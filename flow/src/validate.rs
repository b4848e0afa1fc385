//! What is wrong with a draft: a list, never an error, for a draft may be wrong for as long as
//! its author is at it.
//!
//! Errors are what Studio would refuse, in its words and at its paths
//! (`reference/studio/runtime.md`, "Validation of a definition"). Warnings are Switchboard's own:
//! what Studio takes, but a caller would suffer from. The same list serves editor, API and
//! command line. It is made anew while people type, so every pass over the flow is linear.

mod conditions;
mod document;
mod fields;
mod liquid;
mod place;
mod problem;
mod report;
mod rules;
mod states;
mod templates;
mod ways;

pub use problem::{Code, Problem, Severity};

use crate::definition::Flow;
use crate::graph::Graph;
use report::Report;
use templates::Templates;

/// The problems of a draft: errors before warnings, each in the order of the document; of very
/// many errors or warnings the first thousand.
pub fn validate(flow: &Flow) -> Vec<Problem> {
    Validator::default().validate(flow)
}

/// Validates a draft again and again, and is faster from the second time on.
#[derive(Debug, Default)]
pub struct Validator {
    templates: Templates,
}

impl Validator {
    /// As [`validate`].
    pub fn validate(&mut self, flow: &Flow) -> Vec<Problem> {
        let mut report = Report::new(flow);
        let graph = Graph::new(flow);
        document::check(flow, &mut report);
        states::check(&graph, &mut report);
        rules::check_starts(&graph, &mut report);
        ways::check(&graph, &mut report);
        liquid::check(&graph, &mut report, &mut self.templates);
        self.templates.end();
        report.finish()
    }
}

/// Whether Studio would take the definition: there may be warnings.
pub fn is_valid(problems: &[Problem]) -> bool {
    problems.iter().all(|problem| problem.severity < Severity::Error)
}
