//! Claims of novelty and of availability.

use super::{Claim, Finding, Verdict};
use crate::study::Study;
use anyhow::Result;
use stable_sgd::experiment::{Run, metrics};
use stable_sgd::reference::Agreement;

pub(super) const CLAIMS: &[Claim] = &[
    Claim {
        id: "N1",
        section: "abstract, 1, 6",
        statement: "the first application of Hamiltonian mechanics to deterministic optimization",
        check: "references that do so, and their years",
        notebook: None,
        decide: Some(first),
    },
    Claim {
        id: "N2",
        section: "7",
        statement: "all code and analysis are available, and reproduce",
        check: "which of the paper's numbers come out, and under which conditions",
        notebook: Some("01_reproduction"),
        decide: Some(availability),
    },
];

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

fn first(study: &Study) -> Result<Finding> {
    let year = study.settings.paper_year;
    let earlier = PRIOR_ART.iter().filter(|(published, ..)| *published < year).count();
    let (verdict, reason) = if earlier > 0 {
        (
            Verdict::ContradictedByPriorArt,
            format!(
                "{earlier} works from before {year}, the earliest year that the undated paper can be from (its newest reference), apply Hamiltonian mechanics to deterministic optimization"
            ),
        )
    } else {
        (
            Verdict::NotTestable("that nobody did it before cannot be computed".to_owned()),
            format!("none of the references is from before {year}"),
        )
    };
    Ok(PRIOR_ART.iter().fold(Finding::new(verdict, reason), |finding, (published, title, place)| {
        let order =
            if *published < year { "before the paper" } else { "before or after the paper, which bears no date" };
        finding.with(*place, format!("{title} ({published}; {order})"))
    }))
}

/// The paper's numbers, each with what was computed for it.
fn numbers(study: &Study) -> Result<Vec<(&'static str, &'static str, String, String)>> {
    let loss = |runs: &[Run], i: usize| format!("{:.2}", runs.get(i).map_or(f64::NAN, Run::final_loss));
    let stability = |runs: &[Run], i: usize| {
        format!("{:.4}", runs.get(i).and_then(|run| metrics::stability(&run.losses())).unwrap_or(f64::NAN))
    };
    let place = |runs: &[Run], i: usize| {
        let row = runs.get(i).and_then(|run| run.rows.last());
        format!("{:.2}", row.and_then(|row| row.distance).unwrap_or(f64::NAN))
    };
    let (two, three, c) = (study.language2()?, study.language3()?, study.challenging()?);
    Ok(vec![
        ("language, SGD's loss", "87.48", loss(two, 0), loss(three, 0)),
        ("language, StableSGD's loss", "87.54", loss(two, 1), loss(three, 1)),
        ("language, SGD's stability", "0.0002", stability(two, 0), stability(three, 0)),
        ("language, StableSGD's stability", "0.0002", stability(two, 1), stability(three, 1)),
        ("challenging, SGD's loss", "-18.52", loss(c, 0), loss(c, 0)),
        ("challenging, StableSGD's loss", "-8.14", loss(c, 1), loss(c, 1)),
        ("challenging, SGD's distance", "2.97", place(c, 0), place(c, 0)),
        ("challenging, StableSGD's distance", "4.76", place(c, 1), place(c, 1)),
    ])
}

fn availability(study: &Study) -> Result<Finding> {
    let numbers = numbers(study)?;
    let two = numbers.iter().filter(|(_, paper, two, _)| paper == two).count();
    let three = numbers.iter().filter(|(_, paper, _, three)| paper == three).count();
    let total = study.total()?;
    let condition = match study.agreement()? {
        Agreement::Bits => "to the bit".to_owned(),
        Agreement::LibraryBits => {
            format!("except the last bits of {}, within {} ulp", study.platform.name, total.largest_ulps)
        }
        Agreement::None => "with differences".to_owned(),
    };
    let reason = format!(
        "of {} numbers in the paper {two} come out under Python 2's random numbers and {three} under Python 3's; {} of {} traced values agree {condition}; the packaged optimizer is a third method, which no experiment uses",
        numbers.len(),
        total.equal,
        total.values
    );
    let verdict = if two.max(three) < numbers.len() {
        Verdict::Refuted
    } else if two == three {
        Verdict::Reproduced
    } else {
        let python = if two > three { 2 } else { 3 };
        Verdict::ReproducedIf(format!(
            "all numbers under Python {python} only; the packaged optimizer is a third method"
        ))
    };
    let finding = Finding::new(verdict, reason).with("C library", study.platform.name.clone());
    Ok(numbers.into_iter().fold(finding, |finding, (name, paper, two, three)| {
        finding.with(name, format!("paper {paper}, Python 2 {two}, Python 3 {three}"))
    }))
}
