//! The claims of all questions, decided.

use super::{all as questions, sweeps};
use crate::claim::{Claim, Decided, decide};
use crate::study::reference::Traces;
use crate::study::{Kept, Settings, Study, Sweeps, Watch};
#[cfg(feature = "tables")]
use crate::sweep::Results;
use crate::sweep::Scale;
use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::Path;

/// The kinds of claims in the order of the ledger, by the first letter of their ids: results,
/// method, hypotheses, stated weights, design, future, novelty.
const ORDER: &str = "RMHSDFN";

/// Every claim, in the order of the ledger.
pub fn all() -> Vec<Claim> {
    let mut claims: Vec<Claim> = questions().iter().flat_map(|question| question.claims()).copied().collect();
    let place = |claim: &Claim| claim.id.chars().next().and_then(|letter| ORDER.find(letter)).unwrap_or(ORDER.len());
    claims.sort_by_key(|claim| (place(claim), claim.id));
    claims
}

/// Every claim, decided.
///
/// # Errors
/// Where what a claim rests on cannot be computed.
pub fn decide_all(study: &Study) -> Result<Vec<Decided>> {
    all().into_iter().map(|claim| decide(claim, study)).collect()
}

/// The claims of these ids at the published settings, decided; each computes what it rests on,
/// and no more: of its sweeps the quick versions, or what lies in `out` and fits its digest.
///
/// # Errors
/// Where a reference file is missing or altered.
pub fn published(ids: &[&str], data: Option<&Path>, out: &Path) -> Result<Vec<Decided>> {
    let traces = Traces::load(data)?;
    let settings = Settings { sweeps: kept_in(out)?, ..Settings::published() };
    let spinner = Spinner(ProgressBar::new_spinner());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {bar:30} {pos}/{len} runs, {eta} left") {
        spinner.0.set_style(style);
    }
    let study = Study::new(settings, &traces, &spinner);
    let asked = all().into_iter().filter(|claim| ids.contains(&claim.id));
    let decided = asked.map(|claim| decide(claim, &study)).collect();
    spinner.0.finish_and_clear();
    decided
}

/// Where the sweeps are kept below the output folder of a reproduction.
pub const SWEEPS: &str = "sweeps";
/// And their quick versions below that.
pub const QUICK: &str = "quick";

/// The plans of every question: quick ones, and whole ones where their results lie in `out`; what lies
/// there and fits its plan is read.
fn kept_in(out: &Path) -> Result<Sweeps> {
    let folders = [out.join(SWEEPS), out.join(SWEEPS).join(QUICK)];
    let mut sweeps = sweeps(Scale::Quick)?;
    sweeps.kept = Kept::Read(folders.to_vec());
    #[cfg(feature = "tables")]
    for plan in super::sweeps(Scale::Full)?.plans {
        if Results::is_kept(&plan, &folders[0].join(&plan.name))? {
            sweeps.set(plan);
        }
    }
    Ok(sweeps)
}

/// Says on a terminal what is being computed, and how much of a sweep is left.
struct Spinner(ProgressBar);

impl Watch for Spinner {
    fn begin(&self, stage: &'static str) {
        self.0.set_message(stage);
        self.0.reset();
        self.0.tick();
    }

    fn end(&self) {}

    fn advance(&self, runs: u64, of: u64) {
        self.0.set_length(of);
        self.0.inc(runs);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// Every notebook that a claim names is there, and each notebook shows a claim, but for the
    /// one on the reader's own rule.
    #[test]
    fn claims_name_the_notebooks_that_there_are() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../notebooks");
        let mut there: Vec<String> = std::fs::read_dir(folder)
            .expect("notebooks/")
            .filter_map(|entry| {
                entry.expect("an entry").file_name().into_string().ok()?.strip_suffix(".ipynb").map(str::to_owned)
            })
            .collect();
        there.sort();
        let mut named: Vec<&str> = all().iter().filter_map(|claim| claim.notebook).chain(["06_own_rule"]).collect();
        named.sort_unstable();
        named.dedup();
        assert_eq!(named, there);
    }

    /// Each id once, in the order of the ledger.
    #[test]
    fn claims_have_ids_of_their_own_in_order() {
        let ids: Vec<&str> = all().iter().map(|claim| claim.id).collect();
        let expected = "R1 R2 R3 R4 R5 R6 R7 M1 M2 M3 M4 M5 M6 H1 H2 H3 H4 H5 S1s S2s D1 D2 D3 F1 F2 F3 N1 N2";
        assert_eq!(ids.join(" "), expected);
    }
}
