//! `switchboard validate`.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use flow::Flow;
use flow::validate::{Problem, Severity, is_valid, validate};
use serde_json::{Value, json};

/// Tell what is wrong with flows.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit code: 0 all valid, be there warnings; 1 errors; 2 wrong usage or a file that cannot be read.

Example:
  switchboard validate flows/*.json")]
pub(super) struct Validate {
    /// Flow definitions, as Studio exports them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

impl Validate {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let mut out = std::io::stdout().lock();
        let mut worst = 0;
        let mut reports = Vec::new();
        for file in &self.files {
            let name = file.display().to_string();
            let (code, problems) = check(&std::fs::read(file));
            worst = worst.max(code);
            if self.json {
                reports.push(json!({ "file": name, "valid": code == 0, "problems": problems }));
                continue;
            }
            for problem in &problems {
                let note = if problem.severity == Severity::Warning { "warning: " } else { "" };
                writeln!(out, "{name}: {}: {note}{}", problem.property_path, problem.message)?;
            }
        }
        if self.json {
            writeln!(out, "{:#}", Value::Array(reports))?;
        }
        Ok(ExitCode::from(worst))
    }
}

/// The exit code for one file, and what is wrong with it.
fn check(file: &std::io::Result<Vec<u8>>) -> (u8, Vec<Problem>) {
    let text = match file {
        Ok(bytes) => String::from_utf8_lossy(bytes),
        Err(error) => return (2, vec![Problem::unreadable(format!("cannot be read: {error}"))]),
    };
    match Flow::from_json(&text) {
        Ok(flow) => {
            let problems = validate(&flow);
            (u8::from(!is_valid(&problems)), problems)
        }
        Err(error) => (1, vec![Problem::unreadable(error.to_string())]),
    }
}
