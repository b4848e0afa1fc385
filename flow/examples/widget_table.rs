//! Prints what every widget asks for, leaves on and sets, as Markdown: the documents' table comes
//! from the catalogue that runs.
//!
//! `cargo run -p flow --example widget_table`

#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use flow::widget::{CATALOGUE, Control, Field, Fresh, Leads, Outcome, Widget};

fn main() {
    println!("# Widgets\n");
    println!("What each widget asks for, leaves on and sets. Printed from the catalogue.");
    let mut category = None;
    for widget in CATALOGUE {
        if category != Some(widget.category) {
            category = Some(widget.category);
            println!("\n## {}", widget.category.label());
        }
        print_widget(widget);
    }
}

fn print_widget(widget: &Widget) {
    println!("\n### {} — `{}`\n", widget.label, widget.kind);
    let needs_call = if widget.is_twiml { " Acts on the call." } else { "" };
    println!("{}.{needs_call}\n", widget.summary);
    let events = widget.events.iter().map(|event| format!("`{}` ({})", event.name, event.label));
    println!("Events: {}.", events.collect::<Vec<_>>().join(", "));
    if !widget.sets.is_empty() {
        let sets: Vec<_> = widget.sets.iter().map(|key| format!("`{key}`")).collect();
        println!("\nVariables: {}.", sets.join(", "));
    }
    if !widget.fields.is_empty() {
        println!("\n| Property | Type | Default | |\n|---|---|---|---|");
        widget.fields.iter().for_each(print_field);
    }
    if !widget.outcomes.is_empty() {
        println!("\n| Outcome | | Leads to | Details |\n|---|---|---|---|");
        widget.outcomes.iter().for_each(print_outcome);
    }
}

fn print_field(field: &Field) {
    let required = if field.required { "required" } else { "" };
    let fresh = match field.fresh {
        Fresh::Absent => String::new(),
        Fresh::Text(text) => format!("`\"{text}\"`"),
        Fresh::Integer(number) => format!("`{number}`"),
        Fresh::Boolean(flag) => format!("`{flag}`"),
        Fresh::List => "`[]`".to_owned(),
    };
    println!("| `{}` | {} | {fresh} | {required} |", field.key, kind(field.control));
}

fn kind(control: Control) -> String {
    let bounds = |min: i64, max: i64, unit: &str| match max {
        max if max == i64::from(i32::MAX) => format!("from {min} {unit}"),
        max => format!("{min}–{max} {unit}"),
    };
    match control {
        Control::LongText | Control::Text | Control::Url | Control::Suggest(_) => "text".to_owned(),
        Control::Secret => "text, secret".to_owned(),
        Control::Literal => "text, no Liquid".to_owned(),
        Control::Choice(list) => one_of(list),
        Control::Integer { min, max, unit } => format!("integer, {}", bounds(min, max, unit)),
        Control::TextNumber { min, max, unit } => {
            format!("number as text, {}", bounds(min, max, unit))
        }
        Control::Switch => "boolean".to_owned(),
        Control::TextSwitch => "`\"true\"` or `\"false\"`".to_owned(),
        Control::AnySwitch => "boolean or text".to_owned(),
        Control::Pairs => "array of `{key, value}`".to_owned(),
        Control::Variables => "array of `{key, value, type}`".to_owned(),
        Control::Several(list) => format!("array of {}", one_of(list)),
        Control::Json => "JSON".to_owned(),
    }
}

fn one_of(list: &[(&str, &str)]) -> String {
    list.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn print_outcome(outcome: &Outcome) {
    let leads = match outcome.leads {
        Leads::On(event) => format!("`{event}`"),
        Leads::To(stage) => format!("goes on: {stage}"),
    };
    let details: Vec<_> =
        outcome.details.iter().map(|detail| format!("`{}`", detail.key)).collect();
    println!("| `{}` | {} | {leads} | {} |", outcome.name, outcome.label, details.join(", "));
}
