//! The perceptron, tested.

use super::super::tests::{has_its_gradient, normals};
use super::*;
use crate::scalar::Dual;

fn data() -> Dataset<f64> {
    Dataset::new(4, 3, normals(0, 24), vec![0, 1, 2, 2, 1, 0]).expect("fits")
}

#[test]
fn the_gradient_is_the_derivative_of_the_loss() {
    let data = data();
    let on_duals = data.map(|x| Dual::constant(*x));
    let problem = Perceptron::new(&data, 5).expect("units");
    let dual = Perceptron::new(&on_duals, 5).expect("units");
    // More examples than go through together, some of them often.
    let batch: Vec<usize> = (0..TOGETHER + 3).map(|i| i * i % 6).collect();
    assert!(has_its_gradient(problem, dual, &normals(1, 5 * 5 + 6 * 3), &batch));
}

/// One input, one unit, two classes, by hand: l = (w a + b, 0) with a = tanh(x).
#[test]
fn the_parts_of_a_point_are_where_the_layout_says() {
    let data = Dataset::new(1, 2, vec![0.5], vec![1]).expect("fits");
    let mut problem = Perceptron::new(&data, 1).expect("units");
    let (point, mut gradient) = ([1.0, 0.25, 2.0, 0.0, 0.125, 0.0], [0.0; 6]);
    let loss = problem.evaluate(&point, &[0], &mut gradient);
    let logit = 2.0 * 0.75_f64.tanh() + 0.125;
    assert!((loss - (1.0 + logit.exp()).ln()).abs() < 1e-15, "{loss}");
    let error = 1.0 / (1.0 + (-logit).exp());
    let back = error * 2.0 * (1.0 - 0.75_f64.tanh().powi(2));
    let expected = [0.5 * back, back, error * 0.75_f64.tanh(), -error * 0.75_f64.tanh(), error, -error];
    assert!(gradient.iter().zip(expected).all(|(g, e)| (g - e).abs() < 1e-15), "{gradient:?}");
    assert_eq!(problem.accuracy(&point), 0.0);
}

#[test]
fn a_start_has_the_bounds_of_its_layers_and_no_bias() {
    let data = data();
    let problem = Perceptron::new(&data, 5).expect("units");
    let start = problem.start(3);
    let [first, first_bias, second, second_bias] = parts(&start, problem.ends());
    let largest = |part: &[f64]| part.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    for (part, bound) in [(first, (6.0_f64 / 9.0).sqrt()), (second, (6.0_f64 / 8.0).sqrt())] {
        assert!(largest(part) <= bound && largest(part) > 0.8 * bound, "{}", largest(part));
    }
    assert!(first_bias.iter().chain(second_bias).all(|b| *b == 0.0));
    assert_eq!((start.len(), problem.dimension()), (43, 43));
    assert_ne!(start, problem.start(4));
}

/// What an evaluation leaves in the buffers has no influence on the next.
#[test]
fn buffers_hold_nothing_back() {
    let data = data();
    let mut used = Perceptron::new(&data, 5).expect("units");
    let mut fresh = used.clone();
    let [mut first, mut second] = [vec![0.0; 43], vec![1.0; 43]];
    used.evaluate(&normals(1, 43), &[5, 4, 3, 2, 1, 0], &mut first);
    used.accuracy(&normals(2, 43));
    let point = normals(3, 43);
    assert_eq!(used.evaluate(&point, &[1, 2], &mut first), fresh.evaluate(&point, &[1, 2], &mut second));
    assert_eq!(first, second);
}

#[test]
#[should_panic(expected = "expected a point and a gradient of 43 coordinates each")]
fn a_point_of_another_dimension_panics() {
    let data = data();
    Perceptron::new(&data, 5).expect("units").evaluate(&[0.0; 44], &[0], &mut [0.0; 44]);
}

#[test]
fn no_units_and_no_classes_are_refused() {
    let none = Dataset::new(1, 0, Vec::<f64>::new(), Vec::new()).expect("fits");
    for (data, hidden) in [(&data(), 0), (&none, 1)] {
        assert!(matches!(Perceptron::new(data, hidden), Err(WrongProblem::Empty(_))));
    }
}
