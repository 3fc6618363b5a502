//! Keys of an experiment: names, defaults, limits, and how a value is read.

use crate::output::{Usage, unknown};
use anyhow::Result;
use stable_sgd::experiment::Contender;
use stable_sgd::method::{Role, registry};
use stable_sgd::problem::{self, Setting};
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
    /// A number of a method, or what is limited as one.
    Number(Role),
    /// on or off.
    Switch,
    /// One of these words.
    Word(&'static [&'static str]),
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
    /// A value of a problem's setting.
    Setting(problem::SettingValue),
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
            Self::Setting(problem::SettingValue::Number(x)) => super::outcome::number(Some(*x)),
            Self::Setting(problem::SettingValue::Word(word)) => word.as_str().into(),
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
            Kind::Number(role) => match text.parse::<f64>() {
                // −0 is 0.
                Ok(x) if role.allows(x) => Ok(Value::Real(if x == 0.0 { 0.0 } else { x })),
                _ => Err(refuse(role.limits().to_owned())),
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
            Kind::Setting(problem, setting) => {
                let value = text
                    .parse()
                    .map_or_else(|_| problem::SettingValue::Word(text.to_owned()), problem::SettingValue::Number);
                setting.check(problem, &value).map_err(|error| Usage::error(error.to_string()))?;
                Ok(Value::Setting(value))
            }
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

/// Keys of the two methods that run where none is named, of which the paper's experiments have
/// their own.
pub(super) fn pair_keys() -> Vec<Key> {
    let described = |name: &str| registry::find(name).map(|entry| entry.description);
    let own = ["sgd", "stable_sgd"].into_iter().filter_map(described).flat_map(|description| {
        let prefix = prefix_of(description.name);
        description.numbers.iter().map(move |spec| Key {
            name: format!("{prefix}.{}", spec.name).into(),
            default: format!("{:?}", spec.default.0 as f64 / spec.default.1 as f64).into(),
            kind: Kind::Number(spec.role),
            meaning: spec.meaning.into(),
        })
    });
    let listed = ["stable.base_rate", "stable.energy_scale"];
    let switches = ["energy_conservation", "gradient_smoothing"].map(|name| Key {
        name: format!("stable.{name}").into(),
        default: "on".into(),
        kind: Kind::Switch,
        meaning: "as in the paper's experiments".into(),
    });
    own.filter(|key| !listed.contains(&&*key.name)).chain(switches).collect()
}

/// Keys of methods that only `--method` brings in: those that the experiments
/// have not, by the registry.
pub(super) fn method_keys() -> Vec<Key> {
    let mut keys = vec![
        Key::new(
            "stable.base_rate",
            "as stable.lr",
            Kind::Number(Role::Rate),
            "base rate of the position step (--method stable_sgd)",
        ),
        Key::new("stable.energy_scale", "0.1", Kind::Number(Role::Weight), "c in 1 / (1 + c √E) (--method stable_sgd)"),
    ];
    for entry in registry::all() {
        let method = entry.description.name;
        if ["sgd", "stable"].contains(&prefix_of(method)) {
            continue;
        }
        let defaults = entry.description.defaults();
        let meaning = |meaning: &str| Cow::Owned(format!("{meaning} (--method {method})"));
        for (spec, value) in entry.description.numbers.iter().zip(&defaults.numbers) {
            let name = format!("{method}.{}", spec.name);
            keys.push(Key {
                name: name.into(),
                default: value.to_string().into(),
                kind: Kind::Number(spec.role),
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
