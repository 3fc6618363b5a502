//! A rule as LaTeX: its update as one `aligned` block.

use super::sheet::{Extreme, Label, Level, Sheet};
use crate::rule::UpdateRule;
use crate::rule::graph::{Kind, Operation, Place};
use crate::rule::same::Names;
use crate::scalar::Rational;
use std::collections::BTreeMap;

mod letters;

/// How the block is read.
const LEGEND: &str = "\
% A prime is the value after the step, (0) that before the first. Functions, choices and products of
% vectors are coordinate by coordinate.
";

use letters::letters;

impl UpdateRule {
    /// The rule as LaTeX, for any document that has `amsmath`: numbers as comments, then an `aligned`
    /// block of the update, in which what is used more than once has a name.
    ///
    /// A prime is the value after the step, and (0) before the first; functions, choices and products
    /// of vectors, ⊙, are coordinate by coordinate.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::rule::UpdateRule;
    /// let rule = UpdateRule::parse("v' = μ v + η g; q' = q − v'")?;
    /// let block = r"\[
    /// \begin{aligned}
    /// g &= \nabla U(q) \\
    /// v' &= \mu v + \eta g \\
    /// q' &= q - v'
    /// \end{aligned}
    /// \]
    /// ";
    /// assert!(rule.latex().ends_with(block));
    /// # Ok::<(), stable_sgd::rule::TextError>(())
    /// ```
    pub fn latex(&self) -> String {
        let mut writer = Writer::new(self);
        let lines = writer.lines();
        let numbers: Vec<String> = writer.names.numbers.iter().map(|name| writer.written[name].clone()).collect();
        let declared: String = self.declared(&numbers).iter().map(|line| format!("% {line}")).collect();
        format!("{LEGEND}{declared}\\[\n\\begin{{aligned}}\n{}\n\\end{{aligned}}\n\\]\n", lines.join(" \\\\\n"))
    }
}

struct Writer<'a> {
    sheet: Sheet<'a>,
    /// The names in the rule's text, and as LaTeX writes them.
    names: Names,
    written: BTreeMap<String, String>,
    /// Nodes that have a name by now.
    named: BTreeMap<Place, String>,
}

impl<'a> Writer<'a> {
    fn new(rule: &'a UpdateRule) -> Self {
        let names = Names::of(rule);
        let mut written: BTreeMap<String, String> = BTreeMap::new();
        for name in names.slots.iter().chain(&names.counters).chain(&names.numbers) {
            let mut text = letters(name);
            while written.values().any(|other| *other == text) {
                text = format!("\\underline{{{text}}}");
            }
            written.insert(name.clone(), text);
        }
        Self { sheet: Sheet::of(rule), names, written, named: BTreeMap::new() }
    }

    /// The n-th name of its own, from 0.
    fn shared(&self, n: usize) -> String {
        let names = (1..).map(|number: usize| format!("w_{{{number}}}"));
        names.filter(|name| self.written.values().all(|other| other != name)).take(n + 1).last().unwrap_or_default()
    }

    fn lines(&mut self) -> Vec<String> {
        let rule = self.sheet.rule;
        let roots: Vec<Place> =
            rule.step.iter().chain(&rule.counters.after).chain(rule.starts.values()).copied().collect();
        let is_gradient =
            |place: &Place| matches!(*self.sheet.node(*place), Operation::Gradient(at) if self.sheet.is_point(at));
        let mut lines = Vec::new();
        if self.sheet.uses(&roots).keys().any(is_gradient) {
            lines.push("g &= \\nabla U(q)".to_owned());
        }
        for (name, start) in self.names.counters.iter().zip(&rule.counters.starts) {
            lines.push(format!("{}^{{(0)}} &= {start}", self.written[name]));
        }
        for (slot, place) in &rule.starts {
            let name = &self.written[&self.names.slots[*slot]];
            lines.push(format!("{name}^{{(0)}} &= {}", self.value(*place, Level::Choice)));
        }
        for (label, place) in self.sheet.statements(true) {
            let name = match label {
                Label::Shared(n) => self.shared(n),
                Label::Slot(slot) => format!("{}'", self.written[&self.names.slots[slot]]),
                Label::Counter(counter) => format!("{}'", self.written[&self.names.counters[counter]]),
            };
            lines.push(format!("{name} &= {}", self.value(place, Level::Choice)));
            self.named.entry(place).or_insert(name);
        }
        lines
    }

    fn value(&self, place: Place, needed: Level) -> String {
        if let Some(name) = self.named.get(&place) {
            return name.clone();
        }
        let (text, level) = self.text(place);
        if level < needed { brackets("(", &text, ")") } else { text }
    }

    /// What a power is taken of: a prime would run into it.
    fn base(&self, place: Place) -> String {
        let text = self.value(place, Level::Atom);
        if text.ends_with('\'') { format!("{{{text}}}") } else { text }
    }

    fn name(&self, name: &str) -> (String, Level) {
        (self.written[name].clone(), Level::Atom)
    }

    fn text(&self, place: Place) -> (String, Level) {
        if let Some(slot) = self.sheet.slot(place) {
            return self.name(&self.names.slots[slot]);
        }
        let within = |a: Place, opening: &str, closing: &str| {
            (brackets(opening, &self.value(a, Level::Choice), closing), Level::Atom)
        };
        let called = |name: &str, a: Place| (name.to_owned() + &within(a, "(", ")").0, Level::Factor);
        let both = |a: Place, sign: &str, b: Place, level: Level, first: Level, second: Level| {
            (format!("{} {sign} {}", self.value(a, first), self.value(b, second)), level)
        };
        let compared = |a: Place, sign: &str, b: Place| both(a, sign, b, Level::Compared, Level::Sum, Level::Sum);
        let joined = |a: Place, sign: &str, b: Place, level: Level, next: Level| both(a, sign, b, level, level, next);
        let atom = |text: &str| (text.to_owned(), Level::Atom);
        match *self.sheet.node(place) {
            Operation::Number(n) => self.name(&self.names.numbers[n]),
            Operation::Slot(slot) => self.name(&self.names.slots[slot]),
            Operation::Counter(counter) => self.name(&self.names.counters[counter]),
            Operation::Step => atom("k"),
            Operation::Dimension => ("\\dim q".to_owned(), Level::Factor),
            Operation::Constant(ref value) => constant(value),
            Operation::Integer(n) => (n.to_string(), if n < 0 { Level::Sum } else { Level::Atom }),
            Operation::Flag(holds) => atom(if holds { "\\text{true}" } else { "\\text{false}" }),
            Operation::Gradient(at) if self.sheet.is_point(at) => atom("g"),
            Operation::Gradient(at) => called("\\nabla U", at),
            Operation::Loss(gradient) => {
                let at = self.sheet.node(gradient).operands().next().unwrap_or(gradient);
                called("U", at)
            }
            Operation::Add(a, b) => both(a, "+", b, Level::Sum, Level::Sum, Level::Product),
            Operation::Sub(a, b) => both(a, "-", b, Level::Sum, Level::Sum, Level::Product),
            Operation::Mul(a, b) => self.product(a, b),
            Operation::Div(a, b) => (
                format!("\\frac{{{}}}{{{}}}", self.value(a, Level::Choice), self.value(b, Level::Choice)),
                Level::Factor,
            ),
            Operation::Neg(a) => (format!("-{}", self.value(a, Level::Product)), Level::Sum),
            Operation::Square(a) => (format!("{}^{{2}}", self.base(a)), Level::Factor),
            Operation::Power(a, n) => (format!("{}^{{{}}}", self.base(a), self.value(n, Level::Choice)), Level::Factor),
            Operation::Sqrt(a) => match self.norm_squared(a) {
                Some(of) => within(of, "\\lVert ", " \\rVert"),
                None => (format!("\\sqrt{{{}}}", self.value(a, Level::Choice)), Level::Atom),
            },
            Operation::Abs(a) => within(a, "\\lvert ", " \\rvert"),
            Operation::Function(function, a) => called(&format!("\\{}", function.name()), a),
            Operation::Sum(a) => self.sum(place, a),
            Operation::Largest(a) => self.over_coordinates("\\max_i", a),
            Operation::Smallest(a) => self.over_coordinates("\\min_i", a),
            Operation::Coordinate(a, i) => {
                (format!("{}_{{{}}}", brackets("[", &self.value(a, Level::Choice), "]"), i + 1), Level::Atom)
            }
            Operation::Stack(ref coordinates) => {
                let coordinates: Vec<String> = coordinates.iter().map(|a| self.value(*a, Level::Choice)).collect();
                (brackets("(", &coordinates.join(", "), ")"), Level::Atom)
            }
            Operation::Greater(a, b) => compared(a, ">", b),
            Operation::AtLeast(a, b) => compared(a, "\\ge", b),
            Operation::Equal(a, b) => compared(a, "=", b),
            Operation::And(a, b) => joined(a, "\\land", b, Level::And, Level::Not),
            Operation::Or(a, b) => joined(a, "\\lor", b, Level::Or, Level::And),
            Operation::Not(a) => (format!("\\lnot {}", self.value(a, Level::Atom)), Level::Not),
            Operation::Modulo(a, b) => both(a, "\\bmod", b, Level::Product, Level::Product, Level::Factor),
            Operation::Real(n) => match self.named.get(&n) {
                Some(name) => (name.clone(), Level::Atom),
                None => self.text(n),
            },
            Operation::Select(condition, a, b) => self.choice(condition, a, b),
        }
    }

    fn product(&self, a: Place, b: Place) -> (String, Level) {
        let of_vectors = self.sheet.kind(a) == Kind::Vector && self.sheet.kind(b) == Kind::Vector;
        let (first, second) = (self.value(a, Level::Product), self.value(b, Level::Factor));
        let is_number = second.starts_with(|letter: char| letter.is_ascii_digit());
        let are_fractions = first.ends_with('}') && second.starts_with("\\frac");
        let sign = match (of_vectors, is_number || are_fractions) {
            (true, _) => " \\odot ",
            (false, true) => " \\cdot ",
            (false, false) => " ",
        };
        (format!("{first}{sign}{second}"), Level::Product)
    }

    /// The vector whose squared norm a node is.
    fn norm_squared(&self, place: Place) -> Option<Place> {
        let Operation::Sum(of) = *self.sheet.node(place) else { return None };
        let vector = match *self.sheet.node(of) {
            Operation::Square(vector) => vector,
            Operation::Mul(a, b) if a == b => a,
            _ => return None,
        };
        let is_plain = |place: &Place| !self.named.contains_key(place);
        [place, of].iter().all(is_plain).then_some(vector)
    }

    fn sum(&self, place: Place, of: Place) -> (String, Level) {
        if let Some(vector) = self.norm_squared(place) {
            return (brackets("\\lVert ", &self.value(vector, Level::Choice), " \\rVert") + "^{2}", Level::Factor);
        }
        match *self.sheet.node(of) {
            Operation::Mul(a, b)
                if !self.named.contains_key(&of)
                    && [a, b].iter().all(|place| self.sheet.kind(*place) == Kind::Vector) =>
            {
                let (a, b) = (self.value(a, Level::Choice), self.value(b, Level::Choice));
                (brackets("\\langle ", &format!("{a}, {b}"), " \\rangle"), Level::Atom)
            }
            _ => self.over_coordinates("\\sum_i", of),
        }
    }

    fn over_coordinates(&self, sign: &str, of: Place) -> (String, Level) {
        (format!("{sign} {}_i", brackets("[", &self.value(of, Level::Choice), "]")), Level::Sum)
    }

    /// The larger or the smaller of two, a sign, or one of two by a condition.
    fn choice(&self, condition: Place, a: Place, b: Place) -> (String, Level) {
        let is_plain = !self.named.contains_key(&condition);
        if let Some(of) = self.sheet.sign(condition, a, b).filter(|_| is_plain && !self.named.contains_key(&b)) {
            return (
                format!("\\operatorname{{sgn}}{}", brackets("(", &self.value(of, Level::Choice), ")")),
                Level::Factor,
            );
        }
        if let Some(extreme) = self.sheet.extreme(condition, a, b).filter(|_| is_plain) {
            let name = match extreme {
                Extreme::Larger => "\\max",
                Extreme::Smaller => "\\min",
            };
            let (a, b) = (self.value(a, Level::Choice), self.value(b, Level::Choice));
            return (name.to_owned() + &brackets("(", &format!("{a}, {b}"), ")"), Level::Atom);
        }
        let text = format!(
            "\\begin{{cases}} {} & \\text{{if }} {} \\\\ {} & \\text{{otherwise}} \\end{{cases}}",
            self.value(a, Level::Choice),
            self.value(condition, Level::Or),
            self.value(b, Level::Choice)
        );
        (text, Level::Choice)
    }
}

/// A text in brackets, which grow where it is tall.
fn brackets(opening: &str, text: &str, closing: &str) -> String {
    let is_tall = ["\\frac", "\\begin", "\\sum", "\\left"].iter().any(|tall| text.contains(tall));
    if is_tall {
        format!("\\left{opening}{text} \\right{}", closing.trim_start())
    } else {
        format!("{opening}{text}{closing}")
    }
}

fn constant(value: &Rational) -> (String, Level) {
    let text = value.to_string();
    let (sign, size) = text.strip_prefix('-').map_or(("", &*text), |size| ("-", size));
    let level = if sign == "-" { Level::Sum } else { Level::Atom };
    match size.split_once('/') {
        Some((numerator, denominator)) => {
            (format!("{sign}\\frac{{{numerator}}}{{{denominator}}}"), level.min(Level::Factor))
        }
        None => (text, level),
    }
}

#[cfg(test)]
mod tests;
