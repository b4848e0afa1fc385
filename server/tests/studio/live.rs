//! Watchers of executions, over the live WebSocket of a real listener.

use std::net::SocketAddr;

use flow::live::{Entry, Report, Request};
use futures_util::{SinkExt, StreamExt};
use server::router;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::{Studio, database_file, settings};

/// A watcher of a call, who may also play the caller.
pub struct Watcher {
    pub socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub seen: u64,
}

impl Watcher {
    /// Watches a call.
    pub async fn open(listen: SocketAddr, call: &str, after: u64) -> Self {
        Self::at(&format!("ws://{listen}/api/calls/{call}/live?after={after}"), after).await
    }

    /// Watches an execution from its beginning.
    pub async fn of(studio: &Studio, execution: &str) -> Self {
        let listen = studio.app.listen();
        Self::at(&format!("ws://{listen}/api/executions/{execution}/live"), 0).await
    }

    async fn at(address: &str, after: u64) -> Self {
        let (socket, _) = tokio_tungstenite::connect_async(address).await.unwrap();
        Self { socket, seen: after }
    }

    pub async fn send(&mut self, request: &Request) {
        let text = serde_json::to_string(request).unwrap();
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// The next entry; none when the server closes.
    pub async fn next(&mut self) -> Option<Entry> {
        loop {
            match self.socket.next().await?.unwrap() {
                Message::Text(text) => {
                    let entry: Entry = serde_json::from_str(text.as_str()).unwrap();
                    self.seen += 1;
                    assert_eq!(entry.seq, self.seen, "a gap in the log");
                    return Some(entry);
                }
                Message::Close(_) => return None,
                _ => {}
            }
        }
    }

    pub async fn until(&mut self, wanted: impl Fn(&Report) -> bool) -> Report {
        loop {
            let entry = self.next().await.expect("the log ended too early");
            if wanted(&entry.report) {
                return entry.report;
            }
        }
    }

    /// Everything to the end.
    pub async fn rest(mut self) -> Vec<Report> {
        let mut reports = Vec::new();
        while let Some(entry) = self.next().await {
            reports.push(entry.report);
        }
        reports
    }
}

/// A server that really listens.
pub async fn serve() -> Studio {
    serve_with(&[]).await
}

pub async fn serve_with(words: &[&str]) -> Studio {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listen = listener.local_addr().unwrap();
    let studio = Studio::on(database_file(), settings(words), listen).await;
    let app = router(studio.app.clone());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    studio
}

/// What was said to the caller.
pub fn spoken(reports: &[Report]) -> Vec<&str> {
    let texts = reports.iter().filter_map(|report| match report {
        Report::SpeechStarted { text, .. } => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}
