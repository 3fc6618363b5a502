//! One small change of a rule.

use super::build::{above, absolute, clip, fraction, g, gradient, integer, m, norm, q, root, root_two, sign, v, when};
use super::random::Draws;
use super::syntax::{Expression, NUMBERS, Rule, Slot, Statement, Steps};

/// Fractions that rules hold: small ones, ends of ranges, and large ones.
pub const FRACTIONS: [(i64, i64); 14] = [
    (0, 1),
    (1, 1),
    (-1, 1),
    (2, 1),
    (1, 2),
    (-1, 2),
    (1, 3),
    (9, 10),
    (3, 1),
    (5, 2),
    (100, 1),
    (1, 1000),
    (-7, 5),
    (1000, 1),
];

/// Steps at which something happens.
pub fn steps(draws: &mut Draws) -> Steps {
    match draws.below(3) {
        0 => Steps::Every(*draws.pick(&[2, 3, 5, 10])),
        1 => Steps::From(*draws.pick(&[2, 3, 8, 13, 25])),
        _ => Steps::At(*draws.pick(&[1, 2, 7, 13, 20])),
    }
}

/// A factor that a step's index changes.
pub fn schedule(draws: &mut Draws) -> Expression {
    match draws.below(5) {
        0 => integer(1) / Expression::Index,
        1 => Expression::Power(9, 10),
        2 => Expression::Power(10, 9),
        3 => integer(1) / root(Expression::Index),
        _ => Expression::Index,
    }
}

/// A constant: a fraction, or one with a root of 2.
pub fn constant(draws: &mut Draws) -> Expression {
    let (p, q) = *draws.pick(&FRACTIONS);
    match draws.below(8) {
        0 => root_two() - fraction(1, 1),
        1 => fraction(p, q) * root_two(),
        _ => fraction(p, q),
    }
}

/// A number of the rule; one is added where it has none.
pub fn number(draws: &mut Draws, rule: &mut Rule) -> Expression {
    if rule.numbers.is_empty() || (rule.numbers.len() < 4 && draws.one_in(3)) {
        let place = draws.below(NUMBERS.len());
        if !rule.numbers.contains(&place) {
            rule.numbers.push(place);
        }
    }
    Expression::Number(draws.below(rule.numbers.len()))
}

/// A point other than q at which a gradient is asked for.
pub fn place(draws: &mut Draws, rule: &mut Rule) -> Expression {
    match draws.below(6) {
        0 => q() + constant(draws) * v(),
        1 => clip(q(), integer(1)),
        2 => integer(0),
        3 => q() - number(draws, rule) * v(),
        4 => m(0),
        _ => q() + g() * constant(draws),
    }
}

/// A value that a slot or a number has.
pub fn leaf(draws: &mut Draws, rule: &mut Rule) -> Expression {
    match draws.below(8) {
        0 => constant(draws),
        1 | 2 => number(draws, rule),
        3 => q(),
        4 => v(),
        5 if rule.memories > 0 => m(draws.below(rule.memories)),
        5 => v(),
        6 => g(),
        _ => gradient(place(draws, rule)),
    }
}

/// What may be done with a part.
fn changed(draws: &mut Draws, rule: &mut Rule, old: Expression) -> Expression {
    match draws.below(16) {
        0 => leaf(draws, rule),
        1 => -old,
        2 => old * constant(draws),
        3 => old * number(draws, rule),
        4 => old.clone() + leaf(draws, rule),
        5 => clip(old, integer(*draws.pick(&[1, 10, 100]))),
        6 => sign(old),
        7 => absolute(old),
        8 => old.clone() / (norm(old) + fraction(1, 10)),
        9 => old * schedule(draws),
        10 => when(steps(draws), old.clone(), old * constant(draws)),
        11 => {
            let (by, other) = (leaf(draws, rule), leaf(draws, rule));
            above(by, constant(draws), other, old)
        }
        12 => gradient(place(draws, rule)),
        13 => old.clone() / norm(old),
        14 => root(absolute(old)),
        _ => constant(draws),
    }
}

/// The rule with one thing changed.
pub fn mutated(draws: &mut Draws, mut rule: Rule) -> Rule {
    match draws.below(12) {
        0 => {
            let place = draws.below(NUMBERS.len());
            if !rule.numbers.contains(&place) {
                rule.numbers.push(place);
            }
        }
        1 => rule.memories += usize::from(rule.memories < 3),
        2 => add_memory(draws, &mut rule),
        3 => {
            let place = draws.below(rule.statements.len());
            rule.statements[place].steps = Some(steps(draws));
        }
        4 => exchange(draws, &mut rule),
        5 if !uses(&rule, Slot::Memory(rule.memories)) => rename(&mut rule),
        6 => {
            let (target, value) = (*draws.pick(&[Slot::Position, Slot::Velocity]), leaf(draws, &mut rule));
            let value = Expression::Slot(target) + value * constant(draws);
            rule.statements.push(Statement { target, value, steps: draws.one_in(2).then(|| steps(draws)) });
        }
        _ => {
            let statement = draws.below(rule.statements.len());
            let size = rule.statements[statement].value.size();
            let place = draws.below(size);
            let Some(old) = rule.statements[statement].value.node_mut(place).cloned() else { return rule };
            let new = changed(draws, &mut rule, old);
            if let Some(node) = rule.statements[statement].value.node_mut(place) {
                *node = new;
            }
        }
    }
    remembering(rule)
}

/// With as many memories as its expressions name.
pub fn remembering(mut rule: Rule) -> Rule {
    let named = |place: usize| uses(&rule, Slot::Memory(place));
    let least = (0..super::syntax::MEMORIES).rev().find(|place| named(*place)).map_or(0, |place| place + 1);
    rule.memories = rule.memories.max(least);
    rule
}

/// Whether a slot is read or given a value.
pub fn uses(rule: &Rule, slot: Slot) -> bool {
    rule.statements.iter().any(|statement| statement.target == slot) || rule.any(&|e| *e == Expression::Slot(slot))
}

/// A memory that is a copy, a cache, a counter, a delay or an average, and is read or not.
fn add_memory(draws: &mut Draws, rule: &mut Rule) {
    if rule.memories >= 3 {
        return;
    }
    let place = rule.memories;
    let target = Slot::Memory(place);
    rule.memories += 1;
    let value = match draws.below(6) {
        0 => q(),
        1 => g(),
        2 => m(place) + integer(1),
        3 => v(),
        4 => m(place) / integer(2) + g() / integer(2),
        _ => m(place),
    };
    let statement = Statement { target, value, steps: None };
    let first = draws.one_in(2);
    rule.statements.insert(if first { 0 } else { rule.statements.len() }, statement);
    if draws.one_in(2) {
        let reading = Expression::Slot(Slot::Position) - m(place) * constant(draws);
        let by_count = above(m(place), integer(*draws.pick(&[3, 5, 20])), q(), q() - m(place) * fraction(1, 10));
        let value = if draws.one_in(3) { by_count } else { reading };
        rule.statements.push(Statement { target: Slot::Position, value, steps: None });
    }
}

/// Two statements in each other's place.
fn exchange(draws: &mut Draws, rule: &mut Rule) {
    let count = rule.statements.len();
    let (a, b) = (draws.below(count), draws.below(count));
    rule.statements.swap(a, b);
}

/// The velocity as a memory.
fn rename(rule: &mut Rule) {
    let target = Slot::Memory(rule.memories);
    rule.memories += 1;
    fn renamed(expression: &mut Expression, target: Slot) {
        if *expression == Expression::Slot(Slot::Velocity) {
            *expression = Expression::Slot(target);
        }
        expression.parts_mut().into_iter().for_each(|part| renamed(part, target));
    }
    rule.expressions_mut().for_each(|expression| renamed(expression, target));
    for statement in &mut rule.statements {
        if statement.target == Slot::Velocity {
            statement.target = target;
        }
    }
}
