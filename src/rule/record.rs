//! A rule from code: what it computes in some number of coordinates, recorded.

use super::graph::{Graph, Kind, Operation, Place, WrongOperand};
use super::walk::Counters;
use super::{Parts, TextError, UpdateRule};
use crate::formula::{Formula, Source};
use crate::method::registry::Entry;
use crate::quiet::Stopped;
use crate::scalar::{Algebra, Node, NodeIndex, Rational};
use std::collections::BTreeMap;

/// Steps that are recorded: they have to be the same.
const STEPS: u64 = 16;

/// Why a method is no graph.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRecorded {
    /// Its formula is no text.
    #[error(transparent)]
    Text(#[from] TextError),
    /// It could not be run on recorded numbers.
    #[error("on recorded numbers {0}")]
    Stopped(#[from] Stopped),
    /// It counts its steps, which a record does not see.
    #[error("its step {step} is another than its first, and how it counts is not recorded: write its formula")]
    Changing {
        /// The step.
        step: u64,
    },
    /// It does not fit into a graph.
    #[error(transparent)]
    Graph(#[from] WrongOperand),
}

impl UpdateRule {
    /// The rule that a method is: its formula ([`Self::of_formula`]), or its code
    /// ([`Self::of_code`]) where it is examined in one number of coordinates alone, as one of
    /// matrices is.
    ///
    /// # Errors
    /// Where it is none.
    pub fn of_method(method: &Entry) -> Result<Self, NotRecorded> {
        match method.description.coordinates.examined() {
            None => Ok(Self::of_formula(&method.description)?),
            Some(dimension) => Self::of_code(method, dimension),
        }
    }

    /// The rule that a method's code is in so many coordinates, which it then tells apart: every
    /// operation that the code does, in its order. Switches are as by default.
    ///
    /// # Errors
    /// Where the code does not run on recorded numbers, depends on the step, or is too large.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::method::{Sgd, registry::Entry};
    /// use stable_sgd::rule::UpdateRule;
    /// let rule = UpdateRule::of_code(&Entry::algebra(Sgd), 2)?;
    /// assert!(rule.text().contains("dimension 2\n"));
    /// assert!(rule.text().contains("coordinate(v, 2)"));
    /// # Ok::<(), stable_sgd::rule::NotRecorded>(())
    /// ```
    pub fn of_code(method: &Entry, dimension: usize) -> Result<Self, NotRecorded> {
        let formula = Formula::record(method, dimension, STEPS)?;
        if let Some(step) = (2..=STEPS).find(|step| formula.step(*step) != formula.step(1)) {
            return Err(NotRecorded::Changing { step });
        }
        let description = method.description;
        let (graph, step) = Recorder::new(&formula).whole()?;
        let memory = description.memory.iter().map(|name| (*name).to_owned());
        Ok(Self::new(Parts {
            name: description.name.to_owned(),
            formula: description.formula.to_owned(),
            numbers: description.numbers.to_vec(),
            slots: std::iter::once("v".to_owned()).chain(memory).map(|name| (name, Kind::Vector)).collect(),
            order: description.order,
            graph,
            step,
            starts: BTreeMap::new(),
            counters: Counters::default(),
            assumed: Vec::new(),
        }))
    }
}

/// A graph in the making, from the nodes of a record.
struct Recorder<'a> {
    formula: &'a Formula,
    graph: Graph,
    /// The place of each node that was taken over.
    places: BTreeMap<NodeIndex, Place>,
    /// The gradients, in the order of the calls.
    gradients: Vec<Place>,
}

impl<'a> Recorder<'a> {
    fn new(formula: &'a Formula) -> Self {
        let graph = Graph::of_dimension(Some(formula.dimension()));
        Self { formula, graph, places: BTreeMap::new(), gradients: Vec::new() }
    }

    /// The graph, and the slots after the step.
    fn whole(mut self) -> Result<(Graph, Vec<Place>), WrongOperand> {
        let outputs = self.formula.step(1);
        for call in &outputs.calls {
            let at = self.vector(call)?;
            let gradient = self.graph.add(Operation::Gradient(at))?;
            self.gradients.push(gradient);
        }
        let step = outputs.slots.iter().map(|slot| self.vector(slot)).collect::<Result<_, _>>()?;
        Ok((self.graph, step))
    }

    /// The vector of these nodes: a slot where they are its coordinates.
    fn vector(&mut self, nodes: &[NodeIndex]) -> Result<Place, WrongOperand> {
        for node in self.formula.needed(nodes) {
            if !self.places.contains_key(&node) {
                let place = self.node(node)?;
                self.places.insert(node, place);
            }
        }
        let coordinates: Vec<Place> = nodes.iter().map(|node| self.places[node]).collect();
        let of = |place: &Place| match self.graph.nodes()[*place] {
            Operation::Coordinate(of, i) => Some((of, i)),
            _ => None,
        };
        let (first, _) = coordinates.first().and_then(of).unzip();
        match first {
            Some(whole) if coordinates.iter().enumerate().all(|(i, place)| of(place) == Some((whole, i))) => Ok(whole),
            _ => self.graph.add(Operation::Stack(coordinates)),
        }
    }

    fn node(&mut self, node: NodeIndex) -> Result<Place, WrongOperand> {
        let at = |node: NodeIndex| self.places[&node];
        let operation = match self.formula.graph().nodes()[node as usize] {
            Node::Input(input) => match self.formula.input(input) {
                Source::Number(number) => Operation::Number(number),
                Source::Slot { slot, coordinate } => {
                    Operation::Coordinate(self.graph.slot(slot, Kind::Vector)?, coordinate)
                }
                Source::Gradient { .. } | Source::Loss(_) => unreachable!("an input is a number or in a slot"),
            },
            Node::Gradient { call, coordinate } => {
                Operation::Coordinate(self.gradients[call as usize], coordinate as usize)
            }
            Node::Loss(call) => Operation::Loss(self.gradients[call as usize]),
            Node::Integer(n) => Operation::Constant(Rational::from(n)),
            Node::Ratio(n, d) => Operation::Constant(Rational::ratio(n, d)),
            Node::Add(a, b) => Operation::Add(at(a), at(b)),
            Node::Sub(a, b) => Operation::Sub(at(a), at(b)),
            Node::Mul(a, b) => Operation::Mul(at(a), at(b)),
            Node::Div(a, b) => Operation::Div(at(a), at(b)),
            Node::Neg(a) => Operation::Neg(at(a)),
            Node::Square(a) => Operation::Square(at(a)),
            Node::Sqrt(a) => Operation::Sqrt(at(a)),
            Node::Abs(a) => Operation::Abs(at(a)),
            Node::Function(function, a) => Operation::Function(function, at(a)),
            Node::Above { value, threshold, above, otherwise } => {
                let condition = self.graph.add(Operation::Greater(at(value), at(threshold)))?;
                Operation::Select(condition, at(above), at(otherwise))
            }
        };
        self.graph.add(operation)
    }
}
