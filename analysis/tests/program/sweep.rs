//! Sweeps as a user runs them: killed, resumed, sharded, and refused.

use super::{program, refuses, run, stderr, stdout};
use stable_sgd::random::counter::{Purpose, Stream};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

const PLAN: &str = "name = \"killed\"\ntitle = \"A sweep to be killed\"\nseeds = 400\nsteps = 150\n\
    [[problem]]\nname = \"challenging\"\n\
    [[method]]\nname = \"sgd\"\nset.lr = [0.001, 0.005, 0.01]\n[[method]]\nname = \"published_challenging\"\n";

/// A folder with the plan in it.
pub(super) fn planned() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("plan.toml"), PLAN).expect("writable");
    folder
}

pub(super) fn arguments(folder: &Path, out: &str, more: &[&str]) -> Vec<String> {
    let path = |name: &str| folder.join(name).display().to_string();
    let mut arguments = vec!["sweep".to_owned(), path("plan.toml"), "--out".to_owned(), path(out)];
    arguments.extend(more.iter().map(|text| (*text).to_owned()));
    arguments
}

pub(super) fn sweep(folder: &Path, out: &str, more: &[&str]) -> String {
    let output = program().args(arguments(folder, out, more)).output().expect("the program starts");
    assert!(output.status.success(), "{}", stderr(&output));
    stdout(&output)
}

/// The finished chunks, each with its bytes.
fn finished(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = fs::read_dir(out.join("chunks")) else { return BTreeMap::new() };
    let seals =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "json"));
    seals.map(|seal| (seal.display().to_string(), fs::read(seal.with_extension("parquet")).expect("sealed"))).collect()
}

/// Fifty kills at random moments: no finished chunk is lost or changed, and the table has
/// the bytes of a sweep that nothing interrupted.
#[test]
fn a_sweep_killed_at_fifty_moments_loses_no_finished_chunk() {
    let folder = planned();
    let out = folder.path().join("killed");
    let moments = Stream::new(0, Purpose::Tuning);
    let (mut before, mut interrupted) = (BTreeMap::new(), 0);
    for kill in 0..50 {
        let mut child = program()
            .args(arguments(folder.path(), "killed", &["--resume"]))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(Duration::from_secs_f64(0.08 * moments.uniform(kill, 0)));
        child.kill().expect("SIGKILL");
        interrupted += u32::from(!child.wait().expect("ends").success());
        let now = finished(&out);
        for (seal, bytes) in &before {
            assert_eq!(now.get(seal), Some(bytes), "kill {kill} lost or changed {seal}");
        }
        before = now;
    }
    assert!(interrupted >= 25, "only {interrupted} of 50 sweeps were killed before their end");
    sweep(folder.path(), "killed", &["--resume"]);
    sweep(folder.path(), "whole", &[]);
    let table = |name: &str| fs::read(folder.path().join(name).join("killed.parquet")).expect("merged");
    assert!(table("killed") == table("whole"), "the tables differ");
    let left = fs::read_dir(out.join("chunks")).expect("readable").flatten();
    let partial = left.filter(|entry| entry.file_name().to_string_lossy().starts_with('.')).count();
    assert_eq!(partial, 0, "unfinished files stay after a merge");
}

#[test]
fn shards_of_any_number_merge_to_the_same_bytes() {
    let folder = planned();
    let whole = sweep(folder.path(), "whole", &["--threads", "1"]);
    for shard in ["1/3", "2/3", "0/3"] {
        sweep(folder.path(), "shards", &["--shard", shard]);
    }
    let out = folder.path().join("shards").display().to_string();
    let merged = run(&["merge", &out]);
    assert!(merged.status.success(), "{}", stderr(&merged));
    let digest = |text: &str| text.rsplit("SHA-256 ").next().map(str::trim).map(str::to_owned);
    assert_eq!(digest(&stdout(&merged)), digest(&whole));
}

#[test]
fn what_cannot_be_swept_is_refused() {
    let folder = planned();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (plan, file) = (path("plan.toml"), path("file"));
    fs::write(&file, "").expect("writable");
    refuses(&["sweep", "no_such_plan"], 2, &["no_such_plan", "name a file, or one of", "penalty_weight"]);
    refuses(&["merge", &path("nothing")], 2, &["nothing", "no sweep.json"]);
    let refuses_after_cost = |arguments: &[&str], parts: &[&str]| {
        let output = run(arguments);
        let message = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(parts.iter().all(|part| message.contains(part)) && !message.contains("panicked"), "{message}");
    };
    refuses_after_cost(&["sweep", &plan, "--out", &file], &["is a file", "name a folder"]);
    refuses_after_cost(&["sweep", &plan, "--out", &path("x"), "--hours", "1e-9"], &["above the limit", "--hours"]);
    refuses_after_cost(&["sweep", &plan, "--shard", "3/3"], &["--shard", "0 ≤ I < N"]);
    fs::write(&plan, PLAN.replace("seeds = 400", "seeds = 1000000000000")).expect("writable");
    refuses(&["sweep", &plan], 2, &["4000000000000 runs", "hours on one thread", "fewer seeds"]);
}

/// No room for a chunk, as on a full disk: a file may not grow beyond a block. The sweep says
/// so and fails; what was finished before stays to the byte, and with room it goes on.
#[cfg(unix)]
#[test]
fn a_sweep_without_room_says_so_and_keeps_what_is_finished() {
    let folder = planned();
    let out = folder.path().join("full");
    sweep(folder.path(), "full", &["--shard", "0/2"]);
    let before = finished(&out);
    assert!(before.len() > 10);
    let mut bash = std::process::Command::new("bash");
    bash.args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_stable-sgd")]);
    let output = bash.args(arguments(folder.path(), "full", &["--resume"])).output().expect("bash starts");
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(
        message.contains("cannot write") && message.contains("make room") && !message.contains("panicked"),
        "{message}"
    );
    assert_eq!(finished(&out), before);
    sweep(folder.path(), "full", &["--resume"]);
    sweep(folder.path(), "whole", &[]);
    let table = |name: &str| fs::read(folder.path().join(name).join("killed.parquet")).expect("merged");
    assert!(table("full") == table("whole"), "the tables differ");
}
