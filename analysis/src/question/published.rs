//! Do the published experiments come out, digit by digit and bit by bit?

use super::Question;
use crate::claim::{Claim, Decision, Judgement};
#[cfg(feature = "tables")]
use crate::figure::{self, Chart, Figure};
use crate::ledger::Datum;
use crate::study::{Computed, Study};
use crate::table::{Cells, Table};
use anyhow::Result;
use stable_sgd::experiment::{Run, challenging, language, metrics};
use stable_sgd::random::Python;
use stable_sgd::reference::{Agreement, Comparison, Row, Trace};

/// The question.
pub struct Experiments;

/// The challenging experiment: SGD, then StableSGD.
struct ChallengingRuns(Vec<Run>);

impl Computed for ChallengingRuns {
    const STAGE: &'static str = "challenging";

    fn compute(study: &Study) -> Result<Self> {
        Ok(Self(challenging::run(&study.settings.challenging)?))
    }
}

/// The challenging experiment: SGD, then StableSGD.
///
/// # Errors
/// Where it cannot run with these settings.
pub fn challenging<'s>(study: &'s Study) -> Result<&'s [Run]> {
    Ok(&study.ask::<ChallengingRuns>()?.0)
}

/// The language experiment under Python 2 and Python 3.
struct LanguageRuns([Vec<Run>; 2]);

impl Computed for LanguageRuns {
    const STAGE: &'static str = "language";

    fn compute(study: &Study) -> Result<Self> {
        let under = |python| language::run(&language::Settings { python, ..study.settings.language.clone() });
        Ok(Self([under(Python::Two)?, under(Python::Three)?]))
    }
}

/// The language experiment under Python 2 and under Python 3.
///
/// # Errors
/// Where it cannot run with these settings.
pub fn languages<'s>(study: &'s Study) -> Result<[&'s [Run]; 2]> {
    Ok(study.ask::<LanguageRuns>()?.0.each_ref().map(Vec::as_slice))
}

/// The language experiment under Python 2.
///
/// # Errors
/// Where it cannot run with these settings.
pub fn language<'s>(study: &'s Study) -> Result<&'s [Run]> {
    Ok(languages(study)?[0])
}

/// A comparison with a reference trace.
#[derive(Clone, Copy, Debug)]
pub struct Reproduction {
    /// The experiment and its condition.
    pub name: &'static str,
    /// How many values were compared and agree.
    pub comparison: Comparison,
    /// What that amounts to on this machine.
    pub agreement: Agreement,
}

/// Comparisons with the reference traces.
pub struct Reproductions(pub [Reproduction; 3]);

impl Computed for Reproductions {
    const STAGE: &'static str = "traces";

    fn compute(study: &Study) -> Result<Self> {
        let reproduction = |name, runs: &[Run], trace: &Trace| {
            let rows = |i: usize| runs.get(i).map_or(&[][..], |run| &run.rows);
            let mut comparison = Comparison::default();
            comparison.add_rows(rows(0), &trace.sgd);
            comparison.add_rows(rows(1), &trace.stable_sgd);
            Reproduction { name, comparison, agreement: comparison.agreement(study.platform.fingerprint) }
        };
        let [two, three] = languages(study)?;
        Ok(Self([
            reproduction("challenging", challenging(study)?, &study.traces.challenging),
            reproduction("language, Python 2", two, &study.traces.language2),
            reproduction("language, Python 3", three, &study.traces.language3),
        ]))
    }
}

impl Reproductions {
    /// All comparisons together.
    pub fn total(&self) -> Comparison {
        self.0.iter().fold(Comparison::default(), |sum, r| sum.and(r.comparison))
    }

    /// The weakest agreement of all, on the study's machine.
    pub fn agreement(&self, study: &Study) -> Agreement {
        self.total().agreement(study.platform.fingerprint)
    }
}

/// How a comparison with a trace is called.
pub fn agreement_in_words(study: &Study, agreement: Agreement) -> String {
    match agreement {
        Agreement::Bits => "reproduced to the bit".to_owned(),
        Agreement::LibraryBits => format!("reproduced, except the C library's last bits ({})", study.platform.name),
        Agreement::None => "not reproduced".to_owned(),
    }
}

impl Question for Experiments {
    fn claims(&self) -> &'static [Claim] {
        &[
            Claim {
                id: "R1",
                section: "3.1",
                statement: "LLM-style loss 87.48 (SGD) against 87.54 (StableSGD)",
                subject: "language",
                check: "run under both Pythons' random numbers, and compare the printed digits",
                notebook: Some("01_reproduction"),
                decide: Some(language_losses),
            },
            Claim {
                id: "R2",
                section: "3.1",
                statement: "challenging loss -18.52 (SGD) against -8.14 (StableSGD)",
                subject: "challenging",
                check: "run, and compare the printed digits",
                notebook: Some("01_reproduction"),
                decide: Some(challenging_losses),
            },
            Claim {
                id: "R4",
                section: "3.2",
                statement: "stability about 0.0002 for both (LLM-style)",
                subject: "language",
                check: "run under both Pythons, and round to the printed digit",
                notebook: None,
                decide: Some(language_stability),
            },
            Claim {
                id: "N2",
                section: "7",
                statement: "all code and analysis are available, and reproduce",
                subject: "the published programs",
                check: "which of the paper's numbers come out, and under which conditions",
                notebook: Some("01_reproduction"),
                decide: Some(availability),
            },
        ]
    }

    fn tables(&self, study: &Study) -> Result<Vec<Table>> {
        let [two, three] = languages(study)?;
        Ok(vec![
            results(study)?,
            bits(study)?,
            trace("challenging_trace", "Challenging, seed 42: every step", "iteration", challenging(study)?),
            trace("language_trace_python2", "Language, Python 2: every epoch", "epoch", two),
            trace("language_trace_python3", "Language, Python 3: every epoch", "epoch", three),
        ])
    }

    #[cfg(feature = "tables")]
    fn figures(&self, study: &Study) -> Result<Vec<Figure>> {
        figure::drawn(&[
            &challenging_loss(study)?,
            &challenging_energy(study)?,
            &language_loss(study)?,
            &language_energy(study)?,
        ])
    }
}

/// What the challenging experiment ran with, in words.
pub fn challenging_domain(study: &Study) -> String {
    let challenging::Settings { seed, steps, dimension, noise, .. } = study.settings.challenging;
    format!("seed {seed}, {steps} steps, {dimension} coordinates, noise {noise}")
}

/// What the language experiment ran with, in words.
pub fn language_domain(study: &Study) -> String {
    let language::Settings { seed, epochs, batches, .. } = study.settings.language;
    format!("seed {seed}, {epochs} epochs of {batches} batches")
}

/// Inputs of a sequence times ln V: the loss of a language model that knows nothing.
pub fn chance(study: &Study) -> f64 {
    let sizes = study.settings.language.sizes;
    (sizes.sequence - 1) as f64 * (sizes.vocabulary as f64).ln()
}

/// The final losses of the first two runs.
fn final_losses(runs: &[Run]) -> [f64; 2] {
    [0, 1].map(|i| runs.get(i).map_or(f64::NAN, Run::final_loss))
}

/// The deviation over the mean of the last losses of the first two runs.
fn stabilities(runs: &[Run]) -> [f64; 2] {
    [0, 1].map(|i| runs.get(i).and_then(|run| metrics::stability(&run.losses())).unwrap_or(f64::NAN))
}

/// The last distances of the first two runs.
fn last_distances(runs: &[Run]) -> [f64; 2] {
    [0, 1].map(|i| runs.get(i).and_then(|run| run.rows.last()?.distance).unwrap_or(f64::NAN))
}

/// Whether numbers have the digits that the paper prints.
fn are_printed(numbers: [f64; 2], paper: [&str; 2]) -> bool {
    let digits = |text: &str| text.split_once('.').map_or(0, |(_, digits)| digits.len());
    numbers.iter().zip(paper).all(|(x, text)| super::printed(*x, digits(text)) == text)
}

/// Numbers as they stand in a sentence.
fn listed(numbers: [f64; 2], digits: usize) -> String {
    numbers.map(|x| super::printed(x, digits)).join(" / ")
}

/// How many values of a trace came out.
fn traced(study: &Study, name: &str) -> Result<String> {
    let describe = |r: &Reproduction| {
        let Comparison { equal, values, largest_ulps, .. } = r.comparison;
        match r.agreement {
            Agreement::LibraryBits => format!(
                "{equal} of {values} values equal to the bit, the rest within {largest_ulps} ulp: the last bits of {}",
                study.platform.name
            ),
            Agreement::Bits | Agreement::None => format!("{equal} of {values} values equal to the bit"),
        }
    };
    let all = &study.ask::<Reproductions>()?.0;
    Ok(all.iter().find(|r| r.name == name).map_or_else(String::new, describe))
}

/// A verdict under both Pythons: reproduced where both give the paper's
/// digits, with a condition where one does.
fn by_python([two, three]: [bool; 2]) -> Judgement {
    match (two, three) {
        (true, true) => Judgement::Reproduced,
        (true, false) => Judgement::UnderCondition("under Python 2's random numbers, not Python 3's".to_owned()),
        (false, true) => Judgement::UnderCondition("under Python 3's random numbers, not Python 2's".to_owned()),
        (false, false) => Judgement::Refuted,
    }
}

const LANGUAGE_LOSSES: [&str; 2] = ["87.48", "87.54"];
const CHALLENGING_LOSSES: [&str; 2] = ["-18.52", "-8.14"];
const STABILITIES: [&str; 2] = ["0.0002"; 2];
const DISTANCES: [&str; 2] = ["2.97", "4.76"];

fn language_losses(study: &Study) -> Result<Decision> {
    let found = languages(study)?.map(final_losses);
    let verdict = by_python(found.map(|losses| are_printed(losses, LANGUAGE_LOSSES)));
    let [two, three] = found.map(|losses| listed(losses, 6));
    let reason = format!("the final losses are {two} with Python 2's choice and randint, {three} with Python 3's");
    Ok(Decision::new(verdict, reason)
        .valued(Datum::fixed_list(found[0], 6))
        .over(language_domain(study))
        .with("paper", LANGUAGE_LOSSES.join(" / "))
        .with("Python 2", Datum::fixed_list(found[0], 6))
        .with("Python 3", Datum::fixed_list(found[1], 6))
        .with("trace, Python 2", traced(study, "language, Python 2")?)
        .with("trace, Python 3", traced(study, "language, Python 3")?)
        .shown_in("language_loss"))
}

fn challenging_losses(study: &Study) -> Result<Decision> {
    let found = final_losses(challenging(study)?);
    let holds = are_printed(found, CHALLENGING_LOSSES);
    let verdict = if holds { Judgement::Reproduced } else { Judgement::Refuted };
    Ok(Decision::new(verdict, format!("the final losses are {}", listed(found, 6)))
        .valued(Datum::fixed_list(found, 6))
        .over(challenging_domain(study))
        .with("paper", CHALLENGING_LOSSES.join(" / "))
        .with("reproduced", Datum::fixed_list(found, 6))
        .with("trace", traced(study, "challenging")?)
        .shown_in("challenging_loss"))
}

fn language_stability(study: &Study) -> Result<Decision> {
    let runs = languages(study)?;
    let found = runs.map(stabilities);
    let chance = chance(study);
    let [two, three] = found.map(|stabilities| listed(stabilities, 8));
    let [losses_two, losses_three] = runs.map(|runs| listed(final_losses(runs), 2));
    let reason = format!(
        "deviation over mean of the last 20 epochs is {two} under Python 2, {three} under Python 3, around losses of {losses_two} and {losses_three}; chance level is {chance:.3}"
    );
    let verdict = by_python(found.map(|stabilities| are_printed(stabilities, STABILITIES)));
    Ok(Decision::new(verdict, reason)
        .valued(Datum::fixed_list(found[0], 8))
        .over(language_domain(study))
        .with("Python 2", Datum::fixed_list(found[0], 8))
        .with("Python 3", Datum::fixed_list(found[1], 8)))
}

/// A number of the paper, and what was computed for it under each Python.
struct Stated {
    quantity: &'static str,
    paper: &'static str,
    found: [f64; 2],
    /// Whether it depends on the Python.
    by_python: bool,
}

impl Stated {
    /// Which of the two have the paper's digits.
    fn comes_out(&self) -> [bool; 2] {
        self.found.map(|x| are_printed([x, x], [self.paper; 2]))
    }
}

/// The paper's numbers of section 3.
fn stated(study: &Study) -> Result<Vec<Stated>> {
    let (runs, [two, three]) = (challenging(study)?, languages(study)?);
    let of_both = |quantities: [&'static str; 2], paper: [&'static str; 2], of: fn(&[Run]) -> [f64; 2], by_python| {
        let found = if by_python { [of(two), of(three)] } else { [of(runs); 2] };
        [0, 1].map(|i| Stated {
            quantity: quantities[i],
            paper: paper[i],
            found: found.map(|numbers| numbers[i]),
            by_python,
        })
    };
    let language_losses = ["language, SGD, final loss", "language, StableSGD, final loss"];
    let stability = ["language, SGD, stability", "language, StableSGD, stability"];
    let losses = ["challenging, SGD, final loss", "challenging, StableSGD, final loss"];
    let distances = ["challenging, SGD, distance", "challenging, StableSGD, distance"];
    let all = [
        of_both(language_losses, LANGUAGE_LOSSES, final_losses, true),
        of_both(stability, STABILITIES, stabilities, true),
        of_both(losses, CHALLENGING_LOSSES, final_losses, false),
        of_both(distances, DISTANCES, last_distances, false),
    ];
    Ok(all.into_iter().flatten().collect())
}

fn availability(study: &Study) -> Result<Decision> {
    let numbers = stated(study)?;
    let [two, three] = [0, 1].map(|python| numbers.iter().filter(|number| number.comes_out()[python]).count());
    let reproductions = study.ask::<Reproductions>()?;
    let total = reproductions.total();
    let condition = match reproductions.agreement(study) {
        Agreement::Bits => "to the bit".to_owned(),
        Agreement::LibraryBits => {
            format!("except the last bits of {}, within {} ulp", study.platform.name, total.largest_ulps)
        }
        Agreement::None => "with differences".to_owned(),
    };
    let reason = format!(
        "of {} numbers in the paper {two} come out under Python 2's random numbers and {three} under Python 3's; {} of {} traced values agree {condition}; the packaged optimizer is a third method, which no experiment uses",
        numbers.len(),
        total.equal,
        total.values
    );
    let verdict = if two.max(three) < numbers.len() {
        Judgement::Refuted
    } else if two == three {
        Judgement::Reproduced
    } else {
        let python = if two > three { 2 } else { 3 };
        Judgement::UnderCondition(format!(
            "all numbers under Python {python} only; the packaged optimizer is a third method"
        ))
    };
    let domain = format!("challenging: {}; language: {}", challenging_domain(study), language_domain(study));
    let decision = Decision::new(verdict, reason)
        .over(domain)
        .with("C library", study.platform.name.clone())
        .with("traced values", usize::try_from(total.values).unwrap_or(usize::MAX))
        .with("equal to the bit", usize::try_from(total.equal).unwrap_or(usize::MAX));
    Ok(numbers.iter().fold(decision, |decision, Stated { quantity, paper, found: [two, three], .. }| {
        // As 0.1.0 called it.
        let name = quantity.replace("SGD, ", "SGD's ").replace("final ", "");
        decision.with(name, format!("paper {paper}, Python 2 {two:.6}, Python 3 {three:.6}"))
    }))
}

/// Paper against reproduction: the numbers of section 3.
///
/// # Errors
/// Where an experiment cannot run.
pub fn results(study: &Study) -> Result<Table> {
    let numbers = stated(study)?;
    let verdict = |number: &Stated| if number.comes_out()[0] { "reproduced" } else { "not reproduced" };
    let condition = |number: &Stated| if number.by_python { "Python 2's random numbers" } else { "" };
    let text = |of: &dyn Fn(&Stated) -> &'static str| Cells::Text(numbers.iter().map(|n| of(n).to_owned()).collect());
    Ok(Table {
        name: "results",
        title: "Paper against reproduction".to_owned(),
        columns: vec![
            ("quantity", text(&|n| n.quantity)),
            ("paper", text(&|n| n.paper)),
            ("reproduced", Cells::Real(numbers.iter().map(|n| Some(n.found[0])).collect())),
            ("verdict", text(&verdict)),
            ("condition", text(&condition)),
        ],
    })
}

/// Values compared with the traces, bit by bit.
fn bits(study: &Study) -> Result<Table> {
    let rows = &study.ask::<Reproductions>()?.0;
    let whole = |f: fn(&Reproduction) -> u64| Cells::Whole(rows.iter().map(|r| i64::try_from(f(r)).ok()).collect());
    Ok(Table {
        name: "bits",
        title: "Traces of the published programs, value by value".to_owned(),
        columns: vec![
            ("trace", Cells::Text(rows.iter().map(|r| r.name.to_owned()).collect())),
            ("values", whole(|r| r.comparison.values)),
            ("equal", whole(|r| r.comparison.equal)),
            ("largest_ulps", whole(|r| r.comparison.largest_ulps)),
            ("verdict", Cells::Text(rows.iter().map(|r| agreement_in_words(study, r.agreement)).collect())),
        ],
    })
}

fn trace(name: &'static str, title: &str, index: &'static str, runs: &[Run]) -> Table {
    let rows: Vec<_> =
        runs.iter().flat_map(|run| run.rows.iter().enumerate().map(move |(i, row)| (run, i, row))).collect();
    let real = |f: fn(&Row) -> Option<f64>| Cells::Real(rows.iter().map(|(_, _, row)| f(row)).collect());
    let mut columns = vec![
        ("optimizer", Cells::Text(rows.iter().map(|(run, ..)| run.optimizer.clone()).collect())),
        (index, Cells::Whole(rows.iter().map(|(_, i, _)| i64::try_from(*i).ok()).collect())),
        ("loss", real(|row| Some(row.loss))),
    ];
    if rows.iter().any(|(_, _, row)| row.distance.is_some()) {
        columns.push(("distance", real(|row| row.distance)));
    }
    columns.push(("energy", real(|row| row.energy)));
    Table { name, title: title.to_owned(), columns }
}

#[cfg(feature = "tables")]
fn challenging_loss(study: &Study) -> Result<Chart> {
    let runs = challenging(study)?;
    let title = format!("Challenging, as published: final loss {} (SGD against StableSGD)", figure::final_losses(runs));
    let lines = figure::curves(runs, |row| Some(row.loss));
    Ok(figure::chart("challenging_loss", title, [figure::STEP, figure::LOSS], lines))
}

/// The smallest and largest energy of the second run.
#[cfg(feature = "tables")]
fn energy_range(runs: &[Run]) -> (f64, f64) {
    let energies = runs.get(1).map(Run::energies).unwrap_or_default();
    energies.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), e| (low.min(*e), high.max(*e)))
}

#[cfg(feature = "tables")]
fn challenging_energy(study: &Study) -> Result<Chart> {
    let runs = challenging(study)?;
    let (low, high) = energy_range(runs);
    let title = format!("Challenging: the \"total energy\" of StableSGD moves between {low:.1} and {high:.1}");
    let lines = figure::curves(runs, |row| row.energy);
    Ok(figure::chart("challenging_energy", title, [figure::STEP, "Σ ½ v² + ½ s²"], lines))
}

#[cfg(feature = "tables")]
fn language_loss(study: &Study) -> Result<Chart> {
    let (runs, chance) = (language(study)?, chance(study));
    let mut lines = figure::curves(runs, |row| Some(row.loss));
    let sizes = study.settings.language.sizes;
    let label = format!("chance, {} ln {}", sizes.sequence - 1, sizes.vocabulary);
    lines.push(figure::level(&label, chance, runs));
    let title = format!(
        "Language, as published: final loss {}, at the chance level of {chance:.3}",
        figure::final_losses(runs)
    );
    Ok(figure::chart("language_loss", title, ["epoch", "mean loss of a sequence"], lines))
}

#[cfg(feature = "tables")]
fn language_energy(study: &Study) -> Result<Chart> {
    let runs = language(study)?;
    let (low, high) = energy_range(runs);
    let title = format!("Language: the \"total energy\" of StableSGD moves between {low:.3} and {high:.3}");
    let lines = figure::curves(runs, |row| row.energy);
    Ok(figure::chart("language_energy", title, ["epoch", "Σ ½ v² + ½ g² of the last batch"], lines))
}
