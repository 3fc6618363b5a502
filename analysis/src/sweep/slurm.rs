//! A sweep as jobs of Slurm: an array whose tasks are shards, and a job that merges them.
//!
//! Slurm is the engine; this writes two scripts and, where it is asked to, submits them. A
//! task that fails asks to be queued again, and resumes.

use super::folder::Folder;
use super::plan::Plan;
use crate::output::{self, Usage};
use anyhow::{Context, Result, bail};
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
}

/// Writes the scripts of `plan`, in `tasks` shards of `threads` threads each, into the
/// folder `out`.
///
/// # Errors
/// Where the folder is another sweep's or cannot be written.
pub fn write(plan: &Plan, out: &Path, tasks: u64, threads: usize) -> Result<Jobs> {
    let tasks = tasks.clamp(1, plan.chunks());
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
         {quoted_program} sweep {quoted_out}/plan.toml --out {quoted_out} --threads {threads} --resume --hours 1e9 \\\n  \
         --shard \"$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT\"\n\
         status=$?\n\
         if [[ $status -ne 0 && $status -ne 2 && ${{SLURM_RESTART_COUNT:-0}} -lt {RETRIES} ]]; then\n  \
         scontrol requeue \"$SLURM_JOB_ID\" && sleep 60\n\
         fi\n\
         exit $status\n",
        head("shard", &format!("{logs}/%A_%a")),
        tasks - 1,
    );
    let merge = format!("{}exec {quoted_program} merge {quoted_out}\n", head("merge", &format!("{logs}/merge")));
    let jobs = Jobs { array: folder.join("array.sh"), merge: folder.join("merge.sh") };
    output::write(&jobs.array, array.as_bytes())?;
    output::write(&jobs.merge, merge.as_bytes())?;
    Ok(jobs)
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
    /// Submits both; returns the array's and the merging job's numbers.
    ///
    /// # Errors
    /// Where `sbatch` is missing or refuses.
    pub fn submit(&self) -> Result<[String; 2]> {
        let array = sbatch(&[self.array.as_os_str().to_owned()])?;
        let after = format!("--dependency=afterok:{array}");
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
    fn a_path_that_would_need_quotes_is_refused() {
        assert_eq!(quoted(Path::new("/a/b-1.x")).expect("plain"), "/a/b-1.x");
        for path in ["/a b", "/a'b", "/a$b", "/a;b", "/a\nb"] {
            assert!(quoted(Path::new(path)).is_err(), "{path:?}");
        }
    }
}
