//! `switchboard call`.

use std::collections::VecDeque;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use flow::Flow;
use flow::live::{EndReason, Entry, Report, Request, Sound};
use flow::relay::Fault;
use flow::sid::FlowSid;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::sync::mpsc;

use crate::config::Handshake;
use crate::db::Db;
use crate::db::flows::{Checked, Save};
use crate::relay_map::Mapping;
use crate::runtime::{Clock, Input, NewCall, RelayConditions, Runtime};
use crate::{db, ids};

/// Call a flow from this terminal.
#[derive(Debug, Args)]
#[command(after_help = "\
Type to speak, #123 to press keys, ^D to hang up. With input from a pipe the caller does one line
whenever the flow listens; after the last one the caller stays on the line and says nothing.

Exit code: 0 the flow ended or the caller hung up, 1 the flow could not go on, 2 wrong usage.

Example:
  printf '#1\\nGoodbye\\n' | switchboard call flow.json --clock instant")]
pub(super) struct CallFile {
    /// A flow definition, as Studio exports it
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The caller's number
    #[arg(long, default_value = "+15550100123")]
    from: String,
    /// The number called
    #[arg(long, default_value = "+15550100456")]
    to: String,
    /// Dial B wherever the flow's relay address is A
    #[arg(long = "relay-map", value_name = "A=B")]
    relay_map: Vec<Mapping>,
    /// Sign handshakes with relay servers with this auth token
    #[arg(long, value_name = "T", env = "SWITCHBOARD_AUTH_TOKEN", hide_env_values = true)]
    auth_token: Option<String>,
    #[command(flatten)]
    handshake: Handshake,
    /// What is to go wrong with relay servers: refuse, drop=N, half-open=N, close=CODE[@N],
    /// delay=MS, duplicate, garbage=N or slow=MS
    #[arg(long = "fault", value_name = "FAULT")]
    faults: Vec<Fault>,
    /// How time passes: real, instant, or a factor such as x10
    #[arg(long, default_value = "real")]
    clock: Clock,
}

impl CallFile {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let name = self.file.display().to_string();
        let text = std::fs::read_to_string(&self.file).with_context(|| name.clone())?;
        let definition = Flow::from_json(&text).with_context(|| name)?;
        let folder = TemporaryFolder::new()?;
        let database = Db::open(&folder.0.join("call.db")).await?;
        let flow_sid = store(&database, &text).await?;
        let handshakes = self.handshake.handshakes(self.auth_token);
        let runtime = Runtime::new(database.clone(), self.relay_map, handshakes);
        let conditions = RelayConditions { faults: self.faults, ..RelayConditions::default() };
        let is_typed = std::io::stdin().is_terminal();
        let script = if is_typed { VecDeque::new() } else { script()? };
        let made = runtime
            .call(NewCall {
                flow_sid,
                revision: 1,
                definition,
                from: self.from,
                to: self.to,
                clock: self.clock,
                conditions,
                script,
            })
            .await?;
        let mut typed = if is_typed { type_lines() } else { mpsc::channel(1).1 };
        let mut state = made.handle.log.watch();
        let mut told = 0;
        let mut code = ExitCode::SUCCESS;
        loop {
            let entries = made.handle.log.after(told);
            told += entries.len();
            for entry in &entries {
                let entry: Entry = serde_json::from_str(entry)?;
                if let Some(end) = tell(entry.report)? {
                    code = end;
                }
            }
            if entries.is_empty() && state.borrow_and_update().is_closed {
                break;
            }
            if !entries.is_empty() {
                continue;
            }
            tokio::select! {
                changed = state.changed() => changed?,
                Some(request) = typed.recv() => {
                    // A call that ended meanwhile tells so itself.
                    let _ = made.handle.send(Input::Caller(request)).await;
                }
            }
        }
        runtime.stop().await;
        database.close().await;
        Ok(code)
    }
}

/// Writes what the caller hears to standard output, and the rest to standard error.
fn tell(report: Report) -> std::io::Result<Option<ExitCode>> {
    match report {
        Report::SpeechStarted { text, sound, .. } => {
            let text = text.replace(['\n', '\r'], " ");
            let mut out = std::io::stdout().lock();
            match sound {
                Sound::Speech => writeln!(out, "{text}")?,
                Sound::Media => writeln!(out, "(plays {text})")?,
                Sound::Digits => writeln!(out, "(sends {text})")?,
            }
            out.flush()?;
        }
        Report::MessageSent(message) => {
            let mut out = std::io::stdout().lock();
            writeln!(out, "(sends a message: {})", message.body.replace(['\n', '\r'], " "))?;
            out.flush()?;
        }
        Report::RelayEnded { problem: Some(problem), .. } => eprintln!("relay: {problem}"),
        Report::Warning { message, .. } => eprintln!("warning: {message}"),
        Report::Ended { reason, message } => {
            if let Some(message) = message {
                eprintln!("{message}");
            }
            return Ok(Some(match reason {
                EndReason::Fault => ExitCode::from(1),
                EndReason::FlowEnded | EndReason::CallerHungUp | EndReason::Stopped => {
                    ExitCode::SUCCESS
                }
            }));
        }
        Report::CallStarted { .. }
        | Report::CallAnswered
        | Report::Step { .. }
        | Report::Waiting { .. }
        | Report::SpeechEnded { .. }
        | Report::Listening
        | Report::CallerSaid { .. }
        | Report::CallerPressed { .. }
        | Report::CallerHungUp
        | Report::RelayConnecting { .. }
        | Report::RelayConnected
        | Report::RelayFrame { .. }
        | Report::RelayEnded { .. }
        | Report::Asked(_)
        | Report::Settled { .. }
        | Report::MessageArrived { .. }
        | Report::RequestMade(_)
        | Report::RequestAnswered { .. }
        | Report::Context { .. } => {}
    }
    Ok(None)
}

/// The lines of a pipe, each something the caller does.
fn script() -> anyhow::Result<VecDeque<Request>> {
    let text = std::io::read_to_string(std::io::stdin())?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let mut script = VecDeque::new();
    for line in lines {
        match request(line) {
            Some(request) => script.push_back(request),
            None => bail!("`{line}` presses no keys: use 0 to 9, * and #"),
        }
    }
    Ok(script)
}

/// What a line does; none when it would press keys that no telephone has.
fn request(line: &str) -> Option<Request> {
    let line = line.trim();
    match line.strip_prefix('#') {
        None => Some(Request::Say { text: line.to_owned() }),
        Some(keys) => {
            let is_keypad = keys.chars().all(|key| matches!(key, '0'..='9' | '*' | '#'));
            let keys = if keys.is_empty() { "#" } else { keys };
            is_keypad.then(|| Request::Press { keys: keys.to_owned() })
        }
    }
}

/// Lines typed in a terminal, and hanging up at their end.
fn type_lines() -> mpsc::Receiver<Request> {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        let mut lines = BufReader::new(tokio::io::stdin()).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            if line.trim().is_empty() {
                continue;
            }
            let Some(request) = request(&line) else {
                eprintln!("these are no keys: use 0 to 9, * and #");
                continue;
            };
            if sender.send(request).await.is_err() {
                return;
            }
        }
        // The call may be over already.
        let _ = sender.send(Request::HangUp).await;
    });
    receiver
}

async fn store(database: &Db, text: &str) -> anyhow::Result<FlowSid> {
    let sid = FlowSid::from_bytes(ids::random());
    let definition =
        Checked { definition: text.to_owned(), errors: "[]".to_owned(), warnings: "[]".to_owned() };
    let save = Save {
        friendly_name: None,
        status: "draft",
        definition: None,
        commit_message: None,
        is_autosave: false,
    };
    db::flows::create(database, &sid, "call", &save, &definition, ids::now_ms()).await?;
    Ok(sid)
}

/// A folder that goes with the call.
struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    fn new() -> std::io::Result<Self> {
        let sid = FlowSid::from_bytes(ids::random());
        let folder = std::env::temp_dir().join(format!("switchboard-{sid}"));
        std::fs::create_dir(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // The system clears its temporary folder too.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
