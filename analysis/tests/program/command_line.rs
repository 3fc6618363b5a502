//! Completions and the manual: made from the command line's own definition.

use super::{refuses, run, stderr, stdout};
use std::collections::BTreeSet;
use std::fs;

/// The commands that the help names.
fn commands() -> BTreeSet<String> {
    let help = stdout(&run(&["--help"]));
    let listed = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("a list");
    // A line that goes on is indented further.
    let named = listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    named.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn every_shell_has_completions_that_know_every_command() {
    let commands = commands();
    assert!(commands.contains("reproduce") && commands.contains("completions"), "{commands:?}");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = run(&["completions", shell]);
        assert!(output.status.success(), "{}", stderr(&output));
        let script = stdout(&output);
        for word in commands.iter().map(String::as_str).chain(["format", "hours"]) {
            assert!(script.contains(word), "{shell}: no {word}");
        }
    }
    let output = run(&["completions", "cmd"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn the_manual_has_a_page_for_the_program_and_for_each_command() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let place = folder.path().join("man1");
    let dir = place.to_str().expect("plain text");
    let output = run(&["man", dir]);
    assert!(output.status.success(), "{}", stderr(&output));
    let expected: BTreeSet<String> =
        commands().iter().map(|name| format!("stable-sgd-{name}.1")).chain(["stable-sgd.1".to_owned()]).collect();
    let found: BTreeSet<String> = fs::read_dir(&place)
        .expect("readable")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(found, expected);
    assert_eq!(stdout(&output).lines().count(), expected.len());
    for name in &found {
        let page = fs::read_to_string(place.join(name)).expect("readable");
        let title = name.trim_end_matches(".1");
        assert!(page.contains(&format!(".TH {title} 1")), "{name}: {page}");
    }
    assert_eq!(stdout(&run(&["man"])), fs::read_to_string(place.join("stable-sgd.1")).expect("readable"));
    let file = place.join("stable-sgd.1");
    refuses(&["man", file.to_str().expect("plain text")], 2, &["is a file"]);
}
