//! The comparisons that claims rest on, as one family of hypotheses.

use super::Sensitivity;
use super::paired::{LEVEL, Paired};
use super::variants::{CHALLENGING, NOISE, PUBLISHED, ROOT, SGD, SGD_SQUARED, TRUE_GRADIENT};
use crate::statistics::{Comparison, Error, Family, Finding, holm};
use anyhow::Result;

/// Half a unit of the last digit that the paper prints of a loss: less is no difference to it.
pub const PRINTED: f64 = 0.005;

/// A comparison that a claim rests on.
#[derive(Clone, Debug)]
pub struct Headline {
    /// The claim's id.
    pub claim: &'static str,
    /// The comparison.
    pub paired: Paired,
    /// The margin below which a difference does not matter; 0 for none.
    pub margin: f64,
}

/// Every headline, and the adjustment over all of them.
#[derive(Clone, Debug, Default)]
pub struct Headlines {
    /// The comparisons, in the order of the claims.
    pub all: Vec<Headline>,
    /// Holm's adjustment of their sign tests.
    pub family: Option<Family>,
}

impl Headlines {
    /// The headlines of what was run.
    pub(super) fn of(sensitivity: &Sensitivity) -> Result<Self> {
        let mut all = Vec::new();
        let mut add = |claim, paired: Option<&Paired>, margin| {
            all.extend(paired.map(|paired| Headline { claim, paired: paired.clone(), margin }));
        };
        if let Some(variants) = sensitivity.variants()? {
            add("R3", variants.to_sgd(CHALLENGING, NOISE, PUBLISHED), PRINTED);
            add("R3", variants.to_published(CHALLENGING, NOISE, SGD_SQUARED), PRINTED);
            for problem in [CHALLENGING, TRUE_GRADIENT] {
                let factor = |noise| variants.to_published(problem, noise, "no energy factor");
                add("H2", factor(NOISE), 0.0);
                add("H2", factor(0.0), 0.0);
                if let (Some(with), Some(without)) = (factor(NOISE), factor(0.0)) {
                    let names = ["leaving the energy factor out in noise", "without noise"];
                    let paired = Paired::of(problem, names, [&with.differences, &without.differences])?;
                    add("H2", Some(&paired), 0.0);
                }
                for change in ["no smoothing", "no damping"] {
                    add("H3", variants.to_published(problem, NOISE, change), 0.0);
                }
                add("H5", variants.to_sgd(problem, NOISE, ROOT), PRINTED);
            }
        }
        if let Some(language) = sensitivity.language()? {
            add("R3", Some(&language.published), PRINTED);
            add("R3", Some(&language.squared), PRINTED);
            add("H5", Some(&language.root), PRINTED);
        }
        let long = sensitivity.long_runs()?;
        let longest = long.iter().map(|against| against.cell.steps).max();
        for against in long.iter().chain(sensitivity.long_runs_squared()?) {
            if Some(against.cell.steps) == longest && !against.paired.first.starts_with(SGD) {
                add("H4", Some(&against.paired), 0.0);
            }
        }
        all.sort_by_key(|headline| headline.claim);
        let names: Vec<String> = all.iter().map(|headline| headline.paired.hypothesis()).collect();
        let tests: Vec<(&str, f64)> =
            names.iter().map(String::as_str).zip(all.iter().map(|headline| headline.paired.sign.p)).collect();
        let family = if tests.is_empty() { None } else { Some(holm("the paper's claims", &tests)?) };
        Ok(Self { all, family })
    }

    /// The headlines of a claim.
    pub fn of_claim<'a, 'c>(&'a self, claim: &'c str) -> impl Iterator<Item = &'a Headline> + use<'a, 'c> {
        self.all.iter().filter(move |headline| headline.claim == claim)
    }

    /// The headline of a claim that compares `first` with `second` at `place`, with its result.
    pub fn result(&self, claim: &str, place: &str, [first, second]: [&str; 2]) -> Option<(&Headline, Comparison)> {
        let here = |h: &&Headline| h.paired.place == place && h.paired.first == first && h.paired.second == second;
        self.of_claim(claim).find(here).map(|headline| (headline, self.comparison(headline)))
    }

    /// What a comparison shows: a side only where its test holds after the adjustment too.
    pub fn comparison(&self, headline: &Headline) -> Comparison {
        let found = Comparison::of(&headline.paired.interval, headline.margin).unwrap_or(Comparison::Inconclusive);
        let sided = [Comparison::FirstLower, Comparison::FirstHigher].contains(&found);
        if sided && self.adjusted(headline) > 1.0 - LEVEL { Comparison::Inconclusive } else { found }
    }

    fn adjusted(&self, headline: &Headline) -> f64 {
        let family = self.family.as_ref();
        family.and_then(|family| family.get(&headline.paired.hypothesis())).map_or(1.0, |found| found.adjusted)
    }

    /// The comparison in a sentence, with its estimate, interval, pairs, test and adjustment.
    ///
    /// # Errors
    /// Where it is none of the family's.
    pub fn sentence(&self, headline: &Headline) -> Result<String, Error> {
        let Headline { paired, margin, .. } = headline;
        let Some(family) = &self.family else {
            return Err(Error::Missing { family: "the paper's claims".to_owned(), name: paired.hypothesis() });
        };
        let finding = Finding {
            quantity: &format!("median difference in final loss on {}", paired.place),
            first: &paired.first,
            second: &paired.second,
            interval: paired.interval,
            pairs: paired.pairs(),
            test: paired.sign,
            hypothesis: &paired.hypothesis(),
            family,
            margin: *margin,
        };
        let sentence = finding.sentence()?;
        let effect = paired.effect.map_or_else(String::new, |d| format!(", d_z = {d:.2}"));
        Ok(format!("{sentence} ({} interval{effect})", paired.interval_by))
    }
}
