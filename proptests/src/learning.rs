//! Losses over examples, and the measured landscapes: each gradient is the derivative of
//! its loss, a batch is the mean of its examples, and training learns.

use crate::strategies::{
    LANDSCAPE, Lesson, cases, classes, drift, fractions, language_sizes, lesson, tame_point, valley,
};
use crate::tolerance::{LEARNING_GRADIENT, RASTRIGIN_GRADIENT};
use flate2::read::GzDecoder;
use proptest::collection::vec;
use proptest::prelude::*;
use stable_sgd::data;
use stable_sgd::method::registry;
use stable_sgd::problem::language::Patterns;
use stable_sgd::problem::learning::{
    BREAST_CANCER, Batch, DIGITS, DIGITS_COMPRESSED, Dataset, DatasetError, Drifting, FiniteSum, IllConditioned,
    LanguageExact, Logistic, MiniBatch, Perceptron, Rastrigin, Split, breast_cancer, digits,
};
use stable_sgd::problem::{Gradient, Loss};
use stable_sgd::scalar::{Approximate, Dual, Rational};
use stable_sgd::trajectory::run;
use std::io::Read;
use std::sync::LazyLock;

/// A loss, its gradient as it is coded, and the gradient by dual numbers.
struct Evaluated {
    loss: f64,
    gradient: Vec<f64>,
    derivative: Vec<f64>,
}

fn evaluate(
    problem: &mut impl FiniteSum<f64>,
    on_duals: &mut impl FiniteSum<Dual<f64>>,
    position: &[f64],
    batch: &[usize],
) -> Evaluated {
    let mut gradient = vec![f64::NAN; position.len()];
    let loss = problem.evaluate(position, batch, &mut gradient);
    let mut unused = vec![Dual::constant(0.0); position.len()];
    let dual = on_duals.evaluate(&Dual::point(position), batch, &mut unused);
    assert_eq!(loss.to_bits(), dual.value.to_bits());
    let derivative = (0..position.len()).map(|i| dual.along(i)).collect();
    Evaluated { loss, gradient, derivative }
}

fn near(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() <= LEARNING_GRADIENT)
}

/// Whether the gradient of a batch is the mean of the gradients of its examples, and so the loss.
fn is_a_mean(problem: &mut impl FiniteSum<f64>, position: &[f64], batch: &[usize], found: &Evaluated) -> bool {
    let mut sum = vec![0.0; position.len() + 1];
    let mut gradient = vec![0.0; position.len()];
    for example in batch {
        let loss = problem.evaluate(position, &[*example], &mut gradient);
        sum.iter_mut().zip(gradient.iter().chain([&loss])).for_each(|(sum, x)| *sum += x / batch.len() as f64);
    }
    near(&sum, &[&found.gradient[..], &[found.loss]].concat())
}

/// A logistic regression or a perceptron on a lesson, evaluated, and whether it is a mean.
fn logistic(lesson: &Lesson, batch: &[usize]) -> (Evaluated, bool) {
    let on_duals = lesson.data.map(|x| Dual::constant(*x));
    let mut problem = Logistic::new(&lesson.data, 0.1).expect("two classes");
    let mut dual = Logistic::new(&on_duals, Dual::constant(0.1)).expect("two classes");
    let position = &lesson.numbers[..problem.dimension()];
    let found = evaluate(&mut problem, &mut dual, position, batch);
    let mean = is_a_mean(&mut problem, position, batch, &found);
    (found, mean)
}

fn perceptron(lesson: &Lesson, batch: &[usize]) -> (Evaluated, bool) {
    let on_duals = lesson.data.map(|x| Dual::constant(*x));
    let mut problem = Perceptron::new(&lesson.data, lesson.units).expect("units");
    let mut dual = Perceptron::new(&on_duals, lesson.units).expect("units");
    let position = &lesson.numbers[..problem.dimension()];
    let found = evaluate(&mut problem, &mut dual, position, batch);
    let mean = is_a_mean(&mut problem, position, batch, &found);
    (found, mean)
}

fn gradient<T: Clone>(field: &impl Gradient<T>, position: &[T]) -> Vec<T> {
    let mut gradient = position.to_vec();
    field.gradient(position, &mut gradient);
    gradient
}

/// The derivative of a loss in fractions, exactly.
fn exact_derivative(loss: &impl Loss<Dual<Rational>>, position: &[Rational]) -> Vec<Rational> {
    let value = loss.loss(&Dual::point(position));
    (0..position.len()).map(|i| value.along(i)).collect()
}

proptest! {
    #![proptest_config(cases(0.5))]

    #[test]
    fn a_logistic_gradient_is_the_derivative_of_the_batch_loss_and_the_mean_of_its_examples(
        lesson in lesson(Just(2))
    ) {
        let (found, mean) = logistic(&lesson, &lesson.batch);
        prop_assert!(near(&found.gradient, &found.derivative), "{:?}, {:?}", found.gradient, found.derivative);
        prop_assert!(mean && found.loss > 0.0);
    }

    #[test]
    fn a_perceptrons_gradient_is_the_derivative_of_the_batch_loss_and_the_mean_of_its_examples(
        lesson in lesson(classes())
    ) {
        let (found, mean) = perceptron(&lesson, &lesson.batch);
        prop_assert!(near(&found.gradient, &found.derivative), "{:?}, {:?}", found.gradient, found.derivative);
        prop_assert!(mean && found.loss > 0.0);
    }

    /// All five matrices, at points up to eight times as far out as the start.
    #[test]
    fn the_exact_language_gradient_is_the_derivative_of_the_batch_loss_and_the_mean_of_its_examples(
        (sizes, seed) in (language_sizes(), any::<u64>()),
        (factor, batch) in (0.5..8.0, vec(0_usize..40, 1..=6)),
    ) {
        let patterns = Patterns::of_seed(&sizes, seed);
        let mut problem = LanguageExact::<f64>::new(&sizes, &patterns).expect("sizes");
        let mut dual = LanguageExact::<Dual<f64>>::new(&sizes, &patterns).expect("sizes");
        let position: Vec<f64> = problem.start(seed).iter().map(|x| factor * x).collect();
        let found = evaluate(&mut problem, &mut dual, &position, &batch);
        prop_assert!(near(&found.gradient, &found.derivative), "{:?}, {:?}", found.gradient, found.derivative);
        prop_assert!(is_a_mean(&mut problem, &position, &batch, &found));
    }

    #[test]
    fn a_valleys_gradient_is_the_derivative_of_its_loss_exactly((valley, raw) in (valley(), fractions(LANDSCAPE))) {
        let floats = IllConditioned::new(valley).expect("a valley");
        let position = &raw[..valley.dimension];
        let found = gradient(&floats.map(Rational::from_f64), position);
        prop_assert_eq!(found, exact_derivative(&floats.map(|x| Dual::constant(Rational::from_f64(x))), position));
    }

    #[test]
    fn a_drifts_gradient_is_the_derivative_of_its_loss_exactly(
        (drift, time, raw) in (drift(), 0_u64..100, fractions(LANDSCAPE))
    ) {
        let mut exact = Drifting::new(drift).expect("a drift").map(Rational::from_f64);
        let mut dual = Drifting::new(drift).expect("a drift").map(|x| Dual::constant(Rational::from_f64(x)));
        exact.set_time(time);
        dual.set_time(time);
        let position = &raw[..drift.dimension];
        prop_assert_eq!(gradient(&exact, position), exact_derivative(&dual, position));
    }

    #[test]
    fn rastrigins_gradient_is_the_derivative_of_his_loss(seed in any::<u64>()) {
        let problem = Rastrigin::new(LANDSCAPE, 10.0).expect("coordinates");
        let dual = Rastrigin::new(LANDSCAPE, Dual::constant(10.0)).expect("coordinates");
        let position = problem.start(seed);
        let loss = dual.loss(&Dual::point(&position));
        prop_assert_eq!(problem.loss(&position).to_bits(), loss.value.to_bits());
        for (i, g) in gradient(&problem, &position).into_iter().enumerate() {
            prop_assert!((g - loss.along(i)).abs() <= RASTRIGIN_GRADIENT, "{} against {}", g, loss.along(i));
        }
    }

    /// Whatever stands in the bytes, there is an error, and no panic.
    #[test]
    fn an_altered_byte_is_found((place, change) in (0_usize..119_913, 1_u8..)) {
        let mut bytes = data::BREAST_CANCER.to_vec();
        bytes[place] ^= change;
        prop_assert!(matches!(breast_cancer(&bytes), Err(DatasetError::Altered(_))));
    }

    /// However a set is split, features keep their classes, and standardised ones their order.
    #[test]
    fn a_split_keeps_every_example(
        (features, seed, test) in (vec(tame_point(), 2..20), any::<u64>(), any::<prop::sample::Index>())
    ) {
        let examples = features.len();
        let labels = features.iter().map(|x| usize::from(*x > 0.0)).collect();
        let data = Dataset::new(1, 2, features.clone(), labels).expect("fits");
        let split = data.split(1 + test.index(examples - 1), seed).expect("two parts");
        let parts = [&split.training, &split.test];
        let rows = || parts.iter().flat_map(|part| (0..part.examples()).map(|i| (part.features(i)[0], part.label(i))));
        prop_assert!(rows().all(|(x, label)| label == usize::from(x > 0.0)));
        let sorted = |mut numbers: Vec<f64>| { numbers.sort_by(f64::total_cmp); numbers };
        prop_assert_eq!(sorted(rows().map(|(x, _)| x).collect()), sorted(features));
    }
}

/// The control: no gradient passes with a sign changed, nor with one example left out.
#[test]
fn control_a_changed_sign_and_a_missing_example_are_caught() {
    let data = |classes| {
        let features = vec![0.5, -1.0, 1.5, 0.75, -0.25, 1.25];
        Dataset::new(2, classes, features, vec![0, 1, 1]).expect("fits")
    };
    let numbers: Vec<f64> = (1..50).map(|i| f64::from(i % 7 - 3) / 4.0 + 0.1).collect();
    let lesson = |classes| Lesson { data: data(classes), units: 3, batch: vec![0, 1, 2], numbers: numbers.clone() };
    for (whole, part) in [
        (logistic(&lesson(2), &[0, 1, 2]), logistic(&lesson(2), &[0, 1])),
        (perceptron(&lesson(3), &[0, 1, 2]), perceptron(&lesson(3), &[0, 1])),
    ] {
        let (whole, part) = (whole.0, part.0);
        assert!(near(&whole.gradient, &whole.derivative));
        assert!(!near(&part.gradient, &whole.derivative));
        for i in 0..whole.gradient.len() {
            let mut changed = whole.gradient.clone();
            changed[i] = -changed[i];
            assert!(!near(&changed, &whole.derivative), "coordinate {i}");
        }
    }
}

static DIGITS_TEXT: LazyLock<Vec<u8>> = LazyLock::new(|| {
    DIGITS_COMPRESSED.verify(data::DIGITS_COMPRESSED).expect("the committed file");
    let mut text = Vec::new();
    GzDecoder::new(data::DIGITS_COMPRESSED).read_to_end(&mut text).expect("the committed file");
    text
});

#[test]
fn the_digits_are_read_as_their_readme_says() {
    let data = DIGITS.read(&DIGITS_TEXT).expect("the committed file");
    assert_eq!((data.examples(), data.columns(), data.classes()), (1797, 64, 10));
    let counts: Vec<usize> = (0..10).map(|digit| (0..1797).filter(|i| data.label(*i) == digit).count()).collect();
    assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    assert!((0..1797).all(|i| data.features(i).iter().all(|pixel| (0.0..=16.0).contains(pixel))));
    let Split { training, test } = digits(&DIGITS_TEXT).expect("the committed file");
    assert_eq!((training.examples(), test.examples()), (1437, 360));
    assert!((0..360).all(|i| test.features(i).iter().all(|pixel| (0.0..=1.0).contains(pixel))));
    // The controls: other files, and the compressed bytes, are none of this one.
    assert!(matches!(digits(data::BREAST_CANCER), Err(DatasetError::Altered(_))));
    assert!(matches!(digits(data::DIGITS_COMPRESSED), Err(DatasetError::Altered(_))));
    assert!(BREAST_CANCER.read(data::BREAST_CANCER).is_ok() && DIGITS_COMPRESSED.verify(&DIGITS_TEXT).is_err());
}

/// The share of the digits held back that a perceptron of 32 units gets right after steps
/// of plain SGD with batches of 32, at this rate.
fn taught(steps: usize, rate: f64, seed: u64) -> f64 {
    let Split { training, test } = digits(&DIGITS_TEXT).expect("the committed file");
    let problem = Perceptron::new(&training, 32).expect("units");
    let start = problem.start(seed);
    let mut oracle = MiniBatch::new(problem, Batch::Of(32), seed).expect("examples");
    let sgd = registry::find("sgd").expect("registered");
    let mut hyper = sgd.description.defaults();
    hyper.numbers = vec![rate, 0.0];
    let end = run(&sgd, &hyper, &mut oracle, start, steps, |_| 0.0).expect("runs").end.position;
    Perceptron::new(&test, 32).expect("units").accuracy(&end)
}

#[test]
fn a_perceptron_learns_the_digits_in_some_hundred_steps() {
    for seed in [1, 2, 3] {
        let accuracy = taught(300, 0.3, seed);
        assert!(accuracy > 0.9, "{accuracy}");
    }
    // The controls: without steps, and uphill, it knows no more than chance.
    assert!(taught(0, 0.3, 1) < 0.25);
    assert!(taught(300, -0.3, 1) < 0.25);
}
