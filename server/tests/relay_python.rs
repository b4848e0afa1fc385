//! A relay session with a server written in another language, through both of its exits.

mod peer;

use std::process::Stdio;

use flow::live::Report as Live;
use flow::relay::SessionStatus;
use server::relay::{self, CallerInput, Ended};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;

const SERVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../e2e/relay-servers/relay.py");

/// Starts the server on a free port; it ends with the test.
async fn start() -> (Child, String) {
    let mut child = Command::new("python3")
        .arg(SERVER)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("python3 is installed");
    let stdout = child.stdout.take().expect("a pipe");
    let line = BufReader::new(stdout).lines().next_line().await.expect("output").expect("a line");
    let port = line.strip_prefix("listening on ").expect("a port");
    (child, format!("ws://127.0.0.1:{port}/relay"))
}

/// Says each of `words` when the server listens; what it spoke, and the end.
async fn talk(address: &str, words: &[&str]) -> (String, Ended) {
    let mut dial = peer::dial(address);
    // So that the session first listens when the server has greeted.
    dial.opening.settings.welcome_greeting = Some("Welcome.".to_owned());
    dial.opening.settings.parameters = vec![("name".to_owned(), "Ada".to_owned())];
    let (caller, inputs) = mpsc::channel(8);
    let (sender, mut reports) = mpsc::channel(64);
    let session = tokio::spawn(relay::run(dial, inputs, sender));
    let mut words = words.iter();
    let mut spoken = String::new();
    while let Some(report) = reports.recv().await {
        match report.what {
            Live::SpeechStarted { text, .. } => spoken.push_str(&text),
            Live::Listening if spoken.ends_with("do?") || spoken.ends_with("Hi") => {
                if let Some(words) = words.next() {
                    let said = CallerInput::Said((*words).to_owned());
                    caller.send(said).await.expect("a session");
                }
            }
            _ => {}
        }
    }
    (spoken, session.await.expect("no panic"))
}

#[tokio::test]
async fn it_talks_and_hands_over() {
    let (_server, address) = start().await;
    let (spoken, ended) = talk(&address, &["Hi", "agent"]).await;
    assert_eq!(spoken, "Welcome.Hello Ada. What can I do?You said: Hi");
    assert_eq!(ended.ending.status, SessionStatus::Ended);
    assert_eq!(
        ended.ending.handoff_data.as_deref(),
        Some(r#"{"reason": "live-agent", "said": "agent"}"#)
    );
}

#[tokio::test]
async fn it_crashes_and_the_session_fails() {
    let (_server, address) = start().await;
    let (_, ended) = talk(&address, &["Hi", "crash"]).await;
    assert_eq!(ended.ending.error, Some((64105, "Websocket ended".to_owned())));
    assert_eq!(ended.problem.as_deref(), Some("The connection to the relay server was lost."));
}
