//! `stable-sgd`: reproduces the StableSGD paper, and runs its experiments with
//! other settings.

mod cli;
#[cfg_attr(not(feature = "tables"), path = "without_tables.rs")]
#[cfg_attr(feature = "tables", path = "with_tables.rs")]
mod tables;

use anyhow::Result;
use clap::Parser;
use cli::{Arguments, Command};
use stable_sgd::data::PLANS;
use stable_sgd::method::registry;
use stable_sgd::problem::language;
use stable_sgd::structure::Settings;
use stable_sgd::task;
use stable_sgd_analysis::experiment::{self, Configured, Experiment, RunFormat, trace_csv};
use stable_sgd_analysis::output::{self, Usage};
use stable_sgd_analysis::render::{Format, render};
use stable_sgd_analysis::{certificate, cite, claim, deadline, question, rule, same, sweep, table, theorem};
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
        None => tables::reproduce(&arguments.out, data, None),
        Some(Command::Reproduce { out, full, resume }) => tables::reproduce(&out, data, full.then_some(resume)),
        Some(Command::Run { problem, set, method, paired, unpaired, format, trace }) => {
            // Whoever names methods compares them; the published pair runs as it was published.
            let paired = paired || (!method.is_empty() && !unpaired);
            let configured = Experiment::named(&problem)?.configure(&set, &method, paired)?;
            run(&configured, format, trace.as_deref())
        }
        Some(Command::Claims { id, format, out }) => claims(id.as_deref(), format, data, &out),
        Some(Command::Certify { replay: Some(file), seconds, .. }) => {
            deadline::start(seconds);
            output::print(&certificate::replay(&file)?)
        }
        Some(Command::Certify { method, problem, property, format, cases, seed, seconds, expect, replay: None }) => {
            deadline::start(seconds);
            let settings = Settings { cases: cases as usize, seed };
            let property = property.as_deref();
            let found = match problem {
                None => certificate::certificates(&method, property, &settings)?,
                Some(problem) => certificate::on_problem(&problem, &method, property, &settings)?,
            };
            let text = match format {
                Format::Rust => certificate::rust_tests(&found),
                _ => render(&certificate::ledger("Certificates", &found), format, true)?,
            };
            output::print(&text)?;
            expect.map_or(Ok(()), |file| certificate::compare(&found, &file))
        }
        Some(Command::Same { first, second, format, seconds }) => {
            deadline::start(seconds);
            output::print(&same::compared(&first, &second, format)?)
        }
        Some(Command::Show { rule, to }) => output::print(&rule::shown(&rule, to)?),
        Some(Command::Theorem { id, format }) => {
            let settled = theorem::settle_all(&theorem::chosen(id.as_deref())?);
            output::print(&render(&theorem::ledger(&settled, true), format, id.is_some())?)
        }
        Some(Command::Sweep(arguments)) => output::print(&tables::sweep(&arguments)?),
        Some(Command::Merge { dir }) => output::print(&tables::merge(&dir)?),
        Some(Command::List) => output::print(&list()),
        Some(Command::Cite { format, out }) => output::print(&cite::render(format, &out)?),
        Some(Command::Completions { shell }) => output::print(&cli::completions(shell)),
        Some(Command::Man { dir: None }) => output::print(&cli::man_page()?),
        Some(Command::Man { dir: Some(dir) }) => output::print(&cli::write_man_pages(&dir)?),
    }
}

fn run(configured: &Configured, format: RunFormat, trace: Option<&Path>) -> Result<()> {
    if let Some(path) = trace {
        output::check_writable(path)?;
    }
    let outcomes = configured.run()?;
    if let Some(path) = trace {
        let batches = match configured {
            Configured::Challenging(_) | Configured::Task(_) => 1,
            Configured::Language(settings) => settings.batches,
        };
        output::write(path, trace_csv(&outcomes, batches).as_bytes())?;
    }
    output::print(&experiment::render(&outcomes, format))
}

fn claims(id: Option<&str>, format: Format, data: Option<&Path>, out: &Path) -> Result<()> {
    let ids: Vec<&str> = question::claims::all().iter().map(|claim| claim.id).collect();
    if let Some(id) = id.filter(|id| !ids.contains(id)) {
        return Err(output::unknown("claim", id, &ids));
    }
    let asked: Vec<&str> = ids.iter().copied().filter(|known| id.is_none_or(|id| *known == id)).collect();
    let chosen = question::claims::published(&asked, data, out)?;
    output::print(&render(&claim::ledger(&chosen), format, id.is_some())?)
}

fn list() -> String {
    let mut text = String::new();
    for experiment in Experiment::PUBLISHED {
        text += &format!("experiment {}\n", experiment.name());
        let keys = experiment.keys().unwrap_or_default();
        let rows: Vec<Vec<String>> = keys
            .iter()
            .map(|key| vec![format!("  {}", key.name), key.default.to_string(), key.meaning.to_string()])
            .collect();
        text += &table::aligned(&rows);
        text.push('\n');
    }
    text += "problems\n";
    let rows = task::all().into_iter().map(|row| (row.description, row.settings));
    for (problem, settings) in rows.chain([(language::DESCRIPTION, &[][..])]) {
        text += &format!(
            "  {}\n    loss: {}\n    {}\n    source: {}\n",
            problem.name, problem.loss, problem.remark, problem.source
        );
        let settings: Vec<String> =
            settings.iter().map(|setting| format!("{} = {}", setting.name, setting.default().short())).collect();
        if !settings.is_empty() {
            text += &format!("    settings: {}\n", settings.join(", "));
        }
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
