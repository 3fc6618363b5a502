//! The challenging landscape: where its fields rest, and its minima.

mod explore;

use super::published::{challenging, challenging_domain};
use super::{Question, printed};
use crate::claim::{Claim, Decision, Judgement};
use crate::compare::columns;
#[cfg(feature = "tables")]
use crate::figure::Figure;
use crate::ledger::Datum;
use crate::study::{Computed, Study};
use crate::table::{Cells, Table};
use anyhow::Result;
use explore::{LandscapeFacts, Rest};
use stable_sgd::experiment::challenging::CONVERGED_BELOW;
use stable_sgd::experiment::{Run, metrics};

/// The question.
pub struct Landscapes;

impl Question for Landscapes {
    fn claims(&self) -> &'static [Claim] {
        &[
            Claim {
                id: "R5",
                section: "3.2",
                statement: "neither converges within 150 steps (challenging)",
                subject: "challenging",
                check: "run; and compare the threshold with the distance of the field's rest point from the nominal optimum",
                notebook: Some("01_reproduction"),
                decide: Some(no_convergence),
            },
            Claim {
                id: "R6",
                section: "3.2",
                statement: "distances 2.97 and 4.76: SGD ends closer to the true optimum",
                subject: "challenging",
                check: "run; and ask whether the nominal optimum is a minimum of the loss",
                notebook: Some("01_reproduction"),
                decide: Some(distances),
            },
            Claim {
                id: "D2",
                section: "2.2",
                statement: "challenging: its gradient is that of a loss with several minima",
                subject: "challenging",
                check: "each term of the field against the derivative of the loss's term; descents from many starts; each coordinate's landscape",
                notebook: Some("01_reproduction"),
                decide: Some(several_minima),
            },
        ]
    }

    fn tables(&self, study: &Study) -> Result<Vec<Table>> {
        let landscape = study.ask::<LandscapeFacts>()?;
        Ok(vec![field_terms(landscape), rest_points(landscape)])
    }

    #[cfg(feature = "tables")]
    fn figures(&self, study: &Study) -> Result<Vec<Figure>> {
        drawn::all(study)
    }
}

impl Computed for LandscapeFacts {
    const STAGE: &'static str = "landscape";

    fn compute(study: &Study) -> Result<Self> {
        Ok(Self::explore(&study.settings.challenging, challenging(study)?))
    }
}

fn no_convergence(study: &Study) -> Result<Decision> {
    let runs = challenging(study)?;
    let converged = |run: &Run| metrics::first_below(run.rows.iter().map(|row| row.distance), CONVERGED_BELOW);
    let steps: Vec<Option<usize>> = runs.iter().take(2).map(converged).collect();
    let rests = &study.ask::<LandscapeFacts>()?.rests;
    let nearest = rests.iter().map(|rest| rest.distance).fold(f64::INFINITY, f64::min);
    let unreachable = !rests.is_empty() && nearest >= CONVERGED_BELOW;
    let (verdict, reason) = match (steps.iter().all(Option::is_none), unreachable) {
        (true, true) => (
            Judgement::InPart("neither comes within the threshold, but none that settles could: the field that they follow rests outside it".to_owned()),
            format!(
                "no distance falls below {CONVERGED_BELOW}, but the field's rest point lies {nearest:.4} from the nominal optimum: a run that settled there would not be counted"
            ),
        ),
        (true, false) => (
            Judgement::Reproduced,
            format!(
                "no distance falls below {CONVERGED_BELOW}, though the field's rest point lies within it ({nearest:.4})"
            ),
        ),
        (false, _) => (Judgement::Refuted, format!("first steps with a distance below {CONVERGED_BELOW}: {steps:?}")),
    };
    let mut decision =
        Decision::new(verdict, reason).with("threshold", CONVERGED_BELOW).over(challenging_domain(study));
    for rest in rests {
        decision = decision.with(
            format!("rest point of the field at the end of {}'s run (clock {})", rest.name, rest.time),
            format!(
                "{:.6} from the nominal optimum, curvature {:.3} to {:.3}",
                rest.distance, rest.curvature.0, rest.curvature.1
            ),
        );
    }
    if let Some(minimum) = &study.ask::<LandscapeFacts>()?.minimum {
        decision =
            decision.with("minimum of the loss (clock 0)", format!("{:.6} from the nominal optimum", minimum.distance));
    }
    Ok(decision.shown_in("challenging_distance"))
}

fn distances(study: &Study) -> Result<Decision> {
    let last: Vec<f64> = challenging(study)?
        .iter()
        .take(2)
        .map(|run| run.rows.last().and_then(|row| row.distance).unwrap_or(f64::NAN))
        .collect();
    let digits: Vec<String> = last.iter().map(|d| printed(*d, 2)).collect();
    let landscape = study.ask::<LandscapeFacts>()?;
    let below = landscape.minimum.as_ref().map_or(0.0, |minimum| landscape.loss_at_optimum - minimum.loss);
    let optimum_is_minimum = below.abs() < 1e-9;
    let (best, step) = challenging(study)?.first().map_or((f64::NAN, 0), Run::best_loss);
    let verdict = if digits != ["2.97", "4.76"] {
        Judgement::Refuted
    } else if optimum_is_minimum {
        Judgement::Reproduced
    } else {
        Judgement::InPart(
            "the distances are right; that they are measured to the optimum of the loss is refuted".to_owned(),
        )
    };
    let mut decision = Decision::new(
        verdict,
        format!(
            "the final distances are {}; at the nominal optimum the loss is {below:.4} above its minimum",
            last.iter().map(|d| printed(*d, 6)).collect::<Vec<_>>().join(" and ")
        ),
    )
    .valued(Datum::fixed_list(last.iter().copied(), 6))
    .over(challenging_domain(study))
    .with("paper", "2.97 and 4.76")
    .with("loss at the nominal optimum (clock 0)", Datum::fixed(landscape.loss_at_optimum, 6))
    .with("largest slope of the loss there", Datum::fixed(landscape.gradient_at_optimum, 6));
    if let Some(minimum) = &landscape.minimum {
        decision = decision
            .with("minimum of the loss (clock 0)", Datum::fixed(minimum.loss, 6))
            .with("its distance to the nominal optimum", Datum::fixed(minimum.distance, 6));
    }
    Ok(decision
        .with(
            "SGD's smallest loss",
            format!(
                "{best:.6} at step {step}, {:.6} at the last",
                challenging(study)?.first().map_or(f64::NAN, Run::final_loss)
            ),
        )
        .shown_in("challenging_distance"))
}

/// Where minima were sought.
const LANDSCAPE: &str = "clock 0; starts from N(0, 0.5²) and in [−3, 3]; each coordinate over [−3, 3]";

fn several_minima(study: &Study) -> Result<Decision> {
    let landscape = study.ask::<LandscapeFacts>()?;
    let wrong: Vec<&str> = landscape.terms.iter().filter(|t| !t.agrees()).map(|t| t.term.name()).collect();
    let descents = landscape.descents;
    let several = descents.distinct > 1;
    let coordinate = landscape.coordinate;
    let verdict = match (wrong.is_empty(), several) {
        (true, true) => Judgement::Reproduced,
        (false, false) => Judgement::Refuted,
        (true, false) => Judgement::InPart("the field is the loss's gradient; several minima are refuted".to_owned()),
        (false, true) => {
            Judgement::InPart("the loss has several minima; that the field is its gradient is refuted".to_owned())
        }
    };
    let field = if wrong.is_empty() {
        "every term of the field is the derivative of the loss's".to_owned()
    } else {
        format!("the field's terms {} are not the loss's derivatives", wrong.join(" and "))
    };
    let reason = format!(
        "{field}; {} of {} descents of the loss arrived, at {} point{}",
        descents.arrived,
        descents.normal_starts + descents.wide_starts,
        descents.distinct,
        if descents.distinct == 1 { "" } else { "s" }
    );
    let mut decision = Decision::new(verdict, reason).over(LANDSCAPE);
    for t in &landscape.terms {
        decision = decision.with(
            format!("{}: field against the loss's derivative", t.term.name()),
            format!("largest difference {:.2e}, largest derivative {:.2e}", t.difference, t.size),
        );
    }
    Ok(decision
        .with("descents (clock 0)", format!("{} from N(0, 0.5²), {} from [-3, 3]; {} arrived, {} distinct points", descents.normal_starts, descents.wide_starts, descents.arrived, descents.distinct))
        .with("minima of a single coordinate's landscape, at most", format!("{} on a grid over [-3, 3]", coordinate.most_minima))
        .with(
            "established",
            if coordinate.single_minimum() {
                format!(
                    "one minimum at clock 0: every rest point has all coordinates in [{:.3}, {:.3}], where each second derivative is above {:.3} (grid and Lipschitz bounds, up to rounding; the coupling only adds convexity)",
                    coordinate.interval.0, coordinate.interval.1, coordinate.least_curvature
                )
            } else {
                "no bound on the number of minima".to_owned()
            },
        )
        .with("not established", "an enclosure in interval arithmetic; the landscape at other readings of the clock")
        .shown_in("coordinate_landscape"))
}

fn field_terms(landscape: &LandscapeFacts) -> Table {
    let rows = &landscape.terms;
    Table {
        name: "field_terms",
        title: "Challenging: each term of the field against the derivative of the loss's term".to_owned(),
        columns: vec![
            ("term", Cells::Text(rows.iter().map(|t| t.term.name().to_owned()).collect())),
            ("largest_difference", Cells::Real(rows.iter().map(|t| Some(t.difference)).collect())),
            ("largest_derivative", Cells::Real(rows.iter().map(|t| Some(t.size)).collect())),
            ("is_the_derivative", Cells::Text(rows.iter().map(|t| columns::yes_or_no(t.agrees())).collect())),
        ],
    }
}

fn rest_points(landscape: &LandscapeFacts) -> Table {
    let rows: Vec<_> = landscape.rests.iter().chain(&landscape.minimum).collect();
    let real = |f: fn(&Rest) -> f64| Cells::Real(rows.iter().map(|r| Some(f(r))).collect());
    Table {
        name: "rest_points",
        title: "Challenging: where the followed field rests, and the minimum of the loss".to_owned(),
        columns: vec![
            ("field_of", Cells::Text(rows.iter().map(|r| r.name.clone()).collect())),
            ("clock", Cells::Whole(rows.iter().map(|r| i64::try_from(r.time).ok()).collect())),
            ("distance_to_nominal_optimum", real(|r| r.distance)),
            ("loss", real(|r| r.loss)),
            ("least_curvature", real(|r| r.curvature.0)),
            ("greatest_curvature", real(|r| r.curvature.1)),
        ],
    }
}

#[cfg(feature = "tables")]
mod drawn {
    use super::*;
    use crate::figure::{self, Chart, Line, Style};
    use stable_sgd::problem::Loss;
    use stable_sgd::problem::challenging::{Challenging, VectorField};

    pub(super) fn all(study: &Study) -> Result<Vec<Figure>> {
        figure::drawn(&[&challenging_distance(study)?, &coordinate_landscape(study)?])
    }

    fn challenging_distance(study: &Study) -> Result<Chart> {
        let (runs, landscape) = (challenging(study)?, study.ask::<LandscapeFacts>()?);
        let mut lines = figure::curves(runs, |row| row.distance);
        let rest = landscape.rests.first().map_or(f64::NAN, |rest| rest.distance);
        if rest.is_finite() {
            lines.push(Line { style: Style::Other, ..figure::level("rest point of the field", rest, runs) });
        }
        let threshold = stable_sgd::experiment::challenging::CONVERGED_BELOW;
        lines.push(figure::level(&format!("\"converged\" below {threshold}"), threshold, runs));
        let nearest = |run: &Run| run.rows.iter().filter_map(|row| row.distance).fold(f64::INFINITY, f64::min);
        let nearest: Vec<String> = runs.iter().take(2).map(|run| format!("{:.2}", nearest(run))).collect();
        let title = format!(
            "The runs come within {} of the nominal optimum; the field that they follow rests {rest:.2} from it",
            nearest.join(" and ")
        );
        Ok(figure::chart("challenging_distance", title, [figure::STEP, "distance to the nominal optimum"], lines))
    }

    fn coordinate_landscape(study: &Study) -> Result<Chart> {
        const POINTS: usize = 241;
        let dimension = study.settings.challenging.dimension;
        let shown = [0, dimension / 3, 2 * dimension / 3].into_iter().filter(|i| *i < dimension);
        let mut indices: Vec<usize> = shown.collect();
        indices.dedup();
        let styles = [Style::Sgd, Style::Described, Style::Other];
        // One coordinate alone: its own loss, from a landscape of that coordinate.
        let lines = indices.iter().zip(styles).map(|(&i, style)| {
            let whole = Challenging::<f64>::new(dimension, VectorField::TrueGradient);
            let mut alone = Challenging::<f64>::new(1, VectorField::TrueGradient);
            (alone.optimum, alone.decoys) = (vec![whole.optimum[i]], vec![whole.decoys[i]]);
            let points =
                (0..POINTS).map(|k| -1.5 + 3.0 * k as f64 / (POINTS - 1) as f64).map(|x| (x, alone.loss(&[x])));
            Line { label: format!("coordinate {i}"), points: points.collect(), style }
        });
        let minima = study.ask::<LandscapeFacts>()?.coordinate.most_minima;
        let title =
            format!("A coordinate's own landscape has at most {minima} minim{}", if minima == 1 { "um" } else { "a" });
        Ok(figure::chart(
            "coordinate_landscape",
            title,
            ["x", "loss of one coordinate, coupling left out"],
            lines.collect(),
        ))
    }
}
