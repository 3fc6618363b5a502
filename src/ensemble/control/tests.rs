//! Controllers of whole runs.

use super::*;
use crate::ensemble::{Noisy, Side, Summary, run, run_controlled, side_by_side};
use crate::method::Hyperparameters;
use crate::method::registry::{Entry, Number, find};
use crate::problem::challenging::{Challenging, VectorField};
use crate::problem::learning::{IllConditioned, Valley};
use crate::problem::{Measured, Timed};
use crate::scalar::{Lanes, Transcendental, lanes};

const DIMENSION: usize = 6;
const STEPS: u64 = 120;
const SEEDS: [u64; lanes::WIDTH] = [3, 1, 4, 1, 5, 9, 2, 6];

/// Places of numbers of `stable_sgd_terms`.
const LR: usize = 0;
const WEIGHT: usize = 9;

fn method() -> Entry {
    find("stable_sgd_terms").expect("registered")
}

/// The numbers of the published challenging program, with a penalty to adapt.
fn published() -> Vec<f64> {
    let mut numbers = method().description.defaults().numbers;
    numbers[WEIGHT] = 0.001;
    numbers
}

/// Those of momentum SGD: base rate 1, neither energy nor smoothing nor damping nor penalty.
fn sgd() -> Vec<f64> {
    let mut numbers = published();
    numbers[1] = 1.0;
    for place in [3, 7, 8, WEIGHT] {
        numbers[place] = 0.0;
    }
    numbers
}

/// Runs on `problem` with noise, from the numbers of momentum SGD.
fn on<T: Number + Side + Transcendental, C: Control>(
    problem: impl Timed<T>,
    seeds: &[u64],
    controllers: &mut [C],
) -> Vec<Summary> {
    let hyper = Hyperparameters { numbers: sgd(), switches: Vec::new() }.map(|x| T::gather(|_| *x));
    let mut oracle = Noisy::new(problem, T::ratio(2, 5), seeds);
    run_controlled(&method(), &hyper, controllers, &mut oracle, start(seeds), STEPS).expect("runs")
}

fn challenging<T: Transcendental>() -> Challenging<T> {
    Challenging::new(DIMENSION, VectorField::Coded)
}

fn start<T: Side>(seeds: &[u64]) -> Vec<T> {
    side_by_side(seeds, |seed| challenging::<f64>().start(seed))
}

/// One run on the challenging field.
fn one<C: Control>(control: &mut C) -> Summary {
    on(challenging::<f64>(), &SEEDS[..1], std::slice::from_mut(control)).swap_remove(0)
}

/// One run on the challenging field without a controller.
fn free(numbers: Vec<f64>) -> Summary {
    let hyper = Hyperparameters { numbers, switches: Vec::new() };
    let mut oracle = Noisy::new(challenging(), 0.4, &SEEDS[..1]);
    let start = start(&SEEDS[..1]);
    run(&method(), &hyper, &mut oracle, start, STEPS).expect("runs").swap_remove(0)
}

/// The summary, without what a controller did and, of a trajectory that diverged and goes on
/// for as long as one beside it does, without its end.
fn text(summary: &Summary) -> String {
    let mut shown = summary.clone();
    if shown.diverged_at.is_some() {
        shown.end.clear();
    }
    format!("{shown:?}")
}

/// The same, without what a controller did.
fn run_alone(mut summary: Summary) -> String {
    summary.control = None;
    text(&summary)
}

fn switch(high: f64, calm: Vec<f64>, unstable: Vec<f64>) -> Switch {
    let thresholds = Thresholds { window: 10, calibration: 20, high, low: high / 2.0 };
    Switch::new(Detector::new(thresholds).expect("in range"), calm, unstable).expect("of one method")
}

/// A switch, then an adaptive weight, and a disturbance of one trajectory's own, by which
/// the third diverges.
fn several(trajectory: usize) -> Vec<Box<dyn Control>> {
    let factor = [4.0, 30.0, 1e300, 1.0, 60.0, 0.0, 100.0, 30.0][trajectory];
    let adaptation = Adaptation { number: WEIGHT, window: 5, threshold: 1e-4, least: 0.0, most: 0.01 };
    vec![
        Box::new(Disturbance::new(LR, 40 + trajectory as u64, factor).expect("finite")),
        Box::new(switch(2.0, sgd(), published())),
        Box::new(AdaptiveWeight::new(adaptation).expect("in range")),
    ]
}

fn switched(summary: &Summary) -> SwitchTrace {
    summary.control.and_then(|trace| trace.switch).expect("a switch")
}

#[test]
fn a_trajectory_does_not_see_the_controllers_of_others() {
    let together = on(challenging::<Lanes>(), &SEEDS, &mut std::array::from_fn::<_, 8, _>(several));
    for lane in 0..lanes::WIDTH {
        let mut controllers = [(); lanes::WIDTH].map(|()| several(lane));
        let alone = on(challenging::<Lanes>(), &[SEEDS[lane]; lanes::WIDTH], &mut controllers);
        assert_eq!(text(&together[lane]), text(&alone[5]), "lane {lane}");
    }
    assert!(together[2].diverged_at.is_some() && together[0].diverged_at.is_none());
    let declared = together.iter().filter(|summary| switched(summary).first_on.is_some()).count();
    assert!((2..lanes::WIDTH).contains(&declared), "the control: some are switched, not all: {declared}");
}

/// Where the problem has no sine, eight side by side have the bits of plain numbers.
#[test]
fn side_by_side_equals_alone_on_plain_numbers() {
    let valley = Valley { dimension: DIMENSION, condition: 100.0, scale: 1.0, seed: 1 };
    let valley = IllConditioned::new(valley).expect("a valley");
    let problem = valley.map(|x| Lanes::gather(|_| x));
    let together = on(problem, &SEEDS, &mut std::array::from_fn::<_, 8, _>(several));
    for (lane, seed) in SEEDS.into_iter().enumerate() {
        let alone = on(valley.clone(), &[seed], &mut [several(lane)]);
        assert_eq!(text(&together[lane]), text(&alone[0]), "lane {lane}");
    }
    assert_ne!(text(&together[1]), text(&together[3]), "the control: one seed, two controllers");
}

#[test]
fn a_controller_that_never_acts_leaves_the_run_as_it_is() {
    let nothing: &mut Vec<Box<dyn Control>> = &mut Vec::new();
    assert_eq!(run_alone(one(nothing)), text(&free(sgd())));
    let mut disturbance = Disturbance::new(LR, STEPS, 100.0).expect("finite");
    assert_eq!(run_alone(one(&mut disturbance)), text(&free(sgd())));
    let mut disturbance = Disturbance::new(LR, STEPS - 1, 100.0).expect("finite");
    assert_ne!(run_alone(one(&mut disturbance)), text(&free(sgd())), "the control: the last step alone");
}

/// The run whose first `calm` steps have the numbers of momentum SGD and whose others the
/// published ones, stepped by hand: its losses and its end.
fn by_hand(calm: u64) -> (Vec<f64>, Vec<f64>) {
    let (method, mut oracle) = (method(), Noisy::new(challenging(), 0.4, &SEEDS[..1]));
    let rule = method.on::<f64>().expect("runs on plain numbers");
    let mut state = method.init(start(&SEEDS[..1]));
    let numbers = |step| if step < calm { sgd() } else { published() };
    let losses = (0..STEPS).map(|step| {
        rule.step(&Hyperparameters { numbers: numbers(step), switches: Vec::new() }, &mut oracle, &mut state);
        crate::method::Oracle::loss(&oracle).expect("a gradient was asked for")
    });
    (losses.collect(), state.position)
}

#[test]
fn a_switch_chooses_between_the_corners_to_the_bit() {
    let never = f64::MAX;
    for corner in [sgd(), published()] {
        let mut control = switch(never, corner.clone(), vec![0.0; corner.len()]);
        assert_eq!(run_alone(one(&mut control)), text(&free(corner)));
    }
    // Unstable from the first loss after the calibration on, which step 20 follows.
    let mut control = Recorder::new(switch(1e-300, sgd(), published()));
    let summary = one(&mut control);
    assert_eq!((switched(&summary).first_on, switched(&summary).steps_on), (Some(21), STEPS - 21));
    let losses = |records: &[ControlRecord]| records.iter().map(|record| record.loss).collect::<Vec<_>>();
    assert_eq!((losses(&control.records), summary.end.clone()), by_hand(21));
    assert_ne!(summary.end, by_hand(20).1, "the control: a step earlier");
}

#[test]
fn a_disturbance_is_declared_and_recorded() {
    let with = |factor| {
        let disturbance = Disturbance::new(LR, 60, factor).expect("finite");
        let mut control = Recorder::new((switch(2.0, sgd(), published()), disturbance));
        (one(&mut control), control.records)
    };
    let (summary, records) = with(60.0);
    let first = switched(&summary).first_on.expect("declared");
    assert!((61..90).contains(&first), "{first}");
    assert_eq!(records.len() as u64, STEPS);
    let on = |record: &&ControlRecord| record.on == Some(true);
    assert_eq!(records.iter().find(on).map(|record| record.step), Some(first));
    assert_eq!(records.iter().filter(on).count() as u64, switched(&summary).steps_on);
    assert!(records.iter().all(|record| record.numbers == if on(&record) { published() } else { sgd() }));
    assert!(records[first as usize - 1].ratio.is_some_and(|ratio| ratio > 2.0));
    assert_eq!(switched(&with(1.0).0).first_on, None, "the control: no disturbance");
}

/// The numbers of a run are multiplied once, whatever chooses them and in whatever order.
#[test]
fn a_disturbance_is_applied_once() {
    let mut louder = sgd();
    louder[LR] *= 4.0;
    let disturbance = || Disturbance::new(LR, 0, 4.0).expect("finite");
    assert_eq!(run_alone(one(&mut disturbance())), text(&free(louder)));
    // Over a switch, and over a number that is adapted at every step.
    let both = |number| {
        let adaptation = Adaptation { number, window: 2, threshold: 1e-4, least: 0.0, most: 0.02 };
        let adaptive = || AdaptiveWeight::new(adaptation).expect("in range");
        let switch = || switch(2.0, sgd(), published());
        let last = one(&mut ((switch(), adaptive()), disturbance()));
        let first = one(&mut (disturbance(), (switch(), adaptive())));
        assert_eq!(text(&last), text(&first));
        last
    };
    assert_ne!(text(&both(LR)), text(&both(WEIGHT)), "the control");
    // By 4 and by 1/4 it is no disturbance.
    let ended = (disturbance(), Disturbance::new(LR, 0, 0.25).expect("finite"));
    assert_eq!(run_alone(one(&mut ended.clone())), text(&free(sgd())));
}

#[test]
fn a_diverged_trajectory_shows_its_controller_nothing_more() {
    let mut control = Recorder::new(Disturbance::new(LR, 40, 1e300).expect("finite"));
    let diverged_at = one(&mut control).diverged_at.expect("diverges");
    assert_eq!(control.records.len() as u64, diverged_at);
    assert!(control.records.iter().all(|record| record.loss.is_finite()));
}

#[test]
fn a_controller_of_another_method_is_refused() {
    let sgd = find("sgd").expect("registered");
    let with = |number| {
        let mut control = [Disturbance::new(number, 0, 2.0).expect("finite")];
        let mut oracle = Noisy::new(challenging::<f64>(), 0.4, &[1]);
        run_controlled(&sgd, &sgd.description.defaults(), &mut control, &mut oracle, vec![0.0; DIMENSION], 1)
    };
    let error = with(7).expect_err("no such number");
    assert_eq!(error, StartError::NoSuchNumber { number: 7, count: sgd.description.numbers.len() });
    assert!(with(0).is_ok(), "the control");
}
