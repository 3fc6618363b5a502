//! Units: the powers by which the rates follow a change of the unit of length.

use super::decide::{Check, Decision, Looked, decide, looked_at, replay};
use super::examination::{Conclusion, Examination, PropertySpec};
use super::first_order::FirstOrder;
use super::subject::Subject;
use super::symmetry::{EVERY_RUN, steps_in_words};
use super::transformation::Symmetry;
use super::{Mend, Verdict};
use crate::method::{NumberSpec, Role};
use std::collections::VecDeque;

/// Powers that are tried for each number.
const LARGEST: i32 = 2;

/// Points at which powers are tried before a proof.
const TRIALS: usize = 16;

/// The power 1 of each rate: what a refutation is stated for.
fn ones(subject: &Subject) -> Vec<i32> {
    subject.entry.description.numbers.iter().map(|spec| i32::from(spec.role == Role::Rate)).collect()
}

/// The same as a symmetry.
fn fixed(subject: &Subject) -> Symmetry {
    Symmetry::Units(ones(subject))
}

/// How many combinations of powers are tried: a rule of a dozen numbers has 5¹² of them.
const BUDGET: usize = 20_000;

/// How many of all numbers are looked at, of those that can do to first order.
const LOOKED: usize = 500;

/// Powers that are tried beyond those that a search excludes.
const DECIDED: usize = 4;

/// Powers of which something may be found, those with the least sum of magnitudes first, where
/// only the numbers that `may` be rescaled are; among the first [`BUDGET`] combinations, those
/// of them that are `allowed`, and so many of those. Those without a defect come before those that are not known well enough anywhere.
fn powers(
    subject: &Subject,
    may: impl Fn(&NumberSpec) -> bool,
    allowed: impl Fn(&[i32]) -> bool,
    most: usize,
) -> impl Iterator<Item = Vec<i32>> {
    let numbers = subject.entry.description.numbers;
    let free: Vec<usize> = (0..numbers.len()).filter(|i| may(&numbers[*i])).collect();
    let mut combinations = Vec::new();
    for sum in 0..=LARGEST * free.len() as i32 {
        of_sum(&mut vec![0; free.len()], free.len(), sum, &mut combinations);
    }
    let mut open = VecDeque::new();
    let spread = move |combination: Vec<i32>| spread(&combination, &free, numbers.len());
    let mut allowed = combinations.into_iter().map(spread).filter(move |powers| allowed(powers)).take(most);
    std::iter::from_fn(move || {
        for powers in allowed.by_ref() {
            match looked_at(&Symmetry::Units(powers.clone()), subject, TRIALS) {
                Looked::Broken => {}
                Looked::Whole => return Some(powers),
                Looked::Open => open.push_back(powers),
            }
        }
        open.pop_front()
    })
}

/// Every way to give the first `places` of `powers` magnitudes of this sum, the last place
/// varying most slowly, until there are [`BUDGET`] of them.
fn of_sum(powers: &mut [i32], places: usize, sum: i32, found: &mut Vec<Vec<i32>>) {
    if found.len() >= BUDGET || sum > LARGEST * places as i32 {
        return;
    }
    let Some(last) = places.checked_sub(1) else {
        found.push(powers.to_vec());
        return;
    };
    for power in -LARGEST..=LARGEST {
        if power.abs() <= sum {
            powers[last] = power;
            of_sum(powers, last, sum - power.abs(), found);
        }
    }
    powers[last] = 0;
}

/// The powers of the free numbers at their places among all, the others 0.
fn spread(combination: &[i32], free: &[usize], numbers: usize) -> Vec<i32> {
    let mut powers = vec![0; numbers];
    for (place, power) in free.iter().zip(combination) {
        powers[*place] = *power;
    }
    powers
}

fn in_words(subject: &Subject, powers: &[i32]) -> String {
    let named = subject.entry.description.numbers.iter().zip(powers).filter(|(_, power)| **power != 0);
    let words: Vec<String> = named.map(|(spec, power)| format!("{0} → s^{power} {0}", spec.name)).collect();
    if words.is_empty() { "nothing needs to be rescaled".to_owned() } else { words.join(", ") }
}

/// The row.
pub(super) const ROW: PropertySpec = PropertySpec {
    steps: steps_in_words,
    ..PropertySpec::new(
        "units",
        "measuring q in other units gives the same run, if the rates are multiplied by powers of the unit",
        settled,
        |subject, sought, point| replay(&fixed(subject), subject, sought, point).map(|found| found.text),
    )
};

fn settled(examination: &Examination) -> Conclusion {
    let Examination { subject, settings, .. } = *examination;
    let stages = Symmetry::Units(Vec::new()).stages(subject);
    let conclude = |finding| examination.conclude(finding, EVERY_RUN, &stages);
    let of = |powers: &[i32]| {
        let found = conclude(decide(&Symmetry::Units(powers.to_vec()), subject, settings));
        let value = found.verdict.holds().then(|| in_words(subject, powers));
        Conclusion { value, ..found }
    };
    let open = |reason: String| conclude(Decision::new(Verdict::Undecided(reason), "none"));
    let mut first_open = None;
    for (tried, powers) in
        powers(subject, |spec| spec.role == Role::Rate, |_| true, BUDGET).take(DECIDED + 1).enumerate()
    {
        if tried == DECIDED {
            first_open.get_or_insert_with(|| open("further powers without a defect were not tried".to_owned()));
            break;
        }
        let found = of(&powers);
        match &found.verdict {
            verdict if verdict.holds() => return found,
            Verdict::Undecided(reason) => {
                first_open.get_or_insert_with(|| open(format!("{}: {reason}", in_words(subject, &powers))));
            }
            _ => {}
        }
    }
    // What is open for some powers is not refuted by others.
    if let Some(open) = first_open {
        return open;
    }
    let refuted = of(&ones(subject));
    if !matches!(refuted.verdict, Verdict::Refuted(_)) {
        return refuted;
    }
    let first_order = FirstOrder::of(subject);
    let mend =
        powers(subject, |_| true, |powers| first_order.allows(powers), LOOKED).take(DECIDED).find_map(|powers| {
            let found = decide(&Symmetry::Units(powers.clone()), subject, settings).verdict;
            let powers = in_words(subject, &powers);
            found.holds().then(|| Mend::Units { verdict: found.word(), powers })
        });
    let rates = subject.entry.description.numbers.iter().filter(|spec| spec.role == Role::Rate).count() as u32;
    let all = (2 * LARGEST as usize + 1).checked_pow(rates).is_some_and(|all| all <= BUDGET);
    let tried = if all { "no powers".to_owned() } else { format!("none of the {BUDGET} smallest powers") };
    let domain = refuted.domain.clone().with(format!(
        "{tried} from −{LARGEST} to {LARGEST} of the rates alone will do, the witness is for the power 1 of each"
    ));
    Conclusion { mend, domain, ..refuted }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn combinations(places: usize) -> Vec<Vec<i32>> {
        let mut found = Vec::new();
        for sum in 0..=LARGEST * places as i32 {
            of_sum(&mut vec![0; places], places, sum, &mut found);
        }
        found
    }

    /// All of 5ⁿ, each once, by the sum of their magnitudes.
    #[test]
    fn every_combination_is_tried_the_small_ones_first() {
        for places in 0..4 {
            let found = combinations(places);
            assert_eq!(found.len(), 5_usize.pow(places as u32));
            let sum = |powers: &Vec<i32>| powers.iter().map(|power| power.abs()).sum::<i32>();
            assert!(found.is_sorted_by_key(sum));
            let mut distinct = found.clone();
            distinct.sort();
            distinct.dedup();
            assert_eq!(distinct.len(), found.len());
        }
        assert_eq!(combinations(2)[..3], [vec![0, 0], vec![0, -1], vec![-1, 0]]);
    }

    /// A rule of a dozen numbers once took all memory.
    #[test]
    fn many_numbers_have_a_budget() {
        assert_eq!(combinations(12).len(), BUDGET);
        assert_eq!(combinations(40).len(), BUDGET);
    }
}
