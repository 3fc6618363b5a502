//! Keys of an experiment: names, defaults, limits, and how a value is read.

use crate::output::{Usage, unknown};
use anyhow::Result;
use stable_sgd::experiment::Contender;
use stable_sgd::method::registry;
use std::borrow::Cow;
use std::fmt;

/// What a key may be set to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A whole number within limits; `bytes` is what one more unit costs.
    Whole {
        /// Smallest allowed.
        least: u64,
        /// Largest allowed.
        most: u64,
        /// Bytes of memory a unit, so that an absurd value can be told its cost.
        bytes: u64,
    },
    /// A finite number, 0 or above.
    Real,
    /// A finite number.
    Signed,
    /// on or off.
    Switch,
    /// One of these words.
    Word(&'static [&'static str]),
}

/// A key of an experiment.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// The name on the command line.
    pub name: Cow<'static, str>,
    /// The default, as it would be typed.
    pub default: Cow<'static, str>,
    /// What it may be set to.
    pub kind: Kind,
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
    /// A word.
    Word(&'static str),
}

impl Value {
    /// The whole number, or 0 where the value is none: kinds are checked when
    /// a key is read.
    pub fn whole(&self) -> u64 {
        match self {
            Self::Whole(n) => *n,
            _ => 0,
        }
    }

    /// The number, or NaN where the value is none.
    pub fn real(&self) -> f64 {
        match self {
            Self::Real(x) => *x,
            _ => f64::NAN,
        }
    }

    /// The value as JSON.
    pub fn json(&self) -> serde_json::Value {
        match self {
            Self::Whole(n) => (*n).into(),
            Self::Real(x) => super::outcome::number(Some(*x)),
            Self::Switch(on) => (*on).into(),
            Self::Word(word) => (*word).into(),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(n) => write!(f, "{n}"),
            Self::Real(x) => write!(f, "{x:?}"),
            Self::Switch(on) => f.write_str(if *on { "on" } else { "off" }),
            Self::Word(word) => f.write_str(word),
        }
    }
}

impl Key {
    /// Reads a value of this key.
    ///
    /// # Errors
    /// Names the key, the value and what is allowed.
    pub fn read(&self, text: &str) -> Result<Value> {
        let refuse = |allowed: String| Usage::error(format!("{} = {text}: must be {allowed}", self.name));
        match self.kind {
            Kind::Whole { least, most, bytes } => {
                let allowed = format!("a whole number from {least} to {most}");
                // Larger than any limit is still a whole number: say what it costs.
                let Ok(n) = text.parse::<u128>() else { return Err(refuse(allowed)) };
                match u64::try_from(n) {
                    Ok(n) if (least..=most).contains(&n) => Ok(Value::Whole(n)),
                    _ if bytes > 0 && n > u128::from(most) => {
                        let gib = n as f64 * bytes as f64 / (1_u64 << 30) as f64;
                        Err(refuse(format!("{allowed} (this would need about {gib:.1} GiB of memory)")))
                    }
                    _ => Err(refuse(allowed)),
                }
            }
            Kind::Real => match text.parse::<f64>() {
                Ok(x) if x.is_finite() && x >= 0.0 => Ok(Value::Real(x.abs())),
                _ => Err(refuse("a finite number, 0 or above".to_owned())),
            },
            Kind::Signed => match text.parse::<f64>() {
                Ok(x) if x.is_finite() => Ok(Value::Real(x)),
                _ => Err(refuse("a finite number".to_owned())),
            },
            Kind::Switch => match text.to_ascii_lowercase().as_str() {
                "on" | "true" | "yes" | "1" => Ok(Value::Switch(true)),
                "off" | "false" | "no" | "0" => Ok(Value::Switch(false)),
                _ => Err(refuse("on or off".to_owned())),
            },
            Kind::Word(words) => match words.iter().find(|word| **word == text) {
                Some(word) => Ok(Value::Word(word)),
                None => Err(refuse(format!("one of {}", words.join(", ")))),
            },
        }
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

impl Key {
    /// A key with these words.
    pub(super) fn new(name: &'static str, default: &'static str, kind: Kind, meaning: &'static str) -> Self {
        Self { name: name.into(), default: default.into(), kind, meaning: meaning.into() }
    }
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

/// Keys of methods that only `--method` brings in: those that the experiments
/// have not, by the registry.
pub(super) fn method_keys() -> Vec<Key> {
    let mut keys = vec![
        Key::new(
            "stable.base_rate",
            "as stable.lr",
            Kind::Real,
            "base rate of the position step (--method stable_sgd)",
        ),
        Key::new("stable.energy_scale", "0.1", Kind::Real, "c in 1 / (1 + c √E) (--method stable_sgd)"),
    ];
    for entry in registry::all() {
        let method = entry.description.name;
        if ["sgd", "stable"].contains(&prefix_of(method)) {
            continue;
        }
        let defaults = entry.description.defaults();
        let meaning = |meaning: &str| Cow::Owned(format!("{meaning} (--method {method})"));
        for (spec, value) in entry.description.numbers.iter().zip(&defaults.numbers) {
            // Rates, momenta and steps are not negative; coefficients may be.
            let kind = if ["xi", "lambda", "chi", "gamma"].contains(&spec.name) { Kind::Signed } else { Kind::Real };
            let name = format!("{method}.{}", spec.name);
            keys.push(Key {
                name: name.into(),
                default: value.to_string().into(),
                kind,
                meaning: meaning(spec.meaning),
            });
        }
        for spec in entry.description.switches {
            let (name, default) = (format!("{method}.{}", spec.name), if spec.default { "on" } else { "off" });
            keys.push(Key {
                name: name.into(),
                default: default.into(),
                kind: Kind::Switch,
                meaning: meaning(spec.meaning),
            });
        }
    }
    keys
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
