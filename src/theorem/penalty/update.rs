//! The penalty as the update uses it, and as the programs have it.

use crate::method::registry::{self, Number};
use crate::method::{Hyperparameters, State};
use crate::scalar::{Absolute, Exact, Polynomial, Ring, Symbolic};
use crate::structure::{Property, Verdict};
use crate::theorem::Part;
use crate::theorem::build::{Spring, Term, certified, certified_by, exact, identical, symbol, witness};
use crate::theorem::engine;
use num_traits::{One, Zero};

/// A step after the tenth of a registered method in one coordinate, from the point q, the
/// velocity v and what it remembers beside.
pub(super) fn later_step<T: Number>(
    method: &str,
    number: impl Fn(&str) -> T,
    mut spring: Spring<T>,
    [q, v]: [T; 2],
    memory: &[T],
) -> Option<(State<T>, Option<T>)> {
    let entry = registry::find(method)?;
    let description = &entry.description;
    let switches = description.switches.iter().map(|spec| spec.default).collect();
    let hyper =
        Hyperparameters { numbers: description.numbers.iter().map(|spec| number(spec.name)).collect(), switches };
    let mut state = entry.init(vec![q]);
    state.velocity = vec![v];
    state.memory = memory.iter().map(|value| vec![value.clone()]).collect();
    state.steps = 10;
    let report = entry.on::<T>()?.step(&hyper, &mut spring, &mut state);
    Some((state, report.penalty))
}

const NAMES: [&str; 4] = ["q", "v", "p", "g"];

/// The point after a later step of StableSGD as described with these numbers, where the
/// gradient is a symbol g and the point before q was p.
fn next_point(number: impl Fn(&str) -> Symbolic) -> Option<Symbolic> {
    let [q, v, p, g] = NAMES.map(Symbolic::symbol);
    let spring = Spring { stiffness: Symbolic::zero(), push: g };
    later_step("stable_sgd", number, spring, [q, v], &[p]).map(|(state, _)| state.position[0].clone())
}

fn without_penalty(name: &str) -> Symbolic {
    if name == "temporal_stability" { Symbolic::zero() } else { Symbolic::symbol(name) }
}

/// τ |q − p|, less what the penalty takes off the point in a step.
fn pushed_down() -> Option<(Polynomial, Polynomial)> {
    let taken = next_point(without_penalty)? - next_point(Symbolic::symbol)?;
    let [q, _, p, _] = NAMES.map(Symbolic::symbol);
    let magnitude = (q - p).abs();
    Some((taken.polynomial().clone(), magnitude.polynomial().clone()))
}

/// The mean that a step gives to point and velocity where the means are Q and V, the mean
/// of |q − p| is M and the gradient is k q plus noise of mean 0; at a constant rate. `None`
/// where the step is not affine in what is random: then means do not suffice.
fn mean_step([q, v, motion]: [&Polynomial; 3]) -> Option<[Polynomial; 2]> {
    let number = |name: &str| if name == "energy_scale" { Symbolic::zero() } else { Symbolic::symbol(name) };
    let [point, velocity, previous, noise] = NAMES.map(Symbolic::symbol);
    let spring = Spring { stiffness: Symbolic::symbol("k"), push: noise };
    let magnitude = (point.clone() - &previous).abs();
    let (state, _) = later_step("stable_sgd", number, spring, [point, velocity], &[previous])?;
    let name = magnitude.polynomial().variables().into_iter().next()?;
    let mean = |of: &Symbolic| {
        let random = of.polynomial().coefficients_in(&["q", "v", "p", "g", name]);
        let affine = random.keys().all(|powers| powers.iter().sum::<u32>() <= 1 && powers[2] == 0);
        let means = |p: &Polynomial| {
            let p = p.substitute(name, motion).substitute("g", &Polynomial::zero());
            p.substitute("q", &symbol("Q")).substitute("v", v).substitute("Q", q)
        };
        affine.then(|| means(of.polynomial()))
    };
    Some([mean(&state.position[0])?, mean(&state.velocity[0])?])
}

/// What the means gain in a step at Q = −`share` (1 − μ) τ m and V = −τ η k m, where M is a η k m.
fn mean_defects(share: i64) -> Option<[Polynomial; 2]> {
    let [tau, mu, eta, a, k, m] = ["temporal_stability", "momentum", "lr", "base_rate", "k", "m"].map(symbol);
    let speed = tau.clone() * &eta * &k * &m;
    let motion = a * &eta * &k * &m;
    let mean_velocity = -speed;
    let mean_point = Polynomial::from_integer(-share) * (Polynomial::one() - mu) * tau * m;
    let [point, velocity] = mean_step([&mean_point, &mean_velocity, &motion])?;
    Some([point - mean_point, velocity - mean_velocity])
}

fn missing(statement: &str) -> Part {
    Part::new(statement, Verdict::Undecided("the step has another form".to_owned()), "none", "")
}

/// The update.
pub(super) fn p2() -> Vec<Part> {
    let down =
        "The penalty takes τ |q − q_prev| ≥ 0 off every coordinate, against an upward motion and along a downward one.";
    let domain = "τ ≥ 0; every state, gradient and other number, from the third step on";
    let first = pushed_down().map_or_else(
        || missing(down),
        |(taken, magnitude)| {
            let term = Term::new((1, 1), Polynomial::one(), &[symbol("temporal_stability"), magnitude]);
            certified(down, domain, &taken, &[term])
        },
    );
    let bias = "On a noisy quadratic the stationary mean is −(1 − μ) τ E|Δq| / (a η k), not 0.";
    let biased = mean_defects(1).map_or_else(
        || missing(bias),
        |defects| {
            identical(
                bias,
                "gradient k q plus noise of mean 0, a constant rate a (c = 0), a, η, k > 0, wherever a stationary law with finite means exists",
                &defects,
            )
            .with("mean velocity", "−τ E|Δq| / a")
            .with("why", "a step is affine in q, v, the noise and |Δq|, so that means give means; E|Δq| > 0 where there is noise")
        },
    );
    vec![
        first,
        opposes("stable_sgd"),
        certified_by(
            "stable_sgd",
            Property::Reflection,
            "StableSGD as described gives a mirrored problem the mirrored run.",
        ),
        biased,
        restores(),
    ]
}

/// Refuted where the penalty pushes along a downward motion.
fn opposes(method: &str) -> Part {
    let point = [("q", "0"), ("p", "1"), ("v", "0"), ("g", "0"), ("temporal_stability", "1/2")];
    let after = |weight: &str| {
        let number = |name: &str| if name == "temporal_stability" { exact(weight) } else { Exact::one() };
        let rest = Spring { stiffness: Exact::zero(), push: Exact::zero() };
        later_step(method, number, rest, [Exact::zero(), Exact::zero()], &[Exact::one()])
            .map_or_else(|| exact(""), |(state, _)| state.position[0].clone())
    };
    // The motion was 0 − 1; a push of the same sign has a product above 0.
    let product = (after("1/2") - after("0")) * Exact::from_integer(-1);
    let verdict = match product.value() {
        Ok(value) if value.sign() > 0 => witness("the penalty's push times the last motion", None, &point, value),
        Ok(value) => Verdict::Undecided(format!("the product is {value}")),
        Err(reason) => Verdict::Undecided(reason.to_string()),
    };
    Part::new("The penalty opposes the last motion.", verdict, engine::WITNESS, "one coordinate, at rest, no gradient")
        .with("pushed by", "−1/2 where the last motion was −1")
}

/// The same step with the restoring penalty: its push times the motion is −τ (q − p)².
fn restores() -> Part {
    let statement =
        "The restoring penalty τ (q − q_prev) does oppose it: its push times the motion is −τ (q − q_prev)².";
    let [q, v, p, g] = NAMES.map(Symbolic::symbol);
    let after = |number: fn(&str) -> Symbolic| {
        let spring = Spring { stiffness: Symbolic::zero(), push: g.clone() };
        later_step("stable_sgd_restoring", number, spring, [q.clone(), v.clone()], std::slice::from_ref(&p))
    };
    let (Some((with, _)), Some((without, _))) = (after(Symbolic::symbol), after(without_penalty)) else {
        return missing(statement);
    };
    let motion = q.clone() - &p;
    let push = with.position[0].clone() - &without.position[0];
    let expected = Symbolic::symbol("temporal_stability") * motion.square();
    identical(statement, "every state, gradient and number", &[(push * motion + expected).polynomial().clone()])
}

/// Both programs remember the point that they have just reached.
pub(super) fn p3() -> Vec<Part> {
    let [point, last, previous] = ["q", "v", "previous"].map(Symbolic::symbol);
    let programs =
        [("published_challenging", vec![previous.clone(), point.clone()]), ("published_language", vec![point.clone()])];
    let mut parts = Vec::new();
    for (program, memory) in programs {
        let spring = Spring { stiffness: Symbolic::zero(), push: Symbolic::symbol("g") };
        let step = later_step(program, Symbolic::symbol, spring, [point.clone(), last.clone()], &memory);
        let always = format!("In {program} the history's newest point is the current one after every step.");
        let zero = format!("So its penalty is 0 at every step, whatever τ is ({program}).");
        let Some((state, penalty)) = step else {
            parts.extend([missing(&always), missing(&zero)]);
            continue;
        };
        let newest = state.memory.last().map_or_else(Symbolic::zero, |memory| memory[0].clone());
        let domain = "every state, gradient and number";
        parts.push(identical(&always, domain, &[(newest - &state.position[0]).polynomial().clone()]));
        let penalty = penalty.unwrap_or_else(|| Symbolic::symbol("none"));
        parts.push(identical(&zero, "the newest point of the history being q", &[penalty.polynomial().clone()]));
    }
    parts.push(described());
    parts
}

/// The control: StableSGD as described remembers the point before.
fn described() -> Part {
    let zero = |_: &str| Exact::one();
    let rest = Spring { stiffness: Exact::zero(), push: Exact::zero() };
    let step = later_step("stable_sgd", zero, rest, [Exact::zero(), Exact::zero()], &[Exact::one()]);
    let penalty = step.and_then(|(_, penalty)| penalty).unwrap_or_else(Exact::zero);
    let verdict = match penalty.value() {
        Ok(value) => witness(
            "the penalty of a step",
            None,
            &[("q", "0"), ("p", "1"), ("v", "0"), ("g", "0"), ("temporal_stability", "1")],
            value,
        ),
        Err(reason) => Verdict::Undecided(reason.to_string()),
    };
    Part::new("The method as the paper describes it has no penalty either.", verdict, engine::WITNESS, "one coordinate")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A mean twice as far off is not kept, and the restoring penalty is not refuted.
    #[test]
    fn controls() {
        let vanish = |defects: [Polynomial; 2]| defects.iter().all(Zero::is_zero);
        assert!(mean_defects(1).is_some_and(vanish));
        assert!(!mean_defects(2).is_some_and(vanish));
        assert_eq!(opposes("stable_sgd").verdict.word(), "refuted");
        assert_eq!(opposes("stable_sgd_restoring").verdict.word(), "undecided");
    }
}
