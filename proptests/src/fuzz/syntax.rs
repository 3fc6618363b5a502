//! The syntax tree of a rule, and the rule as text.

use stable_sgd::method::NumberSpec;
use std::fmt;

/// A vector that a rule remembers, or a name that it gives within a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// The point q.
    Position,
    /// The velocity v.
    Velocity,
    /// A memory m0, m1, …
    Memory(usize),
    /// A definition w0, w1, …, which no step remembers.
    Local(usize),
}

/// What is done to one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    /// −x.
    Negate,
    /// √x, coordinate by coordinate.
    Root,
    /// |x|, coordinate by coordinate.
    Absolute,
    /// x², coordinate by coordinate.
    Square,
    /// 1, −1 or 0, coordinate by coordinate.
    Sign,
    /// The sum of the coordinates.
    Sum,
    /// The Euclidean norm.
    Norm,
    /// The Euclidean norm of the block of two coordinates in which one stands.
    BlockNorm,
    /// The coordinate of this place, 0 where there is none.
    Coordinate(usize),
}

/// What is done to two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// a + b.
    Add,
    /// a − b.
    Subtract,
    /// a b.
    Multiply,
    /// a / b.
    Divide,
    /// The first, no further from 0 than the second.
    Clip,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// a > b.
    Above,
    /// a = b, by Rust's `==`.
    Equal,
}

/// Which steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Steps {
    /// Every n-th.
    Every(u64),
    /// From the n-th on.
    From(u64),
    /// The n-th alone.
    At(u64),
}

impl Steps {
    /// Whether the step is one of them.
    pub fn contain(self, step: u64) -> bool {
        match self {
            Self::Every(n) => step.is_multiple_of(n),
            Self::From(n) => step >= n,
            Self::At(n) => step == n,
        }
    }
}

/// A value: a number, or a vector; a number beside a vector stands at each coordinate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// p / q.
    Fraction(i64, i64),
    /// The number at this place among the rule's.
    Number(usize),
    /// A slot as it is by now.
    Slot(Slot),
    /// The gradient at a point.
    Gradient(Box<Self>),
    /// The vector that is 1 at this coordinate.
    Axis(usize),
    /// The index k of the step.
    Index,
    /// (p / q)ᵏ.
    Power(i64, i64),
    /// Of one value.
    Unary(Unary, Box<Self>),
    /// Of two values.
    Binary(Binary, Box<Self>, Box<Self>),
    /// The third where the comparison of the first two holds, else the fourth.
    Choice(Comparison, Box<[Self; 4]>),
    /// The first at these steps, else the second.
    When(Steps, Box<[Self; 2]>),
}

/// A slot's new value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The slot.
    pub target: Slot,
    /// Its new value.
    pub value: Expression,
    /// At which steps it is given; always where there are none.
    pub steps: Option<Steps>,
}

/// A rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// Its numbers, by their places in [`NUMBERS`].
    pub numbers: Vec<usize>,
    /// How many memories it has.
    pub memories: usize,
    /// What a step does, in order.
    pub statements: Vec<Statement>,
    /// The order that it declares.
    pub order: Option<u32>,
    /// The penalty that it reports.
    pub penalty: Option<Expression>,
}

/// The numbers that rules may have.
pub const NUMBERS: [NumberSpec; 14] = [
    NumberSpec::rate("lr", (1, 100), "a rate"),
    NumberSpec::rate("h", (1, 10), "a step"),
    NumberSpec::rate("dt", (1, 10), "a step of another name"),
    NumberSpec::rate("eta", (1, 2), "a second rate"),
    NumberSpec::fraction("mu", (9, 10), "a share"),
    NumberSpec::fraction("beta", (99, 100), "a second share"),
    NumberSpec::fraction("alpha", (1, 2), "a third share"),
    NumberSpec::weight("wd", (1, 100), "a weight"),
    NumberSpec::weight("lambda", (0, 1), "a weight that is 0 by default"),
    NumberSpec::coefficient("eps", (1, 100_000_000), "a small coefficient"),
    NumberSpec::coefficient("c", (1, 3), "a coefficient"),
    NumberSpec::coefficient("b", (-5, 2), "a negative coefficient"),
    NumberSpec::rate("gamma", (3, 1), "a large rate"),
    NumberSpec::coefficient("bound", (100, 1), "a large coefficient"),
];

/// How many memories a rule may have.
pub const MEMORIES: usize = 24;

impl Expression {
    /// The parts, from left to right.
    pub fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Gradient(at) | Self::Unary(_, at) => vec![at],
            Self::Binary(_, a, b) => vec![a, b],
            Self::Choice(_, parts) => parts.iter().collect(),
            Self::When(_, parts) => parts.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The parts, to be changed.
    pub fn parts_mut(&mut self) -> Vec<&mut Self> {
        match self {
            Self::Gradient(at) | Self::Unary(_, at) => vec![at],
            Self::Binary(_, a, b) => vec![a, b],
            Self::Choice(_, parts) => parts.iter_mut().collect(),
            Self::When(_, parts) => parts.iter_mut().collect(),
            _ => Vec::new(),
        }
    }

    /// How many nodes it has.
    pub fn size(&self) -> usize {
        1 + self.parts().iter().map(|part| part.size()).sum::<usize>()
    }

    /// The node of this place, counted from the root down and from the left.
    pub fn node_mut(&mut self, place: usize) -> Option<&mut Self> {
        if place == 0 {
            return Some(self);
        }
        let mut rest = place - 1;
        for part in self.parts_mut() {
            let size = part.size();
            if rest < size {
                return part.node_mut(rest);
            }
            rest -= size;
        }
        None
    }

    /// Whether a node has this.
    pub fn any(&self, has: &dyn Fn(&Self) -> bool) -> bool {
        has(self) || self.parts().iter().any(|part| part.any(has))
    }
}

impl Rule {
    /// Its expressions, the penalty last.
    pub fn expressions(&self) -> impl Iterator<Item = &Expression> {
        self.statements.iter().map(|statement| &statement.value).chain(&self.penalty)
    }

    /// The same, to be changed.
    pub fn expressions_mut(&mut self) -> impl Iterator<Item = &mut Expression> {
        self.statements.iter_mut().map(|statement| &mut statement.value).chain(&mut self.penalty)
    }

    /// How many nodes and statements it has.
    pub fn size(&self) -> usize {
        let conditions = self.statements.iter().filter(|statement| statement.steps.is_some()).count();
        let nodes: usize = self.expressions().map(Expression::size).sum();
        nodes
            + conditions
            + self.statements.len()
            + self.memories
            + self.numbers.len()
            + usize::from(self.order.is_some())
    }

    /// Whether a node has this.
    pub fn any(&self, has: &dyn Fn(&Expression) -> bool) -> bool {
        self.expressions().any(|expression| expression.any(has))
    }

    /// Whether a step depends on its index.
    pub fn depends_on_step(&self) -> bool {
        let index = |e: &Expression| matches!(e, Expression::Index | Expression::Power(..) | Expression::When(..));
        self.statements.iter().any(|statement| statement.steps.is_some()) || self.any(&index)
    }

    /// The fractions that stand in it.
    pub fn fractions(&self) -> Vec<(i64, i64)> {
        fn collect(expression: &Expression, found: &mut Vec<(i64, i64)>) {
            if let Expression::Fraction(p, q) = expression {
                found.push((*p, *q));
            }
            expression.parts().iter().for_each(|part| collect(part, found));
        }
        let mut found = Vec::new();
        self.expressions().for_each(|expression| collect(expression, &mut found));
        found
    }

    /// The numbers' descriptions, in order.
    pub fn specs(&self) -> impl Iterator<Item = &'static NumberSpec> {
        self.numbers.iter().map(|place| &NUMBERS[*place])
    }
}

/// How tightly an operator binds.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Binding {
    Sum,
    Product,
    Atom,
}

/// Writes expressions of one rule; slots that have their new value by then are primed.
struct Writer<'a> {
    rule: &'a Rule,
    given: Vec<Slot>,
}

impl Writer<'_> {
    fn slot(&self, slot: Slot) -> String {
        let name = match slot {
            Slot::Position => "q".to_owned(),
            Slot::Velocity => "v".to_owned(),
            Slot::Memory(i) => format!("m{i}"),
            Slot::Local(i) => return format!("w{i}"),
        };
        if self.given.contains(&slot) { format!("{name}'") } else { name }
    }

    fn within(&self, binding: Binding, expression: &Expression) -> String {
        let (text, own) = self.text(expression);
        if own < binding { format!("({text})") } else { text }
    }

    fn text(&self, expression: &Expression) -> (String, Binding) {
        use Expression::*;
        let whole = |e: &Expression| self.text(e).0;
        let atom = |text: String| (text, Binding::Atom);
        match expression {
            Fraction(p, 1) if *p >= 0 => atom(p.to_string()),
            Fraction(p, 1) => (p.to_string(), Binding::Sum),
            Fraction(p, q) if *p >= 0 => (format!("{p}/{q}"), Binding::Product),
            Fraction(p, q) => (format!("{p}/{q}"), Binding::Sum),
            Number(place) => atom(self.rule.numbers.get(*place).map_or("?", |n| NUMBERS[*n].name).to_owned()),
            Slot(slot) => atom(self.slot(*slot)),
            Gradient(at) if **at == Slot(self::Slot::Position) && !self.given.contains(&self::Slot::Position) => {
                atom("g".to_owned())
            }
            Gradient(at) => atom(format!("grad({})", whole(at))),
            Axis(i) => atom(format!("e{}", i + 1)),
            Index => atom("k".to_owned()),
            Power(p, q) => atom(format!("({p}/{q})^k")),
            Unary(self::Unary::Negate, a) => (format!("-{}", self.within(Binding::Product, a)), Binding::Sum),
            Unary(self::Unary::Root, a) => atom(format!("sqrt({})", whole(a))),
            Unary(self::Unary::Absolute, a) => atom(format!("abs({})", whole(a))),
            Unary(self::Unary::Square, a) => atom(format!("{}^2", self.within(Binding::Atom, a))),
            Unary(self::Unary::Sign, a) => atom(format!("sign({})", whole(a))),
            Unary(self::Unary::Sum, a) => atom(format!("sum({})", whole(a))),
            Unary(self::Unary::Norm, a) => atom(format!("|{}|", whole(a))),
            Unary(self::Unary::BlockNorm, a) => atom(format!("|{}|_2", whole(a))),
            Unary(self::Unary::Coordinate(i), a) => atom(format!("{}_{}", self.within(Binding::Atom, a), i + 1)),
            Binary(operator, a, b) => {
                let (sum, product) = (Binding::Sum, Binding::Product);
                match operator {
                    self::Binary::Add => (format!("{} + {}", whole(a), self.within(product, b)), sum),
                    self::Binary::Subtract => (format!("{} - {}", whole(a), self.within(product, b)), sum),
                    self::Binary::Multiply => {
                        (format!("{} {}", self.within(product, a), self.within(Binding::Atom, b)), product)
                    }
                    self::Binary::Divide => {
                        (format!("{}/{}", self.within(product, a), self.within(Binding::Atom, b)), product)
                    }
                    self::Binary::Clip => atom(format!("clip({}, {})", whole(a), whole(b))),
                }
            }
            Choice(comparison, parts) => {
                let [a, b, x, y] = &**parts;
                let sign = if *comparison == Comparison::Above { ">" } else { "=" };
                atom(format!("(if {} {sign} {} then {} else {})", whole(a), whole(b), whole(x), whole(y)))
            }
            When(steps, parts) => atom(format!("(if {steps} then {} else {})", whole(&parts[0]), whole(&parts[1]))),
        }
    }
}

impl fmt::Display for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Every(n) => write!(f, "k mod {n} = 0"),
            Self::From(n) => write!(f, "k >= {n}"),
            Self::At(n) => write!(f, "k = {n}"),
        }
    }
}

/// The rule as text, such as `v' = mu v + lr g; q' = q - v'`; what it has beside follows.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut writer = Writer { rule: self, given: Vec::new() };
        for (i, Statement { target, value, steps }) in self.statements.iter().enumerate() {
            f.write_str(if i > 0 { "; " } else { "" })?;
            let text = writer.text(value).0;
            let again = writer.given.contains(target);
            writer.given.push(*target);
            let name = writer.slot(*target);
            match steps {
                Some(steps) => write!(f, "{name} = if {steps} then {text} else as before")?,
                None => write!(f, "{name} = {text}")?,
            }
            // A second value of a slot would look like an equation.
            f.write_str(if again { " (again)" } else { "" })?;
        }
        if let Some(penalty) = &self.penalty {
            write!(f, "; penalty {}", writer.text(penalty).0)?;
        }
        if let Some(order) = self.order {
            write!(f, "; order {order}")?;
        }
        let unused = |place: &usize| !self.any(&|e| *e == Expression::Number(*place));
        for place in (0..self.numbers.len()).filter(unused) {
            write!(f, "; {} unused", NUMBERS[self.numbers[place]].name)?;
        }
        let written = |i: &usize| self.statements.iter().any(|statement| statement.target == Slot::Memory(*i));
        let read = |i: &usize| self.any(&|e| *e == Expression::Slot(Slot::Memory(*i)));
        for place in (0..self.memories).filter(|i| !written(i) && !read(i)) {
            write!(f, "; m{place} unused")?;
        }
        Ok(())
    }
}
