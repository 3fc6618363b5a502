//! Reversibility: ρΦρΦ = id, where ρ changes the sign of the velocity.
//!
//! A gradient is one vector of symbols for each point at which it is asked for:
//! asked again at the same point (the same polynomials), it is the same vector.
//! So the identity, where it comes out, holds for every gradient field.

use super::symbolic::{hyperparameters, obstacle, witness_with_distinct};
use super::{Certificate, Property, Verdict};
use crate::method::registry::Entry;
use crate::method::{Oracle, State};
use crate::scalar::Polynomial;
use num_traits::Zero;
use std::ops::Neg;

pub(super) fn certify(entry: &Entry) -> Certificate {
    if let Some(verdict) = obstacle::<Polynomial>(entry) {
        return Certificate::new(entry, Property::Reversible, verdict, None);
    }
    let verdict = [1, 2].into_iter().find_map(|dimension| check(entry, dimension)).unwrap_or(Verdict::Proved);
    Certificate::new(entry, Property::Reversible, verdict, None)
}

/// A gradient field of which nothing is known.
struct AnyField {
    asked: Vec<Vec<Polynomial>>,
}

impl Oracle<Polynomial> for AnyField {
    fn gradient(&mut self, position: &[Polynomial], gradient: &mut [Polynomial]) {
        let known = self.asked.iter().position(|point| point == position);
        let call = known.unwrap_or_else(|| {
            self.asked.push(position.to_vec());
            self.asked.len() - 1
        });
        for (i, slot) in gradient.iter_mut().enumerate() {
            *slot = Polynomial::symbol(&format!("g{call}_{}", i + 1));
        }
    }
}

/// The refutation in `dimension` coordinates, if there is one.
fn check(entry: &Entry, dimension: usize) -> Option<Verdict> {
    let step = entry.on::<Polynomial>()?;
    let symbols = |name: &str| (1..=dimension).map(|i| Polynomial::symbol(&format!("{name}{i}"))).collect::<Vec<_>>();
    let (q, v) = (symbols("q"), symbols("v"));
    let mut state: State<Polynomial> = entry.init(q.clone());
    state.velocity.clone_from(&v);
    let mut field = AnyField { asked: Vec::new() };
    let hyper = hyperparameters(entry, |symbol| symbol);
    for _ in 0..2 {
        step.step(&hyper, &mut field, &mut state);
        state.velocity = state.velocity.into_iter().map(Neg::neg).collect();
    }
    let ends = state.position.iter().chain(&state.velocity).zip(q.iter().chain(&v));
    let defect = ends.map(|(end, start)| end.clone() - start).find(|defect| !defect.is_zero())?;
    let failure = "ρΦρΦ does not lead back: a coordinate's end less its start";
    // Where the points that were asked for are distinct, a smooth U with these
    // gradients exists, whatever their values.
    Some(match witness_with_distinct(&defect, &field.asked, failure) {
        Some(witness) => Verdict::Refuted(witness),
        None => {
            Verdict::Undecided("no point was found at which all gradients are asked for at distinct points".to_owned())
        }
    })
}
