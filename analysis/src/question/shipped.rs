//! What do the optimizers that people use preserve? The rules of `data/shipped`, as their
//! libraries ship them, each with its certificates.

use super::Question;
use crate::certificate;
use crate::ledger::Ledger;
use crate::study::{Computed, Study};
use crate::table::{Cells, Table};
use anyhow::{Context, Result};
use rayon::prelude::*;
use stable_sgd::data::SHIPPED;
use stable_sgd::method::Coordinates;
use stable_sgd::rule::UpdateRule;
use stable_sgd::structure::{self, Certificate, Property, Verdict};
use std::collections::BTreeSet;

/// The question.
pub struct Shipped;

impl Question for Shipped {
    fn tables(&self, study: &Study) -> Result<Vec<Table>> {
        let shipped = study.ask::<ShippedRules>()?;
        Ok(vec![shipped.matrix(), shipped.by_property()])
    }
}

/// A rule that a library ships, certified.
pub struct ShippedRule {
    /// The library.
    pub library: String,
    /// Its version.
    pub version: String,
    /// In how many coordinates it is known.
    pub coordinates: Coordinates,
    /// A certificate each property.
    pub certificates: Vec<Certificate>,
}

/// Every rule that is shipped, certified.
pub struct ShippedRules(pub Vec<ShippedRule>);

impl Computed for ShippedRules {
    const STAGE: &'static str = "shipped rules";

    fn compute(study: &Study) -> Result<Self> {
        let asked = if study.settings.certified.is_empty() { &[] } else { SHIPPED };
        let of = |(name, graph): &(&'static str, &str)| -> Result<ShippedRule> {
            let (library, version) = source(graph).with_context(|| format!("{name}.json"))?;
            let entry = UpdateRule::from_json(graph).with_context(|| format!("{name}.json"))?.entry();
            let certificates = structure::certify_all(&entry, &Property::ALL, &structure::Settings::default());
            Ok(ShippedRule { library, version, coordinates: entry.description.coordinates, certificates })
        };
        Ok(Self(asked.par_iter().map(of).collect::<Result<_>>()?))
    }
}

/// The library of a graph, and its version.
fn source(graph: &str) -> Result<(String, String)> {
    let read: serde_json::Value = serde_json::from_str(graph)?;
    let text = |key: &str| {
        let found = read["source"][key].as_str();
        found.map(str::to_owned).with_context(|| format!("no source.{key}"))
    };
    Ok((text("library")?, text("version")?))
}

impl ShippedRules {
    /// The certificates as a ledger, a row a rule.
    pub fn ledger(&self) -> Ledger {
        let rows: Vec<Vec<Certificate>> = self.0.iter().map(|rule| rule.certificates.clone()).collect();
        certificate::ledger("What the optimizers people use preserve", &rows)
    }

    fn matrix(&self) -> Table {
        let text = |of: fn(&ShippedRule) -> String| Cells::Text(self.0.iter().map(of).collect());
        let sign = |place: usize| {
            let signs = self.0.iter().map(|rule| rule.certificates[place].verdict.sign().to_owned());
            Cells::Text(signs.collect())
        };
        let known = [
            ("library", text(|rule| rule.library.clone())),
            ("version", text(|rule| rule.version.clone())),
            ("rule", text(|rule| rule.certificates[0].method.to_owned())),
        ];
        let properties = Property::ALL.iter().enumerate().map(|(place, property)| (property.id(), sign(place)));
        Table {
            name: "shipped",
            title: format!(
                "What the optimizers people use preserve ({}; {}; {})",
                certificate::LEGEND,
                self.open_in_words(),
                self.known_in_words()
            ),
            columns: known.into_iter().chain(properties).collect(),
        }
    }

    /// How many cells are undecided.
    fn open_in_words(&self) -> String {
        let all = || self.0.iter().flat_map(|rule| &rule.certificates);
        let open = all().filter(|certificate| matches!(certificate.verdict, Verdict::Undecided(_))).count();
        format!("{open} of {} undecided", all().count())
    }

    /// How many are known in one number of coordinates alone.
    fn known_in_words(&self) -> String {
        let alone = self.0.iter().filter_map(|rule| rule.coordinates.examined());
        let known: BTreeSet<usize> = alone.clone().collect();
        let known: Vec<String> = known.iter().map(usize::to_string).collect();
        format!("{} rules are known in {} coordinates alone", alone.count(), known.join(" or "))
    }

    /// What stands out: for each property how many have it, and who they are, or who they are not.
    fn by_property(&self) -> Table {
        let of = |place: usize, is: &dyn Fn(&Verdict) -> bool| -> Vec<&'static str> {
            let has = self.0.iter().filter(|rule| is(&rule.certificates[place].verdict));
            has.map(|rule| rule.certificates[place].method).collect()
        };
        let places = || 0..Property::ALL.len();
        let column = |of: &dyn Fn(usize) -> String| Cells::Text(places().map(of).collect());
        let count = |of: &dyn Fn(usize) -> usize| Cells::Count(places().map(|place| Some(of(place) as u64)).collect());
        let holds = |place: usize| of(place, &Verdict::holds);
        let fails = |place: usize| of(place, &|verdict| matches!(verdict, Verdict::Refuted(_)));
        let open = |place: usize| of(place, &|verdict| matches!(verdict, Verdict::Undecided(_)));
        let none = |place: usize| of(place, &|verdict| matches!(verdict, Verdict::NotApplicable(_)));
        let names = |place: usize| {
            let (holds, fails) = (holds(place), fails(place));
            match (holds.len(), fails.len()) {
                (0, 0) => String::new(),
                (0, _) => "none has it".to_owned(),
                (_, 0) => "all have it".to_owned(),
                (a, b) if a <= b => format!("it holds for {}", holds.join(", ")),
                _ => format!("it fails for {}", fails.join(", ")),
            }
        };
        Table {
            name: "shipped_by_property",
            title: "What stands out among the optimizers people use".to_owned(),
            columns: vec![
                ("property", column(&|place| Property::ALL[place].id().to_owned())),
                ("statement", column(&|place| Property::ALL[place].statement().to_owned())),
                ("holds", count(&|place| holds(place).len())),
                ("refuted", count(&|place| fails(place).len())),
                ("undecided", count(&|place| open(place).len())),
                ("not_applicable", count(&|place| none(place).len())),
                ("the_fewer", column(&names)),
            ],
        }
    }
}
