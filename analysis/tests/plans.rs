//! Plans as they are read: the committed ones to what they were, and mistakes by name.

use stable_sgd::data::PLANS;
use stable_sgd::method::registry;
use stable_sgd_analysis::experiment::Experiment;
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
        ("tuned", "551163a3 841d2d04", "22a66ca9 c2e46f71"),
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
        ("seeds = 5", "seed = 5", "line 4, `seed = 5`: unknown key seed: did you mean seeds?"),
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
        ("noise = [0.0, 0.4]", "noise = [0.0, nan]", "noise = NaN: expected a number from 0"),
        ("noise = [0.0, 0.4]", "noise = -1", "noise = -1.0: expected a number from 0"),
        ("noise = [0.0, 0.4]", "field = \"other\"", "expected \"coded\" or \"true\""),
        ("name = \"sgd\"", "name = \"sdg\"", "unknown method sdg"),
        ("set = { lr", "set = { rate", "unknown number of sgd rate"),
        ("temporal_stability = [0.0, 0.1]", "momentum = 1.5", "momentum = 1.5: expected a number from 0 to 1"),
        ("temporal_stability = [0.0, 0.1]", "lr = inf", "lr = inf"),
        ("temporal_stability = [0.0, 0.1]", "lr = -0.1", "lr = -0.1: expected a finite number from 0"),
        ("label = \"described\"", "label = \"sgd\"", "two entries [[method]] are called \"sgd\""),
        ("name = \"stable_sgd\"", "name = \"published_challenging\"\nswitch = { smoothing = 1 }", "unknown switch of"),
        ("title =", "title", "not TOML: line 3, `title \"A small sweep\"`: key with no value, expected `=`"),
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
        ("perceptron", "batch = \"half\"", "batch = \"half\": expected a whole number or \"all\""),
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
    let float = "{ log = [1e-3, 1e-2], points = 3.0 }";
    let plan = PLAN.replace("{ log = [1e-3, 1e-2], points = 3 }", float).replace("seeds = 5", quick);
    assert_eq!(Plan::parse_on(&plan, Scale::Quick).expect("a plan").runs(), 24);
    let trials = "trials = 7\nset = { lr = { log = [1e-3, 1e-2] }, momentum = { linear = [0, 1] } }";
    let lr = "set = { lr = { log = [1e-3, 1e-2], points = 3 } }";
    assert_eq!(runs(lr, trials, Scale::Full).expect("a plan").1, 3 * 2 * (7 + 2) * 5);
    let one = "problems = [\"rosenbrock\"]\nset = { lr = { log = [1e-3, 1e-2], points = 3 } }";
    assert_eq!(runs(lr, one, Scale::Full).expect("a plan").1, 2 * (3 * 2 + 3) * 5);
    for (from, to, scale, expected) in [
        ("seeds = 5", "seeds = { effect = 0, power = 0.9, level = 0.05 }", Scale::Full, "effect"),
        (
            "seeds = 5",
            "seeds = { effect = 0.5, level = 0.05 }",
            Scale::Full,
            "seeds: expected count, or else effect, power and level together",
        ),
        ("seeds = 5", "seeds = 5", Scale::Quick, "the plan has no [quick]"),
        (
            "seeds = 5",
            "seeds = 5\nquick = { seed = 1 }",
            Scale::Full,
            "line 5, `quick = { seed = 1 }`: unknown key seed: did you mean seeds?",
        ),
        (lr, "trials = 7\nset = { lr = [0.1, 0.2] }", Scale::Full, "with trials, give one value"),
        (lr, "trials = 0", Scale::Full, "trials = 0"),
        (lr, "set = { lr = { log = [1e-3, 1e-2] } }", Scale::Full, "sgd.lr: a range without points is for trials"),
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

/// A plan with one problem and one method, and these lines of theirs.
fn one(problem: &str, method: &str) -> anyhow::Result<Plan> {
    Plan::parse(&format!(
        "name = \"one\"\ntitle = \"One\"\nseeds = 1\nsteps = 1\n[[problem]]\n{problem}\n[[method]]\n{method}\n"
    ))
}

const RASTRIGIN: &str = "name = \"rastrigin\"";

#[test]
fn values_lists_and_ranges_are_read() {
    let numbers = |text: &str| match one(RASTRIGIN, &format!("name = \"sgd\"\nset.lr = {text}")) {
        Ok(plan) => (0..plan.methods[0].points.count() as u64).map(|i| plan.methods[0].points.at(i)[0]).collect(),
        Err(error) => panic!("{text}: {error:#}"),
    };
    let cases: [(&str, &[f64]); 4] = [
        ("3", &[3.0]),
        ("[0, 0.5]", &[0.0, 0.5]),
        ("{ linear = [0, 1], points = 3 }", &[0.0, 0.5, 1.0]),
        ("{ points = 2, log = [0.01, 1] }", &[0.01, 1.0]),
    ];
    for (text, expected) in cases {
        let found: Vec<f64> = numbers(text);
        assert_eq!(found, expected, "{text}");
    }
    let log: Vec<f64> = numbers("{ log = [0.01, 1.0], points = 3 }");
    assert!(log[0] == 0.01 && log[2] == 1.0 && (log[1] - 0.1).abs() < 1e-15, "{log:?}");
}

/// What has another form than it should is named with its line, and what has none of the forms of a
/// value with its key; each on one line.
#[test]
fn what_has_the_wrong_form_is_named() {
    let sgd = "name = \"sgd\"";
    let terms = |control: &str| format!("name = \"stable_sgd_terms\"\n{control}");
    let lr = |text: &str| format!("{sgd}\nset.lr = {text}");
    for (problem, method, expected) in [
        (RASTRIGIN, &*lr("[]"), "sgd.lr has no values"),
        (RASTRIGIN, &*lr("nan"), "sgd.lr = NaN: expected a finite number from 0"),
        (RASTRIGIN, &*lr("\"fast\""), "sgd.lr = \"fast\": expected a finite number from 0"),
        (RASTRIGIN, &*lr("[1, 1.0]"), "sgd.lr has the value 1.0 twice"),
        (RASTRIGIN, &*lr("[[1]]"), "sgd.lr = [[1]]: expected a number, a word, a list of them, or a range"),
        (RASTRIGIN, &*lr("1979-05-27"), "sgd.lr = 1979-05-27: expected a number"),
        (RASTRIGIN, &*lr("{ log = [0, 1], points = 3 }"), "log = [0.0, 1.0]: expected finite ends with 0 < a < b"),
        (RASTRIGIN, &*lr("{ log = [1, 2], points = 1 }"), "sgd.lr: points = 1: expected a whole number from 2"),
        (RASTRIGIN, &*lr("{ cubic = [1, 2], points = 4 }"), "sgd.lr = { cubic = [1, 2], points = 4 }: expected"),
        (RASTRIGIN, &*lr("{ linear = [1, 2], points = 4, more = 1 }"), "more = 1"),
        (RASTRIGIN, "", "line 7, `[[method]]`: the key name is missing"),
        (RASTRIGIN, "name = 3", "line 8, `name = 3`: expected a text in quotes"),
        (RASTRIGIN, "name = \"sgd\"\nset = 3", "line 9, `set = 3`: expected a table"),
        (RASTRIGIN, "name = \"sgd\"\nsets.lr = 3", "line 9, `sets.lr = 3`: unknown key sets: did you mean set?"),
        (RASTRIGIN, "name = \"sgd\"\nproblems = 3", "line 9, `problems = 3`: expected a list"),
        (RASTRIGIN, "name = \"sgd\"\nproblems = []", "problems = []: expected a list of problems' labels"),
        (RASTRIGIN, &*terms("adapt = 3"), "line 9, `adapt = 3`: expected a table"),
        (RASTRIGIN, &*terms("adapt.nmber = \"lr\""), "unknown key nmber: did you mean number?"),
        (RASTRIGIN, &*terms("calm.lr = 1"), "calm and detect belong together"),
        (RASTRIGIN, &*terms("disturb = { number = \"rl\", step = 1, factor = 2 }"), "did you mean lr?"),
        (
            RASTRIGIN,
            &*terms("disturb = { number = \"lr\", step = 0.5, factor = 2 }"),
            "disturb.step = 0.5: expected a whole",
        ),
        ("", sgd, "line 5, `[[problem]]`: the key name is missing"),
        ("name = 3", sgd, "line 6, `name = 3`: expected a text in quotes"),
        ("name = \"rastrigin\"\ndimension = [[3]]", sgd, "rastrigin: dimension = [[3]]: expected"),
    ] {
        let error = format!("{:#}", one(problem, method).expect_err(method));
        assert!(error.contains(expected) && error.lines().count() == 1, "{expected:?} in {error:?}");
    }
    for (text, expected) in [
        ("", "the key name is missing"),
        ("name = \"a\"\n", "the key title is missing"),
        (
            "name = \"a\"\ntitle = \"a\"\nseeds = 1\nsteps = 1\nmethod = []\n[problem]\n",
            "a list of tables, each under [[",
        ),
        ("x,y\n1,2\n", "not TOML: line 1, `x,y`"),
        ("name = \"é\"\ntitle = \"ü", "not TOML: line 2, `title = \"ü`"),
    ] {
        let error = format!("{:#}", Plan::parse(text).expect_err(text));
        assert!(error.contains(expected) && error.lines().count() == 1, "{expected:?} in {error:?}");
    }
}

/// One grammar: of a value `--set` and a plan say the same, wherever both take it.
#[test]
fn a_plan_and_the_command_line_read_a_value_alike() {
    let configure = |set: &str| Experiment::Task("drifting").configure(&[set.to_owned()], &[], true).map(|_| ());
    for (key, text, refused) in [
        ("sgd.lr", "1e-3", false),
        ("sgd.lr", "nan", true),
        ("sgd.lr", "-0.1", true),
        ("sgd.lr", "true", true),
        ("sgd.lr", "\"fast\"", true),
        ("sgd.momentum", "1.5", true),
        ("dimension", "3.0", false),
        ("dimension", "2.5", true),
        ("dimension", "\"3\"", true),
        ("motion", "\"circle\"", false),
        ("motion", "\"spiral\"", true),
        ("steps", "1e3", false),
        ("steps", "2.5", true),
        ("dimensions", "3", true),
    ] {
        let line = format!("{key} = {text}");
        let plan = match key.split_once('.') {
            Some((_, name)) => one("name = \"drifting\"", &format!("name = \"sgd\"\nset.{name} = {text}")),
            None if key == "steps" => Plan::parse(&PLAN.replace("steps = [3, 4]", &line)),
            None => one(&format!("name = \"drifting\"\n{line}"), "name = \"sgd\""),
        };
        // The limits of a run with every step are narrower; an unknown key is one of other keys.
        let told = |error: anyhow::Error| {
            let text = format!("{error:#}").replace("unknown setting of drifting", "unknown key");
            text.split(" to 1").next().map(str::to_owned)
        };
        let (plan, set) = (plan.map(|_| ()).map_err(told), configure(&format!("{key}={text}")).map_err(told));
        assert_eq!(plan, set, "{line}");
        assert_eq!(plan.is_err(), refused, "{line}");
    }
    for (set, expected) in [
        ("sgd.lr=fast", "sgd.lr = \"fast\": expected a finite number from 0"),
        ("seed=18446744073709551616", "expected a whole number from 0 to 18446744073709551615"),
        ("steps=1000000000000", "GiB"),
        ("stable.gradient_smoothing=maybe", "expected true or false, on or off"),
        ("stable.gradient_smoothing=2", "expected true or false, on or off"),
    ] {
        let found = configure(set).expect_err(set).to_string();
        assert!(found.contains(expected), "{set}: {found}");
    }
    // A command line may leave out quotes, write digits as Rust reads them, and any seed.
    for set in ["motion=circle", "seed=007", "sgd.lr=.5", "sgd.lr=5.", "sgd.lr=+1e-3", "seed=18446744073709551615"] {
        configure(set).unwrap_or_else(|error| panic!("{set}: {error:#}"));
    }
}

/// A switch is `true` or `false`, and whatever word a command line has for it.
#[test]
fn switches_are_read() {
    let switched = |text: &str| {
        let plan = one(RASTRIGIN, &format!("name = \"published_challenging\"\nswitch.gradient_smoothing = {text}"));
        plan.map(|plan| plan.methods[0].switches.clone()).map_err(|error| format!("{error:#}"))
    };
    let (on, off) = (switched("true").expect("on"), switched("false").expect("off"));
    assert_ne!(on, off);
    assert_eq!(["\"on\"", "\"Yes\"", "1"].map(|text| switched(text).expect(text)), [on.clone(), on.clone(), on]);
    let refused = switched("\"maybe\"").expect_err("no switch");
    assert!(refused.contains("gradient_smoothing = \"maybe\": expected true or false"), "{refused}");
}
