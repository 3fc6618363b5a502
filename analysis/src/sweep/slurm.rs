//! A sweep as jobs of Slurm: an array whose tasks are shards, and a job that merges them.
//!
//! Slurm is the engine; this writes two scripts and, where it is asked to, submits them. A
//! task that fails asks to be queued again, and resumes. How many shards there are stands in
//! the script: a part of the array that is submitted again is the same shards.

use super::folder::Folder;
use super::plan::Plan;
use crate::output::{self, Usage};
use anyhow::{Context, Result, anyhow, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// How often a task that failed is queued again.
const RETRIES: u32 = 5;

/// The jobs of a sweep.
#[derive(Clone, Debug)]
pub struct Jobs {
    /// The array's script.
    pub array: PathBuf,
    /// The script of the job that merges.
    pub merge: PathBuf,
    /// How many tasks the array has.
    tasks: u64,
}

/// Writes the scripts of `plan`, in `tasks` shards of `threads` threads each, into the
/// folder `out`.
///
/// # Errors
/// Where the cluster takes no array of so many tasks, or the folder is another sweep's or
/// cannot be written.
pub fn write(plan: &Plan, out: &Path, tasks: u64, threads: usize) -> Result<Jobs> {
    let tasks = tasks.clamp(1, plan.chunks());
    if let Some((limit, key)) = largest_array().filter(|(limit, _)| tasks > *limit) {
        return Err(Usage::error(format!(
            "--tasks {tasks}: this cluster takes arrays of {limit} tasks at most ({key}, as scontrol show config says): take --tasks {limit} or fewer, each then computes more"
        )));
    }
    Folder::open(out, plan)?;
    let out = out.canonicalize().with_context(|| format!("the folder {}", out.display()))?;
    let program = std::env::current_exe().context("the program's own path")?;
    let folder = out.join("slurm");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let (quoted_out, quoted_program) = (quoted(&out)?, quoted(&program)?);
    let logs = quoted(&folder)?;
    let name = &plan.name;
    let head = |kind: &str, log: &str| {
        format!(
            "#!/bin/bash\n#SBATCH --job-name={name}_{kind}\n#SBATCH --output={log}.log\n#SBATCH --open-mode=append\n#SBATCH --requeue\n"
        )
    };
    let array = format!(
        "{}#SBATCH --array=0-{}\n#SBATCH --cpus-per-task={threads}\n\
         # A shard a task. One that fails is queued again, up to {RETRIES} times, and keeps its finished chunks.\n\
         # Shards 0 and 3 alone, for example: sbatch --array=0,3 with this script.\n\
         {quoted_program} sweep {quoted_out}/plan.toml --out {quoted_out} --threads {threads} --resume --hours 1e9 \\\n  \
         --shard \"$SLURM_ARRAY_TASK_ID/{tasks}\"\n\
         status=$?\n\
         if [[ $status -ne 0 && $status -ne 2 && ${{SLURM_RESTART_COUNT:-0}} -lt {RETRIES} ]]; then\n  \
         scontrol requeue \"$SLURM_JOB_ID\" && sleep 60\n\
         fi\n\
         exit $status\n",
        head("shard", &format!("{logs}/%A_%a")),
        tasks - 1,
    );
    let merge = format!("{}exec {quoted_program} merge {quoted_out}\n", head("merge", &format!("{logs}/merge")));
    let jobs = Jobs { array: folder.join("array.sh"), merge: folder.join("merge.sh"), tasks };
    output::write(&jobs.array, array.as_bytes())?;
    output::write(&jobs.merge, merge.as_bytes())?;
    Ok(jobs)
}

/// The most tasks of an array on this cluster, and the key that says so; `None` where
/// `scontrol` is missing or says nothing.
fn largest_array() -> Option<(u64, &'static str)> {
    let output = Command::new("scontrol").args(["show", "config"]).output().ok()?;
    largest_of(&String::from_utf8_lossy(&output.stdout))
}

/// The same of what `scontrol show config` prints.
fn largest_of(config: &str) -> Option<(u64, &'static str)> {
    let value = |key: &str| {
        let pairs = config.lines().filter_map(|line| line.split_once('='));
        pairs.into_iter().find(|(name, _)| name.trim() == key).map(|(_, value)| value.trim())
    };
    // An index is below MaxArraySize, and the first is 0.
    let by_index = value("MaxArraySize").and_then(|limit| Some((limit.parse().ok()?, "MaxArraySize")));
    let of_scheduler = value("SchedulerParameters").into_iter().flat_map(|list| list.split(','));
    let by_count = of_scheduler.filter_map(|entry| entry.trim().strip_prefix("max_array_tasks="));
    let by_count = by_count.filter_map(|limit| Some((limit.parse().ok()?, "max_array_tasks")));
    by_index.into_iter().chain(by_count).min()
}

/// The path as Bash and Slurm read it: one that would need quotes is refused, since a line
/// `#SBATCH` knows none.
fn quoted(path: &Path) -> Result<String> {
    let text = path.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+".contains(c);
    if text.chars().all(plain) {
        return Ok(text.into_owned());
    }
    Err(Usage::error(format!(
        "{text}: a Slurm job takes paths of letters, digits and / . _ - + alone: choose another --out, or move the program"
    )))
}

impl Jobs {
    /// Submits both; returns the array's and the merging job's numbers. The job that merges
    /// runs after the array whatever became of its tasks: where one failed for good it says
    /// which chunks are missing.
    ///
    /// # Errors
    /// Where `sbatch` is missing or refuses.
    pub fn submit(&self) -> Result<[String; 2]> {
        let array = sbatch(&[self.array.as_os_str().to_owned()]).map_err(|error| {
            let text = format!("{error:#}");
            if !text.contains("array") {
                return error;
            }
            let tasks = self.tasks;
            anyhow!(
                "{text}: --tasks {tasks} may be above the cluster's MaxArraySize (scontrol show config): take fewer"
            )
        })?;
        let after = format!("--dependency=afterany:{array}");
        let merge = sbatch(&[after.into(), self.merge.as_os_str().to_owned()])?;
        Ok([array, merge])
    }
}

/// The number of the job that `sbatch` made.
fn sbatch(arguments: &[std::ffi::OsString]) -> Result<String> {
    let output = Command::new("sbatch")
        .arg("--parsable")
        .args(arguments)
        .output()
        .context("cannot run sbatch: is Slurm installed here? Without --submit the scripts are only written")?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    // A cluster's name may follow.
    let number = text.split(';').next().unwrap_or_default().to_owned();
    if !output.status.success() || number.is_empty() {
        bail!("sbatch refused: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_array_is_the_smaller_of_two_limits() {
        let config = "Configuration data as of now\nMaxArraySize            = 1001\nMaxJobCount = 7\n";
        assert_eq!(largest_of(config), Some((1001, "MaxArraySize")));
        let scheduled = |list: &str| largest_of(&format!("{config}SchedulerParameters     = {list}\n"));
        assert_eq!(scheduled("bf_interval=30,max_array_tasks=200"), Some((200, "max_array_tasks")));
        assert_eq!(scheduled("max_array_tasks=2000"), Some((1001, "MaxArraySize")));
        assert_eq!(scheduled("(null)"), Some((1001, "MaxArraySize")));
        assert_eq!(largest_of("slurm_load_ctl_conf error: Unable to contact slurm controller"), None);
    }

    #[test]
    fn a_path_that_would_need_quotes_is_refused() {
        assert_eq!(quoted(Path::new("/a/b-1.x")).expect("plain"), "/a/b-1.x");
        for path in ["/a b", "/a'b", "/a$b", "/a;b", "/a\nb"] {
            assert!(quoted(Path::new(path)).is_err(), "{path:?}");
        }
    }
}
