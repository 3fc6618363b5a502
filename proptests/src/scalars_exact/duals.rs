//! Dual numbers over the exact numbers, and a proof by symbols.

use super::*;

proptest! {
    #![proptest_config(cases(1.0))]

    /// The same formula on Dual<Polynomial> has the symbolic partial derivatives.
    #[test]
    fn duals_of_polynomials_give_partial_derivatives(a in terms(), b in terms()) {
        let (p, q) = (polynomial(&a), polynomial(&b));
        let variables: [Dual<Polynomial>; VARIABLES.len()] = Dual::point(&symbols()).try_into().expect("as many");
        let product = expand(&a, &variables) * expand(&b, &variables);
        prop_assert_eq!(&product.value, &(p.clone() * &q));
        for (i, name) in VARIABLES.into_iter().enumerate() {
            prop_assert_eq!(product.along(i), (p.clone() * &q).derivative(name));
            prop_assert_eq!(product.along(i), p.derivative(name) * &q + q.derivative(name) * &p);
        }
    }

    /// The same formula on Dual<Rational> has their values at the point.
    #[test]
    fn duals_of_rationals_give_exact_derivatives(a in terms(), coordinates in rational_point()) {
        let (p, here) = (polynomial(&a), point(coordinates));
        let values = coordinates.map(|(p, q)| Rational::ratio(p, q));
        let variables: [Dual<Rational>; VARIABLES.len()] = Dual::point(&values).try_into().expect("as many");
        let dual = expand(&a, &variables);
        prop_assert_eq!(&dual.value, &at(&p, &here));
        for (i, name) in VARIABLES.into_iter().enumerate() {
            prop_assert_eq!(dual.along(i), at(&p.derivative(name), &here));
        }
    }

    /// (a / b) b = a, with derivatives, exactly.
    #[test]
    fn duals_of_rationals_divide_exactly(a in terms(), b in terms(), coordinates in rational_point()) {
        let values = coordinates.map(|(p, q)| Rational::ratio(p, q));
        let variables: [Dual<Rational>; VARIABLES.len()] = Dual::point(&values).try_into().expect("as many");
        let (a, b) = (expand(&a, &variables), expand(&b, &variables));
        let divisor = if b.value.is_zero() { b + Dual::one() } else { b };
        prop_assert!((a.clone() / &divisor * divisor - a).is_zero());
    }

    #[test]
    fn duals_of_exact_numbers_form_a_ring(a in terms(), b in terms(), coordinates in rational_point()) {
        let values = coordinates.map(|(p, q)| Rational::ratio(p, q));
        let variables: [Dual<Rational>; VARIABLES.len()] = Dual::point(&values).try_into().expect("as many");
        let (p, q) = (expand(&a, &variables), expand(&b, &variables));
        for (name, law) in ring_laws() {
            prop_assert!(holds(law, [&p, &q, &variables[0]]), "{}", name);
        }
        let variables: [Dual<Polynomial>; VARIABLES.len()] = Dual::point(&symbols()).try_into().expect("as many");
        let (p, q) = (expand(&a, &variables), expand(&b, &variables));
        for (name, law) in ring_laws() {
            prop_assert!(holds(law, [&p, &q, &variables[0]]), "{}", name);
        }
    }
}

/// The control: the value of another variable's derivative is another polynomial.
#[test]
fn control_directions_of_symbolic_duals_are_not_confused() {
    let [x, y, z] = symbols();
    let terms = [([2, 1, 0], (1, 1)), ([0, 0, 1], (3, 2))];
    let variables: [Dual<Polynomial>; VARIABLES.len()] = Dual::point(&symbols()).try_into().expect("as many");
    let p = expand(&terms, &variables);
    assert_eq!(p.value, x.square() * &y + Polynomial::ratio(3, 2) * z);
    let expected = [Polynomial::from_integer(2) * &x * y, x.square(), Polynomial::ratio(3, 2)];
    for i in 0..VARIABLES.len() {
        assert_eq!(p.along(i), expected[i]);
        assert_ne!(p.along(i), expected[(i + 1) % VARIABLES.len()]);
    }
}

/// Whether JᵀΩJ = μ Ω for q' = q − a v', v' = μ v + η g(q), where the gradient
/// is a symbol whose Hessian is `hessian(i, j)`; for every μ, η, a, q, v, g.
fn kick_then_drift_is_conformal(dimension: usize, hessian: impl Fn(usize, usize) -> String) -> bool {
    let list = |name: &str| (0..dimension).map(|i| Polynomial::symbol(&format!("{name}{i}"))).collect::<Vec<_>>();
    let [momentum, learning_rate, rate] = ["mu", "eta", "a"].map(|name| Dual::constant(Polynomial::symbol(name)));
    let point = Dual::point(&[list("q"), list("v")].concat());
    let (position, velocity) = point.split_at(dimension);
    let gradient = list("g").into_iter().enumerate().map(|(i, value)| {
        let along_position = (0..dimension).map(|j| Polynomial::symbol(&hessian(i, j)));
        Dual { value, derivative: along_position.chain(vec![Polynomial::zero(); dimension]).collect() }
    });
    let velocity: Vec<_> = velocity.iter().zip(gradient).map(|(v, g)| kick(&momentum, v, &learning_rate, &g)).collect();
    let moved = position.iter().zip(&velocity).map(|(q, v)| drift(q, &(rate.clone() * v)));
    let state: Vec<_> = moved.chain(velocity.iter().cloned()).collect();

    let entry = |row: usize, column: usize| state[row].along(column);
    (0..2 * dimension).flat_map(|r| (0..2 * dimension).map(move |c| (r, c))).all(|(r, c)| {
        let form = (0..dimension).fold(Polynomial::zero(), |sum, k| {
            let (q, v) = (k, k + dimension);
            sum + entry(q, r) * entry(v, c) - entry(v, r) * entry(q, c)
        });
        let omega = i64::from(c == r + dimension) - i64::from(r == c + dimension);
        form == Polynomial::from_integer(omega) * &momentum.value
    })
}

/// The two number types together are enough for S1; the structure suites prove
/// it of the registered methods. The control: a Hessian that is not symmetric,
/// which no gradient has; in one dimension every matrix is.
#[test]
fn symbols_prove_that_kick_then_drift_is_conformally_symplectic() {
    for dimension in 1..=4 {
        assert!(kick_then_drift_is_conformal(dimension, |i, j| format!("h{}_{}", i.min(j), i.max(j))));
        assert_eq!(kick_then_drift_is_conformal(dimension, |i, j| format!("h{i}_{j}")), dimension == 1);
    }
}
