//! The frame of each state: its name, type, settings and transitions, by the schema of its widget.

use std::collections::HashSet;

use serde_json::Value;

use super::place::{Place, STATES};
use super::problem::Code;
use super::report::{Need, Report, Type};
use super::{conditions, fields, rules};
use crate::definition::{Flow, Object, State};
use crate::edit;
use crate::graph::Graph;
use crate::widget::{CATALOGUE, Widget};

/// Events that Studio takes although no port is drawn for them
/// (`reference/studio/widgets.md`, "send-to-flex", "make-outgoing-call-v1").
const UNSEEN_EVENTS: [(&str, &str); 3] = [
    ("send-to-flex", "composerStarted"),
    ("make-outgoing-call-v1", "answeredByMachine"),
    ("make-outgoing-call-v1", "hangup"),
];

pub(super) fn check(graph: &Graph<'_>, report: &mut Report<'_>) {
    let mut names = HashSet::new();
    for (at, state) in graph.flow().states().iter().enumerate() {
        let place = STATES.item(at);
        // The published schema lets the trigger do without a name and settings.
        let need = match state.kind() {
            "trigger" => Need::Optional,
            _ => Need::Required,
        };
        if let Some(name) = report.text(&place, state.object(), "name", need) {
            check_name(report, &place, name);
            if !names.insert(name) {
                let message = format!("`{name}` is the name of another widget too: change one");
                report.add(Code::DuplicateName, &place.key("name"), message);
            }
        }
        let widget = graph.widget(at);
        check_kind(report, &place, state, widget);
        check_transitions(graph.flow(), report, &place, state, widget);
        let settings = report.member(&place, state.object(), "properties", need, &[Type::Object]);
        if let Some(settings) = settings.and_then(Value::as_object) {
            let place = place.key("properties");
            check_offset(report, &place, settings);
            fields::check(report, &place, widget, settings);
            rules::check_settings(report, &place, state, settings);
        }
    }
}

/// Names begin with a letter and hold no blanks and periods; templates want more
/// (`reference/studio/widgets.md`, "Names"; `reference/studio/runtime.md`, "Liquid").
fn check_name(report: &mut Report<'_>, place: &Place<'_>, name: &str) {
    let place = place.key("name");
    let begins_well = name.starts_with(char::is_alphabetic);
    if name.is_empty() {
        report.expect_filled(&place, name);
    } else if !begins_well || name.contains(|c: char| c.is_whitespace() || c == '.') {
        let message =
            format!("`{name}` cannot be a name: begin with a letter, without blanks and periods");
        report.add(Code::BadName, &place, message);
    } else if !edit::is_name(name) {
        let message = format!(
            "templates cannot read `widgets.{name}`: use only letters without accents, digits, `_` and `-`"
        );
        report.add(Code::AwkwardName, &place, message);
    }
}

fn check_kind(report: &mut Report<'_>, place: &Place<'_>, state: &State, widget: Option<&Widget>) {
    let kind = report.text(place, state.object(), "type", Need::Required);
    if let (Some(kind), None) = (kind, widget) {
        let place = place.key("type");
        report.expect_one_of(&place, kind, CATALOGUE.iter().map(|widget| widget.kind));
        let message = format!(
            "`{kind}` is kept as it is, but a call that comes here ends: use a widget of the palette"
        );
        report.add(Code::UnknownWidget, &place, message);
    }
}

fn check_offset(report: &mut Report<'_>, place: &Place<'_>, settings: &Object) {
    let offset = report.member(place, settings, "offset", Need::Optional, &[Type::Object]);
    if let Some(offset) = offset.and_then(Value::as_object) {
        let place = place.key("offset");
        for axis in ["x", "y"] {
            report.member(&place, offset, axis, Need::Required, &[Type::Number]);
        }
    }
}

fn check_transitions(
    flow: &Flow,
    report: &mut Report<'_>,
    place: &Place<'_>,
    state: &State,
    widget: Option<&Widget>,
) {
    let entries = report.items(place, state.object(), "transitions", Need::Required);
    let place = place.key("transitions");
    for (nth, entry) in entries.iter().enumerate() {
        let place = place.item(nth);
        let Some(entry) = report.object(&place, entry) else { continue };
        if let Some(event) = report.text(&place, entry, "event", Need::Required) {
            check_event(report, &place.key("event"), event, widget);
            if event == "match" && state.kind() == "split-based-on" {
                conditions::check(report, &place, entry);
            }
        }
        let next =
            report.member(&place, entry, "next", Need::Optional, &[Type::String, Type::Null]);
        if let Some(next) = next.and_then(Value::as_str).filter(|next| !next.is_empty())
            && flow.state(next).is_none()
        {
            let message = format!("no widget is called `{next}`");
            report.add(Code::NoSuchState, &place.key("next"), message);
        }
    }
}

/// One message for each event that would do, as Studio tells it.
fn check_event(report: &mut Report<'_>, place: &Place<'_>, event: &str, widget: Option<&Widget>) {
    let Some(widget) = widget else { return };
    let is_known = widget.events.iter().any(|known| known.name == event)
        || UNSEEN_EVENTS.contains(&(widget.kind, event));
    if is_known {
        return;
    }
    for known in widget.events {
        let message = format!("must be a constant value {}", known.name);
        report.add(Code::UnknownEvent, place, message);
    }
}
