//! StableSGD taken apart: a weight for each of its terms.

use super::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step, drift, kick};
use crate::energy::{energy_factor, kinetic};
use crate::penalty;
use crate::scalar::{Absolute, Compare, Root};

/// StableSGD with a weight for each of its terms, one coordinate at a time.
///
/// # Formula
/// With g_prev the gradient of the step before (0 at first) and Δ = q − q_prev:
/// - s = (1 − σ) g + σ g_prev
/// - m = μ at step 1, later μ / (1 + κ |s − g_prev|)
/// - v' = m v + η s
/// - E = ½ w_v v'² + ½ w_s s²
/// - a = β max(1 / (1 + c √E), φ)
/// - π = τ |Δ| + ρ Δ from step 3 on, else 0
/// - q' = q − (a v' + π) / (1 + 2ς)
///
/// The last line is the step that also minimises ς |q' − q|², the squared penalty taken
/// implicitly. The published terms are corners of it: β = 1, c = σ = κ = τ = 0 is momentum
/// SGD; β = η, c = 1/5, σ = 3/10, κ = 1, τ = 0 the published challenging program (but for
/// its threshold of 10⁻⁸ on E); σ = κ = 0 the method as described. So an ablation is a
/// change of numbers, and what lies between the corners can be run too.
#[derive(Clone, Copy, Debug, Default)]
pub struct StableSgdTerms;

/// The last step without a penalty, as `if step_count > 2` in the paper's listing says.
const LAST_STEP_WITHOUT_PENALTY: u64 = 2;

impl Describe for StableSgdTerms {
    fn description(&self) -> Description {
        Description {
            source: "this project: the paper's section 2.1 and its programs, each term with a weight",
            numbers: const {
                &[
                    NumberSpec::rate("lr", (5, 1000), "learning rate η, inside the velocity"),
                    NumberSpec::rate("base_rate", (5, 1000), "base rate β of the position step"),
                    NumberSpec::fraction("momentum", (9, 10), "momentum μ"),
                    NumberSpec::weight("energy_scale", (1, 5), "c in 1 / (1 + c √E); 0 switches it off"),
                    NumberSpec::weight("kinetic", (1, 1), "weight w_v of ½ v'² in E"),
                    NumberSpec::weight("potential", (1, 1), "weight w_s of ½ s² in E"),
                    NumberSpec::weight("least_factor", (0, 1), "floor φ of the energy factor"),
                    NumberSpec::fraction("smoothing", (3, 10), "share σ of the gradient before"),
                    NumberSpec::weight("damping", (1, 1), "κ, how a change of the gradient damps the momentum"),
                    NumberSpec::weight("temporal_stability", (0, 1), "weight τ of the penalty as described, τ |Δ|"),
                    NumberSpec::weight("restoring", (0, 1), "weight ρ of a penalty that opposes the motion, ρ Δ"),
                    NumberSpec::weight("proximal", (0, 1), "weight ς of the squared penalty, taken implicitly"),
                ]
            },
            memory: &["previous gradient", "previous point"],
            differences: &[
                "with its defaults it is the published challenging program, but for the threshold of the energy",
                "the gradient before the first is taken as 0: the first smoothed gradient is 0.7 g, with a share σ (1 − σ) g",
            ],
            ..Description::new(
                "stable_sgd_terms",
                "s = (1 − σ) g + σ g_prev;  m = if k ≥ 2 then μ / (1 + κ abs(s − g_prev)) else μ;  v' = m v + η s;  \
                 f = 1 / (1 + c √(½ w_v v'² + ½ w_s s²));  Δ = q − q_prev;  \
                 π = if k > 2 then τ abs(Δ) + ρ Δ else 0;  \
                 q' = q − (β max(f, φ) v' + π) / (1 + 2ς);  q_prev' = q;  g_prev' = g",
            )
        }
    }
}

impl<T: Root + Absolute + Compare> Step<T> for StableSgdTerms {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let [lr, base_rate, momentum, scale, of_kinetic, of_potential, floor, smoothing, damping, tau, rho, proximal] =
            hyper.numbers();
        let step = state.begin_step();
        let (damped, penalised) = (step >= 2, step > LAST_STEP_WITHOUT_PENALTY);
        oracle.gradient(&state.position, &mut state.scratch);
        let share = T::one() - smoothing;
        let stiffness = T::one() + T::from_integer(2) * proximal;
        let (mut energy, mut total_penalty) = (T::zero(), T::zero());
        let [previous_gradients, previous_points] = &mut state.memory[..] else {
            unreachable!("the description names two memories")
        };
        let points = state.position.iter_mut().zip(&mut state.velocity);
        let memories = previous_gradients.iter_mut().zip(previous_points);
        for (((q, v), (before, previous)), g) in points.zip(memories).zip(&state.scratch) {
            let s = share.clone() * g + smoothing.clone() * &*before;
            let m = if damped {
                let change = (s.clone() - &*before).abs();
                momentum.clone() * (T::one() / (T::one() + change * damping))
            } else {
                momentum.clone()
            };
            *v = kick(&m, v, lr, &s);
            let e = kinetic(v) * of_kinetic + kinetic(&s) * of_potential;
            let factor = energy_factor(&e, scale);
            let factor = factor.select_above(floor, factor.clone(), floor.clone());
            let pull = if penalised {
                penalty::as_described(tau, q, previous) + penalty::restoring(rho, q, previous)
            } else {
                T::zero()
            };
            let next = drift(q, &((base_rate.clone() * factor * &*v + &pull) / &stiffness));
            *previous = std::mem::replace(q, next);
            *before = g.clone();
            energy = energy + e;
            total_penalty = total_penalty + pull;
        }
        Report { energy: Some(energy), penalty: Some(total_penalty) }
    }
}

#[cfg(test)]
mod tests {
    use crate::ensemble::{Noisy, Summary, run};
    use crate::method::registry::find;
    use crate::problem::Measured;
    use crate::problem::challenging::{Challenging, VectorField};

    const DIMENSION: usize = 6;

    /// The method's run on the noisy challenging field, with these numbers changed.
    fn summary(name: &str, changes: &[(&str, f64)]) -> Summary {
        let method = find(name).expect("registered");
        let mut hyper = method.description.defaults();
        for (number, value) in changes {
            let place = method.description.numbers.iter().position(|spec| spec.name == *number);
            hyper.numbers[place.expect("a number of the method")] = *value;
        }
        let mut oracle = Noisy::new(Challenging::<f64>::new(DIMENSION, VectorField::Coded), 0.4, &[7]);
        let start = Challenging::<f64>::new(DIMENSION, VectorField::Coded).start(7);
        let mut summaries = run(&method, &hyper, &mut oracle, start, 200).expect("runs");
        summaries.swap_remove(0)
    }

    /// Losses and end of a run, bit by bit; energies are summed otherwise.
    fn bits(summary: &Summary) -> [u64; 5] {
        let Summary { first_loss, best_loss, final_loss, mean_loss, end, .. } = summary;
        [first_loss, best_loss, final_loss, mean_loss, &end[0]].map(|x| x.to_bits())
    }

    const PLAIN: [(&str, f64); 3] = [("smoothing", 0.0), ("damping", 0.0), ("energy_scale", 0.0)];

    #[test]
    fn corners_are_the_registered_methods_to_the_bit() {
        let sgd = [PLAIN.as_slice(), &[("base_rate", 1.0)]].concat();
        assert_eq!(bits(&summary("stable_sgd_terms", &sgd)), bits(&summary("sgd", &[])));
        let described = [("smoothing", 0.0), ("damping", 0.0), ("energy_scale", 0.1), ("temporal_stability", 0.03)];
        assert_eq!(bits(&summary("stable_sgd_terms", &described)), bits(&summary("stable_sgd", &[])));
        let restoring = [&described[..3], &[("restoring", 0.03)]].concat();
        assert_eq!(bits(&summary("stable_sgd_terms", &restoring)), bits(&summary("stable_sgd_restoring", &[])));
        assert_eq!(bits(&summary("stable_sgd_terms", &[])), bits(&summary("published_challenging", &[])));
    }

    /// The control: each number changes the run, so that no corner is met by chance.
    #[test]
    fn every_weight_changes_the_run() {
        let published = bits(&summary("stable_sgd_terms", &[]));
        for number in find("stable_sgd_terms").expect("registered").description.numbers {
            let value = match number.name {
                "least_factor" => 0.9,
                name if ["lr", "base_rate", "momentum", "energy_scale"].contains(&name) => 0.05,
                _ => 0.5,
            };
            assert_ne!(bits(&summary("stable_sgd_terms", &[(number.name, value)])), published, "{}", number.name);
        }
    }

    /// The implicit penalty is a smaller step, and the floor takes the energy factor's place.
    #[test]
    fn proximal_and_floor_have_their_effect() {
        let half = summary("stable_sgd_terms", &[("base_rate", 0.01), ("proximal", 0.5)]);
        assert_eq!(bits(&half), bits(&summary("stable_sgd_terms", &[])));
        let floor = summary("stable_sgd_terms", &[("least_factor", 1.0)]);
        assert_eq!(bits(&floor), bits(&summary("stable_sgd_terms", &[("energy_scale", 0.0)])));
    }
}
