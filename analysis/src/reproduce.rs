//! `reproduce`: everything, into one folder.

use crate::figure;
use crate::output::{OutputFolder, print};
use crate::report;
use crate::study::reference::Traces;
use crate::study::sensitivity::Sweeps;
use crate::study::{STAGES, Settings, Study, Whole};
use crate::sweep::Scale;
use crate::table::aligned;
use crate::tables;
use crate::{certificate, claim, theorem};
use anyhow::{Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use stable_sgd::experiment::{Contender, challenging, language};
use stable_sgd::reference::Agreement;
use std::cell::RefCell;
use std::path::Path;
use std::time::{Duration, Instant};

/// Measured times: the only thing that differs between two runs.
struct Stopwatch {
    bar: ProgressBar,
    laps: Vec<(&'static str, Duration)>,
    running: Option<(&'static str, Instant)>,
}

impl Stopwatch {
    fn start() -> Self {
        // Hidden where standard error is no terminal.
        let bar = ProgressBar::new(STAGES + 3);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Self { bar, laps: Vec::new(), running: None }
    }

    fn stage(&mut self, name: &'static str) {
        self.stop();
        self.bar.set_message(name);
        self.running = Some((name, Instant::now()));
    }

    fn stop(&mut self) {
        if let Some((name, start)) = self.running.take() {
            self.laps.push((name, start.elapsed()));
            self.bar.inc(1);
        }
    }
}

/// Which sweeps are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SweepsAsked {
    /// The quick versions of the plans, in memory.
    Quick,
    /// The whole plans, their chunks and tables below the output folder.
    Full {
        /// Whether chunks that are there already are taken over.
        resume: bool,
    },
}

impl SweepsAsked {
    /// The committed plans.
    fn load(self, out: &Path) -> Result<Sweeps> {
        Ok(match self {
            Self::Quick => Sweeps::committed(Scale::Quick)?,
            Self::Full { resume } => {
                Sweeps { folder: Some((out.join("sweeps"), resume)), ..Sweeps::committed(Scale::Full)? }
            }
        })
    }
}

/// Runs everything, writes it below `out`, and prints paper, reproduction and
/// verdict.
///
/// # Errors
/// Where a reference file is missing or altered, the folder cannot be written,
/// or the paper was not reproduced: then everything is written all the same.
pub fn reproduce(out: &Path, data: Option<&Path>, sweeps: SweepsAsked) -> Result<()> {
    let whole = Instant::now();
    let traces = Traces::load(data)?;
    let folder = OutputFolder::prepare(out, &["tables", "figures"])?;
    let watch = RefCell::new(Stopwatch::start());
    let stage = |name| watch.borrow_mut().stage(name);
    let settings = Settings { sweeps: sweeps.load(out)?, ..Settings::published() };
    announce(&settings.sweeps, sweeps);
    let asked = Study::new(settings.clone(), &traces, &stage);
    let study = asked.whole()?;
    let ledger = claim::ledger(&asked)?;
    let tables = tables::all(&study, &ledger);
    stage("tables");
    for table in &tables {
        folder.write(&format!("tables/{}.csv", table.name), &table.csv()?)?;
        folder.write(&format!("tables/{}.parquet", table.name), &table.parquet()?)?;
        folder.write(&format!("tables/{}.md", table.name), table.markdown().as_bytes())?;
    }
    stage("figures");
    let figures = figure::all(&study)?;
    for figure in &figures {
        folder.write(&format!("figures/{}.svg", figure.name), figure.svg.as_bytes())?;
    }
    stage("report");
    let claims: Vec<_> = ledger.iter().map(claim::Entry::json).collect();
    folder.write("claims.md", claim::markdown(&ledger).as_bytes())?;
    folder.write("claims.json", format!("{}\n", serde_json::to_string_pretty(&claims)?).as_bytes())?;
    folder.write("theorems.md", theorem::markdown(study.theorems).as_bytes())?;
    let theorems = theorem::ledger(study.theorems);
    folder.write("theorems.json", format!("{}\n", serde_json::to_string_pretty(&theorems)?).as_bytes())?;
    let rows = [("certificates", study.certificates), ("problems", study.problems)];
    for (name, certificates) in rows {
        folder.write(&format!("{name}.md"), certificate::markdown(certificates).as_bytes())?;
        let lines = certificate::render(certificates, certificate::Format::Json)?;
        folder.write(&format!("{name}.jsonl"), lines.as_bytes())?;
    }
    folder.write("report.html", report::page(&study, &ledger, &tables, &figures)?.as_bytes())?;
    let mut watch = watch.borrow_mut();
    watch.stop();
    watch.bar.finish_and_clear();
    let steps = step_times(&settings)?;
    let laps: serde_json::Map<_, _> =
        watch.laps.iter().map(|(name, time)| ((*name).to_owned(), time.as_secs_f64().into())).collect();
    let proofs: serde_json::Map<_, _> =
        study.theorems.iter().map(|row| (row.theorem.id.to_owned(), row.seconds.into())).collect();
    let timings = json!({ "stages_s": laps, "theorems_s": proofs, "step_times": steps, "whole_s": whole.elapsed().as_secs_f64() });
    folder.write("timings.json", format!("{}\n", serde_json::to_string_pretty(&timings)?).as_bytes())?;
    print(&summary(&study, &ledger, out))?;
    verdict(&study, out)
}

/// Says what the whole sweeps cost before they begin.
fn announce(plans: &Sweeps, asked: SweepsAsked) {
    if asked != SweepsAsked::Quick {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let (runs, seconds) = plans.cost();
        let minutes = seconds / 60.0 / threads as f64;
        eprintln!(
            "{} sweeps, {runs} runs and those that judge what is tuned: about {minutes:.0} min on {threads} threads",
            plans.plans().count()
        );
    }
}

/// The error of a reproduction whose traces did not come out.
fn verdict(study: &Whole, out: &Path) -> Result<()> {
    let total = study.total();
    if study.agreement() == Agreement::None {
        let (equal, values, out) = (total.equal, total.values, out.display());
        bail!("the traces were not reproduced: {equal} of {values} values equal; see {out}/tables/bits.md");
    }
    Ok(())
}

/// What the terminal shows: paper, reproduction, verdict, and where the files are.
fn summary(study: &Whole, ledger: &[claim::Entry], out: &Path) -> String {
    let rows = tables::results(study).rows();
    let [quantity, paper, reproduced, verdict] = [0, 1, 2, 3];
    let shown = |row: &Vec<String>| -> Vec<String> {
        [quantity, paper, reproduced, verdict].iter().filter_map(|i| row.get(*i).cloned()).collect()
    };
    let mut text = aligned(&rows.iter().map(shown).collect::<Vec<_>>());
    text.push('\n');
    for r in study.reproductions {
        let words = tables::agreement_in_words(study, r.agreement);
        text += &format!(
            "{}: {} of {} traced values equal to the bit ({words})\n",
            r.name, r.comparison.equal, r.comparison.values
        );
    }
    let decided: Vec<_> = ledger.iter().filter(|entry| entry.is_decided()).collect();
    text += &format!("\nclaims: {} of {} decided", decided.len(), ledger.len());
    let kinds = ["reproduced", "reproduced_with_condition", "refuted", "contradicted_by_prior_art", "not_testable"];
    for kind in kinds {
        let count = decided.iter().filter(|entry| entry.finding.verdict.kind() == kind).count();
        if count > 0 {
            text += &format!(", {count} {}", kind.replace('_', " "));
        }
    }
    text += &format!("\n{}", settled(study));
    let out = out.display();
    text + &format!("\n\n{out}/report.html   {out}/claims.md   {out}/tables/   {out}/figures/   {out}/timings.json\n")
}

/// How many cells of the matrix and sentences of the theorems have which verdict.
fn settled(study: &Whole) -> String {
    let count = |verdicts: Vec<&str>| {
        let words = ["proved", "exact", "tested", "refuted", "undecided", "not_applicable"];
        let counts = words.map(|word| (word, verdicts.iter().filter(|verdict| **verdict == word).count()));
        let shown = counts.iter().filter(|(_, count)| *count > 0);
        shown.map(|(word, count)| format!("{count} {}", word.replace('_', " "))).collect::<Vec<_>>().join(", ")
    };
    let cells = study
        .certificates
        .iter()
        .chain(study.problems)
        .flatten()
        .map(|certificate| certificate.verdict.word())
        .collect();
    let sentences = study.theorems.iter().flat_map(|row| &row.parts).map(|part| part.verdict.word()).collect();
    format!("certificates: {}\ntheorems: {}", count(cells), count(sentences))
}

/// Times of a whole step, both optimizers from the same start, taken in turns:
/// the paper's "overhead" on this machine.
fn step_times(settings: &Settings) -> Result<serde_json::Value> {
    const TURNS: usize = 5;
    let median = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    let in_turns = |contenders: &[Contender],
                    steps: usize,
                    run: &dyn Fn(&Contender) -> Result<()>|
     -> Result<serde_json::Value> {
        let mut times = vec![Vec::new(); contenders.len()];
        for _ in 0..TURNS {
            for (contender, times) in contenders.iter().zip(&mut times) {
                let start = Instant::now();
                run(contender)?;
                times.push(start.elapsed().as_secs_f64() / steps as f64);
            }
        }
        let medians: Vec<f64> = times.into_iter().map(median).collect();
        let overhead = medians.get(1).map(|stable| stable / medians[0] - 1.0);
        Ok(json!({ "sgd_s": medians.first(), "stable_sgd_s": medians.get(1), "overhead": overhead, "turns": TURNS }))
    };
    let (challenging, language) = (&settings.challenging, &settings.language);
    let on_challenging = in_turns(&challenging.contenders, challenging.steps, &|contender| {
        let alone = challenging::Settings { contenders: vec![contender.clone()], ..challenging.clone() };
        challenging::run(&alone)?;
        Ok(())
    })?;
    let on_language = in_turns(&language.contenders, language.steps(), &|contender| {
        let alone = language::Settings { contenders: vec![contender.clone()], ..language.clone() };
        language::run(&alone)?;
        Ok(())
    })?;
    Ok(json!({ "challenging": on_challenging, "language": on_language }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_run_that_is_not_the_traces_is_an_error_that_counts() {
        let traces = Traces::load(None).expect("the reference traces");
        let of = |settings| {
            let stages = Cell::new(0);
            let stage = |_| stages.set(stages.get() + 1);
            let study = Study::new(settings, &traces, &stage);
            let found = verdict(&study.whole().expect("the study runs"), Path::new("out"));
            assert_eq!(stages.get(), STAGES, "the progress bar ends where the study does");
            found
        };
        assert!(of(Settings::published()).is_ok());
        let mut settings = Settings::published();
        settings.challenging.seed = 43;
        let error = of(settings).expect_err("another seed").to_string();
        assert_eq!(error, "the traces were not reproduced: 300 of 1050 values equal; see out/tables/bits.md");
    }
}
