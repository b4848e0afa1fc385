//! The loop between the session machine, the socket and the caller.

use std::time::Duration;

use flow::Timestamp;
use flow::live::{self, Direction, Speaker};
use flow::relay::session::{Input, Opening, Output, Session, Timing};
use flow::relay::{Ending, SessionStatus};
use futures_util::{SinkExt, StreamExt};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{self, Message};

use super::handshake::Socket;
use super::{CallerInput, Clock, Dial, Ended, Report};

/// A server that takes nothing for so long is lost.
const SEND_TIMEOUT_SECONDS: u64 = 10;
/// A server has so long to answer our closing.
const CLOSE_TIMEOUT_SECONDS: u64 = 2;

/// One session between a caller and a relay server.
pub(super) struct Bridge {
    dial: Dial,
    session: Session,
    reports: mpsc::Sender<Report>,
    started: Instant,
    /// How far an instant clock has run ahead.
    now: Timestamp,
    problem: Option<String>,
}

/// What happened next.
enum Next {
    Socket(Option<Result<Message, tungstenite::Error>>),
    Caller(CallerInput),
    Time,
}

impl Bridge {
    pub(super) fn new(dial: Dial, reports: mpsc::Sender<Report>) -> Self {
        let opening = Opening {
            session_sid: dial.session_sid.clone(),
            call_sid: dial.call_sid.clone(),
            account_sid: dial.account_sid.clone(),
            from: dial.from.clone(),
            to: dial.to.clone(),
            is_answered: dial.is_answered,
            settings: dial.settings.clone(),
            events: Default::default(),
            first_speech: dial.first_speech,
        };
        let session = Session::open(dial.began, opening, Timing::default());
        let now = dial.began;
        Self { dial, session, reports, started: Instant::now(), now, problem: None }
    }

    /// The end of a session whose socket could not be opened.
    pub(super) fn not_opened(&self, problem: String) -> Ended {
        let at = self.now();
        let seconds = at.since(self.dial.began) / 1_000;
        let session_sid = self.dial.session_sid.clone();
        let message = "Unable to connect to websocket URL";
        let ending = Ending::failed(session_sid, 64102, message, seconds);
        Ended { at, ending, problem: Some(problem) }
    }

    /// Runs the session on an open socket.
    pub(super) async fn run(
        &mut self,
        mut socket: Socket,
        mut caller: mpsc::Receiver<CallerInput>,
        early: Vec<CallerInput>,
    ) -> Ended {
        self.report(live::Report::RelayConnected).await;
        let mut ended = self.give(Input::Opened, &mut socket).await;
        for input in early {
            if ended.is_none() {
                ended = self.give(caller_input(&input), &mut socket).await;
            }
        }
        loop {
            if let Some(ending) = ended {
                close(socket);
                let problem = self.problem.take();
                let problem = problem.filter(|_| ending.status == SessionStatus::Failed);
                return Ended { at: self.now(), ending, problem };
            }
            let next = self.next(&mut socket, &mut caller).await;
            ended = self.take(next, &mut socket).await;
        }
    }

    async fn next(&self, socket: &mut Socket, caller: &mut mpsc::Receiver<CallerInput>) -> Next {
        let deadline = self.session.deadline();
        let wait = self.wait(deadline);
        tokio::select! {
            message = socket.next() => Next::Socket(message),
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

    async fn take(&mut self, next: Next, socket: &mut Socket) -> Option<Ending> {
        match next {
            Next::Time => {
                if let Some(deadline) = self.session.deadline() {
                    self.now = self.now.max(deadline);
                }
                self.give(Input::Time, socket).await
            }
            Next::Caller(input) => self.give(caller_input(&input), socket).await,
            Next::Socket(Some(Ok(message))) => self.receive(message, socket).await,
            Next::Socket(Some(Err(_)) | None) => {
                self.problem = Some("The connection to the relay server was lost.".to_owned());
                self.give(Input::SocketLost, socket).await
            }
        }
    }

    async fn receive(&mut self, message: Message, socket: &mut Socket) -> Option<Ending> {
        match message {
            Message::Text(text) => {
                let frame = text.to_string();
                self.report(live::Report::RelayFrame { direction: Direction::FromServer, frame })
                    .await;
                self.give(Input::Frame(text.as_str()), socket).await
            }
            Message::Binary(_) => self.give(Input::Binary, socket).await,
            Message::Close(frame) => {
                let code = frame.map(|frame| u16::from(frame.code));
                let with = code.map(|code| format!(" with code {code}")).unwrap_or_default();
                self.problem = Some(format!(
                    "The relay server closed the connection{with}; to end a session it must send \
                     an `end` message."
                ));
                self.give(Input::SocketClosed { code }, socket).await
            }
            // Pings are answered by the socket itself.
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => None,
        }
    }

    /// Gives one input to the machine and does what it asks for, up to its end.
    async fn give(&mut self, input: Input<'_>, socket: &mut Socket) -> Option<Ending> {
        let mut outputs = Vec::new();
        self.session.handle(self.now(), input, &mut outputs);
        let mut is_lost = false;
        for output in outputs {
            match output {
                Output::Send(frame) => is_lost |= !self.send(frame, socket).await,
                Output::Close { code, reason } => {
                    if code == 1007 {
                        let text = "The relay server sent ten bad messages in a row.";
                        self.problem = Some(text.to_owned());
                    }
                    let frame = CloseFrame { code: code.into(), reason: reason.into() };
                    // A server that is gone cannot be told; the session ends all the same.
                    let _ = within_limit(socket.send(Message::Close(Some(frame)))).await;
                }
                Output::Ended(ending) => return Some(*ending),
                output => self.report_output(output).await,
            }
        }
        if is_lost {
            self.problem = Some("The relay server no longer takes messages.".to_owned());
            return Box::pin(self.give(Input::SocketLost, socket)).await;
        }
        None
    }

    async fn send(&self, frame: String, socket: &mut Socket) -> bool {
        let message = Message::text(frame.clone());
        self.report(live::Report::RelayFrame { direction: Direction::ToServer, frame }).await;
        within_limit(socket.send(message)).await
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
            Output::Warning { message } => {
                live::Report::Warning { code: None, state: None, step_sid: None, message }
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

fn caller_input(input: &CallerInput) -> Input<'_> {
    match input {
        CallerInput::Said(text) => Input::CallerSaid(text),
        CallerInput::Pressed(key) => Input::CallerPressed(*key),
        CallerInput::HungUp => Input::CallerHungUp,
        CallerInput::SpeechFinished(speech) => Input::SpeechFinished(*speech),
    }
}

async fn within_limit(sending: impl Future<Output = Result<(), tungstenite::Error>>) -> bool {
    let limit = Duration::from_secs(SEND_TIMEOUT_SECONDS);
    matches!(tokio::time::timeout(limit, sending).await, Ok(Ok(())))
}

/// Waits for the server's answer to our closing without holding up the flow.
fn close(mut socket: Socket) {
    tokio::spawn(async move {
        let limit = Duration::from_secs(CLOSE_TIMEOUT_SECONDS);
        let answered = async { while let Some(Ok(_)) = socket.next().await {} };
        let _ = tokio::time::timeout(limit, answered).await;
    });
}
