//! The comparisons that claims rest on, as one family of hypotheses.

use super::paired::Paired;
use crate::claim::{Decision, Judgement};
use crate::statistics::{Error, Family, Finding, Ranking, holm};
use crate::study::Study;
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
    /// The comparisons, by the ids of their claims.
    pub all: Vec<Headline>,
    /// Holm's adjustment of their sign tests.
    pub family: Option<Family>,
}

impl Headlines {
    /// Headlines as one family, by the ids of their claims.
    ///
    /// # Errors
    /// Where two are the same.
    pub fn of(mut all: Vec<Headline>) -> Result<Self> {
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

    /// The headline of a claim that compares `first` with `second` at `place`.
    pub fn find(&self, claim: &str, place: &str, [first, second]: [&str; 2]) -> Option<&Headline> {
        let here = |h: &&Headline| h.paired.place == place && h.paired.first == first && h.paired.second == second;
        self.of_claim(claim).find(here)
    }

    /// What a comparison shows: a side only where its test holds after the adjustment too.
    pub fn ranking(&self, headline: &Headline) -> Ranking {
        headline.paired.ranking(headline.margin, self.adjusted(headline)).unwrap_or(Ranking::Inconclusive)
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

impl Headline {
    /// A comparison that a claim rests on, with the margin below which a difference does not
    /// matter.
    pub fn of(claim: &'static str, paired: &Paired, margin: f64) -> Self {
        Self { claim, paired: paired.clone(), margin }
    }
}

/// The comparisons that a claim rests on.
pub struct Compared<'a> {
    claim: &'static str,
    headlines: &'a Headlines,
}

/// A comparison as a sentence needs it.
pub struct Told {
    /// Where.
    pub place: String,
    /// The first of the two.
    pub first: String,
    /// Which is lower, after the adjustment over all claims.
    pub side: Ranking,
    /// The median difference with its interval.
    pub estimate: String,
}

/// The decision that `of` makes of the comparisons of a claim; where its sweep was not run, the
/// one that says so.
pub fn compared(
    study: &Study,
    claim: &'static str,
    of: impl FnOnce(&Compared) -> Result<Decision>,
) -> Result<Decision> {
    let headlines = study.ask::<Headlines>()?;
    if headlines.of_claim(claim).next().is_none() {
        return Ok(Decision::not_run());
    }
    of(&Compared { claim, headlines })
}

impl Compared<'_> {
    fn tell(&self, headline: &Headline) -> Told {
        let paired = &headline.paired;
        // Runs that are the same are no open question.
        let same = paired.interval.low == 0.0 && paired.interval.high == 0.0;
        Told {
            place: paired.place.clone(),
            first: paired.first.clone(),
            side: if same { Ranking::Equivalent } else { self.headlines.ranking(headline) },
            estimate: paired.interval.to_string(),
        }
    }

    /// The comparisons of two methods each at a place; `None` where one of them was not run.
    pub fn of<const N: usize>(&self, asked: [(&str, [&str; 2]); N]) -> Option<[Told; N]> {
        let found = asked.map(|(place, two)| self.headlines.find(self.claim, place, two).map(|h| self.tell(h)));
        let all: Vec<Told> = found.into_iter().collect::<Option<_>>()?;
        all.try_into().ok()
    }

    /// The comparisons that `keep` wants.
    pub fn all(&self, keep: impl Fn(&Headline) -> bool) -> Vec<Told> {
        self.headlines.of_claim(self.claim).filter(|h| keep(h)).map(|h| self.tell(h)).collect()
    }

    /// The decision, with a sentence for each comparison as its evidence.
    ///
    /// # Errors
    /// Where a comparison is none of the family's.
    pub fn decision(&self, verdict: Judgement, reason: impl Into<String>) -> Result<Decision> {
        let mut decision = Decision::new(verdict, reason);
        for headline in self.headlines.of_claim(self.claim) {
            decision = decision.with(headline.paired.hypothesis(), self.headlines.sentence(headline)?);
        }
        Ok(decision)
    }
}
