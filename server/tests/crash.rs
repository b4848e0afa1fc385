//! What is left when the program is killed.

#![allow(clippy::unwrap_used)]

mod studio;

use std::process::Command;

use flow::live::Report;
use studio::database_file;
use studio::process::Server;

#[tokio::test]
async fn a_relay_session_that_died_with_the_process_leaves_on_failed() {
    let file = database_file();
    let server = Server::start(&file);
    let flows = server.ask("GET", "/v2/Flows", "").await;
    let flow = flows["flows"][0]["sid"].as_str().unwrap();
    let body = r#"{"from":"+15550100123","to":"+15550100456","clock":"instant"}"#;
    let made = server.ask("POST", &format!("/api/flows/{flow}/calls"), body).await;
    let call = made["call_sid"].as_str().unwrap();
    server.watch(call, |report| *report == Report::RelayConnected).await;
    drop(server);

    let server = Server::start(&file);
    let reports = server.watch(call, |report| matches!(report, Report::Ended { .. })).await;
    let left: Vec<_> = reports
        .iter()
        .filter_map(|report| match report {
            Report::Step { from, event, .. } if from == "agent" => Some(event.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(left, ["failed"]);
    // No step was taken twice.
    let steps = reports.iter().filter(|report| matches!(report, Report::Step { .. })).count();
    let execution = made["execution_sid"].as_str().unwrap();
    let path = format!("/v2/Flows/{flow}/Executions/{execution}/Steps");
    let stored = server.ask("GET", &path, "").await;
    assert_eq!(stored["steps"].as_array().unwrap().len(), steps);
}

#[tokio::test]
async fn told_to_stop_the_server_leaves_at_once_and_its_calls_go_on_later() {
    let file = database_file();
    let mut server = Server::start(&file);
    let flows = server.ask("GET", "/v2/Flows", "").await;
    let flow = flows["flows"][0]["sid"].as_str().unwrap();
    let body = r#"{"from":"+15550100123","to":"+15550100456","clock":"instant"}"#;
    let made = server.ask("POST", &format!("/api/flows/{flow}/calls"), body).await;
    let call = made["call_sid"].as_str().unwrap();
    server.watch(call, |report| *report == Report::RelayConnected).await;
    let pid = server.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert!(server.child.wait().unwrap().success());

    let server = Server::start(&file);
    server.watch(call, |report| matches!(report, Report::Ended { .. })).await;
}
