//! A rule on the mode ½ k q² near its rest: growth, forms, determinants.

use super::super::random::Draws;
use super::super::reading::Bound;
use super::super::syntax::{Expression, Rule, Slot};
use super::differences::{determinant, jacobian_where_branches_meet};
use super::field::{Landscape, Mode, View};
use super::number::Precise;
use super::runs::{Step, differ, reached, slots, step, vector, vector_mut};
use super::scene::{admissible, default};
use super::slots::Layout;
use super::{Claim, Contradiction, Kind, RELATIVE, Searched, TESTED};
use num_traits::{One, Zero};
use stable_sgd::method::{Role, State};

/// Steps before those that are looked at: what begins later has begun.
const BEFORE: u64 = 60;

/// Steps after which every part of a drawn rule comes again: 2, 3, 5 and 10 divide it.
const PERIOD: u64 = 30;

/// Squarings: growth over 2⁴⁴ steps.
const SQUARINGS: i32 = 44;

/// The step near rest.
#[derive(Clone, Debug, PartialEq)]
enum Near {
    /// Its matrix.
    Matrix(Vec<Vec<Precise>>),
    /// It has no derivative there.
    Corner,
    /// The run does not rest, or is lost.
    Elsewhere,
}

struct Rule1<'a> {
    rule: &'a Rule,
    layout: &'a Layout,
    varied: Vec<Slot>,
}

impl Rule1<'_> {
    /// The product of the steps after `before`, over `length`.
    fn matrix(&self, numbers: &[Precise], curvature: f64, before: u64, length: u64) -> Near {
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
            self.layout.complete(&mut state, landscape, Slot::Position);
            let ended = step(self.rule, numbers, landscape, &View::Own, &mut state).0;
            lost |= ended == Step::Lost;
            let Step::Fine(choices) = ended else { return None };
            Some((all.iter().map(|slot| vector(&state, *slot)[0]).collect(), choices))
        };
        match jacobian_where_branches_meet(&mut map, &x, &sizes) {
            Some(matrix) => Near::Matrix(matrix),
            None if lost => Near::Elsewhere,
            None => Near::Corner,
        }
    }

    /// ln of the growth of a step; `Err` where there is no matrix.
    fn growth(&self, numbers: &[Precise], curvature: f64) -> Result<f64, Near> {
        let length = if self.rule.depends_on_step() { PERIOD } else { 1 };
        match self.matrix(numbers, curvature, BEFORE, length) {
            Near::Matrix(matrix) => Ok(growth(matrix) / length as f64),
            other => Err(other),
        }
    }
}

fn times(a: &[Vec<Precise>], b: &[Vec<Precise>]) -> Vec<Vec<Precise>> {
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

fn words(rule: &Rule, numbers: &[Precise], curvature: f64) -> String {
    let numbers = rule.specs().zip(numbers).map(|(spec, x)| format!("{} = {:e}", spec.name, x.value()));
    numbers.chain([format!("k = {curvature:e}")]).collect::<Vec<_>>().join(", ")
}

/// Small rates are stable.
pub fn small_rates(claim: &Claim, seed: u64, trials: usize) -> Searched {
    let rule = claim.rule;
    let layout = Layout::of(rule, seed);
    let one = Rule1 { rule, layout: &layout, varied: layout.free() };
    if claim.refuted && ever_changing(rule) {
        return Searched::default();
    }
    let mut corners = 0;
    let trials = trials.min(48);
    let searched = Searched::gather(trials, |trial| {
        let draws = &mut Draws::new(seed.wrapping_add(trial));
        let curvature = 2.0_f64.powf(draws.between(-3.0, 3.0));
        let base: Vec<Precise> = rule
            .specs()
            .map(|spec| match spec.role {
                Role::Rate => Precise::new(draws.between(0.25, 2.0)),
                Role::Fraction => Precise::new(draws.between(0.02, 0.98)),
                Role::Weight => Precise::new(draws.between(0.0, 2.0)),
                Role::Coefficient => default(spec),
            })
            .collect();
        let at = |small: f64| -> Vec<Precise> {
            let scale = |(x, spec): (&Precise, &stable_sgd::method::NumberSpec)| {
                if spec.role == Role::Rate { *x * Precise::new(small) } else { *x }
            };
            base.iter().zip(rule.specs()).map(scale).collect()
        };
        if ever_changing(rule) {
            let grows = [1e-3, 1e-5].iter().all(|small| parted(rule, &at(*small), curvature) > 1e6);
            return if grows {
                let text = format!("two long runs part without end at {}", words(rule, &at(1e-5), curvature));
                Contradiction::new(Kind::Fails, text).into()
            } else {
                Searched::at(1)
            };
        }
        let mut growths = Vec::new();
        for small in [1e-3, 1e-4, 1e-5] {
            match one.growth(&at(small), curvature) {
                Ok(growth) => growths.push(growth),
                Err(Near::Corner) => {
                    corners += 1;
                    return Searched::at(0);
                }
                Err(_) => return Searched::at(0),
            }
        }
        // What refutes need not grow: a root on the circle suffices.
        let least = if claim.refuted { -1e-9 } else { GROWS };
        if growths.iter().all(|growth| *growth > least) {
            let text = format!("a step grows by {:.3e} at {}", growths[2], words(rule, &at(1e-5), curvature));
            return Contradiction::new(Kind::Fails, text).into();
        }
        Searched::at(1)
    });
    without_corners(searched, corners)
}

/// A step that has no derivative at rest anywhere has no stable rate by one.
fn without_corners(searched: Searched, corners: usize) -> Searched {
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
    let layout = Layout::of(rule, seed);
    let one = Rule1 { rule, layout: &layout, varied: layout.free() };
    let at = |rate: f64| {
        let mut numbers: Vec<Precise> = rule.specs().map(default).collect();
        numbers[place] = Precise::new(rate);
        numbers
    };
    let (inside, outside): (Vec<f64>, Vec<f64>) = match bound {
        Bound::Below(bound) => {
            let shares = [1e-6, 1e-4, 0.01, 0.0713, 0.2137, 0.4171, 0.6131, 0.8117, 0.9173, 0.9911, 0.9993];
            (shares.iter().map(|share| share * bound).collect(), vec![bound * 1.0007, bound * 1.0091])
        }
        Bound::None => ((-6..=6).map(|power| 1.37 * 10.0_f64.powi(power)).collect(), Vec::new()),
    };
    let mut corners = 0;
    let mut searched = Searched::default();
    for (rate, stable) in inside.iter().map(|rate| (*rate, true)).chain(outside.iter().map(|rate| (*rate, false))) {
        let numbers = at(rate);
        if ever_changing(rule) {
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
        match one.growth(&numbers, 1.0) {
            Ok(growth) if stable && growth > 1e-9 || !stable && growth < 1e-9 => {
                let text = format!("at {name} = {rate} a step grows by {growth:.3e}");
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
    let rule = claim.rule;
    let layout = Layout::of(rule, seed);
    let one = Rule1 { rule, layout: &layout, varied: layout.free() };
    let Some(place) = rule.specs().position(|spec| spec.role == Role::Rate) else { return Searched::default() };
    let mut searched = Searched::default();
    for rate in [0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6] {
        let mut numbers: Vec<Precise> = rule.specs().map(default).collect();
        numbers[place] = Precise::new(rate);
        match one.growth(&numbers, 1.0) {
            _ if ever_changing(rule) => return Searched::default(),
            Ok(growth) if growth < -1e-9 => searched.points += 1,
            Ok(growth) => {
                let text = format!("a step grows by {growth:e} at {rate}");
                return Contradiction::new(Kind::Fails, text).into();
            }
            Err(_) => return Searched::default(),
        }
    }
    searched
}

/// Whether det M is another one at another curvature: nothing is found where it is not 0, and
/// the same at both.
fn no_form(claim: &Claim, seed: u64) -> Searched {
    let rule = claim.rule;
    let layout = Layout::of(rule, seed);
    let [slot] = layout.free()[..] else { return Searched::default() };
    let one = Rule1 { rule, layout: &layout, varied: vec![slot] };
    Searched::gather(12, |trial| {
        let draws = &mut Draws::new(seed.wrapping_add(trial));
        let (numbers, _) = drawn(claim, draws);
        let length = if rule.depends_on_step() { return Searched::default() } else { 1 };
        let det = |curvature: f64| match one.matrix(&numbers, curvature, 3, length) {
            Near::Matrix(matrix) => determinant(&matrix),
            _ => None,
        };
        let (Some(a), Some(b)) = (det(0.5), det(0.25)) else { return Searched::default() };
        if differ(a, b, 1.0, RELATIVE * 1e6) || a.size() < 1e-12 {
            return Contradiction::new(Kind::Fails, "det M depends on k".to_owned()).into();
        }
        Searched::at(1)
    })
}

/// Numbers of a claim on one mode, and the curvature.
fn drawn(claim: &Claim, draws: &mut Draws) -> (Vec<Precise>, f64) {
    let rule = claim.rule;
    let tame = !draws.one_in(4);
    let one = |spec: &stable_sgd::method::NumberSpec, draws: &mut Draws| match spec.role {
        _ if draws.one_in(4) => default(spec),
        Role::Fraction => Precise::new(draws.between(0.01, 0.99)),
        Role::Rate => Precise::new(10.0_f64.powf(draws.between(-2.0, 1.0))),
        _ => admissible(draws, rule, spec, tame),
    };
    let numbers = rule.specs().map(|spec| one(spec, draws)).collect();
    (numbers, 10.0_f64.powf(draws.between(-2.0, 2.0)))
}

/// The form is multiplied by the factor in every step, wherever point and slot are.
pub fn energy(claim: &Claim, seed: u64, trials: usize) -> Searched {
    if claim.refuted {
        return no_form(claim, seed);
    }
    let Some(form) = &claim.reading.form else { return Searched::default() };
    let rule = claim.rule;
    let layout = Layout::of(rule, seed);
    let mut first = None;
    for slot in layout.candidates() {
        let (mut zero_forms, mut zero_factors) = (0, 0);
        let searched = Searched::gather(trials, |trial| {
            let draws = &mut Draws::new(seed.wrapping_add(trial));
            let (numbers, curvature) = drawn(claim, draws);
            let landscape = Landscape::mode(1, curvature);
            let k = 1 + draws.below(super::STEPS as usize) as u64;
            let Some(mut state) = reached(rule, &numbers, &landscape, &[draws.between(-1.0, 1.0)], k - 1) else {
                return Searched::at(0);
            };
            let size = *draws.pick(&[1.0, 1e-3, 1e3, 1e6]);
            for of in [Slot::Position, slot] {
                *vector_mut(&mut state, of) = vec![Precise::new(size * draws.between(-1.0, 1.0))];
            }
            layout.complete(&mut state, &landscape, slot);
            let value = |state: &State<Precise>, of: &super::super::reading::Formula| {
                let own = [("q", state.position[0]), ("v", vector(state, slot)[0]), ("k", Precise::new(curvature))];
                let numbers = rule.specs().map(|spec| spec.name).zip(numbers.iter().copied());
                of.at(&own.into_iter().chain(numbers).collect::<Vec<_>>())
            };
            let (before, factor) = (value(&state, &form.form), value(&state, &form.factor));
            let largest = super::runs::size(&state.position).max(super::runs::size(vector(&state, slot)));
            let ended = step(rule, &numbers, &landscape, &View::Own, &mut state).0;
            let (Step::Fine(_), Some(before), Some(factor)) = (ended, before, factor) else { return Searched::at(0) };
            let Some(after) = value(&state, &form.form) else { return Searched::at(0) };
            zero_forms += usize::from(before.size() <= super::ROUNDINGS * before.error + 1e-25 * largest * largest);
            zero_factors += usize::from(factor.size() <= factor.error);
            let expected = factor * before;
            let share = if claim.rounded { TESTED } else { RELATIVE };
            if differ(after, expected, after.size().max(expected.size()).max(before.size()), share) {
                let text = format!(
                    "step {k}: the form is {:e} and has to be {:e}; {}",
                    after.value(),
                    expected.value(),
                    words(rule, &numbers, curvature)
                );
                return Contradiction::new(Kind::Fails, text).into();
            }
            Searched::at(1)
        });
        let points = searched.points;
        let searched = match searched {
            Searched { found: None, .. } if points > 8 && (zero_forms == points || zero_factors == points) => {
                let what = if zero_forms == points { "form" } else { "factor" };
                Contradiction::new(Kind::Degenerate, format!("the {what} is 0 at each of {points} points")).into()
            }
            other => other,
        };
        if searched.found.is_none() {
            return searched;
        }
        first.get_or_insert(searched);
    }
    first.unwrap_or_default()
}

/// Where eigenvalues are not real, det M lies between 0 and 1.
pub fn lyapunov(claim: &Claim, seed: u64, trials: usize) -> Searched {
    let rule = claim.rule;
    let layout = Layout::of(rule, seed);
    let mut first = None;
    for slot in layout.candidates() {
        let one = Rule1 { rule, layout: &layout, varied: vec![slot] };
        let (mut corners, mut matrices) = (0, 0);
        let searched = Searched::gather(trials.max(200), |trial| {
            let draws = &mut Draws::new(seed.wrapping_add(trial));
            let (mut numbers, mut curvature) = drawn(claim, draws);
            if claim.reading.registered {
                for (number, spec) in numbers.iter_mut().zip(rule.specs()) {
                    *number =
                        if spec.role == Role::Rate { Precise::new(draws.between(1e-4, 0.1)) } else { default(spec) };
                }
                curvature = 1.0;
            }
            let matrix = match one.matrix(&numbers, curvature, draws.below(20) as u64, 1) {
                Near::Matrix(matrix) => matrix,
                Near::Corner => {
                    corners += 1;
                    return Searched::at(0);
                }
                Near::Elsewhere => return Searched::at(0),
            };
            matrices += 1;
            let Some(det) = determinant(&matrix) else { return Searched::at(0) };
            let trace = matrix[0][0] + matrix[1][1];
            let apart = Precise::new(4.0) * det - trace * trace;
            if apart.value() <= super::ROUNDINGS * apart.error + 1e-20 * trace.size() {
                return Searched::at(0);
            }
            let loss = Precise::one() - det;
            if loss.value() <= super::ROUNDINGS * loss.error {
                let text = format!("1 - det M is {:e} at {}", loss.value(), words(rule, &numbers, curvature));
                return Contradiction::new(Kind::Fails, text).into();
            }
            Searched::at(1)
        });
        let searched = without_corners(searched, corners);
        let searched = if searched.found.is_none() && searched.points == 0 && matrices > 150 {
            let text = format!("the eigenvalues are real at each of {matrices} points");
            Contradiction::new(Kind::Degenerate, text).into()
        } else {
            searched
        };
        if searched.found.is_none() {
            return searched;
        }
        first.get_or_insert(searched);
    }
    first.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::super::bases;
    use super::*;

    fn grows(rule: &Rule, rate: f64) -> f64 {
        let layout = Layout::of(rule, 1);
        let one = Rule1 { rule, layout: &layout, varied: layout.free() };
        let mut numbers: Vec<Precise> = rule.specs().map(default).collect();
        numbers[0] = Precise::new(rate);
        one.growth(&numbers, 1.0).expect("a matrix")
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
}
