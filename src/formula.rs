//! A rule as a graph: what a step computes, read instead of run.
//!
//! A rule that is given [`Recorded`] numbers leaves behind its formula. What depends on
//! what, which step differs from which, what a slot is made of and what has to be defined
//! are then questions to a graph. A rule in Rust counts its steps in a `u64`, which no graph
//! sees: its formula is known at the steps that were recorded.

mod read;
mod walk;

pub use read::Source;

use crate::method::registry::Entry;
use crate::method::{Hyperparameters, Oracle, State};
use crate::quiet::{self, Stopped};
use crate::scalar::{Graph, NodeIndex, Recorded};

/// What one step computes: nodes of its formula's graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outputs {
    /// The slots after the step, point first, then velocity and memory; a node a coordinate.
    pub slots: Vec<Vec<NodeIndex>>,
    /// The points at which gradients are asked, in order; a node a coordinate.
    pub calls: Vec<Vec<NodeIndex>>,
    /// The penalty that the step reports.
    pub penalty: Option<NodeIndex>,
}

/// A rule in one number of coordinates, step by step, in one graph.
///
/// The inputs of the graph are the rule's numbers, then each slot's coordinates.
///
/// # Examples
/// ```
/// use stable_sgd::formula::{Formula, Source};
/// use stable_sgd::method::{Sgd, registry::Entry};
/// let formula = Formula::record(&Entry::algebra(Sgd), 2, 3)?;
/// assert_eq!(formula.step(1), formula.step(3));
/// let read = formula.sources(1, &formula.step(1).slots[1][..1]);
/// assert!(read.contains(&Source::Slot { slot: 1, coordinate: 0 }));
/// assert!(!read.contains(&Source::Slot { slot: 1, coordinate: 1 }));
/// # Ok::<(), stable_sgd::quiet::Stopped>(())
/// ```
#[derive(Clone, Debug)]
pub struct Formula {
    graph: Graph,
    dimension: usize,
    numbers: usize,
    steps: Vec<Outputs>,
}

/// Answers each question with the nodes that stand for the answer.
#[derive(Default)]
struct Listener {
    calls: Vec<Vec<NodeIndex>>,
}

impl Oracle<Recorded> for Listener {
    fn gradient(&mut self, position: &[Recorded], gradient: &mut [Recorded]) {
        let call = self.calls.len() as u32;
        self.calls.push(position.iter().map(|x| x.place()).collect());
        for (coordinate, slot) in (0..).zip(gradient) {
            *slot = Recorded::gradient(call, coordinate);
        }
    }

    fn loss(&self) -> Option<Recorded> {
        self.calls.len().checked_sub(1).map(|call| Recorded::loss(call as u32))
    }
}

impl Formula {
    /// The steps 1 to `steps` of a rule, each from slots of which nothing is known.
    ///
    /// # Errors
    /// Where the rule panics, never ends, or does not run on recorded numbers.
    pub fn record(entry: &Entry, dimension: usize, steps: u64) -> Result<Self, Stopped> {
        let numbers = entry.description.numbers.len();
        let (steps, graph) = quiet::guarded(|| Recorded::record(|| Self::outputs(entry, dimension, steps)))?;
        Ok(Self { graph, dimension, numbers, steps: steps? })
    }

    fn outputs(entry: &Entry, dimension: usize, steps: u64) -> Result<Vec<Outputs>, Stopped> {
        let Some(rule) = entry.on::<Recorded>() else {
            return Err(Stopped::Panicked("it does not run on recorded numbers".to_owned()));
        };
        let mut inputs = (0_u32..).map(Recorded::input);
        let numbers = inputs.by_ref().take(entry.description.numbers.len()).collect();
        let switches = entry.description.switches.iter().map(|spec| spec.default).collect();
        let hyper = Hyperparameters { numbers, switches };
        let slots: Vec<Vec<Recorded>> =
            (0..2 + entry.description.memory.len()).map(|_| inputs.by_ref().take(dimension).collect()).collect();
        let outputs = |before: u64| {
            let mut state = State {
                position: slots[0].clone(),
                velocity: slots[1].clone(),
                memory: slots[2..].to_vec(),
                steps: before,
                scratch: slots[0].clone(),
            };
            let mut listener = Listener::default();
            let report = rule.step(&hyper, &mut listener, &mut state);
            let vectors = [&state.position, &state.velocity].into_iter().chain(&state.memory);
            Outputs {
                slots: vectors.map(|vector| vector.iter().map(|x| x.place()).collect()).collect(),
                calls: listener.calls,
                penalty: report.penalty.map(Recorded::place),
            }
        };
        Ok((0..steps).map(outputs).collect())
    }

    /// What the step computes, counted from 1.
    ///
    /// # Panics
    /// Where it was not recorded.
    pub fn step(&self, step: u64) -> &Outputs {
        &self.steps[step as usize - 1]
    }

    /// How many steps were recorded.
    pub fn steps(&self) -> u64 {
        self.steps.len() as u64
    }

    /// Coordinates of each slot.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// The graph.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::registry;

    /// Every registered rule is recorded, asks no number for its value, and leaves a node for
    /// each coordinate of each of its slots.
    #[test]
    fn every_registered_rule_is_a_graph() {
        for entry in registry::all() {
            let formula = Formula::record(&entry, 2, 4).expect("it ends");
            assert!(!formula.graph().was_compared(), "{}", entry.description.name);
            assert_eq!(formula.step(4).slots.len(), 2 + entry.description.memory.len());
            assert!(formula.step(4).slots.iter().all(|slot| slot.len() == 2));
        }
    }
}
