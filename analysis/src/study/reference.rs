//! The reference traces, verified as they are read.

use anyhow::{Context, Result};
use stable_sgd::data;
use stable_sgd::reference::{CHALLENGING, LANGUAGE_PYTHON2, LANGUAGE_PYTHON3, ReferenceFile, Trace};
use std::path::Path;

/// The traces of the published programs.
#[derive(Clone, Debug)]
pub struct Traces {
    /// The challenging experiment.
    pub challenging: Trace,
    /// The language experiment under Python 2.
    pub language2: Trace,
    /// The language experiment under Python 3.
    pub language3: Trace,
}

impl Traces {
    /// Reads and verifies the traces below `folder`, or, where that is `None`, those that
    /// travel with the program.
    ///
    /// # Errors
    /// Where a file is missing or its digest is not the recorded one.
    pub fn load(folder: Option<&Path>) -> Result<Self> {
        let read = |file: ReferenceFile, carried: &[u8]| match folder {
            None => file.read(carried).with_context(|| format!("the trace {} in this program", file.name)),
            Some(folder) => from_folder(file, folder),
        };
        Ok(Self {
            challenging: read(CHALLENGING, data::CHALLENGING)?,
            language2: read(LANGUAGE_PYTHON2, data::LANGUAGE_PYTHON2)?,
            language3: read(LANGUAGE_PYTHON3, data::LANGUAGE_PYTHON3)?,
        })
    }
}

fn from_folder(file: ReferenceFile, folder: &Path) -> Result<Trace> {
    let path = folder.join("reference").join(file.name);
    let place = || format!("reference file {}", path.display());
    let bytes = std::fs::read(&path)
        .with_context(|| {
            format!("restore it from the repository, or leave out --data (expected SHA-256 {})", file.sha256)
        })
        .with_context(place)?;
    file.read(&bytes).with_context(place)
}
