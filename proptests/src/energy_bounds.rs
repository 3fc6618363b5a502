//! The energy factor is a bounded, monotone step clip (theorem E8).
//!
//! The paper calls 1 / (1 + c √E) a guard against high energy. What it does:
//! it lies in (0, 1], falls with the energy, and so bounds the position step by
//! √2 β / c whatever the gradient. Floats add two things: the factor reaches 0,
//! and the programs' thresholds make the rate jump.

use crate::strategies::{cases, energy, energy_scale, finite_float, huge_range, momentum, rate};
use crate::tolerance::{LOGARITHMIC_DRIFT, STEP_CLIP, same};
use proptest::prelude::*;
use stable_sgd::energy::{energy_factor, kinetic, logarithmic, paper_total, relativistic};
use stable_sgd::method::registry::{self, Entry};
use stable_sgd::method::{Describe, Description, Hyperparameters, Oracle, Report, StableSgd, State, Step};
use stable_sgd::scalar::{Absolute, Dual, Root};

/// Which of the factor's laws fail for two energies, the first not above the second.
fn broken_laws(factor: impl Fn(f64, f64) -> f64, lower: f64, higher: f64, scale: f64, base: f64) -> Vec<&'static str> {
    let (at_lower, at_higher) = (factor(lower, scale), factor(higher, scale));
    let in_range = |x: f64| x > 0.0 && x <= 1.0;
    let laws = [
        ("it lies in (0, 1]", in_range(at_lower) && in_range(at_higher)),
        ("it does not rise with the energy", at_higher <= at_lower),
        ("it is 1 at rest", factor(0.0, scale) == 1.0),
        ("the adaptive rate is not above the base rate", base * at_lower <= base && base * at_higher <= base),
    ];
    laws.into_iter().filter(|(_, holds)| !holds).map(|(law, _)| law).collect()
}

proptest! {
    #![proptest_config(cases(1.0))]

    /// Exactly, without a tolerance: root, product, sum and quotient round
    /// monotonically.
    #[test]
    fn the_energy_factor_lies_in_0_1_and_does_not_rise(
        a in energy(), b in energy(), scale in energy_scale(), base in rate(),
    ) {
        let factor = |e: f64, c: f64| energy_factor(&e, &c);
        prop_assert_eq!(broken_laws(factor, a.min(b), a.max(b), scale, base), [""; 0]);
    }

    /// T(v) = ½ v², and E = T(v) + T(g): even, symmetric, without a sign.
    #[test]
    fn kinetic_energy_is_half_the_square(v in finite_float(), g in finite_float()) {
        prop_assert!(same(kinetic(&v), 0.5 * (v * v)));
        prop_assert!(same(kinetic(&-v), kinetic(&v)));
        prop_assert!(same(paper_total(&v, &g), kinetic(&v) + kinetic(&g)));
        prop_assert!(same(paper_total(&v, &g), paper_total(&g, &v)));
        prop_assert!(kinetic(&v) >= 0.0);
    }

    /// 2T(v + w) + 2T(v − w) = 4T(v) + 4T(w), exactly on integers: it is a
    /// quadratic form, and v⁴ or |v| would not do.
    #[test]
    fn kinetic_energy_obeys_the_parallelogram_law(v in -1_000_000..=1_000_000_i32, w in -1_000_000..=1_000_000_i32) {
        let (v, w) = (f64::from(v), f64::from(w));
        prop_assert_eq!(kinetic(&(v + w)) + kinetic(&(v - w)), 2.0 * kinetic(&v) + 2.0 * kinetic(&w));
    }
}

/// The control: with a sign changed, without the root's sum, or rising.
#[test]
fn control_wrong_factors_break_the_laws() {
    let flipped = |e: f64, c: f64| 1.0 / (1.0 - c * e.sqrt());
    assert!(broken_laws(flipped, 1.0, 4.0, 0.1, 0.005).contains(&"it lies in (0, 1]"));
    assert!(broken_laws(flipped, 1.0, 4.0, 0.1, 0.005).contains(&"it does not rise with the energy"));
    assert!(broken_laws(flipped, 1.0, 4.0, 0.1, 0.005).contains(&"the adaptive rate is not above the base rate"));
    let bare = |e: f64, c: f64| 1.0 / (c * e.sqrt());
    assert!(broken_laws(bare, 1.0, 4.0, 0.1, 0.005).contains(&"it is 1 at rest"));
    let right = |e: f64, c: f64| energy_factor(&e, &c);
    assert!(broken_laws(right, 1.0, 4.0, 0.1, 0.005).is_empty());
    assert!(broken_laws(right, 4.0, 1.0, 0.1, 0.005).contains(&"it does not rise with the energy"));
}

// Kinetic energies with a bounded drift (E9).

/// |T' − `factor` βv/(1 + cv)| as a part of β/c, and T' itself.
fn logarithmic_drift(base: f64, scale: f64, speed: f64, factor: f64) -> (f64, f64) {
    let of = Dual::constant;
    let slope = logarithmic(&of(base), &of(scale), &Dual::variable(speed, 0, 1)).along(0);
    let expected = factor * base * speed / (1.0 + scale * speed);
    ((slope - expected).abs() / (base / scale), slope)
}

/// |∇T| √δ of the relativistic energy, at a speed.
fn relativistic_drift(delta: f64, speed: f64) -> f64 {
    let v = Dual::variable(speed, 0, 1);
    relativistic(&Dual::constant(delta), &(v.clone() * &v)).along(0).abs() * delta.sqrt()
}

proptest! {
    #![proptest_config(cases(1.0))]

    #[test]
    fn drifts_along_bounded_gradients_are_bounded(base in rate(), scale in energy_scale(), speed in energy()) {
        let (error, slope) = logarithmic_drift(base, scale, speed, 1.0);
        prop_assert!(error <= LOGARITHMIC_DRIFT, "{error:e}");
        prop_assert!(slope <= base / scale * (1.0 + LOGARITHMIC_DRIFT));
        prop_assert!(relativistic_drift(scale, speed) <= 1.0 + LOGARITHMIC_DRIFT);
    }
}

/// The control: another slope, and the drift of ½ v².
#[test]
fn control_another_drift_is_seen() {
    assert!(logarithmic_drift(0.5, 0.1, 30.0, 1.0).0 <= LOGARITHMIC_DRIFT);
    assert!(logarithmic_drift(0.5, 0.1, 30.0, 1.0 + 1e-12).0 > LOGARITHMIC_DRIFT);
    let v = Dual::variable(30.0, 0, 1);
    assert!(kinetic(&v).along(0) * 0.1_f64.sqrt() > 1.0 && relativistic_drift(0.1, 30.0) < 1.0);
}

// The step clip.

/// A gradient that is the same everywhere.
struct Constant(f64);

impl Oracle<f64> for Constant {
    fn gradient(&mut self, _: &[f64], gradient: &mut [f64]) {
        gradient.fill(self.0);
    }
}

/// q' after one step of `method` from q = 0 with the velocity `v`.
fn one_step(method: &Entry, numbers: &[f64], v: f64, g: f64) -> f64 {
    let switches = method.description.defaults().switches;
    let hyper = Hyperparameters { numbers: numbers.to_vec(), switches };
    method.check(&hyper).expect("the method's own hyperparameters");
    let mut state = method.init(vec![0.0]);
    state.velocity[0] = v;
    method.on::<f64>().expect("runs on f64").step(&hyper, &mut Constant(g), &mut state);
    state.position[0]
}

/// |Δq| as a part of the bound √2 β / c.
fn part_of_the_bound(step: f64, base: f64, scale: f64) -> f64 {
    step.abs() / (2.0_f64.sqrt() * base / scale)
}

fn is_clipped(step: f64, base: f64, scale: f64) -> bool {
    part_of_the_bound(step, base, scale) <= 1.0 + STEP_CLIP
}

/// The described rule with one sign changed: a = β / (1 − c √E).
#[derive(Clone)]
struct Flipped;

impl Describe for Flipped {
    fn description(&self) -> Description {
        Description { name: "flipped", ..StableSgd.description() }
    }
}

impl<T: Root + Absolute> Step<T> for Flipped {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, base, momentum, scale, _] = hyper.numbers();
        oracle.gradient(&state.position, &mut state.scratch);
        for ((q, v), g) in state.position.iter_mut().zip(&mut state.velocity).zip(&state.scratch) {
            *v = momentum.clone() * &*v + learning_rate.clone() * g;
            let factor = T::one() / (T::one() - paper_total(v, g).sqrt() * scale);
            *q = q.clone() - base.clone() * factor * &*v;
        }
        Report::NONE
    }
}

fn described() -> Entry {
    registry::find("stable_sgd").expect("registered")
}

proptest! {
    #![proptest_config(cases(2.0))]

    /// |a v'| < √2 β / c, for any velocity and gradient.
    #[test]
    fn the_described_step_is_clipped_whatever_the_gradient(
        learning_rate in rate(), base in rate(), momentum in momentum(), scale in energy_scale(),
        v in huge_range(), g in huge_range(),
    ) {
        let step = one_step(&described(), &[learning_rate, base, momentum, scale, 0.03], v, g);
        prop_assert!(is_clipped(step, base, scale), "{} of the bound", part_of_the_bound(step, base, scale));
    }
}

/// The bound is the least one: a large velocity without a gradient comes near it.
#[test]
fn the_step_clip_is_sharp() {
    let step = one_step(&described(), &[0.005, 0.5, 1.0, 0.1, 0.0], 1e12, 0.0);
    assert!(part_of_the_bound(step, 0.5, 0.1) > 1.0 - 1e-10);
    assert!(is_clipped(step, 0.5, 0.1));
}

/// The control: SGD is not clipped, nor is the rule with a sign changed.
#[test]
fn control_steps_without_the_factor_are_not_clipped() {
    let sgd = one_step(&registry::find("sgd").expect("registered"), &[0.005, 0.9], 0.0, 1e6);
    assert!(!is_clipped(sgd, 0.005, 0.1));
    let numbers = [0.005, 0.5, 1.0, 0.1, 0.0];
    assert!(!is_clipped(one_step(&Entry::root(Flipped), &numbers, 14.0, 0.0), 0.5, 0.1));
    assert!(is_clipped(one_step(&described(), &numbers, 14.0, 0.0), 0.5, 0.1));
    // A step one part in 10¹² beyond the bound is found.
    let bound = 2.0_f64.sqrt() * 0.5 / 0.1;
    assert!(is_clipped(bound, 0.5, 0.1) && !is_clipped(bound * (1.0 + 1e-12), 0.5, 0.1));
}

// What floats add.

/// Over the reals the factor is above 0; ½ v² overflows from about 1.9e154 on.
#[test]
fn at_a_velocity_of_1e155_the_factor_is_zero_and_the_rule_stands_still() {
    assert!(energy_factor(&kinetic(&1e154), &0.1) > 0.0);
    assert_eq!(energy_factor(&kinetic(&1e155), &0.1), 0.0);
    let numbers = [0.005, 0.5, 1.0, 0.1, 0.0];
    assert!(one_step(&described(), &numbers, 1e154, 0.0).abs() > 7.0);
    assert_eq!(one_step(&described(), &numbers, 1e155, 0.0), 0.0);
}

/// Below the published thresholds the factor is 1, above them 1 / (1 + c √E):
/// the step as a part of the gradient falls at once by c √(threshold).
fn jump_at_the_threshold(method: &str, share: f64, scale: f64, threshold: f64) -> f64 {
    let method = registry::find(method).expect("registered");
    let numbers = method.description.defaults().numbers;
    let learning_rate = numbers[0];
    // E = ½ (η² + 1) s² with s the share of g that the rule uses at its first step.
    let at_threshold = (2.0 * threshold / (1.0 + learning_rate * learning_rate)).sqrt() / share;
    let gain = |g: f64| one_step(&method, &numbers, 0.0, g) / g;
    let jump = gain(at_threshold * (1.0 - 1e-9)) / gain(at_threshold * (1.0 + 1e-9)) - 1.0;
    jump / (scale * threshold.sqrt())
}

#[test]
fn the_published_thresholds_make_the_rate_jump() {
    for (method, share, scale, threshold) in
        [("published_challenging", 0.7, 0.2, 1e-8), ("published_language", 1.0, 0.1, 1e-10)]
    {
        let jump = jump_at_the_threshold(method, share, scale, threshold);
        assert!((jump - 1.0).abs() < 1e-2, "{method}: {jump} of the expected jump");
    }
}

/// The control: at a place beside the threshold, and without one, nothing jumps.
#[test]
fn control_elsewhere_the_rate_does_not_jump() {
    assert!(jump_at_the_threshold("published_challenging", 0.35, 0.2, 1e-8).abs() < 1e-2);
    let numbers = [0.005, 0.005, 0.9, 0.2, 0.0];
    let gain = |g: f64| one_step(&described(), &numbers, 0.0, g) / g;
    let at_threshold = (2e-8_f64).sqrt();
    assert!((gain(at_threshold * (1.0 - 1e-9)) / gain(at_threshold * (1.0 + 1e-9)) - 1.0).abs() < 1e-12);
}
