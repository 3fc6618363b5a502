//! Values at steps: `A at step 1 and steps 5, 10, … 60, B at steps 2 to 64`.

use super::Formula;

/// Steps from the first to the last by a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Progression(u64, u64, u64);

/// The steps at which a value is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Steps {
    /// All.
    All,
    /// Those of some progressions.
    Some(Vec<Progression>),
}

impl Steps {
    pub(super) fn contains(&self, step: u64) -> bool {
        match self {
            Self::All => true,
            Self::Some(parts) => parts.iter().any(|Progression(first, by, last)| {
                *first <= step && step <= *last && (step - first).is_multiple_of(*by)
            }),
        }
    }
}

/// A number at the beginning of a text, and what follows it.
fn number(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

/// `step 1`, `steps 2 to 64`, `steps 5, 10, … 60` or `further ones from 16 to 64` at the
/// beginning; of the last nothing is known.
fn progression(text: &str) -> Option<(Option<Progression>, &str)> {
    if let Some(rest) = text.strip_prefix("further ones from ") {
        let rest = number(rest)?.1.strip_prefix(" to ")?;
        return Some((None, number(rest)?.1));
    }
    if let Some(rest) = text.strip_prefix("step ") {
        let (one, rest) = number(rest)?;
        return Some((Some(Progression(one, 1, one)), rest));
    }
    let (first, rest) = number(text.strip_prefix("steps ")?)?;
    if let Some(rest) = rest.strip_prefix(" to ") {
        let (last, rest) = number(rest)?;
        return Some((Some(Progression(first, 1, last)), rest));
    }
    let (second, rest) = number(rest.strip_prefix(", ")?)?;
    let (last, rest) = number(rest.strip_prefix(", … ")?)?;
    Some((Some(Progression(first, second.checked_sub(first)?.max(1), last)), rest))
}

/// Progressions joined by `and`, and what follows them.
fn progressions(mut text: &str) -> Option<(Steps, &str)> {
    if let Some(rest) = text.strip_prefix("step k") {
        return Some((Steps::All, rest));
    }
    let mut parts = Vec::new();
    loop {
        let (part, rest) = progression(text)?;
        parts.extend(part);
        match rest.strip_prefix(" and ") {
            Some(rest) => text = rest,
            None => return Some((Steps::Some(parts), rest)),
        }
    }
}

/// `A`, `A at step 1, B at steps 2 to 64`, or `A/k at step k`.
pub(super) fn values(text: &str) -> Vec<(Steps, Formula)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((formula, after)) = rest.split_once(" at ") {
        let Some((steps, after)) = progressions(after) else { break };
        found.extend(Formula::parse(formula).map(|formula| (steps, formula)));
        rest = after.trim_start_matches(", ").trim_start_matches("… ");
    }
    if found.is_empty() && rest == text {
        found.extend(Formula::parse(text).map(|formula| (Steps::All, formula)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_at_steps_are_read() {
        let at = |text: &str| values(text).into_iter().map(|(steps, _)| steps).collect::<Vec<_>>();
        let some = |parts: &[Progression]| Steps::Some(parts.to_vec());
        let (one, rest) = (Progression(1, 1, 1), Progression(2, 1, 64));
        assert_eq!(at("1 at step 1, 1/11*mu at steps 2 to 64"), [some(&[one]), some(&[rest])]);
        let fives = Progression(5, 5, 60);
        let text =
            "0 at step 1 and steps 5, 10, … 60, mu at steps 2 to 4 and steps 6 to 9 and further ones from 16 to 64";
        assert_eq!(at(text), [some(&[one, fives]), some(&[Progression(2, 1, 4), Progression(6, 1, 9)])]);
        assert_eq!(at("1 at step 1, 2 at step 2, … mu at step 64").len(), 3);
        assert_eq!((at("mu/k at step k"), at("mu")), (vec![Steps::All], vec![Steps::All]));
        assert!(some(&[fives]).contains(20) && !some(&[fives]).contains(21));
        assert!(at("a polynomial of 13 terms").is_empty());
    }
}
