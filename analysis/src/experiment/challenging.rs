//! Keys of the challenging experiment.

use super::key::{Key, KeyKind, Value};
use stable_sgd::experiment::challenging::Settings;
use stable_sgd::method::Role;
use stable_sgd::problem::challenging::VectorField;
use stable_sgd::problem::{Setting, SettingValue};

/// Bytes a coordinate: the landscape (6 numbers, twice) and the state (6).
const BYTES_A_COORDINATE: u64 = 8 * 20;
/// Bytes a step: its record and its rows.
const BYTES_A_STEP: u64 = 8 * 24;

pub(super) fn keys() -> Vec<Key> {
    let number = |name, default, role, meaning| Key::new(name, default, KeyKind::Number(role), meaning);
    let switch = |name, default, meaning| Key::new(name, default, KeyKind::Switch, meaning);
    let whole = |name, default, most, bytes, meaning| {
        Key::new(name, default, KeyKind::Whole { least: 1, most, bytes }, meaning)
    };
    vec![
        Key::new("seed", "42", KeyKind::Whole { least: 0, most: u64::MAX, bytes: 0 }, "seed of the random numbers"),
        whole("dimension", "50", 1_000_000, BYTES_A_COORDINATE, "coordinates"),
        whole("steps", "150", 10_000_000, BYTES_A_STEP, "steps of each optimizer"),
        number("noise", "0.4", Role::Weight, "level of the uniform noise on each gradient"),
        Key::new(
            "gradient",
            "coded",
            KeyKind::Setting("challenging", Setting::word("gradient", &["coded", "true"], "")),
            "the field that the program codes, or the gradient of the loss",
        ),
        number("sgd.lr", "0.005", Role::Rate, "learning rate"),
        number("sgd.momentum", "0.9", Role::Fraction, "momentum"),
        number("stable.lr", "0.005", Role::Rate, "learning rate (it acts twice)"),
        number("stable.momentum", "0.9", Role::Fraction, "momentum"),
        number(
            "stable.temporal_stability",
            "0.03",
            Role::Weight,
            "weight of the penalty (without effect as published)",
        ),
        switch("stable.energy_conservation", "on", "scale the step by the energy factor"),
        switch("stable.gradient_smoothing", "on", "average the gradient with the one before"),
    ]
}

pub(super) fn set(settings: &mut Settings, name: &str, value: &Value) -> bool {
    match (name, value) {
        ("seed", Value::Whole(n)) => settings.seed = *n,
        ("dimension", Value::Whole(n)) => settings.dimension = *n as usize,
        ("steps", Value::Whole(n)) => settings.steps = *n as usize,
        ("noise", Value::Real(x)) => settings.noise = *x,
        ("gradient", Value::Setting(word)) => {
            settings.field = if word.text() == "true" { VectorField::TrueGradient } else { VectorField::Coded };
        }
        _ => return false,
    }
    true
}

pub(super) fn settings(settings: &Settings) -> Vec<(String, Value)> {
    let field = match settings.field {
        VectorField::Coded => "coded",
        VectorField::TrueGradient => "true",
    };
    [
        ("seed", Value::Whole(settings.seed)),
        ("dimension", Value::Whole(settings.dimension as u64)),
        ("steps", Value::Whole(settings.steps as u64)),
        ("noise", Value::Real(settings.noise)),
        ("gradient", Value::Setting(SettingValue::Word(field.to_owned()))),
        ("paired", Value::Switch(settings.paired)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}

pub(super) fn memory(settings: &Settings) -> u128 {
    settings.dimension as u128 * u128::from(BYTES_A_COORDINATE) + settings.steps as u128 * u128::from(BYTES_A_STEP)
}
