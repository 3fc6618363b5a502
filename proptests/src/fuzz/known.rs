//! The smallest rules of which a certificate once said what is not so, each with what is
//! right: a rule of every kind that was found.

use super::bases;
use super::build::{
    above, block_norm, clip, equal, fraction, g, gradient, integer, m, norm, number, q, root, root_two, rule, sign,
    square, v, w, when,
};
use super::syntax::{Expression, Rule, Steps};
use stable_sgd::method::registry::Entry;
use stable_sgd::structure::{Certificate, Property, Settings, Verdict, certify};

/// What is right to say of a rule and a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// It was found to hold.
    Holds,
    /// It was refuted.
    Refuted,
    /// Anything but that it was found to hold.
    DoesNotHold,
    /// It was found to hold, with a value that begins so.
    HoldsAs(&'static str),
    /// Where it was found to hold, with another value than one that begins so.
    NotAs(&'static str),
    /// Where it was found to hold, with another value than this.
    NotWholly(&'static str),
    /// The rule has certificates: it is not refused.
    Certified,
    /// What comes out does not matter here: it comes out.
    Ends,
}

/// A rule with what is right.
#[derive(Clone, Debug)]
pub struct Case {
    /// The kind of fault.
    pub kind: &'static str,
    /// The rule.
    pub rule: Rule,
    /// The property's id.
    pub property: &'static str,
    /// What is right to say.
    pub right: Right,
}

impl Right {
    /// Whether a certificate says what is right.
    pub fn is_met(self, certificate: &Certificate) -> bool {
        let holds = certificate.verdict.holds();
        let value = certificate.value.as_deref().unwrap_or_default();
        match self {
            Self::Holds => holds,
            Self::Refuted => matches!(certificate.verdict, Verdict::Refuted(_)),
            Self::DoesNotHold => !holds,
            Self::HoldsAs(text) => holds && value.starts_with(text),
            Self::NotAs(text) => !holds || !value.starts_with(text),
            Self::NotWholly(text) => !holds || value != text,
            Self::Certified | Self::Ends => true,
        }
    }
}

impl Case {
    /// Whether what the certifier says today is right.
    ///
    /// # Errors
    /// What it says.
    pub fn check(&self) -> Result<(), String> {
        self.check_as(&self.rule.entry())
    }

    /// The same of the rule in another form.
    ///
    /// # Errors
    /// What the certifier says.
    pub fn check_as(&self, entry: &Entry) -> Result<(), String> {
        if self.right == Right::Certified {
            return stable_sgd::certify(entry).map(drop).map_err(|error| error.to_string());
        }
        let Some(property) = Property::find(self.property) else {
            return Err(format!("there is no property {}", self.property));
        };
        let certificate = certify(entry, property, &Settings::default());
        if self.right.is_met(&certificate) { Ok(()) } else { Err(certificate.to_string()) }
    }
}

fn n(place: usize) -> Expression {
    number(place)
}

/// Cases of one rule.
fn of<const N: usize>(kind: &'static str, rule: Rule, right: [(&'static str, Right); N]) -> Vec<Case> {
    let case = |(property, right)| Case { kind, rule: rule.clone(), property, right };
    right.into_iter().map(case).collect()
}

/// Every case.
pub fn cases() -> Vec<Case> {
    [public_reports(), steps_and_memories(), words(), points(), constants(), hidden_schedules(), refused()].concat()
}

use Right::{Certified, DoesNotHold, Ends, Holds, HoldsAs, NotAs, NotWholly, Refuted};

/// Of the first table: proofs about no point, branches, corners.
fn public_reports() -> Vec<Case> {
    let descent = |direction: Expression| rule(&["lr"]).gives(q(), q() - n(0) * direction);
    // ∞ − ∞ at rest, which the symbols do not cancel.
    let infinite = descent(root(integer(1) / square(norm(g()))) - integer(2) / norm(g()));
    let clipped = |bound| bases::clipped(bound);
    [
        // a proof about no point
        of("a proof about no point", descent(g() / norm(g())), [("fixed_point", DoesNotHold)]),
        // NaN passes
        of("NaN passes", infinite, [("fixed_point", DoesNotHold)]),
        // a branch never taken; the verdict does not depend on the bound
        of(
            "a branch never taken",
            clipped(100),
            [("rotation", Refuted), ("conformally_symplectic", Refuted), ("units", Refuted)],
        ),
        of("a branch that is taken", clipped(1), [("rotation", Refuted), ("conformally_symplectic", Refuted)]),
        // a corner at rest: no derivative, so no form and no stable rate from one
        of(
            "a corner at rest",
            bases::sign_descent(),
            [("modified_energy", DoesNotHold), ("lyapunov", DoesNotHold), ("step_bound", DoesNotHold)],
        ),
        of(
            "a corner at rest, with momentum",
            bases::signum(),
            [("modified_energy", DoesNotHold), ("lyapunov", DoesNotHold), ("step_bound", DoesNotHold)],
        ),
        of(
            "a corner at rest, Lion",
            bases::lion(),
            [
                ("modified_energy", DoesNotHold),
                ("lyapunov", DoesNotHold),
                ("step_bound", DoesNotHold),
                ("linear_stability", DoesNotHold),
            ],
        ),
        // Not a rule's: towards the unsound side (an error becomes an empty list of
        // conditions), the domain is not shown.
    ]
    .concat()
}

/// Of the first table: schedules, periods, memories.
fn steps_and_memories() -> Vec<Case> {
    let in_turn = when(Steps::Every(2), fraction(5, 2), integer(1));
    let rates_in_turn = rule(&["lr"]).gives(q(), q() - in_turn * n(0) * g());
    let growing = rule(&["lr"]).gives(q(), q() - n(0) / Expression::Power(9, 10) * g());
    let readme = {
        let rate = || n(0) / Expression::Index;
        let rule = rule(&["lr", "mu", "wd"]).gives(v(), n(1) * v() + rate() * g());
        rule.gives(q(), (integer(1) - rate() * n(2)) * q() - v())
    };
    let shifted = bases::heavy_ball().gives_at(Steps::At(7), q(), q() + integer(1));
    let in_memory = rule(&["lr", "mu"]).gives(m(0), n(1) * m(0) + n(0) * g()).gives(q(), q() - m(0));
    [
        // a part at every k-th step: a factor μ is that of the other steps alone
        of("a part at every k-th step", bases::lookahead(5), [("conformally_symplectic", NotWholly("mu"))]),
        // (1 − lr)(1 − 5/2 lr) over two steps: below 1 up to 7/5, never below −1
        of("rates in turn", rates_in_turn, [("step_bound", HoldsAs("lr < 7/5"))]),
        // ever changing
        of("ever changing", growing, [("step_bound", DoesNotHold), ("linear_stability", DoesNotHold)]),
        // memory that is a function of the state
        of(
            "a cached gradient",
            bases::cached_leapfrog(true),
            [("symplectic", Holds), ("reversible", Holds), ("order", Holds), ("volume", HoldsAs("1"))],
        ),
        // the same with m = 0 at first: its first step is a kick short
        of("a cached gradient that is 0 at first", bases::cached_leapfrog(false), [("order", DoesNotHold)]),
        // a slot that nothing reads
        of(
            "a slot that nothing reads",
            bases::gradient_descent(),
            [("step_bound", HoldsAs("lr < 2")), ("linear_stability", Holds)],
        ),
        of(
            "a memory that nothing reads",
            bases::gradient_descent().gives(m(0), g()),
            [("step_bound", HoldsAs("lr < 2")), ("linear_stability", Holds)],
        ),
        // where a rule keeps its buffer
        of(
            "a buffer that is a memory",
            in_memory,
            [("step_bound", HoldsAs("lr < 19/5")), ("conformally_symplectic", HoldsAs("mu"))],
        ),
        // a schedule: a frozen step is not called stable
        of("a schedule, frozen", readme, [("step_bound", NotAs("lr < 41800/1019"))]),
        of(
            "a shift at one step",
            shifted,
            [("fixed_point", Refuted), ("reflection", Refuted), ("translation", Holds), ("volume", Holds)],
        ),
    ]
    .concat()
}

/// Of the first table: names, decimals, numbers without effect, long runs.
fn words() -> Vec<Case> {
    let unused = rule(&["lr", "wd"]).gives(q(), q() - n(0) * sign(g()));
    // 1 − √2/2 and √2 − 1 to sixteen decimals, about a kick of half the length.
    let decimal = |digits: i64| n(0) * fraction(digits, 10_000_000_000_000_000);
    let drift = || q() + decimal(2_928_932_188_134_524) * v();
    let kick = || v() - n(0) / integer(2) * g();
    let second = rule(&["h"]).gives(q(), drift()).gives(v(), kick());
    let second = second.gives(q(), q() + decimal(4_142_135_623_730_951) * v());
    let second = second.gives(v(), kick()).gives(q(), drift()).of_order(2);
    let idle = bases::gradient_descent().gives(m(0), m(1) + g()).gives(m(1), m(0));
    let counted = rule(&["lr", "beta"]).gives(q(), q() - n(0) * g()).gives(m(0), n(1) * m(0) + g());
    // 1/(2 − 2^(1/3)) and −2^(1/3)/(2 − 2^(1/3)) to sixteen decimals.
    let outer = || fraction(13_512_071_919_596_576, 10_000_000_000_000_000);
    let inner = || fraction(-17_024_143_839_193_152, 10_000_000_000_000_000);
    let mut yoshida = rule(&["h"]);
    for length in [outer(), inner(), outer()] {
        let half = || n(0) * length.clone() / integer(2);
        yoshida = yoshida.gives(q(), q() + half() * v());
        yoshida = yoshida.gives(v(), v() - n(0) * length.clone() * g());
        yoshida = yoshida.gives(q(), q() + half() * v());
    }
    // Each place of the queue has a 1 one step after the place before it; the divisor is
    // 1 − m17, which is 0 from step 19 on.
    let mut queue = rule(&["lr"]).gives(q(), q() - n(0) * g() / (integer(1) - m(17)));
    for place in (1..20).rev() {
        queue = queue.gives(m(place), m(place - 1));
    }
    let queue = queue.gives(m(0), integer(1));
    [
        // a number known by its name
        of("a step that is called dt", bases::kick_drift_kick("dt"), [("order", Holds)]),
        // decimals in the code
        of("decimals in the code", yoshida.of_order(4), [("order", Holds)]),
        // the same of order two: what is left out is of the power after it
        of("decimals of a second order", second, [("order", HoldsAs("2, and no more: d = 1: the coefficient of h^3"))]),
        // a number without effect: a property of its own
        of("a number without effect", unused, [("effect", Refuted)]),
        // memories that feed each other, and never the point
        of("memories without effect", idle, [("effect", Refuted), ("linear_stability", Holds)]),
        // a number that a memory without effect reads alone
        of("a number of a memory without effect", counted, [("effect", Refuted)]),
        // a step towards 0/0 that the audit's 12 steps miss
        of("0/0 at step 19", queue, [("fixed_point", DoesNotHold)]),
    ]
    .concat()
}

/// Of the second table: gradients at other points, rest.
fn points() -> Vec<Case> {
    let asked_at = |at: Expression| rule(&["lr"]).gives(q(), q() - n(0) * gradient(at));
    let fed = rule(&["lr", "mu"]).gives(v(), n(1) * v() + integer(1)).gives(q(), q() - n(0) * v() * g());
    let growing = rule(&["lr"]).gives(v(), integer(1)).gives(q(), q() - n(0) * g() + square(v()) * q());
    let relativistic = {
        let kick = || v() - n(0) / integer(2) * g();
        let speed = v() / root(integer(1) + square(norm(v())));
        rule(&["h"]).gives(v(), kick()).gives(q(), q() + n(0) * speed).gives(v(), kick())
    };
    // Symplectic in four coordinates.
    let fifth = |factor: fn() -> Expression| {
        let kicked = rule(&["h"]).gives(v(), v() - n(0) * g());
        kicked.gives(v(), v() + factor() * Expression::Axis(4) * v()).gives(q(), q() + n(0) * v())
    };
    [
        // a proof in three coordinates, whose fifth is another
        of("the fifth coordinate is another", fifth(|| integer(1)), [("symplectic", DoesNotHold)]),
        of("the fifth coordinate is another, by a root", fifth(root_two), [("symplectic", Refuted)]),
        // the gradient at a point that is not moved
        of("the gradient at 0", asked_at(integer(0)), [("translation", Refuted)]),
        of(
            "the gradient at a clipped point",
            asked_at(clip(q(), integer(1))),
            [("translation", Refuted), ("rotation", Refuted), ("units", Refuted)],
        ),
        // rest compares the state after step 4 alone
        of("back after two steps", rule(&[]).gives(q(), -q()), [("fixed_point", Refuted)]),
        // the gradient at an irrational point is asked twice
        of("relativistic leapfrog", relativistic, [("reversible", Holds), ("adjoint", Holds)]),
        // rest is not where the run is: v comes to 1/(1 − μ) = 10
        of("rest elsewhere", fed, [("step_bound", NotAs("lr < 2"))]),
        of("no rest", growing, [("linear_stability", DoesNotHold), ("step_bound", DoesNotHold)]),
        // two coordinates alone
        of(
            "blocks of two",
            rule(&["lr"]).gives(q(), q() - n(0) * g() / (block_norm(g()) + integer(1))),
            [("permutation", Refuted), ("rotation", Refuted)],
        ),
        of(
            "the third coordinate moves",
            rule(&["lr"]).gives(q(), q() - n(0) * g() + Expression::Axis(2)),
            [("fixed_point", Refuted), ("permutation", Refuted), ("rotation", Refuted)],
        ),
    ]
    .concat()
}

/// Of the second table: numbers that are not rational, and numbers never drawn.
fn constants() -> Vec<Case> {
    let irrational = rule(&["lr"]).gives(v(), (root_two() - integer(1)) * n(0) * g()).gives(q(), q() - v());
    let mclachlan = |a: fn() -> Expression| {
        let drift = |length: Expression| q() + n(0) * length * v();
        let kick = || v() - n(0) / integer(2) * g();
        let rule = rule(&["h"]).gives(q(), drift(a())).gives(v(), kick());
        let rule = rule.gives(q(), drift(integer(1) - integer(2) * a())).gives(v(), kick());
        rule.gives(q(), drift(a()))
    };
    let quotient = {
        let kept = integer(2) - integer(2) / (integer(1) + n(1));
        rule(&["lr", "mu"]).gives(v(), kept * v() - n(0) * g()).gives(q(), q() + n(0) * v())
    };
    let switched = {
        let kept = equal(n(1), integer(0), v() / integer(2), v());
        rule(&["lr", "wd"]).gives(v(), kept - n(0) * g()).gives(q(), q() + n(0) * v())
    };
    let by_default = {
        let kept = above(n(1), fraction(4, 5), v() / integer(2), v());
        rule(&["lr", "mu"]).gives(v(), kept - n(0) * g()).gives(q(), q() + n(0) * v())
    };
    [
        // √2, 1/(μ + 1), [p > 0] count as 0 in witnesses
        of("a rate with a root", irrational, [("linear_stability", Holds)]),
        of(
            "McLachlan, written 1 − √2/2",
            mclachlan(|| integer(1) - root_two() / integer(2)),
            [("modified_energy", Holds), ("symplectic", Holds)],
        ),
        of(
            "McLachlan, written 1 − 1/√2",
            mclachlan(|| integer(1) - integer(1) / root_two()),
            [("modified_energy", Holds)],
        ),
        of("a share with a quotient", quotient, [("lyapunov", Holds)]),
        // Rust's == sees no symbol; weights are never drawn as 0
        of("a number compared with 0", switched, [("symplectic", Refuted), ("conformally_symplectic", NotWholly("1"))]),
        // the registered defaults are never drawn
        of("a threshold below the default", by_default, [("symplectic", Refuted)]),
        // vacuous factors
        of(
            "a slot that forgets",
            rule(&["lr"]).gives(q(), q() - n(0) * m(0)).gives(m(0), g()),
            [("volume", NotAs("0"))],
        ),
        of(
            "no momentum is kept",
            rule(&["lr"]).gives(v(), n(0) * g()).gives(q(), q() - v()),
            [("conformally_symplectic", DoesNotHold), ("volume", NotAs("0"))],
        ),
    ]
    .concat()
}

/// Of the second table: schedules that no index shows.
fn hidden_schedules() -> Vec<Case> {
    let delay = rule(&[]).gives(q(), q() - v()).gives(v(), m(1)).gives(m(1), m(0)).gives(m(0), q());
    let counter = {
        let pull = above(m(0), integer(5), q(), g());
        rule(&["lr"]).gives(m(0), m(0) + integer(1)).gives(q(), q() - n(0) * pull)
    };
    // At rest at a point, the state is fed by nothing before step 6.
    [
        of("a delay longer than the runs", delay, [("translation", Refuted)]),
        of("a schedule in a slot", counter, [("fixed_point", Refuted), ("translation", Refuted)]),
        // a slot that is read and never written
        of(
            "a slot that is never given a value",
            rule(&["lr"]).gives(q(), q() - n(0) * g() - v()),
            [("step_bound", HoldsAs("lr < 2"))],
        ),
    ]
    .concat()
}

/// Of the second table: sound rules that are refused, and those that never end.
fn refused() -> Vec<Case> {
    let clipped = rule(&["lr", "mu"]).gives(v(), n(1) * v() + clip(n(0) * g(), integer(100))).gives(q(), q() - v());
    let roots = {
        let gradient = integer(1) / root(norm(w(0)));
        rule(&[]).gives(w(0), g()).gives(q(), q() / root(square(norm(q())) + gradient))
    };
    let near_rest = rule(&["lr"]).gives(q(), q() - n(0) * g() * root(fraction(1, 100) - square(norm(g()))));
    let cubic = rule(&["lr"]).gives(q(), q() * (integer(1) + integer(3) * square(norm(q()))) - n(0) * g());
    [
        // a sound rule is refused as one with hidden state
        of("a witness for other powers", clipped, [("units", Certified)]),
        of("a witness in binary64", roots, [("translation", Certified)]),
        // "defined nowhere", from four starts
        of("defined near rest", near_rest, [("translation", Certified)]),
        // certification that does not end
        of("certification without end", cubic, [("volume", Ends), ("linear_stability", Ends), ("fixed_point", Ends)]),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_case_stands_twice() {
        let cases = cases();
        let names: BTreeSet<_> = cases.iter().map(|case| (case.kind, case.property)).collect();
        assert_eq!(names.len(), cases.len());
    }

    /// Every row is as it should be.
    #[test]
    fn every_known_rule_is_certified_rightly() {
        let wrong = |case: &Case| {
            let said = case.check().err()?;
            Some(format!("{}, {}, {:?} of {}: {said}", case.kind, case.property, case.right, case.rule))
        };
        let wrong: Vec<String> = cases().iter().filter_map(wrong).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// The control: a right verdict turned about is not met.
    #[test]
    fn what_is_right_is_told_from_what_is_not() {
        let said = |rule: Rule, property: &str| {
            let property = Property::find(property).expect("an id");
            certify(&rule.entry(), property, &Settings::default())
        };
        let conformal = said(bases::heavy_ball(), "conformally_symplectic");
        assert!([Holds, HoldsAs("mu"), NotAs("1"), NotWholly("m")].iter().all(|right| right.is_met(&conformal)));
        let wrong = [Refuted, DoesNotHold, HoldsAs("1"), NotAs("mu"), NotWholly("mu")];
        assert!(!wrong.iter().any(|right| right.is_met(&conformal)));
        let refuted = said(bases::nesterov(), "conformally_symplectic");
        assert!(Refuted.is_met(&refuted) && DoesNotHold.is_met(&refuted) && !Holds.is_met(&refuted));
        assert!(!HoldsAs("").is_met(&refuted));
    }
}
