//! Operations a step, counted on the counting scalar.
//!
//! The ledger's figure for the paper's "overhead": times depend on the machine
//! and stand in the timings file, operations do not. Each operation counts
//! once, whatever it costs.

use super::Settings;
use anyhow::{Context, Result};
use stable_sgd::experiment::{Contender, language};
use stable_sgd::method::Oracle;
use stable_sgd::problem::challenging::Challenging;
use stable_sgd::problem::language::Sizes;
use stable_sgd::scalar::{Approximate, Counting};
use stable_sgd::trajectory;

/// Operations of a step of one experiment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overhead {
    /// The experiment.
    pub experiment: &'static str,
    /// The overhead that the paper states, as a fraction.
    pub stated: f64,
    /// Operations of loss and gradient, in one step.
    pub evaluation: u64,
    /// Operations of SGD's update of all coordinates.
    pub sgd: u64,
    /// Operations of StableSGD's update of all coordinates.
    pub stable_sgd: u64,
}

impl Overhead {
    /// The extra operations of a whole step, as a fraction of SGD's.
    pub fn whole_step(&self) -> f64 {
        let sgd = (self.evaluation + self.sgd) as f64;
        (self.evaluation + self.stable_sgd) as f64 / sgd - 1.0
    }

    /// How many times SGD's the update alone costs.
    pub fn update_ratio(&self) -> f64 {
        self.stable_sgd as f64 / self.sgd as f64
    }
}

/// An oracle that costs nothing.
struct Free;

impl Oracle<Counting> for Free {
    fn gradient(&mut self, _: &[Counting], gradient: &mut [Counting]) {
        gradient.fill(Counting(0.25));
    }
}

/// Operations of one update of `coordinates`, in a step that is not one of the
/// first few, which leave parts out.
fn update(contender: &Contender, coordinates: usize) -> Result<u64> {
    let hyper = contender.hyper.map(|x| Counting::from_f64(*x));
    let cost = |steps: usize| -> Result<u64> {
        let start = vec![Counting(1.0)];
        let work = || trajectory::run(&contender.method, &hyper, &mut Free, start, steps, |_| 0.0);
        let (trajectory, operations) = Counting::tally(work);
        trajectory?;
        Ok(operations.total())
    };
    Ok((cost(6)? - cost(5)?) * coordinates as u64)
}

/// Operations of the language program's batch: forward for every token, its
/// outer product into the gradient (a product and a sum an entry), and each
/// sequence's sum divided and added.
fn language_evaluation(settings: &language::Settings) -> u64 {
    let Sizes { vocabulary, sequence, embedding, batch } = settings.sizes;
    let model = language::first_model::<Counting>(settings);
    let (_, forward) = Counting::tally(|| model.token_loss(0, 1 % vocabulary));
    let matrix = 2 * (vocabulary * embedding) as u64;
    let token = forward.total() + vocabulary as u64 + matrix;
    batch as u64 * ((sequence as u64 - 1) * token + matrix)
}

/// Both experiments.
pub(super) fn all(settings: &Settings) -> Result<Vec<Overhead>> {
    let (challenging, language) = (&settings.challenging, &settings.language);
    let pair = |contenders: &[Contender], coordinates| -> Result<(u64, u64)> {
        let [sgd, stable, ..] = contenders else { return None.context("two contenders") };
        Ok((update(sgd, coordinates)?, update(stable, coordinates)?))
    };
    let landscape = Challenging::<Counting>::new(challenging.dimension, challenging.field);
    let position = vec![Counting(0.5); challenging.dimension];
    let (_, evaluation) = Counting::tally(|| landscape.evaluate(&position, &mut position.clone()));
    let (sgd, stable_sgd) = pair(&challenging.contenders, challenging.dimension)?;
    // The noise: a difference, two products and a sum a coordinate.
    let noise = 4 * challenging.dimension as u64;
    let on_challenging =
        Overhead { experiment: "challenging", stated: 0.25, evaluation: evaluation.total() + noise, sgd, stable_sgd };

    let Sizes { vocabulary, embedding, .. } = language.sizes;
    // The program updates every matrix, though only one gets a gradient.
    let parameters = 2 * vocabulary * embedding + 5 * embedding * embedding;
    let (sgd, stable_sgd) = pair(&language.contenders, parameters)?;
    let evaluation = language_evaluation(language);
    Ok(vec![on_challenging, Overhead { experiment: "language", stated: 0.06, evaluation, sgd, stable_sgd }])
}
