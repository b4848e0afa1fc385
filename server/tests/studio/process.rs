//! The program itself, in a process of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use flow::live::{Entry, Report};
use futures_util::StreamExt;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The program, serving on a port of its own; killed when the test is over.
pub struct Server {
    pub child: Child,
    pub address: String,
}

impl Server {
    pub fn start(database: &Path) -> Self {
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

    pub async fn ask(&self, method: &str, path: &str, body: &str) -> Value {
        ask(&self.address, method, path, body).await.unwrap()
    }

    /// Watches a call from its beginning until a report is as wanted, and gives all up to it.
    pub async fn watch(&self, call: &str, wanted: impl Fn(&Report) -> bool) -> Vec<Report> {
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

/// Asks a server, which may be killed before it has answered.
pub async fn ask(address: &str, method: &str, path: &str, body: &str) -> Option<Value> {
    let mut stream = TcpStream::connect(address).await.ok()?;
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         x-switchboard-clock: x10\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.ok()?;
    serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
}
