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
fn mistakes_in_a_plan_name_the_key_and_the_remedy() {
    let error = |from: &str, to: &str| {
        assert!(PLAN.contains(from), "{from}");
        format!("{:#}", Plan::parse(&PLAN.replacen(from, to, 1)).expect_err(to))
    };
    for (from, to, expected) in [
        ("seeds = 5", "seed = 5", "unknown key seed: did you mean seeds?"),
        ("seeds = 5", "", "the key seeds is missing"),
        ("seeds = 5", "seeds = 0", "seeds = 0: expected a whole number from 1"),
        ("seeds = 5", "seeds = 2.5", "seeds = 2.5"),
        ("seeds = 5", "seeds = 1000000000000", "is above the limit of 1e9 runs"),
        ("steps = [3, 4]", "steps = []", "steps has no values"),
        ("steps = [3, 4]", "steps = -1", "steps = -1"),
        ("\"small\"", "\"../x\"", "name = \"../x\""),
        ("\"challenging\"", "\"chalenging\"", "unknown problem chalenging: did you mean challenging?"),
        ("dimension = 3", "dimensions = 3", "unknown setting of challenging dimensions: did you mean dimension?"),
        ("dimension = 3", "dimension = 0", "dimension = 0.0: expected a number from 1"),
        ("dimension = 3", "dimension = 2.5", "expected a whole number"),
        ("noise = [0.0, 0.4]", "noise = [0.0, nan]", "noise = nan"),
        ("noise = [0.0, 0.4]", "noise = -1", "noise = -1.0: expected a number from 0"),
        ("noise = [0.0, 0.4]", "field = \"other\"", "expected \"coded\" or \"true\""),
        ("name = \"sgd\"", "name = \"sdg\"", "unknown method sdg"),
        ("set = { lr", "set = { rate", "unknown number of sgd rate"),
        ("temporal_stability = [0.0, 0.1]", "momentum = 1.5", "momentum = 1.5: expected a number from 0 to 1"),
        ("temporal_stability = [0.0, 0.1]", "lr = inf", "lr = inf"),
        ("temporal_stability = [0.0, 0.1]", "lr = -0.1", "lr = -0.1: expected a finite number from 0"),
        ("label = \"described\"", "label = \"sgd\"", "two entries [[method]] are called \"sgd\""),
        ("name = \"stable_sgd\"", "name = \"published_challenging\"\nswitch = { smoothing = 1 }", "unknown switch of"),
        ("title =", "title", "not TOML"),
    ] {
        let found = error(from, to);
        assert!(found.contains(expected), "{to}: expected {expected:?} in {found:?}");
    }
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

#[test]
fn settings_outside_their_limits_are_named() {
    for (name, setting, expected) in [
        ("ill_conditioned", "condition = 0.5", "condition = 0.5: expected a number from 1"),
        ("drifting", "motion = \"spiral\"", "expected \"walk\" or \"circle\""),
        ("drifting", "rate = -1", "rate = -1.0"),
        ("perceptron", "hidden = 0", "hidden = 0.0"),
        ("perceptron", "batch = \"half\"", "batch = half: expected a whole number or \"all\""),
        ("perceptron", "batch = 0", "batch = 0.0"),
        ("logistic_regression", "penalty = inf", "penalty = inf"),
        ("rosenbrock", "dimension = 3", "unknown setting of rosenbrock dimension"),
    ] {
        let plan = format!(
            "name = \"one\"\ntitle = \"One\"\nseeds = 1\nsteps = 1\n[[problem]]\nname = \"{name}\"\n{setting}\n[[method]]\nname = \"sgd\"\n"
        );
        let error = format!("{:#}", Plan::parse(&plan).expect_err(setting));
        assert!(error.contains(expected), "{setting}: expected {expected:?} in {error:?}");
    }
}

/// The number of seeds from a stated power, the quick version, trials, and a method for one
/// problem alone.
#[test]
fn power_quick_versions_trials_and_problems_of_a_method_are_read() {
    let runs = |from: &str, to: &str, scale| {
        assert!(PLAN.contains(from), "{from}");
        Plan::parse_on(&PLAN.replacen(from, to, 1), scale).map(|plan| (plan.seeds, plan.runs()))
    };
    let (seeds, _) =
        runs("seeds = 5", "seeds = { effect = 0.5, power = 0.95, level = 0.05 }", Scale::Full).expect("a plan");
    assert_eq!(seeds, Seeds { first: 0, count: 54 });
    let quick = "seeds = 5\nquick = { seeds = { first = 9, count = 2 }, steps = 3, points = 2 }";
    assert_eq!(runs("seeds = 5", quick, Scale::Full).expect("a plan").1, 150);
    // 3 points × 1 number of steps × (2 + 2) × 2 seeds.
    assert_eq!(runs("seeds = 5", quick, Scale::Quick).expect("a plan"), (Seeds { first: 9, count: 2 }, 24));
    let trials = "trials = 7\nset = { lr = { log = [1e-3, 1e-2] }, momentum = { linear = [0, 1] } }";
    let lr = "set = { lr = { log = [1e-3, 1e-2], points = 3 } }";
    assert_eq!(runs(lr, trials, Scale::Full).expect("a plan").1, 3 * 2 * (7 + 2) * 5);
    let one = "problems = [\"rosenbrock\"]\nset = { lr = { log = [1e-3, 1e-2], points = 3 } }";
    assert_eq!(runs(lr, one, Scale::Full).expect("a plan").1, 2 * (3 * 2 + 3) * 5);
    for (from, to, scale, expected) in [
        ("seeds = 5", "seeds = { effect = 0, power = 0.9, level = 0.05 }", Scale::Full, "effect"),
        ("seeds = 5", "seeds = { effect = 0.5, level = 0.05 }", Scale::Full, "the key power is missing"),
        ("seeds = 5", "seeds = 5", Scale::Quick, "the plan has no [quick]"),
        ("seeds = 5", "seeds = 5\nquick = { seed = 1 }", Scale::Full, "unknown key of [quick] seed"),
        (lr, "trials = 7\nset = { lr = [0.1, 0.2] }", Scale::Full, "with trials, give one value"),
        (lr, "trials = 0", Scale::Full, "trials = 0"),
        (lr, "set = { lr = { log = [1e-3, 1e-2] } }", Scale::Full, "a range is"),
        (lr, "problems = [\"rosenbrok\"]", Scale::Full, "unknown problem's label rosenbrok"),
    ] {
        let found = format!("{:#}", runs(from, to, scale).expect_err(to));
        assert!(found.contains(expected), "{to}: expected {expected:?} in {found:?}");
    }
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

#[test]
fn trials_that_are_too_few_for_their_ranges_are_refused() {
    let ranges = |count: usize| {
        let specs = stable_sgd::method::registry::find("stable_sgd_terms").expect("registered").description.numbers;
        let range = |name: &str| format!("set.{name} = {{ linear = [0.1, 0.9] }}\n");
        specs.iter().take(count).map(|spec| range(spec.name)).collect::<String>()
    };
    let plan = |numbers: usize, trials: u64| {
        Plan::parse(&format!(
            "name = \"few\"\ntitle = \"Few\"\nseeds = 1\nsteps = 1\n[[problem]]\nname = \"challenging\"\n\
             [[method]]\nname = \"stable_sgd_terms\"\ntrials = {trials}\n{}",
            ranges(numbers)
        ))
    };
    let error = format!("{:#}", plan(12, 30).expect_err("two of them are equal"));
    for part in ["trials = 30", "12 ranges", "1.00", "at least 116"] {
        assert!(error.contains(part), "{part}: {error}");
    }
    for (numbers, trials) in [(12, 116), (4, 8), (1, 1), (10, 36)] {
        assert!(plan(numbers, trials).is_ok(), "{trials} trials of {numbers} ranges");
    }
    assert!(plan(10, 35).is_err());
}

#[test]
fn the_committed_plans_are_read() {
    for (name, _) in PLANS {
        let on = |scale| load(name, scale).unwrap_or_else(|error| panic!("{error:#}"));
        let (plan, quick) = (on(Scale::Full), on(Scale::Quick));
        assert!(quick.cost().updates < plan.cost().updates, "{}: its quick version is quicker", plan.name);
        // The folder of a quick version is read again from the text that is written there.
        let again = Plan::parse(&quick.text).unwrap_or_else(|error| panic!("{error:#}"));
        assert_eq!((again.digest(), again.runs()), (quick.digest(), quick.runs()));
        assert_eq!(*name, plan.name);
    }
}
