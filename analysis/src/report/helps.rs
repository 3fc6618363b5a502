//! The page that answers: when does it help?

use crate::compare::group::{Adjusted, Group};
use crate::statistics::Ranking;
use minijinja::{Value, context};

/// The groups of comparisons, each with its counts, its answer and its rows.
pub(super) fn groups(all: &[Group]) -> Vec<Value> {
    all.iter().map(group).collect()
}

fn group(group: &Group) -> Value {
    let count = |side| group.on(side).count();
    let clearly = |holds: fn(&Adjusted) -> bool| group.rows.iter().filter(|row| holds(row)).count();
    // Those that matter first.
    let rows = |side| {
        let (clear, others): (Vec<&Adjusted>, Vec<&Adjusted>) = group.on(side).partition(|row| is_clear(row));
        clear.into_iter().chain(others).map(row).collect::<Vec<Value>>()
    };
    context!(
        title => group.title,
        comparisons => group.rows.len(),
        places => group.places(),
        lower => count(Ranking::FirstLower),
        clearly_lower => clearly(Adjusted::clearly_lower),
        higher => count(Ranking::FirstHigher),
        clearly_higher => clearly(Adjusted::clearly_higher),
        open => count(Ranking::Inconclusive),
        parts => [
            context!(name => "below SGD", open => true, rows => rows(Ranking::FirstLower)),
            context!(name => "above SGD", open => false, rows => rows(Ranking::FirstHigher)),
            context!(name => "not told apart", open => false, rows => rows(Ranking::Inconclusive)),
        ],
    )
}

fn is_clear(row: &Adjusted) -> bool {
    row.clearly_lower() || row.clearly_higher()
}

fn row(row: &Adjusted) -> Value {
    let paired = &row.paired;
    let [low, high] = row.of_descent.map(|end| format!("{:.2}", 100.0 * end).replace('-', "−"));
    let small = row.of_descent.iter().all(|end| end.abs() < 5e-5);
    let p = if row.adjusted < 1e-4 { "< 0.0001".to_owned() } else { format!("{:.4}", row.adjusted) };
    context!(
        place => paired.place.clone(),
        method => paired.first.clone(),
        numbers => row.numbers.clone(),
        medians => paired.medians.map(|x| format!("{x:.4}").replace('-', "−")).join(" / "),
        difference => paired.interval.to_string().replace('-', "−"),
        of_descent => if small { "below 0.01 %".to_owned() } else { format!("{low} to {high} %") },
        pairs => paired.pairs(),
        p,
        clear => is_clear(row),
    )
}
