//! P3: the published programs never penalise.

use super::super::build::{Spring, identities, witness};
use super::super::{Part, engine};
use super::{ACTING, acting, unsettled};
use crate::method::registry::{self, Entry};
use crate::method::{Hyperparameters, Oracle, State};
use crate::scalar::{Algebra, Exact, Symbolic};
use crate::structure::Verdict;
use num_traits::{One, Zero};

/// A gradient of free symbols.
struct Free;

impl Oracle<Symbolic> for Free {
    fn gradient(&mut self, _: &[Symbolic], gradient: &mut [Symbolic]) {
        for (i, slot) in gradient.iter_mut().enumerate() {
            *slot = Symbolic::symbol(&format!("g{}", i + 1));
        }
    }

    fn loss(&self) -> Option<Symbolic> {
        Some(Symbolic::symbol("U"))
    }
}

/// Where each program keeps the newest point of its history.
const HISTORY: &str = "newest point of the history";

/// Coordinates of a state.
const DIMENSION: usize = 2;

fn vector(name: &str) -> Vec<Symbolic> {
    (1..=DIMENSION).map(|i| Symbolic::symbol(&format!("{name}{i}"))).collect()
}

/// Before step `steps` + 1: at rest at first, later anything with the newest point of
/// the history where the point is.
fn before(entry: &Entry, history: usize, steps: u64) -> State<Symbolic> {
    let mut state = entry.init(vector("q"));
    if steps > 0 {
        state.velocity = vector("v");
        for (place, memory) in state.memory.iter_mut().enumerate() {
            *memory = if place == history { vector("q") } else { vector(&format!("m{place}_")) };
        }
    }
    state.steps = steps;
    state
}

/// What has to vanish for a program whose penalty is zero at every step, by induction:
/// the penalty of a step, what the newest point of the history is off the point after
/// it, and what τ changes in the state.
fn induction_defects(entry: &Entry, history: usize, steps: u64, switches: &[bool]) -> Option<Vec<Symbolic>> {
    let run = |weight: Symbolic| {
        let number = |name| if name == "temporal_stability" { weight.clone() } else { Symbolic::symbol(name) };
        let numbers = entry.description.numbers.iter().map(|spec| number(spec.name)).collect();
        let hyper = Hyperparameters { numbers, switches: switches.to_vec() };
        let mut state = before(entry, history, steps);
        let report = entry.on::<Symbolic>()?.step(&hyper, &mut Free, &mut state);
        Some((state, report.penalty?))
    };
    let (with, without) = (run(Symbolic::symbol("τ"))?, run(Symbolic::zero())?);
    let all = |state: &State<Symbolic>| {
        [&[state.position.clone(), state.velocity.clone()], &state.memory[..]].concat().concat()
    };
    let mut defects = vec![with.1];
    let newest = with.0.memory[history].iter().zip(&with.0.position);
    defects.extend(newest.map(|(newest, q)| newest.clone() - q));
    defects.extend(all(&with.0).into_iter().zip(all(&without.0)).map(|(with, without)| with - without));
    Some(defects)
}

/// The defects of the first steps, with every setting of the switches.
fn program_defects(method: &str, memory: &str) -> Option<Vec<Symbolic>> {
    let entry = registry::find(method)?;
    let history = entry.description.memory.iter().position(|name| *name == memory)?;
    let count = entry.description.switches.len();
    let settings = (0..1_u32 << count).map(|bits| (0..count).map(|i| bits >> i & 1 == 1).collect::<Vec<bool>>());
    let mut defects = Vec::new();
    for switches in settings {
        for steps in 0..=ACTING {
            defects.extend(induction_defects(&entry, history, steps, &switches)?);
        }
    }
    Some(defects)
}

/// In the published programs the penalty is zero.
pub(super) fn p3() -> Vec<Part> {
    let program = |method: &str| {
        let statement = format!("The penalty of {method} is zero at every step, and its weight τ changes nothing.");
        let domain = "by induction over the steps: the first eleven, each from every state in which the newest point of the \
                      history is the point, which a step leaves so; every gradient and number, every switch, d = 2";
        match program_defects(method, HISTORY) {
            Some(defects) => {
                Part::new(statement, identities(&defects), engine::IDENTITY, domain).with("equations", defects.len())
            }
            None => unsettled(&statement),
        }
    };
    vec![program("published_challenging"), program("published_language"), acts_as_described()]
}

/// The control: the described rule's penalty.
fn acts_as_described() -> Part {
    let numbers = [Exact::one(), Exact::one(), Exact::ratio(1, 2), Exact::zero(), Exact::one()];
    let rest = Spring { stiffness: Exact::zero(), push: Exact::zero() };
    let start = [Exact::one(), Exact::zero(), Exact::zero()];
    let verdict = match acting("stable_sgd", &numbers, rest, start) {
        Some((_, pull)) => match pull.value() {
            Ok(pull) => witness("the penalty", None, &[("q", "1"), ("q_prev", "0"), ("τ", "1")], pull),
            Err(reason) => Verdict::Undecided(reason.to_string()),
        },
        None => Verdict::Undecided("the rule does not run on fractions".to_owned()),
    };
    let statement = "The penalty of stable_sgd, as described, is zero at every step.";
    Part::new(statement, verdict, engine::WITNESS, "g = v = 0; from the third step on")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same induction fails where the memory is the point before.
    #[test]
    fn the_described_rule_does_not_pass_for_a_program() {
        let defects = program_defects("stable_sgd", "previous point").expect("runs");
        assert_eq!(identities(&defects).word(), "undecided");
    }
}
