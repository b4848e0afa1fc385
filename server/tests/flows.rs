//! Flows and revisions through the Studio API.

mod studio;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use studio::{Studio, broken, echo};

#[tokio::test]
async fn a_flow_is_created_fetched_changed_listed_and_deleted() {
    let studio = Studio::open().await;
    let form = [("FriendlyName", "Main"), ("Status", "draft"), ("Definition", &echo())];
    let (status, flow) = studio.post("/v2/Flows", &form).await;
    assert_eq!(status, StatusCode::CREATED, "{flow}");
    let sid = flow["sid"].as_str().unwrap();
    let path = format!("/v2/Flows/{sid}");
    assert_eq!(flow["revision"], 1);
    assert_eq!(flow["valid"], true);
    assert_eq!(flow["errors"], json!([]));
    assert_eq!(flow["date_updated"], json!(null));
    assert_eq!(flow["definition"].to_string(), echo());
    assert_eq!(studio.get(&path).await, (StatusCode::OK, flow.clone()));

    let (status, flow) =
        studio.post(&path, &[("Status", "published"), ("CommitMessage", "Go")]).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!((&flow["revision"], &flow["status"]), (&json!(2), &json!("published")));
    assert_eq!(flow["commit_message"], "Go");
    assert!(flow["date_updated"].is_string());

    let (_, list) = studio.get("/v2/Flows").await;
    assert_eq!(list["meta"]["key"], "flows");
    assert_eq!(list["flows"][0]["sid"], sid);
    assert_eq!(list["flows"][0]["definition"], json!(null));

    let gone = studio.ask(Method::DELETE, &path, &[]).await;
    assert_eq!(gone, (StatusCode::NO_CONTENT, json!(null)));
    let (status, error) = studio.get(&path).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(error["code"], 20404);
    assert_eq!(error["message"], format!("The requested resource /Flows/{sid} was not found"));

    let (status, _) = studio.post(&format!("/api/flows/{sid}/restore"), &[]).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(studio.get(&path).await.0, StatusCode::OK);
}

#[tokio::test]
async fn missing_and_odd_parameters_are_named() {
    let studio = Studio::open().await;
    let (status, error) = studio.post("/v2/Flows", &[("Status", "draft")]).await;
    assert_eq!((status, &error["code"]), (StatusCode::BAD_REQUEST, &json!(20001)));
    assert_eq!(error["message"], "Missing required parameter FriendlyName");
    let form = [("FriendlyName", "x"), ("Status", "live"), ("Definition", &echo())];
    assert_eq!(studio.post("/v2/Flows", &form).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(studio.get("/v2/Flows?PageSize=0").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(studio.get("/v2/Flows?PageToken=zzz").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(studio.get("/v2/Flows/FW1").await.0, StatusCode::NOT_FOUND);
    assert_eq!(studio.ask(Method::PUT, "/v2/Flows", &[]).await.1["code"], 20004);
    assert_eq!(studio.get("/v2/Nothing").await.1["code"], 20404);
}

#[tokio::test]
async fn a_definition_with_errors_is_refused_with_every_error() {
    let studio = Studio::open().await;
    for path in ["/v2/Flows", "/v2/Flows/Validate"] {
        let form = [("FriendlyName", "x"), ("Status", "draft"), ("Definition", &broken())];
        let (status, error) = studio.post(path, &form).await;
        assert_eq!((status, &error["code"]), (StatusCode::BAD_REQUEST, &json!(81022)), "{error}");
        assert!(error["details"]["errors"][0]["property_path"].is_string(), "{error}");
    }
    let form = [("FriendlyName", "x"), ("Status", "draft"), ("Definition", "{\"states\": 3}")];
    let (_, error) = studio.post("/v2/Flows", &form).await;
    assert_eq!(error["details"]["errors"][0]["property_path"], "#/states");
    let form = [("FriendlyName", "x"), ("Status", "draft"), ("Definition", &echo())];
    let valid = studio.post("/v2/Flows/Validate", &form).await;
    assert_eq!(valid, (StatusCode::OK, json!({ "valid": true })));
    assert_eq!(studio.get("/v2/Flows").await.1["flows"], json!([]));
}

#[tokio::test]
async fn warnings_do_not_stand_in_the_way_and_are_told() {
    let studio = Studio::open().await;
    let mut definition: Value = serde_json::from_str(&echo()).unwrap();
    definition["states"][1]["transitions"][2] = json!({ "event": "timeout" });
    let text = definition.to_string();
    let form = [("FriendlyName", "x"), ("Status", "published"), ("Definition", text.as_str())];
    let (status, flow) = studio.post("/v2/Flows", &form).await;
    assert_eq!(
        (status, &flow["valid"], &flow["errors"]),
        (StatusCode::CREATED, &json!(true), &json!([]))
    );
    let paths = |list: &Value| -> Vec<String> {
        let list = list.as_array().unwrap().iter();
        list.map(|it| it["property_path"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(paths(&flow["warnings"]), ["#/states/1/transitions/2", "#/states/3"]);
    // An editor finds these itself, but not what takes a parser.
    let sid = flow["sid"].as_str().unwrap();
    let (_, opened) = studio.get(&format!("/api/flows/{sid}")).await;
    assert_eq!((&opened["warnings"], &opened["definition"]), (&json!([]), &flow["definition"]));
    let mut unreadable = definition.clone();
    unreadable["states"][1]["properties"]["say"] = json!("{{ flow.variables.n | no_such_filter }}");
    let text = unreadable.to_string();
    let form = [("Status", "draft"), ("Definition", text.as_str())];
    let keep = [("X-Switchboard-Draft", "keep")];
    let path = format!("/v2/Flows/{sid}");
    let (_, saved) = studio.ask_with(Method::POST, &path, &form, &keep).await;
    assert_eq!(paths(&saved["warnings"]), ["#/states/1/properties/say"], "{saved}");

    definition["states"][1]["properties"]["stop_gather"] = json!("true");
    let text = definition.to_string();
    let form = [("FriendlyName", "x"), ("Status", "draft"), ("Definition", text.as_str())];
    let (status, error) = studio.post("/v2/Flows/Validate", &form).await;
    assert_eq!((status, &error["code"]), (StatusCode::BAD_REQUEST, &json!(81022)));
    let expected = json!([{ "property_path": "#/states/1/properties/stop_gather",
        "message": "string found, boolean expected" }]);
    assert_eq!(error["details"]["errors"], expected);
    assert_eq!(paths(&error["details"]["warnings"]).len(), 2);
}

#[tokio::test]
async fn an_editor_keeps_wrong_drafts_but_cannot_publish_them() {
    let studio = Studio::open().await;
    let keep = [("X-Switchboard-Draft", "keep")];
    let form = [("FriendlyName", "x"), ("Status", "draft"), ("Definition", &broken())];
    let (status, flow) = studio.ask_with(Method::POST, "/v2/Flows", &form, &keep).await;
    assert_eq!(status, StatusCode::CREATED, "{flow}");
    assert_eq!(flow["valid"], false);
    assert!(!flow["errors"].as_array().unwrap().is_empty());
    let path = format!("/v2/Flows/{}", flow["sid"].as_str().unwrap());
    let (status, error) = studio.post(&path, &[("Status", "published")]).await;
    assert_eq!((status, &error["code"]), (StatusCode::BAD_REQUEST, &json!(81022)));
    let form = [("FriendlyName", "x"), ("Status", "draft"), ("Definition", "no flow")];
    let (status, _) = studio.ask_with(Method::POST, &path, &form, &keep).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn autosaves_leave_one_revision_and_never_overwrite_another_tab() {
    let studio = Studio::open().await;
    let sid = studio.publish(&echo()).await;
    let path = format!("/v2/Flows/{sid}");
    let definition = echo();
    let form = [("Status", "draft"), ("Definition", definition.as_str())];
    for based_on in 1..5 {
        let based_on = based_on.to_string();
        let headers =
            [("X-Switchboard-Draft", "keep"), ("X-Switchboard-Revision", based_on.as_str())];
        let (status, flow) = studio.ask_with(Method::POST, &path, &form, &headers).await;
        assert_eq!(status, StatusCode::OK, "{flow}");
    }
    let (_, list) = studio.get(&format!("{path}/Revisions")).await;
    let numbers: Vec<_> =
        list["revisions"].as_array().unwrap().iter().map(|line| line["revision"].clone()).collect();
    assert_eq!(numbers, [5, 1]);

    let stale = [("X-Switchboard-Draft", "keep"), ("X-Switchboard-Revision", "4")];
    let (status, error) = studio.ask_with(Method::POST, &path, &form, &stale).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(error["details"]["current_revision"], 5);
}

#[tokio::test]
async fn revisions_are_found_by_number_and_by_word() {
    let studio = Studio::open().await;
    let sid = studio.publish(&echo()).await;
    let path = format!("/v2/Flows/{sid}");
    studio.post(&path, &[("Status", "draft"), ("FriendlyName", "New name")]).await;
    let revision = |name: &str| format!("{path}/Revisions/{name}");
    assert_eq!(studio.get(&revision("LatestRevision")).await.1["revision"], 2);
    assert_eq!(studio.get(&revision("LatestPublished")).await.1["revision"], 1);
    assert_eq!(studio.get(&revision("1")).await.1["friendly_name"], "Main");
    let (status, error) = studio.get(&revision("latest")).await;
    assert_eq!((status, &error["code"]), (StatusCode::BAD_REQUEST, &json!(81021)));
    assert_eq!(studio.get(&revision("9")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn pages_follow_each_other_and_miss_nothing() {
    let studio = Studio::open().await;
    for _ in 0..5 {
        studio.publish(&echo()).await;
    }
    let mut path = Some("/v2/Flows?PageSize=2".to_owned());
    let mut seen = Vec::new();
    while let Some(page) = path {
        let (_, list) = studio.get(&page).await;
        seen.extend(list["flows"].as_array().unwrap().iter().map(|flow| flow["sid"].clone()));
        let next = list["meta"]["next_page_url"].as_str();
        path = next.map(|next| next.strip_prefix("http://127.0.0.1:4000").unwrap().to_owned());
    }
    let count = seen.len();
    seen.sort_by_key(ToString::to_string);
    seen.dedup();
    assert_eq!((count, seen.len()), (5, 5));
}

#[tokio::test]
async fn an_export_is_a_file_and_mappings_stay_out_of_it() {
    let studio = Studio::open().await;
    let sid = studio.publish(&echo()).await;
    let mappings = json!({ "mappings": [
        { "from": "wss://agent.example.com/r", "to": "ws://127.0.0.1:8080/r" } ] });
    let path = format!("/api/flows/{sid}/relay-map");
    assert_eq!(studio.json(Method::PUT, &path, &mappings).await.0, StatusCode::OK);
    assert_eq!(studio.get(&path).await.1, mappings);
    let wrong = json!({ "mappings": [{ "from": "a", "to": "b" }] });
    assert_eq!(studio.json(Method::PUT, &path, &wrong).await.0, StatusCode::BAD_REQUEST);
    let (_, definition) = studio.get(&format!("/api/flows/{sid}/definition")).await;
    assert_eq!(definition.to_string(), echo());
    let (_, templates) = studio.get("/api/templates").await;
    assert_eq!(templates["templates"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn what_is_too_large_is_refused() {
    let studio = Studio::open().await;
    for size in [1_100_000, 5_000_000] {
        let definition = format!("{{\"description\":\"{}\",\"states\":[]}}", "x".repeat(size));
        let form = [("FriendlyName", "x"), ("Status", "draft"), ("Definition", &definition)];
        let (status, error) = studio.post("/v2/Flows", &form).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(error["message"].as_str().unwrap().contains("is larger than"), "{error}");
    }
}

#[tokio::test]
async fn a_text_is_shown_as_a_context_fills_it_in() {
    let studio = Studio::open().await;
    let preview = async |text: &str| {
        let context = json!({ "flow": { "variables": { "name": "Ada" } } });
        let body = json!({ "text": text, "context": context });
        studio.json(Method::POST, "/api/preview", &body).await
    };
    let (status, answer) = preview("Hello {{flow.variables.name | upcase}}.").await;
    assert_eq!((status, answer), (StatusCode::OK, json!({ "text": "Hello ADA." })));
    let (status, answer) = preview("Hello {{flow").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(answer, json!({ "problem": "`{{` is never closed in line 1" }));
    let (status, _) = studio.json(Method::POST, "/api/preview", &json!({ "text": 1 })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn voices_go_with_the_provider_and_the_language() {
    let studio = Studio::open().await;
    let values = async |query: &str| {
        let (status, answer) = studio.get(&format!("/api/voices?{query}")).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let voices = answer["voices"].as_array().unwrap();
        voices.iter().map(|voice| voice["value"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let has = |voices: &[String], value: &str| voices.iter().any(|known| known == value);
    assert!(has(&values("provider=&language=").await, "UgBBYS2sOqTuMpoF3BR0"));
    let german = values("provider=google&language=de-DE").await;
    assert!(has(&german, "de-DE-Neural2-A") && !has(&german, "en-US-Journey-O"));
    assert!(has(&values("provider=Amazon").await, "Joanna-Neural"));
    let (status, error) = studio.get("/api/voices?provider=acme").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let words = "no provider of voices is named `acme`: ElevenLabs, Google, Amazon";
    assert_eq!(error["message"], words);
}

#[tokio::test]
async fn notes_are_kept_beside_the_definition_and_never_overwritten_unseen() {
    let studio = Studio::open().await;
    let flow = studio.publish(&echo()).await;
    let path = format!("/api/flows/{flow}/notes");
    assert_eq!(studio.get(&path).await.1, json!({ "version": 0, "notes": [] }));
    let note =
        json!({ "id": 1, "text": "Ask Ada", "x": -40.0, "y": 8.5, "width": 200.0, "height": 90.0 });
    let put = async |body: Value| studio.json(Method::PUT, &path, &body).await;
    let first = put(json!({ "version": 0, "notes": [note] })).await;
    assert_eq!(first, (StatusCode::OK, json!({ "version": 1, "notes": [note] })));
    assert_eq!(studio.get(&path).await.1, first.1);
    let (status, refused) = put(json!({ "version": 0, "notes": [] })).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(
        refused["message"],
        "the notes are at version 1, not 0: load them again before you save"
    );
    assert_eq!(put(json!({ "version": 1, "notes": [] })).await.1["version"], 2);
    let (_, record) = studio.get(&format!("/v2/Flows/{flow}")).await;
    assert!(record["definition"].get("notes").is_none());
    for bad in [
        json!([]),
        json!({ "version": 2, "notes": [note, note] }),
        json!({ "version": 2, "notes": [{ "id": 1, "text": "x".repeat(4_001), "x": 0.0, "y": 0.0,
            "width": 1.0, "height": 1.0 }] }),
    ] {
        assert_eq!(put(bad).await.0, StatusCode::BAD_REQUEST);
    }
    let nowhere = "/api/flows/FW00000000000000000000000000000000/notes";
    assert_eq!(studio.get(nowhere).await.0, StatusCode::NOT_FOUND);
}
