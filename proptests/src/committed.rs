//! What is said of every registered method and field, of the rules that random ones are drawn
//! from, and of those that were once certified wrongly, as it is committed: that one word,
//! witness or instance changes is seen.

use crate::fuzz::{bases, known};
use stable_sgd::method::registry;
use stable_sgd::problem::registry as fields;
use stable_sgd::structure::{Certificate, Property, Settings, Verdict, certify_all, problem};
use std::collections::BTreeMap;
use std::path::Path;

const COMMITTED: &str = include_str!("../certificates.txt");

/// A certificate with what its row leaves out.
fn row(name: &str, certificate: &Certificate) -> String {
    let said = certificate.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
    let witness = match &certificate.verdict {
        Verdict::Refuted(witness) => {
            let id = witness.id.map(|id| format!(" | {id}")).unwrap_or_default();
            id + &witness.expression.as_ref().map(|expression| format!(" | {expression}")).unwrap_or_default()
        }
        _ => String::new(),
    };
    let instance = certificate.domain.instance.as_ref().map(|point| format!(" | at {point}")).unwrap_or_default();
    format!("{name} | {said}{witness}{instance}\n")
}

/// Every row of today.
fn rows() -> String {
    let all = |entry| certify_all(&entry, &Property::ALL, &Settings::default());
    let methods = registry::all().into_iter().flat_map(|entry| {
        let name = entry.description.name;
        all(entry).into_iter().map(move |certificate| row(name, &certificate))
    });
    let of_fields = fields::all().into_iter().flat_map(|field| problem::certify(&field)).chain(problem::challenging());
    let of_fields = of_fields.map(|certificate| row(certificate.method, &certificate));
    let drawn_from = bases::all().into_iter().chain(known::cases().into_iter().map(|case| case.rule));
    let known: BTreeMap<String, _> = drawn_from.map(|rule| (rule.to_string(), rule)).collect();
    let known = known.into_iter().flat_map(|(name, rule)| {
        all(rule.entry()).into_iter().map(|certificate| row(&name, &certificate)).collect::<Vec<_>>()
    });
    methods.chain(of_fields).chain(known).collect()
}

/// With `UPDATE_CERTIFICATES` set the file is written, and the change is for a reader to see.
#[test]
fn certificates_are_the_committed_ones() {
    let rows = rows();
    if std::env::var_os("UPDATE_CERTIFICATES").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("certificates.txt");
        std::fs::write(path, &rows).expect("the file is written");
        return;
    }
    let differing = rows.lines().zip(COMMITTED.lines()).find(|(now, committed)| now != committed);
    if let Some((now, committed)) = differing {
        panic!(
            "now       {now}\ncommitted {committed}\nUPDATE_CERTIFICATES=1 cargo test certificates_are writes them anew"
        );
    }
    assert_eq!(rows.lines().count(), COMMITTED.lines().count());
}
