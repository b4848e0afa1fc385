//! Executions, their events, steps and call logs, as they are read. [`super::turns`] writes them.

use flow::sid::{ExecutionSid, FlowSid};
use sqlx::FromRow;

use super::Db;

/// One execution.
#[derive(Debug, Clone, FromRow)]
pub struct Row {
    /// The execution.
    pub sid: String,
    /// Its call.
    pub call_sid: String,
    /// Its flow.
    pub flow_sid: String,
    /// The revision it keeps to.
    pub revision: i64,
    /// The person's side.
    pub contact_address: String,
    /// Twilio's side.
    pub flow_address: String,
    /// `real`, `instant` or a factor.
    pub clock: String,
    /// `active` or `ended`.
    pub status: String,
    /// The fold of its events, as JSON.
    pub snapshot: String,
    /// In milliseconds.
    pub created_at: i64,
    /// Null before its first event.
    pub updated_at: Option<i64>,
}

/// One transition taken.
#[derive(Debug, Clone, FromRow)]
pub struct StepRow {
    /// The step.
    pub sid: String,
    /// Counts from 1 within its execution.
    pub seq: i64,
    /// The event that was being answered.
    pub event_seq: i64,
    /// The transition's event.
    pub name: String,
    /// The state that was left.
    pub left_state: String,
    /// The state that follows.
    pub next_state: Option<String>,
    /// The type of the state that was left.
    pub kind: String,
    /// In milliseconds.
    pub taken_at: i64,
}

const COLUMNS: &str = "select sid, call_sid, flow_sid, revision, contact_address, flow_address,
                              clock, status, snapshot, created_at, updated_at from executions";

/// One execution of a flow.
pub async fn find(db: &Db, flow: &FlowSid, sid: &ExecutionSid) -> sqlx::Result<Option<Row>> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} where sid = ? and flow_sid = ?"));
    sqlx::query_as(sql).bind(sid.as_str()).bind(flow.as_str()).fetch_optional(&db.read).await
}

/// The execution that runs, or ran, for a call.
pub async fn find_by_call(db: &Db, call: &str) -> sqlx::Result<Option<Row>> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} where call_sid = ?"));
    sqlx::query_as(sql).bind(call).fetch_optional(&db.read).await
}

/// Executions of a flow, newest first, those behind the key `before`.
pub async fn list(
    db: &Db,
    flow: &FlowSid,
    before: (i64, &str),
    limit: i64,
) -> sqlx::Result<Vec<Row>> {
    let sql = sqlx::AssertSqlSafe(format!(
        "{COLUMNS} where flow_sid = ? and (created_at, sid) < (?, ?)
         order by created_at desc, sid desc limit ?"
    ));
    sqlx::query_as(sql)
        .bind(flow.as_str())
        .bind(before.0)
        .bind(before.1)
        .bind(limit)
        .fetch_all(&db.read)
        .await
}

/// The latest executions of all flows, newest first.
pub async fn recent(db: &Db, limit: i64) -> sqlx::Result<Vec<Row>> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} order by created_at desc, sid desc limit ?"));
    sqlx::query_as(sql).bind(limit).fetch_all(&db.read).await
}

/// The executions that go on.
pub async fn active(db: &Db) -> sqlx::Result<Vec<Row>> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} where status = 'active'"));
    sqlx::query_as(sql).fetch_all(&db.read).await
}

/// The definition an execution keeps to, be its flow deleted or not.
pub async fn definition(db: &Db, row: &Row) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("select definition from revisions where flow_sid = ? and revision = ?")
        .bind(&row.flow_sid)
        .bind(row.revision)
        .fetch_optional(&db.read)
        .await
}

/// The log of an execution: its events in order, each as JSON.
pub async fn events(db: &Db, sid: &str) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar("select event from events where execution_sid = ? order by seq")
        .bind(sid)
        .fetch_all(&db.read)
        .await
}

/// Steps of an execution, newest first, those below `before`.
pub async fn steps(
    db: &Db,
    sid: &ExecutionSid,
    before: i64,
    limit: i64,
) -> sqlx::Result<Vec<StepRow>> {
    sqlx::query_as(
        "select sid, seq, event_seq, name, left_state, next_state, kind, taken_at from steps
          where execution_sid = ? and seq < ? order by seq desc limit ?",
    )
    .bind(sid.as_str())
    .bind(before)
    .bind(limit)
    .fetch_all(&db.read)
    .await
}

/// One step of an execution.
pub async fn step(db: &Db, sid: &ExecutionSid, step: &str) -> sqlx::Result<Option<StepRow>> {
    sqlx::query_as(
        "select sid, seq, event_seq, name, left_state, next_state, kind, taken_at from steps
          where execution_sid = ? and sid = ?",
    )
    .bind(sid.as_str())
    .bind(step)
    .fetch_optional(&db.read)
    .await
}

/// How many steps an execution took.
pub async fn step_count(db: &Db, sid: &str) -> sqlx::Result<i64> {
    sqlx::query_scalar("select count(*) from steps where execution_sid = ?")
        .bind(sid)
        .fetch_one(&db.read)
        .await
}

/// What watchers of a call were told after entry `after`, each as JSON.
pub async fn call_log(db: &Db, sid: &str, after: i64, limit: i64) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar(
        "select entry from call_log where execution_sid = ? and seq > ? order by seq limit ?",
    )
    .bind(sid)
    .bind(after)
    .bind(limit)
    .fetch_all(&db.read)
    .await
}
