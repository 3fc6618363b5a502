//! Quadratics of any Hessian, and those that are refused.

use super::*;

proptest! {
    #![proptest_config(cases(0.5))]

    /// ∇U = H q and U = ½ q · H q, against a product of matrices in the suite.
    #[test]
    fn a_quadratics_gradient_is_its_hessian_times_the_point((rows, point) in symmetric()) {
        let quadratic = Quadratic::new(rows.clone()).expect("symmetric");
        prop_assert_eq!(quadratic.hessian(), rows.clone());
        let entry = Entry::algebra(quadratic);
        let landscape = entry.on::<Rational>().expect("runs on fractions");
        let force = times(&rows, &point);
        let twice = force.iter().zip(&point).fold(Rational::from(0), |sum, (f, q)| sum + f.clone() * q);
        prop_assert_eq!(gradient(landscape, &point), force);
        prop_assert_eq!(landscape.loss(&point) * Rational::from(2), twice);
        let phase = [point.clone(), times(&rows, &point)].concat();
        for invariant in &entry.invariants {
            prop_assert_eq!(rate(&entry, invariant, &phase), Some(Rational::from(0)), "{}", invariant.name);
        }
        // The control: a Hessian with one other entry has another gradient there.
        let mut other = rows;
        other[0][0] = other[0][0].clone() + Rational::from(1);
        let other = Entry::algebra(Quadratic::new(other).expect("still symmetric"));
        let differs = gradient(other.on::<Rational>().expect("runs on fractions"), &point) != gradient(landscape, &point);
        prop_assert_eq!(differs, point[0] != Rational::from(0));
    }

    /// A positive definite H has a positive loss off its one rest point.
    #[test]
    fn a_positive_definite_quadratic_has_one_minimum((rows, point) in spd()) {
        let entry = Entry::algebra(Quadratic::new(rows).expect("symmetric"));
        let landscape = entry.on::<Rational>().expect("runs on fractions");
        let zero = Rational::from(0);
        let at_rest = point.iter().all(|q| *q == zero);
        prop_assert_eq!(landscape.loss(&point) > zero, !at_rest);
        prop_assert_eq!(rests(&entry, &point), at_rest);
        prop_assert!(rests(&entry, &entry.rest[0]));
    }

    /// Every float is a fraction, but not every one of machine words.
    #[test]
    fn a_hessian_of_floats_has_their_values(a in -1e3..1e3, b in tame_point()) {
        match Quadratic::from_f64(&[[a, b], [b, 1.0]]) {
            Ok(quadratic) => {
                let value = |x| Rational::from_f64(x);
                prop_assert_eq!(quadratic.hessian(), vec![vec![value(a), value(b)], vec![value(b), value(1.0)]]);
            }
            Err(wrong) => {
                prop_assert_eq!(wrong, WrongHessian::TooLong { row: 1, column: 1, entry: Rational::from_f64(a) });
                prop_assert!(Rational::from_f64(a).as_ratio().is_none());
            }
        }
    }

    /// The entry that was changed is named, with both values.
    #[test]
    fn a_hessian_that_is_not_symmetric_is_refused((mut rows, _) in symmetric(), i in 0_usize..4, j in 0_usize..4) {
        let (i, j) = (i.min(j), i.max(j));
        prop_assume!(i < j && j < rows.len());
        let opposite = rows[i][j].clone();
        let entry = opposite.clone() + Rational::ratio(1, 7);
        rows[i][j] = entry.clone();
        let expected = WrongHessian::NotSymmetric { row: i + 1, column: j + 1, entry, opposite };
        prop_assert_eq!(Quadratic::new(rows), Err(expected));
    }
}

#[test]
fn wrong_hessians_are_refused_with_what_was_found() {
    let refused = |rows: &[&[f64]]| Quadratic::from_f64(rows).expect_err("wrong").to_string();
    assert_eq!(refused(&[]), "expected a Hessian of at least one row, found none");
    assert_eq!(
        refused(&[&[1.0, 0.0], &[0.0]]),
        "expected 2 entries in each of the 2 rows of a Hessian, found 1 in row 2"
    );
    assert_eq!(refused(&[&[]]), "expected 1 entries in each of the 1 rows of a Hessian, found 0 in row 1");
    assert_eq!(
        refused(&[&[1.0, 0.25], &[0.5, 1.0]]),
        "expected a symmetric Hessian, found 1/4 in row 1, column 2 and 1/2 in row 2, column 1"
    );
    assert_eq!(refused(&[&[1.0, f64::NAN]]), "expected a finite number, found NaN in row 1, column 2");
    assert_eq!(refused(&[&[f64::NEG_INFINITY]]), "expected a finite number, found -inf in row 1, column 1");
    let long = Rational::from(2).pow(63);
    let wrong = Quadratic::new(vec![vec![long.clone()]]).expect_err("beyond a word");
    assert_eq!(wrong, WrongHessian::TooLong { row: 1, column: 1, entry: long });
    // The control: the last that fits is accepted.
    assert!(Quadratic::new(vec![vec![i64::MAX.into()]]).is_ok() && Quadratic::new(vec![vec![i64::MIN.into()]]).is_ok());
    assert!(Quadratic::from_f64(&[[1.0, 0.5], [0.5, 1.0]]).is_ok());
}
