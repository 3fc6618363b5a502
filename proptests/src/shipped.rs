//! Rules of Python libraries, as `data/shipped` has them, follow the libraries' own runs.
//!
//! `runs.json` has where each library was after some of 30 steps on four problems, which are
//! posed here once more.

use crate::tolerance::{LIBRARY_RUN, LIBRARY_RUNS, SINGLE_LIBRARY_RUN};
use serde_json::{Value, json};
use stable_sgd::method::{Coordinates, Oracle};
use stable_sgd::rule::UpdateRule;
use stable_sgd::scalar::{Algebra, Rational};
use stable_sgd::trajectory;
use std::path::{Path, PathBuf};

/// The problems of `analysis/python/tests/problems.py`.
#[derive(Clone, Copy, Debug)]
pub enum Problem {
    /// ½ Σ cᵢ xᵢ².
    Quadratic,
    /// Σ ((1 − xᵢ)² + 5 (xᵢ₊₁ − xᵢ²)²) / 20.
    Rosenbrock,
    /// Σ ln(1 + exp(−yᵢ aᵢ·x)) + tanh²(x₁) / 4.
    Logistic,
    /// ½ Σ cᵢ (xᵢ − 1)².
    Shifted,
}

/// The curvatures cᵢ.
const CURVATURES: [f64; 4] = [0.1, 1.0, 3.0, 10.0];

/// Four examples aᵢ with their labels yᵢ.
const EXAMPLES: [([f64; 4], f64); 4] = [
    ([1.0, 0.5, -0.3, 0.2], 1.0),
    ([-0.4, 1.2, 0.8, -1.0], -1.0),
    ([0.3, -0.9, 1.1, 0.7], 1.0),
    ([-1.3, 0.2, -0.6, 1.5], -1.0),
];

impl Problem {
    fn named(name: &str) -> Self {
        match name {
            "quadratic" => Self::Quadratic,
            "rosenbrock" => Self::Rosenbrock,
            "logistic" => Self::Logistic,
            "from the origin" => Self::Shifted,
            _ => panic!("{name} is no problem"),
        }
    }

    fn loss(self, x: &[f64]) -> f64 {
        match self {
            Self::Quadratic => 0.5 * CURVATURES.iter().zip(x).map(|(c, x)| c * x * x).sum::<f64>(),
            Self::Shifted => 0.5 * CURVATURES.iter().zip(x).map(|(c, x)| c * (x - 1.0) * (x - 1.0)).sum::<f64>(),
            Self::Rosenbrock => {
                let term = |pair: &[f64]| {
                    let (rest, bend) = (1.0 - pair[0], pair[1] - pair[0] * pair[0]);
                    rest * rest + 5.0 * (bend * bend)
                };
                x.windows(2).map(term).sum::<f64>() / 20.0
            }
            Self::Logistic => {
                let losses = EXAMPLES.iter().map(|(a, y)| (-y * dot(a, x)).exp().ln_1p());
                losses.sum::<f64>() + x[0].tanh() * x[0].tanh() / 4.0
            }
        }
    }

    fn gradient(self, x: &[f64]) -> Vec<f64> {
        match self {
            Self::Quadratic => CURVATURES.iter().zip(x).map(|(c, x)| c * x).collect(),
            Self::Shifted => CURVATURES.iter().zip(x).map(|(c, x)| c * (x - 1.0)).collect(),
            Self::Rosenbrock => {
                let mut slope = vec![0.0; x.len()];
                for i in 0..x.len() - 1 {
                    let bend = x[i + 1] - x[i] * x[i];
                    slope[i] += -2.0 * (1.0 - x[i]) - 20.0 * x[i] * bend;
                    slope[i + 1] += 10.0 * bend;
                }
                slope.into_iter().map(|g| g / 20.0).collect()
            }
            Self::Logistic => {
                let weights = EXAMPLES.map(|(a, y)| -y / (1.0 + (y * dot(&a, x)).exp()));
                let along = |i: usize| EXAMPLES.iter().zip(weights).map(|((a, _), w)| a[i] * w).sum::<f64>();
                let mut slope: Vec<f64> = (0..x.len()).map(along).collect();
                let bent = x[0].tanh();
                slope[0] += bent * (1.0 - bent * bent) / 2.0;
                slope
            }
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// A problem that is asked.
pub struct Asked {
    pub problem: Problem,
    /// The loss at the point of the last gradient.
    pub loss: Option<f64>,
}

impl Oracle<f64> for Asked {
    fn gradient(&mut self, position: &[f64], gradient: &mut [f64]) {
        gradient.copy_from_slice(&self.problem.gradient(position));
        self.loss = Some(self.problem.loss(position));
    }

    fn loss(&self) -> Option<f64> {
        self.loss
    }
}

/// A run of a library.
struct Recorded {
    problem: String,
    /// Whether what the library rounds to single precision is in double precision here.
    double: bool,
    start: Vec<f64>,
    /// After which steps there is a point.
    steps: Vec<u64>,
    points: Vec<Vec<f64>>,
}

impl Recorded {
    /// How far a rule's run at its defaults is from it, as a part of its largest coordinate.
    fn deviation(&self, rule: &UpdateRule) -> f64 {
        let entry = rule.entry();
        let hyper = entry.description.defaults();
        let mut oracle = Asked { problem: Problem::named(&self.problem), loss: None };
        let mut state = entry.init(self.start.clone());
        let method = entry.on::<f64>().expect("every rule runs on floats");
        let largest = |vector: &[f64]| vector.iter().fold(0.0, |largest: f64, x| largest.max(x.abs()));
        let size = self.points.iter().map(|point| largest(point)).fold(largest(&self.start), f64::max);
        let mut worst = 0.0_f64;
        for (step, point) in self.steps.iter().zip(&self.points) {
            while state.steps < *step {
                method.step(&hyper, &mut oracle, &mut state);
            }
            for (found, theirs) in state.position.iter().zip(point) {
                let gap = (found - theirs).abs() / size;
                worst = if gap.is_nan() { f64::INFINITY } else { worst.max(gap) };
            }
        }
        worst
    }
}

/// The tolerance of a rule in double precision.
fn tolerance(name: &str) -> f64 {
    LIBRARY_RUNS.iter().find(|(rule, _)| *rule == name).map_or(LIBRARY_RUN, |(_, tolerance)| *tolerance)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/shipped")
}

/// The names and texts of the rules, in the order of their names.
fn shipped() -> Vec<(String, String)> {
    let names = std::fs::read_dir(folder()).expect("the folder").map(|file| file.expect("a file").file_name());
    let names = names.map(|name| name.into_string().expect("a name in letters"));
    let rules = names.filter(|name| name.ends_with(".json") && !["rule.schema.json", "runs.json"].contains(&&**name));
    let mut rules: Vec<String> = rules.collect();
    rules.sort();
    let read = |file: String| {
        let text = std::fs::read_to_string(folder().join(&file)).expect("the rule is read");
        (file.trim_end_matches(".json").to_owned(), text)
    };
    rules.into_iter().map(read).collect()
}

/// The rules, read.
pub fn read() -> Vec<(String, String, UpdateRule)> {
    let read = shipped().into_iter().map(|(name, text)| {
        let rule = UpdateRule::from_json(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, text, rule)
    });
    read.collect()
}

/// The recorded runs, each with its rule's name.
fn runs() -> Vec<(String, Recorded)> {
    let text = std::fs::read_to_string(folder().join("runs.json")).expect("the runs are read");
    let file: Value = serde_json::from_str(&text).expect("the runs are JSON");
    assert_eq!(file["schema"], "stable-sgd/runs/1");
    let list = |value: &Value| value.as_array().expect("a list").clone();
    let vector = |value: &Value| list(value).iter().map(|x| x.as_f64().expect("a number")).collect::<Vec<f64>>();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let steps: Vec<u64> = list(&file["steps"]).iter().map(|step| step.as_u64().expect("a step")).collect();
    let problems = list(&file["problems"]);
    let recorded = |run: &Value| {
        let problem = problems.iter().find(|problem| problem["name"] == run["problem"]).expect("a problem");
        let points: Vec<Vec<f64>> = list(&run["points"]).iter().map(vector).collect();
        assert_eq!(points.len(), steps.len());
        let start = vector(&problem["start"]);
        assert!(points.iter().all(|point| point.len() == start.len()));
        let double = run["double"].as_bool().expect("whether it is in double precision");
        (text(&run["rule"]), Recorded { problem: text(&run["problem"]), double, start, steps: steps.clone(), points })
    };
    list(&file["runs"]).iter().map(recorded).collect()
}

/// Whether the library rounds a part of the rule to single precision.
fn rounds(text: &str) -> bool {
    let file: Value = serde_json::from_str(text).expect("a rule is JSON");
    let assumed = file["assumes"].as_array();
    assumed.is_some_and(|lines| {
        lines.contains(&json!("numbers that the library keeps in single precision are not rounded"))
    })
}

/// Rules of matrices with two rows and columns.
const MATRICES: [&str; 4] =
    ["keras.optimizers.Adafactor_matrix", "keras.optimizers.Muon", "optax.adafactor_matrix", "optax.contrib.muon"];

#[test]
fn rules_of_matrices_are_known_in_their_coordinates_alone() {
    let only = |rule: &UpdateRule| rule.entry().description.coordinates == Coordinates::Only(4);
    let known: Vec<String> = read().into_iter().filter(|(.., rule)| only(rule)).map(|(name, ..)| name).collect();
    assert_eq!(known, MATRICES);
    let (_, _, muon) = read().into_iter().find(|(name, ..)| name == "optax.contrib.muon").expect("shipped");
    let mut oracle = Asked { problem: Problem::Quadratic, loss: None };
    let entry = muon.entry();
    let run = trajectory::run(&entry, &entry.description.defaults(), &mut oracle, vec![1.0; 3], 1, |_| 0.0);
    let error = run.expect_err("three coordinates are no matrix").to_string();
    assert_eq!(error, "method optax.contrib.muon is known in 4 coordinates alone, and the run has 3");
}

#[test]
fn every_rule_follows_its_librarys_own_run() {
    let (rules, runs) = (read(), runs());
    let (mut points, mut single) = (0, 0);
    for (name, text, rule) in &rules {
        let own: Vec<&Recorded> = runs.iter().filter(|(rule, _)| rule == name).map(|(_, run)| run).collect();
        let rounded = own.iter().filter(|run| !run.double).count();
        assert_eq!((rounded, own.len() - rounded), (4, if rounds(text) { 4 } else { 0 }), "{name}");
        for run in own {
            let in_single = rounds(text) && !run.double;
            let tolerance = if in_single { SINGLE_LIBRARY_RUN } else { tolerance(name) };
            let deviation = run.deviation(rule);
            assert!(deviation <= tolerance, "{name} on {}: {deviation:e} is beyond {tolerance:e}", run.problem);
            points += run.points.len();
            single += usize::from(in_single);
        }
    }
    assert_eq!((rules.len(), runs.len(), points, single), (60, 264, 1584, 24));
}

/// The text of a rule with a node's constant, or the default of the number there, changed by 2⁻⁴⁰
/// of it; nothing where it is another node, or 0.
fn changed(file: &Value, node: usize) -> Option<String> {
    let (operation, argument) = (file["nodes"][node][0].as_str()?, &file["nodes"][node][1]);
    let place = match operation {
        "constant" => format!("/nodes/{node}/1"),
        "number" => {
            let number = file["numbers"].as_array()?.iter().position(|number| number["name"] == *argument)?;
            format!("/numbers/{number}/default")
        }
        _ => return None,
    };
    let value = file.pointer(&place)?.as_str().filter(|value| *value != "0")?;
    let value: Rational = value.parse().expect("a fraction");
    let mut other = file.clone();
    *other.pointer_mut(&place)? = json!((value * &Rational::ratio((1 << 40) + 1, 1 << 40)).to_string());
    Some(other.to_string())
}

/// The control: one constant or number changed by a trillionth is seen.
#[test]
fn control_a_rule_with_one_number_changed_does_not_follow() {
    let runs = runs();
    let mut seen = 0;
    for (name, text, _) in read() {
        let file: Value = serde_json::from_str(&text).expect("a rule is JSON");
        let nodes = file["nodes"].as_array().expect("a list").len();
        let own = runs.iter().filter(|(rule, run)| *rule == name && run.double == rounds(&text));
        let own: Vec<&Recorded> = own.map(|(_, run)| run).collect();
        let is_seen = |text: String| {
            let rule = UpdateRule::from_json(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            own.iter().any(|run| run.deviation(&rule) > tolerance(&name))
        };
        assert!((0..nodes).filter_map(|node| changed(&file, node)).any(is_seen), "{name}: no change is seen");
        seen += 1;
    }
    assert_eq!(seen, 60);
}

/// The control: a run of Adam is none of AdamW.
#[test]
fn control_a_rule_does_not_follow_the_run_of_another() {
    let rules = read();
    let (_, _, adam) = rules.iter().find(|(name, ..)| name == "optax.adam").expect("shipped");
    for (_, run) in runs().iter().filter(|(name, _)| name == "optax.adamw") {
        assert!(run.deviation(adam) > SINGLE_LIBRARY_RUN, "{}", run.problem);
    }
}

/// Each rule, written as text and read again, is the same graph and the same text; so it is as JSON.
#[test]
fn every_rule_reads_back_from_its_text() {
    let rules = read();
    for (name, _, rule) in &rules {
        let text = rule.text();
        let again = UpdateRule::parse_as(name, &text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(again.is_same(rule), "{name}:\n{text}");
        assert_eq!(again.text(), text, "{name}");
        let graph = UpdateRule::from_json(&rule.json()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(graph.is_same(rule), "{name}");
    }
    assert_eq!(rules.len(), 60);
}
