//! The published numbers and traces, and comparison with them to the bit.
//!
//! The traces under `data/reference/` come from real runs of the published
//! programs. Their digests stand here, so that a truncated or altered file is
//! found before anything is compared with it.

use sha2::{Digest, Sha256};

/// The [fingerprint](crate::scalar::fingerprint) of the C library and
/// processor that the traces were recorded with: glibc 2.36 on x86-64 with FMA.
pub const REFERENCE_FINGERPRINT: u64 = 0x9c9d_81a5_10d0_da1a;

/// How far a reproduction may be from a trace where the C library or the
/// processor differs from the reference's, in units in the last place. Moves
/// of up to 4 were measured without FMA; a move of the printed digits would
/// take 10⁸.
pub const LIBRARY_ULPS: u64 = 16;

/// A file of reference values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReferenceFile {
    /// The name, below `data/reference/`; below `data/` where it is no trace.
    pub name: &'static str,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: &'static str,
}

/// The challenging experiment, seed 42.
pub const CHALLENGING: ReferenceFile = ReferenceFile {
    name: "challenging_seed42.csv",
    sha256: "0e54b43efb0087190941f6b410dc13c8627f81abc861c155076e0146bec5d79b",
};

/// The language experiment under Python 2.
pub const LANGUAGE_PYTHON2: ReferenceFile = ReferenceFile {
    name: "language_seed42_python2.csv",
    sha256: "ca5ef8b7f4ade0d6f91ed1842b5c4f7cb9082b7c9c3c8a445d6ba3bb86f22337",
};

/// The language experiment under Python 3.
pub const LANGUAGE_PYTHON3: ReferenceFile = ReferenceFile {
    name: "language_seed42_python3.csv",
    sha256: "bba7a57b6bb656b07baf159140a345c92bf0891a68e467a3247e24886b69fa58",
};

/// One line of a trace: a step of challenging, an epoch of language.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// The loss.
    pub loss: f64,
    /// The distance to the nominal optimum (challenging).
    pub distance: Option<f64>,
    /// The energy (StableSGD).
    pub energy: Option<f64>,
}

/// A reference trace.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// SGD's rows.
    pub sgd: Vec<Row>,
    /// StableSGD's rows.
    pub stable_sgd: Vec<Row>,
}

/// Why a reference file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TraceError {
    /// The bytes are not those that were recorded.
    #[error(
        "{name} is truncated or altered: expected SHA-256 {expected}, found {found}; restore it from the repository"
    )]
    Digest {
        /// The file.
        name: &'static str,
        /// The digest that it should have.
        expected: &'static str,
        /// The digest that it has.
        found: String,
    },
    /// A line does not have the form of a trace.
    #[error("{name}, line {line}: not a row of a trace: {text:?}")]
    Form {
        /// The file.
        name: &'static str,
        /// The line, counted from 1.
        line: usize,
        /// The line's text.
        text: String,
    },
}

impl ReferenceFile {
    /// Whether `bytes` are this file's.
    ///
    /// # Errors
    /// Names the file, the expected and the found digest.
    pub fn verify(&self, bytes: &[u8]) -> Result<(), TraceError> {
        let found: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        if found == self.sha256 {
            Ok(())
        } else {
            Err(TraceError::Digest { name: self.name, expected: self.sha256, found })
        }
    }

    /// Verifies the digest, then reads the trace.
    ///
    /// # Errors
    /// Where the bytes are not the recorded ones, or not a trace.
    pub fn read(&self, bytes: &[u8]) -> Result<Trace, TraceError> {
        self.verify(bytes)?;
        self.parse(&String::from_utf8_lossy(bytes))
    }

    fn parse(&self, text: &str) -> Result<Trace, TraceError> {
        let mut trace = Trace { sgd: Vec::new(), stable_sgd: Vec::new() };
        let mut lines = text.lines().enumerate();
        let header = lines.next().map_or("", |(_, line)| line);
        let column = |name| header.split(',').position(|field| field == name);
        for (index, line) in lines {
            let wrong = || TraceError::Form { name: self.name, line: index + 1, text: line.to_owned() };
            let fields: Vec<&str> = line.split(',').collect();
            let number = |name| column(name).and_then(|i| fields.get(i)?.parse::<f64>().ok());
            let loss = number("loss").ok_or_else(wrong)?;
            let row = Row { loss, distance: number("distance"), energy: number("energy") };
            match fields[0] {
                "sgd" => trace.sgd.push(row),
                "stable_sgd" => trace.stable_sgd.push(row),
                _ => return Err(wrong()),
            }
        }
        Ok(trace)
    }
}

/// How many floats lie between two, counted along the real line; the largest
/// `u64` where one is NaN and the other is not.
pub fn ulps_between(a: f64, b: f64) -> u64 {
    // Maps the floats to integers in order, −0 and +0 to the same one.
    let ordered = |x: f64| {
        let bits = x.to_bits() as i64;
        if bits < 0 { i64::MIN.wrapping_sub(bits) } else { bits }
    };
    match (a.is_nan(), b.is_nan()) {
        (true, true) => 0,
        (false, false) => ordered(a).abs_diff(ordered(b)),
        _ => u64::MAX,
    }
}

/// A comparison of reproduced values with reference values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Values compared; a value that only one side has counts.
    pub values: u64,
    /// Values whose 64 bits are the same.
    pub equal: u64,
    /// The largest distance in ulps; the largest `u64` where a value is missing.
    pub largest_ulps: u64,
}

impl Comparison {
    /// Compares one value.
    pub fn add(&mut self, found: Option<f64>, expected: Option<f64>) {
        let (equal, ulps) = match (found, expected) {
            (None, None) => return,
            (Some(a), Some(b)) => (a.to_bits() == b.to_bits(), ulps_between(a, b)),
            _ => (false, u64::MAX),
        };
        self.values += 1;
        self.equal += u64::from(equal);
        self.largest_ulps = self.largest_ulps.max(ulps);
    }

    /// Compares a run with one optimizer's rows.
    pub fn add_rows(&mut self, found: &[Row], expected: &[Row]) {
        for i in 0..found.len().max(expected.len()) {
            let (found, expected) = (found.get(i), expected.get(i));
            self.add(found.map(|row| row.loss), expected.map(|row| row.loss));
            self.add(found.and_then(|row| row.distance), expected.and_then(|row| row.distance));
            self.add(found.and_then(|row| row.energy), expected.and_then(|row| row.energy));
        }
    }

    /// This comparison and another, together.
    pub fn and(self, other: Self) -> Self {
        Self {
            values: self.values + other.values,
            equal: self.equal + other.equal,
            largest_ulps: self.largest_ulps.max(other.largest_ulps),
        }
    }

    /// What the comparison shows, on a machine whose fingerprint is `fingerprint`.
    pub fn agreement(&self, fingerprint: u64) -> Agreement {
        if self.values > 0 && self.equal == self.values {
            Agreement::Bits
        } else if fingerprint != REFERENCE_FINGERPRINT && self.values > 0 && self.largest_ulps <= LIBRARY_ULPS {
            Agreement::LibraryBits
        } else {
            Agreement::None
        }
    }
}

/// How well a reproduction agrees with its reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// Every value has the same 64 bits.
    Bits,
    /// Equal but for the last bits of another C library or processor, within
    /// [`LIBRARY_ULPS`].
    LibraryBits,
    /// Different.
    None,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ulps_count_floats_across_zero() {
        assert_eq!(ulps_between(1.0, 1.0 + f64::EPSILON), 1);
        assert_eq!(ulps_between(0.0, -0.0), 0);
        assert_eq!(ulps_between(5e-324, -5e-324), 2);
        assert_eq!(ulps_between(f64::NAN, 1.0), u64::MAX);
    }

    #[test]
    fn agreement_is_judged_by_bits_here_and_by_ulps_elsewhere() {
        let mut comparison = Comparison::default();
        comparison.add(Some(1.0), Some(1.0));
        assert_eq!(comparison.agreement(REFERENCE_FINGERPRINT), Agreement::Bits);
        comparison.add(Some(1.0 + f64::EPSILON), Some(1.0));
        assert_eq!(comparison.agreement(REFERENCE_FINGERPRINT), Agreement::None);
        assert_eq!(comparison.agreement(!REFERENCE_FINGERPRINT), Agreement::LibraryBits);
        comparison.add(None, Some(1.0));
        assert_eq!(comparison.agreement(!REFERENCE_FINGERPRINT), Agreement::None);
        assert_eq!(Comparison::default().agreement(REFERENCE_FINGERPRINT), Agreement::None);
    }

    #[test]
    fn an_altered_file_is_named_with_both_digests() {
        let error = CHALLENGING.read(b"optimizer,iteration,loss\n").expect_err("altered").to_string();
        assert!(error.contains(CHALLENGING.name) && error.contains(CHALLENGING.sha256), "{error}");
    }

    #[test]
    fn a_line_of_another_form_is_named() {
        let error = CHALLENGING.parse("optimizer,iteration,loss\nsgd,0,x\n").expect_err("no number").to_string();
        assert!(error.contains("line 2"), "{error}");
    }
}
