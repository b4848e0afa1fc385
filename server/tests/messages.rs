//! Messages, conversations and the webhook: which execution takes what arrives.
#![allow(clippy::unwrap_used)]

mod studio;

use axum::http::{Method, StatusCode};
use flow::live::{EndReason, Report, Request, Waiting};
use serde_json::{Value, json};
use studio::flows::{ask, flow, say, send, state};
use studio::live::{Watcher, serve};
use studio::{ACCOUNT, Studio};

const CONTACT: &str = "+15550100123";
const OURS: &str = "+15550100456";

/// Asks twice and thanks, however it begins.
fn survey() -> String {
    flow(
        &[("incomingMessage", "first"), ("incomingConversationMessage", "first")],
        &[
            ask("first", "How was it?", "second"),
            ask("second", "Why {{widgets.first.inbound.Body}}?", "thank"),
            send("thank", "Thank you.", ""),
        ],
    )
}

/// Hands a call over, and says what came back.
fn redirecting() -> String {
    let ways = [("return", "told"), ("timeout", ""), ("fail", "")];
    let properties =
        json!({ "url": "https://example.com/twiml", "method": "POST", "timeout": "14400" });
    flow(
        &[("incomingCall", "away")],
        &[
            state("away", "add-twiml-redirect", &ways, properties),
            say("told", "You chose {{widgets.away.Choice}}.", ""),
        ],
    )
}

async fn message(studio: &Studio, flow: &str, message: Value) -> (StatusCode, Value) {
    studio.json(Method::POST, &format!("/api/flows/{flow}/messages"), &message).await
}

async fn webhook(studio: &Studio, flow: &str, form: &[(&str, &str)]) -> (StatusCode, Value) {
    studio.post(&format!("/v1/Accounts/{ACCOUNT}/Flows/{flow}"), form).await
}

async fn history(studio: &Studio, execution: &Value) -> Value {
    studio.get(&format!("/api/executions/{}", execution.as_str().unwrap())).await.1
}

async fn listed(studio: &Studio) -> Vec<Value> {
    let (_, list) = studio.get("/api/executions").await;
    list["executions"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_message_begins_an_execution_and_the_next_ones_go_on_with_it() {
    let studio = Studio::open().await;
    let flow = studio.publish(&survey()).await;
    let text = |body: &str| json!({ "from": CONTACT, "to": OURS, "body": body });
    let (status, first) = message(&studio, &flow, text("hi")).await;
    assert_eq!((status, &first["is_new"]), (StatusCode::CREATED, &json!(true)), "{first}");
    let (status, second) = message(&studio, &flow, text("good")).await;
    assert_eq!((status, &second["is_new"]), (StatusCode::OK, &json!(false)));
    assert_eq!(first["execution_sid"], second["execution_sid"]);
    // Another number of ours is another pair.
    let other = json!({ "from": CONTACT, "to": "+15550100999", "body": "hi" });
    assert_eq!(message(&studio, &flow, other).await.0, StatusCode::CREATED);

    message(&studio, &flow, text("nice people")).await;
    studio.ended(&first["execution_sid"]).await;
    let history = history(&studio, &first["execution_sid"]).await;
    let context = &history["context"];
    assert_eq!(context["trigger"]["message"]["Body"], "hi");
    assert_eq!(context["trigger"]["message"]["From"], CONTACT);
    assert_eq!(context["widgets"]["second"]["outbound"]["Body"], "Why good?");
    assert_eq!(context["widgets"]["second"]["inbound"]["Body"], "nice people");
    assert!(history["initiated_by"].as_str().unwrap().starts_with("SM"));
    assert_eq!(history["call_sid"], Value::Null);
    // It has ended, so the next message begins another one.
    let (status, again) = message(&studio, &flow, text("hi again")).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_ne!(again["execution_sid"], first["execution_sid"]);
}

#[tokio::test]
async fn a_message_may_begin_the_draft_and_is_the_first_thing_told() {
    let studio = Studio::open().await;
    let survey = survey();
    let form = [("FriendlyName", "Survey"), ("Status", "draft"), ("Definition", &*survey)];
    let (_, record) = studio.post("/v2/Flows", &form).await;
    let flow = record["sid"].as_str().unwrap().to_owned();
    let text = json!({ "from": CONTACT, "to": OURS, "body": "hi" });
    let (status, error) = message(&studio, &flow, text.clone()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{error}");
    let mut on_draft = text;
    on_draft["revision"] = json!("draft");
    let (status, begun) = message(&studio, &flow, on_draft).await;
    assert_eq!(status, StatusCode::CREATED, "{begun}");
    let told = history(&studio, &begun["execution_sid"]).await;
    assert_eq!(told["log"][0]["type"], "execution_started");
    assert_eq!(told["log"][1]["type"], "message_arrived");
    assert_eq!(told["log"][1]["parameters"]["Body"], "hi");

    let path = format!("/v2/Flows/{flow}/Executions");
    let form = [("To", "+15550100777"), ("From", OURS)];
    let run = |revision| [("X-Switchboard-Run", revision)];
    let (status, _) = studio.ask_with(Method::POST, &path, &form, &run("published")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (status, record) = studio.ask_with(Method::POST, &path, &form, &run("draft")).await;
    assert_eq!((status, &record["flow_version"]), (StatusCode::CREATED, &json!(1)));
}

#[tokio::test]
async fn many_messages_at_once_begin_one_execution() {
    let studio = Studio::open().await;
    let flow = studio.publish(&survey()).await;
    let text = json!({ "from": CONTACT, "to": OURS, "body": "hi" });
    let messages = (0..2).map(|_| message(&studio, &flow, text.clone()));
    let answers = futures_util::future::join_all(messages).await;
    assert_eq!(answers.iter().filter(|(_, answer)| answer["is_new"] == true).count(), 1);
    assert_eq!(listed(&studio).await.len(), 1);
}

#[tokio::test]
async fn a_message_that_cannot_be_taken_is_refused() {
    let studio = Studio::open().await;
    let flow = studio.publish(&survey()).await;
    for bad in [
        json!({ "from": CONTACT, "to": OURS, "body": "" }),
        json!({ "from": "", "to": OURS, "body": "hi" }),
        json!({ "to": OURS, "body": "hi" }),
    ] {
        let (status, error) = message(&studio, &flow, bad).await;
        assert_eq!((status, &error["code"]), (StatusCode::BAD_REQUEST, &json!(20001)));
    }
    let missing = format!("FW{}", "0".repeat(32));
    let text = json!({ "from": CONTACT, "to": OURS, "body": "hi" });
    assert_eq!(message(&studio, &missing, text).await.0, StatusCode::NOT_FOUND);
    let (status, _) = studio.post(&format!("/v1/Accounts/AC1/Flows/{flow}"), &[]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(webhook(&studio, &flow, &[("From", CONTACT)]).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_webhook_takes_messages_with_all_their_parameters() {
    let studio = Studio::open().await;
    let flow = studio.publish(&survey()).await;
    let sid = "SM11111111111111111111111111111111";
    let form = [
        ("MessageSid", sid),
        ("From", CONTACT),
        ("To", OURS),
        ("Body", "hi"),
        ("FromCity", "LONDON"),
    ];
    let (status, twiml) = webhook(&studio, &flow, &form).await;
    assert_eq!(status, StatusCode::OK);
    assert!(twiml.as_str().unwrap().ends_with("<Response/>"), "{twiml}");
    let begun = &listed(&studio).await[0];
    assert_eq!(begun["initiated_by"], sid);
    let history = history(&studio, &begun["sid"]).await;
    assert_eq!(history["context"]["trigger"]["message"]["FromCity"], "LONDON");
    assert_eq!(history["context"]["trigger"]["message"]["NumMedia"], "0");
}

#[tokio::test]
async fn a_conversation_finds_its_execution_whoever_writes() {
    let studio = Studio::open().await;
    let flow = studio.publish(&survey()).await;
    let conversation = "CH11111111111111111111111111111111";
    let wrote = |author: &'static str, body: &'static str| {
        [
            ("EventType", "onMessageAdded"),
            ("ConversationSid", conversation),
            ("Author", author),
            ("Body", body),
        ]
    };
    webhook(&studio, &flow, &wrote("ada", "hi")).await;
    webhook(&studio, &flow, &wrote("bob", "good")).await;
    let executions = listed(&studio).await;
    assert_eq!(executions.len(), 1, "{executions:?}");
    let history = history(&studio, &executions[0]["sid"]).await;
    let context = &history["context"];
    assert_eq!(context["flow"]["channel"]["sid"], conversation);
    assert_eq!(context["trigger"]["conversation"]["Author"], "bob");
    assert_eq!(context["widgets"]["first"]["inbound"]["Body"], "good");
}

#[tokio::test]
async fn a_call_of_the_webhook_is_run_and_hung_up_by_its_status() {
    let studio = serve().await;
    let flow = studio.publish(&redirecting()).await;
    let call = "CA11111111111111111111111111111111";
    let form = [("CallSid", call), ("From", CONTACT), ("To", OURS), ("CallStatus", "ringing")];
    assert_eq!(webhook(&studio, &flow, &form).await.0, StatusCode::OK);
    let mut watcher = Watcher::open(studio.app.listen(), call, 0).await;
    watcher.until(|report| matches!(report, Report::Waiting { .. })).await;
    // A status that is no end changes nothing.
    let going = [("CallSid", call), ("CallStatus", "in-progress")];
    assert_eq!(webhook(&studio, &flow, &going).await.0, StatusCode::OK);
    let over = [("CallSid", call), ("CallStatus", "completed")];
    assert_eq!(webhook(&studio, &flow, &over).await.0, StatusCode::OK);
    let end = Report::Ended { reason: EndReason::CallerHungUp, message: None };
    assert_eq!(watcher.rest().await.last(), Some(&end));
    assert_eq!(listed(&studio).await.len(), 1);
}

#[tokio::test]
async fn a_redirect_comes_back_through_the_webhook_with_what_it_brings() {
    let studio = serve().await;
    let flow = studio.publish(&redirecting()).await;
    let request = json!({ "from": CONTACT, "to": OURS, "clock": "real", "attended": true });
    let path = format!("/api/flows/{flow}/calls");
    let (_, made) = studio.json(Method::POST, &path, &request).await;
    let call = made["call_sid"].as_str().unwrap();
    let mut watcher = Watcher::open(studio.app.listen(), call, 0).await;
    watcher.until(|report| matches!(report, Report::Waiting { on: Waiting::Answer, .. })).await;
    let path = format!("/v1/Accounts/{ACCOUNT}/Flows/{flow}?FlowEvent=return");
    let (status, _) = studio.post(&path, &[("CallSid", call), ("Choice", "tea")]).await;
    assert_eq!(status, StatusCode::OK);
    let spoken = watcher.until(|report| matches!(report, Report::SpeechStarted { .. })).await;
    assert!(matches!(spoken, Report::SpeechStarted { text, .. } if text == "You chose tea."));
    watcher.send(&Request::HangUp).await;
    watcher.rest().await;
    let (status, _) = studio.post(&path, &[("CallSid", call)]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_flow_may_refuse_a_second_call_of_the_same_number() {
    let studio = Studio::open().await;
    let definition = redirecting()
        .replace("\"allow_concurrent_calls\":true", "\"allow_concurrent_calls\":false");
    let strict = studio.publish(&definition).await;
    let lenient = studio.publish(&redirecting()).await;
    let call = async |flow: &str, from: &str| {
        let request = json!({ "from": from, "to": OURS, "attended": true });
        studio.json(Method::POST, &format!("/api/flows/{flow}/calls"), &request).await
    };
    let (status, first) = call(&strict, CONTACT).await;
    assert_eq!(status, StatusCode::CREATED, "{first}");
    let (status, error) = call(&strict, CONTACT).await;
    assert_eq!((status, &error["code"]), (StatusCode::CONFLICT, &json!(20409)));
    assert_eq!(error["details"]["conflicting_execution_sid"], first["execution_sid"]);
    assert_eq!(call(&strict, "+15550100777").await.0, StatusCode::CREATED);
    for _ in 0..2 {
        assert_eq!(call(&lenient, CONTACT).await.0, StatusCode::CREATED);
    }
}
