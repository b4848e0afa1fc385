//! The writer of turns: what waits is committed together, so that many calls share one fsync.

use sqlx::{Sqlite, SqlitePool, Transaction};
use tokio::sync::{mpsc, oneshot};

use super::Db;

/// Turns committed at once.
const BATCH: usize = 50;
/// Turns that may wait.
const QUEUE: usize = 1_024;

/// What one turn leaves in the database, all or nothing.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// The execution.
    pub execution_sid: String,
    /// Set for the first turn.
    pub begin: Option<Begin>,
    /// The event: its number and JSON. None where only the call's log grew.
    pub event: Option<(i64, String)>,
    /// The steps taken.
    pub steps: Vec<super::executions::StepRow>,
    /// The fold of the events, as JSON, and whether the execution goes on.
    pub snapshot: Option<(String, bool)>,
    /// What watchers are told: numbers and JSON.
    pub entries: Vec<(i64, String)>,
    /// In milliseconds.
    pub now: i64,
}

/// A new execution.
#[derive(Debug, Clone)]
pub struct Begin {
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
}

#[derive(Debug)]
enum Job {
    Commit(Box<Record>, oneshot::Sender<Result<(), String>>),
    Flush(oneshot::Sender<()>),
}

/// Takes turns to be committed; cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Writer(mpsc::Sender<Job>);

/// A turn could not be stored.
#[derive(Debug, thiserror::Error)]
#[error("a turn could not be stored: {0}")]
pub struct NotStored(String);

/// Commits one turn; when this returns, it is on disk.
pub async fn commit(db: &Db, record: Record) -> Result<(), NotStored> {
    let (done, answer) = oneshot::channel();
    let gone = || NotStored("the database is closed".to_owned());
    db.turns.0.send(Job::Commit(Box::new(record), done)).await.map_err(|_| gone())?;
    answer.await.map_err(|_| gone())?.map_err(NotStored)
}

impl Writer {
    pub(super) fn start(pool: SqlitePool) -> Self {
        let (sender, jobs) = mpsc::channel(QUEUE);
        tokio::spawn(run(pool, jobs));
        Self(sender)
    }

    pub(super) async fn flush(&self) {
        let (done, answer) = oneshot::channel();
        if self.0.send(Job::Flush(done)).await.is_ok() {
            // A writer that is gone has nothing left to write.
            let _ = answer.await;
        }
    }
}

async fn run(pool: SqlitePool, mut jobs: mpsc::Receiver<Job>) {
    let mut batch = Vec::with_capacity(BATCH);
    while jobs.recv_many(&mut batch, BATCH).await > 0 {
        let mut records = Vec::new();
        let mut answers = Vec::new();
        let mut flushed = Vec::new();
        for job in batch.drain(..) {
            match job {
                Job::Commit(record, answer) => {
                    records.push(record);
                    answers.push(answer);
                }
                Job::Flush(answer) => flushed.push(answer),
            }
        }
        // One bad record must not take its neighbours along.
        if records.len() > 1 && store(&pool, &records).await.is_err() {
            for (record, answer) in records.iter().zip(answers) {
                let result = store(&pool, std::slice::from_ref(record)).await;
                let _ = answer.send(result.map_err(|error| error.to_string()));
            }
        } else {
            let result = match records.len() {
                1 => store(&pool, &records).await.map_err(|error| error.to_string()),
                _ => Ok(()),
            };
            for answer in answers {
                let _ = answer.send(result.clone());
            }
        }
        for answer in flushed {
            let _ = answer.send(());
        }
    }
}

async fn store(pool: &SqlitePool, records: &[Box<Record>]) -> sqlx::Result<()> {
    let mut transaction = pool.begin_with("begin immediate").await?;
    for record in records {
        store_one(&mut transaction, record).await?;
    }
    transaction.commit().await
}

async fn store_one(transaction: &mut Transaction<'_, Sqlite>, record: &Record) -> sqlx::Result<()> {
    let sid = &record.execution_sid;
    let (snapshot, is_active) = record.snapshot.clone().unwrap_or_default();
    let status = if is_active { "active" } else { "ended" };
    if let Some(begin) = &record.begin {
        sqlx::query(
            "insert into executions (sid, call_sid, flow_sid, revision, contact_address,
                                     flow_address, clock, status, snapshot, created_at)
             values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(sid)
        .bind(&begin.call_sid)
        .bind(&begin.flow_sid)
        .bind(begin.revision)
        .bind(&begin.contact_address)
        .bind(&begin.flow_address)
        .bind(&begin.clock)
        .bind(status)
        .bind(&snapshot)
        .bind(record.now)
        .execute(&mut **transaction)
        .await?;
    } else if record.snapshot.is_some() {
        sqlx::query("update executions set status = ?, snapshot = ?, updated_at = ? where sid = ?")
            .bind(status)
            .bind(&snapshot)
            .bind(record.now)
            .bind(sid)
            .execute(&mut **transaction)
            .await?;
    }
    if let Some((seq, event)) = &record.event {
        sqlx::query("insert into events (execution_sid, seq, event) values (?, ?, ?)")
            .bind(sid)
            .bind(seq)
            .bind(event)
            .execute(&mut **transaction)
            .await?;
    }
    for step in &record.steps {
        sqlx::query(
            "insert into steps (execution_sid, seq, sid, event_seq, name, left_state, next_state,
                                kind, taken_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(sid)
        .bind(step.seq)
        .bind(&step.sid)
        .bind(step.event_seq)
        .bind(&step.name)
        .bind(&step.left_state)
        .bind(&step.next_state)
        .bind(&step.kind)
        .bind(step.taken_at)
        .execute(&mut **transaction)
        .await?;
    }
    for (seq, entry) in &record.entries {
        sqlx::query("insert into call_log (execution_sid, seq, entry) values (?, ?, ?)")
            .bind(sid)
            .bind(seq)
            .bind(entry)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}
