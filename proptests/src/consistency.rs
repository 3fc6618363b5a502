//! Gradients against the losses that they claim to come from (C1), rest (C2), and
//! where the learning rate stands (C4).

use crate::strategies::{Place, cases, coordinate, place, pool};
use crate::tolerance::{GRADIENT_TERM, LANGUAGE_GRADIENT, TWO_STEPS, same_vectors};
use proptest::prelude::*;
use stable_sgd::experiment::language::{Settings, first_model};
use stable_sgd::method::registry::{self, Entry};
use stable_sgd::method::{Hyperparameters, Oracle};
use stable_sgd::problem::challenging::{Challenging, Term, VectorField};
use stable_sgd::problem::language::{BatchOracle, DenseMatrix, Model, Patterns, Sizes};
use stable_sgd::problem::{Gradient, Loss};
use stable_sgd::random::{Python, Random};
use stable_sgd::scalar::Dual;

// C1: challenging.

fn largest(vector: &[f64]) -> f64 {
    vector.iter().fold(0.0, |largest, x| largest.max(x.abs()))
}

/// Whether two gradients at `place` agree within the rounding of their terms.
fn agree(a: &[f64], b: &[f64], place: &Place) -> bool {
    assert_eq!(a.len(), b.len());
    let tolerance = GRADIENT_TERM * (1.0 + largest(&place.point));
    a.iter().zip(b).all(|(a, b)| (a - b).abs() <= tolerance)
}

/// The derivative of a term of the loss, by dual numbers.
fn derivative_of_term(place: &Place, term: Term) -> Vec<f64> {
    let dimension = place.point.len();
    // The field that is asked of a problem has no part in its loss.
    let problem = Challenging::<Dual<f64>>::new(dimension, VectorField::Coded).at_time(place.time);
    let loss = problem.loss_term(&Dual::point(&place.point), term);
    (0..dimension).map(|i| loss.along(i)).collect()
}

fn field_term(place: &Place, field: VectorField, term: Term) -> Vec<f64> {
    Challenging::<f64>::new(place.point.len(), field).at_time(place.time).field_term(&place.point, term)
}

/// The terms of `field` that are not the derivative of the loss's term at `place`.
fn terms_that_differ(place: &Place, field: VectorField) -> Vec<Term> {
    let differs = |term: &Term| !agree(&field_term(place, field, *term), &derivative_of_term(place, *term), place);
    Term::ALL.into_iter().filter(differs).collect()
}

fn times(factor: f64, vector: &[f64]) -> Vec<f64> {
    vector.iter().map(|x| factor * x).collect()
}

proptest! {
    #![proptest_config(cases(1.0))]

    #[test]
    fn the_true_gradient_is_the_derivative_of_the_loss_term_by_term(place in place()) {
        prop_assert_eq!(terms_that_differ(&place, VectorField::TrueGradient), []);
    }

    #[test]
    fn the_true_gradient_is_the_derivative_of_the_loss(place in place()) {
        let dimension = place.point.len();
        let dual = Challenging::<Dual<f64>>::new(dimension, VectorField::TrueGradient).at_time(place.time);
        let loss = dual.loss(&Dual::point(&place.point));
        let derivative: Vec<f64> = (0..dimension).map(|i| loss.along(i)).collect();
        let problem = Challenging::<f64>::new(dimension, VectorField::TrueGradient).at_time(place.time);
        let mut gradient = vec![0.0; dimension];
        problem.gradient(&place.point, &mut gradient);
        prop_assert!(agree(&gradient, &derivative, &place), "{:?} against {:?}", gradient, derivative);
        prop_assert_eq!(problem.loss(&place.point).to_bits(), loss.value.to_bits());
    }

    /// Three terms of the coded field are those of the loss, to the bit those of
    /// the true gradient; its decoys have the other sign, and its coupling is
    /// half. Exactly, since −0.4 is −(0.4) and 0.1 is half of 0.2 in binary64.
    #[test]
    fn the_coded_field_has_the_wrong_decoys_and_half_the_coupling(place in place()) {
        for term in Term::ALL {
            let factor = match term {
                Term::Decoys => -1.0,
                Term::Coupling => 0.5,
                Term::Main | Term::Oscillation | Term::Shift => 1.0,
            };
            let coded = field_term(&place, VectorField::Coded, term);
            let true_gradient = field_term(&place, VectorField::TrueGradient, term);
            // A sum from +0 has no sign where it is zero.
            let expected: Vec<f64> = times(factor, &true_gradient).iter().map(|x| x + 0.0).collect();
            let coded: Vec<f64> = coded.iter().map(|x| x + 0.0).collect();
            prop_assert!(same_vectors(&coded, &expected), "{}: {:?} against {:?}", term.name(), coded, expected);
            prop_assert!(agree(&true_gradient, &derivative_of_term(&place, term), &place), "{}", term.name());
        }
        let differing = terms_that_differ(&place, VectorField::Coded);
        prop_assert!(differing.iter().all(|term| matches!(term, Term::Decoys | Term::Coupling)), "{:?}", differing);
    }

    /// The terms add up: to the loss, and to the field.
    #[test]
    fn the_terms_add_up_to_the_loss_and_to_the_field(place in place()) {
        let dimension = place.point.len();
        for field in [VectorField::Coded, VectorField::TrueGradient] {
            let problem = Challenging::<f64>::new(dimension, field).at_time(place.time);
            let mut gradient = vec![0.0; dimension];
            let loss = problem.evaluate(&place.point, &mut gradient);
            let mut sum = vec![0.0; dimension];
            for term in Term::ALL {
                sum.iter_mut().zip(problem.field_term(&place.point, term)).for_each(|(sum, x)| *sum += x);
            }
            // The published order of addition, so to the bit.
            prop_assert!(same_vectors(&sum, &gradient));
            let terms = Term::ALL.map(|term| problem.loss_term(&place.point, term));
            let scale = terms.iter().fold(1.0, |scale, term| scale + term.abs());
            let sum: f64 = terms.iter().sum();
            prop_assert!((sum - loss).abs() <= GRADIENT_TERM * scale, "{} against {}", sum, loss);
        }
    }
}

/// The control, at a place where no term vanishes: exactly two terms differ.
#[test]
fn control_the_coded_field_differs_from_the_gradient_in_exactly_two_terms() {
    let place = Place { point: vec![0.7, -0.4, 1.1], time: 100 };
    assert_eq!(terms_that_differ(&place, VectorField::Coded), [Term::Decoys, Term::Coupling]);
    assert_eq!(terms_that_differ(&place, VectorField::TrueGradient), []);
    // In one dimension there is no coupling to be wrong.
    let alone = Place { point: vec![0.7], time: 100 };
    assert_eq!(terms_that_differ(&alone, VectorField::Coded), [Term::Decoys]);
    // The remaining terms are not blind: twice each of them is found.
    for term in Term::ALL {
        let derivative = derivative_of_term(&place, term);
        assert!(largest(&derivative) > 1e-3, "{} vanishes here", term.name());
        assert!(!agree(&times(2.0, &derivative), &derivative, &place), "{}", term.name());
        assert!(!agree(&times(1.0 + 1e-9, &derivative), &derivative, &place), "{}", term.name());
    }
    // Another reading of the clock is another loss, in its shift alone.
    let later = Place { time: 101, ..place.clone() };
    for term in Term::ALL {
        let moved = !same_vectors(&derivative_of_term(&place, term), &derivative_of_term(&later, term));
        assert_eq!(moved, term == Term::Shift, "{}", term.name());
    }
}

// C1: language.

/// Small enough for a gradient by dual numbers along every output entry.
const SMALL: Sizes = Sizes { vocabulary: 7, sequence: 4, embedding: 3, batch: 2 };

/// The gradient of a batch's loss as the program computes it, and the
/// derivative of that loss along every entry of the output matrix.
fn batch_gradients(seed: u64, python: Python) -> (Vec<f64>, Vec<f64>) {
    let mut random = Random::new(seed, python);
    let patterns = Patterns::draw(&SMALL, &mut random);
    let model = Model::<Dual<f64>>::draw(&SMALL, &mut random);
    let values: Vec<f64> = model.output.entries().iter().map(|x| x.value).collect();
    let output = Dual::point(&values);
    let mut gradient = vec![Dual::constant(0.0); output.len()];
    let mut oracle = BatchOracle::new(SMALL, &patterns, &model, &mut random);
    oracle.gradient(&output, &mut gradient);
    let loss = oracle.loss().expect("just evaluated");
    let derivative = (0..output.len()).map(|i| loss.along(i)).collect();
    (gradient.into_iter().map(|x| x.value).collect(), derivative)
}

fn agree_closely(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() <= LANGUAGE_GRADIENT)
}

proptest! {
    #![proptest_config(cases(0.125))]

    #[test]
    fn the_language_gradient_is_the_derivative_of_the_batch_loss_along_the_output(seed in any::<u64>()) {
        for python in [Python::Two, Python::Three] {
            let (gradient, derivative) = batch_gradients(seed, python);
            prop_assert!(agree_closely(&gradient, &derivative), "{:?} against {:?}", gradient, derivative);
        }
    }
}

#[test]
fn control_a_language_gradient_off_by_a_part_in_a_million_is_found() {
    let (gradient, derivative) = batch_gradients(1, Python::Three);
    assert!(largest(&gradient) > 1e-4, "the gradient vanishes here");
    assert!(!agree_closely(&times(1.0 + 1e-6, &gradient), &derivative));
    assert!(!agree_closely(&times(-1.0, &gradient), &derivative));
}

/// The largest derivative of a token's loss along the entries of one matrix.
fn sensitivity(matrix: impl Fn(&mut Model<Dual<f64>>) -> &mut DenseMatrix<Dual<f64>>) -> f64 {
    let settings = Settings { sizes: SMALL, ..Settings::published(Python::Three) };
    let mut model = first_model::<Dual<f64>>(&settings);
    let entries = matrix(&mut model).entries_mut();
    let values: Vec<f64> = entries.iter().map(|x| x.value).collect();
    entries.clone_from_slice(&Dual::point(&values));
    (0..SMALL.vocabulary).fold(0.0, |most, token| {
        let loss = model.token_loss(token, (token + 1) % SMALL.vocabulary);
        most.max(largest(&loss.derivative))
    })
}

/// The loss depends on all five matrices; the program gives a gradient to the
/// output alone, and leaves the four others as they were drawn.
#[test]
fn the_language_loss_depends_on_the_matrices_that_get_no_gradient() {
    assert!(sensitivity(|model| &mut model.embedding) > 0.0);
    assert!(sensitivity(|model| &mut model.attention) > 0.0);
    assert!(sensitivity(|model| &mut model.feedforward_in) > 0.0);
    assert!(sensitivity(|model| &mut model.feedforward_out) > 0.0);
    assert!(sensitivity(|model| &mut model.output) > 0.0);
}

/// The control: what a loss does not depend on has no derivative: the embedding
/// of one token has no part in the loss of another.
#[test]
fn control_another_tokens_embedding_has_no_part_in_a_tokens_loss() {
    let settings = Settings { sizes: SMALL, ..Settings::published(Python::Three) };
    let mut model = first_model::<Dual<f64>>(&settings);
    let values: Vec<f64> = model.embedding.entries().iter().map(|x| x.value).collect();
    model.embedding.entries_mut().clone_from_slice(&Dual::point(&values));
    let derivative = model.token_loss(2, 3).derivative;
    let (own, others): (Vec<_>, Vec<_>) = derivative.iter().enumerate().partition(|(i, _)| i / SMALL.embedding == 2);
    assert!(own.iter().any(|(_, d)| **d != 0.0));
    assert!(others.len() == (SMALL.vocabulary - 1) * SMALL.embedding && others.iter().all(|(_, d)| **d == 0.0));
}

// C2: rest.

/// A gradient that is 0 everywhere, or this number.
struct Level(f64);

impl Oracle<f64> for Level {
    fn gradient(&mut self, _: &[f64], gradient: &mut [f64]) {
        gradient.fill(self.0);
    }

    fn loss(&self) -> Option<f64> {
        Some(1.0)
    }
}

/// Where a run from rest at `start` comes to, under a constant gradient.
fn rests(method: &Entry, hyper: &Hyperparameters<f64>, gradient: f64, start: &[f64]) -> Vec<f64> {
    let rule = method.on::<f64>().expect("runs on f64");
    let mut state = method.init(start.to_vec());
    for _ in 0..5 {
        rule.step(hyper, &mut Level(gradient), &mut state);
    }
    [state.position, state.velocity].concat()
}

proptest! {
    #![proptest_config(cases(0.5))]

    /// To the bit, though √E has no derivative there: no step makes a NaN of it. A weight
    /// decay is a gradient of its own.
    #[test]
    fn at_rest_on_a_level_field_nothing_moves(pool in pool(), x in coordinate(), y in coordinate()) {
        for method in registry::all() {
            let name = method.description.name;
            let mut hyper = pool.draw(&method);
            let decay = method.description.numbers.iter().position(|spec| spec.name == "weight_decay");
            decay.into_iter().for_each(|place| hyper.numbers[place] = 0.0);
            prop_assert!(rests(&method, &hyper, 0.0, &[x, y]) == [x, y, 0.0, 0.0], "{}", name);
        }
    }
}

/// The control: under a gradient, and with a weight decay, it moves.
#[test]
fn control_under_a_gradient_or_a_weight_decay_rest_is_left() {
    let start = [1.0, -2.0];
    for method in registry::all() {
        let hyper = method.description.defaults();
        let moved = rests(&method, &hyper, 1.0, &start);
        assert!(moved[..2] != start && moved.iter().all(|x| x.is_finite()), "{}", method.description.name);
    }
    let packaged = registry::find("packaged").expect("registered");
    let mut hyper = packaged.description.defaults();
    let place = packaged.description.numbers.iter().position(|spec| spec.name == "weight_decay");
    hyper.numbers[place.expect("it has one")] = 0.5;
    assert!(rests(&packaged, &hyper, 0.0, &start)[..2] != start);
}

// C4: the rate stands inside the velocity.

/// g = 1 everywhere.
struct One;

impl Oracle<f64> for One {
    fn gradient(&mut self, _: &[f64], gradient: &mut [f64]) {
        gradient.fill(1.0);
    }
}

const RATES: [f64; 2] = [0.1, 0.01];
const MOMENTUM: f64 = 0.9;

/// Whether two steps from 0 ended at −0.200, as they do with the rate inside.
fn has_the_rate_inside(end: f64) -> bool {
    (end - -0.2).abs() <= TWO_STEPS
}

#[test]
fn sgd_has_the_learning_rate_inside_the_velocity() {
    let method = registry::find("sgd").expect("registered");
    let rule = method.on::<f64>().expect("runs on f64");
    let mut state = method.init(vec![0.0]);
    for rate in RATES {
        let hyper = Hyperparameters { numbers: vec![rate, MOMENTUM], switches: vec![] };
        method.check(&hyper).expect("the rate and the momentum");
        rule.step(&hyper, &mut One, &mut state);
    }
    assert!(has_the_rate_inside(state.position[0]), "{}", state.position[0]);
}

/// The control: v' = μ v + g, q' = q − η v' ends at −0.119.
#[test]
fn control_with_the_rate_outside_the_velocity_the_end_is_another() {
    let (mut q, mut v) = (0.0, 0.0);
    for rate in RATES {
        v = MOMENTUM * v + 1.0;
        q -= rate * v;
    }
    assert!(!has_the_rate_inside(q));
    assert!((q - -0.119_f64).abs() <= TWO_STEPS, "{q}");
}
