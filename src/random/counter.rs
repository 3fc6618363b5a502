//! Random numbers without a state: each is a function of seed, purpose, step and
//! coordinate alone.
//!
//! Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, doi:10.1145/2063384.2063405)
//! enciphers a counter of four words under a key of two. Here the key is the seed and
//! the counter is (coordinates in pairs, step, purpose): so every method and setting of
//! a seed sees the same start and the same noise, however many draws any of them asks
//! for, in whatever order, on whichever thread.

/// The rounds of Philox4x32-10.
const ROUNDS: usize = 10;
/// What multiplies the even words of the counter.
const MULTIPLIERS: [u32; 2] = [0xd251_1f53, 0xcd9e_8d57];
/// What is added to the key from round to round: the fractions of the golden ratio and of √3.
const INCREMENTS: [u32; 2] = [0x9e37_79b9, 0xbb67_ae85];

/// Philox4x32-10: the four words that `counter` becomes under `key`.
///
/// # Examples
/// ```
/// use stable_sgd::random::counter::philox;
/// assert_eq!(philox([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
/// ```
#[inline]
pub fn philox(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    rounds(counter.map(|word| [u64::from(word)]), key.map(|word| [u64::from(word)])).map(|[word]| word as u32)
}

/// The rounds of [`philox`] on `N` counters side by side, under a key each: words of 32 bits
/// in places of 64, so that nothing overflows (a check of it would cost the vectors).
#[inline(always)]
fn rounds<const N: usize>(mut words: [[u64; N]; 4], mut keys: [[u64; N]; 2]) -> [[u64; N]; 4] {
    const LOW: u64 = 0xffff_ffff;
    for _ in 0..ROUNDS {
        let mut next = [[0; N]; 4];
        for i in 0..N {
            let first = u64::from(MULTIPLIERS[0]).wrapping_mul(words[0][i]);
            let second = u64::from(MULTIPLIERS[1]).wrapping_mul(words[2][i]);
            next[0][i] = second >> 32 ^ words[1][i] ^ keys[0][i];
            next[1][i] = second & LOW;
            next[2][i] = first >> 32 ^ words[3][i] ^ keys[1][i];
            next[3][i] = first & LOW;
            keys[0][i] = keys[0][i].wrapping_add(u64::from(INCREMENTS[0])) & LOW;
            keys[1][i] = keys[1][i].wrapping_add(u64::from(INCREMENTS[1])) & LOW;
        }
        words = next;
    }
    words
}

/// What random numbers are drawn for: each purpose has numbers of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The point that a run starts from.
    Start,
    /// The noise on its gradients.
    Noise,
    /// The examples that a step learns from.
    Batch,
    /// The problem itself: its matrices, its task.
    Problem,
    /// Resampling in statistics.
    Resample,
    /// A setting that is searched at random.
    Tuning,
}

/// The random numbers of one seed and purpose.
///
/// # Examples
/// ```
/// use stable_sgd::random::counter::{Purpose, Stream};
/// let noise = Stream::new(7, Purpose::Noise);
/// // The third coordinate's number at step 5, whatever was drawn before.
/// assert_eq!(noise.uniform(5, 2), noise.uniform(5, 2));
/// let mut all = [0.0; 4];
/// noise.fill(5, &mut all);
/// assert_eq!(all[2], noise.uniform(5, 2));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    key: [u32; 2],
    purpose: u32,
}

impl Stream {
    /// The stream of `seed` for `purpose`.
    pub fn new(seed: u64, purpose: Purpose) -> Self {
        Self { key: [seed as u32, (seed >> 32) as u32], purpose: purpose as u32 }
    }

    /// The two words of 64 bits that belong to the coordinates 2 `pair` and 2 `pair` + 1.
    #[inline]
    fn words(&self, step: u64, pair: u32) -> [u64; 2] {
        let [a, b, c, d] = philox([pair, step as u32, (step >> 32) as u32, self.purpose], self.key);
        [u64::from(a) << 32 | u64::from(b), u64::from(c) << 32 | u64::from(d)]
    }

    /// Uniform in [0, 1), a multiple of 2⁻⁵³.
    #[inline]
    pub fn uniform(&self, step: u64, coordinate: u32) -> f64 {
        unit(self.words(step, coordinate / 2)[coordinate as usize % 2])
    }

    /// [`Self::uniform`] of every coordinate of `numbers`.
    ///
    /// # Panics
    /// From 2³³ coordinates on.
    pub fn fill(&self, step: u64, numbers: &mut [f64]) {
        for (pair, numbers) in numbers.chunks_mut(2).enumerate() {
            let pair = u32::try_from(pair).expect("fewer than 2³³ coordinates");
            for (number, word) in numbers.iter_mut().zip(self.words(step, pair)) {
                *number = unit(word);
            }
        }
    }

    /// A standard normal deviate, by Box and Muller (doi:10.1214/aoms/1177706645) from two
    /// words that are the coordinate's alone among normal deviates (uniform numbers of the
    /// same purpose share them: a purpose draws one kind).
    pub fn normal(&self, step: u64, coordinate: u32) -> f64 {
        let [angle, radius] = self.words(step, coordinate).map(unit);
        (-2.0 * (1.0 - radius).ln()).sqrt() * (angle * std::f64::consts::TAU).cos()
    }

    /// An index below `length`, each as likely as another to within 2⁻⁶⁴ `length`: the
    /// upper word of a product (Lemire 2019, doi:10.1145/3230636, without rejection).
    ///
    /// # Panics
    /// Where `length` is 0.
    #[inline]
    pub fn index(&self, step: u64, coordinate: u32, length: usize) -> usize {
        assert!(length > 0, "cannot choose from nothing");
        let word = self.words(step, coordinate / 2)[coordinate as usize % 2];
        ((u128::from(word) * length as u128) >> 64) as usize
    }
}

/// [`Stream::uniform`] of `N` streams side by side, at the coordinates 2 `pair` and
/// 2 `pair` + 1.
///
/// # Panics
/// Where there are not `N` streams.
#[inline(always)]
pub(crate) fn uniform_pairs<const N: usize>(streams: &[Stream], step: u64, pair: u32) -> [[f64; N]; 2] {
    let streams: &[Stream; N] = streams.try_into().expect("a stream for each place");
    let keys = [0, 1].map(|word| std::array::from_fn(|i| u64::from(streams[i].key[word])));
    let purpose = std::array::from_fn(|i| u64::from(streams[i].purpose));
    let words = rounds([[u64::from(pair); N], [u64::from(step as u32); N], [step >> 32; N], purpose], keys);
    let mut pairs = [[0.0; N]; 2];
    for i in 0..N {
        pairs[0][i] = unit(words[0][i] << 32 | words[1][i]);
        pairs[1][i] = unit(words[2][i] << 32 | words[3][i]);
    }
    pairs
}

/// The upper 53 bits of `word` as a fraction.
#[inline]
fn unit(word: u64) -> f64 {
    (word >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The known answers of the Random123 library (kat_vectors, philox4x32 10).
    #[test]
    fn philox_gives_the_known_answers() {
        let known = [
            ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            ([u32::MAX; 4], [u32::MAX; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ];
        for (counter, key, words) in known {
            assert_eq!(philox(counter, key), words);
        }
    }

    #[test]
    fn purposes_steps_coordinates_and_seeds_have_numbers_of_their_own() {
        let stream = Stream::new(1, Purpose::Noise);
        let others = [
            Stream::new(1, Purpose::Start).uniform(3, 4),
            Stream::new(2, Purpose::Noise).uniform(3, 4),
            Stream::new(1 + (1 << 32), Purpose::Noise).uniform(3, 4),
            stream.uniform(4, 4),
            stream.uniform(3 + (1 << 32), 4),
            stream.uniform(3, 5),
            stream.uniform(3, 6),
        ];
        assert!(others.iter().all(|other| *other != stream.uniform(3, 4)));
    }

    /// The first two moments over many draws, each within five standard errors.
    #[test]
    fn draws_have_the_moments_of_their_distribution() {
        let stream = Stream::new(9, Purpose::Resample);
        let count = 200_000;
        let moments = |draw: &dyn Fn(u32) -> f64| {
            let (sum, squares) = (0..count).map(draw).fold((0.0, 0.0), |(s, q), x| (s + x, q + x * x));
            (sum / f64::from(count), squares / f64::from(count))
        };
        let near = |found: f64, expected: f64, deviation: f64| {
            let error = 5.0 * deviation / f64::from(count).sqrt();
            assert!((found - expected).abs() < error, "found {found}, expected {expected} ± {error}");
        };
        let (mean, square) = moments(&|i| stream.uniform(0, i));
        near(mean, 0.5, 12_f64.recip().sqrt());
        near(square, 1.0 / 3.0, (4.0 / 45.0_f64).sqrt());
        let (mean, square) = moments(&|i| stream.normal(1, i));
        near(mean, 0.0, 1.0);
        near(square, 1.0, 2_f64.sqrt());
        let (mean, _) = moments(&|i| stream.index(2, i, 3) as f64);
        near(mean, 1.0, (2.0 / 3.0_f64).sqrt());
    }

    #[test]
    fn streams_side_by_side_have_the_bits_that_they_have_alone() {
        let streams = [1, u64::MAX, 1 << 32, 77].map(|seed| Stream::new(seed, Purpose::Noise));
        for (step, pair) in [(1, 0), (5, 3), (1 << 40, 24), (u64::MAX, u32::MAX / 2)] {
            let pairs = uniform_pairs::<4>(&streams, step, pair);
            for (i, stream) in streams.iter().enumerate() {
                assert_eq!(pairs[0][i].to_bits(), stream.uniform(step, 2 * pair).to_bits());
                assert_eq!(pairs[1][i].to_bits(), stream.uniform(step, 2 * pair + 1).to_bits());
            }
        }
    }

    #[test]
    fn an_index_stays_below_its_length() {
        let stream = Stream::new(5, Purpose::Batch);
        assert!((0..10_000).all(|i| stream.index(0, i, 7) < 7));
        assert!((0..100).all(|i| stream.index(0, i, 1) == 0));
    }
}
