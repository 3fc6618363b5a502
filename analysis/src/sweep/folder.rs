//! The folder of a sweep: its plan, its chunks, and which of them are finished.

use super::engine::Columns;
use super::plan::Plan;
use crate::frame;
use crate::output::{self, Usage};
use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use serde_json::{Value as Json, json};
use stable_sgd::scalar::fingerprint;
use std::path::{Path, PathBuf};

/// The version of the folder's layout and of what a chunk computes.
const SCHEMA: u64 = 3;

/// The table of a sweep in the folder `path`.
pub(super) fn table(path: &Path, plan: &Plan) -> PathBuf {
    path.join(format!("{}.parquet", plan.name))
}

/// What says of which plan the table in `path` is, and with which bytes.
fn table_seal(path: &Path, plan: &Plan) -> PathBuf {
    path.join(format!("{}.seal.json", plan.name))
}

fn sealed_table_as(plan: &Plan, sha256: &str) -> Json {
    json!({
        "schema": SCHEMA,
        "version": env!("CARGO_PKG_VERSION"),
        "plan": plan.digest(),
        "elementary_functions": format!("{:016x}", fingerprint()),
        "sha256": sha256,
    })
}

/// Seals the table of `plan` in the folder `path`, whose bytes have this digest.
///
/// # Errors
/// Where the seal cannot be written.
pub(super) fn seal_table(path: &Path, plan: &Plan, sha256: &str) -> Result<()> {
    let seal = sealed_table_as(plan, sha256);
    output::write(&table_seal(path, plan), format!("{seal:#}\n").as_bytes())
}

/// The digest of the table of `plan` in the folder `path`, by its seal; `None` as [`sealed_table`].
///
/// # Errors
/// Where the seal cannot be read.
pub(super) fn sealed_digest(path: &Path, plan: &Plan) -> Result<Option<String>> {
    let Some(found) = read_json(&table_seal(path, plan))? else { return Ok(None) };
    let digest = found["sha256"].as_str().unwrap_or_default();
    Ok((found == sealed_table_as(plan, digest)).then(|| digest.to_owned()))
}

/// The bytes of the table of `plan` in the folder `path`; `None` where there is none, or it is that
/// of another plan or version, or was computed with other elementary functions.
///
/// # Errors
/// Where it cannot be read, or was altered after it was sealed.
pub(super) fn sealed_table(path: &Path, plan: &Plan) -> Result<Option<Vec<u8>>> {
    let Some(digest) = sealed_digest(path, plan)? else { return Ok(None) };
    let table = table(path, plan);
    let bytes = std::fs::read(&table).with_context(|| format!("cannot read {}", table.display()))?;
    if output::sha256(&bytes) != digest {
        bail!(
            "{} was altered or truncated after it was written: delete it and {}, and run the sweep again",
            table.display(),
            table_seal(path, plan).display()
        );
    }
    Ok(Some(bytes))
}

/// A folder that belongs to one plan.
pub struct Folder {
    path: PathBuf,
    digest: String,
}

impl Folder {
    /// The folder `path` for `plan`: made where it is missing.
    ///
    /// # Errors
    /// Where it is another plan's or version's, or cannot be written.
    pub fn open(path: &Path, plan: &Plan) -> Result<Self> {
        if path.exists() && !path.is_dir() {
            return Err(Usage::error(format!("--out {} is a file: name a folder", path.display())));
        }
        let remedy = || format!("cannot write into {}: choose another folder with --out", path.display());
        std::fs::create_dir_all(path.join("chunks")).with_context(remedy)?;
        let folder = Self { path: path.to_owned(), digest: plan.digest() };
        let expected = manifest(plan);
        match read_json(&path.join("sweep.json"))? {
            Some(found) if found != expected => {
                return Err(Usage::error(format!(
                    "{} is the folder of another sweep or version: expected {expected}, found {found}; name another folder with --out",
                    path.display()
                )));
            }
            Some(_) => {}
            None => {
                output::write(&path.join("plan.toml"), plan.text.as_bytes())?;
                output::write(&path.join("sweep.json"), format!("{expected:#}\n").as_bytes())?;
            }
        }
        Ok(folder)
    }

    /// The folder of a sweep that was begun, and its plan.
    ///
    /// # Errors
    /// Where it is not such a folder, or its plan was altered.
    pub fn reopen(path: &Path) -> Result<(Self, Plan)> {
        let Some(found) = read_json(&path.join("sweep.json"))? else {
            return Err(Usage::error(format!(
                "{} is not the folder of a sweep: there is no sweep.json in it",
                path.display()
            )));
        };
        let text = std::fs::read_to_string(path.join("plan.toml"))
            .with_context(|| format!("the plan of {}", path.display()))?;
        let plan = Plan::parse(&text).with_context(|| format!("{}/plan.toml", path.display()))?;
        let expected = manifest(&plan);
        if found != expected {
            bail!(
                "{}: plan.toml and sweep.json do not belong together (or to this version): expected {expected}, found {found}",
                path.display()
            );
        }
        Ok((Self { path: path.to_owned(), digest: plan.digest() }, plan))
    }

    /// The Parquet file of a chunk.
    pub fn chunk(&self, chunk: u64) -> PathBuf {
        self.path.join("chunks").join(format!("{chunk:06}.parquet"))
    }

    /// What says that a chunk is finished, and with which bytes.
    fn seal(&self, chunk: u64) -> PathBuf {
        self.path.join("chunks").join(format!("{chunk:06}.json"))
    }

    /// Writes a chunk, then its seal.
    ///
    /// # Errors
    /// Where it cannot be written; finished chunks are untouched.
    pub fn write(&self, chunk: u64, rows: &Columns) -> Result<()> {
        let bytes = frame::parquet(&mut frame::of("of the chunk", rows.iter())?)?;
        output::write(&self.chunk(chunk), &bytes)?;
        let seal = self.sealed(chunk, &bytes);
        output::write(&self.seal(chunk), format!("{seal:#}\n").as_bytes())
    }

    fn sealed(&self, chunk: u64, bytes: &[u8]) -> Json {
        json!({ "schema": SCHEMA, "version": env!("CARGO_PKG_VERSION"), "plan": self.digest, "chunk": chunk, "sha256": output::sha256(bytes) })
    }

    /// Those of `chunks` that are finished, in order.
    ///
    /// # Errors
    /// Where a chunk is another sweep's, or its bytes are not those that were sealed.
    pub fn finished(&self, chunks: &[u64]) -> Result<Vec<u64>> {
        let looked: Vec<_> = chunks.par_iter().map(|chunk| Ok((*chunk, self.bytes(*chunk)?.is_some()))).collect();
        let looked = looked.into_iter().collect::<Result<Vec<_>>>()?;
        Ok(looked.into_iter().filter(|(_, finished)| *finished).map(|(chunk, _)| chunk).collect())
    }

    /// The bytes of a chunk; `None` where it is not finished.
    ///
    /// # Errors
    /// As [`Self::finished`].
    pub fn bytes(&self, chunk: u64) -> Result<Option<Vec<u8>>> {
        let Some(seal) = read_json(&self.seal(chunk))? else { return Ok(None) };
        let file = self.chunk(chunk);
        let remedy = || format!("{}: delete it and its .json, and run the sweep again with --resume", file.display());
        let bytes = std::fs::read(&file).with_context(remedy)?;
        let expected = self.sealed(chunk, &bytes);
        if seal != expected {
            let what =
                ["plan", "version", "schema", "chunk", "sha256"].into_iter().find(|key| seal[key] != expected[key]);
            let what = what.unwrap_or("form");
            let why = if what == "sha256" {
                "it was altered or truncated after it was finished"
            } else {
                "it is another sweep's"
            };
            bail!("{}: {why} ({what} {}, expected {})", remedy(), seal[what], expected[what]);
        }
        Ok(Some(bytes))
    }
}

fn manifest(plan: &Plan) -> Json {
    json!({
        "schema": SCHEMA,
        "version": env!("CARGO_PKG_VERSION"),
        "name": plan.name,
        "plan": plan.digest(),
        "runs": plan.runs(),
        "chunk_runs": plan.chunk_runs(),
        "chunks": plan.chunks(),
    })
}

/// A JSON file; `None` where there is none.
fn read_json(path: &Path) -> Result<Option<Json>> {
    let text = match std::fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        text => text.with_context(|| format!("cannot read {}", path.display()))?,
    };
    let parsed = serde_json::from_str(&text);
    parsed.map(Some).with_context(|| {
        format!("{} is truncated or altered: delete it, and run the sweep again with --resume", path.display())
    })
}
