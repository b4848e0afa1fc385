//! The conditions of a split: reading them, and changed copies of their state.

use flow::State;
use flow::edit;
use serde_json::{Value, json};

/// Every predicate, and the words between subject and value.
pub(super) const PREDICATES: [(&str, &str); 17] = [
    ("equal_to", "is equal to"),
    ("not_equal_to", "is not equal to"),
    ("matches_any_of", "is any of"),
    ("does_not_match_any_of", "is none of"),
    ("contains", "contains"),
    ("does_not_contain", "does not contain"),
    ("starts_with", "starts with"),
    ("does_not_start_with", "does not start with"),
    ("is_blank", "is blank"),
    ("is_not_blank", "is not blank"),
    ("regex", "matches the pattern"),
    ("less_than", "is less than"),
    ("greater_than", "is greater than"),
    ("is_before_time", "is before the time"),
    ("is_after_time", "is after the time"),
    ("is_before_date", "is before the date"),
    ("is_after_date", "is after the date"),
];

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Row {
    pub(super) predicate: String,
    pub(super) operand: String,
    pub(super) friendly_name: String,
}

impl Row {
    /// The operand has no meaning for the tests for blanks.
    pub(super) fn takes_operand(&self) -> bool {
        !matches!(self.predicate.as_str(), "is_blank" | "is_not_blank")
    }

    /// What the operand looks like.
    pub(super) fn example(&self) -> &'static str {
        match self.predicate.as_str() {
            "matches_any_of" | "does_not_match_any_of" => "yes, yeah, yup",
            "regex" => "[1-5]",
            "less_than" | "greater_than" => "10",
            "is_before_time" | "is_after_time" => "17:00",
            "is_before_date" | "is_after_date" => "2026-12-31",
            _ => "value",
        }
    }
}

/// A part of a condition that is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Predicate(String),
    Operand(String),
    FriendlyName(String),
}

/// The conditions, in the order in which they are tried.
pub(super) fn rows(state: &State) -> Vec<Row> {
    let matches = state.transitions().filter(|transition| transition.event() == "match");
    let row = |transition: flow::definition::Transition<'_>| {
        let Some(condition) = transition.condition() else { return Row::default() };
        Row {
            predicate: condition.predicate().to_owned(),
            operand: condition.operand().to_owned(),
            friendly_name: condition.friendly_name().to_owned(),
        }
    };
    matches.map(row).collect()
}

/// The state with one part of a condition changed. A friendly name that nobody has written
/// follows along.
pub(super) fn with_part(state: &State, nth: usize, part: &Part) -> State {
    let subject = state.text("input");
    let Some(row) = rows(state).into_iter().nth(nth) else { return state.clone() };
    let mut next = row.clone();
    match part {
        Part::Predicate(predicate) => {
            next.operand = operand_for(&row, predicate);
            next.predicate.clone_from(predicate);
        }
        Part::Operand(operand) => next.operand.clone_from(operand),
        Part::FriendlyName(name) => next.friendly_name.clone_from(name),
    }
    if !matches!(part, Part::FriendlyName(_)) && is_default_name(&row, subject) {
        next.friendly_name = default_name(&next, subject);
    }
    changed(state, |entries| write(entries, nth, &next, subject))
}

/// The state with one more condition, tried last.
pub(super) fn with_condition(state: &State) -> State {
    let row = Row { predicate: "equal_to".to_owned(), ..Row::default() };
    let name = default_name(&row, "");
    let conditions = edit::condition(&row.predicate, state.text("input"), "", &name);
    changed(state, |entries| entries.push(json!({ "event": "match", "conditions": conditions })))
}

/// The state without one condition.
pub(super) fn without_condition(state: &State, nth: usize) -> State {
    changed(state, |entries| {
        if let Some(at) = place(entries, nth) {
            entries.remove(at);
        }
    })
}

/// The state with one condition in another place among the conditions. Other transitions stay
/// where they are.
pub(super) fn moved(state: &State, nth: usize, to: usize) -> State {
    changed(state, |entries| {
        let steps: Vec<usize> =
            if nth < to { (nth..to).collect() } else { (to..nth).rev().collect() };
        for step in steps {
            if let (Some(at), Some(next)) = (place(entries, step), place(entries, step + 1)) {
                entries.swap(at, next);
            }
        }
    })
}

/// The state with another subject, which every condition holds a copy of.
pub(super) fn with_input(state: &State, input: &str) -> State {
    let subject = state.text("input");
    let mut next = changed(state, |entries| {
        for (nth, mut row) in rows(state).into_iter().enumerate() {
            if is_default_name(&row, subject) {
                row.friendly_name = default_name(&row, input);
            }
            write(entries, nth, &row, input);
        }
    });
    let properties = next.object_mut().entry("properties").or_insert_with(|| json!({}));
    if let Some(properties) = properties.as_object_mut() {
        properties.insert("input".to_owned(), json!(input));
    }
    next
}

/// The words the console gives a condition by itself.
fn default_name(row: &Row, subject: &str) -> String {
    if row.takes_operand() {
        format!("If value {} {}", row.predicate, row.operand)
    } else {
        subject.to_owned()
    }
}

fn is_default_name(row: &Row, subject: &str) -> bool {
    row.friendly_name.is_empty() || row.friendly_name == default_name(row, subject)
}

/// The tests for blanks hold words of their own in place of an operand.
fn operand_for(row: &Row, predicate: &str) -> String {
    match predicate {
        "is_blank" => "Is Blank".to_owned(),
        "is_not_blank" => "Is Not Blank".to_owned(),
        _ if row.takes_operand() => row.operand.clone(),
        _ => String::new(),
    }
}

/// Puts a condition into its entry; keys that are not ours stay.
fn write(entries: &mut [Value], nth: usize, row: &Row, subject: &str) {
    let made = edit::condition(&row.predicate, subject, &row.operand, &row.friendly_name);
    let entry = place(entries, nth).and_then(|at| entries[at].as_object_mut());
    let Some(entry) = entry else { return };
    let key = if entry.contains_key("condition") { "condition" } else { "conditions" };
    let first = entry.get_mut(key).and_then(|list| list.get_mut(0)).and_then(Value::as_object_mut);
    match (first, made[0].as_object()) {
        (Some(before), Some(made)) => before.extend(made.clone()),
        _ => {
            entry.insert(key.to_owned(), made);
        }
    }
}

fn place(entries: &[Value], nth: usize) -> Option<usize> {
    let is_match = |entry: &Value| entry.get("event").and_then(Value::as_str) == Some("match");
    entries.iter().enumerate().filter(|(_, entry)| is_match(entry)).nth(nth).map(|(at, _)| at)
}

fn changed(state: &State, change: impl FnOnce(&mut Vec<Value>)) -> State {
    let mut state = state.clone();
    let entries = state.object_mut().entry("transitions").or_insert_with(|| json!([]));
    if let Some(entries) = entries.as_array_mut() {
        change(entries);
    }
    state
}

#[cfg(test)]
mod tests;
