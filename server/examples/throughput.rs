//! How many executions a second the server runs with every event on disk: in process, over HTTP,
//! and how long one takes to begin.
//!
//! `cargo run --release -p server --example throughput [SECONDS]`

#![allow(clippy::print_stdout, reason = "printing is what it is for")]
#![allow(clippy::unwrap_used, reason = "it measures flows of its own")]

use std::collections::VecDeque;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use flow::Flow;
use flow::definition::Object;
use flow::sid::FlowSid;
use serde_json::{Value, json};
use server::config::Settings;
use server::db::Db;
use server::db::flows::{Checked, Save};
use server::runtime::{Clock, NewExecution, RelayConditions, Revision, Trigger};
use server::{AppState, router};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// As the program itself has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Executions at once, in process.
const AT_ONCE: usize = 512;
/// Connections at once, over HTTP.
const CONNECTIONS: usize = 64;

#[derive(Parser)]
struct Line {
    /// How long each figure is measured
    #[arg(default_value = "5")]
    seconds: u64,
    #[command(flatten)]
    settings: Settings,
}

fn main() {
    let line = Line::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(measure_all(line));
}

async fn measure_all(line: Line) {
    let time = Duration::from_secs(line.seconds);
    let folder =
        std::env::temp_dir().join(format!("switchboard-throughput-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let server = Server::start(&folder, line.settings).await;
    for (name, definition) in
        [("five widgets of logic", logic()), ("a call of five widgets", call())]
    {
        let is_call = name.contains("call");
        let flow = server.publish(&definition).await;
        let figures = server.in_process(&flow, &definition, is_call, time).await;
        let events = server.events().await;
        println!("{name}, {events} events each, in process: {figures}");
        if !is_call {
            let figures = server.over_http(&flow, time).await;
            println!("{name}, {events} events each, over HTTP:  {figures}");
        }
    }
    println!("database: {} MB", std::fs::metadata(&server.file).unwrap().len() / 1_000_000);
    std::fs::remove_dir_all(&folder).unwrap();
}

/// What was measured.
struct Figures {
    a_second: f64,
    /// Which tells more where other programs run beside it.
    cpu_microseconds: f64,
}

impl Figures {
    fn of(count: usize, began: Instant, cpu: f64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let count = count as f64;
        let a_second = count / began.elapsed().as_secs_f64();
        Self { a_second, cpu_microseconds: (cpu_seconds() - cpu) * 1e6 / count }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { a_second, cpu_microseconds } = self;
        write!(f, "{a_second:>6.0} executions/s, {cpu_microseconds:>5.0} µs of processor time each")
    }
}

/// What this process has used so far, its client's part included.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name, which may hold blanks; in hundredths of a second.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

struct Server {
    app: AppState,
    file: PathBuf,
    contacts: Arc<AtomicU64>,
}

impl Server {
    async fn start(folder: &std::path::Path, settings: Settings) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let listen = listener.local_addr().unwrap();
        let file = folder.join("throughput.db");
        let app = AppState::new(Db::open(&file).await.unwrap(), settings, listen);
        let served = router(app.clone());
        tokio::spawn(async move { axum::serve(listener, served).await.unwrap() });
        Self { app, file, contacts: Arc::default() }
    }

    async fn publish(&self, definition: &Value) -> FlowSid {
        let sid = FlowSid::from_bytes(rand::random());
        let definition = Checked {
            definition: definition.to_string(),
            errors: "[]".to_owned(),
            warnings: "[]".to_owned(),
        };
        let save = Save {
            friendly_name: None,
            status: "published",
            definition: None,
            commit_message: None,
            is_autosave: false,
        };
        let db = &self.app.db;
        server::db::flows::create(db, &sid, "measured", &save, &definition, 0).await.unwrap();
        sid
    }

    /// How many events the latest execution took.
    async fn events(&self) -> usize {
        let filter = server::db::executions::Filter::default();
        let rows = server::db::executions::list(&self.app.db, &filter, i64::MAX, 1).await.unwrap();
        server::db::executions::events(&self.app.db, rows[0].id).await.unwrap().len()
    }

    async fn in_process(
        &self,
        sid: &FlowSid,
        definition: &Value,
        is_call: bool,
        time: Duration,
    ) -> Figures {
        let definition = Arc::new(Flow::from_value(definition.clone()).unwrap());
        let revision = Revision { number: 1, is_draft: false, definition };
        let (count, began, cpu) = (Arc::new(AtomicUsize::new(0)), Instant::now(), cpu_seconds());
        let mut workers = Vec::new();
        for _ in 0..AT_ONCE {
            let (runtime, contacts) = (self.app.runtime.clone(), self.contacts.clone());
            let (revision, flow_sid, count) = (revision.clone(), sid.clone(), count.clone());
            workers.push(tokio::spawn(async move {
                while began.elapsed() < time {
                    let trigger = if is_call { Trigger::Call } else { Trigger::Request };
                    let contact = contacts.fetch_add(1, Ordering::Relaxed);
                    let begun = runtime.begin(NewExecution {
                        flow_sid: flow_sid.clone(),
                        revision: revision.clone(),
                        trigger: trigger(Object::new()),
                        contact_address: format!("+1{contact:09}"),
                        flow_address: "+15550100456".to_owned(),
                        clock: Clock::Instant,
                        conditions: RelayConditions::default(),
                        is_attended: false,
                        script: VecDeque::new(),
                    });
                    begun.await.unwrap().handle.closed().await;
                    count.fetch_add(1, Ordering::Relaxed);
                }
            }));
        }
        for worker in workers {
            worker.await.unwrap();
        }
        Figures::of(count.load(Ordering::Relaxed), began, cpu)
    }

    async fn over_http(&self, sid: &FlowSid, time: Duration) -> Figures {
        let (count, began, cpu) = (Arc::new(AtomicUsize::new(0)), Instant::now(), cpu_seconds());
        let mut workers = Vec::new();
        for _ in 0..CONNECTIONS {
            let (listen, contacts) = (self.app.listen(), self.contacts.clone());
            let (sid, count) = (sid.clone(), count.clone());
            workers.push(tokio::spawn(async move {
                let mut stream = TcpStream::connect(listen).await.unwrap();
                stream.set_nodelay(true).unwrap();
                while began.elapsed() < time {
                    let contact = contacts.fetch_add(1, Ordering::Relaxed);
                    begin_over(&mut stream, &sid, contact).await;
                    count.fetch_add(1, Ordering::Relaxed);
                }
            }));
        }
        for worker in workers {
            worker.await.unwrap();
        }
        Figures::of(count.load(Ordering::Relaxed), began, cpu)
    }
}

/// One start over a connection that stays open.
async fn begin_over(stream: &mut TcpStream, sid: &FlowSid, contact: u64) {
    let host = stream.peer_addr().unwrap();
    let body = format!("To=%2B1{contact:09}&From=%2B15550100456");
    let request = format!(
        "POST /v2/Flows/{sid}/Executions HTTP/1.1\r\nhost: {host}\r\n\
         content-type: application/x-www-form-urlencoded\r\nx-switchboard-clock: instant\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let mut buffer = [0; 4_096];
    // The body's last byte closes the record; its length is in the headers.
    loop {
        let read = stream.read(&mut buffer).await.unwrap();
        assert!(read > 0, "the server closed the connection");
        answer.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&answer);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        assert!(head.starts_with("HTTP/1.1 201"), "{text}");
        let length = head.to_lowercase();
        let length = length.split("content-length: ").nth(1).unwrap();
        let length: usize = length.split("\r\n").next().unwrap().trim().parse().unwrap();
        if body.len() >= length {
            return;
        }
    }
}

fn flow_of(event: &str, states: Value) -> Value {
    let mut all = vec![json!({ "name": "Trigger", "type": "trigger",
        "transitions": [{ "event": event, "next": "one" }], "properties": {} })];
    all.extend(states.as_array().cloned().unwrap_or_default());
    json!({ "description": "", "states": all, "initial_state": "Trigger",
        "flags": { "allow_concurrent_calls": true } })
}

/// Sets, splits and sets: nothing is waited for.
fn logic() -> Value {
    let set = |name: &str, next: &str| {
        json!({ "name": name, "type": "set-variables",
            "transitions": [{ "event": "next", "next": next }],
            "properties": { "variables": [{ "key": name, "value": "{{contact.channel.address}}" }] } })
    };
    let split = |name: &str, next: &str| {
        json!({ "name": name, "type": "split-based-on",
            "transitions": [{ "event": "noMatch" }, { "event": "match", "next": next, "conditions": [
                { "friendly_name": "known", "arguments": ["{{flow.variables.one}}"],
                  "type": "is_not_blank", "value": "Is Not Blank" }] }],
            "properties": { "input": "{{flow.variables.one}}" } })
    };
    let mut last = set("five", "");
    last["transitions"] = json!([{ "event": "next" }]);
    flow_of(
        "incomingRequest",
        json!([
            set("one", "two"),
            split("two", "three"),
            set("three", "four"),
            split("four", "five"),
            last
        ]),
    )
}

/// Greets, asks, decides and says good-bye to a caller who is silent.
fn call() -> Value {
    let say = |name: &str, next: Value| {
        json!({ "name": name, "type": "say-play",
            "transitions": [{ "event": "audioComplete", "next": next }],
            "properties": { "say": "Hello {{contact.channel.address}}.", "loop": 1 } })
    };
    let gather = json!({ "name": "two", "type": "gather-input-on-call",
        "transitions": [{ "event": "keypress" }, { "event": "speech" },
            { "event": "timeout", "next": "three" }],
        "properties": { "say": "Which one?", "timeout": 5, "loop": 1, "stop_gather": true } });
    let split = json!({ "name": "three", "type": "split-based-on",
        "transitions": [{ "event": "noMatch", "next": "four" }],
        "properties": { "input": "{{widgets.two.Digits}}" } });
    flow_of(
        "incomingCall",
        json!([
            say("one", json!("two")),
            gather,
            split,
            say("four", json!("five")),
            say("five", json!(null))
        ]),
    )
}
