//! What claims that rest on paired comparisons share.

use super::{Finding, Verdict};
use crate::statistics::Comparison;
use crate::study::Study;
use crate::study::sensitivity::headline::{Headline, Headlines};
use crate::study::sensitivity::variants::CHALLENGING;
use anyhow::Result;

/// The comparisons that a claim rests on.
pub(super) struct Compared<'a> {
    claim: &'static str,
    headlines: &'a Headlines,
}

/// A comparison as a sentence needs it.
pub(super) struct Shown {
    /// Where.
    pub(super) place: String,
    /// The first of the two.
    pub(super) first: String,
    /// Which is lower, after the adjustment over all claims.
    pub(super) side: Comparison,
    /// The median difference with its interval.
    pub(super) estimate: String,
}

/// The finding that `of` makes of the comparisons of a claim; where its sweep was not run, the
/// one that says so.
pub(super) fn compared(
    study: &Study,
    claim: &'static str,
    of: impl FnOnce(&Compared) -> Result<Finding>,
) -> Result<Finding> {
    let headlines = study.sensitivity.headlines()?;
    if headlines.of_claim(claim).next().is_none() {
        return Ok(Finding::new(Verdict::Undecided, "its sweep was not run"));
    }
    of(&Compared { claim, headlines })
}

/// The challenging problem at a level of noise, as comparisons name it.
pub(super) fn challenging(noise: f64) -> String {
    format!("{CHALLENGING}, noise {noise}")
}

impl Compared<'_> {
    fn shown(&self, headline: &Headline) -> Shown {
        let paired = &headline.paired;
        Shown {
            place: paired.place.clone(),
            first: paired.first.clone(),
            side: self.headlines.comparison(headline),
            estimate: paired.interval.to_string(),
        }
    }

    /// The comparison of two at a place.
    pub(super) fn show(&self, place: &str, two: [&str; 2]) -> Shown {
        match self.headlines.result(self.claim, place, two) {
            Some((headline, _)) => self.shown(headline),
            None => Shown {
                place: place.to_owned(),
                first: two[0].to_owned(),
                side: Comparison::Inconclusive,
                estimate: "an unknown amount (it was not run)".to_owned(),
            },
        }
    }

    /// The comparisons that `keep` wants.
    pub(super) fn all(&self, keep: impl Fn(&Headline) -> bool) -> Vec<Shown> {
        self.headlines.of_claim(self.claim).filter(|h| keep(h)).map(|h| self.shown(h)).collect()
    }

    /// The finding, with a sentence for each comparison as its evidence.
    pub(super) fn finding(&self, verdict: Verdict, reason: impl Into<String>) -> Finding {
        let headlines = self.headlines;
        headlines.of_claim(self.claim).fold(Finding::new(verdict, reason), |finding, headline| {
            let sentence = headlines.sentence(headline).unwrap_or_else(|error| error.to_string());
            finding.with(headline.paired.hypothesis(), sentence)
        })
    }
}
