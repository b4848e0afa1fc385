//! `switchboard merge`.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use flow::merge::merge;
use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{PrettyFormatter, Serializer};

use super::source::{parse, read_file, text_of};

/// Bring two versions of a flow together.
#[derive(Debug, Args)]
#[command(after_help = "\
Merges by widget, setting and transition. The result is always a flow; where both sides changed the same
thing it keeps ours, and each such place is a line on standard error.

Exit code: 0 merged, 1 merged with conflicts, 2 wrong usage or a file that cannot be read.

As git's merge driver for flows, once for each clone:
  git config merge.switchboard.driver 'switchboard merge %O %A %B --output %A'
  echo 'flows/*.json merge=switchboard' >> .gitattributes")]
pub(super) struct MergeFiles {
    /// The flow both versions began as
    base: PathBuf,
    /// Our version
    ours: PathBuf,
    /// Their version
    theirs: PathBuf,
    /// Write the result here, not to standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl MergeFiles {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let text = text_of(&self.ours)?;
        let ours = parse(&text, &self.ours)?;
        let merged = merge(&read_file(&self.base)?, &ours, &read_file(&self.theirs)?);
        let text = printed_like(&merged.flow.to_value(), &text)?;
        match &self.output {
            Some(file) => std::fs::write(file, text)
                .with_context(|| format!("{} cannot be written", file.display()))?,
            None => write!(std::io::stdout().lock(), "{text}")?,
        }
        for conflict in &merged.conflicts {
            eprintln!("{conflict}");
        }
        Ok(ExitCode::from(u8::from(!merged.conflicts.is_empty())))
    }
}

/// The value as text, with the blanks and the end of a text that was there before, so that git
/// shows as changed what changed.
fn printed_like(value: &Value, before: &str) -> anyhow::Result<String> {
    let before = before.trim_start_matches('\u{feff}').trim_start();
    let end = &before[before.trim_end().len()..];
    let mut text = match before.strip_prefix('{').map(|rest| rest.trim_start_matches('\r')) {
        Some(rest) if rest.starts_with('\n') => {
            let line = rest.trim_start_matches(['\r', '\n']);
            let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
            let mut bytes = Vec::new();
            let indent = PrettyFormatter::with_indent(&line.as_bytes()[..blanks]);
            value.serialize(&mut Serializer::with_formatter(&mut bytes, indent))?;
            String::from_utf8(bytes)?
        }
        _ => value.to_string(),
    };
    text.push_str(end);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::printed_like;

    #[test]
    fn a_result_is_printed_as_the_file_was() {
        let value = json!({ "states": [], "a": { "b": 1 } });
        for text in [
            "{\"states\":[],\"a\":{\"b\":1}}\n",
            "{\n  \"states\": [],\n  \"a\": {\n    \"b\": 1\n  }\n}\n",
            "{\n\t\"states\": [],\n\t\"a\": {\n\t\t\"b\": 1\n\t}\n}",
        ] {
            assert_eq!(printed_like(&value, text).unwrap(), text);
        }
    }
}
