use super::*;
use crate::theorem::build::identities;

fn conserved(method: &str, form: Form) -> bool {
    identities(&[gain(method, form, &Polynomial::one())]) == Verdict::Proved
}

#[test]
fn another_factor_of_explicit_euler_is_not_proved() {
    let wrong = Polynomial::one() - (symbol("h") * symbol("ω")).square();
    assert_eq!(identities(&[gain("explicit_euler", &oscillator, &wrong)]).word(), "undecided");
}

#[test]
fn no_method_conserves_another_ones_energy() {
    let euler = |sign| move |x: &Polynomial, p: &Polynomial| symplectic_euler(&(integer(sign) * half_phase()), x, p);
    assert!(conserved("symplectic_euler", &euler(1)));
    assert!(!conserved("symplectic_euler", &euler(-1)));
    assert!(!conserved("explicit_euler", &euler(1)));
    assert!(conserved("symplectic_euler_adjoint", &euler(-1)));
    let leapfrog = |potential| move |x: &Polynomial, p: &Polynomial| verlet(potential, &half_phase().square(), x, p);
    assert!(!conserved("leapfrog_kdk", &leapfrog(false)));
    assert!(!conserved("leapfrog_dkd", &leapfrog(true)));
    assert!(!conserved("runge_kutta4", &oscillator));
}

/// Shares that are nearer than 1 ± s are not found.
#[test]
fn narrower_bounds_are_not_certified() {
    let half = Polynomial::ratio(1, 2) * symbol("s");
    let narrow = Conserved {
        method: "symplectic_euler",
        name: "",
        energy: &|x, p| symplectic_euler(&symbol("s"), x, p),
        shares: [Polynomial::one() - &half, Polynomial::one() + half],
        words: ["", ""],
        bound: "s",
    };
    for part in narrow.sides().into_iter().chain(narrow.ratios("", "")) {
        assert_eq!(part.verdict.word(), "undecided");
    }
}

#[test]
fn a_stable_step_has_no_eigenvalue_below_and_multiplies_no_start() {
    assert_eq!(beyond("runge_kutta4", "").verdict.word(), "undecided");
    assert_eq!(unbounded("symplectic_euler", "", "1", ["2", "1"]).verdict.word(), "undecided");
    assert_eq!(unbounded("symplectic_euler", "", "5/2", ["2", "-1"]).verdict.word(), "undecided");
}
