//! The order of a method: through which power of h its step is the flow that it declares.
//!
//! The registry's own step runs on [`Jet`]s, h the variable, and so does the flow;
//! the loss is its Taylor series with free coefficients. Through hᵖ every
//! coefficient of the difference has to vanish. Numbers that a method has beside its
//! step and its friction, such as the lengths in a composition, stand at their
//! registered values: these are decimals of irrational numbers, so that the
//! conditions on them are solved exactly, near those ([`settled`]).

use super::adjoint::step_length;
use super::decide::{Check, Decision, Defect, Seen, Settings, Stage, decide, replay, search, symbol};
use super::draws::DrawStyle;
use super::examination::{OnOneProblem, PropertySpec, not_applicable, replay_each};
use super::failure::{DefectId, DefectKind};
use super::jacobian::beyond;
use super::order_conditions::solution;
use super::run::{Examined, Values};
use super::subject::{Known, Phase, Subject};
use super::taylor::{TaylorField, flow};
use super::{Verdict, Witness};
use crate::method::{Hyperparameters, NumberSpec, Role};
use crate::proof::roots::RealRoot;
use crate::proof::univariate::{Univariate, UnivariateError};
use crate::proof::{Budget, sturm::Sturm};
use crate::scalar::{Absolute, Algebra, Approximate, Jet, Polynomial, Rational, Symbolic};
use num_traits::Zero;

/// The domain of a proof.
const OVER: &str = "every smooth U, state and friction";

/// Points at which a coefficient is sought that does not vanish.
const TRIALS: usize = 24;

/// Largest coefficient of an error that decimals of 16 digits may leave.
const ROUNDED: f64 = 1e-14;

/// How far a registered decimal may be from the number that it stands for: 2⁻⁵², the
/// rounding of floats between 1 and 2.
const UNIT: (i64, i64) = (1, 1 << 52);

const JETS: &str = "Taylor jets";
const CONDITIONS: &str = "Taylor jets, order conditions solved exactly";
const KRAWCZYK: &str = "Taylor jets, order conditions by Krawczyk's test";

/// That step and flow agree in these powers of h.
pub(super) struct Order {
    from: usize,
    through: usize,
    /// Whether coefficients of the method are free, not at their registered values.
    free: bool,
}

impl Order {
    /// From h⁰ through h^`power`, the coefficients at their registered values.
    pub(super) fn through(power: usize) -> Self {
        Self { from: 0, through: power, free: false }
    }
}

/// The registered value.
fn default<T: Algebra>(spec: &NumberSpec) -> T {
    T::ratio(spec.default.0, spec.default.1)
}

/// The hyperparameters as jets: the step is h, a factor of friction is e^(−s γ h).
fn numbers<T: Algebra>(subject: &Subject, free: bool, friction: &T, values: Values<T>) -> Hyperparameters<Jet<T>> {
    let description = &subject.entry.description;
    let length = step_length(&subject.entry).map(|spec| spec.name);
    let number = |spec: &NumberSpec| match spec.damping {
        Some((share, whole)) => Jet::exponential(&(-T::ratio(share, whole) * friction)),
        None if Some(spec.name) == length => Jet::variable(),
        None if spec.role == Role::Coefficient && !free => Jet::constant(default(spec)),
        None => Jet::constant(values(spec.name)),
    };
    let numbers = description.numbers.iter().map(number).collect();
    Hyperparameters { numbers, switches: description.switches.iter().map(|spec| spec.default).collect() }
}

impl Check for Order {
    fn stages(&self, subject: &Subject) -> Vec<Stage> {
        let steps = subject.classes.iter().map(super::subject::Class::first);
        let dimensions = subject.among(&[1, 2]);
        steps.flat_map(|step| dimensions.iter().map(move |d| Stage { step, dimension: *d })).collect()
    }

    fn beyond(&self, subject: &Subject) -> Vec<Stage> {
        beyond(subject)
    }

    /// Few points suffice: the difference is a polynomial of a low degree.
    fn first_search(&self) -> usize {
        TRIALS
    }

    fn defects<T: Examined>(&self, stage: Stage, subject: &Subject, values: Values<T>) -> Vec<Defect<T>> {
        let Some(rule) = T::on_jets(&subject.entry) else { return Vec::new() };
        let Stage { step, dimension } = stage;
        let damped = subject.entry.description.numbers.iter().any(|spec| spec.damping.is_some());
        let friction = if damped { values("friction") } else { T::zero() };
        let known = Known::new(numbers(subject, self.free, &friction, values));
        let start = Phase::free(subject, dimension, values);
        let mut phase = start.map(|x: &T| Jet::constant(x.clone()));
        let mut field = TaylorField::new(values);
        subject.advance(rule, step, &known, &mut field, &mut phase);
        let still = vec![T::zero(); dimension];
        let velocity = start.slots.get(1).unwrap_or(&still);
        let exact = flow(&mut field, (&start.slots[0], velocity), &friction, self.through);
        let mut defects = Vec::new();
        for power in self.from..=self.through {
            for (slot, (own, exact)) in phase.slots.iter().zip(&exact).enumerate() {
                for (i, (own, exact)) in own.iter().zip(exact).enumerate() {
                    let id = stage.id(DefectKind::Coefficient, [power, slot * dimension + i]);
                    defects.push(Defect { id, value: own.coefficient(power) - exact.coefficient(power) });
                }
            }
        }
        defects
    }

    fn label(&self, id: DefectId, subject: &Subject) -> String {
        let ([power, place], d) = (id.indices, id.dimension);
        let name = format!("{}{}", subject.names()[place / d], place % d + 1);
        let step = if subject.classes.len() == 1 { String::new() } else { format!("step {}, ", id.step) };
        format!("{step}d = {d}: the coefficient of h^{power} in {name}, step less flow")
    }
}

/// The verdict on the declared order, and the order found.
fn settled(subject: &Subject, settings: &Settings) -> (Decision, Option<String>) {
    let Some(order) = subject.entry.description.order else {
        return (not_applicable("the method declares no flow"), None);
    };
    let order = order as usize;
    if order > Jet::<Symbolic>::ORDER {
        let reason = format!("order {order} is declared, and jets reach h^{}", Jet::<Symbolic>::ORDER);
        return (undecided(reason), None);
    }
    let lengths: Vec<&NumberSpec> =
        subject.entry.description.numbers.iter().filter(|spec| spec.role == Role::Coefficient).collect();
    match lengths[..] {
        [] if has_decimals(subject) => rounded(subject, order, settings),
        [] => {
            let found = decide(&Order::through(order), subject, settings);
            let found = if found.verdict == Verdict::Proved { Decision { engine: JETS, ..found } } else { found };
            let value = found.verdict.holds().then(|| and_no_more(subject, order, settings));
            (found, value)
        }
        [one] => solved(subject, order, one).unwrap_or_else(|_| rounded(subject, order, settings)),
        _ => near_decimals(subject, order, &lengths).unwrap_or_else(|| rounded(subject, order, settings)),
    }
}

/// Denominators from which on a fraction in the code is taken for a decimal of a number that
/// is none.
const DECIMAL: i64 = 10_000_000_000;

/// Whether decimals of irrational numbers stand in the code: their conditions hold up to
/// the decimals' rounding.
fn has_decimals(subject: &Subject) -> bool {
    subject
        .constants()
        .iter()
        .any(|constant| constant.as_ratio().is_some_and(|(_, denominator)| denominator >= DECIMAL))
}

fn undecided(reason: String) -> Decision {
    Decision::new(Verdict::Undecided(reason), "none")
}

/// The order with a coefficient of the next power that does not vanish.
fn and_no_more(subject: &Subject, order: usize, settings: &Settings) -> String {
    let next = Order { from: order + 1, through: order + 1, free: false };
    match next_witness(&next, subject, settings) {
        Some(witness) => format!("{order}, and no more: {witness}"),
        None => format!("at least {order}: no coefficient of h^{} was found", order + 1),
    }
}

fn next_witness(next: &Order, subject: &Subject, settings: &Settings) -> Option<Witness> {
    (next.through <= Jet::<Symbolic>::ORDER)
        .then(|| search(next, subject, settings.seed, 0..TRIALS, DrawStyle::Small, &mut Seen::default()))?
}

/// The coefficients of what has to vanish, as polynomials in these coefficients of the
/// method: the order conditions.
fn conditions(subject: &Subject, order: &Order, names: &[&str]) -> Vec<Polynomial> {
    let defects =
        order.stages(subject).into_iter().flat_map(|stage| order.defects::<Symbolic>(stage, subject, &mut symbol));
    let parts = defects.flat_map(|defect| {
        let polynomial = defect.value.polynomial();
        let others: Vec<&str> = polynomial.variables().into_iter().filter(|other| !names.contains(other)).collect();
        polynomial.coefficients_in(&others).into_values()
    });
    parts.collect()
}

/// The same of a method with one coefficient.
fn conditions_in_one(subject: &Subject, order: &Order, name: &str) -> Result<Vec<Univariate>, UnivariateError> {
    conditions(subject, order, &[name]).iter().map(|p| Univariate::from_polynomial(p, name)).collect()
}

/// The greatest common divisor of the conditions and of `start`.
fn common(start: Univariate, conditions: &[Univariate]) -> Result<Univariate, UnivariateError> {
    conditions.iter().try_fold(start, |divisor, condition| Ok(divisor.gcd(condition, Budget::default())?))
}

/// A method with one coefficient: its order conditions through the order have a common
/// root, which the registered decimal is within 2⁻⁵² of, and where the conditions of
/// the next power do not all vanish.
fn solved(subject: &Subject, order: usize, spec: &NumberSpec) -> Result<(Decision, Option<String>), UnivariateError> {
    let free = |from, through| Order { from, through, free: true };
    let condition = common(Univariate::zero(), &conditions_in_one(subject, &free(0, order), spec.name)?)?;
    let unit = Rational::ratio(UNIT.0, UNIT.1);
    let sturm = Sturm::new(&condition, Budget::default())?;
    let fine = unit.clone() * Rational::ratio(1, 1 << 10);
    let refined: Result<Vec<RealRoot>, _> = sturm.isolate(None, None)?.iter().map(|r| sturm.refine(r, &fine)).collect();
    let decimal: Rational = default(spec);
    let near = |root: &RealRoot| (root.low.clone() - &decimal).abs().max((root.high.clone() - &decimal).abs()) <= unit;
    let Some(root) = refined?.into_iter().find(near) else { return Err(UnivariateError::Zero) };
    let no_more = order < Jet::<Symbolic>::ORDER && {
        let both = common(condition.clone(), &conditions_in_one(subject, &free(order + 1, order + 1), spec.name)?)?;
        both.degree() == Some(0)
    };
    let name = spec.name;
    let polynomial = condition.primitive().to_polynomial(name);
    let value = format!(
        "{order}{} where {polynomial} = 0, {name} = {:.15}…",
        if no_more { ", and no more," } else { "" },
        root.approximate()
    );
    let extent = format!("; {name} the root next to the registered decimal, within 2⁻⁵²");
    Ok((Decision::new(Verdict::Proved, CONDITIONS).with_extent(extent), Some(value)))
}

/// A method with several coefficients: its order conditions have a solution near the
/// registered decimals, where one of the next power is not 0.
fn near_decimals(subject: &Subject, order: usize, specs: &[&NumberSpec]) -> Option<(Decision, Option<String>)> {
    let names: Vec<&str> = specs.iter().map(|spec| spec.name).collect();
    let decimals: Vec<Rational> = specs.iter().map(|spec| default(spec)).collect();
    let free = |from, through| Order { from, through, free: true };
    let solution = solution(&conditions(subject, &free(0, order), &names), &names, &decimals)?;
    let beyond = || conditions(subject, &free(order + 1, order + 1), &names);
    let no_more = order < Jet::<Symbolic>::ORDER && beyond().iter().any(|condition| solution.excludes(condition));
    let value = format!(
        "{order}{} where {} order conditions hold",
        if no_more { ", and no more," } else { "" },
        solution.count
    );
    let solved = names[names.len() - solution.count..].join(" and ");
    let extent = format!("; {solved} solved for, within 2⁻⁴⁸ of their registered decimals, the others as registered");
    Some((Decision::new(Verdict::Proved, KRAWCZYK).with_extent(extent), Some(value)))
}

/// Coefficients that solve no condition exactly: the error that their decimals
/// leave through the order, without rounding.
fn rounded(subject: &Subject, order: usize, settings: &Settings) -> (Decision, Option<String>) {
    let through = Order::through(order);
    let largest = largest_coefficient(subject, &through);
    if largest > ROUNDED {
        let found = decide(&through, subject, settings);
        return (found, None);
    }
    let next = Order { from: order + 1, through: order + 1, free: false };
    let defect = |witness: &Witness| witness.defect.parse::<Rational>().map_or(f64::NAN, |value| value.to_f64());
    let no_more = next_witness(&next, subject, settings)
        .map(|witness| format!(", and no more: {} is {:.3e} at {}", witness.failure, defect(&witness), witness.point));
    let extent = format!(
        "; up to the rounding of its decimal constants, which leave coefficients up to {largest:.1e} through h^{order}"
    );
    let value = format!("{order}{}", no_more.unwrap_or_default());
    (Decision::new(Verdict::Tested, JETS).with_extent(extent), Some(value))
}

/// The largest coefficient of what has to vanish, exact until it is printed.
fn largest_coefficient(subject: &Subject, order: &Order) -> f64 {
    let defects =
        order.stages(subject).into_iter().flat_map(|stage| order.defects::<Symbolic>(stage, subject, &mut symbol));
    let sizes = defects.map(|defect| {
        let coefficients = defect.value.polynomial().coefficients();
        coefficients.map(|c| c.abs().to_f64()).fold(0.0, f64::max)
    });
    sizes.fold(0.0, f64::max)
}

/// The row.
pub(super) const ROW: PropertySpec = PropertySpec {
    on_problem: OnOneProblem::Slope,
    ..PropertySpec::new(
        "order",
        "Φₕ is the declared flow through hᵖ, p the declared order, for every smooth U",
        |examination| {
            examination.over_velocities(|examination| {
                let stages = Order::through(0).stages(examination.subject);
                examination.valued(settled(examination.subject, examination.settings), OVER, &stages)
            })
        },
        |subject, sought, point| {
            let all = Order::through(Jet::<Symbolic>::ORDER);
            replay_each(subject, |subject| replay(&all, subject, sought, point))
        },
    )
};
