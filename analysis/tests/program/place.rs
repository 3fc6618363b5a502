//! Where an output goes that is no plain file: a link, a pipe, standard output.
#![cfg(target_os = "linux")]

use super::{program, refuses, run, stderr, stdout};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};

/// Writes a trace of some steps to `path`; returns its text, from a plain file.
fn trace(path: &Path) -> String {
    let plain = tempfile::NamedTempFile::new().expect("a file");
    for path in [plain.path(), path] {
        let output = run(&["run", "challenging", "--set", "steps=3", "--trace", path.to_str().expect("plain text")]);
        assert!(output.status.success(), "{}", stderr(&output));
    }
    fs::read_to_string(plain.path()).expect("readable")
}

#[test]
fn a_link_is_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("far")).expect("writable");
    fs::write(at("far/steps.csv"), "old").expect("writable");
    symlink("far/steps.csv", at("link")).expect("a link");
    symlink(at("link"), at("second")).expect("a link to a link");
    symlink("far/new.csv", at("dangling")).expect("a link to nothing yet");
    for (link, target) in [("link", "far/steps.csv"), ("second", "far/steps.csv"), ("dangling", "far/new.csv")] {
        let text = trace(&at(link));
        assert!(fs::symlink_metadata(at(link)).expect("there").is_symlink(), "{link} is a link no more");
        assert_eq!(fs::read_to_string(at(target)).expect("readable"), text, "{link}");
        fs::write(at(target), "old").expect("writable");
    }
    assert_eq!(fs::read_dir(at("far")).expect("readable").count(), 2, "no partial file stays");
    symlink(at("round"), at("round")).expect("a link to itself");
    refuses(&["run", "challenging", "--trace", at("round").to_str().expect("text")], 1, &["cannot write", "round"]);
    symlink(at("far"), at("folder")).expect("a link to a folder");
    refuses(&["run", "challenging", "--trace", at("folder").to_str().expect("text")], 2, &["is a folder"]);
}

/// Every output goes the same way: the man pages, the chunks and the table of a sweep.
#[test]
fn a_link_is_followed_by_every_output() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("page"), "old").expect("writable");
    fs::create_dir(at("man")).expect("writable");
    symlink("../page", at("man/stable-sgd.1")).expect("a link");
    assert!(run(&["man", at("man").to_str().expect("text")]).status.success());
    assert!(fs::symlink_metadata(at("man/stable-sgd.1")).expect("there").is_symlink());
    assert!(fs::read_to_string(at("page")).expect("readable").contains("stable"));
    let planned = super::sweep::planned();
    fs::create_dir(planned.path().join("out")).expect("writable");
    symlink("../table", planned.path().join("out/killed.parquet")).expect("a link");
    super::sweep::sweep(planned.path(), "out", &[]);
    assert!(fs::symlink_metadata(planned.path().join("out/killed.parquet")).expect("there").is_symlink());
    assert_eq!(fs::read(planned.path().join("table")).expect("written")[..4], *b"PAR1");
}

#[test]
fn a_pipe_is_written_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo starts").success());
    let mut reader = Command::new("timeout");
    let reader = reader.args(["60", "cat"]).arg(&pipe).stdout(Stdio::piped()).spawn().expect("cat starts");
    let text = trace(&pipe);
    let read = reader.wait_with_output().expect("the pipe is closed");
    assert_eq!(String::from_utf8_lossy(&read.stdout), text);
    assert!(!fs::symlink_metadata(&pipe).expect("there").is_file(), "the pipe is a file now");
    // A device that takes nothing is named. By links of our own: were they replaced, the
    // machine would keep its devices.
    for device in ["full", "null"] {
        symlink(Path::new("/dev").join(device), folder.path().join(device)).expect("a link");
    }
    let to = |device: &str| folder.path().join(device).display().to_string();
    refuses(&["run", "challenging", "--set", "steps=3", "--trace", &to("full")], 1, &["cannot write", "full"]);
    assert!(run(&["run", "challenging", "--set", "steps=3", "--trace", &to("null")]).status.success());
}

/// A link of our own to standard output, as `/dev/stdout` is one.
fn stdout_link(folder: &Path) -> String {
    let link = folder.join("stdout");
    symlink("/proc/self/fd/1", &link).expect("a link");
    link.display().to_string()
}

/// Standard output as a pipe, as a file that it is redirected to, and that file by its name:
/// the trace comes first, then what is printed, and nothing is lost.
#[test]
fn standard_output_is_written_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("all.txt");
    let steps = trace(&folder.path().join("steps.csv"));
    let to = |trace: &str| {
        let mut command = program();
        command.args(["run", "challenging", "--set", "steps=3", "--trace", trace]);
        command
    };
    let printed = stdout(&run(&["run", "challenging", "--set", "steps=3"]));
    let link = stdout_link(folder.path());
    let piped = to(&link).output().expect("starts");
    assert_eq!(stdout(&piped), format!("{steps}{printed}"), "{}", stderr(&piped));
    for trace in [&link, file.to_str().expect("text")] {
        let out = fs::File::create(&file).expect("writable");
        assert!(to(trace).stdout(out).status().expect("starts").success());
        assert_eq!(fs::read_to_string(&file).expect("readable"), format!("{steps}{printed}"), "{trace}");
    }
    // A file that the shell holds open by another number: where in it the shell writes next is
    // the shell's to say.
    let mut bash = Command::new("bash");
    bash.args(["-c", "exec 3>\"$0\"; \"$@\"; status=$?; echo end >&3; exit $status", file.to_str().expect("text")]);
    bash.args([env!("CARGO_BIN_EXE_stable-sgd"), "run", "challenging", "--set", "steps=3", "--trace", "/dev/fd/3"]);
    let refused = bash.output().expect("bash starts");
    assert_eq!(refused.status.code(), Some(2), "{}", stderr(&refused));
    assert!(
        stderr(&refused).contains("/dev/fd/3 is a file that is open: name the file itself"),
        "{}",
        stderr(&refused)
    );
    assert_eq!(fs::read_to_string(&file).expect("readable"), "end\n");
}

/// A reader that has seen enough of standard output is no error, as for what is printed.
#[test]
fn a_reader_of_a_trace_that_goes_away_is_no_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = program();
    command
        .args(["run", "challenging", "--trace", &stdout_link(folder.path())])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("waited for");
    assert!(output.status.success() && output.stderr.is_empty(), "{}", stderr(&output));
}
