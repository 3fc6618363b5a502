//! The largest stable rate on the mode q, with every other number as registered: the
//! conditions of [`super::stability`] are polynomials in one rate, whose roots are exact.

use super::decide::{Finding, Sought, symbol};
use super::jury::Condition;
use super::linear::{self, Linear};
use super::property::not_applicable;
use super::stability::{WITNESS, condition_id, conditions, extent, printed, registered, sought_condition, undecided};
use super::subject::Subject;
use super::{Point, Verdict, Witness};
use crate::method::Role;
use crate::proof::roots::RealRoot;
use crate::proof::univariate::{Univariate, UnivariateError};
use crate::proof::{Budget, sturm::Sturm};
use crate::scalar::{Algebra, Approximate, Polynomial, Rational, Symbolic};
use num_traits::One;

pub(super) const OVER: &str = "the mode q, numbers but the rate as registered";

const ROOTS: &str = "Jury's conditions, root isolation";

/// The conditions in the first rate alone: k is 1, and every other number as registered.
pub(super) struct OneRate {
    pub name: &'static str,
    pub conditions: Vec<(String, Univariate)>,
    linear: Linear,
}

pub(super) fn one_rate(subject: &Subject) -> Result<OneRate, String> {
    let Some(rate) = subject.entry.description.numbers.iter().find(|spec| spec.role == Role::Rate) else {
        return Err("the method has no rate".to_owned());
    };
    let value = |name: &str| if name == rate.name { symbol(name) } else { registered_symbol(subject, name) };
    let linear = linear::with(subject, &mut { value })?;
    let univariate = |c: Condition| Ok((c.label, Univariate::from_polynomial(&c.polynomial, rate.name)?));
    let conditions: Result<_, UnivariateError> = conditions(&linear).into_iter().map(univariate).collect();
    Ok(OneRate { name: rate.name, conditions: conditions.map_err(|error| error.to_string())?, linear })
}

/// The registered value as a number without variables.
pub(super) fn registered_symbol(subject: &Subject, name: &str) -> Symbolic {
    Polynomial::constant(registered(subject, name)).into()
}

impl OneRate {
    /// The first condition that fails at a rate.
    fn failing(&self, rate: &Rational) -> Option<(usize, &(String, Univariate))> {
        self.conditions.iter().enumerate().find(|(_, (_, condition))| condition.evaluate(rate).sign() <= 0)
    }

    /// The rates above 0 at which a condition vanishes, in ascending order; those within
    /// 2⁻⁵² of each other count as one.
    fn roots(&self) -> Result<Vec<RealRoot>, UnivariateError> {
        let fine = Rational::ratio(1, 1 << 52);
        let mut roots = Vec::new();
        for (_, condition) in self.conditions.iter().filter(|(_, condition)| condition.degree() > Some(0)) {
            let sturm = Sturm::new(condition, Budget::default())?;
            for root in sturm.isolate(Some(&Rational::from(0)), None)? {
                roots.push(sturm.refine(&root, &fine)?);
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
        Ok(apart)
    }

    /// The least root beyond which the step is unstable, with a stable and an unstable
    /// rate beside it; none where every rate is stable.
    pub(super) fn bound(&self) -> Result<Bound, UnivariateError> {
        let roots = self.roots()?;
        let half = Rational::ratio(1, 2);
        let start = roots.first().map_or_else(Rational::one, |root| half.clone() * &root.low);
        if self.failing(&start).is_some() {
            return Ok(Bound::NoRate(start));
        }
        for (place, root) in roots.iter().enumerate() {
            let beyond = match roots.get(place + 1) {
                Some(next) => short(half.clone() * (root.high.clone() + &next.low), &root.high, &next.low),
                None => root.high.floor() + Rational::one(),
            };
            if self.failing(&beyond).is_some() {
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
pub(super) fn largest_rate(subject: &Subject) -> (Finding, Option<String>) {
    let one = match one_rate(subject) {
        Ok(one) => one,
        Err(reason) => return (not_applicable(&reason), None),
    };
    let extent = extent(&one.linear);
    let name = one.name;
    match one.bound() {
        Err(error) => (undecided(&error.to_string(), &one.linear), None),
        Ok(Bound::None) => {
            (Finding::new(Verdict::Proved, ROOTS).with_extent(extent), Some(format!("every {name} is stable")))
        }
        Ok(Bound::NoRate(rate)) => (Finding::new(failing(subject, &one, &rate), WITNESS).with_extent(extent), None),
        Ok(Bound::At { root, touching, unstable }) => {
            let but: Vec<String> = touching.iter().map(decimal).collect();
            let but = if but.is_empty() { String::new() } else { format!(" but at {}", but.join(" and ")) };
            let extent = format!("{extent}; stable at every {name} below{but}, unstable from there up to {unstable}");
            let value = format!("{name} < {} at k = 1", decimal(&root));
            (Finding::new(Verdict::Proved, ROOTS).with_extent(extent), Some(value))
        }
    }
}

fn failing(subject: &Subject, one: &OneRate, rate: &Rational) -> Verdict {
    let Some((place, (label, condition))) = one.failing(rate) else {
        return Verdict::Undecided(format!("every condition holds at {rate}"));
    };
    let mut point = Point::default();
    for spec in subject.entry.description.numbers {
        point.set(spec.name, registered(subject, spec.name));
    }
    point.set(one.name, rate.clone());
    Verdict::Refuted(Witness {
        id: Some(condition_id(place)),
        failure: format!("{label} at k = 1, which has to be > 0"),
        expression: printed(&condition.to_polynomial(one.name)),
        point,
        defect: condition.evaluate(rate).to_string(),
    })
}

/// The value of a refutation's condition, from its point alone.
pub(super) fn replay_largest_rate(subject: &Subject, sought: &Sought, point: &Point) -> Option<String> {
    let one = one_rate(subject).ok()?;
    let named = |(label, _): &(String, Univariate)| format!("{label} at k = 1, which has to be > 0");
    let (_, condition) = sought_condition(sought, one.conditions, named)?;
    Some(condition.evaluate(&point.value(one.name)).to_string())
}
