//! Does the "LLM-style" experiment train a language model?

use super::Question;
use super::published::{chance, language as published_runs, language_domain};
use crate::claim::{Claim, Decision, Judgement};
use crate::ledger::Datum;
use crate::study::{Computed, Study};
use anyhow::Result;
use stable_sgd::experiment::{Run, language};
use stable_sgd::problem::language::{DenseMatrix, Model as LanguageModel, Patterns};
use stable_sgd::random::Random;

/// The question.
pub struct LanguageModelling;

impl Question for LanguageModelling {
    fn claims(&self) -> &'static [Claim] {
        &[Claim {
            id: "D1",
            section: "2.2",
            statement: "\"LLM-style\" resembles the training of a language model",
            subject: "language",
            check: "final loss against ln V a token; which matrices get a gradient though the loss depends on all; the targets",
            notebook: Some("01_reproduction"),
            decide: Some(language_model),
        }]
    }
}

/// Facts about the language model.
#[derive(Clone, Debug)]
pub struct ModelFacts {
    /// Inputs of a sequence times ln V: the loss of a model that knows nothing.
    pub chance: f64,
    /// The last epochs' mean loss, SGD then StableSGD.
    pub final_losses: Vec<f64>,
    /// (matrix, entries, whether the program trains it, the largest derivative
    /// of a token's loss along the entries tried). Which matrix is trained is the
    /// program's specification, not a measurement; the derivatives are measured.
    pub matrices: Vec<(&'static str, usize, bool, f64)>,
    /// Of the patterns' inputs, how many are followed by the token that the
    /// program takes for their target, and how many inputs there are.
    pub followed_by_target: (usize, usize),
}

impl ModelFacts {
    fn find(settings: &language::Settings, chance: f64, runs: &[Run]) -> Self {
        let sizes = settings.sizes;
        let model = language::first_model::<f64>(settings);
        let patterns = Patterns::draw(&sizes, &mut Random::new(settings.seed, settings.python));
        type Access = fn(&mut LanguageModel<f64>) -> &mut DenseMatrix<f64>;
        let accesses: [(&'static str, bool, Access); 5] = [
            ("embedding", false, |m| &mut m.embedding),
            ("attention", false, |m| &mut m.attention),
            ("feedforward in", false, |m| &mut m.feedforward_in),
            ("feedforward out", false, |m| &mut m.feedforward_out),
            ("output", true, |m| &mut m.output),
        ];
        let matrices = accesses.map(|(name, trained, access)| {
            let entries = access(&mut model.clone()).entries().len();
            (name, entries, trained, largest_derivative(&model, access, entries, sizes.vocabulary))
        });
        Self {
            chance,
            final_losses: runs.iter().map(Run::final_loss).collect(),
            matrices: matrices.to_vec(),
            followed_by_target: patterns.followed_by_target(),
        }
    }

    /// The share of all parameters that the program trains.
    pub fn trained_share(&self) -> f64 {
        let entries = |trained: bool| -> usize { self.matrices.iter().filter(|m| m.2 || !trained).map(|m| m.1).sum() };
        entries(true) as f64 / entries(false) as f64
    }
}

/// The largest |∂ loss of token 0 / ∂ entry| over some entries, evenly spread, by
/// central differences.
fn largest_derivative(
    model: &LanguageModel<f64>,
    access: fn(&mut LanguageModel<f64>) -> &mut DenseMatrix<f64>,
    entries: usize,
    vocabulary: usize,
) -> f64 {
    const TRIED: usize = 64;
    const STEP: f64 = 1e-5;
    let target = 1 % vocabulary;
    let loss_at = |i: usize, change: f64| {
        let mut moved = model.clone();
        access(&mut moved).entries_mut()[i] += change;
        moved.token_loss(0, target)
    };
    let slope = |i: usize| (loss_at(i, STEP) - loss_at(i, -STEP)) / (2.0 * STEP);
    (0..entries).step_by(entries.div_ceil(TRIED)).map(|i| slope(i).abs()).fold(0.0, f64::max)
}

impl Computed for ModelFacts {
    const STAGE: &'static str = "model";

    fn compute(study: &Study) -> Result<Self> {
        Ok(Self::find(&study.settings.language, chance(study), published_runs(study)?))
    }
}

/// A final loss this close to chance, as a fraction of it, is chance level.
const AT_CHANCE: f64 = 0.01;

fn language_model(study: &Study) -> Result<Decision> {
    let model = study.ask::<ModelFacts>()?;
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
        (true, true) => Judgement::Reproduced,
        (true, false) => Judgement::InPart("something is learned, by the output matrix alone".to_owned()),
        (false, _) => Judgement::Refuted,
    };
    let mut decision = Decision::new(verdict, reason)
        .over(language_domain(study))
        .with("chance level, inputs × ln V", Datum::fixed(model.chance, 6));
    for (name, entries, trained, derivative) in &model.matrices {
        decision = decision.with(
            *name,
            format!(
                "{entries} entries, {}; largest |∂loss/∂entry| tried {derivative:.2e}",
                if *trained { "trained by the program" } else { "given no gradient by the program" }
            ),
        );
    }
    Ok(decision.shown_in("language_loss"))
}
