//! The published programs are reproduced: their traces to the bit, their
//! printed numbers to the printed digit, and what their parts do not do.

use crate::strategies::{SmallLandscape, SmallLanguage, cases, small_landscape, small_language, weight};
use crate::tolerance::{same, same_vectors, within_library};
use proptest::prelude::*;
use stable_sgd::data;
use stable_sgd::experiment::{Contender, Run, challenging, language, metrics};
use stable_sgd::problem::language::Sizes;
use stable_sgd::random::Python;
use stable_sgd::reference::{
    Agreement, CHALLENGING, Comparison, LANGUAGE_PYTHON2, LANGUAGE_PYTHON3, REFERENCE_FINGERPRINT, ReferenceFile, Row,
    Trace,
};
use stable_sgd::scalar::fingerprint;
use std::sync::LazyLock;

/// Values in the trace of challenging: 150 losses and distances of each
/// optimizer, and 150 energies.
const CHALLENGING_VALUES: u64 = 750;

/// Values in a trace of language: 50 losses of each optimizer, 50 energies.
const LANGUAGE_VALUES: u64 = 150;

fn trace(file: ReferenceFile, bytes: &[u8]) -> Trace {
    file.read(bytes).unwrap_or_else(|error| panic!("{error}"))
}

fn challenging(settings: &challenging::Settings) -> Vec<Run> {
    challenging::run(settings).expect("each method's own hyperparameters")
}

fn language(settings: &language::Settings) -> Vec<Run> {
    language::run(settings).expect("each method's own hyperparameters")
}

// The published runs, once for all tests: a language run takes seconds unoptimised.
static CHALLENGING_TRACE: LazyLock<Trace> = LazyLock::new(|| trace(CHALLENGING, data::CHALLENGING));
static CHALLENGING_RUNS: LazyLock<Vec<Run>> = LazyLock::new(|| challenging(&challenging::Settings::published()));
static PYTHON2_RUNS: LazyLock<Vec<Run>> = LazyLock::new(|| language(&language::Settings::published(Python::Two)));
static PYTHON3_RUNS: LazyLock<Vec<Run>> = LazyLock::new(|| language(&language::Settings::published(Python::Three)));
static FINGERPRINT: LazyLock<u64> = LazyLock::new(fingerprint);

/// Both contenders' rows against a trace.
fn compare(runs: &[Run], trace: &Trace) -> Comparison {
    let [sgd, stable_sgd] = runs else { panic!("two contenders were expected, {} ran", runs.len()) };
    assert_eq!((sgd.optimizer.as_str(), stable_sgd.optimizer.as_str()), ("sgd", "stable_sgd"));
    let mut comparison = Comparison::default();
    comparison.add_rows(&sgd.rows, &trace.sgd);
    comparison.add_rows(&stable_sgd.rows, &trace.stable_sgd);
    comparison
}

/// Fails unless exactly `values` values were compared and all agree: to the
/// bit, or within the ulps of another C library, which it then says.
fn require_agreement(comparison: Comparison, values: u64) {
    assert_eq!(comparison.values, values, "another number of values was compared: {comparison:?}");
    match comparison.agreement(*FINGERPRINT) {
        Agreement::Bits => {}
        Agreement::LibraryBits => {
            assert_ne!(*FINGERPRINT, REFERENCE_FINGERPRINT);
            println!("C library or processor {:#018x}, not the reference's: {comparison:?}", *FINGERPRINT);
        }
        Agreement::None => panic!("not the published values: {comparison:?}, fingerprint {:#018x}", *FINGERPRINT),
    }
}

/// How many values of two runs differ in a bit.
fn differing(a: &[Row], b: &[Row]) -> u64 {
    let mut comparison = Comparison::default();
    comparison.add_rows(a, b);
    comparison.values - comparison.equal
}

/// Whether two runs are the same, to the bit, in everything that they computed.
fn same_runs(a: &Run, b: &Run) -> bool {
    !a.steps.is_empty()
        && differing(&a.rows, &b.rows) == 0
        && differing(&a.steps, &b.steps) == 0
        && same_vectors(&a.start, &b.start)
        && same_vectors(&a.end, &b.end)
        && a.diverged_at == b.diverged_at
        && a.clock == b.clock
}

fn distances(run: &Run) -> Vec<f64> {
    run.rows.iter().map(|row| row.distance.expect("challenging records distances")).collect()
}

// The traces.

#[test]
fn challenging_is_the_published_trace_to_the_bit() {
    require_agreement(compare(&CHALLENGING_RUNS, &CHALLENGING_TRACE), CHALLENGING_VALUES);
}

#[test]
fn language_under_python_2_is_its_trace_to_the_bit() {
    let expected = trace(LANGUAGE_PYTHON2, data::LANGUAGE_PYTHON2);
    require_agreement(compare(&PYTHON2_RUNS, &expected), LANGUAGE_VALUES);
}

#[test]
fn language_under_python_3_is_its_trace_to_the_bit() {
    let expected = trace(LANGUAGE_PYTHON3, data::LANGUAGE_PYTHON3);
    require_agreement(compare(&PYTHON3_RUNS, &expected), LANGUAGE_VALUES);
}

#[test]
fn control_another_seed_or_rate_or_python_is_not_the_trace() {
    let mut seed = challenging::Settings::published();
    seed.seed = 43;
    let mut rate = challenging::Settings::published();
    assert!(rate.contenders[1].set_number("lr", 0.006));
    for settings in [seed, rate] {
        let comparison = compare(&challenging(&settings), &CHALLENGING_TRACE);
        assert_eq!(comparison.values, CHALLENGING_VALUES);
        assert_eq!(comparison.agreement(*FINGERPRINT), Agreement::None, "{comparison:?}");
    }
    let crossed = compare(&PYTHON2_RUNS, &trace(LANGUAGE_PYTHON3, data::LANGUAGE_PYTHON3));
    assert_eq!(crossed.values, LANGUAGE_VALUES);
    assert_eq!(crossed.agreement(*FINGERPRINT), Agreement::None, "{crossed:?}");
}

#[test]
fn control_a_missing_row_is_found() {
    let mut runs = CHALLENGING_RUNS.clone();
    runs[1].rows.pop();
    let comparison = compare(&runs, &CHALLENGING_TRACE);
    assert_eq!(comparison.values, CHALLENGING_VALUES);
    assert_eq!(comparison.agreement(*FINGERPRINT), Agreement::None);
}

proptest! {
    #![proptest_config(cases(0.25))]

    /// The control of the comparison: no bit of any value can differ unseen.
    #[test]
    fn control_one_flipped_bit_anywhere_is_found(row in 0_usize..150, column in 0_usize..5, bit in 0_u32..64) {
        let mut runs = CHALLENGING_RUNS.clone();
        let flip = |x: &mut f64| *x = f64::from_bits(x.to_bits() ^ (1 << bit));
        let flip_option = |x: &mut Option<f64>| flip(x.as_mut().expect("recorded"));
        match column {
            0 => flip(&mut runs[0].rows[row].loss),
            1 => flip_option(&mut runs[0].rows[row].distance),
            2 => flip(&mut runs[1].rows[row].loss),
            3 => flip_option(&mut runs[1].rows[row].distance),
            _ => flip_option(&mut runs[1].rows[row].energy),
        }
        prop_assert!(!same_runs(&runs[column.min(2) / 2], &CHALLENGING_RUNS[column.min(2) / 2]));
        let comparison = compare(&runs, &CHALLENGING_TRACE);
        prop_assert_eq!(comparison.agreement(REFERENCE_FINGERPRINT), Agreement::None);
    }

    /// An altered reference file is refused before it is compared with.
    #[test]
    fn an_altered_byte_of_a_trace_is_refused(place in any::<prop::sample::Index>(), bit in 0_u32..8) {
        let files = [
            (CHALLENGING, data::CHALLENGING),
            (LANGUAGE_PYTHON2, data::LANGUAGE_PYTHON2),
            (LANGUAGE_PYTHON3, data::LANGUAGE_PYTHON3),
        ];
        for (file, bytes) in files {
            prop_assert!(file.verify(bytes).is_ok());
            let mut altered = bytes.to_vec();
            altered[place.index(bytes.len())] ^= 1 << bit;
            prop_assert!(file.read(&altered).is_err());
        }
    }
}

/// Where the squares x·x of plain floats move the published run: StableSGD's
/// values, by column and step.
fn places_where_plain_floats_differ() -> Vec<(&'static str, usize)> {
    let mut settings = challenging::Settings::published();
    for contender in &mut settings.contenders {
        // A clean form runs on `f64`, a program on `Libm64`.
        contender.method.description.program = false;
    }
    let plain = challenging(&settings);
    assert_eq!(differing(&plain[0].rows, &CHALLENGING_RUNS[0].rows), 0, "SGD's values hold no such square");
    let mut places = Vec::new();
    for (step, (a, b)) in plain[1].rows.iter().zip(&CHALLENGING_RUNS[1].rows).enumerate() {
        let (distances, energies) = ((a.distance, b.distance), (a.energy, b.energy));
        let columns = [("loss", (Some(a.loss), Some(b.loss))), ("distance", distances), ("energy", energies)];
        for (column, (plain, libm)) in columns {
            let (plain, libm) = (plain.expect("recorded"), libm.expect("recorded"));
            assert!(within_library(plain, libm), "{column} {step}: {plain:?} against {libm:?}");
            if !same(plain, libm) {
                places.push((column, step));
            }
        }
    }
    places
}

/// The trap: with x·x in the place of pow(x, 2.0) all values but three come
/// out, so that no final value sees it. Another C library's `pow` may round
/// other squares otherwise, but no more than a few.
#[test]
fn control_squares_by_multiplication_move_exactly_three_values() {
    let places = places_where_plain_floats_differ();
    if *FINGERPRINT == REFERENCE_FINGERPRINT {
        assert_eq!(places, [("energy", 50), ("loss", 63), ("loss", 82)]);
    } else {
        println!("another C library or processor: squares by multiplication move {places:?}");
        assert!(places.len() <= 30, "{places:?}");
    }
}

// The printed numbers.

#[test]
fn challenging_prints_the_published_numbers() {
    let printed = |run: &Run| {
        let distances = distances(run);
        let last = distances.last().copied().expect("150 steps");
        let converged = metrics::first_below(distances.into_iter().map(Some), challenging::CONVERGED_BELOW);
        let stability = metrics::stability(&run.losses()).expect("150 losses");
        (format!("{:.6}", run.final_loss()), format!("{last:.6}"), stability, converged)
    };
    let text = |loss: &str, distance: &str| (loss.to_owned(), distance.to_owned(), f64::INFINITY, None);
    assert_eq!(printed(&CHALLENGING_RUNS[0]), text("-18.522927", "2.970368"));
    assert_eq!(printed(&CHALLENGING_RUNS[1]), text("-8.140871", "4.761209"));
    let variance = metrics::energy_variance(&CHALLENGING_RUNS[1].energies()).expect("150 energies");
    assert_eq!(format!("{variance:.6}"), "1.646330");
    assert_eq!(metrics::energy_variance(&CHALLENGING_RUNS[0].energies()), None, "SGD has no energy");
}

/// SGD passes its best loss on the way, as it follows a field that is not the
/// loss's gradient.
#[test]
fn sgd_falls_to_minus_36_and_climbs_back() {
    let (best, step) = CHALLENGING_RUNS[0].best_loss();
    assert_eq!(format!("{best:.2}"), "-36.36");
    assert!(0 < step && step < 149, "{step}");
    assert_eq!(format!("{:.2}", CHALLENGING_RUNS[0].final_loss()), "-18.52");
}

#[test]
fn language_prints_the_published_numbers() {
    let printed = |run: &Run| {
        let stability = metrics::stability(&run.losses()).expect("50 losses");
        (format!("{:.6}", run.final_loss()), format!("{stability:.8}"))
    };
    let text = |loss: &str, stability: &str| (loss.to_owned(), stability.to_owned());
    assert_eq!(printed(&PYTHON2_RUNS[0]), text("87.481869", "0.00019757"));
    assert_eq!(printed(&PYTHON2_RUNS[1]), text("87.536290", "0.00019899"));
    assert_eq!(printed(&PYTHON3_RUNS[0]), text("87.460260", "0.00014839"));
    assert_eq!(printed(&PYTHON3_RUNS[1]), text("87.528960", "0.00017547"));
    let step_energies: Vec<f64> = PYTHON3_RUNS[1].steps.iter().filter_map(|row| row.energy).collect();
    assert_eq!(step_energies.len(), 150);
    let stability = metrics::energy_stability(&step_energies).expect("150 energies");
    assert_eq!(format!("{stability:.8}"), "0.11298711");
}

/// Whether nothing was learned: 19 ln 100 for 19 tokens of 100, within a
/// thousandth of it.
fn is_chance_level(loss: f64) -> bool {
    let chance = 19.0 * 100.0_f64.ln();
    (loss / chance - 1.0).abs() < 1e-3
}

#[test]
fn language_ends_at_chance_level() {
    for run in PYTHON2_RUNS.iter().chain(PYTHON3_RUNS.iter()) {
        assert!(is_chance_level(run.final_loss()), "{}: {}", run.optimizer, run.final_loss());
    }
}

/// The control: five epochs at a thousand times the rate do learn.
#[test]
fn control_a_larger_rate_leaves_chance_level() {
    let mut settings = language::Settings::published(Python::Three);
    settings.epochs = 5;
    settings.contenders.truncate(1);
    assert!(settings.contenders[0].set_number("lr", 1.0));
    let loss = language(&settings)[0].final_loss();
    assert!(loss.is_finite() && !is_chance_level(loss), "{loss}");
}

// One thing changed at a time.

/// StableSGD's final loss after `change`, as the table prints it.
fn final_loss_after(change: impl FnOnce(&mut Contender) -> bool) -> String {
    let mut settings = challenging::Settings::published();
    assert!(change(&mut settings.contenders[1]), "no such number or switch");
    format!("{:.4}", challenging(&settings)[1].final_loss())
}

#[test]
fn changing_one_thing_at_a_time_gives_the_tables_losses() {
    assert_eq!(final_loss_after(|_| true), "-8.1409");
    assert_eq!(final_loss_after(|c| c.set_switch("energy_conservation", false)), "-8.4435");
    assert_eq!(final_loss_after(|c| c.set_switch("gradient_smoothing", false)), "-7.9589");
    assert_eq!(final_loss_after(|c| c.set_number("lr", 0.005_f64.sqrt())), "-22.2854");
}

/// Runs `settings` with the weight τ of the second contender set.
fn with_weight(mut settings: challenging::Settings, weight: f64) -> Vec<Run> {
    assert!(settings.contenders[1].set_number("temporal_stability", weight));
    challenging(&settings)
}

/// The published experiment with StableSGD as the paper describes it.
fn as_described() -> challenging::Settings {
    let mut settings = challenging::Settings::published();
    settings.contenders[1] = Contender::registered("stable_sgd").expect("registered");
    settings
}

fn all_penalties_are_zero(run: &Run) -> bool {
    !run.penalties.is_empty() && run.penalties.iter().all(|penalty| *penalty == 0.0)
}

#[test]
fn the_published_penalty_is_always_zero() {
    assert_eq!(CHALLENGING_RUNS[1].penalties.len(), 150);
    assert!(all_penalties_are_zero(&CHALLENGING_RUNS[1]));
    for runs in [&PYTHON2_RUNS, &PYTHON3_RUNS] {
        assert_eq!(runs[1].penalties.len(), 150);
        assert!(all_penalties_are_zero(&runs[1]));
    }
}

#[test]
fn language_with_a_weight_of_a_million_gives_the_same_bits() {
    let mut settings = language::Settings::published(Python::Three);
    assert!(settings.contenders[1].set_number("temporal_stability", 1e6));
    assert!(same_runs(&language(&settings)[1], &PYTHON3_RUNS[1]));
}

/// The control: where the penalty is on the point before, τ matters.
#[test]
fn control_the_weight_of_the_described_penalty_changes_the_run() {
    let [off, on] = [0.0, 0.03].map(|weight| with_weight(as_described(), weight));
    assert!(same_runs(&off[0], &on[0]), "SGD has no weight");
    assert!(!same_runs(&off[1], &on[1]));
    assert!(all_penalties_are_zero(&off[1]) && !all_penalties_are_zero(&on[1]));
}

proptest! {
    #![proptest_config(cases(0.05))]

    #[test]
    fn challenging_gives_the_same_bits_at_every_weight(weight in weight()) {
        let runs = with_weight(challenging::Settings::published(), weight);
        prop_assert!(same_runs(&runs[1], &CHALLENGING_RUNS[1]));
        prop_assert!(all_penalties_are_zero(&runs[1]));
    }

    #[test]
    fn a_small_language_gives_the_same_bits_at_every_weight(weight in weight()) {
        let mut settings = SMALL_LANGUAGE.clone();
        prop_assert!(settings.contenders[1].set_number("temporal_stability", weight));
        let runs = language(&settings);
        prop_assert!(same_runs(&runs[1], &SMALL_LANGUAGE_RUNS[1]));
        prop_assert!(all_penalties_are_zero(&runs[1]));
    }
}

// Small sizes.

static SMALL_LANGUAGE: LazyLock<language::Settings> = LazyLock::new(|| language::Settings {
    sizes: Sizes { vocabulary: 12, sequence: 6, embedding: 5, batch: 2 },
    epochs: 8,
    ..language::Settings::published(Python::Three)
});
static SMALL_LANGUAGE_RUNS: LazyLock<Vec<Run>> = LazyLock::new(|| language(&SMALL_LANGUAGE));

fn is_finite(row: &Row) -> bool {
    row.loss.is_finite() && row.distance.is_none_or(f64::is_finite) && row.energy.is_none_or(f64::is_finite)
}

proptest! {
    #![proptest_config(cases(0.25))]

    #[test]
    fn a_small_landscape_runs_all_its_steps(small in small_landscape()) {
        let runs = challenging(&small.settings());
        prop_assert_eq!(runs.len(), 2);
        let SmallLandscape { dimension, steps, .. } = small;
        for run in &runs {
            prop_assert_eq!((run.start.len(), run.end.len(), run.rows.len()), (dimension, dimension, steps));
            prop_assert!(run.rows.iter().all(is_finite) && run.diverged_at.is_none());
            prop_assert_eq!(run.clock.1 + 1 - run.clock.0, steps as u64);
            prop_assert_eq!(steps == 0 || dimension == 0, same_vectors(&run.start, &run.end));
        }
    }

    #[test]
    fn a_small_language_runs_all_its_epochs(small in small_language()) {
        let runs = language(&small.settings());
        prop_assert_eq!(runs.len(), 2);
        let SmallLanguage { sizes, epochs, batches, .. } = small;
        for run in &runs {
            prop_assert_eq!(run.start.len(), sizes.embedding * sizes.vocabulary);
            prop_assert_eq!((run.rows.len(), run.steps.len()), (epochs, epochs * batches));
            prop_assert!(run.steps.iter().chain(&run.rows).all(is_finite) && run.diverged_at.is_none());
            prop_assert_eq!(run.clock.1 + 1 - run.clock.0, (epochs * batches) as u64);
        }
    }
}

// Divergence.

#[test]
fn a_diverging_contender_leaves_the_others_run_untouched() {
    let mut settings = challenging::Settings::published();
    assert!(settings.contenders[0].set_number("lr", 1e3));
    let runs = challenging(&settings);
    let step = runs[0].diverged_at.expect("a rate of 1000 diverges");
    assert_eq!(runs[0].rows.len(), step + 1);
    assert!(step < 149, "it diverged too late to pass anything over");
    assert!(!is_finite(&runs[0].rows[step]));
    // Of the step before, the squares of the distance may have overflowed: its
    // point and its loss had not.
    assert!(runs[0].rows[..step].iter().all(|row| row.loss.is_finite()), "it stopped later than it diverged");
    assert!(same_runs(&runs[1], &CHALLENGING_RUNS[1]));
}

#[test]
fn a_diverging_contender_leaves_the_others_language_run_untouched() {
    let mut settings = SMALL_LANGUAGE.clone();
    // A bounded gradient does not diverge at any rate: it takes a momentum above 1.
    assert!(settings.contenders[0].set_number("momentum", 1e100));
    let runs = language(&settings);
    let step = runs[0].diverged_at.expect("a momentum of 1e100 diverges");
    assert!(step + 1 < settings.steps(), "it diverged too late to pass anything over");
    assert!(same_runs(&runs[1], &SMALL_LANGUAGE_RUNS[1]));
}

/// The control: the second run does depend on what the first one drew.
#[test]
fn control_a_run_from_the_beginning_of_the_stream_is_another() {
    let settings = challenging::Settings::published();
    let contenders = vec![settings.contenders[1].clone()];
    let alone = challenging(&challenging::Settings { contenders, ..settings }).remove(0);
    assert!(!same_runs(&alone, &CHALLENGING_RUNS[1]));
    assert!(!same_vectors(&alone.start, &CHALLENGING_RUNS[1].start));
    let contenders = vec![SMALL_LANGUAGE.contenders[1].clone()];
    let alone = language(&language::Settings { contenders, ..SMALL_LANGUAGE.clone() }).remove(0);
    assert!(!same_runs(&alone, &SMALL_LANGUAGE_RUNS[1]));
    assert!(!same_vectors(&alone.start, &SMALL_LANGUAGE_RUNS[1].start));
}

// Pairing.

/// Whether two runs had the same start and clock.
fn is_paired(runs: &[Run]) -> bool {
    same_vectors(&runs[0].start, &runs[1].start) && runs[0].clock == runs[1].clock
}

#[test]
fn paired_runs_share_start_and_clock_and_published_runs_do_not() {
    let mut settings = challenging::Settings::published();
    settings.paired = true;
    let runs = challenging(&settings);
    assert!(is_paired(&runs));
    assert!(same_runs(&runs[0], &CHALLENGING_RUNS[0]), "the first contender runs as if unpaired");
    assert!(!is_paired(&CHALLENGING_RUNS));
    assert_eq!((CHALLENGING_RUNS[0].clock, CHALLENGING_RUNS[1].clock), ((1, 150), (151, 300)));

    let mut settings = SMALL_LANGUAGE.clone();
    settings.paired = true;
    let runs = language(&settings);
    assert!(is_paired(&runs));
    assert!(same_runs(&runs[0], &SMALL_LANGUAGE_RUNS[0]), "the first contender runs as if unpaired");
    assert!(!is_paired(&SMALL_LANGUAGE_RUNS));
}

/// Twins, the same method twice, show that noise and batches are shared too.
#[test]
fn paired_twins_run_alike_and_unpaired_twins_do_not() {
    for paired in [true, false] {
        let mut settings = challenging::Settings::published();
        settings.paired = paired;
        settings.contenders[0] = settings.contenders[1].clone();
        let runs = challenging(&settings);
        assert_eq!(same_runs(&runs[0], &runs[1]), paired);

        let mut settings = SMALL_LANGUAGE.clone();
        settings.paired = paired;
        settings.contenders[0] = settings.contenders[1].clone();
        let runs = language(&settings);
        assert_eq!(same_runs(&runs[0], &runs[1]), paired);
    }
}
