//! Certificates as they are printed: the matrix of methods and properties, and
//! the evidence behind it.

use crate::experiment::Format;
use crate::output::unknown;
use crate::table::{Cells, Table, aligned};
use anyhow::Result;
use serde_json::{Value as Json, json};
use stable_sgd::method::registry::{self, Entry};
use stable_sgd::structure::{self, Certificate, Property, Verdict};

/// Certificates of the named methods (of all, where none is named) and one
/// property (every one, where none is named), in the format asked for.
///
/// # Errors
/// An unknown method or property, with what was meant.
pub fn certify(methods: &[String], property: Option<&str>, format: Format) -> Result<String> {
    let entries = chosen_methods(methods)?;
    let properties = chosen_properties(property)?;
    let certificates: Vec<Vec<Certificate>> =
        entries.iter().map(|entry| properties.iter().map(|p| structure::certify(entry, *p)).collect()).collect();
    let all = || certificates.iter().flatten();
    Ok(match format {
        Format::Json => all().map(|certificate| format!("{}\n", object(certificate))).collect(),
        Format::Csv => String::from_utf8_lossy(&table(all()).csv()?).into_owned(),
        Format::Table => matrix(&properties, &certificates) + "\n" + &all().map(evidence).collect::<String>(),
    })
}

fn chosen_methods(names: &[String]) -> Result<Vec<Entry>> {
    let all = registry::all();
    let known: Vec<&str> = all.iter().map(|entry| entry.description.name).collect();
    if names.is_empty() {
        return Ok(all);
    }
    names.iter().map(|name| registry::find(name).ok_or_else(|| unknown("method", name, &known))).collect()
}

fn chosen_properties(id: Option<&str>) -> Result<Vec<Property>> {
    let known = Property::ALL.map(Property::id);
    match id {
        None => Ok(Property::ALL.to_vec()),
        Some(id) => match Property::ALL.into_iter().find(|property| property.id() == id) {
            Some(property) => Ok(vec![property]),
            None => Err(unknown("property", id, &known)),
        },
    }
}

fn matrix(properties: &[Property], certificates: &[Vec<Certificate>]) -> String {
    let header = std::iter::once("method").chain(properties.iter().map(|p| p.id())).map(str::to_owned).collect();
    let row = |row: &Vec<Certificate>| -> Vec<String> {
        let name = row.first().map_or("", |certificate| certificate.method).to_owned();
        std::iter::once(name).chain(row.iter().map(|c| c.verdict.sign().to_owned())).collect()
    };
    aligned(&std::iter::once(header).chain(certificates.iter().map(row)).collect::<Vec<_>>())
}

/// Why, in words: the value, the witness, or the reason.
fn because(certificate: &Certificate) -> String {
    match &certificate.verdict {
        Verdict::Proved => certificate.value.clone().map_or_else(String::new, |value| format!("value {value}")),
        Verdict::Refuted(witness) => witness.to_string(),
        Verdict::Undecided(reason) | Verdict::NotApplicable(reason) => reason.clone(),
    }
}

fn evidence(certificate: &Certificate) -> String {
    let (method, property) = (certificate.method, certificate.property.id());
    let because = because(certificate);
    let separator = if because.is_empty() { "" } else { "; " };
    format!("{} {method}: {property} {}{separator}{because}\n", certificate.verdict.sign(), certificate.verdict.word())
}

fn object(certificate: &Certificate) -> Json {
    let witness = match &certificate.verdict {
        Verdict::Refuted(witness) => {
            let point: serde_json::Map<String, Json> =
                witness.point.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
            json!({
                "failure": witness.failure,
                "expression": witness.expression,
                "point": point,
                "defect": witness.defect,
            })
        }
        _ => Json::Null,
    };
    let reason = match &certificate.verdict {
        Verdict::Undecided(reason) | Verdict::NotApplicable(reason) => Json::from(reason.clone()),
        _ => Json::Null,
    };
    json!({
        "method": certificate.method,
        "property": certificate.property.id(),
        "verdict": certificate.verdict.word(),
        "engine": certificate.engine,
        "value": certificate.value,
        "domain": certificate.domain,
        "witness": witness,
        "reason": reason,
    })
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
            ("domain", column(|c| c.domain.to_owned())),
        ],
    }
}
