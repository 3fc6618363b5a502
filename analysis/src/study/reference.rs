//! The reference traces, read from the data folder and verified.

use anyhow::{Context, Result};
use stable_sgd::reference::{CHALLENGING, LANGUAGE_PYTHON2, LANGUAGE_PYTHON3, ReferenceFile, Trace};
use std::path::{Path, PathBuf};

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
    /// Reads and verifies the traces under `data`, or, where that is `None`,
    /// under the `data` folder of the current directory or of the checkout that
    /// this program was built from.
    ///
    /// # Errors
    /// Where a file is missing or its digest is not the recorded one.
    pub fn load(data: Option<&Path>) -> Result<Self> {
        let folder = data.map_or_else(default_folder, Path::to_owned);
        let read = |file: ReferenceFile| -> Result<Trace> {
            let path = folder.join("reference").join(file.name);
            let place = || format!("reference file {}", path.display());
            let bytes = std::fs::read(&path)
                .with_context(|| {
                    format!(
                        "restore it from the repository, or name the data folder with --data (expected SHA-256 {})",
                        file.sha256
                    )
                })
                .with_context(place)?;
            file.read(&bytes).with_context(place)
        };
        Ok(Self {
            challenging: read(CHALLENGING)?,
            language2: read(LANGUAGE_PYTHON2)?,
            language3: read(LANGUAGE_PYTHON3)?,
        })
    }
}

fn default_folder() -> PathBuf {
    let here = PathBuf::from("data");
    if here.join("reference").is_dir() { here } else { Path::new(env!("CARGO_MANIFEST_DIR")).join("../data") }
}
