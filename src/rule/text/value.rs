//! From an expression of a rule's text to nodes.

use super::Fault;
use super::lower::Lowering;
use super::tree::{Binary, Expression, FUNCTIONS, Form, Function};
use crate::rule::graph::{Kind, Operation, Place};
use crate::scalar::Rational;
use std::ops::Range;

impl Lowering<'_> {
    pub(super) fn value(&mut self, expression: &Expression) -> Result<Place, Fault> {
        let span = &expression.span;
        match &expression.form {
            Form::Number(value) => self.put(Operation::Constant(value.clone()), span),
            Form::Name { text, primed } => self.name(text, *primed, span),
            Form::Negated(value) => match &value.form {
                Form::Number(constant) => self.put(Operation::Constant(-constant.clone()), span),
                _ => {
                    let place = self.value(value)?;
                    self.put(Operation::Neg(place), span)
                }
            },
            Form::Power(operands) => self.power(operands, span),
            Form::Both(operator, operands) => {
                let [a, b] = &**operands;
                let (a, b) = match operator {
                    Binary::And | Binary::Or => (self.condition(a)?, self.condition(b)?),
                    _ => (self.number_or_vector(a)?, self.number_or_vector(b)?),
                };
                self.put(operator.of(a, b), span)
            }
            Form::Group(value) => self.value(value),
            Form::Bars(value) => {
                let place = self.value(value)?;
                match self.graph.kind(place) {
                    Kind::Vector => self.graph.norm(place).map_err(|wrong| wrong.at(span)),
                    _ => self.put(Operation::Abs(place), span),
                }
            }
            Form::If(parts) => {
                let [condition, a, b] = &**parts;
                let (condition, a, b) = (self.condition(condition)?, self.value(a)?, self.value(b)?);
                self.put(Operation::Select(condition, a, b), span)
            }
            Form::Not(condition) => {
                let condition = self.condition(condition)?;
                self.put(Operation::Not(condition), span)
            }
            Form::Within(_) => Err(Fault::new(span.clone(), "± is a bound of clip alone", "clip(x, ±c)")),
            Form::Call(function, arguments) => self.call(*function, arguments, span),
        }
    }

    fn condition(&mut self, expression: &Expression) -> Result<Place, Fault> {
        let place = self.value(expression)?;
        self.graph.condition(place).map(|_| place).map_err(|wrong| wrong.at(&expression.span))
    }

    fn number_or_vector(&mut self, expression: &Expression) -> Result<Place, Fault> {
        let place = self.value(expression)?;
        self.graph.value(place).map(|_| place).map_err(|wrong| wrong.at(&expression.span))
    }

    fn power(&mut self, operands: &[Expression; 2], span: &Range<usize>) -> Result<Place, Fault> {
        let [base, exponent] = operands;
        let n = self.value(exponent)?;
        // |v|² has no root in it.
        if let Form::Bars(inner) = &base.form
            && self.graph.fraction(n) == Some(&Rational::from(2))
        {
            let place = self.value(inner)?;
            if self.graph.kind(place) == Kind::Vector {
                return self.graph.squared_norm(place).map_err(|wrong| wrong.at(span));
            }
        }
        let place = self.value(base)?;
        self.graph.power(place, n).map_err(|wrong| wrong.at(span))
    }

    fn call(&mut self, function: Function, arguments: &[Expression], span: &Range<usize>) -> Result<Place, Fault> {
        let count = arguments.len();
        let expected: &[usize] = match function {
            // As many as there are coordinates.
            Function::Vector => &[count],
            Function::Dot | Function::Coordinate => &[2],
            Function::Max | Function::Min => &[1, 2],
            Function::Clip => &[2, 3],
            _ => &[1],
        };
        if !expected.contains(&arguments.len()) {
            let name = FUNCTIONS.iter().find(|(_, known)| *known == function).map_or("", |(name, _)| name);
            let counts: Vec<String> = expected.iter().map(usize::to_string).collect();
            let message = format!("{name} takes {} values and is given {}", counts.join(" or "), arguments.len());
            return Err(Fault::new(span.clone(), message, ""));
        }
        if function == Function::Clip {
            return self.clip(arguments, span);
        }
        if function == Function::Coordinate {
            return self.coordinate(arguments, span);
        }
        let places = arguments.iter().map(|argument| self.value(argument)).collect::<Result<Vec<Place>, Fault>>()?;
        let graph = &mut self.graph;
        let found = match (function, &*places) {
            (Function::Max, &[a, b]) => graph.larger(a, b),
            (Function::Min, &[a, b]) => graph.smaller(a, b),
            (Function::Max, &[a]) => graph.add(Operation::Largest(a)),
            (Function::Min, &[a]) => graph.add(Operation::Smallest(a)),
            (Function::Dot, &[a, b]) => {
                graph.add(Operation::Mul(a, b)).and_then(|product| graph.add(Operation::Sum(product)))
            }
            (Function::Sum, &[a]) => graph.add(Operation::Sum(a)),
            (Function::Mean, &[a]) => graph.mean(a),
            (Function::Norm, &[a]) => graph.norm(a),
            (Function::Sqrt, &[a]) => graph.add(Operation::Sqrt(a)),
            (Function::Abs, &[a]) => graph.add(Operation::Abs(a)),
            (Function::Elementary(function), &[a]) => graph.add(Operation::Function(function, a)),
            (Function::Sign, &[a]) => graph.sign(a),
            (Function::Whole, &[a]) => graph.whole(a),
            (Function::Real, &[a]) => graph.real(a),
            (Function::Gradient, &[a]) => graph.everywhere(a).and_then(|at| graph.add(Operation::Gradient(at))),
            (Function::Loss, &[a]) => graph.everywhere(a).and_then(|at| graph.loss(at)),
            (Function::Vector, coordinates) => graph.add(Operation::Stack(coordinates.to_vec())),
            _ => unreachable!("the values were counted, and what reads its own was returned"),
        };
        found.map_err(|wrong| wrong.at(span))
    }

    /// coordinate(x, n), the n-th of x.
    fn coordinate(&mut self, arguments: &[Expression], span: &Range<usize>) -> Result<Place, Fault> {
        let of = self.value(&arguments[0])?;
        let n = self.value(&arguments[1])?;
        let n = self.graph.fraction(n).and_then(Rational::as_ratio);
        let Some((n @ 1.., 1)) = n else {
            let message = "a coordinate is told by its place, from 1";
            return Err(Fault::new(arguments[1].span.clone(), message, "such as coordinate(q, 1)"));
        };
        self.put(Operation::Coordinate(of, n as usize - 1), span)
    }

    /// clip(x, c) and clip(x, ±c) are x within [−c, c], clip(x, a, b) within [a, b].
    fn clip(&mut self, arguments: &[Expression], span: &Range<usize>) -> Result<Place, Fault> {
        let x = self.value(&arguments[0])?;
        let (low, high) = match arguments {
            [_, low, high] => (self.value(low)?, self.value(high)?),
            _ => {
                let bound = match &arguments[1].form {
                    Form::Within(bound) => bound,
                    _ => &arguments[1],
                };
                let high = self.value(bound)?;
                let low = match self.graph.fraction(high).cloned() {
                    Some(constant) => Operation::Constant(-constant),
                    None => Operation::Neg(high),
                };
                let low = self.put(low, span)?;
                (low, high)
            }
        };
        self.graph.within(x, low, high).map_err(|wrong| wrong.at(span))
    }
}
