//! Update rules of one's own, and what each preserves: `cargo run -p stable-sgd --example own_rule`.
//!
//! A rule is written over the weakest numbers that it needs, here those with exact
//! fractions ([`AlgebraRule`]). The same lines then run on floats, fractions, intervals
//! and symbols, and [`stable_sgd::certify`] settles every property from them.

use stable_sgd::CertifyError;
use stable_sgd::structure::Certificate;

// [decayed]
use stable_sgd::method::registry::Entry;
use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::Algebra;

/// Momentum with the rate η/k at step k and decoupled weight decay λ.
pub struct Decayed;

impl Describe for Decayed {
    fn description(&self) -> Description {
        Description {
            numbers: const {
                &[
                    NumberSpec::rate("lr", (1, 10), "learning rate η of the first step"),
                    NumberSpec::fraction("momentum", (9, 10), "momentum μ"),
                    NumberSpec::weight("decay", (1, 100), "weight decay λ"),
                ]
            },
            ..Description::new("decayed_sgd", "v' = μ v + (η/k) g;  q' = (1 − λ η/k) q − v'")
        }
    }
}

impl<T: Algebra> Step<T> for Decayed {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [lr, momentum, decay] = hyper.numbers();
        let rate = T::ratio(1, state.begin_step() as i64) * lr;
        let shrink = T::one() - rate.clone() * decay;
        oracle.gradient(&state.position, &mut state.scratch);
        for ((q, v), g) in state.position.iter_mut().zip(&mut state.velocity).zip(&state.scratch) {
            *v = momentum.clone() * &*v + rate.clone() * g;
            *q = shrink.clone() * &*q - &*v;
        }
        Report::NONE
    }
}
// [/decayed]

/// Leapfrog with a mistake: the second half kick takes the gradient of the first, not
/// that at the new point.
pub struct StaleLeapfrog;

impl Describe for StaleLeapfrog {
    fn description(&self) -> Description {
        Description {
            numbers: const { &[NumberSpec::rate("h", (1, 10), "step h")] },
            ..Description::new("stale_leapfrog", "p½ = p − ½ h g(q);  q' = q + h p½;  p' = p½ − ½ h g(q)")
        }
    }
}

impl<T: Algebra> Step<T> for StaleLeapfrog {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h] = hyper.numbers();
        state.begin_step();
        oracle.gradient(&state.position, &mut state.scratch);
        for ((q, p), g) in state.position.iter_mut().zip(&mut state.velocity).zip(&state.scratch) {
            let half_kick = T::ratio(1, 2) * h * g;
            let middle = p.clone() - &half_kick;
            *q = q.clone() + h.clone() * &middle;
            *p = middle - half_kick;
        }
        Report::NONE
    }
}

/// Prints the certificate of each rule, a row a property, and each refutation of a
/// symplectic form as a test that replays it.
///
/// # Errors
/// What a rule did that no certificate could be trusted with.
pub fn main() -> Result<(), CertifyError> {
    for (rule, entry) in [
        (Entry::algebra(Decayed), "stable_sgd::method::registry::Entry::algebra(Decayed)"),
        (Entry::algebra(StaleLeapfrog), "stable_sgd::method::registry::Entry::algebra(StaleLeapfrog)"),
    ] {
        println!("{}: {}\n", rule.description.name, rule.description.formula);
        let certificates = stable_sgd::certify(&rule)?;
        for certificate in &certificates {
            println!("{certificate}");
        }
        let refuted = certificates.iter().find_map(|certificate: &Certificate| certificate.as_rust_test_of(entry));
        println!("\n{}", refuted.unwrap_or_default());
    }
    Ok(())
}
