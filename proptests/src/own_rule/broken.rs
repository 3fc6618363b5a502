//! Rules that break the contract of a step: each gives the error that names what it
//! did, or leaves properties undecided with the reason; none panics through `certify`.

use super::{Mine, certify, of};
use stable_sgd::CertifyError;
use stable_sgd::method::registry::Entry;
use stable_sgd::method::{Describe, Description, Hyperparameters, NumberSpec, Oracle, Report, State, Step};
use stable_sgd::scalar::{Absolute, Ring, Root};
use stable_sgd::structure::{Certificate, Point, Property, ReplayError, Verdict};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a rule does beside symplectic Euler. `seen` is the number of the state's calls.
type Fault = fn(&Broken, &mut dyn Touch);

/// What a fault may do to the state of a step, whatever its numbers are.
trait Touch {
    /// The first coordinate as text.
    fn text(&self) -> String;
    /// Whether the first coordinate is 0.
    fn is_zero(&self) -> bool;
    /// Changes the lengths of point, velocity and memory.
    fn resize(&mut self, position: isize, velocity: isize, memories: isize, memory: isize);
    /// Moves the first coordinate by n.
    fn push(&mut self, n: i64);
    /// Adds √(n + scale q₁²) to the first coordinate.
    fn root(&mut self, n: i64, scale: i64);
    /// Adds 1 / n to the first coordinate.
    fn quotient(&mut self, n: i64);
    /// Squares the first coordinate.
    fn square(&mut self);
    /// Steps that the state has taken.
    fn steps(&mut self) -> &mut u64;
}

fn resized<T: Clone>(vector: &mut Vec<T>, change: isize, filler: T) {
    vector.resize(vector.len().saturating_add_signed(change), filler);
}

impl<T: Root + Absolute> Touch for State<T> {
    fn text(&self) -> String {
        format!("{:?}", self.position[0])
    }
    fn is_zero(&self) -> bool {
        self.position[0].is_zero()
    }
    fn resize(&mut self, position: isize, velocity: isize, memories: isize, memory: isize) {
        resized(&mut self.position, position, T::one());
        resized(&mut self.velocity, velocity, T::one());
        resized(&mut self.memory, memories, vec![T::zero()]);
        self.memory.iter_mut().for_each(|vector| resized(vector, memory, T::one()));
    }
    fn push(&mut self, n: i64) {
        self.position[0] = self.position[0].clone() + T::from_integer(n);
    }
    fn root(&mut self, n: i64, scale: i64) {
        let radicand = T::from_integer(n) + T::from_integer(scale) * self.position[0].square();
        self.position[0] = self.position[0].clone() + radicand.sqrt();
    }
    fn quotient(&mut self, n: i64) {
        self.position[0] = self.position[0].clone() + T::one() / T::from_integer(n);
    }
    fn square(&mut self) {
        self.position[0] = self.position[0].square();
    }
    fn steps(&mut self) -> &mut u64 {
        &mut self.steps
    }
}

/// Symplectic Euler, and a fault after each step.
struct Broken {
    fault: Fault,
    memory: &'static [&'static str],
    calls: AtomicU64,
    last: Mutex<String>,
}

fn broken(fault: Fault) -> Broken {
    Broken { fault, memory: &[], calls: AtomicU64::new(0), last: Mutex::default() }
}

impl Describe for Broken {
    fn description(&self) -> Description {
        Description { memory: self.memory, name: "broken", ..Mine { name: "" }.description() }
    }
}

impl<T: Root + Absolute> Step<T> for Broken {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        let report = Step::step(&Mine { name: "" }, hyper, oracle, state);
        (self.fault)(self, state);
        report
    }
}

fn certified(fault: Fault) -> Result<Vec<Certificate>, CertifyError> {
    certify(&Entry::root(broken(fault)))
}

/// The error of a rule that is refused.
fn refused(rule: Broken) -> CertifyError {
    certify(&Entry::root(rule)).expect_err("it breaks the contract")
}

#[test]
fn control_without_a_fault_the_rule_is_certified() {
    let certificates = certified(|_, _| {}).expect("a good rule");
    assert_eq!(of(&certificates, Property::Symplectic).verdict, Verdict::Proved);
    let remembering = Broken { memory: &["unused"], ..broken(|_, _| {}) };
    assert!(certify(&Entry::root(remembering)).is_ok());
}

#[test]
fn a_rule_that_panics_is_refused_with_its_message() {
    let error = refused(broken(|_, _| panic!("not today")));
    assert_eq!(error, CertifyError::Panicked { method: "broken", message: "not today".to_owned() });
    let formatted = refused(broken(|_, state| panic!("at {}", state.text())));
    assert!(formatted.to_string().starts_with("method broken: a step panicked on ordinary numbers: at 0."));
}

/// A rule that reads decimals out of its numbers runs on floats alone.
#[test]
fn a_rule_that_panics_on_symbols_leaves_properties_undecided() {
    let fault: Fault = |_, state| {
        state.text().parse::<f64>().expect("a decimal");
    };
    let certificates = certified(fault).expect("it runs on floats");
    for certificate in &certificates {
        match &certificate.verdict {
            Verdict::Undecided(reason) => assert!(reason.contains("panicked: a decimal"), "{reason}"),
            verdict => assert!(matches!(verdict, Verdict::NotApplicable(_)), "{certificate}"),
        }
    }
    assert!(matches!(of(&certificates, Property::Symplectic).verdict, Verdict::Undecided(_)));
    let replayed =
        Property::FixedPoint.replay(&Entry::root(broken(fault)), "v1 after 4 steps from rest", &Point::default());
    assert!(replayed.is_ok() || matches!(replayed, Err(ReplayError::Panicked { .. })), "{replayed:?}");
}

#[test]
fn a_rule_that_panics_on_some_values_never_panics_through() {
    let fault: Fault = |_, state| assert!(!state.is_zero(), "no origin");
    let certificates = certified(fault).expect("the audit's starts are elsewhere");
    let fixed = of(&certificates, Property::FixedPoint);
    assert_eq!(fixed.verdict, Verdict::Undecided("the rule panicked: no origin".to_owned()), "{fixed}");
    let origin = Property::FixedPoint.replay(&Entry::root(broken(fault)), "q1", &Point::default());
    assert!(matches!(&origin, Err(ReplayError::Panicked { message, .. }) if message == "no origin"), "{origin:?}");
}

/// Steps that never end, or recurse without end, are refused with the budget.
#[test]
fn a_rule_that_never_ends_is_refused() {
    #[expect(unconditional_recursion, reason = "that it never ends is the fault")]
    fn deeper(state: &mut dyn Touch) {
        state.push(1);
        deeper(state);
        state.push(1);
    }
    let faults: [Fault; 2] = [
        |_, state| {
            loop {
                state.push(1);
            }
        },
        |_, state| deeper(state),
    ];
    for fault in faults {
        let error = refused(broken(fault));
        assert!(matches!(error, CertifyError::TooLarge { method: "broken", .. }), "{error}");
        assert!(error.to_string().contains("operations"), "{error}");
    }
}

/// Set in the process that [`nothing_of_a_panic_is_printed`] starts to read what it prints.
const PRINTED: &str = "STABLE_SGD_PRINTED";

#[test]
fn panics_inside() {
    assert!(certified(|_, _| panic!("not to be printed")).is_err());
    let fault: Fault = |_, state| assert!(!state.is_zero(), "not to be printed");
    assert!(certified(fault).is_ok());
}

#[test]
fn nothing_of_a_panic_is_printed() {
    let run = |name: &str| {
        let program = std::env::current_exe().expect("this program");
        let mut command = std::process::Command::new(program);
        let command = command.args(["--exact", name, "--nocapture"]).env(PRINTED, "1");
        let ran = command.output().expect("it runs");
        (ran.status.success(), String::from_utf8_lossy(&ran.stderr).into_owned())
    };
    let (passed, printed) = run("own_rule::broken::panics_inside");
    assert!(passed && !printed.contains("not to be printed") && !printed.contains("panicked"), "{printed}");
    // The control: a panic outside is printed.
    let (passed, printed) = run("own_rule::broken::panics_outside");
    assert!(!passed && printed.contains("to be printed"), "{printed}");
}

/// Fails in the process that reads what it prints; elsewhere the panic is caught and told.
#[test]
fn panics_outside() {
    let outside = || {
        let _ = certified(|_, _| panic!("inside"));
        panic!("to be printed");
    };
    if std::env::var_os(PRINTED).is_some() {
        outside();
    }
    let caught = std::panic::catch_unwind(outside).expect_err("it panics");
    assert_eq!(caught.downcast_ref::<&str>(), Some(&"to be printed"));
}

#[test]
fn a_vector_of_another_length_is_named() {
    let cases: [(Fault, &str, usize); 5] = [
        (|_, state| state.resize(1, 0, 0, 0), "the point", 2),
        (|_, state| state.resize(-1, 0, 0, 0), "the point", 0),
        (|_, state| state.resize(0, 2, 0, 0), "the velocity", 3),
        (|_, state| state.resize(0, -1, 0, 0), "the velocity", 0),
        (|_, state| state.resize(0, 0, 0, 1), "the memory \"trace\"", 2),
    ];
    for (fault, vector, found) in cases {
        let error = refused(Broken { memory: &["trace"], ..broken(fault) });
        let vector = vector.to_owned();
        assert_eq!(error, CertifyError::WrongLength { method: "broken", vector, expected: 1, found });
    }
}

#[test]
fn another_number_of_memories_is_named() {
    for (change, found) in [(1, 3), (-1, 1), (-2, 0)] {
        let fault: Fault = match change {
            1 => |_, state| state.resize(0, 0, 1, 0),
            -1 => |_, state| state.resize(0, 0, -1, 0),
            _ => |_, state| state.resize(0, 0, -2, 0),
        };
        let error = refused(Broken { memory: &["a", "b"], ..broken(fault) });
        assert_eq!(error, CertifyError::WrongMemory { method: "broken", expected: 2, found });
    }
}

/// Counters of several periods, one that waits, the last point, and a count of steps.
#[test]
fn a_memory_outside_the_state_is_found() {
    fn every<const PERIOD: u64>(rule: &Broken, state: &mut dyn Touch) {
        if rule.calls.fetch_add(1, Ordering::SeqCst) % PERIOD == PERIOD - 1 {
            state.push(1);
        }
    }
    fn after_long(rule: &Broken, state: &mut dyn Touch) {
        state.push(i64::from(rule.calls.fetch_add(1, Ordering::SeqCst) >= 500));
    }
    fn remembers_the_last_point(rule: &Broken, state: &mut dyn Touch) {
        let mut last = rule.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let known = std::mem::replace(&mut *last, state.text());
        state.push(i64::from(known > *last));
    }
    fn counts(rule: &Broken, state: &mut dyn Touch) {
        *state.steps() = rule.calls.fetch_add(1, Ordering::SeqCst);
    }
    let faults: [(&str, Fault); 9] = [
        ("every second call", every::<2>),
        ("every third call", every::<3>),
        ("every fifth call", every::<5>),
        ("every seventh call", every::<7>),
        ("every tenth call", every::<10>),
        ("every twelfth call", every::<12>),
        ("from the 500th call on", after_long),
        ("the last point", remembers_the_last_point),
        ("the count of calls", counts),
    ];
    for (what, fault) in faults {
        let error = refused(broken(fault));
        assert!(matches!(error, CertifyError::HiddenState { .. }), "{what}: {error}");
        assert!(error.to_string().contains("keep it in `State::memory`"));
    }
}

/// The state that a hidden counter changes is named, with what it was.
#[test]
fn the_vector_that_differs_is_named() {
    let error = refused(broken(|rule, state| *state.steps() = rule.calls.fetch_add(1, Ordering::SeqCst)));
    let CertifyError::HiddenState { vector, first, second, .. } = error else { panic!("{error}") };
    assert_eq!(vector, "the count of steps");
    assert_ne!(first, second);
}

#[test]
fn a_formula_that_is_defined_nowhere_is_refused() {
    let negative = refused(broken(|_, state| state.root(-1, -1)));
    let vector = "the point".to_owned();
    assert_eq!(negative, CertifyError::NotFinite { method: "broken", vector, step: 1, steps: 64 });
    let quotient = refused(broken(|_, state| state.quotient(0)));
    assert!(quotient.to_string().contains("defined along none"), "{quotient}");
    // From the eleventh step on: schedules that end.
    let late = refused(broken(|_, state| {
        let left = 10 - i64::try_from(*state.steps()).expect("few steps");
        state.root(left, 0);
    }));
    assert!(matches!(late, CertifyError::NotFinite { step: 11, .. }), "{late}");
    // The control: a root that is defined everywhere.
    assert!(certified(|_, state| state.root(1, 1)).is_ok());
}

/// Powers that no budget holds: undecided or settled, and in time.
#[test]
fn numbers_beyond_the_budget_are_no_hang() {
    let certificates = certified(|_, state| (0..9).for_each(|_| state.square())).expect("it keeps to the contract");
    let symplectic = of(&certificates, Property::ConformallySymplectic);
    assert!(!symplectic.verdict.holds(), "{symplectic}");
}

/// A rule whose description alone is wrong.
struct Named(&'static [NumberSpec]);

impl Describe for Named {
    fn description(&self) -> Description {
        Description { numbers: self.0, ..Description::new("named", "q' = q − η g") }
    }
}

impl<T: Ring> Step<T> for Named {
    fn step(&self, hyper: &Hyperparameters<T>, oracle: &mut dyn Oracle<T>, state: &mut State<T>) -> Report<T> {
        oracle.gradient(&state.position, &mut state.scratch);
        for (q, g) in state.position.iter_mut().zip(&state.scratch) {
            *q = q.clone() - hyper.numbers[0].clone() * g;
        }
        Report::NONE
    }
}

fn named(numbers: &'static [NumberSpec]) -> Result<Vec<Certificate>, CertifyError> {
    certify(&Entry::algebra(Named(numbers)))
}

/// A number called v1 would stand for the velocity in a proof.
#[test]
fn names_that_mean_something_else_in_a_proof_are_refused() {
    const GOOD: &[NumberSpec] = &[NumberSpec::rate("lr", (1, 10), "rate")];
    assert!(named(GOOD).is_ok());
    const WRONG: [&[NumberSpec]; 10] = [
        &[NumberSpec::rate("lr*momentum", (1, 10), "rate")],
        &[NumberSpec::rate("v1", (1, 10), "rate")],
        &[NumberSpec::rate("m1_2", (1, 10), "rate")],
        &[NumberSpec::rate("H0_11", (1, 10), "rate")],
        &[NumberSpec::rate("U", (1, 10), "rate")],
        &[NumberSpec::rate("unit", (1, 10), "rate")],
        &[NumberSpec::rate("lr′", (1, 10), "rate")],
        &[NumberSpec::rate("√(lr)", (1, 10), "rate")],
        &[NumberSpec::rate("", (1, 10), "rate")],
        &[NumberSpec::rate("lr", (1, 10), "rate"), NumberSpec::rate("lr", (1, 10), "rate")],
    ];
    for numbers in WRONG {
        let error = named(numbers).expect_err("a wrong name");
        let last = numbers.last().map_or("", |spec| spec.name);
        assert!(matches!(error, CertifyError::WrongName { name, .. } if name == last), "{error}");
    }
}

#[test]
fn defaults_that_their_roles_exclude_are_refused() {
    const RIGHT: [&[NumberSpec]; 3] = [
        &[NumberSpec::fraction("share", (1, 1), "share")],
        &[NumberSpec::weight("weight", (0, 1), "weight")],
        &[NumberSpec::coefficient("coefficient", (-1, 3), "coefficient")],
    ];
    for numbers in RIGHT {
        assert_eq!(stable_sgd::structure::audit(&Entry::algebra(Named(numbers))), Ok(()));
    }
    const WRONG: [&[NumberSpec]; 6] = [
        &[NumberSpec::rate("lr", (0, 1), "rate")],
        &[NumberSpec::rate("lr", (1, 0), "rate")],
        &[NumberSpec::fraction("share", (3, 2), "share")],
        &[NumberSpec::fraction("share", (1, -2), "share")],
        &[NumberSpec::weight("weight", (-1, 2), "weight")],
        &[NumberSpec::coefficient("coefficient", (1, 0), "coefficient")],
    ];
    for numbers in WRONG {
        let error = named(numbers).expect_err("a wrong default");
        assert!(matches!(error, CertifyError::WrongDefault { .. }), "{error}");
    }
    let error = named(WRONG[2]).expect_err("a wrong default").to_string();
    assert_eq!(error, "method named: the default of share is 3/2; expected a fraction between 0 and 1");
}
