//! What does the method preserve? AllCertificates, theorems, and the claims that theorems decide.

use super::Question;
use super::paper_weights::PaperCurves;
use crate::certificate;
use crate::claim::{Claim, Decision, Judgement};
use crate::study::{Computed, Study};
use crate::table::Table;
use crate::theorem::{Settled, evidence, settle, table as theorem_table};
use anyhow::Result;
use elsa::FrozenMap;
use rayon::prelude::*;
use stable_sgd::structure::{self, Certificate};
use stable_sgd::theorem::Part;

/// The question.
pub struct Structure;

impl Question for Structure {
    fn claims(&self) -> &'static [Claim] {
        &[
            Claim {
                id: "M1",
                section: "2.1",
                statement: "the symplectic listing differs from standard momentum",
                subject: "the method as described",
                check: "theorem S2",
                notebook: None,
                decide: Some(listings_differ),
            },
            Claim {
                id: "M2",
                section: "2.1",
                statement: "it preserves the structure of phase space",
                subject: "the method as described",
                check: "theorems S1 and S3, with a witness",
                notebook: Some("02_structure"),
                decide: Some(phase_space),
            },
            Claim {
                id: "M3",
                section: "2.1",
                statement: "energy is conserved",
                subject: "the method as described",
                check: "theorem E7",
                notebook: Some("03_energy_bounds"),
                decide: Some(energy_conserved),
            },
            Claim {
                id: "M4",
                section: "2.1",
                statement: "the adaptive rate guards against high energy",
                subject: "the method as described",
                check: "theorem E8",
                notebook: None,
                decide: Some(guards),
            },
            Claim {
                id: "M5",
                section: "2.1",
                statement: "the penalty discourages excessive change",
                subject: "the method as described",
                check: "theorems P1 and P2",
                notebook: Some("04_penalty"),
                decide: Some(penalty_discourages),
            },
        ]
    }

    fn tables(&self, study: &Study) -> Result<Vec<Table>> {
        let AllCertificates { methods, problems } = study.ask::<AllCertificates>()?;
        let theorems = &study.ask::<Theorems>()?.0;
        Ok(vec![certificate::table(methods.iter().chain(problems).flatten()), theorem_table(theorems)])
    }
}

/// What each method preserves, and what is known of each problem: a row each.
pub struct AllCertificates {
    /// The methods'.
    pub methods: Vec<Vec<Certificate>>,
    /// The problems'; none where no method is certified.
    pub problems: Vec<Vec<Certificate>>,
}

impl Computed for AllCertificates {
    const STAGE: &'static str = "certificates";

    fn compute(study: &Study) -> Result<Self> {
        let certified = &study.settings.certified;
        let problems = if certified.is_empty() { Vec::new() } else { certificate::problems() };
        Ok(Self { methods: certificate::registered(certified), problems })
    }
}

/// The theorems that were asked for one by one.
#[derive(Default)]
struct AskedTheorems(FrozenMap<&'static str, Box<Settled>>);

impl Computed for AskedTheorems {
    const STAGE: &'static str = "theorem";

    fn compute(_: &Study) -> Result<Self> {
        Ok(Self::default())
    }
}

/// A theorem of the settings, settled.
fn theorem<'s>(study: &'s Study, id: &str) -> Result<Option<&'s Settled>> {
    let asked = &study.ask::<AskedTheorems>()?.0;
    let theorem = study.settings.theorems.iter().find(|theorem| theorem.id == id);
    Ok(theorem.map(|theorem| match asked.get(theorem.id) {
        Some(settled) => settled,
        None => asked.insert(theorem.id, Box::new(settle(*theorem))),
    }))
}

/// Every theorem, settled; those that were asked for are taken over.
pub struct Theorems(pub Vec<Settled>);

impl Computed for Theorems {
    const STAGE: &'static str = "theorems";

    fn compute(study: &Study) -> Result<Self> {
        let asked = &study.ask::<AskedTheorems>()?.0;
        let known: Vec<_> = study.settings.theorems.iter().map(|row| (*row, asked.get(row.id).cloned())).collect();
        Ok(Self(known.into_par_iter().map(|(row, known)| known.unwrap_or_else(|| settle(row))).collect()))
    }
}

/// The sentences of a theorem, where the study settled it.
fn sentences<'a>(study: &'a Study, id: &str) -> Result<&'a [Part]> {
    Ok(theorem(study, id)?.map_or(&[], |row| &row.parts))
}

fn refuted(part: &&Part) -> bool {
    matches!(part.verdict, structure::Verdict::Refuted(_))
}

/// The finding that theorems decide: undecided where one of them was not settled, else
/// the verdict and the reason that `decide` reads off their sentences.
fn by_theorems<const N: usize>(
    study: &Study,
    ids: [&str; N],
    decide: impl FnOnce([&[Part]; N]) -> (Judgement, String),
) -> Result<Decision> {
    let rows: Vec<&[Part]> = ids.iter().map(|id| sentences(study, id)).collect::<Result<_>>()?;
    let rows: [&[Part]; N] = std::array::from_fn(|i| rows[i]);
    let open = ids.iter().zip(rows).find(|(_, parts)| {
        parts.is_empty() || parts.iter().any(|part| matches!(part.verdict, structure::Verdict::Undecided(_)))
    });
    if let Some((id, _)) = open {
        return Ok(Decision::new(Judgement::Open, format!("theorem {id} is not settled")));
    }
    let (verdict, reason) = decide(rows);
    let domain = format!("those of the sentences of {}", ids.join(" and "));
    let parts = ids.iter().zip(rows).flat_map(|(id, parts)| parts.iter().map(move |part| (id, part)));
    Ok(parts.fold(Decision::new(verdict, reason).over(domain), |decision, (id, part)| {
        let details: Vec<String> = evidence(part).into_iter().map(|(name, value)| format!("{name} {value}")).collect();
        let details = if details.is_empty() { String::new() } else { format!(": {}", details.join("; ")) };
        decision
            .with(format!("{id}: {}", part.statement), format!("{} by {}{details}", part.verdict.word(), part.engine))
    }))
}

fn listings_differ(study: &Study) -> Result<Decision> {
    by_theorems(study, ["S2"], |[same]| {
        match same.iter().find(refuted) {
        None => (
            Judgement::Refuted,
            "with a constant rate a the two listings are one map: w = a v turns the second into the first at the learning rate a η, \
             and both update the velocity first; only the state-dependent rate is new"
                .to_owned(),
        ),
        Some(part) => (Judgement::Reproduced, format!("it is not true that {}", part.statement)),
    }
    })
}

fn phase_space(study: &Study) -> Result<Decision> {
    by_theorems(study, ["S1", "S3"], |[momentum, described]| {
        let plain = momentum.first().is_some_and(|part| part.verdict.holds());
        match described.iter().find(refuted) {
            Some(part) => {
                let beside = if plain { "; momentum SGD itself multiplies it by μ a step, at every μ" } else { "" };
                (Judgement::Refuted, format!("it is not true that {}{beside}", part.statement))
            }
            None => (
                Judgement::UnderCondition("up to one factor a step".to_owned()),
                "it is conformally symplectic".to_owned(),
            ),
        }
    })
}

fn energy_conserved(study: &Study) -> Result<Decision> {
    by_theorems(study, ["E7"], |[conserved]| match conserved.iter().find(refuted) {
        Some(_) => {
            let false_ones = conserved.iter().filter(refuted).count();
            let reason = format!(
                "{false_ones} of the paper's listings do not conserve its ½ v² + ½ g², whatever their hyperparameters"
            );
            (Judgement::Refuted, reason)
        }
        None => (Judgement::Reproduced, "its energy is the same after every step".to_owned()),
    })
}

fn guards(study: &Study) -> Result<Decision> {
    by_theorems(study, ["E8"], |[factor]| {
        let failing: Vec<&str> = factor.iter().filter(refuted).map(|part| part.statement.as_str()).collect();
        let holding = factor.iter().filter(|part| part.verdict.holds()).count();
        match (holding, failing.is_empty()) {
            (0, _) => (Judgement::Refuted, format!("it is not true that {}", failing.join(" or that "))),
            (_, true) => (Judgement::Reproduced, "every sentence on the factor is proved".to_owned()),
            (_, false) => (
                Judgement::InPart(format!(
                    "over the reals it clips the step, whatever the gradient; {} of {} sentences on the factor are refuted",
                    failing.len(),
                    factor.len()
                )),
                format!("{holding} sentences on the factor are proved; not true: {}", failing.join(" ")),
            ),
        }
    })
}

fn penalty_discourages(study: &Study) -> Result<Decision> {
    let decision = by_theorems(study, ["P1", "P2"], |[value, update]| {
        let measures = value.iter().all(|part| part.verdict.holds());
        match (measures, update.iter().find(refuted)) {
            (true, None) => (Judgement::Reproduced, "it measures change, and the update opposes it".to_owned()),
            (_, Some(part)) => (
                Judgement::Refuted,
                format!(
                    "its value grows with the change, but as the update uses it, it is not true that {}",
                    part.statement
                ),
            ),
            (false, None) => (Judgement::Refuted, "its value is no measure of the change".to_owned()),
        }
    })?;
    // The bias of P2, measured: subtracted whatever the direction, it moves every coordinate down.
    let described = study.ask::<PaperCurves>()?.0.iter().filter(|curve| curve.method == MATCHED);
    Ok(described.fold(decision, |decision, curve| {
        let Some(point) = curve.points.iter().find(|point| point.weight == MEASURED) else { return decision };
        let Some(drift) = point.drift else { return decision };
        let name = format!("mean coordinate, weight {MEASURED} minus none, as described, on {}", curve.place);
        decision.with(name, drift)
    }))
}

/// The method and the weight whose bias is measured.
const MATCHED: &str = "as described, rate matched";

const MEASURED: f64 = 0.1;
