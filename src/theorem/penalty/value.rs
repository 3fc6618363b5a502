//! P1: the value τ|q − q_prev|.

use super::super::Part;
use super::super::build::identical;
use super::super::positive::{certified, nonnegative, provided, term};
use crate::penalty::as_described;
use crate::proof::positivity::{Generator, PositivityCertificate, Strength};
use crate::scalar::{Absolute, Polynomial, Ring, Symbolic};
use num_traits::One;

const EVERY: &str = "every q and q_prev; τ ≥ 0";

/// A value of a weight, a point and the point before.
type Value = fn(&Symbolic, &Symbolic, &Symbolic) -> Symbolic;

fn symbols<const COUNT: usize>(names: [&str; COUNT]) -> [Symbolic; COUNT] {
    names.map(Symbolic::symbol)
}

/// Its value is a weighted distance.
pub(super) fn p1() -> Vec<Part> {
    let mut parts = vec![never_negative(as_described), zero_at_rest(as_described), zero_only_at_rest(as_described)];
    parts.extend(invariances(as_described));
    parts.extend(in_the_weight(as_described));
    parts.extend(triangle(as_described));
    parts
}

/// |q − q_prev| ≥ 0, a symbol of its own.
pub(super) fn distance(q: &Symbolic, p: &Symbolic) -> Generator {
    let distance = (q.clone() - p).abs().polynomial().clone();
    Generator::nonnegative(&distance.to_string(), distance)
}

/// That a claim is a weight ≥ 0 times |q − q_prev|.
pub(super) fn weighted(claim: &Symbolic, weight: &str, distance: Generator) -> PositivityCertificate {
    let [weight] = nonnegative([weight]);
    let terms = vec![term(1, Polynomial::one(), &[0, 1])];
    PositivityCertificate { claim: claim.polynomial().clone(), domain: vec![weight, distance], terms }
}

fn never_negative(of: Value) -> Part {
    let [t, q, p] = symbols(["τ", "q", "p"]);
    let certificate = weighted(&of(&t, &q, &p), "τ", distance(&q, &p));
    certified("The penalty is not negative.", EVERY, &certificate, Strength::NonNegative)
}

fn zero_at_rest(of: Value) -> Part {
    let [t, q] = symbols(["τ", "q"]);
    identical("It is zero where nothing moved.", EVERY, &[of(&t, &q, &q)])
}

fn zero_only_at_rest(of: Value) -> Part {
    let [t, q, p] = symbols(["τ", "q", "p"]);
    let square = of(&t, &q, &p).square() - (t * (q - p)).square();
    identical(
        "Its square is τ² (q − q_prev)², so that with τ > 0 it is zero only where nothing moved.",
        EVERY,
        &[square],
    )
}

/// Homogeneous, even, symmetric, translation-invariant.
fn invariances(of: Value) -> [Part; 4] {
    let [t, q, p, s] = symbols(["τ", "q", "p", "s"]);
    let value = of(&t, &q, &p);
    let scaled = of(&t, &(s.clone() * &q), &(s.clone() * &p));
    // Neither side is negative, so that they agree where their squares do.
    let homogeneous = scaled.square() - (s.abs() * &value).square();
    [
        identical(
            "It is homogeneous of degree 1: at s q and s q_prev it is |s| times the value.",
            "every s, q and q_prev; τ ≥ 0",
            &[homogeneous],
        )
        .with("why", "the squares agree, and no side is negative"),
        identical("It is even: at −q and −q_prev it is the same.", EVERY, &[of(&t, &-q.clone(), &-p.clone()) - &value]),
        identical("It is symmetric in q and q_prev.", EVERY, &[of(&t, &p, &q) - &value]),
        identical(
            "It is translation-invariant: at q + s and q_prev + s it is the same.",
            EVERY,
            &[of(&t, &(q + &s), &(p + &s)) - &value],
        ),
    ]
}

/// Linear and increasing.
fn in_the_weight(of: Value) -> [Part; 2] {
    let [t, s, q, p] = symbols(["τ", "s", "q", "p"]);
    let sum = of(&(t.clone() + &s), &q, &p);
    let additive = sum.clone() - of(&t, &q, &p) - of(&s, &q, &p);
    let homogeneous = of(&(s.clone() * &t), &q, &p) - s.clone() * of(&t, &q, &p);
    let increase = weighted(&(sum - of(&t, &q, &p)), "s", distance(&q, &p));
    [
        identical("It is linear in τ.", "every q, q_prev, τ and s", &[additive, homogeneous]),
        certified(
            "It does not decrease in τ: at τ + s it is not smaller.",
            "every q, q_prev and τ; s ≥ 0",
            &increase,
            Strength::NonNegative,
        ),
    ]
}

/// With x = q − r and y = r − q_prev: |x||y| ≥ x y, and so |x + y| ≤ |x| + |y|.
fn triangle(of: Value) -> [Part; 3] {
    let [q, p, r] = symbols(["q", "p", "r"]);
    let (x, y) = (q.clone() - &r, r.clone() - &p);
    let (product, magnitudes) = (x.clone() * &y, x.abs() * &y.abs());
    let gap = magnitudes.clone() - &product;
    // Among polynomials |x||y| is a number of its own; that its square is (x y)² is an identity.
    let squares = product.polynomial().square() - magnitudes.polynomial().square();
    let is_square = PositivityCertificate {
        claim: (Symbolic::from_integer(2) * &magnitudes * &gap).polynomial().clone(),
        domain: vec![Generator::nonnegative("(x² y² − |x|² |y|²)", squares)],
        terms: vec![term(1, gap.polynomial().clone(), &[]), term(1, Polynomial::one(), &[0])],
    };
    let same = (product.square() - magnitudes.square()).polynomial().clone();
    let one = Symbolic::one();
    let value = |from: &Symbolic, to: &Symbolic| of(&one, from, to);
    let (sides, whole) = (value(&q, &r) + value(&r, &p), value(&q, &p));
    let inequality = PositivityCertificate {
        claim: (sides.square() - whole.square()).polynomial().clone(),
        domain: vec![Generator::nonnegative("(|x||y| − x y)", gap.polynomial().clone())],
        terms: vec![term(2, Polynomial::one(), &[0])],
    };
    let t = Symbolic::symbol("τ");
    let scaled = of(&t, &q, &p) - t.clone() * &whole;
    [
        provided(
            certified(
                "With x = q − r and y = r − q_prev, 2 |x||y| (|x||y| − x y) is a square: so |x||y| ≥ x y.",
                "every q, q_prev and r; where |x||y| = 0 both sides are 0",
                &is_square,
                Strength::NonNegative,
            ),
            &[same],
        )
        .with("used", "x² y² = |x|² |y|², so that what the square is joined by is 0"),
        certified(
            "It obeys the triangle inequality: the value from q_prev to q is at most that from q_prev to r and that \
             from r to q together.",
            "every q, q_prev and r; τ = 1; where |x||y| ≥ x y",
            &inequality,
            Strength::NonNegative,
        )
        .with("why", "the squares are in this order, and no side is negative"),
        identical("At any τ it is τ times the value at 1, and so are the inequality's sides.", EVERY, &[scaled]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::penalty::{restoring, squared_value};

    fn word(part: &Part) -> &'static str {
        part.verdict.word()
    }

    /// Each law is refused where a penalty has it not.
    #[test]
    fn other_penalties_break_the_laws() {
        assert_eq!(word(&never_negative(restoring)), "undecided");
        assert_eq!(word(&zero_at_rest(|t, q, _| t.clone() * q)), "undecided");
        assert_eq!(word(&zero_only_at_rest(squared_value)), "undecided");
        assert_eq!(invariances(restoring).each_ref().map(word), ["proved", "undecided", "undecided", "proved"]);
        assert_eq!(invariances(squared_value).each_ref().map(word), ["undecided", "proved", "proved", "proved"]);
        let of_the_point: Value = |t, q, _| q.abs() * t;
        assert_eq!(word(&invariances(of_the_point)[3]), "undecided");
        let affine: Value = |t, q, p| (Symbolic::one() + t) * (q.clone() - p).abs();
        assert_eq!(in_the_weight(affine).each_ref().map(word), ["undecided", "proved"]);
        let falling: Value = |t, q, p| -as_described(t, q, p);
        assert_eq!(in_the_weight(falling).each_ref().map(word), ["proved", "undecided"]);
        assert_eq!(word(&triangle(squared_value)[1]), "undecided");
    }
}
