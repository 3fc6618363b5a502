//! All chunks of a sweep, in one table.

use super::folder::{Folder, seal_table, table};
use crate::output;
use anyhow::{Context, Result, bail};
use polars::prelude::{ParquetReader, ParquetWriter, SerReader};
use rayon::prelude::*;
use std::io::Cursor;
use std::path::Path;

/// About how many runs are a group of rows in the table, which is whole in memory.
const GROUP_RUNS: u64 = 65_536;
/// How many missing chunks are named.
const NAMED: usize = 10;

/// Writes the table of the sweep in `path`, chunk by chunk in their order; returns what was
/// written.
///
/// # Errors
/// Where a chunk is missing, another sweep's or altered: then no table is written.
pub fn merge(path: &Path) -> Result<String> {
    let (folder, plan) = Folder::reopen(path)?;
    let all: Vec<u64> = (0..plan.chunks()).collect();
    let finished = folder.finished(&all)?;
    let missing: Vec<String> =
        all.iter().filter(|chunk| finished.binary_search(chunk).is_err()).map(u64::to_string).collect();
    if !missing.is_empty() {
        let more = if missing.len() > NAMED { ", …" } else { "" };
        bail!(
            "{}: {} of {} chunks are missing ({}{more}; shard I of N has those of which I is the rest by N): run the missing shards, with --resume those that were interrupted",
            path.display(),
            missing.len(),
            all.len(),
            missing[..missing.len().min(NAMED)].join(", ")
        );
    }
    let table = table(path, &plan);
    let digest = output::write_with(&table, |file| {
        let rows = |chunk: &u64| {
            let bytes = folder.bytes(*chunk)?.with_context(|| format!("chunk {chunk} has gone"))?;
            anyhow::Ok(ParquetReader::new(Cursor::new(bytes)).finish()?)
        };
        let mut writer = ParquetWriter::new(file).set_parallel(false).batched(rows(&0)?.schema())?;
        for group in all.chunks((GROUP_RUNS / plan.chunk_runs()).max(1) as usize) {
            let mut read = group.par_iter().map(rows).collect::<Vec<_>>().into_iter();
            let first = read.next().context("a group of no chunks")??;
            let mut joined = read.try_fold(first, |mut joined, next| {
                joined.vstack_mut_owned(next?)?;
                anyhow::Ok(joined)
            })?;
            joined.rechunk_mut();
            writer.write_batch(&joined)?;
        }
        writer.finish()?;
        Ok(())
    })?;
    seal_table(path, &plan, &digest)?;
    output::clear_partial(&path.join("chunks"))?;
    Ok(format!("{}: {} runs, SHA-256 {digest}\n", table.display(), plan.runs()))
}
