//! Random rules as a test: some of them, and the seeds of what was once found.

use super::campaign::{Effort, of_seed};
use super::grammar;
use super::report::{Report, contradictions, seeds};
use stable_sgd::structure::Property;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Rules in a test run, half a minute of them on two cores; `fuzz --rules 10000` runs more.
const RULES: u64 = 200;

/// Where more of a property's verdicts than this are undecided, its engine is too weak.
const UNDECIDED: f64 = 0.1;

/// The same of bounds, of which no engine but ranges knows any, and of a rule that is no graph
/// none.
const UNDECIDED_BOUNDS: f64 = 0.15;

/// How much of a property's verdicts may be undecided.
fn allowed(property: Property) -> f64 {
    if property == Property::BoundedStep { UNDECIDED_BOUNDS } else { UNDECIDED }
}

/// The line behind which seeds take seconds each: `.ci/run` has them.
const SLOW: &str = "\n# slow";

/// Seeds whose rules were once certified wrongly.
const PAST: &str = include_str!("../../fuzz-seeds.txt");

/// What contradicts the rules of these seeds, as text, and what was counted.
fn contradicting(seeds: impl IntoIterator<Item = u64>, effort: Effort) -> (String, Report) {
    let seeds: Vec<u64> = seeds.into_iter().collect();
    let (next, examined) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    let work = || {
        while let Some(seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) {
            let found = of_seed(*seed, effort);
            examined.lock().expect("no panic").insert(*seed, found);
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..threads).for_each(|_| _ = scope.spawn(work)));
    let mut report = Report::default();
    let mut text = String::new();
    for (seed, (rule, examined)) in examined.into_inner().expect("no panic") {
        report.add(&examined);
        text.push_str(&contradictions(seed, &rule, &examined, effort, false));
    }
    (text, report)
}

#[test]
fn no_number_contradicts_a_verdict_on_random_rules() {
    let (text, report) = contradicting(0..RULES, Effort::default());
    assert!(report.contradictions() == 0, "{text}{report}");
    let properties = Property::ALL;
    let weak: Vec<&str> = properties
        .iter()
        .filter(|property| report.undecided(**property) > allowed(**property))
        .map(|p| p.id())
        .collect();
    assert!(weak.is_empty(), "undecided too often: {weak:?}\n{report}");
}

#[test]
fn no_number_contradicts_a_verdict_on_rules_that_were_once_certified_wrongly() {
    let (quick, slow) = PAST.split_once(SLOW).expect("the line");
    let quick = seeds(quick).expect("seeds");
    assert!(quick.len() > 5 * slow.lines().skip(1).count(), "most are tested here");
    let (text, report) = contradicting(quick, Effort::default());
    assert!(report.contradictions() == 0, "{text}{report}");
}

/// A seed says the same twice, and on two threads at once.
#[test]
fn a_seed_is_examined_to_the_same_bytes() {
    let small = Effort { runs: 4, ..Effort::default() };
    let said = || (0..6).map(|seed| format!("{:?}", of_seed(seed, small))).collect::<Vec<_>>();
    let alone = said();
    let together = std::thread::scope(|scope| {
        let threads = [scope.spawn(said), scope.spawn(said)];
        threads.map(|thread| thread.join().expect("no panic"))
    });
    assert!(together.iter().all(|there| *there == alone));
}

/// A seed of the past is worth something as long as it draws the rule that was once certified
/// wrongly: each stands with its rule.
#[test]
fn past_seeds_are_still_those_rules() {
    let lines: Vec<&str> = PAST.lines().filter(|line| !line.starts_with('#')).collect();
    for line in &lines {
        let [seed, _, rule] = line.splitn(3, " # ").collect::<Vec<_>>()[..] else { panic!("{line:?} lacks its rule") };
        let drawn = seed.parse().map(|seed| grammar::rule(seed).to_string());
        assert_eq!(drawn.as_deref(), Ok(rule), "seed {seed} draws another rule now");
    }
    let distinct: BTreeSet<&str> = lines.iter().filter_map(|line| line.rsplit(" # ").next()).collect();
    assert!(distinct.len() >= 20 && distinct.len() == lines.len(), "{} rules", distinct.len());
}

/// The file is read, and a line that is no seed is refused.
#[test]
fn past_seeds_are_read() {
    assert!(seeds(PAST).is_ok_and(|seeds| seeds.len() == PAST.lines().filter(|line| !line.starts_with('#')).count()));
    assert_eq!(seeds("12 # a remark\n\n# none\n7\n"), Ok(vec![12, 7]));
    assert!(seeds("x").is_err());
}

/// Lines that a patch expects, hunk by hunk, with the file in which they are.
fn expected(patch: &str) -> Vec<(String, String)> {
    let (mut file, mut hunks) = (String::new(), Vec::<(String, String)>::new());
    for line in patch.lines() {
        if let Some(name) = line.strip_prefix("--- a/") {
            file = name.to_owned();
        } else if line.starts_with("@@") {
            hunks.push((file.clone(), String::new()));
        } else if let (Some((_, lines)), Some(kept)) = (
            hunks.last_mut(),
            line.strip_prefix(' ').or_else(|| line.strip_prefix('-')).or((line.is_empty()).then_some("")),
        ) {
            lines.push_str(kept);
            lines.push('\n');
        }
    }
    hunks
}

/// Whether a file of the project has these lines.
fn has(root: &Path, file: &str, lines: &str) -> bool {
    let source = std::fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    source.contains(lines)
}

/// The faults that are put in on purpose are patches of today's lines: one that is not would be
/// found by nothing.
#[test]
fn faults_are_patches_of_todays_lines() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let patches = std::fs::read_dir(root.join("proptests/faults")).expect("faults/");
    let patches = patches.map(|entry| entry.expect("an entry").path());
    let mut hunks = 0;
    for patch in patches.filter(|path| path.extension().is_some_and(|extension| extension == "patch")) {
        let text = std::fs::read_to_string(&patch).expect("a patch");
        for (file, lines) in expected(&text) {
            assert!(has(&root, &file, &lines), "{} expects in {file}\n{lines}", patch.display());
            hunks += 1;
        }
        // The control: a patch whose first line of context has changed since.
        let place = text.find("\n ").expect("a line of context") + 2;
        let stale = format!("{}changed {}", &text[..place], &text[place..]);
        assert!(!expected(&stale).iter().all(|(file, lines)| has(&root, file, lines)), "{}", patch.display());
    }
    assert!(hunks >= 17, "{hunks} hunks");
}
