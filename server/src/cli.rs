//! The command line: one file a command.

mod call;
mod diff;
mod merge;
mod serve;
mod source;
mod typed;
mod validate;

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::agent;
use crate::config::Settings;

/// What a server logs: not each of its own files at every start.
const SERVING: &str = "info,memory_serve=warn";

/// Build Twilio Studio flows and call them on this machine.
#[derive(Debug, Parser)]
#[command(
    name = "switchboard",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "\
Example:
  switchboard                      opens the editor's server at http://127.0.0.1:4000
  switchboard call flow.json       calls a flow in this terminal"
)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the editor, the API and calls (this is what no command does)
    Serve(Serve),
    /// Tell what is wrong with flows
    Validate(validate::Validate),
    /// Tell what changed between two flows
    Diff(diff::DiffFiles),
    /// Bring two versions of a flow together; also git's merge driver
    Merge(merge::MergeFiles),
    /// Call a flow from this terminal
    Call(call::CallFile),
    /// Serve the demo relay agent alone, until it is stopped
    Agent(Agent),
}

/// The settings of `serve`, whichever way it is called.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  switchboard serve --listen 127.0.0.1:5000 \\
      --relay-map wss://agent.example.com/relay=ws://127.0.0.1:8080/relay")]
struct Serve {
    #[command(flatten)]
    settings: Settings,
}

/// The settings of `agent`.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  switchboard agent --listen 127.0.0.1:8080")]
struct Agent {
    /// Where to listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

impl Cli {
    /// Does what was asked, and gives the exit code.
    pub fn run(self) -> ExitCode {
        let done = match self.command {
            Some(Command::Validate(validate)) => validate.run(),
            Some(Command::Diff(diff)) => block_on("off", diff.run()),
            Some(Command::Merge(merge)) => merge.run(),
            Some(Command::Call(call)) => block_on("off", call.run()),
            Some(Command::Serve(Serve { settings })) => block_on(SERVING, serve::run(settings)),
            Some(Command::Agent(Agent { listen })) => block_on("info", async move {
                agent::run(listen).await?;
                Ok(ExitCode::SUCCESS)
            }),
            None => block_on(SERVING, serve::run(self.serve.settings)),
        };
        done.unwrap_or_else(|error| {
            eprintln!("switchboard: {error:#}");
            ExitCode::from(2)
        })
    }
}

/// Runs a command that waits for things, with logs at `level` unless `RUST_LOG` says otherwise.
fn block_on(
    level: &str,
    command: impl Future<Output = anyhow::Result<ExitCode>>,
) -> anyhow::Result<ExitCode> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(command);
    // A line that is still awaited from the terminal must not keep the program.
    runtime.shutdown_background();
    done
}
