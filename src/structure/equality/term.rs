//! Products of a rule's numbers: what another rule's number, or the factor of a slot, may be.

use crate::method::NumberSpec;
use crate::scalar::{Algebra, Field, power};
use num_traits::Zero;

/// A factor of a product, by the place of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Factor {
    /// a.
    Number(usize),
    /// 1 − a.
    Complement(usize),
    /// 1 + a.
    Increment(usize),
}

impl Factor {
    fn value<T: Algebra>(self, numbers: &[T]) -> T {
        match self {
            Self::Number(place) => numbers[place].clone(),
            Self::Complement(place) => T::one() - &numbers[place],
            Self::Increment(place) => T::one() + &numbers[place],
        }
    }

    fn text(self, names: &[NumberSpec]) -> String {
        match self {
            Self::Number(place) => names[place].name.to_owned(),
            Self::Complement(place) => format!("(1 - {})", names[place].name),
            Self::Increment(place) => format!("(1 + {})", names[place].name),
        }
    }
}

/// A fraction times powers of numbers, of what they are short of 1, and of 1 and them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    constant: (i64, i64),
    factors: Vec<(Factor, i32)>,
}

/// Constants beside which there is no factor.
const CONSTANTS: [(i64, i64); 7] = [(0, 1), (1, 1), (-1, 1), (2, 1), (1, 2), (-2, 1), (-1, 2)];

/// Powers of a factor.
const POWERS: [i32; 3] = [1, -1, 2];

/// Error, relative beside a hundredth, up to which a product is taken for a number that was fitted.
const CLOSE: f64 = 1e-6;

impl Term {
    /// A fraction.
    pub(super) fn constant((numerator, denominator): (i64, i64)) -> Self {
        Self { constant: (numerator, denominator), factors: Vec::new() }
    }

    /// A number itself.
    pub(super) fn number(place: usize) -> Self {
        Self { constant: (1, 1), factors: vec![(Factor::Number(place), 1)] }
    }

    /// Every product of so many numbers that is tried, the shorter ones first.
    pub(super) fn all(numbers: usize) -> Vec<Self> {
        let kinds: [fn(usize) -> Factor; 3] = [Factor::Number, Factor::Complement, Factor::Increment];
        let of_power = |power: i32| {
            let of_kind = move |kind: fn(usize) -> Factor| (0..numbers).map(move |place| (kind(place), power));
            kinds.into_iter().flat_map(of_kind)
        };
        let factors: Vec<(Factor, i32)> = POWERS.into_iter().flat_map(of_power).collect();
        let singles = factors.iter().map(|factor| vec![*factor]);
        let pairs = factors.iter().enumerate().flat_map(|(i, first)| {
            let others = factors[i + 1..].iter().filter(|second| second.0 != first.0);
            others.map(|second| vec![*first, *second])
        });
        let products: Vec<Vec<(Factor, i32)>> = singles.chain(pairs).collect();
        let mut all: Vec<Self> = CONSTANTS.map(Self::constant).into();
        for constant in [(1, 1), (-1, 1)] {
            all.extend(products.iter().map(|factors| Self { constant, factors: factors.clone() }));
        }
        all
    }

    /// The value where the numbers have these.
    pub(super) fn value<T: Field>(&self, numbers: &[T]) -> T {
        let (numerator, denominator) = self.constant;
        self.factors.iter().fold(T::ratio(numerator, denominator), |product, (factor, exponent)| {
            let magnitude = power(&factor.value(numbers), u64::from(exponent.unsigned_abs()));
            if *exponent < 0 { product / magnitude } else { product * &magnitude }
        })
    }

    /// Whether it has, to rounding, this value where the numbers have these.
    pub(super) fn is_close(&self, numbers: &[f64], value: f64) -> bool {
        (self.value(numbers) - value).abs() <= CLOSE * (value.abs() + 0.01)
    }

    /// Whether it is 0.
    pub(super) fn is_zero(&self) -> bool {
        self.constant.0.is_zero()
    }

    /// Whether it is 1.
    pub(super) fn is_one(&self) -> bool {
        self.constant == (1, 1) && self.factors.is_empty()
    }

    /// The product in the numbers' names.
    pub(super) fn text(&self, names: &[NumberSpec]) -> String {
        let raised = |(factor, exponent): &(Factor, i32)| match exponent.abs() {
            1 => factor.text(names),
            exponent => format!("{}^{exponent}", factor.text(names)),
        };
        let (above, below): (Vec<_>, Vec<_>) = self.factors.iter().partition(|(_, exponent)| *exponent > 0);
        let product = |factors: &[&(Factor, i32)]| factors.iter().map(|f| raised(f)).collect::<Vec<_>>().join("*");
        let (above, below): (Vec<_>, Vec<_>) = (above.iter().collect(), below.iter().collect());
        let (numerator, denominator) = self.constant;
        let mut text = match (numerator, product(&above)) {
            (1, above) if !above.is_empty() => above,
            (-1, above) if !above.is_empty() => format!("-{above}"),
            (numerator, above) if above.is_empty() => numerator.to_string(),
            (numerator, above) => format!("{numerator}*{above}"),
        };
        if denominator != 1 {
            text = format!("{text}/{denominator}");
        }
        match below.len() {
            0 => text,
            1 => format!("{text}/{}", product(&below)),
            _ => format!("{text}/({})", product(&below)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [NumberSpec; 2] = [NumberSpec::rate("lr", (1, 100), ""), NumberSpec::fraction("mu", (9, 10), "")];

    #[test]
    fn a_number_that_was_fitted_is_told_by_its_value() {
        let numbers = [0.3, 0.6];
        let told = |value: f64| {
            let all = Term::all(2);
            all.iter().find(|term| term.is_close(&numbers, value)).map(|term| term.text(&NAMES))
        };
        for (value, text) in [
            (1.0, Some("1")),
            (0.3, Some("lr")),
            (0.6 * 0.6, Some("mu^2")),
            (0.3 * (1.0 - 0.6), Some("lr*(1 - mu)")),
            (0.3 * (1.0 + 0.6), Some("lr*(1 + mu)")),
            (0.3 / (1.0 - 0.6), Some("lr/(1 - mu)")),
            (-0.3 * 0.6, Some("-lr*mu")),
            (0.123_456_789, None),
        ] {
            assert_eq!(told(value).as_deref(), text, "{value}");
        }
        assert_eq!(Term::constant((-1, 2)).text(&NAMES), "-1/2");
    }
}
