//! The paper's adaptive weight: a number that follows the variance of the losses.

use super::recent::Recent;
use super::{Control, ControlTrace, WrongControl, unless_among};
use crate::penalty;
use crate::sample::variance;
use crate::trajectory::StartError;

/// How an [`AdaptiveWeight`] adapts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adaptation {
    /// The place of the number among the method's, from 0.
    pub number: usize,
    /// How many losses the variance is taken of, at least 2 (of one it is always 0).
    pub window: usize,
    /// The variance above which the number grows, in squared units of the loss.
    pub threshold: f64,
    /// The least that the number may become; 0 as the paper has it.
    pub least: f64,
    /// The most that the number may become; infinite as the paper has it.
    pub most: f64,
}

/// The paper's adaptive weight (its section 5.1): after each step × 11/10 where the variance
/// of the last losses is above a threshold, else × 99/100 ([`penalty::adapted`]), then kept
/// between a least and a most.
///
/// The variance is over the population ([`variance`]). Nothing changes before there are as
/// many losses as it is taken of. A number that is 0 stays 0, unless the least is more. A
/// variance that is not a number is not above the threshold.
#[derive(Clone, Debug, PartialEq)]
pub struct AdaptiveWeight {
    adaptation: Adaptation,
    losses: Recent,
    weighed: Option<Weighed>,
}

/// What an [`AdaptiveWeight`] did so far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighed {
    /// How many steps changed the number.
    pub judged: u64,
    /// After how many of them the variance was above the threshold.
    pub above: u64,
    /// The number after the last of them.
    pub last: f64,
    /// The largest that it was, at the start too.
    pub largest: f64,
}

impl Weighed {
    fn at_first(number: f64) -> Self {
        Self { judged: 0, above: 0, last: number, largest: number }
    }
}

impl AdaptiveWeight {
    /// A weight that has seen nothing.
    ///
    /// # Errors
    /// Where a setting is outside of its range.
    pub fn new(adaptation: Adaptation) -> Result<Self, WrongControl> {
        let Adaptation { number: _, window, threshold, least, most } = adaptation;
        WrongControl::unless_many("window", 2, window)?;
        WrongControl::unless(!threshold.is_nan(), "threshold of the variance", "a number", threshold)?;
        let positive = least.is_finite() && least >= 0.0;
        WrongControl::unless(positive, "least weight", "a finite number from 0 on", least)?;
        WrongControl::unless(most >= least, "most weight", "a number from the least on", most)?;
        Ok(Self { adaptation, losses: Recent::new(window), weighed: None })
    }
}

impl Control for AdaptiveWeight {
    fn begin(&mut self, chosen: &mut [f64]) -> Result<(), StartError> {
        unless_among(self.adaptation.number, chosen)?;
        self.weighed = Some(Weighed::at_first(chosen[self.adaptation.number]));
        Ok(())
    }

    fn observe(&mut self, _: u64, loss: f64, chosen: &mut [f64]) {
        let Adaptation { number, window, threshold, least, most } = self.adaptation;
        self.losses.push(loss);
        let Some(losses) = self.losses.last(window) else { return };
        let above = variance(losses) > threshold;
        let weight = &mut chosen[number];
        let weighed = self.weighed.get_or_insert(Weighed::at_first(*weight));
        *weight = penalty::adapted(weight, above).clamp(least, most);
        weighed.judged += 1;
        weighed.above += u64::from(above);
        weighed.last = *weight;
        weighed.largest = weighed.largest.max(*weight);
    }

    fn trace(&self) -> ControlTrace {
        ControlTrace { weight: self.weighed, ..ControlTrace::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAPER: Adaptation = Adaptation { number: 0, window: 2, threshold: 0.01, least: 0.0, most: f64::INFINITY };

    fn weight(adaptation: Adaptation) -> AdaptiveWeight {
        AdaptiveWeight::new(adaptation).expect("settings in range")
    }

    /// The number after each of `steps` steps from `first`, a `share` of which, spread
    /// evenly, have another loss than the step before; and what was done.
    fn weights(adaptation: Adaptation, first: f64, share: f64, steps: u64) -> (Vec<f64>, Weighed) {
        let mut control = weight(adaptation);
        let mut chosen = [first];
        control.begin(&mut chosen).expect("a number");
        // The integer part changes at a share of the steps; only whether it does is seen.
        let after = |step: u64| {
            control.observe(step, (share * step as f64).floor(), &mut chosen);
            chosen[0]
        };
        let weights = (0..steps).map(after).collect();
        (weights, control.trace().weight.expect("it began"))
    }

    /// ln(100/99) / (ln(11/10) + ln(100/99)), as the theorem P6 has it.
    fn critical_share() -> f64 {
        let [grows, falls] = [(11.0_f64 / 10.0).ln(), (100.0_f64 / 99.0).ln()];
        falls / (grows + falls)
    }

    #[test]
    fn the_weight_grows_above_the_critical_share_and_falls_below_it() {
        let steps = 100_000;
        for (offset, grows) in [(0.0005, true), (-0.0005, false), (0.01, true), (-0.01, false)] {
            let (weights, weighed) = weights(PAPER, 0.03, critical_share() + offset, steps);
            let end = weights[weights.len() - 1];
            assert!(if grows { end > 3.0 } else { end < 3e-4 }, "{offset}: {end}");
            let found = weighed.above as f64 / weighed.judged as f64;
            assert!((found - critical_share() - offset).abs() < 1e-4, "{found}");
            assert_eq!(weighed.judged, steps - 1, "one loss has no variance");
        }
        assert!((0.095389..0.095390).contains(&critical_share()));
    }

    #[test]
    fn without_bound_it_is_the_product_and_with_bounds_it_stays_between() {
        let (free, weighed) = weights(PAPER, 0.03, 0.2, 1000);
        let (above, judged) = (weighed.above as i32, weighed.judged as i32);
        let product = 0.03 * 1.1_f64.powi(above) * 0.99_f64.powi(judged - above);
        assert!((weighed.last / product - 1.0).abs() < 1e-12);
        assert_eq!(weighed.largest, free.iter().copied().fold(0.0, f64::max));
        let inside = |weights: &[f64]| weights.iter().all(|x| (0.02..=0.05).contains(x));
        assert!(!inside(&free), "the control");
        let bounds = Adaptation { least: 0.02, most: 0.05, ..PAPER };
        let (rising, falling) = (weights(bounds, 0.03, 0.2, 1000).0, weights(bounds, 0.03, 0.0, 1000).0);
        assert!(inside(&rising) && inside(&falling));
        assert!(rising.contains(&0.05) && falling.contains(&0.02));
    }

    #[test]
    fn nothing_changes_before_a_window_of_losses() {
        let (weights, _) = weights(Adaptation { window: 5, ..PAPER }, 1.0, 0.0, 6);
        assert_eq!(weights, [1.0, 1.0, 1.0, 1.0, 0.99, 0.99 * 0.99]);
    }

    #[test]
    fn settings_outside_of_their_range_are_refused() {
        let word = |adaptation| AdaptiveWeight::new(adaptation).err().map(|error| error.to_string());
        let names = |adaptation, name: &str| word(adaptation).is_some_and(|error| error.contains(name));
        assert!(names(Adaptation { window: 1, ..PAPER }, "window"));
        assert!(names(Adaptation { threshold: f64::NAN, ..PAPER }, "threshold"));
        assert!(names(Adaptation { least: -1.0, ..PAPER }, "least"));
        assert!(names(Adaptation { most: f64::NAN, ..PAPER }, "most"));
        assert!(names(Adaptation { least: 2.0, most: 1.0, ..PAPER }, "most"));
        assert_eq!(word(PAPER), None, "the control");
        let unfit = weight(Adaptation { number: 3, ..PAPER }).begin(&mut [0.0; 3]);
        assert_eq!(unfit, Err(StartError::NoSuchNumber { number: 3, count: 3 }));
    }
}
