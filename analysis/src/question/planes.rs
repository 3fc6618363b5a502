//! Where do the methods end, over planes of two of their numbers: rate and momentum, rate and
//! penalty?

use super::Question;
use crate::compare::columns;
#[cfg(feature = "tables")]
use crate::figure::{self, Figure};
use crate::statistics::median;
use crate::study::{Computed, Study};
use crate::sweep::{Cell, Results};
use crate::table::Table;
use anyhow::{Context, Result};

/// The question.
pub struct Planes;

/// The plans: two numbers each.
const PLANS: [&str; 2] = ["rate_and_momentum", "rate_and_penalty"];

impl Question for Planes {
    fn plans(&self) -> &'static [&'static str] {
        &PLANS
    }

    fn tables(&self, study: &Study) -> Result<Vec<Table>> {
        Ok(vec![table(&study.ask::<AllPlanes>()?.0)])
    }

    #[cfg(feature = "tables")]
    fn figures(&self, study: &Study) -> Result<Vec<Figure>> {
        let maps = drawn::all(&study.ask::<AllPlanes>()?.0);
        figure::drawn(&maps.iter().map(|map| map as &dyn figure::Drawn).collect::<Vec<_>>())
    }
}

/// The planes of every plan.
struct AllPlanes(Vec<Plane>);

impl Computed for AllPlanes {
    const STAGE: &'static str = "sweep: planes";

    fn compute(study: &Study) -> Result<Self> {
        let mut all = Vec::new();
        for plan in PLANS {
            all.extend(study.sweep(plan)?.map(planes).transpose()?.unwrap_or_default());
        }
        Ok(Self(all))
    }
}

/// A method on a problem over a grid of two of its numbers.
#[derive(Clone, Debug)]
pub struct Plane {
    /// The problem's label.
    pub problem: String,
    /// The method's label.
    pub method: String,
    /// The number along x, and its values.
    pub x: (&'static str, Vec<f64>),
    /// The number along y, and its values.
    pub y: (&'static str, Vec<f64>),
    /// The median final loss, row by row of y; infinite where most runs diverged.
    pub losses: Vec<Vec<f64>>,
    /// The median first loss: that of the start.
    pub start: f64,
}

/// The plane of each method on each problem, in the order of the plan.
///
/// # Errors
/// Where a method has not two numbers with several values.
pub(super) fn planes(results: &Results) -> Result<Vec<Plane>> {
    let mut planes: Vec<(String, String)> = Vec::new();
    for cell in &results.cells {
        let key = (results.place(cell), cell.method.clone());
        if !planes.contains(&key) {
            planes.push(key);
        }
    }
    planes.into_iter().map(|(place, method)| plane(results, &place, &method)).collect()
}

fn plane(results: &Results, place: &str, method: &str) -> Result<Plane> {
    let cells: Vec<&Cell> = results.by(method).filter(|cell| results.place(cell) == place).collect();
    let names = cells.first().map(|cell| cell.numbers.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    let values = |name: &'static str| {
        let mut values: Vec<f64> = cells.iter().filter_map(|cell| cell.number(name)).collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        (name, values)
    };
    let varied: Vec<_> = names.unwrap_or_default().into_iter().map(values).filter(|(_, v)| v.len() > 1).collect();
    let [x, y] = <[_; 2]>::try_from(varied).ok().context("a plane needs two numbers with several values")?;
    let mut losses = vec![vec![f64::NAN; x.1.len()]; y.1.len()];
    let mut starts = Vec::new();
    for cell in cells {
        let at = |(name, values): &(&str, Vec<f64>)| {
            cell.number(name).and_then(|number| values.iter().position(|value| *value == number))
        };
        if let Some((i, j)) = at(&x).zip(at(&y)) {
            losses[j][i] = median(results.of_cell(cell, "final_loss"))?;
        }
        starts.extend(results.of_cell(cell, "first_loss").iter().copied().filter(|loss| loss.is_finite()));
    }
    Ok(Plane {
        problem: place.to_owned(),
        method: method.to_owned(),
        x,
        y,
        losses,
        start: median(&starts).unwrap_or(f64::NAN),
    })
}

impl Plane {
    /// Every point (x, y, loss).
    pub fn points(&self) -> impl Iterator<Item = (f64, f64, f64)> {
        let rows = self.y.1.iter().zip(&self.losses);
        rows.flat_map(|(y, row)| self.x.1.iter().zip(row).map(|(x, loss)| (*x, *y, *loss)))
    }

    /// The point with the lowest loss.
    pub fn best(&self) -> Option<(f64, f64, f64)> {
        self.points().filter(|point| point.2.is_finite()).min_by(|a, b| a.2.total_cmp(&b.2))
    }

    /// Whether the runs at a point got away: they diverged, or end above their start.
    pub fn got_away(&self, loss: f64) -> bool {
        loss.is_nan() || loss > self.start
    }
}

fn table(planes: &[Plane]) -> Table {
    let rows: Vec<_> = planes.iter().flat_map(|plane| plane.points().map(move |point| (plane, point))).collect();
    Table {
        name: "planes",
        title: "Median final loss over two numbers of a method".to_owned(),
        columns: vec![
            ("problem", columns::text(&rows, |(plane, _)| plane.problem.clone())),
            ("method", columns::text(&rows, |(plane, _)| plane.method.clone())),
            ("x", columns::text(&rows, |(plane, _)| plane.x.0.to_owned())),
            ("x_value", columns::real(&rows, |(_, point)| point.0)),
            ("y", columns::text(&rows, |(plane, _)| plane.y.0.to_owned())),
            ("y_value", columns::real(&rows, |(_, point)| point.1)),
            ("median_final_loss", columns::real(&rows, |(_, point)| point.2)),
        ],
    }
}

#[cfg(feature = "tables")]
mod drawn {
    use super::*;
    use crate::figure::{HeatMaps, HeatPanel, Line, Mark, Style};

    /// A figure for each problem and pair of numbers.
    pub(super) fn all(planes: &[Plane]) -> Vec<HeatMaps> {
        let mut figures: Vec<Vec<&Plane>> = Vec::new();
        for plane in planes {
            let same = |group: &&mut Vec<&Plane>| {
                group[0].problem == plane.problem && is_penalty(group[0]) == is_penalty(plane)
            };
            match figures.iter_mut().find(same) {
                Some(group) => group.push(plane),
                None => figures.push(vec![plane]),
            }
        }
        figures.iter().map(|group| heat_maps(group)).collect()
    }

    fn is_penalty(plane: &Plane) -> bool {
        plane.y.0 != "momentum"
    }

    /// The largest curvature of the valley.
    const CURVATURE: f64 = 1.0;

    /// The momentum where the plane has another number.
    const MOMENTUM: f64 = 0.9;

    /// The rate at which SGD with momentum μ leaves its region of stability on a curvature λ.
    fn edge(momentum: f64) -> f64 {
        2.0 * (1.0 + momentum) / CURVATURE
    }

    fn heat_maps(group: &[&Plane]) -> HeatMaps {
        let plane = group[0];
        let valley = plane.problem.starts_with("ill_conditioned");
        let penalty = is_penalty(plane);
        let ys = &plane.y.1;
        let curve = || {
            let at = |y: f64| (edge(if penalty { MOMENTUM } else { y }), y);
            // A cell reaches halfway to its neighbours.
            let ends = [ys.first(), ys.last()].into_iter().flatten().map(|y| at(*y));
            let points: Vec<(f64, f64)> = if penalty { ends.collect() } else { ys.iter().map(|y| at(*y)).collect() };
            Line { label: String::new(), points, style: Style::Reference }
        };
        let panel = |plane: &&Plane| HeatPanel {
            title: plane.method.clone(),
            values: plane.losses.clone(),
            curves: if valley { vec![curve()] } else { Vec::new() },
            marks: plane.best().map(|(x, y, loss)| Mark { x, y, text: figure::short(loss) }).into_iter().collect(),
        };
        let lowest = group.iter().filter_map(|plane| plane.best()).fold(f64::INFINITY, |low, best| low.min(best.2));
        let start = plane.start;
        let best = |plane: &&Plane| {
            plane.best().map_or_else(String::new, |best| format!("{} {}", plane.method, figure::short(best.2)))
        };
        let bests: Vec<String> = group.iter().map(best).collect();
        let kept = |plane: &&Plane| {
            let beyond: Vec<f64> = plane
                .points()
                .filter(|(x, y, _)| *x > edge(if penalty { MOMENTUM } else { *y }))
                .map(|p| p.2)
                .collect();
            let kept = beyond.iter().filter(|loss| !plane.got_away(**loss)).count();
            format!("{} {kept} of {}", plane.method, beyond.len())
        };
        let title = if valley {
            let kept: Vec<String> = group.iter().map(kept).collect();
            format!(
                "Beyond the edge 2(1 + μ)/λ these cells still end below their start: {}. Lowest losses: {}",
                kept.join(", "),
                bests.join(", ")
            )
        } else {
            let away = |plane: &&Plane| {
                let cells = plane.points().count();
                let away = plane.points().filter(|(_, _, loss)| plane.got_away(*loss)).count();
                format!("{} {away} of {cells}", plane.method)
            };
            let away: Vec<String> = group.iter().map(away).collect();
            format!("These cells end above their start: {}. Lowest losses: {}", away.join(", "), bests.join(", "))
        };
        let name = format!(
            "rate_and_{}_{}",
            if penalty { "penalty" } else { "momentum" },
            if valley { "valley" } else { "challenging" }
        );
        HeatMaps {
            name,
            title,
            x_label: "learning rate η".to_owned(),
            y_label: if penalty { "weight of the penalty" } else { "momentum μ" }.to_owned(),
            scale_label: "median final loss".to_owned(),
            x: plane.x.1.clone(),
            y: ys.clone(),
            log_x: true,
            log_y: penalty,
            log_scale: valley,
            limits: Some((lowest, start)).filter(|(low, high)| low < high),
            panels: group.iter().map(panel).collect(),
            columns: 2,
            legend: if valley {
                vec![("SGD's edge of stability, 2(1 + μ)/λ".to_owned(), Style::Reference)]
            } else {
                Vec::new()
            },
        }
    }
}
