//! A rule's graph on whatever numbers it is given: each node once, without recursion.

use super::graph::{Kind, Operation, Place};
use super::{Slot, Storage, UpdateRule};
use crate::method::{Describe, Description, Hyperparameters, Oracle, Report, State, Step};
use crate::scalar::{Absolute, Compare, Field, Rational, Ring, Transcendental, power};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A rule that is read, as the registry takes it.
#[derive(Clone, Debug)]
pub struct Walked(pub Arc<UpdateRule>);

impl Describe for Walked {
    fn description(&self) -> Description {
        self.0.description
    }
}

/// A number, or a vector of as many coordinates as the point has.
#[derive(Clone)]
enum Value<T> {
    Number(T),
    Vector(Vec<T>),
}

impl<T: Clone> Value<T> {
    fn at(&self, i: usize) -> &T {
        match self {
            Self::Number(x) => x,
            Self::Vector(x) => &x[i],
        }
    }

    fn vector(&self, dimension: usize) -> Vec<T> {
        match self {
            Self::Number(x) => vec![x.clone(); dimension],
            Self::Vector(x) => x.clone(),
        }
    }
}

impl<T: Transcendental + Absolute + Compare> Step<T> for Walked {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let plan = self.0.plan(state.begin_step());
        let dimension = state.position.len();
        let values = vec![None; self.0.graph.nodes().len()];
        let mut walk = Walk { rule: &self.0, known: &plan.known, values, losses: Vec::new(), hyper, dimension };
        for place in &plan.walked {
            walk.values[*place] = Some(walk.value(*place, oracle, state));
        }
        let after: Vec<Value<T>> = self.0.step.iter().map(|place| walk.of(*place).clone()).collect();
        for (slot, value) in self.0.slots.iter().zip(after) {
            let vector = slot.storage.of_mut(state);
            match (slot.kind, vector.first_mut()) {
                // One coordinate has it: were the others copies, the map would lose a dimension each.
                (Kind::Number, Some(first)) => *first = value.at(0).clone(),
                _ => *vector = value.vector(dimension),
            }
        }
        Report::NONE
    }
}

impl Storage {
    pub(super) fn of<T>(self, state: &State<T>) -> &Vec<T> {
        match self {
            Self::Position => &state.position,
            Self::Velocity => &state.velocity,
            Self::Memory(place) => &state.memory[place],
        }
    }

    pub(super) fn of_mut<T>(self, state: &mut State<T>) -> &mut Vec<T> {
        match self {
            Self::Position => &mut state.position,
            Self::Velocity => &mut state.velocity,
            Self::Memory(place) => &mut state.memory[place],
        }
    }
}

/// What is known of a step from its index alone: integers, and conditions as 0 or 1.
pub(super) type KnownNodes = Vec<Option<i64>>;

/// What a step does, as far as it follows from its index alone.
#[derive(Debug)]
pub(super) struct Plan {
    known: KnownNodes,
    /// The numbers and vectors that the step needs, operands first.
    walked: Vec<Place>,
}

/// Plans of the first steps, as far as they were asked for.
pub(super) type Plans = Arc<[OnceLock<Arc<Plan>>]>;

/// Steps whose plans are kept.
const KEPT: u64 = 256;

/// No plan is made yet.
pub(super) fn no_plans() -> Plans {
    (0..KEPT).map(|_| OnceLock::new()).collect()
}

impl UpdateRule {
    /// The plan of a step, counted from 1.
    fn plan(&self, step: u64) -> Arc<Plan> {
        let make = || {
            let known = self.known(step);
            let needed = self.needed(&known);
            let is_value = |place: &Place| matches!(self.graph.kind(*place), Kind::Number | Kind::Vector);
            let walked = (0..needed.len()).filter(|place| needed[*place]).filter(is_value).collect();
            Arc::new(Plan { known, walked })
        };
        match step.checked_sub(1).and_then(|place| self.plans.get(place as usize)) {
            Some(kept) => kept.get_or_init(make).clone(),
            None => make(),
        }
    }

    /// The integers and conditions that follow from the index of the step.
    fn known(&self, step: u64) -> KnownNodes {
        self.known_with(step, &self.counters.before(step, |step, counters| self.known_with(step, counters)))
    }

    /// The same where the counters have these values.
    fn known_with(&self, step: u64, counters: &[Option<i64>]) -> KnownNodes {
        let mut known: KnownNodes = vec![None; self.graph.nodes().len()];
        for (place, operation) in self.graph.nodes().iter().enumerate() {
            if matches!(self.graph.kind(place), Kind::Known | Kind::Integer) {
                known[place] = match *operation {
                    Operation::Counter(counter) => counters[counter],
                    _ => of_known(operation, step, &known),
                };
            }
        }
        known
    }

    /// The integers and conditions that are made of literals alone.
    pub(super) fn literals(&self) -> KnownNodes {
        let mut known: KnownNodes = vec![None; self.graph.nodes().len()];
        for (place, operation) in self.graph.nodes().iter().enumerate() {
            if !matches!(operation, Operation::Step | Operation::Counter(_)) {
                known[place] = of_known(operation, 0, &known);
            }
        }
        known
    }

    /// The nodes that a step needs: of a choice that is known, the branch that it takes.
    fn needed(&self, known: &KnownNodes) -> Vec<bool> {
        let nodes = self.graph.nodes();
        let mut needed = vec![false; nodes.len()];
        for place in &self.step {
            needed[*place] = true;
        }
        for place in (0..nodes.len()).rev().filter(|place| known[*place].is_none()) {
            if !needed[place] {
                continue;
            }
            match (&nodes[place], taken(&nodes[place], known)) {
                (_, Some(branch)) => needed[branch] = true,
                (operation, None) => operation.operands().for_each(|operand| needed[operand] = true),
            }
        }
        needed
    }
}

/// Integers that a rule counts: what they are at first, and what a step makes of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Counters {
    pub names: Vec<String>,
    pub starts: Vec<i64>,
    pub after: Vec<Place>,
    /// The values before step 1, step 2, …, as far as they were asked for; nothing where one
    /// has no value.
    values: Arc<Mutex<Vec<Vec<Option<i64>>>>>,
}

impl Counters {
    /// Counters that begin with these and become these nodes.
    pub(super) fn new(names: Vec<String>, starts: Vec<i64>, after: Vec<Place>) -> Self {
        Self { names, starts, after, values: Arc::default() }
    }

    /// The values before a step, where `known` gives the integers of a step from its counters.
    fn before(&self, step: u64, known: impl Fn(u64, &[Option<i64>]) -> KnownNodes) -> Vec<Option<i64>> {
        if self.starts.is_empty() {
            return Vec::new();
        }
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        if values.is_empty() {
            values.push(self.starts.iter().copied().map(Some).collect());
        }
        for step in values.len() as u64..step {
            let known = known(step, &values[step as usize - 1]);
            values.push(self.after.iter().map(|place| known[*place]).collect());
        }
        values[step as usize - 1].clone()
    }
}

/// The branch of a choice that is known.
fn taken(operation: &Operation, known: &KnownNodes) -> Option<Place> {
    let Operation::Select(condition, a, b) = *operation else { return None };
    known[condition].map(|holds| if holds == 0 { b } else { a })
}

/// An integer, or a condition on integers; nothing where it has no value, as k mod 0.
fn of_known(operation: &Operation, step: u64, known: &KnownNodes) -> Option<i64> {
    let of = |place: Place| known[place];
    let holds = |condition: bool| Some(i64::from(condition));
    match *operation {
        Operation::Step => i64::try_from(step).ok(),
        Operation::Integer(n) => Some(n),
        Operation::Flag(holds) => Some(i64::from(holds)),
        Operation::Add(a, b) => of(a)?.checked_add(of(b)?),
        Operation::Sub(a, b) => of(a)?.checked_sub(of(b)?),
        Operation::Mul(a, b) => of(a)?.checked_mul(of(b)?),
        Operation::Neg(a) => of(a)?.checked_neg(),
        Operation::Modulo(a, b) => of(a)?.checked_rem_euclid(of(b)?),
        Operation::Greater(a, b) => holds(of(a)? > of(b)?),
        Operation::AtLeast(a, b) => holds(of(a)? >= of(b)?),
        Operation::Equal(a, b) => holds(of(a)? == of(b)?),
        Operation::And(a, b) => holds(of(a)? != 0 && of(b)? != 0),
        Operation::Or(a, b) => holds(of(a)? != 0 || of(b)? != 0),
        Operation::Not(a) => holds(of(a)? == 0),
        Operation::Select(..) => of(taken(operation, known)?),
        _ => None,
    }
}

/// One step in the walking.
struct Walk<'a, T> {
    rule: &'a UpdateRule,
    known: &'a KnownNodes,
    values: Vec<Option<Value<T>>>,
    /// The loss with each gradient that was asked, where a loss is read.
    losses: Vec<(Place, Option<T>)>,
    hyper: &'a Hyperparameters<T>,
    dimension: usize,
}

impl<T: Transcendental + Absolute + Compare> Walk<'_, T> {
    /// The value of a node that was walked.
    fn of(&self, place: Place) -> &Value<T> {
        self.values[place].as_ref().unwrap_or_else(|| unreachable!("operands stand before, and are needed"))
    }

    /// Coordinate by coordinate, a number where all are numbers.
    fn map<const N: usize>(&self, places: [Place; N], f: impl Fn([&T; N]) -> T) -> Value<T> {
        let values = places.map(|place| self.of(place));
        let at = |i: usize| f(values.map(|value| value.at(i)));
        if values.iter().all(|value| matches!(value, Value::Number(_))) {
            Value::Number(at(0))
        } else {
            Value::Vector((0..self.dimension).map(at).collect())
        }
    }

    fn coordinates(&self, place: Place) -> impl Iterator<Item = &T> {
        let value = self.of(place);
        (0..self.dimension).map(|i| value.at(i))
    }

    /// The coordinate that no other is beyond.
    fn extreme(&self, place: Place, is_beyond: impl Fn(T, T) -> T) -> Value<T> {
        let mut coordinates = self.coordinates(place).cloned();
        let first = coordinates.next().unwrap_or_else(T::zero);
        Value::Number(coordinates.fold(first, is_beyond))
    }

    /// An integer that is known; where it has no value, what has none: √−1.
    fn integer(&self, place: Place) -> Result<i64, T> {
        self.known[place].ok_or_else(|| (-T::one()).sqrt())
    }

    fn value(&mut self, place: Place, oracle: &mut dyn Oracle<T>, state: &State<T>) -> Value<T> {
        let operation = &self.rule.graph.nodes()[place];
        if let Some(branch) = taken(operation, self.known) {
            let value = self.of(branch).clone();
            return match self.rule.graph.kind(place) {
                Kind::Vector => Value::Vector(value.vector(self.dimension)),
                _ => value,
            };
        }
        match *operation {
            Operation::Number(n) => Value::Number(self.hyper.numbers[n].clone()),
            Operation::Slot(slot) => {
                let Slot { kind, storage, .. } = &self.rule.slots[slot];
                let vector = storage.of(state);
                match kind {
                    Kind::Number => Value::Number(vector.first().cloned().unwrap_or_else(T::zero)),
                    _ => Value::Vector(vector.clone()),
                }
            }
            Operation::Dimension => Value::Number(T::from_integer(self.dimension as i64)),
            Operation::Constant(ref value) => Value::Number(constant(value)),
            Operation::Gradient(at) => {
                let mut gradient = vec![T::zero(); self.dimension];
                oracle.gradient(&self.of(at).vector(self.dimension), &mut gradient);
                if self.rule.description.needs_loss {
                    self.losses.push((place, oracle.loss()));
                }
                Value::Vector(gradient)
            }
            Operation::Loss(gradient) => {
                let found = self.losses.iter().find(|(place, _)| *place == gradient);
                Value::Number(found.and_then(|(_, loss)| loss.clone()).unwrap_or_else(|| (-T::one()).sqrt()))
            }
            Operation::Add(a, b) => self.map([a, b], |[a, b]| a.clone() + b),
            Operation::Sub(a, b) => self.map([a, b], |[a, b]| a.clone() - b),
            Operation::Mul(a, b) => self.map([a, b], |[a, b]| a.clone() * b),
            Operation::Div(a, b) => self.map([a, b], |[a, b]| a.clone() / b),
            Operation::Neg(a) => self.map([a], |[a]| -a.clone()),
            Operation::Square(a) => self.map([a], |[a]| a.square()),
            Operation::Sqrt(a) => self.map([a], |[a]| a.sqrt()),
            Operation::Abs(a) => self.map([a], |[a]| a.abs()),
            Operation::Function(function, a) => self.map([a], |[a]| function.of(a)),
            Operation::Power(a, n) => match self.integer(n) {
                Ok(n) => self.map([a], |[a]| whole_power(a, n)),
                Err(undefined) => Value::Number(undefined),
            },
            Operation::Sum(a) => Value::Number(self.coordinates(a).fold(T::zero(), |sum, x| sum + x)),
            Operation::Largest(a) => self.extreme(a, |a, b| a.select_above(&b, a.clone(), b.clone())),
            Operation::Smallest(a) => self.extreme(a, |a, b| b.select_above(&a, a.clone(), b.clone())),
            Operation::Coordinate(a, i) => Value::Number(self.of(a).at(i).clone()),
            Operation::Stack(ref coordinates) => {
                Value::Vector(coordinates.iter().map(|a| self.of(*a).at(0).clone()).collect())
            }
            Operation::Select(condition, a, b) => {
                let at = |i: usize| self.chosen(condition, i, self.of(a).at(i).clone(), self.of(b).at(i).clone());
                match self.rule.graph.kind(place) {
                    Kind::Vector => Value::Vector((0..self.dimension).map(at).collect()),
                    _ => Value::Number(at(0)),
                }
            }
            Operation::Real(n) => Value::Number(self.integer(n).map_or_else(|undefined| undefined, T::from_integer)),
            Operation::Step
            | Operation::Counter(_)
            | Operation::Integer(_)
            | Operation::Flag(_)
            | Operation::Greater(..)
            | Operation::AtLeast(..)
            | Operation::Equal(..)
            | Operation::And(..)
            | Operation::Or(..)
            | Operation::Not(_)
            | Operation::Modulo(..) => unreachable!("integers are known, and conditions are read where they choose"),
        }
    }

    /// `a` where a condition holds at a coordinate, else `b`.
    fn chosen(&self, condition: Place, i: usize, a: T, b: T) -> T {
        if self.rule.graph.kind(condition) == Kind::Known {
            return match self.integer(condition) {
                Ok(0) => b,
                Ok(_) => a,
                Err(undefined) => undefined,
            };
        }
        let at = |place: Place| self.of(place).at(i);
        match self.rule.graph.nodes()[condition] {
            Operation::Greater(x, y) => at(x).select_above(at(y), a, b),
            Operation::AtLeast(x, y) => at(y).select_above(at(x), b, a),
            Operation::Equal(x, y) => {
                let not_above = at(y).select_above(at(x), b.clone(), a);
                at(x).select_above(at(y), b, not_above)
            }
            Operation::And(p, q) => {
                let second = self.chosen(q, i, a, b.clone());
                self.chosen(p, i, second, b)
            }
            Operation::Or(p, q) => {
                let second = self.chosen(q, i, a.clone(), b);
                self.chosen(p, i, a, second)
            }
            Operation::Not(p) => self.chosen(p, i, b, a),
            Operation::Select(p, q, r) => {
                let (holds, fails) = (self.chosen(q, i, a.clone(), b.clone()), self.chosen(r, i, a, b));
                self.chosen(p, i, holds, fails)
            }
            _ => unreachable!("a condition"),
        }
    }
}

/// xⁿ; 1 / x⁻ⁿ below 0.
fn whole_power<T: Field>(x: &T, n: i64) -> T {
    let product = power(x, n.unsigned_abs());
    if n < 0 { T::one() / product } else { product }
}

/// A fraction, rounded once where its parts are small.
fn constant<T: Field>(value: &Rational) -> T {
    if let Some((numerator, denominator)) = value.as_ratio() {
        return if denominator == 1 { T::from_integer(numerator) } else { T::ratio(numerator, denominator) };
    }
    let text = value.to_string();
    let (numerator, denominator) = text.split_once('/').unwrap_or((&text, "1"));
    whole::<T>(numerator) / whole::<T>(denominator)
}

/// An integer of any size, from its decimal digits.
fn whole<T: Ring>(text: &str) -> T {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let magnitude =
        chunks(digits).fold(T::zero(), |number, (size, part)| number * &T::from_integer(size) + T::from_integer(part));
    if negative { -magnitude } else { magnitude }
}

/// Digits in parts that any number type has, the first ones first, each with the power of ten that
/// what stands before it is multiplied by.
pub(super) fn chunks(digits: &str) -> impl Iterator<Item = (i64, i64)> {
    const DIGITS: usize = 15;
    digits.as_bytes().chunks(DIGITS).map(|chunk| {
        let part = chunk.iter().fold(0_i64, |part, digit| 10 * part + i64::from(digit - b'0'));
        (10_i64.pow(chunk.len() as u32), part)
    })
}
