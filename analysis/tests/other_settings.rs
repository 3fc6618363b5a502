//! Settings that no trace covers, against CPython running an oracle of its own
//! (`data/reference/other_settings.py`), bit for bit.

use stable_sgd::reference::{Agreement, Comparison};
use stable_sgd::scalar::fingerprint;
use stable_sgd_analysis::experiment::Experiment;

/// Compares every line of a file; returns the comparison of all its values.
fn compare(text: &str, python: &str) -> Comparison {
    let mut comparison = Comparison::default();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [name, settings, optimizer, loss, distance, energy] = fields[..] else { panic!("not a row: {line}") };
        let experiment = Experiment::named(name).expect("an experiment");
        let mut assignments: Vec<String> = settings.split(' ').map(str::to_owned).collect();
        if experiment == Experiment::Language {
            assignments.push(format!("python={python}"));
        }
        let outcomes = experiment.configure(&assignments, &[], false).and_then(|c| c.run()).expect("runs");
        let run = &outcomes.iter().find(|o| o.run.optimizer == optimizer).expect("ran").run;
        let last = run.rows.last().expect("a row");
        let number = |text: &str| (!text.is_empty()).then(|| text.parse().expect("a number"));
        comparison.add(Some(last.loss), number(loss));
        comparison.add(last.distance, number(distance));
        comparison.add(last.energy, number(energy));
    }
    comparison
}

const PYTHON2: &str = include_str!("../../data/reference/other_settings_python2.csv");
const PYTHON3: &str = include_str!("../../data/reference/other_settings_python3.csv");

#[test]
fn other_settings_agree_with_cpython() {
    for (text, python) in [(PYTHON2, "2"), (PYTHON3, "3")] {
        let comparison = compare(text, python);
        assert_eq!(comparison.values, 55, "13 settings, two optimizers");
        let agreement = comparison.agreement(fingerprint());
        assert!(agreement != Agreement::None, "Python {python}: {comparison:?}");
    }
}

/// The control: one Python's numbers are not the other's.
#[test]
fn the_pythons_differ() {
    assert_eq!(compare(PYTHON2, "3").agreement(fingerprint()), Agreement::None);
}
