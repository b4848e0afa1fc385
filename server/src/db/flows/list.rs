//! Many flows at once.

use std::collections::{BTreeSet, HashMap};

use sqlx::FromRow;

use super::Db;

/// A line of the list of flows.
#[derive(Debug, Clone, FromRow)]
pub struct Summary {
    /// The flow.
    pub sid: String,
    /// Its name.
    pub friendly_name: String,
    /// The latest revision's status.
    pub status: String,
    /// The latest revision.
    pub revision: i64,
    /// In milliseconds.
    pub created_at: i64,
    /// Null until the first change.
    pub updated_at: Option<i64>,
    /// The key of the list's order.
    pub changed_at: i64,
}

/// Flows, the one changed last first, those behind the key `before`.
pub async fn list(db: &Db, before: (i64, &str), limit: i64) -> sqlx::Result<Vec<Summary>> {
    sqlx::query_as(
        "select f.sid, f.friendly_name, r.status, f.revision, f.created_at, f.updated_at,
                f.changed_at
           from flows f join revisions r on r.flow_sid = f.sid and r.revision = f.revision
          where f.deleted_at is null and (f.changed_at, f.sid) < (?, ?)
          order by f.changed_at desc, f.sid desc limit ?",
    )
    .bind(before.0)
    .bind(before.1)
    .bind(limit)
    .fetch_all(&db.read)
    .await
}

/// Whether no flow was ever stored.
pub async fn is_empty(db: &Db) -> sqlx::Result<bool> {
    let any: i64 =
        sqlx::query_scalar("select exists (select 1 from flows)").fetch_one(&db.read).await?;
    Ok(any == 0)
}

/// What flows are called, by identifier; also those that were deleted and may be brought back.
pub async fn names(db: &Db, sids: &BTreeSet<&str>) -> sqlx::Result<HashMap<String, String>> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select sid, friendly_name from flows where sid in (select value from json_each(?))",
    )
    .bind(serde_json::to_string(sids).unwrap_or_default())
    .fetch_all(&db.read)
    .await?;
    Ok(rows.into_iter().collect())
}
