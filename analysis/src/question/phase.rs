//! What do orbits and areas do in the phase plane?
//!
//! An orbit on the harmonic oscillator ½ q² with the quadratic form that the method conserves,
//! and a disc of starts carried over the pendulum 1 − cos q.

use super::Question;
#[cfg(feature = "tables")]
use crate::figure::Figure;
use crate::study::{Computed, Study};
use crate::table::{Cells, Table};
use anyhow::{Context, Result};
use stable_sgd::experiment::Contender;
use stable_sgd::method::State;
use stable_sgd::problem::{self, Landscape, LandscapeOracle, Pendulum, Quadratic};
use stable_sgd::structure::{self, Property};

/// The question.
pub struct PhasePlane;

impl Question for PhasePlane {
    fn tables(&self, study: &Study) -> Result<Vec<Table>> {
        Ok(vec![table(&study.ask::<Portraits>()?.0)])
    }

    #[cfg(feature = "tables")]
    fn figures(&self, study: &Study) -> Result<Vec<Figure>> {
        drawn::both(&study.ask::<Portraits>()?.0)
    }
}

/// Orbits and areas of some methods.
pub struct Portraits(pub Vec<Portrait>);

impl Computed for Portraits {
    const STAGE: &'static str = "phase plane";

    fn compute(_: &Study) -> Result<Self> {
        all(&PhaseSettings::default()).map(Self)
    }
}

/// A point of the plane: q, and v in units in which the flow turns in circles.
pub type PlanePoint = [f64; 2];

/// What is drawn.
#[derive(Clone)]
struct PhaseSettings {
    /// The methods with their hyperparameters.
    pub contenders: Vec<Contender>,
    /// Steps of an orbit.
    pub steps: usize,
    /// The centre and the radius of the disc.
    pub disc: (PlanePoint, f64),
    /// After how many steps the disc is looked at again, and how often.
    pub looks: (usize, usize),
}

/// A step of the flow, a rate η with its square root as the step, and the momentum of
/// the damped ones.
const STEP: f64 = 0.5;

const MOMENTUM: f64 = 0.9;

impl Default for PhaseSettings {
    fn default() -> Self {
        let names = ["explicit_euler", "symplectic_euler", "leapfrog_kdk", "sgd", "stable_sgd", "speed_clip"];
        let contender = |name| {
            let mut contender = Contender::registered(name)?;
            let values = [("h", STEP), ("lr", STEP * STEP), ("base_rate", 1.0), ("momentum", MOMENTUM)];
            for (key, value) in values {
                contender.set_number(key, value);
            }
            Some(contender)
        };
        Self {
            contenders: names.into_iter().filter_map(contender).collect(),
            steps: 60,
            disc: ([1.0, 0.0], 0.3),
            looks: (4, 3),
        }
    }
}

/// One method in the plane.
#[derive(Clone, Debug)]
pub struct Portrait {
    /// Its registered name.
    pub method: &'static str,
    /// The orbit on the oscillator from (1, 0).
    pub orbit: Vec<PlanePoint>,
    /// A, B, C of the form A q² + B q v + C v² that a linear step multiplies by its
    /// determinant; `None` where the step is not linear.
    pub form: Option<[f64; 3]>,
    /// The determinant of a linear step.
    pub determinant: Option<f64>,
    /// The disc's boundary at each look, the first at the start.
    pub outlines: Vec<Vec<PlanePoint>>,
    /// The steps of the looks.
    pub looks: Vec<usize>,
    /// The area of the disc at each look, in units of the first.
    pub areas: Vec<f64>,
    /// The factor by which a step multiplies areas where that is proved, for every
    /// smooth U: det J in one coordinate.
    pub factor: Option<f64>,
}

/// Points of the disc's boundary: the area of the polygon is right to about one part
/// in 10⁵.
const BOUNDARY: usize = 720;

/// A method that is iterated on a landscape in one coordinate.
struct Runner<'a> {
    contender: &'a Contender,
    landscape: &'a dyn Landscape<f64>,
    /// The velocity's unit: v = unit × ordinate.
    unit: f64,
}

impl Runner<'_> {
    /// The places of `steps` steps from `start`, the start first.
    fn path(&self, start: PlanePoint, steps: usize) -> Result<Vec<PlanePoint>> {
        let name = self.contender.method.description.name;
        let rule = self.contender.method.on::<f64>().with_context(|| format!("{name} does not run on f64"))?;
        let mut oracle = LandscapeOracle::new(self.landscape);
        let mut state = self.contender.method.init(vec![start[0]]);
        state.velocity = vec![start[1] * self.unit];
        let place = |state: &State<f64>| [state.position[0], state.velocity[0] / self.unit];
        let mut places = vec![place(&state)];
        for _ in 0..steps {
            rule.step(&self.contender.hyper, &mut oracle, &mut state);
            places.push(place(&state));
        }
        Ok(places)
    }
}

/// Every portrait.
///
/// # Errors
/// Where a method does not run on `f64`.
fn all(settings: &PhaseSettings) -> Result<Vec<Portrait>> {
    settings.contenders.iter().map(|contender| portrait(contender, settings)).collect()
}

fn portrait(contender: &Contender, settings: &PhaseSettings) -> Result<Portrait> {
    let oscillator = problem::registry::Entry::algebra(Quadratic::from_f64(&[[1.0]])?);
    let oscillator = oscillator.on::<f64>().context("the oscillator on f64")?;
    let pendulum = problem::registry::Entry::transcendental(Pendulum);
    let pendulum = pendulum.on::<f64>().context("the pendulum on f64")?;
    // SGD's velocity is a step, η times a force: q turns with the period of √η.
    let unit = contender.number("lr").map_or(1.0, f64::sqrt);
    let on = |landscape| Runner { contender, landscape, unit };
    let orbit = on(oscillator).path([1.0, 0.0], settings.steps)?;
    let linear = matrix(&on(oscillator))?;

    let ([q, v], radius) = settings.disc;
    let (every, count) = settings.looks;
    let looks: Vec<usize> = (0..=count).map(|look| look * every).collect();
    let angle = |i: usize| std::f64::consts::TAU * i as f64 / BOUNDARY as f64;
    let starts = (0..BOUNDARY).map(|i| [q + radius * angle(i).cos(), v + radius * angle(i).sin()]);
    let paths = starts.map(|start| on(pendulum).path(start, every * count)).collect::<Result<Vec<_>>>()?;
    let outlines: Vec<Vec<PlanePoint>> =
        looks.iter().map(|step| paths.iter().map(|path| path[*step]).collect()).collect();
    let areas = outlines.iter().map(|outline| area(outline) / area(&outlines[0])).collect();
    Ok(Portrait {
        method: contender.method.description.name,
        orbit,
        form: linear.map(|[[a, b], [c, d]]| [c, d - a, -b]),
        determinant: linear.map(|[[a, b], [c, d]]| a * d - b * c),
        outlines,
        looks,
        areas,
        factor: proved_factor(contender),
    })
}

/// The area inside a polygon, by the shoelace formula.
fn area(outline: &[PlanePoint]) -> f64 {
    let next = outline.iter().cycle().skip(1);
    0.5 * outline.iter().zip(next).map(|([q, v], [r, w])| q * w - r * v).sum::<f64>().abs()
}

/// The matrix of a linear step, row by row; `None` where the step is not linear.
fn matrix(runner: &Runner<'_>) -> Result<Option<[PlanePoint; 2]>> {
    let image = |start| Ok::<_, anyhow::Error>(runner.path(start, 1)?[1]);
    let ([a, c], [b, d]) = (image([1.0, 0.0])?, image([0.0, 1.0])?);
    let [q, v] = image([-3.0, 2.0])?;
    let near = |x: f64, y: f64| (x - y).abs() <= 1e-12;
    Ok((near(q, 2.0 * b - 3.0 * a) && near(v, 2.0 * d - 3.0 * c)).then_some([[a, b], [c, d]]))
}

/// det J in one coordinate where it is proved to be a power of one hyperparameter.
fn proved_factor(contender: &Contender) -> Option<f64> {
    let certificate = structure::certify(&contender.method, Property::ConformallySymplectic, &Default::default());
    let value = certificate.value.filter(|_| certificate.verdict.holds())?;
    let (base, power) = value.split_once('^').unwrap_or((&value, "1"));
    let base = contender.number(base).or_else(|| base.parse().ok())?;
    Some(base.powi(power.parse().ok()?))
}

/// Areas in the phase plane of the pendulum, and what was proved of them.
fn table(portraits: &[Portrait]) -> Table {
    let rows =
        || portraits.iter().flat_map(|p| p.looks.iter().zip(&p.areas).map(move |(step, area)| (p, *step, *area)));
    let proved = |(p, step, _): (&Portrait, usize, f64)| p.factor.map(|factor| factor.powi(step as i32));
    Table {
        name: "phase_area",
        title: "A disc of starts on the pendulum: its area, in units of the first".to_owned(),
        columns: vec![
            ("method", Cells::Text(rows().map(|(p, ..)| p.method.to_owned()).collect())),
            ("step", Cells::Whole(rows().map(|(_, step, _)| i64::try_from(step).ok()).collect())),
            ("area", Cells::Real(rows().map(|(_, _, area)| Some(area)).collect())),
            ("proved", Cells::Real(rows().map(proved).collect())),
        ],
    }
}

#[cfg(feature = "tables")]
mod drawn {
    use super::*;
    use crate::figure::{self, Panel, Panels, Shape, Style};

    pub(super) fn both(portraits: &[Portrait]) -> Result<Vec<Figure>> {
        figure::drawn(&[&plane(portraits), &area(portraits)])
    }

    /// The level set of the form at the level of its `place`, if it is an ellipse about 0.
    fn ellipse([a, b, c]: [f64; 3], place: PlanePoint, share: f64) -> Option<Vec<(f64, f64)>> {
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
    fn named(portraits: &[Portrait], chosen: impl Fn(f64) -> bool) -> String {
        let on = |p: &&Portrait| p.form.is_some() && p.determinant.is_some_and(&chosen);
        listed(&portraits.iter().filter(on).map(|p| shown(p.method)).collect::<Vec<_>>())
    }

    /// Orbits on the harmonic oscillator, with the level sets of each method's own form.
    fn plane(portraits: &[Portrait]) -> Panels {
        let conserved = |c: f64| (c - 1.0).abs() < 1e-12;
        Panels {
            name: "phase_plane".to_owned(),
            title: format!(
                "On the oscillator {} conserve an energy of their own; that of {} shrinks by its factor at every step",
                named(portraits, conserved),
                named(portraits, |c| c < 1.0 && !conserved(c)),
            ),
            x_label: "q".to_owned(),
            y_label: "v".to_owned(),
            frame: (-1.6, 1.6),
            columns: 3,
            legend: vec![
                ("orbit from (1, 0)".to_owned(), Style::StableSgd),
                (format!("level sets of the form, {EVERY} steps apart"), Style::Sgd),
            ],
            panels: portraits.iter().map(orbit).collect(),
        }
    }

    fn carried(portrait: &Portrait) -> Panel {
        let styles = [Style::Reference, Style::Sgd, Style::Described, Style::Packaged];
        let outline = |outline: &Vec<PlanePoint>| outline.iter().map(|[q, v]| (*q, *v)).collect();
        let regions = portrait.outlines.iter().zip(styles).map(|(points, style)| Shape::Region(outline(points), style));
        let last = portrait.areas.last().copied().unwrap_or(f64::NAN);
        let steps = portrait.looks.last().copied().unwrap_or(0);
        let law = match portrait.factor {
            Some(1.0) => ", as proved".to_owned(),
            Some(factor) => format!(" = {factor:?}^{steps}, as proved"),
            None => ", no law".to_owned(),
        };
        Panel {
            title: [shown(portrait.method), format!("area × {}{law}", figure::signed(last))],
            shapes: regions.collect(),
        }
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
    fn area(portraits: &[Portrait]) -> Panels {
        let looks = portraits.first().map_or(&[][..], |portrait| &portrait.looks);
        let steps = looks.iter().map(|step| format!("after {step} steps"));
        let styles = [Style::Reference, Style::Sgd, Style::Described, Style::Packaged];
        Panels {
            name: "phase_area".to_owned(),
            title: format!("A disc of starts on the pendulum: {}", areas(portraits)),
            x_label: "q".to_owned(),
            y_label: "v".to_owned(),
            frame: (-2.0, 2.0),
            columns: 3,
            legend: steps.zip(styles).collect(),
            panels: portraits.iter().map(carried).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> Portrait {
        let found = all(&PhaseSettings::default()).expect("the default settings run");
        found.into_iter().find(|portrait| portrait.method == name).expect("drawn by default")
    }

    /// The value of the form along the orbit, in units of the first.
    fn levels(portrait: &Portrait) -> Vec<f64> {
        let [a, b, c] = portrait.form.expect("a linear step");
        let value = |[q, v]: &PlanePoint| a * q * q + b * q * v + c * v * v;
        portrait.orbit.iter().map(|place| value(place) / value(&portrait.orbit[0])).collect()
    }

    #[test]
    fn the_form_is_multiplied_by_the_determinant_at_every_step() {
        for name in ["explicit_euler", "symplectic_euler", "leapfrog_kdk", "sgd"] {
            let portrait = of(name);
            let determinant = portrait.determinant.expect("a linear step");
            for (step, level) in levels(&portrait).into_iter().enumerate() {
                let expected = determinant.powi(step as i32);
                assert!((level / expected - 1.0).abs() < 1e-12, "{name}, step {step}: {level} against {expected}");
            }
        }
        assert_eq!(of("stable_sgd").form, None, "its rate depends on the state");
    }

    /// Where a factor is proved areas follow it, and where none is they do not.
    #[test]
    fn areas_follow_the_proved_factor() {
        for portrait in all(&PhaseSettings::default()).expect("the default settings run") {
            let name = portrait.method;
            let expected = |factor: f64| portrait.looks.iter().map(move |step| factor.powi(*step as i32));
            let near = |factor| expected(factor).zip(&portrait.areas).all(|(c, area)| (area / c - 1.0).abs() < 1e-3);
            match portrait.factor {
                Some(factor) => assert!(near(factor), "{name}: {:?}", portrait.areas),
                None => assert!(!near(1.0) && !near(MOMENTUM), "{name}: {:?}", portrait.areas),
            }
        }
    }
}
