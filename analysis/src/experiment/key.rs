//! Keys of an experiment: names, defaults, limits, and how a value is read.

use crate::literal::Literal;
use crate::output::{Usage, unknown};
use anyhow::Result;
use stable_sgd::experiment::Contender;
use stable_sgd::method::{Description, Role, registry};
use stable_sgd::problem::{Setting, SettingValue};
use std::borrow::Cow;
use std::fmt;

/// What a key may be set to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum KeyKind {
    /// A whole number within limits; `bytes` is what one more unit costs.
    Whole {
        /// Smallest allowed.
        least: u64,
        /// Largest allowed.
        most: u64,
        /// Bytes of memory a unit, so that an absurd value can be told its cost.
        bytes: u64,
    },
    /// A number of a method, or what is limited as one.
    Number(Role),
    /// on or off.
    Switch,
    /// What this setting of a problem takes.
    Setting(&'static str, Setting),
}

/// A key of an experiment.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// The name on the command line.
    pub name: Cow<'static, str>,
    /// The default, as it would be typed.
    pub default: Cow<'static, str>,
    /// What it may be set to.
    pub kind: KeyKind,
    /// What it does.
    pub meaning: Cow<'static, str>,
}

/// A value that a key was set to.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A whole number.
    Whole(u64),
    /// A number.
    Real(f64),
    /// A switch.
    Switch(bool),
    /// A value of a problem's setting.
    Setting(SettingValue),
}

impl Value {
    /// The value as JSON.
    pub fn json(&self) -> serde_json::Value {
        match self {
            Self::Whole(n) => (*n).into(),
            Self::Real(x) | Self::Setting(SettingValue::Number(x)) => super::outcome::number(Some(*x)),
            Self::Switch(on) => (*on).into(),
            Self::Setting(SettingValue::Word(word)) => word.as_str().into(),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(n) => write!(f, "{n}"),
            Self::Real(x) => write!(f, "{x:?}"),
            Self::Switch(on) => f.write_str(if *on { "on" } else { "off" }),
            Self::Setting(value) => f.write_str(&value.short()),
        }
    }
}

impl Key {
    /// Reads a value of this key.
    ///
    /// # Errors
    /// Names the key, the value and what is allowed.
    pub fn read(&self, text: &str) -> Result<Value> {
        let found = Literal::from(text);
        match self.kind {
            KeyKind::Whole { least, most, bytes } => {
                let need = found.real().filter(|x| bytes > 0 && (most as f64..1e18).contains(x));
                let need = need.map(|x| x * bytes as f64 / (1_u64 << 30) as f64);
                found.whole(&self.name, least..=most).map(Value::Whole).map_err(|error| match need {
                    Some(gib) => Usage::error(format!("{error} (this would need about {gib:.1} GiB of memory)")),
                    None => error,
                })
            }
            KeyKind::Number(role) => found.number(&self.name, role).map(Value::Real),
            KeyKind::Switch => found.switch(&self.name).map(Value::Switch),
            KeyKind::Setting(problem, setting) => found.setting(problem, &setting).map(Value::Setting),
        }
    }

    /// A key with these words.
    pub(super) fn new(name: &'static str, default: &'static str, kind: KeyKind, meaning: &'static str) -> Self {
        Self { name: name.into(), default: default.into(), kind, meaning: meaning.into() }
    }
}

/// Reads assignments "KEY=VALUE"; a key that is given twice keeps the last.
/// `stable.base_rate` is put last, since `stable.lr` sets the base rate too.
pub(super) fn assign(keys: &[Key], assignments: &[String]) -> Result<Vec<(String, Value)>> {
    let names: Vec<&str> = keys.iter().map(|key| &*key.name).collect();
    let mut assigned: Vec<(String, Value)> = Vec::new();
    for assignment in assignments {
        let (name, text) = assignment
            .split_once('=')
            .ok_or_else(|| Usage::error(format!("--set {assignment}: write KEY=VALUE, for example --set seed=7")))?;
        let key = keys.iter().find(|key| key.name == name.trim()).ok_or_else(|| unknown("key", name.trim(), &names))?;
        assigned.retain(|(other, _)| *other != key.name);
        assigned.push((key.name.to_string(), key.read(text.trim())?));
    }
    assigned.sort_by_key(|(name, _)| name == "stable.base_rate");
    Ok(assigned)
}

/// The prefix of a method's keys: every StableSGD of the paper has `stable`.
fn prefix_of(method: &'static str) -> &'static str {
    match method {
        "stable_sgd" | "published_challenging" | "published_language" => "stable",
        other => other,
    }
}

/// The prefix of a contender's keys.
pub(super) fn prefix(contender: &Contender) -> &'static str {
    prefix_of(contender.method.description.name)
}

/// Keys of a method's numbers and switches, by the registry; `note` stands behind each meaning.
fn keys_of(method: &str, note: &str) -> Vec<Key> {
    registry::find(method).map_or_else(Vec::new, |entry| keys_by(&entry.description, note))
}

/// Keys of a rule that was read: of one that is registered there are keys already.
pub(super) fn keys_of_read(contender: &Contender) -> Vec<Key> {
    let description = &contender.method.description;
    if registry::find(description.name).is_some() { Vec::new() } else { keys_by(description, "") }
}

fn keys_by(description: &Description, note: &str) -> Vec<Key> {
    let key = |name: &str, default: String, kind, meaning: &str| Key {
        name: format!("{}.{name}", prefix_of(description.name)).into(),
        default: default.into(),
        kind,
        meaning: format!("{meaning}{note}").into(),
    };
    let numbers = description.numbers.iter().zip(description.defaults().numbers);
    let numbers = numbers.map(|(spec, x)| key(spec.name, x.to_string(), KeyKind::Number(spec.role), spec.meaning));
    let switches = description.switches.iter();
    let switches =
        switches.map(|spec| key(spec.name, Value::Switch(spec.default).to_string(), KeyKind::Switch, spec.meaning));
    numbers.chain(switches).collect()
}

/// Keys of the two methods that run where none is named, of which the paper's experiments have
/// their own.
pub(super) fn pair_keys() -> Vec<Key> {
    let own = ["sgd", "stable_sgd"].into_iter().flat_map(|method| keys_of(method, ""));
    let listed = ["stable.base_rate", "stable.energy_scale"];
    let switches = ["stable.energy_conservation", "stable.gradient_smoothing"]
        .map(|name| Key::new(name, "on", KeyKind::Switch, "as in the paper's experiments"));
    own.filter(|key| !listed.contains(&&*key.name)).chain(switches).collect()
}

/// Keys of methods that only `--method` brings in: those that the experiments
/// have not, by the registry.
pub(super) fn method_keys() -> Vec<Key> {
    let number = |name, default, role, meaning| Key::new(name, default, KeyKind::Number(role), meaning);
    let base_rate = "base rate of the position step (--method stable_sgd)";
    let own = [
        number("stable.base_rate", "as stable.lr", Role::Rate, base_rate),
        number("stable.energy_scale", "0.1", Role::Weight, "c in 1 / (1 + c √E) (--method stable_sgd)"),
    ];
    let methods = registry::all().into_iter().map(|entry| entry.description.name);
    let others = methods.filter(|method| !["sgd", "stable"].contains(&prefix_of(method)));
    own.into_iter().chain(others.flat_map(|method| keys_of(method, &format!(" (--method {method})")))).collect()
}

/// Sets "prefix.name" of a contender; says whether it has it.
pub(super) fn set_contender(contender: &mut Contender, key: &str, value: &Value) -> bool {
    let Some((owner, name)) = key.split_once('.') else { return false };
    if owner != prefix(contender) {
        return false;
    }
    match (name, value) {
        // The paper's form has no switch for its energy factor: a scale of 0 is off.
        ("energy_conservation", Value::Switch(on)) if contender.number("energy_scale").is_some() => {
            *on || contender.set_number("energy_scale", 0.0)
        }
        (_, Value::Switch(on)) => contender.set_switch(name, *on),
        (_, Value::Real(x)) => {
            if name == "lr" {
                contender.set_number("base_rate", *x);
            }
            if owner == "packaged" && name == "momentum" {
                contender.set_switch("momentum_buffer", *x != 0.0);
            }
            contender.set_number(name, *x)
        }
        _ => false,
    }
}

/// A contender's hyperparameters, by key.
pub(super) fn contender_settings(contender: &Contender) -> Vec<(String, Value)> {
    let description = &contender.method.description;
    let key = |name: &str| format!("{}.{name}", prefix(contender));
    let numbers = description.numbers.iter().zip(&contender.hyper.numbers);
    let switches = description.switches.iter().zip(&contender.hyper.switches);
    let numbers = numbers.map(|(spec, x)| (key(spec.name), Value::Real(*x)));
    numbers.chain(switches.map(|(spec, on)| (key(spec.name), Value::Switch(*on)))).collect()
}
