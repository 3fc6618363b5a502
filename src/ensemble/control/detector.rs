//! Whether the losses of a run are unstable.

use super::WrongControl;
use super::recent::Recent;

/// The roughness R of losses: the mean of (Lₜ₊₁ − 2 Lₜ + Lₜ₋₁)² / 6 over the second
/// differences among them; in squared units of the loss.
///
/// White noise of variance σ² has the expectation σ², since (1 + 4 + 1) σ² / 6 = σ²; a
/// linear trend and a constant add nothing; an alternation ± A has 16 A² / 6. (This is von
/// Neumann's idea of successive differences, doi:10.1214/aoms/1177731677, one order up.)
/// NaN where there are fewer than three losses.
pub fn roughness(losses: &[f64]) -> f64 {
    let second = |w: &[f64]| (w[2] - w[1]) - (w[1] - w[0]);
    let squares = losses.windows(3).map(second).fold(0.0, |sum, d| sum + d * d);
    squares / (6.0 * losses.len().saturating_sub(2) as f64)
}

/// When a [`Detector`] finds losses unstable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// How many second differences the roughness is a mean of, at least 1.
    pub window: usize,
    /// How many losses, from the first on, give the roughness to compare with; at least
    /// `window` + 2.
    pub calibration: usize,
    /// √(R / R₀) above which a calm run becomes unstable; finite, at least `low`.
    pub high: f64,
    /// √(R / R₀) below which an unstable run becomes calm again; finite, above 0.
    pub low: f64,
}

/// Finds by the losses of a run, one after the other, whether it is unstable.
///
/// # Formula
/// With R the [`roughness`] of the last `window` + 2 losses and R₀ that of the first
/// `calibration` losses: from the first loss after these on, a calm run becomes unstable
/// where √(R / R₀) > `high`, and an unstable run calm where √(R / R₀) < `low`. Between the
/// two it stays what it was.
///
/// A constant added to the losses does not enter, nor a common positive factor (but for
/// rounding and underflow). R₀ is kept between the smallest positive normal number and the
/// largest finite one, so that after a calibration without any roughness (a straight line)
/// next to any roughness is unstable, and nothing is NaN.
///
/// With a window of 20, a calibration of 100 and thresholds of 2 and 1.5, white noise of
/// constant variance gave 3 false alarms in 90 000 losses (the tests count them).
///
/// A loss that is not finite is unstable at once, during the calibration too. What was seen
/// before it is forgotten: only `window` + 2 finite losses in a row can be calm again, and a
/// calibration that is not over begins anew.
///
/// # Examples
/// ```
/// use stable_sgd::ensemble::control::{Detector, Thresholds};
/// let mut detector = Detector::new(Thresholds { window: 2, calibration: 4, high: 3.0, low: 2.0 })?;
/// let unstable = [0.0, 1.0, 0.0, 1.0, 0.0, 9.0].map(|loss| detector.observe(loss));
/// assert_eq!(unstable, [false, false, false, false, false, true]);
/// # Ok::<(), stable_sgd::ensemble::control::WrongControl>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Detector {
    thresholds: Thresholds,
    losses: Recent,
    reference: Option<f64>,
    ratio: Option<f64>,
    unstable: bool,
}

impl Detector {
    /// A detector that has seen nothing.
    ///
    /// # Errors
    /// Where a threshold is outside of its range.
    pub fn new(thresholds: Thresholds) -> Result<Self, WrongControl> {
        let Thresholds { window, calibration, high, low } = thresholds;
        WrongControl::unless_many("window", 1, window)?;
        WrongControl::unless_many("calibration", window.saturating_add(2), calibration)?;
        WrongControl::unless(low.is_finite() && low > 0.0, "low threshold", "a finite number above 0", low)?;
        let above = high.is_finite() && high >= low;
        WrongControl::unless(above, "high threshold", "a finite number from the low threshold on", high)?;
        Ok(Self { thresholds, losses: Recent::new(calibration), reference: None, ratio: None, unstable: false })
    }

    /// Sees the next loss; whether the run is unstable now.
    pub fn observe(&mut self, loss: f64) -> bool {
        let Thresholds { window, calibration, high, low } = self.thresholds;
        self.ratio = None;
        if !loss.is_finite() {
            self.losses.clear();
            self.unstable = true;
            return true;
        }
        self.losses.push(loss);
        let Some(reference) = self.reference else {
            let first = self.losses.last(calibration);
            self.reference = first.map(|first| roughness(first).clamp(f64::MIN_POSITIVE, f64::MAX));
            return self.unstable;
        };
        if let Some(last) = self.losses.last(window + 2) {
            let ratio = (roughness(last) / reference).sqrt();
            self.ratio = Some(ratio);
            self.unstable = if self.unstable { ratio >= low } else { ratio > high };
        }
        self.unstable
    }

    /// √(R / R₀) at the last loss; nothing where it was not compared.
    pub fn ratio(&self) -> Option<f64> {
        self.ratio
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::counter::{Purpose, Stream};

    const THRESHOLDS: Thresholds = Thresholds { window: 20, calibration: 100, high: 2.0, low: 1.5 };

    fn detector(thresholds: Thresholds) -> Detector {
        Detector::new(thresholds).expect("thresholds in range")
    }

    /// What a new detector says at each loss.
    fn verdicts(thresholds: Thresholds, losses: &[f64]) -> Vec<bool> {
        let mut detector = detector(thresholds);
        losses.iter().map(|loss| detector.observe(*loss)).collect()
    }

    /// How often unstable is declared.
    fn declarations(verdicts: &[bool]) -> usize {
        usize::from(verdicts[0]) + verdicts.windows(2).filter(|pair| pair == &[false, true]).count()
    }

    fn noise(seed: u64, count: u64) -> Vec<f64> {
        let stream = Stream::new(seed, Purpose::Noise);
        (0..count).map(|t| stream.normal(t, 0)).collect()
    }

    /// White noise of deviation 1 on a trend; an alternation is added that grows from step
    /// 200 to ± 3 at step 300, and ends there.
    fn disturbed() -> Vec<f64> {
        let alternation = |t: usize| if (200..300).contains(&t) { (t as f64 - 200.0) * 0.03 } else { 0.0 };
        let sign = |t: usize| if t.is_multiple_of(2) { 1.0 } else { -1.0 };
        let noise = noise(3, 400).into_iter().enumerate();
        noise.map(|(t, x)| x - 0.5 * t as f64 + sign(t) * alternation(t)).collect()
    }

    #[test]
    fn roughness_is_the_variance_of_white_noise_and_does_not_see_a_trend() {
        let mut losses = noise(1, 100_000);
        let near = |found: f64, expected: f64| (found / expected - 1.0).abs() < 0.05;
        assert!(near(roughness(&losses), 1.0), "{}", roughness(&losses));
        losses.iter_mut().enumerate().for_each(|(t, x)| *x = 3.0 * *x - 7.0 * t as f64);
        assert!(near(roughness(&losses), 9.0), "{}", roughness(&losses));
        assert!(!near(crate::sample::variance(&losses), 9.0), "the control: the variance sees it");
        assert_eq!(roughness(&[2.0, -2.0, 2.0, -2.0]), 16.0 * 4.0 / 6.0);
    }

    #[test]
    fn a_line_is_calm_and_a_corner_is_not() {
        let line: Vec<f64> = (0..1000).map(|t| 5.0 - 0.25 * f64::from(t)).collect();
        assert_eq!(declarations(&verdicts(THRESHOLDS, &line)), 0);
        let corner: Vec<f64> = line.iter().map(|x| x.max(-200.0)).collect();
        assert_eq!(declarations(&verdicts(THRESHOLDS, &corner)), 1, "the control: no roughness at first, some later");
    }

    /// Three in 100 runs of 900 judged losses each. The control: a threshold that noise crosses.
    #[test]
    fn white_noise_gives_few_false_alarms() {
        let alarms = |high, low| -> usize {
            let thresholds = Thresholds { high, low, ..THRESHOLDS };
            (0..100).map(|seed| declarations(&verdicts(thresholds, &noise(seed, 1000)))).sum()
        };
        assert_eq!(alarms(2.0, 1.5), 3);
        assert!(alarms(1.2, 1.0) > 500, "{}", alarms(1.2, 1.0));
    }

    #[test]
    fn an_alternation_that_grows_is_declared_and_calm_returns_after_it() {
        let verdicts = verdicts(THRESHOLDS, &disturbed());
        let first = verdicts.iter().position(|unstable| *unstable).expect("declared");
        assert!((201..260).contains(&first), "{first}");
        assert_eq!(declarations(&verdicts), 1);
        let calm = first + verdicts[first..].iter().position(|unstable| !unstable).expect("calm again");
        assert!((300..=300 + THRESHOLDS.window + 2).contains(&calm), "{calm}");
        assert_eq!(declarations(&self::verdicts(THRESHOLDS, &noise(3, 400))), 0, "the control: without it");
    }

    /// An alternation near the threshold: one threshold for both ways flickers.
    #[test]
    fn hysteresis_flickers_less() {
        let losses: Vec<f64> = disturbed().into_iter().zip(noise(4, 400)).map(|(x, y)| x + y).collect();
        let count = |low| declarations(&verdicts(Thresholds { high: 1.5, low, ..THRESHOLDS }, &losses));
        assert!(count(1.5) > count(1.0), "{} and {}", count(1.5), count(1.0));
    }

    /// The control: a square of the losses does.
    #[test]
    fn a_constant_and_a_factor_change_nothing() {
        let losses = disturbed();
        let expected = verdicts(THRESHOLDS, &losses);
        let of =
            |change: &dyn Fn(f64) -> f64| verdicts(THRESHOLDS, &losses.iter().map(|x| change(*x)).collect::<Vec<_>>());
        assert_eq!(of(&|x| x + 1e6), expected);
        assert_eq!(of(&|x| x * 3.7e-9), expected);
        assert_eq!(of(&|x| x * 1e20 - 5.0), expected);
        assert_ne!(of(&|x| x * x), expected);
        let ratios = |factor: f64| {
            let mut detector = detector(THRESHOLDS);
            let ratio = |x: &f64| {
                detector.observe(x * factor);
                detector.ratio().map(f64::to_bits)
            };
            losses.iter().map(ratio).collect::<Vec<_>>()
        };
        assert_eq!(ratios(1024.0), ratios(1.0), "a power of two, to the bit");
    }

    #[test]
    fn a_loss_that_is_not_finite_is_unstable_until_a_window_is_calm() {
        let thresholds = Thresholds { window: 2, calibration: 4, high: 2.0, low: 1.5 };
        let zigzag = [0.0, 1.0, 0.0, 1.0, 0.0, 1.0];
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let losses = [&zigzag[..], &[bad], &zigzag].concat();
            let unstable: Vec<usize> =
                verdicts(thresholds, &losses).into_iter().enumerate().filter_map(|(t, u)| u.then_some(t)).collect();
            assert_eq!(unstable, [6, 7, 8, 9]);
            let during = verdicts(thresholds, &[&zigzag[..2], &[bad], &zigzag].concat());
            assert_eq!(during, [false, false, true, true, true, true, true, false, false]);
        }
        assert_eq!(declarations(&verdicts(thresholds, &[&zigzag[..], &zigzag].concat())), 0, "the control");
    }

    /// Roughness 0 / 0, and infinite over infinite; the control: both quotients are NaN.
    #[test]
    fn no_ratio_is_nan() {
        let thresholds = Thresholds { window: 2, calibration: 4, high: 2.0, low: 1.5 };
        let (line, huge) = ([1.0; 8], [f64::MAX, -f64::MAX, f64::MAX, -f64::MAX, 0.0, 0.0, 0.0, 0.0]);
        for losses in [line, huge] {
            let mut detector = detector(thresholds);
            let ratios: Vec<f64> = losses.iter().filter_map(|x| (detector.observe(*x), detector.ratio()).1).collect();
            assert!(ratios.len() == 4 && ratios.iter().all(|ratio| !ratio.is_nan()), "{ratios:?}");
            assert!(!detector.unstable);
            assert!((roughness(&losses[1..5]) / roughness(&losses[..4])).is_nan());
        }
    }

    #[test]
    fn thresholds_outside_of_their_range_are_refused() {
        let word = |thresholds| Detector::new(thresholds).err().map(|error| error.to_string());
        let names = |thresholds, name: &str| word(thresholds).is_some_and(|error| error.contains(name));
        assert!(names(Thresholds { window: 0, ..THRESHOLDS }, "window"));
        assert!(names(Thresholds { calibration: 21, ..THRESHOLDS }, "calibration"));
        assert!(names(Thresholds { window: usize::MAX, ..THRESHOLDS }, "calibration"));
        for low in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(names(Thresholds { low, ..THRESHOLDS }, "low"));
        }
        for high in [1.0, f64::NAN, f64::INFINITY] {
            assert!(names(Thresholds { high, ..THRESHOLDS }, "high"));
        }
        assert_eq!(word(Thresholds { calibration: 22, high: 1.5, ..THRESHOLDS }), None, "the control");
    }
}
