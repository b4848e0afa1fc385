//! Flows from elsewhere come back as they were: to the key, to the number, to the letter.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod reference;

use std::fs;
use std::path::Path;

use flow::Flow;
use flow::validate::{Severity, validate};
use reference::{flows_in, real_flows};
use serde_json::Value;

/// Errors in real exports, each with the setting it is about: what Studio takes no more, and what
/// people blanked out before they published a file (`reference/studio/flows/INDEX.md`).
const KNOWN_ERRORS: [(&str, &str); 5] = [
    ("say", "exactly one of `say`, `play` must be there"),
    ("timeout", "integer found, string expected"),
    ("url", "is missing but it is required"),
    ("workflow", "is missing but it is required"),
    ("channel", "is missing but it is required"),
];

/// JSON text without the blanks between its parts.
fn minified(text: &str) -> String {
    let (mut is_text, mut is_escaped) = (false, false);
    let mut kept = String::with_capacity(text.len());
    for character in text.chars() {
        if !is_text && character.is_whitespace() {
            continue;
        }
        is_text ^= character == '"' && !is_escaped;
        is_escaped = character == '\\' && !is_escaped;
        kept.push(character);
    }
    kept
}

#[test]
fn what_is_odd_in_a_flow_comes_back_to_the_letter() {
    let files = flows_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/flows/kept"));
    assert_eq!(files.len(), 4);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let flow = Flow::from_json(&text).unwrap();
        assert_eq!(flow.to_value().to_string(), minified(&text), "{}", file.display());
        assert_eq!(minified(&flow.to_json()), minified(&text), "{}", file.display());
        assert!(!validate(&flow).is_empty(), "{}", file.display());
    }
}

#[test]
fn real_exports_come_back_with_the_same_keys_in_the_same_order() {
    let Some(files) = real_flows() else { return };
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap();
        let flow = Flow::from_json(&text).unwrap();
        assert_eq!(flow.to_value().to_string(), value.to_string(), "{}", file.display());
        assert_eq!(minified(&flow.to_json()), value.to_string(), "{}", file.display());
    }
}

#[test]
fn real_exports_have_no_error_that_studio_would_not_find_and_few_warnings() {
    let Some(files) = real_flows() else { return };
    let mut warnings = 0;
    for file in &files {
        let flow = Flow::from_json(&fs::read_to_string(file).unwrap()).unwrap();
        for problem in validate(&flow) {
            if problem.severity == Severity::Warning {
                warnings += 1;
                continue;
            }
            let setting = problem.property_path.rsplit('/').next().unwrap();
            let known = KNOWN_ERRORS.contains(&(setting, problem.message.as_str()));
            assert!(known, "{}: {problem:?}", file.display());
        }
    }
    assert!(warnings < 2 * files.len(), "{warnings} warnings in {} flows", files.len());
}
