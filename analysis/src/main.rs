//! `stable-sgd`: reproduces the StableSGD paper, and runs its experiments with
//! other settings.

use anyhow::Result;
use clap::{Parser, Subcommand};
use stable_sgd::data::PLANS;
use stable_sgd::method::registry;
use stable_sgd::problem;
use stable_sgd::structure::Settings;
use stable_sgd_analysis::experiment::{Configured, Experiment, Format, render, trace_csv};
use stable_sgd_analysis::output::{self, Usage};
use stable_sgd_analysis::reproduce::SweepsAsked;
use stable_sgd_analysis::sweep::{self, Shard, slurm};
use stable_sgd_analysis::{certificate, claim, reproduce, table, theorem};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const AFTER_HELP: &str = "\
Examples:
  stable-sgd                                       reproduce everything into out/
  stable-sgd run challenging                       the published experiment
  stable-sgd run challenging --set seed=7 --format json
  stable-sgd run language --set python=3 --trace steps.csv
  stable-sgd run challenging --method sgd,stable_sgd,packaged --paired
  stable-sgd run challenging --method stable_sgd --set stable.temporal_stability=0.1
  stable-sgd claims H1                             one claim with its evidence
  stable-sgd certify leapfrog_kdk sgd              what they preserve, with proofs
  stable-sgd certify nesterov --problem quadratic  the same on one problem
  stable-sgd theorem E4                            one theorem with its evidence
  stable-sgd sweep penalty_weight                  every run of a plan, into out/sweeps/
  stable-sgd sweep my.toml --slurm --submit        the same on a cluster
  stable-sgd list                                  experiments, keys, methods, problems

Exit status: 0 done, 1 failed, 2 wrong use.";

/// Reproduces the StableSGD paper, and runs its experiments with other settings.
#[derive(Parser)]
#[command(name = "stable-sgd", version, after_help = AFTER_HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The folder for results (without a command, as for `reproduce`)
    #[arg(long, default_value = "out", value_name = "DIR")]
    out: PathBuf,
    /// A folder with reference traces, verified as well [default: those in the program]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Runs both experiments, decides the claims, and writes every table and figure
    Reproduce {
        /// The folder for results; it is made where it is missing
        #[arg(long, default_value = "out", value_name = "DIR")]
        out: PathBuf,
        /// Runs the whole sweeps, not their quick versions; keeps them below DIR/sweeps
        #[arg(long)]
        full: bool,
        /// Takes over the chunks of sweeps that are there already
        #[arg(long, requires = "full")]
        resume: bool,
    },
    /// Runs one experiment, as published or with other settings
    #[command(after_help = "`stable-sgd list` names the keys with their defaults.\n\
        --trace columns: optimizer, then iteration, loss, distance, energy, penalty (challenging) or\n\
        epoch, batch, loss, epoch_loss, energy, penalty (language). A loss is that before the step, a\n\
        distance that after it.")]
    Run {
        /// challenging or language
        experiment: String,
        /// Sets a key; may be given many times
        #[arg(long = "set", value_name = "KEY=VALUE")]
        set: Vec<String>,
        /// Runs these registered methods in the place of the published pair
        #[arg(long, value_name = "NAME[,NAME..]", value_delimiter = ',')]
        method: Vec<String>,
        /// Gives every optimizer the same start, noise and clock
        #[arg(long)]
        paired: bool,
        /// How results are printed
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
        /// Writes every step to this file, as CSV
        #[arg(long, value_name = "FILE")]
        trace: Option<PathBuf>,
    },
    /// The ledger of the paper's claims, or one claim with its evidence
    Claims {
        /// A claim's id, R1 for example
        id: Option<String>,
        /// How the ledger is printed
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// What each method preserves: proved for all parameters, or refuted exactly
    #[command(
        after_help = "Signs: ✓ proved, = exact at rational points, ~ tested, ✗ refuted with an exact counterexample,\n\
        ? undecided, · not applicable. The proofs run the registered step itself on symbols; the evidence\n\
        follows the matrix."
    )]
    Certify {
        /// Registered methods; without any, all of them
        method: Vec<String>,
        /// On this problem alone, whose own properties come first
        #[arg(long, value_name = "NAME")]
        problem: Option<String>,
        /// One property alone, by its id
        #[arg(long, value_name = "ID")]
        property: Option<String>,
        /// How certificates are printed
        #[arg(long, value_enum, default_value = "table")]
        format: certificate::Format,
        /// Points that are sampled where there is neither a proof nor a counterexample
        #[arg(long, default_value_t = 256, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        cases: u32,
        /// The seed of the points
        #[arg(long, default_value_t = 0, value_name = "N")]
        seed: u64,
        /// Fails where a verdict or value is not that of this file (as --format json prints)
        #[arg(long, value_name = "FILE")]
        expect: Option<PathBuf>,
        /// Computes each witness of this file again, and nothing else
        #[arg(long, value_name = "FILE", conflicts_with_all = ["method", "problem", "property", "expect"])]
        replay: Option<PathBuf>,
    },
    /// What is proved and refuted of the paper's method and of those beside it
    #[command(after_help = "Each sentence is settled anew; `seconds` is the time that its whole theorem took.")]
    Theorem {
        /// A theorem's id, E4 for example; without any, all of them
        id: Option<String>,
        /// How theorems are printed
        #[arg(long, value_enum, default_value = "table")]
        format: theorem::Format,
    },
    /// Every run of a plan: problems, methods, grids of their numbers, and seeds
    Sweep(Sweep),
    /// One table of the chunks of a sweep that was run in shards
    Merge {
        /// The sweep's folder
        dir: PathBuf,
    },
    /// Experiments, keys with their defaults, methods and problems
    List,
}

#[derive(clap::Args)]
#[command(
    after_help = "Chunks have the same bytes for any number of threads or shards. A sweep that was killed goes on\n\
    with --resume and loses no finished chunk. --slurm writes an array job whose tasks are shards, and a job that merges them."
)]
struct Sweep {
    /// A committed plan (`list` names them), or a TOML file
    plan: String,
    /// The folder for its chunks and its table [default: out/sweeps/NAME]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Threads [default: as many as there are processors; with --slurm 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Computes every N-th chunk alone, from the I-th on, and does not merge
    #[arg(long, value_name = "I/N", conflicts_with = "slurm")]
    shard: Option<Shard>,
    /// Keeps the chunks that are there, and computes the others
    #[arg(long)]
    resume: bool,
    /// Runs the quick version that the plan has
    #[arg(long)]
    quick: bool,
    /// The longest time that the sweep may be estimated to take
    #[arg(long, default_value_t = 24.0, value_name = "H", value_parser = hours)]
    hours: f64,
    /// Writes the jobs of Slurm in the place of running the sweep
    #[arg(long)]
    slurm: bool,
    /// Submits them
    #[arg(long, requires = "slurm")]
    submit: bool,
    /// Tasks of the array job
    #[arg(long, default_value_t = 8, value_name = "N", requires = "slurm", value_parser = clap::value_parser!(u64).range(1..=100_000))]
    tasks: u64,
}

/// A number of hours above 0.
fn hours(text: &str) -> Result<f64, String> {
    let parsed = text.parse().ok().filter(|hours: &f64| hours.is_finite() && *hours > 0.0);
    parsed.ok_or_else(|| format!("expected a number of hours above 0, found {text}"))
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match execute(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line: the context from the outside in, what went wrong last.
            eprintln!("stable-sgd: {error:#}");
            if error.is::<Usage>() { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}

fn execute(arguments: Arguments) -> Result<()> {
    let data = arguments.data.as_deref();
    match arguments.command {
        None => reproduce::reproduce(&arguments.out, data, SweepsAsked::Quick),
        Some(Command::Reproduce { out, full: true, resume }) => {
            reproduce::reproduce(&out, data, SweepsAsked::Full { resume })
        }
        Some(Command::Reproduce { out, .. }) => reproduce::reproduce(&out, data, SweepsAsked::Quick),
        Some(Command::Run { experiment, set, method, paired, format, trace }) => {
            let configured = Experiment::named(&experiment)?.configure(&set, &method, paired)?;
            run(&configured, format, trace.as_deref())
        }
        Some(Command::Claims { id, format }) => claims(id.as_deref(), format, data),
        Some(Command::Certify { replay: Some(file), .. }) => output::print(&certificate::replay(&file)?),
        Some(Command::Certify { method, problem, property, format, cases, seed, expect, replay: None }) => {
            let settings = Settings { cases: cases as usize, seed };
            let property = property.as_deref();
            let found = match problem {
                None => certificate::certificates(&method, property, &settings)?,
                Some(problem) => certificate::on_problem(&problem, &method, property, &settings)?,
            };
            output::print(&certificate::render(&found, format)?)?;
            expect.map_or(Ok(()), |file| certificate::compare(&found, &file))
        }
        Some(Command::Theorem { id, format }) => {
            let settled = theorem::settle(&theorem::chosen(id.as_deref())?);
            output::print(&theorem::render(&settled, format, id.is_some())?)
        }
        Some(Command::Sweep(arguments)) => output::print(&sweep(&arguments)?),
        Some(Command::Merge { dir }) => output::print(&sweep::merge(&dir)?),
        Some(Command::List) => output::print(&list()),
    }
}

fn sweep(arguments: &Sweep) -> Result<String> {
    let scale = if arguments.quick { sweep::Scale::Quick } else { sweep::Scale::Full };
    let plan = sweep::load(&arguments.plan, scale)?;
    let out = arguments.out.clone().unwrap_or_else(|| Path::new("out/sweeps").join(&plan.name));
    let threads = arguments.threads.map(usize::from);
    if arguments.slurm {
        let jobs = slurm::write(&plan, &out, arguments.tasks, threads.unwrap_or(1))?;
        let (array, merge) = (jobs.array.display(), jobs.merge.display());
        if !arguments.submit {
            return Ok(format!("sbatch --parsable {array}\nsbatch --dependency=afterok:JOB {merge}\n"));
        }
        let [array, merge] = jobs.submit()?;
        return Ok(format!("submitted the array {array}, and {merge} that merges after it\n"));
    }
    let shard = arguments.shard.unwrap_or(Shard::WHOLE);
    sweep::run(&plan, &sweep::Options { out, threads, shard, resume: arguments.resume, hours: arguments.hours })
}

fn run(configured: &Configured, format: Format, trace: Option<&Path>) -> Result<()> {
    if let Some(path) = trace {
        output::check_writable(path)?;
    }
    let outcomes = configured.run()?;
    if let Some(path) = trace {
        let batches = match configured {
            Configured::Challenging(_) => 1,
            Configured::Language(settings) => settings.batches,
        };
        output::write(path, trace_csv(&outcomes, batches).as_bytes())?;
    }
    output::print(&render(&outcomes, format))
}

fn claims(id: Option<&str>, format: Format, data: Option<&Path>) -> Result<()> {
    let ids: Vec<&str> = claim::all().iter().map(|claim| claim.id).collect();
    if let Some(id) = id.filter(|id| !ids.contains(id)) {
        return Err(output::unknown("claim", id, &ids));
    }
    let ledger = reproduce::published_ledger(data)?;
    let chosen: Vec<claim::Entry> = ledger.into_iter().filter(|e| id.is_none_or(|id| e.claim.id == id)).collect();
    output::print(&match format {
        Format::Json => chosen.iter().map(|entry| format!("{}\n", entry.json())).collect(),
        Format::Csv => String::from_utf8_lossy(&claim::table(&chosen).csv()?).into_owned(),
        Format::Table if id.is_some() => chosen.iter().map(claim::Entry::text).collect(),
        Format::Table => table::aligned(&claim::table(&chosen).rows()),
    })
}

fn list() -> String {
    let mut text = String::new();
    for experiment in Experiment::ALL {
        text += &format!("experiment {}\n", experiment.name());
        let keys = experiment.keys();
        let rows: Vec<Vec<String>> = keys
            .iter()
            .map(|key| vec![format!("  {}", key.name), key.default.to_string(), key.meaning.to_string()])
            .collect();
        text += &table::aligned(&rows);
        text.push('\n');
    }
    text += "problems\n";
    for problem in problem::ALL {
        text += &format!(
            "  {}\n    loss: {}\n    {}\n    source: {}\n",
            problem.name, problem.loss, problem.remark, problem.source
        );
    }
    text += "\nplans\n";
    let plans = PLANS.iter().filter_map(|(name, _)| sweep::load(name, sweep::Scale::Full).ok());
    let rows: Vec<Vec<String>> = plans.map(|plan| vec![format!("  {}", plan.name), plan.title]).collect();
    text += &table::aligned(&rows);
    text += "\nmethods\n";
    for entry in registry::all() {
        let d = entry.description;
        text += &format!("  {}\n    {}\n    source: {}\n", d.name, d.formula, d.source);
        for difference in d.differences {
            text += &format!("    differs: {difference}\n");
        }
    }
    text
}
