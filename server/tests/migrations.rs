//! A database of an earlier version keeps what it holds.
#![allow(clippy::unwrap_used)]

mod studio;

use axum::http::StatusCode;
use serde_json::json;
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use studio::{Studio, database_file, echo, settings};

const FLOW: &str = "FW11111111111111111111111111111111";

/// As the first version left it: an execution that ended after two events.
async fn first_version(file: &std::path::Path) {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    let all = sqlx::migrate!("../migrations");
    let first = all.iter().take(1).cloned().collect();
    Migrator::with_migrations(first).run(&mut connection).await.unwrap();
    let definition = echo().replace('\'', "''");
    let rows = format!(
        r#"insert into flows values ('{FLOW}', 'Old', 1, 1000, null, 1000, null);
        insert into revisions values ('{FLOW}', 1, 'Old', 'published', '{definition}', null, 0,
            '[]', '[]', 1000);
        insert into executions values ('FN11111111111111111111111111111111',
            'CA11111111111111111111111111111111', '{FLOW}', 1, '+1', '+2', 'real', 'ended',
            '{{"status":{{"status":"ended","reason":"caller_hung_up"}},"context":{{"widgets":{{"ask":{{"Digits":"7"}}}}}}}}',
            2000, 3000);
        insert into events values ('FN11111111111111111111111111111111', 1, '{{}}'),
            ('FN11111111111111111111111111111111', 2, '{{}}');
        insert into steps values ('FN11111111111111111111111111111111', 1,
            'FT11111111111111111111111111111111', 1, 'incomingCall', 'Trigger', 'ask', 'trigger',
            2000);
        insert into call_log values
            ('FN11111111111111111111111111111111', 1, '{{"seq":1,"type":"call_answered"}}'),
            ('FN11111111111111111111111111111111', 2, '{{"seq":2,"type":"listening"}}')"#
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(rows)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn calls_of_the_first_version_are_still_told() {
    let file = database_file();
    first_version(&file).await;
    let studio = Studio::on(file, settings(&[]), "127.0.0.1:4000".parse().unwrap()).await;
    let (status, history) = studio.get("/api/executions/FN11111111111111111111111111111111").await;
    assert_eq!(status, StatusCode::OK, "{history}");
    assert_eq!(history["call_sid"], "CA11111111111111111111111111111111");
    assert_eq!(history["initiated_by"], history["call_sid"]);
    assert_eq!((&history["from"], &history["to"]), (&json!("+1"), &json!("+2")));
    assert_eq!(history["end_reason"], "caller_hung_up");
    assert_eq!(history["context"], json!({ "widgets": { "ask": { "Digits": "7" } } }));
    assert_eq!(history["steps"][0]["to"], "ask");
    assert_eq!(history["log"].as_array().unwrap().len(), 2);
    let (_, calls) = studio.get("/api/calls").await;
    assert_eq!(calls["calls"].as_array().unwrap().len(), 1);
    let (_, log) = studio.get("/api/calls/CA11111111111111111111111111111111/log?after=1").await;
    assert_eq!(log["entries"], json!([{ "seq": 2, "type": "listening" }]));
}
