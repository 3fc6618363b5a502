//! A method run where nothing is known of the problem but what a name says.
//!
//! Each number that enters is asked for by a name: on symbols the name is the
//! number, on fractions and intervals a value is drawn for it. The names are
//! `q1` … for the point, `v1` … for the velocity, `m1_1` … for what the
//! method remembers beside, the hyperparameters' own, and at the `n`th point at
//! which a gradient is asked for `gn_1` … for the gradient, `Hn_11` … for the
//! (symmetric) Hessian and `Un` for the loss.

use crate::method::registry::{Entry, Number};
use crate::method::{Hyperparameters, Oracle, Step};
use crate::problem::Landscape;
use crate::problem::registry::Entry as Problem;
use crate::proof::{division_free, linear};
use crate::scalar::{Absolute, Compare, Dual, Exact, Interval, Jet, Rational, Ring, Symbolic, Transcendental};

/// Where the numbers come from.
pub(super) type Values<'a, T> = &'a mut dyn FnMut(&str) -> T;

/// A number type on which every property can be examined: the registry knows it, its
/// duals and its jets.
pub(super) trait Examined: Number + Transcendental + Absolute + Compare {
    /// The method on the type's duals.
    fn on_duals(entry: &Entry) -> Option<&dyn Step<Dual<Self>>>;

    /// The method on the type's jets.
    fn on_jets(entry: &Entry) -> Option<&dyn Step<Jet<Self>>>;

    /// A problem on the type's duals.
    fn landscape(problem: &Problem) -> Option<&dyn Landscape<Dual<Self>>>;

    /// Whether numbers that are not the same may coincide.
    const ROUNDS: bool;

    /// Whether two numbers count as the same coordinate of a point at which a gradient is
    /// asked. Where rounding leaves it open they do ([`Places`]).
    fn coincides(&self, other: &Self) -> bool;

    /// The number where another one is defined; where that is not, neither is it: a derivative
    /// of a value, a gradient at a point.
    fn where_defined(self, value: &Self) -> Self;

    /// Whether it has no value at all.
    fn is_undefined(&self) -> bool;

    /// det A; none where A is not square.
    fn determinant(matrix: &[Vec<Self>]) -> Option<Self>;

    /// What has no value: √−1.
    fn undefined() -> Self {
        (-Self::one()).sqrt()
    }
}

macro_rules! examined {
    ($($number:ty {
        rounds: $rounds:expr,
        coincides: $coincides:expr,
        where_defined: $derivative:expr,
        is_undefined: $undefined:expr,
        determinant: $determinant:expr,
    })*) => {
        $(impl Examined for $number {
            const ROUNDS: bool = $rounds;

            fn on_duals(entry: &Entry) -> Option<&dyn Step<Dual<Self>>> {
                entry.on::<Dual<Self>>()
            }

            fn on_jets(entry: &Entry) -> Option<&dyn Step<Jet<Self>>> {
                entry.on::<Jet<Self>>()
            }

            fn landscape(problem: &Problem) -> Option<&dyn Landscape<Dual<Self>>> {
                problem.on::<Dual<Self>>()
            }

            fn coincides(&self, other: &Self) -> bool {
                let same: fn(&Self, &Self) -> bool = $coincides;
                same(self, other)
            }

            fn where_defined(self, value: &Self) -> Self {
                let derivative: fn(Self, &Self) -> Self = $derivative;
                derivative(self, value)
            }

            fn is_undefined(&self) -> bool {
                let undefined: fn(&Self) -> bool = $undefined;
                undefined(self)
            }

            fn determinant(matrix: &[Vec<Self>]) -> Option<Self> {
                $determinant(matrix)
            }
        })*
    };
}

/// In binary64, what may be the same number but for rounding.
const ROUNDED: f64 = 1e-9;

examined! {
    Symbolic {
        rounds: false,
        coincides: |a, b| a == b,
        // What is undefined absorbs what it is added to.
        where_defined: |x, other| if other.is_whole() { x } else { x + other },
        is_undefined: |x| !x.is_whole(),
        determinant: without_division,
    }
    Exact {
        rounds: false,
        coincides: |a, b| a.value().is_ok() && a == b,
        where_defined: |x, other| if other.value().is_ok() { x } else { x + other },
        is_undefined: |x| x.value().is_err(),
        determinant: by_elimination,
    }
    Interval {
        rounds: true,
        coincides: |a, b| a.intersection(b).is_some(),
        where_defined: |slope, value| if value.is_empty() { *value } else { slope },
        is_undefined: |x| x.is_empty(),
        determinant: without_division,
    }
    f64 {
        rounds: true,
        coincides: |a, b| (a - b).abs() <= ROUNDED * (1.0 + a.abs().max(b.abs())),
        where_defined: |x, other| if other.is_finite() { x } else { f64::NAN },
        is_undefined: |x| x.is_nan(),
        determinant: without_division,
    }
}

fn without_division<T: Ring>(matrix: &[Vec<T>]) -> Option<T> {
    division_free::determinant(matrix).ok()
}

/// Of fractions, the first that is undefined where one is.
fn by_elimination(matrix: &[Vec<Exact>]) -> Option<Exact> {
    if let Some(undefined) = matrix.iter().flatten().find(|x| x.is_undefined()) {
        return Some(undefined.clone());
    }
    Exact::charge(matrix.len().pow(3));
    let fractions = |row: &Vec<Exact>| row.iter().filter_map(|x| x.value().ok().cloned()).collect();
    let rows: Vec<Vec<Rational>> = matrix.iter().map(fractions).collect();
    linear::determinant(&rows).ok().map(Exact::from)
}

/// Whether proofs give this name to something that is no hyperparameter: a coordinate,
/// a gradient, a Hessian, a loss, or a parameter of a transformation or a problem.
pub(super) fn is_symbol_of_proofs(name: &str) -> bool {
    const WHOLE: [&str; 7] = ["U", "g", "k", "sine", "cosine", "unit", "friction"];
    const NUMBERED: [&str; 7] = ["q", "v", "m", "g", "H", "U", "shift"];
    let numbers = |rest: &str| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit() || c == '_');
    WHOLE.contains(&name) || NUMBERED.iter().any(|letter| name.strip_prefix(letter).is_some_and(numbers))
}

/// `name1` to `named`.
pub(super) fn vector<T>(name: &str, dimension: usize, values: Values<T>) -> Vec<T> {
    (1..=dimension).map(|i| values(&format!("{name}{i}"))).collect()
}

/// The hyperparameters by their own names, switches as by default.
pub(super) fn hyperparameters<T>(entry: &Entry, values: Values<T>) -> Hyperparameters<T> {
    let description = &entry.description;
    Hyperparameters {
        numbers: description.numbers.iter().map(|spec| values(spec.name)).collect(),
        switches: description.switches.iter().map(|spec| spec.default).collect(),
    }
}

/// Points at which a field was asked, each with the place that it is taken for.
///
/// Where rounding leaves it open whether two points are the same they are taken for the same,
/// since a field with the same answer at both exists either way. What may be each of two
/// points with different answers has none.
pub(super) struct Places<T> {
    asked: Vec<(Vec<T>, Option<usize>)>,
}

/// The place of a point among those known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coincidence {
    /// Another one than all.
    New,
    /// The same, as far as is known.
    At(usize),
    /// It may be each of two, or of one of which that is so.
    Open,
}

impl<T: Examined> Places<T> {
    pub(super) fn new() -> Self {
        Self { asked: Vec::new() }
    }

    /// `place` is [`None`] where it is open.
    pub(super) fn add(&mut self, position: Vec<T>, place: Option<usize>) {
        if T::ROUNDS || !self.asked.iter().any(|(_, known)| *known == place) {
            self.asked.push((position, place));
        }
    }

    /// Which of the known points this is.
    pub(super) fn find(&self, position: &[T]) -> Coincidence {
        let coincides = |known: &[T]| known.iter().zip(position).all(|(a, b)| a.coincides(b));
        let mut places = self.asked.iter().filter(|(known, _)| coincides(known)).map(|(_, place)| *place);
        match places.next() {
            None => Coincidence::New,
            Some(Some(first)) if !T::ROUNDS || places.all(|place| place == Some(first)) => Coincidence::At(first),
            Some(_) => Coincidence::Open,
        }
    }
}

/// A gradient field of which nothing is known, but that it is the same at the same point.
pub(super) struct AnyField<'a, T> {
    values: Values<'a, T>,
    asked: Places<T>,
    places: usize,
    /// Place at which the gradient vanishes.
    level: Option<usize>,
    last: Option<usize>,
    loss: Option<T>,
    /// What the names of its answers end with.
    mark: &'static str,
}

impl<'a, T: Examined> AnyField<'a, T> {
    pub(super) fn new(values: Values<'a, T>) -> Self {
        Self { values, asked: Places::new(), places: 0, level: None, last: None, loss: None, mark: "" }
    }

    /// Another such field, whose answers have primed names.
    pub(super) fn primed(values: Values<'a, T>) -> Self {
        Self { mark: "′", ..Self::new(values) }
    }

    /// Such a field that vanishes at a point.
    pub(super) fn level_at(values: Values<'a, T>, point: Vec<T>) -> Self {
        let mut field = Self::new(values);
        field.level = field.place(point);
        field
    }

    /// The points that were asked for, each once, in order.
    pub(super) fn into_asked(self) -> Vec<Vec<T>> {
        let mut next = 0;
        let first = self.asked.asked.into_iter().filter(|(_, place)| {
            let is_first = *place == Some(next);
            next += usize::from(is_first);
            is_first
        });
        first.map(|(point, _)| point).collect()
    }

    /// Which of the points that were asked for was the last one; [`None`] where that is open.
    pub(super) fn last(&self) -> Option<usize> {
        self.last
    }

    /// Which of the points that were asked for this is.
    fn place(&mut self, position: Vec<T>) -> Option<usize> {
        self.last = match self.asked.find(&position) {
            Coincidence::New => {
                self.places += 1;
                Some(self.places - 1)
            }
            Coincidence::At(place) => Some(place),
            Coincidence::Open => None,
        };
        self.asked.add(position, self.last);
        self.last
    }
}

impl<T: Examined> Oracle<T> for AnyField<'_, T> {
    fn gradient(&mut self, position: &[T], gradient: &mut [T]) {
        let Some(place) = self.place(position.to_vec()) else {
            gradient.fill(T::undefined());
            self.loss = Some(T::undefined());
            return;
        };
        for (i, slot) in gradient.iter_mut().enumerate() {
            let is_level = self.level == Some(place);
            let value = if is_level { T::zero() } else { (self.values)(&format!("g{place}_{}{}", i + 1, self.mark)) };
            *slot = position.iter().fold(value, T::where_defined);
        }
        self.loss = Some((self.values)(&format!("U{place}{}", self.mark)));
    }

    fn loss(&self) -> Option<T> {
        self.loss.clone()
    }

    fn unknown(&mut self, name: &str, _: &[T]) -> T {
        (self.values)(name)
    }
}

/// The same with derivatives: at each point a Hessian of its own.
pub(super) struct AnyDualField<'a, T> {
    field: AnyField<'a, T>,
    loss: Option<Dual<T>>,
}

impl<'a, T: Examined> AnyDualField<'a, T> {
    pub(super) fn new(values: Values<'a, T>) -> Self {
        Self { field: AnyField::new(values), loss: None }
    }
}

/// value + Σⱼ slopeⱼ dxⱼ.
fn along<T: Ring>(value: T, slopes: &[T], arguments: &[Dual<T>]) -> Dual<T> {
    let directions = arguments.iter().map(|x| x.derivative.len()).max().unwrap_or(0);
    let derivative = (0..directions).map(|direction| {
        let terms = slopes.iter().zip(arguments).map(|(slope, x)| slope.clone() * &x.along(direction));
        terms.fold(T::zero(), |sum, term| sum + term)
    });
    Dual { value, derivative: derivative.collect() }
}

impl<T: Examined> Oracle<Dual<T>> for AnyDualField<'_, T> {
    fn gradient(&mut self, position: &[Dual<T>], gradient: &mut [Dual<T>]) {
        let place = self.field.place(position.iter().map(|x| x.value.clone()).collect());
        let Some(place) = place else {
            gradient.fill(Dual::constant(T::undefined()));
            self.loss = Some(Dual::constant(T::undefined()));
            return;
        };
        let values = &mut self.field.values;
        let mut slopes = Vec::with_capacity(position.len());
        for (i, slot) in gradient.iter_mut().enumerate() {
            let value = values(&format!("g{place}_{}", i + 1));
            let value = position.iter().fold(value, |value, x| value.where_defined(&x.value));
            slopes.push(value.clone());
            let hessian: Vec<T> =
                (0..position.len()).map(|j| values(&format!("H{place}_{}{}", i.min(j) + 1, i.max(j) + 1))).collect();
            *slot = along(value, &hessian, position);
        }
        self.loss = Some(along(values(&format!("U{place}")), &slopes, position));
    }

    fn loss(&self) -> Option<Dual<T>> {
        self.loss.clone()
    }

    /// The value `name` and its partial derivatives `name_1`, `name_2`, …
    fn unknown(&mut self, name: &str, arguments: &[Dual<T>]) -> Dual<T> {
        let values = &mut self.field.values;
        let slopes: Vec<T> = (1..=arguments.len()).map(|i| values(&format!("{name}_{i}"))).collect();
        along(values(name), &slopes, arguments)
    }
}

/// Gradients by the number of the call, whatever the point.
pub(super) struct Scripted<F, T> {
    gradient: F,
    calls: usize,
    loss: Option<T>,
}

impl<F: FnMut(usize, &[T], &mut [T]) -> T, T: Ring> Scripted<F, T> {
    /// `gradient` writes the gradient of a call and returns the loss.
    pub(super) fn new(gradient: F) -> Self {
        Self { gradient, calls: 0, loss: None }
    }
}

impl<F: FnMut(usize, &[T], &mut [T]) -> T, T: Ring> Oracle<T> for Scripted<F, T> {
    fn gradient(&mut self, position: &[T], gradient: &mut [T]) {
        self.loss = Some((self.gradient)(self.calls, position, gradient));
        self.calls += 1;
    }

    fn loss(&self) -> Option<T> {
        self.loss.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(low: f64, high: f64) -> Interval {
        Interval::new(low, high).unwrap()
    }

    /// A chain of intervals: the second may be the first, the third the second but not the first.
    fn chain() -> [Interval; 3] {
        [(0.0, 2.0), (1.0, 4.0), (3.0, 5.0)].map(|(low, high)| between(low, high))
    }

    #[test]
    fn what_may_be_each_of_two_points_is_answered_with_nothing() {
        let mut places = Places::new();
        let [first, second, third] = chain();
        places.add(vec![first], Some(0));
        assert_eq!(places.find(&[second]), Coincidence::At(0));
        assert_eq!(places.find(&[third]), Coincidence::New);
        places.add(vec![second], Some(0));
        places.add(vec![third], Some(1));
        assert_eq!(places.find(&[second]), Coincidence::Open);
        assert_eq!(places.find(&[Interval::point(4.5)]), Coincidence::At(1));
        places.add(vec![Interval::point(6.0)], None);
        assert_eq!(places.find(&[between(6.0, 7.0)]), Coincidence::Open);
    }

    #[test]
    fn a_field_has_a_loss_at_the_last_point() {
        let mut values = Symbolic::symbol;
        let mut field = AnyField::primed(&mut values);
        assert_eq!(field.loss(), None);
        for (place, point) in [(0, "q1"), (1, "v1"), (0, "q1")] {
            let mut gradient = [Symbolic::symbol("unset")];
            field.gradient(&[Symbolic::symbol(point)], &mut gradient);
            assert_eq!(gradient[0], Symbolic::symbol(&format!("g{place}_1′")));
            assert_eq!(field.loss(), Some(Symbolic::symbol(&format!("U{place}′"))));
        }
    }

    #[test]
    fn a_field_is_a_function_of_the_point() {
        let mut count = 0.0;
        let mut values = |_: &str| {
            count += 1.0;
            Interval::point(count)
        };
        let mut field = AnyField::new(&mut values);
        let answers = chain().map(|point| {
            let mut gradient = [Interval::point(0.0)];
            field.gradient(&[point], &mut gradient);
            (field.last(), gradient[0].is_empty())
        });
        // The third may be the second, which was answered as the first, and is not the first.
        assert_eq!(answers, [(Some(0), false), (Some(0), false), (Some(0), false)]);
    }
}
