//! Whole calls over the live WebSocket of a real listener, and what is left of them.
#![allow(clippy::unwrap_used)]

mod peer;
mod studio;

use axum::http::{Method, StatusCode};
use flow::live::{EndReason, Report, Request};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use server::router;
use studio::flows::{self, state};
use studio::live::{Watcher, serve, spoken};
use studio::{ACCOUNT, Studio, echo, settings};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;

async fn call(studio: &Studio, flow: &str, clock: &str) -> Value {
    let request = json!({ "from": "+15550100123", "to": "+15550100456", "clock": clock });
    let path = format!("/api/flows/{flow}/calls");
    let (status, made) = studio.json(Method::POST, &path, &request).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made
}

#[tokio::test]
async fn a_caller_speaks_over_the_prompt_and_is_answered() {
    let studio = serve().await;
    let flow = studio.publish(&echo()).await;
    let made = call(&studio, &flow, "x100").await;
    let (call, execution) =
        (made["call_sid"].as_str().unwrap(), made["execution_sid"].as_str().unwrap());
    let mut watcher = Watcher::open(studio.app.listen(), call, 0).await;
    watcher.until(|report| matches!(report, Report::SpeechStarted { .. })).await;
    watcher.send(&Request::Press { keys: "7".to_owned() }).await;
    let reports = watcher.rest().await;
    assert_eq!(spoken(&reports), ["Hello 7."]);
    let end = Report::Ended { reason: EndReason::FlowEnded, message: None };
    assert_eq!(reports.last(), Some(&end));

    // The log can be read again from anywhere, and the API tells the same story.
    let again = Watcher::open(studio.app.listen(), call, 3).await.rest().await;
    assert_eq!(again.last(), Some(&end));
    let path = format!("/v2/Flows/{flow}/Executions/{execution}");
    assert_eq!(studio.get(&path).await.1["status"], "ended");
    let (_, context) = studio.get(&format!("{path}/Context")).await;
    assert_eq!(context["context"]["widgets"]["ask"]["Digits"], "7");
    let (_, steps) = studio.get(&format!("{path}/Steps")).await;
    let names: Vec<_> =
        steps["steps"].as_array().unwrap().iter().map(|step| &step["name"]).collect();
    assert_eq!(names, ["audioComplete", "keypress", "incomingCall"]);
    let first = steps["steps"][2]["links"]["step_context"].as_str().unwrap();
    let first = first.split_once("/v2").unwrap().1;
    let (_, context) = studio.get(&format!("/v2{first}")).await;
    assert_eq!(context["context"]["widgets"], json!({}));
    assert_eq!(studio.get("/api/calls").await.1["calls"][0]["call_sid"], call);
}

#[tokio::test]
async fn an_instant_call_with_a_silent_caller_ends_by_itself() {
    let studio = serve().await;
    let flow = studio.publish(&echo()).await;
    let made = call(&studio, &flow, "instant").await;
    let call = made["call_sid"].as_str().unwrap();
    let reports = Watcher::open(studio.app.listen(), call, 0).await.rest().await;
    assert_eq!(spoken(&reports), ["Who is there?", "Nobody there."]);
}

#[tokio::test]
async fn hanging_up_and_stopping_end_a_call() {
    let studio = serve().await;
    let flow = studio.publish(&echo()).await;
    let made = call(&studio, &flow, "real").await;
    let call_sid = made["call_sid"].as_str().unwrap();
    let mut watcher = Watcher::open(studio.app.listen(), call_sid, 0).await;
    watcher.send(&Request::HangUp).await;
    let end = watcher.until(|report| matches!(report, Report::Ended { .. })).await;
    assert_eq!(end, Report::Ended { reason: EndReason::CallerHungUp, message: None });

    let made = call(&studio, &flow, "real").await;
    let execution = made["execution_sid"].as_str().unwrap();
    let path = format!("/v2/Flows/{flow}/Executions/{execution}");
    let (_, stopped) = studio.post(&path, &[("Status", "ended")]).await;
    assert_eq!(stopped["status"], "ended");
}

#[tokio::test]
async fn what_a_watcher_says_wrong_is_told_and_does_no_harm() {
    let studio = serve().await;
    let flow = studio.publish(&echo()).await;
    let made = call(&studio, &flow, "real").await;
    let call = made["call_sid"].as_str().unwrap();
    let mut watcher = Watcher::open(studio.app.listen(), call, 0).await;
    for text in ["{}", "no json", "{\"type\":\"press\",\"keys\":\"12a\"}"] {
        watcher.socket.send(Message::text(text)).await.unwrap();
    }
    let mut errors = 0;
    while errors < 3 {
        if let Message::Text(text) = watcher.socket.next().await.unwrap().unwrap() {
            let message: Value = serde_json::from_str(text.as_str()).unwrap();
            errors += usize::from(message["type"] == "error");
        }
    }
    watcher.send(&Request::HangUp).await;
    while let Some(Ok(message)) = watcher.socket.next().await {
        if message.is_close() {
            break;
        }
    }
}

#[tokio::test]
async fn pages_of_other_sites_cannot_listen_to_a_call() {
    use tokio_tungstenite::tungstenite::client::IntoClientRequest;
    let studio = serve().await;
    let flow = studio.publish(&echo()).await;
    let made = call(&studio, &flow, "real").await;
    let call = made["call_sid"].as_str().unwrap();
    let address = format!("ws://{}/api/calls/{call}/live", studio.app.listen());
    let mut request = address.into_client_request().unwrap();
    request.headers_mut().insert("origin", "http://evil.example".parse().unwrap());
    assert!(tokio_tungstenite::connect_async(request).await.is_err());
}

#[tokio::test]
async fn a_call_goes_on_where_it_was_when_the_server_starts_again() {
    let studio = serve().await;
    let flow = studio.publish(&echo()).await;
    let made = call(&studio, &flow, "x100").await;
    let call = made["call_sid"].as_str().unwrap();
    studio.app.runtime.stop().await;
    studio.app.db.close().await;

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listen = listener.local_addr().unwrap();
    let again = Studio::on(studio.file.clone(), settings(&[]), listen).await;
    assert_eq!(again.app.runtime.recover().await.unwrap(), 1);
    let app = router(again.app.clone());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    let reports = Watcher::open(listen, call, 0).await.rest().await;
    assert_eq!(spoken(&reports), ["Who is there?", "Nobody there."]);
    assert_eq!(again.app.runtime.recover().await.unwrap(), 0);
}

#[tokio::test]
async fn the_demo_hands_over_to_its_agent_and_comes_back_with_what_it_left() {
    let studio = serve().await;
    let flow = studio.publish(include_str!("../src/demo/demo.json")).await;
    let made = call(&studio, &flow, "instant").await;
    let call = made["call_sid"].as_str().unwrap();
    let mut watcher = Watcher::open(studio.app.listen(), call, 0).await;
    watcher.until(|report| *report == Report::RelayConnected).await;
    watcher.until(|report| *report == Report::Listening).await;
    watcher.send(&Request::Say { text: "a person, please".to_owned() }).await;
    let reports = watcher.rest().await;
    let resumed: Vec<_> = reports
        .iter()
        .filter_map(|report| match report {
            Report::Step { from, event, .. } if from == "agent" => Some(event.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(resumed, ["success"]);
    let said = spoken(&reports);
    assert!(said.iter().any(|text| text.contains("live-agent")), "{said:?}");
    let path =
        format!("/v2/Flows/{flow}/Executions/{}/Context", made["execution_sid"].as_str().unwrap());
    let (_, context) = studio.get(&path).await;
    let session = &context["context"]["widgets"]["agent"];
    assert_eq!(session["SessionStatus"], "ended");
    assert_eq!(context["context"]["flow"]["variables"]["reason"], "said nothing");
}

#[tokio::test]
async fn a_dead_relay_server_leads_to_the_failed_path() {
    let studio = serve().await;
    let definition = include_str!("../src/demo/demo.json")
        .replace("wss://demo.switchboard.example/relay", "wss://dead.example.com/relay");
    let flow = studio.publish(&definition).await;
    // A port that was free a moment ago answers nobody.
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let mappings = json!({ "mappings": [
        { "from": "wss://dead.example.com/relay", "to": format!("ws://{closed}/relay") } ] });
    studio.json(Method::PUT, &format!("/api/flows/{flow}/relay-map"), &mappings).await;
    let made = call(&studio, &flow, "instant").await;
    let call = made["call_sid"].as_str().unwrap();
    let reports = Watcher::open(studio.app.listen(), call, 0).await.rest().await;
    let end = reports.iter().find_map(|report| match report {
        Report::RelayEnded { error_code, problem, .. } => Some((*error_code, problem.clone())),
        _ => None,
    });
    let (code, problem) = end.unwrap();
    assert_eq!(code, Some(64102));
    assert!(problem.unwrap().contains(&closed.to_string()));
    assert!(spoken(&reports).last().unwrap().starts_with("Sorry, the agent"));
}

/// A call in the middle of a relay session, and what its relay server gets.
struct InSession {
    studio: Studio,
    flow: String,
    made: Value,
    watcher: Watcher,
    seen: mpsc::Receiver<String>,
}

async fn in_session() -> InSession {
    let studio = serve().await;
    let (sender, mut seen) = mpsc::channel(4);
    let address = peer::server(|mut peer, _| async move {
        while let Ok(()) = sender.send(peer::next_text(&mut peer).await).await {}
    })
    .await;
    let relay = state(
        "agent",
        "run-conversation-relay",
        &[("success", "again"), ("failed", "again")],
        json!({ "url": "wss://mine.example/relay" }),
    );
    let again = state("again", "say-play", &[("audioComplete", "")], json!({ "say": "Again." }));
    let flow = studio.publish(&flows::flow(&[("incomingCall", "agent")], &[relay, again])).await;
    let mappings = json!({ "mappings": [{ "from": "wss://mine.example/relay", "to": address }] });
    studio.json(Method::PUT, &format!("/api/flows/{flow}/relay-map"), &mappings).await;
    let made = call(&studio, &flow, "real").await;
    let mut watcher =
        Watcher::open(studio.app.listen(), made["call_sid"].as_str().unwrap(), 0).await;
    watcher.until(|report| *report == Report::RelayConnected).await;
    assert!(seen.recv().await.unwrap().contains(r#""type":"setup""#));
    InSession { studio, flow, made, watcher, seen }
}

impl InSession {
    fn call(&self) -> String {
        let call = self.made["call_sid"].as_str().unwrap();
        format!("/2010-04-01/Accounts/{ACCOUNT}/Calls/{call}.json")
    }

    /// The server sees a closing that tells it nothing, and the flow takes no transition: a call
    /// that is over leads nowhere.
    async fn ends_unexplained(mut self) -> Studio {
        assert_eq!(self.seen.recv().await.unwrap(), "closed 1000 Closing websocket session");
        let reports = self.watcher.rest().await;
        assert!(matches!(reports.last(), Some(Report::Ended { .. })), "{reports:?}");
        let left = |it: &Report| matches!(it, Report::Step { from, .. } if from == "agent");
        assert!(!reports.iter().any(left), "{reports:?}");
        self.studio
    }
}

#[tokio::test]
async fn an_execution_that_is_ended_over_rest_closes_its_session_and_no_frame_says_so() {
    let it = in_session().await;
    let execution = it.made["execution_sid"].as_str().unwrap();
    let path = format!("/v2/Flows/{}/Executions/{execution}", it.flow);
    let (_, ended) = it.studio.post(&path, &[("Status", "ended")]).await;
    assert_eq!(ended["status"], "ended");
    it.ends_unexplained().await;
}

#[tokio::test]
async fn a_call_that_is_completed_over_rest_looks_like_a_hang_up() {
    let it = in_session().await;
    let (status, fetched) = it.studio.get(&it.call()).await;
    assert_eq!((status, &fetched["status"]), (StatusCode::OK, &json!("in-progress")));
    assert_eq!(fetched["sid"], it.made["call_sid"]);
    assert!(fetched["date_created"].as_str().unwrap().ends_with("+0000"), "{fetched}");

    let (status, updated) = it.studio.post(&it.call(), &[("Status", "completed")]).await;
    assert_eq!((status, &updated["status"]), (StatusCode::OK, &json!("completed")));
    let path = it.call();
    let studio = it.ends_unexplained().await;
    let (_, fetched) = studio.get(&path).await;
    assert_eq!(fetched["status"], "completed");
    let (status, refused) = studio.post(&path, &[("Status", "completed")]).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(refused["message"].as_str().unwrap().contains("not in-progress"), "{refused}");
}

#[tokio::test]
async fn a_call_that_is_redirected_over_rest_leaves_the_flow() {
    let it = in_session().await;
    let twiml = "<Response><Dial>+15550100999</Dial></Response>";
    let (status, updated) = it.studio.post(&it.call(), &[("Twiml", twiml)]).await;
    assert_eq!((status, &updated["status"]), (StatusCode::OK, &json!("in-progress")));
    it.ends_unexplained().await;
}

#[tokio::test]
async fn what_no_call_can_be_set_to_is_named_and_changes_nothing() {
    let it = in_session().await;
    for (form, said) in [
        (("Status", "ringing"), "Status must be `completed` or `canceled`, not `ringing`"),
        (("Method", "POST"), "give a Status, a Url or Twiml"),
    ] {
        let (status, refused) = it.studio.post(&it.call(), &[form]).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(refused["message"].as_str().unwrap().contains(said), "{refused}");
    }
    let unknown = format!("/2010-04-01/Accounts/{ACCOUNT}/Calls/CA{}.json", "0".repeat(32));
    assert_eq!(it.studio.get(&unknown).await.0, StatusCode::NOT_FOUND);
    assert_eq!(it.studio.get(&it.call()).await.1["status"], "in-progress");
    assert_eq!(it.studio.post(&it.call(), &[("Status", "canceled")]).await.0, StatusCode::OK);
    it.ends_unexplained().await;
}
