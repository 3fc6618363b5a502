//! The figures of a reproduction. Titles state the finding, in numbers that
//! the study computed.

mod phase;
mod sensitivity;

pub use stable_sgd_charts::{
    Band, Bar, Bars, Chart, ChartError, HeatMaps, HeatPanel, IntervalRow, Intervals, Line, Mark, Multiples, Panel,
    Panels, Shape, Style,
};

use crate::study::Whole;
use crate::study::ablation::Change;
use stable_sgd::experiment::Run;
use stable_sgd::problem::Loss;
use stable_sgd::problem::challenging::{Challenging, VectorField};
use stable_sgd::reference::Row;

/// A figure, drawn.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The stem of its file.
    pub name: String,
    /// The finding.
    pub title: String,
    /// The SVG.
    pub svg: String,
}

/// Every figure, in the order of the report.
///
/// # Errors
/// Where a figure has nothing to draw.
pub fn all(study: &Whole) -> Result<Vec<Figure>, ChartError> {
    let charts = [
        challenging_loss(study),
        challenging_distance(study),
        challenging_energy(study),
        fall_and_climb(study),
        variants("challenging_variants_coded", "the coded field", study.coded_variants),
        variants("challenging_variants_true", "the loss's own gradient", study.true_variants),
        coordinate_landscape(study),
        language_loss(study),
        language_energy(study),
        language_variants(study),
    ];
    let mut figures = Vec::new();
    for chart in charts {
        let svg = match chart.render() {
            // A run that diverged at once leaves nothing to draw of some curves.
            Err(ChartError::Empty { .. }) => continue,
            drawn => drawn?,
        };
        figures.push(Figure { name: chart.name, title: chart.title, svg });
    }
    let bars = ablation(study);
    figures.insert(4.min(figures.len()), Figure { svg: bars.render()?, name: bars.name, title: bars.title });
    for panels in [phase::plane(study), phase::area(study)].into_iter().filter(|panels| !panels.panels.is_empty()) {
        figures.push(Figure { svg: panels.render()?, name: panels.name, title: panels.title });
    }
    figures.extend(sensitivity::all(&study.sensitivity)?);
    Ok(figures)
}

fn style(run: &Run) -> Style {
    match run.method {
        "sgd" => Style::Sgd,
        "stable_sgd" => Style::Described,
        "packaged" => Style::Packaged,
        _ => Style::StableSgd,
    }
}

fn label(run: &Run) -> String {
    match run.method {
        "sgd" => "SGD",
        "stable_sgd" => "StableSGD as described",
        "packaged" => "StableSGD as packaged",
        _ => "StableSGD as published",
    }
    .to_owned()
}

fn curve(run: &Run, value: impl Fn(&Row) -> Option<f64>) -> Line {
    let points = run.rows.iter().enumerate().filter_map(|(i, row)| Some((i as f64, value(row)?)));
    Line { label: label(run), points: points.collect(), style: style(run) }
}

fn curves(runs: &[Run], value: impl Fn(&Row) -> Option<f64> + Copy) -> Vec<Line> {
    let lines = runs.iter().map(|run| curve(run, value));
    lines.filter(|line| line.points.iter().any(|(_, y)| y.is_finite())).collect()
}

fn level(label: &str, y: f64, runs: &[Run]) -> Line {
    let last = runs.iter().map(|run| run.rows.len()).max().unwrap_or(1).max(2) - 1;
    Line { label: label.to_owned(), points: vec![(0.0, y), (last as f64, y)], style: Style::Reference }
}

fn final_losses(runs: &[Run]) -> String {
    runs.iter().take(2).map(|run| signed(run.final_loss())).collect::<Vec<_>>().join(" against ")
}

fn chart(name: &str, title: String, labels: [&str; 2], lines: Vec<Line>) -> Chart {
    let [x_label, y_label] = labels.map(str::to_owned);
    Chart { name: name.to_owned(), title, x_label, y_label, lines, ..Chart::default() }
}

/// Two digits after the point, with a true minus sign.
fn signed(x: f64) -> String {
    format!("{x:.2}").replace('-', "−")
}

const STEP: &str = "step";
const LOSS: &str = "loss before the step";

fn challenging_loss(study: &Whole) -> Chart {
    let runs = study.challenging;
    let title = format!("Challenging, as published: final loss {} (SGD against StableSGD)", final_losses(runs));
    chart("challenging_loss", title, [STEP, LOSS], curves(runs, |row| Some(row.loss)))
}

fn challenging_distance(study: &Whole) -> Chart {
    let runs = study.challenging;
    let mut lines = curves(runs, |row| row.distance);
    let rest = study.landscape.rests.first().map_or(f64::NAN, |rest| rest.distance);
    if rest.is_finite() {
        lines.push(Line { style: Style::Other, ..level("rest point of the field", rest, runs) });
    }
    let threshold = stable_sgd::experiment::challenging::CONVERGED_BELOW;
    lines.push(level(&format!("\"converged\" below {threshold}"), threshold, runs));
    let nearest = |run: &Run| run.rows.iter().filter_map(|row| row.distance).fold(f64::INFINITY, f64::min);
    let nearest: Vec<String> = runs.iter().take(2).map(|run| format!("{:.2}", nearest(run))).collect();
    let title = format!(
        "The runs come within {} of the nominal optimum; the field that they follow rests {rest:.2} from it",
        nearest.join(" and ")
    );
    chart("challenging_distance", title, [STEP, "distance to the nominal optimum"], lines)
}

/// The smallest and largest energy of the second run.
fn energy_range(runs: &[Run]) -> (f64, f64) {
    let energies = runs.get(1).map(Run::energies).unwrap_or_default();
    energies.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), e| (low.min(*e), high.max(*e)))
}

fn challenging_energy(study: &Whole) -> Chart {
    let runs = study.challenging;
    let (low, high) = energy_range(runs);
    let title = format!("Challenging: the \"total energy\" of StableSGD moves between {low:.1} and {high:.1}");
    chart("challenging_energy", title, [STEP, "Σ ½ v² + ½ s²"], curves(runs, |row| row.energy))
}

fn fall_and_climb(study: &Whole) -> Chart {
    let mut lines = Vec::new();
    if let Some(run) = study.coded_variants.first() {
        lines.push(Line { label: "SGD on the coded field".to_owned(), ..curve(run, |row| Some(row.loss)) });
    }
    if let Some(run) = study.true_variants.first() {
        let line = curve(run, |row| Some(row.loss));
        lines.push(Line { label: "SGD on the loss's gradient".to_owned(), style: Style::Other, ..line });
    }
    let (best, step) = study.coded_variants.first().map_or((f64::NAN, 0), Run::best_loss);
    let last = study.coded_variants.first().map_or(f64::NAN, Run::final_loss);
    let truth = study.true_variants.first().map_or(f64::NAN, Run::final_loss);
    let title = format!(
        "SGD's loss falls to {} at step {step} and climbs back to {}; on the loss's own gradient it ends at {}",
        signed(best),
        signed(last),
        signed(truth)
    );
    let mut chart = chart("sgd_fall_and_climb", title, [STEP, LOSS], lines);
    if best.is_finite() {
        chart.marks.push(Mark { x: step as f64, y: best, text: signed(best) });
    }
    chart
}

fn variants(name: &str, field: &str, runs: &[Run]) -> Chart {
    let best = runs.iter().min_by(|a, b| a.final_loss().total_cmp(&b.final_loss()));
    let winner =
        best.map_or_else(String::new, |run| format!(": {} ends lowest, at {}", label(run), signed(run.final_loss())));
    let title = format!("Challenging on {field}, same start and noise for all{winner}");
    chart(name, title, [STEP, LOSS], curves(runs, |row| Some(row.loss)))
}

fn coordinate_landscape(study: &Whole) -> Chart {
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
        let points = (0..POINTS).map(|k| -1.5 + 3.0 * k as f64 / (POINTS - 1) as f64).map(|x| (x, alone.loss(&[x])));
        Line { label: format!("coordinate {i}"), points: points.collect(), style }
    });
    let minima = study.landscape.coordinate.most_minima;
    let title =
        format!("A coordinate's own landscape has at most {minima} minim{}", if minima == 1 { "um" } else { "a" });
    chart("coordinate_landscape", title, ["x", "loss of one coordinate, coupling left out"], lines.collect())
}

fn language_loss(study: &Whole) -> Chart {
    let runs = study.language2;
    let mut lines = curves(runs, |row| Some(row.loss));
    let sizes = study.settings.language.sizes;
    let chance = format!("chance, {} ln {}", sizes.sequence - 1, sizes.vocabulary);
    lines.push(level(&chance, study.model.chance, runs));
    let title = format!(
        "Language, as published: final loss {}, at the chance level of {:.3}",
        final_losses(runs),
        study.model.chance
    );
    chart("language_loss", title, ["epoch", "mean loss of a sequence"], lines)
}

fn language_energy(study: &Whole) -> Chart {
    let runs = study.language2;
    let (low, high) = energy_range(runs);
    let title = format!("Language: the \"total energy\" of StableSGD moves between {low:.3} and {high:.3}");
    chart("language_energy", title, ["epoch", "Σ ½ v² + ½ g² of the last batch"], curves(runs, |row| row.energy))
}

fn language_variants(study: &Whole) -> Chart {
    let runs = study.language_variants;
    let mut lines = curves(runs, |row| Some(row.loss));
    lines.push(level("chance", study.model.chance, runs));
    let best = runs.iter().min_by(|a, b| a.final_loss().total_cmp(&b.final_loss()));
    let winner =
        best.map_or_else(String::new, |run| format!(": {} ends lowest, at {}", label(run), signed(run.final_loss())));
    let title = format!("Language, same model and batches for all{winner}");
    chart("language_variants", title, ["epoch", "mean loss of a sequence"], lines)
}

fn ablation(study: &Whole) -> Bars {
    let shown = study
        .ablations
        .iter()
        .filter(|a| !matches!(a.change, Change::TemporalStability(tau) if tau != 0.0 && tau != 1e6));
    let sgd = study.challenging.first().map_or(f64::NAN, Run::final_loss);
    let name = |change: Change| match change {
        Change::TemporalStability(tau) => format!("τ = {tau}"),
        other => other.name(),
    };
    let root = study.ablations.iter().find(|a| a.change == Change::RootOfRate).map_or(f64::NAN, |a| a.final_loss);
    let inert = study.ablations.iter().all(|a| a.same_bits || !matches!(a.change, Change::TemporalStability(_)));
    let penalty = if inert { "the penalty's weight changes no bit" } else { "the penalty's weight matters" };
    Bars {
        name: "ablation".to_owned(),
        title: format!(
            "Undoing the squared rate takes StableSGD to {}, SGD stands at {}; {penalty}",
            signed(root),
            signed(sgd)
        ),
        y_label: "final loss".to_owned(),
        bars: shown.map(|a| Bar { label: name(a.change), value: a.final_loss, interval: None }).collect(),
        baseline: sgd.is_finite().then(|| ("SGD".to_owned(), sgd)),
    }
}
