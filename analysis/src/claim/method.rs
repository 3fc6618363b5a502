//! Section 2.1: the method.

use super::{Claim, Finding, Verdict};
use crate::study::Study;
use stable_sgd::experiment::Run;

pub(super) const CLAIMS: &[Claim] = &[
    Claim {
        id: "M1",
        section: "2.1",
        statement: "the symplectic listing differs from standard momentum",
        check: "theorem S2",
        decide: None,
    },
    Claim {
        id: "M2",
        section: "2.1",
        statement: "it preserves the structure of phase space",
        check: "theorems S1 and S3, with a witness",
        decide: None,
    },
    Claim { id: "M3", section: "2.1", statement: "energy is conserved", check: "theorem E7", decide: None },
    Claim {
        id: "M4",
        section: "2.1",
        statement: "the adaptive rate guards against high energy",
        check: "theorem E8",
        decide: None,
    },
    Claim {
        id: "M5",
        section: "2.1",
        statement: "the penalty discourages excessive change",
        check: "theorems P1 and P2",
        decide: None,
    },
    Claim {
        id: "M6",
        section: "2.1",
        statement: "the programs implement the method described",
        check: "every term of every program against the description, step by step, from the same state and gradient",
        decide: Some(programs_as_described),
    },
];

fn programs_as_described(study: &Study) -> Finding {
    let experiments = study.conformance.iter().filter(|c| c.in_experiments);
    let deviating: Vec<String> = experiments
        .filter(|c| !c.differing().is_empty())
        .map(|c| format!("{} ({})", c.program, c.differing().join(", ")))
        .collect();
    let penalties = study.challenging.iter().chain(&study.language2).flat_map(|run: &Run| &run.penalties);
    let (count, largest) = penalties.fold((0_u64, 0.0_f64), |(n, most), p| (n + 1, most.max(p.abs())));
    let (verdict, reason) = if deviating.is_empty() {
        (Verdict::Reproduced, "every term of both programs is the described one".to_owned())
    } else {
        (Verdict::Refuted, format!("terms that differ from the description: {}", deviating.join("; ")))
    };
    let mut finding = Finding::new(verdict, reason)
        .with("penalty subtracted by the two programs", format!("largest of {count} steps: {largest:?}"));
    for c in &study.conformance {
        let terms: Vec<String> = c.terms.iter().map(|(term, difference)| format!("{term} {difference:.1e}")).collect();
        let name = format!(
            "{}{}: relative difference",
            c.program,
            if c.in_experiments { "" } else { " (in no experiment of the paper)" }
        );
        finding = finding.with(name, terms.join(", "));
        finding = finding.with(
            format!("{}: first step over gradient", c.program),
            format!(
                "{:.3e}, with a rate of {:?}, whose square is {:.3e}",
                c.first_step_over_gradient,
                c.learning_rate,
                c.learning_rate * c.learning_rate
            ),
        );
    }
    finding
}
