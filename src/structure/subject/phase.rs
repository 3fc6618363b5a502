//! A step on the slots that are examined: those that are functions or clocks are filled in
//! before, and left out after it.

use super::{Held, RECORDED, Subject};
use crate::formula::Source;
use crate::method::{Hyperparameters, Oracle, Report, State, Step};
use crate::scalar::{Absolute, Compare, Transcendental};
use crate::structure::run::{Examined, hyperparameters};
use num_traits::Zero;
use std::cell::RefCell;
use std::collections::BTreeSet;

/// Point, then the slots that are examined.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::structure) struct Phase<T> {
    pub slots: Vec<Vec<T>>,
}

impl<T> Phase<T> {
    /// A state of which nothing is known: a name a coordinate.
    pub(in crate::structure) fn free(subject: &Subject, dimension: usize, values: &mut dyn FnMut(&str) -> T) -> Self {
        let vector = |name: String| (1..=dimension).map(|i| values(&format!("{name}{i}"))).collect();
        Self { slots: subject.names().into_iter().map(vector).collect() }
    }

    /// Point and slots one after another.
    pub(in crate::structure) fn coordinates(&self) -> impl Iterator<Item = &T> {
        self.slots.iter().flatten()
    }

    /// The same numbers as others.
    pub(in crate::structure) fn map<U>(&self, convert: impl FnMut(&T) -> U + Clone) -> Phase<U> {
        Phase { slots: self.slots.iter().map(|slot| slot.iter().map(convert.clone()).collect()).collect() }
    }
}

impl<T: Examined> Phase<T> {
    /// Whether no coordinate of the point is defined: none of a later step is then.
    pub(in crate::structure) fn is_lost(&self) -> bool {
        self.slots[0].iter().all(Examined::is_undefined)
    }
}

impl<T: Zero + Clone> Phase<T> {
    /// At rest at a point, as a run starts.
    pub(in crate::structure) fn start(subject: &Subject, position: Vec<T>) -> Self {
        let zeros = vec![T::zero(); position.len()];
        let slots = std::iter::once(position).chain(subject.slots.iter().map(|_| zeros.clone()));
        Self { slots: slots.collect() }
    }
}

/// The numbers of a rule, and what follows from them alone: the clocks before each step.
#[derive(Clone, Debug)]
pub(in crate::structure) struct Known<T> {
    pub hyper: Hyperparameters<T>,
    /// The clocks of `holds` before the first step, the second, …, as far as they were asked for.
    clocks: RefCell<Vec<Vec<Option<T>>>>,
}

impl<T> Known<T> {
    /// The numbers by their own names, switches as by default.
    pub(in crate::structure) fn drawn(subject: &Subject, values: &mut dyn FnMut(&str) -> T) -> Self {
        Self::new(hyperparameters(&subject.entry, values))
    }

    /// From the numbers.
    pub(in crate::structure) fn new(hyper: Hyperparameters<T>) -> Self {
        Self { hyper, clocks: RefCell::default() }
    }

    /// A clock before a step.
    fn clock(&self, subject: &Subject, step: u64, slot: usize) -> Option<T>
    where
        T: Transcendental + Absolute + Compare,
    {
        let mut clocks = self.clocks.borrow_mut();
        for before in clocks.len() as u64..step {
            let next = subject.clocks(&self.hyper.numbers, before, clocks.last());
            clocks.push(next);
        }
        clocks[step as usize - 1].get(slot).cloned().flatten()
    }

    /// The same numbers as others, the clocks up to a step with them.
    pub(in crate::structure) fn map<U>(&self, subject: &Subject, step: u64, convert: impl Fn(&T) -> U) -> Known<U>
    where
        T: Transcendental + Absolute + Compare,
    {
        if subject.holds.contains(&Held::Clock) {
            self.clock(subject, step, 0);
        }
        let clocks = self.clocks.borrow();
        let clocks = clocks.iter().map(|at| at.iter().map(|x| x.as_ref().map(&convert)).collect()).collect();
        Known { hyper: self.hyper.map(convert), clocks: RefCell::new(clocks) }
    }
}

impl Subject {
    /// Each clock after a step, from what it was before: 0 at the start, which is step 0.
    fn clocks<T>(&self, numbers: &[T], step: u64, before: Option<&Vec<Option<T>>>) -> Vec<Option<T>>
    where
        T: Transcendental + Absolute + Compare,
    {
        let is_clock = |slot: usize| self.holds[slot] == Held::Clock;
        let all = 0..self.holds.len();
        let (Some(formula), Some(before)) = (self.formula(), before) else {
            return all.map(|slot| is_clock(slot).then(T::zero)).collect();
        };
        if step > RECORDED {
            return before.clone();
        }
        let outputs = formula.step(step);
        let places: Vec<_> =
            all.clone().filter(|slot| is_clock(*slot)).map(|slot| outputs.slots[slot + 1][0]).collect();
        let mut leaf = |source| match source {
            Source::Number(n) => numbers[n].clone(),
            Source::Slot { slot, .. } => {
                slot.checked_sub(1).and_then(|slot| before[slot].clone()).unwrap_or_else(T::zero)
            }
            Source::Gradient { .. } | Source::Loss(_) => T::zero(),
        };
        let mut next = formula.evaluate(&places, &mut leaf, &T::ratio).into_iter();
        all.map(|slot| if is_clock(slot) { next.next() } else { None }).collect()
    }

    /// Takes a step, counted from 1, in place.
    pub(in crate::structure) fn advance<T: Transcendental + Absolute + Compare>(
        &self,
        rule: &dyn Step<T>,
        step: u64,
        known: &Known<T>,
        oracle: &mut dyn Oracle<T>,
        phase: &mut Phase<T>,
    ) -> Report<T> {
        let mut state = self.filled(step, known, oracle, phase);
        let report = rule.step(&known.hyper, oracle, &mut state);
        let State { position, mut velocity, mut memory, .. } = state;
        phase.slots[0] = position;
        for (slot, place) in phase.slots[1..].iter_mut().zip(&self.slots) {
            let vector = if *place == 0 { &mut velocity } else { &mut memory[place - 1] };
            *slot = std::mem::take(vector);
        }
        report
    }

    /// The slots, the point first, at whose points functions ask for a gradient in a step.
    pub(super) fn asked(&self, step: u64) -> BTreeSet<usize> {
        let functions = self.holds.iter().filter_map(|held| match held {
            Held::Function(function) if step > 1 => Some(function.asked()),
            _ => None,
        });
        functions.flatten().collect()
    }

    /// The whole state of the rule before a step.
    pub(in crate::structure) fn filled<T: Transcendental + Absolute + Compare>(
        &self,
        step: u64,
        known: &Known<T>,
        oracle: &mut dyn Oracle<T>,
        phase: &Phase<T>,
    ) -> State<T> {
        let dimension = phase.slots[0].len();
        let zeros = || vec![T::zero(); dimension];
        let asked = self.asked(step);
        let mut slots: Vec<Vec<T>> = vec![zeros(); self.holds.len() + 1];
        let mut gradients = slots.clone();
        let mut ask = |slot: usize, slots: &[Vec<T>], gradients: &mut [Vec<T>]| {
            if asked.contains(&slot) {
                oracle.gradient(&slots[slot], &mut gradients[slot]);
            }
        };
        for (place, slot) in phase.slots.iter().enumerate() {
            let own = place.checked_sub(1).map_or(0, |place| self.slots[place] + 1);
            slots[own].clone_from(slot);
            ask(own, &slots, &mut gradients);
        }
        // A function is of free slots and of functions before it, as they were found from the
        // last to the first.
        for (slot, held) in self.holds.iter().enumerate() {
            slots[slot + 1] = match held {
                Held::Function(function) if step > 1 => {
                    (0..dimension).map(|i| function.value(&known.hyper.numbers, &slots, &gradients, i)).collect()
                }
                Held::Clock => {
                    vec![known.clock(self, step, slot).unwrap_or_else(T::zero); dimension]
                }
                Held::Function(_) | Held::Unread | Held::Free => continue,
            };
            ask(slot + 1, &slots, &mut gradients);
        }
        let mut slots = slots.into_iter();
        State {
            position: slots.next().unwrap_or_default(),
            velocity: slots.next().unwrap_or_default(),
            memory: slots.collect(),
            steps: step - 1,
            scratch: vec![T::zero(); dimension],
        }
    }
}
