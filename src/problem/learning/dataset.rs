//! Examples, each of a class.

use crate::reference::TraceError;

/// Examples to learn from: rows of features, and the class of each.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset<T> {
    columns: usize,
    classes: usize,
    pub(super) features: Vec<T>,
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
    #[error(
        "{file}, line {line}: expected {expected} cells apart by commas, found {found}; complete the line or drop it"
    )]
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
    #[error(
        "{file}, line {line}, column {column}: expected a class from 0 to {highest}, found {text:?}; correct it or drop the line"
    )]
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
    #[error("{file}: expected {expected} examples, found {found}; restore the file from the repository")]
    Examples {
        /// The file.
        file: &'static str,
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// Features and classes do not fit together.
    #[error(
        "expected at least one feature and {columns} for each of {labels} examples, found {features} in all: give each example its own"
    )]
    Shape {
        /// The features of an example.
        columns: usize,
        /// How many examples have a class.
        labels: usize,
        /// The number of features given.
        features: usize,
    },
    /// An example's class is not below the number of classes.
    #[error("example {example}: expected a class below {classes}, found {found}: correct it, or state more classes")]
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

impl<T: Clone> Dataset<T> {
    /// The examples of these numbers, in this order.
    pub(super) fn chosen(&self, examples: &[usize]) -> Self {
        let features = examples.iter().flat_map(|i| self.features(*i)).cloned().collect();
        let labels = examples.iter().map(|i| self.label(*i)).collect();
        Self { columns: self.columns, classes: self.classes, features, labels }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_and_classes_that_do_not_fit_are_refused() {
        let shape = |columns, features, labels| Dataset::new(columns, 2, vec![0.0; features], vec![0; labels]);
        assert_eq!(shape(2, 5, 2), Err(DatasetError::Shape { columns: 2, labels: 2, features: 5 }));
        assert!(shape(0, 0, 2).is_err() && shape(2, 4, 2).is_ok());
        let class = Dataset::new(1, 2, vec![0.0; 3], vec![1, 0, 2]);
        assert_eq!(class, Err(DatasetError::Class { example: 3, classes: 2, found: 2 }));
    }
}
