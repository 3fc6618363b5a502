//! The names of operations in a file.

use crate::rule::graph::{Operation, Place};
use crate::scalar::Elementary;

/// The name of an operation.
pub(super) fn name(operation: &Operation) -> &'static str {
    match operation {
        Operation::Number(_) => "number",
        Operation::Slot(_) | Operation::Counter(_) => "slot",
        Operation::Step => "step",
        Operation::Dimension => "dimension",
        Operation::Constant(_) => "constant",
        Operation::Integer(_) => "integer",
        Operation::Flag(_) => "flag",
        Operation::Gradient(_) => "gradient",
        Operation::Loss(_) => "loss",
        Operation::Add(..) => "add",
        Operation::Sub(..) => "sub",
        Operation::Mul(..) => "mul",
        Operation::Div(..) => "div",
        Operation::Neg(_) => "neg",
        Operation::Square(_) => "square",
        Operation::Sqrt(_) => "sqrt",
        Operation::Abs(_) => "abs",
        Operation::Function(function, _) => function.name(),
        Operation::Power(..) => "power",
        Operation::Sum(_) => "sum",
        Operation::Largest(_) => "max_of",
        Operation::Smallest(_) => "min_of",
        Operation::Coordinate(..) => "coordinate",
        Operation::Stack(_) => "stack",
        Operation::Greater(..) => "gt",
        Operation::AtLeast(..) => "ge",
        Operation::Equal(..) => "eq",
        Operation::And(..) => "and",
        Operation::Or(..) => "or",
        Operation::Not(_) => "not",
        Operation::Select(..) => "select",
        Operation::Modulo(..) => "mod",
        Operation::Real(_) => "real",
    }
}

/// Operations on one node.
const OF_ONE: [fn(Place) -> Operation; 9] = [
    Operation::Gradient,
    Operation::Neg,
    Operation::Square,
    Operation::Sqrt,
    Operation::Abs,
    Operation::Sum,
    Operation::Largest,
    Operation::Smallest,
    Operation::Not,
];

/// Operations on two.
const OF_TWO: [fn(Place, Place) -> Operation; 10] = [
    Operation::Add,
    Operation::Sub,
    Operation::Mul,
    Operation::Div,
    Operation::Greater,
    Operation::AtLeast,
    Operation::Equal,
    Operation::And,
    Operation::Or,
    Operation::Modulo,
];

/// The operation of this name on these nodes, where it is one node of a graph.
pub(super) fn named(called: &str, operands: &[Place]) -> Option<Operation> {
    let is = |operation: &Operation| name(operation) == called;
    match *operands {
        [a] => {
            let functions = Elementary::ALL.into_iter().map(|function| Operation::Function(function, a));
            OF_ONE.into_iter().map(|of| of(a)).chain(functions).find(is)
        }
        [a, b] => OF_TWO.into_iter().map(|of| of(a, b)).find(is),
        [condition, a, b] => Some(Operation::Select(condition, a, b)).filter(is),
        _ => None,
    }
}
