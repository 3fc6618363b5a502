//! When does it help? Every form of StableSGD against SGD, with nothing left out.

use super::Question;
use super::energy_factor::Changes;
use super::long_runs::Long;
use super::tuned::TunedAll;
use crate::compare::against::Against;
use crate::compare::group::Group;
use crate::compare::{SGD, columns};
#[cfg(feature = "tables")]
use crate::figure::{self, Figure};
use crate::study::{Computed, Study};
use crate::table::Table;
use anyhow::Result;

/// The question.
pub struct WhenItHelps;

impl Question for WhenItHelps {
    fn tables(&self, study: &Study) -> Result<Vec<Table>> {
        Ok(vec![table(&study.ask::<Helps>()?.0)])
    }

    #[cfg(feature = "tables")]
    fn figures(&self, study: &Study) -> Result<Vec<Figure>> {
        match drawn::tuned(&study.ask::<Helps>()?.0) {
            Some(intervals) => figure::drawn(&[&intervals]),
            None => Ok(Vec::new()),
        }
    }
}

/// Every group that was run: tuned, at the published rates, and very long runs.
pub struct Helps(pub Vec<Group>);

impl Computed for Helps {
    const STAGE: &'static str = "when it helps";

    fn compute(study: &Study) -> Result<Self> {
        groups(study).map(Self)
    }
}

/// Every group that was run: tuned, at the published rates, and very long runs.
///
/// # Errors
/// Where two comparisons of a group are the same.
fn groups(study: &Study) -> Result<Vec<Group>> {
    let tuned = study.ask::<TunedAll>()?.0.iter().flat_map(|tuned| &tuned.against_sgd);
    let untuned = study.ask::<Changes>()?.0.iter().flat_map(|variants| &variants.against_sgd);
    let long = study.ask::<Long>()?.sgd.iter();
    let all: [(&'static str, Vec<&Against>); 3] = [
        (TUNED, tuned.collect()),
        ("at the published rates, without tuning", untuned.collect()),
        ("very long runs at the published rates, without tuning", long.collect()),
    ];
    // A form of SGD is none of StableSGD.
    let stable = |all: Vec<&Against>| {
        all.into_iter().filter(|against| !against.paired.first.starts_with(SGD)).cloned().collect::<Vec<_>>()
    };
    let groups = all.into_iter().map(|(title, all)| Group::of(title, &stable(all))).collect::<Result<Vec<_>, _>>()?;
    Ok(groups.into_iter().filter(|group| !group.rows.is_empty()).collect())
}

/// The title of the group that answers the question.
const TUNED: &str = "every method tuned with the same number of trials, judged on other seeds";

fn table(groups: &[Group]) -> Table {
    let rows: Vec<_> = groups.iter().flat_map(|group| group.rows.iter().map(move |row| (group, row))).collect();
    let mut columns = vec![("group", columns::text(&rows, |(group, _)| group.title.to_owned()))];
    columns.extend(columns::comparison(&rows, |(_, row)| &row.paired));
    columns.push(("holm_p", columns::real(&rows, |(_, row)| row.adjusted)));
    columns.push(("first_is", columns::text(&rows, |(_, row)| columns::side(row.side))));
    columns.push(("low_of_descent", columns::real(&rows, |(_, row)| row.of_descent[0])));
    columns.push(("high_of_descent", columns::real(&rows, |(_, row)| row.of_descent[1])));
    columns.push(("numbers", columns::text(&rows, |(_, row)| row.numbers.clone())));
    Table { name: "when_it_helps", title: "Every form of StableSGD against SGD".to_owned(), columns }
}

#[cfg(feature = "tables")]
mod drawn {
    use super::*;
    use crate::compare::group::Adjusted;
    use crate::figure::{IntervalRow, Intervals, Style};
    use crate::statistics::{Ranking, clopper_pearson};

    /// How often each tuned form of StableSGD ends below tuned SGD, problem by problem.
    pub(super) fn tuned(groups: &[Group]) -> Option<Intervals> {
        let group = groups.iter().find(|group| group.title == TUNED)?;
        let row = |row: &Adjusted| {
            let paired = &row.paired;
            // Of the seeds on which the two differ.
            let (lower, n) = ((paired.sign.n as f64 - paired.sign.statistic) as u64, paired.sign.n as u64);
            let interval = clopper_pearson(lower, n, 0.95).ok();
            let [low, estimate, high] = interval.map_or([f64::NAN; 3], |i| [i.low, i.estimate, i.high]);
            let side = match row.side {
                Ranking::FirstLower => "lower",
                Ranking::FirstHigher => "higher",
                _ => "open",
            };
            IntervalRow {
                label: paired.first.clone(),
                group: paired.place.clone(),
                low,
                estimate,
                high,
                style: figure::style(&paired.first),
                note: format!("{} ({side})", figure::short(paired.interval.estimate)),
            }
        };
        let count = |side| group.on(side).count();
        Some(Intervals {
            name: "when_it_helps".to_owned(),
            title: format!(
                "Against SGD, all tuned alike: StableSGD is lower in {} of {} comparisons ({} by more than 1 % of the descent), higher in {} ({})",
                count(Ranking::FirstLower),
                group.rows.len(),
                group.rows.iter().filter(|row| row.clearly_lower()).count(),
                count(Ranking::FirstHigher),
                group.rows.iter().filter(|row| row.clearly_higher()).count(),
            ),
            x_label: "share of seeds on which it ends below SGD, 95 % interval; at the right the median difference"
                .to_owned(),
            rows: group.rows.iter().map(row).collect(),
            reference: Some(("as often above as below".to_owned(), 0.5)),
            legend: vec![
                ("as published".to_owned(), Style::StableSgd),
                ("as described".to_owned(), Style::Described),
                ("restoring penalty".to_owned(), Style::Packaged),
                ("a term alone, or repaired".to_owned(), Style::Other),
            ],
            ..Intervals::default()
        })
    }
}
