//! One property of one rule, as it is examined: from what the engines find to a conclusion,
//! which is a certificate but for its names.

use super::decide::{Check, Decision, Replayed, Settings, Sought, Stage, decide, mend};
use super::jacobian::Jacobian;
use super::subject::{Held, Subject};
use super::{Domain, Mend, Point, Rule, Verdict};

/// What the project has of a property.
pub(super) struct PropertySpec {
    /// The id, in snake case.
    pub id: &'static str,
    /// The property in one line.
    pub statement: &'static str,
    /// Settles it for a rule.
    pub examine: fn(&Examination) -> Conclusion,
    /// The value of a defect at a point, computed again.
    pub replay: fn(&Subject, &Sought, &Point) -> Option<String>,
    /// The steps of which something is said, in words.
    pub steps: fn(&Subject, &Decision) -> String,
    /// What it is on one problem alone.
    pub on_problem: OnOneProblem,
}

/// What a property is on one problem alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnOneProblem {
    /// What it is on every smooth U: it speaks of no problem.
    Same,
    /// A condition on the Jacobian there.
    Jacobian(Jacobian),
    /// The slope of the error there.
    Slope,
}

/// What most properties have: all steps, and no other meaning on one problem.
impl PropertySpec {
    /// A property that is settled by `examine`.
    pub(super) const fn new(
        id: &'static str,
        statement: &'static str,
        examine: fn(&Examination) -> Conclusion,
        replay: fn(&Subject, &Sought, &Point) -> Option<String>,
    ) -> Self {
        Self {
            id,
            statement,
            examine,
            replay,
            steps: |subject, _| subject.steps_in_words(),
            on_problem: OnOneProblem::Same,
        }
    }
}

/// How far a property of a rule is settled.
#[derive(Clone, Debug)]
pub(super) struct Conclusion {
    pub verdict: Verdict,
    pub engine: &'static str,
    pub value: Option<String>,
    pub domain: Domain,
    pub mend: Option<Mend>,
}

impl Conclusion {
    /// What the engines found, with this domain.
    pub(super) fn new(finding: Decision, domain: Domain) -> Self {
        let domain = domain.with(finding.extent.trim_start_matches("; "));
        Self { verdict: finding.verdict, engine: finding.engine, value: None, domain, mend: None }
    }

    /// That the property makes no sense for the rule.
    pub(super) fn not_applicable(reason: &str) -> Self {
        Self::new(not_applicable(reason), Domain::default())
    }
}

/// A property, the rule, and how it is examined.
#[derive(Clone, Copy)]
pub(super) struct Examination<'a> {
    pub spec: &'static PropertySpec,
    pub subject: &'a Subject,
    pub settings: &'a Settings,
    /// What the properties of the rule share.
    pub rule: &'a Rule,
}

impl Examination<'_> {
    /// The conclusion for the slot that has the property as the velocity, or for the first.
    pub(super) fn over_velocities(&self, examine: impl Fn(&Examination) -> Conclusion) -> Conclusion {
        if self.subject.slots.is_empty() {
            return Conclusion::not_applicable("no slot beside the point has an influence on it: there is no velocity");
        }
        // An open question is worth more than a refutation for another slot, and that more than
        // that the property makes no sense for it.
        let weight = |found: &Conclusion| match found.verdict {
            Verdict::NotApplicable(_) => 0,
            Verdict::Undecided(_) => 2,
            _ => 1,
        };
        let mut first: Option<Conclusion> = None;
        for place in 0..self.subject.slots.len() {
            let subject = self.subject.with_velocity(place);
            let found = examine(&Examination { subject: &subject, ..*self });
            if found.verdict.holds() {
                return found;
            }
            if first.as_ref().is_none_or(|first| weight(first) < weight(&found)) {
                first = Some(found);
            }
        }
        first.unwrap_or_else(|| Conclusion::not_applicable("no velocity"))
    }

    /// The conclusion of a finding with its value; without a domain where it does not apply.
    pub(super) fn valued(
        &self,
        (finding, value): (Decision, Option<String>),
        over: &str,
        stages: &[Stage],
    ) -> Conclusion {
        Conclusion { value, ..self.conclude(finding, over, stages) }
    }

    /// The verdict of the engines, and what would mend a refutation.
    pub(super) fn settle<C: Check>(&self, check: &C, over: &str) -> Conclusion {
        let subject = self.subject;
        let found = self.conclude(decide(check, subject, self.settings), over, &check.stages(subject));
        let mend = match &found.verdict {
            Verdict::Refuted(witness) => mend(check, subject, witness),
            _ => None,
        };
        Conclusion { mend, ..found }
    }

    /// The conclusion of a finding: its domain has the steps and dimensions of the stages.
    pub(super) fn conclude(&self, finding: Decision, over: &str, stages: &[Stage]) -> Conclusion {
        if matches!(finding.verdict, Verdict::NotApplicable(_)) {
            return Conclusion::new(finding, Domain::default());
        }
        let subject = self.subject;
        let mut dimensions: Vec<usize> = stages.iter().map(|stage| stage.dimension).collect();
        dimensions.sort_unstable();
        dimensions.dedup();
        let steps = (self.spec.steps)(subject, &finding);
        let mut domain = Domain { dimensions, steps, instance: finding.instance.clone(), ..Domain::of(over) };
        if let Some(reason) = &subject.unseen {
            domain = domain.with(format!("known at points alone: {reason}"));
        }
        if let Some(slot) = subject.slots.first().filter(|slot| **slot != 0) {
            domain = domain.with(format!("velocity: {}", subject.called(*slot)));
        }
        if subject.slots.len() > 1 {
            let free: Vec<&str> = subject.slots[1..].iter().map(|slot| subject.called(*slot)).collect();
            domain = domain.with(format!("taken as free: {}", free.join(", ")));
        }
        let held = |is: fn(&Held) -> bool| {
            let slots = (0..subject.holds.len()).filter(|slot| is(&subject.holds[*slot]));
            slots.map(|slot| subject.called(slot)).collect::<Vec<_>>().join(", ")
        };
        for (text, is) in [
            ("where a run takes it", (|held| matches!(held, Held::Function(_))) as fn(&Held) -> bool),
            ("known at each step", |held| *held == Held::Clock),
        ] {
            let names = held(is);
            if !names.is_empty() {
                domain = domain.with(format!("{text}: {names}"));
            }
        }
        Conclusion::new(finding, domain)
    }
}

/// What is found of a rule for which the property makes no sense.
pub(super) fn not_applicable(reason: &str) -> Decision {
    Decision::new(Verdict::NotApplicable(reason.to_owned()), "none")
}

/// A defect computed again, whichever slot the witness takes as the velocity.
pub(super) fn replay_each(subject: &Subject, replay: impl Fn(&Subject) -> Option<Replayed>) -> Option<String> {
    let subjects = (0..subject.slots.len()).map(|place| subject.with_velocity(place));
    Replayed::best(subjects.filter_map(|subject| replay(&subject))).map(|found| found.text)
}
