//! Adjustment for testing several hypotheses.

use std::collections::BTreeSet;

use super::Error;

/// A hypothesis of a family, with its p before and after the adjustment.
#[derive(Clone, Debug, PartialEq)]
pub struct Hypothesis {
    /// Its name.
    pub name: String,
    /// Its own p.
    pub p: f64,
    /// Its p within the family.
    pub adjusted: f64,
}

/// Hypotheses that are judged together, in the order in which they were given.
#[derive(Clone, Debug, PartialEq)]
pub struct Family {
    /// Its name.
    pub name: String,
    /// Its hypotheses.
    pub hypotheses: Vec<Hypothesis>,
}

impl Family {
    /// The hypothesis of that name.
    pub fn get(&self, name: &str) -> Option<&Hypothesis> {
        self.hypotheses.iter().find(|hypothesis| hypothesis.name == name)
    }
}

/// Holm's step-down adjustment (Holm 1979, <https://www.jstor.org/stable/4615733>): the i-th
/// smallest of m becomes max over j ≤ i of min(1, (m − j + 1) p₍ⱼ₎). To reject what is adjusted to
/// α or less keeps the probability of any wrong rejection at α, however the tests depend on
/// each other.
///
/// # Errors
/// Where the family is empty, a p lies outside [0, 1], or two hypotheses share a name.
///
/// # Examples
/// ```
/// use stable_sgd_analysis::statistics::holm;
/// let family = holm("decay against none", &[("A", 0.01), ("B", 0.04)])?;
/// assert_eq!(family.hypotheses.iter().map(|h| h.adjusted).collect::<Vec<_>>(), [0.02, 0.04]);
/// # Ok::<(), stable_sgd_analysis::statistics::Error>(())
/// ```
pub fn holm(name: &str, hypotheses: &[(&str, f64)]) -> Result<Family, Error> {
    let count = hypotheses.len();
    if count == 0 {
        return Err(Error::TooFew { purpose: "a family of hypotheses", found: 0, needed: 1 });
    }
    let mut names = BTreeSet::new();
    for (hypothesis, p) in hypotheses {
        if !(0.0..=1.0).contains(p) {
            return Err(Error::OutOfRange { name: "p", value: *p, range: "between 0 and 1" });
        }
        if !names.insert(hypothesis) {
            return Err(Error::Repeated { family: name.to_owned(), name: (*hypothesis).to_owned() });
        }
    }
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|i, j| hypotheses[*i].1.total_cmp(&hypotheses[*j].1));
    let (mut adjusted, mut largest) = (vec![0.0; count], 0.0_f64);
    for (before, place) in order.into_iter().enumerate() {
        largest = largest.max((count - before) as f64 * hypotheses[place].1).min(1.0);
        adjusted[place] = largest;
    }
    let join = |((name, p), adjusted): (&(&str, f64), f64)| Hypothesis { name: (*name).to_owned(), p: *p, adjusted };
    Ok(Family { name: name.to_owned(), hypotheses: hypotheses.iter().zip(adjusted).map(join).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adjusted(p: &[f64]) -> Vec<f64> {
        let names: Vec<String> = (0..p.len()).map(|i| format!("hypothesis {i}")).collect();
        let hypotheses: Vec<(&str, f64)> = names.iter().map(String::as_str).zip(p.iter().copied()).collect();
        let family = holm("test", &hypotheses).expect("a family");
        family.hypotheses.into_iter().map(|hypothesis| hypothesis.adjusted).collect()
    }

    /// statsmodels 0.15, multipletests(p, method = "holm"); also R's p.adjust.
    #[test]
    fn adjusted_p_agree_with_statsmodels() {
        for (p, expected) in [
            (vec![0.01, 0.04, 0.03, 0.005], vec![0.03, 0.06, 0.06, 0.02]),
            (vec![0.5, 0.2, 0.9, 0.001, 0.04], vec![1.0, 0.6, 1.0, 0.005, 0.16]),
            (vec![0.02], vec![0.02]),
        ] {
            let found = adjusted(&p);
            assert!(
                found.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-12),
                "{found:?}, expected {expected:?}"
            );
            // The control: Bonferroni's adjustment is another for every family of more than one.
            let bonferroni: Vec<f64> = p.iter().map(|x| (x * p.len() as f64).min(1.0)).collect();
            assert_eq!(p.len() > 1, found != bonferroni);
        }
    }

    #[test]
    fn the_order_of_p_is_kept_and_none_exceeds_one() {
        let p = [0.3, 0.31, 0.0, 1.0, 0.02, 0.02, 0.9];
        let found = adjusted(&p);
        for (i, j) in (0..p.len()).flat_map(|i| (0..p.len()).map(move |j| (i, j))) {
            assert!(p[i] > p[j] || found[i] <= found[j], "{p:?} -> {found:?}");
        }
        assert!(found.iter().zip(&p).all(|(after, before)| after >= before && *after <= 1.0));
    }

    #[test]
    fn a_family_without_sense_is_refused() {
        assert!(matches!(holm("none", &[]), Err(Error::TooFew { .. })));
        assert!(matches!(holm("above", &[("A", 1.5)]), Err(Error::OutOfRange { value: 1.5, .. })));
        assert!(matches!(holm("nan", &[("A", f64::NAN)]), Err(Error::OutOfRange { .. })));
        let twice = holm("twice", &[("A", 0.1), ("A", 0.2)]);
        assert_eq!(twice, Err(Error::Repeated { family: "twice".to_owned(), name: "A".to_owned() }));
        let family = holm("one", &[("A", 0.1)]).expect("a family");
        assert!(family.get("A").is_some() && family.get("B").is_none());
    }
}
