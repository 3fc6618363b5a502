//! When does it help?

use super::super::{IntervalRow, Intervals, Style};
use super::{short, style};
use crate::statistics::{Comparison, clopper_pearson};
use crate::study::sensitivity::Swept;
use crate::study::sensitivity::helps::{Row, TUNED};

/// How often each tuned form of StableSGD ends below tuned SGD, problem by problem.
pub(super) fn tuned(found: &Swept) -> Option<Intervals> {
    let group = found.helps.iter().find(|group| group.title == TUNED)?;
    let row = |row: &Row| {
        let paired = &row.paired;
        // Of the seeds on which the two differ.
        let (lower, n) = ((paired.sign.n as f64 - paired.sign.statistic) as u64, paired.sign.n as u64);
        let interval = clopper_pearson(lower, n, 0.95).ok();
        let [low, estimate, high] = interval.map_or([f64::NAN; 3], |i| [i.low, i.estimate, i.high]);
        let side = match row.side {
            Comparison::FirstLower => "lower",
            Comparison::FirstHigher => "higher",
            _ => "open",
        };
        IntervalRow {
            label: paired.first.clone(),
            group: paired.place.clone(),
            low,
            estimate,
            high,
            style: style(&paired.first),
            note: format!("{} ({side})", short(paired.interval.estimate)),
        }
    };
    let count = |side| group.on(side).count();
    Some(Intervals {
        name: "when_it_helps".to_owned(),
        title: format!(
            "Against SGD, all tuned alike: StableSGD is lower in {} of {} comparisons ({} by more than 1 % of the descent), higher in {} ({})",
            count(Comparison::FirstLower),
            group.rows.len(),
            group.rows.iter().filter(|row| row.clearly_lower()).count(),
            count(Comparison::FirstHigher),
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
            ("a term alone".to_owned(), Style::Other),
        ],
        ..Intervals::default()
    })
}
