//! The weakest numbers on which a rule's step can be written.

use crate::rule::graph::{Kind, Operation, Place};
use crate::rule::show::integers::Counted;
use crate::rule::show::sheet::Sheet;

/// The ladder of `scalar`, the weakest first.
const LADDER: [&str; 5] = ["Ring", "Algebra", "Field", "Root", "Transcendental"];

/// What a step asks of its numbers.
pub(super) struct Needs {
    /// The bounds of the number type.
    pub bounds: String,
    /// What is imported of `scalar`.
    pub imports: Vec<&'static str>,
    /// Whether every number type has it.
    pub is_algebra: bool,
}

impl Needs {
    pub(super) fn of(sheet: Sheet, needed: &[Place], counted: &Counted) -> Self {
        let (mut rung, mut absolute, mut compare, mut power) = (0, false, false, false);
        for place in needed.iter().copied() {
            match *sheet.node(place) {
                Operation::Constant(ref value) => match value.as_ratio() {
                    Some((_, 1)) => {}
                    Some(_) => rung = rung.max(1),
                    None if value.to_string().contains('/') => rung = rung.max(2),
                    None => {}
                },
                Operation::Div(..) => rung = rung.max(2),
                Operation::Power(_, n) => {
                    power = true;
                    if !counted.is_natural(n) {
                        rung = rung.max(2);
                    }
                }
                Operation::Sqrt(_) | Operation::Loss(_) => rung = rung.max(3),
                Operation::Function(..) => rung = 4,
                Operation::Abs(_) => absolute = true,
                Operation::Largest(_) | Operation::Smallest(_) => compare = true,
                Operation::Select(condition, a, _) => {
                    compare |= sheet.kind(condition) != Kind::Known && sheet.kind(a) >= Kind::Integer;
                }
                _ => {}
            }
        }
        let mut bounds: Vec<&'static str> = Vec::new();
        bounds.extend(absolute.then_some("Absolute"));
        bounds.extend(compare.then_some("Compare"));
        if rung > 0 || bounds.is_empty() {
            bounds.push(LADDER[rung]);
        }
        let mut imports = bounds.clone();
        imports.extend(power.then_some("power"));
        Self { bounds: bounds.join(" + "), imports, is_algebra: bounds.len() == 1 && rung < 2 && !absolute && !compare }
    }
}
