//! `reproduce`: everything, into one folder.

use crate::claim::Judgement;
use crate::figure::Figure;
use crate::ledger::{Ledger, Statement};
use crate::output::{OutputFolder, print};
use crate::question::published::{self, Reproductions};
use crate::question::shipped::ShippedRules;
use crate::question::structure::{AllCertificates, Theorems};
use crate::render::{Format, render};
use crate::study::reference::Traces;
use crate::study::{Kept, Settings, Study, Sweeps, Watch};
use crate::sweep::Scale;
use crate::table::{Table, aligned};
use crate::{certificate, claim, question, report, theorem};
use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use stable_sgd::experiment::{Contender, challenging, language};
use stable_sgd::reference::{Agreement, Comparison};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Measured times: the only thing that differs between two runs. A stage's time is its own, without
/// that of stages within it.
struct Stopwatch {
    bar: ProgressBar,
    laps: Mutex<Laps>,
}

#[derive(Default)]
struct Laps {
    times: Vec<(&'static str, Duration)>,
    running: Vec<(&'static str, Duration)>,
    since: Option<Instant>,
}

impl Stopwatch {
    fn start(steps: usize) -> Self {
        // Hidden where standard error is no terminal.
        let bar = ProgressBar::new(steps as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Self { bar, laps: Mutex::default() }
    }

    fn laps(&self) -> MutexGuard<'_, Laps> {
        self.laps.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A stage of the writing, and a step of the bar.
    fn during<T>(&self, stage: &'static str, work: impl FnOnce() -> T) -> T {
        self.begin(stage);
        let done = work();
        self.end();
        self.bar.inc(1);
        done
    }
}

impl Watch for Stopwatch {
    fn begin(&self, stage: &'static str) {
        self.bar.set_message(stage);
        self.bar.tick();
        self.laps().begin(stage, Instant::now());
    }

    fn end(&self) {
        self.laps().end(Instant::now());
    }
}

impl Laps {
    fn begin(&mut self, stage: &'static str, now: Instant) {
        self.credit(now);
        self.running.push((stage, Duration::ZERO));
    }

    fn end(&mut self, now: Instant) {
        self.credit(now);
        let ended = self.running.pop();
        self.times.extend(ended);
    }

    /// Gives the time since the last event to the stage that runs.
    fn credit(&mut self, now: Instant) {
        if let (Some(since), Some((_, own))) = (self.since, self.running.last_mut()) {
            *own += now - since;
        }
        self.since = Some(now);
    }
}

/// Which sweeps are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SweepsAsked {
    /// The quick versions of the plans, their tables below the output folder.
    Quick,
    /// The whole plans, their chunks and tables below the output folder.
    Full {
        /// Whether chunks that are there already are taken over.
        resume: bool,
    },
}

/// Where the sweeps are kept below the output folder, and their quick versions below that.
pub use crate::question::claims::{QUICK, SWEEPS};

impl SweepsAsked {
    /// The committed plans.
    fn load(self, out: &Path) -> Result<Sweeps> {
        Ok(match self {
            Self::Quick => {
                let folder = out.join(SWEEPS).join(QUICK);
                std::fs::create_dir_all(&folder).with_context(|| format!("cannot write into {}", folder.display()))?;
                Sweeps { kept: Kept::Written(folder), ..question::sweeps(Scale::Quick)? }
            }
            Self::Full { resume } => {
                Sweeps { kept: Kept::Chunks { below: out.join(SWEEPS), resume }, ..question::sweeps(Scale::Full)? }
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
    let settings = Settings { sweeps: sweeps.load(out)?, ..Settings::published() };
    announce(&settings.sweeps, sweeps);
    let questions = question::all();
    let watch = Stopwatch::start(2 * questions.len() + 2);
    let study = Study::new(settings, &traces, &watch);
    let mut tables: Vec<Table> = Vec::new();
    for question in questions {
        for table in watch.during("tables", || question.tables(&study))?.into_iter().filter(|table| !table.is_empty()) {
            write_table(&folder, &table)?;
            tables.push(table);
        }
    }
    let mut figures: Vec<Figure> = Vec::new();
    for question in questions {
        for figure in watch.during("figures", || question.figures(&study))? {
            folder.write(&format!("figures/{}.svg", figure.name), figure.svg.as_bytes())?;
            figures.push(figure);
        }
    }
    let ledgers = watch.during("claims", || Ledgers::of(&study))?;
    write_table(&folder, &ledgers.claims.table)?;
    ledgers.write(&folder)?;
    watch.during("report", || {
        let Ledgers { claims, theorems, methods, problems, .. } = &ledgers;
        let certificates = [methods, problems];
        let content = report::PageContent { claims, theorems, certificates, tables: &tables, figures: &figures };
        folder.write("report.html", report::page(&study, &content)?.as_bytes())
    })?;
    watch.bar.finish_and_clear();
    write_times(&folder, &study, &watch, whole)?;
    print(&summary(&study, &ledgers, out)?)?;
    verdict(&study, out)
}

fn write_table(folder: &OutputFolder, table: &Table) -> Result<()> {
    folder.write(&format!("tables/{}.csv", table.name), &table.csv()?)?;
    folder.write(&format!("tables/{}.parquet", table.name), &table.parquet()?)?;
    folder.write(&format!("tables/{}.md", table.name), table.markdown().as_bytes())
}

/// The ledgers of a study.
struct Ledgers {
    claims: Ledger,
    theorems: Ledger,
    methods: Ledger,
    problems: Ledger,
    shipped: Ledger,
}

impl Ledgers {
    fn of(study: &Study) -> Result<Self> {
        let AllCertificates { methods, problems } = study.ask()?;
        Ok(Self {
            claims: claim::ledger(&question::claims::decide_all(study)?),
            theorems: theorem::ledger(&study.ask::<Theorems>()?.0, false),
            methods: certificate::ledger("What each method preserves", methods),
            problems: certificate::ledger("What is known of each problem", problems),
            shipped: study.ask::<ShippedRules>()?.ledger(),
        })
    }

    /// Claims and theorems as one JSON array each, certificates a line each, all of them as
    /// Markdown.
    fn write(&self, folder: &OutputFolder) -> Result<()> {
        for (name, ledger) in [("claims", &self.claims), ("theorems", &self.theorems)] {
            folder.write(&format!("{name}.json"), ledger.json_array()?.as_bytes())?;
            folder.write(&format!("{name}.md"), render(ledger, Format::Markdown, true)?.as_bytes())?;
        }
        let certificates = [("certificates", &self.methods), ("problems", &self.problems), ("shipped", &self.shipped)];
        for (name, ledger) in certificates {
            folder.write(&format!("{name}.jsonl"), render(ledger, Format::Json, true)?.as_bytes())?;
            folder.write(&format!("{name}.md"), render(ledger, Format::Markdown, true)?.as_bytes())?;
        }
        Ok(())
    }
}

fn write_times(folder: &OutputFolder, study: &Study, watch: &Stopwatch, whole: Instant) -> Result<()> {
    let steps = step_times(&study.settings)?;
    let mut stages: serde_json::Map<String, serde_json::Value> = serde_json::Map::new();
    let mut of_stage: BTreeMap<&str, f64> = BTreeMap::new();
    for (name, time) in &watch.laps().times {
        *of_stage.entry(name).or_default() += time.as_secs_f64();
    }
    stages.extend(of_stage.into_iter().map(|(name, time)| (name.to_owned(), time.into())));
    let theorems = study.ask::<Theorems>()?.0.iter();
    let proofs: serde_json::Map<_, _> = theorems.map(|row| (row.theorem.id.to_owned(), row.seconds.into())).collect();
    let times = json!({ "stages_s": stages, "theorems_s": proofs, "step_times": steps, "whole_s": whole.elapsed().as_secs_f64() });
    folder.write("timings.json", format!("{}\n", serde_json::to_string_pretty(&times)?).as_bytes())
}

/// Says what the whole sweeps cost before they begin.
fn announce(plans: &Sweeps, asked: SweepsAsked) {
    if asked != SweepsAsked::Quick {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let (runs, seconds) = plans.cost();
        let minutes = seconds / 60.0 / threads as f64;
        eprintln!(
            "{} sweeps, {runs} runs and those that judge what is tuned: about {minutes:.0} min on {threads} threads",
            plans.plans.len()
        );
    }
}

/// The error of a reproduction whose traces did not come out.
fn verdict(study: &Study, out: &Path) -> Result<()> {
    let reproductions = study.ask::<Reproductions>()?;
    if reproductions.agreement(study) == Agreement::None {
        let (total, out) = (reproductions.total(), out.display());
        bail!(
            "the traces were not reproduced: {} of {} values equal; see {out}/tables/bits.md",
            total.equal,
            total.values
        );
    }
    Ok(())
}

/// What the terminal shows: paper, reproduction, verdict, and where the files are.
fn summary(study: &Study, ledgers: &Ledgers, out: &Path) -> Result<String> {
    // Without the condition, which is the last column.
    let rows = published::results(study)?.rows();
    let mut text = aligned(&rows.iter().map(|row| row[..row.len() - 1].to_vec()).collect::<Vec<_>>());
    text.push('\n');
    for r in &study.ask::<Reproductions>()?.0 {
        let words = published::agreement_in_words(study, r.agreement);
        let Comparison { equal, values, .. } = r.comparison;
        text += &format!("{}: {equal} of {values} traced values equal to the bit ({words})\n", r.name);
    }
    let claims = &ledgers.claims.lines;
    let decided = claims.iter().filter(|line| line.verdict != "open").count();
    text += &format!(
        "\nclaims: {decided} of {} decided, {}\n",
        claims.len(),
        counts(claims.iter(), &Judgement::KINDS[..6])
    );
    let cells = ledgers.methods.lines.iter().chain(&ledgers.problems.lines);
    text += &format!("certificates: {}\n", counts(cells, &WORDS));
    text += &format!("theorems: {}\n", counts(ledgers.theorems.lines.iter(), &WORDS));
    let out = out.display();
    Ok(text + &format!("\n{out}/report.html   {out}/claims.md   {out}/tables/   {out}/figures/   {out}/timings.json\n"))
}

/// The verdicts of certificates and theorems, in the order in which they are counted.
const WORDS: [&str; 6] = ["proved", "exact", "tested", "refuted", "undecided", "not_applicable"];

/// How many lines have which verdict.
fn counts<'l>(lines: impl Iterator<Item = &'l Statement> + Clone, verdicts: &[&str]) -> String {
    let count = |verdict: &str| lines.clone().filter(|line| line.verdict == verdict).count();
    let shown = verdicts.iter().map(|verdict| (verdict, count(verdict))).filter(|(_, count)| *count > 0);
    shown.map(|(verdict, count)| format!("{count} {}", verdict.replace('_', " "))).collect::<Vec<_>>().join(", ")
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

    #[test]
    fn a_run_that_is_not_the_traces_is_an_error_that_counts() {
        let traces = Traces::load(None).expect("the reference traces");
        let of = |settings| verdict(&Study::new(settings, &traces, &()), Path::new("out"));
        assert!(of(Settings::published()).is_ok());
        let mut settings = Settings::published();
        settings.challenging.seed = 43;
        let error = of(settings).expect_err("another seed").to_string();
        assert_eq!(error, "the traces were not reproduced: 300 of 1050 values equal; see out/tables/bits.md");
    }

    /// A stage that waits for another has its own time alone.
    #[test]
    fn a_stage_has_its_own_time() {
        let (mut laps, start) = (Laps::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        laps.begin("outer", at(0));
        laps.begin("inner", at(1));
        laps.end(at(8));
        laps.end(at(10));
        assert_eq!(laps.times, [("inner", Duration::from_secs(7)), ("outer", Duration::from_secs(3))]);
    }
}
