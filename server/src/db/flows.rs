//! Flows and their revisions.

mod list;

use flow::sid::FlowSid;
use sqlx::{FromRow, Sqlite, Transaction};

use super::Db;

pub use list::{Summary, is_empty, list, names};

/// A flow's latest revision, or any one of them.
#[derive(Debug, Clone, FromRow)]
pub struct Revision {
    /// The flow.
    pub flow_sid: String,
    /// Its name at that revision.
    pub friendly_name: String,
    /// `draft` or `published`.
    pub status: String,
    /// Its number.
    pub revision: i64,
    /// The definition, as it came.
    pub definition: String,
    /// What the author said about it.
    pub commit_message: Option<String>,
    /// A JSON array.
    pub errors: String,
    /// A JSON array.
    pub warnings: String,
    /// Of the flow, or of the revision; in milliseconds.
    pub created_at: i64,
    /// Null until the first change.
    pub updated_at: Option<i64>,
}

/// A revision to be stored.
#[derive(Debug, Clone)]
pub struct Save {
    /// A new name, or the old one.
    pub friendly_name: Option<String>,
    /// `draft` or `published`.
    pub status: &'static str,
    /// The definition's text, or the last one.
    pub definition: Option<Checked>,
    /// What the author says about it.
    pub commit_message: Option<String>,
    /// Whether the editor saved by itself.
    pub is_autosave: bool,
}

/// A definition and what its validation gave.
#[derive(Debug, Clone)]
pub struct Checked {
    /// JSON text.
    pub definition: String,
    /// A JSON array.
    pub errors: String,
    /// A JSON array.
    pub warnings: String,
}

/// What came of a save.
#[derive(Debug, PartialEq, Eq)]
pub enum Saved {
    /// Stored.
    Done,
    /// There is no such flow.
    NoFlow,
    /// Somebody else saved since; the latest revision is this one.
    Stale(i64),
    /// It was to be published as it is, and it has problems, given as a JSON array.
    Invalid(String),
}

/// Stores a new flow with revision 1. `definition` has to be given.
pub async fn create(
    db: &Db,
    sid: &FlowSid,
    name: &str,
    save: &Save,
    definition: &Checked,
    now: i64,
) -> sqlx::Result<()> {
    let mut transaction = db.write.begin().await?;
    sqlx::query(
        "insert into flows (sid, friendly_name, revision, created_at, changed_at)
         values (?, ?, 1, ?, ?)",
    )
    .bind(sid.as_str())
    .bind(name)
    .bind(now)
    .bind(now)
    .execute(&mut *transaction)
    .await?;
    insert(&mut transaction, sid, 1, name, save, definition, now).await?;
    transaction.commit().await
}

/// Stores the next revision of a flow, unless it is no longer at revision `based_on`.
///
/// Numbers only ever go up. A draft that the editor saved by itself gives way to the next
/// revision, so that an hour of drawing leaves one row and not a thousand; but not when an
/// execution ran on it. Since the number goes up all the same, two editors that are both based on
/// revision 7 cannot both save: the second one's 7 is no longer the latest.
pub async fn save(
    db: &Db,
    sid: &FlowSid,
    based_on: Option<i64>,
    save: &Save,
    now: i64,
) -> sqlx::Result<Saved> {
    let mut transaction = db.write.begin_with("begin immediate").await?;
    let Some(latest) = latest_in(&mut transaction, sid).await? else { return Ok(Saved::NoFlow) };
    if based_on.is_some_and(|based_on| based_on != latest.revision) {
        return Ok(Saved::Stale(latest.revision));
    }
    let definition = match &save.definition {
        Some(definition) => definition.clone(),
        None if save.status == "published" && latest.errors != "[]" => {
            return Ok(Saved::Invalid(latest.errors));
        }
        None => Checked {
            definition: latest.definition,
            errors: latest.errors,
            warnings: latest.warnings,
        },
    };
    let name = save.friendly_name.as_ref().unwrap_or(&latest.friendly_name);
    sqlx::query(
        "delete from revisions where flow_sid = ?1 and revision = ?2
            and is_autosave = 1 and status = 'draft'
            and not exists (select 1 from executions where flow_sid = ?1 and revision = ?2)",
    )
    .bind(sid.as_str())
    .bind(latest.revision)
    .execute(&mut *transaction)
    .await?;
    insert(&mut transaction, sid, latest.revision + 1, name, save, &definition, now).await?;
    sqlx::query(
        "update flows set friendly_name = ?, revision = revision + 1, updated_at = ?,
                changed_at = ? where sid = ?",
    )
    .bind(name)
    .bind(now)
    .bind(now)
    .bind(sid.as_str())
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Saved::Done)
}

async fn insert(
    transaction: &mut Transaction<'_, Sqlite>,
    sid: &FlowSid,
    revision: i64,
    name: &str,
    save: &Save,
    definition: &Checked,
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into revisions (flow_sid, revision, friendly_name, status, definition,
                                commit_message, is_autosave, errors, warnings, created_at)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(sid.as_str())
    .bind(revision)
    .bind(name)
    .bind(save.status)
    .bind(&definition.definition)
    .bind(&save.commit_message)
    .bind(save.is_autosave)
    .bind(&definition.errors)
    .bind(&definition.warnings)
    .bind(now)
    .execute(&mut **transaction)
    .await
    .map(drop)
}

const LATEST: &str =
    "select r.flow_sid, f.friendly_name, r.status, r.revision, r.definition, r.commit_message,
            r.errors, r.warnings, f.created_at, f.updated_at
       from flows f join revisions r on r.flow_sid = f.sid and r.revision = f.revision
      where f.sid = ? and f.deleted_at is null";

async fn latest_in(
    transaction: &mut Transaction<'_, Sqlite>,
    sid: &FlowSid,
) -> sqlx::Result<Option<Revision>> {
    sqlx::query_as(LATEST).bind(sid.as_str()).fetch_optional(&mut **transaction).await
}

/// A flow with its latest revision; `None` when there is no such flow, or it was deleted.
pub async fn latest(db: &Db, sid: &FlowSid) -> sqlx::Result<Option<Revision>> {
    sqlx::query_as(LATEST).bind(sid.as_str()).fetch_optional(&db.read).await
}

/// The latest published revision of a flow; `None` when nothing was published.
pub async fn latest_published(db: &Db, sid: &FlowSid) -> sqlx::Result<Option<Revision>> {
    sqlx::query_as(
        "select r.flow_sid, r.friendly_name, r.status, r.revision, r.definition, r.commit_message,
                r.errors, r.warnings, r.created_at, null as updated_at
           from flows f join revisions r on r.flow_sid = f.sid
          where f.sid = ? and f.deleted_at is null and r.status = 'published'
          order by r.revision desc limit 1",
    )
    .bind(sid.as_str())
    .fetch_optional(&db.read)
    .await
}

/// One revision of a flow; `None` when there is none of that number.
pub async fn revision(db: &Db, sid: &FlowSid, number: i64) -> sqlx::Result<Option<Revision>> {
    sqlx::query_as(
        "select r.flow_sid, r.friendly_name, r.status, r.revision, r.definition, r.commit_message,
                r.errors, r.warnings, r.created_at, null as updated_at
           from flows f join revisions r on r.flow_sid = f.sid
          where f.sid = ? and f.deleted_at is null and r.revision = ?",
    )
    .bind(sid.as_str())
    .bind(number)
    .fetch_optional(&db.read)
    .await
}

/// Revisions of a flow, newest first, those below `before`. Their definitions are left empty.
pub async fn revisions(
    db: &Db,
    sid: &FlowSid,
    before: i64,
    limit: i64,
) -> sqlx::Result<Vec<Revision>> {
    sqlx::query_as(
        "select flow_sid, friendly_name, status, revision, '' as definition, commit_message,
                '' as errors, '' as warnings, created_at, null as updated_at
           from revisions where flow_sid = ? and revision < ?
          order by revision desc limit ?",
    )
    .bind(sid.as_str())
    .bind(before)
    .bind(limit)
    .fetch_all(&db.read)
    .await
}

/// Deletes a flow so that it can be brought back; tells whether it was there.
pub async fn delete(db: &Db, sid: &FlowSid, now: i64) -> sqlx::Result<bool> {
    let done = sqlx::query("update flows set deleted_at = ? where sid = ? and deleted_at is null")
        .bind(now)
        .bind(sid.as_str())
        .execute(&db.write)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Brings a deleted flow back; tells whether it was there.
pub async fn restore(db: &Db, sid: &FlowSid) -> sqlx::Result<bool> {
    let done = sqlx::query("update flows set deleted_at = null where sid = ?")
        .bind(sid.as_str())
        .execute(&db.write)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Removes for good what was deleted before `before`, with all its executions.
pub async fn purge(db: &Db, before: i64) -> sqlx::Result<u64> {
    let done = sqlx::query("delete from flows where deleted_at < ?")
        .bind(before)
        .execute(&db.write)
        .await?;
    Ok(done.rows_affected())
}
