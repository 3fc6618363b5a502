//! The steps on a quadratic, as a matrix: the mode q with the gradient k q.
//!
//! The matrix is the derivative of the registry's own steps at rest, by dual numbers, in
//! point and slots: of one step where the map is the same at every step, of the product over
//! a period where maps repeat. Where the steps are linear on a quadratic, the matrix is the
//! motion; elsewhere it is its derivative at rest, where that exists. Rest is where the run
//! rests: the slots need not be 0 there. A map that never repeats has no such matrix.

use super::decide::symbol;
use super::inequality::free_symbols;
use super::run::{Examined, Values};
use super::subject::{Known, Phase, StepOrder, Subject};
use crate::method::Oracle;
use crate::proof::linear::Matrix;
use crate::scalar::{Adjoined, Algebra, Dual, Interval, Kind, Ring, Symbolic, Undefined};
use num_traits::Zero;

/// The curvature's name.
pub(super) const CURVATURE: &str = "k";

/// Choices in an entry that rest does not decide beyond which no limit is sought.
const LARGEST_CHOICES: usize = 8;

/// The gradient k q of the loss ½ k q².
struct Mode<T> {
    curvature: T,
    loss: Option<T>,
}

impl<T: Algebra> Oracle<T> for Mode<T> {
    fn gradient(&mut self, position: &[T], gradient: &mut [T]) {
        let mut loss = T::zero();
        for (g, q) in gradient.iter_mut().zip(position) {
            *g = self.curvature.clone() * q;
            loss = loss + T::ratio(1, 2) * &*g * q;
        }
        self.loss = Some(loss);
    }

    fn loss(&self) -> Option<T> {
        self.loss.clone()
    }
}

/// What a period of steps on a quadratic is.
pub(super) struct LinearPeriod {
    /// The matrix, in the numbers of the method and k.
    pub matrix: Matrix<Symbolic>,
    /// Whether the steps are linear about rest, or the matrix their derivative there alone.
    pub exact: bool,
    /// The state at rest: the point 0, and the slots.
    pub rest: Vec<Symbolic>,
}

/// The matrix of a period in the method's own symbols, or why there is none.
pub(super) fn linear(subject: &Subject) -> Result<LinearPeriod, String> {
    with(subject, &mut symbol)
}

/// The steps of a period.
fn period(subject: &Subject) -> Result<std::ops::Range<u64>, String> {
    if let Some(reason) = subject.no_single_coordinate() {
        return Err(reason);
    }
    if let Some(reason) = &subject.unseen {
        return Err(format!("the rule is known at points alone: {reason}"));
    }
    match subject.order() {
        StepOrder::Periodic { from, period } => Ok(from..from + period),
        StepOrder::Changing => {
            Err("the map changes from step to step and never repeats: no matrix decides its runs".to_owned())
        }
    }
}

/// The same with some numbers given.
pub(super) fn with(subject: &Subject, values: Values<Symbolic>) -> Result<LinearPeriod, String> {
    let steps = period(subject)?;
    let rest = rest(subject, &steps, values)?;
    if !is_smooth_at_rest(subject, &steps, &rest) {
        return Err(
            "the step has no derivative at rest: a root, a choice or an absolute value has its corner there".to_owned()
        );
    }
    let anywhere: Vec<Symbolic> = subject.names().iter().map(|name| Symbolic::symbol(&format!("{name}1"))).collect();
    let mut product: Option<Matrix<Symbolic>> = None;
    let mut exact = true;
    for step in steps.clone() {
        let at_rest = matrix::<Symbolic>(subject, step, &rest, values);
        let elsewhere = matrix::<Symbolic>(subject, step, &anywhere, values);
        exact &= at_rest == elsewhere;
        let (Some(at_rest), Some(elsewhere)) = (at_rest, elsewhere) else {
            return Err("the method does not run on symbols".to_owned());
        };
        let place: Vec<(&Symbolic, &Symbolic)> = anywhere.iter().zip(&rest).collect();
        // Derivatives on both sides are one where the step itself is continuous. A corner in another
        // function may leave no trace in them.
        let values = after(subject, step, &anywhere, values)?;
        let jumps =
            |value: &Symbolic| choice_in(value, &place).is_some() && limit(value, &place, LARGEST_CHOICES).is_none();
        if values.iter().any(jumps) {
            return Err("the step has no derivative at rest: it jumps there".to_owned());
        }
        let entry = |(at_rest, elsewhere): (Symbolic, Symbolic)| in_the_limit(at_rest, &elsewhere, &place);
        let row = |(a, b): (Vec<Symbolic>, Vec<Symbolic>)| a.into_iter().zip(b).map(entry).collect();
        let own: Matrix<Symbolic> = at_rest.into_iter().zip(elsewhere).map(row).collect();
        product = Some(product.map_or(own.clone(), |before| multiplied(&own, &before)));
    }
    let rows = product.unwrap_or_default();
    if rows.iter().flatten().any(|entry| !entry.is_whole()) {
        return Err("an entry of the matrix divides by 0, or is too large".to_owned());
    }
    Ok(LinearPeriod { matrix: rows, exact, rest })
}

/// An entry at rest. Where its formula has a corner there, as the product v · |v|′, it is
/// the limit of the entry elsewhere, if there is one: the derivative is continuous at rest.
/// `state` has each coordinate's symbol and its value at rest.
fn in_the_limit(at_rest: Symbolic, anywhere: &Symbolic, state: &[(&Symbolic, &Symbolic)]) -> Symbolic {
    if at_rest.defined().err() != Some(Undefined::Corner) {
        return at_rest;
    }
    limit(anywhere, state, LARGEST_CHOICES).unwrap_or(at_rest)
}

/// The limit of an expression at rest. A choice that is decided there is what it is near
/// it; one that stands at its threshold must make no difference.
fn limit(entry: &Symbolic, state: &[(&Symbolic, &Symbolic)], choices: usize) -> Option<Symbolic> {
    let at_rest = |expression: &Symbolic| {
        expression.substitute(&|name| {
            let symbol = Symbolic::symbol(name);
            state.iter().find(|(known, _)| **known == symbol).map_or(symbol, |(_, rest)| (*rest).clone())
        })
    };
    let Some(choice) = entry.defined().ok().and(choice_in(entry, state)) else { return Some(at_rest(entry)) };
    let chosen = |value: i64, choices: usize| {
        limit(&entry.with_adjoined(choice.name, &Symbolic::from_integer(value)), state, choices)
    };
    match at_rest(&choice.operand).defined().ok()?.as_constant().map(|number| number.sign()) {
        Some(1) => chosen(1, choices),
        Some(-1) => chosen(0, choices),
        _ => {
            let choices = choices.checked_sub(1)?;
            chosen(0, choices).filter(|below| chosen(1, choices).as_ref() == Some(below))
        }
    }
}

/// A choice by the state in an expression, in the operands of other functions too: one by numbers is
/// the same wherever the state is.
fn choice_in(entry: &Symbolic, state: &[(&Symbolic, &Symbolic)]) -> Option<Adjoined> {
    let by_state = |operand: &Symbolic| {
        let names = free_symbols(operand);
        state.iter().any(|(symbol, _)| free_symbols(symbol).iter().any(|name| names.contains(name)))
    };
    entry.adjoined().into_iter().find(|symbol| symbol.kind == Kind::Choice && by_state(&symbol.operand))
}

fn multiplied<T: Ring>(a: &Matrix<T>, b: &Matrix<T>) -> Matrix<T> {
    let entry = |row: &Vec<T>, j: usize| row.iter().zip(b).fold(T::zero(), |sum, (x, y)| sum + x.clone() * &y[j]);
    a.iter().map(|row| (0..b.len()).map(|j| entry(row, j)).collect()).collect()
}

/// Point and slots where a run rests at 0: each step of the period leaves them.
fn rest(subject: &Subject, steps: &std::ops::Range<u64>, values: Values<Symbolic>) -> Result<Vec<Symbolic>, String> {
    let zeros = vec![Symbolic::zero(); subject.names().len()];
    let mut found = zeros.clone();
    let after = after(subject, steps.start, &zeros, values)?;
    if after != zeros && after.len() == 2 && after[0].is_zero() {
        // v' = b + a v has its rest at b / (1 − a), if it is affine.
        let slope = matrix::<Symbolic>(subject, steps.start, &zeros, values).map(|rows| rows[1][1].clone());
        let slope = slope.ok_or("the method does not run on symbols")?;
        found[1] = after[1].clone() / (Symbolic::from_integer(1) - slope);
    }
    for step in steps.clone() {
        let after = self::after(subject, step, &found, values)?;
        let same = |(a, b): (&Symbolic, &Symbolic)| (a.clone() - b).is_zero();
        if !after.iter().zip(&found).all(same) {
            return Err("no state was found at which the run rests".to_owned());
        }
    }
    Ok(found)
}

/// The state after a step in one coordinate.
fn after(subject: &Subject, step: u64, state: &[Symbolic], values: Values<Symbolic>) -> Result<Vec<Symbolic>, String> {
    let rule = subject.entry.on::<Symbolic>().ok_or("the method does not run on symbols")?;
    let known = Known::drawn(subject, values);
    let mut phase = Phase { slots: state.iter().map(|x| vec![x.clone()]).collect() };
    subject.advance(rule, step, &known, &mut Mode { curvature: values(CURVATURE), loss: None }, &mut phase);
    Ok(phase.coordinates().cloned().collect())
}

/// The derivative of a step at a point, row by row.
fn matrix<T: Examined>(subject: &Subject, step: u64, point: &[T], values: Values<T>) -> Option<Matrix<T>> {
    let rule = T::on_duals(&subject.entry)?;
    let known = Known::drawn(subject, values).map(subject, step, |x| Dual::constant(x.clone()));
    let mut phase = Phase { slots: Dual::point(point).into_iter().map(|x| vec![x]).collect() };
    let mut mode = Mode { curvature: Dual::constant(values(CURVATURE)), loss: None };
    subject.advance(rule, step, &known, &mut mode, &mut phase);
    let row = |output: &Dual<T>| (0..point.len()).map(|j| output.along(j).where_defined(&output.value)).collect();
    Some(phase.coordinates().map(row).collect())
}

/// Whether the derivative is continuous at rest: its enclosure on a small box about it
/// is small. A root of 0 or |0| in it has an enclosure as wide as its jump.
fn is_smooth_at_rest(subject: &Subject, steps: &std::ops::Range<u64>, rest: &[Symbolic]) -> bool {
    const RADIUS: f64 = 1.0 / (1_u64 << 60) as f64;
    const NARROW: f64 = 1.0 / (1_u64 << 30) as f64;
    // The corners that are sought lie where slots are 0: at another rest they are those of a
    // formula whose derivative on symbols has been taken there.
    if rest.iter().any(|x| !x.is_zero()) {
        return true;
    }
    let number = |name: &str| {
        let spec = subject.entry.description.numbers.iter().find(|spec| spec.name == name);
        spec.map_or_else(|| Interval::from_integer(1), |spec| Interval::ratio(spec.default.0, spec.default.1))
    };
    let around = Interval::new(-RADIUS, RADIUS).unwrap_or(Interval::WHOLE);
    let point = vec![around; rest.len()];
    steps.clone().all(|step| {
        let entries = matrix::<Interval>(subject, step, &point, &mut { number });
        entries.is_some_and(|rows| rows.iter().flatten().all(|entry| !entry.is_empty() && entry.width() < NARROW))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Compare, Root};
    use num_traits::One;

    /// v · sign v vanishes at rest, and what a threshold leaves out does not count.
    #[test]
    fn an_entry_with_a_corner_has_a_limit_or_none() {
        let (zero, one, two) = (Symbolic::zero(), Symbolic::one(), Symbolic::from_integer(2));
        let [v, momentum] = ["v", "momentum"].map(Symbolic::symbol);
        let sign = v.select_above(&zero, one.clone(), -one.clone());
        let at_rest = |entry: &Symbolic| limit(entry, &[(&v, &zero)], LARGEST_CHOICES);
        assert_eq!(at_rest(&(momentum.clone() + v.clone() * &sign)), Some(momentum.clone()));
        let least = Symbolic::ratio(1, 100);
        let below = v.square().select_above(&least, one.clone() / v.square().sqrt(), two.clone());
        assert_eq!(at_rest(&(below + v.clone() * &sign)), Some(two));
        // The controls: a jump has no limit, and a divisor that vanishes no value.
        assert_eq!(at_rest(&(momentum * sign)), None);
        assert!(at_rest(&(one / v.clone())).is_some_and(|value| !value.is_whole()));
    }
}
