//! A data set in two parts: what is learnt from, and what is held back.

use super::{Dataset, DatasetError};
use crate::random::counter::{Purpose, Stream};
use crate::sample::{mean, variance};

/// A data set in two parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Split<T> {
    /// The examples that are learnt from.
    pub training: Dataset<T>,
    /// The examples that are held back.
    pub test: Dataset<T>,
}

impl<T: Clone> Dataset<T> {
    /// Shuffles the examples by `seed` and holds the first `test` of them back.
    ///
    /// The shuffle is Fisher's and Yates' (D. E. Knuth, The Art of Computer Programming,
    /// vol. 2, 3rd ed. (1997), algorithm P): in place i comes the one of the n − i that are
    /// left which [`Stream::index`] names at step 0, coordinate i, for [`Purpose::Problem`].
    ///
    /// # Errors
    /// Where either part would be empty.
    pub fn split(&self, test: usize, seed: u64) -> Result<Split<T>, DatasetError> {
        let examples = self.examples();
        if test == 0 || test >= examples {
            return Err(DatasetError::Split { test, examples });
        }
        let stream = Stream::new(seed, Purpose::Problem);
        let mut order: Vec<usize> = (0..examples).collect();
        for i in 0..examples {
            order.swap(i, i + stream.index(0, i as u32, examples - i));
        }
        let (test, training) = order.split_at(test);
        Ok(Split { training: self.chosen(training), test: self.chosen(test) })
    }
}

impl<T> Split<T> {
    /// The same parts with features of another type.
    pub fn map<U>(&self, convert: impl Fn(&T) -> U) -> Split<U> {
        Split { training: self.training.map(&convert), test: self.test.map(&convert) }
    }
}

impl Split<f64> {
    /// (x − mean) / deviation, column by column, with the mean and the deviation (over the
    /// population) of the training part: so the held back examples have no part in them.
    ///
    /// # Errors
    /// Where a column does not vary in the training part.
    pub fn standardised(mut self) -> Result<Self, DatasetError> {
        let columns = self.training.columns();
        for column in 0..columns {
            let values: Vec<f64> = self.training.features.iter().skip(column).step_by(columns).copied().collect();
            if values.iter().all(|x| *x == values[0]) {
                return Err(DatasetError::Constant { column: column + 1 });
            }
            let (centre, deviation) = (mean(&values), variance(&values).sqrt());
            for part in [&mut self.training, &mut self.test] {
                for x in part.features.iter_mut().skip(column).step_by(columns) {
                    *x = (*x - centre) / deviation;
                }
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(examples: usize) -> Dataset<f64> {
        let features = (0..2 * examples).map(|i| i as f64).collect();
        Dataset::new(2, 3, features, (0..examples).map(|i| i % 3).collect()).expect("fits")
    }

    /// Every example is in one part, with its own class; another seed, another split.
    #[test]
    fn a_split_shuffles_and_loses_nothing() {
        let data = counted(20);
        let split = data.split(5, 1).expect("parts");
        assert_eq!((split.test.examples(), split.training.examples()), (5, 15));
        let parts = [&split.test, &split.training];
        let rows = || parts.iter().flat_map(|part| (0..part.examples()).map(|i| (part.features(i), part.label(i))));
        let mut found: Vec<usize> = rows().map(|(features, _)| features[0] as usize / 2).collect();
        assert!(rows().all(|(features, label)| features[0] as usize / 2 % 3 == label));
        assert_ne!(found, (0..20).collect::<Vec<_>>(), "not shuffled");
        found.sort_unstable();
        assert_eq!(found, (0..20).collect::<Vec<_>>());
        assert_eq!(data.split(5, 1), Ok(split.clone()));
        assert_ne!(data.split(5, 2), Ok(split));
    }

    #[test]
    fn a_part_without_examples_is_refused() {
        for test in [0, 20, 21] {
            let error = counted(20).split(test, 1).expect_err("an empty part");
            assert_eq!(error, DatasetError::Split { test, examples: 20 });
            assert!(error.to_string().contains("from 1 to 19"), "{error}");
        }
    }

    #[test]
    fn standardised_columns_have_mean_0_and_deviation_1_over_the_training_part() {
        let split = counted(20).split(5, 1).expect("parts");
        let standard = split.clone().standardised().expect("columns vary");
        let column = |part: &Dataset<f64>, j: usize| (0..part.examples()).map(|i| part.features(i)[j]).collect();
        let moments = |part: &Dataset<f64>, j| {
            let values: Vec<f64> = column(part, j);
            (mean(&values).abs(), (variance(&values) - 1.0).abs())
        };
        for j in 0..2 {
            let (centre, spread) = moments(&standard.training, j);
            assert!(centre < 1e-15 && spread < 1e-15, "{centre}, {spread}");
            // The controls: neither the raw column nor the test part has these moments.
            assert!(moments(&split.training, j).0 > 1.0 && moments(&standard.test, j).0 > 1e-3);
        }
        let flat = Dataset::new(2, 1, vec![1.0, 0.1, 2.0, 0.1, 3.0, 0.1], vec![0; 3]).expect("fits");
        let error = flat.split(1, 1).expect("parts").standardised();
        assert_eq!(error, Err(DatasetError::Constant { column: 2 }));
    }
}
