//! A rule on the mode ½ k q² near its rest: how a period of steps grows.
//!
//! Slots that are functions of others are moved with them: that adds eigenvalues 0 alone.

use super::super::random::Draws;
use super::super::reading::{Bound, Extent};
use super::super::syntax::{Expression, Rule, Slot};
use super::differences::{determinant, jacobian_where_branches_meet};
use super::field::{Landscape, Mode, View};
use super::number::Precise;
use super::runs::{Step, reached, size, slots, step, vector, vector_mut};
use super::scene::default;
use super::slots::Layout;
use super::{Claim, Contradiction, Kind, Searched};
use num_traits::Zero;
use stable_sgd::method::{Role, State};

/// Steps before those that are looked at: what begins later has begun.
const BEFORE: u64 = 60;

/// Steps after which every part of a drawn rule comes again: 2, 3, 5 and 10 divide it.
const PERIOD: u64 = 30;

/// The curvature's name.
const CURVATURE: &str = "k";

/// Squarings: growth over 2⁴⁴ steps.
const SQUARINGS: i32 = 44;

/// ln of a growth up to which a root is as good as on the circle.
const ON_THE_CIRCLE: f64 = 1e-9;

/// A determinant whose error is larger is not known to be 0.
const ZERO: f64 = 1e-15;

/// What a slot has at rest, at most.
const FAR: f64 = 1e6;

/// The step near rest.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Near {
    /// Its matrix.
    Matrix(Vec<Vec<Precise>>),
    /// It has no derivative there.
    Corner,
    /// The run does not rest, or is lost.
    Elsewhere,
}

/// What becomes of a displacement from rest in a step.
struct Fate {
    /// ln of its growth.
    growth: f64,
    /// Whether some displacement comes back as it was, or turned round.
    stays: bool,
}

impl Fate {
    /// Whether this contradicts that the step is stable, or that it is not. A root at 1 or −1 is
    /// not stable, others on the circle are.
    fn contradicts(&self, stable: bool) -> bool {
        match stable {
            true => self.growth > ON_THE_CIRCLE || self.growth > -ON_THE_CIRCLE && self.stays,
            false => self.growth < -ON_THE_CIRCLE || self.growth < ON_THE_CIRCLE && !self.stays,
        }
    }
}

/// A rule near its rest, with the slots that are moved beside the point.
pub(super) struct NearRest<'a> {
    pub rule: &'a Rule,
    pub varied: &'a [Slot],
}

impl NearRest<'_> {
    /// The product of the steps after those `before`, over `length`.
    pub(super) fn matrix(&self, numbers: &[Precise], curvature: f64, (before, length): (u64, u64)) -> Near {
        let landscape = Landscape::mode(1, curvature);
        let Some(mut state) = reached(self.rule, numbers, &landscape, &[0.0], before) else { return Near::Elsewhere };
        let mut product: Option<Vec<Vec<Precise>>> = None;
        for _ in 0..length {
            for slot in slots(self.rule) {
                vector_mut(&mut state, slot).iter_mut().for_each(|x| *x = Precise::new(x.value()));
            }
            let at = state.clone();
            let ended = step(self.rule, numbers, &landscape, &View::Own, &mut state).0;
            let (here, next) = (at.position[0].value(), state.position[0].value());
            // A derivative is asked for at rest alone.
            if !matches!(ended, Step::Fine(_)) || (next - here).abs() > 1e-15 * here.abs() {
                return Near::Elsewhere;
            }
            let one = match self.one(numbers, &landscape, &at) {
                Near::Matrix(one) => one,
                other => return other,
            };
            product = Some(match product {
                Some(product) => times(&one, &product),
                None => one,
            });
        }
        product.map_or(Near::Elsewhere, Near::Matrix)
    }

    /// The derivative of one step in point and slots.
    fn one(&self, numbers: &[Precise], landscape: &Landscape, at: &State<Precise>) -> Near {
        let all: Vec<Slot> = [Slot::Position].into_iter().chain(self.varied.iter().copied()).collect();
        let x: Vec<Precise> = all.iter().map(|slot| vector(at, *slot)[0]).collect();
        let sizes: Vec<f64> = x.iter().map(|x| if x.size() > 0.0 { x.size() } else { 1.0 }).collect();
        let mut lost = false;
        let mut map = |x: &[Precise]| {
            let mut state = at.clone();
            all.iter().zip(x).for_each(|(slot, x)| *vector_mut(&mut state, *slot) = vec![*x]);
            let ended = step(self.rule, numbers, landscape, &View::Own, &mut state).0;
            lost |= ended == Step::Lost;
            let Step::Fine(choices) = ended else { return None };
            Some((all.iter().map(|slot| vector(&state, *slot)[0]).collect(), choices))
        };
        match jacobian_where_branches_meet(&mut map, &x, &sizes) {
            Some(matrix) => Near::Matrix(matrix),
            // Roundings of a clock that has grown hide what the point does.
            None if lost || slots(self.rule).iter().any(|slot| size(vector(at, *slot)) > FAR) => Near::Elsewhere,
            None => Near::Corner,
        }
    }

    /// ln of the growth of a step; `Err` where there is no matrix.
    fn growth(&self, numbers: &[Precise], curvature: f64, extent: &Extent) -> Result<f64, Near> {
        self.fate(numbers, curvature, extent).map(|fate| fate.growth)
    }

    /// What becomes of a small displacement; `Err` where there is no matrix.
    fn fate(&self, numbers: &[Precise], curvature: f64, extent: &Extent) -> Result<Fate, Near> {
        let steps = window(self.rule, extent);
        match self.matrix(numbers, curvature, steps) {
            Near::Matrix(matrix) => {
                let stays = has_a_root_at_an_end(&matrix);
                Ok(Fate { growth: growth(matrix) / steps.1 as f64, stays })
            }
            other => Err(other),
        }
    }
}

/// The period that is looked at, as steps before it and its own; where nothing is said of one,
/// so many that every part of a drawn rule comes again.
pub(super) fn window(rule: &Rule, extent: &Extent) -> (u64, u64) {
    match extent.is_stated {
        true => extent.last_period(),
        false => (BEFORE, if rule.depends_on_step() { PERIOD } else { 1 }),
    }
}

pub(super) fn times(a: &[Vec<Precise>], b: &[Vec<Precise>]) -> Vec<Vec<Precise>> {
    let entry = |i: usize, j: usize| (0..b.len()).fold(Precise::zero(), |sum, k| sum + a[i][k] * b[k][j]);
    (0..a.len()).map(|i| (0..b.len()).map(|j| entry(i, j)).collect()).collect()
}

/// ln of the spectral radius, by squaring.
fn growth(mut matrix: Vec<Vec<Precise>>) -> f64 {
    let mut total = 0.0;
    for power in 0..=SQUARINGS {
        let norm = matrix.iter().flatten().map(|x| x.size()).fold(0.0, f64::max);
        if norm < 1e-60 {
            return f64::NEG_INFINITY;
        }
        // A power of two, so that nothing is rounded.
        let exponent = norm.log2().round() as i32;
        total += f64::from(exponent) * std::f64::consts::LN_2 * 0.5_f64.powi(power);
        let scale = 2.0_f64.powi(-exponent);
        let exactly = |x: &Precise| x.scaled(scale).exactly();
        matrix = matrix.iter().map(|row| row.iter().map(exactly).collect()).collect();
        if power < SQUARINGS {
            matrix = times(&matrix, &matrix);
        }
    }
    let rest = matrix.iter().flatten().map(|x| x.size()).fold(0.0, f64::max);
    total + rest.ln() * 0.5_f64.powi(SQUARINGS)
}

/// Whether 1 or −1 is a root of the matrix: its determinant is 0 with one of them on the diagonal.
fn has_a_root_at_an_end(matrix: &[Vec<Precise>]) -> bool {
    [1.0, -1.0].into_iter().any(|end| {
        let mut shifted = matrix.to_vec();
        shifted.iter_mut().enumerate().for_each(|(i, row)| row[i] = row[i] - Precise::new(end));
        determinant(&shifted).is_some_and(|found| found.size() <= found.error && found.error < ZERO)
    })
}

/// Whether a rule's steps change for ever.
fn ever_changing(rule: &Rule) -> bool {
    rule.any(&|e| matches!(e, Expression::Index | Expression::Power(..)))
}

/// How far two long runs on the mode k part, from starts next to each other, over their distance
/// at first; in binary64.
fn parted(rule: &Rule, numbers: &[Precise], curvature: f64) -> f64 {
    const START: f64 = 1e-6;
    const LONG: usize = 1500;
    let numbers: Vec<f64> = numbers.iter().map(|x| x.value()).collect();
    let mut states = [0.0, START].map(|start| State::<f64>::at_rest(vec![start], rule.memories));
    let mut last = 0.0_f64;
    for k in 0..LONG {
        for state in &mut states {
            rule.step(&numbers, &mut Mode(curvature), state);
        }
        let apart = (states[0].position[0] - states[1].position[0]).abs();
        if !apart.is_finite() {
            return f64::INFINITY;
        }
        if k + 100 >= LONG {
            last = last.max(apart);
        }
    }
    last / START
}

/// Growth of one step above which it is none of rounding, and below which it is decay.
const GROWS: f64 = 1e-11;

pub(super) fn words(rule: &Rule, numbers: &[Precise], curvature: f64) -> String {
    let numbers = rule.specs().zip(numbers).map(|(spec, x)| format!("{} = {:e}", spec.name, x.value()));
    numbers.chain([format!("k = {curvature:e}")]).collect::<Vec<_>>().join(", ")
}

/// Small rates are stable.
pub fn small_rates(claim: &Claim, seed: u64, trials: usize) -> Searched {
    let rule = claim.rule;
    let changes = ever_changing(rule) && !claim.reading.extent.is_stated;
    if claim.refuted && changes {
        return Searched::default();
    }
    let layout = Layout::stated(rule, seed, &claim.reading.extent);
    Searched::of_open(claim, layout.of_matrix(), |varied| {
        let one = NearRest { rule, varied };
        let mut corners = 0;
        let searched = Searched::gather(trials.min(48), |trial| {
            let draws = &mut Draws::new(seed.wrapping_add(trial));
            small_rate(claim, &one, draws, changes).unwrap_or_else(|near| {
                corners += usize::from(near == Near::Corner);
                Searched::at(0)
            })
        });
        without_corners(searched, corners)
    })
}

/// Whether small rates are stable for some numbers; `Err` where there is no matrix.
fn small_rate(claim: &Claim, one: &NearRest, draws: &mut Draws, changes: bool) -> Result<Searched, Near> {
    let rule = claim.rule;
    let fixed = |name: &str| claim.reading.fixed.iter().find(|(known, _)| known == name).map(|(_, value)| *value);
    let decades = if claim.refuted && draws.one_in(2) { 40.0 } else { 3.0 };
    let curvature = 2.0_f64.powf(draws.between(-decades, decades));
    let curvature = fixed(CURVATURE).filter(|curvature| *curvature > 0.0).unwrap_or(curvature);
    let number = |spec: &stable_sgd::method::NumberSpec, draws: &mut Draws| match spec.role {
        Role::Coefficient => default(spec),
        _ if fixed(spec.name).is_some() => Precise::new(fixed(spec.name).unwrap_or_default()),
        Role::Rate => Precise::new(draws.between(0.25, 2.0)),
        Role::Fraction => Precise::new(draws.between(0.02, 0.98)),
        Role::Weight => Precise::new(draws.between(0.0, 2.0)),
    };
    let base: Vec<Precise> = rule.specs().map(|spec| number(spec, draws)).collect();
    let at = |small: f64| -> Vec<Precise> {
        let scale = |(x, spec): (&Precise, &stable_sgd::method::NumberSpec)| {
            if spec.role == Role::Rate { *x * Precise::new(small) } else { *x }
        };
        base.iter().zip(rule.specs()).map(scale).collect()
    };
    if changes {
        let grows = [1e-3, 1e-5].iter().all(|small| parted(rule, &at(*small), curvature) > 1e6);
        let text = format!("two long runs part without end at {}", words(rule, &at(1e-5), curvature));
        return Ok(if grows { Contradiction::new(Kind::Fails, text).into() } else { Searched::at(1) });
    }
    // Small as the curvature says.
    let unit = if curvature > 8.0 { 8.0 / curvature } else { 1.0 };
    let growths: Result<Vec<f64>, Near> = [1e-3, 1e-4, 1e-5]
        .iter()
        .map(|small| one.growth(&at(unit * small), curvature, &claim.reading.extent))
        .collect();
    let growths = growths?;
    // What refutes need not grow: a root on the circle suffices.
    let least = if claim.refuted { -1e-9 } else { GROWS };
    if growths.iter().all(|growth| *growth > least) {
        let text = format!("a step grows by {:.3e} at {}", growths[2], words(rule, &at(unit * 1e-5), curvature));
        return Ok(Contradiction::new(Kind::Fails, text).into());
    }
    Ok(Searched::at(1))
}

/// A step that has no derivative at rest anywhere has no stable rate by one.
pub(super) fn without_corners(searched: Searched, corners: usize) -> Searched {
    if searched.found.is_none() && searched.points == 0 && corners > 2 {
        let text = format!("the step has no derivative at rest, at each of {corners} points");
        return Contradiction::new(Kind::Nowhere, text).into();
    }
    searched
}

/// Rates inside a bound are stable, and those just outside are not.
pub fn bound(claim: &Claim, seed: u64) -> Searched {
    let rule = claim.rule;
    if claim.refuted {
        return no_rate(claim, seed);
    }
    let Some((name, bound)) = &claim.reading.bound else { return Searched::default() };
    let Some(place) = rule.specs().position(|spec| spec.name == name) else { return Searched::default() };
    let layout = Layout::stated(rule, seed, &claim.reading.extent);
    let lists = layout.of_matrix();
    Searched::one_of(lists, |varied| within(claim, &NearRest { rule, varied }, (name, place), bound))
}

/// The same of one choice of slots.
fn within(claim: &Claim, one: &NearRest, (name, place): (&str, usize), bound: &Bound) -> Searched {
    let (rule, extent) = (claim.rule, &claim.reading.extent);
    let at = |rate: f64| {
        let mut numbers: Vec<Precise> = rule.specs().map(default).collect();
        numbers[place] = Precise::new(rate);
        numbers
    };
    let (inside, outside): (Vec<f64>, Vec<f64>) = match bound {
        Bound::Below(bound) => {
            let shares = [1e-6, 1e-4, 0.01, 0.0713, 0.2137, 0.4171, 0.6131, 0.8117, 0.9173, 0.9911, 0.9993];
            // Of what lies further out nothing is said.
            let last = claim.reading.unstable.unwrap_or(f64::INFINITY);
            let beyond = [1.0007 * bound, 1.0091 * bound, last].into_iter().filter(|rate| *rate <= last);
            let beyond = beyond.filter(|rate| rate.is_finite() && *rate > bound * (1.0 + 1e-6)).collect();
            (shares.iter().map(|share| share * bound).collect(), beyond)
        }
        Bound::None => ((-6..=6).map(|power| 1.37 * 10.0_f64.powi(power)).collect(), Vec::new()),
    };
    let mut corners = 0;
    let mut searched = Searched::default();
    for (rate, stable) in inside.iter().map(|rate| (*rate, true)).chain(outside.iter().map(|rate| (*rate, false))) {
        let numbers = at(rate);
        if ever_changing(rule) && !extent.is_stated {
            let ratio = parted(rule, &numbers, 1.0);
            let wrong = if stable { ratio > 1e6 } else { ratio < 1e-3 };
            if wrong {
                let text = format!("at {name} = {rate} two runs come to {ratio:.1e} times their distance");
                searched.found = Contradiction::new(Kind::Fails, text);
                return searched;
            }
            searched.points += 1;
            continue;
        }
        match one.fate(&numbers, 1.0, extent) {
            Ok(fate) if fate.contradicts(stable) => {
                let stays = if fate.stays { ", and has a root at 1 or -1" } else { "" };
                let text = format!("at {name} = {rate} a step grows by {:.3e}{stays}", fate.growth);
                searched.found = Contradiction::new(Kind::Fails, text);
                return searched;
            }
            Ok(_) => searched.points += 1,
            Err(Near::Corner) => corners += 1,
            Err(_) => {}
        }
    }
    without_corners(searched, corners)
}

/// Whether no rate is stable: something is found where a small rate is not.
fn no_rate(claim: &Claim, seed: u64) -> Searched {
    let (rule, extent) = (claim.rule, &claim.reading.extent);
    let layout = Layout::stated(rule, seed, extent);
    let Some(place) = rule.specs().position(|spec| spec.role == Role::Rate) else { return Searched::default() };
    if ever_changing(rule) && !extent.is_stated {
        return Searched::default();
    }
    Searched::of_open(claim, layout.of_matrix(), |varied| {
        let one = NearRest { rule, varied };
        let mut searched = Searched::default();
        for rate in [0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6] {
            let mut numbers: Vec<Precise> = rule.specs().map(default).collect();
            numbers[place] = Precise::new(rate);
            match one.growth(&numbers, 1.0, extent) {
                Ok(growth) if growth < -1e-9 => searched.points += 1,
                Ok(growth) => {
                    let text = format!("a step grows by {growth:e} at {rate}");
                    return Contradiction::new(Kind::Fails, text).into();
                }
                Err(_) => return Searched::default(),
            }
        }
        searched
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::bases;
    use super::*;

    fn grows(rule: &Rule, rate: f64) -> f64 {
        let varied = Layout::of(rule, 1).of_matrix().concat();
        let one = NearRest { rule, varied: &varied };
        let mut numbers: Vec<Precise> = rule.specs().map(default).collect();
        numbers[0] = Precise::new(rate);
        one.growth(&numbers, 1.0, &Extent::default()).expect("a matrix")
    }

    /// Gradient descent is stable below 2, the heavy ball below 2 (1 + μ), leapfrog below 2.
    #[test]
    fn stable_rates_are_known() {
        for (rule, bound) in [(bases::gradient_descent(), 2.0), (bases::heavy_ball(), 3.8), (bases::leapfrog(), 2.0)] {
            assert!(grows(&rule, 0.999 * bound) < 1e-11, "{rule}");
            assert!(grows(&rule, 1.001 * bound) > 1e-4, "{rule}");
        }
        assert!((grows(&bases::gradient_descent(), 0.5) - 0.5_f64.ln()).abs() < 1e-9);
    }

    /// At the bound of gradient descent the point turns round, and at rate 0 it stays: not stable,
    /// though neither grows. A leapfrog turns on the circle, and is.
    #[test]
    fn what_stays_is_not_stable() {
        let fate = |rule: &Rule, rate: f64| {
            let numbers = [Precise::new(rate)];
            let varied = Layout::of(rule, 1).of_matrix().concat();
            NearRest { rule, varied: &varied }.fate(&numbers, 1.0, &Extent::default()).expect("a matrix")
        };
        for rate in [0.0, 2.0] {
            let stays = fate(&bases::gradient_descent(), rate);
            assert!(stays.growth.abs() < 1e-12 && stays.stays);
            assert!(stays.contradicts(true) && !stays.contradicts(false));
        }
        let turns = fate(&bases::leapfrog(), 1.0);
        assert!(turns.growth.abs() < 1e-12 && !turns.stays);
        assert!(!turns.contradicts(true) && turns.contradicts(false));
        let decays = fate(&bases::gradient_descent(), 1e-6);
        assert!(!decays.stays && !decays.contradicts(true) && decays.contradicts(false));
    }
}
