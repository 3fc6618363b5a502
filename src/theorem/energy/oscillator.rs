//! The harmonic oscillator H = p²/2 + ω²q²/2: what the splitting methods conserve.
//!
//! Bounds are stated in x = ωq, p and s = hω/2, of which the energies are polynomials.

use super::linear::{Linear, nonlinearity};
use crate::energy::quadratic::{leapfrog, oscillator, symplectic_euler};
use crate::proof::positivity::{Generator, Strength};
use crate::scalar::{Algebra, Exact, Polynomial, Rational, Ring};
use crate::structure::Verdict;
use crate::theorem::build::{exact, identical, integer, step, symbol, witness};
use crate::theorem::positive::{provided, searched};
use crate::theorem::{Part, engine};
use num_traits::One;

const EVERY: &str = "every q, p, h and ω";
const UNIT: &str = "unit of time";
const UNIT_REASON: &str =
    "ω = 1: a step h at ω takes (q, ωy) to (q', ωy') where a step hω at 1 takes (q, y) to (q', y')";

/// A quadratic form in x = ωq and p.
type Form<'a> = &'a dyn Fn(&Polynomial, &Polynomial) -> Polynomial;

/// s = h ω/2.
fn half_phase() -> Polynomial {
    Polynomial::ratio(1, 2) * symbol("h") * symbol("ω")
}

/// What `form` gains in one step beside its multiplication by `factor`.
fn gain(method: &str, form: Form, factor: &Polynomial) -> Polynomial {
    let (start, omega) = (["q", "p"].map(symbol), symbol("ω"));
    let next = step(method, &[symbol("h")], &omega.square(), start.clone());
    let value = |[q, p]: &[Polynomial; 2]| form(&(omega.clone() * q), p);
    value(&next) - value(&start) * factor
}

/// Explicit Euler.
pub(super) fn e1() -> Vec<Part> {
    let factor = Polynomial::one() + (symbol("h") * symbol("ω")).square();
    let statement = "One step of explicit Euler multiplies H = p²/2 + ω²q²/2 by exactly 1 + h²ω².";
    vec![identical(statement, EVERY, &[gain("explicit_euler", &oscillator, &factor)]).with("factor", factor)]
}

/// An energy H̃ that a method conserves, between (1 − b) H and `most` H.
struct Conserved<'a> {
    method: &'a str,
    /// The method, in sentences.
    name: &'a str,
    energy: Form<'a>,
    /// 1 − b, and `most`, from the symbol b ≥ 0.
    shares: [Polynomial; 2],
    /// The same, in words.
    words: [&'a str; 2],
    bound: &'a str,
}

impl Conserved<'_> {
    fn searched(&self, statement: &str, claim: &Polynomial) -> Part {
        let generator = [Generator::nonnegative(self.bound, symbol(self.bound))];
        let domain = "h, ω ≥ 0; every q and p; x = ωq, s = hω/2";
        searched([statement, domain], claim, &generator, Strength::NonNegative, 3)
    }

    /// Both sides, at a state.
    fn sides(&self) -> [Part; 2] {
        let [x, p] = ["x", "p"].map(symbol);
        let (energy, own) = (oscillator(&x, &p), (self.energy)(&x, &p));
        let [least, most] = self.shares.clone().map(|share| share * &energy);
        let [low, high] = self.words;
        [
            self.searched(&format!("For {}, {low}H ≤ H̃.", self.name), &(own.clone() - least)),
            self.searched(&format!("For {}, H̃ ≤ {high}H.", self.name), &(most - own)),
        ]
    }

    /// least H(to) ≤ H̃ ≤ most H(from), with H̃ the same at both.
    fn ratio(&self, statement: &str, from: [&str; 2], to: [&str; 2]) -> Part {
        let value = |form: Form, names: [&str; 2]| form(&symbol(names[0]), &symbol(names[1]));
        let [least, most] = self.shares.clone();
        let change = value(self.energy, from) - value(self.energy, to);
        let claim = most * value(&oscillator, from) - least * value(&oscillator, to) - change;
        self.searched(statement, &claim).with(
            "used",
            "H̃ is the same at (x0, p0) and (xn, pn), by induction over the steps: its change in the claim is 0",
        )
    }

    /// The bounds of H_n / H_0, where 1 − b > 0.
    fn ratios(&self, most: &str, least: &str) -> [Part; 2] {
        let (first, last) = (["x0", "p0"], ["xn", "pn"]);
        let sentence = |bound: &str| format!("With s < 1, {} keeps {bound} at every step n.", self.name);
        [self.ratio(&sentence(most), first, last), self.ratio(&sentence(least), last, first)]
    }
}

/// Symplectic Euler.
pub(super) fn e2() -> Vec<Part> {
    let (method, one, s) = ("symplectic_euler", Polynomial::one(), symbol("s"));
    let conserved = Conserved {
        method,
        name: "symplectic Euler",
        energy: &|x, p| symplectic_euler(&symbol("s"), x, p),
        shares: [one.clone() - &s, one.clone() + &s],
        words: ["(1 − s) ", "(1 + s) "],
        bound: "s",
    };
    let law = identical(
        "Symplectic Euler conserves H̃ = p²/2 + ω²q²/2 − (hω²/2) p q exactly.",
        EVERY,
        &[gain(conserved.method, &|x, p| symplectic_euler(&half_phase(), x, p), &one)],
    );
    let ratios = conserved.ratios("H_n ≤ H_0 (1 + s)/(1 − s)", "H_n ≥ H_0 (1 − s)/(1 + s)");
    let rest = [edge(), beyond(method, "symplectic Euler"), unbounded(method, "symplectic Euler", "5/2", ["2", "1"])];
    [law].into_iter().chain(conserved.sides()).chain(ratios).chain(rest).collect()
}

/// What a step h at ω differs by from a step hω at 1, where momenta are in units of ω.
fn time_unit(method: &str) -> [Polynomial; 2] {
    let [q, y, h, omega] = ["q", "y", "h", "ω"].map(symbol);
    let phase = h.clone() * &omega;
    let [next_q, next_p] = step(method, &[h], &omega.square(), [q.clone(), omega.clone() * &y]);
    let [unit_q, unit_y] = step(method, &[phase], &Polynomial::one(), [q, y]);
    [next_q - unit_q, next_p - omega * unit_y]
}

/// (−1)ⁿ (q + n b, p + n b), b = 2 (q − p), by induction: a step takes (q, p) + n (b, b)
/// to minus (q, p) + (n + 1)(b, b).
fn edge() -> Part {
    let ([q, p], n) = (["q", "p"].map(symbol), symbol("n"));
    let slope = integer(2) * (q.clone() - &p);
    let at = |n: Polynomial| [&q, &p].map(|x| x.clone() + n.clone() * &slope);
    let next = step("symplectic_euler", &[integer(2)], &Polynomial::one(), at(n.clone()));
    let expected = at(n.clone() + Polynomial::one());
    let mut differences = time_unit("symplectic_euler").to_vec();
    differences.extend(next.into_iter().zip(expected).map(|(found, minus)| found + minus));
    let [now, start] = [at(n.clone()), at(integer(0))].map(|[q, p]| oscillator(&q, &p));
    let linear = n.clone() * &slope * (q + &p);
    differences.push(now - start - linear - n.square() * slope.square());
    identical(
        "With s = 1 the energy of symplectic Euler is H_0 + n b (q + p) + n² b² after n steps, b = 2 (q − p) at ω = 1: it \
         grows without bound from every start with p ≠ ωq.",
        "h = 2/ω; every q, p and number n of steps",
        &differences,
    )
    .with("state after n steps", "(−1)ⁿ (q + n b, p + n b)")
    .with(UNIT, UNIT_REASON)
}

/// The characteristic polynomial is negative at −1 where hω > 2.
fn beyond(method: &str, name: &str) -> Part {
    let (h, one) = (symbol("h"), Polynomial::one());
    let claim = -Linear::of(method, std::slice::from_ref(&h), &one).characteristic(&-one.clone());
    let linear = [time_unit(method), nonlinearity(method, std::slice::from_ref(&h), &one)].concat();
    let statement = format!(
        "With s > 1 a step of {name} has a real eigenvalue below −1, so that the energy grows without bound from some start."
    );
    let above = [Generator::positive("(h − 2)", h - integer(2))];
    let part = searched([&statement, "hω > 2"], &claim, &above, Strength::Positive, 2);
    provided(part, &linear)
        .with("why", "the claim is −χ(−1), and the characteristic polynomial χ is positive far below −1")
        .with(UNIT, UNIT_REASON)
}

/// Refuted where a step of h at ω = 1 multiplies the start by a factor beyond ±1.
fn unbounded(method: &str, name: &str, h: &str, start: [&str; 2]) -> Part {
    let from = start.map(exact);
    let next = step(method, &[exact(h)], &Exact::one(), from.clone());
    let factor = next[0].clone() / &from[0];
    let parallel = factor.clone() * &from[1] == next[1];
    let gained = oscillator(&next[0], &next[1]) - oscillator(&from[0], &from[1]);
    let verdict = match (gained.value(), factor.square().value()) {
        (Ok(gained), Ok(square)) if parallel && *square > Rational::one() => witness(
            "what H gains in a step that multiplies the start, and again in every later one,",
            None,
            &[("h", h), ("ω", "1"), ("q", start[0]), ("p", start[1])],
            gained,
        ),
        _ => Verdict::Undecided("the step does not multiply the start by a factor beyond ±1".into()),
    };
    let statement = format!("Where s > 1, too, {name} keeps the energy bounded from every start.");
    Part::new(statement, verdict, engine::WITNESS, "one start").with("factor of the step", factor)
}

/// The energy with the factor 1 − w, w = s²: the potential one for kick-drift-kick.
fn verlet(potential: bool, w: &Polynomial, x: &Polynomial, p: &Polynomial) -> Polynomial {
    if potential { leapfrog(w, x, p) } else { leapfrog(w, p, x) }
}

/// Leapfrog, in both orders.
pub(super) fn e3() -> Vec<Part> {
    let first = ("leapfrog_kdk", true, "kick-drift-kick leapfrog", "p²/2 + (1 − s²) ω²q²/2", ["4", "-3"]);
    let second = ("leapfrog_dkd", false, "drift-kick-drift leapfrog", "(1 − s²) p²/2 + ω²q²/2", ["3", "4"]);
    let parts = |(method, potential, name, formula, start)| {
        let one = Polynomial::one();
        let conserved = Conserved {
            method,
            name,
            energy: &|x, p| verlet(potential, &symbol("w"), x, p),
            shares: [one.clone() - symbol("w"), one.clone()],
            words: ["(1 − s²) ", ""],
            bound: "w",
        };
        let law = identical(
            &format!("For {name}, H̃ = {formula} is conserved exactly."),
            EVERY,
            &[gain(conserved.method, &|x, p| verlet(potential, &half_phase().square(), x, p), &one)],
        );
        let ratios = conserved.ratios("H_n ≤ H_0/(1 − s²)", "H_n ≥ (1 − s²) H_0");
        let bounds = conserved.sides().into_iter().chain(ratios).map(|part| part.with("w", "s²"));
        let rest = [beyond(method, name), unbounded(method, name, "5/2", start)];
        [law].into_iter().chain(bounds).chain(rest).collect::<Vec<_>>()
    };
    [first, second].into_iter().flat_map(parts).collect()
}

#[cfg(test)]
mod tests;
