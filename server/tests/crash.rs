//! What is left when the program is killed.

#![allow(clippy::unwrap_used)]

mod studio;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use flow::live::{Entry, Report};
use futures_util::StreamExt;
use serde_json::Value;
use studio::database_file;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The program, serving on a port of its own; killed when the test is over.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(database: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_switchboard"))
            .args(["serve", "--listen", "127.0.0.1:0", "--database"])
            .arg(database)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap().to_owned();
        Self { child, address }
    }

    async fn ask(&self, method: &str, path: &str, body: &str) -> Value {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    /// Watches a call from its beginning until a report is as wanted, and gives all up to it.
    async fn watch(&self, call: &str, wanted: impl Fn(&Report) -> bool) -> Vec<Report> {
        let address = format!("ws://{}/api/calls/{call}/live", self.address);
        let (mut socket, _) = tokio_tungstenite::connect_async(address).await.unwrap();
        let mut reports: Vec<Report> = Vec::new();
        while let Some(Ok(message)) = socket.next().await {
            let Ok(text) = message.into_text() else { continue };
            let Ok(entry) = serde_json::from_str::<Entry>(text.as_str()) else { continue };
            assert_eq!(entry.seq, reports.len() as u64 + 1);
            reports.push(entry.report);
            if wanted(&reports[reports.len() - 1]) {
                return reports;
            }
        }
        panic!("it never came: {reports:#?}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

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
