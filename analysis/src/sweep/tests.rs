use super::*;
use crate::table::Cells;

const PLAN: &str = r#"
name = "small"
title = "A small sweep"
seeds = 5
steps = [3, 4]

[[problem]]
name = "challenging"
dimension = 3
noise = [0.0, 0.4]

[[problem]]
name = "rosenbrock"

[[method]]
name = "sgd"
set = { lr = { log = [1e-3, 1e-2], points = 3 } }

[[method]]
label = "described"
name = "stable_sgd"
set = { temporal_stability = [0.0, 0.1] }
"#;

fn plan() -> Plan {
    Plan::parse(PLAN).expect("a plan")
}

fn options(out: &Path) -> Options {
    Options { out: out.to_owned(), threads: Some(2), shard: Shard::WHOLE, resume: false, hours: 1.0 }
}

fn merged(folder: &Path) -> Vec<u8> {
    std::fs::read(folder.join("small.parquet")).expect("merged")
}

#[test]
fn runs_are_numbered_in_order_and_cut_into_chunks() {
    let plan = plan();
    // (2 + 1 problems' points) × 2 steps × (3 + 2 grid points) × 5 seeds.
    assert_eq!(plan.runs(), 150);
    assert_eq!(plan.cost().runs, 150.0);
    assert_eq!(plan.chunk_runs(), 8);
    assert_eq!((plan.chunks(), plan.bounds(18)), (19, (144, 150)));
    let of_chunk = |chunk| rows(&plan, chunk).expect("runs").numbers("run").expect("run");
    let runs: Vec<f64> = (0..plan.chunks()).flat_map(of_chunk).collect();
    assert!(runs.into_iter().eq((0..150).map(f64::from)));
}

/// One thread or two, three shards in another order, an interruption: the same bytes.
#[test]
fn threads_shards_and_interruptions_change_no_byte() {
    let folders: Vec<_> = (0..4).map(|_| tempfile::tempdir().expect("a folder")).collect();
    let path = |i: usize| folders[i].path();
    run(&plan(), &options(path(0))).expect("runs");
    run(&plan(), &Options { threads: Some(1), ..options(path(1)) }).expect("runs");
    for index in [2, 0, 1] {
        assert!(merge(path(2)).is_err(), "a shard is missing");
        run(&plan(), &Options { shard: Shard { index, count: 3 }, ..options(path(2)) }).expect("runs");
    }
    merge(path(2)).expect("whole");
    run(&plan(), &Options { shard: Shard { index: 1, count: 2 }, ..options(path(3)) }).expect("runs");
    let refused = run(&plan(), &options(path(3))).expect_err("begun").to_string();
    assert!(refused.contains("add --resume"), "{refused}");
    run(&plan(), &Options { resume: true, ..options(path(3)) }).expect("runs");
    for i in 1..4 {
        assert_eq!(merged(path(i)), merged(path(0)), "{i}");
    }
}

#[test]
fn what_is_altered_or_foreign_is_refused_and_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path();
    run(&plan(), &options(out)).expect("runs");
    let again = Options { resume: true, ..options(out) };
    let chunk = out.join("chunks/000003.parquet");
    let whole = std::fs::read(&chunk).expect("a chunk");
    let refused = |what: &str| {
        for error in [run(&plan(), &again).expect_err(what), merge(out).expect_err(what)] {
            let text = format!("{error:#}");
            assert!(text.contains("000003") && text.contains(what), "{text}");
        }
    };
    let mut altered = whole.clone();
    altered[100] ^= 1;
    std::fs::write(&chunk, &altered).expect("writable");
    refused("altered or truncated");
    std::fs::write(&chunk, &whole[..whole.len() / 2]).expect("writable");
    refused("altered or truncated");
    std::fs::write(&chunk, &whole).expect("writable");
    let seal = out.join("chunks/000003.json");
    let sealed = std::fs::read_to_string(&seal).expect("a seal");
    std::fs::write(&seal, sealed.replace(&plan().digest(), "0")).expect("writable");
    refused("another sweep's");
    std::fs::write(&seal, &sealed[..20]).expect("writable");
    refused("truncated or altered");
    std::fs::remove_file(&seal).expect("there");
    assert!(format!("{:#}", merge(out).expect_err("missing")).contains("1 of 19 chunks are missing (3;"));
    run(&plan(), &again).expect("computed again");
    assert_eq!(std::fs::read(&chunk).expect("a chunk"), whole);
    let other = Plan::parse(&PLAN.replace("seeds = 5", "seeds = 6")).expect("a plan");
    assert!(format!("{:#}", run(&other, &again).expect_err("another plan")).contains("another sweep or version"));
    assert!(format!("{:#}", merge(&out.join("chunks")).expect_err("no sweep")).contains("no sweep.json"));
}

#[test]
fn a_sweep_that_takes_too_long_says_its_cost_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = Plan::parse(&PLAN.replace("seeds = 5", "seeds = 1000000").replace("[3, 4]", "100000")).expect("a plan");
    let error = run(&long, &options(folder.path())).expect_err("too long").to_string();
    assert!(error.contains("above the limit of 1 h") && error.contains("runs"), "{error}");
    assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 0, "nothing was begun");
}

#[test]
fn shards_are_read_and_refused() {
    assert_eq!("3/8".parse(), Ok(Shard { index: 3, count: 8 }));
    for text in ["8/8", "-1/8", "1", "a/b", "0/0"] {
        assert!(text.parse::<Shard>().expect_err(text).contains(text));
    }
}

/// Every problem runs, on either arithmetic, and has the scores of its kind.
#[test]
fn every_problem_runs_and_is_scored() {
    let learned = ["logistic_regression", "perceptron", "language_exact"];
    let landscapes = ["challenging", "ill_conditioned", "drifting", "rastrigin", "rosenbrock", "kepler"];
    for name in landscapes.iter().chain(&learned) {
        for arithmetic in ["fast", "exact"] {
            let plan = format!(
                "name = \"one\"\ntitle = \"One problem\"\narithmetic = \"{arithmetic}\"\nseeds = 3\nsteps = 4\n\
                 [[problem]]\nname = \"{name}\"\n[[method]]\nname = \"sgd\"\nset.lr = 1e-4\n"
            );
            let found = rows(&Plan::parse(&plan).expect(name), 0).expect(name);
            let numbers = |column: &str| found.numbers(column).expect(column);
            assert!(numbers("final_loss").into_iter().all(f64::is_finite), "{name}");
            let has = |column: &str| numbers(column).into_iter().all(|x| !x.is_nan());
            let expected = (
                !learned.contains(name) && *name != "kepler",
                learned.contains(name),
                ["logistic_regression", "perceptron"].contains(name),
            );
            assert_eq!((has("distance"), has("whole_loss"), has("test_error")), expected, "{name}");
        }
    }
}

/// Every registered method runs side by side, and no two columns share a name.
#[test]
fn every_method_runs_on_every_arithmetic() {
    let methods: String = stable_sgd::method::registry::all()
        .iter()
        .map(|entry| format!("[[method]]\nname = \"{}\"\n", entry.description.name))
        .collect();
    for arithmetic in ["fast", "exact"] {
        let plan = format!(
            "name = \"all\"\ntitle = \"All methods\"\narithmetic = \"{arithmetic}\"\nseeds = 1\nsteps = 3\n\
             [[problem]]\nname = \"challenging\"\ndimension = 3\n[[problem]]\nname = \"drifting\"\n{methods}"
        );
        let plan = Plan::parse(&plan).expect("a plan");
        let heights: usize = (0..plan.chunks()).map(|chunk| rows(&plan, chunk).expect("runs").height()).sum();
        assert_eq!(heights as u64, plan.runs());
    }
}

/// The same seed gives every method the same start: their first losses are equal.
#[test]
fn methods_of_a_seed_share_their_start() {
    let of = rows(&plan(), 0).expect("runs").numbers("first_loss").expect("there");
    // Runs 0 and 5 are seed 0 at two rates; run 1 is seed 1.
    assert!(of[0].is_finite() && of[0] == of[5] && of[0] != of[1]);
}

/// Of runs that diverge at once, diverge later, and have one step alone: what has no value is
/// null in every column, and no column has NaN, or an infinity that is none of a loss.
#[test]
fn what_has_no_value_is_null_in_every_column() {
    let plan = "name = \"none\"\ntitle = \"No value\"\nseeds = 2\nsteps = [1, 60]\n\
        [[problem]]\nname = \"rosenbrock\"\n\
        [[method]]\nname = \"stable_sgd\"\nset = { lr = [1e-3, 10.0, 1e200], base_rate = 1.0 }\n";
    let found = rows(&Plan::parse(plan).expect("a plan"), 0).expect("runs");
    let of = |name: &str| found.numbers(name).expect("there");
    let diverged: Vec<bool> = of("diverged_at").into_iter().map(|step| !step.is_nan()).collect();
    assert!(diverged.contains(&true) && diverged.contains(&false), "the control: some diverge, some do not");
    for (name, cells) in found.iter() {
        let Cells::Real(numbers) = cells else { continue };
        for (row, x) in numbers.iter().enumerate() {
            assert!(x.is_none_or(|x| !x.is_nan()), "{name} of run {row} is NaN");
            let infinite = ["best_loss", "final_loss", "mean_loss", "distance", "energy"].contains(&name);
            assert!(x.is_none_or(|x| x.is_finite() || infinite && diverged[row]), "{name} of run {row} is {x:?}");
            if ["deviation", "mean_coordinate"].contains(&name) {
                assert_eq!(x.is_none(), diverged[row], "{name} of run {row}");
            }
        }
    }
    let nulls = |name: &str| of(name).into_iter().filter(|x| x.is_nan()).count();
    assert_eq!(nulls("deviation"), nulls("mean_coordinate"));
    // Runs of one step have no rise, and those that diverged at once have none either.
    assert!(nulls("largest_rise") >= 6, "{}", nulls("largest_rise"));
    for (loss, step) in of("best_loss").into_iter().zip(of("best_step")) {
        assert_eq!(loss.is_finite(), !step.is_nan(), "a best step is that of a loss");
    }
}
