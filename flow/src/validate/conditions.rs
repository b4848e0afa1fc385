//! The condition on a split's `match` (`reference/studio/widgets.md`, "split-based-on").

use serde_json::Value;

use super::place::Place;
use super::problem::Code;
use super::report::{Need, Report, Type};
use crate::condition::{self, PREDICATES};
use crate::definition::Object;
use crate::template;

pub(super) fn check(report: &mut Report<'_>, place: &Place<'_>, entry: &Object) {
    // The published schema spells the list `condition`, every export `conditions`.
    let is_singular = entry.contains_key("condition") && !entry.contains_key("conditions");
    let spelt = if is_singular { "condition" } else { "conditions" };
    let list = report.items(place, entry, spelt, Need::Required);
    let place = place.key(spelt);
    for (at, condition) in list.iter().enumerate() {
        let place = place.item(at);
        if let Some(condition) = report.object(&place, condition) {
            check_condition(report, &place, condition);
        }
    }
}

fn check_condition(report: &mut Report<'_>, place: &Place<'_>, condition: &Object) {
    report.text(place, condition, "friendly_name", Need::Required);
    check_subjects(report, place, condition);
    let predicate = report.text(place, condition, "type", Need::Required);
    if let Some(predicate) = predicate {
        let known = PREDICATES.iter().map(|predicate| predicate.name);
        report.expect_one_of(&place.key("type"), predicate, known);
    }
    let operand = report.text(place, condition, "value", Need::Required);
    if let (Some(predicate), Some(operand)) = (predicate, operand)
        && !template::has_liquid(operand)
        && let Some(problem) = condition::operand_problem(predicate, operand)
    {
        report.add(Code::IdleCondition, &place.key("value"), problem);
    }
}

/// The subject, a copy of the split's input, in a list of its own.
fn check_subjects(report: &mut Report<'_>, place: &Place<'_>, condition: &Object) {
    let list = report.member(place, condition, "arguments", Need::Required, &[Type::Array]);
    let Some(subjects) = list.and_then(Value::as_array) else { return };
    let place = place.key("arguments");
    if subjects.is_empty() {
        let message = "there must be a minimum of 1 items in the array";
        report.add(Code::WrongLength, &place, message);
    }
    for (at, subject) in subjects.iter().enumerate() {
        report.expect(&place.item(at), subject, &[Type::String]);
    }
}
