//! A relay server in the test, and a caller who is connected to it.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used)]

use std::sync::Arc;

use flow::Timestamp;
use flow::live::{Report as Live, Speaker};
use flow::relay::session::{Leg, Opening, Timing};
use flow::relay::{Fault, Settings};
use futures_util::{SinkExt, StreamExt};
use server::relay::{self, CallerInput, Clock, Dial, Ended, Handshakes, Roots};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};

pub const TOKEN: &str = "12345678901234567890123456789012";

pub type Peer = WebSocketStream<TcpStream>;

/// What the handshake asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub target: String,
    pub headers: Vec<(String, String)>,
}

impl Asked {
    pub fn header(&self, wanted: &str) -> Option<&str> {
        self.headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }
}

/// Listens, takes one connection and gives it and its handshake to `serve`.
pub async fn server<F>(serve: impl FnOnce(Peer, Asked) -> F + Send + 'static) -> String
where
    F: Future<Output = ()> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("ws://{}/relay", listener.local_addr().expect("bound"));
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a connection");
        let mut asked = Asked::default();
        #[expect(clippy::result_large_err, reason = "the library's callback")]
        let note = |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
            asked = read(request);
            Ok(response)
        };
        let peer = tokio_tungstenite::accept_hdr_async(stream, note).await.expect("a handshake");
        serve(peer, asked).await;
    });
    address
}

pub fn read(request: &Request) -> Asked {
    let pairs = request.headers().iter();
    Asked {
        target: request.uri().to_string(),
        headers: pairs
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or("").to_owned()))
            .collect(),
    }
}

/// Takes connections and answers each with `bytes`.
pub async fn answering(bytes: &'static [u8]) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("ws://{}/relay", listener.local_addr().expect("bound"));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4_096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(bytes).await;
        }
    });
    address
}

pub fn handshakes() -> Handshakes {
    Handshakes::new(Some(TOKEN.to_owned()), &Roots::default())
}

pub fn dial(address: &str) -> Dial {
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
                ..Settings::default()
            },
            first_speech: 7,
        },
        dialled: address.to_owned(),
        handshakes: Arc::new(handshakes()),
        clock: Clock::Instant,
        timing: Timing::default(),
        faults: Vec::new(),
        began: Timestamp(1_000_000),
    }
}

pub fn faulty(address: &str, faults: &[&str]) -> Dial {
    let faults: Vec<Fault> = faults.iter().map(|fault| fault.parse().expect("a fault")).collect();
    Dial { faults, ..dial(address) }
}

pub struct Call {
    pub caller: mpsc::Sender<CallerInput>,
    pub reports: mpsc::Receiver<relay::Report>,
    pub session: JoinHandle<Ended>,
}

pub fn call(dial: Dial) -> Call {
    let (caller, inputs) = mpsc::channel(8);
    let (sender, reports) = mpsc::channel(64);
    Call { caller, reports, session: tokio::spawn(relay::run(dial, inputs, sender)) }
}

impl Call {
    /// Waits for the agent's turn to be over, and gives what it said in it.
    pub async fn listens(&mut self) -> Vec<String> {
        let mut spoken = Vec::new();
        while let Some(report) = self.reports.recv().await {
            match report.what {
                Live::Listening => return spoken,
                Live::SpeechStarted { speaker: Speaker::Agent, text, .. } => spoken.push(text),
                _ => {}
            }
        }
        panic!("the session ended; said before: {spoken:?}");
    }

    pub async fn says(&self, words: &str) {
        self.caller.send(CallerInput::Said(words.to_owned())).await.expect("a session");
    }

    pub async fn ends(mut self) -> Ended {
        while self.reports.recv().await.is_some() {}
        self.session.await.expect("no panic")
    }
}

pub async fn next_text(peer: &mut Peer) -> String {
    while let Some(Ok(message)) = peer.next().await {
        match message {
            Message::Text(text) => return text.to_string(),
            Message::Close(Some(frame)) => {
                return format!("closed {} {}", u16::from(frame.code), frame.reason);
            }
            _ => {}
        }
    }
    "lost".to_owned()
}

pub async fn says(peer: &mut Peer, frame: &str) {
    peer.send(Message::text(frame.to_owned())).await.expect("an open socket");
}

/// Reads on until the other side closes.
pub async fn drain(mut peer: Peer) {
    while let Some(Ok(_)) = peer.next().await {}
}
