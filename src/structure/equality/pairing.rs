//! Numbers of two rules that are called alike, and those that may be switched off.

use super::relation::Fixed;
use super::term::Term;
use crate::method::Role;
use crate::rule::called_alike;
use crate::structure::subject::Subject;

/// For each number of B the number of A that is called alike; else the first one left of the
/// same role; else its own default.
pub(super) fn by_name(a: &Subject, b: &Subject) -> Vec<Term> {
    let (own, others) = (a.entry.description.numbers, b.entry.description.numbers);
    let mut paired: Vec<Option<usize>> =
        others.iter().map(|other| own.iter().position(|own| called_alike(own.name, other.name))).collect();
    for (place, other) in others.iter().enumerate() {
        if paired[place].is_none() {
            let is_left = |i: &usize| own[*i].role == other.role && !paired.contains(&Some(*i));
            paired[place] = (0..own.len()).find(is_left);
        }
    }
    let term = |(place, other): (&Option<usize>, &crate::method::NumberSpec)| match place {
        Some(place) => Term::number(*place),
        None => Term::constant(other.default),
    };
    paired.iter().zip(others).map(term).collect()
}

/// Values of one or two numbers at which terms are switched off: 0, of weights first.
pub(super) fn switched_off(subject: &Subject) -> Vec<Fixed> {
    let numbers = subject.entry.description.numbers;
    let of = |role: Role| numbers.iter().filter(move |spec| spec.role == role).map(|spec| (spec.name, 0));
    let ones: Vec<(&'static str, i64)> =
        of(Role::Weight).chain(of(Role::Coefficient)).chain(of(Role::Fraction)).collect();
    let singles = ones.iter().map(|one| vec![*one]);
    let pairs = ones.iter().enumerate().flat_map(|(i, a)| ones[i + 1..].iter().map(move |b| vec![*a, *b]));
    singles.chain(pairs).collect()
}
