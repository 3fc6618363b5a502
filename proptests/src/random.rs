//! The generator is CPython's.
//!
//! Golden values from both Pythons (`data/reference/cpython_random.py` says how
//! they were made), at eleven seeds of one and of two words.

use crate::strategies::cases;
use crate::tolerance;
use proptest::prelude::*;
use stable_sgd::random::{Python, Random};
use stable_sgd::reference::ulps_between;
use stable_sgd::scalar::fingerprint;

const PYTHON2: &str = include_str!("../../data/reference/cpython2_random.csv");
const PYTHON3: &str = include_str!("../../data/reference/cpython3_random.csv");

/// Seeds of a file.
const SEEDS: u64 = 11;

/// Values that were compared with a file, and how many of them were wrong.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    floats: u64,
    wrong_floats: u64,
    integers: u64,
    wrong_integers: u64,
}

impl Tally {
    fn float(&mut self, found: f64, bits: &str, ulps: u64) {
        let expected = f64::from_bits(u64::from_str_radix(bits, 16).expect("64 bits in hexadecimal"));
        self.floats += 1;
        self.wrong_floats += u64::from(ulps_between(found, expected) > ulps);
    }

    fn integer(&mut self, found: u32, digits: &str) {
        self.integers += 1;
        self.wrong_integers += u64::from(found != digits.parse::<u32>().expect("an integer"));
    }
}

/// Draws as `cpython_random.py` does, with `python`'s integers.
fn compare(file: &str, python: Python) -> Tally {
    let mut tally = Tally::default();
    let gauss_ulps = tolerance::gauss_ulps(fingerprint());
    for line in file.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [seed, uniforms, deviates, choices, integers, reseeded] = fields[..] else {
            panic!("not a row of golden values: {line:?}")
        };
        let seed = seed.parse().expect("a seed");
        let mut random = Random::new(seed, python);
        uniforms.split(' ').for_each(|bits| tally.float(random.random(), bits, 0));
        deviates.split(' ').for_each(|bits| tally.float(random.gauss(0.0, 0.5), bits, gauss_ulps));
        choices.split(' ').for_each(|digits| tally.integer(random.choice(40), digits));
        integers.split(' ').for_each(|digits| tally.integer(random.randint(99), digits));
        random = Random::new(seed, python);
        reseeded.split(' ').for_each(|bits| tally.float(random.gauss(1.0, 2.0), bits, gauss_ulps));
    }
    tally
}

const ALL_RIGHT: Tally = Tally { floats: 8 * SEEDS, wrong_floats: 0, integers: 12 * SEEDS, wrong_integers: 0 };

#[test]
fn the_generator_is_that_of_python_2_to_the_bit() {
    assert_eq!(compare(PYTHON2, Python::Two), ALL_RIGHT);
}

#[test]
fn the_generator_is_that_of_python_3_to_the_bit() {
    assert_eq!(compare(PYTHON3, Python::Three), ALL_RIGHT);
}

/// The control: one Python's integers are not the other's. A wrong integer
/// takes another number of words from the twister, but both agree on every
/// float, which are drawn before the integers.
#[test]
fn control_the_pythons_agree_on_floats_and_not_on_integers() {
    for crossed in [compare(PYTHON2, Python::Three), compare(PYTHON3, Python::Two)] {
        assert_eq!((crossed.floats, crossed.wrong_floats), (8 * SEEDS, 0));
        assert!(crossed.wrong_integers > 10 * SEEDS, "{crossed:?}");
    }
}

/// The control: a float that is one ulp off is found.
#[test]
fn control_a_float_one_ulp_off_is_found() {
    let mut tally = Tally::default();
    let x = Random::new(42, Python::Three).random();
    tally.float(x.next_up(), &format!("{:016x}", x.to_bits()), 0);
    tally.float(x, &format!("{:016x}", x.to_bits()), 0);
    assert_eq!((tally.floats, tally.wrong_floats), (2, 1));
}

/// Powers of two, where a bit too few would draw without a rejection and give
/// other numbers; and a single choice, which still draws. From CPython 3.11.7:
/// `random.seed(42)`, `choice` of 32 eight times, of 1 three times, of 64 four
/// times, then `random()`, which tells how many words were taken.
#[test]
fn python_3_chooses_among_a_power_of_two_as_cpython_does() {
    let mut random = Random::new(42, Python::Three);
    assert_eq!([32; 8].map(|n| random.choice(n)), [7, 1, 17, 15, 14, 8, 6, 5]);
    assert_eq!([1; 3].map(|n| random.choice(n)), [0, 0, 0]);
    assert_eq!([64; 4].map(|n| random.choice(n)), [11, 27, 29, 3]);
    assert_eq!(random.random(), 0.561245062938613);
}

/// Whether `x` is one of the 2⁵³ floats k/2⁵³ in [0, 1).
fn is_uniform_draw(x: f64) -> bool {
    (0.0..1.0).contains(&x) && (x * 9_007_199_254_740_992.0).fract() == 0.0
}

#[test]
fn control_a_normal_deviate_is_no_uniform_draw() {
    let mut random = Random::new(42, Python::Three);
    assert!((0..20).any(|_| !is_uniform_draw(random.gauss(0.0, 1.0))));
    assert!(!is_uniform_draw(1.0) && !is_uniform_draw(1e-17));
}

proptest! {
    #![proptest_config(cases(1.0))]

    #[test]
    fn uniform_draws_are_multiples_of_two_to_the_minus_53_below_one(seed in any::<u64>()) {
        let mut random = Random::new(seed, Python::Three);
        for _ in 0..20 {
            let x = random.random();
            prop_assert!(is_uniform_draw(x), "{:?}", x);
        }
    }

    #[test]
    fn a_choice_is_below_the_length(seed in any::<u64>(), length in 1_u32..=1_000_000) {
        for python in [Python::Two, Python::Three] {
            let mut random = Random::new(seed, python);
            for _ in 0..20 {
                prop_assert!(random.choice(length) < length);
                prop_assert!(random.randint(length - 1) < length);
            }
        }
    }

    /// The spare makes deviates come in pairs: two take two uniform draws.
    #[test]
    fn two_normal_deviates_take_two_uniform_draws(seed in any::<u64>()) {
        let mut random = Random::new(seed, Python::Three);
        let mut uniform = random.clone();
        random.gauss(0.0, 1.0);
        random.gauss(0.0, 1.0);
        uniform.random();
        uniform.random();
        prop_assert_eq!(random.random().to_bits(), uniform.random().to_bits());
    }

    /// The control of the pairing: after one deviate alone the next uniform
    /// draw is the same, since the spare has not been taken.
    #[test]
    fn the_second_of_a_pair_draws_nothing(seed in any::<u64>()) {
        let mut one = Random::new(seed, Python::Three);
        one.gauss(0.0, 1.0);
        let mut two = one.clone();
        two.gauss(0.0, 1.0);
        let mut three = two.clone();
        three.gauss(0.0, 1.0);
        let after_one = one.random().to_bits();
        prop_assert_eq!(after_one, two.random().to_bits());
        prop_assert_ne!(after_one, three.random().to_bits());
    }
}
