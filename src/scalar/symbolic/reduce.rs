//! The relations, as rewriting.
//!
//! - s² becomes p for s = √p, p² for s = |p| and s for s = \[p > 0\], until no square is
//!   left: each p is made of shorter names.
//! - For i = 1/m with a polynomial m in free symbols alone, i · lead(m) becomes
//!   1 − i · (m − lead(m)): the terms that come are less than the one that goes, in the
//!   lexicographic order of monomials, so that this ends.
//!
//! With several divisors what is left may depend on the order of the factors. It is
//! therefore compared with 0 by clearing: Σ cₖ iᵏ is 0 iff Σ cₖ mⁿ⁻ᵏ is, n the highest
//! power, since m is not 0 where i is defined.

use super::Symbolic;
use super::adjoined::{Definition, divisors_of, square_in};
use crate::scalar::{Interval, Polynomial, Undefined};
use num_traits::Zero;
use std::sync::Arc;

/// The polynomial, rewritten by the relations.
///
/// # Errors
/// Where a product of terms is beyond the budget.
pub(super) fn reduced(p: Polynomial) -> Result<Polynomial, Undefined> {
    squares_replaced(p).map(cancelled)
}

/// Squares of adjoined symbols, replaced until none is left.
fn squares_replaced(p: Polynomial) -> Result<Polynomial, Undefined> {
    let mut rest = p;
    loop {
        let Some((name, square)) = square_in(&rest) else { return Ok(rest) };
        let (symbol, powers) = (Polynomial::symbol(name), rest.powers_of(name));
        rest = Polynomial::zero();
        for (power, part) in powers {
            let raised = square.pow(power / 2);
            let terms = part.term_count() * raised.term_count();
            if terms > Symbolic::BUDGET || !Symbolic::spend(terms) {
                return Err(Undefined::Budget);
            }
            let part = part * raised;
            rest = rest + if power % 2 == 1 { part * &symbol } else { part };
        }
    }
}

/// Divisors cancelled, where that does not make the polynomial much longer.
fn cancelled(p: Polynomial) -> Polynomial {
    let limit = 2 * p.term_count() + 64;
    let mut rest = p;
    let divisors: Vec<(&'static str, Arc<Definition>)> =
        divisors_of(&rest).filter(|(_, found)| found.is_flat).collect();
    loop {
        if !divisors.is_empty() && !Symbolic::spend(rest.term_count() * divisors.len()) {
            return rest;
        }
        let next = divisors.iter().find_map(|(name, found)| rest.cancelled(name, &found.operand, limit));
        match next {
            Some(next) => rest = next,
            None => return rest,
        }
    }
}

/// Divisors that are cleared one after another, at most.
const ROUNDS: usize = 64;

/// Whether quotients occur in it.
pub(super) fn has_divisors(p: &Polynomial) -> bool {
    divisors_of(p).next().is_some()
}

/// Whether it comes out as 0 with its divisors cleared.
pub(super) fn vanishes(p: &Polynomial) -> bool {
    if p.is_zero() || !has_divisors(p) {
        return p.is_zero();
    }
    if is_nonzero_at_a_point(p) {
        return false;
    }
    let mut rest = p.clone();
    for _ in 0..ROUNDS {
        // What a divisor is made of has shorter names.
        let Some((name, found)) = divisors_of(&rest).max_by_key(|(name, _)| (name.len(), *name)) else { break };
        match cleared(&rest, name, &found.operand) {
            Some(next) => rest = next,
            None => return false,
        }
    }
    rest.is_zero()
}

/// Σ cₖ mⁿ⁻ᵏ of Σ cₖ iᵏ; nothing where a product is beyond the budget.
fn cleared(p: &Polynomial, name: &str, divisor: &Polynomial) -> Option<Polynomial> {
    let mut powers = p.powers_of(name);
    let highest = powers.keys().next_back().copied()?;
    let mut sum = Polynomial::zero();
    for power in 0..=highest {
        let terms = sum.term_count() * divisor.term_count();
        if terms > Symbolic::ADJOINED_BUDGET || !Symbolic::spend(terms) {
            return None;
        }
        sum = sum * divisor + powers.remove(&power).unwrap_or_else(Polynomial::zero);
    }
    squares_replaced(sum).ok()
}

/// Whether an enclosure at one of two points, whose coordinates are made of the names,
/// shows that the value is not 0 there: the common case, for less than a clearing.
fn is_nonzero_at_a_point(p: &Polynomial) -> bool {
    const FRACTION: u64 = 1 << 20;
    let coordinate = |name: &str, shift: u64| {
        let mixed = name
            .bytes()
            .fold(0x811C_9DC5_u64 + shift, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3));
        Interval::point((mixed >> 24 & (FRACTION - 1)) as f64 / FRACTION as f64 + shift as f64)
    };
    let symbolic = Symbolic { value: Ok(p.clone()), adjoined: true };
    [0, 1].into_iter().any(|shift| symbolic.enclose(&|name| coordinate(name, shift)).excludes_zero())
}
