//! Whether two rules are the same, in words and as JSON.

use crate::rule;
use anyhow::Result;
use serde_json::{Value as Json, json};
use stable_sgd::structure::equality::{Correspondence, HoldsWhere, Sameness, same};

/// How a comparison is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// In words
    Text,
    /// One JSON object
    Json,
}

/// Two rules, compared: registered names, names of shipped rules, files, or texts.
///
/// # Errors
/// As [`rule::method`].
pub fn compared(first: &str, second: &str, form: Form) -> Result<String> {
    let found = same(&rule::method(first)?, &rule::method(second)?);
    Ok(match form {
        Form::Text => in_words(first, second, &found),
        Form::Json => format!("{}\n", as_json(first, second, &found)),
    })
}

/// The verdict in one word.
fn word(found: &Sameness) -> &'static str {
    match found {
        Sameness::Same { .. } => "same",
        Sameness::FirstIsCase(_) => "first_is_case",
        Sameness::SecondIsCase(_) => "second_is_case",
        Sameness::Different { .. } => "different",
        Sameness::Open(_) => "open",
    }
}

fn in_words(first: &str, second: &str, found: &Sameness) -> String {
    let [first, second] = [first, second].map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    let head = match found {
        Sameness::Same { .. } => {
            format!("✓ {first}\n  {second}\n  the same, proved: every run from rest of the one is a run of the other\n")
        }
        Sameness::FirstIsCase(_) => format!(
            "✓ {first}\n  is a case of\n  {second}\n  proved: every run from rest of the one is one of the other; the other way no numbers were found\n"
        ),
        Sameness::SecondIsCase(_) => format!(
            "✓ {second}\n  is a case of\n  {first}\n  proved: every run from rest of the one is one of the other; the other way no numbers were found\n"
        ),
        Sameness::Different { .. } => format!("✗ {first}\n  {second}\n  differ, and no other numbers were found\n"),
        Sameness::Open(_) => format!("? {first}\n  {second}\n"),
    };
    let rest = match found {
        Sameness::Same { forth, back } => format!(
            "{}{}",
            correspondence("the second from the first", forth),
            correspondence("the first from the second", back)
        ),
        Sameness::FirstIsCase(found) => correspondence("the second from the first", found),
        Sameness::SecondIsCase(found) => correspondence("the first from the second", found),
        Sameness::Different { difference, holds_where } => {
            let mend = holds_where.as_ref().map(|HoldsWhere { values, proved }| {
                let values: Vec<String> = values.iter().map(|(name, value)| format!("{name} = {value}")).collect();
                let words = if *proved { "the same, proved," } else { "the same to rounding, without a proof," };
                format!("  they are {words} where {}\n", values.join(" and "))
            });
            format!("  {difference}\n{}", mend.unwrap_or_default())
        }
        Sameness::Open(reason) => format!("  {reason}\n"),
    };
    head + &rest
}

fn correspondence(what: &str, found: &Correspondence) -> String {
    let all: Vec<&str> = found.numbers.iter().chain(&found.slots).map(String::as_str).collect();
    let calls = if found.call_by_call {
        "call by call, so under fresh noise in each gradient too"
    } else {
        "where a gradient is a function of the point"
    };
    format!("  {what}: {}; {calls}\n", if all.is_empty() { "nothing to map".to_owned() } else { all.join(", ") })
}

fn as_json(first: &str, second: &str, found: &Sameness) -> Json {
    let of = |found: &Correspondence| json!({"numbers": found.numbers, "slots": found.slots, "call_by_call": found.call_by_call});
    let mut object = json!({"first": first, "second": second, "verdict": word(found)});
    match found {
        Sameness::Same { forth, back } => {
            object["second_from_first"] = of(forth);
            object["first_from_second"] = of(back);
        }
        Sameness::FirstIsCase(found) => object["second_from_first"] = of(found),
        Sameness::SecondIsCase(found) => object["first_from_second"] = of(found),
        Sameness::Different { difference, holds_where } => {
            let point: serde_json::Map<String, Json> =
                difference.point.iter().map(|(name, value)| (name.to_owned(), Json::from(value.to_string()))).collect();
            object["witness"] = json!({
                "step": difference.step,
                "coordinate": difference.coordinate,
                "first": difference.first,
                "second": difference.second,
                "point": point,
                "paired": difference.paired,
            });
            object["holds_where"] = match holds_where {
                Some(HoldsWhere { values, proved }) => {
                    let values: serde_json::Map<String, Json> =
                        values.iter().map(|(name, value)| ((*name).to_owned(), Json::from(*value))).collect();
                    json!({"values": values, "proved": proved})
                }
                None => Json::Null,
            };
        }
        Sameness::Open(reason) => object["reason"] = Json::from(reason.as_str()),
    }
    object
}
