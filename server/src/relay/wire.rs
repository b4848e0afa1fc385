//! The socket to a relay server, with the faults that a call was to have.

use std::collections::VecDeque;
use std::time::Duration;

use flow::relay::Fault;
use futures_util::{SinkExt, StreamExt};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::handshake::Socket;

/// A server that takes nothing for so long is lost.
const SEND_TIMEOUT_SECONDS: u64 = 10;
/// A server has so long to answer our closing.
const CLOSE_TIMEOUT_SECONDS: u64 = 2;
/// As many messages are held back; then no more are read.
const MAX_HELD: usize = 1_000;
/// What a server might send by mistake.
const GARBAGE: &str = "<garbage/>";

#[derive(Debug)]
pub(super) struct Wire {
    /// None once it is closed or lost.
    socket: Option<Socket>,
    /// None for most calls.
    trouble: Option<Box<Trouble>>,
}

/// The faults of a call, and how far they have come.
#[derive(Debug)]
struct Trouble {
    faults: Vec<Fault>,
    /// Messages of the server so far.
    received: u32,
    /// Messages that are on their way, with the time of their arrival.
    held: VecDeque<(Instant, Message)>,
    reads_from: Instant,
}

/// What is to go wrong now.
enum Break {
    Lost,
    Closed(u16),
    Silent,
}

impl Wire {
    pub(super) fn new(socket: Socket, faults: &[Fault]) -> Self {
        let trouble = (!faults.is_empty()).then(|| {
            Box::new(Trouble {
                faults: faults.to_vec(),
                received: 0,
                held: VecDeque::new(),
                reads_from: Instant::now(),
            })
        });
        Self { socket: Some(socket), trouble }
    }

    /// The next message of the server; none when the connection was lost. Nothing is lost when
    /// this is dropped before it is done.
    pub(super) async fn next(&mut self) -> Option<Result<Message, Error>> {
        let Some(socket) = &mut self.socket else { return std::future::pending().await };
        let next = match &mut self.trouble {
            None => socket.next().await,
            Some(trouble) => trouble.next(socket).await,
        };
        if !matches!(next, Some(Ok(_))) {
            self.socket = None;
        }
        next
    }

    /// Sends a text frame; `false` when the server does not take it.
    pub(super) async fn send(&mut self, message: Message) -> bool {
        if self.trouble.as_ref().is_some_and(|trouble| trouble.is_silent()) {
            return true;
        }
        let Some(socket) = &mut self.socket else { return false };
        let limit = Duration::from_secs(SEND_TIMEOUT_SECONDS);
        matches!(tokio::time::timeout(limit, socket.send(message)).await, Ok(Ok(())))
    }

    /// Closes the connection, and waits for the server's answer without holding up the flow.
    pub(super) fn close(&mut self, frame: Option<CloseFrame>) {
        let Some(mut socket) = self.socket.take() else { return };
        tokio::spawn(async move {
            let limit = Duration::from_secs(CLOSE_TIMEOUT_SECONDS);
            let closing = async {
                if let Some(frame) = frame {
                    // A server that is gone cannot be told.
                    let _ = socket.send(Message::Close(Some(frame))).await;
                }
                while let Some(Ok(_)) = socket.next().await {}
            };
            let _ = tokio::time::timeout(limit, closing).await;
        });
    }
}

impl Trouble {
    async fn next(&mut self, socket: &mut Socket) -> Option<Result<Message, Error>> {
        loop {
            if self.held.is_empty() {
                match self.breaks() {
                    Some(Break::Lost) => return None,
                    Some(Break::Closed(code)) => {
                        let frame = CloseFrame { code: code.into(), reason: "".into() };
                        return Some(Ok(Message::Close(Some(frame))));
                    }
                    Some(Break::Silent) => return std::future::pending().await,
                    None => {}
                }
            }
            let arrives = self.held.front().map(|(arrives, _)| *arrives);
            let may_read = self.breaks().is_none() && self.held.len() < MAX_HELD;
            tokio::select! {
                biased;
                () = until(arrives) => return self.held.pop_front().map(|(_, message)| Ok(message)),
                message = read(socket, self.reads_from), if may_read => match message? {
                    Ok(message) => self.hold(message),
                    Err(error) => return Some(Err(error)),
                }
            }
        }
    }

    /// Takes a message that came, to be delivered when its time has come.
    fn hold(&mut self, message: Message) {
        let now = Instant::now();
        let is_counted = message.is_text() || message.is_binary();
        self.received += u32::from(is_counted);
        let mut arrives = now;
        let mut copies = 1;
        let mut has_garbage = false;
        for fault in &self.faults {
            match fault {
                Fault::Delay { ms } => arrives += Duration::from_millis(u64::from(*ms)),
                Fault::Duplicate if is_counted => copies = 2,
                Fault::Garbage { every } => {
                    has_garbage |= is_counted && self.received.is_multiple_of(*every);
                }
                Fault::Slow { ms } => {
                    self.reads_from = now + Duration::from_millis(u64::from(*ms));
                }
                Fault::Refuse
                | Fault::Drop { .. }
                | Fault::HalfOpen { .. }
                | Fault::Close { .. }
                | Fault::Provider { .. }
                | Fault::Duplicate => {}
            }
        }
        for _ in 0..copies {
            self.held.push_back((arrives, message.clone()));
        }
        if has_garbage {
            self.held.push_back((arrives, Message::text(GARBAGE)));
        }
    }

    fn breaks(&self) -> Option<Break> {
        self.faults.iter().find_map(|fault| match *fault {
            Fault::Drop { after } if self.received >= after => Some(Break::Lost),
            Fault::HalfOpen { after } if self.received >= after => Some(Break::Silent),
            Fault::Close { code, after } if self.received >= after => Some(Break::Closed(code)),
            _ => None,
        })
    }

    fn is_silent(&self) -> bool {
        matches!(self.breaks(), Some(Break::Silent)) && self.held.is_empty()
    }
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

async fn read(socket: &mut Socket, from: Instant) -> Option<Result<Message, Error>> {
    tokio::time::sleep_until(from).await;
    socket.next().await
}
