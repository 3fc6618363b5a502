//! Data, points and batches of problems that learn.

use super::*;
use proptest::sample::Index;
use stable_sgd::problem::learning::{Dataset, Drift, Motion, Valley};

/// Features of an example; classes; examples; hidden units; examples of a batch: several of
/// each, and small enough for derivatives along every coordinate.
const COLUMNS: RangeInclusive<usize> = 1..=4;
const CLASSES: RangeInclusive<usize> = 2..=4;
const EXAMPLES: RangeInclusive<usize> = 1..=6;
const UNITS: RangeInclusive<usize> = 1..=5;
const BATCH: RangeInclusive<usize> = 1..=8;

/// Data, hidden units, a batch of the data, and numbers to take a point from.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// The data.
    pub data: Dataset<f64>,
    /// The hidden units.
    pub units: usize,
    /// The examples of a batch, some of them often.
    pub batch: Vec<usize>,
    /// As many numbers |x| ≤ 2 as the largest perceptron has coordinates.
    pub numbers: Vec<f64>,
}

/// The coordinates of the largest perceptron.
const MOST: usize = (*COLUMNS.end() + 1) * *UNITS.end() + (*UNITS.end() + 1) * *CLASSES.end();

/// A lesson in a number of classes.
pub fn lesson(classes: impl Strategy<Value = usize>) -> impl Strategy<Value = Lesson> {
    (COLUMNS, classes, EXAMPLES, UNITS).prop_flat_map(|(columns, classes, examples, units)| {
        let features = vec(tame_point(), columns * examples);
        let labels = vec(0..classes, examples);
        let batch = vec(any::<Index>().prop_map(move |index| index.index(examples)), BATCH);
        (features, labels, batch, vec(tame_point(), MOST)).prop_map(move |(features, labels, batch, numbers)| {
            let data = Dataset::new(columns, classes, features, labels).expect("fits together");
            Lesson { data, units, batch, numbers }
        })
    })
}

/// Any number of classes of a lesson.
pub fn classes() -> impl Strategy<Value = usize> {
    CLASSES
}

/// Sizes of a language model whose coordinates can be differentiated one by one, with two
/// tokens at least.
pub fn language_sizes() -> impl Strategy<Value = Sizes> {
    (2_usize..=8, 2_usize..=5, 1_usize..=3).prop_map(|(vocabulary, sequence, embedding)| Sizes {
        vocabulary,
        sequence,
        embedding,
        batch: 1,
    })
}

/// Most coordinates of a valley or a drift.
pub const LANDSCAPE: usize = 5;

/// A condition number.
fn condition() -> impl Strategy<Value = f64> {
    prop_oneof![1 => Just(1.0), 4 => 1.0..=1e6]
}

/// A valley of up to [`LANDSCAPE`] coordinates.
pub fn valley() -> impl Strategy<Value = Valley> {
    (1..=LANDSCAPE, condition(), 0.01..=100.0, any::<u64>()).prop_map(|(dimension, condition, scale, seed)| Valley {
        dimension,
        condition,
        scale,
        seed,
    })
}

/// A moving optimum of up to [`LANDSCAPE`] coordinates.
pub fn drift() -> impl Strategy<Value = Drift> {
    let motion = prop_oneof![Just(Motion::Walk), (0.1..=10.0).prop_map(|radius| Motion::Circle { radius })];
    (valley(), motion, prop_oneof![1 => Just(0.0), 4 => 0.0..=1.0]).prop_map(|(valley, motion, rate)| {
        let Valley { dimension, condition, scale, seed } = valley;
        Drift { dimension, condition, scale, motion, rate, seed }
    })
}
