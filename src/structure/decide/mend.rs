//! What would mend a refuted property: values of numbers with which it is proved.

use super::{Check, DEFINED_SEARCH, Defect, ELSEWHERE, MEND_BUDGET, MENDS_BUDGET, Stage, holds_zero, symbol};
use crate::method::{NumberSpec, Role};
use crate::quiet;
use crate::scalar::{Approximate, Interval, Rational, Ring, Symbolic};
use crate::structure::draws::{DrawStyle, Draws};
use crate::structure::subject::Subject;
use crate::structure::{Mend, Witness};

/// Values of one or two hyperparameters, each 0 or 1, with which the property is proved,
/// other than those of the witness.
pub(in crate::structure) fn mend<C: Check>(check: &C, subject: &Subject, witness: &Witness) -> Option<Mend> {
    if !subject.is_graph() {
        return None;
    }
    let numbers = subject.entry.description.numbers;
    let of = |role, value| {
        let chosen = move |spec: &&NumberSpec| spec.role == role;
        numbers.iter().filter(chosen).map(move |spec| (spec.name, value)).collect::<Vec<(&'static str, i64)>>()
    };
    // What takes least away comes first: a term switched off, then a share at its end.
    let groups = [of(Role::Weight, 0), of(Role::Fraction, 1), of(Role::Fraction, 0)];
    let pairs = |group: &Vec<(&'static str, i64)>| {
        let pair = |(i, b): (usize, &(&'static str, i64))| group[..i].iter().map(|a| vec![*a, *b]).collect::<Vec<_>>();
        let singles = group.iter().map(|one| vec![*one]);
        singles.chain(group.iter().enumerate().flat_map(pair).collect::<Vec<_>>()).collect::<Vec<_>>()
    };
    let mixed = pairs(&groups.concat()).into_iter().filter(|fixed| fixed.len() == 2 && fixed[0].0 != fixed[1].0);
    let choices = groups.iter().flat_map(pairs).chain(mixed);
    // A witness with these very values would contradict the mend.
    let is_elsewhere = |fixed: &Vec<(&'static str, i64)>| {
        fixed.iter().any(|(name, value): &(&str, i64)| witness.point.value(name) != Rational::from(*value))
    };
    let holds = |fixed: &Vec<(&'static str, i64)>| {
        let value = |name: &str| {
            let known = fixed.iter().find(|(fixed, _)| *fixed == name);
            known.map_or_else(|| symbol(name), |(_, value)| Symbolic::from_integer(*value))
        };
        let with = With { check, subject, fixed };
        // Most values are no mend, which a few points of the first stage show for less than a proof.
        check.stages(subject).into_iter().all(|stage| !with.is_broken(stage) && with.vanishes(stage))
            && check.proof(subject, &mut { value }).is_some()
            && !check.is_degenerate(subject, &mut { value })
            && ![check.searched(subject), check.beyond(subject)].concat().into_iter().any(|stage| with.is_broken(stage))
    };
    let mut choices = choices.filter(is_elsewhere);
    let mut proved = |fixed: &_| quiet::guarded(|| Symbolic::within(MEND_BUDGET, || holds(fixed))).unwrap_or(false);
    Symbolic::within(MENDS_BUDGET, || choices.find(&mut proved)).map(Mend::Numbers)
}

/// Points of which one has to be defined.
const SOON: usize = 24;

/// A rule with values for some of its numbers, at points.
struct With<'a, C> {
    check: &'a C,
    subject: &'a Subject,
    fixed: &'a [(&'static str, i64)],
}

impl<C: Check> With<'_, C> {
    fn defects(&self, stage: Stage, attempt: usize) -> Vec<Defect<Interval>> {
        let mut draws = Draws::new(self.subject, 6, attempt, DrawStyle::Dyadic);
        let mut value = |name: &str| match self.fixed.iter().find(|(fixed, _)| *fixed == name) {
            Some((_, value)) => Interval::from_integer(*value),
            None => Interval::point(draws.value(name).to_f64()),
        };
        self.check.defects::<Interval>(stage, self.subject, &mut value)
    }

    /// Whether a point of a stage is found at which every defect is defined and 0; not for long
    /// where none is defined.
    fn vanishes(&self, stage: Stage) -> bool {
        let mut any_defined = false;
        for attempt in 0..DEFINED_SEARCH {
            if attempt == SOON && !any_defined {
                return false;
            }
            let defects = self.defects(stage, attempt);
            let is_defined = !defects.is_empty() && !defects.iter().any(|defect| defect.value.is_empty());
            any_defined |= is_defined;
            if is_defined && defects.iter().all(|defect| holds_zero(&defect.value)) {
                return true;
            }
        }
        false
    }

    /// Whether a point of a stage is found at which a defect is not 0.
    fn is_broken(&self, stage: Stage) -> bool {
        let broken = |defects: Vec<Defect<Interval>>| defects.iter().any(|defect| defect.value.excludes_zero());
        (0..ELSEWHERE).any(|attempt| broken(self.defects(stage, attempt)))
    }
}
