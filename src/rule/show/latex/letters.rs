//! Names as LaTeX writes them.

use crate::rule::names::canonical;

/// Greek letters that have a command of another name, or none.
const COMMANDS: [(&str, &str); 3] = [("eps", "\\varepsilon"), ("phi", "\\varphi"), ("omicron", "o")];

/// Greek letters whose command is their name.
const GREEK: [&str; 22] = [
    "alpha", "beta", "gamma", "delta", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "pi",
    "rho", "sigma", "tau", "upsilon", "chi", "psi", "omega", "varsigma",
];

/// What stands above a letter.
const ACCENTS: [&str; 4] = ["hat", "bar", "tilde", "dot"];

/// A name in letters of mathematics: `beta1` is β₁, `nu_max` is ν with an index, `q_hat` has a hat, a
/// word is upright.
pub(super) fn letters(name: &str) -> String {
    let name = canonical(&name.replace('ς', "varsigma"));
    let stem = name.trim_end_matches('_');
    let mut text = match stem.split_once('_') {
        Some((first, rest)) => match (letter(first), ACCENTS.contains(&rest)) {
            (Some(letter), true) if !letter.contains('_') => format!("\\{rest}{{{letter}}}"),
            (Some(letter), false) if !letter.contains('_') => format!("{letter}_{{{}}}", index(rest)),
            _ => word(stem),
        },
        None => letter(stem).unwrap_or_else(|| word(stem)),
    };
    for _ in stem.len()..name.len() {
        text = format!("\\underline{{{text}}}");
    }
    text
}

/// One letter, perhaps with a number as its index.
fn letter(name: &str) -> Option<String> {
    let stem = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let command = COMMANDS.iter().find(|(known, _)| *known == stem).map(|(_, command)| (*command).to_owned());
    let one =
        || Some(stem.to_owned()).filter(|stem| stem.len() == 1 && stem.starts_with(|c: char| c.is_ascii_alphabetic()));
    let text = command.or_else(|| GREEK.contains(&stem).then(|| format!("\\{stem}"))).or_else(one)?;
    let digits = &name[stem.len()..];
    Some(if digits.is_empty() { text } else { format!("{text}_{{{digits}}}") })
}

/// An index: a letter, or words.
fn index(name: &str) -> String {
    if name.chars().all(|letter| letter.is_ascii_digit()) {
        return name.to_owned();
    }
    letter(name).filter(|letter| !letter.contains('_')).unwrap_or_else(|| word(name))
}

/// A word; what is not ASCII stands as its code, so that every document has it.
fn word(name: &str) -> String {
    let letters = name.chars().map(|letter| match letter {
        '_' => "\\_".to_owned(),
        letter if letter.is_ascii_alphanumeric() => letter.to_string(),
        other => format!("u{:x}", u32::from(other)),
    });
    format!("\\mathrm{{{}}}", letters.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_letters_of_mathematics() {
        for (name, expected) in [
            ("μ", "\\mu"),
            ("β₁", "\\beta_{1}"),
            ("b1", "b_{1}"),
            ("eps", "\\varepsilon"),
            ("nu_max", "\\nu_{\\mathrm{max}}"),
            ("w_v", "w_{v}"),
            ("w_2", "w_{2}"),
            ("q_hat", "\\hat{q}"),
            ("b1_slot", "\\mathrm{b1\\_slot}"),
            ("learning_rate", "\\mathrm{learning\\_rate}"),
            ("g_", "\\underline{g}"),
            ("é", "\\mathrm{ue9}"),
            ("_x", "\\mathrm{\\_x}"),
        ] {
            assert_eq!(letters(name), expected, "{name}");
        }
    }
}
