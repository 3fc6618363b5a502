//! Quadratic forms on the mode ½ k q²: what a period of steps multiplies them by.

use super::super::random::Draws;
use super::super::reading::{Form, Formula};
use super::super::syntax::{Rule, Slot};
use super::differences::determinant;
use super::field::{Landscape, View};
use super::linear::{Near, NearRest, window, without_corners, words};
use super::number::Precise;
use super::runs::{Step, differ, reached, size, step, vector, vector_mut};
use super::scene::{admissible, default};
use super::slots::Layout;
use super::{Claim, Contradiction, Kind, RELATIVE, Searched, TESTED};
use num_traits::{One, Zero};
use stable_sgd::method::{NumberSpec, Role, State};

/// Draws of the numbers among which eigenvalues that are not real are looked for.
const TURNS: u64 = 24;

/// Share of Hadamard's bound below which a determinant is 0.
const SINGULAR: f64 = 1e-13;

/// Σ of the diagonal, and of the minors of two rows on it: trace and determinant of what a matrix
/// has beside eigenvalues 0, where that has two rows.
fn invariants(matrix: &[Vec<Precise>]) -> (Precise, Precise) {
    let size = matrix.len();
    let trace = (0..size).fold(Precise::zero(), |sum, i| sum + matrix[i][i]);
    let pairs = (0..size).flat_map(|i| (i + 1..size).map(move |j| (i, j)));
    let minor = |(i, j): (usize, usize)| matrix[i][i] * matrix[j][j] - matrix[i][j] * matrix[j][i];
    (trace, pairs.fold(Precise::zero(), |sum, pair| sum + minor(pair)))
}

/// The slots of a matrix that has two eigenvalues beside 0.
fn of_two(layout: &Layout) -> Vec<Vec<Slot>> {
    if layout.coordinates().iter().any(|list| list.len() < 2) { layout.of_matrix() } else { Vec::new() }
}

/// Whether det M is another one at another curvature: nothing is found where it is not 0, and
/// the same at both.
fn no_form(claim: &Claim, seed: u64) -> Searched {
    let rule = claim.rule;
    let layout = Layout::stated(rule, seed, &claim.reading.extent);
    let Some(varied) = of_two(&layout).into_iter().next() else { return Searched::default() };
    let one = NearRest { rule, varied: &varied };
    let steps = window(rule, &claim.reading.extent);
    Searched::gather(12, |trial| {
        let draws = &mut Draws::new(seed.wrapping_add(trial));
        let (numbers, _) = drawn(claim, draws);
        let factor = |curvature: f64| match one.matrix(&numbers, curvature, steps) {
            Near::Matrix(matrix) if varied.is_empty() => Some(matrix[0][0] * matrix[0][0]),
            Near::Matrix(matrix) => Some(invariants(&matrix).1),
            _ => None,
        };
        let (Some(a), Some(b)) = (factor(0.5), factor(0.25)) else { return Searched::default() };
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
    let fixed = |spec: &NumberSpec| claim.reading.fixed.iter().find(|(name, _)| name == spec.name).map(|(_, x)| *x);
    let one = |spec: &NumberSpec, draws: &mut Draws| match spec.role {
        _ if fixed(spec).is_some() => Precise::new(fixed(spec).unwrap_or_default()),
        _ if draws.one_in(4) => default(spec),
        Role::Fraction => Precise::new(draws.between(0.01, 0.99)),
        Role::Rate => Precise::new(10.0_f64.powf(draws.between(-2.0, 1.0))),
        _ => admissible(draws, rule, spec, tame),
    };
    let numbers = rule.specs().map(|spec| one(spec, draws)).collect();
    (numbers, 10.0_f64.powf(draws.between(-2.0, 2.0)))
}

/// The form is multiplied by the factor in every period, wherever point and slot are.
pub fn energy(claim: &Claim, seed: u64, trials: usize) -> Searched {
    if claim.refuted {
        return no_form(claim, seed);
    }
    let layout = Layout::stated(claim.rule, seed, &claim.reading.extent);
    if let Some(factor) = &claim.reading.some_form {
        return Searched::one_of(layout.of_matrix(), |varied| some_form(claim, varied, factor, (seed, trials)));
    }
    let Some(form) = &claim.reading.form else { return Searched::default() };
    // A form of the point alone names no other slot.
    let lists = layout.coordinates().into_iter().map(|list| if list.is_empty() { vec![Slot::Velocity] } else { list });
    let lists = lists.filter(|list| list.len() == 1).collect();
    Searched::one_of(lists, |varied| {
        let (mut zero_forms, mut zero_factors) = (0, 0);
        let searched = Searched::gather(trials, |trial| {
            let draws = &mut Draws::new(seed.wrapping_add(trial));
            let Some(seen) = multiplied(claim, &layout, varied[0], form, draws) else { return Searched::at(0) };
            zero_forms += usize::from(seen.form_is_zero);
            zero_factors += usize::from(seen.factor_is_zero);
            Searched { points: 1, found: seen.found }
        });
        let points = searched.points;
        match searched {
            Searched { found: None, .. } if points > 8 && (zero_forms == points || zero_factors == points) => {
                let what = if zero_forms == points { "form" } else { "factor" };
                Contradiction::new(Kind::Degenerate, format!("the {what} is 0 at each of {points} points")).into()
            }
            other => other,
        }
    })
}

/// A form before a period of steps and after it.
struct Seen {
    found: Option<Contradiction>,
    form_is_zero: bool,
    factor_is_zero: bool,
}

fn multiplied(claim: &Claim, layout: &Layout, slot: Slot, form: &Form, draws: &mut Draws) -> Option<Seen> {
    let rule = claim.rule;
    let (numbers, curvature) = drawn(claim, draws);
    let landscape = Landscape::mode(1, curvature);
    let extent = &claim.reading.extent;
    let (before, length) =
        if extent.is_stated { extent.some_period(draws) } else { (draws.below(super::STEPS as usize) as u64, 1) };
    // As many steps from anywhere as slots that are functions of which no more is known.
    let lead = layout.unknown().min(before);
    let mut state = reached(rule, &numbers, &landscape, &[draws.between(-1.0, 1.0)], before - lead)?;
    let scale = *draws.pick(&[1.0, 1e-3, 1e3, 1e6]);
    for of in [Slot::Position, slot] {
        *vector_mut(&mut state, of) = vec![Precise::new(scale * draws.between(-1.0, 1.0))];
    }
    layout.complete(&mut state, &landscape, &[slot]);
    let advance = |state: &mut State<Precise>, steps: u64| {
        let mut fine = |_| matches!(step(rule, &numbers, &landscape, &View::Own, state).0, Step::Fine(_));
        (0..steps).all(&mut fine).then_some(())
    };
    advance(&mut state, lead)?;
    let value = |state: &State<Precise>, of: &Formula| {
        let own = [("q", state.position[0]), ("v", vector(state, slot)[0]), ("k", Precise::new(curvature))];
        let numbers = rule.specs().map(|spec| spec.name).zip(numbers.iter().copied());
        of.at(&own.into_iter().chain(numbers).collect::<Vec<_>>())
    };
    let (own, factor) = (value(&state, &form.form)?, value(&state, &form.factor)?);
    let largest = size(&state.position).max(size(vector(&state, slot)));
    advance(&mut state, length)?;
    let after = value(&state, &form.form)?;
    let expected = factor * own;
    let share = if claim.rounded { TESTED } else { RELATIVE };
    let wrong = differ(after, expected, after.size().max(expected.size()).max(own.size()), share);
    let text = || {
        format!(
            "step {}: the form is {:e} and has to be {:e}; {}",
            state.steps,
            after.value(),
            expected.value(),
            words(rule, &numbers, curvature)
        )
    };
    Some(Seen {
        found: if wrong { Contradiction::new(Kind::Fails, text()) } else { None },
        form_is_zero: own.size() <= super::ROUNDINGS * own.error + 1e-25 * largest * largest,
        factor_is_zero: factor.size() <= factor.error,
    })
}

/// Whether some form is multiplied by a factor: an eigenvalue of x ↦ M x on products xᵢ xⱼ, at
/// each of several curvatures.
fn some_form(claim: &Claim, varied: &[Slot], factor: &Formula, (seed, trials): (u64, usize)) -> Searched {
    let rule = claim.rule;
    let one = NearRest { rule, varied };
    let steps = window(rule, &claim.reading.extent);
    let mut zeros = 0;
    let searched = Searched::gather(trials.min(24), |trial| {
        let draws = &mut Draws::new(seed.wrapping_add(trial));
        let (numbers, curvature) = drawn(claim, draws);
        let names = rule.specs().map(|spec| spec.name).zip(numbers.iter().copied()).collect::<Vec<_>>();
        let Some(factor) = factor.at(&names).filter(|factor| factor.is_number()) else { return Searched::at(0) };
        let Near::Matrix(matrix) = one.matrix(&numbers, curvature, steps) else { return Searched::at(0) };
        let mut shifted = on_products(&matrix);
        (0..shifted.len()).for_each(|i| shifted[i][i] = shifted[i][i] - factor);
        let Some(value) = determinant(&shifted) else { return Searched::at(0) };
        let length = |row: &Vec<Precise>| row.iter().map(|x| x.size() * x.size()).sum::<f64>().sqrt();
        let bound: f64 = shifted.iter().map(length).product();
        zeros += usize::from(factor.size() == 0.0);
        if factor.size() > 0.0 && differ(value, Precise::zero(), bound, SINGULAR) {
            let text = format!("{:e} multiplies no form at {}", factor.value(), words(rule, &numbers, curvature));
            return Contradiction::new(Kind::Fails, text).into();
        }
        Searched::at(1)
    });
    if searched.found.is_none() && searched.points > 8 && zeros == searched.points {
        return Contradiction::new(Kind::Degenerate, format!("the factor is 0 at each of {zeros} points")).into();
    }
    searched
}

/// x ↦ M x on products xᵢ xⱼ.
fn on_products(m: &[Vec<Precise>]) -> Vec<Vec<Precise>> {
    let pairs: Vec<(usize, usize)> = (0..m.len()).flat_map(|i| (i..m.len()).map(move |j| (i, j))).collect();
    let entry = |(i, j): (usize, usize), (a, b): (usize, usize)| {
        let straight = m[i][a] * m[j][b];
        if a == b { straight } else { straight + m[i][b] * m[j][a] }
    };
    pairs.iter().map(|row| pairs.iter().map(|column| entry(*row, *column)).collect()).collect()
}

/// Where eigenvalues are not real, det M lies between 0 and 1.
pub fn lyapunov(claim: &Claim, seed: u64, trials: usize) -> Searched {
    let rule = claim.rule;
    let layout = Layout::stated(rule, seed, &claim.reading.extent);
    Searched::one_of(layout.of_matrix(), |varied| {
        let one = NearRest { rule, varied };
        let (mut corners, mut matrices) = (0, 0);
        let searched = Searched::gather(trials.max(200), |trial| {
            let draws = &mut Draws::new(seed.wrapping_add(trial));
            let wide = claim.reading.registered && trial % 2 == 1;
            let matrix = match decrease(claim, &one, wide, draws) {
                (Near::Matrix(matrix), words) => (matrix, words),
                (Near::Corner, _) => {
                    corners += 1;
                    return Searched::at(0);
                }
                (Near::Elsewhere, _) => return Searched::at(0),
            };
            matrices += 1;
            let (matrix, words) = matrix;
            let (trace, det) = invariants(&matrix);
            let apart = Precise::new(4.0) * det - trace * trace;
            if apart.value() <= super::ROUNDINGS * apart.error + 1e-20 * trace.size() {
                return Searched::at(0);
            }
            let loss = Precise::one() - det;
            // It may lie beyond the bound, of which nothing is said.
            if wide && det.size() >= 1.0 {
                return Searched::at(0);
            }
            if loss.value() <= super::ROUNDINGS * loss.error {
                return Contradiction::new(Kind::Fails, format!("1 - det M is {:e} at {words}", loss.value())).into();
            }
            Searched::at(1)
        });
        let searched = without_corners(searched, corners);
        if searched.found.is_none() && searched.points == 0 && matrices > 150 && !turns(claim, &one, seed) {
            let text = format!("the eigenvalues are real at each of {matrices} points");
            return Contradiction::new(Kind::Degenerate, text).into();
        }
        searched
    })
}

/// Whether the eigenvalues are not real at some curvature, however few: where the trace passes 0
/// and det M > 0.
fn turns(claim: &Claim, one: &NearRest, seed: u64) -> bool {
    (0..TURNS).any(|trial| {
        let draws = &mut Draws::new(seed.wrapping_add(trial));
        let (numbers, _) = drawn(claim, draws);
        let extent = &claim.reading.extent;
        let steps = if extent.is_stated { extent.some_period(draws) } else { (0, 1) };
        let at = |exponent: f64| match one.matrix(&numbers, 10.0_f64.powf(exponent), steps) {
            Near::Matrix(matrix) => Some(invariants(&matrix)),
            _ => None,
        };
        let is_turning = |(trace, det): (Precise, Precise)| trace.value() * trace.value() < 4.0 * det.value();
        let seen: Vec<(f64, Precise)> = (-32..=32)
            .map(|place| f64::from(place) / 8.0)
            .filter_map(|exponent| Some((exponent, at(exponent)?.0)))
            .collect();
        seen.windows(2).filter(|pair| pair[0].1.value() * pair[1].1.value() < 0.0).any(|pair| {
            let (mut low, mut high) = (pair[0].0, pair[1].0);
            for _ in 0..40 {
                let middle = (low + high) / 2.0;
                let Some(found) = at(middle) else { return false };
                if is_turning(found) {
                    return true;
                }
                let is_low = found.0.value() * pair[0].1.value() > 0.0;
                (low, high) = if is_low { (middle, high) } else { (low, middle) };
            }
            false
        })
    })
}

/// The matrix of a period with drawn numbers, and those in words; `wide` where registered rates
/// may be large.
fn decrease(claim: &Claim, one: &NearRest, wide: bool, draws: &mut Draws) -> (Near, String) {
    let rule: &Rule = claim.rule;
    let (mut numbers, mut curvature) = drawn(claim, draws);
    if claim.reading.registered {
        for (number, spec) in numbers.iter_mut().zip(rule.specs()) {
            let rate = if wide { 10.0_f64.powf(draws.between(-1.0, 2.0)) } else { draws.between(1e-4, 0.1) };
            *number = if spec.role == Role::Rate { Precise::new(rate) } else { default(spec) };
        }
        curvature = 1.0;
    }
    let extent = &claim.reading.extent;
    let steps = if extent.is_stated { extent.some_period(draws) } else { (draws.below(20) as u64, 1) };
    (one.matrix(&numbers, curvature, steps), words(rule, &numbers, curvature))
}

#[cfg(test)]
mod tests {
    use super::super::super::bases;
    use super::super::super::build::{fraction, g, integer, number, q, rule, v};
    use super::super::super::reading::Reading;
    use super::super::super::syntax::Expression;
    use super::*;
    use stable_sgd::structure::{Domain, Property};

    /// det M is an eigenvalue of the map on forms, and the control: another number is none.
    #[test]
    fn a_form_that_is_not_named_has_a_factor() {
        let found = |rule: &Rule, value: &str| {
            let reading = Reading::read(Property::ModifiedEnergy, value, &Domain::default());
            let property = Property::ModifiedEnergy;
            let searched = energy(&Claim { rule, property, reading: &reading, rounded: false, refuted: false }, 1, 24);
            assert!(searched.points > 5 || searched.found.is_some());
            searched.found.map(|found| found.kind)
        };
        assert_eq!(found(&bases::heavy_ball(), "a form is multiplied by mu"), None);
        assert_eq!(found(&bases::heavy_ball(), "a form is multiplied by mu^2"), Some(Kind::Fails));
        assert_eq!(found(&bases::averaged_momentum(), "a form is multiplied by mu"), None);
        assert_eq!(found(&bases::nesterov(), "a form is multiplied by mu"), Some(Kind::Fails));
        assert_eq!(found(&bases::heavy_ball(), "a form is multiplied by mu - mu"), Some(Kind::Degenerate));
    }

    /// With a friction of 1 − 10⁻⁶ the eigenvalues are complex on a part in 250 of the curvatures,
    /// between those at which one draws and another; the controls have none.
    #[test]
    fn few_complex_eigenvalues_are_found() {
        let damped = |kept: Expression| rule(&["lr"]).gives(v(), kept * v() + number(0) * g()).gives(q(), q() - v());
        let found = |rule: &Rule| {
            let reading = Reading::read(Property::Lyapunov, "", &Domain::default());
            let property = Property::Lyapunov;
            let varied = Layout::of(rule, 1).of_matrix().concat();
            let claim = Claim { rule, property, reading: &reading, rounded: false, refuted: false };
            turns(&claim, &NearRest { rule, varied: &varied }, 1)
        };
        assert!(found(&damped(fraction(1, 1_000_000))));
        assert!(!found(&damped(integer(0))) && !found(&damped(fraction(-1, 100))));
    }
}
