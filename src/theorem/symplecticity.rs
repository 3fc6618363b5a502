//! S1 to S10: which methods keep phase space.

mod rates;
mod reversal;

use super::build::{certified_by as part, identity};
use super::{Part, Theorem, engine};
use crate::method::registry;
use crate::method::{Hyperparameters, Oracle};
use crate::scalar::{Polynomial, Symbolic};
use crate::structure::{Property, Verdict};
use num_traits::Zero;
use rates::{s3, s4, s5, s6};
use reversal::s9;

pub(super) const ROWS: &[Theorem] = &[
    Theorem { id: "S1", title: "Kick then drift is conformally symplectic with factor μ", settle: s1 },
    Theorem { id: "S2", title: "The paper's two listings are one map", settle: s2 },
    Theorem { id: "S3", title: "The paper's energy factor breaks conformal symplecticity", settle: s3 },
    Theorem { id: "S4", title: "Outside, a function of the new velocity keeps it", settle: s4 },
    Theorem { id: "S5", title: "Inside, a function of the loss keeps it", settle: s5 },
    Theorem { id: "S6", title: "The table of adaptive rates", settle: s6 },
    Theorem { id: "S7", title: "Methods that are known not to be symplectic", settle: s7 },
    Theorem { id: "S8", title: "The splitting methods are symplectic", settle: s8 },
    Theorem { id: "S9", title: "Reversibility", settle: s9 },
    Theorem { id: "S10", title: "The order of the methods that declare a flow", settle: super::order::s10 },
];

fn s1() -> Vec<Part> {
    let (conformal, volume) = (Property::ConformallySymplectic, Property::Volume);
    vec![
        part("sgd", conformal, "momentum SGD is conformally symplectic, with factor μ"),
        part("sgd", volume, "its det J is μ^d"),
        part("sgd", Property::Symplectic, "momentum SGD is symplectic at every μ"),
        part("sgd_rate_outside", conformal, "so it is with the rate outside the velocity"),
    ]
}

/// In one coordinate, a gradient of which nothing is known: a free symbol for each point.
struct Free;

impl Oracle<Symbolic> for Free {
    fn gradient(&mut self, position: &[Symbolic], gradient: &mut [Symbolic]) {
        for (q, slot) in position.iter().zip(gradient) {
            *slot = Symbolic::symbol(&format!("g({q})"));
        }
    }
}

/// Point and velocity after a step from q and `velocity`, in one coordinate.
fn stepped(method: &str, number: impl Fn(&str) -> Symbolic, velocity: Symbolic) -> Option<[Symbolic; 2]> {
    let entry = registry::find(method)?;
    let numbers = entry.description.numbers.iter().map(|spec| number(spec.name)).collect();
    let mut state = entry.init(vec![Symbolic::symbol("q")]);
    state.velocity = vec![velocity];
    entry.on::<Symbolic>()?.step(&Hyperparameters { numbers, switches: Vec::new() }, &mut Free, &mut state);
    Some([state.position.swap_remove(0), state.velocity.swap_remove(0)])
}

/// Listing 2 with a constant rate a is `second` without energy factor and penalty. With
/// w = a v it takes the steps of `first` at the learning rate a η.
fn one_map(first: &str, second: &str) -> Option<[Polynomial; 2]> {
    let [a, eta, v] = ["a", "η", "v"].map(Symbolic::symbol);
    let outside = |name: &str| match name {
        "lr" => eta.clone(),
        "base_rate" => a.clone(),
        "energy_scale" | "temporal_stability" => Symbolic::zero(),
        other => Symbolic::symbol(other),
    };
    let inside = |name: &str| if name == "lr" { a.clone() * &eta } else { Symbolic::symbol(name) };
    let [q2, v2] = stepped(second, outside, v.clone())?;
    let [q1, w1] = stepped(first, inside, a.clone() * v)?;
    Some([(q1 - q2).polynomial().clone(), (w1 - a * v2).polynomial().clone()])
}

fn s2() -> Vec<Part> {
    let domain = "every gradient, state, rate and momentum";
    let missing = || Verdict::Undecided("a listing is not registered".to_owned());
    let found = one_map("sgd", "stable_sgd");
    let verdict = |i: usize| found.as_ref().map_or_else(missing, |differences| identity(&differences[i]));
    vec![
        Part::new(
            "with w = a v, the listing with a constant rate a on the position takes the steps of momentum SGD at the learning rate a η",
            verdict(0),
            engine::IDENTITY,
            domain,
        ),
        Part::new("and leaves the velocity w' = a v'", verdict(1), engine::IDENTITY, domain),
    ]
}

fn s7() -> Vec<Part> {
    let conformal = Property::ConformallySymplectic;
    vec![
        part("nesterov", conformal, "Nesterov's method is conformally symplectic"),
        part("explicit_euler", Property::Symplectic, "explicit Euler is symplectic"),
        part("explicit_euler", conformal, "explicit Euler is conformally symplectic"),
        part("runge_kutta4", Property::Symplectic, "the classical Runge-Kutta method is symplectic"),
    ]
}

const SPLITTINGS: [&str; 7] = [
    "symplectic_euler",
    "symplectic_euler_adjoint",
    "leapfrog_kdk",
    "leapfrog_dkd",
    "yoshida4",
    "forest_ruth4",
    "pefrl",
];

fn s8() -> Vec<Part> {
    let sentence =
        |name: &&str| part(name, Property::Symplectic, &format!("{name} is symplectic, whatever its coefficients"));
    SPLITTINGS.iter().map(sentence).collect()
}

#[cfg(test)]
mod tests {
    use super::rates::field_defect;
    use super::reversal::grid_returns;
    use super::*;
    use crate::method::{Dependence, Opaque, Place, Scope};
    use crate::structure::adaptive::{Answer, cell, determinant};

    fn words(parts: &[Part]) -> Vec<&'static str> {
        parts.iter().map(|part| part.verdict.word()).collect()
    }

    #[test]
    fn the_rows_come_out() {
        assert_eq!(words(&s1()), ["proved", "proved", "refuted", "proved"]);
        assert_eq!(words(&s2()), ["proved", "proved"]);
        assert_eq!(words(&s3()), ["refuted", "proved", "exact"]);
        assert_eq!(words(&s4()), ["proved"; 4]);
        assert_eq!(words(&s5()), ["proved", "proved", "proved", "refuted", "proved", "refuted"]);
        assert_eq!(words(&s7()), ["refuted"; 4]);
        assert_eq!(
            words(&s9()),
            ["proved", "proved", "proved", "proved", "proved", "refuted", "proved", "exact", "exact"]
        );
    }

    /// The table, cell by cell, where the answer is known by hand.
    #[test]
    fn the_table_of_adaptive_rates() {
        use Answer::{Every, NoneButConstant};
        let two = |place, scope, dependence| cell(place, scope, dependence).two;
        for dependence in [Dependence::Gradient, Dependence::OldVelocity, Dependence::TotalEnergy, Dependence::Loss] {
            assert_eq!(two(Place::Outside, Scope::Shared, dependence), NoneButConstant, "{dependence}");
            assert_eq!(two(Place::Outside, Scope::PerCoordinate, dependence), NoneButConstant, "{dependence}");
        }
        assert_eq!(two(Place::Outside, Scope::PerCoordinate, Dependence::NewVelocity), Every);
        assert_eq!(two(Place::Outside, Scope::Shared, Dependence::NewSpeed), Every);
        assert_eq!(two(Place::Inside, Scope::Shared, Dependence::Loss), Every);
        assert_eq!(two(Place::Inside, Scope::Shared, Dependence::Gradient), NoneButConstant);
        assert!(matches!(two(Place::Inside, Scope::PerCoordinate, Dependence::Gradient), Answer::ExactlyWhen(_)));
        assert_eq!(two(Place::Inside, Scope::Shared, Dependence::NewVelocity), Answer::NotApplicable);
    }

    /// Controls: another factor, another field, a method that is not reversible on the grid.
    #[test]
    fn controls_are_not_proved() {
        for (first, second) in [("nesterov", "stable_sgd"), ("sgd_rate_outside", "stable_sgd")] {
            let [points, _] = one_map(first, second).expect("registered");
            assert_ne!(identity(&points), Verdict::Proved, "{first}");
        }
        assert!(field_defect([[1, 0], [0, 1]], [1, 1], true).is_zero());
        assert!(field_defect([[1, 0], [0, 2]], [1, 1], false).is_zero());
        assert_eq!(grid_returns("symplectic_euler"), Some(false));
        let wrong = Opaque { place: Place::Outside, scope: Scope::Shared, dependence: Dependence::NewSpeed };
        assert_eq!(determinant(wrong), Polynomial::symbol("momentum"));
    }
}
