//! A sound flow, to be changed in one place and validated.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used)]

use flow::Flow;
use flow::validate::{Problem, Severity, validate};
use serde_json::{Value, json};

/// A sound flow. Its states: 0 Trigger, 1 greet, 2 ask, 3 remember, 4 decide, 5 agent, 6 tell,
/// 7 sorry.
pub fn sound() -> Value {
    serde_json::from_str(include_str!("../flows/support_line.json")).unwrap()
}

pub fn of(definition: &Value) -> Vec<Problem> {
    validate(&Flow::from_value(definition.clone()).unwrap())
}

/// Errors or warnings, as lines of path and message.
pub fn lines(definition: &Value, severity: Severity) -> Vec<String> {
    let problems = of(definition).into_iter().filter(|problem| problem.severity == severity);
    problems.map(|it| format!("{} {}", it.property_path, it.message)).collect()
}

pub fn errors(definition: &Value) -> Vec<String> {
    lines(definition, Severity::Error)
}

pub fn warnings(definition: &Value) -> Vec<String> {
    lines(definition, Severity::Warning)
}

/// The sound flow with another value at a place; a place that is not there is made.
pub fn with(pointer: &str, value: Value) -> Value {
    changed(sound(), pointer, Some(value))
}

pub fn without(pointer: &str) -> Value {
    changed(sound(), pointer, None)
}

pub fn changed(mut definition: Value, pointer: &str, value: Option<Value>) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match (definition.pointer_mut(parent).unwrap(), value) {
        (Value::Array(items), Some(value)) => match key.parse::<usize>() {
            Ok(at) => items[at] = value,
            Err(_) => items.push(value),
        },
        (parent, Some(value)) => parent[key] = value,
        (parent, None) => drop(parent.as_object_mut().unwrap().shift_remove(key)),
    }
    definition
}

/// The sound flow with its last state replaced by one of this type; `sorry` is named still.
pub fn last(kind: &str, properties: Value, transitions: Value) -> Value {
    let state = json!({ "name": "sorry", "type": kind, "transitions": transitions, "properties": properties });
    with("/states/7", state)
}

/// Each row: a place in the sound flow, what to put there, and the errors that follow.
#[track_caller]
pub fn check_errors(table: &[(&str, Value, &[&str])]) {
    for (pointer, value, expected) in table {
        let definition = with(pointer, value.clone());
        assert_eq!(errors(&definition), *expected, "{pointer} = {value}");
    }
}

#[track_caller]
pub fn check_warnings(table: &[(&str, Value, &[&str])]) {
    for (pointer, value, expected) in table {
        let definition = with(pointer, value.clone());
        assert_eq!(errors(&definition), [""; 0], "{pointer} = {value}");
        assert_eq!(warnings(&definition), *expected, "{pointer} = {value}");
    }
}
