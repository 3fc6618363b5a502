/// stale_leapfrog is not symplectic.
#[test]
fn stale_leapfrog_is_not_symplectic() {
    use stable_sgd::structure::{Point, Property};
    let method = stable_sgd::method::registry::Entry::algebra(super::example::StaleLeapfrog);
    let point = Point::parse([("H0_11", "1"), ("h", "1")]).expect("fractions");
    let defect = Property::Symplectic.replay(&method, "bracket/1/1/0/1", &point);
    assert_eq!(defect.as_deref(), Ok("1/2"));
}
