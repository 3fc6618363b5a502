//! CPython's `random`: the generator of the published programs.
//!
//! MT19937 (Matsumoto and Nishimura 1998, DOI 10.1145/272991.272995) seeded by
//! `init_by_array`, with the floats, normal deviates and choices that CPython
//! makes of it. Python 2 and 3 agree on `random` and `gauss`; they draw
//! integers differently, so a program that uses `choice` or `randint` gives
//! other numbers under each.
//!
//! Sweeps draw from [`counter`] instead, whose numbers do not depend on what was drawn
//! before.

pub mod counter;

use rand_mt::Mt;

/// Which Python's way of drawing integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Python {
    /// Python 2: ⌊random() · n⌋.
    Two,
    /// Python 3: as many random bits as n has, drawn again until below n.
    Three,
}

/// CPython's generator.
///
/// # Examples
/// ```
/// use stable_sgd::random::{Python, Random};
/// let mut random = Random::new(42, Python::Three);
/// assert_eq!(random.random(), 0.6394267984578837);
/// ```
#[derive(Clone, Debug)]
pub struct Random {
    twister: Mt,
    python: Python,
    spare: Option<f64>,
}

impl Random {
    /// `random.seed(seed)`, for a seed that is a non-negative integer.
    pub fn new(seed: u64, python: Python) -> Self {
        let (low, high) = (seed as u32, (seed >> 32) as u32);
        let twister = if high == 0 { Mt::new_with_key([low]) } else { Mt::new_with_key([low, high]) };
        Self { twister, python, spare: None }
    }

    /// `random.random()`: uniform in [0, 1), with 53 random bits.
    pub fn random(&mut self) -> f64 {
        let high = f64::from(self.twister.next_u32() >> 5);
        let low = f64::from(self.twister.next_u32() >> 6);
        (high * 67_108_864.0 + low) * (1.0 / 9_007_199_254_740_992.0)
    }

    /// `random.gauss(mean, deviation)`: a normal deviate by Box and Muller
    /// (DOI 10.1214/aoms/1177706645), which come in pairs; the second of a pair
    /// is kept for the next call.
    pub fn gauss(&mut self, mean: f64, deviation: f64) -> f64 {
        let z = match self.spare.take() {
            Some(z) => z,
            None => {
                let angle = self.random() * std::f64::consts::TAU;
                let radius = (-2.0 * (1.0 - self.random()).ln()).sqrt();
                self.spare = Some(angle.sin() * radius);
                angle.cos() * radius
            }
        };
        mean + z * deviation
    }

    /// The index that `random.choice` takes of a sequence of `length` > 0.
    pub fn choice(&mut self, length: u32) -> u32 {
        assert!(length > 0, "cannot choose from an empty sequence");
        match self.python {
            Python::Two => (self.random() * f64::from(length)) as u32,
            Python::Three => {
                let bits = u32::BITS - length.leading_zeros();
                loop {
                    let drawn = self.twister.next_u32() >> (u32::BITS - bits);
                    if drawn < length {
                        return drawn;
                    }
                }
            }
        }
    }

    /// `random.randint(0, highest)`: an integer from 0 to `highest` inclusive.
    pub fn randint(&mut self, highest: u32) -> u32 {
        self.choice(highest + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeding_again_drops_the_spare() {
        let mut random = Random::new(7, Python::Three);
        let first = random.gauss(0.0, 1.0);
        assert!(random.spare.is_some());
        random = Random::new(7, Python::Three);
        assert_eq!(random.gauss(0.0, 1.0).to_bits(), first.to_bits());
    }

    #[test]
    fn seeds_above_two_to_the_thirty_two_use_both_words() {
        let draw = |seed| Random::new(seed, Python::Three).random();
        assert_ne!(draw(1 << 32), draw(0));
        assert_ne!(draw((1 << 32) + 1), draw(1));
    }
}
