//! The syntax tree of a rule's text.

use crate::method::Role;
use crate::rule::graph::{Operation, Place};
use crate::scalar::{Elementary, Rational};
use std::ops::Range;

/// A statement.
#[derive(Clone, Debug)]
pub(super) enum Statement {
    /// `x' = …`
    Update(Named, Expression),
    /// `x = …`
    Definition(Named, Expression),
    /// `start x = …`
    Start(Named, Expression),
    /// `rate x = …`
    Declaration(Role, Named, Expression),
    /// `number x`, `counter x`
    Kept(Kept, Named),
    /// `order n`
    Order(u32),
    /// `dimension n`
    Dimension(usize),
}

/// What a slot is, where it is no vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// A number.
    Number,
    /// An integer that is known from the index of the step.
    Counter,
}

/// A name and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub text: String,
    pub span: Range<usize>,
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Expression {
    pub form: Form,
    pub span: Range<usize>,
}

/// How a value is made.
#[derive(Clone, Debug)]
pub(super) enum Form {
    Number(Rational),
    /// A name, after the step where it is primed.
    Name {
        text: String,
        primed: bool,
    },
    Negated(Box<Expression>),
    Both(Binary, Box<[Expression; 2]>),
    /// Base and exponent.
    Power(Box<[Expression; 2]>),
    Call(Function, Vec<Expression>),
    /// `(x)`, which is x and no literal.
    Group(Box<Expression>),
    /// `not x`
    Not(Box<Expression>),
    /// ±x, as the bound of `clip`.
    Within(Box<Expression>),
    /// `|x|`
    Bars(Box<Expression>),
    /// Condition, value, other value.
    If(Box<[Expression; 3]>),
}

/// What is done to two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    Modulo,
    Greater,
    AtLeast,
    Equal,
    And,
    Or,
}

impl Binary {
    /// The operation on two nodes.
    pub(super) fn of(self, a: Place, b: Place) -> Operation {
        match self {
            Self::Add => Operation::Add(a, b),
            Self::Sub => Operation::Sub(a, b),
            Self::Mul => Operation::Mul(a, b),
            Self::Div => Operation::Div(a, b),
            Self::Modulo => Operation::Modulo(a, b),
            Self::Greater => Operation::Greater(a, b),
            Self::AtLeast => Operation::AtLeast(a, b),
            Self::Equal => Operation::Equal(a, b),
            Self::And => Operation::And(a, b),
            Self::Or => Operation::Or(a, b),
        }
    }
}

/// A function that a text may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Elementary(Elementary),
    Sqrt,
    Abs,
    Sign,
    Sum,
    Mean,
    Norm,
    Dot,
    Max,
    Min,
    Clip,
    Gradient,
    Loss,
    Real,
    Whole,
    Coordinate,
    Vector,
}

/// The functions, by name.
pub(super) const FUNCTIONS: [(&str, Function); 21] = [
    ("sqrt", Function::Sqrt),
    ("abs", Function::Abs),
    ("exp", Function::Elementary(Elementary::Exp)),
    ("ln", Function::Elementary(Elementary::Ln)),
    ("sin", Function::Elementary(Elementary::Sin)),
    ("cos", Function::Elementary(Elementary::Cos)),
    ("tanh", Function::Elementary(Elementary::Tanh)),
    ("sign", Function::Sign),
    ("sum", Function::Sum),
    ("mean", Function::Mean),
    ("norm", Function::Norm),
    ("dot", Function::Dot),
    ("max", Function::Max),
    ("min", Function::Min),
    ("clip", Function::Clip),
    ("grad", Function::Gradient),
    ("loss", Function::Loss),
    ("real", Function::Real),
    ("whole", Function::Whole),
    ("coordinate", Function::Coordinate),
    ("vector", Function::Vector),
];

/// Words that are no names.
pub(super) const KEYWORDS: [&str; 10] =
    ["if", "then", "else", "mod", "and", "or", "not", "start", "order", "dimension"];

/// Names that are given.
const RESERVED: [&str; 6] = ["g", "U", "k", "dim", "true", "false"];

/// Whether a name is a word of the language.
pub(super) fn is_reserved(name: &str) -> bool {
    KEYWORDS.contains(&name) || FUNCTIONS.iter().any(|(known, _)| *known == name) || RESERVED.contains(&name)
}
