//! Settings by the catalogue: each field says its JSON type, its bounds and whether it must be
//! there, so a widget is checked as soon as it has fields.

use serde_json::Value;

use super::place::Place;
use super::problem::Code;
use super::report::{Need, Report, Type};
use crate::definition::Object;
use crate::template;
use crate::widget::{Control, Field, Widget};

pub(super) fn check(
    report: &mut Report<'_>,
    place: &Place<'_>,
    widget: Option<&Widget>,
    settings: &Object,
) {
    for field in widget.map(|widget| widget.fields).unwrap_or_default() {
        let need = if field.required { Need::Required } else { Need::Optional };
        let value = report.member(place, settings, field.key, need, types(field.control));
        if let Some(value) = value {
            check_value(report, &place.key(field.key), field, value);
        }
    }
}

/// FlowValidate does not convert: each setting has the one JSON type of its field
/// (`reference/studio/widgets.md`, "JSON types are strict and uneven").
fn types(control: Control) -> &'static [Type] {
    match control {
        Control::LongText
        | Control::Text
        | Control::Url
        | Control::Secret
        | Control::Literal
        | Control::Choice(_)
        | Control::Suggest(_)
        | Control::TextNumber { .. }
        | Control::TextSwitch => &[Type::String],
        Control::Integer { .. } => &[Type::Integer],
        Control::Switch => &[Type::Boolean],
        Control::AnySwitch => &[Type::Boolean, Type::String],
        Control::Pairs | Control::Variables | Control::Several(_) => &[Type::Array],
        // Its shape is its own; the catalogue says only that it is one.
        Control::Json => &[Type::Array, Type::Object],
    }
}

/// What the control asks of a value that is of its type.
fn check_value(report: &mut Report<'_>, place: &Place<'_>, field: &Field, value: &Value) {
    match field.control {
        Control::Choice(choices) => {
            let allowed = choices.iter().map(|(name, _)| *name);
            report.expect_one_of(place, value.as_str().unwrap_or_default(), allowed);
        }
        Control::Integer { min, max, .. } => report.expect_within(place, value, min, max),
        Control::Pairs => check_rows(report, place, value, |_, _, _| {}),
        Control::Variables => check_rows(report, place, value, check_variable),
        Control::TextNumber { min, max, .. } => check_number(report, place, value, min, max),
        Control::Several(choices) => {
            for (at, entry) in value.as_array().into_iter().flatten().enumerate() {
                let allowed = choices.iter().map(|(name, _)| *name);
                let entry = entry.as_str().unwrap_or_default();
                report.expect_one_of(&place.item(at), entry, allowed);
            }
        }
        Control::LongText
        | Control::Text
        | Control::Url
        | Control::Secret
        | Control::Literal
        | Control::Suggest(_)
            if field.required && value.as_str().is_some_and(|text| text.trim().is_empty()) =>
        {
            report.add(Code::Blank, place, format!("fill in “{}”", field.label));
        }
        Control::LongText
        | Control::Text
        | Control::Url
        | Control::Secret
        | Control::Literal
        | Control::Suggest(_)
        | Control::TextSwitch
        | Control::Switch
        | Control::AnySwitch
        | Control::Json => {}
    }
}

/// A whole number written as text; what Liquid makes of one is known when it runs.
fn check_number(report: &mut Report<'_>, place: &Place<'_>, value: &Value, min: i64, max: i64) {
    let text = value.as_str().unwrap_or_default().trim();
    if text.is_empty() || template::has_liquid(text) {
        return;
    }
    if !text.parse().is_ok_and(|number: i64| (min..=max).contains(&number)) {
        let message =
            format!("`{text}` is not read as a number: write a whole one from {min} to {max}");
        report.add(Code::NotANumber, place, message);
    }
}

/// Rows of `{key, value}`, and what else a row holds.
fn check_rows(
    report: &mut Report<'_>,
    place: &Place<'_>,
    rows: &Value,
    check_rest: fn(&mut Report<'_>, &Place<'_>, &Object),
) {
    for (at, row) in rows.as_array().into_iter().flatten().enumerate() {
        let place = place.item(at);
        let Some(row) = report.object(&place, row) else { continue };
        if let Some(key) = report.text(&place, row, "key", Need::Required) {
            report.expect_filled(&place.key("key"), key);
        }
        report.text(&place, row, "value", Need::Required);
        check_rest(report, &place, row);
    }
}

/// A row of Set Variables (`reference/studio/widgets.md`, "set-variables").
fn check_variable(report: &mut Report<'_>, place: &Place<'_>, row: &Object) {
    if row.get("key").and_then(Value::as_str).is_some_and(template::has_liquid) {
        let message = "a name is taken as it stands: Liquid works in values only";
        report.add(Code::LiteralLiquid, &place.key("key"), message);
    }
    if let Some(kind) = report.text(place, row, "type", Need::Optional) {
        report.expect_one_of(&place.key("type"), kind, ["string", "json_object"].into_iter());
    }
    report.text(place, row, "index", Need::Optional);
}
