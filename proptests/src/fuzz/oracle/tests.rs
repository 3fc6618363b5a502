//! The oracle's own controls: what is so is not contradicted, and what is not so is.

use super::super::bases;
use super::super::build::{clip, fraction, g, integer, m, norm, number, q, root, rule, sign, square, v, when};
use super::super::reading::Reading;
use super::super::syntax::{Expression, Rule, Steps, Unary};
use super::{Claim, Kind, search};
use stable_sgd::structure::Property::*;
use stable_sgd::structure::{Domain, Property};

/// What a search of a claim finds, and at how many points it looked.
fn searched(rule: &Rule, property: Property, value: &str) -> (usize, Option<Kind>) {
    let reading = Reading::read(property, value, &Domain::default());
    let claim = Claim { rule, property, reading: &reading, rounded: false, refuted: false };
    let found = search(&claim, 5, 160);
    (found.points, found.found.map(|found| found.kind))
}

fn ordered(rule: Rule, order: u32) -> Rule {
    rule.of_order(order)
}

#[test]
fn what_is_so_is_not_contradicted() {
    let runs = [FixedPoint, Translation, Reflection, Permutation, Rotation];
    let descent = rule(&["lr"]).gives(q(), q() - number(0) * g());
    let mut cases: Vec<(Rule, Property, &str)> = vec![
        (bases::leapfrog(), Symplectic, "1"),
        (bases::position_leapfrog(), Symplectic, "1"),
        (bases::cached_leapfrog(true), Symplectic, "1"),
        (bases::heavy_ball(), ConformallySymplectic, "mu"),
        (bases::clipped(1), Reflection, ""),
        (bases::heavy_ball(), Volume, "mu (d = 1), mu^2 (d = 2)"),
        (bases::adam(), Permutation, ""),
        (bases::adam(), Reflection, ""),
        (bases::lion(), Translation, ""),
        (bases::normalised(), Rotation, ""),
        (bases::leapfrog(), Reversible, ""),
        (bases::cached_leapfrog(true), Reversible, ""),
        (bases::position_leapfrog(), Adjoint, ""),
        (bases::heavy_ball(), Units, "lr → s^2 lr"),
        (bases::leapfrog(), Units, "h → s^1 h"),
        (bases::sign_descent(), Units, "lr → s^1 lr"),
        (bases::heavy_ball(), LossScale, "lr → s^-1 lr"),
        (bases::leapfrog(), LossScale, "h → s^(-1/2) h"),
        (bases::sign_descent(), LossScale, "nothing needs to be rescaled"),
        (bases::sign_descent(), BoundedStep, "each coordinate by lr; the norm by √d times that"),
        (bases::leapfrog(), Order, "2"),
        (bases::position_leapfrog(), Order, "2"),
        (bases::symplectic_euler(), Order, "1"),
        (bases::heavy_ball(), LinearStability, ""),
        (bases::nesterov(), LinearStability, ""),
        (bases::leapfrog(), LinearStability, ""),
        (descent, StepBound, "lr < 2 at k = 1"),
        (bases::heavy_ball(), StepBound, "lr < 19/5 at k = 1"),
        (bases::leapfrog(), StepBound, "h < 2 at k = 1"),
        (
            bases::heavy_ball(),
            ModifiedEnergy,
            "k*lr*q^2 + k*lr*q*v + mu*q*v - q*v + mu*v^2 is multiplied by mu; definite where 1 > 0",
        ),
        (bases::heavy_ball(), Lyapunov, ""),
        (bases::penalised(), PenaltyRestoring, ""),
    ];
    cases.extend(runs.map(|property| (bases::heavy_ball(), property, "")));
    cases.extend(runs.map(|property| (bases::nesterov_program(), property, "")));
    cases.extend(runs.map(|property| (bases::lookahead(5), property, "")));
    for (rule, property, value) in cases {
        let (points, found) = searched(&rule, property, value);
        assert_eq!(found, None, "{} of {rule}", property.id());
        assert!(points > 5, "{} of {rule}: {points} points", property.id());
    }
}

/// The controls: a claim that is false of each property is contradicted, in the way in which it
/// is false.
#[test]
fn what_is_not_so_is_contradicted() {
    let ahead = || rule(&["lr", "mu"]);
    let nearly = q() - number(0) * g() - clip(q(), integer(100)) * rarely();
    let cases: Vec<(Rule, Property, &str, Kind)> = vec![
        (bases::heavy_ball(), Symplectic, "1", Kind::Fails),
        (bases::clipped(100), ConformallySymplectic, "mu", Kind::Fails),
        (bases::lookahead(5), ConformallySymplectic, "mu", Kind::Value),
        (bases::heavy_ball(), ConformallySymplectic, "mu*lr", Kind::Value),
        (ahead().gives(v(), g()).gives(q(), q() - v()), ConformallySymplectic, "0", Kind::Degenerate),
        (bases::nesterov(), Volume, "", Kind::Fails),
        (bases::conformal_euler(), Reversible, "", Kind::Fails),
        (bases::symplectic_euler(), Reversible, "", Kind::Fails),
        (bases::symplectic_euler(), Adjoint, "", Kind::Fails),
        (rule(&["lr"]).gives(q(), -q()), FixedPoint, "", Kind::Fails),
        (rule(&["lr"]).gives(q(), q() - number(0) * g() / norm(g())), FixedPoint, "", Kind::Nowhere),
        (bases::heavy_ball().gives_at(Steps::At(47), q(), q() + integer(1)), FixedPoint, "", Kind::Fails),
        (bases::decayed(), Translation, "", Kind::Fails),
        (
            rule(&["lr"]).gives(m(0), m(0)).gives(q(), q() - number(0) * g() * (m(0) / m(0))),
            Translation,
            "",
            Kind::Nowhere,
        ),
        (rule(&["lr"]).gives(q(), nearly), Translation, "", Kind::Fails),
        (rule(&["lr"]).gives(q(), q() + square(g())), Reflection, "", Kind::Fails),
        (rule(&["lr"]).gives(q(), q() + g() * Expression::Axis(3)), Permutation, "", Kind::Fails),
        (bases::clipped(100), Rotation, "", Kind::Fails),
        (bases::heavy_ball(), Units, "lr → s^1 lr", Kind::Fails),
        (bases::clipped(100), Units, "lr → s^2 lr", Kind::Fails),
        (bases::heavy_ball(), LossScale, "nothing needs to be rescaled", Kind::Fails),
        (bases::leapfrog(), LossScale, "h → s^-1 h", Kind::Fails),
        (bases::heavy_ball(), BoundedStep, "each coordinate by lr; the norm by √d times that", Kind::Fails),
        (bases::sign_descent(), BoundedStep, "each coordinate by 1/2*lr; the norm by √d times that", Kind::Fails),
        (ordered(bases::leapfrog(), 3), Order, "3", Kind::Fails),
        (ordered(bases::symplectic_euler(), 2), Order, "2", Kind::Fails),
        (rule(&["lr"]).gives(q(), q() + number(0) * g()), LinearStability, "", Kind::Fails),
        (bases::sign_descent(), LinearStability, "", Kind::Nowhere),
        (rule(&["lr"]).gives(q(), q() - number(0) / power() * g()), LinearStability, "", Kind::Fails),
        (bases::heavy_ball(), StepBound, "lr < 4 at k = 1", Kind::Fails),
        (bases::heavy_ball(), StepBound, "lr < 18/5 at k = 1", Kind::Fails),
        (bases::leapfrog(), StepBound, "every h is stable", Kind::Fails),
        (bases::signum(), ModifiedEnergy, "q^2 is multiplied by mu; definite where 1 > 0", Kind::Fails),
        (bases::sign_descent(), ModifiedEnergy, "0 is multiplied by 1; definite where 0 > 0", Kind::Degenerate),
        (bases::leapfrog(), Lyapunov, "", Kind::Fails),
        (bases::signum(), Lyapunov, "", Kind::Nowhere),
        (bases::heavy_ball().with_penalty(v()), PenaltyRestoring, "", Kind::Fails),
        (rule(&["lr"]).gives(m(0), root(integer(-1))).gives(q(), q() + m(0)), FixedPoint, "", Kind::Nowhere),
    ];
    // That something has no effect is looked for, and not that it has: see `effect`.
    let every = Property::ALL.into_iter().filter(|property| *property != Property::Effect).collect::<Vec<_>>();
    assert!(every.iter().all(|property| cases.iter().any(|case| case.1 == *property)), "a property without a control");
    for (rule, property, value, kind) in cases {
        let (_, found) = searched(&rule, property, value);
        assert_eq!(found, Some(kind), "{} of {rule}", property.id());
    }
}

/// Runs that show nothing of a witness are counted as far as they come to its step while a defect
/// of size one would be seen: so a refutation that is false is found though its witness is late.
#[test]
fn what_shows_nothing_of_a_late_witness_counts() {
    let unseen = |rule: &Rule, step: u64| {
        let reading = Reading::read(Translation, "", &Domain::default()).with_witness(step);
        search(&Claim { rule, property: Translation, reading: &reading, rounded: false, refuted: true }, 5, 160)
    };
    let tame = rule(&["lr"]).gives(q(), q() - number(0) * clip(g(), integer(1)));
    for step in [1, 40, 55] {
        let found = unseen(&tame, step);
        assert!(found.found.is_none() && found.points > 600, "step {step}: {} points", found.points);
    }
    // The controls: no run comes so far, or it is too large there to show anything.
    let ended = rule(&["lr"]).gives(q(), q() - number(0) * when(Steps::From(20), g() / (g() - g()), g()));
    let blurred =
        tame.gives(v(), when(Steps::From(20), integer(1 << 50) * (v() + integer(1)), integer(0))).gives(q(), q() + v());
    for (rule, step, is_seen) in [(&ended, 1, true), (&ended, 40, false), (&blurred, 1, true), (&blurred, 40, false)] {
        let found = unseen(rule, step);
        assert_eq!((found.points > 0, found.found.is_none()), (is_seen, true), "{rule}, step {step}: {}", found.points);
    }
    // And what is so is seen at its step, late as it is.
    let late = rule(&["lr"]).gives(q(), q() - number(0) * g() - q() * rarely());
    assert!(unseen(&late, 54).found.is_some());
}

/// A rule is defined somewhere where some run of it is, to its end.
#[test]
fn a_run_that_is_undefined_late_is_undefined() {
    let descent = |at: Expression| rule(&["lr"]).gives(m(0), integer(0) * g()).gives(q(), q() - number(0) * at);
    let late = |steps: Steps| descent(when(steps, m(0) / m(0), g()));
    for (rule, is_defined) in [
        (late(Steps::From(13)), false),
        (late(Steps::From(61)), true),
        (descent(g()), true),
        (descent(m(0) / m(0)), false),
        (descent(g() / g()), true),
    ] {
        assert_eq!(super::is_defined_somewhere(&rule, 1, 13), is_defined, "{rule}");
    }
}

/// 0, but for one step of sixty.
fn rarely() -> Expression {
    when(Steps::At(53), fraction(1, 1000), integer(0))
}

fn power() -> Expression {
    Expression::Power(9, 10)
}

/// What is found of a claim over a domain with these steps and these words of slots.
fn over(rule: &Rule, property: Property, value: &str, steps: &str, further: &[&str]) -> (usize, Option<Kind>) {
    let further = further.iter().map(|text| (*text).to_owned()).collect();
    let domain = Domain { steps: steps.to_owned(), further, ..Domain::default() };
    let reading = Reading::read(property, value, &domain);
    let found = search(&Claim { rule, property, reading: &reading, rounded: false, refuted: false }, 5, 160);
    (found.points, found.found.map(|found| found.kind))
}

/// Rule, property, value, steps, words of slots, and whether it holds over that domain.
type Stated<'a> = (&'a Rule, Property, &'a str, &'a str, &'a [&'a str], bool);

const SAME: &str = "steps 1 to 64, the same map";

/// A verdict is about the domain that it states, and no other: each is seen to hold there, and
/// the same claim to fail over another domain.
#[test]
fn a_domain_says_of_what_a_verdict_is() {
    let late = rule(&["lr"]).gives_at(Steps::From(8), v(), v() + number(0) * g()).gives(q(), q() - v());
    let late_form = "k*lr*q^2 + k*lr*q*v + v^2 is multiplied by 1; definite where 1 > 0";
    let turns = rule(&["lr"]).gives(q(), q() - when(Steps::Every(2), fraction(5, 2), integer(1)) * number(0) * g());
    let at_53 = rule(&["lr"]).gives(q(), q() - number(0) * g() - q() * rarely());
    let hidden = rule(&["lr", "mu"]).gives(v(), number(1) * v() + number(0) * g());
    let hidden = hidden.gives(q(), q() - number(0) * sign(Expression::Unary(Unary::Absolute, Box::new(v()))));
    let leap = bases::cached_leapfrog(true);
    let behind = bases::penalised();
    let two = "steps 1 to 64, the product over a period of 2";
    let cases: Vec<Stated> = vec![
        (&late, ModifiedEnergy, late_form, "steps 8 to 64, the same map", &[], true),
        (&late, ModifiedEnergy, late_form, SAME, &[], false),
        (&turns, StepBound, "lr < 7/5 at k = 1", two, &[], true),
        (&turns, StepBound, "lr < 7/5 at k = 1", SAME, &[], false),
        (&at_53, Translation, "", "the first 50 steps of a run", &[], true),
        (&at_53, Translation, "", "the first 55 steps of a run", &[], false),
        // The memory that is free counts: the entry (v, m) of JᵀΩJ.
        (&leap, ConformallySymplectic, "1", SAME, &["where a run takes it: m0"], true),
        (&leap, ConformallySymplectic, "1", SAME, &["taken as free: m0"], false),
        (&behind, ConformallySymplectic, "mu", SAME, &["taken as free: m0"], false),
        // det J is that of the coordinates that are kept.
        (&hidden, Volume, "mu (d = 1), mu^2 (d = 2)", SAME, &[], true),
        (&hidden, Volume, "lr (d = 1), lr^2 (d = 2)", SAME, &[], false),
        (&leap, Volume, "1 (d = 1), 1 (d = 2)", SAME, &["where a run takes it: m0"], true),
        (&leap, Volume, "1 (d = 1), 1 (d = 2)", SAME, &["taken as free: m0"], false),
        // A function of which no more is known than that it is one.
        (&leap, Symplectic, "1", "steps 2 to 64", &["velocity: m0", "where a run takes it: velocity"], false),
    ];
    for (rule, property, value, steps, further, holds) in cases {
        let (points, found) = over(rule, property, value, steps, further);
        assert_eq!(found.is_none(), holds, "{} of {rule}, {steps} {further:?}: {found:?}", property.id());
        assert!(!holds || points > 5, "{} of {rule}: {points} points", property.id());
    }
}
