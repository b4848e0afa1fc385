//! Relay sessions with servers as people write them, in four stacks and with the habits that real
//! ones have, and signatures as Twilio's own libraries check them.
//!
//! They need what `e2e/relay-servers/setup.sh` installs and are skipped without it;
//! `e2e/relay-servers/test.sh` installs it and runs them.

mod peer;

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use flow::live::Report as Live;
use flow::relay::{SessionStatus, Settings, SignedQuery, signature};
use peer::{TOKEN, call, dial};
use serde_json::{Value, json};
use server::relay::{CallerInput, Dial, Ended};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};

/// No conversation of these takes longer.
const LIMIT: Duration = Duration::from_secs(30);

/// The folder of the servers, if what they need is installed.
fn servers() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../e2e/relay-servers");
    let is_installed =
        [".venv/installed", "node_modules/installed"].iter().all(|file| folder.join(file).exists());
    if is_installed {
        return Some(folder);
    }
    let is_required = std::env::var_os("SWITCHBOARD_RELAY_SERVERS").is_some();
    assert!(!is_required, "run e2e/relay-servers/setup.sh first");
    eprintln!("skipped: e2e/relay-servers/setup.sh was not run");
    None
}

fn program(folder: &Path, script: &str) -> Command {
    let is_python = script.ends_with(".py");
    let program = if is_python { folder.join(".venv/bin/python") } else { "node".into() };
    let mut command = Command::new(program);
    command.current_dir(folder).arg(script).kill_on_drop(true);
    command
}

/// Starts a server on a free port; it ends with the test.
async fn start(folder: &Path, script: &str, words: &[&str]) -> (Child, String) {
    let mut command = program(folder, script);
    let mut child = command.args(words).stdout(Stdio::piped()).spawn().expect("a server");
    let stdout = child.stdout.take().expect("a pipe");
    let mut lines = BufReader::new(stdout).lines();
    loop {
        let line = lines.next_line().await.expect("output").expect("a port");
        if let Some(port) = line.strip_prefix("listening on ") {
            let address = format!("ws://127.0.0.1:{port}/relay");
            // Whatever else it writes must not make it wait.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return (child, address);
        }
    }
}

/// Says each of the words once the server has said what stands before them and listens: all that
/// was spoken, and the end.
async fn talk(dial: Dial, turns: &[(&str, &str)]) -> (String, Ended) {
    let mut call = call(dial);
    let mut turns = turns.iter().peekable();
    let mut spoken = String::new();
    let conversation = async {
        while let Some(report) = call.reports.recv().await {
            match report.what {
                Live::SpeechStarted { text, .. } => spoken.push_str(&text),
                Live::Listening => {
                    let is_due = |turn: &&(&str, &str)| spoken.trim_end().ends_with(turn.0);
                    if let Some((_, words)) = turns.next_if(is_due) {
                        let said = CallerInput::Said((*words).to_owned());
                        call.caller.send(said).await.expect("a session");
                    }
                }
                _ => {}
            }
        }
    };
    let is_over = tokio::time::timeout(LIMIT, conversation).await.is_ok();
    assert!(is_over, "the conversation hangs after: {spoken}");
    (spoken, call.ends().await)
}

fn greeted(address: &str) -> Dial {
    let mut dial = dial(address);
    dial.opening.settings = Settings {
        // So that the session first listens when the server has greeted.
        welcome_greeting: Some("Welcome.".to_owned()),
        parameters: vec![("name".to_owned(), "Ada".to_owned())],
        partial_prompts: true,
        ..dial.opening.settings
    };
    dial
}

/// Both exits of a server: it hands over, and it dies.
async fn both_exits(script: &str) {
    let Some(folder) = servers() else { return };
    let (_server, address) = start(&folder, script, &[]).await;
    let (spoken, ended) =
        talk(greeted(&address), &[("What can I do?", "Hello"), ("You said: Hello", "agent")]).await;
    assert!(spoken.starts_with("Welcome.Hello Ada. What can I do?"), "{spoken}");
    assert!(spoken.contains("You said: Hello"), "{spoken}");
    assert_eq!(ended.ending.status, SessionStatus::Ended, "{ended:?}");
    let handoff: Value =
        serde_json::from_str(ended.ending.handoff_data.as_deref().expect("handoff data"))
            .expect("JSON");
    assert_eq!(handoff, json!({ "reason": "live-agent", "said": "agent" }));

    let (_, ended) = talk(greeted(&address), &[("What can I do?", "crash")]).await;
    assert_eq!(ended.ending.error, Some((64105, "Websocket ended".to_owned())));
    assert_eq!(ended.ending.event(), "failed");

    // Nobody is there any more.
    let ended = call(greeted(&address)).ends().await;
    assert_eq!(ended.ending.error.map(|(code, _)| code), Some(64102));
}

#[tokio::test]
async fn a_server_on_ws_that_speaks_on_after_end_goes_through_both_exits() {
    both_exits("relay.mjs").await;
}

#[tokio::test]
async fn a_server_on_fastify_that_never_sends_last_goes_through_both_exits() {
    both_exits("fastify.mjs").await;
}

#[tokio::test]
async fn a_server_on_fastapi_that_answers_every_partial_goes_through_both_exits() {
    both_exits("fastapi_server.py").await;
}

#[tokio::test]
async fn a_server_on_websockets_that_streams_slowly_goes_through_both_exits() {
    both_exits("websockets_server.py").await;
}

#[tokio::test]
async fn text_that_comes_long_after_its_prompt_is_spoken() {
    let Some(folder) = servers() else { return };
    let (_server, address) = start(&folder, "fastapi_server.py", &[]).await;
    let turns = [("What can I do?", "later"), ("Here I am again.", "agent")];
    let (spoken, ended) = talk(greeted(&address), &turns).await;
    assert!(spoken.contains("Here I am again."), "{spoken}");
    assert_eq!(ended.ending.status, SessionStatus::Ended);
}

#[tokio::test]
async fn a_server_that_checks_signatures_takes_the_right_token_only() {
    let Some(folder) = servers() else { return };
    let (_server, address) = start(&folder, "websockets_server.py", &["0", TOKEN]).await;
    let turns = [("What can I do?", "agent")];
    let (_, ended) = talk(greeted(&address), &turns).await;
    assert_eq!(ended.ending.status, SessionStatus::Ended, "{ended:?}");

    let (_server, address) = start(&folder, "websockets_server.py", &["0", "another token"]).await;
    let ended = call(greeted(&address)).ends().await;
    assert_eq!(ended.ending.error.map(|(code, _)| code), Some(64102));
    assert!(ended.problem.is_some_and(|problem| problem.contains("403")));
}

#[tokio::test]
async fn twilio_agent_connect_accepts_the_handshake_and_echoes() {
    let Some(folder) = servers() else { return };
    let (_server, address) = start(&folder, "tac_server.py", &[TOKEN, "app.example.com"]).await;
    for query in ["", "?b=2&a=1&blank="] {
        let mut dial = greeted(&(address.clone() + query));
        dial.opening.settings.partial_prompts = false;
        dial.opening.settings.url = format!("wss://app.example.com/relay{query}");
        let mut call = call(dial);
        assert_eq!(call.listens().await, ["Welcome."]);
        call.says("Hello.").await;
        let spoken = tokio::time::timeout(LIMIT, call.listens()).await.expect("an answer");
        assert_eq!(spoken.concat().trim(), "You said: Hello.");
        call.caller.send(CallerInput::HungUp).await.expect("a session");
        assert_eq!(call.ends().await.ending.status, SessionStatus::Completed);
    }

    let (_server, address) = start(&folder, "tac_server.py", &["wrong", "app.example.com"]).await;
    let ended = call(greeted(&address)).ends().await;
    assert_eq!(ended.ending.error.map(|(code, _)| code), Some(64102));
    assert!(ended.problem.is_some_and(|problem| problem.contains("403")));
}

/// Signatures that are right, and the same with one byte changed somewhere.
fn cases() -> Vec<(Value, bool)> {
    let addresses = [
        ("wss://app.example.com/relay", "wss://app.example.com/relay", json!({})),
        ("wss://app.example.com:8443/a/b/", "wss://app.example.com:8443/a/b/", json!({})),
        (
            "wss://app.example.com/relay?b=2&a=1&name=J%C3%BCrgen+B&x=",
            "wss://app.example.com/relay",
            json!({ "a": "1", "b": "2", "name": "Jürgen B" }),
        ),
    ];
    let mut cases = Vec::new();
    for (written, url, params) in addresses {
        let right = signature(written, TOKEN, SignedQuery::Fields);
        let case = |url: &str, signature: &str, token: &str| json!({ "url": url, "params": params, "signature": signature, "token": token });
        cases.push((case(url, &right, TOKEN), true));
        let first = if right.starts_with('A') { "B" } else { "A" };
        cases.push((case(url, &format!("{first}{}", &right[1..]), TOKEN), false));
        cases.push((case(&url.replace("app", "apq"), &right, TOKEN), false));
        cases.push((case(url, &right, &TOKEN.replace("12", "13")), false));
    }
    let full = "wss://app.example.com/relay?b=2&a=1";
    let written = signature(full, TOKEN, SignedQuery::Written);
    let case = json!({ "url": full, "params": {}, "signature": written, "token": TOKEN });
    cases.push((case, true));
    cases
}

async fn twilio_agrees(script: &str) {
    let Some(folder) = servers() else { return };
    let (cases, expected): (Vec<Value>, Vec<bool>) = cases().into_iter().unzip();
    let mut command = program(&folder, script);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a program");
    let input = Value::from(cases).to_string();
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(input.as_bytes()).await.expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().await.expect("it ends");
    let answers: Vec<bool> = serde_json::from_slice(&output.stdout).expect("answers");
    assert_eq!(answers, expected);
}

#[tokio::test]
async fn twilios_python_library_accepts_signatures_and_no_changed_byte() {
    twilio_agrees("validate.py").await;
}

#[tokio::test]
async fn twilios_node_library_accepts_signatures_and_no_changed_byte() {
    twilio_agrees("validate.mjs").await;
}
