//! Do the programs implement the method described?
//!
//! Each program takes its steps; at each, every term is computed a second time
//! with the formulas of the description, from the same state and gradient. The
//! largest difference of a term, relative to the term's largest size, says
//! whether the program has it as described.

use super::Question;
use super::published::{challenging as challenging_runs, language as language_runs};
use crate::claim::{Claim, Decision, Judgement};
use crate::study::{Computed, Settings, Study};
use crate::table::{Cells, Table};
use anyhow::{Context, Result};
use stable_sgd::energy::{energy_factor, paper_total};
use stable_sgd::experiment::{Contender, Run};
use stable_sgd::method::{Oracle, State, kick};
use stable_sgd::penalty;
use stable_sgd::problem::challenging::{Challenging, NoisyOracle};
use stable_sgd::problem::language::{BatchOracle, Model, Patterns};
use stable_sgd::random::Random;
use stable_sgd::scalar::Libm64;

/// The question.
pub struct Programs;

impl Question for Programs {
    fn claims(&self) -> &'static [Claim] {
        &[Claim {
            id: "M6",
            section: "2.1",
            statement: "the programs implement the method described",
            subject: "the published programs",
            check: "every term of every program against the description, step by step, from the same state and gradient",
            notebook: Some("04_penalty"),
            decide: Some(programs_as_described),
        }]
    }

    fn tables(&self, study: &Study) -> Result<Vec<Table>> {
        Ok(vec![table(&study.ask::<Conformances>()?.0)])
    }
}

/// The programs against the paper's description, term by term.
struct Conformances(Vec<Conformance>);

impl Computed for Conformances {
    const STAGE: &'static str = "conformance";

    fn compute(study: &Study) -> Result<Self> {
        all(&study.settings).map(Self)
    }
}

/// Relative difference up to which a term counts as the described one: the
/// position step is a difference of nearby points, which costs ten digits.
pub const SAME: f64 = 1e-5;

/// The paper's energy scale.
const ENERGY_SCALE: f64 = 0.1;

/// One program's terms against the described ones.
#[derive(Clone, Debug)]
pub struct Conformance {
    /// The method's registered name.
    pub program: &'static str,
    /// Whether the paper's results come from it.
    pub in_experiments: bool,
    /// (term, largest relative difference).
    pub terms: [(&'static str, f64); 4],
    /// |q₁ − q₀| / |g₀| of the first step, the largest over the coordinates: of
    /// order η where the rate acts once, η² where it acts twice.
    pub first_step_over_gradient: f64,
    /// The program's learning rate.
    pub learning_rate: f64,
}

impl Conformance {
    /// The terms that differ.
    pub fn differing(&self) -> Vec<&'static str> {
        self.terms.iter().filter(|(_, difference)| *difference > SAME).map(|(term, _)| *term).collect()
    }
}

/// An oracle that keeps a copy of the gradients that it gave.
struct Recording<'a> {
    inner: &'a mut dyn Oracle<Libm64>,
    gradient: Vec<Libm64>,
}

impl Oracle<Libm64> for Recording<'_> {
    fn gradient(&mut self, position: &[Libm64], gradient: &mut [Libm64]) {
        self.inner.gradient(position, gradient);
        self.gradient = gradient.to_vec();
    }
}

/// The largest difference of a term and its largest size.
#[derive(Clone, Copy, Default)]
struct Spread {
    difference: f64,
    size: f64,
}

impl Spread {
    fn add(&mut self, program: f64, described: f64) {
        self.difference = self.difference.max((program - described).abs());
        self.size = self.size.max(described.abs()).max(program.abs());
    }

    fn relative(self) -> f64 {
        if self.difference == 0.0 { 0.0 } else { self.difference / self.size }
    }
}

fn compare(
    contender: &Contender,
    oracle: &mut dyn Oracle<Libm64>,
    start: Vec<Libm64>,
    steps: usize,
    in_experiments: bool,
) -> Result<Conformance> {
    let description = &contender.method.description;
    let rule = contender.method.on::<Libm64>().context("every program runs on Libm64")?;
    let hyper = contender.hyper.map(|x| Libm64(*x));
    let number = |name| contender.number(name).map(Libm64);
    let learning_rate = number("lr").unwrap_or(Libm64(0.0));
    let momentum = number("momentum").unwrap_or(Libm64(0.0));
    // The packaged optimizer has a weight, which it never uses.
    let weight = number("temporal_stability").unwrap_or(Libm64(0.01));
    let switched_off = description
        .switches
        .iter()
        .zip(&contender.hyper.switches)
        .any(|(s, on)| s.name == "energy_conservation" && !on);
    let scale = number("energy_scale").unwrap_or(Libm64(if switched_off { 0.0 } else { ENERGY_SCALE }));
    let base_rate = number("base_rate").unwrap_or(learning_rate);

    let mut oracle = Recording { inner: oracle, gradient: Vec::new() };
    let mut state: State<Libm64> = contender.method.init(start);
    let mut previous = state.position.clone();
    let [mut velocity, mut energy, mut step, mut pulls] = [Spread::default(); 4];
    let mut first_step_over_gradient = 0.0_f64;
    for n in 1..=steps {
        let before = state.clone();
        let report = rule.step(&hyper, &mut oracle, &mut state);
        let pulled = report.penalty.is_some_and(|p| p.0 != 0.0);
        let (mut described_energy, mut described_penalty) = (0.0, 0.0);
        for (i, g) in oracle.gradient.iter().enumerate() {
            let (q, v) = (before.position[i], state.velocity[i]);
            velocity.add(v.0, kick(&momentum, &before.velocity[i], &learning_rate, g).0);
            let e = paper_total(&v, g);
            described_energy += e.0;
            let pull = if n > 2 { penalty::as_described(&weight, &q, &previous[i]) } else { Libm64(0.0) };
            described_penalty += pull.0;
            let rate = base_rate * energy_factor(&e, &scale);
            let moved = q - state.position[i];
            let expected = rate * v + if pulled { pull } else { Libm64(0.0) };
            step.add(moved.0, expected.0);
            if n == 1 && g.0 != 0.0 {
                first_step_over_gradient = first_step_over_gradient.max((moved.0 / g.0).abs());
            }
        }
        energy.add(report.energy.map_or(0.0, |e| e.0), described_energy);
        pulls.add(report.penalty.map_or(0.0, |p| p.0), described_penalty);
        previous = before.position;
    }
    Ok(Conformance {
        program: description.name,
        in_experiments,
        terms: [
            ("velocity", velocity.relative()),
            ("energy", energy.relative()),
            ("position step", step.relative()),
            ("penalty", pulls.relative()),
        ],
        first_step_over_gradient,
        learning_rate: learning_rate.0,
    })
}

/// The three published programs, on the experiments that they come from (the
/// packaged one on the challenging landscape).
fn all(settings: &Settings) -> Result<Vec<Conformance>> {
    const STEPS: usize = 20;
    let mut found = Vec::new();
    let packaged = Contender::registered("packaged").context("registered")?;
    let challenging = &settings.challenging;
    for (contender, in_experiments) in
        challenging.contenders.get(1).map(|c| (c, true)).into_iter().chain([(&packaged, false)])
    {
        let mut random = Random::new(challenging.seed, settings.language.python);
        let start = (0..challenging.dimension).map(|_| Libm64(random.gauss(0.0, 0.5))).collect();
        let problem = Challenging::new(challenging.dimension, challenging.field);
        let mut clock = 0;
        let mut oracle = NoisyOracle::new(problem, Libm64(challenging.noise), &mut random, &mut clock);
        found.push(compare(contender, &mut oracle, start, STEPS.min(challenging.steps), in_experiments)?);
    }
    let language = &settings.language;
    if let Some(contender) = language.contenders.get(1) {
        let mut random = Random::new(language.seed, language.python);
        let patterns = Patterns::draw(&language.sizes, &mut random);
        let model = Model::<Libm64>::draw(&language.sizes, &mut random);
        let start = model.output.entries().to_vec();
        let mut oracle = BatchOracle::new(language.sizes, &patterns, &model, &mut random);
        found.push(compare(contender, &mut oracle, start, STEPS.min(language.steps()), true)?);
    }
    Ok(found)
}

fn programs_as_described(study: &Study) -> Result<Decision> {
    let experiments = study.ask::<Conformances>()?.0.iter().filter(|c| c.in_experiments);
    let deviating: Vec<String> = experiments
        .filter(|c| !c.differing().is_empty())
        .map(|c| format!("{} ({})", c.program, c.differing().join(", ")))
        .collect();
    let penalties = challenging_runs(study)?.iter().chain(language_runs(study)?).flat_map(|run: &Run| &run.penalties);
    let (count, largest) = penalties.fold((0_u64, 0.0_f64), |(n, most), p| (n + 1, most.max(p.abs())));
    let (verdict, reason) = if deviating.is_empty() {
        (Judgement::Reproduced, "every term of both programs is the described one".to_owned())
    } else {
        (Judgement::Refuted, format!("terms that differ from the description: {}", deviating.join("; ")))
    };
    let mut decision = Decision::new(verdict, reason)
        .valued(deviating.len())
        .over("the first 20 steps of each program, from the published seed")
        .with("penalty subtracted by the two programs", format!("largest of {count} steps: {largest:?}"));
    for c in &study.ask::<Conformances>()?.0 {
        let terms: Vec<String> = c.terms.iter().map(|(term, difference)| format!("{term} {difference:.1e}")).collect();
        let name = format!(
            "{}{}: relative difference",
            c.program,
            if c.in_experiments { "" } else { " (in no experiment of the paper)" }
        );
        decision = decision.with(name, terms.join(", "));
        decision = decision.with(
            format!("{}: first step over gradient", c.program),
            format!(
                "{:.3e}, with a rate of {:?}, whose square is {:.3e}",
                c.first_step_over_gradient,
                c.learning_rate,
                c.learning_rate * c.learning_rate
            ),
        );
    }
    Ok(decision)
}

fn table(found: &[Conformance]) -> Table {
    let rows: Vec<_> = found.iter().flat_map(|c| c.terms.iter().map(move |term| (c.program, term))).collect();
    Table {
        name: "conformance",
        title: "The programs against the paper's description, term by term".to_owned(),
        columns: vec![
            ("program", Cells::Text(rows.iter().map(|(program, _)| (*program).to_owned()).collect())),
            ("term", Cells::Text(rows.iter().map(|(_, term)| term.0.to_owned()).collect())),
            ("largest_relative_difference", Cells::Real(rows.iter().map(|(_, term)| Some(term.1)).collect())),
        ],
    }
}
