//! Momentum SGD on one mode of a quadratic, of curvature λ: the exact law of decay.

use super::linear::Linear;
use crate::energy::quadratic;
use crate::proof::positivity::{Generator, Strength};
use crate::scalar::{Polynomial, Ring};
use crate::theorem::Part;
use crate::theorem::build::{identical, integer, step, symbol};
use crate::theorem::positive::searched;
use num_traits::One;

/// H̃' − `factor` H̃ over one step, for `energy` from the push η λ q and the state.
fn decay_defect(energy: impl Fn(&Polynomial, &[Polynomial; 2]) -> Polynomial, factor: &Polynomial) -> Polynomial {
    let [eta, mu, lambda] = ["η", "μ", "λ"].map(symbol);
    let start = ["q", "v"].map(symbol);
    let next = step("sgd", &[eta.clone(), mu], &lambda, start.clone());
    let value = |state: &[Polynomial; 2]| energy(&(eta.clone() * &lambda * &state[0]), state);
    value(&next) - value(&start) * factor
}

fn damped(push: &Polynomial, [q, v]: &[Polynomial; 2]) -> Polynomial {
    quadratic::momentum(push, &symbol("μ"), q, v)
}

/// H̃ of a state, from the symbol a = ηλ.
fn form(state: &[Polynomial; 2]) -> Polynomial {
    damped(&(symbol("a") * &state[0]), state)
}

/// Four times the determinant of H̃'s matrix: that of its second derivatives.
fn determinant() -> Polynomial {
    let form = form(&["q", "v"].map(symbol));
    let second = |x, y| form.derivative(x).derivative(y);
    second("q", "q") * second("v", "v") - second("q", "v").square()
}

/// a − (1 − m)² and (1 + m)² − a, with m = √μ.
fn range() -> [Generator; 2] {
    let (a, m, one) = (symbol("a"), symbol("m"), Polynomial::one());
    let [low, high] = [(one.clone() - &m).square(), (one + m).square()];
    [Generator::positive("(a − (1 − √μ)²)", a.clone() - low), Generator::positive("((1 + √μ)² − a)", high - a)]
}

/// The exact law of decay, and where it bounds the state.
pub(super) fn e4() -> Vec<Part> {
    let (a, mu, m) = (symbol("a"), symbol("μ"), symbol("m"));
    let at_root = determinant().substitute("μ", &m.square());
    let [low, high] = range();
    let product = low.polynomial.clone() * &high.polynomial;
    let inside = "(1 − √μ)² < a < (1 + √μ)²; a = ηλ, μ = m² ≥ 0";
    let touching = form(&[Polynomial::one() - &mu - &a, integer(2) * &a]);
    let along = form(&[Polynomial::one(), integer(0)]);
    let step = Linear::of("sgd", &[Polynomial::one(), mu.clone()], &a);
    vec![
        identical(
            "One step of momentum SGD multiplies H̃ = a q² − (1 − μ − a) q v + μ v², a = ηλ, by exactly μ.",
            "every q, v, η, μ and λ; the sum over the modes of a quadratic, too",
            &[decay_defect(damped, &mu)],
        ),
        identical(
            "Four times the determinant of H̃ is ((1 + √μ)² − a)(a − (1 − √μ)²).",
            "every a = ηλ; μ = m², every m",
            &[at_root.clone() - product],
        ),
        searched(
            ["H̃ is positive definite where (1 − √μ)² < a < (1 + √μ)².", inside],
            &at_root,
            &range(),
            Strength::Positive,
            4,
        )
        .with(
            "criterion",
            "Sylvester's: its first entry a and its determinant are positive; the claim is four times that",
        ),
        searched(["Its first entry is positive there.", inside], &a, &range(), Strength::Positive, 2),
        identical(
            "H̃ is not positive definite where a lies outside: it is a at q = 1, v = 0, and 4 a times its determinant at \
             q = 1 − μ − a, v = 2a.",
            "a ≤ 0 by the first state; a > 0 outside ((1 − √μ)², (1 + √μ)²) by the second, which is not 0; μ ≥ 0",
            &[along - &a, touching - a * determinant()],
        ),
        identical(
            "Four times the determinant of H̃ is minus the discriminant of the step's characteristic polynomial: H̃ is \
             definite exactly where its eigenvalues are not real, and their modulus is then √μ.",
            "every a = ηλ > 0 and μ",
            &[determinant() + step.discriminant(), step.determinant() - mu],
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theorem::build::identities;

    #[test]
    fn another_sign_or_factor_gives_no_law_of_decay() {
        let mu = symbol("μ");
        let mirrored = |push: &Polynomial, [q, v]: &[Polynomial; 2]| damped(push, &[q.clone(), -v.clone()]);
        assert_eq!(identities(&[decay_defect(damped, &mu)]).word(), "proved");
        assert_eq!(identities(&[decay_defect(mirrored, &mu)]).word(), "undecided");
        assert_eq!(identities(&[decay_defect(damped, &mu.square())]).word(), "undecided");
    }

    /// Below the range, a < (1 − √μ)², nothing shows that the form is definite.
    #[test]
    fn outside_the_range_definiteness_is_not_certified() {
        let at_root = determinant().substitute("μ", &symbol("m").square());
        let [low, high] = range();
        let below = [Generator::positive("below", -low.polynomial), high];
        assert_eq!(searched(["", ""], &at_root, &below, Strength::Positive, 4).verdict.word(), "undecided");
    }
}
