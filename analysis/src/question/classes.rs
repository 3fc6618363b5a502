//! Which rules are the same, under whatever name: among the registered ones and those that
//! libraries ship.

use super::Question;
use crate::study::{Computed, Study};
use crate::table::{Cells, Table};
use anyhow::{Context, Result};
use rayon::prelude::*;
use stable_sgd::data::SHIPPED;
use stable_sgd::method::registry::{self, Entry};
use stable_sgd::rule::UpdateRule;
use stable_sgd::structure::equality::{Correspondence, ReadRule};

/// The question.
pub struct Classes;

impl Question for Classes {
    fn tables(&self, study: &Study) -> Result<Vec<Table>> {
        Ok(vec![study.ask::<EqualRules>()?.table()])
    }
}

/// Numbers of a rule up to which they are fitted; beyond, they are those that are called alike.
const FITTED: usize = 3;

/// Guesses from which numbers are fitted.
const GUESSES: usize = 2;

/// A rule of a class, and how it follows from the first of the class.
struct Member {
    name: &'static str,
    from_first: Option<Correspondence>,
}

/// Rules that are the same, proved, class by class; those that are like no other are left out.
pub struct EqualRules(Vec<Vec<Member>>);

impl Computed for EqualRules {
    const STAGE: &'static str = "equal rules";

    fn compute(study: &Study) -> Result<Self> {
        let entries = if study.settings.certified.is_empty() { Vec::new() } else { everything()? };
        let rules: Vec<(&'static str, usize, ReadRule)> = entries
            .par_iter()
            .map(|entry| (entry.description.name, entry.description.numbers.len(), ReadRule::new(entry)))
            .collect();
        // Each rule with those before it: the first that it is the same as is one of its class.
        let same_as = |i: usize| {
            let (_, numbers, rule) = &rules[i];
            (0..i).find(|j| {
                let (_, others, other) = &rules[*j];
                let guesses = if numbers.max(others) <= &FITTED { GUESSES } else { 0 };
                rule.as_case_of(other, guesses).is_some() && other.as_case_of(rule, guesses).is_some()
            })
        };
        let found: Vec<Option<usize>> = (0..rules.len()).into_par_iter().map(same_as).collect();
        let first_of = |i: usize| std::iter::successors(Some(i), |i| found[*i]).last().unwrap_or(i);
        let class = |first: usize| -> Vec<Member> {
            let members = (first..rules.len()).filter(|i| first_of(*i) == first);
            let from_first = |i: usize| rules[first].2.as_case_of(&rules[i].2, GUESSES);
            members.map(|i| Member { name: rules[i].0, from_first: from_first(i) }).collect()
        };
        let firsts: Vec<usize> =
            (0..rules.len()).filter(|i| found[*i].is_none() && found.contains(&Some(*i))).collect();
        Ok(Self(firsts.into_par_iter().map(class).collect()))
    }
}

/// Every registered rule, and every one that is shipped.
fn everything() -> Result<Vec<Entry>> {
    let read = |(name, graph): &(&str, &str)| {
        UpdateRule::from_json(graph).map(|rule| rule.entry()).with_context(|| format!("{name}.json"))
    };
    let shipped = SHIPPED.iter().map(read);
    registry::all().into_iter().map(Ok).chain(shipped).collect()
}

impl EqualRules {
    fn table(&self) -> Table {
        let members = || self.0.iter().zip(1_u64..).flat_map(|(class, number)| class.iter().map(move |m| (number, m)));
        let text = |of: &dyn Fn(&Member) -> String| Cells::Text(members().map(|(_, member)| of(member)).collect());
        let of = |part: &'static dyn Fn(&Correspondence) -> String| {
            move |member: &Member| member.from_first.as_ref().map_or_else(String::new, part)
        };
        Table {
            name: "classes",
            title:
                "Rules that are the same run from rest, proved: numbers and slots of each from the first of its class"
                    .to_owned(),
            columns: vec![
                ("class", Cells::Count(members().map(|(number, _)| Some(number)).collect())),
                ("rule", text(&|member| member.name.to_owned())),
                ("numbers", text(&of(&|found| found.numbers.join(", ")))),
                ("slots", text(&of(&|found| found.slots.join(", ")))),
                ("with_fresh_noise", text(&of(&|found| if found.call_by_call { "yes" } else { "no" }.to_owned()))),
            ],
        }
    }
}
