//! Section 3: the results.

use super::{Claim, Finding, Verdict, printed};
use crate::study::{Reproduction, Study};
use anyhow::Result;
use stable_sgd::experiment::challenging::CONVERGED_BELOW;
use stable_sgd::experiment::{Run, metrics};
use stable_sgd::reference::Agreement;

pub(super) const CLAIMS: &[Claim] = &[
    Claim {
        id: "R1",
        section: "3.1",
        statement: "LLM-style loss 87.48 (SGD) against 87.54 (StableSGD)",
        check: "run under both Pythons' random numbers, and compare the printed digits",
        notebook: Some("01_reproduction"),
        decide: Some(language_losses),
    },
    Claim {
        id: "R2",
        section: "3.1",
        statement: "challenging loss -18.52 (SGD) against -8.14 (StableSGD)",
        check: "run, and compare the printed digits",
        notebook: Some("01_reproduction"),
        decide: Some(challenging_losses),
    },
    Claim {
        id: "R3",
        section: "3.1",
        statement: "standard SGD wins both",
        check: "paired over many seeds, at the published and at matched effective rates; interval of the difference",
        notebook: None,
        decide: Some(super::pairing::standard_sgd_wins),
    },
    Claim {
        id: "R4",
        section: "3.2",
        statement: "stability about 0.0002 for both (LLM-style)",
        check: "run under both Pythons, and round to the printed digit",
        notebook: None,
        decide: Some(language_stability),
    },
    Claim {
        id: "R5",
        section: "3.2",
        statement: "neither converges within 150 steps (challenging)",
        check: "run; and compare the threshold with the distance of the field's rest point from the nominal optimum",
        notebook: Some("01_reproduction"),
        decide: Some(no_convergence),
    },
    Claim {
        id: "R6",
        section: "3.2",
        statement: "distances 2.97 and 4.76: SGD ends closer to the true optimum",
        check: "run; and ask whether the nominal optimum is a minimum of the loss",
        notebook: Some("01_reproduction"),
        decide: Some(distances),
    },
    Claim {
        id: "R7",
        section: "3.3",
        statement: "overhead 6 % (LLM-style), 25 % (challenging)",
        check: "operations of a step on the counting scalar (times stand in timings.json)",
        notebook: None,
        decide: Some(overhead),
    },
];

/// Final losses of SGD and StableSGD, with `digits` after the point.
fn final_losses(runs: &[Run], digits: usize) -> [String; 2] {
    [0, 1].map(|i| printed(runs.get(i).map_or(f64::NAN, Run::final_loss), digits))
}

fn bits(study: &Study, name: &str) -> Result<String> {
    let describe = |r: &Reproduction| match r.agreement {
        Agreement::Bits => format!("{} of {} values equal to the bit", r.comparison.equal, r.comparison.values),
        Agreement::LibraryBits => format!(
            "{} of {} values equal to the bit, the rest within {} ulp: the last bits of {}",
            r.comparison.equal, r.comparison.values, r.comparison.largest_ulps, study.platform.name
        ),
        Agreement::None => format!("{} of {} values equal to the bit", r.comparison.equal, r.comparison.values),
    };
    Ok(study.reproductions()?.iter().find(|r| r.name == name).map_or_else(String::new, describe))
}

/// A verdict under both Pythons: reproduced where both give the paper's
/// digits, with a condition where one does.
fn by_python(python2: bool, python3: bool) -> Verdict {
    match (python2, python3) {
        (true, true) => Verdict::Reproduced,
        (true, false) => Verdict::ReproducedIf("under Python 2's random numbers, not Python 3's".to_owned()),
        (false, true) => Verdict::ReproducedIf("under Python 3's random numbers, not Python 2's".to_owned()),
        (false, false) => Verdict::Refuted,
    }
}

fn language_losses(study: &Study) -> Result<Finding> {
    let paper = ["87.48", "87.54"];
    let holds = |runs: &[Run]| final_losses(runs, 2) == paper;
    let verdict = by_python(holds(study.language2()?), holds(study.language3()?));
    let [two, three] = [study.language2()?, study.language3()?].map(|runs| final_losses(runs, 6).join(" / "));
    let reason = format!("the final losses are {two} with Python 2's choice and randint, {three} with Python 3's");
    Ok(Finding::new(verdict, reason)
        .with("paper", paper.join(" / "))
        .with("Python 2", two)
        .with("Python 3", three)
        .with("trace, Python 2", bits(study, "language, Python 2")?)
        .with("trace, Python 3", bits(study, "language, Python 3")?)
        .shown_in("language_loss"))
}

fn challenging_losses(study: &Study) -> Result<Finding> {
    let paper = ["-18.52", "-8.14"];
    let holds = final_losses(study.challenging()?, 2) == paper;
    let found = final_losses(study.challenging()?, 6).join(" / ");
    Ok(Finding::new(
        if holds { Verdict::Reproduced } else { Verdict::Refuted },
        format!("the final losses are {found}"),
    )
    .with("paper", paper.join(" / "))
    .with("reproduced", found)
    .with("trace", bits(study, "challenging")?)
    .shown_in("challenging_loss"))
}

fn language_stability(study: &Study) -> Result<Finding> {
    let values = |runs: &[Run]| -> Vec<f64> {
        runs.iter().take(2).map(|run| metrics::stability(&run.losses()).unwrap_or(f64::NAN)).collect()
    };
    let (two, three) = (values(study.language2()?), values(study.language3()?));
    let holds = |values: &[f64]| values.iter().all(|x| printed(*x, 4) == "0.0002");
    let show = |values: &[f64]| values.iter().map(|x| printed(*x, 8)).collect::<Vec<_>>().join(" / ");
    let chance = study.model()?.chance;
    let reason = format!(
        "deviation over mean of the last 20 epochs is {} under Python 2, {} under Python 3, around losses of {} and {}; chance level is {chance:.3}",
        show(&two),
        show(&three),
        final_losses(study.language2()?, 2).join(" / "),
        final_losses(study.language3()?, 2).join(" / ")
    );
    Ok(Finding::new(by_python(holds(&two), holds(&three)), reason)
        .with("Python 2", show(&two))
        .with("Python 3", show(&three)))
}

fn no_convergence(study: &Study) -> Result<Finding> {
    let runs = study.challenging()?;
    let converged = |run: &Run| metrics::first_below(run.rows.iter().map(|row| row.distance), CONVERGED_BELOW);
    let steps: Vec<Option<usize>> = runs.iter().take(2).map(converged).collect();
    let rests = &study.landscape()?.rests;
    let nearest = rests.iter().map(|rest| rest.distance).fold(f64::INFINITY, f64::min);
    let unreachable = !rests.is_empty() && nearest >= CONVERGED_BELOW;
    let (verdict, reason) = match (steps.iter().all(Option::is_none), unreachable) {
        (true, true) => (
            Verdict::ReproducedIf("no run that settles could: the field that they follow rests elsewhere".to_owned()),
            format!(
                "no distance falls below {CONVERGED_BELOW}, but the field's rest point lies {nearest:.4} from the nominal optimum: a run that settled there would not be counted"
            ),
        ),
        (true, false) => (
            Verdict::Reproduced,
            format!(
                "no distance falls below {CONVERGED_BELOW}, though the field's rest point lies within it ({nearest:.4})"
            ),
        ),
        (false, _) => (Verdict::Refuted, format!("first steps with a distance below {CONVERGED_BELOW}: {steps:?}")),
    };
    let mut finding = Finding::new(verdict, reason).with("threshold", format!("{CONVERGED_BELOW}"));
    for rest in rests {
        finding = finding.with(
            format!("rest point of the field at the end of {}'s run (clock {})", rest.name, rest.time),
            format!(
                "{:.6} from the nominal optimum, curvature {:.3} to {:.3}",
                rest.distance, rest.curvature.0, rest.curvature.1
            ),
        );
    }
    if let Some(minimum) = &study.landscape()?.minimum {
        finding =
            finding.with("minimum of the loss (clock 0)", format!("{:.6} from the nominal optimum", minimum.distance));
    }
    Ok(finding.shown_in("challenging_distance"))
}

fn distances(study: &Study) -> Result<Finding> {
    let last: Vec<f64> = study
        .challenging()?
        .iter()
        .take(2)
        .map(|run| run.rows.last().and_then(|row| row.distance).unwrap_or(f64::NAN))
        .collect();
    let digits: Vec<String> = last.iter().map(|d| printed(*d, 2)).collect();
    let landscape = study.landscape()?;
    let below = landscape.minimum.as_ref().map_or(0.0, |minimum| landscape.loss_at_optimum - minimum.loss);
    let optimum_is_minimum = below.abs() < 1e-9;
    let (best, step) = study.challenging()?.first().map_or((f64::NAN, 0), Run::best_loss);
    let verdict = if digits != ["2.97", "4.76"] {
        Verdict::Refuted
    } else if optimum_is_minimum {
        Verdict::Reproduced
    } else {
        Verdict::ReproducedIf(
            "the distances are right; what they are measured to is not the optimum of the loss".to_owned(),
        )
    };
    let mut finding = Finding::new(
        verdict,
        format!(
            "the final distances are {}; at the nominal optimum the loss is {below:.4} above its minimum",
            last.iter().map(|d| printed(*d, 6)).collect::<Vec<_>>().join(" and ")
        ),
    )
    .with("paper", "2.97 and 4.76")
    .with("loss at the nominal optimum (clock 0)", format!("{:.6}", landscape.loss_at_optimum))
    .with("largest slope of the loss there", format!("{:.6}", landscape.gradient_at_optimum));
    if let Some(minimum) = &landscape.minimum {
        finding = finding
            .with("minimum of the loss (clock 0)", format!("{:.6}", minimum.loss))
            .with("its distance to the nominal optimum", format!("{:.6}", minimum.distance));
    }
    Ok(finding
        .with(
            "SGD's smallest loss",
            format!(
                "{best:.6} at step {step}, {:.6} at the last",
                study.challenging()?.first().map_or(f64::NAN, Run::final_loss)
            ),
        )
        .shown_in("challenging_distance"))
}

/// Operation counts and times may differ by what an operation costs; a stated
/// overhead counts as reproduced within this factor.
const FACTOR: f64 = 1.5;

fn overhead(study: &Study) -> Result<Finding> {
    let near = |found: f64, stated: f64| found < stated * FACTOR && found > stated / FACTOR;
    let holds: Vec<bool> = study.overhead()?.iter().map(|o| near(o.whole_step(), o.stated)).collect();
    let show: Vec<String> =
        study.overhead()?.iter().map(|o| format!("{:.1} % ({})", 100.0 * o.whole_step(), o.experiment)).collect();
    let ratios: Vec<String> =
        study.overhead()?.iter().map(|o| format!("{:.2} times ({})", o.update_ratio(), o.experiment)).collect();
    let verdict = match (holds.iter().all(|h| *h), holds.iter().any(|h| *h)) {
        (true, _) => Verdict::ReproducedIf(format!(
            "in operations of a whole step, within a factor of {FACTOR}; the update alone costs {}",
            ratios.join(", ")
        )),
        (false, true) => {
            Verdict::ReproducedIf(format!("in one experiment, within a factor of {FACTOR}: {}", show.join(", ")))
        }
        (false, false) => Verdict::Refuted,
    };
    let reason = format!(
        "StableSGD's step takes {} more operations than SGD's; its update alone {} as many",
        show.join(", "),
        ratios.join(", ")
    );
    let mut finding =
        Finding::new(verdict, reason).with("paper", "6 % (language), 25 % (challenging), in time on one machine");
    for o in study.overhead()? {
        finding = finding.with(
            format!("operations a step, {}", o.experiment),
            format!("loss and gradient {}, SGD's update {}, StableSGD's update {}", o.evaluation, o.sgd, o.stable_sgd),
        );
    }
    Ok(finding)
}
