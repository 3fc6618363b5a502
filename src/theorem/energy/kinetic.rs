//! Kinetic energies, by duals: their gradients, which are drifts, and how far these go.

use crate::energy::{self, logarithmic_from, relativistic};
use crate::proof::positivity::{Generator, PositivityCertificate, Strength};
use crate::scalar::{Dual, Polynomial, Ring, Root, Symbolic};
use crate::theorem::Part;
use crate::theorem::build::{cleared, identical, integer, symbol};
use crate::theorem::positive::{certified, provided, searched, term};
use num_traits::One;

/// 1 + δ|v|² in the plane.
fn stretched() -> Symbolic {
    let [delta, v1, v2] = ["δ", "v1", "v2"].map(Symbolic::symbol);
    Symbolic::one() + delta * (v1.square() + v2.square())
}

/// ∂T/∂vᵢ − `factor` vᵢ/√(1 + δ|v|²) in the plane, without the divisor δ.
fn relativistic_defects(factor: i64) -> Vec<Polynomial> {
    let [v1, v2] = Dual::point(&["v1", "v2"].map(Symbolic::symbol)).try_into().unwrap_or_else(|_| unreachable!("two"));
    let squared_speed = v1.square() + v2.square();
    let energy = relativistic(&Dual::constant(Symbolic::symbol("δ")), &squared_speed);
    let defect = |(i, v): (usize, Dual<Symbolic>)| {
        let expected = Symbolic::from_integer(factor) * v.value / stretched().sqrt();
        cleared((energy.along(i) - expected).polynomial(), &symbol("δ"))
    };
    [v1, v2].into_iter().enumerate().map(defect).collect()
}

/// (1 + δ|v|²)(1 − δ|∇T|²), provided that ∇T = v/√(1 + δ|v|²).
fn relativistic_margin() -> Polynomial {
    let speed = symbol("v1").square() + symbol("v2").square();
    stretched().sqrt().square().polynomial().clone() - symbol("δ") * speed
}

/// 1 + c v.
fn divisor() -> Polynomial {
    Polynomial::one() + symbol("c") * symbol("v")
}

/// T' − βv/(1 + cv), for the energy made from a logarithm whose derivative is that of
/// ln(`of`), without divisors.
fn logarithmic_defect(of: &Polynomial) -> Polynomial {
    let slope = Symbolic::from(of.derivative("v")) / Symbolic::from(of.clone());
    let logarithm = Dual { value: Symbolic::symbol("ln"), derivative: vec![slope] };
    let speed = Dual { value: Symbolic::symbol("v"), derivative: vec![Symbolic::one()] };
    let [base, scale] = ["β", "c"].map(Symbolic::symbol);
    let energy = logarithmic_from(&Dual::constant(base.clone()), &Dual::constant(scale), &speed, &logarithm);
    let expected = base * speed.value / Symbolic::from(divisor());
    let defect = (energy.along(0) - expected).polynomial().clone();
    [symbol("c").square(), divisor(), of.clone()].iter().fold(defect, |rest, divisor| cleared(&rest, divisor))
}

/// Kinetic energies.
pub(super) fn e9() -> Vec<Part> {
    let quadratic = energy::kinetic(&Dual { value: symbol("v"), derivative: vec![integer(1)] });
    let (v, c) = (symbol("v"), symbol("c"));
    let margin = divisor() - c.clone() * &v;
    let one = PositivityCertificate {
        claim: relativistic_margin(),
        domain: Vec::new(),
        terms: vec![term(1, Polynomial::one(), &[])],
    };
    let speeds = [Generator::positive("c", c), Generator::nonnegative("v", v.clone())];
    vec![
        identical("The quadratic kinetic energy T = v²/2 has the gradient v.", "every v", &[quadratic.along(0) - v]),
        identical(
            "The relativistic kinetic energy T = √(1 + δ|v|²)/δ has the gradient v/√(1 + δ|v|²).",
            "δ > 0; every v in the plane",
            &relativistic_defects(1),
        ),
        provided(
            certified(
                "Its gradient is shorter than 1/√δ, so that a drift of unit step along it moves by less.",
                "δ > 0; every v in the plane",
                &one,
                Strength::Positive,
            ),
            &relativistic_defects(1),
        )
        .with("claim", "(1 + δ|v|²)(1 − δ|∇T|²)"),
        identical(
            "T = β (v/c − ln(1 + cv)/c²) has the derivative βv/(1 + cv), the drift at the rate β/(1 + cv).",
            "β, c > 0; v ≥ 0, and by symmetry |v|",
            &[logarithmic_defect(&divisor())],
        )
        .with("used", "d ln x = dx/x"),
        provided(
            searched(
                ["A drift at the rate β/(1 + c|v|) moves by less than β/c.", "β, c > 0; v = |v| ≥ 0"],
                &margin,
                &speeds,
                Strength::Positive,
                2,
            ),
            &[logarithmic_defect(&divisor())],
        )
        .with("claim", "(1 + cv)(1 − (c/β) |Δq|)"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::structure::Verdict;
    use crate::theorem::build::identities;

    #[test]
    fn another_gradient_is_not_proved() {
        assert_eq!(identities(&relativistic_defects(1)), Verdict::Proved);
        assert_eq!(identities(&relativistic_defects(2)).word(), "undecided");
        let wrong = Polynomial::one() - symbol("c") * symbol("v");
        assert_eq!(identities(&[logarithmic_defect(&divisor())]), Verdict::Proved);
        assert_eq!(identities(&[logarithmic_defect(&wrong)]).word(), "undecided");
    }
}
