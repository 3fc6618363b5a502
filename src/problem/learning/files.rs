//! The data sets of `data/learning/`, from the bytes of their files.
//!
//! Their digests stand here, so that a truncated or altered file is found before anything
//! is learnt from it. Nothing is opened: the bytes come in, or are those that are part of the
//! program, which are read once, when they are first asked for.

use super::{Dataset, DatasetError, Split};
use crate::data;
use crate::reference::ReferenceFile;
use flate2::read::GzDecoder;
use std::io::Read;
use std::sync::LazyLock;

/// A file of examples: cells apart by commas, a line an example, its class last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataFile {
    /// Its name, below `data/`, and its digest.
    pub file: ReferenceFile,
    /// Its first line, where that is no example.
    pub header: Option<&'static str>,
    /// How many examples it has.
    pub examples: usize,
    /// How many features each has.
    pub columns: usize,
    /// How many classes there are.
    pub classes: usize,
}

/// Breast Cancer Wisconsin (Diagnostic): 30 measures of cell nuclei; class 0 is malignant,
/// 1 benign. Wolberg, Mangasarian, Street and Street 1993, doi:10.24432/C5DW2B.
pub const BREAST_CANCER: DataFile = DataFile {
    file: ReferenceFile {
        name: "learning/breast_cancer.csv",
        sha256: "fed3eb72d0575ef6192293f5093c6e801b1476b577d0386bf4455504522172ed",
    },
    header: Some("569,30,malignant,benign"),
    examples: 569,
    columns: 30,
    classes: 2,
};

/// Optical Recognition of Handwritten Digits, the test set, decompressed: 8 × 8 counts of
/// dark pixels from 0 to 16; the class is the digit. Alpaydin and Kaynak 1998,
/// doi:10.24432/C50P49.
pub const DIGITS: DataFile = DataFile {
    file: ReferenceFile {
        name: "learning/digits.csv",
        sha256: "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8",
    },
    header: None,
    examples: 1797,
    columns: 64,
    classes: 10,
};

/// The file that [`DIGITS`] is kept in, compressed by gzip.
pub const DIGITS_COMPRESSED: ReferenceFile = ReferenceFile {
    name: "learning/digits.csv.gz",
    sha256: "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22",
};

/// The seed by which both sets are split.
pub const SPLIT_SEED: u64 = 1;

/// How many examples of [`BREAST_CANCER`] are held back: a fifth.
pub const BREAST_CANCER_TEST: usize = 114;

/// How many examples of [`DIGITS`] are held back: a fifth.
pub const DIGITS_TEST: usize = 360;

/// The highest count of pixels in a cell of [`DIGITS`].
const HIGHEST_PIXEL: f64 = 16.0;

/// [`BREAST_CANCER`] in its two parts, [standardised](Split::standardised).
///
/// # Errors
/// Where the bytes are not those of the file.
pub fn breast_cancer(bytes: &[u8]) -> Result<Split<f64>, DatasetError> {
    BREAST_CANCER.read(bytes)?.split(BREAST_CANCER_TEST, SPLIT_SEED)?.standardised()
}

/// [`DIGITS`] in its two parts, each pixel a share of its highest count: from 0 to 1.
///
/// # Errors
/// Where the bytes are not those of the decompressed file.
pub fn digits(bytes: &[u8]) -> Result<Split<f64>, DatasetError> {
    DIGITS.read(bytes)?.map(|pixel| pixel / HIGHEST_PIXEL).split(DIGITS_TEST, SPLIT_SEED)
}

/// The committed [`breast_cancer`].
///
/// # Errors
/// Where the file was altered before the program was built.
pub(super) fn committed_breast_cancer() -> Result<&'static Split<f64>, DatasetError> {
    static SPLIT: LazyLock<Result<Split<f64>, DatasetError>> = LazyLock::new(|| breast_cancer(data::BREAST_CANCER));
    SPLIT.as_ref().map_err(Clone::clone)
}

/// The committed [`digits`].
///
/// # Errors
/// As [`committed_breast_cancer`].
pub(super) fn committed_digits() -> Result<&'static Split<f64>, DatasetError> {
    static SPLIT: LazyLock<Result<Split<f64>, DatasetError>> = LazyLock::new(|| {
        let mut text = Vec::new();
        // What cannot be decompressed fails at its digest.
        let _ = GzDecoder::new(data::DIGITS_COMPRESSED).read_to_end(&mut text);
        digits(&text)
    });
    SPLIT.as_ref().map_err(Clone::clone)
}

impl DataFile {
    /// Verifies the digest, then reads the examples.
    ///
    /// # Errors
    /// Where the bytes are not the file's. Were they, and yet no table of examples, the
    /// error would name the line and the column.
    pub fn read(&self, bytes: &[u8]) -> Result<Dataset<f64>, DatasetError> {
        self.file.verify(bytes)?;
        self.parse(&String::from_utf8_lossy(bytes))
    }

    fn parse(&self, text: &str) -> Result<Dataset<f64>, DatasetError> {
        let file = self.file.name;
        let mut lines = text.lines().enumerate();
        if let Some(expected) = self.header {
            let found = lines.next().map_or("", |(_, line)| line);
            if found != expected {
                return Err(DatasetError::Header { file, expected, found: found.to_owned() });
            }
        }
        let (mut features, mut labels) = (Vec::with_capacity(self.examples * self.columns), Vec::new());
        let highest = self.classes.saturating_sub(1);
        for (index, text) in lines {
            let line = index + 1;
            let cells: Vec<&str> = text.split(',').collect();
            let (column, found) = (self.columns + 1, cells.len());
            if found != column {
                return Err(DatasetError::Cells { file, line, expected: column, found });
            }
            let (measures, class) = cells.split_at(self.columns);
            for (column, cell) in measures.iter().enumerate() {
                let number = cell.parse::<f64>().ok().filter(|x| x.is_finite());
                let wrong = || DatasetError::NoNumber { file, line, column: column + 1, text: (*cell).to_owned() };
                features.push(number.ok_or_else(wrong)?);
            }
            let label = class[0].parse::<usize>().ok().filter(|class| *class <= highest);
            let wrong = || DatasetError::NoClass { file, line, column, highest, text: class[0].to_owned() };
            labels.push(label.ok_or_else(wrong)?);
        }
        if labels.len() != self.examples {
            return Err(DatasetError::Examples { file, expected: self.examples, found: labels.len() });
        }
        Dataset::new(self.columns, self.classes, features, labels)
    }
}

#[cfg(test)]
pub(in crate::problem::learning) mod tests {
    use super::*;
    use crate::reference::TraceError;

    pub(in crate::problem::learning) use crate::data::BREAST_CANCER as BREAST_CANCER_BYTES;

    const SMALL: DataFile = DataFile {
        file: ReferenceFile { name: "small.csv", sha256: "" },
        header: Some("two"),
        examples: 2,
        columns: 2,
        classes: 3,
    };

    #[test]
    fn the_file_is_read_as_its_readme_says() {
        let data = BREAST_CANCER.read(BREAST_CANCER_BYTES).expect("the committed file");
        assert_eq!((data.examples(), data.columns(), data.classes()), (569, 30, 2));
        assert_eq!((0..569).filter(|i| data.label(*i) == 1).count(), 357);
        assert_eq!(data.features(0)[..4], [17.99, 10.38, 122.8, 1001.0]);
        let split = breast_cancer(BREAST_CANCER_BYTES).expect("the committed file");
        assert_eq!((split.test.examples(), split.training.examples()), (114, 455));
    }

    #[test]
    fn an_altered_or_truncated_file_is_named_with_both_digests() {
        let mut altered = BREAST_CANCER_BYTES.to_vec();
        altered[5000] ^= 1;
        for bytes in [&altered[..], &BREAST_CANCER_BYTES[..119_000], &[]] {
            let error = breast_cancer(bytes).expect_err("altered");
            assert!(matches!(error, DatasetError::Altered(TraceError::Digest { .. })), "{error}");
            let text = error.to_string();
            assert!(text.contains("breast_cancer.csv") && text.contains(BREAST_CANCER.file.sha256), "{text}");
        }
        // Decompressed digits are asked for, not the compressed file.
        assert!(matches!(digits(&[0x1f, 0x8b]), Err(DatasetError::Altered(_))));
    }

    #[test]
    fn what_is_wrong_in_a_table_is_named_by_line_and_column() {
        let read = |text: &str| SMALL.parse(text);
        let good = read("two\n1,2.5,0\n-3e2,4,2\n").expect("a table");
        assert_eq!((good.features(1), good.label(1)), (&[-300.0, 4.0][..], 2));
        let text = |text: &str| text.to_owned();
        let file = "small.csv";
        assert_eq!(read("too\n"), Err(DatasetError::Header { file, expected: "two", found: text("too") }));
        assert_eq!(read("two\n1,2\n"), Err(DatasetError::Cells { file, line: 2, expected: 3, found: 2 }));
        assert_eq!(read("two\n\n"), Err(DatasetError::Cells { file, line: 2, expected: 3, found: 1 }));
        for cell in ["", "x", "NaN", "inf", "1e999"] {
            let found = read(&format!("two\n1,2,0\n1,{cell},0\n"));
            assert_eq!(found, Err(DatasetError::NoNumber { file, line: 3, column: 2, text: text(cell) }));
        }
        for class in ["3", "-1", "0.5", ""] {
            let found = read(&format!("two\n1,2,{class}\n"));
            assert_eq!(found, Err(DatasetError::NoClass { file, line: 2, column: 3, highest: 2, text: text(class) }));
        }
        assert_eq!(read("two\n1,2,0\n"), Err(DatasetError::Examples { file, expected: 2, found: 1 }));
    }
}
