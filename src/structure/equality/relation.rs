//! How the numbers and slots of one rule follow from another's, and that its steps keep this.

use super::term::Term;
use crate::method::{Hyperparameters, Oracle};
use crate::quiet;
use crate::scalar::{Field, Symbolic};
use crate::structure::PROOF_BUDGET;
use crate::structure::decide::symbol;
use crate::structure::run::{AnyField, Examined, Values, hyperparameters, vector};
use crate::structure::subject::{Held, Known, Phase, RECORDED, Subject};
use num_traits::Zero;
use std::collections::BTreeSet;

/// A sum of slots, by their places, times factors.
pub(super) type Sum<F> = Vec<(usize, F)>;

/// The numbers and slots of a rule (B) from those of another (A).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relation {
    /// Each number of B.
    pub numbers: Vec<Term>,
    /// Each free slot of B, the point first: factors of A's, by their places; nothing where it
    /// may be anything.
    pub slots: Vec<Option<Sum<Term>>>,
}

/// Values of numbers that are given, by name; any other one is what its name says.
pub(super) type Fixed = Vec<(&'static str, i64)>;

/// Steps from rest before the relation has to hold.
const BASES: u64 = 3;

/// Two rules in a relation.
pub(super) struct Related<'a> {
    pub a: &'a Subject,
    pub b: &'a Subject,
    pub relation: &'a Relation,
    pub fixed: &'a Fixed,
}

/// Both states.
struct Pair<T> {
    a: Phase<T>,
    b: Phase<T>,
}

impl Related<'_> {
    /// The slots of B that stand in the relation to a state of A.
    fn image<T: Field>(&self, numbers: &[T], a: &Phase<T>) -> Vec<Option<Vec<T>>> {
        let of = |factors: &Sum<Term>| {
            let coordinate = |i: usize| {
                let terms = factors.iter().map(|(slot, term)| term.value(numbers) * &a.slots[*slot][i]);
                terms.fold(T::zero(), |sum, term| sum + term)
            };
            (0..a.slots[0].len()).map(coordinate).collect()
        };
        self.relation.slots.iter().map(|factors| factors.as_ref().map(of)).collect()
    }

    /// A state of A of which nothing is known, and the state of B that stands in the relation.
    fn free<T: Examined>(&self, numbers: &[T], dimension: usize, values: Values<T>) -> Pair<T> {
        let a = Phase::free(self.a, dimension, values);
        let any = Phase::free(self.b, dimension, &mut |name| values(&format!("{name}′")));
        let slots = self.image(numbers, &a).into_iter().zip(any.slots).map(|(image, any)| image.unwrap_or(any));
        Pair { b: Phase { slots: slots.collect() }, a }
    }

    /// The numbers of both.
    fn numbers<T: Examined>(&self, values: Values<T>) -> (Known<T>, Known<T>) {
        let mut given = |name: &str| match self.fixed.iter().find(|(fixed, _)| *fixed == name) {
            Some((_, value)) => T::from_integer(*value),
            None => values(name),
        };
        let a = hyperparameters(&self.a.entry, &mut given);
        let numbers = self.relation.numbers.iter().map(|term| term.value(&a.numbers)).collect();
        let switches = self.b.entry.description.switches.iter().map(|spec| spec.default).collect();
        (Known::new(a), Known::new(Hyperparameters { numbers, switches }))
    }

    /// Takes a step of both on one field; what each asked for, by the places of the points.
    fn advance<T: Examined>(
        &self,
        step: u64,
        (a, b): (&Known<T>, &Known<T>),
        field: &mut AnyField<T>,
        pair: &mut Pair<T>,
    ) -> Option<[Vec<Option<usize>>; 2]> {
        let mut asked = [Vec::new(), Vec::new()];
        for (asked, (subject, known, phase)) in
            asked.iter_mut().zip([(self.a, a, &mut pair.a), (self.b, b, &mut pair.b)])
        {
            let mut oracle = Noted { field: &mut *field, asked };
            subject.advance(subject.entry.on::<T>()?, step, known, &mut oracle, phase);
        }
        Some(asked)
    }

    /// What has to vanish of two states in the relation, the points first.
    fn defects<T: Examined>(&self, numbers: &[T], pair: &Pair<T>) -> Vec<T> {
        let image = self.image(numbers, &pair.a);
        let known = image.iter().zip(&pair.b.slots).filter_map(|(image, own)| Some((image.as_ref()?, own)));
        known.flat_map(|(image, own)| image.iter().zip(own).map(|(image, own)| own.clone() - image)).collect()
    }

    /// Coordinates in which runs are compared.
    fn dimensions(&self) -> &[usize] {
        let usual: &[usize] = if self.a.mixes || self.b.mixes { &[2, 3] } else { &[2] };
        self.a.among(self.b.among(usual))
    }

    /// Runs from rest of so many steps: what has to vanish of the points after each and of all
    /// slots after the last, and whether both asked for gradients call by call at the same points.
    fn run_from_rest<T: Examined>(&self, steps: u64, dimension: usize, values: Values<T>) -> Option<(Vec<T>, bool)> {
        let start = vector("q", dimension, values);
        let (a, b) = self.numbers(values);
        let numbers = a.hyper.numbers.clone();
        let mut pair = Pair { a: Phase::start(self.a, start.clone()), b: Phase::start(self.b, start) };
        let mut field = AnyField::new(values);
        let (mut defects, mut calls_agree) = (Vec::new(), true);
        for step in 1..=steps {
            let asked = self.advance(step, (&a, &b), &mut field, &mut pair)?;
            calls_agree &= asked[0] == asked[1];
            defects.extend(self.defects(&numbers, &pair).into_iter().take(dimension));
        }
        defects.extend(self.defects(&numbers, &pair));
        Some((defects, calls_agree))
    }

    /// A proof that both make the same run from rest, at every step; whether each call of one
    /// is a call of the other.
    pub(super) fn proof(&self) -> Option<bool> {
        let proof = || (0..BASES).find_map(|base| self.proof_from(base));
        let guarded = || quiet::guarded(proof).ok().flatten();
        if !(self.a.is_graph() && self.b.is_graph()) {
            return None;
        }
        Symbolic::within(PROOF_BUDGET, guarded)
    }

    fn proof_from(&self, base: u64) -> Option<bool> {
        let mut calls_agree = true;
        for dimension in self.dimensions() {
            let (defects, agree) = self.run_from_rest::<Symbolic>(base, *dimension, &mut symbol)?;
            if !defects.iter().all(Symbolic::is_zero) {
                return None;
            }
            calls_agree &= agree;
            for step in self.steps_after(base) {
                let (a, b) = self.numbers::<Symbolic>(&mut symbol);
                let numbers = a.hyper.numbers.clone();
                let mut values = symbol;
                let mut pair = self.free(&numbers, *dimension, &mut values);
                let mut field = AnyField::new(&mut values);
                let asked = self.advance(step, (&a, &b), &mut field, &mut pair)?;
                if !self.defects(&numbers, &pair).iter().all(Symbolic::is_zero) {
                    return None;
                }
                calls_agree &= asked[0] == asked[1];
            }
        }
        // A gradient that a slot remembers was asked for at an earlier call.
        let remembers = |subject: &Subject| subject.holds.iter().any(|held| matches!(held, Held::Function(_)));
        Some(calls_agree && !remembers(self.a) && !remembers(self.b))
    }

    /// A step after the first ones of each pair of classes.
    fn steps_after(&self, base: u64) -> Vec<u64> {
        let mut seen = BTreeSet::new();
        let is_new = |step: &u64| seen.insert((self.a.class_of(*step), self.b.class_of(*step)));
        (base + 1..=RECORDED).filter(is_new).collect()
    }
}

/// A field that notes the place of each point that it is asked for.
struct Noted<'a, 'f, T> {
    field: &'a mut AnyField<'f, T>,
    asked: &'a mut Vec<Option<usize>>,
}

impl<T: Examined> Oracle<T> for Noted<'_, '_, T> {
    fn gradient(&mut self, position: &[T], gradient: &mut [T]) {
        self.field.gradient(position, gradient);
        self.asked.push(self.field.last());
    }

    fn loss(&self) -> Option<T> {
        self.field.loss()
    }

    fn unknown(&mut self, name: &str, arguments: &[T]) -> T {
        self.field.unknown(name, arguments)
    }
}
