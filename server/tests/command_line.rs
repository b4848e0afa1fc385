//! The command line, through the built program.

#![allow(clippy::unwrap_used)]

mod studio;

use std::io::Write;
use std::process::{Command, Output, Stdio};

use studio::{broken, database_file, echo};

fn file(text: &str) -> String {
    let file = database_file().with_extension("json");
    std::fs::write(&file, text).unwrap();
    file.display().to_string()
}

fn run(words: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_switchboard"))
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses its arguments does not read.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn validate_tells_each_problem_on_a_line() {
    let (good, bad) = (file(&echo()), file(&broken()));
    assert_eq!(run(&["validate", &good], "").status.code(), Some(0));
    let output = run(&["validate", &good, &bad], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(out(&output).contains(&format!("{bad}: #/states/1/transitions/2")), "{output:?}");
    let output = run(&["validate", "--json", &bad], "");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report[0]["valid"], false);
    let problem = serde_json::json!({ "property_path": "#/states/1/transitions/2/next",
        "state": "ask", "severity": "error", "code": "no-such-state",
        "message": "no widget is called `nowhere`" });
    assert_eq!(report[0]["problems"][0], problem);
    assert_eq!(run(&["validate"], "").status.code(), Some(2));
    assert_eq!(run(&["validate", "/nowhere.json"], "").status.code(), Some(2));
    let output = run(&["validate", &file("not a flow")], "");
    assert!(out(&output).contains("this is not JSON"), "{output:?}");
}

#[test]
fn validate_takes_a_flow_with_warnings_and_tells_them() {
    let warned = file(&echo().replace("{{widgets.ask.Digits}}", "{{widgets.aks.Digits}}"));
    let output = run(&["validate", &warned], "");
    assert_eq!(output.status.code(), Some(0));
    let line = format!("{warned}: #/states/2/properties/say: warning: no widget is called `aks`");
    assert!(out(&output).starts_with(&line), "{output:?}");
    let output = run(&["validate", "--json", &warned], "");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&report[0]["valid"], &report[0]["problems"][0]["severity"]),
        (&true.into(), &"warning".into())
    );
}

#[test]
fn validate_speaks_studios_words() {
    let wrong = file(&echo().replace(r#""timeout":5"#, r#""timeout":"5""#));
    let output = run(&["validate", &wrong], "");
    let line = format!("{wrong}: #/states/1/properties/timeout: string found, integer expected\n");
    assert_eq!((out(&output), output.status.code()), (line, Some(1)));
}

#[test]
fn call_speaks_the_lines_of_a_pipe_and_prints_what_is_said() {
    let flow = file(&echo());
    let output = run(&["call", &flow, "--clock", "instant"], "#7\n");
    assert_eq!(out(&output), "Who is there?\nHello 7.\n");
    assert_eq!(output.status.code(), Some(0));
    let output = run(&["call", &flow, "--clock", "instant"], "Ada");
    assert_eq!(out(&output), "Who is there?\nHello Ada.\n");
    let output = run(&["call", &flow, "--clock", "instant"], "");
    assert_eq!(out(&output), "Who is there?\nNobody there.\n");
}

#[test]
fn call_says_what_is_wrong_with_a_file() {
    let old = file(r#"{"states":[{"name":"a","type":"InitialState"}]}"#);
    let output = run(&["call", &old], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("before 2020"), "{output:?}");
}
