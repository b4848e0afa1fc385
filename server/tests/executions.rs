//! Executions that begin by REST: who may begin one, what is told of it, and its history.
#![allow(clippy::unwrap_used)]

mod studio;

use axum::http::{Method, StatusCode};
use flow::live::{Report, Waiting};
use serde_json::{Value, json};
use studio::flows::{ask, flow, send, set, split, state};
use studio::live::{Watcher, serve};
use studio::{ACCOUNT, Studio};

const TO: &str = "+15550100123";
const FROM: &str = "+15550100456";

/// Asks the contact, and thanks for the right answer.
fn asking() -> String {
    flow(
        &[("incomingRequest", "ask"), ("incomingMessage", "ask")],
        &[
            ask("ask", "Which colour, {{flow.data.name}}?", "check"),
            split("check", "{{widgets.ask.inbound.Body}}", "blue", "thank", "ask"),
            send("thank", "Thank you.", ""),
        ],
    )
}

/// Ends at once.
fn brief() -> String {
    flow(
        &[("incomingRequest", "note")],
        &[
            set("note", &[("who", "{{flow.data.name}}")], "check"),
            split("check", "{{flow.variables.who}}", "Ada", "known", ""),
            send("known", "Hello {{flow.variables.who}}", ""),
        ],
    )
}

async fn start(studio: &Studio, flow: &str, form: &[(&str, &str)]) -> (StatusCode, Value) {
    studio.post(&format!("/v2/Flows/{flow}/Executions"), form).await
}

#[tokio::test]
async fn a_request_begins_an_execution_with_its_parameters() {
    let studio = Studio::open().await;
    let flow = studio.publish(&brief()).await;
    let form = [("To", TO), ("From", FROM), ("Parameters", r#"{"name":"Ada","n":{"deep":1}}"#)];
    let (status, made) = start(&studio, &flow, &form).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    studio.ended(&made["sid"]).await;
    assert_eq!(made["contact_channel_address"], TO);
    assert_eq!(made["flow_version"], 1);
    assert!(made["initiated_by"].as_str().unwrap().starts_with("RQ"));
    let execution = made["sid"].as_str().unwrap();
    let path = format!("/v2/Flows/{flow}/Executions/{execution}");
    let (_, context) = studio.get(&format!("{path}/Context")).await;
    let context = &context["context"];
    assert_eq!(context["contact"]["channel"]["address"], TO);
    assert_eq!(context["flow"]["channel"]["address"], FROM);
    assert_eq!(context["flow"]["data"], json!({ "name": "Ada", "n": { "deep": 1 } }));
    assert_eq!(context["trigger"]["request"]["parameters"]["n"]["deep"], 1);
    assert_eq!(context["widgets"]["known"]["outbound"]["Body"], "Hello Ada");
    let (_, steps) = studio.get(&format!("{path}/Steps")).await;
    let first = &steps["steps"][3];
    assert_eq!(first["name"], "incomingRequest");
    assert_eq!(first["transitioned_from"], "Trigger");
    assert_eq!(first["type"], "trigger");
}

#[tokio::test]
async fn what_a_start_lacks_is_named() {
    let studio = Studio::open().await;
    let flow = studio.publish(&brief()).await;
    let long = "x".repeat(290);
    let cases: [(&[(&str, &str)], u64); 5] = [
        (&[("From", FROM)], 20001),
        (&[("To", TO)], 20001),
        (&[("To", TO), ("From", FROM), ("Parameters", "[1]")], 20001),
        (&[("To", TO), ("From", FROM), ("Parameters", "{")], 20001),
        (&[("To", &long), ("From", FROM)], 81023),
    ];
    for (form, code) in cases {
        let (status, error) = start(&studio, &flow, form).await;
        assert_eq!((status, &error["code"]), (StatusCode::BAD_REQUEST, &json!(code)), "{error}");
    }
    let just = "x".repeat(300 - FROM.len());
    let (status, _) = start(&studio, &flow, &[("To", &just), ("From", FROM)]).await;
    assert_eq!(status, StatusCode::CREATED);
    let missing = format!("FW{}", "0".repeat(32));
    let (status, _) = start(&studio, &missing, &[("To", TO), ("From", FROM)]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_contact_has_one_execution_at_a_time() {
    let studio = Studio::open().await;
    let flow = studio.publish(&asking()).await;
    let form = [("To", TO), ("From", FROM)];
    let (status, first) = start(&studio, &flow, &form).await;
    assert_eq!((status, &first["status"]), (StatusCode::CREATED, &json!("active")));
    let (status, error) = start(&studio, &flow, &form).await;
    assert_eq!((status, &error["code"]), (StatusCode::CONFLICT, &json!(20409)));
    assert_eq!(error["details"]["conflicting_execution_sid"], first["sid"]);
    // The one that is active is told of it.
    let (_, history) =
        studio.get(&format!("/api/executions/{}", first["sid"].as_str().unwrap())).await;
    let mut warnings = history["log"].as_array().unwrap().iter();
    assert!(warnings.any(|entry| entry["code"] == 81002), "{history}");
    let other = [("To", "+15550100999"), ("From", FROM)];
    assert_eq!(start(&studio, &flow, &other).await.0, StatusCode::CREATED);

    // Once it has ended, its contact is free.
    let path = format!("/v2/Flows/{flow}/Executions/{}", first["sid"].as_str().unwrap());
    let (_, stopped) = studio.post(&path, &[("Status", "ended")]).await;
    assert_eq!(stopped["status"], "ended");
    assert_eq!(start(&studio, &flow, &form).await.0, StatusCode::CREATED);
}

#[tokio::test]
async fn test_users_get_drafts_and_nobody_else_does() {
    let studio = Studio::open().await;
    let flow = studio.publish(&brief()).await;
    let form = [("Status", "draft"), ("Definition", &asking())];
    studio.post(&format!("/v2/Flows/{flow}"), &form).await;
    let users = format!("/v2/Flows/{flow}/TestUsers");
    assert_eq!(studio.get(&users).await.1["test_users"], json!([]));
    let two = [("TestUsers", TO), ("TestUsers", "+15550100777")];
    let (status, set) = studio.post(&users, &two).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(set["test_users"], json!([TO, "+15550100777"]));
    assert_eq!(studio.get(&users).await.1, set);

    let (_, made) = start(&studio, &flow, &[("To", TO), ("From", FROM)]).await;
    assert_eq!((&made["flow_version"], &made["status"]), (&json!(2), &json!("active")));
    let (_, made) = start(&studio, &flow, &[("To", "+15550100888"), ("From", FROM)]).await;
    assert_eq!((&made["flow_version"], &made["status"]), (&json!(1), &json!("ended")));
    assert_eq!(studio.post(&users, &[]).await.0, StatusCode::BAD_REQUEST);
    studio.post(&users, &[("TestUsers", "")]).await;
    assert_eq!(studio.get(&users).await.1["test_users"], json!([]));
}

#[tokio::test]
async fn an_execution_without_a_call_is_watched_and_answered_live() {
    let studio = serve().await;
    let flow = studio.publish(&asking()).await;
    let form = [("To", TO), ("From", FROM), ("Parameters", r#"{"name":"Ada"}"#)];
    let (_, made) = start(&studio, &flow, &form).await;
    let execution = made["sid"].as_str().unwrap();
    let mut watcher = Watcher::of(&studio, execution).await;
    let first = watcher.next().await.unwrap().report;
    assert!(matches!(first, Report::ExecutionStarted { .. }), "{first:?}");
    let waits = |report: &Report| matches!(report, Report::Waiting { on: Waiting::Message, .. });
    watcher.until(waits).await;
    let message = |body: &str| flow::live::Request::Message {
        body: body.to_owned(),
        media_url: String::new(),
    };
    watcher.send(&message("red")).await;
    watcher.until(waits).await;
    watcher.send(&message("blue")).await;
    let reports = watcher.rest().await;
    let sent: Vec<_> = reports
        .iter()
        .filter_map(|report| match report {
            Report::MessageSent(message) => Some(message.body.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(sent, ["Thank you."]);
    assert_eq!(Watcher::of(&studio, execution).await.rest().await.last(), reports.last());
}

#[tokio::test]
async fn a_history_tells_why_each_step_was_taken() {
    let studio = Studio::open().await;
    let flow = studio.publish(&brief()).await;
    let form = [("To", TO), ("From", FROM), ("Parameters", r#"{"name":"Bob"}"#)];
    let (_, made) = start(&studio, &flow, &form).await;
    let path = format!("/api/executions/{}", made["sid"].as_str().unwrap());
    let (_, history) = studio.get(&path).await;
    assert_eq!(history["end_reason"], "flow_ended");
    let steps = history["steps"].as_array().unwrap();
    let taken: Vec<_> =
        steps.iter().map(|step| (step["from"].as_str().unwrap(), &step["to"])).collect();
    let (note, check) = (json!("note"), json!("check"));
    assert_eq!(taken, [("Trigger", &note), ("note", &check), ("check", &Value::Null)]);
    let tried = &steps[2]["why"]["tried"][0];
    assert_eq!(tried["subject"]["text"], "Bob");
    assert_eq!(tried["operand"]["text"], "Ada");
    assert_eq!(tried["holds"], false);
    // A split that nothing matches is a warning, which stays with its step.
    assert_eq!(steps[2]["why"]["warnings"][0]["code"], 81005);
    assert_eq!(history["context"]["flow"]["variables"]["who"], "Bob");
    assert_eq!(history["log"][0]["type"], "execution_started");
    let (_, log) = studio.get(&format!("{path}/log?after=1")).await;
    assert_eq!(log["entries"][0], history["log"][1]);
    assert_eq!(studio.get("/api/executions/FN1").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn executions_are_listed_newest_first_by_what_they_are_asked_for() {
    let studio = Studio::open().await;
    let brief = studio.publish(&brief()).await;
    let asking = studio.publish(&asking()).await;
    let mut made = Vec::new();
    for (flow, to) in [(&brief, "+1"), (&asking, "+1"), (&brief, "+2"), (&asking, "+2")] {
        let (_, record) = start(&studio, flow, &[("To", to), ("From", FROM)]).await;
        made.push(record["sid"].as_str().unwrap().to_owned());
    }
    let sids = |list: &Value| -> Vec<String> {
        let lines = list["executions"].as_array().unwrap();
        lines.iter().map(|line| line["sid"].as_str().unwrap().to_owned()).collect()
    };
    let cases = [
        (String::new(), vec![3, 2, 1, 0]),
        (format!("?flow={brief}"), vec![2, 0]),
        ("?status=active".to_owned(), vec![3, 1]),
        ("?from=%2B2&status=ended".to_owned(), vec![2]),
        ("?to=%2B15550100456".to_owned(), vec![3, 2, 1, 0]),
        ("?to=nobody".to_owned(), vec![]),
        ("?since=2001-01-01&until=2002-01-01T00:00:00Z".to_owned(), vec![]),
        ("?since=2001-01-01T00:00:00Z".to_owned(), vec![3, 2, 1, 0]),
        ("?until=2001-01-01T00:00:00Z".to_owned(), vec![]),
    ];
    for (query, expected) in cases {
        let (status, list) = studio.get(&format!("/api/executions{query}")).await;
        assert_eq!(status, StatusCode::OK, "{list}");
        let expected: Vec<_> = expected.into_iter().map(|at: usize| made[at].clone()).collect();
        assert_eq!(sids(&list), expected, "{query}");
    }
    // Each line says which flow it was, by the name it has now.
    let (_, list) = studio.get("/api/executions").await;
    let (_, record) = studio.get(&format!("/v2/Flows/{asking}")).await;
    assert_eq!(list["executions"][0]["flow_name"], record["friendly_name"]);
    // Pages follow each other with the same conditions.
    let (_, page) = studio.get("/api/executions?PageSize=1&status=active").await;
    assert_eq!(sids(&page), [made[3].clone()]);
    let next = page["meta"]["next_page_url"].as_str().unwrap();
    let (_, page) = studio.get(&next[next.find("/api").unwrap()..]).await;
    assert_eq!(sids(&page), [made[1].clone()]);
    assert_eq!(page["meta"]["next_page_url"], Value::Null);
    assert_eq!(studio.get("/api/executions?status=odd").await.0, StatusCode::BAD_REQUEST);

    let path = format!("/v2/Flows/{asking}/Executions");
    let (_, list) = studio.get(&format!("{path}?status=active&DateCreatedFrom=2001-01-01")).await;
    assert_eq!(sids(&list), [made[3].clone(), made[1].clone()]);
    let (_, list) = studio.get(&format!("{path}?DateCreatedTo=2001-01-01")).await;
    assert_eq!(sids(&list), Vec::<String>::new());
}

#[tokio::test]
async fn a_deleted_execution_is_gone_with_all_that_belongs_to_it() {
    let studio = Studio::open().await;
    let flow = studio.publish(&asking()).await;
    let form = [("To", TO), ("From", FROM)];
    let (_, made) = start(&studio, &flow, &form).await;
    let path = format!("/v2/Flows/{flow}/Executions/{}", made["sid"].as_str().unwrap());
    let (status, body) = studio.ask(Method::DELETE, &path, &[]).await;
    assert_eq!((status, body), (StatusCode::NO_CONTENT, Value::Null));
    for path in [path.clone(), format!("{path}/Steps"), format!("{path}/Context")] {
        assert_eq!(studio.get(&path).await.0, StatusCode::NOT_FOUND);
    }
    assert_eq!(start(&studio, &flow, &form).await.0, StatusCode::CREATED);
}

#[tokio::test]
async fn an_execution_keeps_the_revision_it_began_with() {
    let studio = Studio::open().await;
    let flow = studio.publish(&asking()).await;
    let (_, made) = start(&studio, &flow, &[("To", TO), ("From", FROM)]).await;
    let form = [("Status", "published"), ("Definition", &brief())];
    studio.post(&format!("/v2/Flows/{flow}"), &form).await;
    let message = json!({ "from": TO, "to": FROM, "body": "blue" });
    let path = format!("/api/flows/{flow}/messages");
    let (status, delivered) = studio.json(Method::POST, &path, &message).await;
    assert_eq!(status, StatusCode::OK, "{delivered}");
    assert_eq!(delivered["execution_sid"], made["sid"]);
    studio.ended(&made["sid"]).await;
    let execution = made["sid"].as_str().unwrap();
    let (_, history) = studio.get(&format!("/api/executions/{execution}")).await;
    assert_eq!((&history["revision"], &history["status"]), (&json!(1), &json!("ended")));
    let (_, next) = start(&studio, &flow, &[("To", TO), ("From", FROM)]).await;
    assert_eq!(next["flow_version"], 2);
}

#[tokio::test]
async fn a_relay_server_is_told_which_way_a_call_goes_and_who_diverted_it() {
    let studio = serve().await;
    let relay = state(
        "agent",
        "run-conversation-relay",
        &[("success", ""), ("failed", "")],
        json!({ "url": "wss://demo.switchboard.example/relay" }),
    );
    let (from, to) = ("{{flow.channel.address}}", "{{contact.channel.address}}");
    let ways = [("answered", "agent"), ("busy", ""), ("noAnswer", ""), ("failed", "")];
    let ring = state("ring", "make-outgoing-call-v2", &ways, json!({ "from": from, "to": to }));
    let flow = studio
        .publish(&flow(&[("incomingCall", "agent"), ("incomingRequest", "ring")], &[relay, ring]))
        .await;

    let path = format!("/v2/Flows/{flow}/Executions");
    let form = [("To", TO), ("From", FROM)];
    let instant = [("x-switchboard-clock", "instant")];
    let (status, made) = studio.ask_with(Method::POST, &path, &form, &instant).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let setup = setup(&studio, made["sid"].as_str().unwrap()).await;
    assert_eq!((&setup["direction"], &setup["to"]), (&json!("outbound"), &json!(TO)));
    assert_eq!(setup["callStatus"], "IN_PROGRESS");

    let call = format!("CA{}", "7".repeat(32));
    let form = [
        ("CallSid", call.as_str()),
        ("From", "+15550100777"),
        ("To", FROM),
        ("Direction", "inbound"),
        ("ForwardedFrom", "+15550100888"),
        ("CallerName", "ADA"),
    ];
    let path = format!("/v1/Accounts/{ACCOUNT}/Flows/{flow}");
    assert_eq!(studio.post(&path, &form).await.0, StatusCode::OK);
    let (_, calls) = studio.get("/api/calls").await;
    let execution = calls["calls"][0]["execution_sid"].as_str().unwrap();
    let setup = self::setup(&studio, execution).await;
    let told = ["direction", "forwardedFrom", "callerName", "callStatus"].map(|key| &setup[key]);
    assert_eq!(told, ["inbound", "+15550100888", "ADA", "RINGING"]);
}

/// The first message of an execution's relay session.
async fn setup(studio: &Studio, execution: &str) -> Value {
    let mut watcher = Watcher::of(studio, execution).await;
    match watcher.until(|report| matches!(report, Report::RelayFrame { .. })).await {
        Report::RelayFrame { frame, .. } => serde_json::from_str(&frame).unwrap(),
        report => panic!("{report:?}"),
    }
}
