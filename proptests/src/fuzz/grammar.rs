//! A rule from a seed: half of them are rules that people use with something changed, half
//! are put together freely.

use super::bases;
use super::build::{
    above, absolute, block_norm, clip, equal, fraction, g, gradient, integer, norm, q, root, sign, square, sum, v, when,
};
use super::mutate::{constant, leaf, mutated, number, place, remembering, schedule, steps};
use super::random::Draws;
use super::syntax::{Expression, Rule, Slot, Statement, Unary};

/// Nodes beyond which a rule is drawn again.
const LARGEST: usize = 48;

/// The rule of a seed.
pub fn rule(seed: u64) -> Rule {
    let mut draws = Draws::new(seed);
    loop {
        let rule = if draws.one_in(2) { changed(&mut draws) } else { free(&mut draws) };
        if rule.size() <= LARGEST {
            // Drawn apart, so that the other rules stay what they are.
            let mut apart = Draws::new(seed ^ APART);
            return if apart.one_in(40) { undefined(&mut apart, rule) } else { rule };
        }
    }
}

/// What a seed is combined with to draw apart: of past seeds none.
const APART: u64 = 0x5EED_00F0_D1FF_0001;

/// The rule with a root of what is below 0 at every point: no symbol says so.
fn undefined(draws: &mut Draws, mut rule: Rule) -> Rule {
    let of = draws.pick(&[q(), v(), g()]).clone();
    let nothing = root(-(integer(1) + square(of)));
    if let Some(statement) = rule.statements.iter_mut().rev().find(|statement| statement.target == Slot::Position) {
        statement.value = statement.value.clone() + nothing;
    }
    rule
}

/// A rule that people use, with up to two things changed.
fn changed(draws: &mut Draws) -> Rule {
    let mut rule = draws.pick(&bases::all()).clone();
    let changes = [0, 1, 1, 1, 1, 1, 2, 2][draws.below(8)];
    for _ in 0..changes {
        rule = mutated(draws, rule);
    }
    rule
}

/// One to four statements, the point among what they give.
fn free(draws: &mut Draws) -> Rule {
    let mut rule = Rule { memories: draws.below(8).saturating_sub(5), ..Rule::default() };
    for _ in 0..1 + draws.below(2) {
        number(draws, &mut rule);
    }
    let count = 1 + draws.below(3);
    for place in 0..count {
        let last = place + 1 == count;
        let target = match draws.below(4) {
            _ if last => Slot::Position,
            0 if rule.memories > 0 => Slot::Memory(draws.below(rule.memories)),
            1 => Slot::Position,
            _ => Slot::Velocity,
        };
        let value = value(draws, &mut rule, target);
        let steps = draws.one_in(12).then(|| steps(draws));
        rule.statements.push(Statement { target, value, steps });
    }
    if draws.one_in(16) {
        rule.penalty = Some(leaf(draws, &mut rule));
    }
    if draws.one_in(16) {
        rule.order = Some(1 + draws.below(2) as u32);
    }
    remembering(rule)
}

/// A slot's new value: most keep some of the old one.
fn value(draws: &mut Draws, rule: &mut Rule, target: Slot) -> Expression {
    let own = Expression::Slot(target);
    let kept = match draws.below(6) {
        0 => own * constant(draws),
        1 => own * number(draws, rule),
        _ => own,
    };
    let depth = 1 + draws.below(2);
    let change = match draws.below(4) {
        0 => number(draws, rule) * gradient(Expression::Slot(Slot::Position)),
        1 => number(draws, rule) * v(),
        _ => expression(draws, rule, depth),
    };
    match draws.below(8) {
        0 => change,
        1..=3 => kept + change,
        _ => kept - change,
    }
}

/// Anything of this depth.
fn expression(draws: &mut Draws, rule: &mut Rule, depth: usize) -> Expression {
    if depth == 0 {
        return leaf(draws, rule);
    }
    let a = expression(draws, rule, depth - 1);
    match draws.below(24) {
        0..=2 => a + expression(draws, rule, depth - 1),
        3..=4 => a - expression(draws, rule, depth - 1),
        5..=8 => number(draws, rule) * a,
        9 => a * leaf(draws, rule),
        10 => a / (absolute(leaf(draws, rule)) + fraction(1, 10)),
        11 => a / leaf(draws, rule),
        12 => clip(a, *Box::new(bound(draws, rule))),
        13 => sign(a),
        14 => root(absolute(a)),
        15 => absolute(a),
        16 => a.clone() / norm(a),
        17 => a.clone() / root(integer(1) + square(a)),
        18 => sum(a) * fraction(1, 2),
        19 => match draws.below(4) {
            0 => block_norm(a),
            1 => Expression::Unary(Unary::Coordinate(draws.below(3)), Box::new(a)),
            2 => a * Expression::Axis(draws.below(4)),
            _ => a * schedule(draws),
        },
        20 => above(leaf(draws, rule), constant(draws), a, leaf(draws, rule)),
        21 => when(steps(draws), a, leaf(draws, rule)),
        22 => gradient(place(draws, rule)) * a,
        _ => equal(number(draws, rule), fraction(0, 1), a, leaf(draws, rule)),
    }
}

/// What a value is clipped to.
fn bound(draws: &mut Draws, rule: &mut Rule) -> Expression {
    match draws.below(5) {
        0 => number(draws, rule),
        1 => fraction(1, 10),
        2 => integer(1000),
        3 => integer(100),
        _ => integer(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The same seed gives the same rule; another one nearly always another.
    #[test]
    fn a_seed_is_a_rule() {
        let texts: BTreeSet<String> = (0..500).map(|seed| rule(seed).to_string()).collect();
        assert!(texts.len() > 400, "{} of 500 are distinct", texts.len());
        assert_eq!(rule(7), rule(7));
    }

    /// Every kind of node occurs.
    #[test]
    fn every_kind_of_part_is_drawn() {
        let mut kinds = BTreeSet::new();
        fn collect(expression: &Expression, kinds: &mut BTreeSet<String>) {
            let text = format!("{expression:?}");
            let head = text.split(['(', ' ']).next().unwrap_or_default().to_owned();
            let operator = match expression {
                Expression::Unary(operator, _) => format!("{operator:?}"),
                Expression::Binary(operator, ..) => format!("{operator:?}"),
                Expression::Choice(comparison, _) => format!("{comparison:?}"),
                Expression::When(steps, _) => format!("{steps:?}").split('(').next().unwrap_or_default().to_owned(),
                _ => String::new(),
            };
            kinds.insert(format!("{head} {}", operator.split('(').next().unwrap_or_default()));
            expression.parts().into_iter().for_each(|part| collect(part, kinds));
        }
        for seed in 0..2000 {
            rule(seed).expressions().for_each(|expression| collect(expression, &mut kinds));
        }
        assert_eq!(kinds.len(), 8 + 9 + 5 + 2 + 3 - 1, "{kinds:?}");
    }
}
