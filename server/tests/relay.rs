//! Relay sessions over real sockets, against a server in the test.

mod peer;

use flow::Timestamp;
use flow::relay::SessionStatus;
use futures_util::SinkExt;
use peer::{call, dial, drain, next_text, says, server};
use server::relay::{CallerInput, Clock, Dial};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;

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
        assert_eq!(next_text(&mut peer).await, "closed 1000 Closing websocket session");
    })
    .await;
    let mut call = call(dial(&address));
    assert!(call.listens().await.is_empty());
    call.says("Hello").await;
    assert_eq!(call.listens().await, ["You said:", " Hello."]);
    call.says("agent").await;
    let ended = call.ends().await;
    assert_eq!(ended.ending.status, SessionStatus::Ended);
    assert_eq!(ended.ending.handoff_data.as_deref(), Some(r#"{"reason": "live-agent"}"#));
    assert_eq!(ended.problem, None);
    assert!(ended.at > Timestamp(1_000_000), "the instant clock runs ahead");
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
async fn a_connection_that_is_reset_fails_the_session() {
    let address = server(|mut peer, _| async move {
        next_text(&mut peer).await;
        peer.get_ref().set_zero_linger().expect("a socket");
    })
    .await;
    let ended = call(dial(&address)).ends().await;
    assert_eq!(ended.ending.error.map(|(code, _)| code), Some(64105));
}

#[tokio::test]
async fn a_server_that_closes_without_end_fails_the_session_whatever_its_code() {
    use tokio_tungstenite::tungstenite::protocol::CloseFrame;
    for code in [1000_u16, 1001, 1011, 4000] {
        let address = server(move |mut peer, _| async move {
            let frame = CloseFrame { code: code.into(), reason: "".into() };
            peer.close(Some(frame)).await.expect("an open socket");
            drain(peer).await;
        })
        .await;
        let ended = call(dial(&address)).ends().await;
        assert_eq!(ended.ending.error.map(|(code, _)| code), Some(64105));
        let problem = ended.problem.unwrap_or_default();
        assert!(problem.contains(&format!("with code {code}")), "{problem}");
        assert!(problem.contains("must send an `end` message"), "{problem}");
    }
}

#[tokio::test]
async fn ten_bad_frames_end_the_session() {
    let address = server(|mut peer, _| async move {
        next_text(&mut peer).await;
        for _ in 0..10 {
            says(&mut peer, "garbage").await;
        }
        for _ in 0..10 {
            let error = next_text(&mut peer).await;
            assert!(error.ends_with(r#"code: 64107, garbage"}"#), "{error}");
        }
        let closed = next_text(&mut peer).await;
        assert_eq!(closed, "closed 1007 Too many consecutive malformed messages.");
    })
    .await;
    let ended = call(dial(&address)).ends().await;
    assert_eq!(ended.ending.error.map(|(code, _)| code), Some(64105));
    assert!(ended.problem.unwrap_or_default().contains("ten bad messages"));
}

#[tokio::test]
async fn a_binary_frame_is_a_bad_message_and_a_ping_is_answered() {
    use futures_util::StreamExt;
    let address = server(|mut peer, _| async move {
        next_text(&mut peer).await;
        peer.send(Message::binary(vec![1, 2, 3])).await.expect("an open socket");
        assert!(next_text(&mut peer).await.contains("64107"));
        peer.send(Message::Ping("here?".into())).await.expect("an open socket");
        let answer = peer.next().await.expect("an answer").expect("a frame");
        assert_eq!(answer, Message::Pong("here?".into()));
        says(&mut peer, r#"{"type":"end"}"#).await;
        drain(peer).await;
    })
    .await;
    assert_eq!(call(dial(&address)).ends().await.ending.status, SessionStatus::Ended);
}

#[tokio::test]
async fn what_no_websocket_may_hold_breaks_the_session_and_is_named() {
    use tokio_tungstenite::tungstenite::protocol::frame::Frame;
    use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
    let text =
        |bytes: Vec<u8>| Message::Frame(Frame::message(bytes, OpCode::Data(Data::Text), true));
    for (message, part) in [
        (Message::text("a".repeat((1 << 20) + 1)), "too long"),
        (text(vec![0xff, 0xfe]), "not UTF-8"),
    ] {
        let address = server(|mut peer, _| async move {
            next_text(&mut peer).await;
            // The other side may be gone before all of it is sent.
            let _ = peer.send(message).await;
            drain(peer).await;
        })
        .await;
        let ended = call(dial(&address)).ends().await;
        assert_eq!(ended.ending.error.map(|(code, _)| code), Some(64105));
        let problem = ended.problem.unwrap_or_default();
        assert!(problem.contains(part), "{problem}");
    }
}

#[tokio::test]
async fn a_caller_who_hangs_up_completes_the_session_and_no_frame_says_so() {
    let (sender, mut seen) = mpsc::channel(1);
    let address = server(|mut peer, _| async move {
        next_text(&mut peer).await;
        sender.send(next_text(&mut peer).await).await.expect("a test");
    })
    .await;
    let mut call = call(Dial { clock: Clock::Real, ..dial(&address) });
    call.listens().await;
    call.caller.send(CallerInput::HungUp).await.expect("a session");
    let ended = call.ends().await;
    assert_eq!(ended.ending.status, SessionStatus::Completed);
    assert_eq!(ended.problem, None);
    let closed = seen.recv().await.expect("a closing");
    assert_eq!(closed, "closed 1000 Closing websocket session");
}

#[tokio::test]
async fn a_caller_who_hangs_up_while_the_socket_opens_completes_the_session() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("ws://{}/relay", listener.local_addr().expect("bound"));
    let call = call(dial(&address));
    call.caller.send(CallerInput::HungUp).await.expect("a session");
    assert_eq!(call.ends().await.ending.status, SessionStatus::Completed);
}

#[tokio::test]
async fn a_recogniser_is_followed_word_by_word() {
    let address = server(|mut peer, _| async move {
        next_text(&mut peer).await;
        for (words, last) in [("Hold", false), ("Holding.", false), ("Holding.", true)] {
            assert_eq!(
                next_text(&mut peer).await,
                format!(
                    r#"{{"type":"prompt","voicePrompt":"{words}","lang":"en-US","last":{last}}}"#
                )
            );
        }
        says(&mut peer, r#"{"type":"end"}"#).await;
        drain(peer).await;
    })
    .await;
    let mut dial = dial(&address);
    dial.opening.settings.partial_prompts = true;
    let call = call(dial);
    for words in ["Hold", "Holding."] {
        let saying = CallerInput::Saying(words.to_owned());
        call.caller.send(saying).await.expect("a session");
    }
    call.says("Holding.").await;
    assert_eq!(call.ends().await.ending.status, SessionStatus::Ended);
}

#[tokio::test]
async fn the_demo_agent_talks_and_hands_over() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("ws://{}/demo/relay", listener.local_addr().expect("bound"));
    let router = server::agent::routes::<()>();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let mut dial = dial(&address);
    dial.opening.settings.parameters = vec![("name".to_owned(), "Ada".to_owned())];
    dial.opening.settings.dtmf_detection = true;
    let mut call = call(dial);
    call.listens().await;
    assert_eq!(call.listens().await.concat(), "Hello Ada. How can I help?");
    call.caller.send(CallerInput::Pressed('5')).await.expect("a session");
    assert_eq!(call.listens().await, ["You pressed 5."]);
    call.says("music").await;
    assert_eq!(call.listens().await, ["Here is some music.", "https://api.twilio.com/cowbell.mp3"]);
    call.says("a person").await;
    let ended = call.ends().await;
    assert_eq!(
        ended.ending.handoff_data.as_deref(),
        Some(r#"{"reason":"live-agent","said":"a person"}"#)
    );
}
