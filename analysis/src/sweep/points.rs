//! The points at which a method's numbers are tried.

/// Values of several numbers, every combination or a list of trials.
#[derive(Clone, Debug, PartialEq)]
pub enum Points {
    /// Every combination of the values of each number, the last varying fastest.
    Grid(Vec<Vec<f64>>),
    /// Trials, each with a value of every number.
    Trials(Vec<Vec<f64>>),
}

/// What a number is in a trial.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Span {
    /// The same in all.
    Fixed(f64),
    /// Spread evenly between two ends.
    Linear(f64, f64),
    /// Spread evenly between the logarithms of two ends.
    Log(f64, f64),
}

impl Span {
    /// Whether it spreads anything.
    pub fn is_range(self) -> bool {
        !matches!(self, Self::Fixed(_))
    }

    /// Its ends.
    pub fn ends(self) -> [f64; 2] {
        match self {
            Self::Fixed(value) => [value; 2],
            Self::Linear(from, to) | Self::Log(from, to) => [from, to],
        }
    }

    /// So many values from end to end, evenly apart; two at least.
    pub fn evenly(self, count: u64) -> impl Iterator<Item = f64> {
        let [from, to] = self.ends();
        (0..count).map(move |i| match i {
            0 => from,
            i if i + 1 == count => to,
            i => self.at(i as f64 / (count - 1) as f64),
        })
    }

    /// The value at a share from 0 to 1 of its length.
    fn at(self, share: f64) -> f64 {
        match self {
            Self::Fixed(value) => value,
            Self::Linear(from, to) => from + share * (to - from),
            Self::Log(from, to) => (from.ln() + share * (to.ln() - from.ln())).exp().clamp(from, to),
        }
    }
}

/// The bases of the sequence, one a number that is not fixed.
const BASES: [u64; 12] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
/// The most numbers of a trial that are not fixed.
pub const MOST_SPREAD: usize = BASES.len();

/// The most that two numbers of safe trials are correlated. Two columns of 25 independent
/// random numbers are more correlated than this once in twenty times.
#[cfg(test)]
const MOST_ALIKE: f64 = 0.4;
/// From how many trials on no two of so many numbers (1, 2, …) are more correlated than
/// that, as measured by a test. Until about as many trials as its base have passed, each
/// number only rises: the first 30 trials of the bases 31 and 37 lie on a line.
const SAFE: [u64; MOST_SPREAD] = [1, 5, 7, 7, 9, 12, 14, 36, 36, 36, 116, 116];

/// From how many trials on so many numbers that are not fixed are spread, each for itself.
///
/// # Panics
/// Where there are more than [`MOST_SPREAD`].
pub fn safe_trials(spread: usize) -> u64 {
    spread.checked_sub(1).map_or(1, |place| SAFE[place])
}

/// The two of the first `spread` numbers that are most correlated over `count` trials, and
/// how much, by its magnitude (Pearson's); 1 where there is one trial alone. `None` where
/// there are no two.
pub fn most_alike(spread: usize, count: u64) -> Option<([usize; 2], f64)> {
    let columns: Vec<Vec<f64>> =
        BASES.iter().take(spread).map(|base| (1..=count).map(|n| mirrored(n, *base)).collect()).collect();
    let pairs = (0..columns.len()).flat_map(|second| (0..second).map(move |first| [first, second]));
    let alike = pairs.map(|pair| (pair, correlation(pair.map(|place| columns[place].as_slice()))));
    alike.reduce(|most, next| if next.1 > most.1 { next } else { most })
}

/// The magnitude of the correlation of two columns; 1 where it is not defined.
fn correlation([a, b]: [&[f64]; 2]) -> f64 {
    let mean = |column: &[f64]| column.iter().sum::<f64>() / column.len() as f64;
    let (of_a, of_b) = (mean(a), mean(b));
    let (mut square_a, mut square_b, mut product) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a - of_a, b - of_b);
        (square_a, square_b, product) = (square_a + a * a, square_b + b * b, product + a * b);
    }
    let found = (product / (square_a * square_b).sqrt()).abs();
    if found.is_nan() { 1.0 } else { found }
}

/// The digits of `n` in a base, mirrored at the point (van der Corput 1935).
fn mirrored(mut n: u64, base: u64) -> f64 {
    let (mut numerator, mut denominator) = (0_u64, 1_u64);
    while n > 0 {
        (numerator, denominator) = (numerator * base + n % base, denominator * base);
        n /= base;
    }
    numerator as f64 / denominator as f64
}

impl Points {
    /// `count` trials, whose numbers follow Halton's sequence (Halton 1960,
    /// doi:10.1007/BF01386213): more evenly spread than random ones, and the first trials of
    /// a longer list are those of a shorter.
    ///
    /// # Panics
    /// Where more numbers are not fixed than the sequence has bases: twelve.
    pub fn trials(spans: &[Span], count: u64) -> Self {
        let trial = |n: u64| {
            let mut bases = BASES.iter();
            let share = |span: &Span| match span {
                Span::Fixed(_) => 0.0,
                _ => mirrored(n, *bases.next().expect("no more numbers than bases")),
            };
            let shares: Vec<f64> = spans.iter().map(share).collect();
            spans.iter().zip(shares).map(|(span, share)| span.at(share)).collect()
        };
        Self::Trials((1..=count).map(trial).collect())
    }

    /// How many there are.
    pub fn count(&self) -> f64 {
        match self {
            Self::Grid(numbers) => numbers.iter().map(|values| values.len() as f64).product(),
            Self::Trials(trials) => trials.len() as f64,
        }
    }

    /// The point of a number.
    pub fn at(&self, mut point: u64) -> Vec<f64> {
        match self {
            Self::Trials(trials) => trials[point as usize].clone(),
            Self::Grid(axes) => {
                let mut numbers = Vec::with_capacity(axes.len());
                for values in axes.iter().rev() {
                    numbers.push(values[(point % values.len() as u64) as usize]);
                    point /= values.len() as u64;
                }
                numbers.reverse();
                numbers
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_has_every_combination_the_last_fastest() {
        let grid = Points::Grid(vec![vec![1.0, 2.0], vec![5.0], vec![7.0, 8.0]]);
        let all: Vec<_> = (0..grid.count() as u64).map(|i| grid.at(i)).collect();
        assert_eq!(all, [[1.0, 5.0, 7.0], [1.0, 5.0, 8.0], [2.0, 5.0, 7.0], [2.0, 5.0, 8.0]]);
    }

    /// The most trials, of many, over which two numbers are too much alike.
    fn last_alike(bases: [u64; 2]) -> u64 {
        let (mut sums, mut squares, mut product, mut last) = ([0.0; 2], [0.0; 2], 0.0, 1);
        for n in 1..=3000 {
            let point = bases.map(|base| mirrored(n, base));
            for (i, x) in point.into_iter().enumerate() {
                sums[i] += x;
                squares[i] += x * x;
            }
            product += point[0] * point[1];
            let centred = |product: f64, a: f64, b: f64| product - a * b / n as f64;
            let size = centred(squares[0], sums[0], sums[0]) * centred(squares[1], sums[1], sums[1]);
            if n > 1 && centred(product, sums[0], sums[1]).abs() > MOST_ALIKE * size.sqrt() {
                last = n;
            }
        }
        last
    }

    /// The table is measured: it is safe from there on, and one trial less is not.
    #[test]
    fn safe_trials_are_the_fewest_from_which_no_two_numbers_are_alike() {
        let (mut last, mut lasts) = (0, Vec::new());
        for (spread, base) in BASES.into_iter().enumerate() {
            last = BASES[..spread].iter().map(|other| last_alike([*other, base])).fold(last, u64::max);
            lasts.push(last);
        }
        assert_eq!(lasts.iter().map(|last| last + 1).collect::<Vec<_>>(), SAFE);
        for spread in 1..=MOST_SPREAD {
            let alike = |count| most_alike(spread, count).map_or(0.0, |(_, alike)| alike);
            assert!(alike(safe_trials(spread)) <= MOST_ALIKE);
            assert!(spread == 1 || alike(safe_trials(spread) - 1) > MOST_ALIKE, "{spread} numbers");
        }
        assert_eq!(safe_trials(0), 1);
        let (pair, alike) = most_alike(MOST_SPREAD, 30).expect("two");
        assert!(pair == [10, 11] && alike > 0.999, "31 and 37 in 30 trials: {pair:?}, {alike}");
    }

    #[test]
    fn trials_are_spread_evenly_and_a_shorter_list_is_the_beginning_of_a_longer() {
        let spans = [Span::Log(1e-3, 10.0), Span::Fixed(4.0), Span::Linear(-1.0, 1.0)];
        let (Points::Trials(few), Points::Trials(many)) = (Points::trials(&spans, 5), Points::trials(&spans, 64))
        else {
            panic!("trials")
        };
        assert_eq!(few, many[..5]);
        assert!((many[0][0] - 0.1).abs() < 1e-15 && many[0][1] == 4.0 && (many[0][2] + 1.0 / 3.0).abs() < 1e-15);
        // A quarter of the trials in each quarter of a span, to one or two.
        for (number, from, to) in [(0, 1e-3_f64.ln(), 10_f64.ln()), (2, -1.0, 1.0)] {
            for quarter in 0..4 {
                let place = |x: f64| 4.0 * ((if number == 0 { x.ln() } else { x }) - from) / (to - from);
                let inside = many.iter().filter(|trial| place(trial[number]).floor() == f64::from(quarter)).count();
                assert!((14..=18).contains(&inside), "{inside} in quarter {quarter} of number {number}");
            }
        }
        // The control: trials of a diagonal would meet a quarter of the sixteen squares.
        let square = |trial: &Vec<f64>| ((trial[0].log10() + 3.0) as i32, (2.0 * (trial[2] + 1.0)) as i32);
        let mut squares: Vec<_> = many.iter().map(square).collect();
        squares.sort_unstable();
        squares.dedup();
        assert_eq!(squares.len(), 16);
    }
}
