//! A rule as Python: a gradient transformation of optax.

use super::NotShown;
use super::integers::{Closed, Integers};
use super::sheet::{Label, Level, Sheet};
use super::spelling::ascii;
use crate::rule::UpdateRule;
use crate::rule::graph::{Kind, Operation, Place};
use crate::rule::same::Names;
use crate::scalar::{Elementary, Rational};
use std::collections::BTreeMap;

mod module;

/// Python's words, and those that the module has.
const TAKEN: [&str; 65] = [
    "False",
    "None",
    "True",
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "class",
    "continue",
    "def",
    "del",
    "elif",
    "else",
    "except",
    "finally",
    "for",
    "from",
    "global",
    "if",
    "import",
    "in",
    "is",
    "lambda",
    "nonlocal",
    "not",
    "or",
    "pass",
    "raise",
    "return",
    "try",
    "while",
    "with",
    "yield",
    "abs",
    "float",
    "g",
    "grad",
    "grad_fn",
    "grads",
    "increment",
    "init",
    "jax",
    "jnp",
    "k",
    "loss",
    "match",
    "numbers",
    "optax",
    "params",
    "print",
    "repr",
    "state",
    "State",
    "steps",
    "type",
    "unravel",
    "update",
    "value",
    "value_fn",
    "x",
    "case",
    "extra",
    "NamedTuple",
];

/// JAX's integers, where it is not told otherwise.
const INTEGERS: Integers = Integers { language: "Python's JAX", bits: 32, steps: 29 };

impl UpdateRule {
    /// The rule as a Python module: a function of its numbers that gives a gradient transformation
    /// of optax.
    ///
    /// It follows the rule to rounding. A rule that asks for the loss, or for gradients at other
    /// points than the parameters, takes them as optax's own do, as arguments of `update`.
    ///
    /// # Errors
    /// What JAX cannot say, with what to do about it.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::rule::UpdateRule;
    /// let rule = UpdateRule::parse_as("heavy_ball", "v' = μ v + η g; q' = q − v'")?;
    /// let module = rule.python()?;
    /// assert!(module.contains("    new_v = mu * v + eta * g\n    increment = -new_v\n"));
    /// assert!(module.contains("def heavy_ball(mu=9 / 10, eta=1 / 100):\n"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn python(&self) -> Result<String, NotShown> {
        let sheet = Sheet::of(self);
        let roots: Vec<Place> = self.step.iter().chain(self.starts.values()).copied().collect();
        let used: Vec<Place> = sheet.uses(&roots).into_keys().collect();
        let counters = INTEGERS.counters(sheet, &used)?.counters;
        let names = Names::spelled(self, ascii, |name| TAKEN.contains(&name));
        let mut writer = Writer { sheet, names, named: BTreeMap::new() };
        let asked = Asked::of(sheet, &used);
        let step = writer.step(asked, &counters, &used);
        Ok(module::of(self, &writer.names, asked, &step))
    }
}

/// What a rule asks of its problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Asked {
    /// The gradient at the point.
    gradient: bool,
    /// The loss there.
    value: bool,
    /// Gradients elsewhere.
    gradients: bool,
    /// Losses elsewhere.
    values: bool,
}

impl Asked {
    fn of(sheet: Sheet, used: &[Place]) -> Self {
        let any = |is: &dyn Fn(&Operation) -> bool| used.iter().any(|place| is(sheet.node(*place)));
        let at_point = |gradient: Place| sheet.node(gradient).operands().any(|at| sheet.is_point(at));
        Self {
            gradient: any(&|node| matches!(*node, Operation::Gradient(at) if sheet.is_point(at))),
            value: any(&|node| matches!(*node, Operation::Loss(gradient) if at_point(gradient))),
            gradients: any(&|node| matches!(*node, Operation::Gradient(at) if !sheet.is_point(at))),
            values: any(&|node| matches!(*node, Operation::Loss(gradient) if !at_point(gradient))),
        }
    }

    /// The arguments by which a step has it.
    fn arguments(self) -> impl Iterator<Item = &'static str> {
        let all = [(self.gradient, "g"), (self.value, "value"), (self.gradients, "grad"), (self.values, "loss")];
        all.into_iter().filter(|(asked, _)| *asked).map(|(_, name)| name)
    }
}

struct Writer<'a> {
    sheet: Sheet<'a>,
    names: Names,
    /// Nodes that have a name by now.
    named: BTreeMap<Place, String>,
}

impl Writer<'_> {
    /// The function that takes a step.
    fn step(&mut self, asked: Asked, counters: &[Closed], used: &[Place]) -> Vec<String> {
        let rule = self.sheet.rule;
        let mut lines = Vec::new();
        for (counter, closed) in counters.iter().enumerate() {
            if used.iter().any(|place| *self.sheet.node(*place) == Operation::Counter(counter)) {
                lines.push(format!("{} = {}", self.names.counters[counter], counted(*closed)));
            }
        }
        for (slot, place) in &rule.starts {
            let name = &self.names.slots[*slot];
            lines.push(format!("{name} = jnp.where(k == 1, {}, {name})", self.value(*place, Level::Choice)));
        }
        let point = rule.step[0];
        let change = self.change(point);
        for (label, place) in self.sheet.statements(false) {
            if label == Label::Slot(0) && change.is_some() {
                continue;
            }
            let name = match label {
                Label::Shared(n) => self.names.shared("w", n),
                Label::Slot(slot) => self.names.beginning("new") + &self.names.slots[slot],
                Label::Counter(_) => unreachable!("counters are known by the step"),
            };
            lines.push(format!("{name} = {}", self.value(place, Level::Choice)));
            self.named.entry(place).or_insert(name);
        }
        let increment = match change {
            Some((sign, by)) => {
                format!("{sign}{}", self.value(by, if sign.is_empty() { Level::Choice } else { Level::Factor }))
            }
            None => format!("{} - q", self.value(point, Level::Sum)),
        };
        lines.push(format!("increment = {increment}"));
        let kept = rule.slots.iter().zip(&rule.step).enumerate().skip(1).map(|(slot, (kept, place))| {
            let value = self.value(*place, Level::Choice);
            let is_wide = (kept.kind, self.sheet.kind(*place)) == (Kind::Vector, Kind::Number);
            let value = if is_wide { format!("jnp.full_like(q, {value})") } else { value };
            format!(", {}={value}", self.names.slots[slot])
        });
        let kept: String = kept.collect();
        let is_wide = change.is_some_and(|(_, by)| self.sheet.kind(by) == Kind::Number);
        let increment = if is_wide { "jnp.full_like(q, increment)" } else { "increment" };
        lines.push(format!("return {increment}, State(steps=k{kept})"));
        let names = ["k", "q"].into_iter().map(str::to_owned).chain(asked.arguments().map(str::to_owned));
        let names = names.chain(self.names.slots[1..].iter().cloned()).chain(self.names.numbers.iter().cloned());
        let arguments = names.collect::<Vec<_>>().join(", ");
        let head = [
            format!("def _step({arguments}):"),
            "    \"\"\"The increment of the point in step k, and what is remembered after it.\"\"\"".to_owned(),
        ];
        head.into_iter().chain(lines.into_iter().map(|line| format!("    {line}"))).collect()
    }

    /// The change of the point, where it is said by itself and nothing else reads the new point.
    fn change(&self, point: Place) -> Option<(&'static str, Place)> {
        let uses = self.sheet.uses(&self.sheet.rule.step);
        if uses[&point] > 1 {
            return None;
        }
        match *self.sheet.node(point) {
            Operation::Sub(q, by) if self.sheet.is_point(q) => Some(("-", by)),
            Operation::Add(q, by) if self.sheet.is_point(q) => Some(("", by)),
            Operation::Add(by, q) if self.sheet.is_point(q) => Some(("", by)),
            _ => None,
        }
    }

    fn value(&self, place: Place, needed: Level) -> String {
        if let Some(name) = self.named.get(&place) {
            return name.clone();
        }
        let (text, level) = self.written(place);
        level.enclosed(text, needed, ["(", ")"])
    }

    fn written(&self, place: Place) -> (String, Level) {
        if let Some(slot) = self.sheet.slot(place) {
            return (self.names.slots[slot].clone(), Level::Atom);
        }
        let operation = self.sheet.node(place);
        // Python's own numbers would be computed by Python, which stops at 1 / 0.
        let is_literal = |place: Place| matches!(self.sheet.node(place), Operation::Constant(_));
        let literals_alone =
            operation.operands().filter(|place| self.sheet.kind(*place) >= Kind::Number).all(is_literal);
        let of = |place: Place, needed: Level| match self.sheet.node(place) {
            Operation::Constant(value) if literals_alone => format!("jnp.asarray({}, q.dtype)", constant(value).0),
            _ => self.value(place, needed),
        };
        let call = |name: &str, places: &[Place]| {
            let arguments: Vec<String> = places.iter().map(|place| of(*place, Level::Choice)).collect();
            (format!("{name}({})", arguments.join(", ")), Level::Atom)
        };
        let both = |a: Place, sign: &str, b: Place, level: Level, first: Level, second: Level| {
            (format!("{} {sign} {}", of(a, first), of(b, second)), level)
        };
        let compared = |a: Place, sign: &str, b: Place| both(a, sign, b, Level::Compared, Level::Sum, Level::Sum);
        let atom = |text: &str| (text.to_owned(), Level::Atom);
        match *operation {
            Operation::Number(n) => atom(&self.names.numbers[n]),
            Operation::Slot(slot) => atom(&self.names.slots[slot]),
            Operation::Counter(counter) => atom(&self.names.counters[counter]),
            Operation::Step => atom("k"),
            Operation::Dimension => atom("jnp.asarray(q.size, q.dtype)"),
            Operation::Constant(ref value) => constant(value),
            Operation::Integer(n) => (n.to_string(), if n < 0 { Level::Sum } else { Level::Atom }),
            Operation::Flag(holds) => atom(if holds { "True" } else { "False" }),
            Operation::Gradient(at) if self.sheet.is_point(at) => atom("g"),
            Operation::Gradient(at) => call("grad", &[at]),
            Operation::Loss(gradient) => match *self.sheet.node(gradient) {
                Operation::Gradient(at) if !self.sheet.is_point(at) => call("loss", &[at]),
                _ => atom("value"),
            },
            Operation::Add(a, b) => both(a, "+", b, Level::Sum, Level::Sum, Level::Product),
            Operation::Sub(a, b) => both(a, "-", b, Level::Sum, Level::Sum, Level::Product),
            Operation::Mul(a, b) => both(a, "*", b, Level::Product, Level::Product, Level::Factor),
            Operation::Div(a, b) => both(a, "/", b, Level::Product, Level::Product, Level::Factor),
            Operation::Neg(a) => (format!("-{}", of(a, Level::Factor)), Level::Sum),
            Operation::Square(a) => call("jnp.square", &[a]),
            Operation::Power(a, n) => (format!("{} ** {}", of(a, Level::Atom), of(n, Level::Atom)), Level::Factor),
            Operation::Sqrt(a) => call("jnp.sqrt", &[a]),
            Operation::Abs(a) => call("jnp.abs", &[a]),
            Operation::Function(Elementary::Ln, a) => call("jnp.log", &[a]),
            Operation::Function(function, a) => call(&format!("jnp.{}", function.name()), &[a]),
            Operation::Sum(a) => call("jnp.sum", &[a]),
            Operation::Largest(a) => call("jnp.max", &[a]),
            Operation::Smallest(a) => call("jnp.min", &[a]),
            Operation::Coordinate(a, i) => (format!("{}[{i}]", of(a, Level::Atom)), Level::Atom),
            Operation::Stack(ref coordinates) => {
                let coordinates: Vec<String> = coordinates.iter().map(|a| of(*a, Level::Choice)).collect();
                (format!("jnp.stack([{}])", coordinates.join(", ")), Level::Atom)
            }
            Operation::Greater(a, b) => compared(a, ">", b),
            Operation::AtLeast(a, b) => compared(a, ">=", b),
            Operation::Equal(a, b) => compared(a, "==", b),
            Operation::And(a, b) => call("jnp.logical_and", &[a, b]),
            Operation::Or(a, b) => call("jnp.logical_or", &[a, b]),
            Operation::Not(a) => call("jnp.logical_not", &[a]),
            Operation::Modulo(a, b) => {
                let divisor = match *self.sheet.node(b) {
                    Operation::Integer(n) => n.unsigned_abs().to_string(),
                    _ => format!("abs({})", self.value(b, Level::Choice)),
                };
                (format!("{} % {divisor}", of(a, Level::Product)), Level::Product)
            }
            Operation::Real(n) => (format!("jnp.asarray({}, q.dtype)", of(n, Level::Choice)), Level::Atom),
            Operation::Select(condition, a, b) => call("jnp.where", &[condition, a, b]),
        }
    }
}

/// A fraction, divided by Python, which rounds once.
fn constant(value: &Rational) -> (String, Level) {
    let text = value.to_string();
    let level = if text.starts_with('-') { Level::Sum } else { Level::Product };
    match text.split_once('/') {
        Some((numerator, denominator)) => (format!("{numerator} / {denominator}"), level),
        None if text.starts_with('-') => (format!("{text}.0"), level),
        None => (format!("{text}.0"), Level::Atom),
    }
}

/// A counter, by the step.
fn counted(closed: Closed) -> String {
    match closed {
        Closed::Linear { from, by } => Closed::linear(from, by),
        Closed::Capped { from, most } => format!("jnp.minimum({}, {most})", Closed::linear(from, 1)),
        Closed::Then { first, then } => format!("jnp.where(k == 1, {first}, {then})"),
    }
}
