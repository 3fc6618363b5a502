//! Momentum SGD on one mode of a quadratic, of curvature λ, under noise: its
//! stationary moments, from the recursion of the registered step.

use super::linear::Linear;
use crate::energy::quadratic::{Moments, stationary};
use crate::proof::division_free;
use crate::proof::positivity::{Generator, PositivityCertificate, Strength};
use crate::scalar::{Algebra, Polynomial, Ring, Symbolic};
use crate::theorem::Part;
use crate::theorem::build::{Spring, cleared, identical, integer, step_on, symbol};
use crate::theorem::positive::{certified, provided, term};
use num_traits::One;

const STABLE: &str = "0 ≤ μ < 1, 0 < ηλ < 2(1 + μ)";
const NOISE: &str =
    "0 ≤ μ < 1, 0 < ηλ < 2(1 + μ); gradient λ q + n, n independent, of mean 0 and variance σ²; q' = q − v'";

/// Position and velocity after one step, where the gradient is λ q + n.
fn next() -> [Polynomial; 2] {
    let spring = Spring { stiffness: symbol("λ"), push: symbol("n") };
    step_on("sgd", &["η", "μ"].map(symbol), spring, ["q", "v"].map(symbol))
}

/// The expectation of a quadratic form in q, v and n, all of mean 0, with n independent
/// of q and v: from Var q, Cov(q, v), Var v and Var n.
fn expectation(form: &Polynomial, moments: &[Polynomial; 4]) -> Polynomial {
    let pairs = [("q", "q"), ("q", "v"), ("v", "v"), ("n", "n")];
    pairs.iter().zip(moments).fold(integer(0), |sum, ((a, b), moment)| {
        // The second derivative by one variable is twice the coefficient of its square.
        let weight = if a == b { Polynomial::ratio(1, 2) } else { Polynomial::one() };
        sum + weight * form.derivative(a).derivative(b) * moment
    })
}

/// q'², q'v' and v'².
fn squares() -> [Polynomial; 3] {
    let [q, v] = next();
    [q.square(), q * &v, v.square()]
}

/// The stationary moments with `sign` before the covariance, and σ², from the library's formula.
fn moments(sign: i64) -> [Polynomial; 4] {
    let [eta, mu, lambda] = ["η", "μ", "λ"].map(Symbolic::symbol);
    let variance = Symbolic::symbol("σ").square();
    let Moments { position, covariance, velocity } = stationary(&eta, &mu, &lambda, &variance);
    [position, Symbolic::from_integer(sign) * covariance, velocity, variance].map(|moment| moment.polynomial().clone())
}

/// Without the divisors of [`moments`]: λ and D.
fn without_divisors(p: &Polynomial) -> Polynomial {
    let [one_less, _, margin] = factors().map(|factor| factor.polynomial);
    cleared(&cleared(p, &symbol("λ")), &(one_less * margin))
}

/// 1 − μ, ηλ and 2(1 + μ) − ηλ, which are positive where the step is stable.
fn factors() -> [Generator; 3] {
    let (mu, one, a) = (symbol("μ"), Polynomial::one(), symbol("η") * symbol("λ"));
    [
        Generator::positive("(1 − μ)", one.clone() - &mu),
        Generator::positive("ηλ", a.clone()),
        Generator::positive("(2(1 + μ) − ηλ)", integer(2) * (one + mu) - a),
    ]
}

/// What the second moments gain in a step, and Cov(q, v') − ½ Var v.
fn moment_defects(sign: i64) -> [Polynomial; 4] {
    let moments = moments(sign);
    let [first, second, third] = squares();
    let gain = |form: Polynomial, i: usize| expectation(&form, &moments) - &moments[i];
    let cross = expectation(&(symbol("q") * &next()[1]), &moments) - Polynomial::ratio(1, 2) * &moments[2];
    [gain(first, 0), gain(second, 1), gain(third, 2), cross].map(|defect| without_divisors(&defect))
}

/// The matrix K of the recursion of (Var q, Cov(q, v), Var v), less its constant part.
fn recursion() -> Vec<Vec<Polynomial>> {
    let unit = |place: usize| [0, 1, 2, 3].map(|i| integer(i64::from(i == place)));
    squares().iter().map(|form| (0..3).map(|place| expectation(form, &unit(place))).collect()).collect()
}

/// det(I − K), which is the characteristic polynomial of K at 1, and the coefficients of
/// (w − det)(w² − (tr² − 2 det) w + det²), the polynomial of the products of two eigenvalues.
fn spectrum() -> Option<(Polynomial, Vec<Polynomial>)> {
    let coefficients = division_free::characteristic_polynomial(&recursion()).ok()?;
    let at_one = coefficients.iter().fold(integer(0), |sum, c| sum + c);
    let matrix = Linear::of("sgd", &["η", "μ"].map(symbol), &symbol("λ"));
    let det = matrix.determinant();
    let sum = matrix.trace().square() - integer(2) * &det;
    let expected = [-(det.clone() * det.square()), det.square() + sum.clone() * &det, -(sum + &det), Polynomial::one()];
    Some((at_one, coefficients.into_iter().zip(expected).map(|(found, expected)| found - expected).collect()))
}

/// The stationary second moments under noise.
pub(super) fn e6() -> Vec<Part> {
    let [position, before, velocity, after] = moment_defects(1);
    let mut parts = vec![
        identical(
            "A step keeps Var q = ησ²(1 + μ)/(λ(1 − μ)(2(1 + μ) − ηλ)), Var v = 2η²σ²/((1 − μ)(2(1 + μ) − ηλ)) and \
             Cov(q, v) = −½ Var v.",
            NOISE,
            &[position, before, velocity],
        ),
        identical("There the covariance of q with the new velocity is Cov(q, v') = +½ Var v.", NOISE, &[after]),
    ];
    let Some((at_one, differences)) = spectrum() else { return parts };
    parts.push(unique(at_one));
    parts.push(
        identical(
            "The second moments tend to them from every start: the recursion's eigenvalues are the products of two of the \
             step's, which lie inside the unit circle.",
            STABLE,
            &differences,
        )
        .with("inside", "E5"),
    );
    parts
}

/// The recursion has one fixed point, and the mean too.
fn unique(claim: Polynomial) -> Part {
    let certificate = PositivityCertificate {
        claim,
        domain: factors().to_vec(),
        terms: vec![term(1, Polynomial::one(), &[0, 1, 2])],
    };
    let part = certified("No other second moments are stationary.", STABLE, &certificate, Strength::Positive).with(
        "claim",
        "the determinant of I − K, where (Var q, Cov(q, v), Var v)' = K (Var q, Cov(q, v), Var v) + constants",
    );
    let mean = Linear::of("sgd", &["η", "μ"].map(symbol), &symbol("λ")).characteristic(&Polynomial::one());
    let difference = mean - symbol("η") * symbol("λ");
    provided(part, &[difference]).with("mean", "0 alone: the determinant of I less the step's matrix is ηλ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::structure::Verdict;
    use crate::theorem::build::identities;
    use crate::theorem::positive::shown;

    #[test]
    fn another_sign_of_the_covariance_is_not_stationary() {
        assert!(moment_defects(1).iter().all(|defect| identities(std::slice::from_ref(defect)) == Verdict::Proved));
        assert!(moment_defects(-1).iter().any(|defect| identities(std::slice::from_ref(defect)) != Verdict::Proved));
    }

    #[test]
    fn another_determinant_is_not_certified() {
        let (at_one, _) = spectrum().expect("square");
        let of = |coefficient, factors: &[usize]| PositivityCertificate {
            claim: at_one.clone(),
            domain: self::factors().to_vec(),
            terms: vec![term(coefficient, Polynomial::one(), factors)],
        };
        assert_eq!(shown(&of(1, &[0, 1, 2]), Strength::Positive), Verdict::Proved);
        assert_eq!(shown(&of(2, &[0, 1, 2]), Strength::Positive).word(), "undecided");
        assert_eq!(shown(&of(1, &[0, 0, 1]), Strength::Positive).word(), "undecided");
    }
}
