//! Losses and gradients found by hand.

use super::*;

/// (problem, point, loss, gradient), by hand.
type ByHand<'a> = (&'static str, &'static [(i64, i64)], (i64, i64), &'a [(i64, i64)]);

/// Values by hand. Hénon-Heiles: (x + 2xy, y + x² − y²); Rosenbrock:
/// (−2 (1 − x) − 400 x (y − x²), 200 (y − x²)); quartic: (x³ + 3 x y², y³ + 3 x² y);
/// double well: q³ − q; Kepler: q / |q|³.
const BY_HAND_VALUES: [ByHand<'static>; 11] = [
    ("quadratic", &[(1, 1), (2, 1), (3, 1)], (6, 1), &[(0, 1), (0, 1), (4, 1)]),
    ("quadratic", &[(1, 2), (0, 1), (-1, 3)], (13, 36), &[(1, 1), (-1, 6), (-2, 3)]),
    ("harmonic", &[(1, 2), (1, 3)], (25, 72), &[(1, 2), (4, 3)]),
    ("double_well", &[(1, 2)], (9, 64), &[(-3, 8)]),
    ("double_well", &[(-2, 1)], (9, 4), &[(-6, 1)]),
    ("henon_heiles", &[(1, 2), (1, 3)], (163, 648), &[(5, 6), (17, 36)]),
    ("rosenbrock", &[(-6, 5), (1, 1)], (121, 5), &[(-1078, 5), (-88, 1)]),
    ("rosenbrock", &[(0, 1), (0, 1)], (1, 1), &[(-2, 1), (0, 1)]),
    ("quartic", &[(1, 2), (1, 3)], (313, 5184), &[(7, 24), (31, 108)]),
    ("kepler", &[(3, 1), (4, 1)], (-1, 5), &[(3, 125), (4, 125)]),
    ("kepler", &[(0, 1), (-2, 1)], (-1, 2), &[(0, 1), (-1, 4)]),
];

/// Whether loss and gradient are the row's: exactly, where the problem runs on
/// fractions, else to the rounding of intervals and floats.
fn agrees(entry: &Entry, (name, point, loss, expected): &ByHand<'_>) -> bool {
    let point: Vec<Rational> = point.iter().map(ratio).collect();
    let expected: Vec<Rational> = [loss].into_iter().chain(*expected).map(ratio).collect();
    let float = entry.on::<f64>().expect("runs on f64");
    let at = floats(&point);
    let found: Vec<f64> = [float.loss(&at)].into_iter().chain(gradient(float, &at)).collect();
    let exactly = match (entry.on::<Rational>(), entry.on::<Interval>()) {
        (Some(landscape), _) => {
            let found = [landscape.loss(&point)].into_iter().chain(gradient(landscape, &point));
            found.eq(expected.iter().cloned())
        }
        (None, Some(landscape)) => {
            let at: Vec<Interval> = at.iter().map(|x| Interval::point(*x)).collect();
            let found: Vec<Interval> = [landscape.loss(&at)].into_iter().chain(gradient(landscape, &at)).collect();
            found.iter().zip(&expected).all(|(bound, x)| encloses(bound, x) && bound.width() <= BY_HAND)
        }
        (None, None) => panic!("{name} has no exact values"),
    };
    exactly && near(&found, &floats(&expected), BY_HAND * (1.0 + expected[0].to_f64().abs()))
}

#[test]
fn losses_and_gradients_are_those_found_by_hand() {
    for row in BY_HAND_VALUES {
        assert!(agrees(&find(row.0), &row), "{row:?}");
    }
    // sin ½ and 1 − cos ½, to 16 digits.
    let pendulum = find("pendulum");
    let pendulum = pendulum.on::<f64>().expect("runs on f64");
    assert!(near(&gradient(pendulum, &[0.5]), &[0.479_425_538_604_203], BY_HAND));
    assert!((pendulum.loss(&[0.5]) - 0.122_417_438_109_627_3).abs() <= BY_HAND);
    // Every problem is in the table.
    let listed = |name: &str| name == "pendulum" || BY_HAND_VALUES.iter().any(|row| row.0 == name);
    assert!(registry::all().iter().all(|entry| listed(entry.description.name)));
}

/// Hénon-Heiles with + ⅓ y³.
#[derive(Clone, Copy)]
struct Cubic;

impl<T: Algebra> Evaluate<T> for Cubic {
    fn at(&self, point: &[T]) -> T {
        let y = point[1].clone();
        let right = T::ratio(1, 2) * (point[0].square() + y.square()) + point[0].square() * &y;
        right + T::ratio(1, 3) * y.square() * y
    }
}

/// Kepler's potential with the other sign.
#[derive(Clone, Copy)]
struct Repulsive;

impl<T: Root> Evaluate<T> for Repulsive {
    fn at(&self, point: &[T]) -> T {
        T::one() / (point[0].square() + point[1].square()).sqrt()
    }
}

fn wrong(name: &'static str) -> ProblemDescription {
    ProblemDescription { name, loss: "wrong", remark: "wrong", source: "none" }
}

impl Facts for Cubic {
    fn description(&self) -> ProblemDescription {
        wrong("henon_heiles")
    }

    fn start(&self) -> PhasePoint {
        find("henon_heiles").start
    }
}

impl Facts for Repulsive {
    fn description(&self) -> ProblemDescription {
        wrong("kepler")
    }

    fn start(&self) -> PhasePoint {
        find("kepler").start
    }
}

/// The control: a sign in a loss, and each number of the table, is noticed.
#[test]
fn control_a_changed_sign_or_number_differs_from_the_values_by_hand() {
    for row in BY_HAND_VALUES {
        let (name, point, loss, expected) = row;
        for i in 0..expected.len() {
            // A thousandth more.
            let mut changed = expected.to_vec();
            changed[i] = (expected[i].0 * 1000 + expected[i].1, expected[i].1 * 1000);
            assert!(!agrees(&find(name), &(name, point, loss, &changed)), "{row:?}, coordinate {i}");
        }
        assert!(!agrees(&find(name), &(name, point, (loss.0 + 1, loss.1), expected)), "{row:?}");
    }
    for entry in [Entry::algebra(Cubic), Entry::root(Repulsive)] {
        let name = entry.description.name;
        let mut rows = BY_HAND_VALUES.iter().filter(|row| row.0 == name).peekable();
        assert!(rows.peek().is_some() && rows.all(|row| !agrees(&entry, row)), "{name}");
    }
}
