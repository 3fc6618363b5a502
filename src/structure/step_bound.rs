//! The largest stable rate on the mode q, with every other number as registered: the
//! conditions of [`super::stability`] are polynomials in one rate, whose roots are exact.

use super::decide::{Decision, Sought, symbol};
use super::examination::{PropertySpec, not_applicable};
use super::inequality::{breakpoints, value_at};
use super::jury::Condition;
use super::linear::{self, LinearPeriod};
use super::stability::{WITNESS, condition_id, conditions, extent, printed, registered, sought_condition, undecided};
use super::subject::Subject;
use super::{Point, Verdict, Witness};
use crate::method::Role;
use crate::proof::roots::RealRoot;
use crate::proof::univariate::Univariate;
use crate::proof::{Budget, sturm::Sturm};
use crate::scalar::{Algebra, Approximate, Interval, Polynomial, Rational, Symbolic};
use num_traits::One;

const OVER: &str = "the mode q, numbers but the rate as registered";

const ROOTS: &str = "Jury's conditions, root isolation";

/// The conditions in the first rate alone: k is 1, and every other number as registered.
pub(super) struct OneRate {
    pub name: &'static str,
    pub conditions: Vec<Condition>,
    linear: LinearPeriod,
}

pub(super) fn one_rate(subject: &Subject) -> Result<OneRate, String> {
    let Some(rate) = subject.entry.description.numbers.iter().find(|spec| spec.role == Role::Rate) else {
        return Err("the method has no rate".to_owned());
    };
    let value = |name: &str| if name == rate.name { symbol(name) } else { registered_symbol(subject, name) };
    let linear = linear::with(subject, &mut { value })?;
    Ok(OneRate { name: rate.name, conditions: conditions(&linear)?, linear })
}

/// The registered value as a number without variables.
pub(super) fn registered_symbol(subject: &Subject, name: &str) -> Symbolic {
    Polynomial::constant(registered(subject, name)).into()
}

/// A condition that fails: its place, and its value there.
struct Fails {
    place: usize,
    value: String,
}

impl OneRate {
    /// The first condition that fails at a rate.
    ///
    /// # Errors
    /// Where a sign is open there.
    fn failing(&self, rate: &Rational) -> Result<Option<Fails>, String> {
        let mut point = Point::default();
        point.set(self.name, rate.clone());
        for (place, condition) in self.conditions.iter().enumerate() {
            let open = || format!("the sign of {} at {} = {rate} is open", condition.label, self.name);
            let (sign, value) = value_at(&condition.value, &point).ok_or_else(open)?;
            if sign <= 0 {
                return Ok(Some(Fails { place, value }));
            }
        }
        Ok(None)
    }

    /// The rates above 0 at which a condition vanishes, or may change its sign, in ascending
    /// order; those within 2⁻⁵² of each other count as one.
    fn roots(&self) -> Result<Vec<RealRoot>, String> {
        let fine = Rational::ratio(1, 1 << 52);
        let mut roots = Vec::new();
        for condition in &self.conditions {
            let found = breakpoints(&condition.value).ok_or("a condition has a function of the rate in it")?;
            for polynomial in found {
                let univariate =
                    Univariate::from_polynomial(&polynomial, self.name).map_err(|error| error.to_string())?;
                if univariate.degree().is_none_or(|degree| degree == 0) {
                    continue;
                }
                let isolated = Sturm::new(&univariate, Budget::default()).and_then(|sturm| {
                    let roots = sturm.isolate(Some(&Rational::from(0)), None)?;
                    roots.iter().map(|root| sturm.refine(root, &fine)).collect::<Result<Vec<_>, _>>()
                });
                roots.extend(isolated.map_err(|error| error.to_string())?);
            }
        }
        roots.sort_by(|a, b| a.low.cmp(&b.low));
        let mut apart: Vec<RealRoot> = Vec::new();
        for root in roots {
            match apart.last_mut().filter(|last| last.high >= root.low) {
                Some(last) if *last == root => {}
                Some(last) => *last = RealRoot { exact: None, high: root.high.max(last.high.clone()), ..last.clone() },
                None => apart.push(root),
            }
        }
        apart.retain(|root| self.may_vanish_at(root));
        Ok(apart)
    }

    /// Whether a condition may be 0 within a root's bounds: one of a conjugate is not.
    fn may_vanish_at(&self, root: &RealRoot) -> bool {
        let bounds = Interval::from(&root.low).hull(&Interval::from(&root.high));
        self.conditions.iter().any(|condition| !condition.value.enclose(&|_| bounds).excludes_zero())
    }

    /// The least root beyond which the step is unstable, with a stable and an unstable
    /// rate beside it; none where every rate is stable.
    pub(super) fn bound(&self) -> Result<Bound, String> {
        let roots = self.roots()?;
        let half = Rational::ratio(1, 2);
        let start = roots.first().map_or_else(Rational::one, |root| half.clone() * &root.low);
        if self.failing(&start)?.is_some() {
            return Ok(Bound::NoRate(start));
        }
        for (place, root) in roots.iter().enumerate() {
            let beyond = match roots.get(place + 1) {
                Some(next) => short(half.clone() * (root.high.clone() + &next.low), &root.high, &next.low),
                None => root.high.floor() + Rational::one(),
            };
            if self.failing(&beyond)?.is_some() {
                return Ok(Bound::At { root: root.clone(), touching: roots[..place].to_vec(), unstable: beyond });
            }
        }
        Ok(Bound::None)
    }
}

/// How far a step is stable.
pub(super) enum Bound {
    /// Not even at this small rate, below every root of a condition.
    NoRate(Rational),
    /// Up to this root, but for roots at which a condition only touches 0; and not at
    /// the rate beyond, nor between.
    At { root: RealRoot, touching: Vec<RealRoot>, unstable: Rational },
    /// At every rate.
    None,
}

/// The float next to a fraction, where it is between the bounds too.
fn short(x: Rational, low: &Rational, high: &Rational) -> Rational {
    let rounded = Rational::from_finite((x.to_f64() * 1024.0).round() / 1024.0);
    rounded.filter(|rounded| low < rounded && rounded < high).unwrap_or(x)
}

fn decimal(root: &RealRoot) -> String {
    root.exact.as_ref().map_or_else(|| format!("{:.13}…", root.approximate()), Rational::to_string)
}

/// The largest stable rate.
fn largest_rate(subject: &Subject) -> (Decision, Option<String>) {
    let one = match one_rate(subject) {
        Ok(one) => one,
        Err(reason) => return (not_applicable(&reason), None),
    };
    let extent = extent(&one.linear);
    let name = one.name;
    match one.bound() {
        Err(reason) => (undecided(&reason, &one.linear), None),
        Ok(Bound::None) => {
            (Decision::new(Verdict::Proved, ROOTS).with_extent(extent), Some(format!("every {name} is stable")))
        }
        Ok(Bound::NoRate(rate)) => (Decision::new(failing(subject, &one, &rate), WITNESS).with_extent(extent), None),
        Ok(Bound::At { root, touching, unstable }) => {
            let but: Vec<String> = touching.iter().map(decimal).collect();
            let but = if but.is_empty() { String::new() } else { format!(" but at {}", but.join(" and ")) };
            let extent = format!("{extent}; stable at every {name} below{but}, unstable from there up to {unstable}");
            let value = format!("{name} < {} at k = 1", decimal(&root));
            (Decision::new(Verdict::Proved, ROOTS).with_extent(extent), Some(value))
        }
    }
}

fn failing(subject: &Subject, one: &OneRate, rate: &Rational) -> Verdict {
    let Ok(Some(Fails { place, value })) = one.failing(rate) else {
        return Verdict::Undecided(format!("every condition holds at {rate}"));
    };
    let Condition { label, value: condition } = &one.conditions[place];
    let mut point = Point::default();
    for spec in subject.entry.description.numbers {
        point.set(spec.name, registered(subject, spec.name));
    }
    point.set(one.name, rate.clone());
    Verdict::Refuted(Witness {
        id: Some(condition_id(place)),
        failure: format!("{label} at k = 1, which has to be > 0"),
        expression: printed(condition),
        point,
        defect: value,
    })
}

/// The value of a refutation's condition, from its point alone.
fn replay_largest_rate(subject: &Subject, sought: &Sought, point: &Point) -> Option<String> {
    let one = one_rate(subject).ok()?;
    let named = |condition: &Condition| format!("{} at k = 1, which has to be > 0", condition.label);
    let condition = sought_condition(sought, one.conditions, named)?;
    value_at(&condition.value, point).map(|(_, value)| value)
}

/// The row.
pub(super) const ROW: PropertySpec = PropertySpec {
    steps: |subject, _| subject.period_in_words(),
    ..PropertySpec::new(
        "step_bound",
        "on U = ½ q², other numbers as registered, the step is stable at every rate up to a bound, and at none just above it",
        |examination| examination.valued(largest_rate(examination.subject), OVER, &[]),
        replay_largest_rate,
    )
};
