//! Liquid in the texts of a flow: whether it can be read, and whether what it reads can be there
//! (`reference/studio/runtime.md`, "Liquid", "Context").

use std::collections::HashSet;

use serde_json::Value;

use super::place::{Place, STATES};
use super::problem::Code;
use super::report::Report;
use super::templates::Templates;
use crate::definition::{Flow, State};
use crate::graph::Graph;
use crate::template::{self, Read, TemplateError};

/// One text with Liquid in it.
struct Use<'f> {
    state: usize,
    property_path: String,
    text: &'f str,
}

/// A read of a widget's variables that is to be looked into.
struct Wish<'u> {
    reader: &'u Use<'u>,
    widget: usize,
}

pub(super) fn check(graph: &Graph<'_>, report: &mut Report<'_>, templates: &mut Templates) {
    let flow = graph.flow();
    let mut uses = Vec::new();
    for (at, state) in flow.states().iter().enumerate() {
        collect(at, state, &mut uses);
    }
    let variables = variables(flow);
    let mut wishes = Vec::new();
    for reader in &uses {
        match reads(reader.text, templates) {
            Ok(reads) => {
                for read in reads {
                    check_read(flow, report, &variables, reader, read, &mut wishes);
                }
            }
            Err(error) => {
                let message = format!("this Liquid cannot be read (81018): {error}");
                add(report, Code::Liquid, reader, message);
            }
        }
    }
    check_order(graph, report, &wishes);
}

fn reads<'t>(text: &'t str, templates: &mut Templates) -> Result<Vec<Read<'t>>, TemplateError> {
    let outline = template::outline(text)?;
    if !outline.is_plain {
        templates.check(text)?;
    }
    Ok(outline.reads)
}

fn add(report: &mut Report<'_>, code: Code, reader: &Use<'_>, message: String) {
    report.add_at(code, Some(reader.state), reader.property_path.clone(), message);
}

fn check_read<'u>(
    flow: &Flow,
    report: &mut Report<'_>,
    variables: &HashSet<&str>,
    reader: &'u Use<'u>,
    read: Read<'_>,
    wishes: &mut Vec<Wish<'u>>,
) {
    match read {
        Read::Widget(name) => match flow.position(name) {
            Some(widget) => wishes.push(Wish { reader, widget }),
            None => {
                let message = format!(
                    "no widget is called `{name}`, so this renders as nothing: correct the name"
                );
                add(report, Code::ReadsNoWidget, reader, message);
            }
        },
        Read::Variable(name) if !variables.contains(name) => {
            let message = format!(
                "no Set Variables widget sets `{name}`, so it is always empty: set it, or correct the name"
            );
            add(report, Code::ReadsUnset, reader, message);
        }
        Read::Variable(_) => {}
    }
}

/// Reports reads of widgets from which no way leads to the reader. A reader that is never come
/// to is reported as that.
fn check_order(graph: &Graph<'_>, report: &mut Report<'_>, wishes: &[Wish<'_>]) {
    let reached = graph.reach(graph.start(), |_| true);
    let mut by_widget: Vec<&Wish<'_>> = wishes.iter().collect();
    by_widget.sort_by_key(|wish| wish.widget);
    let mut widgets: Vec<usize> = by_widget.iter().map(|wish| wish.widget).collect();
    widgets.dedup();
    let mut rest = by_widget.as_slice();
    for marked in widgets.chunks(64) {
        let before = graph.runs_before(marked);
        for (bit, widget) in marked.iter().enumerate() {
            let own = rest.partition_point(|wish| wish.widget <= *widget);
            let (wishes, after) = rest.split_at(own);
            rest = after;
            for Wish { reader, widget } in wishes {
                if reached[reader.state] && before[reader.state] & (1 << bit) == 0 {
                    let name = graph.flow().states()[*widget].name();
                    let message = format!(
                        "`{name}` cannot have run before this widget: lead a way from it to here"
                    );
                    add(report, Code::ReadsTooEarly, reader, message);
                }
            }
        }
    }
}

/// Every variable of the flow that some widget sets; names are taken literally.
fn variables(flow: &Flow) -> HashSet<&str> {
    let setters = flow.states().iter().filter(|state| state.kind() == "set-variables");
    let rows = setters.filter_map(|state| state.property("variables")?.as_array()).flatten();
    rows.filter_map(|row| row.get("key")?.as_str()).collect()
}

/// The texts of a state that are rendered: its settings, and what a split compares. The subject
/// of a condition is a copy of the split's input, and looked at only where it differs.
fn collect<'f>(at: usize, state: &'f State, uses: &mut Vec<Use<'f>>) {
    let place = STATES.item(at);
    if let Some(settings) = state.object().get("properties") {
        walk(&place.key("properties"), settings, uses);
    }
    if state.kind() != "split-based-on" {
        return;
    }
    let (input, place) = (state.text("input"), place.key("transitions"));
    for (nth, entry) in state.transitions().enumerate() {
        let place = place.item(nth);
        for spelt in ["conditions", "condition"] {
            let place = place.key(spelt);
            let list = entry.value().get(spelt).and_then(Value::as_array);
            for (at, condition) in list.into_iter().flatten().enumerate() {
                let place = place.item(at);
                for key in ["arguments", "value"] {
                    if let Some(texts) = condition.get(key) {
                        walk_unless(&place.key(key), texts, input, uses);
                    }
                }
            }
        }
    }
}

fn walk<'f>(place: &Place<'_>, value: &'f Value, uses: &mut Vec<Use<'f>>) {
    // No text with Liquid is empty.
    walk_unless(place, value, "", uses);
}

/// Every text with Liquid at or below a place, except `known` and the names of rows, which are
/// taken literally.
fn walk_unless<'f>(place: &Place<'_>, value: &'f Value, known: &str, uses: &mut Vec<Use<'f>>) {
    match value {
        Value::String(text) if text != known && template::has_liquid(text) => {
            let Some(state) = place.state() else { return };
            uses.push(Use { state, property_path: place.to_string(), text });
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                walk_unless(&place.item(at), item, known, uses);
            }
        }
        Value::Object(members) => {
            let is_row = members.contains_key("key") && members.contains_key("value");
            for (key, member) in members.iter().filter(|(key, _)| !is_row || *key != "key") {
                walk_unless(&place.key(key), member, known, uses);
            }
        }
        _ => {}
    }
}
