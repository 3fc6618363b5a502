//! Certificates as they are printed: the matrix of methods and properties, and
//! the evidence behind it.

mod gate;

pub use gate::{compare, replay};

use crate::output::{Usage, unknown};
use crate::table::{Cells, Table, aligned};
use anyhow::Result;
use rayon::prelude::*;
use serde_json::{Value as Json, json};
use stable_sgd::method::registry::{self, Entry};
use stable_sgd::problem;
use stable_sgd::structure::{self, Certificate, Point, Property, Settings, Verdict};

/// How certificates are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// The matrix, then the evidence.
    Table,
    /// One JSON object a line and certificate.
    Json,
    /// Comma-separated, with a header.
    Csv,
    /// The matrix and the evidence in Markdown.
    Markdown,
    /// The matrix as a LaTeX tabular.
    Latex,
    /// A Rust test for each refutation, which replays its witness.
    Rust,
}

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
        return if found.is_empty() { Err(unknown("problem", name, &known)) } else { Ok(vec![found]) };
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

/// The certificates in the format asked for.
///
/// # Errors
/// Where a table cannot be made.
pub fn render(certificates: &[Vec<Certificate>], format: Format) -> Result<String> {
    let all = || certificates.iter().flatten();
    Ok(match format {
        Format::Json => all().map(|certificate| format!("{}\n", object(certificate))).collect(),
        Format::Csv => String::from_utf8_lossy(&table(all()).csv()?).into_owned(),
        Format::Table => {
            aligned(&matrix(certificates)) + "\n" + LEGEND + "\n\n" + &all().map(evidence).collect::<String>()
        }
        Format::Markdown => markdown(certificates),
        Format::Latex => latex(&matrix(certificates)) + &latex_domains(all()),
        Format::Rust => all().filter_map(Certificate::as_rust_test).collect::<Vec<_>>().join("\n"),
    })
}

/// What the signs of a matrix mean.
pub const LEGEND: &str = "✓ proved, = exact, ~ tested, ✗ refuted, ? undecided, · not applicable";

fn chosen_methods(names: &[String]) -> Result<Vec<Entry>> {
    let all = registry::all();
    let known: Vec<&str> = all.iter().map(|entry| entry.description.name).collect();
    if names.is_empty() {
        return Ok(all);
    }
    names.iter().map(|name| registry::find(name).ok_or_else(|| unknown("method", name, &known))).collect()
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

/// The matrix and the evidence, as Markdown.
pub fn markdown(certificates: &[Vec<Certificate>]) -> String {
    let rows = matrix(certificates);
    let line = |row: &Vec<String>| format!("| {} |\n", row.join(" | "));
    let mut text = String::new();
    for (place, row) in rows.iter().enumerate() {
        text += &line(row);
        if place == 0 {
            text += &line(&vec!["---".to_owned(); row.len()]);
        }
    }
    text += &format!("\n{LEGEND}\n\n");
    for certificate in certificates.iter().flatten() {
        text += &format!("- {}", evidence(certificate));
    }
    text
}

fn latex(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let cell = |text: &String| {
        let sign = match text.as_str() {
            "✓" => "$\\checkmark$",
            "=" => "$=$",
            "~" => "$\\sim$",
            "✗" => "$\\times$",
            "·" => "$\\cdot$",
            other => return other.replace('_', "\\_"),
        };
        sign.to_owned()
    };
    let turned = |text: &String| format!("\\rotatebox{{90}}{{{}}}", cell(text));
    let mut text = format!(
        "% needs amssymb and graphicx; {LEGEND}\n\\begin{{tabular}}{{l{}}}\n",
        "c".repeat(columns.saturating_sub(1))
    );
    for (place, row) in rows.iter().enumerate() {
        let cells: Vec<String> = row.iter().map(|text| if place == 0 { turned(text) } else { cell(text) }).collect();
        text += &format!("{} \\\\{}\n", cells.join(" & "), if place == 0 { " \\hline" } else { "" });
    }
    text + "\\end{tabular}\n"
}

/// Text for LaTeX: what it reads as a command is escaped, signs of mathematics are set as such.
fn latex_text(text: &str) -> String {
    let set = |c: char| match c {
        '_' | '#' | '%' | '&' | '$' | '{' | '}' => format!("\\{c}"),
        '∇' => "$\\nabla$".to_owned(),
        '≥' => "$\\geq$".to_owned(),
        '−' => "$-$".to_owned(),
        '…' => "\\dots{}".to_owned(),
        '²' => "$^2$".to_owned(),
        '<' | '>' | '|' => format!("${c}$"),
        '^' => "\\^{}".to_owned(),
        other => other.to_string(),
    };
    text.chars().map(set).collect()
}

/// The domain of each verdict, a row a certificate.
fn latex_domains<'a>(certificates: impl Iterator<Item = &'a Certificate>) -> String {
    let mut text = "\n% needs longtable\n\\begin{longtable}{lllp{0.5\\textwidth}}\nmethod & property & verdict & domain \\\\ \\hline\n".to_owned();
    for certificate in certificates.filter(|certificate| !certificate.domain.to_string().is_empty()) {
        let cells = [certificate.method, certificate.property.id(), certificate.verdict.word()].map(latex_text);
        text += &format!("{} & {} \\\\\n", cells.join(" & "), latex_text(&certificate.domain.to_string()));
    }
    text + "\\end{longtable}\n"
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

/// The domain behind a row; nothing where a property does not apply.
fn in_brackets(certificate: &Certificate) -> String {
    match certificate.domain.to_string() {
        domain if domain.is_empty() => domain,
        domain => format!("  [{domain}]"),
    }
}

fn evidence(certificate: &Certificate) -> String {
    let (method, property) = (certificate.method, certificate.property.id());
    let because = because(certificate);
    let separator = if because.is_empty() { "" } else { "; " };
    let domain = in_brackets(certificate);
    let (sign, word) = (certificate.verdict.sign(), certificate.verdict.word());
    format!("{sign} {method}: {property} {word}{separator}{because}{domain}\n")
}

/// A point as an object of exact fractions.
fn point(point: &Point) -> Json {
    point
        .iter()
        .map(|(name, value)| (name.to_owned(), value.to_string().into()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// The witness of a refutation as an object.
pub(crate) fn witness(verdict: &Verdict) -> Json {
    let Verdict::Refuted(witness) = verdict else { return Json::Null };
    let point = point(&witness.point);
    json!({
        "id": witness.id.map(|id| id.to_string()),
        "failure": witness.failure,
        "expression": witness.expression,
        "point": point,
        "defect": witness.defect,
    })
}

/// Why nothing was found, where that is so.
pub(crate) fn reason(verdict: &Verdict) -> Option<&str> {
    match verdict {
        Verdict::Undecided(reason) | Verdict::NotApplicable(reason) => Some(reason),
        _ => None,
    }
}

fn object(certificate: &Certificate) -> Json {
    json!({
        "method": certificate.method,
        "property": certificate.property.id(),
        "verdict": certificate.verdict.word(),
        "engine": certificate.engine,
        "value": certificate.value,
        "domain": certificate.domain.to_string(),
        "steps": certificate.domain.steps,
        "dimensions": certificate.domain.dimensions,
        "instance": certificate.domain.instance.as_ref().map(point),
        "problem": certificate.problem,
        "witness": witness(&certificate.verdict),
        "mend": certificate.mend.as_ref().map(ToString::to_string),
        "reason": reason(&certificate.verdict),
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
            ("domain", column(|c| c.domain.to_string())),
        ],
    }
}
