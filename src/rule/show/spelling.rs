//! How names are spelled where letters are few.

use crate::rule::UpdateRule;
use crate::rule::names::canonical;

/// A name in ASCII, beginning with a letter: Greek letters by their names, what is no letter as `_`.
pub(super) fn ascii(name: &str) -> String {
    let mut text = String::new();
    for letter in canonical(&name.replace('ς', "varsigma")).chars() {
        let letter = if letter.is_ascii_alphanumeric() { letter } else { '_' };
        // Rust warns of two in a row.
        if letter != '_' || !text.ends_with('_') {
            text.push(letter);
        }
    }
    if text.starts_with(|first: char| first.is_ascii_alphabetic()) { text } else { format!("x{text}") }
}

/// What a rule is called in a comment: its name, where that is words and no formula.
pub(super) fn title(rule: &UpdateRule) -> &str {
    if is_formula(rule) { "A rule" } else { rule.description.name }
}

/// The words of a rule's name; where it is a formula, or has other letters, `rule`.
pub(super) fn words(rule: &UpdateRule) -> Vec<String> {
    if is_formula(rule) {
        return vec!["rule".to_owned()];
    }
    let name = rule.description.name;
    name.split(['.', '_', '-', ' ']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn is_formula(rule: &UpdateRule) -> bool {
    let name = rule.description.name;
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || "._- ".contains(letter);
    !name.starts_with(|first: char| first.is_ascii_alphabetic()) || !name.chars().all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelled_in_ascii() {
        for (name, spelled) in
            [("μ", "mu"), ("β₁", "beta1"), ("ς", "varsigma"), ("w_v", "w_v"), ("x̂̂y", "x_y"), ("é", "x_")]
        {
            assert_eq!(ascii(name), spelled, "{name}");
        }
    }

    #[test]
    fn a_formula_is_no_name() {
        let named = |name: &str| words(&UpdateRule::parse_as(name, "q' = q - g").expect("a rule")).join(" ");
        assert_eq!(named("optax.contrib.dadapt_adamw"), "optax contrib dadapt adamw");
        assert_eq!(named("q' = q - g"), "rule");
        assert_eq!(named("2nd"), "rule");
    }
}
