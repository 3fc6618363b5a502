//! Section 2.2: the experiments' design; and section 5, what is left to do.

use super::{Claim, Finding, Verdict};
use crate::study::Study;
use anyhow::Result;
use stable_sgd::energy::distance;
use stable_sgd::experiment::Run;

pub(super) const CLAIMS: &[Claim] = &[
    Claim {
        id: "D1",
        section: "2.2",
        statement: "\"LLM-style\" resembles the training of a language model",
        check: "final loss against ln V a token; which matrices get a gradient though the loss depends on all; the targets",
        notebook: Some("01_reproduction"),
        decide: Some(language_model),
    },
    Claim {
        id: "D2",
        section: "2.2",
        statement: "challenging: its gradient is that of a loss with several minima",
        check: "each term of the field against the derivative of the loss's term; descents from many starts; each coordinate's landscape",
        notebook: Some("01_reproduction"),
        decide: Some(landscape),
    },
    Claim {
        id: "D3",
        section: "2.2",
        statement: "the comparison is rigorous",
        check: "whether both optimizers have the same start, noise and clock",
        notebook: None,
        decide: Some(pairing),
    },
    Claim {
        id: "F1",
        section: "5.1",
        statement: "adapting the penalty's weight helps",
        check: "the weight adapting, as given and between bounds, against the weight fixed and against no penalty, paired; theorem P6",
        notebook: Some("04_penalty"),
        decide: Some(super::future::adaptive_weight),
    },
    Claim {
        id: "F2",
        section: "5.2",
        statement: "switching StableSGD on in unstable runs helps",
        check: "a switch by a detector of instability against SGD and StableSGD, on runs made unstable on purpose and on stable ones, paired; false and missed alarms",
        notebook: None,
        decide: Some(super::future::switching),
    },
    Claim {
        id: "F3",
        section: "5.3",
        statement: "validation on GPT-style models",
        check: "a real transformer on real text",
        notebook: None,
        decide: None,
    },
];

/// A final loss this close to chance, as a fraction of it, is chance level.
const AT_CHANCE: f64 = 0.01;

fn language_model(study: &Study) -> Result<Finding> {
    let model = study.model()?;
    let learned = model.final_losses.iter().any(|loss| *loss < model.chance * (1.0 - AT_CHANCE));
    let untrained: Vec<&str> = model.matrices.iter().filter(|m| !m.2 && m.3 > 0.0).map(|m| m.0).collect();
    let share = 100.0 * model.trained_share();
    let losses: Vec<String> = model.final_losses.iter().map(|loss| format!("{loss:.4}")).collect();
    let (followed, inputs) = model.followed_by_target;
    let reason = format!(
        "the final losses {} stand against a chance level of {:.4}; the program trains {share:.1} % of the parameters, though the loss depends on {} as well; of {inputs} inputs {followed} are followed by the token that it takes for their target",
        losses.join(" and "),
        model.chance,
        untrained.join(", ")
    );
    let verdict = match (learned, untrained.is_empty()) {
        (true, true) => Verdict::Reproduced,
        (true, false) => Verdict::ReproducedIf("something is learned, by the output matrix alone".to_owned()),
        (false, _) => Verdict::Refuted,
    };
    let mut finding = Finding::new(verdict, reason).with("chance level, inputs × ln V", format!("{:.6}", model.chance));
    for (name, entries, trained, derivative) in &model.matrices {
        finding = finding.with(
            *name,
            format!(
                "{entries} entries, {}; largest |∂loss/∂entry| tried {derivative:.2e}",
                if *trained { "trained by the program" } else { "given no gradient by the program" }
            ),
        );
    }
    Ok(finding.shown_in("language_loss"))
}

fn landscape(study: &Study) -> Result<Finding> {
    let landscape = study.landscape()?;
    let wrong: Vec<&str> = landscape.terms.iter().filter(|t| !t.agrees()).map(|t| t.term.name()).collect();
    let descents = landscape.descents;
    let several = descents.distinct > 1;
    let coordinate = landscape.coordinate;
    let verdict = match (wrong.is_empty(), several) {
        (true, true) => Verdict::Reproduced,
        (false, false) => Verdict::Refuted,
        (true, false) => {
            Verdict::ReproducedIf("the field is the loss's gradient; no second minimum was found".to_owned())
        }
        (false, true) => Verdict::ReproducedIf("the loss has several minima; the field is not its gradient".to_owned()),
    };
    let field = if wrong.is_empty() {
        "every term of the field is the derivative of the loss's".to_owned()
    } else {
        format!("the field's terms {} are not the loss's derivatives", wrong.join(" and "))
    };
    let reason = format!(
        "{field}; {} of {} descents of the loss arrived, at {} point{}",
        descents.arrived,
        descents.normal_starts + descents.wide_starts,
        descents.distinct,
        if descents.distinct == 1 { "" } else { "s" }
    );
    let mut finding = Finding::new(verdict, reason);
    for t in &landscape.terms {
        finding = finding.with(
            format!("{}: field against the loss's derivative", t.term.name()),
            format!("largest difference {:.2e}, largest derivative {:.2e}", t.difference, t.size),
        );
    }
    Ok(finding
        .with("descents (clock 0)", format!("{} from N(0, 0.5²), {} from [-3, 3]; {} arrived, {} distinct points", descents.normal_starts, descents.wide_starts, descents.arrived, descents.distinct))
        .with("minima of a single coordinate's landscape, at most", format!("{} on a grid over [-3, 3]", coordinate.most_minima))
        .with(
            "established",
            if coordinate.single_minimum() {
                format!(
                    "one minimum at clock 0: every rest point has all coordinates in [{:.3}, {:.3}], where each second derivative is above {:.3} (grid and Lipschitz bounds, up to rounding; the coupling only adds convexity)",
                    coordinate.interval.0, coordinate.interval.1, coordinate.least_curvature
                )
            } else {
                "no bound on the number of minima".to_owned()
            },
        )
        .with("not established", "an enclosure in interval arithmetic; the landscape at other readings of the clock")
        .shown_in("coordinate_landscape"))
}

fn pairing(study: &Study) -> Result<Finding> {
    let facts = |name: &str, runs: &[Run]| -> Option<(String, bool)> {
        let [first, second, ..] = runs else { return None };
        let apart = distance(&first.start, &second.start);
        let same = apart == 0.0 && first.clock == second.clock;
        let ((a, b), (c, d)) = (first.clock, second.clock);
        Some((format!("{name}: the starts are {apart:.4} apart, the clocks read {a} to {b} and {c} to {d}"), same))
    };
    let found: Vec<(String, bool)> =
        [facts("challenging", study.challenging()?), facts("language", study.language2()?)]
            .into_iter()
            .flatten()
            .collect();
    let paired = !found.is_empty() && found.iter().all(|(_, same)| *same);
    let reason = if paired {
        "both optimizers have the same start, noise and clock".to_owned()
    } else {
        "the optimizers have different starts, different noise and different times".to_owned()
    };
    let verdict = if paired { Verdict::ReproducedIf("paired, at one seed".to_owned()) } else { Verdict::Refuted };
    Ok(found.into_iter().fold(Finding::new(verdict, reason), |finding, (fact, same)| {
        finding.with(fact, if same { "paired" } else { "not paired" })
    }))
}
