//! Heat maps of the final loss over two numbers.

use super::super::{HeatMaps, HeatPanel, Line, Mark, Style};
use super::short;
use crate::study::sensitivity::grid::Plane;

/// A figure for each problem and pair of numbers.
pub(super) fn all(planes: &[Plane]) -> Vec<HeatMaps> {
    let mut figures: Vec<Vec<&Plane>> = Vec::new();
    for plane in planes {
        let same =
            |group: &&mut Vec<&Plane>| group[0].problem == plane.problem && is_penalty(group[0]) == is_penalty(plane);
        match figures.iter_mut().find(same) {
            Some(group) => group.push(plane),
            None => figures.push(vec![plane]),
        }
    }
    figures.iter().map(|group| figure(group)).collect()
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

fn figure(group: &[&Plane]) -> HeatMaps {
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
        marks: plane.best().map(|(x, y, loss)| Mark { x, y, text: short(loss) }).into_iter().collect(),
    };
    let lowest = group.iter().filter_map(|plane| plane.best()).fold(f64::INFINITY, |low, best| low.min(best.2));
    let start = plane.start;
    let best =
        |plane: &&Plane| plane.best().map_or_else(String::new, |best| format!("{} {}", plane.method, short(best.2)));
    let bests: Vec<String> = group.iter().map(best).collect();
    let kept = |plane: &&Plane| {
        let beyond: Vec<f64> =
            plane.points().filter(|(x, y, _)| *x > edge(if penalty { MOMENTUM } else { *y })).map(|p| p.2).collect();
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
