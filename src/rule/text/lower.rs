//! From the syntax tree of a rule's text to its graph.

use super::Fault;
use super::syntax::{Binary, Expression, FUNCTIONS, Form, Function, Kept, Named, Statement};
use crate::method::{NumberSpec, Role};
use crate::rule::graph::{Graph, Kind, Operation, Place, WrongOperand};
use crate::rule::names::{canonical, convention};
use crate::rule::walk::Counters;
use crate::rule::{Parts, interned};
use crate::scalar::{Algebra, Approximate, Rational};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The graph of these statements.
///
/// A slot is what it is declared to be. Else it is a number where what it becomes is one by a
/// sum or a norm over the coordinates, and a vector otherwise: made of numbers alone it is the
/// same at every coordinate.
pub(super) fn lower(text: &str, statements: &[Statement]) -> Result<Parts, Fault> {
    let slots = Slots::of(statements)?;
    let mut numbers: BTreeSet<usize> = (1..slots.names.len()).collect();
    while numbers != slots.numbers {
        let Ok(lowered) = Lowering::new(&slots, &numbers).run(text, statements) else { break };
        let graph = &lowered.graph;
        let is_one =
            |slot: &usize| graph.kind(lowered.step[*slot]) <= Kind::Number && is_reduced(graph, lowered.step[*slot]);
        let kept: BTreeSet<usize> =
            numbers.iter().copied().filter(|slot| slots.numbers.contains(slot) || is_one(slot)).collect();
        if kept == numbers {
            return Ok(lowered);
        }
        numbers = kept;
    }
    Lowering::new(&slots, &slots.numbers).run(text, statements)
}

/// Whether a number is made of all coordinates.
fn is_reduced(graph: &Graph, place: Place) -> bool {
    let mut open = vec![place];
    let mut seen = BTreeSet::new();
    while let Some(place) = open.pop() {
        match graph.nodes()[place] {
            Operation::Sum(_) | Operation::Largest(_) | Operation::Smallest(_) | Operation::Loss(_) => return true,
            ref operation => open.extend(operation.operands().filter(|operand| seen.insert(*operand))),
        }
    }
    false
}

/// What a rule remembers, by name.
struct Slots {
    /// The slots that some statement updates, the point first, without counters.
    names: Vec<String>,
    counters: Vec<String>,
    /// Those of `names` that are declared to be numbers.
    numbers: BTreeSet<usize>,
}

impl Slots {
    fn of(statements: &[Statement]) -> Result<Self, Fault> {
        let declared = |kept: Kept| {
            let names = statements.iter().filter_map(move |statement| match statement {
                Statement::Kept(other, name) if *other == kept => Some(canonical(&name.text)),
                _ => None,
            });
            names.collect::<Vec<String>>()
        };
        let (counters, numbers) = (declared(Kept::Counter), declared(Kept::Number));
        let mut names = vec!["q".to_owned()];
        for statement in statements {
            if let Statement::Update(name, _) = statement
                && !names.contains(&canonical(&name.text))
                && !counters.contains(&canonical(&name.text))
            {
                names.push(canonical(&name.text));
            }
        }
        for statement in statements {
            if let Statement::Kept(_, name) = statement {
                let key = canonical(&name.text);
                let all = counters.iter().chain(&numbers);
                if key == "q" || all.filter(|other| **other == key).count() > 1 {
                    return Err(Fault::new(name.span.clone(), format!("{} is declared already", name.text), ""));
                }
                let updates =
                    |other: &Statement| matches!(other, Statement::Update(other, _) if canonical(&other.text) == key);
                if !statements.iter().any(updates) {
                    let remedy = format!("a statement {}' = …", name.text);
                    return Err(Fault::new(
                        name.span.clone(),
                        format!("no statement says what {} becomes", name.text),
                        remedy,
                    ));
                }
            }
        }
        let numbers = (1..names.len()).filter(|slot| numbers.contains(&names[*slot])).collect();
        Ok(Self { names, counters, numbers })
    }
}

struct Lowering<'a> {
    slots: &'a [String],
    counters: &'a [String],
    /// Slots that are numbers.
    scalars: &'a BTreeSet<usize>,
    graph: Graph,
    numbers: Vec<NumberSpec>,
    /// Names of numbers, canonically, in the order of `numbers`.
    names: Vec<String>,
    assumed: Vec<String>,
    definitions: BTreeMap<String, Place>,
    /// What a slot is at the start.
    starts: BTreeMap<usize, Place>,
    /// What a slot has become.
    after: BTreeMap<usize, Place>,
    /// What a counter is at the start, and what it has become.
    counter_starts: BTreeMap<usize, i64>,
    counted: BTreeMap<usize, Place>,
    order: Option<u32>,
}

impl WrongOperand {
    fn at(self, span: &Range<usize>) -> Fault {
        Fault::new(span.clone(), self.to_string(), "")
    }
}

impl<'a> Lowering<'a> {
    fn new(slots: &'a Slots, scalars: &'a BTreeSet<usize>) -> Self {
        Self {
            slots: &slots.names,
            counters: &slots.counters,
            scalars,
            graph: Graph::default(),
            numbers: Vec::new(),
            names: Vec::new(),
            assumed: Vec::new(),
            definitions: BTreeMap::new(),
            starts: BTreeMap::new(),
            after: BTreeMap::new(),
            counter_starts: BTreeMap::new(),
            counted: BTreeMap::new(),
            order: None,
        }
    }

    fn run(mut self, text: &str, statements: &[Statement]) -> Result<Parts, Fault> {
        // Declarations and starts hold wherever they stand.
        for statement in statements {
            match statement {
                Statement::Declaration(role, name, value) => self.declare(*role, name, value)?,
                Statement::Order(order) => self.order = Some(*order),
                _ => {}
            }
        }
        for statement in statements {
            if let Statement::Start(name, value) = statement {
                self.start(name, value)?;
            }
        }
        for statement in statements {
            match statement {
                Statement::Update(name, value) => self.update(name, value)?,
                Statement::Definition(name, value) => self.define(name, value)?,
                Statement::Start(..) | Statement::Declaration(..) | Statement::Kept(..) | Statement::Order(_) => {}
            }
        }
        let end = text.len();
        if !self.after.contains_key(&0) {
            return Err(Fault::new(end..end, "no statement says what the point becomes", "q' = …"));
        }
        let step = (0..self.slots.len()).filter_map(|slot| self.after.get(&slot).copied()).collect();
        let counter_starts = (0..self.counters.len()).map(|counter| *self.counter_starts.get(&counter).unwrap_or(&0));
        let counters =
            Counters::new(self.counters.to_vec(), counter_starts.collect(), self.counted.values().copied().collect());
        let formula = text.lines().map(|line| line.split('#').next().unwrap_or("").trim());
        Ok(Parts {
            name: String::new(),
            formula: formula.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; "),
            numbers: self.numbers,
            slots: self.slots[1..].to_vec(),
            order: self.order,
            graph: self.graph,
            step,
            starts: self.starts,
            counters,
            assumed: self.assumed,
        })
    }

    fn put(&mut self, operation: Operation, span: &Range<usize>) -> Result<Place, Fault> {
        self.graph.add(operation).map_err(|wrong| wrong.at(span))
    }

    fn place_of(&self, name: &Named) -> Option<usize> {
        let canonical = canonical(&name.text);
        self.slots.iter().position(|slot| *slot == canonical)
    }

    fn counter_of(&self, name: &str) -> Option<usize> {
        self.counters.iter().position(|counter| *counter == name)
    }

    fn declare(&mut self, role: Role, name: &Named, value: &Expression) -> Result<(), Fault> {
        let key = canonical(&name.text);
        if self.place_of(name).is_some() || self.counter_of(&key).is_some() || self.names.contains(&key) {
            return Err(Fault::new(name.span.clone(), format!("{} has two meanings", name.text), "another name"));
        }
        let place = self.value(value)?;
        let known = fraction(&self.graph, place);
        let Some((value, default)) = known.and_then(|value| value.as_ratio().map(|ratio| (value, ratio))) else {
            return Err(Fault::new(
                value.span.clone(),
                "a default is a fraction of moderate size",
                "such as 0.01 or 1/3",
            ));
        };
        if !role.allows(value.to_f64()) {
            let remedy = format!("{} for this role", role.limits());
            return Err(Fault::new(name.span.clone(), format!("{} cannot be {value}", name.text), remedy));
        }
        self.number(&name.text, role, default);
        Ok(())
    }

    /// Adds a number, and returns its place among them.
    fn number(&mut self, name: &str, role: Role, default: (i64, i64)) -> usize {
        let spec = NumberSpec { name: interned(name), default, meaning: "", role, damping: None };
        self.numbers.push(spec);
        self.names.push(canonical(name));
        self.numbers.len() - 1
    }

    fn start(&mut self, name: &Named, value: &Expression) -> Result<(), Fault> {
        if let Some(counter) = self.counter_of(&canonical(&name.text)) {
            let place = self.value(value)?;
            let Some((start, 1)) = fraction(&self.graph, place).and_then(|start| start.as_ratio()) else {
                return Err(Fault::new(value.span.clone(), "a counter starts at an integer", "such as 0"));
            };
            self.counter_starts.insert(counter, start);
            return Ok(());
        }
        let slot = match self.place_of(name) {
            Some(0) => return Err(Fault::new(name.span.clone(), "q starts where the run starts", "no start for q")),
            Some(slot) => slot,
            None => return Err(self.no_slot(name)),
        };
        if self.starts.contains_key(&slot) {
            return Err(Fault::new(name.span.clone(), format!("{} starts twice", name.text), "one start a slot"));
        }
        let slots = |names: &BTreeSet<usize>| names.iter().any(|slot| *slot > 0);
        let place = self.value(value)?;
        if slots(&self.slots_in(place)) {
            let remedy = "the point, gradients and numbers alone";
            return Err(Fault::new(value.span.clone(), "a start is known before any other slot", remedy));
        }
        self.starts.insert(slot, place);
        Ok(())
    }

    /// The slots that are read for a node.
    fn slots_in(&self, place: Place) -> BTreeSet<usize> {
        let (mut open, mut seen, mut slots) = (vec![place], BTreeSet::new(), BTreeSet::new());
        while let Some(place) = open.pop() {
            if let Operation::Slot(slot) = self.graph.nodes()[place] {
                slots.insert(slot);
            }
            open.extend(self.graph.nodes()[place].operands().filter(|operand| seen.insert(*operand)));
        }
        slots
    }

    fn no_slot(&self, name: &Named) -> Fault {
        let known = self.slots.iter().map(String::as_str);
        let remedy = nearest(&canonical(&name.text), known).map_or_else(
            || format!("a statement {}' = … makes it a slot", name.text),
            |near| format!("did you mean {near}?"),
        );
        Fault::new(name.span.clone(), format!("no statement says what {} becomes", name.text), remedy)
    }

    fn update(&mut self, name: &Named, value: &Expression) -> Result<(), Fault> {
        if let Some(counter) = self.counter_of(&canonical(&name.text)) {
            let place = self.value(value)?;
            let place = self.graph.whole(place).map_err(|wrong| wrong.at(&value.span))?;
            if self.counted.insert(counter, place).is_some() {
                return Err(Fault::new(
                    name.span.clone(),
                    format!("{} is given twice", name.text),
                    "one statement a name",
                ));
            }
            return Ok(());
        }
        let Some(slot) = self.place_of(name) else { return Err(self.no_slot(name)) };
        if self.after.contains_key(&slot) || self.definitions.contains_key(&self.slots[slot]) {
            return Err(Fault::new(name.span.clone(), format!("{} is given twice", name.text), "one statement a name"));
        }
        let mut place = self.value(value)?;
        if slot == 0 || !self.scalars.contains(&slot) {
            place = self.graph.real(place).map_err(|wrong| wrong.at(&value.span))?;
        }
        self.after.insert(slot, place);
        Ok(())
    }

    fn define(&mut self, name: &Named, value: &Expression) -> Result<(), Fault> {
        let key = canonical(&name.text);
        if self.place_of(name).is_some() || self.counter_of(&key).is_some() {
            let remedy = format!("{}' for what it becomes, or another name", name.text);
            return Err(Fault::new(name.span.clone(), format!("{} is a slot", name.text), remedy));
        }
        if self.definitions.contains_key(&key) || self.names.contains(&key) {
            return Err(Fault::new(name.span.clone(), format!("{} has two meanings", name.text), "another name"));
        }
        let place = self.value(value)?;
        // Its own name in its value was taken for a number.
        if self.names.contains(&key) {
            return Err(Fault::new(
                name.span.clone(),
                format!("{} stands in its own value, or is used before it is given", name.text),
                "a slot, x' = … x …, remembers",
            ));
        }
        self.definitions.insert(key, place);
        Ok(())
    }

    fn slot(&mut self, slot: usize, span: &Range<usize>) -> Result<Place, Fault> {
        let kind = if self.scalars.contains(&slot) { Kind::Number } else { Kind::Vector };
        let before = self.graph.slot(slot, kind).map_err(|wrong| wrong.at(span))?;
        let Some(start) = self.starts.get(&slot).copied() else { return Ok(before) };
        let index = self.put(Operation::Step, span)?;
        let one = self.put(Operation::Integer(1), span)?;
        let first = self.put(Operation::Equal(index, one), span)?;
        self.put(Operation::Select(first, start, before), span)
    }

    fn name(&mut self, text: &str, primed: bool, span: &Range<usize>) -> Result<Place, Fault> {
        let key = canonical(text);
        let slot = self.slots.iter().position(|slot| *slot == key);
        let counter = self.counter_of(&key);
        if primed {
            if let Some(place) = counter.and_then(|counter| self.counted.get(&counter)) {
                return Ok(*place);
            }
            let named = Named { text: text.to_owned(), span: span.clone() };
            let Some(slot) = slot else { return Err(self.no_slot(&named)) };
            let remedy = format!("the statement {text}' = … before it");
            let early = || Fault::new(span.clone(), format!("{text}' is not known yet"), remedy);
            return self.after.get(&slot).copied().ok_or_else(early);
        }
        if let Some(place) = self.definitions.get(&key) {
            return Ok(*place);
        }
        if let Some(slot) = slot {
            return self.slot(slot, span);
        }
        if let Some(counter) = counter {
            return self.put(Operation::Counter(counter), span);
        }
        match text {
            "g" | "U" => {
                let point = self.slot(0, span)?;
                let gradient = self.put(Operation::Gradient(point), span)?;
                return if text == "g" { Ok(gradient) } else { self.put(Operation::Loss(gradient), span) };
            }
            "k" => return self.put(Operation::Step, span),
            "dim" => return self.put(Operation::Dimension, span),
            "true" | "false" => return self.put(Operation::Flag(text == "true"), span),
            _ => {}
        }
        let place = match self.names.iter().position(|name| *name == key) {
            Some(place) => place,
            None => self.assume(text, &key),
        };
        self.put(Operation::Number(place), span)
    }

    /// A number that the text does not declare.
    fn assume(&mut self, text: &str, key: &str) -> usize {
        let (role, default) = convention(key);
        let value = Rational::ratio(default.0, default.1);
        self.assumed.push(format!("{} {text} = {value}", role.word()));
        self.number(text, role, default)
    }

    fn value(&mut self, expression: &Expression) -> Result<Place, Fault> {
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
            Form::Both(Binary::Power, operands) => self.power(operands, span),
            Form::Both(operator, operands) => {
                let [a, b] = &**operands;
                let is_logical = matches!(operator, Binary::And | Binary::Or);
                let (a, b) = if is_logical {
                    (self.condition(a)?, self.condition(b)?)
                } else {
                    (self.number_or_vector(a)?, self.number_or_vector(b)?)
                };
                self.put(
                    match operator {
                        Binary::Add => Operation::Add(a, b),
                        Binary::Sub => Operation::Sub(a, b),
                        Binary::Mul => Operation::Mul(a, b),
                        Binary::Div => Operation::Div(a, b),
                        Binary::Modulo => Operation::Modulo(a, b),
                        Binary::Greater => Operation::Greater(a, b),
                        Binary::AtLeast => Operation::AtLeast(a, b),
                        Binary::Equal => Operation::Equal(a, b),
                        Binary::And => Operation::And(a, b),
                        Binary::Or | Binary::Power => Operation::Or(a, b),
                    },
                    span,
                )
            }
            Form::Group(value) => self.value(value),
            Form::Bars(value) => {
                let place = self.value(value)?;
                match self.graph.kind(place) {
                    Kind::Vector => self.norm(place, span),
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

    fn norm(&mut self, place: Place, span: &Range<usize>) -> Result<Place, Fault> {
        let square = self.squared_norm(place, span)?;
        self.put(Operation::Sqrt(square), span)
    }

    fn squared_norm(&mut self, place: Place, span: &Range<usize>) -> Result<Place, Fault> {
        let square = self.put(Operation::Square(place), span)?;
        self.put(Operation::Sum(square), span)
    }

    fn power(&mut self, operands: &[Expression; 2], span: &Range<usize>) -> Result<Place, Fault> {
        let [base, exponent] = operands;
        let n = self.value(exponent)?;
        let constant = fraction(&self.graph, n);
        let is_two = constant.as_ref().is_some_and(|n| *n == Rational::from(2));
        // |v|² has no root in it.
        if let Form::Bars(inner) = &base.form
            && is_two
        {
            let place = self.value(inner)?;
            if self.graph.kind(place) == Kind::Vector {
                return self.squared_norm(place, span);
            }
        }
        let place = self.value(base)?;
        if is_two {
            return self.put(Operation::Square(place), span);
        }
        if self.graph.kind(n) == Kind::Integer {
            return self.put(Operation::Power(place, n), span);
        }
        match constant.as_ref().and_then(Rational::as_ratio) {
            Some((whole, 1)) => {
                let n = self.put(Operation::Integer(whole), span)?;
                self.put(Operation::Power(place, n), span)
            }
            Some((1, 2)) => self.put(Operation::Sqrt(place), span),
            Some((-1, 2)) => {
                let root = self.put(Operation::Sqrt(place), span)?;
                self.inverse(root, span)
            }
            _ => {
                use crate::scalar::Elementary::{Exp, Ln};
                let logarithm = self.put(Operation::Function(Ln, place), span)?;
                let product = self.put(Operation::Mul(n, logarithm), span)?;
                self.put(Operation::Function(Exp, product), span)
            }
        }
    }

    fn inverse(&mut self, place: Place, span: &Range<usize>) -> Result<Place, Fault> {
        let one = self.put(Operation::Constant(Rational::from(1)), span)?;
        self.put(Operation::Div(one, place), span)
    }

    fn constant(&mut self, n: i64, span: &Range<usize>) -> Result<Place, Fault> {
        self.put(Operation::Constant(Rational::from(n)), span)
    }

    fn call(&mut self, function: Function, arguments: &[Expression], span: &Range<usize>) -> Result<Place, Fault> {
        let expected: &[usize] = match function {
            Function::Dot => &[2],
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
        let places = arguments.iter().map(|argument| self.value(argument)).collect::<Result<Vec<Place>, Fault>>()?;
        let a = places[0];
        match (function, places.get(1).copied()) {
            (Function::Max, Some(b)) => self.larger(a, b, span),
            (Function::Min, Some(b)) => self.smaller(a, b, span),
            (Function::Max, None) => self.put(Operation::Largest(a), span),
            (Function::Min, None) => self.put(Operation::Smallest(a), span),
            (Function::Dot, b) => {
                let product = self.put(Operation::Mul(a, b.unwrap_or(a)), span)?;
                self.put(Operation::Sum(product), span)
            }
            (Function::Sum, _) => self.put(Operation::Sum(a), span),
            (Function::Mean, _) => {
                let (sum, dimension) = (self.put(Operation::Sum(a), span)?, self.put(Operation::Dimension, span)?);
                self.put(Operation::Div(sum, dimension), span)
            }
            (Function::Norm, _) => self.norm(a, span),
            (Function::Sqrt, _) => self.put(Operation::Sqrt(a), span),
            (Function::Abs, _) => self.put(Operation::Abs(a), span),
            (Function::Elementary(function), _) => self.put(Operation::Function(function, a), span),
            (Function::Sign, _) => {
                let [zero, one, minus] = [self.constant(0, span)?, self.constant(1, span)?, self.constant(-1, span)?];
                let below = self.put(Operation::Greater(zero, a), span)?;
                let negative = self.put(Operation::Select(below, minus, zero), span)?;
                let above = self.put(Operation::Greater(a, zero), span)?;
                self.put(Operation::Select(above, one, negative), span)
            }
            (Function::Whole, _) => self.graph.whole(a).map_err(|wrong| wrong.at(span)),
            (Function::Real, _) => self.graph.real(a).map_err(|wrong| wrong.at(span)),
            (Function::Gradient, _) => self.put(Operation::Gradient(a), span),
            (Function::Loss, _) => {
                let gradient = self.put(Operation::Gradient(a), span)?;
                self.put(Operation::Loss(gradient), span)
            }
            (Function::Clip, _) => unreachable!("it was returned above"),
        }
    }

    fn larger(&mut self, a: Place, b: Place, span: &Range<usize>) -> Result<Place, Fault> {
        let above = self.put(Operation::Greater(a, b), span)?;
        self.put(Operation::Select(above, a, b), span)
    }

    fn smaller(&mut self, a: Place, b: Place, span: &Range<usize>) -> Result<Place, Fault> {
        let above = self.put(Operation::Greater(b, a), span)?;
        self.put(Operation::Select(above, a, b), span)
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
                let low = match fraction(&self.graph, high) {
                    Some(constant) => self.put(Operation::Constant(-constant), span)?,
                    None => self.put(Operation::Neg(high), span)?,
                };
                (low, high)
            }
        };
        let below = self.smaller(x, high, span)?;
        self.larger(below, low, span)
    }
}

/// The fraction that a node is, where it is one.
fn fraction(graph: &Graph, place: Place) -> Option<Rational> {
    match &graph.nodes()[place] {
        Operation::Constant(value) => Some(value.clone()),
        _ => None,
    }
}

/// The name that is nearest, where one is near.
fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let distance = |other: &str| strsim::damerau_levenshtein(name, other);
    let is_near = |(distance, other): &(usize, &str)| 2 * distance <= name.chars().count().max(other.chars().count());
    let near = known.map(|other| (distance(other), other)).filter(is_near);
    near.min().map(|(_, name)| name)
}
