//! Units: the powers by which the rates follow a change of the unit of length.

use super::Certificate;
use super::decide::{Finding, Settings, decide, defect_free};
use super::symmetry::Symmetry;
use crate::method::registry::Entry;
use crate::method::{NumberSpec, Role};

/// Powers that are tried for each number.
const LARGEST: i32 = 2;

/// Points at which powers are tried before a proof.
const TRIALS: usize = 16;

/// Powers of the rates alone, all 0: what a refutation is stated for.
pub(super) fn fixed(entry: &Entry) -> Symmetry {
    let powers = entry.description.numbers.iter().map(|spec| i32::from(spec.role == Role::Rate));
    Symmetry::Units(powers.collect())
}

/// The powers with the least sum of magnitudes for which no defect is found, where
/// only the numbers that `may` be rescaled are.
fn powers(entry: &Entry, may: impl Fn(&NumberSpec) -> bool) -> Option<Vec<i32>> {
    let numbers = entry.description.numbers;
    let free: Vec<usize> = (0..numbers.len()).filter(|i| may(&numbers[*i])).collect();
    let base = 2 * LARGEST as usize + 1;
    let mut candidates: Vec<Vec<i32>> = (0..base.pow(free.len() as u32))
        .map(|code| {
            let mut powers = vec![0; numbers.len()];
            let mut rest = code;
            for place in &free {
                powers[*place] = (rest % base) as i32 - LARGEST;
                rest /= base;
            }
            powers
        })
        .collect();
    candidates.sort_by_key(|powers| powers.iter().map(|power| power.abs()).sum::<i32>());
    candidates.into_iter().find(|powers| defect_free(&Symmetry::Units(powers.clone()), entry, TRIALS))
}

fn in_words(entry: &Entry, powers: &[i32]) -> String {
    let named = entry.description.numbers.iter().zip(powers).filter(|(_, power)| **power != 0);
    let words: Vec<String> = named.map(|(spec, power)| format!("{0} → s^{power} {0}", spec.name)).collect();
    if words.is_empty() { "nothing needs to be rescaled".to_owned() } else { words.join(", ") }
}

pub(super) fn certify(entry: &Entry, settings: &Settings, certificate: impl Fn(Finding) -> Certificate) -> Certificate {
    if let Some(powers) = powers(entry, |spec| spec.role == Role::Rate) {
        let found = certificate(decide(&Symmetry::Units(powers.clone()), entry, settings));
        return Certificate { value: found.verdict.holds().then(|| in_words(entry, &powers)), ..found };
    }
    let refuted = certificate(decide(&fixed(entry), entry, settings));
    let mend = powers(entry, |_| true).and_then(|powers| {
        let found = decide(&Symmetry::Units(powers.clone()), entry, settings).verdict;
        let words = in_words(entry, &powers);
        found.holds().then(|| format!("it holds ({}) if further numbers follow: {words}", found.word()))
    });
    let domain = format!(
        "{}; no powers from −{LARGEST} to {LARGEST} of the rates alone will do, the witness is for the power 1 of each",
        refuted.domain
    );
    Certificate { mend, domain, ..refuted }
}
