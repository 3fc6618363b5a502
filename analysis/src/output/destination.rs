//! What a path leads to: a file that can be replaced, or something that can only be written
//! into.

use super::Usage;
use anyhow::{Context, Result, bail};
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// Where the bytes of an output go.
#[derive(Debug)]
pub(super) enum Destination {
    /// A file that is there or not: replaced whole. No link: where there was one, what it
    /// leads to.
    File(PathBuf),
    /// What standard output or standard error goes to, whatever that is: written into where
    /// the next words would be printed, so that neither overwrites the other.
    Standard(File),
    /// A pipe, a terminal or another device of characters: written into.
    Pipe(PathBuf),
}

/// The most links in a row.
const MOST_LINKS: usize = 40;

impl Destination {
    /// What `path` leads to. Nothing is opened: a pipe waits for its reader.
    ///
    /// # Errors
    /// Where it is a folder, a device of blocks, a socket, a file that is open under a number
    /// of its own, or links lead nowhere.
    pub(super) fn of(path: &Path) -> Result<Self> {
        let remedy = || format!("cannot write {}: choose another place", path.display());
        let found = match fs::metadata(path) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return end(path).with_context(remedy),
            Err(error) => return Err(error).with_context(remedy),
        };
        if found.is_dir() {
            return Err(Usage::error(format!("{} is a folder: name a file", path.display())));
        }
        if let Some(standard) = standard(&found) {
            return Ok(Self::Standard(standard));
        }
        if found.is_file() {
            return end(path).with_context(remedy);
        }
        if takes_characters(&found) {
            return Ok(Self::Pipe(path.to_owned()));
        }
        Err(Usage::error(format!("{} is neither a file nor a pipe: name another place", path.display())))
    }
}

/// The file at the end of the links that begin at `path`, there or not.
fn end(path: &Path) -> Result<Destination> {
    let mut place = path.to_owned();
    for _ in 0..MOST_LINKS {
        let folder = folder_of(&place);
        if is_table_of_open_files(folder) {
            return Err(Usage::error(format!("{} is a file that is open: name the file itself", path.display())));
        }
        let Ok(target) = fs::read_link(&place) else { return Ok(Destination::File(place)) };
        place = folder.join(target);
    }
    bail!("more than {MOST_LINKS} links in a row")
}

/// The folder that `path` stands in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether the names in `folder` are the numbers of a process's open files: `/dev/fd` and what
/// it is on Linux. To replace such a file would leave its holder with the old one.
fn is_table_of_open_files(folder: &Path) -> bool {
    let Ok(folder) = folder.canonicalize() else { return false };
    folder == Path::new("/dev/fd") || folder.starts_with("/proc") && folder.ends_with("fd")
}

#[cfg(unix)]
fn takes_characters(found: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    found.file_type().is_fifo() || found.file_type().is_char_device()
}

#[cfg(not(unix))]
fn takes_characters(_: &Metadata) -> bool {
    false
}

/// Standard output or standard error, where `found` is what it goes to.
#[cfg(unix)]
fn standard(found: &Metadata) -> Option<File> {
    use std::os::fd::AsFd;
    use std::os::unix::fs::MetadataExt;
    let (out, error) = (io::stdout(), io::stderr());
    let both = [out.as_fd(), error.as_fd()].into_iter().filter_map(|stream| stream.try_clone_to_owned().ok());
    both.map(File::from)
        .find(|stream| stream.metadata().is_ok_and(|stream| (stream.dev(), stream.ino()) == (found.dev(), found.ino())))
}

#[cfg(not(unix))]
fn standard(_: &Metadata) -> Option<File> {
    None
}
