//! Section 5: what the paper proposes for the future.

use super::{Finding, Verdict};
use crate::statistics::Comparison;
use crate::study::Study;
use crate::study::sensitivity::adaptive::{ADAPTING, Adapted, BOUNDED, FIXED, NONE};
use crate::study::sensitivity::against::Against;
use crate::study::sensitivity::helps::{Group, Row};
use crate::study::sensitivity::paired::Paired;
use crate::study::sensitivity::switching::{HIGH, Switched};
use anyhow::Result;

fn undecided() -> Finding {
    Finding::new(Verdict::Undecided, "its sweep was not run")
}

/// How many cases a condition names.
const NAMED: usize = 2;

/// A verdict on how many of `all` places something helps in.
fn by_count(helped: &[String], all: usize) -> Verdict {
    match helped.len() {
        0 => Verdict::Refuted,
        n if n == all => Verdict::Reproduced,
        n if n <= NAMED => Verdict::ReproducedIf(format!("in {n} of {all} cases: {}", helped.join("; "))),
        n => Verdict::ReproducedIf(format!("in {n} of {all} cases, {} among them", helped[..NAMED].join("; "))),
    }
}

fn text(row: &Row) -> String {
    let paired = &row.paired;
    let side = match row.side {
        Comparison::FirstLower => "lower",
        Comparison::FirstHigher => "higher",
        _ => "not told apart",
    };
    let p = if row.adjusted < 1e-4 { "p < 0.0001".to_owned() } else { format!("p = {:.4}", row.adjusted) };
    format!(
        "median difference {} over {} pairs, {}, after Holm's adjustment over its family {p}: {side}",
        paired.interval,
        paired.pairs(),
        paired.sign.name
    )
}

pub(super) fn adaptive_weight(study: &Study) -> Result<Finding> {
    let found = &study.sensitivity;
    let (all, adapting) = (found.adaptive_weight()?, found.adapting()?);
    if all.is_empty() {
        return Ok(undecided());
    }
    // It helps where it ends below the weight fixed, and below no penalty where there is such a run.
    let lower = |group: &Group, against: &Option<Against>| match against {
        Some(Against { paired, .. }) => group
            .find(&paired.place, [&paired.first, &paired.second])
            .is_some_and(|row| row.side == Comparison::FirstLower),
        None => true,
    };
    let helps = |at: &&Adapted| lower(adapting, &at.fixed) && lower(adapting, &at.none);
    let helped: Vec<String> = all.iter().filter(helps).map(|at| format!("{} on {}", at.method, at.place)).collect();
    let count = |end: &str| {
        let ends = all.iter().filter(|at| at.method.ends_with(end));
        ends.fold((0, 0), |(diverged, runs), at| (diverged + at.diverged, runs + at.seeds))
    };
    let ((given, runs), (bounded, bounded_runs)) = (count(ADAPTING), count(BOUNDED));
    let largest = all.iter().filter(|at| at.method.ends_with(ADAPTING)).map(|at| at.weights[0]).fold(0.0, f64::max);
    let reason = format!(
        "as given, {given} of {runs} runs diverged, and the weight reached {largest:.1e} (median of the worst case); between bounds {bounded} of {bounded_runs} did; below both the weight fixed and no penalty it ends in {} of {} cases",
        helped.len(),
        all.len()
    );
    let mut finding = Finding::new(by_count(&helped, all.len()), reason).shown_in("adaptive_weight");
    let mut methods: Vec<&str> = Vec::new();
    for row in &adapting.rows {
        if !methods.contains(&row.paired.first.as_str()) {
            methods.push(&row.paired.first);
        }
    }
    for method in methods {
        let own =
            |second: &str| {
                let rows = adapting
                    .rows
                    .iter()
                    .filter(|row| row.paired.first == method && row.paired.second.ends_with(second));
                let rows: Vec<&Row> = rows.collect();
                let on = |side| rows.iter().filter(|row| row.side == side).count();
                let clearly = rows.iter().filter(|row| row.clearly_lower()).count();
                (!rows.is_empty()).then(|| format!(
                "lower in {} (by more than 1 % of the descent in {clearly}), higher in {}, not told apart in {}",
                on(Comparison::FirstLower), on(Comparison::FirstHigher), on(Comparison::Inconclusive)
            ))
            };
        let diverged =
            all.iter().filter(|at| at.method == method).fold((0, 0), |(d, n), at| (d + at.diverged, n + at.seeds));
        finding = finding.with(format!("{method}: diverged"), format!("{} of {} runs", diverged.0, diverged.1));
        for (name, end) in [("the weight fixed", FIXED), ("no penalty", NONE)] {
            if let Some(counts) = own(end) {
                finding = finding.with(format!("{method}: against {name}"), counts);
            }
        }
    }
    let helping =
        |row: &&Row| helped.iter().any(|name| *name == format!("{} on {}", row.paired.first, row.paired.place));
    for row in adapting.rows.iter().filter(helping) {
        finding = finding.with(row.paired.hypothesis(), text(row));
    }
    Ok(finding.with("comparisons", format!("{}, one family; all in tables/adaptive_weight.csv", adapting.rows.len())))
}

pub(super) fn switching(study: &Study) -> Result<Finding> {
    let found = &study.sensitivity;
    let switch = found.switch()?;
    let all: Vec<&Switched> = found.switching()?.iter().filter(|at| at.high == HIGH).collect();
    if all.is_empty() {
        return Ok(undecided());
    }
    let unstable: Vec<&&Switched> = all.iter().filter(|at| at.unstable).collect();
    let side = |paired: &Paired| {
        switch.find(&paired.place, [&paired.first, &paired.second]).map_or(Comparison::Inconclusive, |row| row.side)
    };
    let helps = |at: &&&&Switched| side(&at.sgd.paired) == Comparison::FirstLower;
    let helped: Vec<String> =
        unstable.iter().filter(helps).map(|at| format!("{} (rate × {})", at.problem, at.factor)).collect();
    let below_both = unstable
        .iter()
        .filter(|at| [&at.sgd, &at.stable].iter().all(|against| side(&against.paired) == Comparison::FirstLower))
        .count();
    let harmed = all.iter().filter(|at| !at.unstable && side(&at.sgd.paired) == Comparison::FirstHigher).count();
    let stable = all.len() - unstable.len();
    let reason = format!(
        "of {} unstable cases the switch ends below SGD in {}, and below both SGD and StableSGD in {below_both}; of {stable} stable ones above SGD in {harmed}",
        unstable.len(),
        helped.len()
    );
    let mut finding = Finding::new(by_count(&helped, unstable.len()), reason).shown_in("switching");
    for at in &all {
        let alarms = |share: Result<crate::statistics::Interval, _>| {
            share.map_or_else(|error: crate::statistics::Error| error.to_string(), |share| format!("{share:.3}"))
        };
        let missed = if at.factor == 1.0 {
            String::new()
        } else {
            format!(", missed {}, median delay {} steps", alarms(at.missed_share()), at.delay)
        };
        finding = finding.with(
            format!(
                "{}, rate × {} from step {}, {}",
                at.problem,
                at.factor,
                at.step,
                if at.unstable { "unstable" } else { "stable" }
            ),
            format!(
                "false alarms {}{missed}; {} switches a run (median), {} runs",
                alarms(at.false_share()),
                at.switches,
                at.seeds
            ),
        );
    }
    for row in &switch.rows {
        finding = finding.with(row.paired.hypothesis(), text(row));
    }
    Ok(finding)
}
