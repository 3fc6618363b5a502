//! A syntax tree as an update rule, on any numbers.

use super::syntax::{Binary, Comparison, Expression, MEMORIES, NUMBERS, Rule, Slot, Unary};
use stable_sgd::method::registry::Entry;
use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Absolute, Compare, Root};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// A rule that was drawn.
#[derive(Clone, Debug)]
pub struct Generated(pub Rule);

impl Rule {
    /// The rule as the certifier takes it.
    pub fn entry(&self) -> Entry {
        Entry::root(Generated(self.clone()))
    }

    /// What the rule is, in words.
    pub fn description(&self) -> Description {
        Description {
            numbers: specs(&self.numbers),
            memory: &MEMORY_NAMES[..self.memories.min(MEMORIES)],
            order: self.order,
            ..Description::new("generated", "a rule that was drawn")
        }
    }

    /// Takes one step.
    pub fn step<T: Root + Absolute + Compare>(
        &self,
        numbers: &[T],
        oracle: &mut dyn Oracle<T>,
        state: &mut State<T>,
    ) -> Option<T> {
        let step = state.begin_step();
        let mut run = Run { numbers, oracle, state, step, locals: Vec::new() };
        for statement in &self.statements {
            if statement.steps.is_none_or(|steps| steps.contain(step)) {
                let value = run.value(&statement.value);
                run.give(statement.target, value);
            }
        }
        self.penalty.as_ref().map(|penalty| match run.value(penalty) {
            Value::Number(x) => x,
            Value::Vector(x) => x.into_iter().fold(T::zero(), |sum, x| sum + x),
        })
    }
}

const MEMORY_NAMES: [&str; MEMORIES] = [
    "m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9", "m10", "m11", "m12", "m13", "m14", "m15", "m16", "m17",
    "m18", "m19", "m20", "m21", "m22", "m23",
];

/// The descriptions of these numbers; each list is made once in a process.
fn specs(places: &[usize]) -> &'static [NumberSpec] {
    static LISTS: Mutex<BTreeMap<Vec<usize>, &'static [NumberSpec]>> = Mutex::new(BTreeMap::new());
    let mut lists = LISTS.lock().unwrap_or_else(PoisonError::into_inner);
    lists
        .entry(places.to_vec())
        .or_insert_with(|| Box::leak(places.iter().map(|place| NUMBERS[*place]).collect::<Vec<_>>().into_boxed_slice()))
}

impl Describe for Generated {
    fn description(&self) -> Description {
        self.0.description()
    }
}

impl<T: Root + Absolute + Compare> Step<T> for Generated {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        Report { energy: None, penalty: self.0.step(&hyper.numbers, oracle, state) }
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

    fn map(self, f: impl Fn(T) -> T) -> Self {
        match self {
            Self::Number(x) => Self::Number(f(x)),
            Self::Vector(x) => Self::Vector(x.into_iter().map(f).collect()),
        }
    }

    /// Coordinate by coordinate, a number where all are numbers.
    fn together<const N: usize>(values: [Self; N], dimension: usize, f: impl Fn([&T; N]) -> T) -> Self {
        let at = |i: usize| f(std::array::from_fn(|place| values[place].at(i)));
        if values.iter().all(|value| matches!(value, Self::Number(_))) {
            Self::Number(at(0))
        } else {
            Self::Vector((0..dimension).map(at).collect())
        }
    }
}

struct Run<'a, T> {
    numbers: &'a [T],
    oracle: &'a mut dyn Oracle<T>,
    state: &'a mut State<T>,
    step: u64,
    locals: Vec<(usize, Value<T>)>,
}

impl<T: Root + Absolute + Compare> Run<'_, T> {
    fn dimension(&self) -> usize {
        self.state.position.len()
    }

    fn vector(&self, value: Value<T>) -> Vec<T> {
        match value {
            Value::Number(x) => vec![x; self.dimension()],
            Value::Vector(x) => x,
        }
    }

    fn give(&mut self, target: Slot, value: Value<T>) {
        match target {
            Slot::Position => self.state.position = self.vector(value),
            Slot::Velocity => self.state.velocity = self.vector(value),
            Slot::Memory(i) => self.state.memory[i] = self.vector(value),
            Slot::Local(i) => {
                self.locals.retain(|(place, _)| *place != i);
                self.locals.push((i, value));
            }
        }
    }

    fn slot(&self, slot: Slot) -> Value<T> {
        match slot {
            Slot::Position => Value::Vector(self.state.position.clone()),
            Slot::Velocity => Value::Vector(self.state.velocity.clone()),
            Slot::Memory(i) => Value::Vector(self.state.memory[i].clone()),
            // A name that was given nothing is 0.
            Slot::Local(i) => {
                let found = self.locals.iter().find(|(place, _)| *place == i);
                found.map_or_else(|| Value::Number(T::zero()), |(_, value)| value.clone())
            }
        }
    }

    fn value(&mut self, expression: &Expression) -> Value<T> {
        let dimension = self.dimension();
        match expression {
            Expression::Fraction(p, q) => Value::Number(T::ratio(*p, *q)),
            Expression::Number(place) => Value::Number(self.numbers[*place].clone()),
            Expression::Slot(slot) => self.slot(*slot),
            Expression::Gradient(at) => {
                let at = self.value(at);
                let at = self.vector(at);
                let mut gradient = vec![T::zero(); dimension];
                self.oracle.gradient(&at, &mut gradient);
                Value::Vector(gradient)
            }
            Expression::Axis(axis) => {
                let at = |i| if i == *axis { T::one() } else { T::zero() };
                Value::Vector((0..dimension).map(at).collect())
            }
            Expression::Index => Value::Number(T::from_integer(self.step as i64)),
            Expression::Power(p, q) => {
                let base = T::ratio(*p, *q);
                Value::Number((0..self.step).fold(T::one(), |power, _| power * &base))
            }
            Expression::Unary(operator, a) => {
                let a = self.value(a);
                unary(*operator, a, dimension)
            }
            Expression::Binary(operator, a, b) => {
                let operands = [self.value(a), self.value(b)];
                let operator = *operator;
                Value::together(operands, dimension, |[a, b]| binary(operator, a, b))
            }
            Expression::Choice(comparison, parts) => {
                let [a, b, x, y] = &**parts;
                let operands = [self.value(a), self.value(b), self.value(x), self.value(y)];
                Value::together(operands, dimension, |[a, b, x, y]| match comparison {
                    Comparison::Above => a.select_above(b, x.clone(), y.clone()),
                    Comparison::Equal => {
                        if a == b {
                            x.clone()
                        } else {
                            y.clone()
                        }
                    }
                })
            }
            Expression::When(steps, parts) => self.value(&parts[usize::from(!steps.contain(self.step))]),
        }
    }
}

fn unary<T: Root + Absolute + Compare>(operator: Unary, a: Value<T>, dimension: usize) -> Value<T> {
    let all = |a: Value<T>| -> Vec<T> { (0..dimension).map(|i| a.at(i).clone()).collect() };
    let norm = |x: &[T]| x.iter().fold(T::zero(), |sum, x| sum + x.square()).sqrt();
    match operator {
        Unary::Negate => a.map(|x| -x),
        Unary::Root => a.map(|x| x.sqrt()),
        Unary::Absolute => a.map(|x| x.abs()),
        Unary::Square => a.map(|x| x.square()),
        Unary::Sign => a.map(|x| {
            let negative = (-x.clone()).select_above(&T::zero(), -T::one(), T::zero());
            x.select_above(&T::zero(), T::one(), negative)
        }),
        Unary::Sum => Value::Number(all(a).into_iter().fold(T::zero(), |sum, x| sum + x)),
        Unary::Norm => Value::Number(norm(&all(a))),
        Unary::BlockNorm => {
            let blocks: Vec<T> = all(a).chunks(2).map(norm).collect();
            Value::Vector((0..dimension).map(|i| blocks[i / 2].clone()).collect())
        }
        Unary::Coordinate(i) => Value::Number(if i < dimension { a.at(i).clone() } else { T::zero() }),
    }
}

fn binary<T: Root + Absolute + Compare>(operator: Binary, a: &T, b: &T) -> T {
    match operator {
        Binary::Add => a.clone() + b,
        Binary::Subtract => a.clone() - b,
        Binary::Multiply => a.clone() * b,
        Binary::Divide => a.clone() / b,
        Binary::Clip => {
            let low = (-a.clone()).select_above(b, -b.clone(), a.clone());
            a.select_above(b, b.clone(), low)
        }
    }
}
