//! What a campaign found, as text.

use super::campaign::{Class, Effort, Examined, Finding};
use super::shrink::shrunk;
use super::syntax::Rule;
use stable_sgd::structure::Property;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

/// Verdicts and contradictions, counted.
#[derive(Clone, Debug, Default)]
pub struct Report {
    rules: usize,
    signs: BTreeMap<Property, BTreeMap<&'static str, usize>>,
    unseen: BTreeMap<Property, usize>,
    classes: BTreeMap<(Option<Property>, Class), usize>,
}

/// The signs of verdicts, in the order of the table.
const SIGNS: [&str; 6] = ["✓", "=", "~", "✗", "?", "·"];

impl Report {
    /// Counts a rule.
    pub fn add(&mut self, examined: &Examined) {
        self.rules += 1;
        for (property, sign) in &examined.signs {
            *self.signs.entry(*property).or_default().entry(sign).or_default() += 1;
        }
        for (property, count) in &examined.unseen {
            *self.unseen.entry(*property).or_default() += count;
        }
        for finding in &examined.findings {
            *self.classes.entry((finding.property, finding.class)).or_default() += 1;
        }
    }

    /// How many contradictions there are; doubts are none.
    pub fn contradictions(&self) -> usize {
        self.classes.iter().filter(|((_, class), _)| class.counts()).map(|(_, count)| count).sum()
    }

    /// The share of a property's verdicts that are undecided, of all that apply.
    pub fn undecided(&self, property: Property) -> f64 {
        let count = |sign: &str| self.signs.get(&property).and_then(|signs| signs.get(sign)).copied().unwrap_or(0);
        let all: usize = SIGNS[..5].iter().map(|sign| count(sign)).sum();
        if all == 0 { 0.0 } else { count("?") as f64 / all as f64 }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<24}", "property")?;
        SIGNS.iter().try_for_each(|sign| write!(f, "{sign:>7}"))?;
        writeln!(f, "{:>11}{:>9}", "undecided", "unseen")?;
        for (property, signs) in &self.signs {
            write!(f, "{:<24}", property.id())?;
            SIGNS.iter().try_for_each(|sign| write!(f, "{:>7}", signs.get(sign).copied().unwrap_or(0)))?;
            let unseen = self.unseen.get(property).copied().unwrap_or(0);
            writeln!(f, "{:>10.1}%{unseen:>9}", 100.0 * self.undecided(*property))?;
        }
        for ((property, class), count) in &self.classes {
            let property = property.map_or("the rule", Property::id);
            let doubt = if class.counts() { "" } else { " (a doubt)" };
            writeln!(f, "{count:>6} {property}: {class:?}{doubt}")?;
        }
        write!(f, "{} rules, {} contradictions", self.rules, self.contradictions())
    }
}

/// The contradictions of a rule, each with the smallest rule that has it.
pub fn contradictions(seed: u64, rule: &Rule, examined: &Examined, effort: Effort, shrink: bool) -> String {
    let mut text = String::new();
    for finding in &examined.findings {
        let endless = finding.class == Class::Endless;
        let (smallest, found) =
            if shrink && !endless { shrunk(rule, finding, seed, effort) } else { (rule.clone(), finding.clone()) };
        // Writing to a string does not fail.
        let _ = write_one(&mut text, seed, rule, &smallest, &found);
    }
    text
}

fn write_one(text: &mut String, seed: u64, rule: &Rule, smallest: &Rule, found: &Finding) -> fmt::Result {
    let property = found.property.map_or("the rule", Property::id);
    writeln!(text, "seed {seed}, {property}: {:?}", found.class)?;
    writeln!(text, "  rule      {rule}")?;
    if smallest != rule {
        writeln!(text, "  smallest  {smallest}")?;
    }
    writeln!(text, "  said      {}", found.said)?;
    writeln!(text, "  but       {}", found.text)
}

/// Seeds, one a line; what follows `#` is a remark.
///
/// # Errors
/// A line that is no seed.
pub fn seeds(text: &str) -> Result<Vec<u64>, String> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    lines.filter(|line| !line.is_empty()).map(|line| line.parse().map_err(|_| format!("{line:?} is no seed"))).collect()
}
