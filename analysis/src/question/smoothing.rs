//! Did the smoothing of the gradient over-damp? And how much of its effect is that the published
//! program begins it with 0?
//!
//! Its first smoothed gradient is 0.7 g + 0.3 · 0. Beside it runs the same program with the
//! first gradient itself as the one before it, on the same starts and noise: what differs is
//! owed to the 0, the rest to the smoothing.

use super::Question;
use super::ablation::{Change, at_one_seed};
use super::energy_factor::{Changes, PLAN, percent, share, share_of_gap};
use crate::claim::{Claim, Decision, Judgement};
use crate::compare::family::{Compared, Headline, compared};
use crate::compare::paired::Paired;
use crate::compare::{CHALLENGING, NOISE, PUBLISHED, TRUE_GRADIENT, challenging};
use crate::statistics::{ConfidenceInterval, Ranking};
use crate::study::{Computed, Study};
use crate::sweep::{Cell, Results};
use anyhow::{Context, Result};
use stable_sgd::method::PublishedChallenging;
use stable_sgd::method::registry::Entry;
use stable_sgd::method::{Describe, Description, Hyperparameters, Oracle, Report, State, Step};
use stable_sgd::scalar::{Absolute, Compare, Root};

/// The question.
pub struct Smoothing;

impl Question for Smoothing {
    fn claims(&self) -> &'static [Claim] {
        &[Claim {
            id: "H3",
            section: "4.1",
            statement: "gradient smoothing over-damped",
            subject: "challenging",
            check: "the smoothing left out, and the damping that goes with it, paired over many seeds",
            notebook: None,
            decide: Some(|study| compared(study, "H3", |c| over_damped(study, c))),
        }]
    }

    fn headlines(&self, study: &Study) -> Result<Vec<Headline>> {
        let Some(variants) = &study.ask::<Changes>()?.0 else { return Ok(Vec::new()) };
        let places = [CHALLENGING, TRUE_GRADIENT].into_iter();
        let compared = places.flat_map(|problem| [NO_SMOOTHING, NO_DAMPING].map(|change| (problem, change)));
        let found = compared.filter_map(|(problem, change)| variants.to_published(problem, NOISE, change));
        Ok(found.map(|paired| Headline::of("H3", paired, 0.0)).collect())
    }
}

/// The effect of the smoothing, in two parts, wherever it was run.
struct Smoothed(Vec<EffectParts>);

impl Computed for Smoothed {
    const STAGE: &'static str = "sweep: smoothing";

    fn compute(study: &Study) -> Result<Self> {
        let results = study.sweep(PLAN)?;
        Ok(Self(results.map(parts).transpose()?.unwrap_or_default()))
    }
}

impl Smoothed {
    /// The parts at a place.
    fn at(&self, problem: &str, noise: f64) -> Option<&EffectParts> {
        self.0.iter().find(|parts| parts.problem == problem && parts.noise == noise)
    }
}

/// The published StableSGD without the damping of its momentum.
const NO_DAMPING: &str = "no damping";

/// The label of the published StableSGD without smoothing.
const NO_SMOOTHING: &str = "no smoothing";

/// What the program is called here that begins with its first gradient.
const FIRST_GRADIENT: &str = "smoothed with the first gradient itself";

/// The smoothing's effect on the final loss at one place, and its two parts, seed by seed.
#[derive(Clone, Debug)]
pub struct EffectParts {
    /// The problem's label.
    pub problem: String,
    /// The level of its noise.
    pub noise: f64,
    /// As published minus without smoothing: the whole effect.
    pub whole: Paired,
    /// As published minus with the first gradient as that before it: the part of the 0.
    pub zero: Paired,
    /// With the first gradient minus without smoothing: the rest.
    pub rest: Paired,
    /// The mean of the part over the mean of the whole, where all losses are finite.
    pub share: Option<ConfidenceInterval>,
}

/// The parts at every place where the published program ran with its smoothing and without.
///
/// # Errors
/// Where the program cannot run, or a loss is not a number.
pub fn parts(results: &Results) -> Result<Vec<EffectParts>> {
    let published = PublishedChallenging.description().name;
    let is_published = |label| {
        let mut methods = results.plan.methods.iter().filter(|method| method.label == label);
        methods.any(|method| method.entry.description.name == published)
    };
    if !is_published(PUBLISHED) || !is_published(NO_SMOOTHING) {
        return Ok(Vec::new());
    }
    let changed = Results::compute(&results.plan.by_rule(PUBLISHED, &Entry::root(FirstGradient)))
        .with_context(|| format!("the published program {FIRST_GRADIENT}"))?;
    let mut found = Vec::new();
    for cell in results.by(PUBLISHED) {
        let (Some(without), Some(first)) = (results.beside(cell, NO_SMOOTHING), changed.beside(cell, PUBLISHED)) else {
            continue;
        };
        found.push(at(results, cell, results.of_cell(without, LOSS), changed.of_cell(first, LOSS))?);
    }
    Ok(found)
}

const LOSS: &str = "final_loss";

fn at(results: &Results, cell: &Cell, without: &[f64], first: &[f64]) -> Result<EffectParts> {
    let (place, published) = (results.place(cell), results.of_cell(cell, LOSS));
    let paired = |names, samples| Paired::of(&place, names, samples).with_context(|| format!("{LOSS} on {place}"));
    let whole = paired([PUBLISHED, NO_SMOOTHING], [published, without])?;
    let zero = paired([PUBLISHED, FIRST_GRADIENT], [published, first])?;
    let rest = paired([FIRST_GRADIENT, NO_SMOOTHING], [first, without])?;
    let back: Vec<f64> = zero.differences.iter().map(|difference| -difference).collect();
    let share = share_of_gap(&back, &whole.differences).ok();
    Ok(EffectParts {
        problem: cell.problem.clone(),
        noise: cell.setting("noise").unwrap_or(0.0),
        whole,
        zero,
        rest,
        share,
    })
}

/// The published program, with the first gradient in the place of the 0 before it.
struct FirstGradient;

impl Describe for FirstGradient {
    fn description(&self) -> Description {
        Description { name: "published_challenging_first_gradient", ..PublishedChallenging.description() }
    }
}

impl<T: Root + Absolute + Compare> Step<T> for FirstGradient {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        if state.steps > 0 {
            return PublishedChallenging.step(hyper, oracle, state);
        }
        // The first of its memories is the previous gradient. The oracle is asked once: asked
        // again it would draw other noise.
        oracle.gradient(&state.position, &mut state.memory[0]);
        let mut asked = Answered { gradient: state.memory[0].clone(), oracle };
        PublishedChallenging.step(hyper, &mut asked, state)
    }
}

/// An oracle that has answered already.
struct Answered<'a, T> {
    gradient: Vec<T>,
    oracle: &'a mut dyn Oracle<T>,
}

impl<T: Clone> Oracle<T> for Answered<'_, T> {
    fn gradient(&mut self, _: &[T], gradient: &mut [T]) {
        gradient.clone_from_slice(&self.gradient);
    }

    fn loss(&self) -> Option<T> {
        self.oracle.loss()
    }
}

fn over_damped(study: &Study, compared: &Compared) -> Result<Decision> {
    let place = challenging(NOISE);
    let asked = [NO_SMOOTHING, NO_DAMPING].map(|change| (&*place, [change, PUBLISHED]));
    let Some([smoothing, damping]) = compared.of(asked) else { return Ok(Decision::not_run()) };
    let closes = percent(share(study, CHALLENGING, NO_DAMPING)?);
    let verdict = match smoothing.side {
        Ranking::FirstLower => Judgement::Reproduced,
        Ranking::FirstHigher | Ranking::Equivalent => Judgement::Refuted,
        Ranking::Inconclusive => Judgement::Open,
    };
    let parts = study.ask::<Smoothed>()?.at(CHALLENGING, NOISE);
    let begins = parts.map_or_else(String::new, |parts| {
        format!(
            "; the program takes the gradient before the first as 0, so that its first smoothed gradient is 0.7 g: against the first gradient itself in that place this changes the final loss by {}, {} of the smoothing's effect",
            parts.zero.interval,
            percent(parts.share)
        )
    });
    let culprit = match damping.side {
        Ranking::FirstLower => {
            "what damps is the momentum's damping by the gradient's change, which the paper does not describe: "
        }
        _ => "",
    };
    let reason = format!(
        "{culprit}without the smoothing the final loss changes by {}, without the damping of the momentum by {} ({closes} of the gap to SGD){begins}",
        smoothing.estimate, damping.estimate
    );
    let (name, text) = at_one_seed(study, Change::NoSmoothing)?;
    let mut decision = compared.decision(verdict, reason)?.over(study.settings.sweeps.domain(&[PLAN])).with(name, text);
    let all = study.ask::<Smoothed>()?.0.iter();
    for EffectParts { whole, zero, rest, share, .. } in
        all.filter(|p| [CHALLENGING, TRUE_GRADIENT].contains(&p.problem.as_str()))
    {
        let minus = |paired: &Paired| format!("{} minus {} {}", paired.first, paired.second, paired.interval);
        decision = decision.with(
            format!("{}: the smoothing's effect, and the part of the 0 that it begins with", whole.place),
            format!(
                "median differences {}; {}; {}; the part is {} of the effect (means)",
                minus(whole),
                minus(zero),
                minus(rest),
                percent(*share)
            ),
        );
    }
    Ok(decision.shown_in("changes_challenging"))
}
