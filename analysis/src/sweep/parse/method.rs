//! A method of a plan, and the points at which its numbers are tried.

use super::{control, known, whole, word};
use crate::output::{Usage, unknown};
use crate::sweep::axis::Axis;
use crate::sweep::control::ControlPlan;
use crate::sweep::plan::MethodPlan;
use crate::sweep::points::{MOST_SPREAD, Points, Span, most_alike, safe_trials};
use anyhow::Result;
use stable_sgd::method::{NumberSpec, registry};
use stable_sgd::problem::SettingValue;
use toml::{Table, Value as Toml};

/// The most trials of a method.
const MOST_TRIALS: f64 = 1e6;

pub(super) fn method(table: &Table) -> Result<MethodPlan> {
    let keys = ["name", "label", "set", "switch", "trials", "problems"].into_iter().chain(control::KEYS);
    known(table, &keys.collect::<Vec<_>>(), "key of [[method]]")?;
    let name = word(table, "name")?;
    let all = registry::all();
    let names: Vec<&str> = all.iter().map(|entry| entry.description.name).collect();
    let entry = registry::find(&name).ok_or_else(|| unknown("method", &name, &names))?;
    let of = |key: &str| match table.get(key) {
        None => Ok(Table::new()),
        Some(Toml::Table(inner)) => Ok(inner.clone()),
        Some(found) => Err(Usage::error(format!("{name}.{key} = {found}: expected a table"))),
    };
    let (set, switch) = (of("set")?, of("switch")?);
    let specs = entry.description.numbers;
    known(&set, &specs.iter().map(|spec| spec.name).collect::<Vec<_>>(), &format!("number of {name}"))?;
    let switches = entry.description.switches;
    known(&switch, &switches.iter().map(|spec| spec.name).collect::<Vec<_>>(), &format!("switch of {name}"))?;
    let defaults = entry.description.defaults();
    let given: Vec<_> =
        specs.iter().zip(&defaults.numbers).map(|(spec, default)| (spec, set.get(spec.name), *default)).collect();
    let (control, of_control) = control::control(&name, table, specs)?;
    let points = match table.get("trials") {
        None => {
            let mut axes = given.into_iter().map(|given| values(&name, given)).collect::<Result<Vec<_>>>()?;
            axes.extend(of_control);
            Points::Grid(axes)
        }
        Some(found) => {
            let count = whole("trials", found, 1.0, MOST_TRIALS)?;
            let mut spans: Vec<Span> = given.into_iter().map(|given| span(&name, given)).collect::<Result<_>>()?;
            spans.extend(single(&name, &of_control)?);
            check_spread(&name, specs, &spans, count)?;
            Points::trials(&spans, count)
        }
    };
    let switched = switches.iter().zip(&defaults.switches).map(|(spec, default)| match switch.get(spec.name) {
        Some(Toml::Boolean(on)) => Ok(*on),
        Some(found) => Err(Usage::error(format!("{name}.switch.{} = {found}: expected true or false", spec.name))),
        None => Ok(*default),
    });
    let switches = switched.collect::<Result<_>>()?;
    let label = if table.contains_key("label") { word(table, "label")? } else { name };
    let problems = table.get("problems").map(labels).transpose()?;
    let method = MethodPlan { label, entry, points, control, switches, problems };
    check_control(&method)?;
    Ok(method)
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

/// The numbers of a control in trials: one of each.
fn single(method: &str, of_control: &[Vec<f64>]) -> Result<Vec<Span>> {
    let one = |values: &Vec<f64>| match values[..] {
        [value] => Ok(Span::Fixed(value)),
        _ => Err(Usage::error(format!("{method}: with trials, give each number of a control one value"))),
    };
    of_control.iter().map(one).collect()
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

/// Labels of problems.
fn labels(found: &Toml) -> Result<Vec<String>> {
    let words = found.as_array().filter(|words| !words.is_empty());
    let words = words.and_then(|words| words.iter().map(|word| word.as_str().map(str::to_owned)).collect());
    words
        .ok_or_else(|| Usage::error(format!("problems = {found}: expected a list of problems' labels, each in quotes")))
}

/// A number of a method, what a plan says of it, and its default.
type Given<'a> = (&'a NumberSpec, Option<&'a Toml>, f64);

/// The values of a number in a grid.
fn values(method: &str, (spec, found, default): Given) -> Result<Vec<f64>> {
    found.map_or(Ok(vec![default]), |found| allowed(method, spec, &Axis::parse(spec.name, found)?))
}

/// What a number is in trials: spread over a range, or the same in all.
fn span(method: &str, (spec, found, default): Given) -> Result<Span> {
    let Some(found) = found else { return Ok(Span::Fixed(default)) };
    let Some(range) = found.as_table() else {
        return match allowed(method, spec, &Axis::parse(spec.name, found)?)?[..] {
            [value] => Ok(Span::Fixed(value)),
            _ => Err(Usage::error(format!(
                "{method}.{} = {found}: with trials, give one value, {{ log = [a, b] }} or {{ linear = [a, b] }}",
                spec.name
            ))),
        };
    };
    let ends = |axis: &Axis| allowed(method, spec, axis);
    let (axis, log) = Axis::ends(spec.name, range)?;
    match ends(&axis)?[..] {
        [from, to] if log => Ok(Span::Log(from, to)),
        [from, to] => Ok(Span::Linear(from, to)),
        _ => unreachable!("a range has two ends"),
    }
}

/// The values of a method's number, where its role allows them.
pub(super) fn allowed(method: &str, spec: &NumberSpec, axis: &Axis) -> Result<Vec<f64>> {
    let wrong = |value: &SettingValue| {
        Usage::error(format!("{method}.{} = {}: expected {}", spec.name, value.text(), spec.role.limits()))
    };
    let number = |value: &SettingValue| value.number().filter(|x| spec.role.allows(*x)).ok_or_else(|| wrong(value));
    axis.values.iter().map(number).collect()
}
