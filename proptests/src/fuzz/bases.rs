//! Rules that people use: what the drawn ones are changes of.

use super::build::{
    above, absolute, clip, fraction, g, gradient, integer, m, norm, number, q, root, rule, sign, square, v, w, when,
};
use super::syntax::{Expression, Rule, Steps};

/// The first number of a rule, the second, …
fn n(place: usize) -> Expression {
    number(place)
}

fn one_minus(x: Expression) -> Expression {
    integer(1) - x
}

/// q' = q − lr g.
pub fn gradient_descent() -> Rule {
    rule(&["lr"]).gives(q(), q() - n(0) * g())
}

/// v' = μ v + lr g; q' = q − v'.
pub fn heavy_ball() -> Rule {
    rule(&["lr", "mu"]).gives(v(), n(1) * v() + n(0) * g()).gives(q(), q() - v())
}

/// v' = μ v + g; q' = q − lr v'.
pub fn rate_outside() -> Rule {
    rule(&["lr", "mu"]).gives(v(), n(1) * v() + g()).gives(q(), q() - n(0) * v())
}

/// v' = μ v + (1 − μ) g; q' = q − lr v'.
pub fn averaged_momentum() -> Rule {
    rule(&["lr", "mu"]).gives(v(), n(1) * v() + one_minus(n(1)) * g()).gives(q(), q() - n(0) * v())
}

/// v' = μ v + lr g(q − μ v); q' = q − v'.
pub fn nesterov() -> Rule {
    let ahead = gradient(q() - n(1) * v());
    rule(&["lr", "mu"]).gives(v(), n(1) * v() + n(0) * ahead).gives(q(), q() - v())
}

/// v' = μ v + g; q' = q − lr (g + μ v').
pub fn nesterov_program() -> Rule {
    let rule = rule(&["lr", "mu"]).gives(w(0), g()).gives(v(), n(1) * v() + w(0));
    rule.gives(q(), q() - n(0) * (w(0) + n(1) * v()))
}

/// p' = p − h ∇U(q); q' = q + h p'.
pub fn symplectic_euler() -> Rule {
    rule(&["h"]).gives(v(), v() - n(0) * g()).gives(q(), q() + n(0) * v()).of_order(1)
}

/// Leapfrog, kick, drift, kick.
pub fn leapfrog() -> Rule {
    kick_drift_kick("h")
}

/// The same with a step of another name.
pub fn kick_drift_kick(step: &str) -> Rule {
    let kick = || v() - n(0) / integer(2) * g();
    rule(&[step]).gives(v(), kick()).gives(q(), q() + n(0) * v()).gives(v(), kick()).of_order(2)
}

/// Leapfrog, drift, kick, drift.
pub fn position_leapfrog() -> Rule {
    let drift = || q() + n(0) / integer(2) * v();
    rule(&["h"]).gives(q(), drift()).gives(v(), v() - n(0) * g()).gives(q(), drift()).of_order(2)
}

/// Leapfrog that keeps its last gradient; `begins` says whether the first step asks for it.
pub fn cached_leapfrog(begins: bool) -> Rule {
    let kick = || v() - n(0) / integer(2) * m(0);
    let start = rule(&["h"]);
    let start = if begins { start.gives_at(Steps::At(1), m(0), g()) } else { start };
    start.gives(v(), kick()).gives(q(), q() + n(0) * v()).gives(m(0), g()).gives(v(), kick()).of_order(2)
}

/// p' = μ p − h ∇U(q); q' = q + h p'.
pub fn conformal_euler() -> Rule {
    rule(&["h", "mu"]).gives(v(), n(1) * v() - n(0) * g()).gives(q(), q() + n(0) * v())
}

/// Momentum with decoupled weight decay.
pub fn decayed() -> Rule {
    let rule = rule(&["lr", "mu", "wd"]).gives(v(), n(1) * v() + n(0) * g());
    rule.gives(q(), one_minus(n(0) * n(2)) * q() - v())
}

/// Momentum with the gradient of U + ½ wd |q|².
pub fn regularised() -> Rule {
    let pull = g() + n(2) * q();
    rule(&["lr", "mu", "wd"]).gives(v(), n(1) * v() + n(0) * pull).gives(q(), q() - v())
}

/// q' = q − lr sign(g).
pub fn sign_descent() -> Rule {
    rule(&["lr"]).gives(q(), q() - n(0) * sign(g()))
}

/// v' = μ v + (1 − μ) g; q' = q − lr sign(v').
pub fn signum() -> Rule {
    rule(&["lr", "mu"]).gives(v(), n(1) * v() + one_minus(n(1)) * g()).gives(q(), q() - n(0) * sign(v()))
}

/// u = μ m + (1 − μ) g; q' = q − lr sign(u); m' = β m + (1 − β) g.
pub fn lion() -> Rule {
    let start = rule(&["lr", "mu", "beta"]).gives(w(0), g()).gives(w(1), n(1) * v() + one_minus(n(1)) * w(0));
    start.gives(q(), q() - n(0) * sign(w(1))).gives(v(), n(2) * v() + one_minus(n(2)) * w(0))
}

/// Momentum over a root of averaged squares, without the corrections of the first steps.
pub fn adam() -> Rule {
    let start = rule(&["lr", "mu", "beta", "eps"]).gives(w(0), g());
    let start = start.gives(v(), n(1) * v() + one_minus(n(1)) * w(0));
    let start = start.gives(m(0), n(2) * m(0) + one_minus(n(2)) * square(w(0)));
    start.gives(q(), q() - n(0) * v() / (root(m(0)) + n(3)))
}

/// q' = q − lr g / (√m' + 1/100), m' the sum of squares.
pub fn adagrad() -> Rule {
    let start = rule(&["lr"]).gives(w(0), g()).gives(m(0), m(0) + square(w(0)));
    start.gives(q(), q() - n(0) * w(0) / (root(m(0)) + fraction(1, 100)))
}

/// Momentum whose gradient is clipped in each coordinate.
pub fn clipped(bound: i64) -> Rule {
    let pull = n(0) * clip(g(), integer(bound));
    rule(&["lr", "mu"]).gives(v(), n(1) * v() + pull).gives(q(), q() - v())
}

/// A step no longer than a bound.
pub fn clipped_norm() -> Rule {
    let start = rule(&["lr"]).gives(w(0), g()).gives(w(1), norm(w(0)));
    start.gives(q(), q() - n(0) * w(0) / above(w(1), integer(1), w(1), integer(1)))
}

/// q' = q − lr g / (|g| + eps).
pub fn normalised() -> Rule {
    rule(&["lr", "eps"]).gives(w(0), g()).gives(q(), q() - n(0) * w(0) / (norm(w(0)) + n(1)))
}

/// Momentum, whose point goes back halfway to a slow one at every n-th step.
pub fn lookahead(every: u64) -> Rule {
    let start = rule(&["lr", "mu", "alpha"]).gives_at(Steps::At(1), m(0), q());
    let start = start.gives(v(), n(1) * v() + n(0) * g()).gives(q(), q() - v());
    let start = start.gives_at(Steps::Every(every), m(0), m(0) + n(2) * (q() - m(0)));
    start.gives_at(Steps::Every(every), q(), m(0))
}

/// Momentum beside an average of its points.
pub fn averaging() -> Rule {
    heavy_ball().gives_at(Steps::At(1), m(0), q()).gives(m(0), m(0) + (q() - m(0)) / Expression::Index)
}

/// Momentum with the rate lr / k.
pub fn falling_rate() -> Rule {
    let rule = rule(&["lr", "mu"]).gives(v(), n(1) * v() + n(0) / Expression::Index * g());
    rule.gives(q(), q() - v())
}

/// Gradient descent with the gradient of the step before.
pub fn delayed() -> Rule {
    rule(&["lr"]).gives(q(), q() - n(0) * m(0)).gives(m(0), g())
}

/// Momentum with a penalty that draws back to the point before, which is reported.
pub fn penalised() -> Rule {
    let start = rule(&["lr", "mu", "wd"]).gives(w(0), n(2) * (q() - m(0))).gives(m(0), q());
    start.gives(v(), n(1) * v() + n(0) * g()).gives(q(), q() - v() - w(0)).with_penalty(w(0))
}

/// A rate that is bounded by the size of the gradient.
pub fn speed_clip() -> Rule {
    let start = rule(&["lr", "mu"]).gives(w(0), g());
    let start = start.gives(v(), n(1) * v() + n(0) * w(0) / root(integer(1) + square(w(0))));
    start.gives(q(), q() - v())
}

/// A warm-up: half of the rate for ten steps.
pub fn warm_up() -> Rule {
    let rate = when(Steps::From(10), n(0), n(0) / integer(2));
    rule(&["lr"]).gives(q(), q() - rate * g())
}

/// A descent whose steps have a corner: lr |g| g.
pub fn squared_gradient() -> Rule {
    rule(&["lr"]).gives(w(0), g()).gives(q(), q() - n(0) * absolute(w(0)) * w(0))
}

/// All of them.
pub fn all() -> Vec<Rule> {
    let smooth =
        [gradient_descent(), heavy_ball(), rate_outside(), averaged_momentum(), nesterov(), nesterov_program()];
    let motions = [symplectic_euler(), leapfrog(), position_leapfrog(), cached_leapfrog(true), conformal_euler()];
    let decays = [decayed(), regularised(), penalised(), falling_rate(), warm_up(), delayed(), averaging()];
    let corners = [sign_descent(), signum(), lion(), clipped(1), clipped(100), clipped_norm(), squared_gradient()];
    let roots = [adam(), adagrad(), normalised(), speed_clip(), lookahead(5), lookahead(2)];
    [smooth.as_slice(), &motions, &decays, &corners, &roots].concat()
}
