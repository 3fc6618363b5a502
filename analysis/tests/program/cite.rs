//! `cite` as a user meets it.

use super::{program, run, stderr, stdout};
use std::fs;

#[test]
fn cite_prints_bibtex_unless_asked_otherwise_and_says_whether_there_are_results() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cite = |arguments: &[&str]| {
        let output = program().arg("cite").args(arguments).current_dir(folder.path()).output().expect("starts");
        assert!(output.status.success(), "{}", stderr(&output));
        stdout(&output)
    };
    let (bare, bibtex) = (cite(&[]), cite(&["--format", "bibtex"]));
    assert_eq!(bare, bibtex);
    assert!(bare.contains("\n@software{stable-sgd,\n") && bare.contains("out holds no reproduction"), "{bare}");
    assert!(cite(&["--format", "cff"]).starts_with("cff-version: 1.2.0\n"));
    assert!(cite(&["--format", "text", "--out", "else"]).contains("else holds no reproduction"));
    fs::create_dir(folder.path().join("out")).expect("writable");
    for name in ["claims.json", "report.html"] {
        fs::write(folder.path().join("out").join(name), name).expect("writable");
    }
    let before = cite(&[]);
    assert!(before.contains("Results reproduced in 2 files, SHA-256 "), "{before}");
    fs::write(folder.path().join("out/timings.json"), "{}").expect("writable");
    assert_eq!(cite(&[]), before);
    fs::write(folder.path().join("out/claims.json"), "[]").expect("writable");
    assert_ne!(cite(&[]), before);
}

#[test]
fn an_unknown_format_is_wrong_use() {
    let output = run(&["cite", "--format", "word"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("bibtex"), "{}", stderr(&output));
}
