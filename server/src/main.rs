//! The command line's entrance.

use std::process::ExitCode;

use clap::Parser;

/// Contexts, logs and templates are many small texts, of which threads free what others made.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::cli::Cli::parse().run()
}
