//! Everything that is computed once and then looked at: by the tables, the
//! figures and the claims.
//!
//! A study is a function of its settings. The claims read nothing else, so a
//! test turns a verdict by changing the settings of the experiment. Each part is
//! computed when it is first asked for: a claim takes as long as its own evidence.

pub mod ablation;
mod asked;
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
use asked::Asked;
use conformance::Conformance;
use landscape::Landscape;
use model::ModelFacts;
use operations::Overhead;
use phase::Portrait;
use platform::Platform;
use rayon::prelude::*;
use reference::Traces;
use sensitivity::{Sensitivity, Sweeps, Swept};
use stable_sgd::experiment::{Contender, Run, challenging, language};
use stable_sgd::method::registry;
use stable_sgd::problem::challenging::VectorField;
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

/// What is computed of some settings: each part when it is first asked for.
pub struct Study<'a> {
    /// What it is about.
    pub settings: Settings,
    /// The machine's C library.
    pub platform: Platform,
    /// What the sweeps show.
    pub sensitivity: Sensitivity<'a>,
    traces: &'a Traces,
    watch: &'a dyn Fn(&'static str),
    found: Found,
}

/// Everything that a study computes, for those who show all of it: the tables, the figures and
/// the report.
pub struct Whole<'s> {
    /// What it is about.
    pub settings: &'s Settings,
    /// The machine's C library.
    pub platform: &'s Platform,
    /// [`Study::challenging`].
    pub challenging: &'s [Run],
    /// [`Study::language2`].
    pub language2: &'s [Run],
    /// [`Study::language3`].
    pub language3: &'s [Run],
    /// [`Study::reproductions`].
    pub reproductions: &'s [Reproduction],
    /// [`Study::coded_variants`].
    pub coded_variants: &'s [Run],
    /// [`Study::true_variants`].
    pub true_variants: &'s [Run],
    /// [`Study::language_variants`].
    pub language_variants: &'s [Run],
    /// [`Study::ablations`].
    pub ablations: &'s [Ablation],
    /// [`Study::conformance`].
    pub conformance: &'s [Conformance],
    /// [`Study::landscape`].
    pub landscape: &'s Landscape,
    /// [`Study::model`].
    pub model: &'s ModelFacts,
    /// [`Study::overhead`].
    pub overhead: &'s [Overhead],
    /// [`Study::certificates`].
    pub certificates: &'s [Vec<Certificate>],
    /// [`Study::problems`].
    pub problems: &'s [Vec<Certificate>],
    /// [`Study::theorems`].
    pub theorems: &'s [Settled],
    /// [`Study::portraits`].
    pub portraits: &'s [Portrait],
    /// [`Study::sensitivity`].
    pub sensitivity: Swept<'s>,
}

impl Whole<'_> {
    /// All comparisons together.
    pub fn total(&self) -> Comparison {
        total(self.reproductions)
    }

    /// The weakest agreement of all.
    pub fn agreement(&self) -> Agreement {
        self.total().agreement(self.platform.fingerprint)
    }
}

fn total(reproductions: &[Reproduction]) -> Comparison {
    reproductions.iter().fold(Comparison::default(), |sum, r| sum.and(r.comparison))
}

/// What was asked for so far.
#[derive(Default)]
struct Found {
    challenging: Asked<Vec<Run>>,
    languages: Asked<[Vec<Run>; 2]>,
    reproductions: Asked<[Reproduction; 3]>,
    variants: Asked<[Vec<Run>; 3]>,
    ablations: Asked<Vec<Ablation>>,
    conformance: Asked<Vec<Conformance>>,
    landscape: Asked<Landscape>,
    model: Asked<ModelFacts>,
    overhead: Asked<Vec<Overhead>>,
    certificates: Asked<Vec<Vec<Certificate>>>,
    problems: Asked<Vec<Vec<Certificate>>>,
    settled: Vec<Asked<Settled>>,
    theorems: Asked<Vec<Settled>>,
    portraits: Asked<Vec<Portrait>>,
}

/// The stages of a study of which everything is asked, for a progress bar.
pub const STAGES: u64 = 12 + sensitivity::STAGES;

impl<'a> Study<'a> {
    /// A study of which nothing is computed yet. `watch` is told what is computed before it
    /// begins.
    pub fn new(settings: Settings, traces: &'a Traces, watch: &'a dyn Fn(&'static str)) -> Self {
        let sensitivity = Sensitivity::new(settings.sweeps.clone(), settings.language.clone(), watch);
        let settled = settings.theorems.iter().map(|_| Asked::default()).collect();
        let found = Found { settled, ..Found::default() };
        Self { settings, platform: Platform::of_this_machine(), sensitivity, traces, watch, found }
    }

    /// Computes everything, in [`STAGES`] stages.
    ///
    /// # Errors
    /// Where an experiment or a sweep cannot run with these settings.
    pub fn whole(&self) -> Result<Whole<'_>> {
        Ok(Whole {
            settings: &self.settings,
            platform: &self.platform,
            challenging: self.challenging()?,
            language2: self.language2()?,
            language3: self.language3()?,
            reproductions: self.reproductions()?,
            coded_variants: self.coded_variants()?,
            true_variants: self.true_variants()?,
            language_variants: self.language_variants()?,
            ablations: self.ablations()?,
            conformance: self.conformance()?,
            landscape: self.landscape()?,
            model: self.model()?,
            overhead: self.overhead()?,
            certificates: self.certificates()?,
            problems: self.problems()?,
            theorems: self.theorems()?,
            portraits: self.portraits()?,
            sensitivity: self.sensitivity.whole()?,
        })
    }

    /// The challenging experiment: SGD, then StableSGD.
    ///
    /// # Errors
    /// Where it cannot run with these settings, as everywhere below.
    pub fn challenging(&self) -> Result<&[Run]> {
        let found = self.found.challenging.get(|| {
            (self.watch)("challenging");
            Ok(challenging::run(&self.settings.challenging)?)
        })?;
        Ok(found)
    }

    fn languages(&self) -> Result<&[Vec<Run>; 2]> {
        self.found.languages.get(|| {
            (self.watch)("language");
            let under = |python| language::run(&language::Settings { python, ..self.settings.language.clone() });
            Ok([under(Python::Two)?, under(Python::Three)?])
        })
    }

    /// The language experiment under Python 2.
    ///
    /// # Errors
    /// As [`Self::challenging`].
    pub fn language2(&self) -> Result<&[Run]> {
        Ok(&self.languages()?[0])
    }

    /// The language experiment under Python 3.
    ///
    /// # Errors
    /// As [`Self::challenging`].
    pub fn language3(&self) -> Result<&[Run]> {
        Ok(&self.languages()?[1])
    }

    fn variants(&self) -> Result<&[Vec<Run>; 3]> {
        self.found.variants.get(|| {
            (self.watch)("variants");
            let Settings { challenging, language, .. } = &self.settings;
            let of = |field| challenging_variants(challenging, field);
            Ok([of(VectorField::Coded)?, of(VectorField::TrueGradient)?, language_variants(language)?])
        })
    }

    /// Methods from the same start on the same noise, on the coded field.
    ///
    /// # Errors
    /// As [`Self::challenging`].
    pub fn coded_variants(&self) -> Result<&[Run]> {
        Ok(&self.variants()?[0])
    }

    /// The same on the gradient of the loss.
    ///
    /// # Errors
    /// As [`Self::challenging`].
    pub fn true_variants(&self) -> Result<&[Run]> {
        Ok(&self.variants()?[1])
    }

    /// Methods from the same model on the same batches.
    ///
    /// # Errors
    /// As [`Self::challenging`].
    pub fn language_variants(&self) -> Result<&[Run]> {
        Ok(&self.variants()?[2])
    }

    /// One change at a time to the challenging StableSGD.
    ///
    /// # Errors
    /// As [`Self::challenging`].
    pub fn ablations(&self) -> Result<&[Ablation]> {
        let found = self.found.ablations.get(|| {
            (self.watch)("ablations");
            ablation::all(&self.settings.challenging)
        })?;
        Ok(found)
    }

    /// The programs against the paper's description, term by term.
    ///
    /// # Errors
    /// As [`Self::challenging`].
    pub fn conformance(&self) -> Result<&[Conformance]> {
        let found = self.found.conformance.get(|| {
            (self.watch)("conformance");
            conformance::all(&self.settings)
        })?;
        Ok(found)
    }

    /// Where the field rests, and the minima of the loss.
    ///
    /// # Errors
    /// As [`Self::challenging`].
    pub fn landscape(&self) -> Result<&Landscape> {
        self.found.landscape.get(|| {
            let runs = self.challenging()?;
            (self.watch)("landscape");
            Ok(Landscape::explore(&self.settings.challenging, runs))
        })
    }

    /// What the language model trains.
    ///
    /// # Errors
    /// As [`Self::challenging`].
    pub fn model(&self) -> Result<&ModelFacts> {
        self.found.model.get(|| {
            let runs = self.language2()?;
            (self.watch)("model");
            Ok(ModelFacts::find(&self.settings.language, runs))
        })
    }

    /// Operations a step.
    ///
    /// # Errors
    /// As [`Self::challenging`].
    pub fn overhead(&self) -> Result<&[Overhead]> {
        let found = self.found.overhead.get(|| {
            (self.watch)("operations");
            operations::all(&self.settings)
        })?;
        Ok(found)
    }

    /// What each method preserves, a row a method.
    ///
    /// # Errors
    /// As [`Self::challenging`].
    pub fn certificates(&self) -> Result<&[Vec<Certificate>]> {
        let found = self.found.certificates.get(|| {
            (self.watch)("certificates");
            Ok(registered(&self.settings.certified))
        })?;
        Ok(found)
    }

    /// What is known of each problem, a row a problem; none where no method is certified.
    ///
    /// # Errors
    /// As [`Self::challenging`].
    pub fn problems(&self) -> Result<&[Vec<Certificate>]> {
        let found = self.found.problems.get(|| {
            (self.watch)("problems");
            Ok(if self.settings.certified.is_empty() { Vec::new() } else { problems() })
        })?;
        Ok(found)
    }

    /// A theorem of the settings, settled.
    ///
    /// # Errors
    /// As [`Self::challenging`].
    pub fn theorem(&self, id: &str) -> Result<Option<&Settled>> {
        let Some(place) = self.settings.theorems.iter().position(|theorem| theorem.id == id) else { return Ok(None) };
        let theorem = self.settings.theorems[place];
        let settled = self.found.settled[place].get(|| {
            (self.watch)("theorems");
            Ok(settle(theorem))
        })?;
        Ok(Some(settled))
    }

    /// The theorems, settled.
    ///
    /// # Errors
    /// As [`Self::challenging`].
    pub fn theorems(&self) -> Result<&[Settled]> {
        let found = self.found.theorems.get(|| {
            (self.watch)("theorems");
            let asked = self.settings.theorems.par_iter().zip(&self.found.settled);
            asked.map(|(theorem, settled)| settled.get(|| Ok(settle(*theorem))).cloned()).collect()
        })?;
        Ok(found)
    }

    /// Orbits and areas in the phase plane.
    ///
    /// # Errors
    /// As [`Self::challenging`].
    pub fn portraits(&self) -> Result<&[Portrait]> {
        let found = self.found.portraits.get(|| {
            (self.watch)("phase plane");
            phase::all(&self.settings.phase)
        })?;
        Ok(found)
    }

    /// Comparisons with the reference traces.
    ///
    /// # Errors
    /// As [`Self::challenging`].
    pub fn reproductions(&self) -> Result<&[Reproduction]> {
        let found = self.found.reproductions.get(|| {
            let reproduction = |name, runs: &[Run], trace: &Trace| {
                let rows = |i: usize| runs.get(i).map_or(&[][..], |run| &run.rows);
                let mut comparison = Comparison::default();
                comparison.add_rows(rows(0), &trace.sgd);
                comparison.add_rows(rows(1), &trace.stable_sgd);
                Reproduction { name, comparison, agreement: comparison.agreement(self.platform.fingerprint) }
            };
            Ok([
                reproduction("challenging", self.challenging()?, &self.traces.challenging),
                reproduction("language, Python 2", self.language2()?, &self.traces.language2),
                reproduction("language, Python 3", self.language3()?, &self.traces.language3),
            ])
        })?;
        Ok(found)
    }

    /// All comparisons together.
    ///
    /// # Errors
    /// As [`Self::challenging`].
    pub fn total(&self) -> Result<Comparison> {
        Ok(total(self.reproductions()?))
    }

    /// The weakest agreement of all.
    ///
    /// # Errors
    /// As [`Self::challenging`].
    pub fn agreement(&self) -> Result<Agreement> {
        Ok(self.total()?.agreement(self.platform.fingerprint))
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

fn challenging_variants(settings: &challenging::Settings, field: VectorField) -> Result<Vec<Run>> {
    let contenders = with_variants(&settings.contenders);
    Ok(challenging::run(&challenging::Settings { field, paired: true, contenders, ..settings.clone() })?)
}

fn language_variants(settings: &language::Settings) -> Result<Vec<Run>> {
    let contenders = with_variants(&settings.contenders);
    Ok(language::run(&language::Settings { paired: true, contenders, ..settings.clone() })?)
}
