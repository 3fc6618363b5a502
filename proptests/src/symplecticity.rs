//! Symplecticity, volume and reversibility: the verdicts of the proofs, the
//! proofs against Jacobians in binary64, and rules that each must refute.

use crate::tolerance::JACOBIAN;
use proptest::prelude::*;
use stable_sgd::method::registry::{self, Entry};
use stable_sgd::method::{Describe, Description, Hyperparameters, Oracle, Report, State, Step};
use stable_sgd::scalar::{Algebra, Dual, Rational};
use stable_sgd::structure::{self, Certificate, Point, Property, Settings, Verdict};
use std::sync::LazyLock;

fn certify(entry: &Entry, property: Property) -> Certificate {
    structure::certify(entry, property, &Settings::default())
}

fn of(name: &str, property: Property) -> Certificate {
    certify(&registry::find(name).expect("a registered method"), property)
}

/// (method, conformal factor or None, reversible): the textbook's answers.
const KNOWN: [(&str, Option<&str>, bool); 19] = [
    ("explicit_euler", None, false),
    ("symplectic_euler", Some("1"), false),
    ("symplectic_euler_adjoint", Some("1"), false),
    ("leapfrog_kdk", Some("1"), true),
    ("leapfrog_dkd", Some("1"), true),
    ("yoshida4", Some("1"), true),
    ("forest_ruth4", Some("1"), true),
    ("pefrl", Some("1"), true),
    ("conformal_euler", Some("momentum"), false),
    ("conformal_leapfrog", Some("half_damping^2"), false),
    ("runge_kutta4", None, false),
    ("sgd", Some("momentum"), false),
    ("sgd_rate_outside", Some("momentum"), false),
    ("nesterov", None, false),
    ("speed_clip", Some("momentum"), false),
    ("relativistic_descent", Some("momentum"), false),
    ("hamiltonian_descent", Some("momentum"), false),
    ("lion", Some("-b2*lr*weight_decay + b2"), false),
    ("stable_sgd_conformal", Some("momentum - temporal_stability"), false),
];

#[test]
fn the_proofs_give_the_textbooks_answers() {
    for (name, factor, reversible) in KNOWN {
        let symplectic = of(name, Property::ConformallySymplectic);
        assert_eq!(symplectic.value.as_deref(), factor, "{name}");
        assert_eq!(symplectic.verdict == Verdict::Proved, factor.is_some(), "{name}: {:?}", symplectic.verdict);
        assert_eq!(of(name, Property::Volume).verdict == Verdict::Proved, factor.is_some(), "{name}");
        let found = of(name, Property::Reversible).verdict;
        assert_eq!(found == Verdict::Proved, reversible, "{name}: {found:?}");
        assert!(reversible || matches!(found, Verdict::Refuted(_)), "{name}: {found:?}");
    }
}

/// Every certificate of every method, made once.
static CERTIFICATES: LazyLock<Vec<(Entry, Vec<Certificate>)>> = LazyLock::new(|| {
    let certify = |entry: Entry| {
        let certificates = structure::certify_all(&entry, &Property::ALL, &Settings::default());
        (entry, certificates)
    };
    registry::all().into_iter().map(certify).collect()
});

/// Rules with roots, memory and thresholds are decided too, and none of them is conformal.
#[test]
fn no_cell_is_undecided() {
    for (entry, certificates) in CERTIFICATES.iter() {
        let name = entry.description.name;
        for certificate in certificates {
            let verdict = &certificate.verdict;
            assert!(!matches!(verdict, Verdict::Undecided(_)), "{name} {}: {verdict:?}", certificate.property.id());
            if !KNOWN.iter().any(|(known, ..)| *known == name)
                && certificate.property == Property::ConformallySymplectic
            {
                // Gradient descent has no velocity.
                let refuted = matches!(verdict, Verdict::Refuted(_));
                let has_none = matches!(verdict, Verdict::NotApplicable(_)) && name == "gradient_descent";
                assert!(refuted || has_none, "{name}: {verdict:?}");
            }
        }
    }
}

/// A witness is computed again from its point alone, and a changed point is noticed.
#[test]
fn every_witness_replays_and_another_point_does_not() {
    for (entry, certificates) in CERTIFICATES.iter() {
        for certificate in certificates {
            let Verdict::Refuted(witness) = &certificate.verdict else { continue };
            let place = format!("{} {}", certificate.method, certificate.property.id());
            let replayed = certificate.property.replay(entry, &witness.failure, &witness.point);
            assert_eq!(replayed.as_deref(), Ok(witness.defect.as_str()), "{place}");
            // Where all is 0, or each value another, the defect is another, at one of the two.
            let values = (2..).zip(witness.point.iter());
            let scaled = values.map(|(n, (name, value))| (name.to_owned(), value.clone() * Rational::ratio(n, 7)));
            let others = [Point::default(), scaled.collect()];
            let is_same = |point: &Point| {
                let other = certificate.property.replay(entry, &witness.failure, point);
                other.as_deref() == Ok(witness.defect.as_str())
            };
            // That something has no effect is said of every point.
            let everywhere = certificate.property == Property::Effect;
            assert_eq!(others.iter().all(is_same), everywhere, "{place}");
            let test = certificate.as_rust_test().expect("a refutation");
            assert!(test.contains(&witness.defect) && test.contains("replay"), "{test}");
        }
    }
}

/// THEOREMS S7: Nesterov's det J is μ (1 − η k), so it depends on the Hessian.
#[test]
fn nesterovs_volume_depends_on_the_hessian() {
    let Verdict::Refuted(witness) = of("nesterov", Property::ConformallySymplectic).verdict else {
        panic!("not refuted")
    };
    assert_eq!(witness.expression.as_deref(), Some("H0_11′*lr*momentum - H0_22*lr*momentum"));
    assert_eq!(witness.defect, "-1/2");
}

/// Leapfrog with one coefficient or one place changed.
#[derive(Clone, Copy)]
enum Wrong {
    /// The last kick takes the gradient of the first.
    OldGradient,
    /// The last kick is a third of a step, not a half.
    ShortKick,
}

impl Describe for Wrong {
    fn description(&self) -> Description {
        let right = registry::find("leapfrog_kdk").expect("registered").description;
        Description { name: "wrong_leapfrog", ..right }
    }
}

impl<T: Algebra> Step<T> for Wrong {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [h] = hyper.numbers();
        let half = T::ratio(1, 2) * h;
        let last = if matches!(self, Self::ShortKick) { T::ratio(1, 3) * h } else { half.clone() };
        let mut gradient = vec![T::zero(); state.position.len()];
        oracle.gradient(&state.position, &mut gradient);
        kick(&half, &gradient, state);
        for (q, p) in state.position.iter_mut().zip(&state.velocity) {
            *q = q.clone() + h.clone() * p;
        }
        if !matches!(self, Self::OldGradient) {
            oracle.gradient(&state.position, &mut gradient);
        }
        kick(&last, &gradient, state);
        Report::NONE
    }
}

fn kick<T: Algebra>(length: &T, gradient: &[T], state: &mut State<T>) {
    for (p, g) in state.velocity.iter_mut().zip(gradient) {
        *p = p.clone() - length.clone() * g;
    }
}

/// The control of every engine here.
#[test]
fn control_a_leapfrog_with_one_thing_changed_is_refuted() {
    let refuted =
        |rule: Wrong, property| matches!(certify(&Entry::algebra(rule), property).verdict, Verdict::Refuted(_));
    assert!(refuted(Wrong::OldGradient, Property::ConformallySymplectic));
    assert!(refuted(Wrong::OldGradient, Property::Volume));
    assert!(refuted(Wrong::OldGradient, Property::Reversible));
    // Any lengths are symplectic; the symmetric ones alone are reversible.
    assert!(!refuted(Wrong::ShortKick, Property::ConformallySymplectic));
    assert!(refuted(Wrong::ShortKick, Property::Reversible));
}

/// A quartic with a coupling, so that the Hessian changes from point to point.
struct Quartic;

impl Oracle<Dual<f64>> for Quartic {
    fn gradient(&mut self, q: &[Dual<f64>], gradient: &mut [Dual<f64>]) {
        let sum = q.iter().fold(Dual::constant(0.0), |sum, x| sum + x);
        for (g, x) in gradient.iter_mut().zip(q) {
            *g = x.clone() * x * x + sum.clone();
        }
    }
}

/// The largest entry of JᵀΩJ − c Ω, relative to the largest of J squared.
fn defect(entry: &Entry, hyper: &Hyperparameters<f64>, q: &[f64], v: &[f64], factor: f64) -> f64 {
    let d = q.len();
    let all = Dual::point(&[q, v].concat());
    let mut state = entry.init(all[..d].to_vec());
    state.velocity = all[d..].to_vec();
    let step = entry.on::<Dual<f64>>().expect("runs on duals");
    step.step(&hyper.map(|x| Dual::constant(*x)), &mut Quartic, &mut state);
    let rows: Vec<&Dual<f64>> = state.position.iter().chain(&state.velocity).collect();
    let mut largest = 0.0_f64;
    let scale = rows.iter().flat_map(|row| &row.derivative).fold(1.0_f64, |m, x| m.max(x.abs()));
    for a in 0..2 * d {
        for b in 0..2 * d {
            let bracket: f64 =
                (0..d).map(|i| rows[i].along(a) * rows[i + d].along(b) - rows[i + d].along(a) * rows[i].along(b)).sum();
            let omega = if b == a + d {
                1.0
            } else if a == b + d {
                -1.0
            } else {
                0.0
            };
            largest = largest.max((bracket - factor * omega).abs());
        }
    }
    largest / (scale * scale)
}

/// A factor as certificates write it, a sum of products of numbers and of `name^power`, in numbers.
fn numeric_factor(factor: &str, entry: &Entry, hyper: &Hyperparameters<f64>) -> f64 {
    let one = |part: &str| {
        let (base, power) = part.split_once('^').unwrap_or((part, "1"));
        let named = entry.description.numbers.iter().position(|spec| spec.name == base);
        let base = named.map_or_else(|| base.parse().expect("a number"), |i| hyper.numbers[i]);
        f64::powi(base, power.parse().expect("an integer"))
    };
    let term = |term: &str| match term.strip_prefix('-') {
        Some(term) => -term.split('*').map(one).product::<f64>(),
        None => term.split('*').map(one).product(),
    };
    factor.replace(" - ", " -").replace(" + ", " ").split(' ').map(term).sum()
}

proptest! {
    /// The proofs against exact Jacobians of a problem that is not quadratic.
    #[test]
    fn proved_factors_hold_for_jacobians_in_binary64(
        q in prop::array::uniform3(-1.0..1.0_f64),
        v in prop::array::uniform3(-1.0..1.0_f64),
    ) {
        for (name, found) in defects_of_the_known(&q, &v) {
            prop_assert!(found <= JACOBIAN, "{name}: {found:e}");
        }
    }
}

/// The defect of each method's proved factor, at a state.
fn defects_of_the_known(q: &[f64], v: &[f64]) -> Vec<(&'static str, f64)> {
    let of = |(name, factor): (&'static str, &str)| {
        let entry = registry::find(name).expect("registered");
        let hyper = entry.description.defaults();
        (name, defect(&entry, &hyper, q, v, numeric_factor(factor, &entry, &hyper)))
    };
    KNOWN.iter().filter_map(|(name, factor, _)| Some(of((*name, (*factor)?)))).collect()
}

/// At rest, at which a factor once failed.
#[test]
fn proved_factors_hold_at_rest() {
    for (name, found) in defects_of_the_known(&[0.0; 3], &[0.0; 3]) {
        assert!(found <= JACOBIAN, "{name}: {found:e}");
    }
}

/// The control: the same check sees the methods that are not symplectic.
#[test]
fn control_jacobians_in_binary64_refute_the_others() {
    for (name, factor) in [("explicit_euler", "1"), ("nesterov", "momentum"), ("runge_kutta4", "1")] {
        let entry = registry::find(name).expect("registered");
        let mut hyper = entry.description.defaults();
        hyper.numbers[0] = 0.5;
        let factor = numeric_factor(factor, &entry, &hyper);
        let found = defect(&entry, &hyper, &[0.5, -0.3, 0.8], &[0.2, 0.4, -0.6], factor);
        assert!(found > 10.0 * JACOBIAN, "{name}: {found:e}");
    }
}
