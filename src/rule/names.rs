//! What a number is by its name, where a rule does not say so.

use crate::method::Role;

/// The names that a number has by convention, its role, and its default (numerator, denominator).
pub(super) const CONVENTIONS: [(&[&str], Role, (i64, i64)); 7] = [
    (&["lr", "eta", "alpha", "learning_rate"], Role::Rate, (1, 100)),
    (&["h", "dt", "step_size"], Role::Rate, (1, 10)),
    (&["mu", "momentum", "beta", "beta1", "b1"], Role::Fraction, (9, 10)),
    (&["beta2", "b2"], Role::Fraction, (999, 1000)),
    (&["beta3", "b3"], Role::Fraction, (9999, 10_000)),
    (&["eps", "epsilon", "delta"], Role::Weight, (1, 100_000_000)),
    (&["lambda", "decay", "weight_decay", "wd"], Role::Weight, (1, 100)),
];

/// What any other name is: a coefficient, 1 by default.
const OTHER: (Role, (i64, i64)) = (Role::Coefficient, (1, 1));

/// Greek letters and the names under which they are known.
const GREEK: [(char, &str); 24] = [
    ('α', "alpha"),
    ('β', "beta"),
    ('γ', "gamma"),
    ('δ', "delta"),
    ('ε', "eps"),
    ('ζ', "zeta"),
    ('η', "eta"),
    ('θ', "theta"),
    ('ι', "iota"),
    ('κ', "kappa"),
    ('λ', "lambda"),
    ('μ', "mu"),
    ('ν', "nu"),
    ('ξ', "xi"),
    ('ο', "omicron"),
    ('π', "pi"),
    ('ρ', "rho"),
    ('σ', "sigma"),
    ('τ', "tau"),
    ('υ', "upsilon"),
    ('φ', "phi"),
    ('χ', "chi"),
    ('ψ', "psi"),
    ('ω', "omega"),
];

/// The letters by which formulas call the numbers of registered methods.
const SYMBOLS: [(&str, &str); 23] = [
    ("lr", "η"),
    ("momentum", "μ"),
    ("base_rate", "β"),
    ("energy_scale", "c"),
    ("temporal_stability", "τ"),
    ("half_damping", "s"),
    ("gamma", "γ"),
    ("lambda", "λ"),
    ("chi", "χ"),
    ("xi", "ξ"),
    ("kinetic", "w_v"),
    ("potential", "w_s"),
    ("least_factor", "φ"),
    ("smoothing", "σ"),
    ("damping", "κ"),
    ("restoring", "ρ"),
    ("proximal", "ς"),
    ("momentum_decay", "d"),
    ("weight_decay", "w"),
    ("dampening", "δ"),
    ("b1", "β₁"),
    ("b2", "β₂"),
    ("eps", "ε"),
];

/// The letter by which a registered method's formula calls its number.
pub fn symbol(name: &str) -> &str {
    SYMBOLS.iter().find(|(known, _)| *known == name).map_or(name, |(_, symbol)| symbol)
}

/// A name as it is compared: Greek letters by their names, indices as digits.
pub(super) fn canonical(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        match GREEK.iter().find(|(greek, _)| *greek == letter) {
            Some((_, name)) => text.push_str(name),
            None => text.push(subscript(letter).unwrap_or(letter)),
        }
    }
    if text == "epsilon" { "eps".to_owned() } else { text }
}

/// Whether two numbers are called alike: by one name, its Greek letter, or another of the
/// names that mean the same by convention.
pub fn called_alike(a: &str, b: &str) -> bool {
    let [a, b] = [a, b].map(|name| canonical(symbol(name)));
    let both = |names: &[&str]| names.contains(&a.as_str()) && names.contains(&b.as_str());
    a == b || CONVENTIONS.iter().any(|(names, ..)| both(names))
}

/// The digit of an index.
pub(super) fn subscript(letter: char) -> Option<char> {
    const SUBSCRIPTS: &str = "₀₁₂₃₄₅₆₇₈₉";
    let place = SUBSCRIPTS.chars().position(|subscript| subscript == letter)?;
    char::from_digit(place as u32, 10)
}

/// Role and default of a name that is written canonically.
pub(super) fn convention(canonical: &str) -> (Role, (i64, i64)) {
    // beta_1 and betas_1 are beta1.
    let joined = canonical.replace("betas", "beta").replace('_', "");
    let known = CONVENTIONS.iter().find(|(names, ..)| names.contains(&canonical) || names.contains(&joined.as_str()));
    known.map_or(OTHER, |(_, role, default)| (*role, *default))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_name_are_one() {
        for (written, name) in [("μ", "mu"), ("β₁", "beta1"), ("ε", "eps"), ("epsilon", "eps"), ("lr", "lr")] {
            assert_eq!(canonical(written), name);
        }
        assert_eq!(convention("beta1"), (Role::Fraction, (9, 10)));
        assert_eq!(convention("kappa"), (Role::Coefficient, (1, 1)));
        let all: Vec<&str> = CONVENTIONS.iter().flat_map(|(names, ..)| names.iter().copied()).collect();
        assert!(all.iter().all(|name| all.iter().filter(|other| other == &name).count() == 1));
    }
}
