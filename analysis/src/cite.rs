//! `cite`: this software, the paper that it examines, and a reproduction by the digest of its
//! results.
//!
//! Titles, names and the date stand in `CITATION.cff` alone, which travels with the program.

use crate::output::sha256;
use anyhow::{Context, Result};
use stable_sgd::data::CITATION;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// How a citation is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum CitationFormat {
    /// Two entries of BibTeX.
    Bibtex,
    /// The Citation File Format.
    Cff,
    /// A few lines.
    Text,
}

/// The results of a reproduction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReproducedFiles {
    /// How many files they are.
    pub files: usize,
    /// The digest over all of them, in hexadecimal.
    pub sha256: String,
}

/// What [`reproduce`](crate::reproduce::reproduce) writes in any case.
const MARKS: [&str; 2] = ["claims.json", "report.html"];

/// What differs between two reproductions, or belongs to sweeps of one's own.
const LEFT_OUT: [&str; 2] = ["timings.json", "sweeps"];

/// The results below `folder`; `None` where no reproduction stands there.
///
/// The digest is the SHA-256 of a list with a line a file: its SHA-256, two spaces, and its
/// path below the folder, in the order of the paths. `timings.json` and `sweeps/` are left
/// out.
///
/// # Errors
/// Where a file cannot be read.
pub fn results(folder: &Path) -> Result<Option<ReproducedFiles>> {
    if !MARKS.iter().all(|name| folder.join(name).is_file()) {
        return Ok(None);
    }
    let mut found = BTreeMap::new();
    digests(folder, "", &mut found)?;
    let list: String = found.iter().map(|(path, digest)| format!("{digest}  {path}\n")).collect();
    Ok(Some(ReproducedFiles { files: found.len(), sha256: sha256(list.as_bytes()) }))
}

/// The digests of the files below `folder`, by their paths; `above` is the path so far.
fn digests(folder: &Path, above: &str, found: &mut BTreeMap<String, String>) -> Result<()> {
    let remedy = || format!("cannot read {}", folder.display());
    for entry in fs::read_dir(folder).with_context(remedy)? {
        let entry = entry.with_context(remedy)?;
        let name = format!("{above}{}", entry.file_name().to_string_lossy());
        if LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        let path = entry.path();
        if path.is_dir() {
            digests(&path, &format!("{name}/"), found)?;
        } else {
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            found.insert(name, sha256(&bytes));
        }
    }
    Ok(())
}

/// The value of the first line `key: value` in a part of the Citation File Format.
fn field<'a>(part: &'a str, key: &str) -> &'a str {
    let value = |line: &'a str| line.trim_start_matches([' ', '-']).strip_prefix(key)?.strip_prefix(':');
    part.lines().find_map(value).unwrap_or_default().trim().trim_matches('"')
}

/// What is cited.
struct Citation {
    title: &'static str,
    authors: &'static str,
    version: &'static str,
    date: &'static str,
    paper: &'static str,
    paper_author: &'static str,
    /// What is known of the paper's author.
    paper_remark: &'static str,
    paper_url: &'static str,
}

impl Citation {
    fn read() -> Self {
        let (software, references) = CITATION.split_once("\nreferences:").unwrap_or((CITATION, ""));
        let name = field(references, "name");
        let (paper_author, remark) = name.split_once(" (").unwrap_or((name, ""));
        Self {
            title: field(software, "title"),
            authors: env!("CARGO_PKG_AUTHORS"),
            version: env!("CARGO_PKG_VERSION"),
            date: field(software, "date-released"),
            paper: field(references, "title"),
            paper_author,
            paper_remark: remark.trim_end_matches(')'),
            paper_url: field(references, "url"),
        }
    }

    fn year(&self) -> &'static str {
        self.date.split('-').next().unwrap_or_default()
    }
}

/// How to cite, with the results below `out` where a reproduction stands there.
///
/// # Errors
/// As [`results`].
pub fn render(format: CitationFormat, out: &Path) -> Result<String> {
    let (citation, results) = (Citation::read(), results(out)?);
    // On one line, whatever the folder is called: a comment ends with it.
    let folder = out.display().to_string().replace(['\n', '\r'], " ");
    let none = format!(
        "{folder} holds no reproduction, so no digest of results: `stable-sgd` makes one, --out DIR names another folder"
    );
    Ok(match format {
        CitationFormat::Bibtex => bibtex(&citation, results.as_ref(), &none),
        CitationFormat::Cff => cff(results.as_ref(), &none),
        CitationFormat::Text => text(&citation, results.as_ref(), &folder, &none),
    })
}

fn bibtex(citation: &Citation, results: Option<&ReproducedFiles>, none: &str) -> String {
    let Citation { title, authors, version, paper, paper_author, paper_remark, paper_url, .. } = citation;
    let year = citation.year();
    let licence = env!("CARGO_PKG_LICENSE");
    let note = results.map_or_else(String::new, |ReproducedFiles { files, sha256 }| {
        format!("  note    = {{Results reproduced in {files} files, SHA-256 {sha256}}},\n")
    });
    // BibTeX skips what stands between entries, but for an at sign.
    let remark = results.map_or_else(|| format!("% {}\n\n", none.replace('@', "(at)")), |_| String::new());
    format!(
        "{remark}@software{{stable-sgd,
  title   = {{{{{title}}}}},
  author  = {{{{{authors}}}}},
  year    = {{{year}}},
  version = {{{version}}},
  license = {{{licence}}},
{note}}}

@misc{{temporal-optimizer,
  title        = {{{{{paper}}}}},
  author       = {{{{{paper_author}}}}},
  howpublished = {{\\url{{{paper_url}}}}},
  note         = {{Undated; {paper_remark}}},
}}
"
    )
}

fn cff(results: Option<&ReproducedFiles>, none: &str) -> String {
    let end = results.map_or_else(
        || format!("# {none}\n"),
        |ReproducedFiles { files, sha256 }| {
            format!(
                "identifiers:\n  - type: other\n    value: sha256:{sha256}\n    description: The results reproduced, {files} files.\n"
            )
        },
    );
    format!("{CITATION}{end}")
}

fn text(citation: &Citation, results: Option<&ReproducedFiles>, folder: &str, none: &str) -> String {
    let Citation { title, authors, version, date, paper, paper_author, paper_remark, paper_url, .. } = citation;
    let licence = env!("CARGO_PKG_LICENSE");
    let end = results.map_or_else(
        || none.to_owned(),
        |ReproducedFiles { files, sha256 }| {
            format!("Results in {folder}: {files} files, SHA-256 {sha256} (without timings.json and sweeps/)")
        },
    );
    format!(
        "{authors}: {title}. Version {version}, {date}. {licence}.\nIt examines: {paper_author} ({paper_remark}): {paper}. Undated. {paper_url}\n{end}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder that looks like a reproduction.
    fn reproduction() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir_all(folder.path().join("tables")).expect("writable");
        for name in ["claims.json", "report.html", "timings.json", "tables/bits.csv", "tables.md"] {
            fs::write(folder.path().join(name), name).expect("writable");
        }
        folder
    }

    fn digest(folder: &Path) -> ReproducedFiles {
        results(folder).expect("readable").expect("a reproduction")
    }

    #[test]
    fn the_digest_is_what_sha256sum_gives() {
        // sha256sum claims.json report.html tables.md tables/bits.csv | sha256sum
        let expected = "eb8b2176d648aca839a8da7602a7d31379ea6cabf5ac9087c8d8c1e9bca3187a";
        let folder = reproduction();
        assert_eq!(digest(folder.path()), ReproducedFiles { files: 4, sha256: expected.to_owned() });
    }

    #[test]
    fn the_digest_changes_with_a_file_its_name_and_its_absence_and_with_nothing_else() {
        let folder = reproduction();
        let (path, before) = (folder.path(), digest(folder.path()));
        let write = |name: &str, text: &str| fs::write(path.join(name), text).expect("writable");
        write("timings.json", "other times");
        fs::create_dir_all(path.join("sweeps/terms")).expect("writable");
        write("sweeps/terms/terms.parquet", "rows");
        assert_eq!(digest(path), before);
        // Only at the top are these names what they say.
        write("tables/timings.json", "");
        assert_ne!(digest(path), before);
        fs::remove_file(path.join("tables/timings.json")).expect("removable");
        assert_eq!(digest(path), before);
        write("tables/bits.csv", "tables/bits.csv ");
        assert_ne!(digest(path), before);
        write("tables/bits.csv", "tables/bits.csv");
        fs::rename(path.join("tables.md"), path.join("table.md")).expect("renamed");
        assert_ne!(digest(path), before);
        fs::remove_file(path.join("table.md")).expect("removable");
        assert_ne!(digest(path), before);
        fs::remove_file(path.join("claims.json")).expect("removable");
        assert_eq!(results(path).expect("readable"), None);
        assert_eq!(results(&path.join("missing")).expect("nothing to read"), None);
    }

    /// The entries of a BibTeX file: type, key and fields; `None` where it has not this form.
    fn entries(text: &str) -> Option<Vec<(String, BTreeMap<String, String>)>> {
        let mut found = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find('@') {
            let body = rest[start + 1..].find('{').map(|at| start + 1 + at)?;
            let mut depth = 0_i64;
            let end = rest[body..].find(|c| {
                depth += i64::from(c == '{') - i64::from(c == '}');
                depth == 0
            })?;
            let inside = &rest[body + 1..body + end];
            let (key, fields) = inside.split_once(',')?;
            let fields = fields.split(",\n").map(str::trim).filter(|field| !field.is_empty());
            let pair = |field: &str| {
                let (name, value) = field.split_once('=')?;
                let value = value.trim().strip_prefix('{')?.strip_suffix('}')?;
                Some((name.trim().to_owned(), value.to_owned()))
            };
            found.push((key.to_owned(), fields.map(pair).collect::<Option<_>>()?));
            rest = &rest[body + end + 1..];
        }
        Some(found)
    }

    #[test]
    fn bibtex_has_two_entries_with_their_fields() {
        let folder = reproduction();
        let of = |out: &Path| render(CitationFormat::Bibtex, out).expect("printed");
        let with = of(folder.path());
        let found = entries(&with).expect("BibTeX");
        assert_eq!(found.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["stable-sgd", "temporal-optimizer"]);
        let (software, paper) = (&found[0].1, &found[1].1);
        assert_eq!(software["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(software["author"], "{The stable-sgd authors}");
        assert!(software["note"].contains(&digest(folder.path()).sha256));
        assert_eq!(paper["title"], "{Research: SGD with Hamiltonian Momentum Conservation}");
        assert_eq!(paper["author"], "{Javihaus}");
        assert_eq!(paper["howpublished"], "\\url{https://github.com/Javihaus/temporal-optimizer}");
        assert!(found.iter().all(|(_, fields)| fields.values().all(|value| !value.is_empty())));
        // Without results the same entries, less the digest, and a remark that says so.
        let without = of(&folder.path().join("no@where\n@misc{x"));
        assert!(without.starts_with("% ") && without.contains("holds no reproduction"), "{without}");
        let bare = entries(&without).expect("BibTeX");
        assert!(bare.len() == 2 && !bare[0].1.contains_key("note"));
        // The control: a brace less is noticed.
        assert_eq!(entries(&with.replacen("}}", "}", 1)), None);
    }

    #[test]
    fn every_format_says_whether_there_are_results() {
        let folder = reproduction();
        let sha256 = digest(folder.path()).sha256;
        for format in [CitationFormat::Bibtex, CitationFormat::Cff, CitationFormat::Text] {
            let of = |out: &Path| render(format, out).expect("printed");
            let (with, without) = (of(folder.path()), of(&folder.path().join("missing")));
            assert!(with.contains(&sha256) && !with.contains("holds no reproduction"), "{with}");
            assert!(!without.contains(&sha256) && without.contains("holds no reproduction"), "{without}");
        }
        assert!(render(CitationFormat::Cff, folder.path()).expect("printed").starts_with(CITATION));
    }

    #[test]
    fn the_citation_file_agrees_with_the_package() {
        assert_eq!(field(CITATION, "version"), env!("CARGO_PKG_VERSION"));
        assert_eq!(field(CITATION, "name"), env!("CARGO_PKG_AUTHORS"));
        let licences: Vec<&str> = env!("CARGO_PKG_LICENSE").split(" OR ").collect();
        assert!(licences.iter().all(|licence| CITATION.contains(&format!("  - {licence}\n"))), "{licences:?}");
        let citation = Citation::read();
        assert!(citation.year().len() == 4 && citation.year().parse::<u32>().is_ok(), "{}", citation.date);
        assert_eq!(field("a: 1\nab: 2", "b"), "", "a part of a key is none");
    }
}
