//! Executions, their events, steps and logs, as they are read. [`super::turns`] writes them.

use flow::sid::{ExecutionSid, FlowSid};
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, FromRow};

use super::Db;

/// One execution.
#[derive(Debug, Clone, FromRow)]
pub struct Row {
    /// Counts up from one execution to the next.
    pub id: i64,
    /// The execution.
    pub sid: String,
    /// The call, message or request it began with.
    pub initiated_by: String,
    /// Its call, where it began with one.
    pub call_sid: Option<String>,
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
    /// Why it ended.
    pub end_reason: Option<String>,
    /// For a fault, what was wrong.
    pub end_message: Option<String>,
    /// In milliseconds.
    pub created_at: i64,
    /// Of its end, else of its last step.
    pub updated_at: Option<i64>,
}

/// One transition taken.
#[derive(Debug, Clone, FromRow)]
pub struct StepRow {
    /// The step.
    pub sid: String,
    /// In a subflow: the step of the widget that runs it.
    pub parent_sid: Option<String>,
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
    /// Why it was taken, as JSON; none where there is nothing to tell.
    pub why: Option<String>,
    /// In milliseconds.
    pub taken_at: i64,
}

/// Which executions are asked for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Those of one flow.
    pub flow: Option<FlowSid>,
    /// `active` or `ended`.
    pub status: Option<&'static str>,
    /// The person's side.
    pub contact_address: Option<String>,
    /// Twilio's side.
    pub flow_address: Option<String>,
    /// Those that began at or after this time, in milliseconds.
    pub since: Option<i64>,
    /// Those that began before this time, in milliseconds.
    pub until: Option<i64>,
    /// Those that began with a call.
    pub is_call: bool,
}

const COLUMNS: &str = "select id, sid, initiated_by, call_sid, flow_sid, revision,
    contact_address, flow_address, clock, status, end_reason, end_message, created_at,
    coalesce(updated_at, (select taken_at from steps where execution_id = id
                           order by seq desc limit 1)) as updated_at
    from executions";

const STEP_COLUMNS: &str = "select sid, parent_sid, seq, event_seq, name, left_state, next_state,
    kind, why, taken_at from steps";

/// An execution, whatever its flow.
pub async fn find(db: &Db, sid: &ExecutionSid) -> sqlx::Result<Option<Row>> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} where sid = ?"));
    sqlx::query_as(sql).bind(sid.as_str()).fetch_optional(&db.read).await
}

/// The execution that began with a call.
pub async fn find_by_call(db: &Db, call: &str) -> sqlx::Result<Option<Row>> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} where call_sid = ?"));
    sqlx::query_as(sql).bind(call).fetch_optional(&db.read).await
}

/// Executions, newest first, those below the number `before`.
pub async fn list(db: &Db, filter: &Filter, before: i64, limit: i64) -> sqlx::Result<Vec<Row>> {
    let mut sql = format!("{COLUMNS} where id < ?");
    let mut values = SqliteArguments::default();
    let texts = [
        (" and flow_sid = ?", filter.flow.as_ref().map(FlowSid::as_str)),
        (" and status = ?", filter.status),
        (" and contact_address = ?", filter.contact_address.as_deref()),
        (" and flow_address = ?", filter.flow_address.as_deref()),
    ];
    let added = |error| sqlx::Error::Encode(error);
    values.add(before).map_err(added)?;
    for (condition, value) in texts {
        if let Some(value) = value {
            sql.push_str(condition);
            values.add(value.to_owned()).map_err(added)?;
        }
    }
    // Numbers count up with time, so a time is as good as the number of the first row there.
    let times = [
        (" and id >= (select min(id) from executions where created_at >= ?)", filter.since),
        (
            " and id < coalesce((select min(id) from executions where created_at >= ?), id + 1)",
            filter.until,
        ),
    ];
    for (condition, value) in times {
        if let Some(value) = value {
            sql.push_str(condition);
            values.add(value).map_err(added)?;
        }
    }
    if filter.is_call {
        sql.push_str(" and call_sid is not null");
    }
    sql.push_str(" order by id desc limit ?");
    values.add(limit).map_err(added)?;
    sqlx::query_as_with(sqlx::AssertSqlSafe(sql), values).fetch_all(&db.read).await
}

/// The executions that go on.
pub async fn active(db: &Db) -> sqlx::Result<Vec<Row>> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} where status = 'active' order by id"));
    sqlx::query_as(sql).fetch_all(&db.read).await
}

/// Removes an execution with all that is stored of it; tells whether it was there.
pub async fn delete(db: &Db, id: i64) -> sqlx::Result<bool> {
    let done =
        sqlx::query("delete from executions where id = ?").bind(id).execute(&db.write).await?;
    Ok(done.rows_affected() > 0)
}

/// The definition an execution keeps to, be its flow deleted or not.
pub async fn definition(db: &Db, row: &Row) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("select definition from revisions where flow_sid = ? and revision = ?")
        .bind(&row.flow_sid)
        .bind(row.revision)
        .fetch_optional(&db.read)
        .await
}

/// What an execution knew at its end, as JSON; `None` while it goes on.
pub async fn last_context(db: &Db, id: i64) -> sqlx::Result<Option<String>> {
    let context: Option<Option<String>> =
        sqlx::query_scalar("select context from executions where id = ?")
            .bind(id)
            .fetch_optional(&db.read)
            .await?;
    Ok(context.flatten())
}

/// The events of an execution in order, each as JSON.
pub async fn events(db: &Db, id: i64) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar("select event from events where execution_id = ? order by seq")
        .bind(id)
        .fetch_all(&db.read)
        .await
}

/// Steps of an execution, newest first, those below `before`.
pub async fn steps(db: &Db, id: i64, before: i64, limit: i64) -> sqlx::Result<Vec<StepRow>> {
    let sql =
        format!("{STEP_COLUMNS} where execution_id = ? and seq < ? order by seq desc limit ?");
    sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(id)
        .bind(before)
        .bind(limit)
        .fetch_all(&db.read)
        .await
}

/// One step of an execution.
pub async fn step(db: &Db, id: i64, step: &str) -> sqlx::Result<Option<StepRow>> {
    let sql = format!("{STEP_COLUMNS} where execution_id = ? and sid = ?");
    sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id).bind(step).fetch_optional(&db.read).await
}

/// How many steps an execution took.
pub async fn step_count(db: &Db, id: i64) -> sqlx::Result<i64> {
    sqlx::query_scalar("select coalesce(max(seq), 0) from steps where execution_id = ?")
        .bind(id)
        .fetch_one(&db.read)
        .await
}

/// What watchers were told after entry `after`, each as JSON: about `limit` entries.
pub async fn log(db: &Db, id: i64, after: i64, limit: usize) -> sqlx::Result<Vec<String>> {
    // Each row holds at least one entry, and the first one may begin before those asked for.
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "select seq, entries from log
          where execution_id = ?1 and seq >= coalesce(
                (select max(seq) from log where execution_id = ?1 and seq <= ?2 + 1), 0)
          order by seq limit ?3",
    )
    .bind(id)
    .bind(after)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(&db.read)
    .await?;
    let entries = rows.iter().flat_map(|(first, entries)| (*first..).zip(entries.split('\n')));
    let wanted = entries.filter(|(seq, _)| *seq > after).take(limit);
    Ok(wanted.map(|(_, entry)| entry.to_owned()).collect())
}
