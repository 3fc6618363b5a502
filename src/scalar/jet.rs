//! Truncated power series in one small number h: Taylor jets.
//!
//! Σₖ cₖ hᵏ up to k = [`Jet::ORDER`], that is T\[h\] / (h^(ORDER + 1)). A step that runs
//! on jets, with h the variable, gives its own Taylor expansion, so that the
//! order of a method is read from it (HLW: E. Hairer, C. Lubich and G. Wanner, Geometric
//! Numerical Integration, 2nd ed., Springer 2006,
//! [doi:10.1007/3-540-30666-8](https://doi.org/10.1007/3-540-30666-8), II.1).

use super::{Absolute, Algebra, Compare, Field, Ring, Root, Slope, Transcendental, forward_operators};
use num_traits::{One, Zero};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A power series, known up to the power [`Jet::ORDER`].
///
/// # Examples
/// 1 / (1 − h) = 1 + h + h² + …
/// ```
/// use num_traits::One;
/// use stable_sgd::scalar::{Jet, Rational};
/// let h = Jet::<Rational>::variable();
/// let series = Jet::one() / (Jet::one() - h);
/// assert_eq!(series.coefficient(5), Rational::from(1));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Jet<T> {
    /// c₀, c₁, …; zeros at the end are left out.
    coefficients: Vec<T>,
}

impl<T: Ring> Jet<T> {
    /// The highest power that is kept.
    pub const ORDER: usize = 5;

    /// Σ cₖ hᵏ from c₀, c₁, …; powers beyond [`Self::ORDER`] are left out.
    pub fn new(mut coefficients: Vec<T>) -> Self {
        coefficients.truncate(Self::ORDER + 1);
        while coefficients.last().is_some_and(Zero::is_zero) {
            coefficients.pop();
        }
        Self { coefficients }
    }

    /// A number that does not depend on h.
    pub fn constant(value: T) -> Self {
        Self::new(vec![value])
    }

    /// h.
    pub fn variable() -> Self {
        Self::new(vec![T::zero(), T::one()])
    }

    /// cₖ; zero beyond [`Self::ORDER`].
    pub fn coefficient(&self, power: usize) -> T {
        self.coefficients.get(power).cloned().unwrap_or_else(T::zero)
    }

    /// Place by place, with zeros where one series has no more coefficients.
    fn zip(self, other: &Self, operation: impl Fn(T, &T) -> T) -> Self {
        let length = self.coefficients.len().max(other.coefficients.len());
        let zero = T::zero();
        let at = |place: usize| other.coefficients.get(place).unwrap_or(&zero);
        Self::new((0..length).map(|place| operation(self.coefficient(place), at(place))).collect())
    }

    /// Σ aⱼ bₖ₋ⱼ over the places j from `first` to `last`.
    fn convolved(a: &Self, b: &Self, power: usize, first: usize, last: usize) -> T {
        let own = first.max((power + 1).saturating_sub(b.coefficients.len()));
        let end = (last + 1).min(a.coefficients.len());
        (own..end).fold(T::zero(), |sum, j| sum + a.coefficients[j].clone() * &b.coefficients[power - j])
    }
}

impl<T: Algebra> Jet<T> {
    /// ∫₀ʰ: cₖ hᵏ becomes cₖ hᵏ⁺¹ / (k + 1).
    #[must_use]
    pub fn integral(&self) -> Self {
        let terms = (1_i64..).zip(&self.coefficients).map(|(power, c)| c.clone() * T::ratio(1, power));
        Self::new(std::iter::once(T::zero()).chain(terms).collect())
    }

    /// e^(a h) = Σ aᵏ hᵏ / k!, from a.
    pub fn exponential(rate: &T) -> Self {
        let mut coefficients = vec![T::one()];
        for power in 1..=Self::ORDER {
            let next = coefficients[power - 1].clone() * rate * T::ratio(1, power as i64);
            coefficients.push(next);
        }
        Self::new(coefficients)
    }
}

forward_operators!(Jet<T>, T: Ring);

impl<T: Ring> Add<&Jet<T>> for Jet<T> {
    type Output = Self;
    fn add(self, other: &Self) -> Self {
        self.zip(other, |a, b| a + b)
    }
}

impl<T: Ring> Sub<&Jet<T>> for Jet<T> {
    type Output = Self;
    fn sub(self, other: &Self) -> Self {
        self.zip(other, |a, b| a - b)
    }
}

/// (Σ aⱼ hʲ) (Σ bₖ hᵏ) = Σₖ (Σⱼ aⱼ bₖ₋ⱼ) hᵏ
impl<T: Ring> Mul<&Jet<T>> for Jet<T> {
    type Output = Self;
    fn mul(self, other: &Self) -> Self {
        // 0 has no coefficients, and 0 times a number that is undefined is undefined.
        if self.is_zero() || other.is_zero() {
            let factors = self.coefficients.iter().chain(&other.coefficients);
            return Self::new(factors.map(|factor| T::zero() * factor).collect());
        }
        let length = (self.coefficients.len() + other.coefficients.len()).saturating_sub(1).min(Self::ORDER + 1);
        Self::new((0..length).map(|power| Self::convolved(&self, other, power, 0, power)).collect())
    }
}

impl<T: Field> Div for Jet<T> {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        Div::<&Self>::div(self, &other)
    }
}

/// q = a / b: qₖ = (aₖ − Σⱼ₍ⱼ<ₖ₎ qⱼ bₖ₋ⱼ) / b₀
impl<T: Field> Div<&Jet<T>> for Jet<T> {
    type Output = Self;
    fn div(self, other: &Self) -> Self {
        let mut quotient = Self { coefficients: Vec::with_capacity(Self::ORDER + 1) };
        for power in 0..=Self::ORDER {
            let known = match power {
                0 => T::zero(),
                _ => Self::convolved(&quotient, other, power, 0, power - 1),
            };
            quotient.coefficients.push((self.coefficient(power) - known) / &other.coefficient(0));
        }
        Self::new(quotient.coefficients)
    }
}

impl<T: Ring> Neg for Jet<T> {
    type Output = Self;
    fn neg(self) -> Self {
        Self { coefficients: self.coefficients.into_iter().map(Neg::neg).collect() }
    }
}

impl<T: Ring> Zero for Jet<T> {
    fn zero() -> Self {
        Self::new(Vec::new())
    }
    fn is_zero(&self) -> bool {
        self.coefficients.is_empty()
    }
}

impl<T: Ring> One for Jet<T> {
    fn one() -> Self {
        Self::constant(T::one())
    }
}

impl<T: Ring> Ring for Jet<T> {
    fn from_integer(n: i64) -> Self {
        Self::constant(T::from_integer(n))
    }
}

impl<T: Algebra> Algebra for Jet<T> {
    fn ratio(numerator: i64, denominator: i64) -> Self {
        Self::constant(T::ratio(numerator, denominator))
    }
}

impl<T: Field> Field for Jet<T> {}

/// s² = a: s₀ = √a₀, sₖ = (aₖ − Σ sⱼ sₖ₋ⱼ) / (2 s₀) over 0 < j < k; √0 = 0, and where
/// a₀ alone is 0 the series is that of no number.
impl<T: Root> Root for Jet<T> {
    fn sqrt(&self) -> Self {
        if self.is_zero() {
            return Self::zero();
        }
        let first = self.coefficient(0).sqrt();
        let twice = T::from_integer(2) * &first;
        let mut root = Self { coefficients: vec![first] };
        for power in 1..=Self::ORDER {
            let known = Self::convolved(&root, &root, power, 1, power - 1);
            root.coefficients.push((self.coefficient(power) - known) / &twice);
        }
        Self::new(root.coefficients)
    }
}

impl<T: Transcendental> Jet<T> {
    /// ∫ a' f, the derivative and the integral those in h, where f is known one power less far
    /// than the result: yₖ = Σ j aⱼ fₖ₋ⱼ / k over 0 < j ≤ k.
    fn driven(&self, factor: &[T], power: usize) -> T {
        let term = |j: usize| T::from_integer(j as i64) * &self.coefficient(j) * &factor[power - j];
        (1..=power).fold(T::zero(), |sum, j| sum + term(j)) * T::ratio(1, power as i64)
    }

    /// Sine and cosine, by s' = a' c and c' = −a' s.
    fn sine_and_cosine(&self) -> [Self; 2] {
        let first = self.coefficient(0);
        let (mut sine, mut cosine) = (vec![first.sin()], vec![first.cos()]);
        for power in 1..=Self::ORDER {
            let (s, c) = (self.driven(&cosine, power), -self.driven(&sine, power));
            sine.push(s);
            cosine.push(c);
        }
        [Self::new(sine), Self::new(cosine)]
    }
}

/// By the differential equation of each function, power by power (A. Griewank and A. Walther,
/// Evaluating Derivatives, SIAM 2008, [doi:10.1137/1.9780898717761](https://doi.org/10.1137/1.9780898717761),
/// ch. 13).
impl<T: Transcendental> Transcendental for Jet<T> {
    /// y' = a' y.
    fn exp(&self) -> Self {
        let mut series = vec![self.coefficient(0).exp()];
        for power in 1..=Self::ORDER {
            series.push(self.driven(&series, power));
        }
        Self::new(series)
    }

    /// y' = a' / a.
    fn ln(&self) -> Self {
        let inverse = (Self::one() / self).padded();
        let mut series = vec![self.coefficient(0).ln()];
        series.extend((1..=Self::ORDER).map(|power| self.driven(&inverse, power)));
        Self::new(series)
    }

    fn sin(&self) -> Self {
        let [sine, _] = self.sine_and_cosine();
        sine
    }

    fn cos(&self) -> Self {
        let [_, cosine] = self.sine_and_cosine();
        cosine
    }

    /// y' = a' (1 − y²).
    fn tanh(&self) -> Self {
        let mut series = vec![self.coefficient(0).tanh()];
        for power in 1..=Self::ORDER {
            let known = Self::new(series.clone());
            let factor = (Self::one() - known.square()).padded();
            series.push(self.driven(&factor, power));
        }
        Self::new(series)
    }
}

/// a or −a, by the sign of a₀; where a₀ is 0 and the rest is not, there is no series.
impl<T: Absolute + Compare> Absolute for Jet<T> {
    fn abs(&self) -> Self {
        self.select_above(&Self::zero(), self.clone(), -self.clone())
    }
}

impl<T: Ring> Jet<T> {
    /// Whether h does not occur.
    fn is_constant(&self) -> bool {
        self.coefficients.len() <= 1
    }

    /// Every coefficient, the zeros at the end among them.
    fn padded(&self) -> Vec<T> {
        (0..=Self::ORDER).map(|power| self.coefficient(power)).collect()
    }
}

/// The constant terms decide, coefficient by coefficient. Where they are equal, those
/// exist up to which the branches agree ([`Compare::slope_above`]), and all where
/// constants are compared, which choose the same everywhere.
impl<T: Compare> Compare for Jet<T> {
    fn select_above(&self, threshold: &Self, above: Self, otherwise: Self) -> Self {
        let is_constant = self.is_constant() && threshold.is_constant();
        let (own, threshold) = (self.coefficient(0), threshold.coefficient(0));
        let (above, otherwise) = (above.padded(), otherwise.padded());
        let (before_above, before_otherwise): (Vec<&T>, Vec<&T>) = (above.iter().collect(), otherwise.iter().collect());
        let select = |k: usize| {
            if is_constant || k == 0 {
                return own.select_above(&threshold, above[k].clone(), otherwise[k].clone());
            }
            let branch = Slope { before: &before_above[..k], slope: &above[k] };
            own.slope_above(&threshold, branch, Slope { before: &before_otherwise[..k], slope: &otherwise[k] })
        };
        Self::new((0..=Self::ORDER).map(select).collect())
    }

    fn slope_above(&self, threshold: &Self, above: Slope<Self>, otherwise: Slope<Self>) -> Self {
        let (own, threshold) = (self.coefficient(0), threshold.coefficient(0));
        let choose = |power: usize| {
            // The coefficients of what is before, and of the slope up to this power.
            let part = |branch: &Slope<Self>| {
                let before = branch.before.iter().flat_map(|before| before.padded());
                before.chain(branch.slope.padded().into_iter().take(power + 1)).collect::<Vec<T>>()
            };
            let (above, otherwise) = (part(&above), part(&otherwise));
            let (a, b): (Vec<&T>, Vec<&T>) = (above.iter().collect(), otherwise.iter().collect());
            let last = a.len() - 1;
            let branch = Slope { before: &a[..last], slope: a[last] };
            own.slope_above(&threshold, branch, Slope { before: &b[..last], slope: b[last] })
        };
        Self::new((0..=Self::ORDER).map(choose).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Exact, Rational, Symbolic, Undefined};

    /// The series of 0.6 + 2 h − h², and what it is compared with.
    fn argument() -> Jet<f64> {
        Jet::new(vec![0.6, 2.0, -1.0])
    }

    fn assert_near(found: &Jet<f64>, expected: &Jet<f64>, what: &str) {
        for power in 0..=Jet::<f64>::ORDER {
            let (found, expected) = (found.coefficient(power), expected.coefficient(power));
            assert!(
                (found - expected).abs() <= 1e-12 * (1.0 + expected.abs()),
                "{what}, h^{power}: {found}, {expected}"
            );
        }
    }

    /// Each function is what its inverse or its definition says, power by power.
    #[test]
    fn elementary_functions_are_their_series() {
        let (x, one) = (argument(), Jet::<f64>::one());
        assert_near(&x.exp().ln(), &x, "ln of exp");
        assert_near(&x.ln().exp(), &x, "exp of ln");
        assert_near(&(x.sin().square() + x.cos().square()), &one, "sin² + cos²");
        let double = x.clone() + &x;
        assert_near(&double.sin(), &(x.sin() * &x.cos() * &Jet::constant(2.0)), "sin 2x");
        let e = double.exp();
        assert_near(&x.tanh(), &((e.clone() - &one) / (e + &one)), "tanh");
        // e^h = Σ hᵏ / k!, and the first coefficient is the derivative.
        assert_near(&Jet::variable().exp(), &Jet::exponential(&1.0), "exp h");
        let slopes = [x.exp(), x.ln(), x.sin(), x.cos(), x.tanh()].map(|series| series.coefficient(1));
        let point = 0.6_f64;
        let derivatives = [point.exp(), 1.0 / point, point.cos(), -point.sin(), 1.0 - point.tanh().powi(2)];
        assert!(slopes.iter().zip(derivatives).all(|(slope, derivative)| (slope - 2.0 * derivative).abs() < 1e-14));
    }

    #[test]
    fn the_series_of_known_functions() {
        let h = Jet::<Exact>::variable();
        let root = (Jet::one() + &h).sqrt();
        let binomial = [(1, 1), (1, 2), (-1, 8), (1, 16), (-5, 128), (7, 256)].map(|(n, d)| Exact::ratio(n, d));
        assert_eq!(root, Jet::new(binomial.to_vec()));
        assert_eq!(Jet::<Rational>::exponential(&Rational::from(-1)).coefficient(4), Rational::ratio(1, 24));
        assert_eq!(h.integral().integral().coefficient(3), Exact::ratio(1, 6));
        assert_eq!((h.clone() - Jet::one()).abs(), Jet::one() - h);
    }

    #[test]
    fn powers_beyond_the_order_are_left_out() {
        let h = Jet::<Rational>::variable();
        let power = (0..Jet::<Rational>::ORDER).fold(Jet::one(), |product: Jet<Rational>, _| product * &h);
        assert!(!power.is_zero() && (power * h).is_zero());
    }

    /// A root of symbols squares to them again.
    #[test]
    fn a_root_of_symbols_has_its_relation() {
        let series = Jet::new(vec![Symbolic::symbol("a"), Symbolic::symbol("b")]);
        let root = series.sqrt();
        assert_eq!(root.coefficient(0).square(), Symbolic::symbol("a"));
        assert_eq!((root.clone() * root).coefficient(0), series.coefficient(0));
    }

    /// Beyond the constant, a series at a corner has no coefficients.
    #[test]
    fn a_corner_has_no_series() {
        let h = Jet::<Exact>::variable();
        let size = h.abs();
        assert!(size.coefficient(0).is_zero());
        for power in 1..=Jet::<Exact>::ORDER {
            assert_eq!(size.coefficient(power).value(), Err(Undefined::Corner), "h^{power}");
        }
        let jump = h.select_above(&Jet::zero(), Jet::one(), Jet::zero());
        assert_eq!((jump.coefficient(0), jump.coefficient(3).value()), (Exact::zero(), Err(Undefined::Corner)));
        // Branches that agree up to a power agree in the coefficients up to it.
        let glued = h.select_above(&Jet::zero(), h.square() * &h, h.square() * &h + h.square().square());
        assert_eq!(glued.coefficient(3), Exact::one());
        assert_eq!([4, 5].map(|k| glued.coefficient(k).value().err()), [Some(Undefined::Corner); 2]);
        // The controls: beside the corner, and where nothing varies.
        let one = Jet::<Exact>::one();
        assert_eq!((h.clone() + &one).abs(), h.clone() + &one);
        assert_eq!(h.select_above(&Jet::zero(), h.square(), h.square()), h.square());
        assert_eq!(Jet::<Exact>::zero().abs(), Jet::zero());
        assert_eq!(Jet::zero().select_above(&Jet::zero(), -h.clone(), h.clone()), h);
    }

    /// 0 does not hide what is undefined.
    #[test]
    fn zero_times_undefined_is_undefined() {
        let undefined = Jet::constant(Exact::one()) / Jet::zero();
        let product = Jet::zero() * &undefined;
        assert_eq!(product.coefficient(0).value(), Err(Undefined::DivisionByZero));
        assert_eq!((undefined.clone() * Jet::zero()).coefficient(2).value(), Err(Undefined::DivisionByZero));
        assert!(undefined.select_above(&Jet::zero(), Jet::zero(), Jet::zero()).coefficient(0).value().is_err());
        assert!((Jet::zero() * Jet::<Exact>::variable()).is_zero());
    }
}
