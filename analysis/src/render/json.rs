//! JSON: an object a line.

use super::Render;
use crate::ledger::Ledger;
use anyhow::Result;

/// Each line as an object, as serde derives it.
pub(super) struct Json;

impl Render for Json {
    fn render(&self, ledger: &Ledger, _: bool) -> Result<String> {
        ledger.lines.iter().map(|line| Ok(format!("{}\n", serde_json::to_string(line)?))).collect()
    }
}
