//! The paper's total energy ½v² + ½g² and the factor that it makes of it; kinetic energies.

use crate::energy::{energy_factor, kinetic, paper_total};
use crate::method::registry::Number;
use crate::scalar::{Algebra, Dual, Exact, Polynomial, Rational, Ring, Root, Symbolic};
use crate::structure::Verdict;
use crate::theorem::build::{Spring, Term, certified, exact, identical, integer, step, step_on, symbol, witness};
use crate::theorem::{Part, engine};
use num_traits::{One, Zero};

/// What ½v² + ½g² gains in one step, where g = k q.
fn gain<T: Number + Algebra>(method: &str, numbers: &[T], k: &T, [q, v]: [T; 2]) -> T {
    let total = |q: &T, v: &T| paper_total(v, &(k.clone() * q));
    let [next_q, next_v] = step(method, numbers, k, [q.clone(), v.clone()]);
    total(&next_q, &next_v) - total(&q, &v)
}

/// The names of the two listings' hyperparameters.
const SGD: [&str; 2] = ["lr", "momentum"];
const STABLE_SGD: [&str; 5] = ["lr", "base_rate", "momentum", "energy_scale", "temporal_stability"];

/// Refuted by the gain of one step at k = 1.
fn not_conserved(method: &str, numbers: &[(&str, &str)], [q, v]: [&str; 2]) -> Part {
    let values: Vec<Exact> = numbers.iter().map(|(_, value)| exact(value)).collect();
    let point = [numbers, &[("k", "1"), ("q", q), ("v", v)]].concat();
    let verdict = match gain(method, &values, &Exact::one(), [exact(q), exact(v)]).value() {
        Ok(value) => witness("what ½v² + ½g² gains in a step", None, &point, value),
        Err(reason) => Verdict::Undecided(reason.to_string()),
    };
    Part::new(
        format!("The listing {method} conserves ½v² + ½g² on every quadratic."),
        verdict,
        engine::WITNESS,
        "gradient k q, k > 0; the first step, which has no penalty",
    )
}

/// 2 gain + `factor` η²k² at the start q = μ, v = −ηk, whose kick leaves no velocity.
fn universal_defect(method: &str, names: &[&str], factor: i64) -> Symbolic {
    let numbers: Vec<_> = names.iter().map(|name| Symbolic::symbol(name)).collect();
    let (k, eta, mu) = (Symbolic::symbol("k"), Symbolic::symbol("lr"), Symbolic::symbol("momentum"));
    let slope = eta * &k;
    let gain = gain(method, &numbers, &k, [mu, -slope.clone()]);
    Symbolic::from_integer(2) * gain + Symbolic::from_integer(factor) * slope.square()
}

/// No μ and no η conserve it.
fn nowhere_conserved(method: &str, names: &[&str]) -> Part {
    identical(
        &format!("From q = μ, v = −ηk the first step of {method} changes ½v² + ½g² by exactly −η²k²/2."),
        "every μ, every η, k > 0 and all other numbers: so no choice of them conserves it",
        &[universal_defect(method, names, 1).polynomial().clone()],
    )
}

/// The total energy is not conserved.
pub(super) fn e7() -> Vec<Part> {
    let listing = [
        ("lr", "1"),
        ("base_rate", "1/5"),
        ("momentum", "1/2"),
        ("energy_scale", "1/10"),
        ("temporal_stability", "3/100"),
    ];
    vec![
        not_conserved("sgd", &[("lr", "1"), ("momentum", "1/2")], ["1/2", "-1"]),
        nowhere_conserved("sgd", &SGD),
        not_conserved("stable_sgd", &listing, ["1", "0"]),
        nowhere_conserved("stable_sgd", &STABLE_SGD),
    ]
}

/// 1 + c √E, of which the factor is the inverse; nothing where it is not.
fn divisor(energy: &Symbolic) -> Option<Symbolic> {
    let scale = Symbolic::symbol("c");
    let divisor = Symbolic::one() + scale.clone() * energy.sqrt();
    (energy_factor(energy, &scale) == Symbolic::one() / divisor.clone()).then_some(divisor)
}

/// A certified part on divisors of the factor; undecided where the factor is another formula.
fn on_divisors<const N: usize>(
    [statement, domain]: [&str; 2],
    energies: [&Symbolic; N],
    certificate: impl FnOnce([Polynomial; N]) -> (Polynomial, Vec<Term>),
) -> Part {
    let divisors: Option<Vec<Polynomial>> =
        energies.into_iter().map(|energy| divisor(energy).map(|d| d.polynomial().clone())).collect();
    let Some(divisors) = divisors.and_then(|list| <[Polynomial; N]>::try_from(list).ok()) else {
        let reason = Verdict::Undecided("the factor is not 1 / (1 + c √E)".into());
        return Part::new(statement, reason, engine::POSITIVITY, domain);
    };
    let (claim, terms) = certificate(divisors);
    certified(statement, domain, &claim, &terms).with("factor", "1 / (1 + c √E), as the formula gives it")
}

/// v' and the rest of the registered first step, at a gradient g and v = `velocity`: (v', q − q').
fn first_step() -> [Symbolic; 2] {
    let numbers = STABLE_SGD.map(|name| Symbolic::symbol(if name == "energy_scale" { "c" } else { name }));
    let spring = Spring { stiffness: Symbolic::zero(), push: Symbolic::symbol("g") };
    let [q, v] = ["q", "v"].map(Symbolic::symbol);
    let [next, velocity] = step_on("stable_sgd", &numbers, spring, [q.clone(), v]);
    [velocity, q - next]
}

/// The energy of the first step.
fn first_energy() -> Symbolic {
    paper_total(&first_step()[0], &Symbolic::symbol("g"))
}

/// 2 D² − c² v'², and its terms with `coefficient` before c √E.
fn clip(divisor: &Polynomial, coefficient: i64) -> (Polynomial, Vec<Term>) {
    let (c, one) = (symbol("c"), Polynomial::one());
    let (velocity, energy) = (first_step()[0].clone(), first_energy());
    let root = energy.sqrt();
    let square = (Symbolic::one() + Symbolic::from(c.clone()) * &root).square();
    let claim = Symbolic::from_integer(2) * square - Symbolic::from(c.square()) * velocity.square();
    let scaled = divisor.clone() - &one;
    let terms = vec![
        Term::new((2, 1), one.clone(), &[]),
        Term::new((coefficient, 1), one, &[scaled]),
        Term::new((1, 1), c * symbol("g"), &[]),
    ];
    (claim.polynomial().clone(), terms)
}

/// The factor over the reals, and in binary64.
pub(super) fn e8() -> Vec<Part> {
    let (c, one, energies) = (symbol("c"), Polynomial::one(), ["E", "E1", "E2"].map(Symbolic::symbol));
    let [root, low, high] = energies.clone().map(|energy| energy.sqrt().polynomial().clone());
    let [velocity, moved] = first_step();
    let rate = Symbolic::symbol("base_rate") * energy_factor(&first_energy(), &c.clone().into());
    vec![
        on_divisors(
            ["The energy factor lies in (0, 1].", "E ≥ 0, c ≥ 0; the reals"],
            [&energies[0]],
            |[divisor]| (divisor - &one, vec![Term::new((1, 1), one.clone(), &[c.clone(), root.clone()])]),
        ),
        on_divisors(
            ["The energy factor does not increase with the energy.", "E1 ≤ E2, so √E1 ≤ √E2; c ≥ 0; the reals"],
            [&energies[1], &energies[2]],
            |[before, after]| (after - before, vec![Term::new((1, 1), one.clone(), &[c.clone(), high - low])]),
        ),
        identical(
            "The first step of stable_sgd moves the point by β times the energy factor times v'.",
            "every state, gradient and hyperparameter where 1 + c √E is not 0",
            &[(moved - rate * velocity).polynomial().clone()],
        ),
        on_divisors(
            ["The adaptive rate is at most the base rate β.", "β, c, E ≥ 0; the reals"],
            [&energies[0]],
            |[divisor]| {
                let base = symbol("β");
                (base.clone() * (divisor - &one), vec![Term::new((1, 1), one.clone(), &[base, c.clone(), root])])
            },
        )
        .with("claim", "(1 + c √E)(β − a), a the adaptive rate"),
        on_divisors(
            [
                "|a v'| < √2 β/c whatever the gradient: the rule is a smooth clip of the step.",
                "β, c > 0; every v, g, μ, η",
            ],
            [&first_energy()],
            |[divisor]| clip(&divisor, 4),
        )
        .with("claim", "2 (1 + c √E)² − c² v'² > 0, which is the bound, squared"),
        overflow(512),
        threshold("100001/700000000"),
    ]
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

/// δT = √(1 + δ|v|²) in the plane, by duals: the value and both partial derivatives.
fn relativistic() -> Dual<Symbolic> {
    let component = |name, slopes: [i64; 2]| Dual {
        value: Symbolic::symbol(name),
        derivative: slopes.map(Symbolic::from_integer).to_vec(),
    };
    let square = component("v1", [1, 0]).square() + component("v2", [0, 1]).square();
    (Dual::one() + Dual { value: Symbolic::symbol("δ"), derivative: Vec::new() } * square).sqrt()
}

/// ∂(δT)/∂vᵢ − `factor` δ vᵢ / √(1 + δ|v|²).
fn relativistic_defects(factor: i64) -> Vec<Polynomial> {
    let energy = relativistic();
    let defect = |(i, name): (usize, &str)| {
        let numerator = Symbolic::from_integer(factor) * Symbolic::symbol("δ") * Symbolic::symbol(name);
        (energy.along(i) - numerator / energy.value.clone()).polynomial().clone()
    };
    ["v1", "v2"].into_iter().enumerate().map(defect).collect()
}

/// c² D T' − c² β v for c² T = β (cv − ln D), where (ln D)' = D'/D.
fn logarithmic_defect(divisor: &Polynomial) -> Polynomial {
    let (base, c, v) = (symbol("β"), symbol("c"), symbol("v"));
    let slope = base.clone() * (c.clone() * divisor - divisor.derivative("v"));
    slope - c.square() * base * v
}

/// Kinetic energies.
pub(super) fn e9() -> Vec<Part> {
    let quadratic = kinetic(&Dual { value: symbol("v"), derivative: vec![integer(1)] });
    let (delta, v, c, one) = (symbol("δ"), symbol("v"), symbol("c"), Polynomial::one());
    let speed = symbol("v1").square() + symbol("v2").square();
    let root = relativistic().value.square().polynomial().clone();
    let divisor = one.clone() + c.clone() * &v;
    let unit = || [Term::new((1, 1), one.clone(), &[])];
    vec![
        identical("The quadratic kinetic energy T = v²/2 has the gradient v.", "every v", &[quadratic.along(0) - &v]),
        identical(
            "The relativistic kinetic energy T = √(1 + δ|v|²)/δ has the gradient v/√(1 + δ|v|²).",
            "δ > 0; every v in the plane",
            &relativistic_defects(1),
        ),
        certified(
            "A drift along the relativistic gradient moves by less than 1/√δ.",
            "δ > 0; every v in the plane",
            &(root - delta * speed),
            &unit(),
        )
        .with("claim", "(1 + δ|v|²)(1 − δ|∇T|²)"),
        identical(
            "T = β (v/c − ln(1 + cv)/c²) has the derivative βv/(1 + cv), the drift at the rate β/(1 + cv).",
            "β, c > 0; v ≥ 0, and by symmetry |v|",
            &[logarithmic_defect(&divisor)],
        )
        .with("rule", "d ln x = dx/x")
        .with("equation", "c² (1 + cv) T' = c² β v"),
        certified(
            "A drift at the rate β/(1 + c|v|) moves by less than β/c.",
            "β, c > 0; v = |v| ≥ 0",
            &(divisor - c * v),
            &unit(),
        )
        .with("claim", "(1 + cv)(1 − (c/β) |Δq|)"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theorem::build::{identities, sum_of};

    #[test]
    fn another_loss_is_not_proved() {
        for (method, names) in [("sgd", &SGD[..]), ("stable_sgd", &STABLE_SGD)] {
            assert!(universal_defect(method, names, 1).is_zero());
            assert!(!universal_defect(method, names, 2).is_zero());
            assert!(!universal_defect(method, names, -1).is_zero());
        }
    }

    /// η = 0 and μ = 1: nothing moves but the point, and at v = 0 that neither.
    #[test]
    fn what_is_conserved_is_not_refuted() {
        let part = not_conserved("sgd", &[("lr", "0"), ("momentum", "1")], ["1", "0"]);
        assert_eq!(part.verdict.word(), "undecided");
    }

    #[test]
    fn another_coefficient_does_not_certify_the_clip() {
        let divisor = divisor(&first_energy()).expect("the formula").polynomial().clone();
        for (coefficient, word) in [(4, "proved"), (5, "undecided"), (-4, "undecided")] {
            let (claim, terms) = clip(&divisor, coefficient);
            assert_eq!(sum_of(&claim, &terms).word(), word);
        }
    }

    #[test]
    fn without_overflow_or_threshold_nothing_is_refuted() {
        assert_eq!(overflow(511).verdict.word(), "undecided");
        assert_eq!(threshold("1001/7000000").verdict.word(), "undecided");
    }

    #[test]
    fn another_gradient_is_not_proved() {
        assert_eq!(identities(&relativistic_defects(1)), Verdict::Proved);
        assert_eq!(identities(&relativistic_defects(2)).word(), "undecided");
        let wrong = Polynomial::one() - symbol("c") * symbol("v");
        assert_eq!(identities(&[logarithmic_defect(&wrong)]).word(), "undecided");
    }
}
