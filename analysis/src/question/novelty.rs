//! Is it the first of its kind?

use super::Question;
use crate::claim::{Claim, Decision, Judgement};
use crate::study::Study;
use anyhow::Result;

/// The question.
pub struct Novelty;

impl Question for Novelty {
    fn claims(&self) -> &'static [Claim] {
        &[Claim {
            id: "N1",
            section: "abstract, 1, 6",
            statement: "the first application of Hamiltonian mechanics to deterministic optimization",
            subject: "the paper",
            check: "references that do so, and their years",
            notebook: None,
            decide: Some(first),
        }]
    }
}

/// Work that applies Hamiltonian mechanics to deterministic optimization.
const PRIOR_ART: [(u32, &str, &str); 4] = [
    (2018, "Maddison, Paulin, Teh, O'Donoghue and Doucet: Hamiltonian descent methods", "arXiv:1809.05042"),
    (2018, "Betancourt, Jordan and Wilson: On symplectic optimization", "arXiv:1802.03653"),
    (2019, "França, Sulam, Robinson and Vidal: Conformal symplectic and relativistic optimization", "arXiv:1903.04100"),
    (
        2022,
        "De Luca and Silverstein: Born-Infeld for AI, energy-conserving descent for optimization",
        "arXiv:2201.11137",
    ),
];

fn first(study: &Study) -> Result<Decision> {
    let year = study.settings.paper_year;
    let earlier = PRIOR_ART.iter().filter(|(published, ..)| *published < year).count();
    let (verdict, reason) = if earlier > 0 {
        (
            Judgement::Contradicted,
            format!(
                "{earlier} works from before {year}, the earliest year that the undated paper can be from (its newest reference), apply Hamiltonian mechanics to deterministic optimization"
            ),
        )
    } else {
        (
            Judgement::NotTestable("that nobody did it before cannot be computed".to_owned()),
            format!("none of the references is from before {year}"),
        )
    };
    Ok(PRIOR_ART.iter().fold(Decision::new(verdict, reason), |decision, (published, title, place)| {
        let order =
            if *published < year { "before the paper" } else { "before or after the paper, which bears no date" };
        decision.with(*place, format!("{title} ({published}; {order})"))
    }))
}
