//! Certificates of registered methods and problems, as a ledger: a line for each method and
//! property, under the matrix of all of them.

mod gate;

pub use gate::{compare, replay};

use crate::ledger::{Datum, Ledger, OfCertificate, OfWitness, Own, Presentation, Statement};
use crate::output::{Usage, unknown};
use crate::rule;
use crate::table::{Cells, Table};
use anyhow::Result;
use rayon::prelude::*;
use serde_json::Value as Json;
use stable_sgd::method::registry::{self, Entry};
use stable_sgd::problem;
use stable_sgd::structure::{self, Certificate, Point, Property, Settings, Verdict};
use stable_sgd::task;

/// Certificates of the named methods (of all, where none is named) and one
/// property (every one, where none is named); a row a method.
///
/// # Errors
/// An unknown method or property, with what was meant.
pub fn certificates(methods: &[String], property: Option<&str>, settings: &Settings) -> Result<Vec<Vec<Certificate>>> {
    let entries = chosen_methods(methods)?;
    let properties = chosen_properties(property)?;
    if properties.iter().any(|property| structure::problem::PROPERTIES.contains(property)) {
        let id = property.unwrap_or_default();
        return Err(Usage::error(format!("{id} is a property of problems: name one by --problem")));
    }
    Ok(entries.par_iter().map(|entry| structure::certify_all(entry, &properties, settings)).collect())
}

/// On one problem: its own properties in the first row, then a row a method with what may
/// be otherwise there than on every smooth U (or with the one property that is named).
///
/// # Errors
/// An unknown method, property or problem, with what was meant.
pub fn on_problem(
    problem: &str,
    methods: &[String],
    property: Option<&str>,
    settings: &Settings,
) -> Result<Vec<Vec<Certificate>>> {
    let (name, on) = (problem, structure::problem::challenging());
    let own = |of: &[Certificate]| -> Vec<Certificate> {
        of.iter().filter(|c| c.method == name && property.is_none_or(|id| c.property.id() == id)).cloned().collect()
    };
    let Some(problem) = problem::registry::find(name) else {
        // The paper's landscape has no registered number types: its own properties alone.
        let found = own(&on);
        let mut known: Vec<&str> = problem::registry::all().iter().map(|entry| entry.description.name).collect();
        known.extend(on.iter().map(|certificate| certificate.method));
        known.dedup();
        return match (found.is_empty(), task::find(name)) {
            (false, _) => Ok(vec![found]),
            (true, None) => Err(unknown("problem", name, &known)),
            (true, Some(_)) => Err(Usage::error(format!(
                "{name} has no formula over exact numbers, which a proof needs: `run` and `sweep` take it, certify takes {}",
                known.join(", ")
            ))),
        };
    };
    let entries = chosen_methods(methods)?;
    let properties = match property {
        None => ON_PROBLEM.to_vec(),
        Some(_) => chosen_properties(property)?,
    };
    let row = |entry: &Entry| -> Vec<Certificate> {
        let certify = |property: &Property| structure::problem::certify_method(entry, *property, &problem, settings);
        properties.iter().filter(|p| !structure::problem::PROPERTIES.contains(p)).map(certify).collect()
    };
    let found: Vec<Vec<Certificate>> = entries.par_iter().map(row).collect();
    let rows = std::iter::once(own(&structure::problem::certify(&problem))).chain(found);
    Ok(rows.filter(|row| !row.is_empty()).collect())
}

/// The properties that a method may have on one problem and not on every smooth U.
const ON_PROBLEM: [Property; 4] =
    [Property::Symplectic, Property::ConformallySymplectic, Property::Volume, Property::Order];

/// What is known of each problem: a row a problem.
pub fn problems() -> Vec<Vec<Certificate>> {
    let registered = problem::registry::all().iter().map(structure::problem::certify).collect::<Vec<_>>();
    let paper = structure::problem::challenging();
    let size = structure::problem::PROPERTIES.len();
    registered.into_iter().chain(paper.chunks(size).map(<[Certificate]>::to_vec)).collect()
}

/// Every certificate of these registered methods at the default settings; a row a method.
pub fn registered(methods: &[String]) -> Vec<Vec<Certificate>> {
    let row = |name: &String| Property::ALL.iter().filter_map(|p| structure::registered(name, *p)).collect();
    methods.par_iter().map(row).collect()
}

fn chosen_methods(names: &[String]) -> Result<Vec<Entry>> {
    if names.is_empty() {
        return Ok(registry::all());
    }
    names.iter().map(|name| rule::method(name)).collect()
}

fn chosen_properties(id: Option<&str>) -> Result<Vec<Property>> {
    let all = || Property::ALL.into_iter().chain(structure::problem::PROPERTIES);
    let known: Vec<&str> = all().map(Property::id).collect();
    match id {
        None => Ok(Property::ALL.to_vec()),
        Some(id) => match all().find(|property| property.id() == id) {
            Some(property) => Ok(vec![property]),
            None => Err(unknown("property", id, &known)),
        },
    }
}

/// Why, in words: the value, the witness, or the reason.
fn because(certificate: &Certificate) -> String {
    match &certificate.verdict {
        Verdict::Proved | Verdict::Exact | Verdict::Tested => {
            certificate.value.clone().map_or_else(String::new, |value| format!("value {value}"))
        }
        Verdict::Refuted(witness) => {
            let mend = certificate.mend.as_ref().map(ToString::to_string);
            let further = certificate.value.iter().chain(&mend);
            further.fold(witness.to_string(), |text, more| format!("{text}; {more}"))
        }
        Verdict::Undecided(reason) | Verdict::NotApplicable(reason) => reason.clone(),
    }
}

/// What the signs of a matrix mean.
pub const LEGEND: &str = "✓ proved, = exact, ~ tested, ✗ refuted, ? undecided, · not applicable";

/// The header, then a row a method or problem: its name and the sign of each verdict.
pub fn matrix(certificates: &[Vec<Certificate>]) -> Vec<Vec<String>> {
    let mut properties: Vec<Property> = Vec::new();
    for certificate in certificates.iter().flatten() {
        if !properties.contains(&certificate.property) {
            properties.push(certificate.property);
        }
    }
    let ids = properties.iter().map(|property| property.id());
    let header = std::iter::once("").chain(ids).map(str::to_owned).collect();
    let row = |row: &Vec<Certificate>| -> Vec<String> {
        let name = row.first().map_or("", |certificate| certificate.method).to_owned();
        let sign = |property: &Property| {
            let found = row.iter().find(|certificate| certificate.property == *property);
            found.map_or("", |certificate| certificate.verdict.sign()).to_owned()
        };
        std::iter::once(name).chain(properties.iter().map(sign)).collect()
    };
    std::iter::once(header).chain(certificates.iter().map(row)).collect()
}

/// A point as an object of exact fractions.
fn fractions(point: &Point) -> serde_json::Map<String, Json> {
    point.iter().map(|(name, value)| (name.to_owned(), value.to_string().into())).collect()
}

/// The witness of a refutation.
pub(crate) fn witness(verdict: &Verdict) -> Option<OfWitness> {
    let Verdict::Refuted(witness) = verdict else { return None };
    Some(OfWitness {
        id: witness.id.map(|id| id.to_string()),
        failure: witness.failure.clone(),
        expression: witness.expression.clone(),
        point: fractions(&witness.point),
        defect: witness.defect.clone(),
    })
}

/// Why nothing was found, where that is so.
pub(crate) fn reason(verdict: &Verdict) -> Option<String> {
    match verdict {
        Verdict::Undecided(reason) | Verdict::NotApplicable(reason) => Some(reason.clone()),
        _ => None,
    }
}

/// A certificate as a line.
pub fn line(certificate: &Certificate) -> Statement {
    let Certificate { method, property, problem, verdict, engine, value, domain, mend } = certificate;
    Statement {
        id: certificate.id(),
        sentence: format!("{method}: {}", property.statement()),
        subject: (*method).to_owned(),
        verdict: verdict.word(),
        value: value.clone().map(Datum::Text),
        domain: domain.to_string(),
        evidence: mend.iter().map(|mend| ("mend".to_owned(), Datum::Text(mend.to_string()))).collect(),
        shown: Presentation {
            heading: (*method).to_owned(),
            sign: verdict.sign(),
            words: format!("{} {}", property.id(), verdict.word()),
            engine,
            because: because(certificate),
            command: format!("stable-sgd certify {method} --property {}", property.id()),
            ..Presentation::default()
        },
        own: Own::Certificate(OfCertificate {
            method,
            property: property.id(),
            engine,
            steps: domain.steps.clone(),
            dimensions: domain.dimensions.clone(),
            instance: domain.instance.as_ref().map(fractions),
            problem: *problem,
            witness: witness(verdict),
            mend: mend.as_ref().map(ToString::to_string),
            reason: reason(verdict),
        }),
    }
}

/// Certificates, a row a method or problem, as a ledger.
pub fn ledger(title: &'static str, rows: &[Vec<Certificate>]) -> Ledger {
    Ledger {
        title,
        overview: matrix(rows),
        legend: LEGEND,
        table: table(rows.iter().flatten()),
        lines: rows.iter().flatten().map(line).collect(),
        brief: true,
    }
}

/// A Rust test for each refutation, which replays its witness.
pub fn rust_tests(rows: &[Vec<Certificate>]) -> String {
    rows.iter().flatten().filter_map(Certificate::as_rust_test).collect::<Vec<_>>().join("\n")
}

/// Certificates as a table: what `certify --format csv` prints, and a
/// reproduction writes.
pub fn table<'a>(certificates: impl Iterator<Item = &'a Certificate> + Clone) -> Table {
    let column = |text: fn(&Certificate) -> String| Cells::Text(certificates.clone().map(text).collect());
    Table {
        name: "certificates",
        title: "What each method preserves".to_owned(),
        columns: vec![
            ("method", column(|c| c.method.to_owned())),
            ("property", column(|c| c.property.id().to_owned())),
            ("verdict", column(|c| c.verdict.word().to_owned())),
            ("engine", column(|c| c.engine.to_owned())),
            ("value_witness_or_reason", column(because)),
            ("domain", column(|c| c.domain.to_string())),
        ],
    }
}
