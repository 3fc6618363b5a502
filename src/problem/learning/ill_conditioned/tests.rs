//! The valley, tested.

use super::*;
use crate::scalar::{Approximate, Dual, Rational};

const VALLEY: Valley = Valley { dimension: 4, condition: 1000.0, scale: 2.0, seed: 3 };

fn exact() -> IllConditioned<Rational> {
    IllConditioned::new(VALLEY).expect("a valley").map(Rational::from_f64)
}

fn gradient<T: Field>(problem: &IllConditioned<T>, position: &[T]) -> Vec<T> {
    let mut gradient = vec![T::zero(); position.len()];
    problem.evaluate(position, &mut gradient);
    gradient
}

/// The eigenvector of H, of length 1, that belongs to an eigenvalue: a column of Q.
fn eigenvector(problem: &IllConditioned<Rational>, index: usize) -> Vec<Rational> {
    let mut vector = vec![Rational::from(0); 4];
    vector[index] = Rational::from(1);
    problem.reflections.iter().rev().for_each(|reflection| reflection.reflect(&mut vector));
    vector
}

/// H qᵢ = λᵢ qᵢ, qᵢ · qⱼ = [i = j], and U(o + qᵢ) = λᵢ/2, in fractions.
#[test]
fn the_hessian_has_the_stated_eigenvalues_exactly() {
    let problem = exact();
    let vectors: Vec<Vec<Rational>> = (0..4).map(|i| eigenvector(&problem, i)).collect();
    for (i, vector) in vectors.iter().enumerate() {
        let position: Vec<Rational> = problem.optimum().iter().zip(vector).map(|(o, q)| o.clone() + q).collect();
        let eigenvalue = &problem.eigenvalues()[i];
        let stretched: Vec<Rational> = vector.iter().map(|q| eigenvalue.clone() * q).collect();
        assert_eq!(gradient(&problem, &position), stretched);
        assert_eq!(problem.loss(&position), eigenvalue.clone() * &Rational::ratio(1, 2));
        for (j, other) in vectors.iter().enumerate() {
            assert_eq!(dot(vector, other), Rational::from(i64::from(i == j)));
        }
        // The control: it is no axis, along which any diagonal matrix would pass.
        assert!(vector.iter().filter(|q| **q != Rational::from(0)).count() > 1);
    }
    let floats = IllConditioned::new(VALLEY).expect("a valley");
    assert_eq!((floats.eigenvalues()[0], floats.eigenvalues()[3]), (0.002, 2.0));
}

/// By duals of fractions, so exactly; and with a sign changed not at all.
#[test]
fn the_gradient_is_the_derivative_of_the_loss() {
    let problem = exact();
    let dual = IllConditioned::new(VALLEY).expect("a valley").map(|x| Dual::constant(Rational::from_f64(x)));
    let position: Vec<Rational> = (1..5).map(|i| Rational::ratio(3 - i, i)).collect();
    let loss = dual.loss(&Dual::point(&position));
    assert_eq!(loss.value, problem.loss(&position));
    for (i, g) in gradient(&problem, &position).into_iter().enumerate() {
        assert_eq!(g, loss.along(i));
        assert_ne!(-g, loss.along(i), "the control");
    }
    assert!(gradient(&problem, problem.optimum()).iter().all(|g| *g == Rational::from(0)));
}

#[test]
fn seeds_turn_the_valley_and_floats_follow_the_fractions() {
    let [problem, other] = [3, 4].map(|seed| IllConditioned::new(Valley { seed, ..VALLEY }).expect("a valley"));
    let position = problem.start(1);
    let exactly = gradient(&exact(), &position.iter().map(|x| Rational::from_f64(*x)).collect::<Vec<_>>());
    let near = |found: &[f64]| found.iter().zip(&exactly).all(|(g, e)| (g - e.to_f64()).abs() < 1e-14);
    assert!(near(&gradient(&problem, &position)) && !near(&gradient(&other, &position)));
    assert_ne!(problem.start(1), problem.start(2));
}

#[test]
#[should_panic(expected = "expected a point and a gradient of 4 coordinates each")]
fn a_gradient_of_another_dimension_panics() {
    IllConditioned::new(VALLEY).expect("a valley").evaluate(&[0.0; 4], &mut [0.0; 3]);
}

#[test]
fn valleys_that_make_no_sense_are_refused() {
    let refused = |valley| IllConditioned::new(valley).map(|_| ()).expect_err("no valley").to_string();
    assert!(refused(Valley { dimension: 0, ..VALLEY }).contains("dimension"));
    for condition in [0.5, f64::NAN, f64::INFINITY] {
        assert!(refused(Valley { condition, ..VALLEY }).contains(&format!("condition, found {condition}")));
    }
    for scale in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(refused(Valley { scale, ..VALLEY }).contains(&format!("scale, found {scale}")));
    }
    let single = IllConditioned::new(Valley { dimension: 1, ..VALLEY }).expect("one coordinate");
    assert_eq!(single.loss(&[single.optimum()[0] + 1.0]), 1.0);
}
