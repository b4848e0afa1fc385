//! The bridge from a call to a ConversationRelay server: the loop round [`flow::relay`].

mod handshake;
mod socket;
mod wire;

use flow::relay::session::{Opening, Timing};
use flow::relay::{Ending, Fault};
use flow::{Timestamp, live};
use std::sync::Arc;
use tokio::sync::mpsc;

pub use handshake::{Handshakes, Roots, RootsError, SignedUrl};

/// What a caller does while the socket opens is kept, up to so many inputs.
const MAX_EARLY: usize = 64;

/// One session to open.
#[derive(Debug, Clone)]
pub struct Dial {
    /// What the session is to be like.
    pub opening: Opening,
    /// The address to dial, after mapping.
    pub dialled: String,
    /// How the server is called.
    pub handshakes: Arc<Handshakes>,
    /// Which clock the call keeps.
    pub clock: Clock,
    /// How long things take.
    pub timing: Timing,
    /// What is to go wrong.
    pub faults: Vec<Fault>,
    /// When the widget was reached, on the call's clock.
    pub began: Timestamp,
}

/// How a call's time runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// As time does.
    Real,
    /// Straight to the next thing that is due; only the caller and the server are waited for.
    Instant,
}

/// What the caller does during a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallerInput {
    /// Is saying something; so far a recogniser has understood this.
    Saying(String),
    /// Says something, to its end.
    Said(String),
    /// Presses a key.
    Pressed(char),
    /// Hangs up.
    HungUp,
    /// Has really heard a speech to its end.
    SpeechFinished(u64),
}

/// What is to be reported of a session.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// When, on the call's clock.
    pub at: Timestamp,
    /// What.
    pub what: live::Report,
}

/// How a session ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// When, on the call's clock.
    pub at: Timestamp,
    /// For the flow.
    pub ending: Ending,
    /// For people: what went wrong and what to do about it.
    pub problem: Option<String>,
}

/// Opens one session and runs it to its end. A caller who is dropped has hung up.
pub async fn run(
    dial: Dial,
    mut caller: mpsc::Receiver<CallerInput>,
    reports: mpsc::Sender<Report>,
) -> Ended {
    let mut early = Vec::new();
    let mut bridge = socket::Bridge::new(dial, reports);
    let opened = tokio::select! {
        opened = bridge.open() => opened,
        () = hang_up(&mut caller, &mut early) => return bridge.hung_up(),
    };
    match opened {
        Ok(wire) => bridge.run(wire, caller, early).await,
        Err(problem) => bridge.not_opened(problem.to_string()),
    }
}

/// Returns when the caller hangs up; what they say and press before is kept.
async fn hang_up(caller: &mut mpsc::Receiver<CallerInput>, early: &mut Vec<CallerInput>) {
    loop {
        match caller.recv().await {
            None | Some(CallerInput::HungUp) => return,
            Some(input) if early.len() < MAX_EARLY => early.push(input),
            Some(_) => {}
        }
    }
}
