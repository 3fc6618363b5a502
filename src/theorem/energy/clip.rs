//! The paper's energy factor is a smooth clip of the step; what floats and thresholds add.

use super::paper::STABLE_SGD;
use crate::energy::{energy_factor, paper_total};
use crate::method::{Hyperparameters, registry};
use crate::proof::positivity::{Generator, PositivityCertificate, Strength};
use crate::scalar::{Exact, Polynomial, Rational, Ring, Root, Symbolic};
use crate::structure::Verdict;
use crate::theorem::build::{Spring, cleared, exact, identical, step_on, symbol, witness};
use crate::theorem::positive::{certified, provided, searched, term};
use crate::theorem::{Part, engine};
use num_traits::{One, Zero};

/// D = 1 + c √E.
fn divisor(energy: &Symbolic) -> Symbolic {
    Symbolic::one() + Symbolic::symbol("c") * energy.sqrt()
}

/// What the factor differs by from 1/D.
fn factor_defect(energy: &Symbolic) -> Polynomial {
    (energy_factor(energy, &Symbolic::symbol("c")) - Symbolic::one() / divisor(energy)).polynomial().clone()
}

/// (v', q − q') in the registered step after `steps` others, at a gradient g and without penalty.
fn step_after(steps: u64) -> Option<[Symbolic; 2]> {
    let entry = registry::find("stable_sgd")?;
    let number = |name: &str| match name {
        "energy_scale" => Symbolic::symbol("c"),
        "temporal_stability" => Symbolic::zero(),
        _ => Symbolic::symbol(name),
    };
    let hyper = Hyperparameters { numbers: STABLE_SGD.map(number).to_vec(), switches: Vec::new() };
    let [q, v, before] = ["q", "v", "q_prev"].map(Symbolic::symbol);
    let mut state = entry.init(vec![q.clone()]);
    (state.velocity, state.memory, state.steps) = (vec![v], vec![vec![before]], steps);
    let mut spring = Spring { stiffness: Symbolic::zero(), push: Symbolic::symbol("g") };
    entry.on::<Symbolic>()?.step(&hyper, &mut spring, &mut state);
    Some([state.velocity.swap_remove(0), q - state.position.swap_remove(0)])
}

/// The energy of a step with the velocity v'.
fn energy(velocity: &Symbolic) -> Symbolic {
    paper_total(velocity, &Symbolic::symbol("g"))
}

/// v', and q − q' − β v'/D without the divisor, in the first step and a later one.
fn step_defects() -> Option<(Symbolic, Vec<Polynomial>)> {
    let [velocity, first] = step_after(0)?;
    let [later_velocity, later] = step_after(2)?;
    let divisor = divisor(&energy(&velocity));
    let expected = Symbolic::symbol("base_rate") * &velocity / divisor.clone();
    let differences = [first - &expected, later - expected, later_velocity - &velocity];
    Some((velocity, differences.map(|p| cleared(p.polynomial(), divisor.polynomial())).to_vec()))
}

/// 2 D² − c² v'² > 0, with `coefficient` before c √E.
fn clip(velocity: &Symbolic, coefficient: i64) -> PositivityCertificate {
    let energy = energy(velocity);
    let (c, one) = (symbol("c"), Polynomial::one());
    let claim = Symbolic::from_integer(2) * divisor(&energy).square() - Symbolic::from(c.square()) * velocity.square();
    let domain =
        vec![Generator::positive("c", c.clone()), Generator::nonnegative("√E", energy.sqrt().polynomial().clone())];
    let terms = vec![term(2, one.clone(), &[]), term(coefficient, one, &[0, 1]), term(1, c * symbol("g"), &[])];
    PositivityCertificate { claim: claim.polynomial().clone(), domain, terms }
}

/// The factor over the reals.
fn real_factor() -> [Part; 3] {
    let [one_energy, low, high] = ["E", "E1", "E2"].map(Symbolic::symbol);
    let (c, base) = (Generator::nonnegative("c", symbol("c")), Generator::nonnegative("β", symbol("β")));
    let root = Generator::nonnegative("√E", one_energy.sqrt().polynomial().clone());
    let rise = Generator::nonnegative("(E2 − E1)", symbol("E2") - symbol("E1"));
    let above = divisor(&one_energy) - Symbolic::one();
    let margin = Symbolic::symbol("β") * &above;
    let change = (divisor(&high) - divisor(&low)) * (low.sqrt() + high.sqrt());
    let part = |sentences, claim: &Symbolic, generators: &[Generator]| {
        let degree = u32::try_from(generators.len()).unwrap_or(u32::MAX);
        let part = searched(sentences, claim.polynomial(), generators, Strength::NonNegative, degree);
        provided(part, &[&one_energy, &low, &high].map(factor_defect)).with("factor", "1/D, D = 1 + c √E")
    };
    [
        part(["The energy factor lies in (0, 1].", "E ≥ 0, c ≥ 0; the reals"], &above, &[c.clone(), root.clone()])
            .with("claim", "D − 1, so that D ≥ 1"),
        part(
            ["The energy factor does not increase with the energy.", "0 ≤ E1 ≤ E2, c ≥ 0; the reals"],
            &change,
            &[c.clone(), rise],
        )
        .with("claim", "(D2 − D1)(√E1 + √E2); where the second is 0, both energies are"),
        part(["The adaptive rate is at most the base rate β.", "β, c, E ≥ 0; the reals"], &margin, &[base, c, root])
            .with("claim", "D (β − β/D)"),
    ]
}

/// The step over the reals.
fn real_step() -> Vec<Part> {
    let Some((velocity, defects)) = step_defects() else { return Vec::new() };
    let clipped = certified(
        "|a v'| < √2 β/c whatever the gradient: the rule is a smooth clip of the step.",
        "β, c > 0; every v, g, μ, η; the reals",
        &clip(&velocity, 4),
        Strength::Positive,
    );
    vec![
        identical(
            "A step of stable_sgd without penalty moves the point by a v', a = β/(1 + c √(½v'² + ½g²)).",
            "every state, gradient and hyperparameter where 1 + c √E is not 0; the first step, and the third, from which on \
             the penalty acts, at τ = 0",
            &defects,
        ),
        provided(clipped, &defects).with("claim", "2 D² − c² v'², D = 1 + c √E; (a v')² = β² v'²/D²"),
    ]
}

/// The factor over the reals, in binary64 and with a threshold.
pub(super) fn e8() -> Vec<Part> {
    let floats = [overflow(512), threshold("100001/700000000")];
    [real_factor().to_vec(), real_step(), floats.to_vec()].concat()
}

/// Refuted where the factor at v = 2^`exponent`, g = 0 is 0 in binary64.
fn overflow(exponent: i32) -> Part {
    let v = 2.0_f64.powi(exponent);
    let energy = paper_total(&v, &0.0);
    let factor = energy_factor(&energy, &0.1);
    let text = Rational::from_finite(v).map(|v| v.to_string()).unwrap_or_default();
    let verdict = if factor == 0.0 {
        let failure = "1 where the factor is not positive, 0 elsewhere,";
        witness(failure, None, &[("v", &text), ("g", "0"), ("c", "1/10")], &Rational::one())
    } else {
        Verdict::Undecided(format!("the factor is {factor}"))
    };
    Part::new(
        "In binary64 the energy factor is positive at every finite v.",
        verdict,
        engine::WITNESS,
        "g = 0, c = 0.1",
    )
    .with("v", format!("2^{exponent}, about {v:.2e}"))
    .with("energy", energy)
    .with("factor", factor)
}

/// Refuted where the first step from rest is shorter at the gradient `larger` than at 1/7000,
/// whose energy is the program's threshold of 10⁻⁸ exactly.
fn threshold(larger: &str) -> Part {
    let length = |gradient: &str| {
        let numbers = ["1", "9/10", "3/100"].map(exact);
        let spring = Spring { stiffness: Exact::zero(), push: exact(gradient) };
        -step_on("published_challenging", &numbers, spring, [Exact::zero(), Exact::zero()])[0].clone()
    };
    let defect = length(larger) - length("1/7000");
    let verdict = match defect.value() {
        Ok(value) if value.sign() < 0 => witness(
            "what the first step from rest gains from the smaller to the larger gradient",
            None,
            &[("lr", "1"), ("momentum", "9/10"), ("smaller", "1/7000"), ("larger", larger)],
            value,
        ),
        Ok(value) => Verdict::Undecided(format!("the step grows by {value}")),
        Err(reason) => Verdict::Undecided(reason.to_string()),
    };
    let statement = "In published_challenging a larger gradient never makes a shorter first step from rest.";
    Part::new(statement, verdict, engine::WITNESS, "η = 1; without rounding")
        .with("why", "the factor jumps from 1 to 1/1.00002 where the energy passes 10⁻⁸")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theorem::build::identities;
    use crate::theorem::positive::shown;

    #[test]
    fn another_coefficient_does_not_certify_the_clip() {
        let (velocity, defects) = step_defects().expect("registered");
        assert_eq!(identities(&defects), Verdict::Proved);
        for (coefficient, word) in [(4, "proved"), (5, "undecided"), (-4, "undecided")] {
            assert_eq!(shown(&clip(&velocity, coefficient), Strength::Positive).word(), word);
        }
    }

    #[test]
    fn without_overflow_or_threshold_nothing_is_refuted() {
        assert_eq!(overflow(511).verdict.word(), "undecided");
        assert_eq!(threshold("1001/7000000").verdict.word(), "undecided");
    }
}
