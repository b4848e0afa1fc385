//! The notes on a flow's canvas.

use flow::sid::FlowSid;

use super::Db;

/// The notes of one flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Counts the changes.
    pub version: i64,
    /// A JSON array.
    pub notes: String,
}

/// The notes of a flow; `None` where it never had any.
pub async fn find(db: &Db, sid: &FlowSid) -> sqlx::Result<Option<Kept>> {
    let sql = "select version, notes from notes where flow_sid = ?";
    let row: Option<(i64, String)> =
        sqlx::query_as(sql).bind(sid.as_str()).fetch_optional(&db.read).await?;
    Ok(row.map(|(version, notes)| Kept { version, notes }))
}

/// Sets the notes of a flow that is there, and gives their new version; `None`, and nothing is
/// changed, when they are no longer at version `based_on`. Notes never set are at version 0.
pub async fn set(db: &Db, sid: &FlowSid, based_on: i64, notes: &str) -> sqlx::Result<Option<i64>> {
    // An insert is right for version 0 only; with an update the old version is checked in the
    // same statement, so nobody comes between.
    let sql = "insert into notes (flow_sid, version, notes)
               select ?1, 1, ?3 where ?2 = 0
                  or exists (select 1 from notes where flow_sid = ?1 and version = ?2)
               on conflict (flow_sid) do update
                  set version = version + 1, notes = excluded.notes where version = ?2
               returning version";
    sqlx::query_scalar(sql)
        .bind(sid.as_str())
        .bind(based_on)
        .bind(notes)
        .fetch_optional(&db.write)
        .await
}
