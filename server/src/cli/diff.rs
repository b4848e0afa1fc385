//! `switchboard diff`.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use flow::diff::Diff;

use super::source::Source;

/// Tell what changed between two flows.
#[derive(Debug, Args)]
#[command(after_help = "\
Compares what flows do: the order of keys and of widgets does not count, nor where widgets stand unless
--layout is given. A widget under a new name is recognised.

Exit code: 0 they mean the same, 1 they differ, 2 wrong usage or a file that cannot be read.

Example:
  switchboard diff before.json after.json
  switchboard diff FWaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@published flow.json")]
pub(super) struct DiffFiles {
    /// A flow definition: a file, FLOW-SID, FLOW-SID@REVISION or FLOW-SID@published
    #[arg(value_name = "A")]
    before: Source,
    /// What it became
    #[arg(value_name = "B")]
    after: Source,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
    /// Tell also where widgets were moved to
    #[arg(long)]
    layout: bool,
    /// Where flows named by their SID are
    #[arg(
        long,
        value_name = "FILE",
        default_value = "switchboard.db",
        env = "SWITCHBOARD_DATABASE"
    )]
    database: PathBuf,
}

impl DiffFiles {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let before = self.before.read(&self.database).await?;
        let after = self.after.read(&self.database).await?;
        let mut diff = Diff::between(&before, &after);
        if !self.layout {
            diff = diff.without_places();
        }
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{:#}", serde_json::to_value(&diff)?)?;
        } else {
            write!(out, "{diff}")?;
        }
        Ok(ExitCode::from(u8::from(!diff.is_empty())))
    }
}
