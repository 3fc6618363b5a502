//! Examples, each of a class.

use crate::experiment::metrics::{mean, variance};
use crate::random::counter::{Purpose, Stream};
use crate::reference::TraceError;

/// Examples to learn from: rows of features, and the class of each.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset<T> {
    columns: usize,
    classes: usize,
    features: Vec<T>,
    labels: Vec<usize>,
}

/// Why there is no data set. Lines and columns are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatasetError {
    /// The bytes are not those of the file.
    #[error(transparent)]
    Altered(#[from] TraceError),
    /// The first line is another.
    #[error("{file}: expected the first line {expected:?}, found {found:?}; restore the file from the repository")]
    Header {
        /// The file.
        file: &'static str,
        /// The line that it should have.
        expected: &'static str,
        /// The line that it has.
        found: String,
    },
    /// A line has too few or too many cells.
    #[error("{file}, line {line}: expected {expected} cells apart by commas, found {found}")]
    Cells {
        /// The file.
        file: &'static str,
        /// The line.
        line: usize,
        /// How many cells there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A cell is missing, or no number, or not a finite one.
    #[error(
        "{file}, line {line}, column {column}: expected a finite number, found {text:?}; fill it in or drop the line"
    )]
    NoNumber {
        /// The file.
        file: &'static str,
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// What the cell has.
        text: String,
    },
    /// A class is none of the file's.
    #[error("{file}, line {line}, column {column}: expected a class from 0 to {highest}, found {text:?}")]
    NoClass {
        /// The file.
        file: &'static str,
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// The highest class.
        highest: usize,
        /// What the cell has.
        text: String,
    },
    /// There are too few or too many examples.
    #[error("{file}: expected {expected} examples, found {found}")]
    Examples {
        /// The file.
        file: &'static str,
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// Features and classes do not fit together.
    #[error("expected {columns} features for each of {labels} classes, found {features} features in all")]
    Shape {
        /// The features of an example.
        columns: usize,
        /// The number of classes given, one an example.
        labels: usize,
        /// The number of features given.
        features: usize,
    },
    /// An example's class is not below the number of classes.
    #[error("example {example}: expected a class below {classes}, found {found}")]
    Class {
        /// The example, counted from 1.
        example: usize,
        /// The number of classes.
        classes: usize,
        /// The class given.
        found: usize,
    },
    /// One of the two parts of a split would be empty.
    #[error("cannot hold back {test} of {examples} examples: choose from 1 to {}", examples.saturating_sub(1))]
    Split {
        /// How many should be held back.
        test: usize,
        /// How many there are.
        examples: usize,
    },
    /// A column has one value throughout: it cannot be brought to deviation 1.
    #[error("column {column} has the same value in every example of the training part: drop it or scale it otherwise")]
    Constant {
        /// The column.
        column: usize,
    },
}

impl<T> Dataset<T> {
    /// Examples of `columns` features each, row by row, and the class of each, below `classes`.
    ///
    /// # Errors
    /// Where there is no feature, the numbers of features and classes do not fit together,
    /// or a class is too high.
    pub fn new(columns: usize, classes: usize, features: Vec<T>, labels: Vec<usize>) -> Result<Self, DatasetError> {
        if columns == 0 || features.len() != columns * labels.len() {
            return Err(DatasetError::Shape { columns, labels: labels.len(), features: features.len() });
        }
        match labels.iter().position(|label| *label >= classes) {
            Some(i) => Err(DatasetError::Class { example: i + 1, classes, found: labels[i] }),
            None => Ok(Self { columns, classes, features, labels }),
        }
    }

    /// How many examples there are.
    pub fn examples(&self) -> usize {
        self.labels.len()
    }

    /// How many features each has.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// How many classes there are.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// The features of an example, counted from 0.
    ///
    /// # Panics
    /// Where there is no such example, as [`Self::label`].
    #[inline]
    pub fn features(&self, example: usize) -> &[T] {
        &self.features[example * self.columns..][..self.columns]
    }

    /// The class of an example, counted from 0.
    #[inline]
    pub fn label(&self, example: usize) -> usize {
        self.labels[example]
    }

    /// The same examples with features of another type.
    pub fn map<U>(&self, convert: impl Fn(&T) -> U) -> Dataset<U> {
        let features = self.features.iter().map(convert).collect();
        Dataset { columns: self.columns, classes: self.classes, features, labels: self.labels.clone() }
    }
}

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

    /// The examples of these numbers, in this order.
    fn chosen(&self, examples: &[usize]) -> Self {
        let features = examples.iter().flat_map(|i| self.features(*i)).cloned().collect();
        let labels = examples.iter().map(|i| self.label(*i)).collect();
        Self { columns: self.columns, classes: self.classes, features, labels }
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
        let columns = self.training.columns;
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

    #[test]
    fn shapes_and_classes_that_do_not_fit_are_refused() {
        let shape = |columns, features, labels| Dataset::new(columns, 2, vec![0.0; features], vec![0; labels]);
        assert_eq!(shape(2, 5, 2), Err(DatasetError::Shape { columns: 2, labels: 2, features: 5 }));
        assert!(shape(0, 0, 2).is_err() && shape(2, 4, 2).is_ok());
        let class = Dataset::new(1, 2, vec![0.0; 3], vec![1, 0, 2]);
        assert_eq!(class, Err(DatasetError::Class { example: 3, classes: 2, found: 2 }));
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
