//! Values of a step in Rust, at coordinate i where they are vectors.

use super::step::{Writer, first, storage};
use crate::rule::graph::{Kind, Operation, Place};
use crate::rule::show::sheet::Level;
use crate::rule::walk::chunks;
use crate::scalar::Rational;

/// A number in Rust.
pub(super) enum Value {
    /// A place that has it.
    Place(String),
    /// A reference to it.
    Reference(String),
    /// An expression.
    Owned(String, Level),
}

impl Value {
    /// The number itself.
    pub(super) fn owned(self) -> String {
        self.at(Level::Choice)
    }

    /// The number itself, binding as tightly as is asked for.
    fn at(self, needed: Level) -> String {
        match self {
            Self::Place(text) | Self::Reference(text) => format!("{text}.clone()"),
            Self::Owned(text, level) => level.enclosed(text, needed, ["(", ")"]),
        }
    }

    /// As the second of an operation, which takes a reference as well.
    fn second(self, needed: Level) -> String {
        match self {
            Self::Place(text) => format!("&{text}"),
            Self::Reference(text) => text,
            owned => owned.at(needed),
        }
    }

    /// A reference.
    fn reference(self) -> String {
        match self {
            Self::Owned(..) => format!("&{}", self.at(Level::Atom)),
            place => place.second(Level::Atom),
        }
    }

    /// What a method is called of.
    fn receiver(self) -> String {
        match self {
            Self::Place(text) | Self::Reference(text) => text,
            owned => owned.at(Level::Atom),
        }
    }
}

impl Writer<'_> {
    /// A node, by its name where it has one.
    pub(super) fn value(&self, place: Place) -> Value {
        match self.named.get(&place) {
            Some(name) if self.sheet.kind(place) == Kind::Vector => Value::Place(format!("{name}[i]")),
            Some(name) => Value::Place(name.clone()),
            None => self.computed(place),
        }
    }

    /// A node by what it is made of.
    pub(super) fn computed(&self, place: Place) -> Value {
        let rule = self.sheet.rule;
        let atom = |text: String| Value::Owned(text, Level::Atom);
        let method = |a: Place, name: &str| atom(format!("{}.{name}()", self.value(a).receiver()));
        let both = |a: Place, sign: &str, b: Place, level: Level, second: Level| {
            Value::Owned(format!("{} {sign} {}", self.value(a).at(level), self.value(b).second(second)), level)
        };
        let over = |a: Place, rest: &str| atom(format!("(0..dimension).map(|i| {}){rest}", self.value(a).owned()));
        match *self.sheet.node(place) {
            Operation::Number(n) => Value::Reference(self.names.numbers[n].clone()),
            Operation::Slot(slot) => match (rule.starts.contains_key(&slot), rule.slots[slot].kind) {
                (false, Kind::Number) => Value::Place(self.names.slots[slot].clone()),
                (false, _) => Value::Place(format!("{}[i]", self.names.slots[slot])),
                (true, Kind::Number) => atom(first(rule, slot)),
                (true, _) => Value::Place(format!("{}[i]", storage(rule, slot))),
            },
            Operation::Dimension => atom("T::from_integer(dimension as i64)".to_owned()),
            Operation::Constant(ref value) => constant(value),
            Operation::Add(a, b) => both(a, "+", b, Level::Sum, Level::Product),
            Operation::Sub(a, b) => both(a, "-", b, Level::Sum, Level::Product),
            Operation::Mul(a, b) => both(a, "*", b, Level::Product, Level::Factor),
            Operation::Div(a, b) => both(a, "/", b, Level::Product, Level::Factor),
            Operation::Neg(a) => Value::Owned(format!("-{}", self.value(a).at(Level::Atom)), Level::Factor),
            Operation::Square(a) => method(a, "square"),
            Operation::Sqrt(a) => method(a, "sqrt"),
            Operation::Abs(a) => method(a, "abs"),
            Operation::Function(function, a) => method(a, function.name()),
            Operation::Power(a, n) => self.power(a, n),
            Operation::Sum(a) => over(a, ".fold(T::zero(), |sum, x| sum + x)"),
            Operation::Largest(a) => {
                over(a, ".reduce(|a, b| a.select_above(&b, a.clone(), b.clone())).unwrap_or_else(T::zero)")
            }
            Operation::Smallest(a) => {
                over(a, ".reduce(|a, b| b.select_above(&a, a.clone(), b.clone())).unwrap_or_else(T::zero)")
            }
            // What a coordinate is taken of has a name.
            Operation::Coordinate(a, i) => {
                Value::Place(self.value(a).receiver().trim_end_matches("[i]").to_owned() + &format!("[{i}]"))
            }
            Operation::Real(n) => atom(format!("T::from_integer({})", self.integer(n, Level::Choice))),
            Operation::Select(condition, a, b) => {
                let (text, level) = self.chosen(condition, self.value(a).owned(), self.value(b).owned());
                Value::Owned(text, level)
            }
            _ => unreachable!("a number or a vector"),
        }
    }

    fn power(&self, a: Place, n: Place) -> Value {
        let base = self.value(a).reference();
        match *self.sheet.node(n) {
            Operation::Integer(n) if n >= 0 => Value::Owned(format!("power({base}, {n})"), Level::Atom),
            _ if self.counted.is_natural(n) => {
                let exponent = self.integer(n, Level::Atom);
                Value::Owned(format!("power({base}, {exponent}.unsigned_abs())"), Level::Atom)
            }
            Operation::Integer(n) => {
                Value::Owned(format!("T::one() / power({base}, {})", n.unsigned_abs()), Level::Product)
            }
            _ => {
                let exponent = self.integer(n, Level::Atom);
                let product = format!("power({base}, {exponent}.unsigned_abs())");
                let compared = self.integer(n, Level::Sum);
                Value::Owned(
                    format!("if {compared} < 0 {{ T::one() / {product} }} else {{ {product} }}"),
                    Level::Choice,
                )
            }
        }
    }

    /// The first where a condition holds, else the second.
    fn chosen(&self, condition: Place, a: String, b: String) -> (String, Level) {
        if self.sheet.kind(condition) == Kind::Known {
            return (format!("if {} {{ {a} }} else {{ {b} }}", self.condition(condition)), Level::Choice);
        }
        let above = |x: Place, y: Place, a: String, b: String| {
            let (x, y) = (self.value(x).receiver(), self.value(y).reference());
            (format!("{x}.select_above({y}, {a}, {b})"), Level::Atom)
        };
        match *self.sheet.node(condition) {
            Operation::Greater(x, y) => return above(x, y, a, b),
            Operation::AtLeast(x, y) => return above(y, x, b, a),
            Operation::Not(p) => return self.chosen(p, b, a),
            _ => {}
        }
        // Both are used more than once.
        let n = self.choices.get();
        self.choices.set(n + 1);
        let [first, second] = ["yes", "no"].map(|word| format!("{}{n}", self.names.beginning(word)));
        let (yes, no) = (format!("{first}.clone()"), format!("{second}.clone()"));
        let (text, _) = match *self.sheet.node(condition) {
            Operation::Equal(x, y) => above(x, y, no.clone(), above(y, x, no, yes).0),
            Operation::And(p, q) => self.chosen(p, self.chosen(q, yes, no.clone()).0, no),
            Operation::Or(p, q) => self.chosen(p, yes.clone(), self.chosen(q, yes, no).0),
            Operation::Select(p, q, r) => {
                let (holds, fails) = (self.chosen(q, yes.clone(), no.clone()), self.chosen(r, yes, no));
                self.chosen(p, holds.0, fails.0)
            }
            _ => unreachable!("a condition"),
        };
        (format!("{{ let ({first}, {second}) = ({a}, {b}); {text} }}"), Level::Choice)
    }

    /// A condition on integers.
    pub(super) fn condition(&self, place: Place) -> String {
        self.bool(place, Level::Choice)
    }

    fn bool(&self, place: Place, needed: Level) -> String {
        if let Some(name) = self.named.get(&place) {
            return name.clone();
        }
        let (text, level) = self.condition_of(place);
        level.enclosed(text, needed, ["(", ")"])
    }

    pub(super) fn condition_of(&self, place: Place) -> (String, Level) {
        let operation = self.sheet.node(place);
        let compared = |condition: Place, a: Place, sign: &str, b: Place| {
            let of = |place: Place| self.operand(self.sheet.node(condition), place, Level::Sum);
            (format!("{} {sign} {}", of(a), of(b)), Level::Compared)
        };
        match *operation {
            Operation::Flag(holds) => (holds.to_string(), Level::Atom),
            Operation::Greater(a, b) => compared(place, a, ">", b),
            Operation::AtLeast(a, b) => compared(place, a, ">=", b),
            Operation::Equal(a, b) => compared(place, a, "==", b),
            Operation::And(a, b) => {
                (format!("{} && {}", self.bool(a, Level::And), self.bool(b, Level::Not)), Level::And)
            }
            Operation::Or(a, b) => (format!("{} || {}", self.bool(a, Level::Or), self.bool(b, Level::And)), Level::Or),
            Operation::Not(p) if !self.named.contains_key(&p) => match *self.sheet.node(p) {
                Operation::Greater(a, b) => compared(p, a, "<=", b),
                Operation::AtLeast(a, b) => compared(p, a, "<", b),
                Operation::Equal(a, b) => compared(p, a, "!=", b),
                _ => (format!("!{}", self.bool(p, Level::Atom)), Level::Not),
            },
            Operation::Not(a) => (format!("!{}", self.bool(a, Level::Atom)), Level::Not),
            Operation::Select(condition, a, b) => {
                let [condition, a, b] = [condition, a, b].map(|place| self.condition(place));
                (format!("if {condition} {{ {a} }} else {{ {b} }}"), Level::Choice)
            }
            _ => unreachable!("a condition on integers"),
        }
    }

    /// An integer.
    fn integer(&self, place: Place, needed: Level) -> String {
        if let Some(name) = self.named.get(&place) {
            return name.clone();
        }
        let (text, level) = self.integer_of(place);
        level.enclosed(text, needed, ["(", ")"])
    }

    /// An integer that an operation is made of: literals alone would be integers of 32 bits.
    fn operand(&self, operation: &Operation, place: Place, needed: Level) -> String {
        let is_literal = |place: &Place| matches!(self.sheet.node(*place), Operation::Integer(_));
        let mut integers = operation.operands().filter(|place| self.sheet.kind(*place) == Kind::Integer);
        match *self.sheet.node(place) {
            Operation::Integer(n) if integers.all(|place| is_literal(&place)) => {
                let level = if n < 0 { Level::Factor } else { Level::Atom };
                level.enclosed(format!("{n}_i64"), needed, ["(", ")"])
            }
            _ => self.integer(place, needed),
        }
    }

    pub(super) fn integer_of(&self, place: Place) -> (String, Level) {
        if let Some(n) = self.literals[place] {
            return (n.to_string(), if n < 0 { Level::Factor } else { Level::Atom });
        }
        let operation = self.sheet.node(place);
        let of = |place: Place, needed: Level| self.operand(operation, place, needed);
        let both = |a: Place, sign: &str, b: Place, level: Level, second: Level| {
            (format!("{} {sign} {}", of(a, level), of(b, second)), level)
        };
        let is = |place: Place, n: i64| *self.sheet.node(place) == Operation::Integer(n);
        match *operation {
            Operation::Step => ("k".to_owned(), Level::Atom),
            Operation::Counter(counter) => (self.names.counters[counter].clone(), Level::Atom),
            // What changes nothing would be warned of.
            Operation::Add(a, b) | Operation::Sub(a, b) if is(b, 0) => (of(a, Level::Atom), Level::Atom),
            Operation::Add(b, a) if is(b, 0) => (of(a, Level::Atom), Level::Atom),
            Operation::Mul(a, b) if is(b, 1) => (of(a, Level::Atom), Level::Atom),
            Operation::Mul(b, a) if is(b, 1) => (of(a, Level::Atom), Level::Atom),
            Operation::Add(a, b) => both(a, "+", b, Level::Sum, Level::Product),
            Operation::Sub(a, b) => both(a, "-", b, Level::Sum, Level::Product),
            Operation::Mul(a, b) => both(a, "*", b, Level::Product, Level::Factor),
            Operation::Neg(a) => (format!("-{}", of(a, Level::Atom)), Level::Factor),
            Operation::Modulo(a, b) => {
                (format!("{}.rem_euclid({})", of(a, Level::Atom), of(b, Level::Choice)), Level::Atom)
            }
            Operation::Select(condition, a, b) => {
                let (a, b) = (of(a, Level::Choice), of(b, Level::Choice));
                (format!("if {} {{ {a} }} else {{ {b} }}", self.condition(condition)), Level::Choice)
            }
            _ => unreachable!("an integer"),
        }
    }
}

fn constant(value: &Rational) -> Value {
    let atom = |text: String| Value::Owned(text, Level::Atom);
    match value.as_ratio() {
        Some((n, 1)) => atom(whole(n)),
        Some((numerator, denominator)) => atom(format!("T::ratio({numerator}, {denominator})")),
        None => {
            let text = value.to_string();
            match text.split_once('/') {
                Some((numerator, denominator)) => {
                    Value::Owned(format!("{} / {}", digits(numerator), digits(denominator)), Level::Product)
                }
                None => Value::Owned(digits(&text), Level::Factor),
            }
        }
    }
}

fn whole(n: i64) -> String {
    match n {
        0 => "T::zero()".to_owned(),
        1 => "T::one()".to_owned(),
        n => format!("T::from_integer({n})"),
    }
}

/// An integer of any size, in parts, as the graph has it.
fn digits(text: &str) -> String {
    if let Ok(n) = text.parse() {
        return whole(n);
    }
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let mut parts = chunks(digits);
    let first = parts.next().map_or_else(|| whole(0), |(_, part)| whole(part));
    let number = parts.fold(first, |number, (size, part)| format!("({number} * {} + {})", whole(size), whole(part)));
    format!("{sign}{number}")
}
