//! What a rule's text says that it remembers.

use super::Fault;
use super::tree::{Kept, Statement};
use crate::rule::names::canonical;
use std::collections::BTreeSet;

/// What a rule remembers, by name.
pub(super) struct Slots {
    /// The slots that some statement updates, the point first, without counters.
    pub names: Vec<String>,
    pub counters: Vec<String>,
    /// Those of `names` that are declared to be numbers.
    pub numbers: BTreeSet<usize>,
}

impl Slots {
    pub(super) fn of(statements: &[Statement]) -> Result<Self, Fault> {
        let declared = |kept: Kept| {
            let names = statements.iter().filter_map(move |statement| match statement {
                Statement::Kept(other, name) if *other == kept => Some(canonical(&name.text)),
                _ => None,
            });
            names.collect::<Vec<String>>()
        };
        let (counters, numbers) = (declared(Kept::Counter), declared(Kept::Number));
        let mut names = vec!["q".to_owned()];
        for statement in statements {
            if let Statement::Update(name, _) = statement
                && !names.contains(&canonical(&name.text))
                && !counters.contains(&canonical(&name.text))
            {
                names.push(canonical(&name.text));
            }
        }
        for statement in statements {
            if let Statement::Kept(_, name) = statement {
                let key = canonical(&name.text);
                let all = counters.iter().chain(&numbers);
                if key == "q" || all.filter(|other| **other == key).count() > 1 {
                    return Err(Fault::new(name.span.clone(), format!("{} is declared already", name.text), ""));
                }
                let updates =
                    |other: &Statement| matches!(other, Statement::Update(other, _) if canonical(&other.text) == key);
                if !statements.iter().any(updates) {
                    let remedy = format!("a statement {}' = …", name.text);
                    return Err(Fault::new(
                        name.span.clone(),
                        format!("no statement says what {} becomes", name.text),
                        remedy,
                    ));
                }
            }
        }
        let numbers = (1..names.len()).filter(|slot| numbers.contains(&names[*slot])).collect();
        Ok(Self { names, counters, numbers })
    }
}
