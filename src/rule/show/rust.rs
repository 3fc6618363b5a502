//! A rule as Rust: a type that takes its step, over the weakest numbers that it needs.

use super::NotShown;
use super::integers::Integers;
use super::sheet::Sheet;
use super::spelling::{ascii, title, words};
use crate::method::Role;
use crate::rule::UpdateRule;
use crate::rule::graph::{Operation, Place};
use crate::rule::same::Names;
use std::collections::BTreeSet;

mod needs;
mod step;
mod value;

use needs::Needs;
use step::Writer;

/// Rust's words, and those that a step has.
const TAKEN: [&str; 62] = [
    "as",
    "async",
    "await",
    "break",
    "const",
    "continue",
    "crate",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "match",
    "mod",
    "move",
    "mut",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "struct",
    "super",
    "trait",
    "true",
    "type",
    "unsafe",
    "use",
    "where",
    "while",
    "abstract",
    "become",
    "box",
    "do",
    "final",
    "macro",
    "override",
    "priv",
    "try",
    "typeof",
    "unsized",
    "virtual",
    "yield",
    "hyper",
    "oracle",
    "state",
    "dimension",
    "k",
    "i",
    "x",
    "sum",
    "a",
    "b",
    "power",
];

/// Integers in which a step is counted; a double has as many steps.
const INTEGERS: Integers = Integers { language: "Rust", bits: 64, steps: 53 };

impl UpdateRule {
    /// The rule as Rust: a type that is described as registered methods are and takes the same step,
    /// over the weakest numbers that its operations need.
    ///
    /// # Errors
    /// What Rust cannot say, with what to do about it.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::rule::UpdateRule;
    /// let rule = UpdateRule::parse_as("heavy_ball", "v' = μ v + η g; q' = q − v'")?;
    /// let code = rule.rust()?;
    /// assert!(code.contains("impl<T: Ring> Step<T> for HeavyBall {\n"));
    /// assert!(code.contains("(0..dimension).map(|i| mu.clone() * &v[i] + eta.clone() * &g[i]).collect();\n"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn rust(&self) -> Result<String, NotShown> {
        let sheet = Sheet::of(self);
        let needed = needed(self);
        let counted = INTEGERS.counters(sheet, &needed)?;
        let needs = Needs::of(sheet, &needed, &counted);
        let spelled = |name: &str| ascii(name).to_lowercase();
        let names = Names::spelled(self, spelled, |name| TAKEN.contains(&name));
        let step = Writer::new(sheet, &names, &needed, &counted).step()?;
        let name: String = words(self).iter().map(|word| capitalised(word)).collect();
        let taken = needs.imports.iter().any(|import| *import == name);
        let name = if taken || OTHERS.contains(&&*name) { format!("{name}Rule") } else { name };
        Ok(module(self, &name, &needs, &step))
    }
}

/// Names that the module has from elsewhere.
const OTHERS: [&str; 14] = [
    "Coordinates",
    "Describe",
    "Description",
    "Hyperparameters",
    "NumberSpec",
    "Oracle",
    "Report",
    "State",
    "Step",
    "Vec",
    "Self",
    "Some",
    "None",
    "T",
];

/// The nodes that the step is made of, in their order.
fn needed(rule: &UpdateRule) -> Vec<Place> {
    let nodes = rule.graph.nodes();
    // A slot that stays what it is needs nothing.
    let changes = |(slot, place): &(usize, &Place)| nodes[**place] != Operation::Slot(*slot);
    let outputs = rule.step.iter().enumerate().filter(changes);
    let (mut open, mut needed) = (outputs.map(|(_, place)| *place).collect::<Vec<_>>(), BTreeSet::new());
    while let Some(place) = open.pop() {
        if needed.insert(place) {
            open.extend(nodes[place].operands());
        }
    }
    needed.into_iter().collect()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

fn module(rule: &UpdateRule, name: &str, needs: &Needs, step: &[String]) -> String {
    let description = &rule.description;
    let specs = description.numbers;
    let title = title(rule);
    let number_spec = if specs.is_empty() { "" } else { "NumberSpec, " };
    let dimension = rule.graph.dimension();
    let coordinates = if dimension.is_some() { "Coordinates, " } else { "" };
    let rung = if needs.is_algebra { "algebra" } else { "root" };
    let formula: String = rule.text().lines().map(|line| format!("/// {line}\n")).collect();
    let mut lines = vec![
        format!("//! {title}, as its graph says it."),
        String::new(),
        format!(
            "use stable_sgd::method::{{{coordinates}Describe, Description, Hyperparameters, {number_spec}Oracle, Report, State, Step}};"
        ),
        match &*needs.imports {
            [one] => format!("use stable_sgd::scalar::{one};"),
            all => format!("use stable_sgd::scalar::{{{}}};", all.join(", ")),
        },
        String::new(),
        format!("/// {title}."),
        "///".to_owned(),
        "/// # Formula".to_owned(),
        format!("/// ```text\n{formula}/// ```"),
        "///".to_owned(),
        format!("/// As a method it is `stable_sgd::method::registry::Entry::{rung}({name})`."),
        "#[derive(Clone, Copy, Debug, Default)]".to_owned(),
        format!("pub struct {name};"),
        String::new(),
        format!("impl Describe for {name} {{"),
        "    fn description(&self) -> Description {".to_owned(),
        "        Description {".to_owned(),
    ];
    if let Some(order) = description.order {
        lines.push(format!("            order: Some({order}),"));
    }
    if !specs.is_empty() {
        lines.push("            numbers: const {".to_owned());
        lines.push("                &[".to_owned());
        for spec in specs {
            let role = match spec.role {
                Role::Rate => "rate",
                Role::Fraction => "fraction",
                Role::Weight => "weight",
                Role::Coefficient => "coefficient",
            };
            let (numerator, denominator) = spec.default;
            lines.push(format!(
                "                    NumberSpec::{role}({:?}, ({numerator}, {denominator}), {:?}),",
                spec.name, spec.meaning
            ));
        }
        lines.push("                ]".to_owned());
        lines.push("            },".to_owned());
    }
    if !description.memory.is_empty() {
        lines.push(format!("            memory: &{:?},", description.memory));
    }
    if let Some(dimension) = dimension {
        lines.push(format!("            coordinates: Coordinates::Only({dimension}),"));
    }
    if description.needs_loss {
        lines.push("            needs_loss: true,".to_owned());
    }
    lines.push(format!("            ..Description::new({:?}, {:?})", description.name, description.formula));
    lines.extend(["        }", "    }", "}", ""].map(str::to_owned));
    lines.push(format!("impl<T: {}> Step<T> for {name} {{", needs.bounds));
    lines.extend(step.iter().map(|line| if line.is_empty() { String::new() } else { format!("    {line}") }));
    lines.push("}".to_owned());
    lines.join("\n") + "\n"
}
