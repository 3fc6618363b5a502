//! A method of a plan, and the points at which its numbers are tried.

use super::control::{Adapt, Calm, Controls, Detect, Disturb};
use super::known;
use crate::literal::Literal;
use crate::output::Usage;
use crate::rule;
use crate::sweep::axis::Values;
use crate::sweep::control::ControlPlan;
use crate::sweep::plan::MethodPlan;
use crate::sweep::points::{MOST_SPREAD, Points, Span, most_alike, safe_trials};
use anyhow::Result;
use serde::Deserialize;
use stable_sgd::method::registry::Entry;
use stable_sgd::method::{NumberSpec, SwitchSpec};
use std::collections::BTreeMap;

/// `[[method]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(super) struct WrittenMethod {
    name: String,
    /// The rule itself, where it is not registered: a text or a graph.
    rule: Option<String>,
    label: Option<String>,
    #[serde(default)]
    set: BTreeMap<String, Values>,
    #[serde(default)]
    switch: BTreeMap<String, Literal>,
    trials: Option<Literal>,
    problems: Option<Vec<String>>,
    calm: Option<Calm>,
    detect: Option<Detect>,
    adapt: Option<Adapt>,
    disturb: Option<Disturb>,
}

impl WrittenMethod {
    /// The method.
    pub(super) fn method(self) -> Result<MethodPlan> {
        let entry = match &self.rule {
            // Its text has to stand in the plan, which `sweep::load` sees to for a line of its own.
            None if rule::is_file(&self.name) => {
                let name = &self.name;
                return Err(Usage::error(format!(
                    "{name}: a plan takes a rule's file on a line of its own, `name = {name:?}`, in a file; or the \
                     rule itself, `rule = '...'` beside a name"
                )));
            }
            None => rule::method(&self.name)?,
            Some(content) => rule::in_content(&self.name, content)?,
        };
        let controls = Controls {
            method: &self.name,
            calm: self.calm.as_ref(),
            detect: self.detect.as_ref(),
            adapt: self.adapt.as_ref(),
            disturb: self.disturb.as_ref(),
        };
        let (control, of_control) = controls.read(entry.description.numbers)?;
        let points = self.points(&entry, of_control)?;
        let switches = self.switches(&entry)?;
        if self.problems.as_ref().is_some_and(Vec::is_empty) {
            return Err(Usage::error(format!("{}: problems = []: expected a list of problems' labels", self.name)));
        }
        let label = self.label.unwrap_or(self.name);
        let method = MethodPlan { label, entry, points, control, switches, problems: self.problems };
        check_control(&method)?;
        Ok(method)
    }

    /// The values of its numbers, with those of its control behind them.
    fn points(&self, entry: &Entry, of_control: Vec<Vec<f64>>) -> Result<Points> {
        let (method, specs) = (&self.name, entry.description.numbers);
        known(&format!("number of {method}"), &self.set, specs.iter().map(|spec| spec.name))?;
        let given = specs.iter().zip(entry.description.defaults().numbers).map(|(spec, default)| {
            let found = self.set.get(spec.name).cloned().unwrap_or(Values::One(Literal::Real(default)));
            (format!("{method}.{}", spec.name), spec.role, found)
        });
        let Some(trials) = &self.trials else {
            let values = given.map(|(name, role, found)| found.numbers(&name, role));
            return values.chain(of_control.into_iter().map(Ok)).collect::<Result<_>>().map(Points::Grid);
        };
        let count = trials.whole(&format!("{method}: trials"), 1..=1_000_000)?;
        let spans = given.map(|(name, role, found)| found.span(&name, role));
        let spans = spans.chain(of_control.iter().map(|values| match values[..] {
            [value] => Ok(Span::Fixed(value)),
            _ => Err(Usage::error(format!("{method}: with trials, give each number of a control one value"))),
        }));
        let spans = spans.collect::<Result<Vec<_>>>()?;
        check_spread(method, specs, &spans, count)?;
        Ok(Points::trials(&spans, count))
    }

    fn switches(&self, entry: &Entry) -> Result<Vec<bool>> {
        let (method, specs) = (&self.name, entry.description.switches);
        known(&format!("switch of {method}"), &self.switch, specs.iter().map(|spec| spec.name))?;
        let switch = |spec: &SwitchSpec| match self.switch.get(spec.name) {
            Some(found) => found.switch(&format!("{method}.{}", spec.name)),
            None => Ok(spec.default),
        };
        specs.iter().map(switch).collect()
    }
}

/// Whether there are trials enough for the ranges that they spread: in fewer two numbers would
/// rise together, and what is owed to one could not be told from what is owed to the other.
fn check_spread(method: &str, specs: &[NumberSpec], spans: &[Span], trials: u64) -> Result<()> {
    let ranges: Vec<&str> = specs.iter().zip(spans).filter(|(_, span)| span.is_range()).map(|(s, _)| s.name).collect();
    let spread = ranges.len();
    if spread > MOST_SPREAD {
        return Err(Usage::error(format!(
            "{method}: trials spread {MOST_SPREAD} numbers at most, found {spread} ranges"
        )));
    }
    let safe = safe_trials(spread);
    if trials >= safe {
        return Ok(());
    }
    let alike = most_alike(spread, trials).map_or_else(String::new, |([first, second], alike)| {
        format!(": {} and {} would rise together (correlation {alike:.2})", ranges[first], ranges[second])
    });
    Err(Usage::error(format!(
        "{method}: trials = {trials} are too few for {spread} ranges{alike}; take at least {safe} trials, or fewer ranges"
    )))
}

/// Whether the control of every point can be built.
fn check_control(method: &MethodPlan) -> Result<()> {
    if method.control == ControlPlan::default() {
        return Ok(());
    }
    for point in 0..method.points.count() as u64 {
        let mut numbers = method.points.at(point);
        let of_control = numbers.split_off(method.entry.description.numbers.len());
        let built = method.control.build(&numbers, &of_control);
        built.map_err(|error| Usage::error(format!("method {}: {error}", method.label)))?;
    }
    Ok(())
}
