//! Constants of the motion, rest points and closed forms.

use super::*;

/// Point and momentum for a problem, from numbers of |x| ≤ 2.
fn phase(entry: &Entry, raw: &[f64]) -> Vec<f64> {
    let momentum = &raw[entry.dimension..2 * entry.dimension];
    [&tame(entry, raw), momentum].concat()
}

/// {I, H} vanishes as a polynomial, so everywhere: a proof.
#[test]
fn polynomial_invariants_are_constant_identically() {
    let (position, momentum) = (POSITION.map(Polynomial::symbol), MOMENTUM.map(Polynomial::symbol));
    let mut proved = 0;
    for entry in registry::all() {
        let phase = [&position[..entry.dimension], &momentum[..entry.dimension]].concat();
        for invariant in &entry.invariants {
            if let Some(rate) = rate(&entry, invariant, &phase) {
                assert_eq!(rate, Polynomial::from_integer(0), "{}: {}", entry.description.name, invariant.name);
                proved += 1;
            }
        }
    }
    // Six energies, two more of the harmonic oscillator, one of the chain and of the quartic.
    assert_eq!(proved, 10);
}

proptest! {
    #![proptest_config(cases(0.5))]

    /// The same at rational points, by duals of fractions.
    #[test]
    fn polynomial_invariants_are_constant_at_rational_points(raw in fractions(2 * MOST)) {
        for entry in registry::all() {
            for invariant in &entry.invariants {
                if let Some(rate) = rate(&entry, invariant, &raw[..2 * entry.dimension]) {
                    prop_assert_eq!(rate, Rational::from(0), "{}: {}", entry.description.name, invariant.name);
                }
            }
        }
    }

    /// On floats all of them, Kepler's and the pendulum's too; on intervals
    /// what must vanish is never excluded.
    #[test]
    fn invariants_are_constant_on_floats_and_never_refuted_by_intervals(raw in vec(tame_point(), 2 * MOST)) {
        for entry in registry::all() {
            let phase = phase(&entry, &raw);
            let intervals: Vec<Interval> = phase.iter().map(|x| Interval::point(*x)).collect();
            for invariant in &entry.invariants {
                let what = (entry.description.name, invariant.name);
                let rate_of_change = rate(&entry, invariant, &phase).expect("runs on f64");
                prop_assert!(rate_of_change.abs() <= BRACKET, "{:?}: {}", what, rate_of_change);
                if let Some(bound) = rate(&entry, invariant, &intervals) {
                    prop_assert!(bound.contains(0.0) && bound.width() <= BRACKET_WIDTH, "{:?}: {:?}", what, bound);
                }
            }
        }
    }

    /// ∂H/∂p = p and ∂H/∂q = ∇U: the energy's flow is the problem's.
    #[test]
    fn the_energy_drives_the_flow_of_a_unit_mass(raw in fractions(2 * MOST)) {
        for entry in registry::all() {
            let (Some(landscape), Some(energy)) = (entry.on::<Rational>(), entry.energy().on::<Rational>()) else {
                continue;
            };
            let (position, momentum) = raw[..2 * entry.dimension].split_at(entry.dimension);
            let expected = [gradient(landscape, position), momentum.to_vec()].concat();
            prop_assert_eq!(gradient(energy, &raw[..2 * entry.dimension]), expected);
        }
    }
}

/// Invariants with one sign or coefficient changed.
#[derive(Clone, Copy)]
enum Wrong {
    /// ½ p₁² + q₁², of the harmonic oscillator.
    Mode,
    /// p₁ p₂ + q₁ q₂ (q₁² − q₂²), of the quartic.
    Difference,
    /// q₁ p₂ + q₂ p₁, of Kepler.
    Spin,
    /// p₂ L + q₁ / |q|, of Kepler.
    Lenz,
}

impl<T: Root> Evaluate<T> for Wrong {
    fn at(&self, phase: &[T]) -> T {
        let [x, y, u, v] = <&[T; 4]>::try_from(phase).expect("the plane").clone();
        match self {
            Self::Mode => T::ratio(1, 2) * u.square() + x.square(),
            Self::Difference => u * v + (x.square() - y.square()) * x * y,
            Self::Spin => x * v + y * u,
            Self::Lenz => (x.clone() * &v - y.clone() * u) * v + x.clone() / (x.square() + y.square()).sqrt(),
        }
    }
}

/// The control: each changes along the flow, on floats and by intervals.
#[test]
fn control_wrong_invariants_are_refuted() {
    let phase = [3.0, 0.5, -0.25, 1.5];
    let intervals = phase.map(Interval::point);
    let wrong =
        [("harmonic", Wrong::Mode), ("quartic", Wrong::Difference), ("kepler", Wrong::Spin), ("kepler", Wrong::Lenz)];
    for (name, wrong) in wrong {
        let entry = find(name);
        let invariant = Invariant::new("wrong", "wrong", Function::root(wrong));
        assert!(rate(&entry, &invariant, &phase).expect("runs on f64").abs() > 1e6 * BRACKET, "{name}");
        assert!(rate(&entry, &invariant, &intervals).expect("runs on intervals").excludes_zero(), "{name}");
    }
    // An invariant of one problem is none of another.
    let spin = find("kepler").invariants.swap_remove(1);
    let at = [(1, 1), (2, 1), (3, 1), (5, 1)].map(|x| ratio(&x));
    assert_ne!(rate(&find("henon_heiles"), &spin, &at), Some(Rational::from(0)));
}

/// Kepler's constants at its start: L = √(1 − e²) = ⅘, A = (e, 0), H = −½.
#[test]
fn keplers_ellipse_has_the_constants_of_its_elements() {
    let kepler = find("kepler");
    let phase = floats(&[kepler.start.position.clone(), kepler.start.momentum.clone()].concat());
    let values: Vec<f64> = kepler.invariants.iter().map(|i| i.on::<f64>().expect("runs on f64").loss(&phase)).collect();
    assert!(near(&values, &[-0.5, 0.8, 0.6, 0.0], BY_HAND), "{values:?}");
    assert!(!near(&values, &[-0.5, 0.8, -0.6, 0.0], BY_HAND));
}

#[test]
fn rest_points_have_no_gradient_at_all() {
    let counts: Vec<usize> = registry::all()
        .iter()
        .map(|entry| {
            for point in &entry.rest {
                assert!(rests(entry, point), "{}: {point:?}", entry.description.name);
                // The control: a billionth beside it there is one.
                let beside = moved(point, 0, Rational::ratio(1, 1_000_000_000));
                assert!(!rests(entry, &beside), "{}: {beside:?}", entry.description.name);
            }
            assert!(!rests(entry, &entry.start.position), "{}", entry.description.name);
            entry.rest.len()
        })
        .collect();
    assert_eq!(counts, [1, 1, 3, 1, 2, 0, 1, 1]);
}

/// The largest coordinate of q'' + ∇U(q) at time t.
fn residual(entry: &Entry, solution: &Solution, t: f64) -> f64 {
    let motion = solution.at(t);
    let force = gradient(entry.on::<f64>().expect("runs on f64"), &motion.position);
    motion.acceleration.iter().zip(force).fold(0.0, |largest, (a, g)| (a + g).abs().max(largest))
}

proptest! {
    #![proptest_config(cases(0.5))]

    #[test]
    fn closed_forms_solve_the_equation_of_motion(t in tame_point()) {
        let solved = registry::all().into_iter().filter_map(|entry| Some((entry.solution?, entry)));
        let residuals: Vec<f64> = solved.map(|(solution, entry)| residual(&entry, &solution, t)).collect();
        prop_assert_eq!(residuals.len(), 3);
        prop_assert!(residuals.iter().all(|residual| *residual <= SOLUTION), "{:?}", residuals);
    }

    /// All invariants keep their value along a closed form, from t = 0 on.
    #[test]
    fn invariants_are_constant_along_closed_forms(t in tame_point()) {
        for entry in registry::all() {
            let Some(solution) = entry.solution else { continue };
            for invariant in &entry.invariants {
                let at = |t| {
                    let motion = solution.at(t);
                    let phase = [motion.position, motion.velocity].concat();
                    invariant.on::<f64>().expect("runs on f64").loss(&phase)
                };
                let drift = at(t) - at(0.0);
                prop_assert!(drift.abs() <= SOLUTION, "{}: {}", invariant.name, drift);
            }
        }
    }
}

/// (cos 1.001 t, sin 1.001 t): a circle of radius 1 at the wrong speed.
fn too_fast(t: &InTime) -> Vec<InTime> {
    let angle = InTime::ratio(1001, 1000) * t;
    vec![angle.cos(), angle.sin()]
}

#[test]
fn control_a_circle_at_the_wrong_speed_does_not_solve_keplers_problem() {
    let wrong = Solution::new("(cos 1.001 t, sin 1.001 t)", too_fast);
    assert!(residual(&find("kepler"), &wrong, 0.5) > 1e-4);
    // Velocities are derivatives: the harmonic solution begins at the problem's start.
    let harmonic = find("harmonic");
    let motion = harmonic.solution.expect("has one").at(0.0);
    assert_eq!(motion.position, floats(&harmonic.start.position));
    assert_eq!(motion.velocity, floats(&harmonic.start.momentum));
}
