//! The problems the server reports of a draft, placed on their states.

use flow::Flow;

use crate::api::{Detail, FlowRecord};
use crate::editor::{Problem, Severity};

/// Errors first, then warnings.
pub(super) fn problems(record: &FlowRecord, flow: &Flow) -> Vec<Problem> {
    let lists = [(&record.errors, Severity::Error), (&record.warnings, Severity::Warning)];
    lists
        .into_iter()
        .flat_map(|(list, severity)| {
            list.iter().flatten().map(move |detail| problem(detail, severity, flow))
        })
        .collect()
}

fn problem(detail: &Detail, severity: Severity, flow: &Flow) -> Problem {
    Problem {
        state: state(&detail.property_path, flow),
        property_path: detail.property_path.clone(),
        message: crate::api::sentence_case(&detail.message),
        severity,
    }
}

/// The state that `#/states/3/…` is about.
fn state(property_path: &str, flow: &Flow) -> Option<String> {
    let rest = property_path.strip_prefix("#/states/")?;
    let at: usize = rest.split('/').next()?.parse().ok()?;
    Some(flow.states().get(at)?.name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_placed_on_the_state_its_path_names() {
        let text = r#"{"states":[{"name":"a","type":"trigger"},{"name":"b","type":"say-play"}]}"#;
        let flow = Flow::from_json(text).unwrap();
        assert_eq!(state("#/states/1/properties/say", &flow).as_deref(), Some("b"));
        assert_eq!(state("#/states/7", &flow), None);
        assert_eq!(state("#/initial_state", &flow), None);
    }
}
