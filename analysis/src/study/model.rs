//! What the language model trains, and what it leaves out.

use stable_sgd::experiment::{Run, language};
use stable_sgd::problem::language::{DenseMatrix, Model, Patterns};
use stable_sgd::random::Random;

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
    pub(super) fn find(settings: &language::Settings, runs: &[Run]) -> Self {
        let sizes = settings.sizes;
        let model = language::first_model::<f64>(settings);
        let inputs = (sizes.sequence - 1) as f64;
        let patterns = Patterns::draw(&sizes, &mut Random::new(settings.seed, settings.python));
        type Access = fn(&mut Model<f64>) -> &mut DenseMatrix<f64>;
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
            chance: inputs * (sizes.vocabulary as f64).ln(),
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
    model: &Model<f64>,
    access: fn(&mut Model<f64>) -> &mut DenseMatrix<f64>,
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
