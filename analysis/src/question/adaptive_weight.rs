//! Does it help to adapt the weight of the penalty (the paper's section 5.1)?

use super::Question;
use crate::claim::{Claim, Decision, Judgement};
use crate::compare::against::Against;
use crate::compare::columns;
use crate::compare::group::{Adjusted, Group};
use crate::compare::paired::Paired;
#[cfg(feature = "tables")]
use crate::figure::{self, Figure};
use crate::statistics::{Ranking, median};
use crate::study::{Computed, Study};
use crate::sweep::{Cell, Results};
use crate::table::Table;
use anyhow::Result;

/// The question.
pub struct AdaptedWeights;

/// The plan: the weight of the penalty, adapting.
const PLAN: &str = "adaptive_weight";

impl Question for AdaptedWeights {
    fn plans(&self) -> &'static [&'static str] {
        &[PLAN]
    }

    fn claims(&self) -> &'static [Claim] {
        &[Claim {
            id: "F1",
            section: "5.1",
            statement: "adapting the penalty's weight helps",
            subject: "the penalty",
            check: "the weight adapting, as given and between bounds, against the weight fixed and against no penalty, paired; theorem P6",
            notebook: Some("04_penalty"),
            decide: Some(it_helps),
        }]
    }

    fn tables(&self, study: &Study) -> Result<Vec<Table>> {
        Ok(vec![table(&study.ask::<AdaptedAll>()?.all)])
    }

    #[cfg(feature = "tables")]
    fn figures(&self, study: &Study) -> Result<Vec<Figure>> {
        let AdaptedAll { all, adapting } = study.ask()?;
        figure::drawn(&[&drawn::adapting(all), &drawn::bounded(all, adapting)])
    }
}

/// What adaptation did everywhere.
struct AdaptedAll {
    all: Vec<Adapted>,
    /// An adapting weight against a fixed one and against none: one family.
    adapting: Group,
}

impl Computed for AdaptedAll {
    const STAGE: &'static str = "sweep: adaptive weight";

    fn compute(study: &Study) -> Result<Self> {
        let all = study.sweep(PLAN)?.map(adapted).transpose()?.unwrap_or_default();
        let against: Vec<Against> = all.iter().flat_map(|at| [&at.fixed, &at.none]).flatten().cloned().collect();
        Ok(Self { adapting: Group::of("an adapting weight", &against)?, all })
    }
}

/// Ends of a method's label, behind the form of the penalty.
const ADAPTING: &str = ", adapting";

/// The weight kept between two bounds.
const BOUNDED: &str = ", bounded";

/// The weight fixed where adaptation starts.
const FIXED: &str = ", fixed";

/// No penalty.
const NONE: &str = ", none";

/// What adaptation did at one place with one threshold.
#[derive(Clone, Debug)]
pub struct Adapted {
    /// The place with the threshold.
    pub place: String,
    /// The method's label.
    pub method: String,
    /// The threshold of the variance.
    pub threshold: f64,
    /// Seeds.
    pub seeds: usize,
    /// Runs that diverged.
    pub diverged: usize,
    /// The median of the largest weight of a run, and of its last.
    pub weights: [f64; 2],
    /// Against the weight fixed.
    pub fixed: Option<Against>,
    /// Against no penalty.
    pub none: Option<Against>,
}

/// Every method that adapts, place by place.
///
/// # Errors
/// Where an outcome is missing.
pub(super) fn adapted(results: &Results) -> Result<Vec<Adapted>> {
    let adapts = |cell: &&Cell| [ADAPTING, BOUNDED].iter().any(|end| cell.method.ends_with(end));
    results.cells.iter().filter(adapts).map(|cell| at(results, cell)).collect()
}

fn at(results: &Results, cell: &Cell) -> Result<Adapted> {
    let form = cell.method.trim_end_matches(ADAPTING).trim_end_matches(BOUNDED);
    let threshold = cell.number("adapt_threshold").unwrap_or(f64::NAN);
    let place = format!("{}, threshold {threshold}", results.place(cell));
    let against = |end: &str| -> Result<Option<Against>> {
        let Some(other) = results.beside(cell, &format!("{form}{end}")) else { return Ok(None) };
        Against::of(results, &place, [cell, other], "final_loss").map(Some)
    };
    let weights = ["largest_weight", "last_weight"].map(|name| median(results.of_cell(cell, name)).unwrap_or(f64::NAN));
    Ok(Adapted {
        threshold,
        method: cell.method.clone(),
        seeds: results.of_cell(cell, "final_loss").len(),
        diverged: results.of_cell(cell, "diverged_at").iter().filter(|step| !step.is_nan()).count(),
        weights,
        fixed: against(FIXED)?,
        none: against(NONE)?,
        place,
    })
}

fn it_helps(study: &Study) -> Result<Decision> {
    let AdaptedAll { all, adapting } = study.ask()?;
    if all.is_empty() {
        return Ok(Decision::not_run());
    }
    // It helps where it ends below the weight fixed, and below no penalty where there is such a run.
    let lower = |group: &Group, against: &Option<Against>| match against {
        Some(Against { paired, .. }) => group
            .find(&paired.place, [&paired.first, &paired.second])
            .is_some_and(|row| row.side == Ranking::FirstLower),
        None => true,
    };
    let helps = |at: &&Adapted| lower(adapting, &at.fixed) && lower(adapting, &at.none);
    let helped: Vec<String> = all.iter().filter(helps).map(|at| format!("{} on {}", at.method, at.place)).collect();
    let count = |end: &str| {
        let ends = all.iter().filter(|at| at.method.ends_with(end));
        ends.fold((0, 0), |(diverged, runs), at| (diverged + at.diverged, runs + at.seeds))
    };
    let ((given, runs), (bounded, bounded_runs)) = (count(ADAPTING), count(BOUNDED));
    let largest = all.iter().filter(|at| at.method.ends_with(ADAPTING)).map(|at| at.weights[0]).fold(0.0, f64::max);
    let reason = format!(
        "as given, {given} of {runs} runs diverged, and the weight reached {largest:.1e} (median of the worst case); between bounds {bounded} of {bounded_runs} did; below both the weight fixed and no penalty it ends in {} of {} cases",
        helped.len(),
        all.len()
    );
    let mut decision = Decision::new(Judgement::by_count(&helped, all.len()), reason)
        .valued(helped.len())
        .over(study.settings.sweeps.domain(&[PLAN]))
        .shown_in("adaptive_weight");
    let mut methods: Vec<&str> = Vec::new();
    for row in &adapting.rows {
        if !methods.contains(&row.paired.first.as_str()) {
            methods.push(&row.paired.first);
        }
    }
    for method in methods {
        let own =
            |second: &str| {
                let rows = adapting
                    .rows
                    .iter()
                    .filter(|row| row.paired.first == method && row.paired.second.ends_with(second));
                let rows: Vec<&Adjusted> = rows.collect();
                let on = |side| rows.iter().filter(|row| row.side == side).count();
                let clearly = rows.iter().filter(|row| row.clearly_lower()).count();
                (!rows.is_empty()).then(|| format!(
                "lower in {} (by more than 1 % of the descent in {clearly}), higher in {}, not told apart in {}",
                on(Ranking::FirstLower), on(Ranking::FirstHigher), on(Ranking::Inconclusive)
            ))
            };
        let diverged =
            all.iter().filter(|at| at.method == method).fold((0, 0), |(d, n), at| (d + at.diverged, n + at.seeds));
        decision = decision.with(format!("{method}: diverged"), format!("{} of {} runs", diverged.0, diverged.1));
        for (name, end) in [("the weight fixed", FIXED), ("no penalty", NONE)] {
            if let Some(counts) = own(end) {
                decision = decision.with(format!("{method}: against {name}"), counts);
            }
        }
    }
    let helping =
        |row: &&Adjusted| helped.iter().any(|name| *name == format!("{} on {}", row.paired.first, row.paired.place));
    for row in adapting.rows.iter().filter(helping) {
        decision = decision.with(row.paired.hypothesis(), row.sentence());
    }
    Ok(decision.with("comparisons", format!("{}, one family; all in tables/adaptive_weight.csv", adapting.rows.len())))
}

fn table(rows: &[Adapted]) -> Table {
    let of = |against: &Option<Against>, f: fn(&Paired) -> f64| against.as_ref().map(|against| f(&against.paired));
    Table {
        name: "adaptive_weight",
        title: "The weight of the penalty, adapting, against the weight fixed and against none".to_owned(),
        columns: vec![
            ("place", columns::text(rows, |row| row.place.clone())),
            ("method", columns::text(rows, |row| row.method.clone())),
            ("seeds", columns::whole(rows, |row| row.seeds)),
            ("diverged", columns::whole(rows, |row| row.diverged)),
            ("largest_weight", columns::real(rows, |row| row.weights[0])),
            ("last_weight", columns::real(rows, |row| row.weights[1])),
            ("minus_fixed", columns::maybe(rows, |row| of(&row.fixed, |p| p.interval.estimate))),
            ("minus_fixed_low", columns::maybe(rows, |row| of(&row.fixed, |p| p.interval.low))),
            ("minus_fixed_high", columns::maybe(rows, |row| of(&row.fixed, |p| p.interval.high))),
            ("minus_none", columns::maybe(rows, |row| of(&row.none, |p| p.interval.estimate))),
            ("minus_none_low", columns::maybe(rows, |row| of(&row.none, |p| p.interval.low))),
            ("minus_none_high", columns::maybe(rows, |row| of(&row.none, |p| p.interval.high))),
        ],
    }
}

#[cfg(feature = "tables")]
mod drawn {
    use super::*;
    use crate::figure::{Band, Chart, Line, Multiples, Style};
    use crate::statistics::clopper_pearson;

    /// The places of the adapting weight, without their thresholds.
    fn places(all: &[Adapted]) -> Vec<&str> {
        let mut places: Vec<&str> = Vec::new();
        for at in all {
            let place = without_threshold(at);
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }

    fn without_threshold(at: &Adapted) -> &str {
        at.place.rsplit_once(", threshold").map_or(at.place.as_str(), |(place, _)| place)
    }

    /// The forms of the penalty, with the style of each.
    const FORMS: [(&str, Style); 4] = [
        ("as published", Style::StableSgd),
        ("as described", Style::Described),
        ("as described, rate matched", Style::Other),
        ("restoring, rate matched", Style::Packaged),
    ];

    /// A curve over the threshold for each form, in a panel for each place.
    fn over_thresholds(all: &[Adapted], end: &str, of: impl Fn(&Adapted) -> Option<[f64; 3]>) -> Multiples {
        let panel = |place: &&str| {
            let mut chart = Chart { title: (*place).to_owned(), log_x: true, ..Chart::default() };
            for (form, style) in FORMS {
                let here = |at: &&Adapted| without_threshold(at) == *place && at.method == format!("{form}{end}");
                let own = all.iter().filter(here);
                let points: Vec<_> = own.filter_map(|at| Some((at.threshold, of(at)?))).collect();
                let band = points.iter().map(|(x, [low, _, high])| (*x, *low, *high)).collect();
                chart.bands.push(Band { points: band, style });
                let line = points.iter().map(|(x, [_, y, _])| (*x, *y)).collect();
                chart.lines.push(Line { label: form.to_owned(), points: line, style });
            }
            chart
        };
        Multiples {
            x_label: "threshold of the variance of the last 20 losses".to_owned(),
            legend: FORMS
                .iter()
                .filter(|(form, _)| all.iter().any(|at| at.method == format!("{form}{end}")))
                .map(|(form, style)| ((*form).to_owned(), *style))
                .collect(),
            columns: 2,
            panels: places(all).iter().map(panel).collect(),
            ..Multiples::default()
        }
    }

    /// Runs that diverge as their weight adapts.
    pub(super) fn adapting(all: &[Adapted]) -> Multiples {
        let given = all.iter().filter(|at| at.method.ends_with(ADAPTING));
        let (diverged, runs) = given.fold((0, 0), |(diverged, runs), at| (diverged + at.diverged, runs + at.seeds));
        let share = |at: &Adapted| {
            let share = clopper_pearson(at.diverged as u64, at.seeds as u64, 0.95).ok()?;
            Some([share.low, share.estimate, share.high])
        };
        let mut multiples = over_thresholds(all, ADAPTING, share);
        multiples.panels.iter_mut().for_each(|panel| panel.y_limits = Some((-0.03, 1.03)));
        Multiples {
            name: "adaptive_weight".to_owned(),
            title: format!("Adapting as given, {diverged} of {runs} runs diverge, as the weight grows without bound"),
            y_label: "share of runs that diverge".to_owned(),
            shared_y: true,
            ..multiples
        }
    }

    /// What adaptation between bounds gains over the weight fixed.
    pub(super) fn bounded(all: &[Adapted], adapting: &Group) -> Multiples {
        let rows = || adapting.rows.iter().filter(|row| row.paired.first.ends_with(BOUNDED));
        let fixed = || rows().filter(|row| row.paired.second.ends_with(FIXED));
        let (cases, lower) = (fixed().count(), fixed().filter(|row| row.side == Ranking::FirstLower).count());
        let clearly = fixed().filter(|row| row.clearly_lower()).count();
        let difference = |at: &Adapted| {
            let against = at.fixed.as_ref()?;
            let interval = against.paired.interval;
            Some([interval.low, interval.estimate, interval.high].map(|x| 100.0 * x / against.descent.abs()))
        };
        Multiples {
            name: "adaptive_weight_bounded".to_owned(),
            title: format!(
                "Between bounds, an adapting weight ends below the fixed one in {lower} of {cases} cases, by more than 1 % of the descent in {clearly}"
            ),
            y_label: "final loss minus that with the weight fixed, % of the descent".to_owned(),
            ..over_thresholds(all, BOUNDED, difference)
        }
    }
}
