//! What relay sessions cost: the delay that Switchboard adds to a frame, and the memory of a call.
//!
//! ```text
//! cargo run --release --package server --example relay_bench [--sessions 1000] [--concurrent 10000]
//! ```
//!
//! The agent runs in a process of its own. It needs about two open files a session in all; raise
//! the limit (`ulimit -n`) for more than a few hundred.
#![expect(clippy::print_stdout, reason = "it tells its figures")]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use flow::Timestamp;
use flow::relay::session::{Leg, Opening, Timing};
use flow::relay::{Events, SessionStatus, Settings};
use futures_util::{SinkExt, StreamExt};
use server::relay::{self, CallerInput, Clock, Dial, Ended, Handshakes, Roots};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// What the agent says to measure how soon it is told that it was said.
const TEXT: &str = r#"{"type":"text","token":"Hello there.","last":true}"#;
/// How often each session is measured.
const ROUNDS: u32 = 20;
/// From one measurement of a session to its next.
const PAUSE: Duration = Duration::from_secs(1);
/// As many sessions are opened at once.
const OPENING: usize = 500;
/// What a call may cost, in bytes.
const MOST_BYTES: u64 = 40 << 10;
/// What may be added to the delay of a frame.
const MOST_DELAY: Duration = Duration::from_millis(1);
/// Where a plain socket takes longer, the machine is too busy to tell a millisecond.
const BUSY: Duration = Duration::from_millis(5);

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match words.first().map(String::as_str) {
        Some("agent") => runtime.block_on(agent()),
        _ => runtime.block_on(bench(&words)),
    }
}

async fn bench(words: &[String]) -> anyhow::Result<()> {
    let number = |name: &str, default: usize| {
        let at = words.iter().position(|word| word == name);
        at.and_then(|at| words.get(at + 1)).map_or(Ok(default), |text| text.parse())
    };
    let (sessions, concurrent) = (number("--sessions", 1_000)?, number("--concurrent", 10_000)?);
    // At the same time, so that whatever else the machine does is the same for both.
    let (plain, through) =
        tokio::join!(delays(sessions, Kind::Plain), delays(sessions, Kind::Sessions));
    let (plain, through) = (plain?, through?);
    let added = through.p99.saturating_sub(plain.p99);
    println!("delay at {sessions} sessions, one frame a second each, {ROUNDS} rounds:");
    println!("  a socket that only echoes   {plain}");
    println!("  a relay session             {through}");
    println!("  added at p99                {added:?}  (at most {MOST_DELAY:?})");
    if plain.p99 > BUSY {
        println!("  the machine is so busy that a plain socket is slow: this tells nothing");
    }
    let bytes = memory(concurrent).await?;
    println!("memory at {concurrent} sessions, with the agent in another process:");
    println!("  {bytes} bytes a session  (at most {MOST_BYTES})");
    anyhow::ensure!(added <= MOST_DELAY && bytes <= MOST_BYTES, "that is too much");
    Ok(())
}

/// The agent's process, and how it is reached.
struct Agent {
    child: Child,
    address: String,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Agent {
    fn start() -> anyhow::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("agent")
            .stdout(Stdio::piped())
            .spawn()
            .context("the agent cannot be started")?;
        let stdout = child.stdout.take().context("it has no output")?;
        let mut lines = BufReader::new(stdout).lines();
        let address = lines.next().context("the agent told no address")??;
        Ok(Self { child, address, lines })
    }

    /// What it measured, in microseconds; it ends then.
    fn measured(mut self) -> anyhow::Result<Vec<u64>> {
        let line = self.lines.next().context("the agent told nothing")??;
        self.child.wait()?;
        line.split_whitespace().map(|text| Ok(text.parse()?)).collect()
    }
}

/// What stands at the other end of the agent's sockets.
#[derive(Clone, Copy)]
enum Kind {
    Plain,
    Sessions,
}

struct Delays {
    median: Duration,
    p99: Duration,
    longest: Duration,
}

impl std::fmt::Display for Delays {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { median, p99, longest } = self;
        write!(f, "median {median:?}, p99 {p99:?}, longest {longest:?}")
    }
}

/// How soon the agent is told that what it said was played, with nothing slowed down on purpose.
async fn delays(sessions: usize, kind: Kind) -> anyhow::Result<Delays> {
    let agent = Agent::start()?;
    let address = format!("ws://{}/measure/{sessions}", agent.address);
    let mut running = JoinSet::new();
    match kind {
        Kind::Plain => {
            for _ in 0..sessions {
                running.spawn(echo(address.clone()));
            }
        }
        Kind::Sessions => {
            let handshakes = Arc::new(Handshakes::new(None, &Roots::default()));
            for _ in 0..sessions {
                let dial = dial(&address, Timing::NONE, &handshakes);
                running.spawn(async move {
                    session(dial).await;
                    Ok(())
                });
            }
        }
    }
    running.join_all().await;
    let mut all = agent.measured()?;
    all.sort_unstable();
    let at = |permille: usize| {
        let rank = (all.len() * permille / 1_000).min(all.len().saturating_sub(1));
        all.get(rank).map(|micros| Duration::from_micros(*micros)).context("nothing was measured")
    };
    Ok(Delays { median: at(500)?, p99: at(990)?, longest: at(1_000)? })
}

/// A client without any machine: it says at once that all was played.
async fn echo(address: String) -> anyhow::Result<()> {
    let played = r#"{"type":"info","name":"tokensPlayed","value":"Hello there."}"#;
    let (mut socket, _) = tokio_tungstenite::connect_async(address).await?;
    socket.send(Message::text(r#"{"type":"setup"}"#)).await?;
    while let Some(Ok(message)) = socket.next().await {
        if message.is_text() {
            socket.send(Message::text(played)).await?;
        }
    }
    Ok(())
}

/// The bytes that one more session takes.
async fn memory(sessions: usize) -> anyhow::Result<u64> {
    let agent = Agent::start()?;
    let address = format!("ws://{}/talk", agent.address);
    let handshakes = Arc::new(Handshakes::new(None, &Roots::default()));
    // What the first ones take once for all is not counted.
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let mut running = JoinSet::new();
    let (talked, mut talking) = mpsc::channel(OPENING);
    let open = |running: &mut JoinSet<Ended>| {
        let dial = dial(&address, Timing::default(), &handshakes);
        let (mut stopped, talked) = (stopped.clone(), talked.clone());
        running.spawn(async move {
            let until = async move {
                // The sender lives until all are stopped.
                let _ = stopped.wait_for(|is_stopped| *is_stopped).await;
            };
            converse(dial, talked, until).await
        });
    };
    let mut open_all = async |count: usize, running: &mut JoinSet<Ended>| {
        for opened in 0..count {
            open(running);
            if opened >= OPENING {
                talking.recv().await;
            }
        }
        for _ in 0..count.min(OPENING) {
            talking.recv().await;
        }
    };
    open_all(OPENING, &mut running).await;
    let before = resident_bytes()?;
    let began = Instant::now();
    open_all(sessions, &mut running).await;
    println!("{sessions} sessions opened and talked in {:?}", began.elapsed());
    let after = resident_bytes()?;
    stop.send_replace(true);
    let ended = running.join_all().await;
    let completed =
        ended.iter().filter(|ended| ended.ending.status == SessionStatus::Completed).count();
    anyhow::ensure!(completed == sessions + OPENING, "only {completed} sessions held");
    let mut agent = agent;
    agent.child.kill()?;
    agent.child.wait()?;
    Ok(after.saturating_sub(before) / u64::try_from(sessions)?.max(1))
}

/// One turn of conversation, and then silence until `until`.
async fn converse(
    dial: Dial,
    talked: mpsc::Sender<()>,
    until: impl Future<Output = ()> + Send,
) -> Ended {
    let (caller, inputs) = mpsc::channel(8);
    let (sender, mut reports) = mpsc::channel::<relay::Report>(64);
    let turn = async move {
        let mut turns = 0;
        while let Some(report) = reports.recv().await {
            if report.what == flow::live::Report::Listening {
                turns += 1;
                let said = CallerInput::Said("Hello".to_owned());
                match turns {
                    1 => {
                        let _ = caller.send(said).await;
                    }
                    _ => break,
                }
            }
        }
        let _ = talked.send(()).await;
        until.await;
        drop(caller);
        while reports.recv().await.is_some() {}
    };
    let (ended, ()) = tokio::join!(relay::run(dial, inputs, sender), turn);
    ended
}

/// A session whose caller does nothing, to its end.
async fn session(dial: Dial) -> Ended {
    let (_caller, inputs) = mpsc::channel(8);
    let (sender, mut reports) = mpsc::channel(64);
    let heard = async { while reports.recv().await.is_some() {} };
    tokio::join!(relay::run(dial, inputs, sender), heard).0
}

fn dial(address: &str, timing: Timing, handshakes: &Arc<Handshakes>) -> Dial {
    Dial {
        opening: Opening {
            session_sid: "VX00000000000000000000000000000001".parse().expect("a SID"),
            call_sid: "CA00000000000000000000000000000001".parse().expect("a SID"),
            account_sid: "AC00000000000000000000000000000001".to_owned(),
            from: "+15550100123".to_owned(),
            to: "+15550100456".to_owned(),
            leg: Leg::default(),
            is_answered: true,
            settings: Settings {
                url: "wss://app.example.com/relay".to_owned(),
                events: Events { tokens_played: true, ..Events::default() },
                ..Settings::default()
            },
            first_speech: 1,
        },
        dialled: address.to_owned(),
        handshakes: handshakes.clone(),
        clock: Clock::Real,
        timing,
        faults: Vec::new(),
        began: Timestamp(0),
    }
}

fn resident_bytes() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status").context("this needs Linux")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()).context("no VmRSS")?;
    Ok(kilobytes.parse::<u64>()? << 10)
}

/// The agent's process: tells its address, and what it measured once all sessions were.
async fn agent() -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let (sender, mut measured) = mpsc::unbounded_channel::<u64>();
    let (told, mut wanted) = mpsc::unbounded_channel::<usize>();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, sender.clone(), told.clone()));
        }
    });
    let Some(sessions) = wanted.recv().await else { return Ok(()) };
    let mut all = Vec::new();
    while all.len() < sessions * ROUNDS as usize {
        let Some(micros) = measured.recv().await else { break };
        all.push(micros.to_string());
    }
    println!("{}", all.join(" "));
    Ok(())
}

async fn serve(
    stream: TcpStream,
    measured: mpsc::UnboundedSender<u64>,
    told: mpsc::UnboundedSender<usize>,
) -> anyhow::Result<()> {
    stream.set_nodelay(true)?;
    let mut sessions = None;
    let config = WebSocketConfig::default().read_buffer_size(4_096);
    #[expect(clippy::result_large_err, reason = "the library's callback")]
    let note = |request: &tokio_tungstenite::tungstenite::handshake::server::Request, response| {
        let path = request.uri().path();
        sessions = path.strip_prefix("/measure/").and_then(|count| count.parse().ok());
        Ok(response)
    };
    let mut socket =
        tokio_tungstenite::accept_hdr_async_with_config(stream, note, Some(config)).await?;
    let Some(sessions) = sessions else {
        while let Some(Ok(message)) = socket.next().await {
            if message.to_text().is_ok_and(|text| text.contains("\"prompt\"")) {
                socket.send(Message::text(TEXT)).await?;
            }
        }
        return Ok(());
    };
    told.send(sessions)?;
    socket.next().await;
    // All are there before the first is measured, each at a time of its own.
    let spread = u64::try_from(sessions)?.max(1);
    let own = socket.get_ref().peer_addr()?.port();
    let within = PAUSE.as_millis() as u64 * (u64::from(own) % spread) / spread;
    tokio::time::sleep(PAUSE * 2 + Duration::from_millis(within)).await;
    for _ in 0..ROUNDS {
        let began = Instant::now();
        socket.send(Message::text(TEXT)).await?;
        socket.next().await;
        measured.send(u64::try_from(began.elapsed().as_micros())?)?;
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}
