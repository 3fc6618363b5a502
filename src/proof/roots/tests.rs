//! Corner cases of isolation.

use super::*;
use crate::proof::Budget;

fn of(coefficients: &[i64]) -> Univariate {
    Univariate::new(coefficients.iter().copied().map(Rational::from).collect())
}

fn real_roots(p: &Univariate) -> Result<Vec<RealRoot>, UnivariateError> {
    Sturm::new(p, Budget::default())?.isolate(None, None)
}

fn positive_roots(p: &Univariate) -> Result<Vec<RealRoot>, UnivariateError> {
    Sturm::new(p, Budget::default())?.isolate(Some(&Rational::zero()), None)
}

fn printed(p: &Univariate) -> Vec<String> {
    real_roots(p).expect("small").iter().map(ToString::to_string).collect()
}

#[test]
fn rational_roots_are_exact() {
    let p = of(&[-1, 3]) * of(&[2, 7]) * of(&[0, 1]) * of(&[-2, 0, 1]);
    let roots = real_roots(&p).expect("small");
    let exact: Vec<_> = roots.iter().map(|root| root.exact.clone()).collect();
    let ratio = |p, q| Some(Rational::ratio(p, q));
    assert_eq!(exact, [None, ratio(-2, 7), ratio(0, 1), ratio(1, 3), None]);
    assert!((roots[4].approximate() - 2.0_f64.sqrt()).abs() < 0.05);
    let positive = positive_roots(&p).expect("small");
    assert_eq!(positive.len(), 2);
}

/// 0 is a root and a bound that is left out; the next root is to be separated from it.
#[test]
fn a_root_at_the_lower_bound_is_left_out() {
    let p = of(&[0, -2, 0, 1]);
    let roots = positive_roots(&p).expect("small");
    assert_eq!(roots.len(), 1);
    assert!(roots[0].low > Rational::zero());
    let none = Sturm::new(&p, Budget::default()).expect("small").isolate(Some(&9.into()), Some(&2.into()));
    assert_eq!(none, Ok(Vec::new()));
}

#[test]
fn polynomials_without_roots_have_none() {
    assert_eq!(printed(&of(&[1, 0, 1])), Vec::<String>::new());
    assert_eq!(printed(&of(&[4])), Vec::<String>::new());
    assert_eq!(real_roots(&Univariate::zero()), Err(UnivariateError::Zero));
}

#[test]
fn roots_are_refined_and_impostors_refused() {
    let p = of(&[-2, 0, 1]);
    let sturm = Sturm::new(&p, Budget::default()).expect("small");
    let root = positive_roots(&p).expect("small").remove(0);
    let fine = sturm.refine(&root, &Rational::ratio(1, 1 << 60)).expect("a root");
    assert!(fine.width() <= Rational::ratio(1, 1 << 60) && fine.low >= root.low && fine.high <= root.high);
    assert_eq!(fine.approximate(), 2.0_f64.sqrt());
    let impostors = [
        RealRoot::rational(Rational::one()),
        RealRoot { low: (-2).into(), high: 2.into(), exact: None },
        RealRoot { low: 2.into(), high: 3.into(), exact: None },
        RealRoot { low: 2.into(), high: 0.into(), exact: None },
    ];
    for impostor in impostors {
        let refused = sturm.refine(&impostor, &Rational::one());
        assert!(matches!(refused, Err(UnivariateError::NotIsolating { .. })), "{impostor}");
    }
    assert_eq!(sturm.refine(&root, &Rational::zero()), Err(UnivariateError::WrongWidth(Rational::zero())));
    let tight = Sturm::new(&p, Budget { bits: 40 }).expect("small");
    assert!(matches!(tight.refine(&root, &Rational::ratio(1, 1 << 60)), Err(UnivariateError::OverBudget(_))));
}

/// (x² − 2) and a root 10⁻⁹ beside √2.
#[test]
fn close_roots_are_separated() {
    let near = Univariate::new(vec![Rational::ratio(-1_414_213_563, 1_000_000_000), Rational::one()]);
    let roots = real_roots(&(of(&[-2, 0, 1]) * near)).expect("small");
    assert_eq!(roots.len(), 3);
    assert!(roots[1].high < roots[2].low);
    assert_eq!(roots[2].exact, Some(Rational::ratio(1_414_213_563, 1_000_000_000)));
}
