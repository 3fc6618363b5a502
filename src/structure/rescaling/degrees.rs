//! Degrees: by which power of a unit each node of a formula follows it.
//!
//! Where x is multiplied by sᵃ and y by sᵇ, x y is by sᵃ⁺ᵇ and √x by sᵃᐟ²; a sum and a choice
//! ask that a = b. The powers of the numbers and of the slots are unknowns of which these are
//! linear equations. What fulfils them proves the equivariance, by induction over the steps from
//! rest, for every s > 0: wherever the formula is defined for one run it is for the other. Nothing
//! follows where there is no solution: terms that cancel are not seen.

use crate::formula::{Formula, Source};
use crate::scalar::{Node, NodeIndex, Rational};
use crate::structure::subject::{Held, RECORDED, Subject};
use crate::structure::transformation::{Scaling, Symmetry};
use num_traits::{One, Zero};
use std::collections::BTreeSet;
use std::rc::Rc;

/// Parts of 1 in which degrees are counted: that of a root within five others is whole.
const PARTS: i64 = 64;

/// A linear form in the powers of the slots, then of the numbers, then a constant.
type Form = Vec<i64>;

/// The degree of a node.
#[derive(Clone)]
enum Degree {
    /// That of 0, which follows every power.
    Any,
    /// This one.
    Of(Rc<Form>),
}

/// Equations Σ aᵢ pᵢ + b = 0 of the powers of a rule's numbers.
pub(super) struct Equations {
    rows: Vec<Vec<Rational>>,
}

impl Equations {
    /// Those under which every step is homogeneous; none where no powers will do, or degrees are
    /// not seen.
    pub(super) fn of(subject: &Subject, scaling: Scaling) -> Option<Self> {
        let dimensions = Symmetry::dimensions(subject);
        let mut forms = BTreeSet::new();
        for formula in subject.formulas().iter().filter(|formula| dimensions.contains(&formula.dimension())) {
            collect(subject, scaling, formula, &mut forms)?;
        }
        if subject.formulas().is_empty() {
            return None;
        }
        eliminated(forms, subject.holds.len())
    }

    /// Whether numbers may follow the unit by these powers.
    pub(super) fn allow(&self, powers: &[i32]) -> bool {
        self.rows.iter().all(|row| {
            let (constant, factors) = row.split_last().unwrap_or_else(|| unreachable!("a form has a constant"));
            let terms =
                factors.iter().zip(powers).map(|(factor, power)| factor.clone() * Rational::from(i64::from(*power)));
            terms.fold(constant.clone(), |sum, term| sum + term).is_zero()
        })
    }
}

/// What has to vanish for every node of a formula; none where a node has no degree.
fn collect(subject: &Subject, scaling: Scaling, formula: &Formula, forms: &mut BTreeSet<Form>) -> Option<()> {
    let slots = subject.holds.len();
    let length = slots + subject.entry.description.numbers.len() + 1;
    let constant = |power: i32| {
        let mut form = vec![0; length];
        form[length - 1] = PARTS * i64::from(power);
        Degree::Of(Rc::new(form))
    };
    let unknown = |place: usize| {
        let mut form = vec![0; length];
        form[place] = PARTS;
        Degree::Of(Rc::new(form))
    };
    let slot = |slot: usize| slot.checked_sub(1).map_or_else(|| constant(scaling.of_points()), unknown);
    let zero = constant(0);
    let nodes = formula.graph().nodes();
    let needed = needed(formula);
    let mut degrees: Vec<Degree> = Vec::with_capacity(nodes.len());
    for (node, is_needed) in nodes.iter().zip(&needed) {
        if !is_needed {
            degrees.push(Degree::Any);
            continue;
        }
        let at = |place: NodeIndex| degrees[place as usize].clone();
        let mut alike = |a: Degree, b: Degree| match (a, b) {
            (Degree::Any, other) | (other, Degree::Any) => Some(other),
            (Degree::Of(a), Degree::Of(b)) => {
                if a != b {
                    forms.insert(combined(&a, &b, -1)?);
                }
                Some(Degree::Of(a))
            }
        };
        let degree = match *node {
            Node::Input(n) => match formula.input(n) {
                Source::Number(number) => unknown(slots + number),
                Source::Slot { slot: place, .. } => slot(place),
                Source::Gradient { .. } | Source::Loss(_) => unreachable!("no input"),
            },
            Node::Gradient { .. } => constant(scaling.of_gradients()),
            Node::Loss(_) => constant(scaling.of_losses()),
            Node::Integer(0) | Node::Ratio(0, _) => Degree::Any,
            Node::Integer(_) | Node::Ratio(..) => zero.clone(),
            Node::Add(a, b) | Node::Sub(a, b) => alike(at(a), at(b))?,
            Node::Mul(a, b) => match (at(a), at(b)) {
                (Degree::Of(a), Degree::Of(b)) => Degree::Of(Rc::new(combined(&a, &b, 1)?)),
                _ => Degree::Any,
            },
            Node::Div(a, b) => match (at(a), at(b)) {
                // Nothing is a quotient by 0.
                (_, Degree::Any) => return None,
                (Degree::Any, _) => Degree::Any,
                (Degree::Of(a), Degree::Of(b)) => Degree::Of(Rc::new(combined(&a, &b, -1)?)),
            },
            Node::Neg(a) | Node::Abs(a) => at(a),
            Node::Square(a) => match at(a) {
                Degree::Of(a) => Degree::Of(Rc::new(combined(&a, &a, 1)?)),
                Degree::Any => Degree::Any,
            },
            Node::Sqrt(a) => match at(a) {
                Degree::Of(a) if a.iter().all(|x| x % 2 == 0) => Degree::Of(Rc::new(a.iter().map(|x| x / 2).collect())),
                Degree::Of(_) => return None,
                Degree::Any => Degree::Any,
            },
            Node::Function(_, a) => {
                alike(at(a), zero.clone())?;
                zero.clone()
            }
            Node::Above { value, threshold, above, otherwise } => {
                alike(at(value), at(threshold))?;
                alike(at(above), at(otherwise))?
            }
        };
        degrees.push(degree);
    }
    let mut ask = |place: NodeIndex, degree: &Degree| {
        if let (Degree::Of(a), Degree::Of(b)) = (&degrees[place as usize], degree)
            && a != b
        {
            forms.insert(combined(a, b, -1)?);
        }
        Some(())
    };
    for step in 1..=RECORDED {
        let outputs = formula.step(step);
        for point in &outputs.calls {
            point.iter().try_for_each(|place| ask(*place, &slot(0)))?;
        }
        for (place, output) in outputs.slots.iter().enumerate() {
            let is_unread = place.checked_sub(1).is_some_and(|place| subject.holds[place] == Held::Unread);
            if !is_unread {
                output.iter().try_for_each(|node| ask(*node, &slot(place)))?;
            }
        }
    }
    Some(())
}

/// Which nodes the recorded steps are made of.
fn needed(formula: &Formula) -> Vec<bool> {
    let nodes = formula.graph().nodes();
    let mut needed = vec![false; nodes.len()];
    for step in 1..=RECORDED {
        let outputs = formula.step(step);
        outputs.slots.iter().chain(&outputs.calls).flatten().for_each(|place| needed[*place as usize] = true);
    }
    for place in (0..nodes.len()).rev() {
        if needed[place] {
            nodes[place].operands().for_each(|operand| needed[operand as usize] = true);
        }
    }
    needed
}

/// a + sign b; none where it is too large.
fn combined(a: &[i64], b: &[i64], sign: i64) -> Option<Form> {
    a.iter().zip(b).map(|(a, b)| b.checked_mul(sign).and_then(|b| a.checked_add(b))).collect()
}

/// The equations of the numbers' powers, those of the slots eliminated; none where they
/// contradict each other.
fn eliminated(forms: BTreeSet<Form>, slots: usize) -> Option<Equations> {
    let mut rows: Vec<Vec<Rational>> = Vec::new();
    for form in forms {
        let mut row: Vec<Rational> = form.into_iter().map(Rational::from).collect();
        for pivot in &rows {
            let place = leading(pivot)?;
            let factor = row[place].clone();
            if !factor.is_zero() {
                row.iter_mut().zip(pivot).for_each(|(x, pivot)| *x = x.clone() - factor.clone() * pivot);
            }
        }
        let Some(place) = leading(&row) else { continue };
        if place + 1 == row.len() {
            return None;
        }
        let scale = Rational::one() / &row[place];
        row.iter_mut().for_each(|x| *x = x.clone() * &scale);
        for other in &mut rows {
            let factor = other[place].clone();
            if !factor.is_zero() {
                other.iter_mut().zip(&row).for_each(|(x, row)| *x = x.clone() - factor.clone() * row);
            }
        }
        rows.push(row);
    }
    rows.retain(|row| leading(row).is_some_and(|place| place >= slots));
    rows.iter_mut().for_each(|row| drop(row.drain(..slots)));
    Some(Equations { rows })
}

/// The place of the first factor that is not 0.
fn leading(row: &[Rational]) -> Option<usize> {
    row.iter().position(|x| !x.is_zero())
}
