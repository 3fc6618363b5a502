//! Methods in the phase plane: an orbit on the harmonic oscillator ½ q² with the
//! quadratic form that the method conserves, and a disc of starts carried over the
//! pendulum 1 − cos q.

use anyhow::{Context, Result};
use stable_sgd::experiment::Contender;
use stable_sgd::method::State;
use stable_sgd::problem::{self, Landscape, LandscapeOracle, Pendulum, Quadratic};
use stable_sgd::structure::{self, Property};

/// A point of the plane: q, and v in units in which the flow turns in circles.
pub type Place = [f64; 2];

/// What is drawn.
#[derive(Clone)]
pub struct Settings {
    /// The methods with their hyperparameters.
    pub contenders: Vec<Contender>,
    /// Steps of an orbit.
    pub steps: usize,
    /// The centre and the radius of the disc.
    pub disc: (Place, f64),
    /// After how many steps the disc is looked at again, and how often.
    pub looks: (usize, usize),
}

/// A step of the flow, a rate η with its square root as the step, and the momentum of
/// the damped ones.
const STEP: f64 = 0.5;
const MOMENTUM: f64 = 0.9;

impl Default for Settings {
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
    pub orbit: Vec<Place>,
    /// A, B, C of the form A q² + B q v + C v² that a linear step multiplies by its
    /// determinant; `None` where the step is not linear.
    pub form: Option<[f64; 3]>,
    /// The determinant of a linear step.
    pub determinant: Option<f64>,
    /// The disc's boundary at each look, the first at the start.
    pub outlines: Vec<Vec<Place>>,
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
    fn path(&self, start: Place, steps: usize) -> Result<Vec<Place>> {
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
pub(super) fn all(settings: &Settings) -> Result<Vec<Portrait>> {
    settings.contenders.iter().map(|contender| portrait(contender, settings)).collect()
}

fn portrait(contender: &Contender, settings: &Settings) -> Result<Portrait> {
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
    let outlines: Vec<Vec<Place>> = looks.iter().map(|step| paths.iter().map(|path| path[*step]).collect()).collect();
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
fn area(outline: &[Place]) -> f64 {
    let next = outline.iter().cycle().skip(1);
    0.5 * outline.iter().zip(next).map(|([q, v], [r, w])| q * w - r * v).sum::<f64>().abs()
}

/// The matrix of a linear step, row by row; `None` where the step is not linear.
fn matrix(runner: &Runner<'_>) -> Result<Option<[Place; 2]>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> Portrait {
        let found = all(&Settings::default()).expect("the default settings run");
        found.into_iter().find(|portrait| portrait.method == name).expect("drawn by default")
    }

    /// The value of the form along the orbit, in units of the first.
    fn levels(portrait: &Portrait) -> Vec<f64> {
        let [a, b, c] = portrait.form.expect("a linear step");
        let value = |[q, v]: &Place| a * q * q + b * q * v + c * v * v;
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
        for portrait in all(&Settings::default()).expect("the default settings run") {
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
