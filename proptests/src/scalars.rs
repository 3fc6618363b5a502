//! The laws of each number type: they belong to the type, not to the trait.

use crate::strategies::{
    DIRECTIONS, any_float, cases, coordinate, decimal, finite_float, integer_dual, positive_dual, tame_point,
};
use crate::tolerance::{
    DIFFERENCE_QUOTIENT, DIFFERENCE_STEP, DUAL_IDENTITY, EPSILON, EXP_OF_LN, SQUARE_ULPS, same, same_vectors,
};
use proptest::prelude::*;
use stable_sgd::method::{Hyperparameters, registry};
use stable_sgd::reference::ulps_between;
use stable_sgd::scalar::{
    Absolute, Algebra, Approximate, Compare, Counting, Dual, Libm64, Operations, Ring, Root, Transcendental,
};

// Every type computes on its values what binary64 computes.

/// Every operation but the square on two numbers, by name.
fn every_operation<T: Transcendental + Absolute + Compare + Approximate>(a: f64, b: f64) -> Vec<(&'static str, f64)> {
    let (a, b) = (T::from_f64(a), T::from_f64(b));
    let results = [
        ("a", a.clone()),
        ("0", T::zero()),
        ("1", T::one()),
        ("a + b", a.clone() + b.clone()),
        ("a + &b", a.clone() + &b),
        ("a - b", a.clone() - b.clone()),
        ("a - &b", a.clone() - &b),
        ("a * b", a.clone() * b.clone()),
        ("a * &b", a.clone() * &b),
        ("a / b", a.clone() / b.clone()),
        ("a / &b", a.clone() / &b),
        ("-a", -a.clone()),
        ("sqrt a", a.sqrt()),
        ("exp a", a.exp()),
        ("ln a", a.ln()),
        ("sin a", a.sin()),
        ("cos a", a.cos()),
        ("tanh a", a.tanh()),
        ("|a|", a.abs()),
        ("a if a > b else b", a.select_above(&b, a.clone(), b.clone())),
        ("b if a > b else a", a.select_above(&b, b.clone(), a.clone())),
    ];
    results.into_iter().map(|(name, x)| (name, x.to_f64())).collect()
}

/// The names of the operations whose results are not `f64`'s, to the bit.
fn unlike_floats(found: &[(&'static str, f64)], a: f64, b: f64) -> Vec<&'static str> {
    let floats = every_operation::<f64>(a, b);
    let pairs = found.iter().zip(&floats);
    pairs.filter(|(x, y)| x.0 != y.0 || !same(x.1, y.1)).map(|(x, _)| x.0).collect()
}

/// Whether an integer and its square and sign come through exactly.
fn integers_are_exact<T: Ring + Approximate>(n: i32) -> bool {
    let x = T::from_integer(i64::from(n));
    let square = i64::from(n) * i64::from(n);
    x.to_f64() == f64::from(n) && x.square().to_f64() == square as f64 && (-x).to_f64() == -f64::from(n)
}

proptest! {
    #![proptest_config(cases(1.0))]

    #[test]
    fn every_type_computes_what_binary64_does(a in any_float(), b in any_float()) {
        prop_assert_eq!(unlike_floats(&every_operation::<Libm64>(a, b), a, b), [""; 0]);
        prop_assert_eq!(unlike_floats(&every_operation::<Counting>(a, b), a, b), [""; 0]);
        prop_assert_eq!(unlike_floats(&every_operation::<Dual<f64>>(a, b), a, b), [""; 0]);
        prop_assert_eq!(unlike_floats(&every_operation::<Dual<Dual<f64>>>(a, b), a, b), [""; 0]);
    }

    /// The control: the right side off by an ulp shows in every operation that
    /// takes it, where it is not rounded away.
    #[test]
    fn control_another_operand_is_found(a in coordinate(), b in 1.0..2.0) {
        let found = unlike_floats(&every_operation::<Libm64>(a, b * 2.0), a, b);
        prop_assert!(found.contains(&"a + b") && found.contains(&"a - &b"), "{:?}", found);
    }

    #[test]
    fn squares_are_products_but_for_those_of_the_c_library(x in any_float()) {
        prop_assert!(same(x.square(), x * x));
        prop_assert!(same(Counting(x).square().0, x * x));
        prop_assert!(same(Dual::constant(x).square().value, x * x));
        prop_assert!(ulps_between(Libm64(x).square().0, x * x) <= SQUARE_ULPS);
        prop_assert!(same(Libm64(-x).square().0, Libm64(x).square().0));
    }

    #[test]
    fn integers_are_exact_in_every_type(n in -94_906_265..=94_906_265) {
        // 94906265² < 2⁵³
        prop_assert!(integers_are_exact::<f64>(n) && integers_are_exact::<Libm64>(n));
        prop_assert!(integers_are_exact::<Counting>(n) && integers_are_exact::<Dual<f64>>(n));
    }

    /// A quotient is rounded once, and so is a decimal literal.
    #[test]
    fn a_ratio_is_the_decimal_literal((numerator, power) in decimal()) {
        let literal: f64 = format!("{numerator}e-{power}").parse().expect("a decimal");
        let denominator = 10_i64.pow(power);
        prop_assert!(same(f64::ratio(numerator, denominator), numerator as f64 / denominator as f64));
        prop_assert_eq!(f64::ratio(numerator, denominator), literal);
        prop_assert_eq!(Libm64::ratio(numerator, denominator).0, literal);
        prop_assert_eq!(Counting::ratio(numerator, denominator).0, literal);
        prop_assert_eq!(Dual::<f64>::ratio(numerator, denominator), Dual::constant(literal));
    }
}

#[test]
fn control_a_product_with_a_rounded_reciprocal_is_not_the_decimal_literal() {
    assert_eq!(f64::ratio(3, 10), 0.3);
    assert_ne!(3.0 * f64::ratio(1, 10), 0.3);
}

/// The control: the comparison of squares is not blind. pow(x, 2.0) is another
/// float than x·x for about one x in 1200; of 20 000 some 16 are expected.
#[test]
fn control_some_squares_of_the_c_library_are_not_products() {
    let points = (1..=20_000).map(|n| f64::from(n) / 7_919.0);
    let differing: Vec<f64> = points.filter(|x| !same(Libm64(*x).square().0, x * x)).collect();
    assert!((1..200).contains(&differing.len()), "{} of 20000", differing.len());
}

// Counting.

/// (a b + a / b)² − √|a| + e⁻ᵃ: every kind of operation, in known numbers.
fn one_of_each<T: Transcendental + Absolute>(a: &T, b: &T) -> T {
    let inner = a.clone() * b + a.clone() / b;
    inner.square() - a.abs().sqrt() + (-a.clone()).exp()
}

const ONE_OF_EACH: Operations = Operations {
    additions: 4,
    multiplications: 1,
    squares: 1,
    divisions: 1,
    roots: 1,
    selections: 1,
    transcendentals: 1,
};

/// What a step of the method `name` costs after `before` steps in `dimension` coordinates.
fn cost_of_step(name: &str, dimension: usize, before: usize) -> Operations {
    struct Constant;
    impl stable_sgd::method::Oracle<Counting> for Constant {
        fn gradient(&mut self, _: &[Counting], gradient: &mut [Counting]) {
            gradient.fill(Counting(0.5));
        }
    }
    let method = registry::find(name).expect("registered");
    let rule = method.on::<Counting>().expect("runs on counting numbers");
    let hyper: Hyperparameters<Counting> = method.description.defaults().map(|x| Counting(*x));
    let mut state = method.init(vec![Counting(1.0); dimension]);
    for _ in 0..before {
        rule.step(&hyper, &mut Constant, &mut state);
    }
    Counting::tally(|| rule.step(&hyper, &mut Constant, &mut state)).1
}

proptest! {
    #![proptest_config(cases(1.0))]

    #[test]
    fn counting_gives_the_value_and_the_count_of_a_known_expression(a in any_float(), b in any_float()) {
        let (value, cost) = Counting::tally(|| one_of_each(&Counting(a), &Counting(b)));
        prop_assert!(same(value.0, one_of_each(&a, &b)));
        prop_assert_eq!(cost, ONE_OF_EACH);
        prop_assert_eq!(cost.total(), 10);
    }

    /// Constants and copies are free, and a tally begins at zero.
    #[test]
    fn counting_counts_nothing_for_constants(n in any::<i32>(), x in any_float()) {
        let ((), cost) = Counting::tally(|| {
            let _ = (Counting::ratio(i64::from(n), 7), Counting::from_integer(i64::from(n)), Counting::from_f64(x).to_f64());
        });
        prop_assert_eq!(cost, Operations::default());
    }

    /// v' = μ v + η g and q' = q − v': two products and two sums a coordinate.
    #[test]
    fn a_step_of_sgd_costs_two_products_and_two_sums_a_coordinate(dimension in 0_usize..=9, before in 0_usize..=4) {
        let count = dimension as u64;
        let expected = Operations { additions: 2 * count, multiplications: 2 * count, ..Operations::default() };
        prop_assert_eq!(cost_of_step("sgd", dimension, before), expected);
    }

    /// As described: kick (2 ×, 1 +), energy (2 squares, 2 ×, 1 +), factor
    /// (√, ×, +, ÷), step (2 ×, 2 +) and two totals; from step 3 on a
    /// difference, an absolute value and a product for the penalty.
    #[test]
    fn a_step_of_stable_sgd_costs_what_its_formula_says(dimension in 0_usize..=9, before in 0_usize..=4) {
        let (count, penalised) = (dimension as u64, u64::from(before >= 2));
        let expected = Operations {
            additions: (7 + penalised) * count,
            multiplications: (7 + penalised) * count,
            squares: 2 * count,
            divisions: count,
            roots: count,
            selections: penalised * count,
            transcendentals: 0,
        };
        prop_assert_eq!(cost_of_step("stable_sgd", dimension, before), expected);
    }
}

/// The control: one operation more is seen.
#[test]
fn control_one_more_operation_is_counted() {
    let (_, cost) = Counting::tally(|| one_of_each(&Counting(2.0), &Counting(3.0)) + Counting(1.0));
    assert_eq!(cost, Operations { additions: 5, ..ONE_OF_EACH });
}

// Dual numbers: a ring, exactly, on integers.

type Law = fn(&Dual<f64>, &Dual<f64>, &Dual<f64>) -> (Dual<f64>, Dual<f64>);

/// The laws of a commutative ring, as pairs that must be equal.
const RING_LAWS: [(&str, Law); 11] = [
    ("a + b = b + a", |a, b, _| (a.clone() + b, b.clone() + a)),
    ("(a + b) + c = a + (b + c)", |a, b, c| (a.clone() + b + c, a.clone() + (b.clone() + c))),
    ("a + 0 = a", |a, _, _| (a.clone() + Dual::from_integer(0), a.clone())),
    ("a - a = 0", |a, _, _| (a.clone() - a, Dual::from_integer(0))),
    ("a - b = a + (-b)", |a, b, _| (a.clone() - b, a.clone() + -b.clone())),
    ("a b = b a", |a, b, _| (a.clone() * b, b.clone() * a)),
    ("(a b) c = a (b c)", |a, b, c| (a.clone() * b * c, a.clone() * (b.clone() * c))),
    ("a 1 = a", |a, _, _| (a.clone() * Dual::from_integer(1), a.clone())),
    ("a 0 = 0", |a, _, _| (a.clone() * Dual::from_integer(0), Dual::from_integer(0))),
    ("a (b + c) = a b + a c", |a, b, c| (a.clone() * (b.clone() + c), a.clone() * b + a.clone() * c)),
    ("a² = a a", |a, _, _| (a.square(), a.clone() * a)),
];

/// Equal value and derivatives, a missing list being zero; −0 equals 0.
fn equal(a: &Dual<f64>, b: &Dual<f64>) -> bool {
    a.value == b.value && (0..DIRECTIONS).all(|i| a.along(i) == b.along(i))
}

/// Whether `law` holds at a, b, c.
fn holds(law: Law, a: &Dual<f64>, b: &Dual<f64>, c: &Dual<f64>) -> bool {
    let (left, right) = law(a, b, c);
    equal(&left, &right)
}

/// Whether two dual numbers agree within `tolerance` times a scale of each part.
fn close(a: &Dual<f64>, b: &Dual<f64>, tolerance: f64, scale: &Dual<f64>) -> bool {
    (a.value - b.value).abs() <= tolerance * scale.value
        && (0..DIRECTIONS).all(|i| (a.along(i) - b.along(i)).abs() <= tolerance * scale.along(i))
}

/// Value and derivatives by their absolute values: a scale for rounding errors.
fn sizes(a: &Dual<f64>) -> Dual<f64> {
    Dual { value: a.value.abs(), derivative: a.derivative.iter().map(|d| d.abs()).collect() }
}

proptest! {
    #![proptest_config(cases(1.0))]

    #[test]
    fn dual_numbers_form_a_commutative_ring(a in integer_dual(), b in integer_dual(), c in integer_dual()) {
        for (name, law) in RING_LAWS {
            prop_assert!(holds(law, &a, &b, &c), "{}", name);
        }
    }

    /// (a / b) b = a and (1 / a) a = 1.
    #[test]
    fn dual_division_undoes_multiplication(a in positive_dual(), b in positive_dual()) {
        let quotient = a.clone() / &b;
        // The derivative is (a' − b' a/b) / b, times b, plus b' a/b.
        let scale = sizes(&a) + sizes(&b) * Dual::constant(quotient.value) * Dual::constant(2.0);
        let scale = Dual { value: a.value, derivative: scale.derivative };
        prop_assert!(close(&(quotient * &b), &a, DUAL_IDENTITY, &scale));
        prop_assert_eq!(a.clone() / &b, a / b);
    }

    /// √a √a = a.
    #[test]
    fn the_dual_root_squared_is_the_number(a in positive_dual()) {
        prop_assert!(close(&a.sqrt().square(), &a, DUAL_IDENTITY, &sizes(&a)));
    }

    /// exp ln a = a.
    #[test]
    fn the_dual_exponential_undoes_the_logarithm(a in positive_dual()) {
        prop_assert!(close(&a.ln().exp(), &a, EXP_OF_LN, &sizes(&a)));
    }

    /// sin² a + cos² a = 1, whose derivative is zero.
    #[test]
    fn dual_sine_and_cosine_lie_on_the_circle(x in tame_point()) {
        let a = Dual::variable(x, 0, DIRECTIONS);
        let one = Dual { value: 1.0, derivative: vec![1.0; DIRECTIONS] };
        prop_assert!(close(&(a.sin().square() + a.cos().square()), &Dual::constant(1.0), DUAL_IDENTITY, &one));
    }

    /// ∇(x y) = (y, x), ∇(x / y) = (1 / y, −x / y²): directions are not confused.
    #[test]
    fn dual_gradients_name_their_directions(x in 1.0..100.0_f64, y in 1.0..100.0_f64) {
        let point = Dual::point(&[x, y]);
        prop_assert!(same_vectors(&(point[0].clone() * &point[1]).derivative, &[y, x]));
        let quotient = point[0].clone() / &point[1];
        let exact = [1.0 / y, -x / (y * y)];
        prop_assert!(quotient.derivative.iter().zip(exact).all(|(a, b)| (a - b).abs() <= 3.0 * EPSILON * b.abs()));
    }

    /// |a|' = sign(a) a', none at 0, and a choice has the derivative of what it chooses,
    /// none at the threshold.
    #[test]
    fn dual_choices_carry_the_chosen_derivative(x in coordinate(), threshold in coordinate()) {
        let a = Dual::variable(x, 0, 1);
        let slope = if x == 0.0 { f64::NAN } else { x.signum() };
        prop_assert!(same(a.abs().value, x.abs()) && same(a.abs().along(0), slope));
        let (above, otherwise) = (a.square(), -a.clone());
        let chosen = a.select_above(&Dual::constant(threshold), above.clone(), otherwise.clone());
        if x == threshold {
            prop_assert!(same(chosen.value, otherwise.value) && chosen.along(0).is_nan());
        } else {
            prop_assert_eq!(chosen, if x > threshold { above } else { otherwise });
        }
        let corner = a.select_above(&Dual::constant(x), a.square(), -a.clone());
        prop_assert!(same(corner.value, -x) && corner.along(0).is_nan());
        let smooth = a.select_above(&Dual::constant(x), a.square(), a.square());
        prop_assert_eq!(smooth, a.square());
    }

    /// Dual numbers of dual numbers: (x³)' = 3x², (x³)'' = 6x.
    #[test]
    fn nested_dual_numbers_give_second_derivatives(n in -4096..=4096_i32) {
        let x = f64::from(n);
        let inner = Dual::variable(x, 0, 1);
        let nested = Dual { value: inner, derivative: vec![Dual::constant(1.0)] };
        let cube = nested.clone() * &nested * &nested;
        prop_assert_eq!((cube.value.value, cube.value.along(0)), (x * x * x, 3.0 * x * x));
        prop_assert_eq!((cube.along(0).value, cube.along(0).along(0)), (3.0 * x * x, 6.0 * x));
        prop_assert_eq!(nested.square() * nested, cube);
    }
}

/// The control: the same check refutes what is no law.
#[test]
fn control_false_laws_are_refuted() {
    let dual = |value: f64, derivative: f64| Dual { value, derivative: vec![derivative; DIRECTIONS] };
    let (a, b, c) = (dual(2.0, 3.0), dual(5.0, 7.0), dual(11.0, 13.0));
    let false_laws: [(&str, Law); 3] = [
        ("a - b = b - a", |a, b, _| (a.clone() - b, b.clone() - a)),
        ("(a - b) - c = a - (b - c)", |a, b, c| (a.clone() - b - c, a.clone() - (b.clone() - c))),
        // The values agree: the derivative alone is wrong.
        ("(a b)' = a' b", |a, b, _| {
            let product = a.clone() * b;
            let half = Dual { value: product.value, derivative: a.derivative.iter().map(|d| d * b.value).collect() };
            (product, half)
        }),
    ];
    for (name, law) in false_laws {
        assert!(!holds(law, &a, &b, &c), "{name}");
    }
    for (name, law) in RING_LAWS {
        assert!(holds(law, &a, &b, &c), "{name}");
    }
    assert!(!close(&a, &dual(2.0, 3.0 + 1e-12), DUAL_IDENTITY, &sizes(&a)));
}

// Dual numbers: derivatives against difference quotients.

/// A formula of one variable for each rule of differentiation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Formula {
    /// sin x · eˣ
    Product,
    /// sin x / (2 + x²)
    Quotient,
    /// exp(sin(x²))
    Chain,
    /// x − x³
    Difference,
    /// (x²)²
    Square,
    /// √(1 + x²)
    Root,
    /// eˣ
    Exp,
    /// ln(3 + x)
    Ln,
    /// sin 3x
    Sin,
    /// cos 3x
    Cos,
    /// tanh 2x
    Tanh,
    /// |x − 3| x: the argument is negative
    AbsoluteBelow,
    /// |x + 3| x: the argument is positive
    AbsoluteAbove,
}

const FORMULAS: [Formula; 13] = [
    Formula::Product,
    Formula::Quotient,
    Formula::Chain,
    Formula::Difference,
    Formula::Square,
    Formula::Root,
    Formula::Exp,
    Formula::Ln,
    Formula::Sin,
    Formula::Cos,
    Formula::Tanh,
    Formula::AbsoluteBelow,
    Formula::AbsoluteAbove,
];

impl Formula {
    fn at<T: Transcendental + Absolute>(self, x: &T) -> T {
        let integer = T::from_integer;
        match self {
            Self::Product => x.sin() * x.exp(),
            Self::Quotient => x.sin() / (integer(2) + x.square()),
            Self::Chain => x.square().sin().exp(),
            Self::Difference => x.clone() - x.clone() * x * x,
            Self::Square => x.square().square(),
            Self::Root => (integer(1) + x.square()).sqrt(),
            Self::Exp => x.exp(),
            Self::Ln => (integer(3) + x).ln(),
            Self::Sin => (integer(3) * x).sin(),
            Self::Cos => (integer(3) * x).cos(),
            Self::Tanh => (integer(2) * x).tanh(),
            Self::AbsoluteBelow => (x.clone() - integer(3)).abs() * x,
            Self::AbsoluteAbove => (x.clone() + integer(3)).abs() * x,
        }
    }

    /// Whether `derivative` is the formula's at `x`, by a central difference quotient.
    fn has_derivative(self, x: f64, derivative: f64) -> bool {
        let rise = self.at(&(x + DIFFERENCE_STEP)) - self.at(&(x - DIFFERENCE_STEP));
        (rise / (2.0 * DIFFERENCE_STEP) - derivative).abs() <= DIFFERENCE_QUOTIENT
    }
}

proptest! {
    #![proptest_config(cases(1.0))]

    #[test]
    fn dual_derivatives_are_limits_of_difference_quotients(x in tame_point()) {
        for formula in FORMULAS {
            let dual = formula.at(&Dual::variable(x, 0, 1));
            prop_assert!(same(dual.value, formula.at(&x)), "{:?}", formula);
            prop_assert!(formula.has_derivative(x, dual.along(0)), "{:?}: {}", formula, dual.along(0));
        }
    }
}

/// The control: each rule with a sign or a factor changed is refuted.
#[test]
fn control_wrong_rules_of_differentiation_are_refuted() {
    let x: f64 = 1.25;
    let wrong = [
        (Formula::Product, x.cos() * x.exp()),
        (Formula::Quotient, (x.cos() + x.sin() * 2.0 * x / (2.0 + x * x)) / (2.0 + x * x)),
        (Formula::Chain, (x * x).sin().exp() * (x * x).cos()),
        (Formula::Difference, 1.0 + 3.0 * x * x),
        (Formula::Square, 2.0 * x * x),
        (Formula::Root, x / (2.0 * (1.0 + x * x).sqrt())),
        (Formula::Exp, x * x.exp()),
        (Formula::Ln, 1.0 / x),
        (Formula::Sin, -3.0 * (3.0 * x).cos()),
        (Formula::Cos, 3.0 * (3.0 * x).sin()),
        (Formula::Tanh, 2.0 * (1.0 + (2.0 * x).tanh().powi(2))),
        (Formula::AbsoluteBelow, 2.0 * x - 3.0),
        (Formula::AbsoluteAbove, -2.0 * x - 3.0),
    ];
    assert_eq!(wrong.map(|(formula, _)| formula), FORMULAS, "every rule has a control");
    for (formula, derivative) in wrong {
        assert!(!formula.has_derivative(x, derivative), "{formula:?}");
        let right = formula.at(&Dual::variable(x, 0, 1)).along(0);
        assert!(!formula.has_derivative(x, right + 3.0 * DIFFERENCE_QUOTIENT), "{formula:?}");
    }
}

proptest! {
    #![proptest_config(cases(1.0))]

    /// A NaN is above nothing and nothing is above it, in every type.
    #[test]
    fn nan_is_above_nothing(x in finite_float()) {
        fn chosen<T: Compare + Approximate>(a: f64, b: f64) -> f64 {
            T::from_f64(a).select_above(&T::from_f64(b), T::one(), T::zero()).to_f64()
        }
        for (a, b) in [(f64::NAN, x), (x, f64::NAN), (x, x)] {
            prop_assert_eq!(chosen::<f64>(a, b), 0.0);
            prop_assert_eq!(chosen::<Libm64>(a, b), 0.0);
            prop_assert_eq!(chosen::<Counting>(a, b), 0.0);
            prop_assert_eq!(chosen::<Dual<f64>>(a, b), 0.0);
        }
        prop_assert_eq!(chosen::<f64>(f64::INFINITY, x), 1.0);
    }
}
