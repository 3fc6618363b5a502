//! Keys of the language experiment.

use super::key::{Key, KeyKind, Value};
use stable_sgd::experiment::language::Settings;
use stable_sgd::method::Role;
use stable_sgd::problem::language::Sizes;
use stable_sgd::random::Python;

/// The Python whose integers give the paper's numbers.
pub(super) const DEFAULT_PYTHON: Python = Python::Two;

/// Bytes a step: its record and its rows.
const BYTES_A_STEP: u64 = 8 * 24;

pub(super) fn keys() -> Vec<Key> {
    let number = |name, default, role, meaning| Key::new(name, default, KeyKind::Number(role), meaning);
    let whole = |name, default, least, most, bytes, meaning| {
        Key::new(name, default, KeyKind::Whole { least, most, bytes }, meaning)
    };
    vec![
        whole("seed", "42", 0, u64::MAX, 0, "seed of the random numbers"),
        whole("python", "2", 2, 3, 0, "which Python draws the integers (the paper's numbers are Python 2's)"),
        whole("vocabulary", "100", 1, 20_000, 8 * 20_000, "tokens; those outside a small one are skipped"),
        whole("sequence", "20", 2, 1_000_000, 8 * 40, "tokens of a pattern; the last is no input"),
        whole("embedding", "32", 1, 10_000, 8 * 5 * 10_000, "width of the embedding"),
        whole("epochs", "50", 1, 1_000_000, BYTES_A_STEP, "epochs of each optimizer"),
        whole("batch", "4", 1, 1_000_000, 8, "patterns in a batch"),
        whole("batches", "3", 1, 1_000_000, BYTES_A_STEP, "batches in an epoch"),
        number("sgd.lr", "0.001", Role::Rate, "learning rate"),
        number("sgd.momentum", "0.9", Role::Fraction, "momentum"),
        number("stable.lr", "0.001", Role::Rate, "learning rate (it acts twice)"),
        number("stable.momentum", "0.9", Role::Fraction, "momentum"),
        number(
            "stable.temporal_stability",
            "0.005",
            Role::Weight,
            "weight of the penalty (without effect as published)",
        ),
        Key::new("stable.energy_conservation", "on", KeyKind::Switch, "scale the step by the energy factor"),
    ]
}

pub(super) fn set(settings: &mut Settings, name: &str, value: &Value) -> bool {
    let Value::Whole(seed) = *value else { return false };
    let whole = seed as usize;
    let sizes = &mut settings.sizes;
    match name {
        "seed" => settings.seed = seed,
        "python" => settings.python = if whole == 2 { Python::Two } else { Python::Three },
        "vocabulary" => sizes.vocabulary = whole,
        "sequence" => sizes.sequence = whole,
        "embedding" => sizes.embedding = whole,
        "batch" => sizes.batch = whole,
        "epochs" => settings.epochs = whole,
        "batches" => settings.batches = whole,
        _ => return false,
    }
    true
}

pub(super) fn settings(settings: &Settings) -> Vec<(String, Value)> {
    let Sizes { vocabulary, sequence, embedding, batch } = settings.sizes;
    let python = match settings.python {
        Python::Two => 2,
        Python::Three => 3,
    };
    [
        ("seed", Value::Whole(settings.seed)),
        ("python", Value::Whole(python)),
        ("vocabulary", Value::Whole(vocabulary as u64)),
        ("sequence", Value::Whole(sequence as u64)),
        ("embedding", Value::Whole(embedding as u64)),
        ("epochs", Value::Whole(settings.epochs as u64)),
        ("batch", Value::Whole(batch as u64)),
        ("batches", Value::Whole(settings.batches as u64)),
        ("paired", Value::Switch(settings.paired)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}

pub(super) fn memory(settings: &Settings) -> u128 {
    let Sizes { vocabulary, sequence, embedding, batch } = settings.sizes;
    let [v, s, e, b] = [vocabulary, sequence, embedding, batch].map(|n| n as u128);
    let steps = settings.epochs as u128 * settings.batches as u128;
    // A table of errors, one sequence's errors, the model and the state, the patterns.
    8 * (v * v + s * v + 10 * v * e + 6 * e * e + 40 * s + b) + steps * u128::from(BYTES_A_STEP)
}

/// Products of the trained matrix with a token's features, over all tokens of
/// all batches; each is some ten nanoseconds.
pub(super) fn work(settings: &Settings) -> u128 {
    let Sizes { vocabulary, sequence, embedding, batch } = settings.sizes;
    let factors = [vocabulary, sequence, embedding, batch, settings.epochs, settings.batches];
    factors.iter().map(|n| *n as u128).product::<u128>() + (vocabulary * embedding * embedding) as u128
}
