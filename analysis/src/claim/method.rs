//! Section 2.1: the method.

use super::{Claim, Finding, Verdict};
use crate::study::Study;
use crate::theorem::evidence;
use anyhow::Result;
use stable_sgd::experiment::Run;
use stable_sgd::structure;
use stable_sgd::theorem::Part;

pub(super) const CLAIMS: &[Claim] = &[
    Claim {
        id: "M1",
        section: "2.1",
        statement: "the symplectic listing differs from standard momentum",
        check: "theorem S2",
        notebook: None,
        decide: Some(listings_differ),
    },
    Claim {
        id: "M2",
        section: "2.1",
        statement: "it preserves the structure of phase space",
        check: "theorems S1 and S3, with a witness",
        notebook: Some("02_structure"),
        decide: Some(phase_space),
    },
    Claim {
        id: "M3",
        section: "2.1",
        statement: "energy is conserved",
        check: "theorem E7",
        notebook: Some("03_energy_bounds"),
        decide: Some(energy_conserved),
    },
    Claim {
        id: "M4",
        section: "2.1",
        statement: "the adaptive rate guards against high energy",
        check: "theorem E8",
        notebook: None,
        decide: Some(guards),
    },
    Claim {
        id: "M5",
        section: "2.1",
        statement: "the penalty discourages excessive change",
        check: "theorems P1 and P2",
        notebook: Some("04_penalty"),
        decide: Some(penalty_discourages),
    },
    Claim {
        id: "M6",
        section: "2.1",
        statement: "the programs implement the method described",
        check: "every term of every program against the description, step by step, from the same state and gradient",
        notebook: Some("04_penalty"),
        decide: Some(programs_as_described),
    },
];

/// The sentences of a theorem, where the study settled it.
fn sentences<'a>(study: &'a Study, id: &str) -> Result<&'a [Part]> {
    Ok(study.theorem(id)?.map_or(&[], |row| &row.parts))
}

fn refuted(part: &&Part) -> bool {
    matches!(part.verdict, structure::Verdict::Refuted(_))
}

/// The finding that theorems decide: undecided where one of them was not settled, else
/// the verdict and the reason that `decide` reads off their sentences.
fn by_theorems<const N: usize>(
    study: &Study,
    ids: [&str; N],
    decide: impl FnOnce([&[Part]; N]) -> (Verdict, String),
) -> Result<Finding> {
    let rows: Vec<&[Part]> = ids.iter().map(|id| sentences(study, id)).collect::<Result<_>>()?;
    let rows: [&[Part]; N] = std::array::from_fn(|i| rows[i]);
    let open = ids.iter().zip(rows).find(|(_, parts)| {
        parts.is_empty() || parts.iter().any(|part| matches!(part.verdict, structure::Verdict::Undecided(_)))
    });
    if let Some((id, _)) = open {
        return Ok(Finding::new(Verdict::Undecided, format!("theorem {id} is not settled")));
    }
    let (verdict, reason) = decide(rows);
    let parts = ids.iter().zip(rows).flat_map(|(id, parts)| parts.iter().map(move |part| (id, part)));
    Ok(parts.fold(Finding::new(verdict, reason), |finding, (id, part)| {
        let details: Vec<String> = evidence(part).into_iter().map(|(name, value)| format!("{name} {value}")).collect();
        let details = if details.is_empty() { String::new() } else { format!(": {}", details.join("; ")) };
        finding
            .with(format!("{id}: {}", part.statement), format!("{} by {}{details}", part.verdict.word(), part.engine))
    }))
}

fn listings_differ(study: &Study) -> Result<Finding> {
    by_theorems(study, ["S2"], |[same]| {
        match same.iter().find(refuted) {
        None => (
            Verdict::Refuted,
            "with a constant rate a the two listings are one map: w = a v turns the second into the first at the learning rate a η, \
             and both update the velocity first; only the state-dependent rate is new"
                .to_owned(),
        ),
        Some(part) => (Verdict::Reproduced, format!("it is not true that {}", part.statement)),
    }
    })
}

fn phase_space(study: &Study) -> Result<Finding> {
    by_theorems(study, ["S1", "S3"], |[momentum, described]| {
        let plain = momentum.first().is_some_and(|part| part.verdict.holds());
        match described.iter().find(refuted) {
            Some(part) => {
                let beside = if plain { "; momentum SGD itself multiplies it by μ a step, at every μ" } else { "" };
                (Verdict::Refuted, format!("it is not true that {}{beside}", part.statement))
            }
            None => {
                (Verdict::ReproducedIf("up to one factor a step".to_owned()), "it is conformally symplectic".to_owned())
            }
        }
    })
}

fn energy_conserved(study: &Study) -> Result<Finding> {
    by_theorems(study, ["E7"], |[conserved]| match conserved.iter().find(refuted) {
        Some(_) => {
            let false_ones = conserved.iter().filter(refuted).count();
            let reason = format!(
                "{false_ones} of the paper's listings do not conserve its ½ v² + ½ g², whatever their hyperparameters"
            );
            (Verdict::Refuted, reason)
        }
        None => (Verdict::Reproduced, "its energy is the same after every step".to_owned()),
    })
}

fn guards(study: &Study) -> Result<Finding> {
    by_theorems(study, ["E8"], |[factor]| {
        let failing: Vec<&str> = factor.iter().filter(refuted).map(|part| part.statement.as_str()).collect();
        let holding = factor.iter().filter(|part| part.verdict.holds()).count();
        match (holding, failing.is_empty()) {
            (0, _) => (Verdict::Refuted, format!("it is not true that {}", failing.join(" or that "))),
            (_, true) => (Verdict::Reproduced, "every sentence on the factor is proved".to_owned()),
            (_, false) => (
                Verdict::ReproducedIf("over the reals it clips the step, whatever the gradient".to_owned()),
                format!("{holding} sentences on the factor are proved; not true: {}", failing.join(" ")),
            ),
        }
    })
}

fn penalty_discourages(study: &Study) -> Result<Finding> {
    let finding = by_theorems(study, ["P1", "P2"], |[value, update]| {
        let measures = value.iter().all(|part| part.verdict.holds());
        match (measures, update.iter().find(refuted)) {
            (true, None) => (Verdict::Reproduced, "it measures change, and the update opposes it".to_owned()),
            (_, Some(part)) => (
                Verdict::Refuted,
                format!(
                    "its value grows with the change, but as the update uses it, it is not true that {}",
                    part.statement
                ),
            ),
            (false, None) => (Verdict::Refuted, "its value is no measure of the change".to_owned()),
        }
    })?;
    // The bias of P2, measured: subtracted whatever the direction, it moves every coordinate down.
    let described = study.sensitivity.paper_weights()?.iter().filter(|curve| curve.method == MATCHED);
    Ok(described.fold(finding, |finding, curve| {
        let Some(point) = curve.points.iter().find(|point| point.weight == MEASURED) else { return finding };
        let Some(drift) = point.drift else { return finding };
        let name = format!("mean coordinate, weight {MEASURED} minus none, as described, on {}", curve.place);
        finding.with(name, format!("{drift} over {} pairs", point.losses.len()))
    }))
}

/// The method and the weight whose bias is measured.
const MATCHED: &str = "as described, rate matched";
const MEASURED: f64 = 0.1;

fn programs_as_described(study: &Study) -> Result<Finding> {
    let experiments = study.conformance()?.iter().filter(|c| c.in_experiments);
    let deviating: Vec<String> = experiments
        .filter(|c| !c.differing().is_empty())
        .map(|c| format!("{} ({})", c.program, c.differing().join(", ")))
        .collect();
    let penalties = study.challenging()?.iter().chain(study.language2()?).flat_map(|run: &Run| &run.penalties);
    let (count, largest) = penalties.fold((0_u64, 0.0_f64), |(n, most), p| (n + 1, most.max(p.abs())));
    let (verdict, reason) = if deviating.is_empty() {
        (Verdict::Reproduced, "every term of both programs is the described one".to_owned())
    } else {
        (Verdict::Refuted, format!("terms that differ from the description: {}", deviating.join("; ")))
    };
    let mut finding = Finding::new(verdict, reason)
        .with("penalty subtracted by the two programs", format!("largest of {count} steps: {largest:?}"));
    for c in study.conformance()? {
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
    Ok(finding)
}
