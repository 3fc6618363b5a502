//! How do other forms of the method end, from the same start on the same noise, at the
//! published seed?

use super::Question;
#[cfg(feature = "tables")]
use super::published::chance;
#[cfg(feature = "tables")]
use crate::figure::Figure;
use crate::study::{Computed, Study};
use crate::table::{Cells, Table};
use anyhow::Result;
use stable_sgd::experiment::{Contender, Run, challenging, language};
use stable_sgd::problem::challenging::VectorField;

/// The question.
pub struct Beside;

impl Question for Beside {
    fn tables(&self, study: &Study) -> Result<Vec<Table>> {
        Ok(vec![table(study.ask::<BesideRuns>()?)])
    }

    #[cfg(feature = "tables")]
    fn figures(&self, study: &Study) -> Result<Vec<Figure>> {
        drawn::all(study.ask::<BesideRuns>()?, chance(study))
    }
}

/// The published pair with other forms beside it.
struct BesideRuns {
    /// On the coded field of the challenging problem.
    coded: Vec<Run>,
    /// On the gradient of its loss.
    own: Vec<Run>,
    /// On the language problem.
    language: Vec<Run>,
}

impl Computed for BesideRuns {
    const STAGE: &'static str = "variants";

    fn compute(study: &Study) -> Result<Self> {
        let of = |field| on_challenging(&study.settings.challenging, field);
        let (coded, own) = (of(VectorField::Coded)?, of(VectorField::TrueGradient)?);
        Ok(Self { coded, own, language: on_language(&study.settings.language)? })
    }
}

/// The methods that are shown beside the published pair.
const BESIDE: [(&str, &str); 2] = [("stable_sgd", "as described"), ("packaged", "packaged")];

/// The published pair, and beside it the method as described (with the
/// published rates) and the packaged one (with its own defaults).
fn with_variants(published: &[Contender]) -> Vec<Contender> {
    let mut contenders = published.to_vec();
    for (name, label) in BESIDE {
        let Some(mut contender) = Contender::registered(name) else { continue };
        if let Some(stable) = published.get(1).filter(|_| name == "stable_sgd") {
            for number in ["lr", "momentum", "temporal_stability"] {
                if let Some(value) = stable.number(number) {
                    contender.set_number(number, value);
                }
            }
            contender.set_number("base_rate", stable.number("lr").unwrap_or(0.0));
        }
        contenders.push(contender.called(label));
    }
    contenders
}

fn on_challenging(settings: &challenging::Settings, field: VectorField) -> Result<Vec<Run>> {
    let contenders = with_variants(&settings.contenders);
    Ok(challenging::run(&challenging::Settings { field, paired: true, contenders, ..settings.clone() })?)
}

fn on_language(settings: &language::Settings) -> Result<Vec<Run>> {
    let contenders = with_variants(&settings.contenders);
    Ok(language::run(&language::Settings { paired: true, contenders, ..settings.clone() })?)
}

fn table(runs: &BesideRuns) -> Table {
    let groups = [
        ("challenging, coded field", &runs.coded),
        ("challenging, gradient of the loss", &runs.own),
        ("language, Python 2", &runs.language),
    ];
    let rows: Vec<(&str, &Run)> = groups.iter().flat_map(|(name, runs)| runs.iter().map(|run| (*name, run))).collect();
    let real = |f: fn(&Run) -> Option<f64>| Cells::Real(rows.iter().map(|(_, run)| f(run)).collect());
    Table {
        name: "variants",
        title: "Methods from the same start, on the same noise and clock, at the published seed".to_owned(),
        columns: vec![
            ("problem", Cells::Text(rows.iter().map(|(name, _)| (*name).to_owned()).collect())),
            ("method", Cells::Text(rows.iter().map(|(_, run)| run.method.to_owned()).collect())),
            ("first_loss", real(|run| run.rows.first().map(|row| row.loss))),
            ("best_loss", real(|run| Some(run.best_loss().0))),
            ("final_loss", real(|run| Some(run.final_loss()))),
            ("final_distance", real(|run| run.rows.last().and_then(|row| row.distance))),
        ],
    }
}

#[cfg(feature = "tables")]
mod drawn {
    use super::*;
    use crate::figure::{self, Chart, Line, Mark, Style};

    pub(super) fn all(runs: &BesideRuns, chance: f64) -> Result<Vec<Figure>> {
        figure::drawn(&[
            &fall_and_climb(runs),
            &variants("challenging_variants_coded", "the coded field", &runs.coded),
            &variants("challenging_variants_true", "the loss's own gradient", &runs.own),
            &language_variants(&runs.language, chance),
        ])
    }

    fn fall_and_climb(runs: &BesideRuns) -> Chart {
        let mut lines = Vec::new();
        if let Some(run) = runs.coded.first() {
            lines.push(Line { label: "SGD on the coded field".to_owned(), ..figure::curve(run, |row| Some(row.loss)) });
        }
        if let Some(run) = runs.own.first() {
            let line = figure::curve(run, |row| Some(row.loss));
            lines.push(Line { label: "SGD on the loss's gradient".to_owned(), style: Style::Other, ..line });
        }
        let (best, step) = runs.coded.first().map_or((f64::NAN, 0), Run::best_loss);
        let last = runs.coded.first().map_or(f64::NAN, Run::final_loss);
        let truth = runs.own.first().map_or(f64::NAN, Run::final_loss);
        let title = format!(
            "SGD's loss falls to {} at step {step} and climbs back to {}; on the loss's own gradient it ends at {}",
            figure::signed(best),
            figure::signed(last),
            figure::signed(truth)
        );
        let mut chart = figure::chart("sgd_fall_and_climb", title, [figure::STEP, figure::LOSS], lines);
        if best.is_finite() {
            chart.marks.push(Mark { x: step as f64, y: best, text: figure::signed(best) });
        }
        chart
    }

    fn variants(name: &str, field: &str, runs: &[Run]) -> Chart {
        let best = runs.iter().min_by(|a, b| a.final_loss().total_cmp(&b.final_loss()));
        let winner = best.map_or_else(String::new, |run| {
            format!(": {} ends lowest, at {}", figure::label(run), figure::signed(run.final_loss()))
        });
        let title = format!("Challenging on {field}, same start and noise for all{winner}");
        figure::chart(name, title, [figure::STEP, figure::LOSS], figure::curves(runs, |row| Some(row.loss)))
    }

    fn language_variants(runs: &[Run], chance: f64) -> Chart {
        let mut lines = figure::curves(runs, |row| Some(row.loss));
        lines.push(figure::level("chance", chance, runs));
        let best = runs.iter().min_by(|a, b| a.final_loss().total_cmp(&b.final_loss()));
        let winner = best.map_or_else(String::new, |run| {
            format!(": {} ends lowest, at {}", figure::label(run), figure::signed(run.final_loss()))
        });
        let title = format!("Language, same model and batches for all{winner}");
        figure::chart("language_variants", title, ["epoch", "mean loss of a sequence"], lines)
    }
}
