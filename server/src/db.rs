//! The database: all SQL is in this module and nothing else is.
//!
//! SQLite in WAL mode, one connection that writes and several that read, so that a reader never
//! waits for a writer. `synchronous = FULL`: in WAL mode `NORMAL` may lose the last commits when
//! the power fails, and a save that was answered has to be on disk. The price, one fsync a
//! commit, is shared by [`turns`], which commits all turns that wait in one transaction.

pub mod executions;
pub mod flow_settings;
pub mod flows;
pub mod notes;
pub mod turns;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

/// Connections that read.
const READERS: u32 = 4;
/// How long a statement waits for another program's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Pages that the log of writes may grow to before they are carried over: 32 MB. A small log is
/// carried over so often that the same pages are written many times.
const CHECKPOINT_PAGES: &str = "8192";

/// The database's connections; cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    /// Any number of connections that only read.
    read: SqlitePool,
    /// The one connection that writes.
    write: SqlitePool,
    turns: turns::Writer,
    /// The number of the next execution.
    next_execution: Arc<AtomicI64>,
}

impl Db {
    /// Opens the file, makes it when it is not there, and brings its tables up to date.
    pub async fn open(file: &Path) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
            .busy_timeout(BUSY_TIMEOUT)
            .foreign_keys(true);
        let write =
            SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        sqlx::migrate!("../migrations").run(&write).await?;
        let read = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.read_only(true))
            .await?;
        let last: i64 = sqlx::query_scalar("select coalesce(max(id), 0) from executions")
            .fetch_one(&read)
            .await?;
        let turns = turns::Writer::start(write.clone());
        let next_execution = Arc::new(AtomicI64::new(last + 1));
        Ok(Self { read, write, turns, next_execution })
    }

    /// A number for an execution that is to be stored.
    pub fn new_execution(&self) -> i64 {
        self.next_execution.fetch_add(1, Ordering::Relaxed)
    }

    /// Writes what is queued and closes the file.
    pub async fn close(&self) {
        self.turns.flush().await;
        self.read.close().await;
        self.write.close().await;
    }
}
