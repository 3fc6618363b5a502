//! `stable-sgd`: reproduces the StableSGD paper, and runs its experiments with
//! other settings.

mod cli;

use anyhow::Result;
use clap::Parser;
use cli::{Arguments, Command};
use stable_sgd::data::PLANS;
use stable_sgd::method::registry;
use stable_sgd::problem;
use stable_sgd::structure::Settings;
use stable_sgd_analysis::experiment::{Configured, Experiment, Format, render, trace_csv};
use stable_sgd_analysis::output::{self, Usage};
use stable_sgd_analysis::reproduce::SweepsAsked;
use stable_sgd_analysis::sweep::{self, Shard, slurm};
use stable_sgd_analysis::{certificate, cite, claim, reproduce, table, theorem};
use std::path::Path;
use std::process::ExitCode;

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
        Some(Command::Cite { format, out }) => output::print(&cite::render(format, &out)?),
        Some(Command::Completions { shell }) => output::print(&cli::completions(shell)),
        Some(Command::Man { dir: None }) => output::print(&cli::man_page()?),
        Some(Command::Man { dir: Some(dir) }) => output::print(&cli::write_man_pages(&dir)?),
    }
}

fn sweep(arguments: &cli::Sweep) -> Result<String> {
    let scale = if arguments.quick { sweep::Scale::Quick } else { sweep::Scale::Full };
    let plan = sweep::load(&arguments.plan, scale)?;
    let out = arguments.out.clone().unwrap_or_else(|| Path::new("out/sweeps").join(&plan.name));
    let threads = arguments.threads.map(usize::from);
    if arguments.slurm {
        let jobs = slurm::write(&plan, &out, arguments.tasks, threads.unwrap_or(1))?;
        let (array, merge) = (jobs.array.display(), jobs.merge.display());
        if !arguments.submit {
            return Ok(format!("sbatch --parsable {array}\nsbatch --dependency=afterany:JOB {merge}\n"));
        }
        let [array, merge] = jobs.submit()?;
        return Ok(format!(
            "submitted the array {array}, and {merge} that merges after it, or says which chunks are missing\n"
        ));
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
