//! Inequalities between expressions in a rule's numbers: their signs at a point, and proofs
//! that they hold over a domain.
//!
//! Roots, quotients, absolute values and choices are taken out first: a quotient is cleared
//! by a power of its divisor that keeps the sign, an absolute value and a choice split the
//! domain, and a root is a number of its own, at least 0 (between two fractions where it is
//! that of a number). What is left are polynomials, for which certificates are sought.

use super::Point;
use crate::proof::positivity::{Generator, Strength};
use crate::proof::search::find;
use crate::scalar::{Adjoined, Exact, Interval, Kind, Polynomial, Rational, Ring, Root, Symbolic};
use num_traits::Zero;
use std::collections::BTreeSet;

/// Every free symbol of an expression, those in its roots and quotients too.
pub(super) fn free_symbols(p: &Symbolic) -> BTreeSet<&'static str> {
    let adjoined = p.adjoined();
    let operands = adjoined.iter().flat_map(|symbol| symbol.operand.polynomial().variables());
    let all = p.polynomial().variables().into_iter().chain(operands);
    all.filter(|name| !adjoined.iter().any(|symbol| symbol.name == *name)).collect()
}

/// The sign of an expression at a point and its value as text: exact, or an enclosure without
/// 0; nothing where it is undefined or the sign is open.
pub(super) fn value_at(p: &Symbolic, point: &Point) -> Option<(i8, String)> {
    let exact = p.evaluate(&|name| Exact::from(point.value(name)));
    if let Ok(value) = exact.value() {
        return Some((value.sign(), value.to_string()));
    }
    let enclosed = p.enclose(&|name| Interval::from(&point.value(name)));
    let sign = if enclosed.is_positive() { 1 } else { -1 };
    enclosed.excludes_zero().then(|| (sign, format!("[{:e}, {:e}]", enclosed.low(), enclosed.high())))
}

/// Degree up to which a certificate is sought.
const LARGEST_DEGREE: u64 = 6;

/// Whether a certificate says that p > 0 on the domain.
pub(super) fn is_positive(p: &Polynomial, domain: &[Generator]) -> bool {
    let Some(degree) = p.degree().filter(|degree| *degree <= LARGEST_DEGREE) else { return false };
    let names = p.variables();
    let own: Vec<Generator> = domain.iter().filter(|g| g.polynomial.variables().is_subset(&names)).cloned().collect();
    let found = find(p, &own, degree as u32);
    found.is_some_and(|certificate| certificate.verify() == Ok(Strength::Positive))
}

/// A part of a domain, and what has to be positive there as polynomials.
#[derive(Clone)]
struct Case {
    claims: Vec<Symbolic>,
    domain: Vec<Generator>,
    /// Roots that have their place in the domain.
    placed: BTreeSet<&'static str>,
}

/// Parts into which a domain is split, at most.
const CASES: usize = 16;

/// Symbols that are taken out, at most.
const SYMBOLS: usize = 256;

/// Whether every claim is proved to be > 0 on the domain; `None` where no proof was found.
pub(super) fn are_positive(claims: &[Symbolic], domain: &[Generator]) -> Option<()> {
    polynomials(claims, domain, &|_, _| None)?
        .iter()
        .all(|(claims, domain)| claims.iter().all(|claim| is_positive(claim, domain)))
        .then_some(())
}

/// How a choice or a magnitude is decided before its domain is split: by the sign of its
/// operand, where that is known.
type Decided<'a> = &'a dyn Fn(&Polynomial, &[Generator]) -> Option<bool>;

/// The claims as polynomials, a list for each part of the domain, each positive where the
/// claim is.
pub(super) fn polynomials(
    claims: &[Symbolic],
    domain: &[Generator],
    decided: Decided,
) -> Option<Vec<(Vec<Polynomial>, Vec<Generator>)>> {
    let mut open = vec![Case { claims: claims.to_vec(), domain: domain.to_vec(), placed: BTreeSet::new() }];
    let mut done = Vec::new();
    let mut taken = 0;
    while let Some(case) = open.pop() {
        taken += 1;
        let is_large = open.len() + done.len() > CASES || taken > SYMBOLS;
        if case.claims.iter().any(|claim| !claim.is_whole()) || is_large {
            return None;
        }
        match case.next() {
            Some(symbol) => open.extend(case.without(&symbol, decided)?),
            None => done.push((case.claims.iter().map(|p| p.polynomial().clone()).collect(), case.domain)),
        }
    }
    Some(done)
}

impl Case {
    /// A symbol that is to be taken out. A quotient within a symbol stays until that is: a claim
    /// has no power of it that could be cleared.
    fn next(&self) -> Option<Adjoined> {
        self.claims.iter().find_map(|claim| {
            let own = claim.polynomial().variables();
            let is_open = |symbol: &Adjoined| {
                let may_be_taken = symbol.kind != Kind::Inverse || own.contains(symbol.name);
                may_be_taken && !self.placed.contains(symbol.name)
            };
            claim.adjoined().into_iter().find(is_open)
        })
    }

    /// The case without a symbol, which may make two of it.
    fn without(self, symbol: &Adjoined, decided: Decided) -> Option<Vec<Self>> {
        let operand = symbol.operand.polynomial();
        match symbol.kind {
            Kind::Function(_) => None,
            Kind::Inverse => {
                let is_kept = is_positive(operand, &self.domain);
                let claims = self.claims.iter().map(|claim| cleared(claim, symbol.name, operand, is_kept)).collect();
                Some(vec![Self { claims, ..self }])
            }
            Kind::Root => {
                let own = Polynomial::symbol(symbol.name);
                let mut case = self;
                case.placed.insert(symbol.name);
                match operand.as_constant() {
                    Some(number) => {
                        let root = Interval::from(&number).sqrt();
                        let [low, high] =
                            [root.low(), root.high()].map(|x| Rational::from_finite(x).map(Polynomial::constant));
                        case.domain.push(Generator::positive(
                            &format!("{} - {}", symbol.name, low.clone()?),
                            own.clone() - low?,
                        ));
                        case.domain
                            .push(Generator::positive(&format!("{} - {}", high.clone()?, symbol.name), high? - own));
                    }
                    None => {
                        case.domain.push(Generator::nonnegative(symbol.name, own));
                        case.domain.push(Generator::nonnegative(&operand.to_string(), operand.clone()));
                    }
                }
                Some(vec![case])
            }
            Kind::Magnitude | Kind::Choice => {
                let is_choice = symbol.kind == Kind::Choice;
                let above = if is_choice { Polynomial::from_integer(1) } else { operand.clone() };
                let below = if is_choice { Polynomial::zero() } else { -operand.clone() };
                let strictly = Generator::positive(&operand.to_string(), operand.clone());
                let negative = -operand.clone();
                let otherwise = Generator::nonnegative(&negative.to_string(), negative);
                let with = |value: &Polynomial, generator: Generator| {
                    let claim = |p: &Symbolic| p.with_adjoined(symbol.name, &Symbolic::from(value.clone()));
                    let domain = self.domain.iter().cloned().chain([generator]).collect();
                    Self { claims: self.claims.iter().map(claim).collect(), domain, placed: self.placed.clone() }
                };
                Some(match decided(operand, &self.domain) {
                    Some(true) => vec![with(&above, strictly)],
                    Some(false) => vec![with(&below, otherwise)],
                    None => vec![with(&above, strictly), with(&below, otherwise)],
                })
            }
        }
    }
}

/// Σ cₖ mⁿ⁻ᵏ of Σ cₖ (1/m)ᵏ, times m once more where n is odd and m may be negative: of the same
/// sign wherever m ≠ 0.
fn cleared(p: &Symbolic, name: &str, divisor: &Polynomial, is_positive: bool) -> Symbolic {
    let powers = p.polynomial().powers_of(name);
    let highest = powers.keys().next_back().copied().unwrap_or(0);
    let power = if is_positive { highest } else { highest + highest % 2 };
    let sum = powers.into_iter().fold(Polynomial::zero(), |sum, (k, part)| sum + part * divisor.pow(power - k));
    Symbolic::from(sum)
}

/// The polynomials in whose roots an expression in one symbol may change its sign, its
/// operands' among them; nothing where it has a function that has no such polynomials.
pub(super) fn breakpoints(p: &Symbolic) -> Option<Vec<Polynomial>> {
    /// Expressions that are taken apart, at most.
    const LARGEST: usize = 256;
    let mut open = vec![p.clone()];
    let mut found = Vec::new();
    let mut taken = 0;
    while let Some(p) = open.pop() {
        taken += 1;
        if taken > LARGEST || !p.is_whole() {
            return None;
        }
        let own = p.polynomial().variables();
        let Some(symbol) = p.adjoined().into_iter().rfind(|symbol| own.contains(symbol.name)) else {
            found.push(p.polynomial().clone());
            continue;
        };
        let operand = &symbol.operand;
        let mut powers = p.polynomial().powers_of(symbol.name);
        let mut part = |power: u32| Symbolic::from(powers.remove(&power).unwrap_or_else(Polynomial::zero));
        open.push(operand.clone());
        match symbol.kind {
            Kind::Function(_) => return None,
            Kind::Inverse => open.push(cleared(&p, symbol.name, operand.polynomial(), true)),
            Kind::Root => {
                let (a, b) = (part(0), part(1));
                open.push(a.square() - b.square() * operand);
            }
            Kind::Magnitude => {
                let (a, b) = (part(0), part(1) * operand);
                open.extend([a.clone() + &b, a - b]);
            }
            Kind::Choice => {
                let (a, b) = (part(0), part(1));
                open.extend([a.clone() + b, a]);
            }
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::{Absolute, Algebra, Compare, Transcendental};
    use num_traits::One;

    fn symbol(name: &str) -> Symbolic {
        Symbolic::symbol(name)
    }

    fn positive(names: &[&str]) -> Vec<Generator> {
        names.iter().map(|name| Generator::positive(name, Polynomial::symbol(name))).collect()
    }

    /// 2/(1 + x) < 2 where x > 0, √2 < 3/2, |x − 1| + x ≥ 1/2, and a choice in both branches.
    #[test]
    fn what_holds_is_proved_and_what_does_not_is_not() {
        let (x, one) = (symbol("x"), Symbolic::one());
        let two = Symbolic::from_integer(2);
        let domain = positive(&["x"]);
        let quotient = two.clone() / (one.clone() + &x);
        assert!(are_positive(&[two.clone() - &quotient], &domain).is_some());
        assert!(are_positive(&[one.clone() - &quotient], &domain).is_none());
        let root = two.sqrt();
        let [above, below] = [(3, 2), (4, 3)].map(|(n, d)| Symbolic::from(Polynomial::constant(Rational::ratio(n, d))));
        assert!(are_positive(&[above - &root], &domain).is_some());
        assert!(are_positive(&[below - &root], &domain).is_none());
        let magnitude = (x.clone() - &one).abs() + &x;
        assert!(are_positive(std::slice::from_ref(&magnitude), &domain).is_some());
        assert!(are_positive(&[magnitude - &one], &domain).is_none());
        let choice = x.select_above(&one, x.clone() - &one, one.clone() + &x);
        assert!(are_positive(&[choice], &domain).is_some());
    }

    #[test]
    fn a_sign_at_a_point_counts_roots_and_quotients() {
        let point = Point::parse([("x", "1/2")]).expect("fractions");
        let x = symbol("x");
        let root = Symbolic::from_integer(2).sqrt() - &x;
        assert_eq!(value_at(&root, &point).map(|(sign, _)| sign), Some(1));
        assert_eq!(value_at(&(-root), &point).map(|(sign, _)| sign), Some(-1));
        assert_eq!(value_at(&(Symbolic::one() / (x.clone() + Symbolic::one())), &point), Some((1, "2/3".to_owned())));
        assert_eq!(
            value_at(&(Symbolic::one() / (x - Symbolic::from(Polynomial::constant(Rational::ratio(1, 2))))), &point),
            None
        );
    }

    /// A rule of a random draw: its quotient stands within another, where nothing clears it.
    #[test]
    fn a_quotient_within_a_symbol_is_taken_out_with_it() {
        let (x, one, zero) = (symbol("x"), Symbolic::one(), Symbolic::zero());
        let inner = one.clone() / (x.clone() + &one);
        let magnitude = (x.clone() - &one).select_above(&zero, x.clone(), -x.clone()).abs();
        let nested = one.clone() / (inner * magnitude + &one);
        assert!(are_positive(&[nested], &positive(&["x"])).is_some());
        let half = Symbolic::from(Polynomial::constant(Rational::ratio(1, 2)));
        let less = one.clone() / (one.clone() / (x.clone() + &one) + &one) - half;
        assert!(are_positive(std::slice::from_ref(&less), &positive(&["x"])).is_some());
        assert!(are_positive(&[-less], &positive(&["x"])).is_none());
    }

    #[test]
    fn what_is_undefined_has_no_breakpoints() {
        assert!(breakpoints(&(Symbolic::one() / Symbolic::zero())).is_none());
        assert!(breakpoints(&symbol("x").exp()).is_none() && breakpoints(&symbol("x")).is_some());
    }

    /// √2 − x changes at √2, 1/(x − 1) at 1, |x − 3| − 1 at 2 and 4.
    #[test]
    fn every_change_of_sign_is_at_a_root() {
        let x = symbol("x");
        let at = |p: Symbolic, n: i64| {
            let point = Point::from_iter([("x".to_owned(), Rational::from(n))]);
            let zero = |q: &Polynomial| value_at(&Symbolic::from(q.clone()), &point).is_some_and(|(sign, _)| sign == 0);
            breakpoints(&p).expect("roots").iter().any(zero)
        };
        let one = Symbolic::one();
        assert!(at(one.clone() / (x.clone() - &one), 1));
        let magnitude = (x.clone() - Symbolic::from_integer(3)).abs() - &one;
        assert!([2, 3, 4].into_iter().all(|n| at(magnitude.clone(), n)) && !at(magnitude, 5));
        let root = breakpoints(&(Symbolic::from_integer(2).sqrt() - &x)).expect("roots");
        assert!(
            root.contains(&(Polynomial::from_integer(2) - x.polynomial().square()))
                || root.contains(&(x.polynomial().square() - Polynomial::from_integer(2)))
        );
    }
}
