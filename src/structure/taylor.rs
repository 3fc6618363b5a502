//! A smooth loss as its Taylor series at the points where a gradient is asked, and the
//! flow that the loss has there, both as jets in h.

use super::run::Values;
use crate::method::Oracle;
use crate::scalar::{Algebra, Jet, Ring};
use num_traits::Zero;

/// A loss of which nothing is known but its Taylor coefficients: at the `n`th point
/// asked for, the coefficient of x₁ᵃ x₂ᵇ in U(point + x) has the name `Un_a_b`.
///
/// A point's constant term says which it is; the rest of it is x. Terms beyond the
/// order of a jet are left out: x has no constant term, so that they do not matter.
pub(super) struct TaylorField<'a, T> {
    values: Values<'a, T>,
    points: Vec<Vec<T>>,
}

impl<'a, T: Ring> TaylorField<'a, T> {
    pub(super) fn new(values: Values<'a, T>) -> Self {
        Self { values, points: Vec::new() }
    }

    /// Which of the points that were asked for this is.
    fn place(&mut self, point: Vec<T>) -> usize {
        let known = self.points.iter().position(|known| *known == point);
        known.unwrap_or_else(|| {
            self.points.push(point);
            self.points.len() - 1
        })
    }
}

/// The exponents of all monomials in `dimension` variables of a degree.
fn exponents(dimension: usize, degree: usize) -> Vec<Vec<usize>> {
    if dimension <= 1 {
        return vec![vec![degree; dimension]];
    }
    let rest = |first: usize| exponents(dimension - 1, degree - first).into_iter().map(move |rest| (first, rest));
    (0..=degree).flat_map(rest).map(|(first, rest)| [vec![first], rest].concat()).collect()
}

/// 1, x, x², … up to the order of a jet.
fn powers<T: Ring>(x: &Jet<T>) -> Vec<Jet<T>> {
    let next = |power: &Jet<T>| Some(power.clone() * x);
    std::iter::successors(Some(Jet::from_integer(1)), next).take(Jet::<T>::ORDER + 1).collect()
}

impl<T: Ring> Oracle<Jet<T>> for TaylorField<'_, T> {
    /// ∂ᵢU = Σ αᵢ c_α x^(α − eᵢ)
    fn gradient(&mut self, position: &[Jet<T>], gradient: &mut [Jet<T>]) {
        let point: Vec<T> = position.iter().map(|x| x.coefficient(0)).collect();
        let place = self.place(point.clone());
        let offsets = position.iter().zip(point).map(|(x, point)| x.clone() - Jet::constant(point));
        let powers: Vec<Vec<Jet<T>>> = offsets.map(|x| powers(&x)).collect();
        gradient.fill(Jet::zero());
        for alpha in (1..=Jet::<T>::ORDER + 1).flat_map(|degree| exponents(position.len(), degree)) {
            let name: String = alpha.iter().map(|power| format!("_{power}")).collect();
            let coefficient = (self.values)(&format!("U{place}{name}"));
            for (i, slot) in gradient.iter_mut().enumerate().filter(|(i, _)| alpha[*i] > 0) {
                let lowered = |j: usize| alpha[j] - usize::from(i == j);
                let start = Jet::constant(T::from_integer(alpha[i] as i64) * &coefficient);
                let term = (0..alpha.len()).fold(start, |product, j| product * &powers[j][lowered(j)]);
                *slot = slot.clone() + term;
            }
        }
    }
}

/// The flow of q̇ = p, ṗ = −∇U(q) − γ p from (q, p), through h^`through`, as jets in the
/// time h: points, then momenta.
///
/// Picard's iteration: each round puts the series under the integral, and makes one more
/// power right.
pub(super) fn flow<T: Algebra>(
    field: &mut TaylorField<T>,
    (position, momentum): (&[T], &[T]),
    friction: &T,
    through: usize,
) -> [Vec<Jet<T>>; 2] {
    let constants = |values: &[T]| values.iter().map(|x| Jet::constant(x.clone())).collect::<Vec<_>>();
    let starts = [constants(position), constants(momentum)];
    let friction = Jet::constant(friction.clone());
    let mut force = vec![Jet::zero(); position.len()];
    (0..through).fold(starts.clone(), |[q, p], _| {
        field.gradient(&q, &mut force);
        let slope = force.iter().zip(&p).map(|(g, p)| -(g.clone() + friction.clone() * p));
        let moved = |start: &[Jet<T>], slope: &mut dyn Iterator<Item = Jet<T>>| -> Vec<Jet<T>> {
            start.iter().zip(slope).map(|(start, slope)| start.clone() + slope.integral()).collect()
        };
        [moved(&starts[0], &mut p.iter().cloned()), moved(&starts[1], &mut slope.into_iter())]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::Rational;

    #[test]
    fn monomials_of_a_degree() {
        assert_eq!(exponents(1, 3), [[3]]);
        assert_eq!(exponents(2, 2), [[0, 2], [1, 1], [2, 0]]);
    }

    /// U = ½ q² from (1, 0): cos h and −sin h.
    #[test]
    fn the_flow_of_an_oscillator() {
        let half = |name: &str| if name == "U0_2" { Rational::ratio(1, 2) } else { Rational::from(0) };
        // At the point 1 the slope is 1 too.
        let mut values = |name: &str| if name == "U0_1" { Rational::from(1) } else { half(name) };
        let mut field = TaylorField::new(&mut values);
        let start = [Rational::from(1)];
        let [q, p] = flow(&mut field, (&start, &[Rational::from(0)]), &Rational::from(0), 5);
        let [cosine, sine] = [[(1, 1), (0, 1), (-1, 2), (0, 1), (1, 24)], [(0, 1), (-1, 1), (0, 1), (1, 6), (0, 1)]];
        for power in 0..5 {
            let expected = [cosine[power], sine[power]].map(|(n, d)| Rational::ratio(n, d));
            assert_eq!([q[0].coefficient(power), p[0].coefficient(power)], expected, "h^{power}");
        }
    }
}
