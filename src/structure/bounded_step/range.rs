//! Ranges: between what a node lies, in the numbers of a rule, whatever the rest.

use crate::method::{NumberSpec, Role};
use crate::scalar::{Absolute, Adjoined, Algebra, Interval, Kind, Polynomial, Rational, Ring, Root, Symbolic};
use num_traits::{One, Zero};
use std::collections::BTreeMap;

/// What is known of a node. Each expression is one in numbers that is not negative.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Range {
    /// It is not above this.
    pub above: Option<Symbolic>,
    /// Nor below minus this.
    pub below: Option<Symbolic>,
    /// Where it is not negative: not below this.
    pub least: Option<Symbolic>,
    /// Whether that is above 0.
    pub positive: bool,
    /// Its value, where it is made of numbers alone.
    pub exact: Option<Symbolic>,
}

/// The numbers of a rule by their roles.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbers(pub &'static [NumberSpec]);

impl Numbers {
    fn role(self, name: &str) -> Option<Role> {
        self.0.iter().find(|spec| spec.name == name).map(|spec| spec.role)
    }

    /// The shares.
    pub(super) fn shares(self) -> impl Iterator<Item = &'static str> {
        self.0.iter().filter(|spec| spec.role == Role::Fraction).map(|spec| spec.name)
    }

    /// The registered value of a number.
    pub(super) fn registered(self, name: &str) -> Interval {
        let known = self.0.iter().find(|spec| spec.name == name);
        known.map_or(Interval::WHOLE, |spec| (&Rational::ratio(spec.default.0, spec.default.1)).into())
    }

    /// Whether an expression is not negative, or is above 0 where that is asked, for rates and
    /// weights above 0 and shares between 0 and 1: with a share b as x/(1 + x), each coefficient
    /// of the numerator is not negative.
    pub(super) fn is_not_negative(self, value: &Symbolic, strictly: bool) -> bool {
        self.is_not_negative_where(value, strictly, &[])
    }

    /// The same where these are above 0.
    fn is_not_negative_where(self, value: &Symbolic, strictly: bool, given: &[Symbolic]) -> bool {
        let is_above = |operand: &Symbolic| given.contains(operand) || self.is_not_negative_where(operand, true, given);
        let Ok(polynomial) = value.defined() else { return false };
        let adjoined = value.adjoined();
        let mut polynomial = polynomial.clone();
        // A quotient by what is below 0 is minus one by what is above it.
        for symbol in adjoined.iter().filter(|symbol| symbol.kind == Kind::Inverse) {
            if is_above(&-symbol.operand.clone()) {
                polynomial = polynomial.substitute(symbol.name, &-Polynomial::symbol(symbol.name));
            }
        }
        let is_placed = |name: &str| match adjoined.iter().find(|symbol| symbol.name == name) {
            Some(Adjoined { kind: Kind::Inverse, operand, .. }) => is_above(operand) || is_above(&-operand.clone()),
            Some(symbol) => matches!(symbol.kind, Kind::Root | Kind::Magnitude),
            None => self.role(name).is_some_and(|role| role != Role::Coefficient) || name == UNKNOWN,
        };
        let even = |p: &Polynomial, name: &'static str| {
            let odd = |(power, _): (u32, Polynomial)| power % 2 == 1;
            !p.powers_of(name).into_iter().any(odd)
        };
        let names = polynomial.variables();
        if !names.iter().all(|name| is_placed(name) || even(&polynomial, name)) {
            return false;
        }
        let mut expanded = polynomial;
        for name in names.into_iter().filter(|name| self.role(name) == Some(Role::Fraction)) {
            let powers = expanded.powers_of(name);
            let highest = powers.keys().next_back().copied().unwrap_or(0);
            if highest > DEGREE {
                return false;
            }
            expanded = cleared(name, &powers, highest);
        }
        let zero = Rational::zero();
        // A root, a magnitude and the square of a coefficient may be 0.
        let is_inverse = |name: &str| adjoined.iter().any(|known| known.name == name && known.kind == Kind::Inverse);
        let is_strict = |name: &str| self.role(name).is_some_and(|role| role != Role::Coefficient) || is_inverse(name);
        let is_strict = || expanded.terms().any(|(mut powers, _)| powers.all(|(name, _)| is_strict(name)));
        expanded.coefficients().all(|c| *c >= zero) && (!strictly || is_strict())
    }

    /// Whether one expression is known not to be above another, neither of them negative, where
    /// these are above 0: by their difference, or by that of their squares.
    pub(super) fn is_at_most(self, a: &Symbolic, b: &Symbolic, conditions: &[Symbolic]) -> bool {
        // A condition is divided by together with what a share leaves.
        let rests: Vec<Symbolic> = self.shares().map(|share| Symbolic::one() - Symbolic::symbol(share)).collect();
        let products = conditions.iter().flat_map(|one| rests.iter().map(move |rest| one.clone() * rest));
        let given: Vec<Symbolic> = conditions.iter().cloned().chain(products).collect();
        let differences = [b.clone() - a, b.square() - a.square()];
        differences.iter().any(|difference| self.is_not_negative_where(difference, false, &given))
    }

    /// The smaller of two expressions, where that is known; else the first.
    pub(super) fn smaller(self, a: Symbolic, b: Symbolic) -> Symbolic {
        if self.is_not_negative(&(a.clone() - &b), false) { b } else { a }
    }

    /// The larger of two expressions that are not negative, or what is not below both.
    pub(super) fn larger(self, a: Symbolic, b: Symbolic) -> Symbolic {
        let difference = a.clone() - &b;
        if self.is_not_negative(&difference, false) {
            a
        } else if self.is_not_negative(&-difference, false) {
            b
        } else {
            a + b
        }
    }

    /// A number of the rule.
    pub(super) fn range(self, place: usize) -> Range {
        let spec = &self.0[place];
        let value = Symbolic::symbol(spec.name);
        match spec.role {
            Role::Coefficient => Range::of_number(self, value),
            Role::Rate | Role::Fraction | Role::Weight => Range::positive(value),
        }
    }
}

/// (1 + x)ʰ p(x/(1 + x)) for p = Σ aᵢ xⁱ of degree h, by Horner's rule from the lowest power:
/// rᵢ = rᵢ₋₁ (1 + x) + aᵢ xⁱ.
fn cleared(name: &'static str, powers: &BTreeMap<u32, Polynomial>, degree: u32) -> Polynomial {
    let mut row: Vec<Polynomial> = Vec::new();
    for power in 0..=degree {
        let own = powers.get(&power).cloned().unwrap_or_else(Polynomial::zero);
        let highest = row.last().map_or(own.clone(), |last| own + last);
        for place in (1..row.len()).rev() {
            let below = row[place - 1].clone();
            row[place] = row[place].clone() + &below;
        }
        row.push(highest);
    }
    let x = Polynomial::symbol(name);
    (0..).zip(row).fold(Polynomial::zero(), |sum, (power, part)| sum + part * x.pow(power))
}

/// A bound that is sought.
pub(super) const UNKNOWN: &str = "bound of a slot";

/// Powers of a share up to which signs are looked for.
const DEGREE: u32 = 128;

impl Range {
    /// A value of numbers alone that is above 0.
    fn positive(value: Symbolic) -> Self {
        let bound = Some(value.clone());
        Self { above: bound.clone(), below: Some(Symbolic::zero()), least: bound, positive: true, exact: Some(value) }
    }

    /// A value of numbers alone.
    pub(super) fn of_number(numbers: Numbers, value: Symbolic) -> Self {
        if !value.is_whole() {
            return Self::default();
        }
        if numbers.is_not_negative(&value, true) {
            return Self::positive(value);
        }
        let zero = Symbolic::zero;
        if numbers.is_not_negative(&value, false) {
            return Self { positive: false, ..Self::positive(value) };
        }
        if numbers.is_not_negative(&-value.clone(), false) {
            return Self { above: Some(zero()), below: Some(-value.clone()), exact: Some(value), ..Self::default() };
        }
        Self { exact: Some(value.clone()), ..Self::within(value.abs()) }
    }

    /// Between −bound and bound.
    pub(super) fn within(bound: Symbolic) -> Self {
        Self { above: Some(bound.clone()), below: Some(bound), ..Self::default() }
    }

    /// Not negative.
    pub(super) fn not_negative() -> Self {
        Self { least: Some(Symbolic::zero()), below: Some(Symbolic::zero()), ..Self::default() }
    }

    pub(super) fn is_zero(&self) -> bool {
        self.exact.as_ref().is_some_and(Zero::is_zero)
    }

    /// What its magnitude is not above.
    pub(super) fn size(&self, numbers: Numbers) -> Option<Symbolic> {
        Some(numbers.larger(self.above.clone()?, self.below.clone()?))
    }

    pub(super) fn negated(&self) -> Self {
        let exact = self.exact.as_ref().map(|value| -value.clone());
        Self { above: self.below.clone(), below: self.above.clone(), exact, ..Self::default() }
    }

    pub(super) fn plus(&self, other: &Self, numbers: Numbers) -> Self {
        if let Some(value) = both(&self.exact, &other.exact, |a, b| a + b) {
            return Self::sum_of_numbers(numbers, value, self.positive && other.positive);
        }
        let sum = |a: &Option<Symbolic>, b: &Option<Symbolic>| both(a, b, |a, b| a + b);
        let least = sum(&self.least, &other.least);
        Self {
            above: sum(&self.above, &other.above),
            below: sum(&self.below, &other.below),
            positive: least.is_some() && (self.positive || other.positive),
            least,
            exact: None,
        }
    }

    fn sum_of_numbers(numbers: Numbers, value: Symbolic, positive: bool) -> Self {
        if positive && value.is_whole() { Self::positive(value) } else { Self::of_number(numbers, value) }
    }

    pub(super) fn times(&self, other: &Self, numbers: Numbers) -> Self {
        if self.is_zero() || other.is_zero() {
            return Self::of_number(numbers, Symbolic::zero());
        }
        if let Some(value) = both(&self.exact, &other.exact, |a, b| a * b) {
            return Self::sum_of_numbers(numbers, value, self.positive && other.positive);
        }
        let product = |a: &Option<Symbolic>, b: &Option<Symbolic>| both(a, b, |a, b| a * b);
        let mut range = match (&self.least, &other.least) {
            (Some(_), _) => Self {
                above: product(&self.above, &other.above),
                below: product(&self.above, &other.below),
                ..Self::default()
            },
            (None, Some(_)) => Self {
                above: product(&other.above, &self.above),
                below: product(&other.above, &self.below),
                ..Self::default()
            },
            (None, None) => product(&self.size(numbers), &other.size(numbers)).map(Self::within).unwrap_or_default(),
        };
        range.least = product(&self.least, &other.least);
        if range.least.is_some() {
            range.below = Some(Symbolic::zero());
        }
        range.positive = range.least.is_some() && self.positive && other.positive;
        range
    }

    /// 1/x of what is above 0.
    pub(super) fn inverse(&self) -> Self {
        let Some(least) = self.least.as_ref().filter(|_| self.positive) else {
            return if self.least.is_some() { Self::not_negative() } else { Self::default() };
        };
        let one = Symbolic::one;
        let inverted = |value: &Symbolic| defined(one() / value);
        let above = self.above.as_ref().and_then(inverted);
        Self {
            above: inverted(least),
            below: Some(Symbolic::zero()),
            positive: above.is_some(),
            least: Some(above.unwrap_or_else(Symbolic::zero)),
            exact: self.exact.as_ref().and_then(inverted),
        }
    }

    pub(super) fn squared(&self, numbers: Numbers) -> Self {
        let product = self.times(self, numbers);
        let size = self.size(numbers).map(|size| size.square());
        let least = product.least.or_else(|| Some(Symbolic::zero()));
        let above = product.above.or(size);
        Self { above, below: Some(Symbolic::zero()), least, ..product }
    }

    pub(super) fn root(&self) -> Self {
        Self {
            above: self.above.as_ref().map(Root::sqrt),
            below: Some(Symbolic::zero()),
            least: Some(self.least.as_ref().map_or_else(Symbolic::zero, Root::sqrt)),
            positive: self.positive,
            exact: self.exact.as_ref().and_then(|value| defined(value.sqrt())),
        }
    }

    pub(super) fn magnitude(&self, numbers: Numbers) -> Self {
        if self.least.is_some() {
            return self.clone();
        }
        Self {
            above: self.size(numbers),
            exact: self.exact.as_ref().map(Absolute::abs),
            positive: false,
            ..Self::not_negative()
        }
    }

    /// What holds of one or the other.
    pub(super) fn or(&self, other: &Self, numbers: Numbers) -> Self {
        let largest = |a: &Option<Symbolic>, b: &Option<Symbolic>| both(a, b, |a, b| numbers.larger(a, b.clone()));
        let least = both(&self.least, &other.least, |a, b| if a == *b { a } else { numbers.least(a, b.clone()) });
        Self {
            above: largest(&self.above, &other.above),
            below: largest(&self.below, &other.below),
            positive: self.positive && other.positive && least.as_ref().is_some_and(|least| !least.is_zero()),
            least,
            exact: None,
        }
    }

    /// What holds where both do.
    pub(super) fn and(self, other: Self, numbers: Numbers) -> Self {
        let either =
            |a: Option<Symbolic>, b: Option<Symbolic>, first: fn(Numbers, Symbolic, Symbolic) -> Symbolic| match (a, b)
            {
                (Some(a), Some(b)) => Some(first(numbers, a, b)),
                (a, b) => a.or(b),
            };
        let is_better = |new: &Option<Symbolic>, old: &Option<Symbolic>| match (new, old) {
            (Some(new), Some(old)) => numbers.is_not_negative(&(new.clone() - old), false),
            (new, _) => new.is_some(),
        };
        let takes_other = (other.positive && !self.positive) || is_better(&other.least, &self.least);
        let (least, positive) = if takes_other { (other.least, other.positive) } else { (self.least, self.positive) };
        Self {
            above: either(self.above, other.above, Numbers::smaller),
            below: either(self.below, other.below, Numbers::smaller),
            least,
            positive,
            exact: self.exact.or(other.exact),
        }
    }
}

impl Numbers {
    /// What is not above either of two expressions.
    fn least(self, a: Symbolic, b: Symbolic) -> Symbolic {
        let difference = a.clone() - &b;
        if self.is_not_negative(&difference, false) {
            b
        } else if self.is_not_negative(&-difference, false) {
            a
        } else {
            Symbolic::zero()
        }
    }
}

fn both(
    a: &Option<Symbolic>,
    b: &Option<Symbolic>,
    of: impl FnOnce(Symbolic, &Symbolic) -> Symbolic,
) -> Option<Symbolic> {
    defined(of(a.clone()?, b.as_ref()?))
}

fn defined(value: Symbolic) -> Option<Symbolic> {
    value.is_whole().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPECS: &[NumberSpec] = &[
        NumberSpec::rate("r", (1, 10), ""),
        NumberSpec::fraction("b", (9, 10), ""),
        NumberSpec::coefficient("c", (1, 1), ""),
    ];

    fn symbol(name: &str) -> Symbolic {
        Symbolic::symbol(name)
    }

    #[test]
    fn signs_follow_from_roles() {
        let numbers = Numbers(SPECS);
        let (one, [r, b, c]) = (Symbolic::one(), ["r", "b", "c"].map(symbol));
        let power = (0..9).fold(one.clone(), |power, _| power * &b);
        for above in [&r, &(one.clone() - &b), &(one.clone() - &power), &(b.clone() - &power), &(one.clone() / &r)] {
            assert!(numbers.is_not_negative(above, true), "{above}");
            assert!(!numbers.is_not_negative(&-above.clone(), false), "-{above}");
        }
        let inverse = one.clone() / (one.clone() - &b);
        assert!(numbers.is_not_negative(&inverse, false), "{inverse}");
        assert!(numbers.is_not_negative(&c.square(), false) && !numbers.is_not_negative(&c.square(), true));
        for open in [&c, &(r.clone() - &one), &(b.clone() - Symbolic::ratio(1, 2))] {
            assert!(!numbers.is_not_negative(open, false), "{open}");
        }
    }

    #[test]
    fn a_share_as_a_quotient_is_cleared_of_its_denominator() {
        let [x, y] = ["x", "y"].map(Polynomial::symbol);
        let p = Polynomial::from_integer(3) + x.pow(2) * &y - x.pow(5) * Polynomial::from_integer(7);
        let rest = Polynomial::one() + &x;
        let expected = rest.pow(6) * Polynomial::from_integer(3) + x.pow(2) * &y * rest.pow(4)
            - x.pow(5) * rest * Polynomial::from_integer(7);
        assert_eq!(cleared("x", &p.powers_of("x"), 6), expected);
    }

    /// A range is one of what is computed, at every point of its parts.
    #[test]
    fn an_average_is_where_its_parts_are() {
        let numbers = Numbers(SPECS);
        let (share, bounded) = (numbers.range(1), Range::within(symbol("r")));
        let rest = Range::of_number(numbers, Symbolic::one()).plus(&share.negated(), numbers);
        let average = share.times(&bounded, numbers).plus(&rest.times(&bounded, numbers), numbers);
        assert_eq!(average.size(numbers), Some(symbol("r")));
        let open = Range::default();
        assert!(share.times(&open, numbers).size(numbers).is_none());
        assert!(Range::of_number(numbers, Symbolic::zero()).times(&open, numbers).is_zero());
        assert!(open.squared(numbers).least.is_some() && open.squared(numbers).above.is_none());
        assert!(open.magnitude(numbers).inverse().above.is_none(), "|x| may be 0");
    }
}
