//! A formula on whatever numbers it is given: each node once, without recursion.

use super::{Formula, Source};
use crate::scalar::{Absolute, Compare, Node, NodeIndex, Transcendental};

impl Formula {
    /// The values of `places`, where `leaf` gives what the formula is given, and
    /// `constant` a fraction that stands in it.
    pub fn evaluate<T: Transcendental + Absolute + Compare>(
        &self,
        places: &[NodeIndex],
        leaf: &mut dyn FnMut(Source) -> T,
        constant: &dyn Fn(i64, i64) -> T,
    ) -> Vec<T> {
        // As many values as are needed: a graph has those of every step that was recorded.
        let needed: Vec<NodeIndex> = self.needed(places).into_iter().collect();
        let mut values: Vec<T> = Vec::with_capacity(needed.len());
        let value_of = |values: &[T], place: NodeIndex| {
            needed.binary_search(&place).ok().and_then(|known| values.get(known)).cloned().unwrap_or_else(T::zero)
        };
        for place in &needed {
            let node = self.graph.nodes()[*place as usize];
            let at = |place: NodeIndex| value_of(&values, place);
            let value = match node {
                Node::Input(n) => leaf(self.input(n)),
                Node::Gradient { call, coordinate } => {
                    leaf(Source::Gradient { call: call as usize, coordinate: coordinate as usize })
                }
                Node::Loss(call) => leaf(Source::Loss(call as usize)),
                Node::Integer(n) => T::from_integer(n),
                Node::Ratio(n, d) => constant(n, d),
                Node::Add(a, b) => at(a) + at(b),
                Node::Sub(a, b) => at(a) - at(b),
                Node::Mul(a, b) => at(a) * at(b),
                Node::Div(a, b) => at(a) / at(b),
                Node::Neg(a) => -at(a),
                Node::Square(a) => at(a).square(),
                Node::Sqrt(a) => at(a).sqrt(),
                Node::Abs(a) => at(a).abs(),
                Node::Function(function, a) => function.of(&at(a)),
                Node::Above { value, threshold, above, otherwise } => {
                    at(value).select_above(&at(threshold), at(above), at(otherwise))
                }
            };
            values.push(value);
        }
        places.iter().map(|place| value_of(&values, *place)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::method::registry;
    use crate::method::{Oracle, State};
    use crate::scalar::Algebra;

    struct Cubic;
    impl Oracle<f64> for Cubic {
        fn gradient(&mut self, position: &[f64], gradient: &mut [f64]) {
            for (g, q) in gradient.iter_mut().zip(position) {
                *g = q * q * q - 0.3 * q + 0.1;
            }
        }
    }

    /// Every registered rule, walked on floats, is the rule to the bit.
    #[test]
    fn the_graph_is_the_rule() {
        for entry in registry::all().into_iter().filter(|entry| !entry.description.needs_loss) {
            let formula = super::super::Formula::record(&entry, 2, 3).expect("it ends");
            let hyper = entry.description.defaults();
            let mut state: State<f64> = entry.init(vec![0.75, -1.25]);
            for step in 1..=3 {
                let before = state.clone();
                entry.on::<f64>().expect("floats").step(&hyper, &mut Cubic, &mut state);
                let slots: Vec<&Vec<f64>> =
                    [&before.position, &before.velocity].into_iter().chain(&before.memory).collect();
                let mut answers: Vec<Vec<f64>> = Vec::new();
                let outputs = formula.step(step);
                for call in &outputs.calls {
                    let known = answers.clone();
                    let mut leaf = leaf(&hyper.numbers, &slots, &known);
                    let point = formula.evaluate(call, &mut leaf, &f64::ratio);
                    let mut answer = vec![0.0; 2];
                    Cubic.gradient(&point, &mut answer);
                    answers.push(answer);
                }
                let places: Vec<NodeIndex> = outputs.slots.iter().flatten().copied().collect();
                let found = formula.evaluate(&places, &mut leaf(&hyper.numbers, &slots, &answers), &f64::ratio);
                let after = [&state.position, &state.velocity].into_iter().chain(&state.memory).flatten();
                let bits = |values: &mut dyn Iterator<Item = f64>| values.map(f64::to_bits).collect::<Vec<_>>();
                let (found, after) = (bits(&mut found.into_iter()), bits(&mut after.copied()));
                assert_eq!(found, after, "{} at step {step}", entry.description.name);
            }
        }
    }

    fn leaf<'a>(
        numbers: &'a [f64],
        slots: &'a [&'a Vec<f64>],
        answers: &'a [Vec<f64>],
    ) -> impl FnMut(Source) -> f64 + 'a {
        |source| match source {
            Source::Number(n) => numbers[n],
            Source::Slot { slot, coordinate } => slots[slot][coordinate],
            Source::Gradient { call, coordinate } => answers[call][coordinate],
            Source::Loss(_) => f64::NAN,
        }
    }
}
