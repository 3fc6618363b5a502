//! Files that are either the old ones or the new ones, and one way to fail.

mod destination;

use anyhow::{Context, Result};
use destination::{Destination, folder_of};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A mistake in what the user asked for: exit status 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Usage(pub String);

impl Usage {
    /// An error with this text.
    pub fn error(text: impl Into<String>) -> anyhow::Error {
        Self(text.into()).into()
    }
}

/// How unfinished files are called until they are renamed.
const PARTIAL: &str = ".stable-sgd-partial-";

/// Writes `bytes` to `path`: beside it first, then renamed over it, so that a
/// run that is killed leaves the old file or the new one. A link is followed; a pipe, a
/// terminal, and the file that standard output goes to, are written into.
///
/// # Errors
/// Where the folder cannot be written or the disk is full, or `path` is neither a file nor a
/// pipe; names the path.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    write_with(path, |file| Ok(file.write_all(bytes)?)).map(|_| ())
}

/// As [`write()`], with what `content` writes, which need not fit into memory; returns its
/// SHA-256, in hexadecimal.
///
/// # Errors
/// As [`write()`], or that of `content`.
pub fn write_with(path: &Path, content: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<String> {
    let file = path.display();
    let remedy = || format!("cannot write {file}: choose another place");
    match Destination::of(path)? {
        Destination::File(place) => replace(&place, content).with_context(|| {
            format!("cannot write {file}: make room, or choose another place; what stood there before is untouched")
        }),
        Destination::Pipe(pipe) => {
            let pipe = fs::OpenOptions::new().write(true).open(pipe).with_context(remedy)?;
            digested(pipe, content).with_context(remedy)
        }
        Destination::Standard(stream) => match digested(stream, content) {
            Err(error) if error.chain().filter_map(|cause| cause.downcast_ref()).any(gone) => std::process::exit(0),
            written => written.with_context(remedy),
        },
    }
}

/// Writes what `content` writes beside `place`, and renames it; returns its SHA-256.
fn replace(place: &Path, content: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<String> {
    let partial = tempfile::Builder::new().prefix(PARTIAL).tempfile_in(folder_of(place))?;
    let digest = digested(partial.as_file(), content)?;
    partial.as_file().sync_all()?;
    readable_by_all(partial.path())?;
    partial.persist(place).map_err(|error| error.error)?;
    Ok(digest)
}

/// Writes what `content` writes into `file`; returns its SHA-256.
fn digested(file: impl Write, content: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<String> {
    let mut digested = Digested { writer: BufWriter::new(file), digest: Sha256::new() };
    content(&mut digested)?;
    digested.flush()?;
    Ok(hexadecimal(&digested.digest.finalize()))
}

/// The SHA-256 of `bytes`, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Clears away what killed runs left unfinished in `folder`; nobody may be writing there.
///
/// # Errors
/// Where the folder cannot be read or written.
pub fn clear_partial(folder: &Path) -> Result<()> {
    let remedy = || format!("cannot write into {}: choose another folder", folder.display());
    for entry in fs::read_dir(folder).with_context(remedy)?.flatten() {
        if entry.file_name().to_string_lossy().starts_with(PARTIAL) {
            fs::remove_file(entry.path()).with_context(remedy)?;
        }
    }
    Ok(())
}

/// A writer that takes the digest of what goes through it.
struct Digested<W> {
    writer: W,
    digest: Sha256,
}

impl<W: Write> Write for Digested<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.writer.write(bytes)?;
        self.digest.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Whether a file could be written to `path`, before long work is done for it.
///
/// # Errors
/// Where the folder cannot be written, or `path` is neither a file nor a pipe.
pub fn check_writable(path: &Path) -> Result<()> {
    if let Destination::File(place) = Destination::of(path)? {
        let probe = tempfile::Builder::new().prefix(PARTIAL).tempfile_in(folder_of(&place));
        probe.with_context(|| format!("cannot write {}: choose another place", path.display()))?;
    }
    Ok(())
}

/// A temporary file is readable by its owner alone; a result is not secret.
#[cfg(unix)]
fn readable_by_all(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &Path) -> io::Result<()> {
    Ok(())
}

/// A folder for results, with its subfolders, known to be writable.
#[derive(Debug, Clone)]
pub struct OutputFolder(PathBuf);

impl OutputFolder {
    /// Makes the folder and `subfolders` where they are missing, and clears
    /// away what a killed run left unfinished.
    ///
    /// # Errors
    /// Where `path` is a file, or cannot be made or written.
    pub fn prepare(path: &Path, subfolders: &[&str]) -> Result<Self> {
        if path.exists() && !path.is_dir() {
            return Err(Usage::error(format!(
                "{} is a file: name a folder, which is made where it is missing",
                path.display()
            )));
        }
        for folder in subfolders.iter().map(|name| path.join(name)).chain([path.to_owned()]) {
            let remedy = || format!("cannot write into {}: choose another folder", folder.display());
            fs::create_dir_all(&folder).with_context(remedy)?;
            clear_partial(&folder)?;
            tempfile::Builder::new().prefix(PARTIAL).tempfile_in(&folder).with_context(remedy)?;
        }
        Ok(Self(path.to_owned()))
    }

    /// Writes a file below the folder.
    ///
    /// # Errors
    /// As [`write()`].
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        write(&self.0.join(name), bytes)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

/// Whether the reader of what was written has gone away.
fn gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

/// Prints to standard output. A reader that has gone away (`| head`) is no
/// fault of ours and ends the program quietly.
///
/// # Errors
/// Any other failure of standard output.
pub fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if gone(&error) => std::process::exit(0),
        result => result.context("cannot write to standard output"),
    }
}

/// The names in `candidates` that `name` may have meant: those that end in
/// ".name", else the nearest one where it is near enough.
pub fn meant<'a>(name: &str, candidates: &[&'a str]) -> Vec<&'a str> {
    const NEAR_ENOUGH: f64 = 0.5;
    let tail = |candidate: &&&str| candidate.rsplit_once('.').is_some_and(|(_, tail)| tail.eq_ignore_ascii_case(name));
    let tails: Vec<&str> = candidates.iter().filter(tail).copied().collect();
    if !tails.is_empty() {
        return tails;
    }
    let lower = name.to_lowercase();
    let likeness = |candidate: &str| strsim::normalized_damerau_levenshtein(&lower, &candidate.to_lowercase());
    let nearest = candidates.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    nearest.filter(|candidate| likeness(candidate) >= NEAR_ENOUGH).copied().into_iter().collect()
}

/// "unknown WHAT NAME", with what was meant, or all that there is.
pub fn unknown(what: &str, name: &str, candidates: &[&str]) -> anyhow::Error {
    let help = match meant(name, candidates) {
        near if near.is_empty() => format!("there are: {}", candidates.join(", ")),
        near => format!("did you mean {}?", near.join(" or ")),
    };
    Usage::error(format!("unknown {what} {name}: {help}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_no_partial_file_stays() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("x.csv");
        write(&path, b"old").expect("writable");
        write(&path, b"new").expect("writable");
        assert_eq!(fs::read(&path).expect("readable"), b"new");
        assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 1);
    }

    #[test]
    fn what_a_killed_run_left_unfinished_is_cleared_away() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join(format!("{PARTIAL}x")), b"half").expect("writable");
        OutputFolder::prepare(folder.path(), &["tables"]).expect("writable");
        let left: Vec<_> = fs::read_dir(folder.path()).expect("readable").flatten().map(|e| e.file_name()).collect();
        assert_eq!(left, ["tables"]);
    }

    #[test]
    fn the_name_that_was_meant_is_suggested() {
        assert_eq!(meant("chalenging", &["challenging", "language"]), ["challenging"]);
        assert_eq!(meant("stable.momentun", &["stable.lr", "stable.momentum"]), ["stable.momentum"]);
        assert_eq!(meant("lr", &["seed", "sgd.lr", "stable.lr"]), ["sgd.lr", "stable.lr"]);
        assert_eq!(meant("r1", &["R1", "R2"]), ["R1"]);
        assert!(meant("xyz", &["challenging", "language"]).is_empty());
    }
}
