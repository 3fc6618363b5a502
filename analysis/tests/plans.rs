//! Plans as they are read: the committed ones to what they were, and mistakes by name.

use stable_sgd::data::PLANS;
use stable_sgd::method::registry;
use stable_sgd_analysis::output::sha256;
use stable_sgd_analysis::sweep::{Plan, Scale, Seeds, load};

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

/// What is run, and in which order: all but the text.
fn runs(plan: &Plan) -> String {
    let problems = plan.problems.iter().map(|problem| {
        let (name, coordinates) = (problem.row.description.name, problem.effort.coordinates);
        format!("{:?} {name} {coordinates} {:?}\n", problem.label, problem.axes)
    });
    let methods = plan.methods.iter().map(|method| {
        let (name, points) = (method.entry.description.name, &method.points);
        let numbers = format!("{:?} {points:?} {:?} {:?}", method.names(), method.control, method.switches);
        format!("{:?} {name} {numbers} {:?}\n", method.label, method.problems)
    });
    let (seeds, steps) = ((plan.seeds, plan.judge), &plan.steps);
    format!("{:?} {seeds:?} {steps:?} {}\n", plan.arithmetic, plan.runs())
        + &problems.chain(methods).collect::<String>()
}

/// The digests of every committed plan on a scale, of its text and of what it runs, each cut to eight digits.
fn digests(text: &str, scale: Scale) -> String {
    let plan = Plan::parse_on(text, scale).unwrap_or_else(|error| panic!("{error:#}"));
    format!("{} {}", &plan.digest()[..8], &sha256(runs(&plan).as_bytes())[..8])
}

#[test]
fn committed_plans_are_read_to_what_they_were() {
    let expected = [
        ("adaptive_weight", "c5961570 94d45aba", "aa38ceba 6fb9e6b0"),
        ("long_runs", "4f68b7a6 a9db7bad", "684acd7e 6b16ce37"),
        ("paper_weights", "5f8f154b 1858da18", "5aadd631 eab08800"),
        ("penalty_weight", "59494c07 7433bee1", "03dcb6ae 1dd32994"),
        ("rate_and_momentum", "1261a9b5 5f8edb4b", "d489af61 b97b1e71"),
        ("rate_and_penalty", "cd47da65 2dd05b46", "46775ed4 dd8ad675"),
        ("switching", "e9f0ef37 7d944901", "ef91f586 6d4c7a12"),
        ("terms", "1b217618 10be4df9", "fccc80a6 9bb3c626"),
        ("tuned", "64047b7b 189d5456", "bcf024f7 99af3dba"),
        ("tuned_learning", "367bd3fb 83eccc8c", "a2b533bf 11b05719"),
        ("variants", "52fb96d2 31e63c52", "bb4aabd7 7a95d5f5"),
    ];
    let found = PLANS.iter().map(|(name, text)| (*name, digests(text, Scale::Full), digests(text, Scale::Quick)));
    for (found, expected) in found.zip(expected) {
        assert_eq!((found.0, found.1.as_str(), found.2.as_str()), expected);
    }
    assert_eq!(PLANS.len(), expected.len());
    assert_eq!(digests(include_str!("../../benches/race.toml"), Scale::Full), "e4b418a4 0c794593");
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

#[test]
fn trials_that_are_too_few_for_their_ranges_are_refused() {
    let ranges = |count: usize| {
        let specs = registry::find("stable_sgd_terms").expect("registered").description.numbers;
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
