//! What flows get from outside: answers of servers, or of what stands in for them, and subflows.
#![allow(clippy::unwrap_used)]

mod studio;

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect};
use axum::routing::{any, get};
use serde_json::{Value, json};
use studio::Studio;
use studio::flows::{flow, set, state};
use tokio::net::TcpListener;

/// A server that says what it was asked.
async fn server() -> SocketAddr {
    async fn echo(method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> impl IntoResponse {
        let header =
            |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        axum::Json(json!({
            "method": method.as_str(),
            "uri": uri.to_string(),
            "type": header("content-type"),
            "authorization": header("authorization"),
            "token": header("i-twilio-idempotency-token"),
            "body": String::from_utf8_lossy(&body),
        }))
    }
    let routes = Router::new()
        .route("/echo", any(echo))
        .route("/moved", any(|| async { Redirect::permanent("/echo?moved") }))
        .route("/round", any(|| async { Redirect::permanent("/round") }))
        .route("/large", get(|| async { "x".repeat(64 * 1024 + 1) }))
        .route("/full", get(|| async { "x".repeat(64 * 1024) }))
        .route("/broken", get(|| async { (StatusCode::BAD_GATEWAY, "no") }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    address
}

/// A flow that makes one request.
fn requesting(properties: Value) -> String {
    let ways = [("success", "good"), ("failed", "bad")];
    flow(
        &[("incomingRequest", "http")],
        &[
            state("http", "make-http-request", &ways, properties),
            set("good", &[("came", "good")], ""),
            set("bad", &[("came", "bad")], ""),
        ],
    )
}

fn get_of(url: &str) -> Value {
    json!({ "method": "GET", "url": url,
        "content_type": "application/x-www-form-urlencoded;charset=utf-8" })
}

/// Runs a flow to its end, and gives its history.
async fn run(studio: &Studio, flow: &str) -> Value {
    let form = [("To", "+15550100123"), ("From", "+15550100456")];
    let path = format!("/v2/Flows/{flow}/Executions");
    let instant = [("x-switchboard-clock", "instant")];
    let (status, made) = studio.ask_with(Method::POST, &path, &form, &instant).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    studio.ended(&made["sid"]).await;
    studio.get(&format!("/api/executions/{}", made["sid"].as_str().unwrap())).await.1
}

async fn request(studio: &Studio, properties: Value) -> Value {
    run(studio, &studio.publish(&requesting(properties)).await).await
}

/// What the widget kept, and which way was taken.
fn kept(history: &Value) -> (&Value, &str) {
    let context = &history["context"];
    let came = context["flow"]["variables"]["came"].as_str();
    (&context["widgets"]["http"], came.unwrap_or("nowhere"))
}

#[tokio::test]
async fn forms_json_and_queries_arrive_as_they_were_set() {
    let (studio, server) = (Studio::open().await, server().await);
    let parameters = json!([{ "key": "a b", "value": "ü&1" }]);
    let form = json!({ "method": "POST", "url": format!("http://ann:p%40ss@{server}/echo"),
        "content_type": "application/x-www-form-urlencoded;charset=utf-8",
        "parameters": parameters });
    let history = request(&studio, form).await;
    let (http, came) = kept(&history);
    assert_eq!((came, &http["status_code"]), ("good", &json!(200)));
    assert_eq!(http["content_type"], "application/json");
    assert_eq!(http["parsed"]["method"], "POST");
    assert_eq!(http["parsed"]["type"], "application/x-www-form-urlencoded;charset=utf-8");
    assert_eq!(http["parsed"]["body"], "a+b=%C3%BC%261");
    assert_eq!(http["parsed"]["authorization"], "Basic YW5uOnBAc3M=");
    assert_eq!(http["parsed"]["token"].as_str().unwrap().len(), 32);

    let json = json!({ "method": "POST", "url": format!("http://{server}/echo"),
        "content_type": "application/json;charset=utf-8", "body": "{\"n\":{{1|plus:1}}}" });
    let history = request(&studio, json).await;
    assert_eq!(kept(&history).0["parsed"]["body"], "{\"n\":2}");

    let mut query = get_of(&format!("http://{server}/echo?x=1"));
    query["parameters"] = parameters;
    let history = request(&studio, query).await;
    let parsed = &kept(&history).0["parsed"];
    assert_eq!(parsed["uri"], "/echo?x=1&a+b=%C3%BC%261");
    assert_eq!((&parsed["type"], &parsed["body"]), (&json!(""), &json!("")));
}

#[tokio::test]
async fn redirects_are_followed_and_what_is_no_success_fails() {
    let (studio, server) = (Studio::open().await, server().await);
    let of = |path: &str| get_of(&format!("http://{server}{path}"));
    let history = request(&studio, of("/moved")).await;
    assert_eq!(kept(&history).0["parsed"]["uri"], "/echo?moved");
    let history = request(&studio, of("/broken")).await;
    let (http, came) = kept(&history);
    assert_eq!((came, &http["status_code"], &http["body"]), ("bad", &json!(502), &json!("no")));
    let history = request(&studio, of("/full")).await;
    assert_eq!(kept(&history).0["body"].as_str().unwrap().len(), 64 * 1024);
    // Nothing is kept where no answer can be used.
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    for url in [
        format!("http://{server}/large"),
        format!("http://{server}/round"),
        format!("http://{closed}/"),
    ] {
        let history = request(&studio, get_of(&url)).await;
        assert_eq!(kept(&history), (&Value::Null, "bad"), "{url}");
        assert_eq!(history["steps"][1]["why"]["warnings"][0]["code"], 81016);
    }
}

#[tokio::test]
async fn a_caller_is_served_while_a_server_thinks() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    let studio = Studio::open().await;
    let flow = studio.publish(&requesting(get_of(&url))).await;
    let form = [("To", "+15550100123"), ("From", "+15550100456")];
    let path = format!("/v2/Flows/{flow}/Executions");
    let (_, made) = studio.post(&path, &form).await;
    // The server has the request, and says nothing.
    let (_connection, _) = silent.accept().await.unwrap();
    let path = format!("{path}/{}", made["sid"].as_str().unwrap());
    let stopping = studio.post(&path, &[("Status", "ended")]);
    let stopped = tokio::time::timeout(Duration::from_secs(5), stopping).await.unwrap();
    assert_eq!(stopped.1["status"], "ended");
}

#[tokio::test]
async fn stand_ins_answer_for_servers_and_stay_out_of_the_definition() {
    let (studio, server) = (Studio::open().await, server().await);
    let flow = studio.publish(&requesting(get_of("https://api.example.com/who?x=1"))).await;
    let path = format!("/api/flows/{flow}/stand-ins");
    assert_eq!(studio.get(&path).await.1, json!({ "stand_ins": [] }));
    let mut stand_ins = json!({ "stand_ins": [
        { "url": "https://api.example.com/who", "method": "POST", "answer": { "status": 500 } },
        { "url": "https://api.example.com/who", "answer": { "status": 201,
          "headers": { "Content-Type": "application/json" }, "body": "{\"name\":\"Ada\"}",
          "delay_ms": 4000 } } ] });
    let (status, answer) = studio.json(Method::PUT, &path, &stand_ins).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(studio.get(&path).await.1, answer);
    let history = run(&studio, &flow).await;
    let (http, came) = kept(&history);
    assert_eq!((came, &http["status_code"]), ("good", &json!(201)));
    assert_eq!(http["parsed"], json!({ "name": "Ada" }));
    // The delay passes on the execution's clock, at once for an instant one.
    let at = |kind: &str| {
        let mut log = history["log"].as_array().unwrap().iter();
        log.find(|entry| entry["type"] == kind).unwrap()["at"].as_u64().unwrap()
    };
    assert_eq!(at("request_answered") - at("request_made"), 4_000);
    let (_, flow_record) = studio.get(&format!("/v2/Flows/{flow}")).await;
    assert!(!flow_record["definition"].to_string().contains("stand_in"));

    stand_ins["stand_ins"][1]["answer"]["delay_ms"] = json!(10_000);
    studio.json(Method::PUT, &path, &stand_ins).await;
    assert_eq!(kept(&run(&studio, &flow).await), (&Value::Null, "bad"));

    let to = format!("http://{server}/echo");
    let leading = json!({ "stand_ins": [{ "url": "https://api.example.com/who", "to": to }] });
    studio.json(Method::PUT, &path, &leading).await;
    assert_eq!(kept(&run(&studio, &flow).await).0["parsed"]["uri"], "/echo?x=1");
    for bad in [
        json!({ "stand_ins": [{ "url": "https://a.example", "to": "ws://b.example" }] }),
        json!({ "stand_ins": [{ "url": "https://a.example", "answer": { "status": 99 } }] }),
        json!({ "stand_ins": [{ "url": "https://a.example" }] }),
        json!([]),
    ] {
        assert_eq!(studio.json(Method::PUT, &path, &bad).await.0, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn the_command_line_leads_requests_of_all_flows() {
    let server = server().await;
    let map = format!("https://api.example.com/who=http://{server}/echo");
    let studio = Studio::with(studio::settings(&["--url-map", &map])).await;
    let history = request(&studio, get_of("https://api.example.com/who")).await;
    assert_eq!(kept(&history).0["parsed"]["uri"], "/echo");
}

#[tokio::test]
async fn a_server_for_other_machines_requests_nothing_private() {
    let server = server().await;
    let open = |words: &'static [&'static str]| async move {
        let settings = studio::settings(words);
        let file = studio::database_file();
        Studio::on(file, settings, "192.0.2.1:4000".parse().unwrap()).await
    };
    let port = server.port();
    // However an address is written, and only after a name was looked up.
    for host in ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "2130706433"] {
        let studio = open(&[]).await;
        let history = request(&studio, get_of(&format!("http://{host}:{port}/echo"))).await;
        assert_eq!(kept(&history), (&Value::Null, "bad"), "{host}");
        let warning = history["steps"][1]["why"]["warnings"][0]["message"].to_string();
        assert!(warning.contains("private network"), "{host}: {warning}");
    }
    let studio = open(&["--allow-private"]).await;
    let history = request(&studio, get_of(&format!("http://localhost:{port}/echo"))).await;
    assert_eq!(kept(&history).1, "good");
}

/// A flow that runs another one and keeps what it set.
fn parent(of: &str, revision: &str) -> String {
    let ways = [("completed", "good"), ("failed", "bad")];
    let properties = json!({ "flow_sid": of, "flow_revision": revision, "parameters": [] });
    flow(
        &[("incomingRequest", "http")],
        &[
            state("http", "run-subflow", &ways, properties),
            set("good", &[("came", "good")], ""),
            set("bad", &[("came", "bad")], ""),
        ],
    )
}

fn child(version: &str) -> String {
    flow(&[("incomingParent", "set")], &[set("set", &[("version", version)], "")])
}

#[tokio::test]
async fn a_subflow_is_found_by_its_revision() {
    let studio = Studio::open().await;
    let sub = studio.publish(&child("one")).await;
    let update = format!("/v2/Flows/{sub}");
    let two = child("two");
    studio.post(&update, &[("Status", "published"), ("Definition", &two)]).await;
    studio.post(&update, &[("Status", "draft"), ("Definition", &child("three"))]).await;
    let version = async |revision: &str, is_test_user: bool| {
        let flow = studio.publish(&parent(&sub, revision)).await;
        if is_test_user {
            let form = [("TestUsers", "+15550100123")];
            studio.post(&format!("/v2/Flows/{flow}/TestUsers"), &form).await;
        }
        let history = run(&studio, &flow).await;
        let (widget, came) = kept(&history);
        let version = widget["version"].as_str().unwrap_or("none").to_owned();
        (version, came.to_owned())
    };
    for (revision, is_test_user, found, came) in [
        ("LatestPublished", false, "two", "good"),
        ("LatestPublished", true, "two", "good"),
        ("LatestDraft", false, "two", "good"),
        ("LatestDraft", true, "three", "good"),
        ("1", false, "one", "good"),
        ("3", true, "three", "good"),
        ("3", false, "none", "bad"),
        ("9", false, "none", "bad"),
    ] {
        let got = version(revision, is_test_user).await;
        assert_eq!(got, (found.to_owned(), came.to_owned()), "{revision} {is_test_user}");
    }
    // Test users of the subflow count for nothing.
    let form = [("TestUsers", "+15550100123")];
    studio.post(&format!("{update}/TestUsers"), &form).await;
    assert_eq!(version("LatestDraft", false).await.0, "two");

    let history = run(&studio, &studio.publish(&parent(&sub, "1")).await).await;
    let steps = history["steps"].as_array().unwrap();
    let of_child: Vec<_> = steps.iter().filter(|step| !step["parent_sid"].is_null()).collect();
    assert_eq!(of_child.len(), 2);
    assert!(steps.iter().any(|step| step["sid"] == of_child[0]["parent_sid"]));
}
