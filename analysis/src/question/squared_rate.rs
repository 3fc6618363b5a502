//! Does the squared learning rate explain the gap to SGD? The gap, shared among the terms that
//! make it, and the language experiment over many seeds.

use super::Question;
use super::ablation::{Change, at_one_seed};
use super::energy_factor::{Changes, PLAN as VARIANTS, percent, share, share_of_gap};
use crate::claim::{Claim, Decision, Judgement};
use crate::compare::family::{Compared, Headline, PRINTED, compared};
use crate::compare::paired::{BOOTSTRAP, Paired};
use crate::compare::{CHALLENGING, NOISE, PUBLISHED, ROOT, SGD, SGD_SQUARED, TRUE_GRADIENT, columns};
#[cfg(feature = "tables")]
use crate::figure::{self, Figure};
use crate::statistics::{ConfidenceInterval, differences, shapley};
use crate::study::{Computed, Study};
use crate::sweep::{Cell, Results};
use crate::table::Table;
use anyhow::{Context, Result};
use rayon::prelude::*;
use stable_sgd::experiment::{Contender, Run, language};

/// The question.
pub struct SquaredRate;

/// The plan: every subset of the changes that lead to SGD.
const PLAN: &str = "terms";

impl Question for SquaredRate {
    fn plans(&self) -> &'static [&'static str] {
        &[PLAN]
    }

    fn claims(&self) -> &'static [Claim] {
        &[Claim {
            id: "H5",
            section: "-",
            statement: "the squared learning rate explains the gap (not in the paper)",
            subject: "both experiments",
            check: "lr → √lr, paired over many seeds; the share of the gap that this closes",
            notebook: None,
            decide: Some(|study| compared(study, "H5", |c| squared_rate(study, c))),
        }]
    }

    fn headlines(&self, study: &Study) -> Result<Vec<Headline>> {
        let variants = study.ask::<Changes>()?.0.as_ref();
        let on = |problem| variants.and_then(|variants| variants.to_sgd(problem, NOISE, ROOT));
        let language = study.ask::<LanguageSeeds>()?.0.as_ref().map(|language| &language.root);
        let found = [on(CHALLENGING), on(TRUE_GRADIENT), language].into_iter().flatten();
        Ok(found.map(|paired| Headline::of("H5", paired, PRINTED)).collect())
    }

    fn tables(&self, study: &Study) -> Result<Vec<Table>> {
        Ok(vec![table(&study.ask::<Gaps>()?.0)])
    }

    #[cfg(feature = "tables")]
    fn figures(&self, study: &Study) -> Result<Vec<Figure>> {
        figure::drawn(&[&drawn::explained_gap(&study.ask::<Gaps>()?.0)])
    }
}

/// The gap to SGD, shared among the terms, place by place.
struct Gaps(Vec<GapShares>);

impl Computed for Gaps {
    const STAGE: &'static str = "sweep: terms";

    fn compute(study: &Study) -> Result<Self> {
        let results = study.sweep(PLAN)?;
        Ok(Self(results.map(shares).transpose()?.unwrap_or_default()))
    }
}

/// The language experiment over many seeds, where that is asked for.
pub struct LanguageSeeds(pub Option<Language>);

impl Computed for LanguageSeeds {
    const STAGE: &'static str = "sweep: language";

    fn compute(study: &Study) -> Result<Self> {
        let seeds = study.settings.sweeps.language_seeds;
        let found = (seeds > 0).then(|| over_seeds(&study.settings.language, 0, seeds)).transpose();
        found.context("the language experiment over many seeds").map(Self)
    }
}

/// What was run, in words.
fn domain(study: &Study) -> String {
    let sweeps = &study.settings.sweeps;
    format!("{}; language: {} seeds", sweeps.domain(&[VARIANTS, PLAN]), sweeps.language_seeds)
}

/// The shares of the terms at one place.
#[derive(Clone, Debug)]
pub struct GapShares {
    /// The place.
    pub place: String,
    /// The problem's label.
    pub problem: String,
    /// The mean loss with no change and with all.
    pub ends: [ConfidenceInterval; 2],
    /// The mean of the loss with all changes minus that with none.
    pub gap: ConfidenceInterval,
    /// What each change adds.
    pub terms: Vec<TermShare>,
}

/// What one change adds to the loss.
#[derive(Clone, Debug)]
pub struct TermShare {
    /// The number that is changed.
    pub term: &'static str,
    /// Its value before and after.
    pub values: [f64; 2],
    /// On average over all orders of the changes.
    pub shapley: ConfidenceInterval,
    /// As the first change.
    pub first: ConfidenceInterval,
    /// As the last.
    pub last: ConfidenceInterval,
}

/// The shares at every place of a sweep of one method, whose numbers with two values are the
/// changes; the second value is that of SGD.
///
/// # Errors
/// Where a loss is not finite.
pub fn shares(results: &Results) -> Result<Vec<GapShares>> {
    let mut places: Vec<String> = results.cells.iter().map(|cell| results.place(cell)).collect();
    places.dedup();
    places.into_iter().map(|place| at(results, place)).collect()
}

fn at(results: &Results, place: String) -> Result<GapShares> {
    let cells: Vec<&Cell> = results.cells.iter().filter(|cell| results.place(cell) == place).collect();
    let (first, last) = cells.first().zip(cells.last()).context("a place without runs")?;
    // The first cell has every number's first value, the last every second one.
    let changes: Vec<(&'static str, [f64; 2])> = first
        .numbers
        .iter()
        .zip(&last.numbers)
        .filter(|((_, before), (_, after))| before != after)
        .map(|((name, before), (_, after))| (*name, [*before, *after]))
        .collect();
    let subset = |cell: &Cell| {
        let changed = |(name, [_, after]): &(&str, [f64; 2])| cell.number(name) == Some(*after);
        changes.iter().enumerate().filter(|(_, change)| changed(change)).map(|(i, _)| 1_usize << i).sum::<usize>()
    };
    let mut losses: Vec<&[f64]> = vec![&[]; cells.len()];
    for cell in &cells {
        losses[subset(cell)] = results.of_cell(cell, "final_loss");
    }
    let seeds = results.plan.seeds.count as usize;
    let of_seed = |seed: usize| shapley(changes.len(), |subset| losses[subset as usize][seed]);
    let by_seed = (0..seeds).map(of_seed).collect::<Result<Vec<_>, _>>().with_context(|| place.clone())?;
    let mean = |of: &dyn Fn(usize) -> f64| BOOTSTRAP.bca_mean(&(0..seeds).map(of).collect::<Vec<_>>());
    let term = |(i, (term, values)): (usize, &(&'static str, [f64; 2]))| {
        Ok(TermShare {
            term,
            values: *values,
            shapley: mean(&|seed| by_seed[seed].shapley[i])?,
            first: mean(&|seed| by_seed[seed].first[i])?,
            last: mean(&|seed| by_seed[seed].last[i])?,
        })
    };
    Ok(GapShares {
        problem: first.problem.clone(),
        ends: [mean(&|seed| by_seed[seed].none)?, mean(&|seed| by_seed[seed].all)?],
        gap: mean(&|seed| by_seed[seed].all - by_seed[seed].none)?,
        terms: changes.iter().enumerate().map(term).collect::<Result<_>>()?,
        place,
    })
}

/// StableSGD against SGD from the same models on the same batches.
#[derive(Clone, Debug)]
pub struct Language {
    /// At the published rates.
    pub published: Paired,
    /// SGD with its rate squared, as StableSGD's is, against StableSGD.
    pub squared: Paired,
    /// With √η in both of StableSGD's places, so that it moves by η as SGD does.
    pub root: Paired,
    /// The share of the gap at the published rates that √η closes, as means over the seeds.
    pub share: ConfidenceInterval,
}

/// The contender with another rate in all its places.
fn at_rate(contender: &Contender, label: &'static str, change: fn(f64) -> f64) -> Contender {
    let mut changed = contender.clone().called(label);
    let rate = change(contender.number("lr").unwrap_or(0.0));
    changed.set_number("lr", rate);
    changed.set_number("base_rate", rate);
    changed
}

/// Runs the experiment's two contenders, and each at the other's effective rate, for `seeds`
/// seeds from `first` on.
///
/// # Errors
/// Where the settings cannot run, or there are not two contenders.
fn over_seeds(settings: &language::Settings, first: u64, seeds: u64) -> Result<Language> {
    let [sgd, stable] = &settings.contenders[..] else { anyhow::bail!("two contenders are compared") };
    let contenders = vec![
        sgd.clone(),
        stable.clone(),
        at_rate(sgd, SGD_SQUARED, |rate| rate * rate),
        at_rate(stable, ROOT, f64::sqrt),
    ];
    let of_seed = |seed| {
        let contenders = contenders.clone();
        language::run(&language::Settings { seed, paired: true, contenders, ..settings.clone() })
    };
    let runs = (first..first + seeds).into_par_iter().map(of_seed).collect::<Result<Vec<Vec<Run>>, _>>()?;
    let losses = |i: usize| runs.iter().map(|runs| runs[i].final_loss()).collect::<Vec<f64>>();
    let [sgd, stable, squared, root] = [0, 1, 2, 3].map(losses);
    let place = "language";
    Ok(Language {
        published: Paired::of(place, [PUBLISHED, SGD], [&stable, &sgd])?,
        squared: Paired::of(place, [SGD_SQUARED, PUBLISHED], [&squared, &stable])?,
        share: share_of_gap(&differences(&root, &stable)?, &differences(&stable, &sgd)?)?,
        root: Paired::of(place, [ROOT, SGD], [&root, &sgd])?,
    })
}

fn squared_rate(study: &Study, compared: &Compared) -> Result<Decision> {
    /// It explains the gap where it closes at least so much of it.
    const EXPLAINS: f64 = 0.9;
    let places = [
        (CHALLENGING, share(study, CHALLENGING, ROOT)?),
        (TRUE_GRADIENT, share(study, TRUE_GRADIENT, ROOT)?),
        ("language", study.ask::<LanguageSeeds>()?.0.as_ref().map(|language| language.share)),
    ];
    if places.iter().any(|(_, share)| share.is_none()) {
        return Ok(Decision::not_run());
    }
    let explained = places.each_ref().map(|(_, share)| share.is_some_and(|share| share.low >= EXPLAINS));
    let named = |wanted: bool| {
        let names = places.iter().zip(explained).filter(|(_, explained)| *explained == wanted);
        names.map(|((name, _), _)| *name).collect::<Vec<_>>().join("; ")
    };
    let verdict = match explained.iter().filter(|explained| **explained).count() {
        3 => Judgement::Reproduced,
        0 => Judgement::Refuted,
        _ => Judgement::InPart(format!("on {}; refuted on {}", named(true), named(false))),
    };
    let shares: Vec<String> = places.iter().map(|(name, share)| format!("{} on {name}", percent(*share))).collect();
    let reason = format!("√η in both places closes {} of StableSGD's gap to SGD", shares.join(", "));
    let (name, text) = at_one_seed(study, Change::RootOfRate)?;
    let mut decision =
        compared.decision(verdict, reason)?.over(domain(study)).with(name, text).shown_in("explained_gap");
    for gap in &study.ask::<Gaps>()?.0 {
        for term in &gap.terms {
            let [before, after] = term.values;
            let name = |order: &str| format!("{}: {} from {before} to {after}, {order}", gap.place, term.term);
            decision = decision
                .with(name("over all orders"), term.shapley)
                .with(name("as the first change"), term.first)
                .with(name("as the last change"), term.last);
        }
    }
    Ok(decision)
}

fn table(gaps: &[GapShares]) -> Table {
    let rows: Vec<_> = gaps.iter().flat_map(|gap| gap.terms.iter().map(move |term| (gap, term))).collect();
    let mut columns = vec![
        ("place", columns::text(&rows, |(gap, _)| gap.place.clone())),
        ("term", columns::text(&rows, |(_, term)| term.term.to_owned())),
        ("published", columns::real(&rows, |(_, term)| term.values[0])),
        ("sgd", columns::real(&rows, |(_, term)| term.values[1])),
    ];
    columns.extend(columns::interval(&rows, ["gap", "gap_low", "gap_high"], |(gap, _)| gap.gap));
    columns.extend(columns::interval(&rows, ["shapley", "shapley_low", "shapley_high"], |(_, term)| term.shapley));
    columns.extend(columns::interval(&rows, ["first", "first_low", "first_high"], |(_, term)| term.first));
    columns.extend(columns::interval(&rows, ["last", "last_low", "last_high"], |(_, term)| term.last));
    Table { name: "gap_shares", title: "The gap from StableSGD to SGD shared among its terms".to_owned(), columns }
}

#[cfg(feature = "tables")]
mod drawn {
    use super::*;
    use crate::figure::{IntervalRow, Intervals, Style};

    pub(super) fn explained_gap(gaps: &[GapShares]) -> Intervals {
        let mut rows = Vec::new();
        for gap in gaps {
            let group = format!("{}: gap to SGD {}", gap.place, gap.gap);
            for term in &gap.terms {
                let [before, after] = term.values;
                let orders = [("over all orders", term.shapley, Style::StableSgd)];
                let orders = orders.into_iter().chain([
                    ("as the first change", term.first, Style::Described),
                    ("as the last change", term.last, Style::Packaged),
                ]);
                for (order, interval, style) in orders {
                    rows.push(IntervalRow {
                        label: format!("{} {before} → {after}, {order}", term.term.replace('_', " ")),
                        group: group.clone(),
                        low: interval.low,
                        estimate: interval.estimate,
                        high: interval.high,
                        style,
                        note: figure::short(interval.estimate),
                    });
                }
            }
        }
        let rate = |gap: &GapShares| {
            let share = gap.terms.iter().find(|term| term.term == "base_rate")?.shapley.estimate / gap.gap.estimate;
            Some(format!("{:.0} % on {}", 100.0 * share, gap.place))
        };
        let shares: Vec<String> = gaps.iter().filter_map(rate).collect();
        Intervals {
            name: "explained_gap".to_owned(),
            title: format!(
                "The squared rate's share of the gap to SGD, over all orders of the changes: {}",
                shares.join(", ")
            ),
            x_label: "change in mean final loss, 95 % interval".to_owned(),
            rows,
            reference: Some(("no change".to_owned(), 0.0)),
            legend: vec![
                ("over all orders (Shapley)".to_owned(), Style::StableSgd),
                ("as the first change".to_owned(), Style::Described),
                ("as the last change".to_owned(), Style::Packaged),
            ],
            ..Intervals::default()
        }
    }
}
