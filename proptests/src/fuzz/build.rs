//! Words to write rules with, in Rust.

use super::syntax::{Binary, Comparison, Expression, NUMBERS, Rule, Slot, Statement, Steps, Unary};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// q.
pub fn q() -> Expression {
    Expression::Slot(Slot::Position)
}

/// v.
pub fn v() -> Expression {
    Expression::Slot(Slot::Velocity)
}

/// A memory.
pub fn m(place: usize) -> Expression {
    Expression::Slot(Slot::Memory(place))
}

/// A definition.
pub fn w(place: usize) -> Expression {
    Expression::Slot(Slot::Local(place))
}

/// The gradient at the point as it is by now.
pub fn g() -> Expression {
    gradient(q())
}

/// The gradient at a point.
pub fn gradient(at: Expression) -> Expression {
    Expression::Gradient(Box::new(at))
}

/// A number among the rule's, by its place.
pub fn number(place: usize) -> Expression {
    Expression::Number(place)
}

/// p / q.
pub fn fraction(p: i64, q: i64) -> Expression {
    Expression::Fraction(p, q)
}

/// n.
pub fn integer(n: i64) -> Expression {
    fraction(n, 1)
}

fn unary(operator: Unary, of: Expression) -> Expression {
    Expression::Unary(operator, Box::new(of))
}

/// √x.
pub fn root(of: Expression) -> Expression {
    unary(Unary::Root, of)
}

/// √2.
pub fn root_two() -> Expression {
    root(integer(2))
}

/// |x|, coordinate by coordinate.
pub fn absolute(of: Expression) -> Expression {
    unary(Unary::Absolute, of)
}

/// x².
pub fn square(of: Expression) -> Expression {
    unary(Unary::Square, of)
}

/// The sign.
pub fn sign(of: Expression) -> Expression {
    unary(Unary::Sign, of)
}

/// The Euclidean norm.
pub fn norm(of: Expression) -> Expression {
    unary(Unary::Norm, of)
}

/// The sum of the coordinates.
pub fn sum(of: Expression) -> Expression {
    unary(Unary::Sum, of)
}

/// The norms of blocks of two.
pub fn block_norm(of: Expression) -> Expression {
    unary(Unary::BlockNorm, of)
}

/// x, no further from 0 than the bound.
pub fn clip(of: Expression, bound: Expression) -> Expression {
    Expression::Binary(Binary::Clip, Box::new(of), Box::new(bound))
}

/// x where a > b, else y.
pub fn above(a: Expression, b: Expression, x: Expression, y: Expression) -> Expression {
    Expression::Choice(Comparison::Above, Box::new([a, b, x, y]))
}

/// x where a = b, else y.
pub fn equal(a: Expression, b: Expression, x: Expression, y: Expression) -> Expression {
    Expression::Choice(Comparison::Equal, Box::new([a, b, x, y]))
}

/// x at these steps, else y.
pub fn when(steps: Steps, x: Expression, y: Expression) -> Expression {
    Expression::When(steps, Box::new([x, y]))
}

macro_rules! operators {
    ($($operator:ident $method:ident $binary:ident;)*) => {
        $(impl $operator for Expression {
            type Output = Self;
            fn $method(self, other: Self) -> Self {
                Self::Binary(Binary::$binary, Box::new(self), Box::new(other))
            }
        })*
    };
}

operators! {
    Add add Add;
    Sub sub Subtract;
    Mul mul Multiply;
    Div div Divide;
}

impl Neg for Expression {
    type Output = Self;
    fn neg(self) -> Self {
        unary(Unary::Negate, self)
    }
}

/// A rule with these numbers, by name.
///
/// # Panics
/// Where a name is not in [`NUMBERS`].
pub fn rule(names: &[&str]) -> Rule {
    let place = |name: &&str| NUMBERS.iter().position(|spec| spec.name == *name).expect("a name of NUMBERS");
    Rule { numbers: names.iter().map(place).collect(), ..Rule::default() }
}

impl Rule {
    /// With one statement more.
    #[must_use]
    pub fn gives(mut self, target: Expression, value: Expression) -> Self {
        self.push(target, value, None);
        self
    }

    /// With one statement more, at these steps alone.
    #[must_use]
    pub fn gives_at(mut self, steps: Steps, target: Expression, value: Expression) -> Self {
        self.push(target, value, Some(steps));
        self
    }

    fn push(&mut self, target: Expression, value: Expression, steps: Option<Steps>) {
        let Expression::Slot(target) = target else { panic!("a slot is given a value") };
        if let Slot::Memory(place) = target {
            self.memories = self.memories.max(place + 1);
        }
        self.statements.push(Statement { target, value, steps });
    }

    /// That declares an order.
    #[must_use]
    pub fn of_order(self, order: u32) -> Self {
        Self { order: Some(order), ..self }
    }

    /// That reports a penalty.
    #[must_use]
    pub fn with_penalty(self, penalty: Expression) -> Self {
        Self { penalty: Some(penalty), ..self }
    }
}
