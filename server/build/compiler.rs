//! The compiler that knows WebAssembly, and what it is asked to do.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const TARGET: &str = "wasm32-unknown-unknown";
/// Debian's compiler; `server/build/wasm-target.sh` adds the target's libraries to it.
const DEBIAN: (&str, &str) = ("/usr/bin/cargo", "/usr/bin/rustc");

/// Compiles `app` and returns its module.
pub(crate) fn build(root: &Path, out: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let (cargo, rustc) = find()?;
    // The profile of the outer build decides how long the inner one may take.
    let profile = if env::var("PROFILE")? == "release" { "wasm" } else { "wasm-dev" };
    // In the outer target folder: debug and release builds share it, and it outlives this build.
    let target = out.ancestors().nth(4).unwrap_or(out).join("app");
    let mut command = Command::new(&cargo);
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        let is_outer = ["CARGO", "RUST"].iter().any(|prefix| name.starts_with(prefix));
        if is_outer && !matches!(&*name, "CARGO_HOME" | "RUSTUP_HOME" | "CARGO_NET_OFFLINE") {
            command.env_remove(&*name);
        }
    }
    let status = command
        .env("RUSTC", &rustc)
        // Views behind pointers instead of one type for each: a tenth smaller to load. A little
        // more inlining than `opt-level = "z"` does: browsers compile each function when it is
        // first called, and a sixth fewer are, for two percent more to load.
        .env("RUSTFLAGS", "--cfg erase_components -Cllvm-args=-inline-threshold=20")
        .current_dir(root)
        .args(["build", "--locked", "--package", "app", "--lib", "--target", TARGET])
        .args(["--profile", profile, "--target-dir"])
        .arg(&target)
        .status()
        .map_err(|error| format!("`{}` cannot be started: {error}", cargo.display()))?;
    if !status.success() {
        return Err(format!("`app` could not be compiled for {TARGET}").into());
    }
    Ok(target.join(TARGET).join(profile).join("app.wasm"))
}

/// The first compiler that has the target: the one that builds the server, else Debian's.
fn find() -> Result<(PathBuf, PathBuf), Box<dyn Error>> {
    let own = (PathBuf::from(env::var("CARGO")?), PathBuf::from(env::var("RUSTC")?));
    let debian = (PathBuf::from(DEBIAN.0), PathBuf::from(DEBIAN.1));
    for (cargo, rustc) in [own, debian] {
        if cargo.exists() && has_target(&rustc) {
            return Ok((cargo, rustc));
        }
    }
    Err(format!(
        "no compiler here knows {TARGET}: run `make setup`, or `rustup target add {TARGET}`; \
         SWITCHBOARD_SKIP_APP=1 builds the server without its pages"
    )
    .into())
}

fn has_target(rustc: &Path) -> bool {
    let asked = Command::new(rustc)
        .args(["--print", "target-libdir", "--target", TARGET])
        .env_remove("RUSTC_WRAPPER")
        .output();
    let Ok(answer) = asked else { return false };
    let folder = PathBuf::from(String::from_utf8_lossy(&answer.stdout).trim());
    let libraries = fs::read_dir(folder).into_iter().flatten().flatten();
    answer.status.success()
        && libraries.map(|file| file.file_name()).any(|name| {
            name.to_string_lossy().starts_with("libstd-")
                && name.to_string_lossy().ends_with(".rlib")
        })
}
