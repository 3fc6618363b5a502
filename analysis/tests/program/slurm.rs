//! Sweeps as jobs of Slurm: the scripts, run as Slurm runs them, and what is said to `sbatch`.

use super::sweep::{arguments, planned, sweep};
use super::{program, stderr, stdout};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A script of the jobs in `folder`.
fn script(folder: &Path, name: &str) -> PathBuf {
    folder.canonicalize().expect("there").join("jobs/slurm").join(name)
}

/// A script as Slurm runs it: a task of an array of so many.
fn bash(folder: &Path, name: &str, task: &str, count: &str) -> Output {
    let mut command = Command::new("bash");
    command.arg(script(folder, name)).env("SLURM_ARRAY_TASK_ID", task).env("SLURM_ARRAY_TASK_COUNT", count);
    command.output().expect("bash starts")
}

/// The scripts of a cluster: the array's tasks are shards of this program, and a task run
/// as Slurm runs it computes its shard.
#[test]
fn jobs_of_slurm_run_the_shards() {
    let folder = planned();
    let printed = sweep(folder.path(), "jobs", &["--slurm", "--tasks", "4"]);
    assert!(printed.contains("array.sh") && printed.contains("--dependency=afterany:JOB"), "{printed}");
    let text = fs::read_to_string(script(folder.path(), "array.sh")).expect("written");
    assert!(text.contains("#SBATCH --array=0-3\n") && text.contains("#SBATCH --requeue\n"), "{text}");
    for task in ["0", "1", "2", "3"] {
        let merged = bash(folder.path(), "merge.sh", "", "");
        assert!(!merged.status.success(), "shard {task} is missing");
        assert!(stderr(&merged).contains("chunks are missing"), "{}", stderr(&merged));
        let output = bash(folder.path(), "array.sh", task, "4");
        assert!(output.status.success(), "{}", stderr(&output));
    }
    let merged = bash(folder.path(), "merge.sh", "", "");
    assert!(merged.status.success(), "{}", stderr(&merged));
}

/// `sbatch --array=0,3 array.sh` says that there are two tasks; they are still the shards 0
/// and 3 of 4, and `--array=3` the shard 3 of 4.
#[test]
fn a_part_of_the_array_again_is_the_same_shards() {
    let folder = planned();
    sweep(folder.path(), "jobs", &["--slurm", "--tasks", "4"]);
    let chunks = || {
        let entries = fs::read_dir(folder.path().join("jobs/chunks")).expect("readable").flatten();
        let names = entries.filter_map(|entry| Some(entry.path().file_stem()?.to_str()?.parse::<u64>().ok()? % 4));
        let mut shards: Vec<u64> = names.collect();
        shards.sort_unstable();
        shards.dedup();
        shards
    };
    for (task, count, there) in [("3", "1", &[3][..]), ("0", "2", &[0, 3])] {
        let output = bash(folder.path(), "array.sh", task, count);
        assert!(output.status.success(), "{}", stderr(&output));
        assert_eq!(chunks(), there, "--array with {count} task(s), among them {task}");
    }
    // The control: a task that the array has not is refused.
    let output = bash(folder.path(), "array.sh", "4", "5");
    assert!(!output.status.success() && stderr(&output).contains("0 ≤ I < N"), "{}", stderr(&output));
}

/// A folder with programs of these names and bodies, before the others on the path.
fn cluster(programs: &[(&str, &str)]) -> (tempfile::TempDir, String) {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    for (name, body) in programs {
        let path = folder.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{body}\n")).expect("writable");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("ours");
    }
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap_or_default());
    (folder, path)
}

const CONFIG: &str = "echo 'MaxArraySize            = 4'; echo 'MaxJobCount             = 10000'";

#[test]
fn an_array_that_is_too_large_for_the_cluster_names_tasks_and_its_limit() {
    let folder = planned();
    let (_programs, path) = cluster(&[("scontrol", CONFIG)]);
    let jobs = |out: &str, tasks: &str, path: &str| {
        let command = arguments(folder.path(), out, &["--slurm", "--tasks", tasks]);
        program().args(command).env("PATH", path).output().expect("the program starts")
    };
    let refused = jobs("refused", "5", &path);
    let message = stderr(&refused);
    assert_eq!(refused.status.code(), Some(2), "{message}");
    assert!(["--tasks 5", "MaxArraySize", "--tasks 4"].iter().all(|part| message.contains(part)), "{message}");
    assert!(!folder.path().join("refused").exists(), "nothing is begun");
    // The controls: at the limit, and where the cluster does not say its limit.
    assert!(jobs("at", "4", &path).status.success());
    let (_silent, path) = cluster(&[("scontrol", "exit 1")]);
    assert!(jobs("silent", "5", &path).status.success());
    let (_fewer, path) =
        cluster(&[("scontrol", &format!("{CONFIG}; echo 'SchedulerParameters = a=1,max_array_tasks=3'"))]);
    let message = stderr(&jobs("fewer", "4", &path));
    assert!(["--tasks 4", "max_array_tasks", "--tasks 3"].iter().all(|part| message.contains(part)), "{message}");
}

/// The job that merges runs whatever became of the array, so that it says what is missing:
/// after tasks that all have to succeed it would wait for ever.
#[test]
fn the_merge_runs_after_tasks_that_failed_too() {
    let folder = planned();
    let said = folder.path().join("said");
    let (_programs, path) = cluster(&[("scontrol", "exit 1"), ("sbatch", "echo \"$@\" >>\"$SAID\"; echo '7;main'")]);
    let submit = |path: &str| {
        let command = arguments(folder.path(), "jobs", &["--slurm", "--tasks", "4", "--submit"]);
        program().args(command).env("PATH", path).env("SAID", &said).output().expect("the program starts")
    };
    let submitted = submit(&path);
    assert!(submitted.status.success(), "{}", stderr(&submitted));
    assert!(stdout(&submitted).contains("the array 7"), "{}", stdout(&submitted));
    let lines = fs::read_to_string(&said).expect("said");
    assert!(lines.lines().nth(1).is_some_and(|line| line.contains("--dependency=afterany:7 ")), "{lines}");
    // An array that Slurm refuses: what may help.
    let refusal = "echo 'Batch job submission failed: Invalid job array specification' >&2; exit 1";
    let (_refusing, path) = cluster(&[("scontrol", "exit 1"), ("sbatch", refusal)]);
    let message = stderr(&submit(&path));
    assert!(["Invalid job array", "--tasks 4", "MaxArraySize"].iter().all(|part| message.contains(part)), "{message}");
}
