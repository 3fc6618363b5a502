//! The tables of a reproduction.

mod sensitivity;

use crate::certificate::table as certificates;
use crate::claim::{Entry, table as claims_table};
use crate::study::Whole;
use crate::study::phase::Portrait;
use crate::table::{Cells, Table};
use crate::theorem::table as theorems;
use stable_sgd::experiment::{Run, metrics};
use stable_sgd::reference::Agreement;

/// Every table, in the order of the report.
pub fn all(study: &Whole, ledger: &[Entry]) -> Vec<Table> {
    let mut tables = vec![
        results(study),
        bits(study),
        claims_table(ledger),
        ablations(study),
        variants(study),
        terms(study),
        rests(study),
        conformance(study),
        operations(study),
        certificates(study.certificates.iter().chain(study.problems).flatten()),
        theorems(study.theorems),
        areas(study),
        trace("challenging_trace", "Challenging, seed 42: every step", "iteration", study.challenging),
        trace("language_trace_python2", "Language, Python 2: every epoch", "epoch", study.language2),
        trace("language_trace_python3", "Language, Python 3: every epoch", "epoch", study.language3),
    ];
    tables.extend(sensitivity::all(&study.sensitivity));
    tables
}

/// A number of the paper, what was reproduced, and whether its digits agree.
struct Result {
    quantity: &'static str,
    paper: &'static str,
    reproduced: f64,
    digits: usize,
    condition: &'static str,
}

impl Result {
    fn verdict(&self) -> &'static str {
        let digits = self.digits;
        if format!("{:.digits$}", self.reproduced) == self.paper { "reproduced" } else { "not reproduced" }
    }
}

/// Paper against reproduction: the numbers of section 3.
pub fn results(study: &Whole) -> Table {
    let loss = |runs: &[Run], i: usize| runs.get(i).map_or(f64::NAN, Run::final_loss);
    let stability =
        |i: usize| study.language2.get(i).and_then(|run| metrics::stability(&run.losses())).unwrap_or(f64::NAN);
    let distance = |i: usize| study.challenging.get(i).and_then(|run| run.rows.last()?.distance).unwrap_or(f64::NAN);
    let result =
        |quantity, paper, reproduced, digits, condition| Result { quantity, paper, reproduced, digits, condition };
    let python2 = "Python 2's random numbers";
    let results = [
        result("language, SGD, final loss", "87.48", loss(study.language2, 0), 2, python2),
        result("language, StableSGD, final loss", "87.54", loss(study.language2, 1), 2, python2),
        result("language, SGD, stability", "0.0002", stability(0), 4, python2),
        result("language, StableSGD, stability", "0.0002", stability(1), 4, python2),
        result("challenging, SGD, final loss", "-18.52", loss(study.challenging, 0), 2, ""),
        result("challenging, StableSGD, final loss", "-8.14", loss(study.challenging, 1), 2, ""),
        result("challenging, SGD, distance", "2.97", distance(0), 2, ""),
        result("challenging, StableSGD, distance", "4.76", distance(1), 2, ""),
    ];
    let text = |f: fn(&Result) -> &str| Cells::Text(results.iter().map(|r| f(r).to_owned()).collect());
    Table {
        name: "results",
        title: "Paper against reproduction".to_owned(),
        columns: vec![
            ("quantity", text(|r| r.quantity)),
            ("paper", text(|r| r.paper)),
            ("reproduced", Cells::Real(results.iter().map(|r| Some(r.reproduced)).collect())),
            ("verdict", text(Result::verdict)),
            ("condition", text(|r| r.condition)),
        ],
    }
}

/// How a comparison with a trace is called.
pub fn agreement_in_words(study: &Whole, agreement: Agreement) -> String {
    match agreement {
        Agreement::Bits => "reproduced to the bit".to_owned(),
        Agreement::LibraryBits => format!("reproduced, except the C library's last bits ({})", study.platform.name),
        Agreement::None => "not reproduced".to_owned(),
    }
}

/// Values compared with the traces, bit by bit.
pub fn bits(study: &Whole) -> Table {
    let rows = study.reproductions;
    let whole = |f: fn(&crate::study::Reproduction) -> u64| {
        Cells::Whole(rows.iter().map(|r| i64::try_from(f(r)).ok()).collect())
    };
    Table {
        name: "bits",
        title: "Traces of the published programs, value by value".to_owned(),
        columns: vec![
            ("trace", Cells::Text(rows.iter().map(|r| r.name.to_owned()).collect())),
            ("values", whole(|r| r.comparison.values)),
            ("equal", whole(|r| r.comparison.equal)),
            ("largest_ulps", whole(|r| r.comparison.largest_ulps)),
            ("verdict", Cells::Text(rows.iter().map(|r| agreement_in_words(study, r.agreement)).collect())),
        ],
    }
}

fn ablations(study: &Whole) -> Table {
    let rows = study.ablations;
    Table {
        name: "ablations",
        title: "One change at a time to the challenging StableSGD, at the published seed".to_owned(),
        columns: vec![
            ("change", Cells::Text(rows.iter().map(|a| a.change.name()).collect())),
            ("final_loss", Cells::Real(rows.iter().map(|a| Some(a.final_loss)).collect())),
            ("same_bits_as_published", Cells::Text(rows.iter().map(|a| yes_or_no(a.same_bits)).collect())),
        ],
    }
}

fn yes_or_no(answer: bool) -> String {
    if answer { "yes" } else { "no" }.to_owned()
}

fn variants(study: &Whole) -> Table {
    let groups = [
        ("challenging, coded field", study.coded_variants),
        ("challenging, gradient of the loss", study.true_variants),
        ("language, Python 2", study.language_variants),
    ];
    let rows: Vec<(&str, &Run)> = groups.iter().flat_map(|(name, runs)| runs.iter().map(|run| (*name, run))).collect();
    let real = |f: fn(&Run) -> Option<f64>| Cells::Real(rows.iter().map(|(_, run)| f(run)).collect());
    Table {
        name: "variants",
        title: "Methods from the same start, on the same noise and clock, at the published seed".to_owned(),
        columns: vec![
            ("problem", Cells::Text(rows.iter().map(|(name, _)| (*name).to_owned()).collect())),
            ("method", Cells::Text(rows.iter().map(|(_, run)| run.method.to_owned()).collect())),
            ("first_loss", real(|run| run.rows.first().map(|row| row.loss))),
            ("best_loss", real(|run| Some(run.best_loss().0))),
            ("final_loss", real(|run| Some(run.final_loss()))),
            ("final_distance", real(|run| run.rows.last().and_then(|row| row.distance))),
        ],
    }
}

fn terms(study: &Whole) -> Table {
    let rows = &study.landscape.terms;
    Table {
        name: "field_terms",
        title: "Challenging: each term of the field against the derivative of the loss's term".to_owned(),
        columns: vec![
            ("term", Cells::Text(rows.iter().map(|t| t.term.name().to_owned()).collect())),
            ("largest_difference", Cells::Real(rows.iter().map(|t| Some(t.difference)).collect())),
            ("largest_derivative", Cells::Real(rows.iter().map(|t| Some(t.size)).collect())),
            ("is_the_derivative", Cells::Text(rows.iter().map(|t| yes_or_no(t.agrees())).collect())),
        ],
    }
}

fn rests(study: &Whole) -> Table {
    let rows: Vec<_> = study.landscape.rests.iter().chain(&study.landscape.minimum).collect();
    let real = |f: fn(&crate::study::landscape::Rest) -> f64| Cells::Real(rows.iter().map(|r| Some(f(r))).collect());
    Table {
        name: "rest_points",
        title: "Challenging: where the followed field rests, and the minimum of the loss".to_owned(),
        columns: vec![
            ("field_of", Cells::Text(rows.iter().map(|r| r.name.clone()).collect())),
            ("clock", Cells::Whole(rows.iter().map(|r| i64::try_from(r.time).ok()).collect())),
            ("distance_to_nominal_optimum", real(|r| r.distance)),
            ("loss", real(|r| r.loss)),
            ("least_curvature", real(|r| r.curvature.0)),
            ("greatest_curvature", real(|r| r.curvature.1)),
        ],
    }
}

fn conformance(study: &Whole) -> Table {
    let rows: Vec<_> =
        study.conformance.iter().flat_map(|c| c.terms.iter().map(move |term| (c.program, term))).collect();
    Table {
        name: "conformance",
        title: "The programs against the paper's description, term by term".to_owned(),
        columns: vec![
            ("program", Cells::Text(rows.iter().map(|(program, _)| (*program).to_owned()).collect())),
            ("term", Cells::Text(rows.iter().map(|(_, term)| term.0.to_owned()).collect())),
            ("largest_relative_difference", Cells::Real(rows.iter().map(|(_, term)| Some(term.1)).collect())),
        ],
    }
}

fn operations(study: &Whole) -> Table {
    let rows = study.overhead;
    let whole = |f: fn(&crate::study::operations::Overhead) -> u64| {
        Cells::Whole(rows.iter().map(|o| i64::try_from(f(o)).ok()).collect())
    };
    Table {
        name: "operations",
        title: "Operations of a step, each counted once".to_owned(),
        columns: vec![
            ("experiment", Cells::Text(rows.iter().map(|o| o.experiment.to_owned()).collect())),
            ("loss_and_gradient", whole(|o| o.evaluation)),
            ("sgd_update", whole(|o| o.sgd)),
            ("stable_sgd_update", whole(|o| o.stable_sgd)),
            ("overhead_of_a_step", Cells::Real(rows.iter().map(|o| Some(o.whole_step())).collect())),
            ("overhead_in_the_paper", Cells::Real(rows.iter().map(|o| Some(o.stated)).collect())),
        ],
    }
}

fn trace(name: &'static str, title: &str, index: &'static str, runs: &[Run]) -> Table {
    let rows: Vec<_> =
        runs.iter().flat_map(|run| run.rows.iter().enumerate().map(move |(i, row)| (run, i, row))).collect();
    let real = |f: fn(&stable_sgd::reference::Row) -> Option<f64>| {
        Cells::Real(rows.iter().map(|(_, _, row)| f(row)).collect())
    };
    let mut columns = vec![
        ("optimizer", Cells::Text(rows.iter().map(|(run, ..)| run.optimizer.clone()).collect())),
        (index, Cells::Whole(rows.iter().map(|(_, i, _)| i64::try_from(*i).ok()).collect())),
        ("loss", real(|row| Some(row.loss))),
    ];
    if rows.iter().any(|(_, _, row)| row.distance.is_some()) {
        columns.push(("distance", real(|row| row.distance)));
    }
    columns.push(("energy", real(|row| row.energy)));
    Table { name, title: title.to_owned(), columns }
}

/// Areas in the phase plane of the pendulum, and what was proved of them.
fn areas(study: &Whole) -> Table {
    let rows =
        || study.portraits.iter().flat_map(|p| p.looks.iter().zip(&p.areas).map(move |(step, area)| (p, *step, *area)));
    let proved = |(p, step, _): (&Portrait, usize, f64)| p.factor.map(|factor| factor.powi(step as i32));
    Table {
        name: "phase_area",
        title: "A disc of starts on the pendulum: its area, in units of the first".to_owned(),
        columns: vec![
            ("method", Cells::Text(rows().map(|(p, ..)| p.method.to_owned()).collect())),
            ("step", Cells::Whole(rows().map(|(_, step, _)| i64::try_from(step).ok()).collect())),
            ("area", Cells::Real(rows().map(|(_, _, area)| Some(area)).collect())),
            ("proved", Cells::Real(rows().map(proved).collect())),
        ],
    }
}
