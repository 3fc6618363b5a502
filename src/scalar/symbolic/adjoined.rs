//! Adjoined symbols: what each stands for.
//!
//! The definitions are kept until the program ends, as the names are. A symbol's name is
//! made of its operand, so that equal names have equal definitions and nothing depends on
//! the order in which they were made.

use super::Symbolic;
use crate::scalar::{Polynomial, Ring, Undefined};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A function of which its name alone is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Elementary {
    /// eᵖ
    Exp,
    /// ln p
    Ln,
    /// sin p
    Sin,
    /// cos p
    Cos,
    /// tanh p
    Tanh,
}

impl Elementary {
    /// Every function.
    pub const ALL: [Self; 5] = [Self::Exp, Self::Ln, Self::Sin, Self::Cos, Self::Tanh];

    /// Its name.
    pub fn name(self) -> &'static str {
        self.beginning().trim_end_matches('(')
    }

    /// The name and the parenthesis that opens.
    fn beginning(self) -> &'static str {
        match self {
            Self::Exp => "exp(",
            Self::Ln => "ln(",
            Self::Sin => "sin(",
            Self::Cos => "cos(",
            Self::Tanh => "tanh(",
        }
    }
}

/// What an adjoined symbol is of its operand p.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// √p, which is ≥ 0 wherever it is defined.
    Root,
    /// 1/p, of a p whose leading coefficient is 1.
    Inverse,
    /// |p|, which is ≥ 0.
    Magnitude,
    /// 1 where p > 0, else 0.
    Choice,
    /// A function of p.
    Function(Elementary),
}

/// An adjoined symbol: see [`Symbolic::adjoined`].
#[derive(Clone, Debug)]
pub struct Adjoined {
    /// The name of the variable that stands for it.
    pub name: &'static str,
    /// What it is of its operand.
    pub kind: Kind,
    /// The operand.
    pub operand: Symbolic,
}

/// What a symbol stands for, and what is used of it.
pub(super) struct Definition {
    pub(super) kind: Kind,
    pub(super) operand: Polynomial,
    /// What the square of the symbol is, where that is simpler.
    pub(super) square: Option<Polynomial>,
    /// Whether the operand has free symbols alone.
    pub(super) is_flat: bool,
    /// Whether the operand has no free symbol, nor the operands in it.
    pub(super) is_number: bool,
}

fn definitions() -> MutexGuard<'static, BTreeMap<&'static str, Arc<Definition>>> {
    static DEFINITIONS: Mutex<BTreeMap<&'static str, Arc<Definition>>> = Mutex::new(BTreeMap::new());
    // The table is whole wherever a thread may have panicked.
    DEFINITIONS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The beginnings of adjoined symbols' names, so that others need not be looked up.
const ROOT: &str = "√";
const INVERSE: &str = "1/";
const MAGNITUDE: &str = "|";
const CHOICE: &str = "[";

/// What the symbol of this name stands for; nothing where it is free.
pub(super) fn definition(name: &str) -> Option<Arc<Definition>> {
    let begins = |beginning: &str| name.starts_with(beginning);
    let is_candidate = [ROOT, INVERSE, MAGNITUDE, CHOICE].into_iter().any(begins)
        || Elementary::ALL.into_iter().map(Elementary::beginning).any(begins);
    if is_candidate { definitions().get(name).cloned() } else { None }
}

/// The adjoined symbols of a polynomial, by name.
pub(super) fn adjoined_in(p: &Polynomial) -> impl Iterator<Item = (&'static str, Arc<Definition>)> {
    p.variables().into_iter().filter_map(|name| Some((name, definition(name)?)))
}

/// The divisors of a polynomial, by name.
pub(super) fn divisors_of(p: &Polynomial) -> impl Iterator<Item = (&'static str, Arc<Definition>)> {
    let names = p.variables_with(|name, _| name.starts_with(INVERSE));
    names.into_iter().filter_map(|name| Some((name, definition(name)?)))
}

/// The first symbol by name that stands in a square which is simpler, and that square.
pub(super) fn square_in(p: &Polynomial) -> Option<(&'static str, Polynomial)> {
    let begins = |name: &str| [ROOT, MAGNITUDE, CHOICE].into_iter().any(|beginning| name.starts_with(beginning));
    let names = p.variables_with(|name, power| power > 1 && begins(name));
    names.into_iter().find_map(|name| Some((name, definition(name)?.square.clone()?)))
}

/// Whether an adjoined symbol occurs.
pub(super) fn occur_in(p: &Polynomial) -> bool {
    adjoined_in(p).next().is_some()
}

/// Whether every symbol of a polynomial stands for a number.
pub(super) fn is_number(p: &Polynomial) -> bool {
    p.variables().into_iter().all(|name| definition(name).is_some_and(|definition| definition.is_number))
}

/// The adjoined symbols of a polynomial and of their operands, operands first: the name
/// of a symbol is longer than those in it.
pub(super) fn all_in(p: &Polynomial) -> Vec<(&'static str, Arc<Definition>)> {
    let mut found: BTreeMap<(usize, &'static str), Arc<Definition>> = BTreeMap::new();
    let mut open: Vec<(&'static str, Arc<Definition>)> = adjoined_in(p).collect();
    let mut seen: BTreeSet<&'static str> = open.iter().map(|(name, _)| *name).collect();
    while let Some((name, definition)) = open.pop() {
        open.extend(adjoined_in(&definition.operand).filter(|(name, _)| seen.insert(name)));
        found.insert((name.len(), name), definition);
    }
    found.into_iter().map(|((_, name), definition)| (name, definition)).collect()
}

/// A name, no longer than [`Symbolic::NAME_BUDGET`]; no more of it is written.
fn bounded(name: &impl fmt::Display) -> Option<String> {
    struct Bounded(String);
    impl fmt::Write for Bounded {
        fn write_str(&mut self, part: &str) -> fmt::Result {
            if self.0.len() + part.len() > Symbolic::NAME_BUDGET {
                return Err(fmt::Error);
            }
            self.0.push_str(part);
            Ok(())
        }
    }
    let mut text = Bounded(String::new());
    fmt::write(&mut text, format_args!("{name}")).ok().map(|()| text.0)
}

/// The name of the symbol.
fn named(kind: Kind, operand: &Polynomial) -> Option<String> {
    match kind {
        Kind::Root => bounded(&format_args!("{ROOT}({operand})")),
        Kind::Inverse => bounded(&format_args!("{INVERSE}({operand})")),
        Kind::Magnitude => bounded(&format_args!("{MAGNITUDE}{operand}{MAGNITUDE}")),
        Kind::Choice => bounded(&format_args!("{CHOICE}{operand} > 0]")),
        Kind::Function(function) => bounded(&format_args!("{}{operand})", function.beginning())),
    }
}

impl Symbolic {
    /// The symbol of this kind with this operand; undefined where its name is too long.
    pub(super) fn adjoin(&self, kind: Kind) -> Self {
        let Ok(operand) = &self.value else { return self.clone() };
        let Some(name) = named(kind, operand) else { return Self::undefined(Undefined::Budget) };
        let symbol = Polynomial::symbol(&name);
        let Some(name) = symbol.variables().into_iter().next() else { unreachable!("a symbol is a variable") };
        if definition(name).is_none() {
            let square = match kind {
                Kind::Root => Some(operand.clone()),
                Kind::Magnitude => self.square().value.ok(),
                Kind::Choice => Some(symbol.clone()),
                Kind::Inverse | Kind::Function(_) => None,
            };
            let definition = Definition {
                kind,
                operand: operand.clone(),
                square,
                is_flat: !occur_in(operand),
                is_number: is_number(operand),
            };
            definitions().entry(name).or_insert_with(|| Arc::new(definition));
        }
        Self { value: Ok(symbol), adjoined: true }
    }

    /// The adjoined symbols that occur, those of their operands included: each once, after
    /// those of its operand. None where it is undefined.
    ///
    /// # Examples
    /// ```
    /// use num_traits::One;
    /// use stable_sgd::scalar::{Kind, Root, Symbolic};
    /// let x = Symbolic::symbol("x");
    /// let found = (Symbolic::one() / (Symbolic::one() + x.sqrt())).adjoined();
    /// assert_eq!(found.iter().map(|symbol| symbol.kind).collect::<Vec<_>>(), [Kind::Root, Kind::Inverse]);
    /// assert_eq!((found[0].name, &found[0].operand), ("√(x)", &x));
    /// ```
    pub fn adjoined(&self) -> Vec<Adjoined> {
        let Ok(p) = &self.value else { return Vec::new() };
        let typed = |(name, definition): (&'static str, Arc<Definition>)| Adjoined {
            name,
            kind: definition.kind,
            operand: Self { value: Ok(definition.operand.clone()), adjoined: !definition.is_flat },
        };
        all_in(p).into_iter().map(typed).collect()
    }
}
