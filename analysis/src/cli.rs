//! The command line: what may be asked, its help, its completions and its manual.

use anyhow::Result;
use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use clap_mangen::Man;
use stable_sgd_analysis::experiment::RunFormat;
use stable_sgd_analysis::output::OutputFolder;
use stable_sgd_analysis::render::Format;
use stable_sgd_analysis::rule::Written;
use stable_sgd_analysis::same::Form;
use stable_sgd_analysis::sweep::Shard;
use stable_sgd_analysis::{cite, deadline};
use std::iter;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What the program is called.
const NAME: &str = "stable-sgd";

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
  stable-sgd certify \"v' = μ v + η g; q' = q − v'\"  the same of a rule of your own
  stable-sgd certify adam.json                     the same of a rule that was traced
  stable-sgd show adam.json                        a rule as text
  stable-sgd same optax.adam keras.optimizers.Adam whether two rules are the same
  stable-sgd show adam.json --to python            the same for optax; also latex, rust, json
  stable-sgd theorem E4                            one theorem with its evidence
  stable-sgd sweep penalty_weight                  every run of a plan, into out/sweeps/
  stable-sgd sweep my.toml --slurm --submit        the same on a cluster
  stable-sgd list                                  experiments, keys, methods, problems
  stable-sgd cite                                  BibTeX, with the digest of out/

Exit status: 0 done, 1 failed, 2 wrong use, 3 not done in --seconds.";

/// Reproduces the StableSGD paper, and runs its experiments with other settings.
#[derive(Parser)]
#[command(name = NAME, version, after_help = AFTER_HELP)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The folder for results (without a command, as for `reproduce`)
    #[arg(long, default_value = "out", value_name = "DIR")]
    pub out: PathBuf,
    /// A folder with reference traces, verified as well [default: those in the program]
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

#[derive(Subcommand)]
pub enum Command {
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
    /// Runs methods on one problem: the paper's experiments as published, any other, other settings
    #[command(after_help = "`stable-sgd list` names problems and keys with their defaults. challenging and language\n\
        draw their random numbers as the paper's programs do; every other problem draws those of a sweep.\n\
        A run has diverged at the first step at which its loss, its energy or its point is not finite.\n\
        --trace columns: optimizer, then iteration, loss, distance, energy, penalty, or for language\n\
        epoch, batch, loss, epoch_loss, energy, penalty. A loss is that before the step, a\n\
        distance that after it.")]
    Run {
        /// challenging, language, or another problem
        problem: String,
        /// Sets a key; may be given many times
        #[arg(long = "set", value_name = "KEY=VALUE")]
        set: Vec<String>,
        /// Runs these in the place of the published pair: registered methods, files with a rule, or
        /// a rule that has no comma
        #[arg(long, value_name = "NAME[,NAME..]", value_delimiter = ',')]
        method: Vec<String>,
        /// Gives every optimizer the same start, noise and clock, as with --method
        #[arg(long, conflicts_with = "unpaired")]
        paired: bool,
        /// With --method, gives each optimizer a start and a noise of its own
        #[arg(long, requires = "method")]
        unpaired: bool,
        /// How results are printed
        #[arg(long, value_enum, default_value = "table")]
        format: RunFormat,
        /// Writes every step to this file, as CSV; a link is followed, a pipe is written to
        #[arg(long, value_name = "FILE")]
        trace: Option<PathBuf>,
    },
    /// The ledger of the paper's claims, or one claim with its evidence
    #[command(
        after_help = "A claim computes what it rests on, and no more. Sweeps run in their quick versions; what\n\
        a reproduction left in --out is read in their place where it fits its plan."
    )]
    Claims {
        /// A claim's id, R1 for example
        id: Option<String>,
        /// How the ledger is printed
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
        /// The folder of a reproduction, whose sweeps are read
        #[arg(long, value_name = "DIR", default_value = "out")]
        out: PathBuf,
    },
    /// A rule in another form: a text that reads back to the same graph, LaTeX, Rust, Python, or the graph
    #[command(
        after_help = "The Rust is the rule to the bit, the Python to rounding. What a language cannot say is refused\n\
        with the remedy, as a counter that no formula of the step gives."
    )]
    Show {
        /// A registered method, a file with a rule (FILE.rule, FILE.json), or the rule itself
        rule: String,
        /// How it is written
        #[arg(long, value_enum, default_value = "text")]
        to: Written,
    },
    /// Whether two rules are the same: proved, with how their numbers and slots follow from each
    /// other, or refuted at the first step that differs
    Same {
        /// A registered method, a rule that a library ships (optax.adam), a file, or the rule itself
        first: String,
        /// The other
        second: String,
        /// How the comparison is printed
        #[arg(long, value_enum, default_value = "text")]
        format: Form,
        /// Ends the program, with exit status 3, where it is not done after so many seconds
        #[arg(long, value_name = "N", value_parser = deadline::seconds)]
        seconds: Option<Duration>,
    },
    /// What each method preserves: proved for all parameters, or refuted exactly
    #[command(
        after_help = "Signs: ✓ proved, = exact at rational points, ~ tested, ✗ refuted with an exact counterexample,\n\
        ? undecided, · not applicable. The proofs run the registered step itself on symbols; the evidence\n\
        follows the matrix."
    )]
    Certify {
        /// Registered methods, files with a rule (FILE.rule, FILE.json), or the rule itself; without
        /// any, all registered methods
        method: Vec<String>,
        /// On this problem alone, whose own properties come first
        #[arg(long, value_name = "NAME")]
        problem: Option<String>,
        /// One property alone, by its id
        #[arg(long, value_name = "ID")]
        property: Option<String>,
        /// How certificates are printed
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
        /// Points that are sampled where there is neither a proof nor a counterexample
        #[arg(long, default_value_t = 256, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        cases: u32,
        /// The seed of the points
        #[arg(long, default_value_t = 0, value_name = "N")]
        seed: u64,
        /// Ends the program, with exit status 3, where it is not done after so many seconds
        #[arg(long, value_name = "N", value_parser = deadline::seconds)]
        seconds: Option<Duration>,
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
        format: Format,
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
    /// How to cite this software, the paper, and a reproduction by the digest of its results
    #[command(after_help = "The digest is the SHA-256 of what `sha256sum` prints of every file, in the order of the\n\
        names, but for timings.json and sweeps/.")]
    Cite {
        /// How it is printed
        #[arg(long, value_enum, default_value = "bibtex")]
        format: cite::CitationFormat,
        /// The folder of the reproduction
        #[arg(long, default_value = "out", value_name = "DIR")]
        out: PathBuf,
    },
    /// A script that completes the command line, for the shell to read
    Completions {
        /// The shell
        shell: Shell,
    },
    /// The manual page, or all of them, a page a command, in a folder
    Man {
        /// The folder; it is made where it is missing
        dir: Option<PathBuf>,
    },
}

#[derive(clap::Args)]
#[command(
    after_help = "Chunks have the same bytes for any number of threads or shards. A sweep that was killed goes on\n\
    with --resume and loses no finished chunk. --slurm writes an array job whose tasks are shards, and a job that merges them."
)]
pub struct Sweep {
    /// A committed plan (`list` names them), or a TOML file
    pub plan: String,
    /// The folder for its chunks and its table [default: out/sweeps/NAME]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Threads [default: as many as there are processors; with --slurm 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Computes every N-th chunk alone, from the I-th on, and does not merge
    #[arg(long, value_name = "I/N", conflicts_with = "slurm")]
    pub shard: Option<Shard>,
    /// Keeps the chunks that are there, and computes the others
    #[arg(long)]
    pub resume: bool,
    /// Runs the quick version that the plan has
    #[arg(long)]
    pub quick: bool,
    /// The longest time that the sweep may be estimated to take
    #[arg(long, default_value_t = 24.0, value_name = "H", value_parser = hours)]
    pub hours: f64,
    /// Writes the jobs of Slurm in the place of running the sweep
    #[arg(long)]
    pub slurm: bool,
    /// Submits them
    #[arg(long, requires = "slurm")]
    pub submit: bool,
    /// Tasks of the array job
    #[arg(long, default_value_t = 8, value_name = "N", requires = "slurm", value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub tasks: u64,
}

/// A number of hours above 0.
fn hours(text: &str) -> Result<f64, String> {
    let parsed = text.parse().ok().filter(|hours: &f64| hours.is_finite() && *hours > 0.0);
    parsed.ok_or_else(|| format!("expected a number of hours above 0, found {text}"))
}

/// The script that makes `shell` complete the command line.
pub fn completions(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), NAME, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// The manual page of the program.
pub fn man_page() -> Result<String> {
    Ok(String::from_utf8_lossy(&page(documented())?).into_owned())
}

/// Writes a manual page for the program and for each of its commands; says which.
pub fn write_man_pages(dir: &Path) -> Result<String> {
    let folder = OutputFolder::prepare(dir, &[])?;
    let whole = documented();
    let mut written = String::new();
    for command in iter::once(&whole).chain(whole.get_subcommands()) {
        let file = format!("{}.1", command.get_display_name().unwrap_or(NAME));
        folder.write(&file, &page(command.clone())?)?;
        written += &format!("{}\n", dir.join(file).display());
    }
    Ok(written)
}

/// The command line as the manual shows it.
fn documented() -> clap::Command {
    let mut whole = Arguments::command().disable_help_subcommand(true);
    // Gives the commands the names `stable-sgd-run` and so on.
    whole.build();
    whole
}

/// A page in roff.
fn page(command: clap::Command) -> Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    Ok(page)
}
