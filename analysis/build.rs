//! Says which commit the program is built from: `STABLE_SGD_COMMIT`, empty where that is unknown.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What the program is made of, below the repository.
const SOURCES: [&str; 6] = ["src", "analysis", "data", "Cargo.toml", "Cargo.lock", "CITATION.cff"];
/// What follows a commit from which the sources differ.
const CHANGED: &str = ", with changes";

fn main() {
    let package = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let commit = packaged(&package).or_else(|| checked_out(&package)).unwrap_or_default();
    println!("cargo::rustc-env=STABLE_SGD_COMMIT={commit}");
    println!("cargo::rerun-if-changed=build.rs");
}

/// The commit that `cargo package` noted.
fn packaged(package: &Path) -> Option<String> {
    let file = package.join(".cargo_vcs_info.json");
    let noted = std::fs::read_to_string(file).ok()?;
    let (_, after) = noted.split_once("\"sha1\"")?;
    let commit = after.split('"').find(|part| part.len() == 40)?;
    let changed = if noted.contains("\"dirty\": true") { CHANGED } else { "" };
    Some(format!("{commit}{changed}"))
}

/// The commit of the checkout that this package is part of, and whether sources were changed
/// since.
fn checked_out(package: &Path) -> Option<String> {
    let root = package.parent()?;
    // Not that of a repository in which an unpacked package happens to lie.
    if git(root, &["ls-files", "analysis/build.rs"])?.is_empty() {
        return None;
    }
    let commit = git(root, &["rev-parse", "HEAD"])?;
    let log = git(root, &["rev-parse", "--git-path", "logs/HEAD"])?;
    let mut status = vec!["status", "--porcelain", "--"];
    status.extend(SOURCES);
    let changed = if git(root, &status)?.is_empty() { "" } else { CHANGED };
    for watched in SOURCES.into_iter().chain([log.as_str()]) {
        println!("cargo::rerun-if-changed={}", root.join(watched).display());
    }
    Some(commit + changed)
}

/// What git says, in one line; `None` where it is missing or fails.
fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let said = Command::new("git").arg("-C").arg(folder).args(arguments).output().ok()?;
    said.status.success().then(|| String::from_utf8_lossy(&said.stdout).trim().to_owned())
}
