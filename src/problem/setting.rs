//! Settings of problems: their names, defaults and limits, and the values that a run has.

/// The examples that one gradient is taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Batch {
    /// Every example, once, in order: the gradient of the whole loss.
    All,
    /// This many, each drawn from all of them: an estimate without bias.
    Of(u32),
}

/// A value of a setting.
#[derive(Clone, Debug, PartialEq)]
pub enum SettingValue {
    /// A number.
    Number(f64),
    /// A word.
    Word(String),
}

impl SettingValue {
    /// The value as it is written.
    pub fn text(&self) -> String {
        match self {
            Self::Number(x) => format!("{x:?}"),
            Self::Word(word) => word.clone(),
        }
    }

    /// The value as it is read, whole numbers without a point.
    pub fn short(&self) -> String {
        match self {
            Self::Number(x) => x.to_string(),
            Self::Word(word) => word.clone(),
        }
    }

    /// The number that it is, if any.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(x) => Some(*x),
            Self::Word(_) => None,
        }
    }
}

/// What a problem can be set to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// What it means, in words.
    pub meaning: &'static str,
    kind: SettingRange,
}

/// What values there are, the default among them.
#[derive(Clone, Copy, Debug, PartialEq)]
enum SettingRange {
    Number {
        default: f64,
        least: f64,
        most: f64,
    },
    Whole {
        default: u32,
        most: u32,
    },
    /// The default first.
    Word(&'static [&'static str]),
    Batch(Batch),
}

/// The word for a batch of every example.
const ALL: &str = "all";
/// The most examples of a batch.
const LARGEST_BATCH: u32 = 1_000_000_000;

/// The level of the noise on gradients.
const NOISE: &str = "noise";
/// The examples of a gradient.
const BATCH: &str = "batch";

impl Setting {
    /// A number between two limits.
    pub const fn number(name: &'static str, default: f64, (least, most): (f64, f64), meaning: &'static str) -> Self {
        Self { name, meaning, kind: SettingRange::Number { default, least, most } }
    }

    /// A whole number from 1.
    pub const fn whole(name: &'static str, default: u32, most: u32, meaning: &'static str) -> Self {
        Self { name, meaning, kind: SettingRange::Whole { default, most } }
    }

    /// One of some words, of which the first is the default.
    pub const fn word(name: &'static str, words: &'static [&'static str], meaning: &'static str) -> Self {
        Self { name, meaning, kind: SettingRange::Word(words) }
    }

    /// The level of the noise on each coordinate of a gradient.
    pub const fn noise(default: f64) -> Self {
        Self::number(NOISE, default, (0.0, 1e6), "half the width of the uniform noise on each coordinate of a gradient")
    }

    /// The examples of a gradient.
    pub const fn batch(default: Batch) -> Self {
        Self { name: BATCH, meaning: "examples of a gradient, or \"all\"", kind: SettingRange::Batch(default) }
    }

    /// The value where none is given.
    pub fn default(&self) -> SettingValue {
        match self.kind {
            SettingRange::Number { default, .. } => SettingValue::Number(default),
            SettingRange::Whole { default, .. } | SettingRange::Batch(Batch::Of(default)) => {
                SettingValue::Number(f64::from(default))
            }
            SettingRange::Word(words) => SettingValue::Word(words[0].to_owned()),
            SettingRange::Batch(Batch::All) => SettingValue::Word(ALL.to_owned()),
        }
    }

    /// Refuses a value of `problem` that is none of this setting.
    ///
    /// # Errors
    /// Names the problem, the setting, what was found and what is expected.
    pub fn check(&self, problem: &'static str, value: &SettingValue) -> Result<(), WrongSetting> {
        let found = || match value {
            SettingValue::Number(_) => value.text(),
            SettingValue::Word(word) => format!("{word:?}"),
        };
        let wrong = |expected| Err(WrongSetting { problem, setting: self.name, found: found(), expected });
        let between = |least: f64, most: f64, whole: bool| match value.number() {
            Some(x) if (least..=most).contains(&x) && whole && x.fract() != 0.0 => wrong("a whole number".to_owned()),
            Some(x) if (least..=most).contains(&x) => Ok(()),
            _ => wrong(format!("a number from {least} to {most}")),
        };
        match self.kind {
            SettingRange::Number { least, most, .. } => between(least, most, false),
            SettingRange::Whole { most, .. } => between(1.0, f64::from(most), true),
            SettingRange::Word(words) if words.contains(&value.text().as_str()) => Ok(()),
            SettingRange::Word(words) => {
                let words: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
                wrong(words.join(" or "))
            }
            SettingRange::Batch(_) => match value {
                SettingValue::Word(word) if word == ALL => Ok(()),
                SettingValue::Word(_) => wrong(format!("a whole number or {ALL:?}")),
                SettingValue::Number(_) => between(1.0, f64::from(LARGEST_BATCH), true),
            },
        }
    }
}

/// A value that a setting does not take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}: {setting} = {found}: expected {expected}")]
pub struct WrongSetting {
    /// The problem.
    pub problem: &'static str,
    /// Its setting.
    pub setting: &'static str,
    /// The value as it was written.
    pub found: String,
    /// What it may be.
    pub expected: String,
}

/// A value for each setting of a problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup {
    values: Vec<(&'static str, SettingValue)>,
}

impl Setup {
    /// The values of a problem's settings by name, the default where there is none.
    ///
    /// # Errors
    /// Where a setting does not take its value.
    ///
    /// # Examples
    /// ```
    /// use stable_sgd::problem::{Setup, Setting, SettingValue};
    /// let settings = [Setting::whole("dimension", 50, 100, "coordinates"), Setting::noise(0.0)];
    /// let point = Setup::of("valley", &settings, &[("dimension".to_owned(), SettingValue::Number(3.0))])?;
    /// assert_eq!((point.whole("dimension"), point.number("noise")), (3, 0.0));
    /// let wrong = Setup::of("valley", &settings, &[("dimension".to_owned(), SettingValue::Number(0.5))]);
    /// assert_eq!(wrong.unwrap_err().to_string(), "valley: dimension = 0.5: expected a number from 1 to 100");
    /// # Ok::<(), stable_sgd::problem::WrongSetting>(())
    /// ```
    pub fn of(
        problem: &'static str,
        settings: &[Setting],
        values: &[(String, SettingValue)],
    ) -> Result<Self, WrongSetting> {
        let value = |setting: &Setting| {
            let given = values.iter().find(|(name, _)| name == setting.name).map(|(_, value)| value.clone());
            let value = given.unwrap_or_else(|| setting.default());
            setting.check(problem, &value).map(|()| (setting.name, value))
        };
        Ok(Self { values: settings.iter().map(value).collect::<Result<_, _>>()? })
    }

    fn value(&self, name: &str) -> &SettingValue {
        let found = self.values.iter().find(|(own, _)| *own == name);
        found.map_or_else(
            || panic!("a problem asks for its setting {name}, which is not in its list"),
            |(_, value)| value,
        )
    }

    /// A number.
    ///
    /// # Panics
    /// Where the problem's settings have none of this name.
    pub fn number(&self, name: &str) -> f64 {
        self.value(name).number().unwrap_or(f64::NAN)
    }

    /// A whole number.
    ///
    /// # Panics
    /// As [`Self::number`].
    pub fn whole(&self, name: &str) -> usize {
        self.number(name) as usize
    }

    /// A word.
    ///
    /// # Panics
    /// As [`Self::number`].
    pub fn word(&self, name: &str) -> String {
        self.value(name).text()
    }

    /// The level of the noise.
    ///
    /// # Panics
    /// Where the problem has no noise.
    pub fn noise(&self) -> f64 {
        self.number(NOISE)
    }

    /// The examples of a gradient.
    ///
    /// # Panics
    /// Where the problem has no batches.
    pub fn batch(&self) -> Batch {
        match self.value(BATCH) {
            SettingValue::Number(x) => Batch::Of(*x as u32),
            SettingValue::Word(_) => Batch::All,
        }
    }
}
