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
use stable_sgd::rule::UpdateRule;
use stable_sgd::structure::{self, Certificate, Property, Verdict};

/// The question.
pub struct Shipped;

impl Question for Shipped {
    fn tables(&self, study: &Study) -> Result<Vec<Table>> {
        let shipped = study.ask::<ShippedRules>()?;
        Ok(vec![shipped.matrix(), shipped.by_property(), shipped.refused()])
    }
}

/// A rule that a library ships, certified.
pub struct ShippedRule {
    /// The library.
    pub library: String,
    /// Its version.
    pub version: String,
    /// A certificate each property.
    pub certificates: Vec<Certificate>,
}

/// Every rule that is shipped.
pub struct ShippedRules {
    /// Those that are certified.
    pub certified: Vec<ShippedRule>,
    /// The names of those that are not, and why.
    pub refused: Vec<(&'static str, String)>,
}

impl Computed for ShippedRules {
    const STAGE: &'static str = "shipped rules";

    fn compute(study: &Study) -> Result<Self> {
        let asked = if study.settings.certified.is_empty() { &[] } else { SHIPPED };
        let of = |(name, graph): &(&'static str, &str)| -> Result<Result<ShippedRule, (&'static str, String)>> {
            let (library, version) = source(graph).with_context(|| format!("{name}.json"))?;
            Ok(match UpdateRule::from_json(graph) {
                Err(error) => Err((*name, error.to_string())),
                Ok(rule) => {
                    let settings = structure::Settings::default();
                    let certificates = structure::certify_all(&rule.entry(), &Property::ALL, &settings);
                    Ok(ShippedRule { library, version, certificates })
                }
            })
        };
        let (mut certified, mut refused) = (Vec::new(), Vec::new());
        for rule in asked.par_iter().map(of).collect::<Result<Vec<_>>>()? {
            match rule {
                Ok(rule) => certified.push(rule),
                Err(reason) => refused.push(reason),
            }
        }
        Ok(Self { certified, refused })
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
        let rows: Vec<Vec<Certificate>> = self.certified.iter().map(|rule| rule.certificates.clone()).collect();
        certificate::ledger("What the optimizers people use preserve", &rows)
    }

    fn matrix(&self) -> Table {
        let text = |of: fn(&ShippedRule) -> String| Cells::Text(self.certified.iter().map(of).collect());
        let sign = |place: usize| {
            let signs = self.certified.iter().map(|rule| rule.certificates[place].verdict.sign().to_owned());
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
                "What the optimizers people use preserve ({}; {})",
                certificate::LEGEND,
                self.open_in_words()
            ),
            columns: known.into_iter().chain(properties).collect(),
        }
    }

    /// How many cells are undecided.
    fn open_in_words(&self) -> String {
        let all = || self.certified.iter().flat_map(|rule| &rule.certificates);
        let open = all().filter(|certificate| matches!(certificate.verdict, Verdict::Undecided(_))).count();
        format!("{open} of {} undecided", all().count())
    }

    /// What stands out: for each property how many have it, and who they are, or who they are not.
    fn by_property(&self) -> Table {
        let of = |place: usize, is: &dyn Fn(&Verdict) -> bool| -> Vec<&'static str> {
            let has = self.certified.iter().filter(|rule| is(&rule.certificates[place].verdict));
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

    fn refused(&self) -> Table {
        Table {
            name: "shipped_refused",
            title: "Shipped rules without certificates, and why".to_owned(),
            columns: vec![
                ("rule", Cells::Text(self.refused.iter().map(|(name, _)| (*name).to_owned()).collect())),
                ("reason", Cells::Text(self.refused.iter().map(|(_, reason)| reason.clone()).collect())),
            ],
        }
    }
}
