//! The graph of a rule: what a step computes, at every dimension.

use crate::scalar::{Elementary, Rational};
use std::collections::{BTreeSet, HashMap};

/// A node's place in its graph.
pub type Place = usize;

/// What a node computes from the nodes before it. A number beside a vector stands at every
/// coordinate.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// A number of the rule, from 0.
    Number(usize),
    /// A slot before the step, from 0: the point.
    Slot(usize),
    /// The index of the step, from 1: an integer.
    Step,
    /// A counter before the step, from 0: an integer.
    Counter(usize),
    /// How many coordinates the point has: a number.
    Dimension,
    /// A fraction.
    Constant(Rational),
    /// An integer.
    Integer(i64),
    /// True or false.
    Flag(bool),
    /// The gradient of the loss at a point. A node is a call; calls are made in the order of nodes.
    Gradient(Place),
    /// The loss at the point of a gradient.
    Loss(Place),
    /// a + b.
    Add(Place, Place),
    /// a − b.
    Sub(Place, Place),
    /// a b.
    Mul(Place, Place),
    /// a / b.
    Div(Place, Place),
    /// −a.
    Neg(Place),
    /// a².
    Square(Place),
    /// √a.
    Sqrt(Place),
    /// |a|, coordinate by coordinate.
    Abs(Place),
    /// A function, coordinate by coordinate.
    Function(Elementary, Place),
    /// aⁿ, n an integer.
    Power(Place, Place),
    /// The sum of the coordinates.
    Sum(Place),
    /// The largest coordinate.
    Largest(Place),
    /// The smallest coordinate.
    Smallest(Place),
    /// One coordinate of a vector, from 0.
    Coordinate(Place, usize),
    /// The vector of these coordinates.
    Stack(Vec<Place>),
    /// Whether a > b.
    Greater(Place, Place),
    /// Whether a ≥ b.
    AtLeast(Place, Place),
    /// Whether a = b.
    Equal(Place, Place),
    /// Whether both hold.
    And(Place, Place),
    /// Whether one of them holds.
    Or(Place, Place),
    /// Whether it does not hold.
    Not(Place),
    /// The second where the first holds, else the third.
    Select(Place, Place, Place),
    /// What is left of a when b is taken away as often as it goes, from 0 to |b|; of integers.
    Modulo(Place, Place),
    /// An integer as a number.
    Real(Place),
}

impl Operation {
    /// The nodes that it is computed from, in the order in which they are written.
    pub fn operands(&self) -> impl Iterator<Item = Place> + use<> {
        let coordinates = match self {
            Self::Stack(coordinates) => coordinates.clone(),
            _ => Vec::new(),
        };
        let places = match *self {
            Self::Number(_)
            | Self::Slot(_)
            | Self::Step
            | Self::Counter(_)
            | Self::Dimension
            | Self::Constant(_)
            | Self::Integer(_)
            | Self::Flag(_)
            | Self::Stack(_) => [None; 3],
            Self::Gradient(a)
            | Self::Loss(a)
            | Self::Neg(a)
            | Self::Square(a)
            | Self::Sqrt(a)
            | Self::Abs(a)
            | Self::Function(_, a)
            | Self::Sum(a)
            | Self::Largest(a)
            | Self::Smallest(a)
            | Self::Coordinate(a, _)
            | Self::Not(a)
            | Self::Real(a) => [Some(a), None, None],
            Self::Add(a, b)
            | Self::Sub(a, b)
            | Self::Mul(a, b)
            | Self::Div(a, b)
            | Self::Power(a, b)
            | Self::Greater(a, b)
            | Self::AtLeast(a, b)
            | Self::Equal(a, b)
            | Self::And(a, b)
            | Self::Or(a, b)
            | Self::Modulo(a, b) => [Some(a), Some(b), None],
            Self::Select(condition, a, b) => [Some(condition), Some(a), Some(b)],
        };
        places.into_iter().flatten().chain(coordinates)
    }
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// True or false, known from the index of the step alone.
    Known,
    /// True or false, by numbers.
    Flag,
    /// True or false at each coordinate.
    Flags,
    /// An integer, known from the index of the step alone.
    Integer,
    /// A number.
    Number,
    /// As many numbers as the point has coordinates.
    Vector,
}

impl Kind {
    fn is_condition(self) -> bool {
        matches!(self, Self::Known | Self::Flag | Self::Flags)
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Known | Self::Flag | Self::Flags => "a condition",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::Vector => "a vector",
        }
    }
}

/// A graph in the making: each operation on the same operands is one node, nothing is folded.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// In how many coordinates alone it has a meaning: it tells them apart.
    dimension: Option<usize>,
    nodes: Vec<Operation>,
    kinds: Vec<Kind>,
    /// Comparisons that a condition is made of, each as often as it is written; a flag and a
    /// negation count as one, so that no condition is deeper than that.
    comparisons: Vec<usize>,
    places: HashMap<Operation, Place>,
}

/// An operation that has no meaning for its operands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongOperand {
    /// Something else was needed.
    #[error("{expected} is needed here, and this is {}", found.words())]
    Kind {
        /// What was needed.
        expected: &'static str,
        /// What was given.
        found: Kind,
    },
    /// There are too many nodes.
    #[error("the rule has more than {} operations", Graph::BUDGET)]
    TooLarge,
    /// A coordinate is told apart, and the rule does not say how many there are.
    #[error("the rule has to say in how many coordinates it is known: `dimension 4`")]
    NoDimension,
    /// A coordinate is told apart that is not there.
    #[error("there are {dimension} coordinates, and this is of {found}")]
    Coordinates {
        /// In how many the rule is known.
        dimension: usize,
        /// What was asked for.
        found: usize,
    },
    /// A condition is too long.
    #[error("a condition is made of more than {} comparisons", Graph::COMPARISONS)]
    TooManyComparisons,
}

impl Graph {
    /// Nodes that a rule may have.
    pub const BUDGET: usize = 1 << 16;

    /// Coordinates that a rule may tell apart.
    pub const COORDINATES: usize = 6;

    /// Comparisons that a condition may be made of.
    pub const COMPARISONS: usize = 64;

    /// An empty one, of a rule that is known in so many coordinates alone, where it says so.
    pub fn of_dimension(dimension: Option<usize>) -> Self {
        Self { dimension, ..Self::default() }
    }

    /// In how many coordinates alone it has a meaning, where it tells them apart.
    pub fn dimension(&self) -> Option<usize> {
        self.dimension
    }

    /// The nodes, each behind its operands.
    pub fn nodes(&self) -> &[Operation] {
        &self.nodes
    }

    /// What a node is.
    pub fn kind(&self, place: Place) -> Kind {
        self.kinds[place]
    }

    /// Whether a node, or one that it is made of, is such.
    pub fn any_in(&self, place: Place, is: impl Fn(&Operation) -> bool) -> bool {
        let (mut open, mut seen) = (vec![place], BTreeSet::new());
        while let Some(place) = open.pop() {
            if is(&self.nodes[place]) {
                return true;
            }
            open.extend(self.nodes[place].operands().filter(|operand| seen.insert(*operand)));
        }
        false
    }

    /// Adds a slot of this kind.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn slot(&mut self, slot: usize, kind: Kind) -> Result<Place, WrongOperand> {
        self.put(Operation::Slot(slot), kind)
    }

    /// Adds an operation. An integer among numbers is made a number, and a whole constant
    /// beside an integer an integer.
    ///
    /// # Errors
    /// Where its operands are not of a kind that it takes.
    pub fn add(&mut self, operation: Operation) -> Result<Place, WrongOperand> {
        let operation = self.fitted(operation)?;
        let kind = self.kind_of(&operation)?;
        self.put(operation, kind)
    }

    fn put(&mut self, operation: Operation, kind: Kind) -> Result<Place, WrongOperand> {
        if let Some(place) = self.places.get(&operation) {
            return Ok(*place);
        }
        if self.nodes.len() >= Self::BUDGET {
            return Err(WrongOperand::TooLarge);
        }
        let comparisons = match operation {
            Operation::Greater(..) | Operation::AtLeast(..) | Operation::Equal(..) | Operation::Flag(_) => 1,
            Operation::Not(condition) => self.comparisons[condition] + 1,
            _ if kind.is_condition() => operation.operands().map(|place| self.comparisons[place]).sum(),
            _ => 0,
        };
        if comparisons > Self::COMPARISONS {
            return Err(WrongOperand::TooManyComparisons);
        }
        let place = self.nodes.len();
        self.nodes.push(operation.clone());
        self.comparisons.push(comparisons);
        self.kinds.push(kind);
        self.places.insert(operation, place);
        Ok(place)
    }

    /// A node as a number or vector.
    ///
    /// # Errors
    /// A condition is none.
    pub fn real(&mut self, place: Place) -> Result<Place, WrongOperand> {
        match self.kind(place) {
            // A literal is a number as it is an integer.
            Kind::Integer => match self.nodes[place] {
                Operation::Integer(n) => self.put(Operation::Constant(Rational::from(n)), Kind::Number),
                _ => self.put(Operation::Real(place), Kind::Number),
            },
            Kind::Number | Kind::Vector => Ok(place),
            found => Err(WrongOperand::Kind { expected: "a number or a vector", found }),
        }
    }

    /// A node as an integer: one, or a whole constant.
    fn integer(&mut self, place: Place) -> Option<Place> {
        if self.kind(place) == Kind::Integer {
            return Some(place);
        }
        let Operation::Constant(value) = &self.nodes[place] else { return None };
        let (whole, 1) = value.as_ratio()? else { return None };
        self.put(Operation::Integer(whole), Kind::Integer).ok()
    }

    /// Two operands as integers, where one is an integer and the other may be one.
    fn integers(&mut self, a: Place, b: Place) -> Option<(Place, Place)> {
        let one = [a, b].into_iter().any(|place| self.kind(place) == Kind::Integer);
        if one { Some((self.integer(a)?, self.integer(b)?)) } else { None }
    }

    /// The operation on operands that fit each other.
    fn fitted(&mut self, operation: Operation) -> Result<Operation, WrongOperand> {
        type Of2 = fn(Place, Place) -> Operation;
        let of_both: Option<(Of2, Place, Place)> = match operation {
            Operation::Add(a, b) => Some((Operation::Add, a, b)),
            Operation::Sub(a, b) => Some((Operation::Sub, a, b)),
            Operation::Mul(a, b) => Some((Operation::Mul, a, b)),
            Operation::Greater(a, b) => Some((Operation::Greater, a, b)),
            Operation::AtLeast(a, b) => Some((Operation::AtLeast, a, b)),
            Operation::Equal(a, b) => Some((Operation::Equal, a, b)),
            _ => None,
        };
        if let Some((of, a, b)) = of_both {
            return match self.integers(a, b) {
                Some((a, b)) => Ok(of(a, b)),
                None => Ok(of(self.real(a)?, self.real(b)?)),
            };
        }
        Ok(match operation {
            Operation::Div(a, b) => Operation::Div(self.real(a)?, self.real(b)?),
            Operation::Neg(a) if self.kind(a) == Kind::Integer => Operation::Neg(a),
            Operation::Neg(a) => Operation::Neg(self.real(a)?),
            Operation::Square(a) => Operation::Square(self.real(a)?),
            Operation::Sqrt(a) => Operation::Sqrt(self.real(a)?),
            Operation::Abs(a) => Operation::Abs(self.real(a)?),
            Operation::Function(function, a) => Operation::Function(function, self.real(a)?),
            Operation::Power(a, b) => Operation::Power(self.real(a)?, self.whole(b)?),
            Operation::Modulo(a, b) => Operation::Modulo(self.whole(a)?, self.whole(b)?),
            Operation::Real(a) => Operation::Real(self.whole(a)?),
            Operation::Stack(coordinates) => {
                Operation::Stack(coordinates.into_iter().map(|a| self.real(a)).collect::<Result<_, _>>()?)
            }
            Operation::Select(condition, a, b) => match self.integers(a, b) {
                Some((a, b)) if self.kind(condition) == Kind::Known => Operation::Select(condition, a, b),
                _ if self.is_condition(a) => {
                    self.condition(b)?;
                    operation
                }
                _ => Operation::Select(condition, self.real(a)?, self.real(b)?),
            },
            other => other,
        })
    }

    /// A node as an integer.
    ///
    /// # Errors
    /// Where it is neither one nor a whole constant.
    pub fn whole(&mut self, place: Place) -> Result<Place, WrongOperand> {
        let found = self.kind(place);
        self.integer(place).ok_or(WrongOperand::Kind { expected: "an integer", found })
    }

    fn is_condition(&self, place: Place) -> bool {
        self.kind(place).is_condition()
    }

    fn needs(&self, place: Place, expected: &'static str, fits: impl Fn(Kind) -> bool) -> Result<Kind, WrongOperand> {
        let found = self.kind(place);
        if fits(found) { Ok(found) } else { Err(WrongOperand::Kind { expected, found }) }
    }

    fn vector(&self, place: Place) -> Result<Kind, WrongOperand> {
        self.needs(place, "a vector", |kind| kind == Kind::Vector)
    }

    /// That a node is a number, an integer or a vector.
    pub(super) fn value(&self, place: Place) -> Result<Kind, WrongOperand> {
        self.needs(place, "a number or a vector", |kind| !kind.is_condition())
    }

    /// That a node is a condition.
    pub(super) fn condition(&self, place: Place) -> Result<Kind, WrongOperand> {
        self.needs(place, "a condition", Kind::is_condition)
    }

    /// That what tells coordinates apart fits to how many there are.
    fn has_coordinates(&self, found: usize, fits: impl Fn(usize) -> bool) -> Result<(), WrongOperand> {
        let dimension = self.dimension.ok_or(WrongOperand::NoDimension)?;
        if fits(dimension) { Ok(()) } else { Err(WrongOperand::Coordinates { dimension, found }) }
    }

    /// What an operation on fitting operands gives.
    fn kind_of(&self, operation: &Operation) -> Result<Kind, WrongOperand> {
        let both = |a: Place, b: Place| self.kind(a).max(self.kind(b));
        let compared = |a: Place, b: Place| match both(a, b) {
            Kind::Integer => Kind::Known,
            Kind::Vector => Kind::Flags,
            _ => Kind::Flag,
        };
        Ok(match *operation {
            Operation::Number(_) | Operation::Dimension | Operation::Constant(_) | Operation::Real(_) => Kind::Number,
            Operation::Slot(_) => Kind::Vector,
            Operation::Step | Operation::Counter(_) | Operation::Integer(_) | Operation::Modulo(..) => Kind::Integer,
            Operation::Flag(_) => Kind::Known,
            Operation::Gradient(a) => self.vector(a)?,
            Operation::Sum(a) | Operation::Largest(a) | Operation::Smallest(a) => {
                self.vector(a)?;
                Kind::Number
            }
            Operation::Coordinate(a, i) => {
                self.vector(a)?;
                self.has_coordinates(i + 1, |dimension| i < dimension)?;
                Kind::Number
            }
            Operation::Stack(ref coordinates) => {
                for a in coordinates {
                    self.needs(*a, "a number", |kind| kind == Kind::Number)?;
                }
                self.has_coordinates(coordinates.len(), |dimension| coordinates.len() == dimension)?;
                Kind::Vector
            }
            Operation::Add(a, b) | Operation::Sub(a, b) | Operation::Mul(a, b) | Operation::Div(a, b) => both(a, b),
            Operation::Loss(a) if matches!(self.nodes[a], Operation::Gradient(_)) => Kind::Number,
            Operation::Loss(a) => return Err(WrongOperand::Kind { expected: "a gradient", found: self.kind(a) }),
            Operation::Neg(a)
            | Operation::Square(a)
            | Operation::Sqrt(a)
            | Operation::Abs(a)
            | Operation::Function(_, a)
            | Operation::Power(a, _) => self.kind(a),
            Operation::Greater(a, b) | Operation::AtLeast(a, b) | Operation::Equal(a, b) => compared(a, b),
            Operation::And(a, b) | Operation::Or(a, b) => self.condition(a)?.max(self.condition(b)?),
            Operation::Not(a) => self.condition(a)?,
            Operation::Select(condition, a, b) => {
                let by = self.condition(condition)?;
                match both(a, b) {
                    Kind::Known | Kind::Flag | Kind::Flags => self.condition(a)?.max(self.condition(b)?).max(by),
                    Kind::Number if by == Kind::Flags => Kind::Vector,
                    kind => kind,
                }
            }
        })
    }
}
