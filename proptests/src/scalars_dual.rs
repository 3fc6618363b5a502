//! Dual numbers against an independent library's, num-dual: every function, and every
//! function of a function of an operation.

use crate::strategies::cases;
use crate::tolerance::DUAL_ORACLE;
use num_dual::{Dual64, DualNum};
use proptest::prelude::*;
use stable_sgd::scalar::{Absolute, Dual, Ring, Root, Transcendental};

/// A function by both libraries.
type Function = (&'static str, fn(&Dual<f64>) -> Dual<f64>, fn(Dual64) -> Dual64);

const FUNCTIONS: [Function; 9] = [
    ("√x", |x| x.sqrt(), |x| x.sqrt()),
    ("eˣ", |x| x.exp(), |x| x.exp()),
    ("ln x", |x| x.ln(), |x| x.ln()),
    ("sin x", |x| x.sin(), |x| x.sin()),
    ("cos x", |x| x.cos(), |x| x.cos()),
    ("tanh x", |x| x.tanh(), |x| x.tanh()),
    ("x²", |x| x.square(), |x| x.powi(2)),
    ("1/x", |x| Dual::constant(1.0) / x.clone(), |x| x.recip()),
    ("|x − 1|", |x| (x.clone() - Dual::constant(1.0)).abs(), |x| num_traits::Signed::abs(&(x - 1.0))),
];

/// An operation by both libraries.
type Operation = (&'static str, fn(Dual<f64>, &Dual<f64>) -> Dual<f64>, fn(Dual64, Dual64) -> Dual64);

const OPERATIONS: [Operation; 4] = [
    ("a + b", |a, b| a + b, |a, b| a + b),
    ("a − b", |a, b| a - b, |a, b| a - b),
    ("a b", |a, b| a * b, |a, b| a * b),
    ("a / b", |a, b| a / b, |a, b| a / b),
];

/// Whether both parts agree, or neither is defined.
fn agree(ours: &Dual<f64>, theirs: Dual64) -> bool {
    let close = |a: f64, b: f64| (a.is_nan() && b.is_nan()) || a == b || (a - b).abs() <= DUAL_ORACLE * (1.0 + b.abs());
    close(ours.value, theirs.re) && close(ours.along(0), theirs.eps)
}

proptest! {
    #![proptest_config(cases(1.0))]

    #[test]
    fn duals_are_num_duals(a in 0.25..2.0_f64, b in 0.25..2.0_f64, slopes in [-2.0..2.0_f64, -2.0..2.0_f64]) {
        let ours = [(a, slopes[0]), (b, slopes[1])].map(|(value, slope)| Dual { value, derivative: vec![slope] });
        let theirs = [Dual64::new(a, slopes[0]), Dual64::new(b, slopes[1])];
        for (operation, own, other) in OPERATIONS {
            let (own, other) = (own(ours[0].clone(), &ours[1]), other(theirs[0], theirs[1]));
            prop_assert!(agree(&own, other), "{}", operation);
            // Of what an operation gives, the functions of numbers of ordinary size.
            if !(0.125..=2.5).contains(&other.re) {
                continue;
            }
            for (outer, f, oracle) in FUNCTIONS {
                prop_assert!(agree(&f(&own), oracle(other)), "{} of {}", outer, operation);
                for (inner, g, inner_oracle) in FUNCTIONS {
                    let (inside, oracle_inside) = (g(&own), inner_oracle(other));
                    // Where the inner value is tiny, the outer slope magnifies its last bits.
                    if oracle_inside.re.abs() >= 0.125 {
                        prop_assert!(agree(&f(&inside), oracle(oracle_inside)), "{} of {} of {}", outer, inner, operation);
                    }
                }
            }
        }
    }
}

/// The control: a slope with the wrong sign, or of another function, is noticed.
#[test]
fn control_wrong_slopes_are_noticed() {
    let (ours, theirs) = (Dual { value: 0.75, derivative: vec![1.0] }, Dual64::new(0.75, 1.0));
    for (place, (name, f, _)) in FUNCTIONS.iter().enumerate() {
        let right = FUNCTIONS[place].2(theirs);
        assert!(agree(&f(&ours), right), "{name}");
        assert!(!agree(&f(&ours), Dual64::new(right.re, -right.eps)), "{name}");
        let next = FUNCTIONS[(place + 1) % FUNCTIONS.len()].2(theirs);
        assert!(!agree(&f(&ours), next), "{name}");
    }
}
