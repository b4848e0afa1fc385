//! Many rows by one statement. A statement is prepared once for each number of rows, so rows go
//! in by a few fixed numbers of them.

use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Sqlite, Transaction};

use super::super::executions::StepRow;
use super::{End, Record};

/// Rows of one statement, largest first.
const SIZES: [usize; 4] = [64, 16, 4, 1];

type Bound<'q> = Query<'q, Sqlite, SqliteArguments>;

/// A statement round its rows of values.
struct Statement {
    before: &'static str,
    /// One row's values.
    row: &'static str,
    after: &'static str,
}

pub(super) async fn executions(
    transaction: &mut Transaction<'_, Sqlite>,
    records: &[Box<Record>],
) -> sqlx::Result<()> {
    let rows: Vec<_> =
        records.iter().filter_map(|record| Some((record, record.begin.as_ref()?))).collect();
    let statement = Statement {
        before: "insert into executions (id, sid, initiated_by, call_sid, flow_sid, revision,
            contact_address, flow_address, clock, status, end_reason, end_message, context,
            created_at, updated_at) values ",
        row: "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        after: "",
    };
    statement
        .run(transaction, &rows, |query, (record, begin)| {
            let end = record.end.as_ref();
            query
                .bind(record.execution)
                .bind(begin.sid.clone())
                .bind(begin.initiated_by.clone())
                .bind(begin.call_sid.clone())
                .bind(begin.flow_sid.clone())
                .bind(begin.revision)
                .bind(begin.contact_address.clone())
                .bind(begin.flow_address.clone())
                .bind(begin.clock.clone())
                .bind(if end.is_some() { "ended" } else { "active" })
                .bind(end.map(|end| end.reason.clone()))
                .bind(end.and_then(|end| end.message.clone()))
                .bind(end.map(|end| end.context.clone()))
                .bind(record.now)
                .bind(end.map(|_| record.now))
        })
        .await
}

pub(super) async fn events(
    transaction: &mut Transaction<'_, Sqlite>,
    records: &[Box<Record>],
) -> sqlx::Result<()> {
    let rows: Vec<_> = records
        .iter()
        .filter_map(|record| Some((record.execution, record.event.as_ref()?)))
        .collect();
    let statement = Statement {
        before: "insert into events (execution_id, seq, event) values ",
        row: "(?,?,?)",
        after: "",
    };
    statement
        .run(transaction, &rows, |query, (execution, (seq, event))| {
            query.bind(*execution).bind(*seq).bind(event.clone())
        })
        .await
}

pub(super) async fn steps(
    transaction: &mut Transaction<'_, Sqlite>,
    records: &[Box<Record>],
) -> sqlx::Result<()> {
    let rows: Vec<(i64, &StepRow)> = records
        .iter()
        .flat_map(|record| record.steps.iter().map(|step| (record.execution, step)))
        .collect();
    let statement = Statement {
        before: "insert into steps (execution_id, seq, sid, parent_sid, event_seq, name,
            left_state, next_state, kind, why, taken_at) values ",
        row: "(?,?,?,?,?,?,?,?,?,?,?)",
        after: "",
    };
    statement
        .run(transaction, &rows, |query, (execution, step)| {
            query
                .bind(*execution)
                .bind(step.seq)
                .bind(step.sid.clone())
                .bind(step.parent_sid.clone())
                .bind(step.event_seq)
                .bind(step.name.clone())
                .bind(step.left_state.clone())
                .bind(step.next_state.clone())
                .bind(step.kind.clone())
                .bind(step.why.clone())
                .bind(step.taken_at)
        })
        .await
}

pub(super) async fn log(
    transaction: &mut Transaction<'_, Sqlite>,
    records: &[Box<Record>],
) -> sqlx::Result<()> {
    let rows: Vec<_> = records
        .iter()
        .filter_map(|record| Some((record.execution, record.log.as_ref()?)))
        .collect();
    let statement = Statement {
        before: "insert into log (execution_id, seq, entries) values ",
        row: "(?,?,?)",
        after: "",
    };
    statement
        .run(transaction, &rows, |query, (execution, (seq, entries))| {
            query.bind(*execution).bind(*seq).bind(entries.clone())
        })
        .await
}

pub(super) async fn ends(
    transaction: &mut Transaction<'_, Sqlite>,
    rows: &[(&Record, &End)],
) -> sqlx::Result<()> {
    let statement = Statement {
        before: "with ended (id, reason, message, context, at) as (values ",
        row: "(?,?,?,?,?)",
        after: ") update executions set status = 'ended', end_reason = reason,
                 end_message = message, context = ended.context, updated_at = at
            from ended where executions.id = ended.id",
    };
    statement
        .run(transaction, rows, |query, (record, end)| {
            query
                .bind(record.execution)
                .bind(end.reason.clone())
                .bind(end.message.clone())
                .bind(end.context.clone())
                .bind(record.now)
        })
        .await
}

impl Statement {
    async fn run<T>(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        mut rows: &[T],
        bind: impl for<'q> Fn(Bound<'q>, &T) -> Bound<'q>,
    ) -> sqlx::Result<()> {
        for size in SIZES {
            while rows.len() >= size {
                let (chunk, rest) = rows.split_at(size);
                rows = rest;
                let query = sqlx::query(sqlx::AssertSqlSafe(self.text(size)));
                chunk.iter().fold(query, &bind).execute(&mut **transaction).await?;
            }
        }
        Ok(())
    }

    fn text(&self, size: usize) -> String {
        let rows = vec![self.row; size].join(",");
        format!("{}{rows}{}", self.before, self.after)
    }
}
