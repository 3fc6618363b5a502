//! The phase plane in two figures: orbits, and areas.

use super::{Panel, Panels, Shape, Style, signed};
use crate::study::Whole;
use crate::study::phase::{Place, Portrait};

/// The level set of the form at the level of its `place`, if it is an ellipse about 0.
fn ellipse([a, b, c]: [f64; 3], place: Place, share: f64) -> Option<Vec<(f64, f64)>> {
    const POINTS: usize = 240;
    let level = share * (a * place[0] * place[0] + b * place[0] * place[1] + c * place[1] * place[1]);
    let definite = 4.0 * a * c - b * b > 0.0 && level / a > 0.0;
    let point = |i: usize| {
        let (sine, cosine) = (std::f64::consts::TAU * i as f64 / POINTS as f64).sin_cos();
        let radius = (level / (a * cosine * cosine + b * cosine * sine + c * sine * sine)).sqrt();
        (radius * cosine, radius * sine)
    };
    definite.then(|| (0..=POINTS).map(point).collect())
}

/// A name as the figures show it.
fn shown(method: &str) -> String {
    match method {
        "explicit_euler" => "explicit Euler",
        "symplectic_euler" => "symplectic Euler",
        "leapfrog_kdk" => "leapfrog",
        "sgd" => "momentum SGD",
        "stable_sgd" => "StableSGD as described",
        "speed_clip" => "clip by the speed alone",
        other => other,
    }
    .to_owned()
}

/// After how many steps the next level set is drawn of a form that is not conserved.
const EVERY: usize = 8;

fn orbit(portrait: &Portrait) -> Panel {
    let points: Vec<(f64, f64)> = portrait.orbit.iter().map(|[q, v]| (*q, *v)).collect();
    let determinant = portrait.determinant.unwrap_or(f64::NAN);
    let conserved = (determinant - 1.0).abs() < 1e-12;
    let looks = if conserved { 1 } else { 4 };
    let level = |look: usize| {
        let share = determinant.powi((look * EVERY) as i32);
        Some(Shape::Curve(ellipse(portrait.form?, portrait.orbit[0], share)?, Style::Sgd))
    };
    let mut shapes: Vec<Shape> = (0..looks).filter_map(level).collect();
    let finding = match (shapes.is_empty(), conserved) {
        (true, _) => "no quadratic form is known to it".to_owned(),
        (false, true) => "its form is conserved".to_owned(),
        (false, false) => format!("its form × {determinant:.2} a step"),
    };
    shapes.push(Shape::Curve(points.clone(), Style::Reference));
    shapes.push(Shape::Dots(points, Style::StableSgd));
    Panel { title: [shown(portrait.method), finding], shapes }
}

/// The methods whose orbit lies on level sets, by whether their level stays.
fn named(study: &Whole, chosen: impl Fn(f64) -> bool) -> String {
    let on = |p: &&Portrait| p.form.is_some() && p.determinant.is_some_and(&chosen);
    listed(&study.portraits.iter().filter(on).map(|p| shown(p.method)).collect::<Vec<_>>())
}

/// Orbits on the harmonic oscillator, with the level sets of each method's own form.
pub(super) fn plane(study: &Whole) -> Panels {
    let conserved = |c: f64| (c - 1.0).abs() < 1e-12;
    Panels {
        name: "phase_plane".to_owned(),
        title: format!(
            "On the oscillator {} conserve an energy of their own; that of {} shrinks by its factor at every step",
            named(study, conserved),
            named(study, |c| c < 1.0 && !conserved(c)),
        ),
        x_label: "q".to_owned(),
        y_label: "v".to_owned(),
        frame: (-1.6, 1.6),
        columns: 3,
        legend: vec![
            ("orbit from (1, 0)".to_owned(), Style::StableSgd),
            (format!("level sets of the form, {EVERY} steps apart"), Style::Sgd),
        ],
        panels: study.portraits.iter().map(orbit).collect(),
    }
}

fn carried(portrait: &Portrait) -> Panel {
    let styles = [Style::Reference, Style::Sgd, Style::Described, Style::Packaged];
    let outline = |outline: &Vec<Place>| outline.iter().map(|[q, v]| (*q, *v)).collect();
    let regions = portrait.outlines.iter().zip(styles).map(|(points, style)| Shape::Region(outline(points), style));
    let last = portrait.areas.last().copied().unwrap_or(f64::NAN);
    let steps = portrait.looks.last().copied().unwrap_or(0);
    let law = match portrait.factor {
        Some(1.0) => ", as proved".to_owned(),
        Some(factor) => format!(" = {factor:?}^{steps}, as proved"),
        None => ", no law".to_owned(),
    };
    Panel { title: [shown(portrait.method), format!("area × {}{law}", signed(last))], shapes: regions.collect() }
}

/// Names in a row: "a", "a and b", "a, b and c".
fn listed(names: &[String]) -> String {
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

/// What the methods do to areas: kept, multiplied by a proved factor, or neither.
fn areas(portraits: &[Portrait]) -> String {
    let of = |chosen: fn(Option<f64>) -> bool| -> Vec<String> {
        portraits.iter().filter(|p| chosen(p.factor)).map(|p| shown(p.method)).collect()
    };
    let kinds = [
        (of(|factor| factor == Some(1.0)), "keep its area"),
        (of(|factor| factor.is_some_and(|factor| factor != 1.0)), "multiply it by their factor"),
        (of(|factor| factor.is_none()), "follow no law"),
    ];
    let kinds = kinds.iter().filter(|(names, _)| !names.is_empty());
    kinds.map(|(names, what)| format!("{} {what}", listed(names))).collect::<Vec<_>>().join("; ")
}

/// A disc of starts on the pendulum, carried by each method.
pub(super) fn area(study: &Whole) -> Panels {
    let (every, count) = study.settings.phase.looks;
    let steps = (0..=count).map(|look| format!("after {} steps", look * every));
    let styles = [Style::Reference, Style::Sgd, Style::Described, Style::Packaged];
    Panels {
        name: "phase_area".to_owned(),
        title: format!("A disc of starts on the pendulum: {}", areas(study.portraits)),
        x_label: "q".to_owned(),
        y_label: "v".to_owned(),
        frame: (-2.0, 2.0),
        columns: 3,
        legend: steps.zip(styles).collect(),
        panels: study.portraits.iter().map(carried).collect(),
    }
}
