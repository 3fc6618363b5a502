//! C1: each gradient is the derivative of its loss.

use super::*;

/// (8 (f(x+1) − f(x−1)) − (f(x+2) − f(x−2))) / 12, the five-point difference at
/// a step of 1. It errs by f⁽⁵⁾: so it is the derivative of a polynomial of
/// degree four, exactly.
fn five_point(loss: &(impl Loss<Rational> + ?Sized), point: &[Rational]) -> Vec<Rational> {
    let difference = |i, step: i64| {
        let at = |step: i64| loss.loss(&moved(point, i, step.into()));
        at(step) - at(-step)
    };
    let quotient = |i| (Rational::from(8) * difference(i, 1) - difference(i, 2)) / Rational::from(12);
    (0..point.len()).map(quotient).collect()
}

/// (f(x+h) − f(x−h)) / 2h, coordinate by coordinate.
fn central(loss: &(impl Loss<f64> + ?Sized), point: &[f64]) -> Vec<f64> {
    let at = |i, step| loss.loss(&moved(point, i, step));
    let quotient = |i| (at(i, DIFFERENCE_STEP) - at(i, -DIFFERENCE_STEP)) / (2.0 * DIFFERENCE_STEP);
    (0..point.len()).map(quotient).collect()
}

/// A gradient whose first coordinate is a thousandth too large.
struct Bent<'a, T>(&'a dyn Landscape<T>);

impl<T: Algebra> Gradient<T> for Bent<'_, T> {
    fn gradient(&self, position: &[T], gradient: &mut [T]) {
        self.0.gradient(position, gradient);
        gradient[0] = gradient[0].clone() * T::ratio(1001, 1000);
    }
}

proptest! {
    #![proptest_config(cases(1.0))]

    #[test]
    fn a_gradient_is_exactly_the_derivative_of_its_loss(raw in fractions(MOST)) {
        let agree = on(|entry, landscape: &dyn Landscape<Rational>| {
            let point = &raw[..entry.dimension];
            gradient(landscape, point) == five_point(landscape, point)
        });
        prop_assert_eq!(agree, [true; 6]);
    }

    #[test]
    fn a_gradient_is_the_central_difference_of_its_loss(raw in vec(tame_point(), MOST)) {
        let agree = on(|entry, landscape: &dyn Landscape<f64>| {
            let point = tame(entry, &raw);
            near(&gradient(landscape, &point), &central(landscape, &point), LANDSCAPE_QUOTIENT)
        });
        prop_assert_eq!(agree, [true; 8]);
    }

    /// The value that a derivative is taken of is the loss, to the bit, and
    /// derivatives by duals of duals have the gradients by duals as values.
    #[test]
    fn duals_have_the_bits_of_floats(raw in vec(tame_point(), MOST)) {
        for entry in registry::all() {
            let point = tame(&entry, &raw);
            let (plain, dual) = (entry.on::<f64>().expect("floats"), entry.on::<Dual<f64>>().expect("duals"));
            let lifted = Dual::point(&point);
            prop_assert_eq!(plain.loss(&point).to_bits(), dual.loss(&lifted).value.to_bits());
            let values: Vec<f64> = gradient(dual, &lifted).iter().map(|g| g.value).collect();
            prop_assert!(same_vectors(&gradient(plain, &point), &values));
        }
    }

    /// What an interval's gradient encloses has the gradient of the fractions.
    #[test]
    fn intervals_enclose_the_exact_gradient(raw in vec(tame_point(), MOST)) {
        for entry in registry::all() {
            let (Some(exact), Some(enclosing)) = (entry.on::<Rational>(), entry.on::<Interval>()) else { continue };
            let point = tame(&entry, &raw);
            let fractions: Vec<Rational> = point.iter().map(|x| Rational::from_f64(*x)).collect();
            let intervals: Vec<Interval> = point.iter().map(|x| Interval::point(*x)).collect();
            for (bound, g) in gradient(enclosing, &intervals).iter().zip(gradient(exact, &fractions)) {
                prop_assert!(encloses(bound, &g), "{}: {} outside {:?}", entry.description.name, g, bound);
            }
        }
    }
}

/// The control: no check passes a gradient that is a thousandth off.
#[test]
fn control_a_bent_gradient_is_caught() {
    let exact = on(|entry, landscape: &dyn Landscape<Rational>| {
        let point = vec![Rational::ratio(2, 3); entry.dimension];
        gradient(&Bent(landscape), &point) == five_point(landscape, &point)
    });
    assert_eq!(exact, [false; 6]);
    let central = on(|entry, landscape: &dyn Landscape<f64>| {
        let point = tame(entry, &[0.75; MOST]);
        near(&gradient(&Bent(landscape), &point), &central(landscape, &point), LANDSCAPE_QUOTIENT)
    });
    assert_eq!(central, [false; 8]);
    let enclosed = on(|entry, landscape: &dyn Landscape<Interval>| {
        let point: Vec<Interval> = tame(entry, &[0.75; MOST]).into_iter().map(Interval::point).collect();
        let bent = gradient(&Bent(landscape), &point)[0].midpoint();
        encloses(&gradient(landscape, &point)[0], &Rational::from_f64(bent))
    });
    assert_eq!(enclosed, [false; 7]);
}

/// On symbols, against the derivative of the loss as a polynomial: an identity
/// at all points, between two ways to differentiate that share no source.
#[test]
fn a_gradient_is_the_polynomials_derivative_identically() {
    let symbols = POSITION.map(Polynomial::symbol);
    let agree = on(|entry, landscape: &dyn Landscape<Polynomial>| {
        let names = &POSITION[..entry.dimension];
        let point = &symbols[..entry.dimension];
        let loss = landscape.loss(point);
        let derivative: Vec<Polynomial> = names.iter().map(|name| loss.derivative(name)).collect();
        assert_ne!(derivative, gradient(&Bent(landscape), point), "the control");
        derivative == gradient(landscape, point)
    });
    assert_eq!(agree, [true; 6]);
}

#[test]
fn the_oracle_gives_gradient_and_loss_of_the_same_point() {
    for entry in registry::all() {
        let landscape = entry.on::<f64>().expect("runs on f64");
        let mut oracle = LandscapeOracle::new(landscape);
        assert_eq!(oracle.loss(), None, "no gradient was asked for");
        for point in [floats(&entry.start.position), vec![0.75; entry.dimension]] {
            let mut found = vec![0.0; entry.dimension];
            oracle.gradient(&point, &mut found);
            assert!(same_vectors(&found, &gradient(landscape, &point)));
            assert_eq!(oracle.loss(), Some(landscape.loss(&point)), "{}", entry.description.name);
        }
        // The control: the loss is not that of the first point any more.
        assert_ne!(oracle.loss(), Some(landscape.loss(&floats(&entry.start.position))));
    }
}
