//! Compiles `app` to WebAssembly and hands the page and its files to the embedder, so that
//! `cargo run` is never stale and needs no further tool.
//!
//! With `SWITCHBOARD_SKIP_APP` set the server is built without pages: enough for checks and for
//! tests of the API.

#[path = "build/compiler.rs"]
mod compiler;
#[path = "build/site.rs"]
mod site;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=SWITCHBOARD_SKIP_APP");
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("..").canonicalize()?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let site = out.join("site");
    // What an earlier build left must not be embedded.
    if site.exists() {
        fs::remove_dir_all(&site)?;
    }
    fs::create_dir_all(&site)?;
    let page = if env::var_os("SWITCHBOARD_SKIP_APP").is_some() {
        site::Page::default()
    } else {
        for source in ["app", "flow/Cargo.toml", "flow/src", "style", "Cargo.toml", "Cargo.lock"] {
            println!("cargo::rerun-if-changed={}", root.join(source).display());
        }
        let pack = out.join("pack");
        bind(&compiler::build(&root, &out)?, &pack)?;
        site::lay_out(&root, &pack, &site)?
    };
    fs::write(out.join("page.html"), page.html)?;
    fs::write(out.join("page-script.txt"), page.script)?;
    embed(&site, &out)
}

/// Makes the module that a browser loads, and its glue, from what the compiler gave.
fn bind(module: &Path, pack: &Path) -> Result<(), Box<dyn Error>> {
    if pack.exists() {
        fs::remove_dir_all(pack)?;
    }
    let mut bindgen = Bindgen::new();
    bindgen.input_path(module).out_name("app").typescript(false).omit_default_module_path(true);
    bindgen.remove_name_section(true).remove_producers_section(true);
    Ok(bindgen.web(true)?.generate(pack)?)
}

/// Writes the code that `memory_serve::load!` includes. Its own function for build scripts would
/// have cargo watch the folder that was just written, and so run this script at every build.
fn embed(site: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let label = site.to_string_lossy();
    let files = memory_serve::assets_to_code(&label, site, out, true, |_| {});
    fs::write(out.join("memory_serve_assets.rs"), format!("&[(\"default\", {files})]"))?;
    Ok(())
}
