//! Relay sessions over real sockets, against a server in the test.

use flow::Timestamp;
use flow::live::{Report as Live, Speaker};
use flow::relay::{SessionStatus, Settings};
use futures_util::{SinkExt, StreamExt};
use server::relay::{self, CallerInput, Clock, Dial, Ended};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};

type Peer = WebSocketStream<TcpStream>;

/// Listens, takes one connection and gives it and its handshake's headers to `serve`.
async fn server<F>(serve: impl FnOnce(Peer, Vec<(String, String)>) -> F + Send + 'static) -> String
where
    F: Future<Output = ()> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("ws://{}/relay", listener.local_addr().expect("bound"));
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a connection");
        let mut headers = Vec::new();
        #[expect(clippy::result_large_err, reason = "the library's callback")]
        let note = |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
            let pairs = request.headers().iter();
            headers = pairs
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or("").to_owned()))
                .collect();
            Ok(response)
        };
        let peer = tokio_tungstenite::accept_hdr_async(stream, note).await.expect("a handshake");
        serve(peer, headers).await;
    });
    address
}

struct Call {
    caller: mpsc::Sender<CallerInput>,
    reports: mpsc::Receiver<relay::Report>,
    session: JoinHandle<Ended>,
}

fn dial(address: &str) -> Dial {
    Dial {
        session_sid: "VX00000000000000000000000000000001".parse().expect("a SID"),
        call_sid: "CA00000000000000000000000000000001".parse().expect("a SID"),
        account_sid: "AC00000000000000000000000000000001".to_owned(),
        from: "+15550100123".to_owned(),
        to: "+15550100456".to_owned(),
        is_answered: true,
        settings: Settings { url: "wss://app.example.com/relay".to_owned(), ..Settings::default() },
        dialled: address.to_owned(),
        auth_token: Some("12345678901234567890123456789012".to_owned()),
        clock: Clock::Instant,
        extra_roots: Vec::new(),
        began: Timestamp(1_000_000),
        first_speech: 7,
    }
}

fn call(dial: Dial) -> Call {
    let (caller, inputs) = mpsc::channel(8);
    let (sender, reports) = mpsc::channel(64);
    Call { caller, reports, session: tokio::spawn(relay::run(dial, inputs, sender)) }
}

impl Call {
    /// Waits for the agent's turn to be over, and gives what it said in it.
    async fn listens(&mut self) -> Vec<String> {
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

    async fn ends(mut self) -> Ended {
        while self.reports.recv().await.is_some() {}
        self.session.await.expect("no panic")
    }
}

async fn next_text(peer: &mut Peer) -> String {
    while let Some(Ok(message)) = peer.next().await {
        if let Message::Text(text) = message {
            return text.to_string();
        }
    }
    "closed".to_owned()
}

async fn says(peer: &mut Peer, frame: &str) {
    peer.send(Message::text(frame.to_owned())).await.expect("an open socket");
}

#[tokio::test]
async fn a_conversation_ends_with_handoff_data_byte_for_byte() {
    let address = server(|mut peer, _| async move {
        assert!(next_text(&mut peer).await.starts_with(r#"{"type":"setup","sessionId":"VX"#));
        assert_eq!(
            next_text(&mut peer).await,
            r#"{"type":"prompt","voicePrompt":"Hello","lang":"en-US","last":true}"#
        );
        for frame in [
            r#"{"type":"text","token":"You said: "}"#,
            r#"{"type":"text","token":"Hello."}"#,
            r#"{"type":"text","token":"","last":true}"#,
        ] {
            says(&mut peer, frame).await;
        }
        next_text(&mut peer).await;
        says(&mut peer, r#"{"type":"end","handoffData":"{\"reason\": \"live-agent\"}"}"#).await;
        says(&mut peer, r#"{"type":"text","token":"too late"}"#).await;
        assert_eq!(next_text(&mut peer).await, "closed");
    })
    .await;
    let mut call = call(dial(&address));
    assert!(call.listens().await.is_empty());
    call.caller.send(CallerInput::Said("Hello".to_owned())).await.expect("a session");
    assert_eq!(call.listens().await, ["You said:", " Hello."]);
    call.caller.send(CallerInput::Said("agent".to_owned())).await.expect("a session");
    let ended = call.ends().await;
    assert_eq!(ended.ending.status, SessionStatus::Ended);
    assert_eq!(ended.ending.handoff_data.as_deref(), Some(r#"{"reason": "live-agent"}"#));
    assert_eq!(ended.problem, None);
    assert!(ended.at > Timestamp(1_000_000), "the instant clock runs ahead");
}

#[tokio::test]
async fn the_handshake_is_signed_and_looks_like_twilios() {
    let (sender, mut seen) = mpsc::channel(1);
    let address = server(|mut peer, headers| async move {
        sender.send(headers).await.expect("a test");
        says(&mut peer, r#"{"type":"end"}"#).await;
    })
    .await;
    let ended = call(dial(&address)).ends().await;
    assert_eq!(ended.ending.handoff_data, None);
    let headers = seen.recv().await.expect("headers");
    let header = |wanted: &str| {
        headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    };
    assert_eq!(header("user-agent"), Some("Jetty/11.0.24"));
    assert_eq!(header("x-twilio-signature"), Some("P9KvBb1Smnq9PjHYu/xcmFp3dFc="));
    assert_eq!(header("x-forwarded-proto"), Some("https"));
    assert_eq!(header("sec-websocket-extensions"), None);
}

#[tokio::test]
async fn a_server_that_is_not_there_fails_the_session_and_says_so() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("ws://{}/relay", listener.local_addr().expect("bound"));
    drop(listener);
    let ended = call(dial(&address)).ends().await;
    let error = (64102, "Unable to connect to websocket URL".to_owned());
    assert_eq!(ended.ending.error, Some(error));
    assert_eq!(
        ended.problem,
        Some(format!("No relay server answers at {address}. Start yours, or use the demo agent."))
    );
}

#[tokio::test]
async fn an_unencrypted_address_elsewhere_is_refused() {
    for (address, part) in [
        ("ws://relay.example.com/relay", "is not encrypted"),
        ("ws://127.0.0.1.example.com/relay", "is not encrypted"),
        ("https://relay.example.com", "must begin with wss://"),
        ("not an address", "must begin with wss://"),
    ] {
        let ended = call(dial(address)).ends().await;
        assert_eq!(ended.ending.error.map(|(code, _)| code), Some(64102));
        let problem = ended.problem.unwrap_or_default();
        assert!(problem.contains(part), "{problem}");
    }
}

#[tokio::test]
async fn a_server_that_answers_with_a_status_fails_the_session() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("ws://{}/relay", listener.local_addr().expect("bound"));
    let router = axum::Router::new();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let ended = call(dial(&address)).ends().await;
    assert_eq!(ended.ending.error.map(|(code, _)| code), Some(64102));
    assert!(ended.problem.unwrap_or_default().contains("404"));
}

#[tokio::test]
async fn a_connection_that_breaks_fails_the_session() {
    let address = server(|mut peer, _| async move {
        next_text(&mut peer).await;
    })
    .await;
    let ended = call(dial(&address)).ends().await;
    assert_eq!(ended.ending.error, Some((64105, "Websocket ended".to_owned())));
    assert_eq!(ended.problem.as_deref(), Some("The connection to the relay server was lost."));
}

#[tokio::test]
async fn a_server_that_closes_without_end_fails_the_session() {
    let address = server(|mut peer, _| async move {
        peer.close(None).await.expect("an open socket");
        next_text(&mut peer).await;
    })
    .await;
    let ended = call(dial(&address)).ends().await;
    assert_eq!(ended.ending.error.map(|(code, _)| code), Some(64105));
    assert!(ended.problem.unwrap_or_default().contains("must send an `end` message"));
}

#[tokio::test]
async fn ten_bad_frames_end_the_session() {
    let address = server(|mut peer, _| async move {
        for _ in 0..10 {
            says(&mut peer, "garbage").await;
        }
        while let Some(Ok(message)) = peer.next().await {
            if let Message::Close(Some(frame)) = message {
                assert_eq!(u16::from(frame.code), 1007);
            }
        }
    })
    .await;
    let ended = call(dial(&address)).ends().await;
    assert_eq!(ended.ending.error.map(|(code, _)| code), Some(64105));
    assert!(ended.problem.unwrap_or_default().contains("ten bad messages"));
}

#[tokio::test]
async fn a_caller_who_hangs_up_completes_the_session() {
    let address =
        server(|mut peer, _| async move { while let Some(Ok(_)) = peer.next().await {} }).await;
    let mut call = call(Dial { clock: Clock::Real, ..dial(&address) });
    call.listens().await;
    call.caller.send(CallerInput::HungUp).await.expect("a session");
    let ended = call.ends().await;
    assert_eq!(ended.ending.status, SessionStatus::Completed);
    assert_eq!(ended.problem, None);
}

#[tokio::test]
async fn the_demo_agent_talks_and_hands_over() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("ws://{}/demo/relay", listener.local_addr().expect("bound"));
    let router = server::agent::routes::<()>();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let mut dial = dial(&address);
    dial.settings.parameters = vec![("name".to_owned(), "Ada".to_owned())];
    dial.settings.dtmf_detection = true;
    let mut call = call(dial);
    call.listens().await;
    assert_eq!(call.listens().await.concat(), "Hello Ada. How can I help?");
    call.caller.send(CallerInput::Pressed('5')).await.expect("a session");
    assert_eq!(call.listens().await, ["You pressed 5."]);
    call.caller.send(CallerInput::Said("music".to_owned())).await.expect("a session");
    assert_eq!(call.listens().await, ["Here is some music.", "https://api.twilio.com/cowbell.mp3"]);
    call.caller.send(CallerInput::Said("a person".to_owned())).await.expect("a session");
    let ended = call.ends().await;
    assert_eq!(
        ended.ending.handoff_data.as_deref(),
        Some(r#"{"reason":"live-agent","said":"a person"}"#)
    );
}
