//! Where a command finds a definition: a file, or a flow of the database.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use flow::Flow;
use flow::sid::FlowSid;

use crate::db::{self, Db};

/// Reads the definition in a file.
pub(super) fn read_file(file: &Path) -> anyhow::Result<Flow> {
    parse(&text_of(file)?, file)
}

/// The text of a file.
pub(super) fn text_of(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))
}

/// The definition in a file's text.
pub(super) fn parse(text: &str, file: &Path) -> anyhow::Result<Flow> {
    Flow::from_json(text).with_context(|| file.display().to_string())
}

/// A file; or, where there is none of that name, `FLOW-SID` or `FLOW-SID@revision`.
#[derive(Debug, Clone)]
pub(super) struct Source(String);

impl std::str::FromStr for Source {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl Source {
    /// Reads it, from the `database` if it is no file.
    pub(super) async fn read(&self, database: &Path) -> anyhow::Result<Flow> {
        let file = PathBuf::from(&self.0);
        let (sid, revision) = self.0.split_once('@').unwrap_or((&self.0, ""));
        match sid.parse::<FlowSid>() {
            Ok(sid) if !file.exists() => self.read_stored(&sid, revision, database).await,
            _ => read_file(&file),
        }
    }

    async fn read_stored(
        &self,
        sid: &FlowSid,
        revision: &str,
        database: &Path,
    ) -> anyhow::Result<Flow> {
        // Opening would make it.
        if !database.is_file() {
            bail!("{}: there is no database {}; name it by --database", self.0, database.display());
        }
        let db = Db::open(database).await.with_context(|| database.display().to_string())?;
        let found = match revision {
            "" => db::flows::latest(&db, sid).await,
            "published" => db::flows::latest_published(&db, sid).await,
            number => {
                let number = number
                    .parse()
                    .with_context(|| format!("{}: `{number}` is no revision", self.0))?;
                db::flows::revision(&db, sid, number).await
            }
        };
        db.close().await;
        let found = found?.with_context(|| format!("{}: there is no such flow", self.0))?;
        parse(&found.definition, Path::new(&self.0))
    }
}
