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
use flow::sid::FlowSid;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::sync::mpsc;

use crate::db::Db;
use crate::db::flows::{Checked, Save};
use crate::relay_map::Mapping;
use crate::requests::{Reach, UrlMap};
use crate::runtime::{Clock, Handle, Input, NewExecution, Outside, Revision, Runtime, Trigger};
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
            stand_ins: self.url_map.into_iter().map(|UrlMap(stand_in)| stand_in).collect(),
            reach: Reach::Everywhere,
            auth_token: None,
        };
        let runtime = Runtime::new(database.clone(), outside);
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

/// A question to the other side of a widget, with its outcomes by number.
fn question(ask: &Ask) -> String {
    let mut text = format!("{}: what happens?\n", ask.text);
    for (number, outcome) in (1..).zip(&ask.outcomes) {
        let details = outcome.details.iter().map(|detail| format!(" {}=…", detail.key));
        let details: String = details.collect();
        text += &format!("  {number}  {} ({}){details}\n", outcome.name, outcome.label);
    }
    text
}

/// How a line settles an open question; `None` when it names none of the outcomes.
fn answer(ask: &Ask, line: &str) -> Option<Request> {
    let mut words = line.split_whitespace();
    let word = words.next()?;
    let by_number = word.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let outcome = by_number
        .and_then(|number| ask.outcomes.get(number))
        .or_else(|| ask.outcomes.iter().find(|outcome| outcome.name == word))?;
    let mut details = Object::new();
    let mut last = None;
    for word in words {
        match word.split_once('=') {
            Some((key, value)) => {
                details.insert(key.to_owned(), value.into());
                last = Some(key);
            }
            // A value goes on to the next `KEY=`.
            None => {
                let value = details.get_mut(last?)?;
                *value = format!("{} {word}", value.as_str()?).into();
            }
        }
    }
    Some(Request::Answer { ask: ask.ask, outcome: outcome.name.clone(), details })
}

/// Something typed in a terminal.
#[derive(Debug)]
enum Typed {
    Line(String),
    End,
}

impl Typed {
    /// What it asks for, while a question may be open; nothing for keys that no telephone has.
    fn request(self, open: Option<&Ask>) -> Option<Request> {
        let Self::Line(line) = self else { return Some(Request::HangUp) };
        if let Some(answer) = open.and_then(|ask| answer(ask, &line)) {
            return Some(answer);
        }
        let request = request(&line);
        if request.is_none() {
            eprintln!("these are no keys: use 0 to 9, * and #");
        }
        request
    }
}

/// Lines typed in a terminal, and their end.
fn type_lines() -> mpsc::Receiver<Typed> {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        let mut lines = BufReader::new(tokio::io::stdin()).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            if !line.trim().is_empty() && sender.send(Typed::Line(line)).await.is_err() {
                return;
            }
        }
        // The call may be over already.
        let _ = sender.send(Typed::End).await;
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

#[cfg(test)]
mod tests {
    use flow::interpreter::Offer;

    use super::*;

    #[test]
    fn a_line_answers_by_number_or_name_and_else_is_speech() {
        let offer =
            |name: &str| Offer { name: name.to_owned(), label: String::new(), details: Vec::new() };
        let ask = Ask {
            ask: 7,
            state: String::new(),
            widget: String::new(),
            stage: String::new(),
            text: "Ringing".to_owned(),
            settings: Object::new(),
            outcomes: vec![offer("answers"), offer("busy")],
            fallback: None,
        };
        let answered = |line: &str| match answer(&ask, line) {
            Some(Request::Answer { ask: 7, outcome, details }) => Some((outcome, details)),
            _ => None,
        };
        assert_eq!(answered("2"), Some(("busy".to_owned(), Object::new())));
        let (outcome, details) = answered("answers Note=well done Code=3").unwrap();
        assert_eq!(outcome, "answers");
        assert_eq!(
            serde_json::json!(details),
            serde_json::json!({"Note": "well done", "Code": "3"})
        );
        assert_eq!(answered("3"), None);
        assert_eq!(answered("hello there"), None);
    }
}
