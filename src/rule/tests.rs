//! Every registered method's formula, read, is its code.

use super::{NotRecorded, Storage, UpdateRule, names, symbol};
use crate::method::registry::{self, Entry};
use crate::method::{Coordinates, Description, Hyperparameters, Oracle, State};
use crate::scalar::{Ring, Symbolic};
use crate::structure::{Certificate, Property, Settings, Verdict, certify};
use num_traits::Zero;

/// Of gradients and losses nothing is known but that they are the same at the same point.
#[derive(Default)]
struct Opaque {
    points: Vec<Vec<Symbolic>>,
    last: usize,
}

/// ∇U of ½ |q|².
struct Bowl;
impl Oracle<f64> for Bowl {
    fn gradient(&mut self, position: &[f64], gradient: &mut [f64]) {
        gradient.copy_from_slice(position);
    }
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

/// A number of a text as the method has it: by its letter, or as a switch that is 0 or 1.
fn number(of_text: &str, method: &Description, switches: &[bool]) -> Symbolic {
    let name = names::canonical(of_text);
    let own = method.numbers.iter().find(|spec| names::canonical(symbol(spec.name)) == name);
    let switch = method.switches.iter().position(|switch| switch.name == of_text);
    match (own, switch) {
        (Some(own), _) => Symbolic::symbol(own.name),
        (None, Some(switch)) => Symbolic::from_integer(i64::from(switches[switch])),
        (None, None) => panic!("{}: the formula's {of_text} is no number of the method", method.name),
    }
}

/// Whether a step of a text is one of a method: from every state, where `order` says which of
/// the method's slots each slot of the text is.
fn is_one_step(method: &Entry, rule: &UpdateRule, order: &[usize], switches: &[bool], state: &State<Symbolic>) -> bool {
    let storage = |slot: usize| if slot == 0 { Storage::Velocity } else { Storage::Memory(slot - 1) };
    let own = &method.description;
    let mut oracle = Opaque::default();
    let mut after = state.clone();
    let numbers = own.numbers.iter().map(|spec| Symbolic::symbol(spec.name)).collect();
    let hyper = Hyperparameters { numbers, switches: switches.to_vec() };
    method.on::<Symbolic>().expect("symbols").step(&hyper, &mut oracle, &mut after);

    let read = rule.entry();
    let numbers = read.description.numbers.iter().map(|spec| number(spec.name, own, switches)).collect();
    let mut found = State { steps: state.steps, ..read.init(state.position.clone()) };
    for (slot, place) in rule.slots[1..].iter().zip(order) {
        slot.storage.of_mut(&mut found).clone_from(storage(*place).of(state));
    }
    let hyper = Hyperparameters { numbers, switches: Vec::new() };
    read.on::<Symbolic>().expect("symbols").step(&hyper, &mut oracle, &mut found);

    let places = rule.slots[1..].iter().zip(order).map(|(slot, place)| (slot.storage, storage(*place)));
    let pairs = places.chain([(Storage::Position, Storage::Position)]);
    pairs.into_iter().all(|(text, code)| {
        text.of(&found).iter().zip(code.of(&after)).all(|(found, after)| (found.clone() - after).is_zero())
    })
}

/// Whether a text's steps are a method's: with the text's slots, in some order, among the
/// method's, from every state, at steps 1 to 4, whatever its switches.
fn is_the_code(method: &Entry, rule: &UpdateRule, dimension: usize) -> bool {
    let own = &method.description;
    let symbols = |name: String| (0..dimension).map(|i| Symbolic::symbol(&format!("{name}_{i}"))).collect();
    let state = |steps: u64| State {
        velocity: symbols("x0".to_owned()),
        memory: (1..=own.memory.len()).map(|slot| symbols(format!("x{slot}"))).collect(),
        steps,
        ..method.init(symbols("q".to_owned()))
    };
    let switches = |bits: usize| (0..own.switches.len()).map(|i| bits >> i & 1 == 1).collect::<Vec<bool>>();
    choices(rule.slots.len() - 1, 1 + own.memory.len()).into_iter().any(|order| {
        let all = (0..4).flat_map(|steps| (0..1 << own.switches.len()).map(move |bits| (steps, bits)));
        all.into_iter().all(|(steps, bits)| is_one_step(method, rule, &order, &switches(bits), &state(steps)))
    })
}

#[test]
fn every_registered_formula_is_its_code() {
    for method in registry::all() {
        let name = method.description.name;
        if method.description.coordinates != Coordinates::Any {
            continue;
        }
        let rule = UpdateRule::parse(method.description.formula).unwrap_or_else(|error| panic!("{name}: {error}"));
        for dimension in [1, 2] {
            assert!(
                is_the_code(&method, &rule, dimension),
                "{name}: the formula is not the code in {dimension} coordinates"
            );
        }
    }
}

/// A run of 20 steps at the default numbers of a method, to the bit.
fn run(entry: &Entry, method: &Entry, start: &[f64]) -> Vec<u64> {
    let mut state = entry.init(start.to_vec());
    for _ in 0..20 {
        entry.on::<f64>().expect("floats").step(&method.description.defaults(), &mut Bowl, &mut state);
    }
    state.position.iter().chain(&state.velocity).map(|x| x.to_bits()).collect()
}

/// The record of a method's code is the code, that of a rule of matrices too, whose formula is no text.
#[test]
fn what_is_recorded_of_a_method_is_its_code() {
    let mut recorded = 0;
    for method in registry::all() {
        let description = method.description;
        let dimension = description.coordinates.examined().unwrap_or(2);
        let rule = match UpdateRule::of_code(&method, dimension) {
            Ok(rule) => rule.entry(),
            Err(NotRecorded::Changing { .. }) => continue,
            Err(error) => panic!("{}: {error}", description.name),
        };
        // Of a switch the record has the default.
        let Hyperparameters { numbers, .. } = description.defaults();
        assert!(rule.check(&Hyperparameters { numbers, switches: Vec::new() }).is_ok());
        let start = &[1.0, -0.5, 0.25, 2.0][..dimension];
        assert_eq!(run(&rule, &method, start), run(&method, &method, start), "{}", description.name);
        recorded += 1;
    }
    assert!(recorded > 20, "{recorded}");
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

/// A slot that is a number has one dimension, and not as many as the point: the volume is that of
/// point, velocity and number together. As a vector it has as many.
#[test]
fn a_number_has_one_dimension() {
    let volume = |s: &str| {
        let text = format!("{s}; v' = μ v + η g; q' = q − v' (1 + s')");
        let rule = UpdateRule::parse(&text).expect("a rule");
        let found = volume_of(&rule);
        (found.verdict, found.value)
    };
    let proved = |value: &str| (Verdict::Proved, Some(value.to_owned()));
    assert_eq!(volume("number s; s' = s/2"), proved("1/2*μ (d = 1), 1/2*μ^2 (d = 2)"));
    assert_eq!(volume("s' = s/2 + |g|²"), proved("1/2*μ (d = 1), 1/2*μ^2 (d = 2)"));
    assert_eq!(volume("s' = s/2 + g"), proved("1/2*μ (d = 1), 1/4*μ^2 (d = 2)"));
}

fn volume_of(rule: &UpdateRule) -> Certificate {
    let certificates = crate::certify(&rule.entry()).expect("certified");
    certificates.into_iter().find(|certificate| certificate.property == Property::Volume).expect("a property")
}

/// Rules that keep one permutation, or the turns of one plane, keep not all: each coordinate is told
/// apart. The controls keep all.
#[test]
fn every_permutation_and_every_turn_is_asked_for() {
    use Property::{Permutation, Rotation};
    for (text, property, holds) in [
        ("q' = q - η vector(coordinate(g, 2), coordinate(g, 3), coordinate(g, 1))", Permutation, false),
        ("q' = q - η vector(coordinate(g, 2), coordinate(g, 1), coordinate(g, 3))", Permutation, false),
        ("q' = q - η vector(coordinate(g, 1), coordinate(g, 2), coordinate(g, 3))", Permutation, true),
        ("q' = q - η g + vector(0, 1, 0)", Rotation, false),
        ("q' = q - η g + vector(1, 0, 0)", Rotation, false),
        ("q' = q - η vector(coordinate(g, 1), coordinate(g, 2), coordinate(g, 3))", Rotation, true),
    ] {
        let rule = UpdateRule::parse(&format!("dimension 3; {text}")).expect("a rule").entry();
        let found = certify(&rule, property, &Settings::default());
        assert_eq!(found.domain.dimensions, [3], "{text}");
        match &found.verdict {
            Verdict::Proved => assert!(holds, "{text}: {found}"),
            Verdict::Refuted(witness) => {
                assert!(!holds, "{text}: {found}");
                let id = witness.id.expect("an id").to_string();
                let again = property.replay(&rule, &id, &witness.point);
                assert_eq!(again.ok().as_ref(), Some(&witness.defect), "{text}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
    let alone = UpdateRule::parse("dimension 1; q' = q - η g").expect("a rule").entry();
    for property in [Permutation, Rotation] {
        assert!(matches!(certify(&alone, property, &Settings::default()).verdict, Verdict::NotApplicable(_)));
    }
}

fn certified(text: &str, property: Property) -> Certificate {
    certify(&UpdateRule::parse(text).expect("a rule").entry(), property, &Settings::default())
}

/// A step that jumps at rest has no derivative there, though that of the function around the jump is 0.
#[test]
fn a_jump_within_a_function_is_no_derivative() {
    for jump in ["abs(sign(g))", "√(sign(g)²)", "|sign(g)|", "sign(g)", "sign(g)²", "exp(sign(g)) - 1"] {
        let found = certified(&format!("share b = 1/2; q' = q b + {jump}"), Property::LinearStability);
        assert!(
            matches!(&found.verdict, Verdict::NotApplicable(reason) if reason.contains("jumps")),
            "{jump}: {found}"
        );
    }
    // The controls: continuous at rest, or a choice by numbers alone.
    for step in ["g clip(g, 1) / 100", "(if b > 0 then 1 else 2) η g", "η clip(g, 1)"] {
        let found = certified(&format!("share b = 1/2; q' = q - {step}"), Property::LinearStability);
        assert!(!matches!(found.verdict, Verdict::NotApplicable(_)), "{step}: {found}");
    }
}

/// A property that holds where the velocity is forgotten, since a determinant is 0 there, has no mend in
/// that; the control has one.
#[test]
fn what_is_forgotten_mends_nothing() {
    let mend = |text: &str| certified(text, Property::Volume).mend.map(|mend| mend.to_string());
    assert_eq!(mend("share μ = 0.9; v' = μ v + η g; q' = q - abs(v')"), None);
    assert_eq!(mend("weight w = 1; v' = v + η g; q' = q - v' - w q²"), Some("it holds where w = 0".to_owned()));
}

/// A number that a rule keeps from its start is known; the control, one that gradients change, is not.
#[test]
fn a_number_that_is_kept_is_known() {
    let of = |next: &str| {
        let text = format!("number s; start s = b; s' = {next}; v' = s v + η g; q' = q - v'");
        certified(&text, Property::Volume)
    };
    let kept = of("s");
    assert_eq!((&kept.verdict, kept.value.as_deref()), (&Verdict::Proved, Some("b (d = 1), b^2 (d = 2)")), "{kept}");
    assert!(kept.domain.to_string().contains("known at each step: s"), "{kept}");
    let changed = of("s + |g|²");
    assert!(matches!(changed.verdict, Verdict::Refuted(_)), "{changed}");
    assert!(changed.domain.to_string().contains("taken as free: s"), "{changed}");
}

/// On a problem with another number of coordinates nothing is said of a rule that tells them apart; the
/// control is one with as many.
#[test]
fn a_rule_of_some_coordinates_is_asked_on_problems_of_as_many() {
    let problem = crate::problem::registry::find("rosenbrock").expect("registered");
    let on_problem = |dimension: usize| {
        let rule = UpdateRule::parse(&format!("dimension {dimension}; v' = μ v + η g; q' = q - v'")).expect("a rule");
        let settings = Settings::default();
        crate::structure::problem::certify_method(&rule.entry(), Property::Volume, &problem, &settings).verdict
    };
    assert!(matches!(on_problem(3), Verdict::NotApplicable(reason) if reason.contains("3 coordinates alone")));
    assert_eq!(on_problem(2), Verdict::Proved);
}
