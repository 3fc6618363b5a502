//! The harmonic oscillator H = p²/2 + ω² q²/2: what the splitting methods conserve.

use super::super::Part;
use crate::energy::kinetic;
use crate::scalar::{Algebra, Polynomial, Ring};
use crate::theorem::build::{Term, certified, identical, integer, step, symbol};
use num_traits::One;

const EVERY: &str = "every q, p, h and ω";
const BELOW: &str = "h, ω > 0; every q and p; s = hω/2";

/// H = p²/2 + ω² q²/2.
fn energy([q, p]: &[Polynomial; 2]) -> Polynomial {
    kinetic(p) + kinetic(&(symbol("ω") * q))
}

/// s = h ω/2.
fn half_phase() -> Polynomial {
    Polynomial::ratio(1, 2) * symbol("h") * symbol("ω")
}

fn state(names: [&str; 2]) -> [Polynomial; 2] {
    names.map(symbol)
}

/// The state after one step, from `from`, with step h.
fn after(method: &str, from: [Polynomial; 2]) -> [Polynomial; 2] {
    step(method, &[symbol("h")], &symbol("ω").square(), from)
}

/// What `quantity` gains in one step beside its multiplication by `factor`.
fn gain(method: &str, quantity: impl Fn(&[Polynomial; 2]) -> Polynomial, factor: &Polynomial) -> Polynomial {
    let start = state(["q", "p"]);
    quantity(&after(method, start.clone())) - quantity(&start) * factor
}

/// Explicit Euler.
pub(super) fn e1() -> Vec<Part> {
    let factor = Polynomial::one() + (symbol("h") * symbol("ω")).square();
    let statement = "One step of explicit Euler multiplies H = p²/2 + ω²q²/2 by exactly 1 + h²ω².";
    vec![identical(statement, EVERY, &[gain("explicit_euler", energy, &factor)]).with("factor", factor)]
}

/// H̃ = H − `sign` · s ω p q, which symplectic Euler conserves with the sign 1.
fn euler_energy(sign: i64, [q, p]: &[Polynomial; 2]) -> Polynomial {
    let cross = half_phase() * symbol("ω") * p * q;
    energy(&[q.clone(), p.clone()]) - integer(sign) * cross
}

/// p + `sign` ω q.
fn mixed(sign: i64, [q, p]: &[Polynomial; 2]) -> Polynomial {
    p.clone() + integer(sign) * symbol("ω") * q
}

/// Symplectic Euler.
pub(super) fn e2() -> Vec<Part> {
    let method = "symplectic_euler";
    let shadow = |x: &[Polynomial; 2]| euler_energy(1, x);
    let (one, s, phases) = (Polynomial::one(), half_phase(), [symbol("h"), symbol("ω")]);
    let (less, more) = (one.clone() - &s, one.clone() + &s);
    let x = state(["q", "p"]);
    let (first, last) = (state(["q0", "p0"]), state(["qn", "pn"]));
    let square = |sign, x: &[Polynomial; 2]| Term::new((1, 4), mixed(sign, x), &phases);
    // H̃ is conserved, so that H̃(first) − H̃(last) vanishes: it is taken out of the claims.
    let change = shadow(&first) - shadow(&last);
    let upper = more.clone() * energy(&first) - less.clone() * energy(&last) - &change;
    let lower = more.clone() * energy(&last) - less.clone() * energy(&first) + &change;
    vec![
        identical(
            "Symplectic Euler conserves H̃ = p²/2 + ω²q²/2 − (hω²/2) p q exactly.",
            EVERY,
            &[gain(method, shadow, &one)],
        ),
        certified(
            "(1 − s) H ≤ H̃, with equality where p = ωq.",
            BELOW,
            &(shadow(&x) - less * energy(&x)),
            &[square(-1, &x)],
        ),
        certified(
            "H̃ ≤ (1 + s) H, with equality where p = −ωq.",
            BELOW,
            &(more * energy(&x) - shadow(&x)),
            &[square(1, &x)],
        ),
        certified(
            "With s < 1, symplectic Euler keeps H_n ≤ H_0 (1 + s)/(1 − s) at every step n.",
            BELOW,
            &upper,
            &[square(1, &first), square(-1, &last)],
        )
        .with("relation", "H̃(q0, p0) = H̃(qn, pn)"),
        certified(
            "With s < 1, symplectic Euler keeps H_n ≥ H_0 (1 − s)/(1 + s) at every step n.",
            BELOW,
            &lower,
            &[square(1, &last), square(-1, &first)],
        )
        .with("relation", "H̃(q0, p0) = H̃(qn, pn)"),
        edge(),
        beyond(method),
    ]
}

/// xₙ = (−1)ⁿ (x₀ + n b), b = 2 (q − p) (1, 1), by induction: a step takes x₀ + n b to
/// −(x₀ + (n + 1) b).
fn edge() -> Part {
    let ([q, p], n) = (state(["q", "p"]), symbol("n"));
    let slope = integer(2) * (q.clone() - &p);
    let at = |n: Polynomial| [&q, &p].map(|x| x.clone() + n.clone() * &slope);
    let next = step("symplectic_euler", &[integer(2)], &Polynomial::one(), at(n.clone()));
    let expected = at(n.clone() + Polynomial::one());
    let mut differences: Vec<_> = next.into_iter().zip(expected).map(|(found, minus)| found + minus).collect();
    let twice = at(n).iter().fold(integer(0), |sum, x| sum + x.square());
    // The leading coefficient of 2 Hₙ in n is 8 (q − p)², which is not negative.
    differences.push(twice.powers_of("n").remove(&2).unwrap_or_else(|| integer(0)) - integer(2) * slope.square());
    identical(
        "With s = 1 the energy of symplectic Euler grows as n², without bound, from every start with p ≠ ωq.",
        "h = 2, ω = 1 (the unit of time); every q, p and number n of steps",
        &differences,
    )
    .with("state after n steps", "(−1)ⁿ (q + 2n(q − p), p + 2n(q − p))")
}

/// Trace and determinant of one step.
fn trace_and_determinant(method: &str) -> (Polynomial, Polynomial) {
    let [a, c] = after(method, [integer(1), integer(0)]);
    let [b, d] = after(method, [integer(0), integer(1)]);
    (a.clone() + &d, a * d - b * c)
}

/// The characteristic polynomial is negative at −1 where hω > 2.
fn beyond(method: &str) -> Part {
    let (trace, determinant) = trace_and_determinant(method);
    let phase = symbol("h") * symbol("ω");
    certified(
        "With s > 1 a step of symplectic Euler has a real eigenvalue below −1, so that the energy of some start grows \
         without bound.",
        "hω > 2",
        &-(Polynomial::one() + trace + determinant),
        &[Term::new((1, 1), Polynomial::one(), &[phase.clone() - integer(2), phase + integer(2)])],
    )
    .with("why", "the characteristic polynomial at −1 is minus the claim, and it is positive far below −1")
}

/// The energy with one of its halves times 1 − s²: the potential one for kick-drift-kick.
fn leapfrog_energy(potential: bool, [q, p]: &[Polynomial; 2]) -> Polynomial {
    let factor = Polynomial::one() - half_phase().square();
    let (t, u) = (kinetic(p), kinetic(&(symbol("ω") * q)));
    if potential { t + factor * u } else { factor * t + u }
}

/// Leapfrog, in both orders.
pub(super) fn e3() -> Vec<Part> {
    let orders = [
        ("leapfrog_kdk", true, "kick-drift-kick", "p²/2 + (1 − s²) ω²q²/2"),
        ("leapfrog_dkd", false, "drift-kick-drift", "(1 − s²) p²/2 + ω²q²/2"),
    ];
    orders
        .into_iter()
        .flat_map(|(method, potential, order, formula)| leapfrog(method, potential, order, formula))
        .collect()
}

fn leapfrog(method: &str, potential: bool, order: &str, formula: &str) -> [Part; 3] {
    let shadow = |x: &[Polynomial; 2]| leapfrog_energy(potential, x);
    let factor = Polynomial::one() - half_phase().square();
    let (first, last) = (state(["q0", "p0"]), state(["qn", "pn"]));
    // H̃ − (1 − s²) H is s² times the half that has no factor, H − H̃ is s² times the other.
    let half = |with_factor: bool, [q, p]: &[Polynomial; 2]| {
        let root = if potential == with_factor { symbol("ω") * q } else { p.clone() };
        Term::new((1, 2), half_phase() * root, &[])
    };
    let change = shadow(&first) - shadow(&last);
    let upper = energy(&first) - factor.clone() * energy(&last) - &change;
    let lower = energy(&last) - factor * energy(&first) + &change;
    [
        identical(
            &format!("Leapfrog, {order}, conserves {formula} exactly."),
            EVERY,
            &[gain(method, shadow, &Polynomial::one())],
        ),
        certified(
            &format!("With s < 1, leapfrog, {order}, keeps H_n ≤ H_0 / (1 − s²) at every step n."),
            BELOW,
            &upper,
            &[half(true, &first), half(false, &last)],
        )
        .with("relation", "H̃(q0, p0) = H̃(qn, pn)"),
        certified(
            &format!("With s < 1, leapfrog, {order}, keeps H_n ≥ (1 − s²) H_0 at every step n."),
            BELOW,
            &lower,
            &[half(true, &last), half(false, &first)],
        )
        .with("relation", "H̃(q0, p0) = H̃(qn, pn)"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::structure::Verdict;
    use crate::theorem::build::{identities, sum_of};

    fn conserved(method: &str, quantity: impl Fn(&[Polynomial; 2]) -> Polynomial) -> bool {
        identities(&[gain(method, quantity, &Polynomial::one())]) == Verdict::Proved
    }

    #[test]
    fn another_factor_of_explicit_euler_is_not_proved() {
        let wrong = Polynomial::one() - (symbol("h") * symbol("ω")).square();
        assert_eq!(identities(&[gain("explicit_euler", energy, &wrong)]).word(), "undecided");
    }

    #[test]
    fn no_method_conserves_another_ones_energy() {
        let euler = |sign| move |x: &[Polynomial; 2]| euler_energy(sign, x);
        assert!(conserved("symplectic_euler", euler(1)));
        assert!(!conserved("symplectic_euler", euler(-1)));
        assert!(!conserved("explicit_euler", euler(1)));
        assert!(conserved("symplectic_euler_adjoint", euler(-1)));
        let leapfrog = |potential| move |x: &[Polynomial; 2]| leapfrog_energy(potential, x);
        assert!(!conserved("leapfrog_kdk", leapfrog(false)));
        assert!(!conserved("leapfrog_dkd", leapfrog(true)));
        assert!(!conserved("runge_kutta4", energy));
    }

    #[test]
    fn a_bound_with_the_other_sign_is_not_certified() {
        let x = state(["q", "p"]);
        let claim = euler_energy(-1, &x) - (Polynomial::one() - half_phase()) * energy(&x);
        let terms = [Term::new((1, 4), mixed(-1, &x), &[symbol("h"), symbol("ω")])];
        assert_eq!(sum_of(&claim, &terms).word(), "undecided");
    }
}
