//! A rule as text, which reads back to the same graph.

use super::sheet::{Extreme, Label, Level, Sheet};
use crate::method::NumberSpec;
use crate::rule::UpdateRule;
use crate::rule::graph::{Kind, Operation, Place};
use crate::rule::same::Names;
use crate::scalar::Rational;
use std::collections::BTreeMap;

impl UpdateRule {
    /// The rule as text: a declaration a number, then a statement a line. A value that is used
    /// more than once has a name of its own.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::rule::UpdateRule;
    /// let rule = UpdateRule::parse("v' = μ v + η g; q' = q − v'")?;
    /// assert_eq!(rule.text(), "share μ = 9/10\nrate η = 1/100\nv' = μ v + η g\nq' = q - v'\n");
    /// assert!(UpdateRule::parse(&rule.text())?.is_same(&rule));
    /// # Ok::<(), stable_sgd::rule::TextError>(())
    /// ```
    pub fn text(&self) -> String {
        let mut writer = Writer::new(self);
        let mut lines = self.declared(&writer.names.numbers);
        lines.extend(self.description.order.map(|order| format!("order {order}\n")));
        lines.extend(self.graph.dimension().map(|dimension| format!("dimension {dimension}\n")));
        lines.extend(writer.kept());
        lines.extend(writer.statements());
        lines.concat()
    }

    /// What is declared of each number, under these names.
    pub(super) fn declared(&self, names: &[String]) -> Vec<String> {
        let declared = |(spec, name): (&NumberSpec, &String)| {
            let (numerator, denominator) = spec.default;
            let value = if denominator == 1 { numerator.to_string() } else { format!("{numerator}/{denominator}") };
            format!("{} {name} = {value}\n", spec.role.word())
        };
        self.description.numbers.iter().zip(names).map(declared).collect()
    }
}

struct Writer<'a> {
    sheet: Sheet<'a>,
    names: Names,
    /// Nodes that have a name by now.
    named: BTreeMap<Place, String>,
}

impl<'a> Writer<'a> {
    fn new(rule: &'a UpdateRule) -> Self {
        Self { sheet: Sheet::of(rule), names: Names::of(rule), named: BTreeMap::new() }
    }

    fn node(&self, place: Place) -> &'a Operation {
        self.sheet.node(place)
    }

    fn slot(&self, place: Place) -> Option<usize> {
        self.sheet.slot(place)
    }

    /// What is said of slots and counters before the step.
    fn kept(&self) -> Vec<String> {
        let rule = self.sheet.rule;
        let slots = self.sheet.slot_order();
        let mut lines = Vec::new();
        for slot in slots.iter().copied().filter(|slot| rule.slots[*slot].kind == Kind::Number) {
            lines.push(format!("number {}\n", self.names.slots[slot]));
        }
        for (name, start) in self.names.counters.iter().zip(&rule.counters.starts) {
            lines.push(format!("counter {name}\n"));
            if *start != 0 {
                lines.push(format!("start {name} = {start}\n"));
            }
        }
        for (slot, place) in slots.iter().filter_map(|slot| rule.starts.get(slot).map(|place| (*slot, *place))) {
            lines.push(format!("start {} = {}\n", self.names.slots[slot], self.value(place, Level::Choice)));
        }
        lines
    }

    fn statements(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        for (label, place) in self.sheet.statements(true) {
            let name = match label {
                Label::Shared(n) => self.names.shared("w", n),
                Label::Slot(slot) => format!("{}'", self.names.slots[slot]),
                Label::Counter(counter) => format!("{}'", self.names.counters[counter]),
            };
            lines.push(format!("{name} = {}\n", self.value(place, Level::Choice)));
            self.named.entry(place).or_insert(name);
        }
        lines
    }

    /// A node as text that binds as tightly as is asked for.
    fn value(&self, place: Place, needed: Level) -> String {
        if let Some(name) = self.named.get(&place) {
            return name.clone();
        }
        let (text, level) = self.written(place);
        if level < needed { format!("({text})") } else { text }
    }

    /// Whether a node as a number could be taken for an integer beside another: it is said to be
    /// a number there.
    fn is_whole(&self, place: Place) -> bool {
        match self.node(place) {
            Operation::Constant(value) => value.as_ratio().is_none_or(|(_, denominator)| denominator == 1),
            Operation::Real(_) => true,
            _ => false,
        }
    }

    /// An operand beside another: two literals would be no integers.
    fn beside(&self, place: Place, other: Place, needed: Level) -> String {
        match *self.node(place) {
            Operation::Integer(n) if matches!(self.node(other), Operation::Integer(_)) => format!("whole({n})"),
            Operation::Real(integer) if !self.named.contains_key(&place) && !self.is_whole(other) => {
                self.value(integer, needed)
            }
            _ => self.value(place, needed),
        }
    }

    fn written(&self, place: Place) -> (String, Level) {
        if let Some(slot) = self.slot(place) {
            return (self.names.slots[slot].clone(), Level::Atom);
        }
        let call = |name: &str, a: Place| (format!("{name}({})", self.value(a, Level::Choice)), Level::Atom);
        let both = |a: Place, sign: &str, b: Place, level: Level, first: Level, second: Level| {
            (format!("{} {sign} {}", self.beside(a, b, first), self.beside(b, a, second)), level)
        };
        match *self.node(place) {
            Operation::Number(n) => (self.names.numbers[n].clone(), Level::Atom),
            Operation::Slot(slot) => (self.names.slots[slot].clone(), Level::Atom),
            Operation::Counter(counter) => (self.names.counters[counter].clone(), Level::Atom),
            Operation::Step => ("k".to_owned(), Level::Atom),
            Operation::Dimension => ("dim".to_owned(), Level::Atom),
            Operation::Constant(ref value) => constant(value),
            Operation::Integer(n) => (n.to_string(), if n < 0 { Level::Sum } else { Level::Atom }),
            Operation::Flag(holds) => (holds.to_string(), Level::Atom),
            Operation::Gradient(at) if self.slot(at) == Some(0) => ("g".to_owned(), Level::Atom),
            Operation::Gradient(at) => call("grad", at),
            Operation::Loss(gradient) => match *self.node(gradient) {
                Operation::Gradient(at) if self.slot(at) == Some(0) => ("U".to_owned(), Level::Atom),
                Operation::Gradient(at) => call("loss", at),
                _ => call("loss", gradient),
            },
            Operation::Add(a, b) => both(a, "+", b, Level::Sum, Level::Sum, Level::Product),
            Operation::Sub(a, b) => both(a, "-", b, Level::Sum, Level::Sum, Level::Product),
            Operation::Mul(a, b) => {
                let (a, b) = (self.beside(a, b, Level::Product), self.beside(b, a, Level::Factor));
                let sign = if b.starts_with(|letter: char| letter.is_ascii_digit()) { " * " } else { " " };
                (format!("{a}{sign}{b}"), Level::Product)
            }
            Operation::Div(a, b) => {
                let of = |place: Place, needed: Level| match *self.node(place) {
                    Operation::Real(integer) if !self.named.contains_key(&place) => self.value(integer, needed),
                    _ => self.value(place, needed),
                };
                let is_constant = |place: Place| matches!(self.node(place), Operation::Constant(_));
                let divisor = of(b, Level::Factor);
                // Two constants in a row would be one fraction.
                let divisor = if is_constant(a) && is_constant(b) && !divisor.starts_with('(') {
                    format!("({divisor})")
                } else {
                    divisor
                };
                (format!("{} / {divisor}", of(a, Level::Product)), Level::Product)
            }
            Operation::Neg(a) => {
                let inner = match self.node(a) {
                    Operation::Constant(_) => format!("({})", self.value(a, Level::Choice)),
                    Operation::Integer(n) => format!("whole({n})"),
                    _ => self.value(a, Level::Product),
                };
                (format!("-{inner}"), Level::Sum)
            }
            Operation::Square(a) => (self.value(a, Level::Atom) + "²", Level::Factor),
            Operation::Power(a, n) => {
                let exponent = match *self.node(n) {
                    Operation::Integer(n) if n >= 0 => n.to_string(),
                    _ => format!("({})", self.value(n, Level::Choice)),
                };
                (format!("{}^{exponent}", self.value(a, Level::Atom)), Level::Factor)
            }
            Operation::Sqrt(a) => (format!("√{}", self.value(a, Level::Atom)), Level::Factor),
            Operation::Abs(a) => call("abs", a),
            Operation::Function(function, a) => call(function.name(), a),
            Operation::Sum(a) => call("sum", a),
            Operation::Largest(a) => call("max", a),
            Operation::Smallest(a) => call("min", a),
            Operation::Coordinate(a, i) => {
                (format!("coordinate({}, {})", self.value(a, Level::Choice), i + 1), Level::Atom)
            }
            Operation::Stack(ref coordinates) => {
                let coordinates: Vec<String> = coordinates.iter().map(|a| self.value(*a, Level::Choice)).collect();
                (format!("vector({})", coordinates.join(", ")), Level::Atom)
            }
            Operation::Greater(a, b) => both(a, ">", b, Level::Compared, Level::Sum, Level::Sum),
            Operation::AtLeast(a, b) => both(a, "≥", b, Level::Compared, Level::Sum, Level::Sum),
            Operation::Equal(a, b) => both(a, "=", b, Level::Compared, Level::Sum, Level::Sum),
            Operation::And(a, b) => both(a, "and", b, Level::And, Level::And, Level::Not),
            Operation::Or(a, b) => both(a, "or", b, Level::Or, Level::Or, Level::And),
            Operation::Not(a) => (format!("not {}", self.value(a, Level::Not)), Level::Not),
            Operation::Modulo(a, b) => both(a, "mod", b, Level::Product, Level::Product, Level::Factor),
            Operation::Real(n) => call("real", n),
            Operation::Select(condition, a, b) => self.choice(condition, a, b),
        }
    }

    /// A choice: the larger or the smaller of two, or by its condition.
    fn choice(&self, condition: Place, a: Place, b: Place) -> (String, Level) {
        let extreme = self.sheet.extreme(condition, a, b).filter(|_| !self.named.contains_key(&condition));
        if let Some(extreme) = extreme {
            let name = match extreme {
                Extreme::Larger => "max",
                Extreme::Smaller => "min",
            };
            let (first, second) = (self.beside(a, b, Level::Choice), self.beside(b, a, Level::Choice));
            return (format!("{name}({first}, {second})"), Level::Atom);
        }
        let text = format!(
            "if {} then {} else {}",
            self.value(condition, Level::Or),
            self.beside(a, b, Level::Or),
            self.beside(b, a, Level::Choice)
        );
        (text, Level::Choice)
    }
}

fn constant(value: &Rational) -> (String, Level) {
    let text = value.to_string();
    let level = match (text.starts_with('-'), text.contains('/')) {
        (true, _) => Level::Sum,
        (false, true) => Level::Product,
        (false, false) => Level::Atom,
    };
    (text, level)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::registry;

    fn reads_back(rule: &UpdateRule, name: &str) {
        let text = rule.text();
        let again = UpdateRule::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
        assert!(again.is_same(rule), "{name}:\n{text}");
        assert_eq!(again.text(), text, "{name}");
        assert!(again.assumed().is_empty(), "{name}: {:?}", again.assumed());
        let graph = UpdateRule::from_json(&rule.json()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(graph.is_same(rule), "{name}:\n{}", rule.json());
    }

    #[test]
    fn every_registered_formula_reads_back() {
        for method in registry::all() {
            let rule = UpdateRule::of_method(&method).expect("a rule");
            assert!(rule.assumed().is_empty(), "{}: {:?}", method.description.name, rule.assumed());
            reads_back(&rule, method.description.name);
        }
    }

    #[test]
    fn every_form_reads_back() {
        for text in [
            "q' = q - (q - g) - -(2) g / (1/3) / 2 + (2/3) / (5) q",
            "q' = -q g + -2 q - (-q) + q * -3 - (q g)²",
            "q' = √(q²) + (√q)² + √(q + 1) + q^3 + q^(-1) + q^(k) + (q^3)² + 2^(k mod 3) q",
            "q' = if k mod 2 = 1 and not k > 5 or k = 3 then q else if q > g then g else q / k",
            "q' = max(q, g) + min(q, g) + max(q) q + min(g) q + sign(q) + clip(q, ±2) + clip(q, -1, 3)",
            "q' = q + sum(q g) + |q| + |q|² + mean(q) + dot(q, g) + dim + loss(2 q) + U + grad(q + 1)",
            "q' = q exp(q) + ln(abs(q)) + sin(q) cos(q) tanh(q) + q^(1/3)",
            "s' = s + |g|²; q' = q - g / √s'; start s = 1",
            "number s; s' = s / 2; start s = 3; q' = q - s' g",
            "counter n; start n = 4; n' = n + 2; q' = q - g / n' + real(n) + 1 - (n + 1) q",
            "start m = grad(q); m' = μ m + g; q' = q - lr m'; p' = m'; r' = q",
            "q' = if true then q else g",
            "q' = q + (if k > 2 then whole(1) else whole(2)) / k + q^(k mod (if k > 5 then whole(2) else whole(-3)))",
            "dimension 2; w = vector(coordinate(q, 2), 1 - coordinate(g, 1)); q' = q - w / |w|",
            "dimension 3; s' = coordinate(s, 1) + 1; q' = vector(s', 1, k) + q",
            "q' = q + real(k) + 1 - real(k) * 2 + if k > 2 then real(k) else 1",
        ] {
            reads_back(&UpdateRule::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")), text);
        }
    }

    /// The control: another graph is another rule.
    #[test]
    fn other_rules_are_not_the_same() {
        let rule = |text: &str| UpdateRule::parse(text).expect("a rule");
        let own = rule("v' = μ v + η g; q' = q - v'");
        for other in [
            "v' = μ v + η g; q' = q + v'",
            "v' = μ v + η g; q' = q - v",
            "v' = η g + μ v; q' = q - v'",
            "share μ = 0.5; v' = μ v + η g; q' = q - v'",
            "v' = μ v + η g; q' = q - v'; m' = g",
            "start v = g; v' = μ v + η g; q' = q - v'",
            "m' = μ m + η g; q' = q - m'",
            "dimension 3; v' = μ v + η g; q' = q - v'",
        ] {
            assert!(!own.is_same(&rule(other)), "{other}");
        }
        assert!(own.is_same(&rule("# a remark\nv' = μ v + η g\nq' = q − v'")));
    }
}
