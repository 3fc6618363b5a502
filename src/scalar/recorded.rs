//! Numbers that record what is done with them: nodes of a graph.
//!
//! A formula that runs on them leaves behind what it computes, operation by operation, each
//! once: equal operations on equal operands are one node (A. P. Ershov, On programming of
//! arithmetic operations, 1958, [doi:10.1145/368892.368907](https://doi.org/10.1145/368892.368907)).
//! Nothing is folded: 0 · x, x − x and x / x stand as they were written, since where they
//! are undefined is part of a formula.
//!
//! A node stands behind its operands, so that the order of a graph's nodes is one in which
//! they can be evaluated.

use super::{Absolute, Algebra, Compare, Elementary, Field, Ring, Root, Slope, Transcendental};
use num_traits::{One, Zero};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A node's place in its graph.
pub type NodeIndex = u32;

/// What a node computes from the nodes before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// The `n`th number that the formula was given.
    Input(u32),
    /// The coordinate of what the `call`th question to an oracle was answered.
    Gradient {
        /// Which call, from 0.
        call: u32,
        /// Which coordinate, from 0.
        coordinate: u32,
    },
    /// The loss that the oracle gave with the `call`th gradient.
    Loss(u32),
    /// An integer.
    Integer(i64),
    /// A fraction, as it was written: numerator and denominator.
    Ratio(i64, i64),
    /// a + b.
    Add(NodeIndex, NodeIndex),
    /// a − b.
    Sub(NodeIndex, NodeIndex),
    /// a b.
    Mul(NodeIndex, NodeIndex),
    /// a / b.
    Div(NodeIndex, NodeIndex),
    /// −a.
    Neg(NodeIndex),
    /// a².
    Square(NodeIndex),
    /// √a.
    Sqrt(NodeIndex),
    /// |a|.
    Abs(NodeIndex),
    /// A function of a.
    Function(Elementary, NodeIndex),
    /// `above` where `value` > `threshold`, else `otherwise`.
    Above {
        /// What is compared.
        value: NodeIndex,
        /// With what.
        threshold: NodeIndex,
        /// The choice where it is above.
        above: NodeIndex,
        /// The choice where it is not.
        otherwise: NodeIndex,
    },
}

impl Node {
    /// The nodes that it is computed from, in the order in which they are written.
    pub fn operands(&self) -> impl Iterator<Item = NodeIndex> {
        let places = match *self {
            Self::Input(_) | Self::Gradient { .. } | Self::Loss(_) | Self::Integer(_) | Self::Ratio(..) => [None; 4],
            Self::Neg(a) | Self::Square(a) | Self::Sqrt(a) | Self::Abs(a) | Self::Function(_, a) => {
                [Some(a), None, None, None]
            }
            Self::Add(a, b) | Self::Sub(a, b) | Self::Mul(a, b) | Self::Div(a, b) => [Some(a), Some(b), None, None],
            Self::Above { value, threshold, above, otherwise } => {
                [Some(value), Some(threshold), Some(above), Some(otherwise)]
            }
        };
        places.into_iter().flatten()
    }
}

/// What formulas did with [`Recorded`] numbers.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    places: HashMap<Node, NodeIndex>,
    operations: usize,
    compared: bool,
}

impl Graph {
    /// Operations beyond which a recording ends: a formula that never does is found by it.
    pub const BUDGET: usize = 1 << 20;

    /// The nodes, each behind its operands.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Whether the formula asked a number by `==` or `is_zero` for its value: it may have
    /// gone another way where the answer is another, which the graph does not show.
    pub fn was_compared(&self) -> bool {
        self.compared
    }

    /// Counts an operation, a question for a value among them.
    fn count(&mut self) {
        self.operations += 1;
        if self.operations > Self::BUDGET {
            std::panic::resume_unwind(Box::new(TooLarge));
        }
    }

    fn put(&mut self, node: Node) -> NodeIndex {
        self.count();
        let Self { nodes, places, .. } = self;
        *places.entry(node).or_insert_with(|| {
            nodes.push(node);
            (nodes.len() - 1) as NodeIndex
        })
    }
}

/// What a recording unwinds with that is beyond [`Graph::BUDGET`].
#[derive(Clone, Copy, Debug)]
pub struct TooLarge;

thread_local! {
    static GRAPH: RefCell<Graph> = RefCell::default();
}

/// A number whose value is what a node computes.
///
/// # Examples
/// ```
/// use stable_sgd::scalar::{Node, Recorded, Ring};
/// let (zero, graph) = Recorded::record(|| {
///     let x = Recorded::input(0);
///     x - &x
/// });
/// assert_eq!(graph.nodes(), [Node::Input(0), Node::Sub(0, 0)]);
/// assert_eq!(zero.place(), 1);
/// ```
#[derive(Clone, Copy)]
pub struct Recorded(NodeIndex);

impl Recorded {
    /// The result of `work`, and the graph of what it did with recorded numbers.
    ///
    /// # Panics
    /// As `work` does; and with [`TooLarge`] where it goes beyond the budget.
    pub fn record<R>(work: impl FnOnce() -> R) -> (R, Graph) {
        /// Puts the outer graph back, however `work` ends.
        struct Outer(Graph);
        impl Drop for Outer {
            fn drop(&mut self) {
                GRAPH.set(std::mem::take(&mut self.0));
            }
        }
        let mut outer = Outer(GRAPH.take());
        let result = work();
        let graph = GRAPH.replace(std::mem::take(&mut outer.0));
        std::mem::forget(outer);
        (result, graph)
    }

    /// The `n`th number that a formula is given.
    pub fn input(n: u32) -> Self {
        put(Node::Input(n))
    }

    /// A coordinate of the answer to the `call`th question.
    pub fn gradient(call: u32, coordinate: u32) -> Self {
        put(Node::Gradient { call, coordinate })
    }

    /// The loss with the `call`th gradient.
    pub fn loss(call: u32) -> Self {
        put(Node::Loss(call))
    }

    /// Its node in the graph that is being recorded.
    pub fn place(self) -> NodeIndex {
        self.0
    }

    /// Whether both are the same node, without a trace of the question.
    pub fn is_same(self, other: Self) -> bool {
        self.0 == other.0
    }

    fn compared(self) -> Self {
        GRAPH.with_borrow_mut(|graph| {
            graph.compared = true;
            graph.count();
        });
        self
    }
}

fn put(node: Node) -> Recorded {
    Recorded(GRAPH.with_borrow_mut(|graph| graph.put(node)))
}

/// A question for the value, which is recorded as one.
impl PartialEq for Recorded {
    fn eq(&self, other: &Self) -> bool {
        self.compared().is_same(*other)
    }
}

/// Text for people, in the place of a value: asking for it counts as a question too.
impl std::fmt::Debug for Recorded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "node {}", self.compared().0)
    }
}

macro_rules! binary {
    ($operator:ident, $method:ident) => {
        impl $operator for Recorded {
            type Output = Self;
            fn $method(self, other: Self) -> Self {
                put(Node::$operator(self.0, other.0))
            }
        }

        impl $operator<&Recorded> for Recorded {
            type Output = Self;
            fn $method(self, other: &Self) -> Self {
                put(Node::$operator(self.0, other.0))
            }
        }
    };
}

binary!(Add, add);
binary!(Sub, sub);
binary!(Mul, mul);
binary!(Div, div);

impl Neg for Recorded {
    type Output = Self;
    fn neg(self) -> Self {
        put(Node::Neg(self.0))
    }
}

impl Zero for Recorded {
    fn zero() -> Self {
        Self::from_integer(0)
    }
    fn is_zero(&self) -> bool {
        let zero = Self::zero();
        *self == zero
    }
}

impl One for Recorded {
    fn one() -> Self {
        Self::from_integer(1)
    }
}

impl Ring for Recorded {
    fn from_integer(n: i64) -> Self {
        put(Node::Integer(n))
    }
    fn square(&self) -> Self {
        put(Node::Square(self.0))
    }
}

impl Algebra for Recorded {
    fn ratio(numerator: i64, denominator: i64) -> Self {
        put(Node::Ratio(numerator, denominator))
    }
}

impl Field for Recorded {}

impl Root for Recorded {
    fn sqrt(&self) -> Self {
        put(Node::Sqrt(self.0))
    }
}

impl Recorded {
    fn function(&self, function: Elementary) -> Self {
        put(Node::Function(function, self.0))
    }
}

impl Transcendental for Recorded {
    fn exp(&self) -> Self {
        self.function(Elementary::Exp)
    }
    fn ln(&self) -> Self {
        self.function(Elementary::Ln)
    }
    fn sin(&self) -> Self {
        self.function(Elementary::Sin)
    }
    fn cos(&self) -> Self {
        self.function(Elementary::Cos)
    }
    fn tanh(&self) -> Self {
        self.function(Elementary::Tanh)
    }
}

impl Absolute for Recorded {
    fn abs(&self) -> Self {
        put(Node::Abs(self.0))
    }
}

impl Compare for Recorded {
    fn select_above(&self, threshold: &Self, above: Self, otherwise: Self) -> Self {
        put(Node::Above { value: self.0, threshold: threshold.0, above: above.0, otherwise: otherwise.0 })
    }

    /// The choice between the derivatives: a graph has no corner, whoever walks it may.
    fn slope_above(&self, threshold: &Self, above: Slope<Self>, otherwise: Slope<Self>) -> Self {
        self.select_above(threshold, *above.slope, *otherwise.slope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    #[test]
    fn equal_operations_are_one_node_and_nothing_is_folded() {
        let (places, graph) = Recorded::record(|| {
            let [x, y] = [0, 1].map(Recorded::input);
            [x * y, x * y, y * x, x - x, Recorded::zero() * x].map(Recorded::place)
        });
        assert_eq!(places, [2, 2, 3, 4, 6]);
        assert_eq!(graph.nodes()[6], Node::Mul(5, 0));
        assert!(graph.nodes().iter().enumerate().all(|(i, node)| node.operands().all(|place| (place as usize) < i)));
        assert!(!graph.was_compared());
    }

    #[test]
    fn a_question_for_the_value_is_recorded() {
        let questions: [fn(Recorded) -> bool; 3] =
            [|x| x.is_zero(), |x| x == Recorded::one(), |x| format!("{x:?}").is_empty()];
        for question in questions {
            assert!(Recorded::record(|| question(Recorded::input(0))).1.was_compared());
        }
        let asked = Recorded::record(|| Recorded::input(0).is_same(Recorded::one())).1;
        assert!(!asked.was_compared());
    }

    #[test]
    fn a_recording_without_end_ends_and_the_outer_one_goes_on() {
        let (ended, graph) = Recorded::record(|| {
            let x = Recorded::input(7);
            let inner = || {
                loop {
                    let _ = x + x;
                }
            };
            let ended = catch_unwind(AssertUnwindSafe(|| Recorded::record(inner)));
            (ended.expect_err("no end").is::<TooLarge>(), x + x)
        });
        assert!(ended.0);
        assert_eq!(graph.nodes(), [Node::Input(7), Node::Add(0, 0)]);
    }
}
