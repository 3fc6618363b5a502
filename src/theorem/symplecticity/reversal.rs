//! S9: which methods run back.

use crate::method::registry;
use crate::method::{Hyperparameters, Oracle};
use crate::scalar::{Algebra, Fixed};
use crate::structure::{Property, Verdict, registered};
use crate::theorem::build::certified_by as part;
use crate::theorem::{Part, engine};

/// A cubic force on the grid, which a step reads at the same point both ways.
struct Grid;

impl Oracle<Fixed> for Grid {
    fn gradient(&mut self, position: &[Fixed], gradient: &mut [Fixed]) {
        for (g, q) in gradient.iter_mut().zip(position) {
            *g = *q * q * q - q;
        }
    }
}

/// Whether 1000 leapfrogs and 1000 back lead to the same bits on the grid.
pub(super) fn grid_returns(method: &str) -> Option<bool> {
    const STEPS: usize = 1000;
    let entry = registry::find(method)?;
    let step = entry.on::<Fixed>()?;
    let hyper = Hyperparameters { numbers: vec![Fixed::ratio(1, 16)], switches: Vec::new() };
    let start = [Fixed::ratio(3, 4), Fixed::ratio(1, 3)];
    let mut state = entry.init(vec![start[0]]);
    state.velocity = vec![start[1]];
    for _ in 0..2 {
        for _ in 0..STEPS {
            step.step(&hyper, &mut Grid, &mut state);
        }
        state.velocity[0] = -state.velocity[0];
    }
    Some(state.position[0] == start[0] && state.velocity[0] == start[1])
}

pub(super) fn s9() -> Vec<Part> {
    let symmetric = ["leapfrog_kdk", "leapfrog_dkd", "yoshida4", "forest_ruth4", "pefrl"];
    let mut parts: Vec<Part> =
        symmetric.iter().map(|name| part(name, Property::Reversible, &format!("ρΦρΦ = id for {name}"))).collect();
    parts.push(part("symplectic_euler", Property::Reversible, "ρΦρΦ = id for symplectic_euler"));
    let adjoint = registered("symplectic_euler", Property::Adjoint).and_then(|found| found.value);
    let verdict = match &adjoint {
        Some(value) if value.contains("symplectic_euler_adjoint") => Verdict::Proved,
        other => Verdict::Undecided(format!("found {other:?}")),
    };
    let sentence = "the adjoint of symplectic_euler, Φ₋ₕ⁻¹, is symplectic_euler_adjoint";
    parts.push(Part::new(sentence, verdict, engine::IDENTITY, "every gradient field, state and step, d = 1 and 2"));
    for name in ["leapfrog_kdk", "leapfrog_dkd"] {
        let verdict = match grid_returns(name) {
            Some(true) => Verdict::Exact,
            found => Verdict::Undecided(format!("on the grid: {found:?}")),
        };
        let sentence = format!("on the integer grid {name} runs 1000 steps back to the bit");
        parts.push(Part::new(sentence, verdict, engine::SAMPLING, "U = ¼ q⁴ − ½ q², h = 1/16, one start"));
    }
    parts
}
