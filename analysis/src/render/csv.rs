//! Comma-separated text.

use super::Render;
use crate::ledger::Ledger;
use anyhow::Result;

/// The ledger's table, with a header.
pub(super) struct Csv;

impl Render for Csv {
    fn render(&self, ledger: &Ledger, _: bool) -> Result<String> {
        Ok(String::from_utf8(ledger.table.csv()?)?)
    }
}
