//! Theorems: energy, and the stability of linear problems.
//!
//! All of them run the registered steps on one mode of a quadratic, whose gradient is
//! k q, with the state and the hyperparameters as symbols.

mod clip;
mod kinetic;
mod linear;
mod momentum;
mod noise;
mod oscillator;
mod paper;
mod polyak;
mod stability;

use super::Theorem;

pub(super) const ROWS: &[Theorem] = &[
    Theorem {
        id: "E1",
        title: "Explicit Euler makes energy, by the same factor at every step",
        settle: oscillator::e1,
    },
    Theorem { id: "E2", title: "Symplectic Euler conserves an energy of its own", settle: oscillator::e2 },
    Theorem { id: "E3", title: "Leapfrog conserves an energy of its own", settle: oscillator::e3 },
    Theorem { id: "E4", title: "Momentum SGD loses an energy of its own at the rate μ exactly", settle: momentum::e4 },
    Theorem { id: "E5", title: "Where momentum SGD is stable, and its fastest rate", settle: stability::e5 },
    Theorem { id: "E6", title: "The stationary moments of momentum SGD under noise", settle: noise::e6 },
    Theorem { id: "E7", title: "The paper's total energy is conserved by neither of its listings", settle: paper::e7 },
    Theorem { id: "E8", title: "The paper's energy factor is a smooth clip of the step", settle: clip::e8 },
    Theorem { id: "E9", title: "Kinetic energies and their gradients", settle: kinetic::e9 },
];

#[cfg(test)]
mod tests {
    use super::ROWS;
    use crate::scalar::Rational;
    use crate::theorem::build::witness;
    use num_traits::Zero;

    /// The verdict words of a row's parts.
    fn words(id: &str) -> Vec<&'static str> {
        let row = ROWS.iter().find(|row| row.id == id).expect("a row");
        (row.settle)().iter().map(|part| part.verdict.word()).collect()
    }

    #[test]
    fn every_part_has_its_verdict() {
        for (id, expected) in [
            ("E1", &["proved"][..]),
            ("E2", &["proved", "proved", "proved", "proved", "proved", "proved", "proved", "refuted"]),
            ("E3", &[["proved"; 6].as_slice(), &["refuted"]].concat().repeat(2)),
            ("E4", &["proved"; 6]),
            (
                "E5",
                &[
                    "proved", "proved", "refuted", "refuted", "proved", "proved", "exact", "proved", "proved",
                    "proved", "proved", "refuted",
                ],
            ),
            ("E6", &["proved"; 4]),
            ("E7", &["refuted", "proved", "refuted", "proved"]),
            ("E8", &["proved", "proved", "proved", "proved", "proved", "refuted", "refuted"]),
            ("E9", &["proved"; 5]),
        ] {
            assert_eq!(words(id), expected, "{id}");
        }
    }

    #[test]
    fn a_defect_that_vanishes_refutes_nothing() {
        assert_eq!(witness("x", None, &[("x", "0")], &Rational::zero()).word(), "undecided");
    }
}
