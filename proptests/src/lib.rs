//! The property suites of `stable-sgd`.
//!
//! A test's name is the theorem that it tests; beside each stands a control,
//! a rule that is known to be wrong and that the same check must catch. The
//! suites hold no randomness of their own: every input comes from
//! [`strategies`], so that a counterexample shrinks and replays, and every
//! tolerance, with its reason, from [`tolerance`].
//!
//! | suite | what it establishes |
//! |---|---|
//! | `published` | the published traces and printed numbers come out, to the bit |
//! | `random` | the generator is CPython's, to the bit |
//! | `scalars` | the laws of each number type |
//! | `scalars_exact` | rationals are an ordered field, polynomials a ring, exactly |
//! | `scalars_symbolic` | exact numbers say why there is none, symbolic ones are right at every point |
//! | `scalars_dual` | dual numbers are those of an independent library |
//! | `scalars_interval` | intervals enclose exact results, and no more than they must |
//! | `scalars_fixed` | the grid is a group, and motions on it run backward to the bit |
//! | `scalars_single` | binary32 is binary64, rounded |
//! | `proofs` | roots, signs and divisors in one variable are what they are said to be |
//! | `proofs_positivity` | what is certified or subdivided is positive, and what is not is refused |
//! | `proofs_linear` | the theorems of linear algebra, exactly |
//! | `energy_bounds` | the energy factor is a bounded, monotone step clip (E8) |
//! | `energy_runs` | energies and moments over many steps (E2, E3, E4, E6) |
//! | `penalty` | what the temporal-stability penalty is and does (P1, P2, P3) |
//! | `penalty_variants` | the squared and the proximal penalty, the adaptive weight (P5, P6) |
//! | `consistency` | gradients against losses, rest, and where the rate stands (C1, C2, C4) |
//! | `problems` | the registered problems: exact gradients, invariants, rest points, closed forms (C1) |
//! | `prior_art` | what papers report of the rules that are registered comes out |
//! | `symplecticity` | the proofs of symplecticity, volume and reversibility (S1, S7, S8, S9) |
//! | `order` | the order of every method, from its Taylor series (S10) |
//! | `stability` | which rates are stable on a quadratic (E5) |
//! | `modified_energy` | quadratic forms that a step keeps or shrinks (E1 to E4) |
//! | `problem_structure` | fields against losses on symbols, and methods on one problem (C1, S10) |
//! | `learning` | losses over examples and measured landscapes: gradients, means, training, what is refused |
//! | `bad_inputs` | what is refused, and what is a result, of numbers that make no sense |
//! | `own_rule` | what `certify` says of rules that are not registered, broken ones among them |
//! | `shipped` | rules that were traced from Python libraries follow the libraries' own runs |
//! | `shown` | rules that `show` writes as Rust are the rules, to the bit |
//! | `fuzz` | random rules: every verdict on them checked by other means, and the rules once certified wrongly |
//! | `registry` | the contract of every registered method, on every number type |
//!
//! The suites run optimised and unoptimised, and must give the same bits:
//! ```text
//! cargo test -p stable-sgd-proptests
//! cargo test --profile unoptimised -p stable-sgd-proptests
//! ```

pub mod fuzz;
pub mod strategies;
pub mod tolerance;

#[cfg(test)]
mod bad_inputs;
#[cfg(test)]
mod bounded_step;
#[cfg(test)]
mod changed;
#[cfg(test)]
mod committed;
#[cfg(test)]
mod consistency;
#[cfg(test)]
mod energy_bounds;
#[cfg(test)]
mod energy_runs;
#[cfg(test)]
mod learning;
#[cfg(test)]
mod loss_scale;
#[cfg(test)]
mod modified_energy;
#[cfg(test)]
mod order;
#[cfg(test)]
mod own_rule;
#[cfg(test)]
mod penalty;
#[cfg(test)]
mod penalty_variants;
#[cfg(test)]
mod prior_art;
#[cfg(test)]
mod problem_structure;
#[cfg(test)]
mod problems;
#[cfg(test)]
mod proofs;
#[cfg(test)]
mod proofs_linear;
#[cfg(test)]
mod proofs_positivity;
#[cfg(test)]
mod published;
#[cfg(test)]
mod random;
#[cfg(test)]
mod registry;
#[cfg(test)]
mod scalars;
#[cfg(test)]
mod scalars_dual;
#[cfg(test)]
mod scalars_exact;
#[cfg(test)]
mod scalars_fixed;
#[cfg(test)]
mod scalars_interval;
#[cfg(test)]
mod scalars_single;
#[cfg(test)]
mod scalars_symbolic;
#[cfg(test)]
mod shipped;
#[cfg(test)]
mod shown;
#[cfg(test)]
mod stability;
#[cfg(test)]
mod symplecticity;
