//! What texts and files say in one word, and a graph in several nodes.

use super::graph::{Graph, Kind, Operation, Place, WrongOperand};
use crate::scalar::{Algebra, Elementary, Rational};

impl Graph {
    /// A whole number as a constant.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn whole_constant(&mut self, n: i64) -> Result<Place, WrongOperand> {
        self.add(Operation::Constant(Rational::from(n)))
    }

    /// A number as the vector that has it at every coordinate; a vector as it is.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn everywhere(&mut self, place: Place) -> Result<Place, WrongOperand> {
        if self.value(place)? == Kind::Vector {
            return Ok(place);
        }
        let point = self.slot(0, Kind::Vector)?;
        let always = self.add(Operation::Flag(true))?;
        self.add(Operation::Select(always, place, point))
    }

    /// The fraction that a node is, where it is one.
    pub fn fraction(&self, place: Place) -> Option<&Rational> {
        match &self.nodes()[place] {
            Operation::Constant(value) => Some(value),
            _ => None,
        }
    }

    /// A slot from its start on: what it is at first, and what the steps have made of it.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn started(&mut self, start: Place, before: Place) -> Result<Place, WrongOperand> {
        let index = self.add(Operation::Step)?;
        let one = self.add(Operation::Integer(1))?;
        let first = self.add(Operation::Equal(index, one))?;
        self.add(Operation::Select(first, start, before))
    }

    /// The start and the node before, where a node is made by [`Self::started`].
    pub fn start_of(&self, place: Place) -> Option<(Place, Place)> {
        let nodes = self.nodes();
        let Operation::Select(first, start, before) = nodes[place] else { return None };
        let Operation::Equal(index, one) = nodes[first] else { return None };
        (nodes[index] == Operation::Step && nodes[one] == Operation::Integer(1)).then_some((start, before))
    }

    /// aᵇ: by products where b is an integer, by a root where it is ±1/2, else e^(b ln a).
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn power(&mut self, a: Place, b: Place) -> Result<Place, WrongOperand> {
        let (exponent, literal) = match self.nodes()[b] {
            Operation::Real(integer) => (integer, None),
            Operation::Integer(n) => (b, Some((n, 1))),
            Operation::Constant(ref value) => (b, value.as_ratio()),
            _ => (b, None),
        };
        match literal {
            Some((2, 1)) => self.add(Operation::Square(a)),
            Some((n, 1)) => {
                let n = self.add(Operation::Integer(n))?;
                self.add(Operation::Power(a, n))
            }
            None if self.kind(exponent) == Kind::Integer => self.add(Operation::Power(a, exponent)),
            Some((1, 2)) => self.add(Operation::Sqrt(a)),
            Some((-1, 2)) => {
                let (one, root) = (self.whole_constant(1)?, self.add(Operation::Sqrt(a))?);
                self.add(Operation::Div(one, root))
            }
            _ => {
                let logarithm = self.add(Operation::Function(Elementary::Ln, a))?;
                let product = self.add(Operation::Mul(b, logarithm))?;
                self.add(Operation::Function(Elementary::Exp, product))
            }
        }
    }

    /// ∛a, with the sign of a, 0 at 0.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn cube_root(&mut self, a: Place) -> Result<Place, WrongOperand> {
        let third = self.add(Operation::Constant(Rational::ratio(1, 3)))?;
        let size = self.add(Operation::Abs(a))?;
        let root = self.power(size, third)?;
        let negative = self.add(Operation::Neg(root))?;
        self.by_sign(a, root, negative)
    }

    /// 1, −1 or 0.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn sign(&mut self, a: Place) -> Result<Place, WrongOperand> {
        let (one, minus) = (self.whole_constant(1)?, self.whole_constant(-1)?);
        self.by_sign(a, one, minus)
    }

    /// The second where a > 0, the third where a < 0, else 0.
    fn by_sign(&mut self, a: Place, above: Place, below: Place) -> Result<Place, WrongOperand> {
        let zero = self.whole_constant(0)?;
        let is_below = self.add(Operation::Greater(zero, a))?;
        let otherwise = self.add(Operation::Select(is_below, below, zero))?;
        let is_above = self.add(Operation::Greater(a, zero))?;
        self.add(Operation::Select(is_above, above, otherwise))
    }

    /// The larger of two.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn larger(&mut self, a: Place, b: Place) -> Result<Place, WrongOperand> {
        let above = self.add(Operation::Greater(a, b))?;
        self.add(Operation::Select(above, a, b))
    }

    /// The smaller of two.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn smaller(&mut self, a: Place, b: Place) -> Result<Place, WrongOperand> {
        let above = self.add(Operation::Greater(b, a))?;
        self.add(Operation::Select(above, a, b))
    }

    /// x within two bounds.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn within(&mut self, x: Place, low: Place, high: Place) -> Result<Place, WrongOperand> {
        let below = self.smaller(x, high)?;
        self.larger(below, low)
    }

    /// Σ xᵢ².
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn squared_norm(&mut self, x: Place) -> Result<Place, WrongOperand> {
        let square = self.add(Operation::Square(x))?;
        self.add(Operation::Sum(square))
    }

    /// √Σ xᵢ².
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn norm(&mut self, x: Place) -> Result<Place, WrongOperand> {
        let square = self.squared_norm(x)?;
        self.add(Operation::Sqrt(square))
    }

    /// The mean of the coordinates.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn mean(&mut self, x: Place) -> Result<Place, WrongOperand> {
        let (sum, dimension) = (self.add(Operation::Sum(x))?, self.add(Operation::Dimension)?);
        self.add(Operation::Div(sum, dimension))
    }

    /// The loss at a point.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn loss(&mut self, point: Place) -> Result<Place, WrongOperand> {
        let gradient = self.add(Operation::Gradient(point))?;
        self.add(Operation::Loss(gradient))
    }
}
