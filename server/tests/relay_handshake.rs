//! How relay servers are called, and every way in which no socket comes about.

mod peer;

use std::sync::Arc;

use flow::relay::SignedQuery;
use peer::{Asked, answering, call, dial, drain, handshakes, says, server};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::PrivatePkcs8KeyDer;
use server::relay::{Dial, Ended, Handshakes, Roots, SignedUrl};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// What a server is asked that is dialled so.
async fn asked(change: impl FnOnce(&mut Dial)) -> Asked {
    let (sender, mut seen) = mpsc::channel(1);
    let address = server(|mut peer, asked| async move {
        sender.send(asked).await.expect("a test");
        says(&mut peer, r#"{"type":"end"}"#).await;
        drain(peer).await;
    })
    .await;
    let mut dial = dial(&address);
    change(&mut dial);
    let ended = call(dial).ends().await;
    assert_eq!(ended.ending.handoff_data, None);
    seen.recv().await.expect("a handshake")
}

#[track_caller]
fn is_not_opened(ended: &Ended, part: &str) {
    let error = (64102, "Unable to connect to websocket URL".to_owned());
    assert_eq!(ended.ending.error, Some(error));
    assert_eq!(ended.ending.event(), "failed");
    let problem = ended.problem.as_deref().unwrap_or_default();
    assert!(problem.contains(part), "{problem}");
}

#[tokio::test]
async fn the_handshake_is_signed_and_looks_like_twilios() {
    let asked = asked(|_| {}).await;
    let signature = "P9KvBb1Smnq9PjHYu/xcmFp3dFc=";
    for (name, value) in [
        ("user-agent", "Jetty/11.0.24"),
        ("accept-encoding", "gzip"),
        ("cache-control", "no-cache"),
        ("pragma", "no-cache"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("x-twilio-signature", signature),
        ("x-amzn-bedrock-agentcore-runtime-custom-twilio-signature", signature),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "app.example.com"),
    ] {
        assert_eq!(asked.header(name), Some(value), "{name}");
    }
    for name in
        ["sec-websocket-extensions", "sec-websocket-protocol", "origin", "cookie", "authorization"]
    {
        assert_eq!(asked.header(name), None, "{name}");
    }
}

#[tokio::test]
async fn the_query_is_kept_and_signed_field_by_field() {
    let asked = asked(|dial| {
        dial.opening.settings.url.push_str("?b=2&a=1");
        dial.dialled.push_str("?b=2&a=1");
    })
    .await;
    assert_eq!(asked.target, "/relay?b=2&a=1");
    assert_eq!(asked.header("x-twilio-signature"), Some("w9XxCWa3238aTykT/h1iy9+l2QM="));
}

#[tokio::test]
async fn what_is_signed_and_said_can_be_chosen() {
    let mut dialled = String::new();
    let asked_dialled = asked(|dial| {
        let mut choice = handshakes();
        choice.signed_url = SignedUrl::Dialled;
        choice.is_forwarded = false;
        dialled.clone_from(&dial.dialled);
        dial.handshakes = Arc::new(choice);
    })
    .await;
    let signature = flow::relay::signature(&dialled, peer::TOKEN, SignedQuery::Fields);
    assert_eq!(asked_dialled.header("x-twilio-signature"), Some(signature.as_str()));
    assert_eq!(asked_dialled.header("x-forwarded-proto"), None);
    assert_eq!(asked_dialled.header("x-forwarded-host"), None);

    let url = "wss://app.example.com/relay?b=2";
    let asked_full = asked(|dial| {
        let mut choice = handshakes();
        choice.signed_query = SignedQuery::Written;
        dial.handshakes = Arc::new(choice);
        dial.opening.settings.url = url.to_owned();
    })
    .await;
    let signature = flow::relay::signature(url, peer::TOKEN, SignedQuery::Written);
    assert_eq!(asked_full.header("x-twilio-signature"), Some(signature.as_str()));

    let unsigned = asked(|dial| {
        dial.handshakes = Arc::new(Handshakes::new(None, &Roots::default()));
    })
    .await;
    assert_eq!(unsigned.header("x-twilio-signature"), None);
}

#[tokio::test]
async fn a_server_that_is_not_there_fails_the_session_and_says_so() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("ws://{}/relay", listener.local_addr().expect("bound"));
    drop(listener);
    let ended = call(dial(&address)).ends().await;
    let said = format!("No relay server answers at {address}. Start yours, or use the demo agent.");
    is_not_opened(&ended, &said);
}

#[tokio::test]
async fn a_host_that_is_not_known_fails_the_session() {
    is_not_opened(&call(dial("wss://relay.invalid/relay")).ends().await, "relay.invalid");
}

#[tokio::test]
async fn an_unencrypted_address_elsewhere_is_refused() {
    for (address, part) in [
        ("ws://relay.example.com/relay", "is not encrypted"),
        ("ws://127.0.0.1.example.com/relay", "is not encrypted"),
        ("https://relay.example.com", "must begin with wss://"),
        ("not an address", "must begin with wss://"),
        ("", "must begin with wss://"),
    ] {
        is_not_opened(&call(dial(address)).ends().await, part);
    }
}

#[tokio::test]
async fn a_server_that_answers_with_a_status_fails_the_session() {
    for (answer, part) in [
        (&b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"[..], "404"),
        (b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n", "same auth token"),
        (b"HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n", "500"),
        (b"HTTP/1.1 301 Moved\r\nlocation: /\r\ncontent-length: 0\r\n\r\n", "not follow redirects"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi", "200"),
        (b"SSH-2.0-OpenSSH\r\n", "could not be opened"),
        (b"", "could not be opened"),
    ] {
        is_not_opened(&call(dial(&answering(answer).await)).ends().await, part);
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_answer_the_handshake_fails_the_session() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("ws://{}/relay", listener.local_addr().expect("bound"));
    is_not_opened(&call(dial(&address)).ends().await, "within 10 seconds");
}

/// A server with a certificate of its own for `localhost`, and that certificate.
async fn encrypted() -> (String, String) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key.into())
        .expect("a certificate and its key");
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Nothing comes of it when the certificate is not trusted.
            let Ok(stream) = acceptor.accept(stream).await else { continue };
            let mut peer = tokio_tungstenite::accept_async(stream).await.expect("a handshake");
            let end = r#"{"type":"end","handoffData":"encrypted"}"#;
            futures_util::SinkExt::send(&mut peer, end.into()).await.expect("an open socket");
            while let Some(Ok(_)) = futures_util::StreamExt::next(&mut peer).await {}
        }
    });
    (format!("wss://localhost:{port}/relay"), cert.pem())
}

#[tokio::test]
async fn a_certificate_must_be_trusted_and_name_the_host() {
    let (address, pem) = encrypted().await;
    is_not_opened(&call(dial(&address)).ends().await, "certificate");

    let trusted = || {
        let roots = Roots::from_pem(pem.as_bytes()).expect("a certificate");
        Arc::new(Handshakes::new(None, &roots))
    };
    let ended = call(Dial { handshakes: trusted(), ..dial(&address) }).ends().await;
    assert_eq!(ended.ending.handoff_data.as_deref(), Some("encrypted"));

    let other = address.replace("localhost", "127.0.0.1");
    let ended = call(Dial { handshakes: trusted(), ..dial(&other) }).ends().await;
    is_not_opened(&ended, "certificate");
}

#[test]
fn certificates_are_read_from_a_file_or_it_is_named() {
    let missing = "/nowhere.pem".parse::<Roots>();
    assert!(missing.is_err_and(|error| error.to_string().contains("/nowhere.pem")));
    let empty = std::env::temp_dir().join(format!("switchboard-{}.pem", std::process::id()));
    std::fs::write(&empty, "no certificate").expect("a temporary folder");
    let read = empty.display().to_string().parse::<Roots>();
    std::fs::remove_file(&empty).expect("the file is there");
    assert!(read.is_err_and(|error| error.to_string().starts_with("there is no certificate")));
}
