//! The last losses of a run.

/// The last values that were put in, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Recent {
    values: Vec<f64>,
    most: usize,
}

impl Recent {
    /// Keeps `most` values at least.
    pub(super) fn new(most: usize) -> Self {
        Self { values: Vec::new(), most }
    }

    /// Puts a value in. What is older than the last `most` goes now and then, all at once,
    /// so that a value costs the same however many are kept.
    pub(super) fn push(&mut self, value: f64) {
        if self.values.len() >= self.most.saturating_mul(2) {
            self.values.drain(..self.values.len() - self.most);
        }
        self.values.push(value);
    }

    /// The last `count` values, once there are so many; of more than it keeps there never are.
    pub(super) fn last(&self, count: usize) -> Option<&[f64]> {
        let kept = &self.values[self.values.len().saturating_sub(self.most)..];
        kept.len().checked_sub(count).map(|first| &kept[first..])
    }

    /// Forgets all values.
    pub(super) fn clear(&mut self) {
        self.values.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_values_are_kept_in_order() {
        let mut recent = Recent::new(3);
        for i in 0..100_u32 {
            recent.push(f64::from(i));
            assert_eq!(recent.last(4), None);
            let expected = [2, 1, 0].map(|ago| f64::from(i) - f64::from(ago));
            assert_eq!(recent.last(3), (i >= 2).then_some(&expected[..]));
            assert_eq!(recent.last(1), Some(&expected[2..]));
        }
        recent.clear();
        assert_eq!(recent.last(1), None);
    }
}
