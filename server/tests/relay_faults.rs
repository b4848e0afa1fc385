//! Faults on demand: what goes wrong when it is asked for, and what comes of it.

mod peer;

use std::time::Instant;

use flow::live::{Direction, Report as Live};
use flow::relay::SessionStatus;
use peer::{call, drain, faulty, next_text, says, server};
use server::relay::{CallerInput, Ended};

const FIVE: [&str; 5] = ["One.", "Two.", "Three.", "Four.", "Five."];

/// A server that says five sentences and then ends the session.
async fn talkative() -> String {
    server(|mut peer, _| async move {
        for word in FIVE {
            let frame = format!(r#"{{"type":"text","token":"{word}","last":true}}"#);
            // With some faults the other side is gone by now.
            let _ = futures_util::SinkExt::send(&mut peer, frame.into()).await;
        }
        let _ = futures_util::SinkExt::send(&mut peer, r#"{"type":"end"}"#.into()).await;
        drain(peer).await;
    })
    .await
}

/// Runs a session with these faults: the messages that arrived, and the end.
async fn run(faults: &[&str]) -> (Vec<String>, Ended) {
    let address = talkative().await;
    let mut call = call(faulty(&address, faults));
    let mut arrived = Vec::new();
    while let Some(report) = call.reports.recv().await {
        if let Live::RelayFrame { direction: Direction::FromServer, frame } = report.what {
            arrived.push(frame);
        }
    }
    (arrived, call.ends().await)
}

fn code(ended: &Ended) -> Option<u32> {
    ended.ending.error.as_ref().map(|(code, _)| *code)
}

#[tokio::test]
async fn without_faults_all_of_it_arrives() {
    let (arrived, ended) = run(&[]).await;
    assert_eq!(arrived.len(), 6);
    assert_eq!(ended.ending.status, SessionStatus::Ended);
}

#[tokio::test]
async fn refuse_opens_nothing() {
    let (_, ended) = run(&["refuse"]).await;
    assert_eq!(code(&ended), Some(64102));
}

#[tokio::test]
async fn drop_loses_the_connection_after_so_many_messages() {
    let (arrived, ended) = run(&["drop=2"]).await;
    assert_eq!(arrived.len(), 2);
    assert_eq!(code(&ended), Some(64105));
    let (arrived, ended) = run(&["drop=0"]).await;
    assert!(arrived.is_empty());
    assert_eq!(code(&ended), Some(64105));
}

#[tokio::test]
async fn close_seems_to_come_from_the_server() {
    let (arrived, ended) = run(&["close=1011@3"]).await;
    assert_eq!(arrived.len(), 3);
    assert_eq!(code(&ended), Some(64105));
    assert!(ended.problem.unwrap_or_default().contains("with code 1011"));
}

#[tokio::test]
async fn duplicate_brings_each_message_twice() {
    let (arrived, ended) = run(&["duplicate"]).await;
    // The second `end` is not read any more.
    assert!(arrived.len() >= 11, "{arrived:?}");
    assert_eq!(arrived[0], arrived[1]);
    assert_eq!(ended.ending.status, SessionStatus::Ended);
}

#[tokio::test]
async fn a_provider_that_fails_is_told_to_the_server_and_fails_the_session() {
    let address = server(|mut peer, _| async move {
        assert!(next_text(&mut peer).await.contains("setup"));
        says(&mut peer, r#"{"type":"text","token":"One.","last":true}"#).await;
        let error = r#"{"type":"error","description":"The speech provider failed"}"#;
        assert_eq!(next_text(&mut peer).await, error);
        assert_eq!(next_text(&mut peer).await, "closed 1000 Closing websocket session");
    })
    .await;
    let call = call(faulty(&address, &["provider=1"]));
    let ended = call.ends().await;
    assert_eq!((ended.ending.status, code(&ended)), (SessionStatus::Failed, Some(64106)));
}

#[tokio::test]
async fn garbage_comes_between_messages_and_is_answered() {
    let (arrived, ended) = run(&["garbage=2"]).await;
    assert_eq!(arrived[2], "<garbage/>");
    assert_eq!(arrived[5], "<garbage/>");
    assert_eq!(ended.ending.status, SessionStatus::Ended);
}

#[tokio::test]
async fn delay_and_slow_reading_take_their_time() {
    for (fault, least_ms) in [("delay=120", 120), ("slow=40", 5 * 40)] {
        let began = Instant::now();
        let (arrived, ended) = run(&[fault]).await;
        assert_eq!(arrived.len(), 6);
        assert_eq!(ended.ending.status, SessionStatus::Ended);
        let took = began.elapsed().as_millis();
        assert!(took >= least_ms, "{fault}: {took} ms");
    }
}

#[tokio::test]
async fn half_open_lets_no_byte_through_and_tells_nobody() {
    let address = server(|mut peer, _| async move {
        assert!(next_text(&mut peer).await.contains("setup"));
        says(&mut peer, r#"{"type":"text","token":"One.","last":true}"#).await;
        says(&mut peer, r#"{"type":"end"}"#).await;
        // No prompt and no closing comes.
        assert_eq!(next_text(&mut peer).await, "lost");
    })
    .await;
    let mut call = call(faulty(&address, &["half-open=1"]));
    call.listens().await;
    assert_eq!(call.listens().await, ["One."]);
    call.says("Are you there?").await;
    call.caller.send(CallerInput::HungUp).await.expect("a session");
    assert_eq!(call.ends().await.ending.status, SessionStatus::Completed);
}
