//! Every registered method's formula, read, is its code.

use super::{UpdateRule, names, symbol};
use crate::method::registry::{self, Entry};
use crate::method::{Hyperparameters, Oracle, State};
use crate::scalar::{Ring, Symbolic};
use num_traits::Zero;

/// Of gradients and losses nothing is known but that they are the same at the same point.
#[derive(Default)]
struct Opaque {
    points: Vec<Vec<Symbolic>>,
    last: usize,
}

impl Oracle<Symbolic> for Opaque {
    fn gradient(&mut self, position: &[Symbolic], gradient: &mut [Symbolic]) {
        let known = self.points.iter().position(|point| point == position);
        self.last = known.unwrap_or_else(|| {
            self.points.push(position.to_vec());
            self.points.len() - 1
        });
        for (i, g) in gradient.iter_mut().enumerate() {
            *g = Symbolic::symbol(&format!("g{}_{i}", self.last));
        }
    }

    fn loss(&self) -> Option<Symbolic> {
        Some(Symbolic::symbol(&format!("U{}", self.last)))
    }
}

/// The vectors of a state: point, velocity, memories.
fn vectors(state: State<Symbolic>) -> Vec<Vec<Symbolic>> {
    let State { position, velocity, memory, .. } = state;
    [position, velocity].into_iter().chain(memory).collect()
}

/// A step of a rule from these slots, each in its place.
fn step(
    entry: &Entry,
    hyper: &Hyperparameters<Symbolic>,
    slots: &[Vec<Symbolic>],
    steps: u64,
    oracle: &mut Opaque,
) -> Vec<Vec<Symbolic>> {
    let mut state = entry.init(slots[0].clone());
    state.velocity.clone_from(&slots[1]);
    state.memory.clone_from_slice(&slots[2..]);
    state.steps = steps;
    entry.on::<Symbolic>().expect("symbols").step(hyper, oracle, &mut state);
    vectors(state)
}

/// Every way to take `count` of `of` things in order.
fn choices(count: usize, of: usize) -> Vec<Vec<usize>> {
    (0..count).fold(vec![Vec::new()], |chosen, _| {
        let further = |chosen: Vec<usize>| {
            (0..of)
                .filter(|next| !chosen.contains(next))
                .map(|next| [chosen.as_slice(), &[next]].concat())
                .collect::<Vec<_>>()
        };
        chosen.into_iter().flat_map(further).collect()
    })
}

/// Whether a text's steps are a method's: with the text's slots, in some order, among the
/// method's, from every state, at steps 1 to 4, whatever its switches.
fn is_the_code(method: &Entry, rule: &UpdateRule, dimension: usize) -> bool {
    let read = rule.entry();
    let (own, text) = (method.description, read.description);
    let memories = 1 + own.memory.len();
    let symbols =
        |name: &str| -> Vec<Symbolic> { (0..dimension).map(|i| Symbolic::symbol(&format!("{name}{i}"))).collect() };
    // Slots as they are called here: the point, and those of the code.
    let slots: Vec<Vec<Symbolic>> = (0..=memories).map(|slot| symbols(&format!("x{slot}_"))).collect();
    let switches = (0..1 << own.switches.len())
        .map(|bits: usize| (0..own.switches.len()).map(|i| bits >> i & 1 == 1).collect::<Vec<bool>>());
    let switches: Vec<Vec<bool>> = switches.collect();
    let names: Vec<String> = own.numbers.iter().map(|spec| names::canonical(symbol(spec.name))).collect();
    let used = |place: usize| place < rule.slots.len();
    choices(rule.slots.len() - 1, memories).into_iter().any(|order| {
        (0..4).all(|steps| {
            switches.iter().all(|switches| {
                let mut oracle = Opaque::default();
                let numbers = own.numbers.iter().map(|spec| Symbolic::symbol(spec.name)).collect();
                let hyper = Hyperparameters { numbers, switches: switches.clone() };
                let after = step(method, &hyper, &slots, steps, &mut oracle);
                // The text's numbers are the method's by their letters, its switches 0 or 1.
                let number = |spec: &crate::method::NumberSpec| {
                    let name = names::canonical(spec.name);
                    let place = names.iter().position(|known| *known == name);
                    let switch = own.switches.iter().position(|switch| switch.name == spec.name);
                    match (place, switch) {
                        (Some(place), _) => Symbolic::symbol(own.numbers[place].name),
                        (None, Some(switch)) => Symbolic::from_integer(i64::from(switches[switch])),
                        (None, None) => panic!("{}: the formula's {} is no number of the method", own.name, spec.name),
                    }
                };
                let hyper =
                    Hyperparameters { numbers: text.numbers.iter().map(number).collect(), switches: Vec::new() };
                // Where the state of the text has the slot that the code has at `order`.
                let has_velocity = text.memory.len() + 1 < rule.slots.len();
                let mut given = vec![slots[0].clone()];
                if !has_velocity {
                    given.push(vec![Symbolic::zero(); dimension]);
                }
                let velocity_first =
                    |place: &usize| rule.slots[place + 1].name != "v" && rule.slots[place + 1].name != "p";
                let mut places: Vec<usize> = (0..order.len()).collect();
                places.sort_by_key(velocity_first);
                given.extend(places.iter().map(|place| slots[order[*place] + 1].clone()));
                let found = step(&read, &hyper, &given, steps, &mut oracle);
                let first = if has_velocity { 1 } else { 2 };
                let pairs =
                    places.iter().enumerate().map(|(at, place)| (&found[first + at], &after[order[*place] + 1]));
                let equal = |a: &[Symbolic], b: &[Symbolic]| a.iter().zip(b).all(|(a, b)| (a.clone() - b).is_zero());
                debug_assert!(used(0));
                equal(&found[0], &after[0]) && pairs.into_iter().all(|(found, after)| equal(found, after))
            })
        })
    })
}

#[test]
fn every_registered_formula_is_its_code() {
    for method in registry::all() {
        let name = method.description.name;
        let rule = UpdateRule::parse(method.description.formula).unwrap_or_else(|error| panic!("{name}: {error}"));
        for dimension in [1, 2] {
            assert!(
                is_the_code(&method, &rule, dimension),
                "{name}: the formula is not the code in {dimension} coordinates"
            );
        }
    }
}

/// The control: with one constant, sign or index changed a formula is not the code any more.
#[test]
fn a_changed_formula_is_not_the_code() {
    let changes = [
        ("sgd", "q − v'", "q + v'"),
        ("nesterov", "grad(q − μ v)", "g"),
        ("leapfrog_kdk", "grad(q')", "g"),
        ("stable_sgd", "k > 2", "k > 1"),
        ("stable_sgd", "½g²", "g²"),
        ("published_challenging", "1e-8", "1e-9"),
        ("packaged", "k = 1", "k = 2"),
        ("pefrl", "2(χ + ξ)", "2(χ − ξ)"),
    ];
    for (name, from, to) in changes {
        let method = registry::find(name).expect("registered");
        let text = method.description.formula.replacen(from, to, 1);
        assert_ne!(text, method.description.formula, "{name}: {from}");
        let rule = UpdateRule::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!is_the_code(&method, &rule, 1), "{name} with {to}");
    }
}
