//! Functions of a state that a slot may be: sums of the point, the other slots, the
//! gradient at the point and a constant, each times a coefficient.
//!
//! A coefficient is sought by exact linear algebra at points whose numbers are inverses of
//! primes, so that a product of powers of numbers is read off its fraction; whether the
//! function is right is then decided on symbols.

use super::Subject;
use super::after::{After, after};
use crate::method::Role;
use crate::scalar::{Algebra, Approximate, Field, Rational};
use num_traits::Zero;

/// a + b Π nᵢ^eᵢ, over the numbers nᵢ of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Coefficient {
    constant: i64,
    factor: (i64, i64),
    powers: Vec<i32>,
}

impl Coefficient {
    fn value<T: Field>(&self, numbers: &[T]) -> T {
        let start = T::ratio(self.factor.0, self.factor.1);
        let product = numbers.iter().zip(&self.powers).fold(start, |product, (number, power)| {
            (0..power.abs()).fold(product, |product, _| if *power > 0 { product * number } else { product / number })
        });
        if self.constant == 0 { product } else { T::from_integer(self.constant) + product }
    }
}

/// What a coefficient stands before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operand {
    /// The point (0), or a slot of the rule by its place in `holds`, counted from 1.
    Slot(usize),
    /// The gradient at the point, or at what a slot holds: a point of before.
    Gradient(usize),
    /// 1.
    One,
}

/// A function of a state, the same in every coordinate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::structure) struct Affine {
    terms: Vec<(Coefficient, Operand)>,
}

impl Affine {
    /// The slots, the point first, at whose points a gradient stands in it.
    pub(super) fn asked(&self) -> impl Iterator<Item = usize> + '_ {
        self.terms.iter().filter_map(|(_, term)| if let Operand::Gradient(slot) = term { Some(*slot) } else { None })
    }

    /// The value in coordinate `i`, from the slots of the rule, the point first, and the
    /// gradients at them.
    pub(super) fn value<T: Field>(&self, numbers: &[T], slots: &[Vec<T>], gradients: &[Vec<T>], i: usize) -> T {
        let term = |(coefficient, term): &(Coefficient, Operand)| {
            let value = coefficient.value(numbers);
            match term {
                Operand::Slot(place) => value * &slots[*place][i],
                Operand::Gradient(place) => value * &gradients[*place][i],
                Operand::One => value,
            }
        };
        let mut terms = self.terms.iter().map(term);
        let first = terms.next().unwrap_or_else(T::zero);
        terms.fold(first, |sum, term| sum + term)
    }
}

/// Primes beyond what a rule's own fractions are made of.
const PRIMES: [i64; 16] = [101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179];

/// Rules of more numbers are not searched.
fn primes(subject: &Subject) -> Option<Vec<i64>> {
    let count = subject.entry.description.numbers.len();
    (count <= PRIMES.len()).then(|| PRIMES[..count].to_vec())
}

/// A small fraction that no two names share.
fn drawn(name: &str, round: u64) -> Rational {
    let mut state =
        name.bytes().fold(round.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xCBF2_9CE4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
        });
    state ^= state >> 29;
    Rational::ratio((state % 41) as i64 - 20, 1 + (state >> 8) as i64 % 3)
}

/// The function that the free slot at `place` is after every step, at points in binary64,
/// where roots are defined; whether it is so everywhere is for the caller to prove.
pub(super) fn guess(subject: &Subject, place: usize) -> Option<Affine> {
    let primes = primes(subject)?;
    let last = subject.classes.last()?.first();
    let others = subject.others(place);
    let unknowns = 2 * others.len() + 1;
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for round in 0..4 * unknowns as u64 {
        let mut values = |name: &str| number(subject, &primes, name).unwrap_or_else(|| drawn(name, round)).to_f64();
        let after: After<f64> = after(subject, last, subject.fewest(), &mut values)?;
        let (slots, gradients) = (after.slots(subject), &after.gradients);
        let first = |vectors: &[Vec<f64>]| others.iter().map(|other| vectors[*other][0]).collect::<Vec<_>>();
        let row = [first(&slots), first(gradients), vec![1.0, after.phase.slots[place + 1][0]]].concat();
        rows.extend(Some(row).filter(|row| row.iter().all(|x| x.is_finite())));
        if rows.len() > unknowns + 2 {
            break;
        }
    }
    let solution = solve(rows, unknowns)?;
    let mut terms = Vec::new();
    for (i, value) in solution.iter().enumerate().filter(|(_, value)| value.abs() > NOISE) {
        let term = match (others.get(i), i.checked_sub(others.len()).and_then(|i| others.get(i))) {
            (Some(slot), _) => Operand::Slot(*slot),
            (None, Some(slot)) => Operand::Gradient(*slot),
            (None, None) => Operand::One,
        };
        terms.push((coefficient(&fraction(*value)?, &primes)?, term));
    }
    Some(Affine { terms })
}

/// What elimination on numbers of size one may leave of 0.
const NOISE: f64 = 1e-10;

/// Denominators up to which a float is taken for a fraction.
const LARGEST_DENOMINATOR: i64 = 1 << 18;

/// How near a float has to be to a fraction.
const NEAR: f64 = 1e-12;

/// The first fraction of a float's continued fraction that is as near as rounding allows.
fn fraction(x: f64) -> Option<Rational> {
    let (mut rest, mut before, mut now) = (x, (1_i64, 0_i64), (x.floor() as i64, 1_i64));
    for _ in 0..32 {
        if (x - now.0 as f64 / now.1 as f64).abs() <= NEAR * x.abs().max(1.0) {
            return Some(Rational::ratio(now.0, now.1));
        }
        rest = 1.0 / (rest - rest.floor());
        let digit = rest.floor() as i64;
        let next = |now: i64, before: i64| digit.checked_mul(now).and_then(|product| product.checked_add(before));
        let (numerator, denominator) = (next(now.0, before.0)?, next(now.1, before.1)?);
        if denominator > LARGEST_DENOMINATOR {
            return None;
        }
        before = now;
        now = (numerator, denominator);
    }
    None
}

/// The inverse of a prime, for a number of the rule.
fn number(subject: &Subject, primes: &[i64], name: &str) -> Option<Rational> {
    let place = subject.entry.description.numbers.iter().position(|spec| spec.name == name)?;
    let role = subject.entry.description.numbers[place].role;
    let numerator = if role == Role::Coefficient { -1 } else { 1 };
    Some(Rational::ratio(numerator, primes[place]))
}

/// x with Σ aⱼ xⱼ = b for every row (a, b), others than the pivots 0, by elimination; nothing
/// where there is none, or too few rows.
fn solve(mut rows: Vec<Vec<f64>>, unknowns: usize) -> Option<Vec<f64>> {
    if rows.len() <= unknowns {
        return None;
    }
    let mut pivots: Vec<usize> = Vec::new();
    for column in 0..=unknowns {
        let rank = pivots.len();
        let size = |row: &usize| rows[*row][column].abs();
        let Some(pivot) = (rank..rows.len()).max_by(|a, b| size(a).total_cmp(&size(b))) else { break };
        if size(&pivot) <= NOISE {
            continue;
        }
        if column == unknowns {
            return None;
        }
        rows.swap(rank, pivot);
        let lead = rows[rank].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(place, _)| *place != rank) {
            let factor = row[column] / lead[column];
            row.iter_mut().zip(&lead).for_each(|(x, lead)| *x -= factor * lead);
        }
        pivots.push(column);
    }
    let mut solution = vec![0.0; unknowns];
    for (row, pivot) in rows.iter().zip(&pivots) {
        solution[*pivot] = row[unknowns] / row[*pivot];
    }
    Some(solution)
}

/// What of a coefficient may be left when the powers are taken out.
const LARGEST_FACTOR: i64 = 100;

/// The coefficient that a fraction is, where numbers are inverses of these primes.
fn coefficient(value: &Rational, primes: &[i64]) -> Option<Coefficient> {
    [0, 1, -1].into_iter().find_map(|constant| {
        let mut rest = value.clone() - Rational::from(constant);
        if rest.is_zero() {
            return None;
        }
        let mut powers = vec![0; primes.len()];
        for (prime, power) in primes.iter().zip(&mut powers) {
            let prime = Rational::from(*prime);
            // A number is 1/p: p in the denominator is a power of it.
            for (sign, times) in [(1, true), (-1, false)] {
                for _ in 0..4 {
                    let next = if times { rest.clone() * &prime } else { rest.clone() / &prime };
                    if size(&next) >= size(&rest) {
                        break;
                    }
                    rest = next;
                    *power += sign;
                }
            }
        }
        small(&rest).map(|factor| Coefficient { constant, factor, powers })
    })
}

fn size(x: &Rational) -> usize {
    x.size_in_bits()
}

/// Numerator and denominator where both are small.
fn small(x: &Rational) -> Option<(i64, i64)> {
    (1..=LARGEST_FACTOR).find_map(|d| {
        let scaled = x.clone() * Rational::from(d);
        (-LARGEST_FACTOR..=LARGEST_FACTOR).find(|n| Rational::from(*n) == scaled).map(|n| (n, d))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coefficients_are_read_off_fractions() {
        let primes = [101, 103];
        let of = |n: i64, d: i64| coefficient(&Rational::ratio(n, d), &primes).expect("one");
        let plain = |constant, factor, powers: [i32; 2]| Coefficient { constant, factor, powers: powers.to_vec() };
        assert_eq!(of(1, 1), plain(0, (1, 1), [0, 0]));
        assert_eq!(of(-1, 2 * 101), plain(0, (-1, 2), [1, 0]));
        assert_eq!(of(101, 103), plain(0, (1, 1), [-1, 1]));
        assert_eq!(of(102, 103), plain(1, (-1, 1), [0, 1]));
        assert!(coefficient(&Rational::ratio(1, 10_007), &primes).is_none());
        let numbers = [101, 103].map(|prime| Rational::ratio(1, prime));
        for value in [Rational::ratio(1, 1), Rational::ratio(101, 103), Rational::ratio(102, 103)] {
            assert_eq!(coefficient(&value, &primes).expect("one").value(&numbers), value);
        }
    }

    #[test]
    fn drawn_fractions_are_small() {
        let names: Vec<String> = (0..40).map(|i| format!("q{i}")).collect();
        let all: Vec<Rational> = names.iter().flat_map(|name| (0..5).map(|round| drawn(name, round))).collect();
        let bound = Rational::from(20);
        assert!(all.iter().all(|x| *x <= bound && -x.clone() <= bound && small(x).is_some()), "{all:?}");
        assert!(all.iter().collect::<std::collections::BTreeSet<_>>().len() > 60);
    }

    #[test]
    fn a_system_without_a_solution_has_none() {
        let rows = |last: f64| vec![vec![1.0, 0.0, 2.0], vec![0.0, 1.0, 3.0], vec![1.0, 1.0, last]];
        assert_eq!(solve(rows(5.0), 2), Some(vec![2.0, 3.0]));
        assert_eq!(solve(rows(6.0), 2), None);
        assert_eq!(solve(rows(5.0)[..2].to_vec(), 2), None);
    }

    #[test]
    fn floats_are_the_fractions_that_they_stand_for() {
        for (n, d) in [(1, 1), (-3, 1), (1, 10_403), (101, 103), (-7, 2)] {
            assert_eq!(fraction(n as f64 / d as f64), Some(Rational::ratio(n, d)), "{n}/{d}");
        }
        assert_eq!(fraction(2.0_f64.sqrt()), None);
    }
}
