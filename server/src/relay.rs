//! The bridge from a call to a ConversationRelay server: the loop round [`flow::relay`].

mod handshake;
mod socket;

use flow::relay::{Ending, SessionStatus, Settings};
use flow::sid::{CallSid, SessionSid};
use flow::{Timestamp, live};
use tokio::sync::mpsc;

/// What a caller does while the socket opens is kept, up to so many inputs.
const MAX_EARLY: usize = 64;

/// One session to open.
#[derive(Debug, Clone)]
pub struct Dial {
    /// The session; new for each time the widget is reached.
    pub session_sid: SessionSid,
    /// The call.
    pub call_sid: CallSid,
    /// The account, `AC…`.
    pub account_sid: String,
    /// The caller's number.
    pub from: String,
    /// The number called.
    pub to: String,
    /// Whether the call was answered before the session.
    pub is_answered: bool,
    /// What the session is to be like.
    pub settings: Settings,
    /// The address to dial, after mapping.
    pub dialled: String,
    /// Signs the handshake; without it there is no signature.
    pub auth_token: Option<String>,
    /// Which clock the call keeps.
    pub clock: Clock,
    /// Certificates to trust beside the system's, in PEM.
    pub extra_roots: Vec<u8>,
    /// When the widget was reached, on the call's clock.
    pub began: Timestamp,
    /// The number of the session's first speech; the next ones count on.
    pub first_speech: u64,
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
    let opened = tokio::select! {
        opened = handshake::open(&dial) => opened,
        () = hang_up(&mut caller, &mut early) => return hung_up(&dial),
    };
    let mut bridge = socket::Bridge::new(dial, reports);
    match opened {
        Ok(socket) => bridge.run(socket, caller, early).await,
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

fn hung_up(dial: &Dial) -> Ended {
    let ending = Ending {
        session_sid: dial.session_sid.clone(),
        status: SessionStatus::Completed,
        handoff_data: None,
        error: None,
        duration_seconds: 0,
    };
    Ended { at: dial.began, ending, problem: None }
}
