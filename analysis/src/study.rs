//! Everything that is computed once and then looked at: by the tables, the
//! figures and the claims.
//!
//! A study is a function of its settings. The claims read nothing else, so a
//! test turns a verdict by changing the settings of the experiment.

pub mod ablation;
pub mod conformance;
pub mod landscape;
pub mod model;
pub mod operations;
pub mod phase;
pub mod platform;
pub mod reference;
pub mod sensitivity;

use crate::certificate::{problems, registered};
use crate::theorem::{Settled, settle};
use ablation::Ablation;
use anyhow::Result;
use conformance::Conformance;
use landscape::Landscape;
use model::ModelFacts;
use operations::Overhead;
use phase::Portrait;
use platform::Platform;
use reference::Traces;
use sensitivity::{Sensitivity, Sweeps};
use stable_sgd::experiment::{Contender, Run, challenging, language};
use stable_sgd::method::registry;
use stable_sgd::problem::challenging::Field;
use stable_sgd::random::Python;
use stable_sgd::reference::{Agreement, Comparison, Trace};
use stable_sgd::structure::Certificate;
use stable_sgd::theorem::{self, Theorem};

/// What a study is about.
#[derive(Clone)]
pub struct Settings {
    /// The challenging experiment.
    pub challenging: challenging::Settings,
    /// The language experiment; it is run under both Pythons.
    pub language: language::Settings,
    /// The earliest year that the paper can be from: work of the years before
    /// is prior art. The paper bears no date; its newest reference is of 2019.
    pub paper_year: u32,
    /// The methods that get certificates.
    pub certified: Vec<String>,
    /// The theorems that are settled.
    pub theorems: Vec<Theorem>,
    /// The portraits in the phase plane.
    pub phase: phase::Settings,
    /// The sweeps.
    pub sweeps: Sweeps,
}

impl Settings {
    /// The paper's settings, without sweeps.
    pub fn published() -> Self {
        Self {
            challenging: challenging::Settings::published(),
            language: language::Settings::published(Python::Two),
            paper_year: 2019,
            certified: registry::all().iter().map(|entry| entry.description.name.to_owned()).collect(),
            theorems: theorem::all(),
            phase: phase::Settings::default(),
            sweeps: Sweeps::default(),
        }
    }
}

/// A comparison with a reference trace.
#[derive(Clone, Copy, Debug)]
pub struct Reproduction {
    /// The experiment and its condition.
    pub name: &'static str,
    /// How many values were compared and agree.
    pub comparison: Comparison,
    /// What that amounts to on this machine.
    pub agreement: Agreement,
}

/// Everything that was computed.
pub struct Study {
    /// What it is about.
    pub settings: Settings,
    /// The machine's C library.
    pub platform: Platform,
    /// The challenging experiment: SGD, then StableSGD.
    pub challenging: Vec<Run>,
    /// The language experiment under Python 2.
    pub language2: Vec<Run>,
    /// The language experiment under Python 3.
    pub language3: Vec<Run>,
    /// Comparisons with the reference traces.
    pub reproductions: Vec<Reproduction>,
    /// Methods from the same start on the same noise, on the coded field.
    pub coded_variants: Vec<Run>,
    /// The same on the gradient of the loss.
    pub true_variants: Vec<Run>,
    /// Methods from the same model on the same batches.
    pub language_variants: Vec<Run>,
    /// One change at a time to the challenging StableSGD.
    pub ablations: Vec<Ablation>,
    /// The programs against the paper's description, term by term.
    pub conformance: Vec<Conformance>,
    /// Where the field rests, and the minima of the loss.
    pub landscape: Landscape,
    /// What the language model trains.
    pub model: ModelFacts,
    /// Operations a step.
    pub overhead: Vec<Overhead>,
    /// What each method preserves, a row a method.
    pub certificates: Vec<Vec<Certificate>>,
    /// What is known of each problem, a row a problem; none where no method is certified.
    pub problems: Vec<Vec<Certificate>>,
    /// The theorems, settled.
    pub theorems: Vec<Settled>,
    /// Orbits and areas in the phase plane.
    pub portraits: Vec<Portrait>,
    /// What the sweeps show.
    pub sensitivity: Sensitivity,
}

/// The stages of a study, for a progress bar.
pub const STAGES: u64 = 11 + sensitivity::STAGES;

impl Study {
    /// Runs everything. `stage` is told before each of the [`STAGES`] begins.
    ///
    /// # Errors
    /// Where an experiment cannot run with these settings.
    pub fn run(settings: Settings, traces: &Traces, stage: &mut dyn FnMut(&'static str)) -> Result<Self> {
        stage("challenging");
        let challenging = challenging::run(&settings.challenging)?;
        stage("language");
        let under = |python| language::run(&language::Settings { python, ..settings.language.clone() });
        let (language2, language3) = (under(Python::Two)?, under(Python::Three)?);
        stage("variants");
        let coded_variants = challenging_variants(&settings.challenging, Field::Coded)?;
        let true_variants = challenging_variants(&settings.challenging, Field::TrueGradient)?;
        let language_variants = language_variants(&settings.language)?;
        stage("ablations");
        let ablations = ablation::all(&settings.challenging)?;
        stage("conformance");
        let conformance = conformance::all(&settings)?;
        stage("landscape");
        let landscape = Landscape::explore(&settings.challenging, &challenging);
        stage("model");
        let model = ModelFacts::find(&settings.language, &language2);
        stage("operations");
        let overhead = operations::all(&settings)?;
        stage("certificates");
        let certificates = registered(&settings.certified);
        let problems = if certificates.is_empty() { Vec::new() } else { problems() };
        stage("theorems");
        let theorems = settle(&settings.theorems);
        stage("phase plane");
        let portraits = phase::all(&settings.phase)?;
        let sensitivity = Sensitivity::of(&settings.sweeps, &settings.language, stage)?;
        let platform = Platform::of_this_machine();
        let reproduction = |name, runs: &[Run], trace: &Trace| {
            let mut comparison = Comparison::default();
            let (first, second) = (runs.first().map_or(&[][..], |r| &r.rows), runs.get(1).map_or(&[][..], |r| &r.rows));
            comparison.add_rows(first, &trace.sgd);
            comparison.add_rows(second, &trace.stable_sgd);
            Reproduction { name, comparison, agreement: comparison.agreement(platform.fingerprint) }
        };
        let reproductions = vec![
            reproduction("challenging", &challenging, &traces.challenging),
            reproduction("language, Python 2", &language2, &traces.language2),
            reproduction("language, Python 3", &language3, &traces.language3),
        ];
        Ok(Self {
            settings,
            platform,
            challenging,
            language2,
            language3,
            reproductions,
            coded_variants,
            true_variants,
            language_variants,
            ablations,
            conformance,
            landscape,
            model,
            overhead,
            certificates,
            problems,
            theorems,
            portraits,
            sensitivity,
        })
    }

    /// All comparisons together.
    pub fn total(&self) -> Comparison {
        self.reproductions.iter().fold(Comparison::default(), |sum, r| sum.and(r.comparison))
    }

    /// The weakest agreement of all.
    pub fn agreement(&self) -> Agreement {
        self.total().agreement(self.platform.fingerprint)
    }
}

/// The methods that are shown beside the published pair.
const BESIDE: [(&str, &str); 2] = [("stable_sgd", "as described"), ("packaged", "packaged")];

/// The published pair, and beside it the method as described (with the
/// published rates) and the packaged one (with its own defaults).
fn with_variants(published: &[Contender]) -> Vec<Contender> {
    let mut contenders = published.to_vec();
    for (name, label) in BESIDE {
        let Some(mut contender) = Contender::registered(name) else { continue };
        if let Some(stable) = published.get(1).filter(|_| name == "stable_sgd") {
            for number in ["lr", "momentum", "temporal_stability"] {
                if let Some(value) = stable.number(number) {
                    contender.set_number(number, value);
                }
            }
            contender.set_number("base_rate", stable.number("lr").unwrap_or(0.0));
        }
        contenders.push(contender.called(label));
    }
    contenders
}

fn challenging_variants(settings: &challenging::Settings, field: Field) -> Result<Vec<Run>> {
    let contenders = with_variants(&settings.contenders);
    Ok(challenging::run(&challenging::Settings { field, paired: true, contenders, ..settings.clone() })?)
}

fn language_variants(settings: &language::Settings) -> Result<Vec<Run>> {
    let contenders = with_variants(&settings.contenders);
    Ok(language::run(&language::Settings { paired: true, contenders, ..settings.clone() })?)
}
