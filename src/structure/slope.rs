//! The order of a method on one problem, by the slope of its error in binary64.
//!
//! # Formula
//! xₙ the state at t = 1 after n steps of length 1/n: for an error of order p,
//! |xₙ − x₂ₙ| / |x₂ₙ − x₄ₙ| → 2ᵖ, whatever the exact state is (L. F. Richardson 1911,
//! [doi:10.1098/rsta.1911.0009](https://doi.org/10.1098/rsta.1911.0009)).

use super::{Certificate, Domain, Property, Verdict};
use crate::method::registry::Entry;
use crate::method::{Hyperparameters, NumberSpec};
use crate::problem::LandscapeOracle;
use crate::problem::registry::Entry as Problem;
use crate::scalar::Approximate;

/// Steps of the coarsest run, and how often they are doubled.
const COARSEST: usize = 8;
const DOUBLINGS: u32 = 5;

/// The friction γ of flows that have one.
const FRICTION: f64 = 0.5;

/// How far below the order a slope may be.
const TOLERANCE: f64 = 0.25;

/// The hyperparameters for a step of this length, damping as the flow's friction says.
fn hyperparameters(entry: &Entry, h: f64) -> Hyperparameters<f64> {
    let mut hyper = entry.description.defaults();
    let set = |(number, spec): (&mut f64, &NumberSpec)| match spec.damping {
        Some((share, whole)) => *number = (-FRICTION * h * share as f64 / whole as f64).exp(),
        None if super::adjoint::step_length(entry).is_some_and(|step| step.name == spec.name) => *number = h,
        None => {}
    };
    hyper.numbers.iter_mut().zip(entry.description.numbers).for_each(set);
    hyper
}

/// Point and momentum at t = 1.
fn end(entry: &Entry, problem: &Problem, steps: usize) -> Option<Vec<f64>> {
    let (step, landscape) = (entry.on::<f64>()?, problem.on::<f64>()?);
    let floats = |values: &[crate::scalar::Rational]| values.iter().map(Approximate::to_f64).collect::<Vec<f64>>();
    let mut state = entry.init(floats(&problem.start.position));
    state.velocity = floats(&problem.start.momentum);
    let hyper = hyperparameters(entry, 1.0 / steps as f64);
    let mut oracle = LandscapeOracle::new(landscape);
    for _ in 0..steps {
        step.step(&hyper, &mut oracle, &mut state);
    }
    Some([state.position, state.velocity].concat())
}

/// The slopes log₂ |xₙ − x₂ₙ| / |x₂ₙ − x₄ₙ| from coarse to fine.
fn slopes(entry: &Entry, problem: &Problem) -> Option<Vec<f64>> {
    let ends = (0..DOUBLINGS).map(|k| end(entry, problem, COARSEST << k)).collect::<Option<Vec<_>>>()?;
    let distances: Vec<f64> = ends.windows(2).map(|pair| crate::energy::distance(&pair[0], &pair[1])).collect();
    Some(distances.windows(2).map(|pair| (pair[0] / pair[1]).log2()).collect())
}

/// The certificate of the declared order on a problem.
pub(super) fn slope(entry: &Entry, problem: &Problem) -> Certificate {
    let order = entry.description.order;
    let found = order.and_then(|_| slopes(entry, problem));
    let value = found.as_ref().map(|slopes| {
        let (low, high) = slopes.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), s| (l.min(*s), h.max(*s)));
        format!("{:.3} at last, from {low:.3} to {high:.3}", slopes.last().copied().unwrap_or(f64::NAN))
    });
    let last = found.and_then(|slopes| slopes.last().copied());
    let verdict = match (order, last) {
        (None, _) => Verdict::NotApplicable("the method declares no flow".to_owned()),
        (Some(order), Some(slope)) if slope > f64::from(order) - TOLERANCE => Verdict::Tested,
        (Some(order), Some(slope)) => {
            Verdict::Undecided(format!("order {order} is declared, and the slope is {slope:.3}"))
        }
        (Some(_), None) => Verdict::Undecided("the method or the problem does not run on binary64".to_owned()),
    };
    Certificate {
        method: entry.description.name,
        property: Property::Order,
        problem: Some(problem.description.name),
        verdict,
        engine: "slope of the error",
        value,
        domain: Domain::of(format!("one start, t = 1, {COARSEST} to {} steps", COARSEST << (DOUBLINGS - 1))),
        mend: None,
    }
}
