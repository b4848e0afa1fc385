//! What stands outside the states, and how many states there may be
//! (`reference/studio/flow-definition.schema.json`; `reference/studio/runtime.md`, "Limits").

use super::place::{Place, STATES};
use super::problem::Code;
use super::report::{Need, Report, Type};
use crate::definition::Flow;

/// States that a definition may hold.
const MAX_STATES: usize = 1_000;

const SCHEMA: &str = "https://schemas.twilio.com/studio/draft/2019-09/flow-definition";

pub(super) fn check(flow: &Flow, report: &mut Report<'_>) {
    let (place, head) = (Place::Document, flow.head());
    report.text(&place, head, "description", Need::Optional);
    if let Some(schema) = report.text(&place, head, "$schema", Need::Optional) {
        report.expect_one_of(&place.key("$schema"), schema, [SCHEMA].into_iter());
    }
    let flags = report.member(&place, head, "flags", Need::Optional, &[Type::Object]);
    if let Some(flags) = flags.and_then(|flags| flags.as_object()) {
        let place = place.key("flags");
        report.member(&place, flags, "allow_concurrent_calls", Need::Required, &[Type::Boolean]);
    }
    check_size(flow, report);
    check_start(flow, report);
}

fn check_size(flow: &Flow, report: &mut Report<'_>) {
    let message = match flow.states().len() {
        0 => "there must be a minimum of 1 items in the array".to_owned(),
        1..=MAX_STATES => return,
        _ => format!("there must be a maximum of {MAX_STATES} items in the array"),
    };
    report.add(Code::WrongLength, &STATES, message);
}

/// A flow has one trigger, named by `initial_state` (`reference/studio/widgets.md`, "trigger").
fn check_start(flow: &Flow, report: &mut Report<'_>) {
    let place = Place::Document.key("initial_state");
    let Some(name) = report.text(&Place::Document, flow.head(), "initial_state", Need::Required)
    else {
        return;
    };
    let Some(start) = flow.position(name).filter(|_| !name.is_empty()) else {
        report.add(Code::NoSuchState, &place, format!("no widget is called `{name}`"));
        return;
    };
    let kind = flow.states()[start].kind();
    if kind != "trigger" {
        let message = format!("must be the name of the trigger, and `{name}` is a `{kind}`");
        report.add(Code::NotTheTrigger, &place, message);
    }
    for (at, state) in flow.states().iter().enumerate() {
        if at != start && state.kind() == "trigger" {
            let place = STATES.item(at);
            let message = format!("a flow has one trigger, and this one begins at `{name}`");
            report.add(Code::NotTheTrigger, &place.key("type"), message);
        }
    }
}
