//! Executions by the hundred while the program is killed again and again: what was committed is
//! there, no step is taken twice, and every execution ends.
//!
//! `CRASH_ROUNDS=50` kills it fifty times; without it, ten times.

#![allow(clippy::unwrap_used)]

mod studio;

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use axum::Router;
use axum::routing::any;
use futures_util::{StreamExt, stream};
use rand::Rng;
use serde_json::json;
use sqlx::SqlitePool;
use studio::flows::{ask, flow, set, state};
use studio::process::{Server, ask as ask_at};
use studio::{database_file, echo};
use tokio::net::TcpListener;
use url::form_urlencoded;

/// Executions begun in one round, half of them calls.
const STARTS: usize = 200;
/// Requests at once.
const AT_ONCE: usize = 16;
/// How long all executions may take to end at last.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits for a message that never comes, asks a server that takes its time, runs a subflow.
fn waiting(server: &str, subflow: &str) -> String {
    let request = json!({ "method": "GET", "url": server,
        "content_type": "application/x-www-form-urlencoded;charset=utf-8" });
    let run = json!({ "flow_sid": subflow, "flow_revision": "LatestPublished", "parameters": [] });
    let mut ask = ask("ask", "Still there?", "");
    ask["properties"]["timeout"] = json!("2");
    ask["transitions"][1]["next"] = json!("http");
    flow(
        &[("incomingRequest", "ask")],
        &[
            ask,
            state("http", "make-http-request", &[("success", "sub"), ("failed", "")], request),
            state("sub", "run-subflow", &[("completed", "note"), ("failed", "")], run),
            set("note", &[("got", "{{widgets.http.body}}{{widgets.sub.deep}}")], ""),
        ],
    )
}

/// The states that each execution leaves, in this order and no other.
const OF_A_REQUEST: [&str; 7] = ["Trigger", "ask", "http", "Trigger", "deep", "sub", "note"];
const OF_A_CALL: [&str; 3] = ["Trigger", "ask", "silence"];

async fn slow_server() -> String {
    let answer = || async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        "yes"
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = Router::new().fallback(any(answer));
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    format!("http://{address}/")
}

async fn publish(server: &Server, definition: &str) -> String {
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("FriendlyName", "Crash")
        .append_pair("Status", "published")
        .append_pair("Definition", definition)
        .finish();
    let made = server.ask("POST", "/v2/Flows", &form).await;
    made["sid"].as_str().unwrap().to_owned()
}

/// Begins executions until the server is gone, and gives those that it says have begun.
async fn begin(address: String, round: usize, flows: [String; 2]) -> Vec<String> {
    let started = stream::iter(0..STARTS).map(|number| {
        let [waiting, calling] = flows.clone();
        let address = address.clone();
        async move {
            let contact = 1_000_000 + round * STARTS + number;
            let answer = if number % 2 == 0 {
                let path = format!("/v2/Flows/{waiting}/Executions");
                ask_at(&address, "POST", &path, &format!("To=%2B{contact}&From=%2B15550100456"))
                    .await
            } else {
                let call = json!({ "from": format!("+{contact}"), "to": "+15550100456",
                    "clock": "x10" });
                let path = format!("/api/flows/{calling}/calls");
                ask_at(&address, "POST", &path, &call.to_string()).await
            };
            let answer = answer?;
            let sid = answer.get("sid").or_else(|| answer.get("execution_sid"))?;
            Some(sid.as_str()?.to_owned())
        }
    });
    started.buffer_unordered(AT_ONCE).filter_map(|sid| async { sid }).collect().await
}

/// All events on disk, by execution.
async fn events(file: &Path) -> HashMap<String, Vec<String>> {
    let pool = SqlitePool::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select e.sid, v.event from events v join executions e on e.id = v.execution_id
          order by e.id, v.seq",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    pool.close().await;
    let mut events: HashMap<String, Vec<String>> = HashMap::new();
    for (sid, event) in rows {
        events.entry(sid).or_default().push(event);
    }
    events
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn executions_survive_whenever_the_program_is_killed() {
    let rounds = std::env::var("CRASH_ROUNDS").ok().and_then(|rounds| rounds.parse().ok());
    let file = database_file();
    let mut server = Server::start(&file);
    let sub = publish(
        &server,
        &flow(&[("incomingParent", "deep")], &[set("deep", &[("deep", "!")], "")]),
    )
    .await;
    let waiting = publish(&server, &waiting(&slow_server().await, &sub)).await;
    let calling = publish(&server, &echo()).await;
    let mut begun = Vec::new();
    for round in 0..rounds.unwrap_or(10) {
        let flows = [waiting.clone(), calling.clone()];
        let starting = tokio::spawn(begin(server.address.clone(), round, flows));
        let delay = rand::rng().random_range(20..900);
        tokio::time::sleep(Duration::from_millis(delay)).await;
        drop(server);
        let answered = starting.await.unwrap();
        let before = events(&file).await;
        for sid in &answered {
            assert!(before.contains_key(sid), "round {round}: {sid} was answered and is lost");
        }
        begun.extend(answered);
        server = Server::start(&file);
        let after = events(&file).await;
        for (sid, before) in before {
            assert!(after[&sid].starts_with(&before), "round {round}: {sid} lost an event");
        }
    }
    assert!(!begun.is_empty(), "the server was never up long enough");
    wait_for_the_end(&server).await;
    check_paths(&server, &waiting, &OF_A_REQUEST).await;
    check_paths(&server, &calling, &OF_A_CALL).await;
}

async fn wait_for_the_end(server: &Server) {
    let ended = async {
        loop {
            let list = server.ask("GET", "/api/executions?status=active&PageSize=1", "").await;
            if list["executions"].as_array().unwrap().is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(PATIENCE, ended).await.expect("an execution never ended");
}

/// Every execution of a flow took its one way to the end, and its log has no gap.
async fn check_paths(server: &Server, flow: &str, path: &[&str]) {
    let mut address = format!("/api/executions?flow={flow}&PageSize=1000");
    loop {
        let list = server.ask("GET", &address, "").await;
        for line in list["executions"].as_array().unwrap() {
            let sid = line["sid"].as_str().unwrap();
            let history = server.ask("GET", &format!("/api/executions/{sid}"), "").await;
            assert_eq!(history["end_reason"], "flow_ended", "{history:#}");
            let steps = history["steps"].as_array().unwrap();
            let left: Vec<_> = steps.iter().map(|step| step["from"].as_str().unwrap()).collect();
            assert_eq!(left, path, "{sid}");
            let log = history["log"].as_array().unwrap();
            let numbers: Vec<_> = log.iter().map(|entry| entry["seq"].as_u64().unwrap()).collect();
            assert_eq!(numbers, (1..=log.len() as u64).collect::<Vec<_>>(), "{sid}");
            let told = log.iter().filter(|entry| entry["type"] == "step").count();
            assert_eq!(told, path.len(), "{sid}");
        }
        match list["meta"]["next_page_url"].as_str() {
            Some(next) => next[next.find("/api").unwrap()..].clone_into(&mut address),
            None => return,
        }
    }
}
