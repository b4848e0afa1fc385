//! The writer of turns: what waits is committed together, so that many executions share one
//! fsync, and rows of one table go in by one statement.

mod insert;

use sqlx::SqlitePool;
use tokio::sync::{mpsc, oneshot};

use super::Db;
use super::executions::StepRow;

/// Turns committed at once.
const BATCH: usize = 256;
/// Turns that may wait.
const QUEUE: usize = 4_096;

/// What one turn leaves in the database, all or nothing.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// The execution's number, from [`Db::new_execution`].
    pub execution: i64,
    /// Set for the first turn.
    pub begin: Option<Begin>,
    /// The event: its number and JSON. None where only the log grew.
    pub event: Option<(i64, String)>,
    /// The steps taken.
    pub steps: Vec<StepRow>,
    /// Set when the execution is over.
    pub end: Option<End>,
    /// What watchers are told: the number of the first entry, and the entries, one a line.
    pub log: Option<(i64, String)>,
    /// In milliseconds.
    pub now: i64,
}

/// A new execution.
#[derive(Debug, Clone)]
pub struct Begin {
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
}

/// The end of an execution.
#[derive(Debug, Clone)]
pub struct End {
    /// Why.
    pub reason: String,
    /// For a fault, what was wrong.
    pub message: Option<String>,
    /// What it knew, as JSON.
    pub context: String,
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
        for (answer, result) in answers.into_iter().zip(store_all(&pool, &records).await) {
            // Whoever does not wait for the answer does not need it.
            let _ = answer.send(result);
        }
        for answer in flushed {
            let _ = answer.send(());
        }
    }
}

/// Stores records together, or, where that fails, one by one: a bad one must not take its
/// neighbours along.
async fn store_all(pool: &SqlitePool, records: &[Box<Record>]) -> Vec<Result<(), String>> {
    let together = store(pool, records).await.map_err(|error| error.to_string());
    if together.is_ok() || records.len() < 2 {
        return vec![together; records.len()];
    }
    let mut results = Vec::with_capacity(records.len());
    for record in records {
        let result = store(pool, std::slice::from_ref(record)).await;
        results.push(result.map_err(|error| error.to_string()));
    }
    results
}

async fn store(pool: &SqlitePool, records: &[Box<Record>]) -> sqlx::Result<()> {
    if records.is_empty() {
        return Ok(());
    }
    let mut transaction = pool.begin_with("begin immediate").await?;
    insert::executions(&mut transaction, records).await?;
    insert::events(&mut transaction, records).await?;
    insert::steps(&mut transaction, records).await?;
    insert::log(&mut transaction, records).await?;
    insert::ends(&mut transaction, &later_ends(records)).await?;
    transaction.commit().await
}

/// The ends of executions that are stored already; one that ends with its first turn is stored
/// as it ended.
fn later_ends(records: &[Box<Record>]) -> Vec<(&Record, &End)> {
    let later = records.iter().filter(|record| record.begin.is_none());
    later.filter_map(|record| Some((&**record, record.end.as_ref()?))).collect()
}
