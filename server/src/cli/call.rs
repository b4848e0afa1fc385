//! `switchboard call`.

use std::collections::VecDeque;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;
use flow::Flow;
use flow::definition::Object;
use flow::interpreter::Ask;
use flow::live::{EndReason, Entry, Report, Request, Sound};
use flow::relay::Fault;
use flow::sid::FlowSid;
use tokio::sync::mpsc;

use super::typed::{Typed, question, request, type_lines};
use crate::config::Handshake;
use crate::db::Db;
use crate::db::flows::{Checked, Save};
use crate::relay_map::Mapping;
use crate::requests::{Reach, UrlMap};
use crate::runtime::{
    Clock, Handle, Input, NewExecution, Outside, RelayConditions, Revision, Runtime, Trigger,
};
use crate::{db, ids};

/// Call a flow from this terminal.
#[derive(Debug, Args)]
#[command(after_help = "\
Type to speak, #123 to press keys, ^D to hang up. Where the flow calls somebody else, charges a card
or the like, you are asked what comes of it: type the outcome's number or name, and what is to be told
about it as KEY=VALUE. With input from a pipe the caller does one line
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
    /// Request B wherever HTTP Request and Run Function request A
    #[arg(long = "url-map", value_name = "A=B")]
    url_map: Vec<UrlMap>,
    /// Sign handshakes with relay servers, and sign in at Twilio's hosts, with this auth token
    #[arg(long, value_name = "T", env = "SWITCHBOARD_AUTH_TOKEN", hide_env_values = true)]
    auth_token: Option<String>,
    #[command(flatten)]
    handshake: Handshake,
    /// What is to go wrong with relay servers: refuse, drop=N, half-open=N, close=CODE[@N],
    /// delay=MS, duplicate, garbage=N, slow=MS or provider=N
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
        let outside = Outside {
            relay_map: self.relay_map,
            handshakes: Arc::new(self.handshake.handshakes(self.auth_token.clone())),
            stand_ins: self.url_map.into_iter().map(|UrlMap(stand_in)| stand_in).collect(),
            reach: Reach::Everywhere,
            auth_token: self.auth_token,
        };
        let runtime = Runtime::new(database.clone(), outside);
        let conditions = RelayConditions { faults: self.faults, ..RelayConditions::default() };
        let is_typed = std::io::stdin().is_terminal();
        let script = if is_typed { VecDeque::new() } else { script()? };
        let revision = Revision { number: 1, is_draft: true, definition: Arc::new(definition) };
        let begun = runtime
            .begin(NewExecution {
                flow_sid,
                revision,
                trigger: Trigger::Call(Object::new()),
                contact_address: self.from,
                flow_address: self.to,
                clock: self.clock,
                conditions,
                is_attended: is_typed,
                script,
            })
            .await?;
        let typed = if is_typed { type_lines() } else { mpsc::channel(1).1 };
        let code = converse(&begun.handle, typed).await?;
        runtime.stop().await;
        database.close().await;
        Ok(code)
    }
}

/// Tells what the caller hears, and passes on what is typed, until the call is over.
async fn converse(handle: &Handle, mut typed: mpsc::Receiver<Typed>) -> anyhow::Result<ExitCode> {
    let mut state = handle.log.watch();
    let mut told = 0;
    let mut code = ExitCode::SUCCESS;
    let mut open: Option<Ask> = None;
    loop {
        let entries = handle.log.after(told, usize::MAX);
        told += entries.len();
        for entry in &entries {
            let entry: Entry = serde_json::from_str(entry)?;
            match &entry.report {
                Report::Asked(ask) => open = Some(Ask::clone(ask)),
                Report::Settled { .. } => open = None,
                _ => {}
            }
            if let Some(end) = tell(entry.report)? {
                code = end;
            }
        }
        if entries.is_empty() && state.borrow_and_update().is_closed {
            return Ok(code);
        }
        if !entries.is_empty() {
            continue;
        }
        tokio::select! {
            changed = state.changed() => changed?,
            Some(typed) = typed.recv() => {
                if let Some(request) = typed.request(open.as_ref()) {
                    // A call that ended meanwhile tells so itself.
                    let _ = handle.send(Input::Watcher(request)).await;
                }
            }
        }
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
        Report::Asked(ask) => eprint!("{}", question(&ask)),
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
        | Report::ExecutionStarted { .. }
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
