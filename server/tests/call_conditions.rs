//! What a call is to be like beside its flow: faults and delays of its relay sessions.
#![allow(clippy::unwrap_used)]

mod studio;

use std::process::{Command, Stdio};
use std::time::Duration;

use axum::http::{Method, StatusCode};
use flow::live::{Entry, Report};
use serde_json::{Value, json};
use studio::{Studio, database_file};

const DEMO: &str = include_str!("../src/demo/demo.json");

/// All that was told of a call once it is over.
async fn reports(studio: &Studio, call: &str) -> Vec<Report> {
    let sid = call.parse().unwrap();
    if let Some(handle) = studio.app.runtime.find_by_call(&sid) {
        tokio::time::timeout(Duration::from_secs(20), handle.closed()).await.unwrap();
    }
    let (_, log) = studio.get(&format!("/api/calls/{call}/log")).await;
    let entries: Vec<Entry> = serde_json::from_value(log["entries"].clone()).unwrap();
    entries.into_iter().map(|entry| entry.report).collect()
}

async fn call(studio: &Studio, conditions: &Value) -> (StatusCode, Value) {
    let flow = studio.publish(DEMO).await;
    let mut request = json!({ "from": "+15550100123", "to": "+15550100456", "clock": "instant" });
    for (key, value) in conditions.as_object().unwrap() {
        request[key] = value.clone();
    }
    studio.json(Method::POST, &format!("/api/flows/{flow}/calls"), &request).await
}

#[tokio::test]
async fn a_call_with_a_fault_takes_the_failed_path() {
    let studio = Studio::open().await;
    let (status, made) = call(&studio, &json!({ "faults": ["refuse"] })).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let reports = reports(&studio, made["call_sid"].as_str().unwrap()).await;
    let code = reports.iter().find_map(|report| match report {
        Report::RelayEnded { error_code, .. } => *error_code,
        _ => None,
    });
    assert_eq!(code, Some(64102));
    let left = reports.iter().any(|report| {
        matches!(report, Report::Step { from, event, .. } if from == "agent" && event == "failed")
    });
    assert!(left, "{reports:?}");
}

#[tokio::test]
async fn conditions_that_cannot_be_are_refused() {
    let studio = Studio::open().await;
    for conditions in [
        json!({ "faults": ["explode"] }),
        json!({ "faults": "refuse" }),
        json!({ "timing": { "first_token_ms": -1 } }),
        json!({ "timing": { "speed": 3 } }),
    ] {
        let (status, answer) = call(&studio, &conditions).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{conditions}: {answer}");
    }
    let (status, _) = call(&studio, &json!({ "timing": { "first_token_ms": 5 } })).await;
    assert_eq!(status, StatusCode::CREATED);
}

#[test]
fn the_command_line_takes_faults_too() {
    let file = database_file().with_extension("json");
    std::fs::write(&file, DEMO).unwrap();
    let run = |fault: &str| {
        Command::new(env!("CARGO_BIN_EXE_switchboard"))
            .args(["call", file.to_str().unwrap(), "--clock", "instant", "--fault", fault])
            .stdin(Stdio::null())
            .output()
            .unwrap()
    };
    let output = run("refuse");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("Sorry, the agent"), "{output:?}");
    let output = run("explode");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("drop=N"), "{output:?}");
}
