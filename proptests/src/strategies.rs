//! Every generator of the suites. Bounds are named, with their reasons.

use proptest::collection::vec;
use proptest::num::f64 as floats;
use proptest::prelude::*;
use stable_sgd::experiment::{challenging, language};
use stable_sgd::method::registry::Entry;
use stable_sgd::method::{Hyperparameters, Oracle};
use stable_sgd::problem::challenging::Field;
use stable_sgd::problem::language::Sizes;
use stable_sgd::random::Python;
use stable_sgd::scalar::{Absolute, Algebra, Approximate, Compare, Dual, Fixed, Interval, Rational, Ring, Root};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The cases of a property: `PROPTEST_CASES`, or 256, times `share`.
///
/// proptest reads that variable into the default configuration alone: a number
/// of cases written into a suite would hide it.
pub fn cases(share: f64) -> ProptestConfig {
    let whole = ProptestConfig::default();
    let cases = (f64::from(whole.cases) * share).ceil().max(1.0) as u32;
    // Where the variable is set, proptest runs as many cases as it says, whatever the share.
    let most_cases = cases.max(whole.cases);
    let max_global_rejects = whole.max_global_rejects.max(most_cases.saturating_mul(MOST_REJECTED));
    ProptestConfig { cases, max_global_rejects, ..whole }
}

/// How many cases may be rejected for each that is run: an assumption that holds more
/// seldom is a strategy that should be sharper.
const MOST_REJECTED: u32 = 8;

/// Largest coordinate: far beyond any point of the experiments, and far from
/// where squares overflow.
pub const COORDINATE: f64 = 1e3;

/// A coordinate, often exactly zero.
pub fn coordinate() -> impl Strategy<Value = f64> {
    prop_oneof![1 => Just(0.0), 9 => -COORDINATE..COORDINATE]
}

/// Every `f64`: infinities, NaN and subnormal numbers too.
pub fn any_float() -> impl Strategy<Value = f64> {
    floats::ANY
}

/// Every finite `f64`.
pub fn finite_float() -> impl Strategy<Value = f64> {
    floats::POSITIVE | floats::NEGATIVE | floats::NORMAL | floats::SUBNORMAL | floats::ZERO
}

/// The lattice's spacing is 2⁻²⁰: sums and differences of its points and of
/// powers of two down to 2⁻³⁰ are exact.
pub const LATTICE: f64 = 1.0 / 1_048_576.0;

/// A point of the lattice in [−2, 2], where the suite's formulas and their
/// derivatives are tame.
pub fn tame_point() -> impl Strategy<Value = f64> {
    (-(2_i32 << 20)..=(2 << 20)).prop_map(|n| f64::from(n) * LATTICE)
}

/// Largest integer in a dual number: products of four stay below 2⁵³, so that
/// the laws of a ring hold exactly.
pub const DUAL_INTEGER: i32 = 4096;

/// Directions of a dual number: more than one, so that they can be confused.
pub const DIRECTIONS: usize = 3;

/// A dual number with integer parts; its list of derivatives may be empty,
/// which means that they are zero.
pub fn integer_dual() -> impl Strategy<Value = Dual<f64>> {
    let integer = || (-DUAL_INTEGER..=DUAL_INTEGER).prop_map(f64::from);
    let directions = prop_oneof![Just(0), Just(DIRECTIONS)];
    let derivative = directions.prop_flat_map(move |count| vec(integer(), count));
    (integer(), derivative).prop_map(|(value, derivative)| Dual { value, derivative })
}

/// A dual number whose value lies within a factor 1000 of 1.
pub fn positive_dual() -> impl Strategy<Value = Dual<f64>> {
    (1e-3..1e3, vec(-COORDINATE..COORDINATE, DIRECTIONS)).prop_map(|(value, derivative)| Dual { value, derivative })
}

/// A finite float: ordinary ones, small integers whose results are exact, and
/// every size, so that results also underflow and overflow.
pub fn bound() -> impl Strategy<Value = f64> {
    let any_size = (-1.0..1.0, -1074_i32..=1023).prop_map(|(x, exponent): (f64, i32)| scaled(x, exponent));
    let integer = (-64..=64_i32).prop_map(f64::from);
    prop_oneof![3 => -COORDINATE..COORDINATE, 2 => integer, 2 => any_size, 1 => finite_float()]
}

/// x 2ᵉ; in two factors, since 2⁻¹⁰⁷⁴ has no reciprocal.
fn scaled(x: f64, exponent: i32) -> f64 {
    let half = exponent / 2;
    x * 2.0_f64.powi(half) * 2.0_f64.powi(exponent - half)
}

/// A number in an interval in an interval.
#[derive(Clone, Copy, Debug)]
pub struct Nested {
    /// The number.
    pub member: f64,
    /// An interval that contains the number.
    pub inner: Interval,
    /// An interval that contains the other.
    pub outer: Interval,
}

/// Nested intervals; bounds may be shared, and one in eight is infinite.
pub fn nested() -> impl Strategy<Value = Nested> {
    let shape = (prop::bool::weighted(0.125), prop::bool::weighted(0.125), prop::bool::weighted(0.25));
    (vec(bound(), 5), shape).prop_map(|(mut numbers, (no_low, no_high, is_point))| {
        numbers.sort_by(f64::total_cmp);
        let member = numbers[2];
        let (low, high) = if is_point { (member, member) } else { (numbers[1], numbers[3]) };
        let least = if no_low { f64::NEG_INFINITY } else { numbers[0] };
        let most = if no_high { f64::INFINITY } else { numbers[4] };
        let interval = |low, high| Interval::new(low, high).expect("sorted");
        Nested { member, inner: interval(low, high), outer: interval(least, most) }
    })
}

/// Largest bound of an interval of integers: products of two and their sums
/// stay exact.
pub const INTEGER_BOUND: i32 = 4096;

/// An interval between integers, on which + − × are exact.
pub fn integer_interval() -> impl Strategy<Value = Interval> {
    let integer = || (-INTEGER_BOUND..=INTEGER_BOUND).prop_map(f64::from);
    (integer(), integer()).prop_map(|(a, b)| Interval::new(a.min(b), a.max(b)).expect("sorted"))
}

/// Any number of the grid.
pub fn any_fixed() -> impl Strategy<Value = Fixed> {
    any::<i64>().prop_map(Fixed::from_units)
}

/// A number of the grid in (−2, 2).
pub fn tame_fixed() -> impl Strategy<Value = Fixed> {
    (-(2_i64 << 32) + 1..2 << 32).prop_map(Fixed::from_units)
}

/// Every `f32`: infinities, NaN and subnormal numbers too.
pub fn any_single() -> impl Strategy<Value = f32> {
    proptest::num::f32::ANY
}

/// A numerator and the exponent of a power of ten below 2⁵³, so that the
/// quotient is the decimal literal.
pub fn decimal() -> impl Strategy<Value = (i64, u32)> {
    (-(1_i64 << 53)..=(1 << 53), 0_u32..=15)
}

/// An energy: moderate, so that its root times a scale does not swamp 1.
pub fn energy() -> impl Strategy<Value = f64> {
    prop_oneof![1 => Just(0.0), 9 => power_of_ten(-12.0, 12.0)]
}

/// A half phase s = hω/2 below the limit of stability, 1.
pub fn half_phase() -> impl Strategy<Value = f64> {
    0.01..=0.9
}

/// A frequency.
pub fn frequency() -> impl Strategy<Value = f64> {
    power_of_ten(-2.0, 2.0)
}

/// A scale c of the energy factor, from a hundredth to a hundred times the paper's.
pub fn energy_scale() -> impl Strategy<Value = f64> {
    power_of_ten(-3.0, 1.0)
}

/// A float of either sign from 1e-10 to 1e100: its square does not overflow.
pub fn huge_range() -> impl Strategy<Value = f64> {
    (power_of_ten(-10.0, 100.0), any::<bool>()).prop_map(|(x, negative)| if negative { -x } else { x })
}

/// A learning rate or base rate.
pub fn rate() -> impl Strategy<Value = f64> {
    power_of_ten(-6.0, 0.0)
}

/// A momentum in [0, 1].
pub fn momentum() -> impl Strategy<Value = f64> {
    0.0..=1.0
}

/// Largest weight of the penalty that the paper's sweep is extended to.
pub const LARGEST_WEIGHT: f64 = 1e6;

/// A weight of the penalty from 0 to 1e6, zero and the largest among them.
pub fn weight() -> impl Strategy<Value = f64> {
    prop_oneof![1 => Just(0.0), 1 => Just(LARGEST_WEIGHT), 8 => positive_weight()]
}

/// A weight of the penalty that is not zero.
pub fn positive_weight() -> impl Strategy<Value = f64> {
    power_of_ten(-6.0, 6.0)
}

fn power_of_ten(lowest: f64, highest: f64) -> impl Strategy<Value = f64> {
    (lowest..=highest).prop_map(|exponent| 10.0_f64.powf(exponent))
}

/// Dimensions of a random quadratic.
const DIMENSIONS: RangeInclusive<usize> = 1..=5;

/// U(q) = ½ Σ kᵢ (qᵢ − cᵢ)².
#[derive(Clone, Debug)]
pub struct Quadratic {
    /// The stiffnesses k.
    pub stiffness: Vec<f64>,
    /// The minimum c.
    pub centre: Vec<f64>,
}

impl<T: Ring + Approximate> Oracle<T> for Quadratic {
    fn gradient(&mut self, position: &[T], gradient: &mut [T]) {
        let modes = self.stiffness.iter().zip(&self.centre);
        for ((g, q), (k, c)) in gradient.iter_mut().zip(position).zip(modes) {
            *g = (q.clone() - &T::from_f64(*c)) * &T::from_f64(*k);
        }
    }
}

/// A quadratic and where a descent on it starts.
#[derive(Clone, Debug)]
pub struct Descent {
    /// The problem.
    pub problem: Quadratic,
    /// The start, away from the minimum in every coordinate.
    pub start: Vec<f64>,
}

/// A descent with stiffnesses from 0.1 to 1, so that every method is stable on
/// it at rates below 1, from at least 0.1 away from the minimum.
pub fn descent() -> impl Strategy<Value = Descent> {
    let mode = (0.1..1.0, -2.0..2.0, 0.1..2.0, any::<bool>());
    vec(mode, DIMENSIONS).prop_map(|modes| {
        let stiffness = modes.iter().map(|mode| mode.0).collect();
        let centre: Vec<f64> = modes.iter().map(|mode| mode.1).collect();
        let start = modes.iter().map(|(_, c, offset, below)| if *below { c - offset } else { c + offset }).collect();
        Descent { problem: Quadratic { stiffness, centre }, start }
    })
}

/// Numbers and switches from which any method's hyperparameters are taken.
#[derive(Clone, Debug)]
pub struct Pool {
    numbers: Vec<f64>,
    switches: Vec<bool>,
}

/// More numbers and switches than any method takes; numbers in [0.01, 0.95],
/// where each is allowed as a rate, a momentum, a decay or a weight.
const POOL: usize = 16;

/// A pool of hyperparameters.
pub fn pool() -> impl Strategy<Value = Pool> {
    (vec(0.01..0.95, POOL), vec(any::<bool>(), POOL)).prop_map(|(numbers, switches)| Pool { numbers, switches })
}

impl Pool {
    /// Hyperparameters for `method`.
    ///
    /// # Panics
    /// Where the method takes more than the pool has.
    pub fn draw(&self, method: &Entry) -> Hyperparameters<f64> {
        let (numbers, switches) = (method.description.numbers.len(), method.description.switches.len());
        Hyperparameters { numbers: self.numbers[..numbers].to_vec(), switches: self.switches[..switches].to_vec() }
    }
}

/// A point of the landscape, and a reading of its clock.
#[derive(Clone, Debug)]
pub struct Place {
    /// The point.
    pub point: Vec<f64>,
    /// The clock.
    pub time: u64,
}

/// A place in 1 to 6 dimensions: beyond two, each coordinate has the same
/// neighbours. Points reach 3, six deviations of a start; the clock a whole
/// period of the drift, 2π/0.01.
pub fn place() -> impl Strategy<Value = Place> {
    (vec(-3.0..3.0, 1..=6), 0_u64..=629).prop_map(|(point, time)| Place { point, time })
}

/// The challenging experiment in a small size.
#[derive(Clone, Debug)]
pub struct SmallLandscape {
    seed: u64,
    /// Coordinates.
    pub dimension: usize,
    /// Steps of each contender.
    pub steps: usize,
    noise: f64,
    coded: bool,
    paired: bool,
}

/// Small landscapes: no coordinate and one, no step and one among them.
pub fn small_landscape() -> impl Strategy<Value = SmallLandscape> {
    (any::<u64>(), 0_usize..=4, 0_usize..=6, 0.0..1.0, any::<bool>(), any::<bool>()).prop_map(
        |(seed, dimension, steps, noise, coded, paired)| SmallLandscape {
            seed,
            dimension,
            steps,
            noise,
            coded,
            paired,
        },
    )
}

impl SmallLandscape {
    /// The published contenders in this size.
    pub fn settings(&self) -> challenging::Settings {
        let Self { seed, dimension, steps, noise, coded, paired } = *self;
        let field = if coded { Field::Coded } else { Field::TrueGradient };
        challenging::Settings { seed, dimension, steps, noise, field, paired, ..challenging::Settings::published() }
    }
}

/// The language experiment in a small size.
#[derive(Clone, Debug)]
pub struct SmallLanguage {
    python: Python,
    /// The sizes.
    pub sizes: Sizes,
    /// Epochs of each contender.
    pub epochs: usize,
    /// Batches in an epoch.
    pub batches: usize,
    paired: bool,
}

fn python() -> impl Strategy<Value = Python> {
    prop_oneof![Just(Python::Two), Just(Python::Three)]
}

/// Small languages: a vocabulary of one, inputs without a token, no epoch and
/// one among them; vocabularies up to 12 leave tokens of the patterns out, and
/// widths up to 9 are on both sides of a tile of eight.
pub fn small_language() -> impl Strategy<Value = SmallLanguage> {
    let sizes = (1_usize..=12, 1_usize..=6, 1_usize..=9, 1_usize..=3);
    (python(), sizes, 0_usize..=3, 1_usize..=3, any::<bool>()).prop_map(
        |(python, (vocabulary, sequence, embedding, batch), epochs, batches, paired)| SmallLanguage {
            python,
            sizes: Sizes { vocabulary, sequence, embedding, batch },
            epochs,
            batches,
            paired,
        },
    )
}

impl SmallLanguage {
    /// The published contenders in this size.
    pub fn settings(&self) -> language::Settings {
        let Self { python, sizes, epochs, batches, paired } = *self;
        language::Settings { sizes, epochs, batches, paired, ..language::Settings::published(python) }
    }
}

/// A fraction p/q as its two integers, q ≠ 0, not in lowest terms.
pub type Fraction = (i128, i128);

/// A small fraction, so that sums cancel and zero is frequent, or one beyond a
/// machine word.
pub fn fraction() -> impl Strategy<Value = Fraction> {
    let denominator = |q: i128| if q == 0 { 1 } else { q };
    let small = (-6_i128..=6, -4_i128..=4);
    let large = (any::<i128>(), any::<i128>());
    let whole = any::<i64>().prop_map(|p| (i128::from(p), 1));
    prop_oneof![4 => small, 2 => large, 1 => whole].prop_map(move |(p, q)| (p, denominator(q)))
}

/// Largest power of two by which a fraction is scaled: on both sides beyond the
/// range of binary64, 2⁻¹⁰⁷⁴ to 2¹⁰²⁴, for fractions of up to 128 bits.
pub const LARGEST_SHIFT: i32 = 1300;

/// A power of two for a fraction, often one that makes it subnormal.
pub fn shift() -> impl Strategy<Value = i32> {
    prop_oneof![2 => -LARGEST_SHIFT..=LARGEST_SHIFT, 1 => -1080..=-1020, 1 => Just(0)]
}

/// An operation of a field.
#[derive(Clone, Copy, Debug)]
pub enum FieldOperation {
    /// a + b
    Add,
    /// a − b
    Subtract,
    /// b − a
    SubtractFrom,
    /// a b
    Multiply,
    /// a / b, and a where b is zero
    Divide,
    /// b / a, and a where a is zero
    DivideInto,
    /// a²
    Square,
    /// |a|
    Absolute,
    /// a⁰, a¹, a² or a³
    Power(u32),
}

/// Longest chain of operations: six cubes of two 128 bits have 186 624 bits.
const LONGEST_CHAIN: usize = 6;

/// A start, and operations that follow it, each with its right side.
pub fn field_expression() -> impl Strategy<Value = (Fraction, Vec<(FieldOperation, Fraction)>)> {
    use FieldOperation::{Absolute, Add, Divide, DivideInto, Multiply, Power, Square, Subtract, SubtractFrom};
    let binary = [Add, Subtract, SubtractFrom, Multiply, Divide, DivideInto].map(Just);
    let [add, subtract, from, multiply, divide, into] = binary;
    let unary = prop_oneof![Just(Square), Just(Absolute), (0_u32..=3).prop_map(Power)];
    let operation = prop_oneof![add, subtract, from, multiply, divide, into, unary];
    (fraction(), vec((operation, fraction()), 0..=LONGEST_CHAIN))
}

/// The variables of a random polynomial.
pub const VARIABLES: [&str; 3] = ["x", "y", "z"];

/// A term: the power of each variable, and a coefficient p/q.
pub type Term = ([u32; VARIABLES.len()], (i64, i64));

/// Most terms of a random polynomial, and the largest power of a variable: a
/// product of three has at most 125 terms.
const MOST_TERMS: usize = 5;
const LARGEST_POWER: u32 = 3;

/// A polynomial as a sum of terms, which may be empty, repeat a monomial, and
/// cancel.
pub fn terms() -> impl Strategy<Value = Vec<Term>> {
    let powers = [0..=LARGEST_POWER, 0..=LARGEST_POWER, 0..=LARGEST_POWER];
    let coefficient = (-4_i64..=4, 1_i64..=3);
    vec((powers, coefficient), 0..=MOST_TERMS)
}

/// A rational point, a coordinate for each variable.
pub fn rational_point() -> impl Strategy<Value = [(i64, i64); VARIABLES.len()]> {
    [(-9_i64..=9, 1_i64..=5), (-9_i64..=9, 1_i64..=5), (-9_i64..=9, 1_i64..=5)]
}

/// Largest numerator and denominator of a small rational: two that differ are at
/// least 1/20 apart.
pub const ROOT_NUMERATOR: i64 = 9;
/// See [`ROOT_NUMERATOR`].
pub const ROOT_DENOMINATOR: i64 = 5;

/// A small rational.
pub fn small_rational() -> impl Strategy<Value = Rational> {
    (-ROOT_NUMERATOR..=ROOT_NUMERATOR, 1..=ROOT_DENOMINATOR).prop_map(|(p, q)| Rational::ratio(p, q))
}

/// Distinct roots with their multiplicities: a product of degree up to 12.
pub fn roots() -> impl Strategy<Value = BTreeMap<Rational, u32>> {
    proptest::collection::btree_map(small_rational(), 1_u32..=3, 0..=4)
}

/// Coefficients of a polynomial in one variable of degree up to 6; zero, and
/// zeros at the end, among them.
pub fn coefficients() -> impl Strategy<Value = Vec<Rational>> {
    vec(prop_oneof![1 => Just(Rational::from(0)), 4 => small_rational()], 0..=7)
}

/// Sides of a matrix: large enough for a minor of a minor.
const SIDES: RangeInclusive<usize> = 1..=4;

/// An entry, often zero, so that ranks are often deficient.
fn entry() -> impl Strategy<Value = Rational> {
    prop_oneof![2 => Just(Rational::from(0)), 3 => (-2_i64..=2).prop_map(Rational::from), 1 => small_rational()]
}

/// A matrix with any number of rows and columns from 1 to 4.
pub fn matrix() -> impl Strategy<Value = Vec<Vec<Rational>>> {
    SIDES.prop_flat_map(|columns| vec(vec(entry(), columns), SIDES))
}

/// Two square matrices of one size from 1 to 4.
pub fn square_matrices() -> impl Strategy<Value = [Vec<Vec<Rational>>; 2]> {
    SIDES.prop_flat_map(|size| [vec(vec(entry(), size), size), vec(vec(entry(), size), size)])
}

/// Numbers ≥ 0, often zero, as many as a matrix may have columns.
pub fn weights() -> impl Strategy<Value = Vec<Rational>> {
    vec((0_i64..=3, 1_i64..=2).prop_map(|(p, q)| Rational::ratio(p, q)), *SIDES.end())
}

/// Small fractions, as many as a problem may take coordinates from.
pub fn fractions(count: usize) -> impl Strategy<Value = Vec<Rational>> {
    vec(small_rational(), count)
}

/// Dimensions of a Hessian.
const HESSIAN: RangeInclusive<usize> = 1..=4;

/// Rows of numbers.
pub type Rows = Vec<Vec<Rational>>;

/// A symmetric matrix of small fractions, and a point to multiply it with.
pub fn symmetric() -> impl Strategy<Value = (Rows, Vec<Rational>)> {
    HESSIAN.prop_flat_map(|d| (fractions(d * d), fractions(d))).prop_map(|(entries, point)| {
        let d = point.len();
        // The entries of the upper triangle, on both sides.
        let row = |i: usize| (0..d).map(|j| entries[i.min(j) * d + i.max(j)].clone()).collect();
        ((0..d).map(row).collect(), point)
    })
}

/// A symmetric positive definite matrix of fractions, AᵀA + I for a matrix A of
/// small ones, since xᵀ (AᵀA + I) x = |A x|² + |x|²; and a point.
pub fn spd() -> impl Strategy<Value = (Rows, Vec<Rational>)> {
    HESSIAN.prop_flat_map(|d| (vec(fractions(d), d), fractions(d))).prop_map(|(a, point)| {
        let d = point.len();
        let unit = |i, j| Rational::from(i64::from(i == j));
        let entry = |i: usize, j: usize| a.iter().fold(unit(i, j), |sum, row| sum + row[i].clone() * &row[j]);
        ((0..d).map(|i| (0..d).map(|j| entry(i, j)).collect()).collect(), point)
    })
}

/// The matrix of `rows` times `point`.
pub fn times(rows: &[Vec<Rational>], point: &[Rational]) -> Vec<Rational> {
    let product =
        |row: &Vec<Rational>| row.iter().zip(point).fold(Rational::from(0), |sum, (a, x)| sum + a.clone() * x);
    rows.iter().map(product).collect()
}

/// A formula over the rungs of roots, absolute values and comparisons, as a tree.
#[derive(Clone, Debug)]
pub enum Expression {
    /// The fraction p/q.
    Number(i64, i64),
    /// One of [`VARIABLES`].
    Variable(usize),
    /// a + b.
    Add(Box<Self>, Box<Self>),
    /// a − b.
    Subtract(Box<Self>, Box<Self>),
    /// a b.
    Multiply(Box<Self>, Box<Self>),
    /// a / b.
    Divide(Box<Self>, Box<Self>),
    /// √a.
    Root(Box<Self>),
    /// |a|.
    Absolute(Box<Self>),
    /// The third where the first is above the second, else the fourth.
    Select([Box<Self>; 4]),
}

impl Expression {
    /// The formula at these values of the variables.
    pub fn at<T: Root + Absolute + Compare>(&self, variables: &[T; VARIABLES.len()]) -> T {
        let go = |tree: &Self| tree.at(variables);
        match self {
            Self::Number(p, q) => T::ratio(*p, *q),
            Self::Variable(i) => variables[*i].clone(),
            Self::Add(a, b) => go(a) + go(b),
            Self::Subtract(a, b) => go(a) - go(b),
            Self::Multiply(a, b) => go(a) * go(b),
            Self::Divide(a, b) => go(a) / go(b),
            Self::Root(a) => go(a).sqrt(),
            Self::Absolute(a) => go(a).abs(),
            Self::Select([a, threshold, above, otherwise]) => {
                go(a).select_above(&go(threshold), go(above), go(otherwise))
            }
        }
    }
}

/// Trees of up to four levels; half of the roots are of squares, so that they are rational.
pub fn expression() -> impl Strategy<Value = Expression> {
    let number = (-4..=4_i64, 1..=3_i64).prop_map(|(p, q)| Expression::Number(p, q));
    let leaf = prop_oneof![number, (0..VARIABLES.len()).prop_map(Expression::Variable)];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let boxed = inner.prop_map(Box::new).boxed();
        let pair = (boxed.clone(), boxed.clone());
        prop_oneof![
            pair.clone().prop_map(|(a, b)| Expression::Add(a, b)),
            pair.clone().prop_map(|(a, b)| Expression::Subtract(a, b)),
            pair.clone().prop_map(|(a, b)| Expression::Multiply(a, b)),
            pair.prop_map(|(a, b)| Expression::Divide(a, b)),
            boxed.clone().prop_map(Expression::Root),
            boxed.clone().prop_map(|a| Expression::Root(Expression::Multiply(a.clone(), a).into())),
            boxed.clone().prop_map(Expression::Absolute),
            proptest::array::uniform4(boxed).prop_map(Expression::Select),
        ]
    })
}
