//! Whether two rules are the same: from rest they ask for gradients at the same points and make
//! the same points, where the numbers and slots of one follow from the other's.
//!
//! A gradient is any function of the point. What is sought is a relation: each number of
//! the one rule as a product of the other's numbers, each slot as a combination of the other's
//! slots, the point among them, with such products as factors. It is guessed from runs in
//! binary64, by least squares, and proved on symbols by induction over the steps: it holds at
//! the start, and every step of any class keeps it from any state.
//!
//! What is not the same is refuted where the numbers are paired by their names, by the first
//! step at which the runs differ, exactly.

mod fit;
mod pairing;
mod relation;
mod term;
mod witness;

use super::run::is_symbol_of_proofs;
use super::smooth::{DIMENSION, SmoothRun, drawn_numbers};
use super::subject::Subject;
use crate::method::registry::Entry;
use crate::method::{Coordinates, NumberSpec};
use pairing::{by_name, switched_off};
use relation::{Fixed, Related, Relation, Sum};
use term::Term;
pub use witness::Difference;

/// Draws of numbers at which a relation is sought.
const DRAWS: usize = 3;

/// Guesses from which numbers are fitted.
const GUESSES: usize = 6;

/// Relations that are tried at most.
const TRIED: usize = 64;

/// Where the one rule's numbers and slots are the other's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correspondence {
    /// Each number of the second rule, from the first's: "lr = lr*(1 - mu)".
    pub numbers: Vec<String>,
    /// The point and each slot of the second rule that are not called the same in the first:
    /// "v = v/lr".
    pub slots: Vec<String>,
    /// Whether every call of a gradient of the one is one of the other: then they are the same
    /// under gradients with fresh noise too.
    pub call_by_call: bool,
}

/// What was found of two rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sameness {
    /// Every run of the one is one of the other: proved both ways.
    Same {
        /// The second rule from the first.
        forth: Correspondence,
        /// The first rule from the second.
        back: Correspondence,
    },
    /// Every run of the first is one of the second: proved; the other way nothing was found.
    FirstIsCase(Correspondence),
    /// Every run of the second is one of the first.
    SecondIsCase(Correspondence),
    /// They differ where their numbers are paired by name and role, and no other relation was
    /// found.
    Different {
        /// The first step at which they differ.
        difference: Difference,
        /// Values of numbers with which they are the same, if some were found.
        holds_where: Option<HoldsWhere>,
    },
    /// Neither.
    Open(String),
}

/// Values of numbers with which two rules are the same that differ otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldsWhere {
    /// The values.
    pub values: Vec<(&'static str, i64)>,
    /// Whether that is proved; else runs in binary64 ask for gradients at the same points, to
    /// rounding.
    pub proved: bool,
}

/// A rule, read once for several comparisons.
pub struct ReadRule(Subject);

impl ReadRule {
    /// Reads a rule.
    pub fn new(entry: &Entry) -> Self {
        Self(Subject::of(entry))
    }

    /// How every run of this rule is one of the other, proved; nothing where that was not found.
    ///
    /// The other's numbers are those that are called alike; where these do not do, they are
    /// fitted from so many guesses.
    pub fn as_case_of(&self, other: &Self, guesses: usize) -> Option<Correspondence> {
        Rules { a: &self.0, b: &other.0, guesses }.found(&Vec::new())
    }
}

/// Two rules as they are compared.
struct Rules<'a> {
    a: &'a Subject,
    b: &'a Subject,
    guesses: usize,
}

/// Whether two rules are the same.
///
/// # Examples
/// ```
/// use stable_sgd::rule::UpdateRule;
/// use stable_sgd::structure::equality::{Sameness, same};
/// let inside = UpdateRule::parse("v' = μ v + η g; q' = q − v'")?.entry();
/// let outside = UpdateRule::parse("v' = μ v + g; q' = q − η v'")?.entry();
/// let Sameness::Same { forth, .. } = same(&inside, &outside) else { panic!("the same run") };
/// assert_eq!(forth.slots, ["v = v/η"]);
/// # Ok::<(), stable_sgd::rule::TextError>(())
/// ```
pub fn same(first: &Entry, second: &Entry) -> Sameness {
    for entry in [first, second] {
        let is_symbol = |name: &&str| is_symbol_of_proofs(name);
        if let Some(name) = entry.description.numbers.iter().map(|spec| spec.name).find(is_symbol) {
            return Sameness::Open(format!("a number is called {name}, as proofs call something else"));
        }
    }
    if let [Coordinates::Only(a), Coordinates::Only(b)] = [first, second].map(|entry| entry.description.coordinates)
        && a != b
    {
        return Sameness::Open(format!("one is known in {a} coordinates alone, the other in {b}"));
    }
    let [first, second] = [first, second].map(ReadRule::new);
    match (first.as_case_of(&second, GUESSES), second.as_case_of(&first, GUESSES)) {
        (Some(forth), Some(back)) => return Sameness::Same { forth, back },
        (Some(forth), None) => return Sameness::FirstIsCase(forth),
        (None, Some(back)) => return Sameness::SecondIsCase(back),
        (None, None) => {}
    }
    let rules = Rules { a: &first.0, b: &second.0, guesses: 0 };
    match witness::difference(rules.a, rules.b, &by_name(rules.a, rules.b)) {
        Some(difference) => Sameness::Different { difference, holds_where: rules.holds_where() },
        None => {
            Sameness::Open("neither a relation that is proved nor a step at which they differ was found".to_owned())
        }
    }
}

impl Rules<'_> {
    /// Coordinates of the runs on which relations are looked for.
    fn dimension(&self) -> usize {
        self.a.among(self.b.among(&[DIMENSION]))[0]
    }

    /// Numbers of A for a draw, with those that are given.
    fn numbers(&self, draw: usize, fixed: &Fixed) -> Vec<f64> {
        let specs = self.a.entry.description.numbers;
        let drawn = drawn_numbers(self.a, draw);
        let given = |name: &str| fixed.iter().find(|(fixed, _)| *fixed == name).map(|(_, value)| *value as f64);
        specs.iter().zip(drawn).map(|(spec, drawn)| given(spec.name).unwrap_or(drawn)).collect()
    }

    /// Values of one or two numbers with which A and B are the same: proved, or else those with
    /// which runs agree.
    fn holds_where(&self) -> Option<HoldsWhere> {
        let choices = switched_off(self.a);
        let agreeing: Vec<Fixed> = choices.into_iter().filter(|fixed| !self.numbers_of_b(fixed).is_empty()).collect();
        let proved = agreeing.iter().find(|fixed| self.found(fixed).is_some());
        let values = proved.or(agreeing.first())?.clone();
        Some(HoldsWhere { values, proved: proved.is_some() })
    }

    /// A relation in which every run of A is one of B, proved.
    fn found(&self, fixed: &Fixed) -> Option<Correspondence> {
        self.numbers_of_b(fixed).into_iter().find_map(|numbers| {
            self.relations(&numbers, fixed).into_iter().take(TRIED).find_map(|relation| {
                let related = Related { a: self.a, b: self.b, relation: &relation, fixed };
                related.proof().map(|call_by_call| self.in_words(&relation, call_by_call))
            })
        })
    }

    /// What the numbers of B may be: by name first, then what was fitted and recognised.
    fn numbers_of_b(&self, fixed: &Fixed) -> Vec<Vec<Term>> {
        let draws: Vec<Vec<f64>> = (0..DRAWS).map(|draw| self.numbers(draw, fixed)).collect();
        let runs: Option<Vec<_>> = draws.iter().map(|numbers| fit::runs(self.a, numbers, self.dimension())).collect();
        let Some(runs) = runs else { return Vec::new() };
        let agrees = |terms: &Vec<Term>| {
            draws.iter().zip(&runs).all(|(numbers, own)| {
                let other: Vec<f64> = terms.iter().map(|term| term.value(numbers)).collect();
                fit::runs(self.b, &other, self.dimension()).is_some_and(|other| fit::agree(own, &other))
            })
        };
        let named = by_name(self.a, self.b);
        if agrees(&named) {
            return vec![named];
        }
        let all = Term::all(self.a.entry.description.numbers.len());
        let first = &draws[0];
        for guess in 0..self.guesses {
            let start = match guess {
                0 => named.iter().map(|term| term.value(first)).collect(),
                guess => drawn_numbers(self.b, 10 + guess),
            };
            let Some(fitted) = fit::fitted(self.b, self.dimension(), &runs[0], start) else { continue };
            let recognised = |value: &f64| all.iter().filter(|term| term.is_close(first, *value)).cloned().collect();
            let candidates: Vec<Vec<Term>> = fitted.iter().map(recognised).collect();
            let found: Vec<_> = product(&candidates).into_iter().filter(agrees).collect();
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// The slots of both in runs with these numbers, a column a slot.
    fn columns(&self, own: &[f64], numbers: &[Term]) -> Option<[Vec<Vec<f64>>; 2]> {
        let other: Vec<f64> = numbers.iter().map(|term| term.value(own)).collect();
        let dimension = self.dimension();
        let (a, b) = (fit::runs(self.a, own, dimension)?, fit::runs(self.b, &other, dimension)?);
        let columns = |subject: &Subject, runs: &[SmoothRun]| {
            let phases = || runs.iter().flat_map(|run| &run.phases);
            let column = |slot: usize| phases().flat_map(|phase| phase.slots[slot].iter().copied()).collect();
            (0..=subject.slots.len()).map(column).collect()
        };
        Some([columns(self.a, &a), columns(self.b, &b)])
    }

    /// Relations of the slots where the numbers of B are these.
    fn relations(&self, numbers: &[Term], fixed: &Fixed) -> Vec<Relation> {
        let all = Term::all(self.a.entry.description.numbers.len());
        let own = self.numbers(0, fixed);
        let Some([a, b]) = self.columns(&own, numbers) else { return Vec::new() };
        let of_slot = |(slot, wanted): (usize, &Vec<f64>)| -> Vec<Sum<Term>> {
            self.factors(slot, &a, wanted).iter().flat_map(|factors| recognised(&all, &own, factors)).collect()
        };
        let mut candidates: Vec<Vec<Sum<Term>>> = b.iter().enumerate().map(of_slot).collect();
        for draw in 1..DRAWS {
            let own = self.numbers(draw, fixed);
            let Some([a, b]) = self.columns(&own, numbers) else { return Vec::new() };
            for (candidates, wanted) in candidates.iter_mut().zip(&b) {
                candidates.retain(|factors| holds(factors, &own, &a, wanted));
            }
        }
        // The point has to follow; a slot that does not may have no influence.
        if candidates[0].is_empty() {
            return Vec::new();
        }
        let or_any = |candidates: Vec<Sum<Term>>| match candidates.is_empty() {
            true => vec![None],
            false => candidates.into_iter().map(Some).collect(),
        };
        let slots = product(&candidates.into_iter().map(or_any).collect::<Vec<_>>());
        slots.into_iter().map(|slots| Relation { numbers: numbers.to_vec(), slots }).collect()
    }

    /// Factors of A's slots that add up to a slot of B: of its point, A's point and others.
    fn factors(&self, slot: usize, slots: &[Vec<f64>], wanted: &[f64]) -> Vec<Sum<f64>> {
        if slot > 0 {
            return fit::factors(slots, wanted);
        }
        let beyond: Vec<f64> = wanted.iter().zip(&slots[0]).map(|(b, a)| b - a).collect();
        let others = fit::factors(&slots[1..], &beyond);
        let with_point = |others: Sum<f64>| {
            std::iter::once((0, 1.0)).chain(others.into_iter().map(|(slot, factor)| (slot + 1, factor))).collect()
        };
        others.into_iter().map(with_point).collect()
    }

    fn in_words(&self, relation: &Relation, call_by_call: bool) -> Correspondence {
        let (own, others) = (self.a.entry.description.numbers, self.b.entry.description.numbers);
        let number = |(spec, term): (&NumberSpec, &Term)| format!("{} = {}", spec.name, term.text(own));
        let numbers = others.iter().zip(&relation.numbers).map(number).collect();
        let called = |subject: &Subject, slot: usize| match slot.checked_sub(1) {
            None => "q".to_owned(),
            Some(place) if subject.slots[place] == 0 => "v".to_owned(),
            Some(place) => subject.called(subject.slots[place]).to_owned(),
        };
        let slots = relation.slots.iter().enumerate().filter_map(|(slot, factors)| {
            let factors = factors.as_ref()?;
            let one = |(slot, term): &(usize, Term)| match called(self.a, *slot) {
                name if term.is_one() => name,
                name => scaled(&term.text(own), &name),
            };
            let sum = factors.iter().map(one).collect::<Vec<_>>().join(" + ").replace("+ -", "- ");
            let (name, sum) = (called(self.b, slot), if sum.is_empty() { "0".to_owned() } else { sum });
            // That the point is the point need not be said.
            (name != sum).then(|| format!("{name} = {sum}"))
        });
        let slots = slots.collect();
        Correspondence { numbers, slots, call_by_call }
    }
}

/// A product in words, with a slot as its last factor above the line.
fn scaled(factor: &str, name: &str) -> String {
    match factor.strip_prefix("1/") {
        Some(below) => format!("{name}/{below}"),
        None if factor == "-1" => format!("-{name}"),
        None => format!("{factor}*{name}"),
    }
}

/// What factors that were fitted may be.
fn recognised(all: &[Term], numbers: &[f64], factors: &[(usize, f64)]) -> Vec<Sum<Term>> {
    let of = |(slot, value): &(usize, f64)| {
        let close = all.iter().filter(|term| !term.is_zero() && term.is_close(numbers, *value));
        close.map(|term| (*slot, term.clone())).collect::<Vec<_>>()
    };
    product(&factors.iter().map(of).collect::<Vec<_>>())
}

/// Whether a combination of slots is a slot, to rounding.
fn holds(factors: &[(usize, Term)], numbers: &[f64], slots: &[Vec<f64>], wanted: &[f64]) -> bool {
    let size = wanted.iter().fold(0.0_f64, |size, x| size.max(x.abs()));
    wanted.iter().enumerate().all(|(i, wanted)| {
        let sum: f64 = factors.iter().map(|(slot, term)| term.value(numbers) * slots[*slot][i]).sum();
        (sum - wanted).abs() <= fit::ROUNDING * (size + fit::ROUNDING)
    })
}

/// Every choice of one of each, up to a bound.
fn product<T: Clone>(choices: &[Vec<T>]) -> Vec<Vec<T>> {
    choices.iter().fold(vec![Vec::new()], |chosen: Vec<Vec<T>>, choices| {
        let with = |one: &T| {
            chosen.iter().map(|chosen| [chosen.as_slice(), std::slice::from_ref(one)].concat()).collect::<Vec<_>>()
        };
        choices.iter().flat_map(with).take(TRIED).collect()
    })
}

#[cfg(test)]
mod tests;
