//! The references that do not come with the product, for tests that use them where they are.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may"
)]

use std::path::{Path, PathBuf};
use std::{env, fs};

/// The folder of the references: where `SWITCHBOARD_REFERENCE` says, or beside the repository.
pub fn folder() -> Option<PathBuf> {
    let named = env::var_os("SWITCHBOARD_REFERENCE").map(PathBuf::from);
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let beside = manifest.ancestors().map(|folder| folder.join("shared/reference"));
    named.into_iter().chain(beside).find(|folder| folder.is_dir())
}

/// The files of real exports; says so where there are none.
pub fn real_flows() -> Option<Vec<PathBuf>> {
    let folder = folder().map(|folder| folder.join("studio/flows")).filter(|it| it.is_dir());
    if folder.is_none() {
        println!("skipped: there are no real exports beside the repository");
    }
    folder.map(|folder| flows_in(&folder))
}

/// The flows of a folder, by name.
pub fn flows_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        entries.filter(|file| file.extension().is_some_and(|it| it == "json")).collect();
    files.sort();
    files
}
