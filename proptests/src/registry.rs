//! The contract of every registered method, on every number type.
//!
//! The suite sweeps the registry, so that a method is tested by being registered; one that is
//! not, the compiler calls unused.

use crate::strategies::{Descent, Pool, Quadratic, cases, descent, pool};
use crate::tolerance::{SQUARES_IN_A_RUN, same, same_vectors};
use proptest::prelude::*;
use stable_sgd::method::registry::{Entry, Number, all};
use stable_sgd::method::{Describe, Description, Hyperparameters, Oracle, Report, Sgd, State, Step};
use stable_sgd::scalar::{Approximate, Counting, Dual, Libm64, Ring};
use stable_sgd::trajectory::{Record, StartError, StopReason, Trajectory, run};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

/// Steps of a run: past every point from which a rule begins to remember.
const STEPS: usize = 10;

/// A run on numbers of type `T`, from `start` and `hyper` given as such.
fn run_from<T: Number + Approximate>(
    method: &Entry,
    hyper: &Hyperparameters<f64>,
    problem: &Quadratic,
    start: Vec<T>,
    steps: usize,
) -> Result<Trajectory<T>, StartError> {
    let measure = |q: &[T]| q.iter().fold(0.0, |sum: f64, x| sum + x.to_f64());
    run(method, &hyper.map(|x| T::from_f64(*x)), &mut problem.clone(), start, steps, measure)
}

fn descend<T: Number + Approximate>(
    method: &Entry,
    hyper: &Hyperparameters<f64>,
    problem: &Descent,
    steps: usize,
) -> Trajectory<T> {
    let start = problem.start.iter().map(|x| T::from_f64(*x)).collect();
    run_from(method, hyper, &problem.problem, start, steps).unwrap_or_else(|error| panic!("{error}"))
}

fn floats<T: Approximate>(numbers: &[T]) -> Vec<f64> {
    numbers.iter().map(T::to_f64).collect()
}

fn same_options(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => same(a, b),
        (a, b) => a.is_none() && b.is_none(),
    }
}

fn same_records(a: &[Record], b: &[Record]) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|(a, b)| {
            same(a.measure, b.measure) && same_options(a.energy, b.energy) && same_options(a.penalty, b.penalty)
        })
}

/// Whether two states hold the same numbers, to the bit; their buffers aside.
fn same_states<T: Approximate, U: Approximate>(a: &State<T>, b: &State<U>) -> bool {
    let memories = a.memory.iter().zip(&b.memory);
    same_vectors(&floats(&a.position), &floats(&b.position))
        && same_vectors(&floats(&a.velocity), &floats(&b.velocity))
        && a.memory.len() == b.memory.len()
        && memories.into_iter().all(|(a, b)| same_vectors(&floats(a), &floats(b)))
        && a.steps == b.steps
}

/// Whether two runs are the same, to the bit, in every number.
fn same_runs<T: Approximate, U: Approximate>(a: &Trajectory<T>, b: &Trajectory<U>) -> bool {
    same_records(&a.records, &b.records) && same_states(&a.end, &b.end) && a.stop == b.stop
}

fn runs_on<T: Number>(method: &Entry) -> bool {
    method.on::<T>().is_some()
}

#[test]
fn every_method_runs_on_every_number_type() {
    for method in all() {
        let types = [
            ("f64", runs_on::<f64>(&method)),
            ("Libm64", runs_on::<Libm64>(&method)),
            ("Counting", runs_on::<Counting>(&method)),
            ("Dual<f64>", runs_on::<Dual<f64>>(&method)),
        ];
        for (number, runs) in types {
            assert!(runs, "{} does not run on {number}", method.description.name);
        }
    }
}

#[test]
fn every_description_is_complete_and_its_name_unique() {
    let mut names = BTreeSet::new();
    for Entry { description, .. } in all() {
        assert!(names.insert(description.name), "{} is registered twice", description.name);
        assert!(!description.formula.is_empty() && !description.source.is_empty(), "{}", description.name);
        let numbers = description.numbers.iter().map(|spec| (spec.name, spec.meaning));
        let switches = description.switches.iter().map(|spec| (spec.name, spec.meaning));
        let mut settings = BTreeSet::new();
        for (name, meaning) in numbers.chain(switches) {
            assert!(!meaning.is_empty(), "{}: {name} has no meaning", description.name);
            assert!(settings.insert(name), "{}: {name} stands twice", description.name);
        }
        assert!(description.numbers.iter().all(|spec| spec.default.1 != 0), "{}", description.name);
        assert!(description.defaults().numbers.iter().all(|x| x.is_finite()), "{}", description.name);
    }
    assert!(!names.is_empty(), "nothing is registered");
}

proptest! {
    #![proptest_config(cases(0.25))]

    /// A formula does not see which numbers it runs on: the values of dual and
    /// counting numbers are those of `f64`, to the bit.
    #[test]
    fn every_method_computes_the_same_values_on_every_number_type(problem in descent(), pool in pool()) {
        for method in all() {
            let (name, hyper) = (method.description.name, pool.draw(&method));
            let plain = descend::<f64>(&method, &hyper, &problem, STEPS);
            prop_assert_eq!(plain.stop, StopReason::Completed, "{}", name);
            prop_assert!(same_runs(&plain, &descend::<Counting>(&method, &hyper, &problem, STEPS)), "{}", name);
            let varying = Dual::point(&problem.start);
            let dual = run_from(&method, &hyper, &problem.problem, varying, STEPS).expect("its hyperparameters");
            prop_assert!(same_runs(&plain, &dual), "{}", name);
            // The duals did vary: the end depends on the start.
            let varies = |x: &Dual<f64>| x.derivative.iter().any(|d| *d != 0.0);
            prop_assert!(dual.end.position.iter().all(varies), "{}", name);
            // Only squares differ on the C library's numbers.
            let libm = descend::<Libm64>(&method, &hyper, &problem, STEPS);
            prop_assert_eq!(libm.stop, StopReason::Completed, "{}", name);
            for (a, b) in plain.end.position.iter().zip(floats(&libm.end.position)) {
                prop_assert!((a - b).abs() <= SQUARES_IN_A_RUN * (1.0 + a.abs()), "{}: {} against {}", name, a, b);
            }
        }
    }

    #[test]
    fn a_run_of_no_steps_leaves_the_start(problem in descent(), pool in pool()) {
        for method in all() {
            let hyper = pool.draw(&method);
            let trajectory = descend::<f64>(&method, &hyper, &problem, 0);
            prop_assert!(trajectory.records.is_empty() && trajectory.stop == StopReason::Completed);
            prop_assert!(is_at_rest_at(&trajectory.end, &problem.start, method.description.memory.len()));
            // The control: a step moves the point and is counted.
            let moved = descend::<f64>(&method, &hyper, &problem, 1);
            prop_assert!(!is_at_rest_at(&moved.end, &problem.start, method.description.memory.len()));
            prop_assert_eq!((moved.records.len(), moved.end.steps), (1, 1));
            // From rest, a drift before the first kick does not move the point.
            let moved = descend::<f64>(&method, &hyper, &problem, 2);
            let any_stays = moved.end.position.iter().zip(&problem.start).any(|(a, b)| a == b);
            // The problem has no loss.
            prop_assert_eq!(any_stays, method.description.needs_loss);
        }
    }

    /// Everything that a rule remembers is in its state: a run that is
    /// interrupted goes on as if it had not been.
    #[test]
    fn every_method_remembers_everything_in_its_state(problem in descent(), pool in pool(), pause in 0..=STEPS) {
        for method in all() {
            prop_assert!(is_resumable(&method, &pool, &problem, pause), "{}", method.description.name);
        }
    }

    /// The content of the buffer between steps has no influence.
    #[test]
    fn no_method_reads_its_buffer(problem in descent(), pool in pool()) {
        for method in all() {
            prop_assert!(ignores_the_buffer(&method, &pool, &problem), "{}", method.description.name);
        }
    }

    #[test]
    fn wrong_hyperparameters_are_refused_on_every_number_type(problem in descent(), pool in pool()) {
        for method in all() {
            let right = pool.draw(&method);
            prop_assert!(!is_refused_everywhere(&method, &right, &problem), "{}", method.description.name);
            let mut wrong = vec![right.clone(), right.clone()];
            wrong[0].numbers.push(0.5);
            wrong[1].switches.push(true);
            if !right.numbers.is_empty() {
                let mut short = right.clone();
                short.numbers.pop();
                wrong.push(short);
            }
            if !right.switches.is_empty() {
                let mut short = right.clone();
                short.switches.pop();
                wrong.push(short);
            }
            for wrong in wrong {
                prop_assert!(is_refused_everywhere(&method, &wrong, &problem), "{}: {:?}", method.description.name, wrong);
            }
        }
    }
}

fn is_at_rest_at(state: &State<f64>, start: &[f64], memories: usize) -> bool {
    let zero = |vector: &Vec<f64>| vector.len() == start.len() && vector.iter().all(|x| *x == 0.0);
    same_vectors(&state.position, start)
        && zero(&state.velocity)
        && state.memory.len() == memories
        && state.memory.iter().all(zero)
        && state.steps == 0
}

/// Whether `hyper` is refused with an error that names the method, and no step
/// is taken.
fn is_refused<T: Number + Approximate>(method: &Entry, hyper: &Hyperparameters<f64>, problem: &Descent) -> bool {
    let start = problem.start.iter().map(|x| T::from_f64(*x)).collect();
    match run_from::<T>(method, hyper, &problem.problem, start, STEPS) {
        Err(StartError::Hyperparameters(error)) => {
            assert!(error.to_string().contains(method.description.name), "{error}");
            true
        }
        Err(other) => panic!("refused for another reason: {other}"),
        Ok(_) => false,
    }
}

/// Whether `hyper` is refused on all types; on some only is a failure.
fn is_refused_everywhere(method: &Entry, hyper: &Hyperparameters<f64>, problem: &Descent) -> bool {
    let refused = [
        is_refused::<f64>(method, hyper, problem),
        is_refused::<Libm64>(method, hyper, problem),
        is_refused::<Counting>(method, hyper, problem),
        is_refused::<Dual<f64>>(method, hyper, problem),
    ];
    assert!(refused.iter().all(|r| *r == refused[0]), "{}: the types disagree", method.description.name);
    refused[0]
}

/// Takes `steps` steps in place.
fn advance(
    method: &Entry,
    hyper: &Hyperparameters<f64>,
    problem: &Quadratic,
    state: &mut State<f64>,
    steps: usize,
    before_each: impl Fn(&mut State<f64>),
) {
    let rule = method.on::<f64>().expect("runs on f64");
    for _ in 0..steps {
        before_each(state);
        rule.step(hyper, &mut problem.clone(), state);
    }
}

/// Whether a run of [`STEPS`] steps that stops after `pause` and goes on from a
/// copy of its state, after another run in between, ends where one goes that
/// was not interrupted.
fn is_resumable(method: &Entry, pool: &Pool, problem: &Descent, pause: usize) -> bool {
    let hyper = pool.draw(method);
    let go = |state: &mut State<f64>, steps| advance(method, &hyper, &problem.problem, state, steps, |_| {});
    let mut whole = method.init(problem.start.clone());
    go(&mut whole, STEPS);
    let mut parts = method.init(problem.start.clone());
    go(&mut parts, pause);
    let mut resumed = parts.clone();
    let mut other = method.init(problem.start.iter().map(|x| x + 1.0).collect());
    go(&mut other, 3);
    go(&mut resumed, STEPS - pause);
    same_states(&whole, &resumed)
}

fn ignores_the_buffer(method: &Entry, pool: &Pool, problem: &Descent) -> bool {
    let hyper = pool.draw(method);
    let end = |spoil: fn(&mut State<f64>)| {
        let mut state = method.init(problem.start.clone());
        advance(method, &hyper, &problem.problem, &mut state, STEPS, spoil);
        state
    };
    same_states(&end(|_| {}), &end(|state| state.scratch.fill(f64::NAN)))
}

// Controls: rules that break the contract.

/// A rule that takes steps of SGD, with something wrong.
#[derive(Debug, Default)]
struct Wrong {
    /// Steps that it remembers outside its state, halving its rate at each.
    hidden: Option<AtomicU64>,
    /// Whether it reads its buffer before it is written.
    reads_the_buffer: bool,
}

impl Clone for Wrong {
    fn clone(&self) -> Self {
        let hidden = self.hidden.as_ref().map(|steps| AtomicU64::new(steps.load(Ordering::SeqCst)));
        Self { hidden, reads_the_buffer: self.reads_the_buffer }
    }
}

impl Describe for Wrong {
    fn description(&self) -> Description {
        Description { name: "wrong", ..Sgd.description() }
    }
}

impl<T: Ring> Step<T> for Wrong {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let before = state.scratch.clone();
        let report = Sgd.step(hyper, oracle, state);
        let hidden = self.hidden.as_ref().map_or(0, |steps| steps.fetch_add(1, Ordering::SeqCst));
        for (q, g) in state.position.iter_mut().zip(&before) {
            *q = q.clone() + T::from_integer(i64::try_from(hidden).expect("few steps"));
            if self.reads_the_buffer {
                *q = q.clone() + g;
            }
        }
        report
    }
}

/// A descent and numbers for the controls.
fn a_descent() -> (Descent, Hyperparameters<f64>) {
    let problem = Quadratic { stiffness: vec![0.5, 1.0], centre: vec![0.25, -1.0] };
    (Descent { problem, start: vec![1.0, 2.0] }, Hyperparameters { numbers: vec![0.1, 0.9], switches: vec![] })
}

proptest! {
    #![proptest_config(cases(0.125))]

    #[test]
    fn control_a_rule_that_remembers_outside_its_state_is_found(problem in descent(), pool in pool(), pause in 1..STEPS) {
        let rule = Wrong { hidden: Some(AtomicU64::new(0)), ..Wrong::default() };
        prop_assert!(!is_resumable(&Entry::algebra(rule), &pool, &problem, pause));
        prop_assert!(is_resumable(&Entry::algebra(Wrong::default()), &pool, &problem, pause));
    }

    #[test]
    fn control_a_rule_that_reads_its_buffer_is_found(problem in descent(), pool in pool()) {
        let rule = Wrong { reads_the_buffer: true, ..Wrong::default() };
        prop_assert!(!ignores_the_buffer(&Entry::algebra(rule), &pool, &problem));
        prop_assert!(ignores_the_buffer(&Entry::algebra(Wrong::default()), &pool, &problem));
    }
}

/// The control of the comparison of number types: a hyperparameter that is one
/// ulp off gives another run.
#[test]
fn control_a_hyperparameter_one_ulp_off_gives_another_run() {
    let sgd = stable_sgd::method::registry::find("sgd").expect("registered");
    let (problem, hyper) = a_descent();
    let mut moved = hyper.clone();
    moved.numbers[0] = moved.numbers[0].next_up();
    let plain = descend::<f64>(&sgd, &hyper, &problem, STEPS);
    assert!(same_runs(&plain, &descend::<Counting>(&sgd, &hyper, &problem, STEPS)));
    assert!(!same_runs(&plain, &descend::<Counting>(&sgd, &moved, &problem, STEPS)));
}
