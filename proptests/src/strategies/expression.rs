//! Formulas as trees.

use super::*;

/// A formula over the rungs of roots, absolute values and comparisons, as a tree.
#[derive(Clone, Debug)]
pub enum Expression {
    /// The fraction p/q.
    Number(i64, i64),
    /// One of [`VARIABLES`].
    Variable(usize),
    /// a + b.
    Add(Box<Self>, Box<Self>),
    /// a − b.
    Subtract(Box<Self>, Box<Self>),
    /// a b.
    Multiply(Box<Self>, Box<Self>),
    /// a / b.
    Divide(Box<Self>, Box<Self>),
    /// √a.
    Root(Box<Self>),
    /// |a|.
    Absolute(Box<Self>),
    /// The third where the first is above the second, else the fourth.
    Select([Box<Self>; 4]),
}

impl Expression {
    /// The formula at these values of the variables.
    pub fn at<T: Root + Absolute + Compare>(&self, variables: &[T; VARIABLES.len()]) -> T {
        let go = |tree: &Self| tree.at(variables);
        match self {
            Self::Number(p, q) => T::ratio(*p, *q),
            Self::Variable(i) => variables[*i].clone(),
            Self::Add(a, b) => go(a) + go(b),
            Self::Subtract(a, b) => go(a) - go(b),
            Self::Multiply(a, b) => go(a) * go(b),
            Self::Divide(a, b) => go(a) / go(b),
            Self::Root(a) => go(a).sqrt(),
            Self::Absolute(a) => go(a).abs(),
            Self::Select([a, threshold, above, otherwise]) => {
                go(a).select_above(&go(threshold), go(above), go(otherwise))
            }
        }
    }
}

/// Trees of up to four levels; half of the roots are of squares, so that they are rational.
pub fn expression() -> impl Strategy<Value = Expression> {
    let number = (-4..=4_i64, 1..=3_i64).prop_map(|(p, q)| Expression::Number(p, q));
    let leaf = prop_oneof![number, (0..VARIABLES.len()).prop_map(Expression::Variable)];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let boxed = inner.prop_map(Box::new).boxed();
        let pair = (boxed.clone(), boxed.clone());
        prop_oneof![
            pair.clone().prop_map(|(a, b)| Expression::Add(a, b)),
            pair.clone().prop_map(|(a, b)| Expression::Subtract(a, b)),
            pair.clone().prop_map(|(a, b)| Expression::Multiply(a, b)),
            pair.prop_map(|(a, b)| Expression::Divide(a, b)),
            boxed.clone().prop_map(Expression::Root),
            boxed.clone().prop_map(|a| Expression::Root(Expression::Multiply(a.clone(), a).into())),
            boxed.clone().prop_map(Expression::Absolute),
            proptest::array::uniform4(boxed).prop_map(Expression::Select),
        ]
    })
}
