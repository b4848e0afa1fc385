//! The files of the site: everything but the page under one folder that is named after their
//! contents, so that browsers may keep them for good.

use std::error::Error;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::{fs, io};

use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha256};

/// The page that loads the editor; empty for a server without it.
#[derive(Default)]
pub(crate) struct Page {
    /// The document.
    pub(crate) html: String,
    /// What its policy has to allow: the one script that stands in it, by its hash.
    pub(crate) script: String,
}

/// Lays the files out under `site/assets/<hash>` and returns the page that loads them.
pub(crate) fn lay_out(root: &Path, pack: &Path, site: &Path) -> Result<Page, Box<dyn Error>> {
    let staged = site.join("assets").join("staged");
    copy(pack, &staged)?;
    copy(&root.join("app/static"), &staged)?;
    fs::write(staged.join("main.css"), style(&root.join("style"))?)?;
    let page = fs::read_to_string(root.join("app/index.html"))?;
    let hash = hash(&staged)?;
    let assets = format!("/assets/{hash}");
    fs::rename(&staged, site.join("assets").join(&hash))?;
    let start = fs::read_to_string(root.join("app/start.js"))?.replace("{assets}", &assets);
    let script = format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(&start)));
    let html = page.replace("{assets}", &assets).replace("{start}", &start);
    Ok(Page { html, script })
}

/// `main.css` with the files it imports in place of its imports.
fn style(folder: &Path) -> Result<String, Box<dyn Error>> {
    let main = fs::read_to_string(folder.join("main.css"))?;
    let mut style = String::new();
    for line in main.lines() {
        match line.strip_prefix("@import \"").and_then(|rest| rest.strip_suffix("\";")) {
            Some(file) => style.push_str(&fs::read_to_string(folder.join(file))?),
            None => style.push_str(line),
        }
        style.push('\n');
    }
    Ok(style)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// A name for these contents; other contents have another one.
fn hash(folder: &Path) -> io::Result<String> {
    let mut hasher = DefaultHasher::new();
    feed(folder, &mut hasher)?;
    Ok(format!("{:016x}", hasher.finish()))
}

fn feed(folder: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        entry.file_name().hash(hasher);
        if entry.file_type()?.is_dir() {
            feed(&entry.path(), hasher)?;
        } else {
            fs::read(entry.path())?.hash(hasher);
        }
    }
    Ok(())
}
