//! What the temporal-stability penalty is (P1), does (P2), and does not do (P3).

use crate::changed::certify;
use crate::strategies::{
    Descent, Quadratic, cases, coordinate, descent, momentum, pool, positive_weight, rate, weight,
};
use crate::tolerance::{LINEARITY, TRIANGLE, homogeneity, pushed, same, same_vectors, translation};
use proptest::prelude::*;
use stable_sgd::method::registry::{self, Entry};
use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::penalty;
use stable_sgd::scalar::{Absolute, Root};
use stable_sgd::structure::{Property, Verdict};
use stable_sgd::trajectory::{Trajectory, run};

// P1: its value.

/// A penalty of a weight, a point and the point before.
type Penalty = fn(f64, f64, f64) -> f64;

fn as_described(weight: f64, point: f64, previous: f64) -> f64 {
    penalty::as_described(&weight, &point, &previous)
}

fn restoring(weight: f64, point: f64, previous: f64) -> f64 {
    penalty::restoring(&weight, &point, &previous)
}

/// Where a penalty's laws are tried: two weights, three points, a factor.
#[derive(Clone, Copy, Debug)]
struct Case {
    weights: [f64; 2],
    points: [f64; 3],
    factor: f64,
}

fn case() -> impl Strategy<Value = Case> {
    let weights = [positive_weight(), positive_weight()];
    let points = [coordinate(), coordinate(), coordinate()];
    (weights, points, coordinate()).prop_map(|(weights, points, factor)| Case { weights, points, factor })
}

/// Which laws of P1 `of` breaks in a case.
fn broken_laws(of: Penalty, case: &Case) -> Vec<&'static str> {
    let Case { weights: [t, u], points: [q, p, r], factor } = *case;
    let value = of(t, q, p);
    let homogeneous = of(t, factor * q, factor * p) - factor.abs() * value;
    let translated = of(t, q + r, p + r) - value;
    let sides = of(t, q, r) + of(t, r, p);
    let linear = of(t, q, p) + of(u, q, p);
    let laws = [
        ("it is not negative", value >= 0.0),
        ("it is zero iff nothing moved", of(t, q, q) == 0.0 && (value == 0.0) == (q == p)),
        ("it is homogeneous of degree 1", homogeneous.abs() <= homogeneity(t, factor, q, p)),
        ("doubling the motion doubles it, to the bit", same(of(t, 2.0 * q, 2.0 * p), 2.0 * value)),
        ("it is even", same(of(t, -q, -p), value)),
        ("it is symmetric", same(of(t, p, q), value)),
        ("it is translation-invariant", translated.abs() <= translation(t, r, q, p)),
        ("it obeys the triangle inequality", value <= sides + TRIANGLE * sides.abs()),
        ("it is linear in the weight", (of(t + u, q, p) - linear).abs() <= LINEARITY * linear.abs()),
        ("it increases in the weight", of(t.min(u), q, p) <= of(t.max(u), q, p)),
        ("without a weight it is zero", of(0.0, q, p) == 0.0),
    ];
    laws.into_iter().filter(|(_, holds)| !holds).map(|(law, _)| law).collect()
}

proptest! {
    #![proptest_config(cases(2.0))]

    #[test]
    fn the_described_penalty_is_a_weighted_distance(case in case()) {
        prop_assert_eq!(broken_laws(as_described, &case), [""; 0]);
    }

    /// τ(q − p) is odd and opposes the motion: subtracted, it moves back.
    #[test]
    fn the_restoring_penalty_is_odd_and_opposes_the_motion(t in positive_weight(), q in coordinate(), p in coordinate()) {
        prop_assert!(is_odd(restoring, t, q, p));
        prop_assert_eq!(restoring(t, q, p) > 0.0, q > p);
        prop_assert_eq!(restoring(t, q, p) < 0.0, q < p);
        prop_assert!(same(restoring(t, q, p).abs(), as_described(t, q, p)));
    }
}

/// A case that once broke the bound of the rounding of |factor| value.
#[test]
fn a_large_factor_of_a_small_weight_is_within_the_bound() {
    let points = [-28.077_243_531_003_42, 38.419_004_771_578_166, 0.0];
    let case = Case { weights: [0.000_271_748_379_395_869_8, 1.0], points, factor: 161.064_007_818_890_81 };
    assert_eq!(broken_laws(as_described, &case), [""; 0]);
}

fn is_odd(of: Penalty, weight: f64, point: f64, previous: f64) -> bool {
    of(weight, -point, -previous) == -of(weight, point, previous)
}

/// The control: each law is broken by a wrong penalty, and each of these by
/// exactly the laws that it should break.
#[test]
fn control_each_law_has_a_penalty_that_breaks_it() {
    let outside = Case { weights: [0.5, 2.0], points: [1.0, 3.0, 4.0], factor: 3.0 };
    let between = Case { points: [1.0, 3.0, 2.5], ..outside };
    let broken = |of: Penalty| broken_laws(of, &outside);
    assert!(broken(as_described).is_empty() && broken_laws(as_described, &between).is_empty());
    let signed = ["it is not negative", "it is even", "it is symmetric", "it increases in the weight"];
    assert_eq!(broken(restoring), signed);
    let squared: Penalty = |t, q, p| t * (q - p) * (q - p);
    let of_degree_2 = [
        "it is homogeneous of degree 1",
        "doubling the motion doubles it, to the bit",
        "it obeys the triangle inequality",
    ];
    assert_eq!(broken(squared), of_degree_2[..2]);
    assert_eq!(broken_laws(squared, &between), of_degree_2);
    let of_position: Penalty = |t, q, _| t * q.abs();
    assert!(broken(of_position).contains(&"it is zero iff nothing moved"));
    assert!(broken(of_position).contains(&"it is translation-invariant"));
    let squared_weight: Penalty = |t, q, p| t * t * (q - p).abs();
    assert_eq!(broken(squared_weight), ["it is linear in the weight"]);
    let affine: Penalty = |t, q, p| (1.0 + t) * (q - p).abs();
    assert_eq!(broken(affine), ["it is linear in the weight", "without a weight it is zero"]);
    let falling: Penalty = |t, q, p| -t * (q - p).abs();
    assert!(broken(falling).contains(&"it increases in the weight"));
    assert!(broken(falling).contains(&"it obeys the triangle inequality"));
    // A tolerance would not hide a relative error of 1e-12.
    let off: Penalty = |t, q, p| as_described(t, q, p) * (1.0 + 1e-12 * (t - 0.5));
    assert_eq!(broken(off), ["it is linear in the weight"]);
    let shifted: Penalty = |t, q, p| as_described(t, q, p) * (1.0 + 1e-12 * q);
    assert!(broken(shifted).contains(&"it is translation-invariant"));
    assert!(!is_odd(as_described, 0.5, 3.0, 1.0));
}

// P2: as an update it is not restoring.

fn method(name: &str) -> Entry {
    registry::find(name).expect("registered")
}

fn descend(method: &Entry, numbers: &[f64], problem: &Descent, steps: usize) -> Trajectory<f64> {
    let switches = method.description.defaults().switches;
    let hyper = Hyperparameters { numbers: numbers.to_vec(), switches };
    run(method, &hyper, &mut problem.problem.clone(), problem.start.clone(), steps, |_| 0.0)
        .expect("the method's own hyperparameters")
}

/// The same problem seen in a mirror, q → −q.
fn mirrored(problem: &Descent) -> Descent {
    let flip = |x: &Vec<f64>| x.iter().map(|x| -x).collect();
    let Descent { problem: Quadratic { stiffness, centre }, start } = problem;
    Descent { problem: Quadratic { stiffness: stiffness.clone(), centre: flip(centre) }, start: flip(start) }
}

/// Whether the mirrored problem gives the mirrored end, up to the sign of a zero.
fn is_equivariant(method: &Entry, numbers: &[f64], problem: &Descent, steps: usize) -> bool {
    let end = descend(method, numbers, problem, steps).end;
    let image = descend(method, numbers, &mirrored(problem), steps).end;
    let pairs = end.position.iter().zip(&image.position).chain(end.velocity.iter().zip(&image.velocity));
    pairs.into_iter().all(|(a, b)| a.is_finite() && *a == -*b)
}

proptest! {
    #![proptest_config(cases(1.0))]

    /// To the bit: rounding does not see a sign.
    #[test]
    fn sgd_is_equivariant_under_reflection(problem in descent(), rate in rate(), momentum in momentum()) {
        prop_assert!(is_equivariant(&method("sgd"), &[rate, momentum], &problem, 10));
    }

    /// Nor does the restoring penalty.
    #[test]
    fn the_restoring_method_is_equivariant_under_reflection(
        problem in descent(), rate in rate(), base in rate(), momentum in momentum(), weight in 0.0..1.0,
    ) {
        let method = method("stable_sgd_restoring");
        prop_assert!(is_equivariant(&method, &[rate, base, momentum, 0.1, weight], &problem, 10));
    }

    /// Of the described rule it is the penalty alone that is not.
    #[test]
    fn stable_sgd_without_its_penalty_is_equivariant_under_reflection(
        problem in descent(), rate in rate(), base in rate(), momentum in momentum(),
    ) {
        prop_assert!(is_equivariant(&method("stable_sgd"), &[rate, base, momentum, 0.1, 0.0], &problem, 10));
    }

    /// At a step on which it acts, the penalty moves every coordinate down by
    /// its value, whether the last motion was upward or downward.
    #[test]
    fn the_described_penalty_pushes_every_coordinate_down(
        problem in descent(), previous in prop::collection::vec(coordinate(), 5), weight in weight(),
    ) {
        let rule = method("stable_sgd");
        let after = |weight: f64| {
            let mut state = rule.init(problem.start.clone());
            state.memory[0].copy_from_slice(&previous[..problem.start.len()]);
            state.steps = 2;
            let hyper = Hyperparameters { numbers: vec![0.1, 0.1, 0.9, 0.1, weight], switches: vec![] };
            rule.on::<f64>().expect("runs on f64").step(&hyper, &mut problem.problem.clone(), &mut state);
            state.position
        };
        let (with, without) = (after(weight), after(0.0));
        for (i, (with, without)) in with.into_iter().zip(without).enumerate() {
            let (q, p) = (problem.start[i], previous[i]);
            // Rounding is monotone, so that no tolerance is needed.
            prop_assert!(with <= without);
            let pull = as_described(weight, q, p);
            prop_assert!(((without - with) - pull).abs() <= pushed(q, without, pull), "{} {} {}", with, without, pull);
        }
    }
}

/// One dimension, U = ½ q², q₀ = 1, three steps: the smallest run on which the
/// penalty acts once.
fn witness() -> Descent {
    Descent { problem: Quadratic { stiffness: vec![1.0], centre: vec![0.0] }, start: vec![1.0] }
}

/// The control of equivariance, and P2's witness in one dimension.
#[test]
fn stable_sgd_as_described_is_not_equivariant_under_reflection() {
    let rule = method("stable_sgd");
    let numbers = |weight: f64| [0.5, 0.5, 0.5, 0.1, weight];
    assert!(!is_equivariant(&rule, &numbers(0.5), &witness(), 3));
    // It acts from step 3 on, and not without a weight.
    assert!(is_equivariant(&rule, &numbers(0.5), &witness(), 2));
    assert!(is_equivariant(&rule, &numbers(0.0), &witness(), 3));
}

/// From +1 the run comes down and is pushed on; from −1 it comes up and is
/// pushed back.
#[test]
fn the_described_penalty_acts_against_an_upward_motion_and_along_a_downward_one() {
    let rule = method("stable_sgd");
    let end =
        |problem: &Descent, weight: f64| descend(&rule, &[0.5, 0.5, 0.5, 0.1, weight], problem, 3).end.position[0];
    let (down, up) = (witness(), mirrored(&witness()));
    assert!(end(&down, 0.0) < 1.0 && end(&up, 0.0) > -1.0, "the motion is downward from 1, upward from −1");
    assert!(end(&down, 0.5) < end(&down, 0.0) - 0.01);
    assert!(end(&up, 0.5) < end(&up, 0.0) - 0.01);
}

// P3: in both published programs it is identically zero.

/// Whether a run reported a penalty at every step, and each was exactly zero.
fn penalty_vanishes(method: &Entry, numbers: &[f64], problem: &Descent, steps: usize) -> bool {
    let records = descend(method, numbers, problem, steps).records;
    records.len() == steps && records.iter().all(|record| record.penalty == Some(0.0))
}

proptest! {
    #![proptest_config(cases(1.0))]

    #[test]
    fn the_published_penalties_are_identically_zero(problem in descent(), pool in pool(), weight in weight()) {
        for name in ["published_challenging", "published_language"] {
            let program = method(name);
            let mut numbers = pool.draw(&program).numbers;
            let position = program.description.numbers.iter().position(|spec| spec.name == "temporal_stability");
            numbers[position.expect("the program has a weight")] = weight;
            prop_assert!(penalty_vanishes(&program, &numbers, &problem, 12), "{}", name);
            // Nor does the weight reach the point any other way.
            let ends = [0.0, weight].map(|weight| {
                numbers[position.expect("just found")] = weight;
                descend(&program, &numbers, &problem, 12).end.position
            });
            prop_assert!(same_vectors(&ends[0], &ends[1]), "{}", name);
        }
    }
}

/// The control: the described penalty is zero for two steps and no longer.
#[test]
fn control_the_described_penalty_does_not_vanish() {
    let (rule, numbers) = (method("stable_sgd"), [0.5, 0.5, 0.5, 0.1, 0.5]);
    assert!(penalty_vanishes(&rule, &numbers, &witness(), 2));
    assert!(!penalty_vanishes(&rule, &numbers, &witness(), 3));
    // A rule that reports no penalty does not pass for one that reports zero.
    assert!(!penalty_vanishes(&method("sgd"), &[0.1, 0.9], &witness(), 3));
}

/// Momentum SGD with a penalty of one kind: what the property is asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pull {
    /// τ (q − q_prev)
    Restoring,
    /// −τ (q − q_prev)
    Driving,
    /// τ |q − q_prev|
    AsDescribed,
}

impl Describe for Pull {
    fn description(&self) -> Description {
        let numbers: &'static [NumberSpec] = const {
            &[NumberSpec::rate("lr", (1, 10), "rate"), NumberSpec::weight("temporal_stability", (1, 10), "weight τ")]
        };
        Description { numbers, memory: &["previous point"], ..Description::new("pull", "q' = q − (η g + π)") }
    }
}

impl<T: Root + Absolute> Step<T> for Pull {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [rate, weight] = hyper.numbers();
        let first = state.steps == 0;
        state.steps += 1;
        oracle.gradient(&state.position, &mut state.scratch);
        let mut total = T::zero();
        for ((q, previous), g) in state.position.iter_mut().zip(&mut state.memory[0]).zip(&state.scratch) {
            let pull = match self {
                _ if first => T::zero(),
                Self::Restoring => penalty::restoring(weight, q, previous),
                Self::Driving => -penalty::restoring(weight, q, previous),
                Self::AsDescribed => penalty::as_described(weight, q, previous),
            };
            let next = q.clone() - rate.clone() * g - &pull;
            *previous = std::mem::replace(q, next);
            total = total + pull;
        }
        Report { energy: None, penalty: Some(total) }
    }
}

/// P2: the registered penalty acts along a downward motion; the restoring one never does,
/// and with the sign changed it does.
#[test]
fn the_penalty_as_described_is_not_restoring() {
    let restoring = |rule| certify(&Entry::root(rule), Property::PenaltyRestoring).verdict;
    assert_eq!(restoring(Pull::Restoring), Verdict::Exact);
    assert!(matches!(restoring(Pull::Driving), Verdict::Refuted(_)));
    assert!(matches!(restoring(Pull::AsDescribed), Verdict::Refuted(_)));
    for entry in registry::all() {
        let name = entry.description.name;
        let found = certify(&entry, Property::PenaltyRestoring).verdict;
        match name {
            "stable_sgd" | "stable_sgd_terms" => assert!(matches!(found, Verdict::Refuted(_)), "{found:?}"),
            "stable_sgd_restoring" => assert!(found.holds(), "{found:?}"),
            _ => assert!(matches!(found, Verdict::NotApplicable(_)), "{name}: {found:?}"),
        }
    }
}
