//! The loop between the session machine, the socket and the caller.

use std::time::Duration;

use flow::Timestamp;
use flow::live::{self, Direction, Speaker};
use flow::relay::session::{Input, Output, Session};
use flow::relay::{Ending, Fault, SessionStatus};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{self, Message};

use super::handshake::{self, Problem};
use super::wire::Wire;
use super::{CallerInput, Clock, Dial, Ended, Report};

/// One session between a caller and a relay server.
pub(super) struct Bridge {
    dial: Dial,
    session: Session,
    reports: mpsc::Sender<Report>,
    started: Instant,
    /// How far an instant clock has run ahead.
    now: Timestamp,
    problem: Option<String>,
    /// Messages of the server so far.
    received: u32,
}

/// What happened next.
enum Next {
    Socket(Option<Result<Message, tungstenite::Error>>),
    Caller(CallerInput),
    Time,
}

impl Bridge {
    pub(super) fn new(dial: Dial, reports: mpsc::Sender<Report>) -> Self {
        let session = Session::open(dial.began, dial.opening.clone(), dial.timing);
        let now = dial.began;
        Self { dial, session, reports, started: Instant::now(), now, problem: None, received: 0 }
    }

    /// Opens the socket, after as long as Twilio takes for that.
    pub(super) async fn open(&mut self) -> Result<Wire, Problem> {
        match self.dial.clock {
            Clock::Instant => self.now = self.now.plus(self.dial.timing.handshake_ms),
            Clock::Real => {
                tokio::time::sleep(Duration::from_millis(self.dial.timing.handshake_ms)).await;
            }
        }
        let socket = handshake::open(&self.dial).await?;
        Ok(Wire::new(socket, &self.dial.faults))
    }

    /// The end of a session whose socket could not be opened.
    pub(super) fn not_opened(&self, problem: String) -> Ended {
        let at = self.now();
        let seconds = at.since(self.dial.began) / 1_000;
        let session_sid = self.dial.opening.session_sid.clone();
        let message = "Unable to connect to websocket URL";
        let ending = Ending::failed(session_sid, 64102, message, seconds);
        Ended { at, ending, problem: Some(problem) }
    }

    /// The end of a session whose caller hung up before the socket was open.
    pub(super) fn hung_up(&mut self) -> Ended {
        let at = self.now();
        let mut outputs = Vec::new();
        self.session.handle(at, Input::CallerHungUp, &mut outputs);
        let ending = outputs.into_iter().find_map(|output| match output {
            Output::Ended(ending) => Some(*ending),
            _ => None,
        });
        let ending = ending.expect("hanging up ends a session at once");
        Ended { at, ending, problem: None }
    }

    /// Runs the session on an open socket.
    pub(super) async fn run(
        &mut self,
        mut wire: Wire,
        mut caller: mpsc::Receiver<CallerInput>,
        early: Vec<CallerInput>,
    ) -> Ended {
        self.report(live::Report::RelayConnected).await;
        let mut ended = self.give(Input::Opened, &mut wire).await;
        if ended.is_none() && self.provider_fails() {
            ended = self.give(Input::ProviderFailed, &mut wire).await;
        }
        for input in early {
            if ended.is_none() {
                ended = self.give(caller_input(&input), &mut wire).await;
            }
        }
        loop {
            if let Some(ending) = ended {
                wire.close(None);
                let problem = self.problem.take();
                let problem = problem.filter(|_| ending.status == SessionStatus::Failed);
                return Ended { at: self.now(), ending, problem };
            }
            let next = self.next(&mut wire, &mut caller).await;
            ended = self.take(next, &mut wire).await;
        }
    }

    async fn next(&self, wire: &mut Wire, caller: &mut mpsc::Receiver<CallerInput>) -> Next {
        let deadline = self.session.deadline();
        let wait = self.wait(deadline);
        tokio::select! {
            message = wire.next() => Next::Socket(message),
            input = caller.recv() => Next::Caller(input.unwrap_or(CallerInput::HungUp)),
            () = tokio::time::sleep(wait), if deadline.is_some() => Next::Time,
        }
    }

    /// How long to wait in real time for what is due.
    fn wait(&self, deadline: Option<Timestamp>) -> Duration {
        let left_ms = deadline.map_or(0, |deadline| deadline.since(self.now()));
        match self.dial.clock {
            Clock::Instant if !self.session.awaits_server() => Duration::ZERO,
            Clock::Instant | Clock::Real => Duration::from_millis(left_ms),
        }
    }

    fn now(&self) -> Timestamp {
        match self.dial.clock {
            Clock::Instant => self.now,
            Clock::Real => {
                let elapsed_ms = u64::try_from(self.started.elapsed().as_millis());
                self.dial.began.plus(elapsed_ms.unwrap_or(u64::MAX))
            }
        }
    }

    async fn take(&mut self, next: Next, wire: &mut Wire) -> Option<Ending> {
        match next {
            Next::Time => {
                if let Some(deadline) = self.session.deadline() {
                    self.now = self.now.max(deadline);
                }
                self.give(Input::Time, wire).await
            }
            Next::Caller(input) => self.give(caller_input(&input), wire).await,
            Next::Socket(Some(Ok(message))) => self.receive(message, wire).await,
            Next::Socket(Some(Err(error))) => {
                self.problem = Some(lost(&error));
                self.give(Input::SocketLost, wire).await
            }
            Next::Socket(None) => {
                self.problem = Some(LOST.to_owned());
                self.give(Input::SocketLost, wire).await
            }
        }
    }

    async fn receive(&mut self, message: Message, wire: &mut Wire) -> Option<Ending> {
        match message {
            Message::Text(text) => {
                let frame = text.to_string();
                self.report(live::Report::RelayFrame { direction: Direction::FromServer, frame })
                    .await;
                let ended = self.give(Input::Frame(text.as_str()), wire).await;
                self.received = self.received.saturating_add(1);
                if ended.is_none() && self.provider_fails() {
                    return self.give(Input::ProviderFailed, wire).await;
                }
                ended
            }
            Message::Binary(_) => self.give(Input::Binary, wire).await,
            Message::Close(frame) => {
                let code = frame.map(|frame| format!(" with code {}", u16::from(frame.code)));
                self.problem = Some(format!(
                    "The relay server closed the connection{}; to end a session it must send an \
                     `end` message.",
                    code.unwrap_or_default()
                ));
                // The socket answers by itself while it is read to its end.
                wire.close(None);
                self.give(Input::SocketClosed, wire).await
            }
            // Pings are answered by the socket itself.
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => None,
        }
    }

    /// Whether the call was to lose its provider of speech now.
    fn provider_fails(&self) -> bool {
        let is_due =
            |fault: &Fault| matches!(fault, Fault::Provider { after } if *after == self.received);
        self.dial.faults.iter().any(is_due)
    }

    /// Gives one input to the machine and does what it asks for, up to its end.
    async fn give(&mut self, input: Input<'_>, wire: &mut Wire) -> Option<Ending> {
        let mut outputs = Vec::new();
        self.session.handle(self.now(), input, &mut outputs);
        let mut is_lost = false;
        for output in outputs {
            match output {
                Output::Send(frame) => is_lost |= !self.send(frame, wire).await,
                Output::Close { code, reason } => {
                    if code == 1007 {
                        let text = "The relay server sent ten bad messages in a row.";
                        self.problem = Some(text.to_owned());
                    }
                    wire.close(Some(CloseFrame { code: code.into(), reason: reason.into() }));
                }
                Output::Ended(ending) => return Some(*ending),
                output => self.report_output(output).await,
            }
        }
        if is_lost {
            self.problem = Some("The relay server no longer takes messages.".to_owned());
            return Box::pin(self.give(Input::SocketLost, wire)).await;
        }
        None
    }

    async fn send(&self, frame: String, wire: &mut Wire) -> bool {
        let message = Message::text(frame.clone());
        self.report(live::Report::RelayFrame { direction: Direction::ToServer, frame }).await;
        wire.send(message).await
    }

    async fn report_output(&self, output: Output) {
        let report = match output {
            Output::SpeechStarted { speech, text, duration_ms, sound, language } => {
                let speaker = Speaker::Agent;
                live::Report::SpeechStarted { speech, speaker, text, sound, duration_ms, language }
            }
            Output::SpeechEnded { speech, heard, interrupted } => {
                live::Report::SpeechEnded { speech, heard, interrupted }
            }
            Output::Listening => live::Report::Listening,
            Output::Warning { code, message } => {
                live::Report::Warning { code, state: None, step_sid: None, message }
            }
            Output::Send(_) | Output::Close { .. } | Output::Ended(_) => return,
        };
        self.report(report).await;
    }

    async fn report(&self, what: live::Report) {
        // Nobody left to tell is no reason to end the session: the caller's side does that.
        let _ = self.reports.send(Report { at: self.now(), what }).await;
    }
}

const LOST: &str = "The connection to the relay server was lost.";

/// What to tell people of a broken connection.
fn lost(error: &tungstenite::Error) -> String {
    match error {
        tungstenite::Error::Capacity(error) => {
            format!("The relay server sent a message that is too long: {error}.")
        }
        tungstenite::Error::Utf8(_) => {
            "The relay server sent a text frame that is not UTF-8.".to_owned()
        }
        tungstenite::Error::Protocol(ProtocolError::ResetWithoutClosingHandshake)
        | tungstenite::Error::Io(_) => LOST.to_owned(),
        error => format!("{LOST} It broke the WebSocket protocol: {error}."),
    }
}

fn caller_input(input: &CallerInput) -> Input<'_> {
    match input {
        CallerInput::Saying(text) => Input::CallerIsSaying(text),
        CallerInput::Said(text) => Input::CallerSaid(text),
        CallerInput::Pressed(key) => Input::CallerPressed(*key),
        CallerInput::HungUp => Input::CallerHungUp,
        CallerInput::SpeechFinished(speech) => Input::SpeechFinished(*speech),
    }
}
