//! Momentum SGD with an adaptive rate, in any place and of any dependence.
//!
//! The paper's StableSGD multiplies its position step by a rate that depends on the
//! state. Whether such a method keeps phase space depends on where the rate stands and
//! on what it depends, not on its formula: so the rule is a value of its own, and a
//! proof runs it opaque ([`Oracle::unknown`]).

use super::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step, drift, kick};
use crate::energy::squared_norm;
use crate::scalar::{Absolute, Ring, Root};
use std::fmt;

/// Where the rate a stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// v' = μ v + a η g, q' = q − v'.
    Inside,
    /// v' = μ v + η g, q' = q − a v'.
    Outside,
}

/// For what the rate is formed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One rate for all coordinates, of all of them.
    Shared,
    /// A rate for each coordinate, of what belongs to it alone.
    PerCoordinate,
}

/// On what the rate depends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dependence {
    /// On nothing.
    Constant,
    /// On the loss U(q).
    Loss,
    /// On the gradient g, as a vector.
    Gradient,
    /// On |g|².
    GradientSquare,
    /// On the velocity v before the kick.
    OldVelocity,
    /// On the velocity v' after the kick.
    NewVelocity,
    /// On |v'|².
    NewSpeed,
    /// On |v|² + |g|², with v' in the place of v outside.
    TotalEnergy,
}

impl Place {
    /// Both places.
    pub const ALL: [Self; 2] = [Self::Inside, Self::Outside];
}

impl Scope {
    /// Both scopes.
    pub const ALL: [Self; 2] = [Self::Shared, Self::PerCoordinate];
}

impl Dependence {
    /// Every dependence.
    pub const ALL: [Self; 8] = [
        Self::Constant,
        Self::Loss,
        Self::Gradient,
        Self::GradientSquare,
        Self::OldVelocity,
        Self::NewVelocity,
        Self::NewSpeed,
        Self::TotalEnergy,
    ];

    /// Whether the new velocity must be known before the rate: not so inside.
    pub fn needs_new_velocity(self) -> bool {
        matches!(self, Self::NewVelocity | Self::NewSpeed)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Self::Inside { "inside" } else { "outside" })
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Self::Shared { "shared" } else { "per coordinate" })
    }
}

impl fmt::Display for Dependence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Constant => "nothing",
            Self::Loss => "U",
            Self::Gradient => "g",
            Self::GradientSquare => "|g|²",
            Self::OldVelocity => "v",
            Self::NewVelocity => "v'",
            Self::NewSpeed => "|v'|²",
            Self::TotalEnergy => "|v|² + |g|²",
        })
    }
}

/// Momentum SGD with a rate of which nothing is known but its place, its scope and its
/// dependence. It runs where the oracle knows opaque functions: in proofs.
#[derive(Clone, Copy, Debug)]
pub struct Opaque {
    /// Where the rate stands.
    pub place: Place,
    /// For what it is formed.
    pub scope: Scope,
    /// On what it depends.
    pub dependence: Dependence,
}

const LEARNING_RATE: NumberSpec = NumberSpec::rate("lr", (5, 1000), "learning rate η, inside the velocity");
const MOMENTUM: NumberSpec = NumberSpec::fraction("momentum", (9, 10), "momentum μ");

impl Describe for Opaque {
    fn description(&self) -> Description {
        let formula = match self.place {
            Place::Inside => "v' = μ v + a η g;  q' = q − v', a an unknown function",
            Place::Outside => "v' = μ v + η g;  q' = q − a v', a an unknown function",
        };
        Description {
            source: "the theorem on adaptive rates; the paper's section 2.1 has the rate outside",
            numbers: const { &[LEARNING_RATE, MOMENTUM] },
            needs_loss: matches!(self.dependence, Dependence::Loss),
            ..Description::new("opaque_rate", formula)
        }
    }
}

impl<T: Ring> Step<T> for Opaque {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, momentum] = hyper.numbers();
        kick_drift(
            (self.place, self.scope, self.dependence),
            (learning_rate, momentum),
            oracle,
            state,
            |oracle, name, arguments| oracle.unknown(name, arguments),
        );
        Report::NONE
    }
}

/// One step with the rate that `rate` gives for a name and its arguments: shared by the
/// opaque and the concrete rules.
fn kick_drift<T: Ring>(
    (place, scope, dependence): (Place, Scope, Dependence),
    (learning_rate, momentum): (&T, &T),
    oracle: &mut dyn Oracle<T>,
    state: &mut State<T>,
    mut rate: impl FnMut(&mut dyn Oracle<T>, &str, &[T]) -> T,
) {
    state.begin_step();
    oracle.gradient(&state.position, &mut state.scratch);
    let (gradient, old) = (state.scratch.clone(), state.velocity.clone());
    let mut rates = |oracle: &mut dyn Oracle<T>, now: &[T]| -> Vec<T> {
        let velocity = if dependence == Dependence::OldVelocity { &old } else { now };
        match scope {
            Scope::Shared => {
                let arguments = arguments(dependence, oracle, &gradient, velocity);
                let shared = rate(oracle, "a", &arguments);
                vec![shared; velocity.len()]
            }
            // What has no coordinates gives every coordinate the same rate.
            Scope::PerCoordinate if matches!(dependence, Dependence::Constant | Dependence::Loss) => {
                let arguments = arguments(dependence, oracle, &gradient, velocity);
                vec![rate(oracle, "a", &arguments); velocity.len()]
            }
            Scope::PerCoordinate => (0..velocity.len())
                .map(|i| {
                    let own = |vector: &[T]| vec![vector[i].clone()];
                    let arguments = arguments(dependence, oracle, &own(&gradient), &own(velocity));
                    rate(oracle, &format!("a{}", i + 1), &arguments)
                })
                .collect(),
        }
    };
    let one = T::one();
    let inside = (place == Place::Inside).then(|| rates(oracle, &state.velocity));
    for (i, (v, g)) in state.velocity.iter_mut().zip(&gradient).enumerate() {
        let scaled = inside.as_ref().map_or(one.clone(), |rates| rates[i].clone()) * learning_rate;
        *v = kick(momentum, v, &scaled, g);
    }
    let outside = (place == Place::Outside).then(|| rates(oracle, &state.velocity));
    for (i, (q, v)) in state.position.iter_mut().zip(&state.velocity).enumerate() {
        let update = outside.as_ref().map_or(one.clone(), |rates| rates[i].clone()) * v;
        *q = drift(q, &update);
    }
}

/// What a rate is a function of.
fn arguments<T: Ring>(dependence: Dependence, oracle: &dyn Oracle<T>, gradient: &[T], velocity: &[T]) -> Vec<T> {
    match dependence {
        Dependence::Constant => Vec::new(),
        Dependence::Loss => oracle.loss().into_iter().collect(),
        Dependence::Gradient => gradient.to_vec(),
        Dependence::GradientSquare => vec![squared_norm(gradient)],
        Dependence::OldVelocity | Dependence::NewVelocity => velocity.to_vec(),
        Dependence::NewSpeed => vec![squared_norm(velocity)],
        Dependence::TotalEnergy => vec![squared_norm(velocity) + squared_norm(gradient)],
    }
}

/// A step clip that keeps phase space: the rate depends on the new velocity alone.
///
/// # Formula
/// v' = μ v + η g, q' = q − β v' / (1 + c |v'|), one coordinate at a time.
///
/// It is the drift of the kinetic energy T(v) = β (|v| / c − ln(1 + c |v|) / c²), and
/// so conformally symplectic with factor μ, which the paper's rate is not.
#[derive(Clone, Copy, Debug, Default)]
pub struct SpeedClip;

impl Describe for SpeedClip {
    fn description(&self) -> Description {
        Description {
            source: "this project: the paper's rate, made a function of the new velocity alone",
            numbers: const {
                &[
                    LEARNING_RATE,
                    MOMENTUM,
                    NumberSpec::rate("base_rate", (1, 1), "base rate β of the position step"),
                    NumberSpec::weight("energy_scale", (1, 10), "c in 1 / (1 + c |v'|); 0 switches it off"),
                ]
            },
            ..Description::new("speed_clip", "v' = μ v + η g;  q' = q − β v' / (1 + c abs(v'))")
        }
    }
}

impl<T: Root + Absolute> Step<T> for SpeedClip {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [learning_rate, momentum, base_rate, scale] = hyper.numbers();
        let place = (Place::Outside, Scope::PerCoordinate, Dependence::NewVelocity);
        kick_drift(place, (learning_rate, momentum), oracle, state, |_, _, velocity| {
            let speed = velocity.iter().fold(T::zero(), |sum, v| sum + v.abs());
            base_rate.clone() / (T::one() + speed * scale)
        });
        Report::NONE
    }
}
