//! The steps on a quadratic, as a matrix: the mode q with the gradient k q.
//!
//! The matrix is the derivative of the registry's own steps at rest, by dual numbers, in
//! point and slots: of one step where the map is the same at every step, of the product over
//! a period where maps repeat. Where the steps are linear on a quadratic, the matrix is the
//! motion; elsewhere it is its derivative at rest, where that exists. Rest is where the run
//! rests: the slots need not be 0 there. A map that never repeats has no such matrix.

use super::decide::symbol;
use super::run::{Examined, Values};
use super::subject::{Known, Phase, StepOrder, Subject};
use crate::method::Oracle;
use crate::proof::linear::Matrix;
use crate::scalar::{Algebra, Dual, Interval, Ring, Symbolic};
use num_traits::Zero;

/// The curvature's name.
pub(super) const CURVATURE: &str = "k";

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
pub(super) struct Linear {
    /// The matrix, in the numbers of the method and k.
    pub matrix: Matrix<Symbolic>,
    /// Whether the steps are linear, or the matrix their derivative at rest alone.
    pub exact: bool,
}

/// The matrix of a period in the method's own symbols, or why there is none.
pub(super) fn linear(subject: &Subject) -> Result<Linear, String> {
    with(subject, &mut symbol)
}

/// The steps of a period.
fn period(subject: &Subject) -> Result<std::ops::Range<u64>, String> {
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
pub(super) fn with(subject: &Subject, values: Values<Symbolic>) -> Result<Linear, String> {
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
        let own = matrix::<Symbolic>(subject, step, &rest, values).ok_or("the method does not run on symbols")?;
        exact &= matrix::<Symbolic>(subject, step, &anywhere, values).as_ref() == Some(&own);
        product = Some(product.map_or(own.clone(), |before| multiplied(&own, &before)));
    }
    let rows = product.unwrap_or_default();
    if rows.iter().flatten().any(|entry| !entry.is_whole()) {
        return Err("an entry of the matrix divides by 0, or is too large".to_owned());
    }
    Ok(Linear { matrix: rows, exact })
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
    let known = Known::drawn(subject, values).map(|x| Dual::constant(x.clone()));
    let mut phase = Phase { slots: Dual::point(point).into_iter().map(|x| vec![x]).collect() };
    let mut mode = Mode { curvature: Dual::constant(values(CURVATURE)), loss: None };
    subject.advance(rule, step, &known, &mut mode, &mut phase);
    Some(phase.coordinates().map(|output| (0..point.len()).map(|j| output.along(j)).collect()).collect())
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
