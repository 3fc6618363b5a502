//! Transformations of a problem, and the two runs that an equivariance compares: of the
//! problem, and of the problem transformed.

use super::decide::Stage;
use super::run::{AnyField, Coincidence, Examined, Places, Scripted, Values, hyperparameters, vector};
use super::subject::{Known, Phase, Subject};
use crate::method::{Hyperparameters, Oracle};
use crate::scalar::Ring;

/// A transformation of the problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Symmetry {
    /// q → q + s.
    Translation,
    /// q → −q.
    Reflection,
    /// Each coordinate becomes the next, the last one the first; then the first two are exchanged.
    Permutation,
    /// The plane of the first and the last coordinate is turned; then those of two that follow each
    /// other.
    Rotation,
    /// Something is measured in another unit s > 0, and each number of the rule is multiplied by
    /// this power of it.
    Scaled(Scaling, Vec<i32>),
}

/// What is measured in another unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scaling {
    /// The point: q → s q.
    Units,
    /// The loss: U → s U. Powers are counted in √s, which is the unit.
    Loss,
}

impl Scaling {
    /// The power of the unit that a point follows.
    pub(super) fn of_points(self) -> i32 {
        match self {
            Self::Units => 1,
            Self::Loss => 0,
        }
    }

    /// That of the loss.
    pub(super) fn of_losses(self) -> i32 {
        match self {
            Self::Units => 0,
            Self::Loss => 2,
        }
    }

    /// That of a gradient, which is a loss by a point.
    pub(super) fn of_gradients(self) -> i32 {
        self.of_losses() - self.of_points()
    }

    /// Which power of the unit s is.
    pub(super) fn whole(self) -> i32 {
        match self {
            Self::Units => 1,
            Self::Loss => 2,
        }
    }
}

/// How a vector follows the transformation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Law {
    /// As a point does.
    Point,
    /// As a difference of points does.
    Vector,
    /// Not at all.
    Still,
    /// By this power of the unit.
    Power(i32),
}

/// A transformation with its parameters.
pub(super) struct Transformation<'a, T> {
    symmetry: &'a Symmetry,
    /// Which of the transformations that all others are made of.
    generator: usize,
    shift: Vec<T>,
    unit: T,
    cosine: T,
    sine: T,
}

impl<'a, T: Ring> Transformation<'a, T> {
    pub(super) fn new(symmetry: &'a Symmetry, generator: usize, dimension: usize, values: Values<T>) -> Self {
        let (turned, moved) = (*symmetry == Symmetry::Rotation, *symmetry == Symmetry::Translation);
        let (cosine, sine) = if turned { (values("cosine"), values("sine")) } else { (T::one(), T::zero()) };
        let shift = if moved { vector("shift", dimension, values) } else { vec![T::zero(); dimension] };
        let unit = if matches!(symmetry, Symmetry::Scaled(..)) { values("unit") } else { T::one() };
        Self { symmetry, generator, shift, unit, cosine, sine }
    }

    /// A direction, transformed; the unit left out.
    fn turned(&self, x: &[T]) -> Vec<T> {
        let last = x.len() - 1;
        match self.symmetry {
            Symmetry::Translation | Symmetry::Scaled(..) => x.to_vec(),
            Symmetry::Reflection => x.iter().map(|x| -x.clone()).collect(),
            Symmetry::Permutation => {
                let mut turned = x.to_vec();
                match self.generator {
                    0 => turned.rotate_right(1),
                    _ => turned.swap(0, 1),
                }
                turned
            }
            Symmetry::Rotation => {
                let (a, b) = self.generator.checked_sub(1).map_or((0, last), |first| (first, first + 1));
                let mut turned = x.to_vec();
                turned[a] = self.cosine.clone() * &x[a] - self.sine.clone() * &x[b];
                turned[b] = self.sine.clone() * &x[a] + self.cosine.clone() * &x[b];
                turned
            }
        }
    }

    /// x times a power of the unit that is not negative.
    fn scaled(&self, x: &T, power: i32) -> T {
        (0..power).fold(x.clone(), |product, _| product * &self.unit)
    }

    /// A vector of the first run as the transformation has it, times the power of the unit
    /// that [`Self::compared`] multiplies the second run's by.
    pub(super) fn carried(&self, law: Law, x: &[T]) -> Vec<T> {
        match law {
            Law::Still => x.to_vec(),
            Law::Vector => self.turned(x),
            Law::Point => self.turned(x).iter().zip(&self.shift).map(|(x, shift)| x.clone() + shift).collect(),
            Law::Power(power) => x.iter().map(|x| self.scaled(x, power.max(0))).collect(),
        }
    }

    /// A vector of the second run, as [`Self::carried`] compares it.
    pub(super) fn compared(&self, law: Law, x: &[T]) -> Vec<T> {
        match law {
            Law::Power(power) => x.iter().map(|x| self.scaled(x, (-power).max(0))).collect(),
            _ => x.to_vec(),
        }
    }

    /// What the second run's vector is less the first's as the transformation has it, a
    /// coordinate after the other.
    pub(super) fn deviation(&self, law: Law, first: &[T], second: &[T]) -> impl Iterator<Item = T> + use<T> {
        let (expected, found) = (self.carried(law, first), self.compared(law, second));
        expected.into_iter().zip(found).map(|(expected, found)| found - expected)
    }

    /// A vector of which nothing is known, in the first run and in the second.
    pub(super) fn pair(&self, law: Law, x: &[T]) -> (Vec<T>, Vec<T>) {
        match law {
            Law::Power(power) => {
                let times = |power: i32| x.iter().map(|x| self.scaled(x, power.max(0))).collect();
                (times(-power), times(power))
            }
            _ => (x.to_vec(), self.carried(law, x)),
        }
    }

    /// How a point follows it.
    pub(super) fn of_points(&self) -> Law {
        match self.symmetry {
            Symmetry::Scaled(scaling, _) => Law::Power(scaling.of_points()),
            _ => Law::Point,
        }
    }

    /// The powers of the unit that a gradient and a loss follow.
    fn of_answers(&self) -> (i32, i32) {
        match self.symmetry {
            Symmetry::Scaled(scaling, _) => (scaling.of_gradients(), scaling.of_losses()),
            _ => (0, 0),
        }
    }

    /// The numbers of both runs.
    pub(super) fn numbers(&self, subject: &Subject, values: Values<T>) -> (Hyperparameters<T>, Hyperparameters<T>) {
        let hyper = hyperparameters(&subject.entry, values);
        let Symmetry::Scaled(_, powers) = self.symmetry else { return (hyper.clone(), hyper) };
        let rescaled = |sign: i32| {
            let scaled = |(number, power): (&T, &i32)| self.scaled(number, sign * power);
            let numbers = hyper.numbers.iter().zip(powers).map(scaled).collect();
            Hyperparameters { numbers, switches: hyper.switches.clone() }
        };
        (rescaled(-1), rescaled(1))
    }
}

/// Both runs after each of so many steps, up to one after which the point is undefined.
pub(super) struct Runs<T> {
    pub first: Vec<Phase<T>>,
    pub second: Vec<Phase<T>>,
}

/// What the first run was answered.
struct Answer<T> {
    gradient: Vec<T>,
    loss: T,
}

/// Runs both from these states through these steps.
///
/// The second run's field is the first's, transformed: where it asks at the transform of a
/// point that the first run asked at, it is answered with that gradient, transformed; at
/// another point with any; where that is open, with nothing.
pub(super) fn runs<T: Examined>(
    transformation: &Transformation<T>,
    subject: &Subject,
    (first_hyper, second_hyper): (Hyperparameters<T>, Hyperparameters<T>),
    (mut first, mut second): (Phase<T>, Phase<T>),
    steps: impl Iterator<Item = u64> + Clone,
    values: Values<T>,
) -> Option<Runs<T>> {
    let rule = subject.entry.on::<T>()?;
    let law = transformation.of_points();
    let (mut answers, mut places) = (Vec::<Answer<T>>::new(), Places::new());
    let mut runs = Runs { first: Vec::new(), second: Vec::new() };
    let known = Known::new(first_hyper);
    let mut field = AnyField::new(values);
    // What follows the unit is asked for in a unit in which neither run's is a quotient.
    let (of_gradients, of_losses) = transformation.of_answers();
    let mut oracle = Scripted::new(|_, point: &[T], gradient: &mut [T]| {
        field.gradient(point, gradient);
        let loss = field.loss().unwrap_or_else(T::zero);
        places.add(transformation.carried(law, point), field.last());
        if field.last() == Some(answers.len()) {
            answers.push(Answer { gradient: gradient.to_vec(), loss: loss.clone() });
        }
        for slot in gradient {
            *slot = transformation.scaled(slot, -of_gradients);
        }
        transformation.scaled(&loss, -of_losses)
    });
    for step in steps.clone() {
        subject.advance(rule, step, &known, &mut oracle, &mut first);
        runs.first.push(first.clone());
        if first.is_lost() {
            break;
        }
    }
    let known = Known::new(second_hyper);
    let mut elsewhere = AnyField::primed(values);
    let mut oracle =
        Scripted::new(|_, point: &[T], gradient: &mut [T]| match places.find(&transformation.compared(law, point)) {
            Coincidence::At(place) => {
                let Answer { gradient: own, loss } = &answers[place];
                for (slot, own) in gradient.iter_mut().zip(transformation.turned(own)) {
                    *slot = transformation.scaled(&own, of_gradients);
                }
                transformation.scaled(loss, of_losses)
            }
            Coincidence::New => {
                elsewhere.gradient(point, gradient);
                elsewhere.loss().unwrap_or_else(T::zero)
            }
            Coincidence::Open => {
                gradient.fill(T::undefined());
                T::undefined()
            }
        });
    for step in steps {
        subject.advance(rule, step, &known, &mut oracle, &mut second);
        runs.second.push(second.clone());
        if second.is_lost() {
            break;
        }
    }
    Some(runs)
}

impl Symmetry {
    /// How many transformations all of its kind are made of, in so many coordinates: a cycle and an
    /// exchange make every permutation, turns of planes that share a coordinate every rotation.
    pub(super) fn generators(&self, dimension: usize) -> usize {
        match self {
            Self::Permutation if dimension > 2 => 2,
            Self::Rotation if dimension > 2 => dimension - 1,
            _ => 1,
        }
    }

    /// One of them beyond the first, in words.
    pub(super) fn generator_in_words(&self, generator: usize) -> String {
        match (self, generator) {
            (_, 0) => String::new(),
            (Self::Rotation, first) => format!(", in the plane of q{first} and q{}", first + 1),
            _ => ", q1 and q2 exchanged".to_owned(),
        }
    }

    /// Both runs from rest.
    pub(super) fn run_from_rest<T: Examined>(
        &self,
        generator: usize,
        stage: Stage,
        subject: &Subject,
        values: Values<T>,
    ) -> Option<(Runs<T>, Transformation<'_, T>)> {
        let start = vector("q", stage.dimension, values);
        let transformation = Transformation::new(self, generator, stage.dimension, values);
        let numbers = transformation.numbers(subject, values);
        let (first, second) = transformation.pair(transformation.of_points(), &start);
        let phases = (Phase::start(subject, first), Phase::start(subject, second));
        let runs = runs(&transformation, subject, numbers, phases, 1..=stage.step, values)?;
        Some((runs, transformation))
    }

    /// Dimensions of the runs.
    pub(super) fn dimensions(subject: &Subject) -> &[usize] {
        subject.among(if subject.mixes { &[2, 3] } else { &[2] })
    }
}
