//! Numbers that make no sense: what is refused says why, what is a result is one, and
//! nothing panics or goes on for ever.

use crate::strategies::Quadratic as Field;
use crate::tolerance::same_vectors;
use stable_sgd::method::Hyperparameters;
use stable_sgd::method::registry::{self, Entry};
use stable_sgd::problem::{Quadratic, WrongHessian};
use stable_sgd::scalar::{Exact, Rational, Undefined};
use stable_sgd::structure::{self, Point, Property, ReplayError, Settings, Verdict};
use stable_sgd::trajectory::{StopReason, Trajectory, run};

#[test]
fn matrices_that_are_no_hessian_are_refused() {
    let refused = |rows: &[&[f64]]| Quadratic::from_f64(rows).expect_err("no Hessian");
    assert_eq!(refused(&[]), WrongHessian::Empty);
    assert_eq!(refused(&[&[]]), WrongHessian::NotSquare { row: 1, expected: 1, found: 0 });
    assert_eq!(refused(&[&[1.0], &[2.0]]), WrongHessian::NotSquare { row: 1, expected: 2, found: 1 });
    assert!(matches!(refused(&[&[1.0, 2.0], &[-2.0, 1.0]]), WrongHessian::NotSymmetric { row: 1, column: 2, .. }));
    for entry in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let error = refused(&[&[1.0, entry], &[entry, 1.0]]);
        assert!(matches!(error, WrongHessian::NotFinite { row: 1, column: 2, .. }), "{error}");
    }
    for entry in [5e-324, f64::MAX] {
        assert!(matches!(refused(&[&[entry]]), WrongHessian::TooLong { row: 1, column: 1, .. }));
    }
    // The control: a zero matrix, and a saddle, are Hessians.
    assert!(Quadratic::from_f64(&[[0.0]]).is_ok() && Quadratic::from_f64(&[[0.0, 1.0], [1.0, 0.0]]).is_ok());
}

/// Ten steps on ½ q² in as many coordinates as the start has.
fn ten_steps(method: &Entry, numbers: Vec<f64>, start: &[f64]) -> Trajectory<f64> {
    let switches = method.description.defaults().switches;
    let mut field = Field { stiffness: vec![1.0; start.len()], centre: vec![0.0; start.len()] };
    let hyper = Hyperparameters { numbers, switches };
    run(method, &hyper, &mut field, start.to_vec(), 10, |_| 0.0).expect("as many numbers as it takes")
}

#[test]
fn in_no_coordinates_nothing_moves() {
    for method in registry::all() {
        let end = ten_steps(&method, method.description.defaults().numbers, &[]);
        assert_eq!(end.stop, StopReason::Completed, "{}", method.description.name);
        assert!(end.end.position.is_empty() && end.end.velocity.is_empty());
    }
}

/// Without a rate and without weights, a method stays where it is; with the defaults it does not.
#[test]
fn without_a_rate_nothing_moves() {
    for method in registry::all() {
        let (name, defaults) = (method.description.name, method.description.defaults().numbers);
        let start = [1.0, -2.0];
        let stayed = ten_steps(&method, vec![0.0; defaults.len()], &start);
        assert!(same_vectors(&stayed.end.position, &start) && stayed.stop == StopReason::Completed, "{name}");
        // The field has no loss: what is made of one stays.
        let moved = ten_steps(&method, defaults, &start);
        assert_eq!(same_vectors(&moved.end.position, &start), method.description.needs_loss, "{name}");
    }
}

/// A momentum outside [0, 1], a negative rate, NaN and ∞ are run: a run that diverges says
/// at which step, and no other leaves the finite numbers.
#[test]
fn numbers_outside_their_roles_give_a_run_with_a_reason() {
    for method in registry::all() {
        let (name, defaults) = (method.description.name, method.description.defaults().numbers);
        for place in 0..defaults.len() {
            for value in [-1.0, 1.5, 1e300, f64::NAN, f64::INFINITY] {
                let mut numbers = defaults.clone();
                numbers[place] = value;
                let run = ten_steps(&method, numbers, &[1.0, -2.0]);
                let finite = run.end.position.iter().all(|x| x.is_finite());
                let energies = run.records.iter().all(|record| record.energy.is_none_or(f64::is_finite));
                let expected = run.diverged_at().map_or(10, |step| step + 1);
                assert_eq!(run.records.len(), expected, "{name}, {value}");
                assert_eq!(finite && energies, run.stop == StopReason::Completed, "{name}, {value}");
            }
        }
    }
}

#[test]
fn points_that_are_no_fractions_are_refused() {
    for text in ["1/0", "one", "", "1e99999", "nan", "∞", "--1"] {
        let error = Point::parse([("h", text)]).expect_err("no fraction");
        assert_eq!(error, ReplayError::NotAFraction { name: "h".to_owned(), value: text.to_owned() });
    }
    assert!(Point::parse([("h", "-1/2"), ("q1", "1e-3")]).is_ok());
}

/// Fractions of thousands of digits: beyond the budget, not a hang.
#[test]
fn fractions_beyond_the_budget_are_undefined_and_replay_in_time() {
    let huge: Rational = "1e9999".parse().expect("within the digits of a text");
    assert_eq!(Exact::from(huge).value(), Err(Undefined::Budget));
    let euler = registry::find("explicit_euler").expect("registered");
    let certificate = structure::certify(&euler, Property::Symplectic, &Settings::default());
    let Verdict::Refuted(witness) = &certificate.verdict else { panic!("{certificate}") };
    let values: Vec<(&str, &str)> = witness.point.iter().map(|(name, _)| (name, "1e9999")).collect();
    let point = Point::parse(values).expect("fractions");
    let replayed = Property::Symplectic.replay(&euler, &witness.failure, &point);
    assert_ne!(replayed.as_deref(), Ok(witness.defect.as_str()), "an enclosure, or an error");
}

#[test]
fn a_failure_that_a_property_does_not_have_is_no_witness() {
    let sgd = registry::find("sgd").expect("registered");
    for property in Property::ALL {
        let error = property.replay(&sgd, "nothing of this name", &Point::default()).expect_err("no such defect");
        assert!(matches!(&error, ReplayError::NoSuchDefect { method, .. } if method == "sgd"), "{error}");
    }
}

/// Without any case, what needs cases is not settled, and what does not is.
#[test]
fn no_cases_are_no_test() {
    let none = Settings { cases: 0, seed: 0 };
    for name in ["sgd", "nesterov", "stable_sgd"] {
        let method = registry::find(name).expect("registered");
        for property in [Property::Symplectic, Property::FixedPoint, Property::Units] {
            let found = structure::certify(&method, property, &none).verdict;
            let full = structure::certify(&method, property, &Settings::default()).verdict;
            assert!(found == full || matches!(found, Verdict::Undecided(_)), "{name}: {found:?}, {full:?}");
        }
    }
}
