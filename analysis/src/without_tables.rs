//! The commands that write tables, in a program that was built without them.

use crate::cli;
use anyhow::Result;
use stable_sgd_analysis::output::Usage;
use std::path::Path;

fn needs_tables<T>(command: &str) -> Result<T> {
    Err(Usage::error(format!(
        "{command} writes tables, and this program was built without them: build it with the feature `tables`, \
         which is on unless --no-default-features is given (cargo install --locked --path analysis)"
    )))
}

/// Everything, into a folder.
pub fn reproduce(_: &Path, _: Option<&Path>, _: Option<bool>) -> Result<()> {
    needs_tables("reproduce")
}

/// The table of the chunks in a folder.
pub fn merge(_: &Path) -> Result<String> {
    needs_tables("merge")
}

/// A sweep.
pub fn sweep(_: &cli::Sweep) -> Result<String> {
    needs_tables("sweep")
}
