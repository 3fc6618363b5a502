//! One property of one rule, as it is examined: from what the engines find to a certificate.

use super::decide::{Check, Decision, Replayed, Settings, Stage, decide, mend};
use super::property::Property;
use super::subject::{Held, Subject};
use super::{Certificate, Domain, Rule, Verdict};

/// A property, the rule, and how it is examined.
#[derive(Clone, Copy)]
pub(super) struct Examination<'a> {
    pub property: Property,
    pub subject: &'a Subject,
    pub settings: &'a Settings,
    /// What the properties of the rule share.
    pub rule: &'a Rule,
}

impl Examination<'_> {
    /// The certificate for the slot that has the property as the velocity, or for the first.
    pub(super) fn over_velocities(&self, examine: impl Fn(&Examination) -> Certificate) -> Certificate {
        if self.subject.slots.is_empty() {
            return self.not_applicable("no slot beside the point has an influence on it: there is no velocity");
        }
        // An open question is worth more than a refutation for another slot, and that more than
        // that the property makes no sense for it.
        let weight = |found: &Certificate| match found.verdict {
            Verdict::NotApplicable(_) => 0,
            Verdict::Undecided(_) => 2,
            _ => 1,
        };
        let mut first: Option<Certificate> = None;
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
        first.unwrap_or_else(|| self.not_applicable("no velocity"))
    }

    /// The certificate of a finding with its value; without a domain where it does not apply.
    pub(super) fn valued(
        &self,
        (finding, value): (Decision, Option<String>),
        over: &str,
        stages: &[Stage],
    ) -> Certificate {
        Certificate { value, ..self.certificate(finding, over, stages) }
    }

    /// The verdict of the engines, and what would mend a refutation.
    pub(super) fn settle<C: Check>(&self, check: &C, over: &str) -> Certificate {
        let subject = self.subject;
        let found = self.certificate(decide(check, subject, self.settings), over, &check.stages(subject));
        let mend = match &found.verdict {
            Verdict::Refuted(witness) => mend(check, subject, witness),
            _ => None,
        };
        Certificate { mend, ..found }
    }

    /// The certificate of a finding: its domain has the steps and dimensions of the stages.
    pub(super) fn certificate(&self, finding: Decision, over: &str, stages: &[Stage]) -> Certificate {
        if matches!(finding.verdict, Verdict::NotApplicable(_)) {
            return self.of_finding(finding, Domain::default());
        }
        let subject = self.subject;
        let mut dimensions: Vec<usize> = stages.iter().map(|stage| stage.dimension).collect();
        dimensions.sort_unstable();
        dimensions.dedup();
        let steps = (self.property.row().steps)(subject, &finding);
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
        self.of_finding(finding, domain)
    }

    /// The certificate that the property makes no sense for the rule.
    pub(super) fn not_applicable(&self, reason: &str) -> Certificate {
        self.of_finding(not_applicable(reason), Domain::default())
    }

    fn of_finding(&self, finding: Decision, domain: Domain) -> Certificate {
        self.property.of_finding(&self.subject.entry, finding, domain)
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
