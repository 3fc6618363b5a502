//! Parts that a certificate of positivity settles, given or found.

use super::build::identities;
use super::{Part, engine};
use crate::proof::positivity::{Generator, PositivityCertificate, Strength, WeightedSquare};
use crate::proof::search;
use crate::scalar::{Polynomial, Rational};
use crate::structure::Verdict;

/// `coefficient` s² Π g, with the factors by their places in the domain.
pub(super) fn term(coefficient: i64, square_of: Polynomial, factors: &[usize]) -> WeightedSquare {
    WeightedSquare { coefficient: Rational::from(coefficient), square_of, factors: factors.to_vec() }
}

/// Symbols that are not negative.
pub(super) fn nonnegative<const COUNT: usize>(names: [&str; COUNT]) -> [Generator; COUNT] {
    names.map(|name| Generator::nonnegative(name, Polynomial::symbol(name)))
}

/// Proved where the certificate shows at least `asked`.
pub(super) fn shown(certificate: &PositivityCertificate, asked: Strength) -> Verdict {
    match certificate.verify() {
        Ok(found) if found >= asked => Verdict::Proved,
        Ok(found) => Verdict::Undecided(format!("the certificate shows {found}, asked was {asked}")),
        Err(failure) => Verdict::Undecided(failure.to_string()),
    }
}

/// A part that a given certificate settles.
pub(super) fn certified(statement: &str, domain: &str, certificate: &PositivityCertificate, asked: Strength) -> Part {
    Part::new(statement, shown(certificate, asked), engine::POSITIVITY, domain).with("certificate", certificate)
}

/// A part that a certificate settles which is searched among terms up to a degree, and verified.
pub(super) fn searched(
    [statement, domain]: [&str; 2],
    claim: &Polynomial,
    generators: &[Generator],
    asked: Strength,
    degree: u32,
) -> Part {
    match search::find(claim, generators, degree) {
        Some(found) => certified(statement, domain, &found, asked),
        None => {
            let reason = format!("no certificate of degree {degree} was found for {claim}");
            Part::new(statement, Verdict::Undecided(reason), engine::POSITIVITY, domain)
        }
    }
}

/// The part, provided that these differences are the zero polynomial; undecided otherwise.
pub(super) fn provided(part: Part, differences: &[Polynomial]) -> Part {
    match identities(differences) {
        Verdict::Proved => part,
        verdict => Part { verdict, ..part },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::Ring;

    fn x() -> Polynomial {
        Polynomial::symbol("x")
    }

    #[test]
    fn a_weaker_certificate_or_a_wrong_one_proves_nothing() {
        let of = |claim, coefficient| PositivityCertificate {
            claim,
            domain: vec![],
            terms: vec![term(coefficient, x(), &[])],
        };
        let square = x().square();
        assert_eq!(shown(&of(square.clone(), 1), Strength::NonNegative), Verdict::Proved);
        assert_eq!(shown(&of(square.clone(), 1), Strength::Positive).word(), "undecided");
        assert_eq!(shown(&of(square.clone(), 2), Strength::NonNegative).word(), "undecided");
        assert_eq!(shown(&of(-square, -1), Strength::NonNegative).word(), "undecided");
    }

    #[test]
    fn what_is_not_found_is_undecided() {
        let part = |claim: Polynomial| searched(["", ""], &claim, &[], Strength::NonNegative, 2).verdict;
        assert_eq!(part(x().square()), Verdict::Proved);
        assert_eq!(part(x()).word(), "undecided");
    }

    #[test]
    fn what_is_not_provided_is_undecided() {
        let part = || searched(["", ""], &x().square(), &[], Strength::NonNegative, 2);
        assert_eq!(provided(part(), &[x() - x()]).verdict, Verdict::Proved);
        assert_eq!(provided(part(), &[x()]).verdict.word(), "undecided");
    }
}
