//! Rules as others write them: the Rust that `show` writes compiles and is the rule, to the bit.
//!
//! The code in `shown/code` is what `show --to rust` writes of every registered formula, of every rule
//! of `data/shipped`, and of the forms below.

use crate::shipped;
use stable_sgd::method::registry::{self, Entry};
use stable_sgd::method::{Describe, Description, Hyperparameters, Step};
use stable_sgd::rule::{NotShown, UpdateRule};
use stable_sgd::structure::Verdict;
use std::fmt::Write;
use std::path::{Path, PathBuf};

// What a program writes is not laid out by another.
#[rustfmt::skip]
mod code;

/// Forms that neither registered nor shipped rules have, by name.
const FORMS: [(&str, &str); 8] = [
    (
        "form.conditions",
        "q' = q - η (if q > g and not g ≥ 1/2 or q = c then g else if (if q > c then g > c else q ≥ c) then q else g / 2)",
    ),
    (
        "form.coordinates",
        "number s; start s = 3; s' = s / 2 + max(g) - min(q) + mean(g); q' = q - η s' g + clip(g, ±c) / dim; p' = p",
    ),
    (
        "form.branches",
        "start m = grad(q + 1); m' = if k mod 3 = 0 then μ m else grad(q - μ m); q' = if k > 4 or k = 2 then q - η m' else q / k + c",
    ),
    (
        "form.powers",
        "q' = q - η g^3 / (2 + q^(-2)) / -12345678901234567890 + 1e-30 + c^k η g - η (1 + q²)^(k mod (-3) - 1) + 1/3 c^(if k > 2 then whole(2) else whole(-1))",
    ),
    (
        "form.counters",
        "counter n; start n = 2; n' = n + 1; counter a; a' = a - 1; counter z; start z = 1; z' = 0; counter y; start y = 7; y' = y; q' = q - η g / (n + z) + a c / (y + 100)",
    ),
    (
        "form.losses",
        "q' = q - η g loss(q / 2) / (U + 1); r' = r + U; s' = exp(-abs(q)) tanh(g) + sin(q) ln(2 + cos(q))",
    ),
    (
        "form.shared",
        "number s; number r; s' = s / 2 + |g|²; r' = s'; p' = s'; new_v' = g; yes_0' = new_v'; q' = q - η (if q = g or q > yes_0 then g else q)",
    ),
    (
        "form.names",
        "coefficient oracle = 0.5; coefficient X = 2; start state = q; state' = state; w1' = state'; q' = q - oracle X (g + state - w1); match' = q'",
    ),
];

/// Every rule with its name, registered ones first.
fn rules() -> Vec<(String, UpdateRule)> {
    let registered = registry::all().into_iter().map(|method| {
        let rule = UpdateRule::of_method(&method).expect("a method is a rule");
        (method.description.name.to_owned(), rule)
    });
    let shipped = shipped::read().into_iter().map(|(name, _, rule)| (name, rule));
    let forms = FORMS.iter().map(|(name, text)| {
        let rule = UpdateRule::parse_as(name, text).unwrap_or_else(|error| panic!("{name}: {error}"));
        ((*name).to_owned(), rule)
    });
    registered.chain(shipped).chain(forms).collect()
}

/// A rule in Rust, on floats.
struct Code {
    description: Description,
    step: Box<dyn Step<f64>>,
}

impl Code {
    fn of<R: Describe + Step<f64>>(rule: R) -> Self {
        Self { description: rule.description(), step: Box::new(rule) }
    }
}

fn module(name: &str) -> String {
    name.replace('.', "_").to_lowercase()
}

/// The files of today, each with its content: a module a rule, and the list of them.
fn files() -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/shown");
    let (mut modules, mut rows, mut files) = (String::new(), String::new(), Vec::new());
    for (name, rule) in rules() {
        let module = module(&name);
        let text = rule.rust().unwrap_or_else(|error| panic!("{name}: {error}"));
        let (_, declared) = text.split_once("pub struct ").expect("a type");
        let (own, _) = declared.split_once(';').expect("its end");
        writeln!(modules, "pub mod {module};").expect("written");
        writeln!(rows, "        Code::of({module}::{own}),").expect("written");
        files.push((folder.join(format!("code/{module}.rs")), text));
    }
    let list = format!(
        "//! Rules in Rust, as `show` writes them.\n\n{modules}\nuse super::Code;\n\n/// Every rule.\n\
         pub fn all() -> Vec<Code> {{\n    vec![\n{rows}    ]\n}}\n"
    );
    files.push((folder.join("code.rs"), list));
    files
}

/// With `UPDATE_SHOWN` set the files are written.
#[test]
fn the_rust_that_is_compiled_is_what_show_writes() {
    let files = files();
    if std::env::var_os("UPDATE_SHOWN").is_some() {
        for (path, text) in &files {
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
            std::fs::write(path, text).expect("the file is written");
        }
        return;
    }
    for (path, text) in &files {
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(&committed == text, "{}: UPDATE_SHOWN=1 cargo test writes it anew", path.display());
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/shown/code");
    let committed = std::fs::read_dir(folder).expect("the folder").count();
    assert_eq!(committed + 1, files.len(), "no file is left of a rule that is gone");
}

/// The points of a run, all slots of it, to the bit.
fn run(
    step: &dyn Step<f64>,
    description: &Description,
    hyper: &Hyperparameters<f64>,
    problem: shipped::Problem,
) -> Vec<u64> {
    let mut oracle = shipped::Asked { problem, loss: None };
    let start = vec![-1.2, 1.0, 0.8, 0.4];
    let mut state = stable_sgd::method::State::at_rest(start, description.memory.len());
    let mut bits = Vec::new();
    for _ in 0..30 {
        step.step(hyper, &mut oracle, &mut state);
        let slots = [&state.position, &state.velocity].into_iter().chain(&state.memory);
        // A NaN is a NaN, whatever its bits.
        bits.extend(slots.flatten().map(|x| if x.is_nan() { u64::MAX } else { x.to_bits() }));
    }
    bits
}

const PROBLEMS: [shipped::Problem; 2] = [shipped::Problem::Rosenbrock, shipped::Problem::Logistic];

/// The same description, the same bits in every slot.
#[test]
fn the_rust_is_the_rule_to_the_bit() {
    let (rules, codes) = (rules(), code::all());
    assert_eq!(rules.len(), codes.len());
    for ((name, rule), code) in rules.iter().zip(&codes) {
        let entry = rule.entry();
        assert_eq!(code.description, entry.description, "{name}");
        let hyper = entry.description.defaults();
        for problem in PROBLEMS {
            let own = run(entry.on::<f64>().expect("floats"), &entry.description, &hyper, problem);
            let written = run(&*code.step, &code.description, &hyper, problem);
            assert!(own == written, "{name} on {problem:?}");
            assert!(own.iter().filter(|bits| **bits == u64::MAX).count() < own.len() / 2, "{name}: it is NaN");
        }
    }
    assert_eq!(rules.len(), registry::all().len() + 60 + FORMS.len());
}

/// The control: a number that is another by a trillionth gives other bits.
#[test]
fn control_another_number_is_seen() {
    for ((name, rule), code) in rules().iter().zip(&code::all()) {
        let entry = rule.entry();
        let hyper = entry.description.defaults();
        let is_seen = |number: usize| {
            let mut other = hyper.clone();
            other.numbers[number] =
                if other.numbers[number] == 0.0 { 0.01 } else { other.numbers[number] * (1.0 + 1e-12) };
            let own = run(entry.on::<f64>().expect("floats"), &entry.description, &hyper, PROBLEMS[0]);
            own != run(&*code.step, &code.description, &other, PROBLEMS[0])
        };
        assert!((0..hyper.numbers.len()).any(is_seen), "{name}");
    }
}

/// What is written is a method: the certificates of its symbols are those of the formula.
#[test]
fn the_rust_is_certified_as_the_rule_is() {
    let of = |entry: &Entry| -> Vec<(&'static str, String)> {
        let certificates = stable_sgd::certify(entry).expect("it passes the audit");
        let verdict = |verdict: &Verdict| match verdict {
            Verdict::Refuted(_) => "refuted".to_owned(),
            other => format!("{other:?}"),
        };
        certificates.iter().map(|c| (c.property.id(), verdict(&c.verdict))).collect()
    };
    for (name, written) in [
        ("sgd", Entry::algebra(code::sgd::Sgd)),
        ("leapfrog_kdk", Entry::root(code::leapfrog_kdk::LeapfrogKdk)),
        ("stable_sgd", Entry::root(code::stable_sgd::StableSgd)),
    ] {
        let method = registry::find(name).expect("registered");
        let rule = UpdateRule::of_formula(&method.description).expect("a rule").entry();
        assert_eq!(of(&written), of(&rule), "{name}");
    }
}

/// What a language cannot say is refused, with the remedy; text and LaTeX say everything.
#[test]
fn what_cannot_be_said_is_refused_by_name() {
    let kind = |refused: Result<String, NotShown>| match refused {
        Ok(_) => "shown",
        Err(NotShown::Counter { .. }) => "counter",
        Err(NotShown::Integer { .. }) => "integer",
        Err(NotShown::Modulo { .. }) => "modulo",
        Err(NotShown::Order) => "order",
    };
    for (text, rust, python) in [
        ("counter n; start n = 1; n' = 2 n; q' = q - g / n", "counter", "counter"),
        ("q' = q - g / (k k)", "integer", "integer"),
        ("counter n; n' = n + 5; q' = q - g / (n + 1)", "shown", "integer"),
        ("q' = q - g / (1 + k mod (k - 3))", "modulo", "modulo"),
        ("q' = q - (if k > 2 then grad(2 q) else grad(3 q)) - grad(3 q)", "order", "shown"),
    ] {
        let rule = UpdateRule::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((kind(rule.rust()), kind(rule.python())), (rust, python), "{text}");
        assert!(!rule.latex().is_empty());
    }
    let refused: Vec<String> = rules()
        .iter()
        .filter(|(_, rule)| rule.python().is_err() || rule.rust().is_err())
        .map(|(name, _)| name.clone())
        .collect();
    assert_eq!(refused, Vec::<String>::new());
}
