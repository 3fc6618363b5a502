//! What a comparison found, as a sentence with all the numbers that it rests on.

use super::{ConfidenceInterval, Error, Family, Hypothesis, Ranking, Test};

/// The parts of a sentence about one comparison; there is no way to state a p without its
/// estimate, interval, number of pairs, test and adjustment.
#[derive(Clone, Copy, Debug)]
pub struct Finding<'a> {
    /// What is estimated, as "median difference in final loss".
    pub quantity: &'a str,
    /// The first of the two.
    pub first: &'a str,
    /// The second, which is subtracted.
    pub second: &'a str,
    /// The estimate with its interval.
    pub interval: ConfidenceInterval,
    /// How many pairs were compared, ties included.
    pub pairs: usize,
    /// The test.
    pub test: Test,
    /// The name of its hypothesis within the family.
    pub hypothesis: &'a str,
    /// The family that the adjustment was made over.
    pub family: &'a Family,
    /// The margin below which a difference does not matter; 0 where none was stated.
    pub margin: f64,
}

impl Finding<'_> {
    /// What the interval shows.
    ///
    /// # Errors
    /// As [`Ranking::of`].
    pub fn comparison(&self) -> Result<Ranking, Error> {
        Ranking::of(&self.interval, self.margin)
    }

    /// The sentence. Where interval and adjusted p disagree at the level of the interval, it
    /// says so.
    ///
    /// # Errors
    /// As [`Ranking::of`]; where the family lacks the hypothesis, or has it with a p that is
    /// not the test's.
    pub fn sentence(&self) -> Result<String, Error> {
        let Self { quantity, first, second, interval, pairs, test, family, .. } = self;
        let hypothesis = self.adjusted()?;
        let Test { name, symbol, statistic, n, ties, p } = test;
        let tie = if *ties == 1 { "tie" } else { "ties" };
        let adjusted = p_text(hypothesis.adjusted);
        let (size, family) = (family.hypotheses.len(), &family.name);
        let conclusion = self.conclusion(self.comparison()?, hypothesis.adjusted);
        Ok(format!(
            "The {quantity}, {first} minus {second}, is {interval} over {pairs} pairs; {name}: {symbol} = {}, \
             n = {n}, {ties} {tie}, {}, after Holm's adjustment over {size} in “{family}” {adjusted}: {conclusion}.",
            statistic_text(*statistic),
            p_text(*p),
        ))
    }

    fn adjusted(&self) -> Result<&Hypothesis, Error> {
        let name = self.hypothesis;
        let found = self.family.get(name);
        let found = found.ok_or_else(|| Error::Missing { family: self.family.name.clone(), name: name.to_owned() })?;
        if found.p == self.test.p {
            Ok(found)
        } else {
            Err(Error::OtherTest { name: name.to_owned(), family: found.p, test: self.test.p })
        }
    }

    fn conclusion(&self, comparison: Ranking, adjusted: f64) -> String {
        let Self { first, second, interval, margin, .. } = self;
        let rejected = adjusted <= 1.0 - interval.level + 1e-12;
        let alone = if rejected { "" } else { " by this interval alone, not after the adjustment" };
        let side = if interval.high < 0.0 { "lower" } else { "higher" };
        match comparison {
            Ranking::FirstLower | Ranking::FirstHigher => format!("{first} is {side} than {second}{alone}"),
            Ranking::Equivalent if interval.excludes(0.0) => {
                format!("{first} is {side} than {second}, but by less than the margin of {margin}{alone}")
            }
            Ranking::Equivalent => format!("{first} and {second} differ by less than the margin of {margin}"),
            Ranking::Inconclusive if rejected => {
                format!("{first} and {second} differ by the test alone, the interval leaves it open")
            }
            Ranking::Inconclusive => format!("whether {first} and {second} differ is left open"),
        }
    }
}

/// Whole numbers and halves as they are, others with two decimals.
fn statistic_text(statistic: f64) -> String {
    if (2.0 * statistic).fract() == 0.0 { statistic.to_string() } else { format!("{statistic:.2}") }
}

/// p to three decimals, to four below 0.001, and as a bound below 0.0001.
pub(super) fn p_text(p: f64) -> String {
    if p < 0.0001 {
        "p < 0.0001".to_owned()
    } else if p < 0.001 {
        format!("p = {p:.4}")
    } else {
        format!("p = {p:.3}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{holm, sign_test};

    fn finding(hypothesis: &str, own: f64, interval: [f64; 3], p: f64, margin: f64) -> Result<String, Error> {
        let [low, estimate, high] = interval;
        let family = holm("optimisers", &[("A", p), ("B", 0.9)])?;
        let test = sign_test(&[[-1.0; 17].as_slice(), &[1.0; 3], &[0.0]].concat())?;
        let finding = Finding {
            quantity: "median difference in final loss",
            first: "SGD",
            second: "Adam",
            interval: ConfidenceInterval { estimate, low, high, level: 0.95 },
            pairs: 21,
            test: Test { p: own, ..test },
            hypothesis,
            family: &family,
            margin,
        };
        finding.sentence()
    }

    fn sentence(interval: [f64; 3], p: f64, margin: f64) -> String {
        finding("A", p, interval, p, margin).expect("all belongs together")
    }

    #[test]
    fn a_sentence_gives_every_number() {
        assert_eq!(
            sentence([-2.01, -1.23, -0.45], 0.002_576_8, 0.5),
            "The median difference in final loss, SGD minus Adam, is -1.23 [-2.01, -0.45] (95 %) over 21 pairs; \
             exact sign test: S⁺ = 3, n = 20, 1 tie, p = 0.003, after Holm's adjustment over 2 in “optimisers” \
             p = 0.005: SGD is lower than Adam."
        );
    }

    #[test]
    fn the_conclusion_follows_the_numbers() {
        let ends = |interval, p, margin, end: &str| {
            let text = sentence(interval, p, margin);
            assert!(text.ends_with(end), "{text}");
        };
        ends([0.5, 1.0, 2.0], 0.001, 0.5, ": SGD is higher than Adam.");
        ends([0.5, 1.0, 2.0], 0.025, 0.5, ": SGD is higher than Adam.");
        ends([0.5, 1.0, 2.0], 0.03, 0.5, "SGD is higher than Adam by this interval alone, not after the adjustment.");
        ends([-0.1, 0.0, 0.1], 0.5, 0.5, "SGD and Adam differ by less than the margin of 0.5.");
        ends([0.1, 0.2, 0.3], 0.001, 0.5, "SGD is higher than Adam, but by less than the margin of 0.5.");
        ends([-0.1, 0.0, 0.7], 0.5, 0.5, "whether SGD and Adam differ is left open.");
        ends([-0.1, 0.0, 0.7], 0.01, 0.5, "differ by the test alone, the interval leaves it open.");
        ends([-0.1, 0.0, 0.1], 0.5, 0.0, "whether SGD and Adam differ is left open.");
    }

    #[test]
    fn what_does_not_belong_together_is_refused() {
        let interval = [-2.0, -1.0, -0.5];
        let missing = Error::Missing { family: "optimisers".to_owned(), name: "C".to_owned() };
        assert_eq!(finding("C", 0.01, interval, 0.01, 0.5), Err(missing));
        let other = Error::OtherTest { name: "A".to_owned(), family: 0.01, test: 0.02 };
        assert_eq!(finding("A", 0.02, interval, 0.01, 0.5), Err(other));
        assert!(matches!(finding("A", 0.01, interval, 0.01, -1.0), Err(Error::OutOfRange { .. })));
    }

    #[test]
    fn p_is_never_written_as_zero() {
        assert_eq!(
            [1.0, 0.0412, 0.000_34, 1e-9].map(p_text),
            ["p = 1.000", "p = 0.041", "p = 0.0003", "p < 0.0001"].map(str::to_owned)
        );
    }
}
