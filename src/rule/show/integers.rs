//! Integers of a rule in a language whose integers end somewhere.

use super::NotShown;
use super::sheet::Sheet;
use crate::rule::graph::{Kind, Operation, Place};
use std::collections::BTreeMap;

/// A counter before step k, without the counters before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closed {
    /// from + by (k − 1).
    Linear { from: i64, by: i64 },
    /// The smaller of from + k − 1 and `most`.
    Capped { from: i64, most: i64 },
    /// The first number at first, then the other.
    Then { first: i64, then: i64 },
}

/// The integers of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Counted {
    /// The counters, by the step.
    pub counters: Vec<Closed>,
    /// The least and the largest value of each integer.
    ranges: BTreeMap<Place, [i128; 2]>,
}

impl Counted {
    /// Whether an integer is never below 0.
    pub(super) fn is_natural(&self, place: Place) -> bool {
        self.ranges.get(&place).is_some_and(|[least, _]| *least >= 0)
    }
}

/// A language's integers, and the steps of a run for which they have to do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Integers {
    pub language: &'static str,
    pub bits: u32,
    /// The steps, as a power of two.
    pub steps: u32,
}

impl Integers {
    /// Every counter by the step, where every integer that is used fits.
    pub(super) fn counters(self, sheet: Sheet, used: &[Place]) -> Result<Counted, NotShown> {
        let starts = &sheet.rule.counters.starts;
        let closed = starts.iter().enumerate().map(|(counter, start)| {
            let name = || sheet.rule.counters.names[counter].clone();
            closed(sheet, counter, *start).ok_or_else(|| NotShown::Counter { language: self.language, name: name() })
        });
        let counters = closed.collect::<Result<Vec<_>, _>>()?;
        let ranges = self.ranges(sheet, &counters, used)?;
        Ok(Counted { counters, ranges })
    }

    /// The least and the largest value of each integer, from the first step to the last.
    fn ranges(self, sheet: Sheet, counters: &[Closed], used: &[Place]) -> Result<BTreeMap<Place, [i128; 2]>, NotShown> {
        let most = (1_i128 << (self.bits - 1)) - 1;
        let last = 1_i128 << self.steps;
        let mut ranges: BTreeMap<Place, [i128; 2]> = BTreeMap::new();
        for place in used.iter().copied().filter(|place| sheet.kind(*place) == Kind::Integer) {
            let of = |place: Place| ranges[&place];
            let range = match *sheet.node(place) {
                Operation::Step => [1, last],
                Operation::Integer(n) => [n.into(); 2],
                Operation::Counter(counter) => counters[counter].range(last),
                Operation::Add(a, b) => [of(a)[0] + of(b)[0], of(a)[1] + of(b)[1]],
                Operation::Sub(a, b) => [of(a)[0] - of(b)[1], of(a)[1] - of(b)[0]],
                Operation::Mul(a, b) => hull(of(a).into_iter().flat_map(|x| of(b).map(|y| x * y))),
                Operation::Neg(a) => [-of(a)[1], -of(a)[0]],
                // A branch that is never taken does not count.
                Operation::Select(condition, a, _) if always_above(sheet, &ranges, condition) => of(a),
                Operation::Select(_, a, b) => hull([of(a), of(b)].into_iter().flatten()),
                Operation::Modulo(_, b) if of(b)[0] > 0 || of(b)[1] < 0 => [0, of(b)[0].abs().max(of(b)[1].abs()) - 1],
                Operation::Modulo(..) => return Err(NotShown::Modulo { language: self.language }),
                _ => unreachable!("an integer"),
            };
            if range[0] < -most || range[1] > most {
                let Self { language, bits, steps } = self;
                return Err(NotShown::Integer { language, bits, steps });
            }
            ranges.insert(place, range);
        }
        Ok(ranges)
    }
}

/// Whether a condition is that one integer is above another, and always holds.
fn always_above(sheet: Sheet, ranges: &BTreeMap<Place, [i128; 2]>, condition: Place) -> bool {
    let Operation::Greater(a, b) = *sheet.node(condition) else { return false };
    matches!((ranges.get(&a), ranges.get(&b)), (Some([least, _]), Some([_, most])) if least > most)
}

/// The least and the largest of numbers.
fn hull(numbers: impl Iterator<Item = i128>) -> [i128; 2] {
    numbers.fold([i128::MAX, i128::MIN], |[least, most], x| [least.min(x), most.max(x)])
}

impl Closed {
    /// from + by (k − 1), in the signs that languages share.
    pub(super) fn linear(from: i64, by: i64) -> String {
        match (from, by) {
            (from, 0) => from.to_string(),
            (0, 1) => "k - 1".to_owned(),
            (from, 1) => format!("{from} + (k - 1)"),
            (0, -1) => "-(k - 1)".to_owned(),
            (0, by) => format!("{by} * (k - 1)"),
            (from, by) if by < 0 => format!("{from} - {} * (k - 1)", by.unsigned_abs()),
            (from, by) => format!("{from} + {by} * (k - 1)"),
        }
    }

    /// The values up to this step.
    fn range(self, last: i128) -> [i128; 2] {
        match self {
            Self::Linear { from, by } => {
                let from = i128::from(from);
                hull([from, from + i128::from(by) * (last - 1)].into_iter())
            }
            Self::Capped { from, most } => {
                hull([i128::from(from), (i128::from(from) + last - 1).min(most.into())].into_iter())
            }
            Self::Then { first, then } => hull([i128::from(first), i128::from(then)].into_iter()),
        }
    }
}

fn closed(sheet: Sheet, counter: usize, start: i64) -> Option<Closed> {
    let is_own = |place: Place| *sheet.node(place) == Operation::Counter(counter);
    let literal = |place: Place| match *sheet.node(place) {
        Operation::Integer(n) => Some(n),
        _ => None,
    };
    // What is added to the counter.
    let added = |place: Place| match *sheet.node(place) {
        Operation::Counter(own) if own == counter => Some(0),
        Operation::Add(a, b) if is_own(a) => literal(b),
        Operation::Add(a, b) if is_own(b) => literal(a),
        Operation::Sub(a, b) if is_own(a) => literal(b).and_then(i64::checked_neg),
        _ => None,
    };
    let after = sheet.rule.counters.after[counter];
    if let Some(by) = added(after) {
        return Some(Closed::Linear { from: start, by });
    }
    match *sheet.node(after) {
        Operation::Integer(then) => Some(Closed::Then { first: start, then }),
        Operation::Select(condition, next, last) => {
            let most = literal(last)?;
            let Operation::Greater(bound, own) = *sheet.node(condition) else { return None };
            let fits = literal(bound) == Some(most) && is_own(own) && added(next) == Some(1) && start <= most;
            fits.then_some(Closed::Capped { from: start, most })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::UpdateRule;

    const SMALL: Integers = Integers { language: "a language", bits: 32, steps: 29 };

    fn counters(text: &str) -> Result<Vec<Closed>, NotShown> {
        let rule = UpdateRule::parse(text).expect("a rule");
        let all: Vec<Place> = (0..rule.graph().nodes().len()).collect();
        SMALL.counters(Sheet::of(&rule), &all).map(|counted| counted.counters)
    }

    /// A counter by the step is what it becomes step by step.
    #[test]
    fn a_counter_by_the_step_is_the_counter() {
        for (text, expected) in [
            ("n' = n + 1; start n = 4", Closed::Linear { from: 4, by: 1 }),
            ("n' = n - 1", Closed::Linear { from: 0, by: -1 }),
            ("n' = 0; start n = 1", Closed::Then { first: 1, then: 0 }),
            ("n' = if 3 > n then n + 1 else whole(3)", Closed::Capped { from: 0, most: 3 }),
        ] {
            let text = format!("counter n; {text}; q' = q - g / (n + 10)");
            assert_eq!(counters(&text), Ok(vec![expected]), "{text}");
        }
    }

    #[test]
    fn what_a_language_cannot_count_is_refused() {
        let language = "a language";
        let too_large = Err(NotShown::Integer { language, bits: 32, steps: 29 });
        for (text, expected) in [
            (
                "counter n; start n = 1; n' = 2 n; q' = q - g / n",
                Err(NotShown::Counter { language, name: "n".to_owned() }),
            ),
            ("q' = q - g / (k k)", too_large.clone()),
            ("counter n; n' = n + 5; q' = q - g / (n + 1)", too_large),
            ("q' = q - g / (1 + k mod (k - 3))", Err(NotShown::Modulo { language })),
            ("q' = q - g / (k + 7)", Ok(Vec::new())),
            ("q' = q - g / (1 + k mod (k + 3))", Ok(Vec::new())),
            ("q' = q - g / (2147483647 + if 2147483646 > k then whole(0) else k)", Ok(Vec::new())),
        ] {
            assert_eq!(counters(text), expected, "{text}");
        }
    }
}
