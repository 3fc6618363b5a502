//! Small sweeps whose outcome is known.

use super::squared_rate::shares;
use super::switching::{HIGH, STABLE, SWITCHING, switched, traces};
use super::tuned::{choose, judging};
use super::{adaptive_weight as adaptive, planes as grid, smoothing};
use crate::compare::{SGD, group};
use crate::statistics::Ranking;
use crate::sweep::{self, Plan, Results};
#[cfg(feature = "tables")]
use crate::sweep::{Options, Shard};

/// A plan on the gradient of the challenging loss, without noise.
fn plan(seeds: &str, methods: &str) -> Plan {
    let text = format!(
        "name = \"small\"\ntitle = \"A small sweep\"\n{seeds}\nsteps = 30\n\
         [[problem]]\nname = \"challenging\"\nfield = \"true\"\nnoise = 0\ndimension = 4\n{methods}"
    );
    Plan::parse(&text).unwrap_or_else(|error| panic!("{error:#}"))
}

fn results(plan: &Plan) -> Results {
    Results::compute(plan).expect("runs")
}

const GRID: &str =
    "[[method]]\nlabel = \"SGD\"\nname = \"sgd\"\nset.lr = [1e-6, 0.02, 1e9]\nset.momentum = [0.0, 0.5]\n";

/// A sweep in a folder is that in memory, and another plan's table is refused.
#[cfg(feature = "tables")]
#[test]
fn results_in_a_folder_are_those_in_memory() {
    let (plan, folder) = (plan("seeds = 5", GRID), tempfile::tempdir().expect("a folder"));
    let out = folder.path().to_owned();
    let options = Options { out, threads: Some(2), shard: Shard::WHOLE, resume: false, hours: 1.0 };
    sweep::run(&plan, &options).expect("runs");
    let (read, computed) = (Results::read(&plan, folder.path()).expect("read"), results(&plan));
    for (a, b) in read.cells.iter().zip(&computed.cells) {
        let bits = |results: &Results, cell| {
            results.of_cell(cell, "final_loss").iter().map(|x| x.to_bits()).collect::<Vec<_>>()
        };
        assert_eq!(bits(&read, a), bits(&computed, b));
        assert_eq!(a.numbers, b.numbers);
    }
    let other = Plan::parse(&plan.text.replace("seeds = 5", "seeds = 6")).expect("a plan");
    let error = format!("{:#}", Results::read(&other, folder.path()).expect_err("another plan's"));
    assert!(error.contains("not the table of this plan"), "{error}");
    let shifted = Plan::parse(&plan.text.replace("seeds = 5", "seeds = { first = 1, count = 5 }")).expect("a plan");
    assert!(Results::read(&shifted, folder.path()).is_err(), "the seeds are others");
    let table = folder.path().join("small.parquet");
    let whole = std::fs::read(&table).expect("readable");
    std::fs::write(&table, &whole[..whole.len() - 1]).expect("writable");
    let error = format!("{:#}", Results::kept(&plan, folder.path()).expect_err("truncated"));
    assert!(error.contains("altered or truncated") && error.contains("small.seal.json"), "{error}");
    // What a quick reproduction keeps has the same bits, NaN and infinity among them.
    computed.keep(folder.path()).expect("writable");
    let kept = Results::kept(&plan, folder.path()).expect("readable").expect("its table");
    for cell in &computed.cells {
        for outcome in ["final_loss", "diverged_at"] {
            let bits =
                |results: &Results| results.of_cell(cell, outcome).iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&kept), bits(&computed), "{outcome}");
        }
    }
}

#[test]
fn a_plane_has_each_loss_at_its_numbers() {
    let results = results(&plan("seeds = 3", GRID));
    let planes = grid::planes(&results).expect("two numbers");
    assert_eq!((planes.len(), planes[0].x.0, planes[0].y.0), (1, "lr", "momentum"));
    for (x, y, loss) in planes[0].points() {
        let cell = results.cells.iter().find(|c| c.number("lr") == Some(x) && c.number("momentum") == Some(y));
        let losses = results.of_cell(cell.expect("a cell"), "final_loss");
        assert_eq!(crate::statistics::median(losses), Ok(loss));
    }
    let best = planes[0].best().expect("a finite loss");
    assert_eq!(best.0, 0.02, "neither a rate that does nothing nor one that diverges");
    assert!(planes[0].got_away(f64::INFINITY) && !planes[0].got_away(best.2));
}

/// The best of several trials is chosen, and judged with its numbers on seeds of its own.
#[test]
fn what_is_tuned_is_judged_with_its_numbers_on_other_seeds() {
    let described = "[[method]]\nname = \"stable_sgd\"\ntrials = 5\nset.lr = { log = [1e-4, 1e-1] }\nset.temporal_stability = 0.01\n";
    let switched_off = "[[method]]\nname = \"published_challenging\"\nswitch.energy_conservation = false\n";
    let plan = plan("seeds = { first = 50, count = 4 }\njudge = 7", &format!("{GRID}{described}{switched_off}"));
    let chosen = choose(&results(&plan));
    let trials: Vec<usize> = chosen.iter().map(|chosen| chosen.trials).collect();
    assert_eq!((chosen[0].cell.number("lr"), trials), (Some(0.02), vec![6, 5, 1]));
    let judge = judging(&plan, &chosen).expect("a plan");
    assert_eq!((judge.seeds.first, judge.seeds.count, judge.runs()), (0, 7, 21));
    let judged = results(&judge);
    for (chosen, cell) in chosen.iter().zip(&judged.cells) {
        assert_eq!((&chosen.cell.numbers, &chosen.cell.settings), (&cell.numbers, &cell.settings));
    }
    assert_eq!(judge.methods[2].switches, plan.methods[2].switches);
    let overlap = plan.text.replace("judge = 7", "judge = 51");
    let error = format!("{:#}", Plan::parse(&overlap).expect_err("seed 50 is in both"));
    assert!(error.contains("judged on others"), "{error}");
}

/// With the first gradient as that before it, the first step is that without smoothing, but for
/// the last bits of 0.7 g + 0.3 g; with 0 in its place, as published, it is another.
#[test]
fn the_first_step_is_smoothed_with_0_or_with_itself() {
    let methods = "[[method]]\nlabel = \"as published\"\nname = \"published_challenging\"\nset.lr = 0.1\n\
                   [[method]]\nlabel = \"no smoothing\"\nname = \"published_challenging\"\nset.lr = 0.1\n\
                   switch.gradient_smoothing = false\n";
    let after_one = plan("seeds = 20", methods).text.replace("steps = 30", "steps = 2");
    let of = |text: &str| {
        let found = smoothing::parts(&results(&Plan::parse(text).expect("a plan"))).expect("finite losses");
        let [part] = <[_; 1]>::try_from(found).unwrap_or_else(|found| panic!("{} places", found.len()));
        part
    };
    let first = of(&after_one);
    assert!(first.rest.differences.iter().all(|d| d.abs() < 1e-12), "{:?}", first.rest.differences);
    assert!(first.zero.differences.iter().all(|d| d.abs() > 1e-6), "{:?}", first.zero.differences);
    let share = first.share.expect("there is an effect");
    assert!((share.estimate - 1.0).abs() < 1e-6, "of one step's smoothing all is the 0: {share}");
    // The control: later steps smooth as well, and the parts sum to the whole.
    let later = of(&after_one.replace("steps = 2", "steps = 30"));
    assert!(later.rest.differences.iter().all(|d| d.abs() > 1e-9), "{:?}", later.rest.differences);
    let sums = later.zero.differences.iter().zip(&later.rest.differences).map(|(zero, rest)| zero + rest);
    assert!(sums.zip(&later.whole.differences).all(|(sum, whole)| (sum - whole).abs() < 1e-12));
    // Where nothing is smoothed there is nothing to part.
    let without = after_one.replace("no smoothing", "otherwise");
    assert!(smoothing::parts(&results(&Plan::parse(&without).expect("a plan"))).expect("runs").is_empty());
}

/// Shapley shares sum to the gap, and a change without effect has none.
#[test]
fn shares_sum_to_the_gap() {
    let terms = "[[method]]\nname = \"stable_sgd_terms\"\nset.base_rate = [0.005, 1.0]\nset.energy_scale = [0.2, 0.0]\n\
                 set.least_factor = 1.0\nset.damping = [1.0, 0.0]\n";
    let found = shares(&results(&plan("seeds = 30", terms))).expect("finite losses");
    let [gap] = &found[..] else { panic!("one place") };
    let sum: f64 = gap.terms.iter().map(|term| term.shapley.estimate).sum();
    assert!((sum - gap.gap.estimate).abs() < 1e-9 * gap.gap.estimate.abs(), "{sum}, {}", gap.gap);
    let of = |name: &str| gap.terms.iter().find(|term| term.term == name).expect("a change").shapley;
    assert_eq!(of("energy_scale").estimate, 0.0, "a factor with a floor of 1 has no effect");
    assert!(of("base_rate").high < 0.0);
}

/// A weight that adapts with a threshold above every variance decays; below every one it grows.
#[test]
fn an_adapting_weight_is_compared_with_the_fixed_one() {
    let method = |end: &str, weight: f64, more: &str| {
        format!(
            "[[method]]\nlabel = \"m, {end}\"\nname = \"stable_sgd_restoring\"\nset.base_rate = 1.0\nset.temporal_stability = {weight}\n{more}"
        )
    };
    let adapt = "adapt = { number = \"temporal_stability\", window = 5, threshold = [0.0, 1e9] }\n";
    let methods = [method("fixed", 0.02, ""), method("none", 0.0, ""), method("adapting", 0.02, adapt)].concat();
    let found = adaptive::adapted(&results(&plan("seeds = 8", &methods))).expect("compared");
    let [grows, decays] = &found[..] else { panic!("two thresholds") };
    assert!(grows.weights[1] > 0.02 && decays.weights[1] < 0.02, "{:?} {:?}", grows.weights, decays.weights);
    assert!(grows.fixed.is_some() && grows.none.is_some() && grows.diverged == 0);
    assert!(grows.place.ends_with("threshold 0"), "{}", grows.place);
}

/// Stable runs without an alarm are SGD's to the bit; a rate that is raised beyond all limits
/// is noticed in every run, and StableSGD with a small base rate does not follow it.
#[test]
fn alarms_are_counted_and_stable_runs_are_those_of_sgd() {
    let disturb = "disturb = { number = \"lr\", step = 15, factor = [1, 1000] }\n";
    let stable = "name = \"stable_sgd_terms\"\nset.lr = 0.02\nset.base_rate = 1e-4\nset.smoothing = 0.0\nset.damping = 0.0\nset.energy_scale = 0.1\n";
    let methods = format!(
        "[[method]]\nlabel = \"{SGD}\"\nname = \"sgd\"\nset.lr = 0.02\n{disturb}\
         [[method]]\nlabel = \"{STABLE}\"\n{stable}{disturb}\
         [[method]]\nlabel = \"{SWITCHING}\"\n{stable}calm = {{ base_rate = 1.0, energy_scale = 0.0 }}\n\
         detect = {{ window = 3, calibration = 8, high = 2, low = 0.5 }}\n{disturb}"
    );
    let results = results(&plan("seeds = 12", &methods));
    let found = switched(&results).expect("compared");
    let [calm, raised] = &found[..] else { panic!("two factors") };
    assert_eq!((calm.factor, calm.false_alarms, calm.unstable), (1.0, 0, false));
    assert!(calm.sgd.paired.differences.iter().all(|d| *d == 0.0));
    assert_eq!((raised.factor, raised.missed, raised.false_alarms, raised.unstable), (1000.0, 0, 0, true));
    assert!(raised.delay >= 1.0 && raised.delay < 10.0, "{}", raised.delay);
    assert!(raised.sgd.paired.is_lower());
    let group = group::Group::of("a test", &[calm.sgd.clone(), raised.sgd.clone()]).expect("two hypotheses");
    let sides: Vec<Ranking> = group.rows.iter().map(|row| row.side).collect();
    assert_eq!(sides, [Ranking::Inconclusive, Ranking::FirstLower]);

    // The first seed's runs, step by step, are those of the sweep.
    let traces = traces(&results).expect("repeated");
    assert_eq!(traces.iter().map(|trace| trace.method.as_str()).collect::<Vec<_>>(), [SGD, STABLE, SWITCHING]);
    for trace in &traces {
        let of = |cell: &&sweep::Cell| cell.method == trace.method && cell.number("disturb_factor") == Some(1000.0);
        let cell = results.cells.iter().find(of).expect("a cell");
        let first = |outcome: &str| results.of_cell(cell, outcome)[0];
        assert_eq!(trace.losses[0], first("first_loss"));
        if first("diverged_at").is_nan() {
            assert_eq!((trace.losses.len(), trace.losses.last()), (30, Some(&first("final_loss"))));
        }
        if trace.method == SWITCHING {
            assert_eq!(cell.number("detect_high"), Some(HIGH));
            assert_eq!(trace.on.iter().position(|on| *on).map(|step| step as f64), Some(first("first_on")));
            assert_eq!(trace.on.iter().filter(|on| **on).count() as f64, first("steps_on"));
        } else {
            assert!(trace.on.iter().all(|on| !on));
        }
    }
}
