//! Where a flow's relay addresses really lead.

use flow::sid::FlowSid;

use super::Db;

/// A flow's mappings as a JSON array; `None` when none were set.
pub async fn find(db: &Db, sid: &FlowSid) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("select mappings from relay_maps where flow_sid = ?")
        .bind(sid.as_str())
        .fetch_optional(&db.read)
        .await
}

/// Sets a flow's mappings, a JSON array.
pub async fn set(db: &Db, sid: &FlowSid, mappings: &str) -> sqlx::Result<()> {
    sqlx::query(
        "insert into relay_maps (flow_sid, mappings) values (?, ?)
         on conflict (flow_sid) do update set mappings = excluded.mappings",
    )
    .bind(sid.as_str())
    .bind(mappings)
    .execute(&db.write)
    .await
    .map(drop)
}
