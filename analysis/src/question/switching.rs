//! Does it help to switch StableSGD on where a run is unstable (the paper's section 5.2)?

use super::Question;
use crate::claim::{Claim, Decision, Judgement};
use crate::compare::against::Against;
use crate::compare::group::Group;
use crate::compare::paired::{LEVEL, Paired};
use crate::compare::{SGD, columns};
#[cfg(feature = "tables")]
use crate::figure::{self, Figure};
use crate::statistics::{ConfidenceInterval, Error, Ranking, clopper_pearson, median};
use crate::study::{Computed, Study};
use crate::sweep::{Cell, Results};
use crate::table::Table;
use anyhow::{Context, Result};

/// The question.
pub struct Switching;

/// The plan: a switch by a detector of instability.
const PLAN: &str = "switching";

impl Question for Switching {
    fn plans(&self) -> &'static [&'static str] {
        &[PLAN]
    }

    fn claims(&self) -> &'static [Claim] {
        &[Claim {
            id: "F2",
            section: "5.2",
            statement: "switching StableSGD on in unstable runs helps",
            subject: "a switch between SGD and StableSGD",
            check: "a switch by a detector of instability against SGD and StableSGD, on runs made unstable on purpose and on stable ones, paired; false and missed alarms",
            notebook: None,
            decide: Some(it_helps),
        }]
    }

    fn tables(&self, study: &Study) -> Result<Vec<Table>> {
        Ok(vec![table(&study.ask::<SwitchedAll>()?.all)])
    }

    #[cfg(feature = "tables")]
    fn figures(&self, study: &Study) -> Result<Vec<Figure>> {
        let SwitchedAll { all, traces, .. } = study.ask()?;
        figure::drawn(&[&drawn::single_runs(all, traces), &drawn::alarms(all)])
    }
}

/// The switch everywhere.
pub struct SwitchedAll {
    /// Every place, threshold and disturbance.
    pub all: Vec<Switched>,
    /// Single runs of the switch and of what it switches between.
    pub traces: Vec<SingleRun>,
    /// The switch, with one threshold, against what it switches between: one family.
    pub switch: Group,
}

impl Computed for SwitchedAll {
    const STAGE: &'static str = "sweep: switching";

    fn compute(study: &Study) -> Result<Self> {
        let results = study.sweep(PLAN)?;
        let all = results.map(switched).transpose()?.unwrap_or_default();
        let at_threshold = all.iter().filter(|at| at.high == HIGH);
        let against: Vec<Against> = at_threshold.flat_map(|at| [at.sgd.clone(), at.stable.clone()]).collect();
        let traces = results.map(traces).transpose()?.unwrap_or_default();
        Ok(Self { switch: Group::of("the switch", &against)?, all, traces })
    }
}

/// The label of the switch.
pub(super) const SWITCHING: &str = "switching";

/// The label of StableSGD.
pub(super) const STABLE: &str = "StableSGD";

/// The threshold of the detector that the verdict is about.
pub(super) const HIGH: f64 = 2.0;

/// The switch at one place, with one threshold and one disturbance.
#[derive(Clone, Debug)]
pub struct Switched {
    /// The problem's place.
    pub problem: String,
    /// The factor on the learning rate from [`Switched::step`] on; 1 for a run that stays as
    /// it is.
    pub factor: f64,
    /// The step of the disturbance.
    pub step: f64,
    /// The detector's upper threshold.
    pub high: f64,
    /// Seeds.
    pub seeds: u64,
    /// Whether SGD got away: most of its runs end above their start.
    pub unstable: bool,
    /// Runs with an alarm before the disturbance, or at any time in a stable run.
    pub false_alarms: u64,
    /// Disturbed runs without an alarm.
    pub missed: u64,
    /// The median of the steps from the disturbance to the alarm, of those that had one then.
    pub delay: f64,
    /// The median of how often a run switched to StableSGD.
    pub switches: f64,
    /// Against SGD.
    pub sgd: Against,
    /// Against StableSGD throughout.
    pub stable: Against,
}

impl Switched {
    /// The share of runs with a false alarm, with its interval.
    ///
    /// # Errors
    /// Where there are no runs.
    pub fn false_share(&self) -> Result<ConfidenceInterval, Error> {
        clopper_pearson(self.false_alarms, self.seeds, LEVEL)
    }

    /// The share of disturbed runs without an alarm, with its interval.
    ///
    /// # Errors
    /// Where there are no runs.
    pub fn missed_share(&self) -> Result<ConfidenceInterval, Error> {
        clopper_pearson(self.missed, self.seeds, LEVEL)
    }
}

/// The switch at every place of a sweep.
///
/// # Errors
/// Where SGD or StableSGD is missing beside it.
pub(super) fn switched(results: &Results) -> Result<Vec<Switched>> {
    results.by(SWITCHING).map(|cell| at(results, cell)).collect()
}

fn at(results: &Results, cell: &Cell) -> Result<Switched> {
    let number = |name: &str| cell.number(name).unwrap_or(f64::NAN);
    let (factor, step, high) = (number("disturb_factor"), number("disturb_step"), number("detect_high"));
    let problem = results.place(cell);
    let beside = |method: &str| {
        let same = |other: &&Cell| {
            other.problem == cell.problem
                && other.settings == cell.settings
                && other.steps == cell.steps
                && other.number("disturb_factor") == Some(factor)
        };
        results.by(method).find(same).with_context(|| format!("no run of {method} on {problem}"))
    };
    let against = |other: &Cell| -> Result<Against> {
        let place = format!("{problem}, rate × {factor}, threshold {high}");
        Against::of(results, &place, [cell, other], "final_loss")
    };
    let sgd = beside(SGD)?;
    let alarms = results.of_cell(cell, "first_on");
    let disturbed = factor != 1.0;
    let is_false = |alarm: &&f64| if disturbed { **alarm <= step } else { !alarm.is_nan() };
    let delays: Vec<f64> = alarms.iter().filter(|alarm| **alarm > step).map(|alarm| alarm - step).collect();
    let [first, last] = ["first_loss", "final_loss"].map(|outcome| results.of_cell(sgd, outcome));
    let away = first.iter().zip(last).filter(|(first, last)| last > first).count();
    Ok(Switched {
        factor,
        step,
        high,
        seeds: alarms.len() as u64,
        unstable: 2 * away > first.len(),
        false_alarms: alarms.iter().filter(is_false).count() as u64,
        missed: if disturbed { alarms.iter().filter(|alarm| alarm.is_nan()).count() as u64 } else { 0 },
        delay: median(&delays).unwrap_or(f64::NAN),
        switches: median(results.of_cell(cell, "switches")).unwrap_or(f64::NAN),
        sgd: against(sgd)?,
        stable: against(beside(STABLE)?)?,
        problem,
    })
}

/// The loss of one run at every step.
#[derive(Clone, Debug)]
pub struct SingleRun {
    /// The problem's place.
    pub problem: String,
    /// The method's label.
    pub method: String,
    /// The loss before each step, from step 0 on.
    pub losses: Vec<f64>,
    /// The steps at which StableSGD was on.
    pub on: Vec<bool>,
}

/// The runs of the first seed at the largest disturbance and the greatest length, with the
/// threshold [`HIGH`], step by step.
///
/// # Errors
/// Where a run cannot be repeated.
pub(super) fn traces(results: &Results) -> Result<Vec<SingleRun>> {
    let longest = results.plan.steps.iter().max().copied();
    let largest = results.cells.iter().filter_map(|cell| cell.number("disturb_factor")).fold(1.0, f64::max);
    let shown = |cell: &&Cell| {
        Some(cell.steps) == longest
            && cell.number("disturb_factor") == Some(largest)
            && cell.number("detect_high").is_none_or(|high| high == HIGH)
    };
    let trace = |cell: &Cell| {
        let records = results.records(cell)?;
        Ok(SingleRun {
            problem: cell.problem.clone(),
            method: cell.method.clone(),
            losses: records.iter().map(|record| record.loss).collect(),
            on: records.iter().map(|record| record.on == Some(true)).collect(),
        })
    };
    results.cells.iter().filter(shown).map(trace).collect()
}

fn it_helps(study: &Study) -> Result<Decision> {
    let SwitchedAll { all, switch, .. } = study.ask()?;
    let all: Vec<&Switched> = all.iter().filter(|at| at.high == HIGH).collect();
    if all.is_empty() {
        return Ok(Decision::not_run());
    }
    let unstable: Vec<&&Switched> = all.iter().filter(|at| at.unstable).collect();
    let side = |paired: &Paired| {
        switch.find(&paired.place, [&paired.first, &paired.second]).map_or(Ranking::Inconclusive, |row| row.side)
    };
    let helps = |at: &&&&Switched| side(&at.sgd.paired) == Ranking::FirstLower;
    let helped: Vec<String> =
        unstable.iter().filter(helps).map(|at| format!("{} (rate × {})", at.problem, at.factor)).collect();
    let below_both = unstable
        .iter()
        .filter(|at| [&at.sgd, &at.stable].iter().all(|against| side(&against.paired) == Ranking::FirstLower))
        .count();
    let harmed = all.iter().filter(|at| !at.unstable && side(&at.sgd.paired) == Ranking::FirstHigher).count();
    let stable = all.len() - unstable.len();
    let reason = format!(
        "of {} unstable cases the switch ends below SGD in {}, and below both SGD and StableSGD in {below_both}; of {stable} stable ones above SGD in {harmed}",
        unstable.len(),
        helped.len()
    );
    let mut decision = Decision::new(Judgement::by_count(&helped, unstable.len()), reason)
        .valued(helped.len())
        .over(study.settings.sweeps.domain(&[PLAN]))
        .shown_in("switching");
    for at in &all {
        let alarms = |share: Result<ConfidenceInterval, Error>| {
            share.map_or_else(|error| error.to_string(), |share| format!("{share:.3}"))
        };
        let missed = if at.factor == 1.0 {
            String::new()
        } else {
            format!(", missed {}, median delay {} steps", alarms(at.missed_share()), at.delay)
        };
        decision = decision.with(
            format!(
                "{}, rate × {} from step {}, {}",
                at.problem,
                at.factor,
                at.step,
                if at.unstable { "unstable" } else { "stable" }
            ),
            format!(
                "false alarms {}{missed}; {} switches a run (median), {} runs",
                alarms(at.false_share()),
                at.switches,
                at.seeds
            ),
        );
    }
    for row in &switch.rows {
        decision = decision.with(row.paired.hypothesis(), row.sentence());
    }
    Ok(decision)
}

fn table(rows: &[Switched]) -> Table {
    let share =
        |interval: Result<ConfidenceInterval, Error>, of: fn(&ConfidenceInterval) -> f64| interval.ok().map(|i| of(&i));
    let mut columns = vec![
        ("problem", columns::text(rows, |row| row.problem.clone())),
        ("factor", columns::real(rows, |row| row.factor)),
        ("threshold", columns::real(rows, |row| row.high)),
        ("seeds", columns::whole(rows, |row| row.seeds as usize)),
        ("unstable", columns::text(rows, |row| if row.unstable { "yes" } else { "no" }.to_owned())),
        ("false_alarms", columns::whole(rows, |row| row.false_alarms as usize)),
        ("false_share_low", columns::maybe(rows, |row| share(row.false_share(), |i| i.low))),
        ("false_share_high", columns::maybe(rows, |row| share(row.false_share(), |i| i.high))),
        ("missed", columns::whole(rows, |row| row.missed as usize)),
        ("missed_share_low", columns::maybe(rows, |row| share(row.missed_share(), |i| i.low))),
        ("missed_share_high", columns::maybe(rows, |row| share(row.missed_share(), |i| i.high))),
        ("median_delay", columns::maybe(rows, |row| Some(row.delay).filter(|delay| delay.is_finite()))),
        ("median_switches", columns::real(rows, |row| row.switches)),
    ];
    columns.extend(columns::interval(rows, ["minus_sgd", "minus_sgd_low", "minus_sgd_high"], |row| {
        row.sgd.paired.interval
    }));
    columns.extend(columns::interval(rows, ["minus_stable", "minus_stable_low", "minus_stable_high"], |row| {
        row.stable.paired.interval
    }));
    Table {
        name: "switching",
        title: "A switch by a detector of instability: alarms and final losses".to_owned(),
        columns,
    }
}

#[cfg(feature = "tables")]
mod drawn {
    use super::*;
    use crate::figure::{Chart, Line, Mark, Multiples, Style};

    /// False and missed alarms over the threshold.
    pub(super) fn alarms(all: &[Switched]) -> Multiples {
        let mut problems: Vec<&str> = all.iter().map(|at| at.problem.as_str()).collect();
        problems.dedup();
        let panel = |problem: &&str| {
            let here = |at: &&Switched| at.problem == *problem;
            let mut factors: Vec<f64> = all.iter().filter(here).map(|at| at.factor).collect();
            factors.sort_by(f64::total_cmp);
            factors.dedup();
            let curve = |label: &str, style, of: &dyn Fn(&Switched) -> Option<f64>| {
                let points = all.iter().filter(here).filter_map(|at| Some((at.high, of(at)?)));
                Line { label: label.to_owned(), points: points.collect(), style }
            };
            let share = |count: u64, at: &Switched| count as f64 / at.seeds as f64;
            let missed =
                |factor: f64| move |at: &Switched| (at.factor == factor).then(|| at.missed as f64 / at.seeds as f64);
            let mut lines =
                vec![curve("false", Style::Sgd, &|at| (at.factor == 1.0).then(|| share(at.false_alarms, at)))];
            for (factor, style) in
                factors.into_iter().filter(|factor| *factor != 1.0).zip([Style::Described, Style::StableSgd])
            {
                lines.push(curve("missed", style, &missed(factor)));
            }
            Chart {
                title: (*problem).to_owned(),
                log_x: true,
                y_limits: Some((-0.03, 1.03)),
                lines,
                ..Chart::default()
            }
        };
        let chosen = all.iter().filter(|at| at.high == HIGH);
        let (mut alarms, mut missed, mut runs) = (0, 0, 0);
        for at in chosen {
            alarms += at.false_alarms;
            missed += at.missed;
            runs += at.seeds;
        }
        Multiples {
            name: "detection".to_owned(),
            title: format!(
                "With a threshold of {HIGH} the detector has {alarms} false alarms and misses {missed}, of {runs} runs"
            ),
            x_label: "threshold of the roughness, in standard deviations of the first losses".to_owned(),
            y_label: "share of runs".to_owned(),
            legend: vec![
                ("false alarm, rate × 1".to_owned(), Style::Sgd),
                ("missed, rate × 8".to_owned(), Style::Described),
                ("missed, rate × 20".to_owned(), Style::StableSgd),
            ],
            columns: 2,
            panels: problems.iter().map(panel).collect(),
            shared_y: true,
        }
    }

    /// Single runs: SGD, StableSGD, and the switch.
    pub(super) fn single_runs(all: &[Switched], traces: &[SingleRun]) -> Multiples {
        let mut problems: Vec<&str> = Vec::new();
        for trace in traces {
            if !problems.contains(&trace.problem.as_str()) {
                problems.push(&trace.problem);
            }
        }
        let own = |method: &str| {
            if method == SWITCHING {
                Style::Described
            } else if method == STABLE {
                Style::StableSgd
            } else {
                figure::style(SGD)
            }
        };
        let panel = |problem: &&str| {
            let here: Vec<_> = traces.iter().filter(|trace| trace.problem == *problem).collect();
            let losses = || here.iter().flat_map(|trace| &trace.losses).copied().filter(|loss| loss.is_finite());
            let lowest = losses().fold(f64::INFINITY, f64::min);
            let start = here.first().map_or(1.0, |trace| trace.losses[0] - lowest);
            // Above the lowest loss of all, so that a logarithm can be drawn.
            let height = |loss: f64| loss - lowest + 1e-3 * start;
            let mut chart = Chart {
                title: (*problem).to_owned(),
                log_y: true,
                y_limits: Some((1e-3 * start, 1e4 * start)),
                ..Chart::default()
            };
            for trace in &here {
                let points = trace.losses.iter().enumerate().map(|(step, loss)| (step as f64, height(*loss)));
                chart.lines.push(Line {
                    label: trace.method.clone(),
                    points: points.collect(),
                    style: own(&trace.method),
                });
                if let Some(step) = trace.on.iter().position(|on| *on) {
                    chart.marks.push(Mark {
                        x: step as f64,
                        y: height(trace.losses[step]),
                        text: "StableSGD on".to_owned(),
                    });
                }
            }
            chart
        };
        let at = all.iter().filter(|at| at.high == HIGH && at.unstable);
        let step = all.first().map_or(f64::NAN, |at| at.step);
        let delays: Vec<String> = at.map(|at| at.delay.to_string()).collect();
        Multiples {
            name: "switching".to_owned(),
            title: format!(
                "The rate is raised at step {step}; the switch comes {} steps later (medians of the unstable cases)",
                delays.join(", ")
            ),
            x_label: "step".to_owned(),
            y_label: "loss above the lowest of the panel".to_owned(),
            legend: vec![
                ("SGD".to_owned(), Style::Sgd),
                (STABLE.to_owned(), Style::StableSgd),
                (SWITCHING.to_owned(), Style::Described),
            ],
            columns: 2,
            panels: problems.iter().map(panel).collect(),
            shared_y: false,
        }
    }
}
