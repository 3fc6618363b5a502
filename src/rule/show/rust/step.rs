//! The body of a step in Rust.

use super::value::Value;
use crate::rule::graph::{Kind, Operation, Place};
use crate::rule::same::Names;
use crate::rule::show::NotShown;
use crate::rule::show::integers::{Closed, Counted};
use crate::rule::show::sheet::Sheet;
use crate::rule::{Storage, UpdateRule};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

/// Choices by the step with the branch that was taken, the outermost first.
type Branch = Vec<(Place, bool)>;

pub(super) struct Writer<'a> {
    pub sheet: Sheet<'a>,
    pub names: &'a Names,
    needed: &'a [Place],
    pub counted: &'a Counted,
    /// The names of nodes that have a `let`.
    pub named: BTreeMap<Place, String>,
    /// Where a node is computed: in the branch in which all who use it are.
    branches: BTreeMap<Place, Branch>,
    /// Integers that are made of literals alone.
    pub literals: Vec<Option<i64>>,
    /// Choices that are written with names for what they choose from.
    pub choices: Cell<usize>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(sheet: Sheet<'a>, names: &'a Names, needed: &'a [Place], counted: &'a Counted) -> Self {
        let mut writer = Self {
            sheet,
            names,
            needed,
            counted,
            named: BTreeMap::new(),
            branches: branches(sheet, needed),
            literals: sheet.rule.literals(),
            choices: Cell::new(0),
        };
        writer.named = writer.with_names();
        writer
    }

    /// The function that takes the step.
    pub(super) fn step(&self) -> Result<Vec<String>, NotShown> {
        let counters = &self.counted.counters;
        let is_needed = |operation: &Operation| self.is_needed(operation);
        let mut body = Vec::new();
        let is_counted = |counter: usize| is_needed(&Operation::Counter(counter));
        let counted: Vec<usize> = (0..counters.len()).filter(|counter| is_counted(*counter)).collect();
        let reads_step = is_needed(&Operation::Step) || !counted.is_empty();
        body.push(if reads_step { "let k = state.begin_step() as i64;" } else { "state.begin_step();" }.to_owned());
        for counter in counted {
            body.push(format!("let {}: i64 = {};", self.names.counters[counter], by_step(counters[counter])));
        }
        let mut lets = Vec::new();
        self.block(&Vec::new(), &mut lets, &mut None)?;
        let [news, sets] = self.slots_after();
        let lines: Vec<String> = [self.slots_before(), lets, news, sets].concat();
        if lines.iter().any(|line| line.contains("dimension")) {
            body.push("let dimension = state.position.len();".to_owned());
        }
        body.extend(lines);
        body.push("Report::NONE".to_owned());
        let asks = self.needed.iter().any(|place| matches!(self.sheet.node(*place), Operation::Gradient(_)));
        let numbers: Vec<&str> = self
            .names
            .numbers
            .iter()
            .enumerate()
            .map(|(n, name)| if is_needed(&Operation::Number(n)) { name.as_str() } else { "_" })
            .collect();
        let reads_numbers = numbers.iter().any(|name| *name != "_");
        if reads_numbers {
            body.insert(0, format!("let [{}] = hyper.numbers();", numbers.join(", ")));
        }
        let (hyper, oracle) = (if reads_numbers { "hyper" } else { "_" }, if asks { "oracle" } else { "_" });
        let head = format!(
            "fn step(&self, {hyper}: &Hyperparameters<T>, {oracle}: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {{"
        );
        let body = body.iter().flat_map(|line| line.lines()).map(|line| format!("    {line}"));
        Ok([head].into_iter().chain(body).chain(["}".to_owned()]).collect())
    }

    fn is_needed(&self, operation: &Operation) -> bool {
        self.needed.iter().any(|place| self.sheet.node(*place) == operation)
    }

    /// Names for the slots before the step; one that has a start is named where that is chosen.
    fn slots_before(&self) -> Vec<String> {
        let rule = self.sheet.rule;
        let mut reads = Vec::new();
        for slot in (0..rule.slots.len())
            .filter(|slot| self.is_needed(&Operation::Slot(*slot)) && !rule.starts.contains_key(slot))
        {
            let value = match rule.slots[slot].kind {
                Kind::Number => first(rule, slot),
                _ => format!("&{}", storage(rule, slot)),
            };
            reads.push(format!("let {} = {value};", self.names.slots[slot]));
        }
        reads
    }

    /// New values of slots that still borrow what the state has, and then all of them as the state has
    /// them.
    fn slots_after(&self) -> [Vec<String>; 2] {
        let rule = self.sheet.rule;
        let (mut news, mut sets) = (Vec::new(), Vec::new());
        // A slot that stays what it is has its start from then on.
        let stays = |slot: usize, place: Place| self.reads(place) == Some(slot) && !rule.starts.contains_key(&slot);
        for (slot, place) in rule.step.iter().enumerate().filter(|(slot, place)| !stays(*slot, **place)) {
            let (storage, kind) = (storage(rule, slot), rule.slots[slot].kind);
            let is_last = !rule.step[slot + 1..].contains(place);
            let value = match self.named.get(place).filter(|_| self.sheet.kind(*place) == kind) {
                Some(named) if is_last => named.clone(),
                Some(named) => format!("{named}.clone()"),
                None => {
                    let name = self.names.beginning("new") + &self.names.slots[slot];
                    news.push(format!("let {name}{} = {};", annotation(kind), self.whole(*place, kind)));
                    name
                }
            };
            sets.push(match kind {
                Kind::Number => format!("if let Some(first) = {storage}.first_mut() {{\n    *first = {value};\n}}"),
                _ => format!("{storage} = {value};"),
            });
        }
        [news, sets]
    }

    /// The slot whose value before the step a node is.
    fn reads(&self, place: Place) -> Option<usize> {
        self.sheet.slot(place)
    }

    /// The names of all nodes that have one.
    fn with_names(&self) -> BTreeMap<Place, String> {
        let mut shared = 0;
        let mut next = |beginning: &str| {
            shared += 1;
            self.names.shared(beginning, shared - 1)
        };
        let gradients = self.needed.iter().filter(|place| matches!(self.sheet.node(**place), Operation::Gradient(_)));
        let one_gradient = gradients.count() == 1 && !self.names.has("g");
        let wanted = self.wanted();
        let mut named = BTreeMap::new();
        for place in self.needed.iter().copied().filter(|place| wanted.contains(place)) {
            let output = self.sheet.rule.step.iter().position(|output| *output == place);
            let name = match (self.reads(place), output, self.sheet.node(place)) {
                (Some(slot), ..) => self.names.slots[slot].clone(),
                (_, _, Operation::Gradient(_)) if one_gradient => "g".to_owned(),
                (_, _, Operation::Gradient(_)) => next("g"),
                (_, _, Operation::Loss(_)) => next("loss"),
                (_, Some(slot), _) => self.names.beginning("new") + &self.names.slots[slot],
                _ => next("w"),
            };
            named.insert(place, name);
        }
        named
    }

    /// The nodes that are computed once and for all coordinates: what is used more than once, numbers
    /// among coordinates, what is compared, gradients and where they are taken, choices by the step.
    fn wanted(&self) -> BTreeSet<Place> {
        let kind = |place: Place| self.sheet.kind(place);
        let (mut uses, mut wanted) = (BTreeMap::<Place, usize>::new(), BTreeSet::new());
        wanted.extend(&self.sheet.rule.step);
        for place in self.needed.iter().copied() {
            let operation = self.sheet.node(place);
            for operand in operation.operands() {
                *uses.entry(operand).or_insert(0) += 1;
                let is_hoisted = kind(place) == Kind::Vector && kind(operand) == Kind::Number;
                let is_compared =
                    matches!(operation, Operation::Greater(..) | Operation::AtLeast(..) | Operation::Equal(..));
                let is_pointed_at = matches!(operation, Operation::Gradient(_) | Operation::Coordinate(..));
                if is_hoisted || is_compared || is_pointed_at {
                    wanted.insert(operand);
                }
            }
            let is_apart = matches!(operation, Operation::Gradient(_) | Operation::Loss(_) | Operation::Stack(_));
            if is_apart || self.is_branching(place) {
                wanted.insert(place);
            }
        }
        wanted.extend(uses.into_iter().filter(|(_, uses)| *uses > 1).map(|(place, _)| place));
        let is_name = |place: &Place| {
            let operation = self.sheet.node(*place);
            let is_condition = matches!(kind(*place), Kind::Flag | Kind::Flags);
            let is_word = operation.operands().next().is_none() || matches!(operation, Operation::Real(_));
            !is_condition && !is_word
        };
        wanted.into_iter().filter(is_name).collect()
    }

    /// Whether a node is a choice of numbers by the step.
    fn is_branching(&self, place: Place) -> bool {
        is_branching(self.sheet, place)
    }

    /// The `let`s of a branch, where `last` is the gradient that was asked for last.
    fn block(&self, branch: &Branch, lines: &mut Vec<String>, last: &mut Option<Place>) -> Result<(), NotShown> {
        for place in self.needed.iter().copied().filter(|place| &self.branches[place] == branch) {
            let Some(name) = self.named.get(&place) else { continue };
            let kind = self.sheet.kind(place);
            match *self.sheet.node(place) {
                Operation::Gradient(at) => {
                    if last.is_some_and(|last| last > place) {
                        return Err(NotShown::Order);
                    }
                    *last = Some(place);
                    lines.push(format!("let mut {name} = vec![T::zero(); dimension];"));
                    lines.push(format!("oracle.gradient({}, &mut {name});", self.point(at)));
                    let loss = self.needed.iter().find(|loss| *self.sheet.node(**loss) == Operation::Loss(place));
                    if let Some(loss) = loss.and_then(|loss| self.named.get(loss)) {
                        lines.push(format!("let {loss} = oracle.loss().unwrap_or_else(|| (-T::one()).sqrt());"));
                    }
                }
                Operation::Loss(_) => {}
                Operation::Select(condition, a, b) if self.is_branching(place) => {
                    let (mut ends, mut inner) = (Vec::new(), Vec::new());
                    for (taken, value) in [(true, a), (false, b)] {
                        let mut own = *last;
                        let mut lets = Vec::new();
                        self.block(&[branch.as_slice(), &[(place, taken)]].concat(), &mut lets, &mut own)?;
                        lets.push(self.whole(value, kind));
                        inner.push(
                            lets.iter()
                                .flat_map(|line| line.lines())
                                .map(|line| format!("    {line}\n"))
                                .collect::<String>(),
                        );
                        ends.push(own);
                    }
                    *last = ends.into_iter().max().flatten();
                    let condition = self.condition(condition);
                    lines.push(format!(
                        "let {name}{} = if {condition} {{\n{}}} else {{\n{}}};",
                        annotation(kind),
                        inner[0],
                        inner[1]
                    ));
                }
                _ => lines.push(format!("let {name}{} = {};", annotation(kind), self.unnamed(place))),
            }
        }
        Ok(())
    }

    /// What a `let` of this node has on its right.
    fn unnamed(&self, place: Place) -> String {
        match self.sheet.kind(place) {
            Kind::Vector => self.collected(place),
            Kind::Number => self.computed(place).owned(),
            Kind::Integer => self.integer_of(place).0,
            _ => self.condition_of(place).0,
        }
    }

    fn collected(&self, place: Place) -> String {
        if let Operation::Stack(coordinates) = self.sheet.node(place) {
            let coordinates: Vec<String> = coordinates.iter().map(|a| self.value(*a).owned()).collect();
            return format!("vec![{}]", coordinates.join(", "));
        }
        format!("(0..dimension).map(|i| {}).collect()", self.computed(place).owned())
    }

    /// A node as a number or vector of its own.
    fn whole(&self, place: Place, kind: Kind) -> String {
        match (kind, self.value(place)) {
            (Kind::Vector, value) if self.sheet.kind(place) == Kind::Number => {
                format!("vec![{}; dimension]", value.owned())
            }
            (Kind::Vector, Value::Place(text)) => format!("{}.clone()", text.trim_end_matches("[i]")),
            (Kind::Vector, _) => self.collected(place),
            (_, value) => value.owned(),
        }
    }

    /// The point of a gradient, as it is given to the oracle.
    fn point(&self, at: Place) -> String {
        let is_read = matches!(self.sheet.node(at), Operation::Slot(_));
        match self.value(at) {
            Value::Place(text) if is_read => text.trim_end_matches("[i]").to_owned(),
            Value::Place(text) => format!("&{}", text.trim_end_matches("[i]")),
            value => value.owned(),
        }
    }
}

/// Where each node is computed: in the branch in which all who use it are.
fn branches(sheet: Sheet, needed: &[Place]) -> BTreeMap<Place, Branch> {
    let mut branches: BTreeMap<Place, Branch> = sheet.rule.step.iter().map(|place| (*place, Branch::new())).collect();
    for place in needed.iter().rev().copied() {
        let own = branches[&place].clone();
        for (n, operand) in sheet.node(place).operands().enumerate() {
            let mut branch = own.clone();
            if is_branching(sheet, place) && n > 0 {
                branch.push((place, n == 1));
            }
            let known = branches.entry(operand).or_insert_with(|| branch.clone());
            let common = known.iter().zip(&branch).take_while(|(a, b)| a == b).count();
            known.truncate(common);
        }
    }
    branches
}

fn is_branching(sheet: Sheet, place: Place) -> bool {
    let by_step = |condition: Place| sheet.kind(condition) == Kind::Known;
    matches!(*sheet.node(place), Operation::Select(condition, ..) if by_step(condition))
        && sheet.kind(place) >= Kind::Number
}

fn annotation(kind: Kind) -> &'static str {
    match kind {
        Kind::Vector => ": Vec<T>",
        Kind::Integer => ": i64",
        _ => "",
    }
}

/// Where a state has a slot.
pub(super) fn storage(rule: &UpdateRule, slot: usize) -> String {
    match rule.slots[slot].storage {
        Storage::Position => "state.position".to_owned(),
        Storage::Velocity => "state.velocity".to_owned(),
        Storage::Memory(place) => format!("state.memory[{place}]"),
    }
}

/// A slot that is a number.
pub(super) fn first(rule: &UpdateRule, slot: usize) -> String {
    format!("{}.first().cloned().unwrap_or_else(T::zero)", storage(rule, slot))
}

/// A counter, by the step.
fn by_step(closed: Closed) -> String {
    match closed {
        Closed::Linear { from, by } => Closed::linear(from, by),
        Closed::Capped { from, most } => format!("({}).min({most})", Closed::linear(from, 1)),
        Closed::Then { first, then } => format!("if k == 1 {{ {first} }} else {{ {then} }}"),
    }
}
