//! The page that answers: when does it help?

use crate::statistics::Comparison;
use crate::study::sensitivity::Sensitivity;
use crate::study::sensitivity::helps::{Group, Row};
use minijinja::{Value, context};

/// The groups of comparisons, each with its counts, its answer and its rows.
pub(super) fn groups(found: &Sensitivity) -> Vec<Value> {
    found.helps.iter().map(group).collect()
}

fn group(group: &Group) -> Value {
    let count = |side| group.on(side).count();
    let clearly = |holds: fn(&Row) -> bool| group.rows.iter().filter(|row| holds(row)).count();
    let rows = |side| group.on(side).map(row).collect::<Vec<Value>>();
    context!(
        title => group.title,
        comparisons => group.rows.len(),
        places => group.places(),
        lower => count(Comparison::FirstLower),
        clearly_lower => clearly(Row::clearly_lower),
        higher => count(Comparison::FirstHigher),
        clearly_higher => clearly(Row::clearly_higher),
        open => count(Comparison::Inconclusive),
        parts => [
            context!(name => "below SGD", open => true, rows => rows(Comparison::FirstLower)),
            context!(name => "above SGD", open => false, rows => rows(Comparison::FirstHigher)),
            context!(name => "not told apart", open => false, rows => rows(Comparison::Inconclusive)),
        ],
    )
}

fn row(row: &Row) -> Value {
    let paired = &row.paired;
    let [low, high] = row.of_descent.map(|end| format!("{:.2}", 100.0 * end).replace('-', "−"));
    let p = if row.adjusted < 1e-4 { "< 0.0001".to_owned() } else { format!("{:.4}", row.adjusted) };
    context!(
        place => paired.place.clone(),
        method => paired.first.clone(),
        numbers => row.numbers.clone(),
        medians => paired.medians.map(|x| format!("{x:.4}").replace('-', "−")).join(" / "),
        difference => paired.interval.to_string().replace('-', "−"),
        of_descent => format!("{low} to {high} %"),
        pairs => paired.pairs(),
        p,
        clear => row.clearly_lower() || row.clearly_higher(),
    )
}
