//! Changes of a unit: the powers by which a rule's numbers follow it, which are found.

mod degrees;
mod screen;

use super::decide::{Check, Decision, Looked, Sought, decide, looked_at, replay};
use super::examination::{Conclusion, Examination};
use super::subject::Subject;
use super::symmetry::EVERY_RUN;
use super::transformation::{Scaling, Symmetry};
use super::{Mend, Point, Verdict};
use crate::method::{NumberSpec, Role};
use degrees::Equations;
use screen::Screen;
use std::cell::{Cell, LazyCell};
use std::collections::VecDeque;

/// Powers of s that are tried for each number.
const LARGEST: i32 = 4;

/// Points at which powers are tried before a proof.
const TRIALS: usize = 16;

/// How many combinations of powers are tried: a rule of a dozen numbers has 9¹² of them.
const BUDGET: usize = 20_000;

/// How many combinations are looked at, of those that the screen leaves open.
const LOOKED: usize = 1000;

/// How many of these may be open, more than are tried.
const OPEN: usize = 32;

/// Powers that are tried beyond those that a search excludes.
const DECIDED: usize = 4;

/// A change of a unit, as a property asks for it.
pub(super) struct Rescaling {
    /// What is measured in another unit.
    pub scaling: Scaling,
    /// The numbers that may follow it.
    pub may: fn(&NumberSpec) -> bool,
    /// The same in words.
    pub named: &'static str,
    /// The power of s of each rate for which a refutation is stated, the others' 0.
    pub of_rates: i32,
}

impl Rescaling {
    /// The equivariance with these powers.
    fn by(&self, powers: &[i32]) -> Symmetry {
        Symmetry::Scaled(self.scaling, powers.to_vec())
    }

    /// The powers for which a refutation is stated.
    fn fixed(&self, subject: &Subject) -> Vec<i32> {
        let of_rates = self.of_rates * self.scaling.whole();
        let power = |spec: &NumberSpec| if spec.role == Role::Rate { of_rates } else { 0 };
        subject.entry.description.numbers.iter().map(power).collect()
    }

    /// The value of a witness's defect.
    pub(super) fn replay(&self, subject: &Subject, sought: &Sought, point: &Point) -> Option<String> {
        replay(&self.by(&self.fixed(subject)), subject, sought, point).map(|found| found.text)
    }

    /// Powers of which something may be found, those with the least sum of magnitudes first, where
    /// only the numbers that `may` be rescaled are; among the first [`BUDGET`] combinations. The
    /// first that the degrees of the formula allow come before those without a defect, and these
    /// before those that are not known well enough anywhere. Whether there were more than are
    /// looked at is written into `cut_short`.
    fn powers<'a>(
        &'a self,
        subject: &'a Subject,
        may: impl Fn(&NumberSpec) -> bool,
        cut_short: &'a Cell<bool>,
    ) -> impl Iterator<Item = Vec<i32>> + 'a {
        let numbers = subject.entry.description.numbers;
        let free: Vec<usize> = (0..numbers.len()).filter(|i| may(&numbers[*i])).collect();
        // Whole powers of s come before its roots.
        let whole = self.scaling.whole();
        let mut all = combinations(free.len(), LARGEST);
        all.iter_mut().flatten().for_each(|power| *power *= whole);
        if whole > 1 {
            all.extend(combinations(free.len(), LARGEST * whole));
        }
        let spread = move |combination: &Vec<i32>| spread(combination, &free, numbers.len());
        let by_degrees = Equations::of(subject, self.scaling)
            .and_then(|equations| all.iter().map(&spread).find(|powers| equations.allow(powers)));
        let screen = LazyCell::new(move || Screen::of(subject, self.scaling));
        let mut open = VecDeque::new();
        let mut combinations = all.into_iter();
        let mut looked = 0;
        let searched = std::iter::from_fn(move || {
            for powers in combinations.by_ref().map(|combination| spread(&combination)) {
                if !screen.allows(&powers) {
                    continue;
                }
                looked += 1;
                if looked > LOOKED || open.len() > OPEN {
                    cut_short.set(true);
                    break;
                }
                match looked_at(&self.by(&powers), subject, TRIALS) {
                    Looked::Broken => {}
                    Looked::Whole => return Some(powers),
                    Looked::Open => open.push_back(powers),
                }
            }
            open.pop_front()
        });
        by_degrees.into_iter().chain(searched)
    }

    /// The verdict, with the powers as its value.
    pub(super) fn settled(&self, examination: &Examination) -> Conclusion {
        let Examination { subject, settings, .. } = *examination;
        let stages = self.by(&[]).stages(subject);
        let conclude = |finding| examination.conclude(finding, EVERY_RUN, &stages);
        let of = |powers: &[i32]| {
            let found = conclude(decide(&self.by(powers), subject, settings));
            let value = found.verdict.holds().then(|| self.in_words(subject, powers));
            Conclusion { value, ..found }
        };
        let open = |reason: String| conclude(Decision::new(Verdict::Undecided(reason), "none"));
        let (mut first_open, cut_short) = (None, Cell::new(false));
        for (tried, powers) in self.powers(subject, self.may, &cut_short).take(DECIDED + 1).enumerate() {
            if tried == DECIDED {
                first_open.get_or_insert_with(|| open("further powers without a defect were not tried".to_owned()));
                break;
            }
            let found = of(&powers);
            match &found.verdict {
                verdict if verdict.holds() => return found,
                Verdict::Undecided(reason) => {
                    first_open.get_or_insert_with(|| open(format!("{}: {reason}", self.in_words(subject, &powers))));
                }
                _ => {}
            }
        }
        if cut_short.get() {
            first_open.get_or_insert_with(|| open(format!("too large: more than {LOOKED} powers may do")));
        }
        // What is open for some powers is not refuted by others.
        if let Some(open) = first_open {
            return open;
        }
        let refuted = of(&self.fixed(subject));
        if !matches!(refuted.verdict, Verdict::Refuted(_)) {
            return refuted;
        }
        let mend = self.powers(subject, |_| true, &cut_short).take(DECIDED).find_map(|powers| {
            let found = decide(&self.by(&powers), subject, settings).verdict;
            let powers = self.in_words(subject, &powers);
            found.holds().then(|| Mend::Units { verdict: found.word(), powers })
        });
        let may = subject.entry.description.numbers.iter().filter(|spec| (self.may)(spec)).count() as u32;
        let largest = (LARGEST * self.scaling.whole()) as usize;
        let all = (2 * largest + 1).checked_pow(may).is_some_and(|all| all <= BUDGET);
        let tried = if all { "no powers".to_owned() } else { format!("none of the {BUDGET} smallest powers") };
        let domain = refuted.domain.clone().with(format!(
            "{tried} from −{LARGEST} to {LARGEST} of {} will do, the witness is for the power {} of each rate",
            self.named, self.of_rates
        ));
        Conclusion { mend, domain, ..refuted }
    }

    fn in_words(&self, subject: &Subject, powers: &[i32]) -> String {
        let named = subject.entry.description.numbers.iter().zip(powers).filter(|(_, power)| **power != 0);
        let word = |(spec, power): (&NumberSpec, &i32)| match (power % self.scaling.whole(), spec.name) {
            (0, name) => format!("{name} → s^{} {name}", power / self.scaling.whole()),
            (_, name) => format!("{name} → s^({power}/{}) {name}", self.scaling.whole()),
        };
        let words: Vec<String> = named.map(word).collect();
        if words.is_empty() { "nothing needs to be rescaled".to_owned() } else { words.join(", ") }
    }
}

/// A proof for these powers from the degrees of the formula.
pub(super) fn by_degrees(subject: &Subject, scaling: Scaling, powers: &[i32]) -> bool {
    Equations::of(subject, scaling).is_some_and(|equations| equations.allow(powers))
}

/// Powers of so many numbers up to the largest, those with the least sum of magnitudes first.
fn combinations(places: usize, largest: i32) -> Vec<Vec<i32>> {
    let mut found = Vec::new();
    for sum in 0..=largest * places as i32 {
        of_sum(&mut vec![0; places], places, (sum, largest), &mut found);
    }
    found
}

/// Every way to give the first `places` of `powers` magnitudes of this sum, none above the
/// largest, the last place varying most slowly, until there are [`BUDGET`] of them.
fn of_sum(powers: &mut [i32], places: usize, (sum, largest): (i32, i32), found: &mut Vec<Vec<i32>>) {
    if found.len() >= BUDGET || sum > largest * places as i32 {
        return;
    }
    let Some(last) = places.checked_sub(1) else {
        found.push(powers.to_vec());
        return;
    };
    for power in -largest..=largest {
        if power.abs() <= sum {
            powers[last] = power;
            of_sum(powers, last, (sum - power.abs(), largest), found);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_is_tried_the_small_ones_first() {
        for places in 0..4 {
            let found = combinations(places, LARGEST);
            assert_eq!(found.len(), 9_usize.pow(places as u32));
            let sum = |powers: &Vec<i32>| powers.iter().map(|power| power.abs()).sum::<i32>();
            assert!(found.is_sorted_by_key(sum));
            let mut distinct = found.clone();
            distinct.sort();
            distinct.dedup();
            assert_eq!(distinct.len(), found.len());
        }
        assert_eq!(combinations(2, LARGEST)[..3], [vec![0, 0], vec![0, -1], vec![-1, 0]]);
    }

    /// A rule of a dozen numbers once took all memory.
    #[test]
    fn many_numbers_have_a_budget() {
        assert_eq!(combinations(12, LARGEST).len(), BUDGET);
        assert_eq!(combinations(40, LARGEST).len(), BUDGET);
    }
}
