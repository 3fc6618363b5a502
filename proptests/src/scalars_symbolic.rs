//! The numbers that proofs run on: `Exact` is a fraction or says why there is none, and
//! `Symbolic` is an expression that is right at every point at which it is defined.
//!
//! One generic formula, made from a random tree, runs on symbols, fractions and
//! intervals. The symbols that stand for roots, inverses, absolute values and choices
//! are replaced by their values at a point; what comes out must be the formula's value there.

use crate::strategies::{Expression, VARIABLES, cases, expression, fraction, rational_point, terms};
use num_traits::{One, Zero};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use stable_sgd::scalar::{
    Absolute, Algebra, Approximate, Compare, Exact, Field, Interval, Polynomial, Rational, Ring, Root, Symbolic,
    Transcendental, Undefined,
};
use std::collections::BTreeMap;

// `Exact` against `Rational`.

fn rational((p, q): (i128, i128)) -> Rational {
    format!("{p}/{q}").parse().expect("a fraction")
}

proptest! {
    #![proptest_config(cases(1.0))]

    #[test]
    fn exact_numbers_are_rationals_wherever_they_are_defined(a in fraction(), b in fraction()) {
        let [a, b] = [a, b].map(rational);
        let [x, y] = [&a, &b].map(|value| Exact::from(value.clone()));
        let pairs = [
            (x.clone() + &y, Some(a.clone() + &b)),
            (x.clone() - &y, Some(a.clone() - &b)),
            (x.clone() * &y, Some(a.clone() * &b)),
            (x.clone() / &y, a.checked_div(&b)),
            (-x.clone(), Some(-a.clone())),
            (x.square(), Some(a.square())),
            (x.abs(), Some(a.abs())),
            (x.sqrt(), a.sqrt_exact()),
            (x.square().sqrt(), Some(a.abs())),
            (x.select_above(&y, x.clone(), y.clone()), Some(a.clone().max(b.clone()))),
        ];
        for (place, (found, expected)) in pairs.into_iter().enumerate() {
            prop_assert_eq!(found.value().ok(), expected.as_ref(), "operation {}", place);
        }
        prop_assert_eq!((x.clone() / &y).value().err(), b.is_zero().then_some(Undefined::DivisionByZero));
        prop_assert_eq!(x.sqrt().value().err(), a.sqrt_exact().is_none().then_some(Undefined::Root));
        prop_assert_eq!(x.is_zero(), a.is_zero());
    }

    /// Undefined numbers absorb: everything computed from one has its reason.
    #[test]
    fn what_is_undefined_absorbs(a in fraction(), which in 0..4_usize) {
        let (undefined, reason) = [
            (Exact::from_integer(2).sqrt(), Undefined::Root),
            (Exact::one() / Exact::zero(), Undefined::DivisionByZero),
            (Exact::from(Rational::from(2).pow(1 << 12)), Undefined::Budget),
            (Exact::one().exp(), Undefined::Transcendental),
        ][which].clone();
        let x = Exact::from(rational(a));
        let results = [
            x.clone() + &undefined, undefined.clone() - &x, undefined.clone() * &Exact::zero(), x.clone() / &undefined,
            undefined.clone() / Exact::zero(), undefined.sqrt(), undefined.abs(), undefined.square(), -undefined.clone(),
            undefined.select_above(&x, x.clone(), x.clone()), x.select_above(&undefined, x.clone(), x.clone()),
        ];
        for (place, result) in results.iter().enumerate() {
            prop_assert_eq!(result.value().err(), Some(reason), "operation {}", place);
            prop_assert!(!result.is_zero() && result.to_f64().is_nan());
        }
        // The control: without it the same are defined.
        prop_assert!((x.clone() + &Exact::one()).value().is_ok());
    }
}

// `Symbolic` against both.

/// A number of the adjoined symbols: exact where it is, and enclosed in any case.
type Values = BTreeMap<String, (Exact, Interval)>;

/// A formula run on symbols, fractions and intervals at once.
#[derive(Clone)]
struct Run {
    symbolic: Symbolic,
    exact: Exact,
    interval: Interval,
}

/// Σ c Π xᵖ with the values of the symbols.
fn value<T: Algebra>(p: &Polynomial, of: impl Fn(&str) -> T, coefficient: impl Fn(&Rational) -> T) -> T {
    p.terms().fold(T::zero(), |sum, (powers, c)| {
        sum + powers
            .fold(coefficient(c), |product, (name, power)| (0..power).fold(product, |product, _| product * of(name)))
    })
}

/// p/q of a fraction, enclosed.
fn enclosed(x: &Rational) -> Interval {
    let nearest = x.to_f64();
    Interval::new(nearest.next_down(), nearest.next_up()).expect("a finite fraction")
}

/// Puts the value of the one symbol of `symbol`, which is c times it, into `values`.
fn adjoin(symbol: &Symbolic, exact: &Exact, interval: &Interval, values: &mut Values) {
    let polynomial = symbol.polynomial();
    let names = polynomial.variables();
    let Some(name) = names.first().filter(|_| names.len() == 1 && polynomial.degree() == Some(1)) else { return };
    let scale = polynomial.leading_coefficient();
    let (exact, interval) = (exact.clone() / Exact::from(scale.clone()), *interval / enclosed(&scale));
    values.entry((*name).to_owned()).or_insert((exact, interval));
}

/// Puts the values of the roots of numbers into `values`: √6 is √2 √3.
fn adjoin_roots_of_numbers(root: &Symbolic, values: &mut Values) {
    for name in root.polynomial().variables() {
        let number = name.strip_prefix("√(").and_then(|rest| rest.strip_suffix(')')?.parse::<Rational>().ok());
        if let Some(number) = number {
            let root = (Exact::from(number.clone()).sqrt(), enclosed(&number).sqrt());
            values.entry(name.to_owned()).or_insert(root);
        }
    }
}

/// Runs the tree, and notes what its roots, inverses, absolute values and choices are.
fn run(tree: &Expression, point: &[(i64, i64); VARIABLES.len()], values: &mut Values) -> Run {
    let number = |(p, q): (i64, i64)| Run {
        symbolic: Symbolic::ratio(p, q),
        exact: Exact::ratio(p, q),
        interval: Interval::ratio(p, q),
    };
    match tree {
        Expression::Number(p, q) => number((*p, *q)),
        Expression::Variable(i) => Run { symbolic: Symbolic::symbol(VARIABLES[*i]), ..number(point[*i]) },
        Expression::Add(a, b) => {
            both(&run(a, point, values), &run(b, point, values), |a, b| a + b, |a, b| a + b, |a, b| a + b)
        }
        Expression::Subtract(a, b) => {
            both(&run(a, point, values), &run(b, point, values), |a, b| a - b, |a, b| a - b, |a, b| a - b)
        }
        Expression::Multiply(a, b) => {
            both(&run(a, point, values), &run(b, point, values), |a, b| a * b, |a, b| a * b, |a, b| a * b)
        }
        Expression::Divide(a, b) => {
            let (a, b) = (run(a, point, values), run(b, point, values));
            let one = number((1, 1));
            let inverse = both(&one, &b, |a, b| a / b, |a, b| a / b, |a, b| a / b);
            adjoin(&inverse.symbolic, &inverse.exact, &inverse.interval, values);
            both(&a, &b, |a, b| a / b, |a, b| a / b, |a, b| a / b)
        }
        Expression::Root(a) => {
            let a = run(a, point, values);
            let root = Run { symbolic: a.symbolic.sqrt(), exact: a.exact.sqrt(), interval: a.interval.sqrt() };
            adjoin(&root.symbolic, &root.exact, &root.interval, values);
            adjoin_roots_of_numbers(&root.symbolic, values);
            root
        }
        Expression::Absolute(a) => {
            let a = run(a, point, values);
            let size = Run { symbolic: a.symbolic.abs(), exact: a.exact.abs(), interval: a.interval.abs() };
            adjoin(&size.symbolic, &size.exact, &size.interval, values);
            size
        }
        Expression::Select([a, threshold, above, otherwise]) => {
            let [a, threshold, above, otherwise] =
                [a, threshold, above, otherwise].map(|tree| run(tree, point, values));
            let choice = select(&a, &threshold, &number((1, 1)), &number((0, 1)));
            adjoin(&choice.symbolic, &choice.exact, &choice.interval, values);
            select(&a, &threshold, &above, &otherwise)
        }
    }
}

fn both(
    a: &Run,
    b: &Run,
    symbolic: impl Fn(Symbolic, Symbolic) -> Symbolic,
    exact: impl Fn(Exact, Exact) -> Exact,
    interval: impl Fn(Interval, Interval) -> Interval,
) -> Run {
    Run {
        symbolic: symbolic(a.symbolic.clone(), b.symbolic.clone()),
        exact: exact(a.exact.clone(), b.exact.clone()),
        interval: interval(a.interval, b.interval),
    }
}

fn select(a: &Run, threshold: &Run, above: &Run, otherwise: &Run) -> Run {
    Run {
        symbolic: a.symbolic.select_above(&threshold.symbolic, above.symbolic.clone(), otherwise.symbolic.clone()),
        exact: a.exact.select_above(&threshold.exact, above.exact.clone(), otherwise.exact.clone()),
        interval: a.interval.select_above(&threshold.interval, above.interval, otherwise.interval),
    }
}

/// How the symbolic expression's value was compared with the formula's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Agreement {
    /// As fractions.
    Exactly(bool),
    /// Their enclosures meet, or do not.
    Enclosed(bool),
    /// Nothing was compared: a product was beyond the budget, or nothing is defined there.
    Unknown,
}

fn agreement(symbolic: &Symbolic, exact: &Exact, interval: &Interval, values: &Values) -> Agreement {
    if !symbolic.is_whole() {
        return Agreement::Unknown;
    }
    let known = |name: &str| values.get(name).cloned().unwrap_or_else(|| panic!("no value for {name}"));
    let found = value(symbolic.polynomial(), |name| known(name).0, |c| Exact::from(c.clone()));
    if let (Ok(found), Ok(expected)) = (found.value(), exact.value()) {
        return Agreement::Exactly(found == expected);
    }
    let found = value(symbolic.polynomial(), |name| known(name).1, enclosed);
    if found.is_empty() || interval.is_empty() {
        return Agreement::Unknown;
    }
    Agreement::Enclosed(found.intersection(interval).is_some())
}

fn at(point: &[(i64, i64); VARIABLES.len()]) -> Values {
    let value = |(p, q): &(i64, i64)| (Exact::ratio(*p, *q), Interval::ratio(*p, *q));
    VARIABLES.iter().map(|name| (*name).to_owned()).zip(point.iter().map(value)).collect()
}

/// The laws of a commutative ring with roots: pairs that are equal wherever they are defined.
fn identities<T: Root + Absolute>(a: &T, b: &T) -> Vec<(&'static str, T, T)> {
    vec![
        ("a b = b a", a.clone() * b, b.clone() * a),
        ("(a + b)² = a² + 2 a b + b²", (a.clone() + b).square(), a.square() + T::from_integer(2) * a * b + b.square()),
        ("a (a + b) = a² + a b", a.clone() * (a.clone() + b), a.square() + a.clone() * b),
        ("(√a)² = a", a.sqrt().square(), a.clone()),
        ("|a|² = a²", a.abs().square(), a.square()),
        ("|−a| = |a|", (-a.clone()).abs(), a.abs()),
        ("a / a = 1", a.clone() / a, T::one()),
        (
            "(a + b) / 2 = a / 2 + b / 2",
            (a.clone() + b) / T::from_integer(2),
            a.clone() * T::ratio(1, 2) + b.clone() * T::ratio(1, 2),
        ),
    ]
}

/// What is equal at some points alone.
fn false_identities<T: Root + Absolute>(a: &T, b: &T) -> Vec<(&'static str, T, T)> {
    vec![
        ("√(a²) = a", a.square().sqrt(), a.clone()),
        ("|a| = a", a.abs(), a.clone()),
        ("√a = √b", a.sqrt(), b.sqrt()),
        ("1 / a = a", T::one() / a, a.clone()),
        ("(a + b)² = a² + b²", (a.clone() + b).square(), a.square() + b.square()),
    ]
}

proptest! {
    #![proptest_config(cases(1.0))]

    /// Free symbols are polynomials: the same operations give the same polynomial.
    #[test]
    fn symbolic_expressions_without_roots_are_polynomials(a in terms(), b in terms()) {
        let expand = |terms: &[crate::strategies::Term]| terms.iter().fold(Polynomial::zero(), |sum, (powers, (p, q))| {
            let power = |product: Polynomial, (name, n): (&&str, &u32)| product * Polynomial::symbol(name).pow(*n);
            sum + VARIABLES.iter().zip(powers).fold(Polynomial::ratio(*p, *q), power)
        });
        let (p, q) = (expand(&a), expand(&b));
        let [x, y] = [&p, &q].map(|p| Symbolic::from(p.clone()));
        for (found, expected) in [
            (x.clone() + &y, p.clone() + &q), (x.clone() - &y, p.clone() - &q), (x.clone() * &y, p.clone() * &q),
            (-x.clone(), -p.clone()), (x.square(), p.square()),
        ] {
            prop_assert!(found.is_polynomial() && found.is_whole());
            prop_assert_eq!(found.polynomial(), &expected);
        }
    }

    /// The value at a point is a homomorphism: of every subexpression, with every operation.
    #[test]
    fn symbolic_expressions_have_the_formulas_value(tree in expression(), point in rational_point()) {
        let mut values = at(&point);
        let Run { symbolic, exact, interval } = run(&tree, &point, &mut values);
        let found = agreement(&symbolic, &exact, &interval, &values);
        let wrong = [Agreement::Exactly(false), Agreement::Enclosed(false)];
        prop_assert!(!wrong.contains(&found), "{}: {:?}, {:?}", symbolic, found, exact);
        // The tree's own evaluation, over the rungs alone, is the run's.
        let alone = tree.at(&VARIABLES.map(Symbolic::symbol));
        prop_assert!(alone == symbolic || !symbolic.is_whole());
        let fractions = tree.at(&point.map(|(p, q)| Exact::ratio(p, q)));
        prop_assert_eq!(fractions.value().ok(), exact.value().ok());
        // The control: one more is another value.
        if found == Agreement::Exactly(true) {
            let more = symbolic + Symbolic::one();
            prop_assert_eq!(agreement(&more, &exact, &interval, &values), Agreement::Exactly(false));
        }
    }

    /// By the definitions of the adjoined symbols the value is the formula's too, and is
    /// enclosed where the point is.
    #[test]
    fn definitions_give_the_formulas_value(tree in expression(), point in rational_point()) {
        let Run { symbolic, exact, interval } = run(&tree, &point, &mut at(&point));
        let of = |name: &str| point[VARIABLES.iter().position(|own| *own == name).expect("a variable")];
        let found = symbolic.evaluate(&|name| { let (p, q) = of(name); Exact::ratio(p, q) });
        let enclosure = symbolic.enclose(&|name| { let (p, q) = of(name); Interval::ratio(p, q) });
        prop_assert!(symbolic.is_whole() || (found.value().is_err() && enclosure == Interval::WHOLE));
        if let (Ok(found), Ok(expected)) = (found.value(), exact.value()) {
            prop_assert_eq!(found, expected);
            prop_assert!(enclosed(found).intersection(&enclosure).is_some(), "{} and {:?}", found, enclosure);
            // The control: one more is elsewhere.
            let more = (symbolic.clone() + Symbolic::one()).evaluate(&|name| { let (p, q) = of(name); Exact::ratio(p, q) });
            prop_assert_ne!(more.value(), Ok(expected));
        }
        prop_assert!(enclosure.is_empty() || interval.is_empty() || enclosure.intersection(&interval).is_some());
    }

    /// Undefined expressions absorb, with every operation, and are equal to nothing.
    #[test]
    fn undefined_expressions_absorb(tree in expression(), which in 0..4_usize) {
        let number = Symbolic::from_integer;
        let sum = || (0..200).fold(number(0), |sum, i| sum + Symbolic::symbol(&format!("t{i}")).sqrt());
        let (undefined, reason) = match which {
            0 => (number(1) / (number(2).sqrt().square() - number(2)), Undefined::DivisionByZero),
            1 => ((number(1) - number(2).sqrt()).sqrt(), Undefined::Root),
            2 => (number(-1).ln(), Undefined::Transcendental),
            _ => (sum() * sum(), Undefined::Budget),
        };
        let x = tree.at(&VARIABLES.map(Symbolic::symbol));
        let x = if x.is_whole() { x } else { Symbolic::symbol("x") };
        let free = Symbolic::symbol("free");
        let results = [
            x.clone() + &undefined, undefined.clone() - &x, undefined.clone() * Symbolic::zero(), Symbolic::zero() * &undefined,
            x.clone() / &undefined, undefined.clone() / &x, undefined.clone() / &undefined, undefined.clone() - &undefined,
            undefined.sqrt(), undefined.abs(), undefined.square(), -undefined.clone(), undefined.exp(), undefined.cos(),
            undefined.select_above(&x, x.clone(), x.clone()), x.select_above(&undefined, x.clone(), x.clone()),
            free.select_above(&x, undefined.clone(), x.clone()), free.select_above(&x, x.clone(), undefined.clone()),
        ];
        for (place, result) in results.iter().enumerate() {
            prop_assert_eq!(result.defined().err(), Some(reason), "operation {}", place);
            prop_assert!(!result.is_zero() && !result.is_polynomial() && result != result && *result != undefined);
        }
        // The controls: a branch that is not taken does not count, and what is defined is equal to itself.
        prop_assert!(number(1).select_above(&number(0), x.clone(), undefined.clone()) == x);
        prop_assert!((x.clone() - &x).is_zero());
    }

    /// Laws come out as 0, and what comes out as 0 is 0 at every point.
    #[test]
    fn what_comes_out_as_zero_is_zero(a in expression(), b in expression(), point in rational_point()) {
        let variables = VARIABLES.map(Symbolic::symbol);
        let [a_symbolic, b_symbolic] = [&a, &b].map(|tree| tree.at(&variables));
        let fractions = point.map(|(p, q)| Exact::ratio(p, q));
        let [a_exact, b_exact] = [&a, &b].map(|tree| tree.at(&fractions));
        let symbolic = [identities(&a_symbolic, &b_symbolic), false_identities(&a_symbolic, &b_symbolic)].concat();
        let exact = [identities(&a_exact, &b_exact), false_identities(&a_exact, &b_exact)].concat();
        for ((name, left, right), (_, left_there, right_there)) in symbolic.into_iter().zip(exact) {
            if (left - right).is_zero() {
                let there = left_there - right_there;
                prop_assert!(there.value().is_err() || there.is_zero(), "{}: {:?}", name, there);
            }
        }
    }
}

/// Of the trees of a fixed seed, most are compared, and many of them as fractions.
#[test]
fn most_expressions_are_compared() {
    let mut runner = TestRunner::deterministic();
    let (mut exactly, mut enclosed, mut adjoined) = (0, 0, 0);
    for _ in 0..256 {
        let inputs = (expression(), rational_point()).new_tree(&mut runner).expect("a strategy without filters");
        let (tree, point) = inputs.current();
        let mut values = at(&point);
        let Run { symbolic, exact, interval } = run(&tree, &point, &mut values);
        adjoined += usize::from(!symbolic.is_polynomial());
        match agreement(&symbolic, &exact, &interval, &values) {
            Agreement::Exactly(_) => exactly += 1,
            Agreement::Enclosed(_) => enclosed += 1,
            Agreement::Unknown => {}
        }
    }
    assert!(exactly >= 64 && exactly + enclosed >= 128, "{exactly} as fractions, {enclosed} by enclosures");
    assert!(adjoined >= 64, "{adjoined} with roots and the like");
}

#[test]
fn laws_come_out_as_zero_and_false_ones_do_not() {
    let [x, y, _] = VARIABLES.map(Symbolic::symbol);
    for a in [x.clone(), x.clone() - &y, x.sqrt() + &y, x.abs() * &y] {
        for (name, left, right) in identities(&a, &y) {
            assert!((left.clone() - right.clone()).is_zero(), "{name}: {left} is not {right}");
        }
        for (name, left, right) in false_identities(&a, &(y.clone() + Symbolic::one())) {
            assert!(!(left - right).is_zero(), "{name}");
        }
    }
}

/// The control of the values: a root whose sign is wrong is noticed.
#[test]
fn control_a_wrong_value_of_a_root_is_noticed() {
    let tree = Expression::Root(Expression::Variable(0).into());
    let point = [(9, 4), (0, 1), (0, 1)];
    let mut values = at(&point);
    let Run { symbolic, exact, interval } = run(&tree, &point, &mut values);
    assert_eq!(agreement(&symbolic, &exact, &interval, &values), Agreement::Exactly(true));
    assert_eq!(exact, Exact::ratio(3, 2));
    let (_, enclosure) = values["√(x)"].clone();
    values.insert("√(x)".to_owned(), (-exact.clone(), -enclosure));
    assert_eq!(agreement(&symbolic, &exact, &interval, &values), Agreement::Exactly(false));
}

/// Square roots in square roots, and products of many: unknown, and in time.
#[test]
fn beyond_the_budget_an_expression_is_unknown() {
    let x = Symbolic::symbol("x");
    let nested = (0..64).fold(x.clone(), |y, _| (y.clone() + y.sqrt() + y.abs()).sqrt() * Symbolic::ratio(1, 2) + y);
    assert!(!nested.is_whole());
    let sum = (0..200).fold(Symbolic::zero(), |sum, i| sum + Symbolic::symbol(&format!("t{i}")).sqrt());
    assert!(!(sum.clone() * &sum).is_whole());
    assert!(!(sum.clone() * &sum - sum.clone() * &sum).is_zero(), "an unknown is equal to nothing");
    let choices = (0..64).fold(x.clone(), |y, _| y.clone().select_above(&x, y.clone() + y.abs(), y.square()));
    assert!(!choices.is_whole());
    // The control: within the budget it is whole.
    assert!((x.sqrt() + x.abs()).sqrt().is_whole());
}

/// A field over both: so that a formula needs no more than its rung.
#[test]
fn a_generic_formula_runs_on_both() {
    fn harmonic<T: Field>(a: &T, b: &T) -> T {
        T::from_integer(2) / (T::one() / a + T::one() / b)
    }
    assert_eq!(harmonic(&Exact::ratio(1, 2), &Exact::ratio(1, 3)), Exact::ratio(2, 5));
    assert_eq!(harmonic(&Exact::one(), &-Exact::one()).value(), Err(Undefined::DivisionByZero));
    let [x, y] = ["x", "y"].map(Symbolic::symbol);
    assert!(harmonic(&x, &y).is_whole() && !harmonic(&x, &Symbolic::zero()).is_whole());
}
