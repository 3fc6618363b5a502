//! The language model that learns as a whole, tested.

use super::super::tests::has_its_gradient;
use super::super::{Batch, MiniBatch};
use super::*;
use crate::method::Oracle;
use crate::scalar::Dual;
use crate::trajectory::run;
use std::collections::BTreeMap;

const SMALL: Sizes = Sizes { vocabulary: 12, sequence: 6, embedding: 3, batch: 2 };

/// All five matrices, at a point where about half of the hidden units are cut off.
#[test]
fn the_gradient_is_the_derivative_of_the_loss() {
    let patterns = Patterns::of_seed(&SMALL, 2);
    let problem = LanguageExact::<f64>::new(&SMALL, &patterns).expect("sizes");
    let dual = LanguageExact::<Dual<f64>>::new(&SMALL, &patterns).expect("sizes");
    let position: Vec<f64> = problem.start(1).iter().map(|x| 5.0 * x).collect();
    assert!(has_its_gradient(problem, dual, &position, &[3, 12, 25, 25, 11]));
}

/// Token by token from first principles: the sum over the pairs of a pattern.
#[test]
fn the_loss_is_that_of_the_published_model() {
    let patterns = Patterns::of_seed(&SMALL, 2);
    let mut problem = LanguageExact::<f64>::new(&SMALL, &patterns).expect("sizes");
    let position = problem.start(1);
    let layers = problem.layers(&position);
    let [mut attended, mut hidden, mut features, mut logits] = [3, 6, 3, 12].map(|n| vec![0.0; n]);
    let expected = patterns.pairs()[4].iter().fold(0.0, |sum, (token, next)| {
        layers.forward(*token, Slots { attended: &mut attended, hidden: &mut hidden, features: &mut features });
        set_product(&features, layers.output, &mut logits);
        softmax(&mut logits);
        sum - logits[*next].ln()
    });
    let loss = problem.evaluate(&position, &[4], &mut vec![0.0; problem.dimension()]);
    assert!((loss - expected).abs() < 1e-13, "{loss} against {expected}");
}

/// The entropy of what follows a token, given the token: Σ over the pairs of all patterns of
/// −ln (how often the pair occurs / how often its token does), a pair. It is the least loss
/// that probabilities of the token alone can have.
fn entropy(patterns: &Patterns) -> f64 {
    let (mut tokens, mut pairs) = (BTreeMap::new(), BTreeMap::new());
    for pair in patterns.pairs().iter().flatten() {
        *tokens.entry(pair.0).or_insert(0.0) += 1.0;
        *pairs.entry(*pair).or_insert(0.0) += 1.0;
    }
    let total = pairs.iter().fold(0.0, |sum, (pair, count): (_, &f64)| sum - count * (count / tokens[&pair.0]).ln());
    total / pairs.values().fold(0.0, |sum, count| sum + count)
}

#[test]
fn training_falls_below_chance_and_not_below_the_entropy() {
    let sizes = Sizes { vocabulary: 30, sequence: 20, embedding: 16, batch: 8 };
    let patterns = Patterns::of_seed(&sizes, 1);
    let problem = LanguageExact::new(&sizes, &patterns).expect("sizes");
    let start = problem.start(1);
    let mut oracle = MiniBatch::new(problem, Batch::Of(8), 1).expect("patterns");
    let (chance, floor) = (30_f64.ln(), entropy(&patterns));
    let pairs_per_pattern = patterns.pairs().iter().map(Vec::len).sum::<usize>() as f64 / patterns.pairs().len() as f64;
    let per_pair = |loss: f64| loss / pairs_per_pattern;
    assert!((per_pair(oracle.whole(&start)) - chance).abs() < 1e-2);
    let sgd = crate::method::registry::find("sgd").expect("registered");
    let mut hyper = sgd.description.defaults();
    hyper.numbers = vec![0.01, 0.9];
    let end = run(&sgd, &hyper, &mut oracle, start, 1500, |_| 0.0).expect("runs").end.position;
    let loss = per_pair(oracle.whole(&end));
    assert!(floor < loss && loss < 0.8 * chance, "{floor} < {loss} < {chance}");
    assert!(oracle.loss().is_some_and(f64::is_finite));
}

#[test]
fn sizes_of_0_are_refused() {
    let patterns = Patterns::of_seed(&SMALL, 2);
    let refused = |sizes| LanguageExact::<f64>::new(&sizes, &patterns).map(|_| ()).expect_err("a size of 0");
    assert_eq!(refused(Sizes { vocabulary: 0, ..SMALL }), WrongProblem::Empty("vocabulary"));
    assert_eq!(refused(Sizes { embedding: 0, ..SMALL }), WrongProblem::Empty("embedding"));
}
