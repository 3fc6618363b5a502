//! Figures, and what drawing them has in common. Titles state the finding, in numbers that
//! the study computed; each figure stands with its [question](crate::question).

pub use stable_sgd_charts::{
    Band, Bar, Bars, Chart, ChartError, HeatMaps, HeatPanel, IntervalRow, Intervals, Line, Mark, Multiples, Panel,
    Panels, Shape, Style,
};

use anyhow::Result;
use stable_sgd::experiment::Run;
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

/// A chart of any kind.
pub trait Drawn {
    /// The stem of its file.
    fn name(&self) -> &str;

    /// The finding.
    fn title(&self) -> &str;

    /// The SVG.
    ///
    /// # Errors
    /// Where there is nothing to draw.
    fn svg(&self) -> Result<String, ChartError>;
}

macro_rules! drawn {
    ($($chart:ty),*) => {$(
        impl Drawn for $chart {
            fn name(&self) -> &str {
                &self.name
            }

            fn title(&self) -> &str {
                &self.title
            }

            fn svg(&self) -> Result<String, ChartError> {
                self.render()
            }
        }
    )*};
}

drawn!(Chart, Bars, Panels, Intervals, HeatMaps, Multiples);

/// The figures of these charts; those that have nothing to draw, since nothing was run or all
/// of it diverged, are left out.
///
/// # Errors
/// Where a chart cannot be drawn.
pub fn drawn(charts: &[&dyn Drawn]) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for chart in charts {
        match chart.svg() {
            Err(ChartError::Empty { .. }) => {}
            svg => figures.push(Figure { name: chart.name().to_owned(), title: chart.title().to_owned(), svg: svg? }),
        }
    }
    Ok(figures)
}

/// The style of a run.
pub fn style_of(run: &Run) -> Style {
    match run.method {
        "sgd" => Style::Sgd,
        "stable_sgd" => Style::Described,
        "packaged" => Style::Packaged,
        _ => Style::StableSgd,
    }
}

/// A run as a legend names it.
pub fn label(run: &Run) -> String {
    match run.method {
        "sgd" => "SGD",
        "stable_sgd" => "StableSGD as described",
        "packaged" => "StableSGD as packaged",
        _ => "StableSGD as published",
    }
    .to_owned()
}

/// A value of a run's rows, step by step.
pub fn curve(run: &Run, value: impl Fn(&Row) -> Option<f64>) -> Line {
    let points = run.rows.iter().enumerate().filter_map(|(i, row)| Some((i as f64, value(row)?)));
    Line { label: label(run), points: points.collect(), style: style_of(run) }
}

/// The same of several runs, those without a value left out.
pub fn curves(runs: &[Run], value: impl Fn(&Row) -> Option<f64> + Copy) -> Vec<Line> {
    let lines = runs.iter().map(|run| curve(run, value));
    lines.filter(|line| line.points.iter().any(|(_, y)| y.is_finite())).collect()
}

/// A level across the runs.
pub fn level(label: &str, y: f64, runs: &[Run]) -> Line {
    let last = runs.iter().map(|run| run.rows.len()).max().unwrap_or(1).max(2) - 1;
    Line { label: label.to_owned(), points: vec![(0.0, y), (last as f64, y)], style: Style::Reference }
}

/// The final losses of the first two runs.
pub fn final_losses(runs: &[Run]) -> String {
    runs.iter().take(2).map(|run| signed(run.final_loss())).collect::<Vec<_>>().join(" against ")
}

/// A chart of lines.
pub fn chart(name: &str, title: String, labels: [&str; 2], lines: Vec<Line>) -> Chart {
    let [x_label, y_label] = labels.map(str::to_owned);
    Chart { name: name.to_owned(), title, x_label, y_label, lines, ..Chart::default() }
}

/// Two digits after the point, with a true minus sign.
pub fn signed(x: f64) -> String {
    format!("{x:.2}").replace('-', "−")
}

/// The axis of steps.
pub const STEP: &str = "step";

/// The axis of losses.
pub const LOSS: &str = "loss before the step";

/// The style of a method's label.
pub fn style(label: &str) -> Style {
    match label {
        "SGD" => Style::Sgd,
        "as published" | "√η in both places" => Style::StableSgd,
        label if label.starts_with("as described") => Style::Described,
        label if label.starts_with("restoring") => Style::Packaged,
        label if label.starts_with("SGD") => Style::Sgd,
        _ => Style::Other,
    }
}

/// A number with a true minus sign, in three figures.
pub fn short(x: f64) -> String {
    if x != 0.0 && !(1e-3..1e5).contains(&x.abs()) {
        return format!("{x:.1e}").replace('-', "−");
    }
    let digits = if x.abs() >= 100.0 {
        0
    } else if x.abs() >= 1.0 {
        2
    } else {
        4
    };
    format!("{x:.digits$}").replace('-', "−")
}
