//! P6: the adaptive weight, τ × 11/10 above the threshold and τ × 99/100 below.

use super::super::build::{identical, symbol};
use super::super::{Part, engine};
use crate::penalty::adapted;
use crate::scalar::{Algebra, Polynomial, Rational};
use crate::structure::Verdict;
use num_traits::One;
use std::cmp::Ordering;

/// A rule for the weight: from a weight, and whether the variance is above the threshold.
type Rule<T> = fn(&T, bool) -> T;

/// Where the adaptive weight grows.
pub(super) fn p6() -> Vec<Part> {
    vec![factor(adapted), order(adapted), product(adapted), critical(adapted)]
}

/// A step multiplies τ by a number that the comparison alone chooses.
fn factor(rule: Rule<Polynomial>) -> Part {
    let t = symbol("τ");
    let factors = factors(rule);
    let defects = [true, false].map(|above| rule(&t, above)).into_iter().zip(&factors).map(|(x, f)| x - t.clone() * f);
    let statement = "An adaptive step multiplies τ by a factor that does not depend on τ.";
    identical(statement, "every τ, above the threshold or not", &defects.collect::<Vec<_>>())
        .with("above the threshold", &factors[0])
        .with("below", &factors[1])
}

/// The factors above and below the threshold.
fn factors<T: Algebra>(rule: Rule<T>) -> [T; 2] {
    [rule(&T::one(), true), rule(&T::one(), false)]
}

/// Two steps in either order.
fn order(rule: Rule<Polynomial>) -> Part {
    let t = symbol("τ");
    let after = |first, second| rule(&rule(&t, first), second);
    let statement = "The order of two adaptive steps does not matter, and so that of any number does not.";
    identical(statement, "every τ", &[after(true, false) - after(false, true)])
}

/// Steps whose every order is run.
const STEPS: u32 = 8;

/// τ_n = τ_0 (11/10)^m (99/100)^(n − m), in every order of up to eight steps.
fn product(rule: Rule<Polynomial>) -> Part {
    let t = symbol("τ");
    let [more, less] = [Polynomial::ratio(11, 10), Polynomial::ratio(99, 100)];
    let defect = |(n, bits): (u32, u32)| {
        let end = (0..n).fold(t.clone(), |weight, step| rule(&weight, bits >> step & 1 == 1));
        let count = bits.count_ones();
        end - t.clone() * more.pow(count) * less.pow(n - count)
    };
    let runs = (0..=STEPS).flat_map(|n| (0..1_u32 << n).map(move |bits| (n, bits)));
    let defects: Vec<Polynomial> = runs.map(defect).collect();
    identical(
        "After n steps of which m are above, τ_n = τ_0 (11/10)^m (99/100)^(n − m).",
        "every τ_0, every order of up to eight steps; of any number by the two sentences before",
        &defects,
    )
    .with("orders", defects.len())
}

/// A fraction `above` / `steps` of the steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Share {
    above: u32,
    steps: u32,
}

impl Share {
    fn value(self) -> Rational {
        Rational::ratio(self.above.into(), self.steps.into())
    }
}

/// How more^m less^(n − m) compares with 1.
fn growth([more, less]: &[Rational; 2], share: Share) -> Ordering {
    let factor = more.pow(share.above) * less.pow(share.steps - share.above);
    factor.cmp(&Rational::one())
}

/// Widest bracket of the critical share.
const WIDTH: (i64, i64) = (1, 10_000_000);

/// Most shares that are tried.
const MOST: usize = 1000;

/// Shares at which the weight falls and grows, closer together than [`WIDTH`], by
/// mediants (the Stern–Brocot tree); nothing where there are none.
fn bracket(factors: &[Rational; 2]) -> Option<[Share; 2]> {
    let mut low = Share { above: 0, steps: 1 };
    let mut high = Share { above: 1, steps: 1 };
    if growth(factors, low) != Ordering::Less || growth(factors, high) != Ordering::Greater {
        return None;
    }
    for _ in 0..MOST {
        if high.value() - low.value() < Rational::ratio(WIDTH.0, WIDTH.1) {
            return Some([low, high]);
        }
        let middle = Share { above: low.above + high.above, steps: low.steps + high.steps };
        match growth(factors, middle) {
            Ordering::Less => low = middle,
            Ordering::Greater => high = middle,
            Ordering::Equal => return None,
        }
    }
    None
}

/// The critical share, between two fractions.
fn critical(rule: Rule<Rational>) -> Part {
    let factors = factors(rule);
    let statement = "There is one critical share of steps, 9.5389 % to 9.5390 %: with a larger share above the threshold τ \
                     grows without bound, with a smaller one it falls to 0.";
    let [low, high] = match bracket(&factors) {
        Some(found) => found,
        None => {
            let reason = Verdict::Undecided("no bracket was found".to_owned());
            return Part::new(statement, reason, engine::WITNESS, "exact powers");
        }
    };
    let stated = [Rational::ratio(95_389, 1_000_000), Rational::ratio(95_390, 1_000_000)];
    let inside = stated[0] <= low.value() && high.value() <= stated[1];
    let verdict = if inside { Verdict::Exact } else { Verdict::Undecided(format!("between {low:?} and {high:?}")) };
    let decimals = |share: Share| {
        format!("{}/{} = {:.9}", share.above, share.steps, crate::scalar::Approximate::to_f64(&share.value()))
    };
    Part::new(statement, verdict, engine::WITNESS, "exact powers of the rule's two factors; every share that stays off the critical one")
        .with("falls at", decimals(low))
        .with("grows at", decimals(high))
        .with("critical", "ln(100/99) / (ln(11/10) + ln(100/99)), irrational since 11^m 99^(n − m) is odd and 10^m 100^(n − m) even")
        .with(
            "why",
            "a larger share has the larger product, as 11/10 > 99/100; with m/n ≥ M/N and ρ = (11/10)^M (99/100)^(N − M) > 1, \
             τ_n ≥ τ_0 ρ^(n/N)",
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(part: &Part) -> &'static str {
        part.verdict.word()
    }

    /// An additive rule has no factor, and its order matters beside a product.
    #[test]
    fn other_rules_are_refused() {
        let additive: Rule<Polynomial> =
            |t, above| if above { t.clone() + Polynomial::one() } else { t.clone() * Polynomial::ratio(99, 100) };
        assert_eq!([word(&factor(additive)), word(&order(additive))], ["undecided"; 2]);
        let faster: Rule<Polynomial> =
            |t, above| t.clone() * if above { Polynomial::ratio(6, 5) } else { Polynomial::one() };
        assert_eq!(
            [factor(faster), order(faster), product(faster)].each_ref().map(word),
            ["proved", "proved", "undecided"]
        );
        let faster: Rule<Rational> =
            |t, above| t.clone() * if above { Rational::ratio(6, 5) } else { Rational::ratio(99, 100) };
        let growing: Rule<Rational> = |t, _| t.clone() * Rational::ratio(11, 10);
        assert_eq!([critical(faster), critical(growing)].each_ref().map(word), ["undecided"; 2]);
    }

    /// 2 and 1/2 balance at one half, where neither is found.
    #[test]
    fn a_balance_is_no_bracket() {
        assert_eq!(bracket(&[Rational::from(2), Rational::ratio(1, 2)]), None);
        let [low, high] = bracket(&factors::<Rational>(adapted)).expect("a bracket");
        assert!(high.value() - low.value() < Rational::ratio(1, 1_000_000));
        assert_eq!(growth(&factors(adapted), low), Ordering::Less);
        assert_eq!(growth(&factors(adapted), high), Ordering::Greater);
    }
}
