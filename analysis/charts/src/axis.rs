//! Axes: where their ticks stand, and how numbers are written.

use super::Scale;
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, ValueFormatter};
use plotters::prelude::*;
use std::ops::Range;

/// The range of an axis and its labelled ticks.
pub(super) struct Axis {
    pub(super) range: (f64, f64),
    pub(super) ticks: Vec<(f64, String)>,
}

impl Axis {
    /// About `count` ticks at multiples of 1, 2 or 5 times a power of ten.
    pub(super) fn linear((low, high): (f64, f64), count: f64) -> Self {
        let raw = (high - low) / count;
        // Not zero, or there would be no end of ticks.
        let power = 10_f64.powf(raw.log10().floor()).max(f64::MIN_POSITIVE);
        let factor = [1.0, 2.0, 5.0].into_iter().find(|f| f * power >= 0.999 * raw).unwrap_or(10.0);
        let step = factor * power;
        let indices = (low / step).ceil() as i64..=(high / step).floor() as i64;
        let values: Vec<f64> = indices.map(|i| i as f64 * step).collect();
        let greatest = values.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
        let ticks = values.into_iter().map(|v| (v, scaled_number(v, step, greatest))).collect();
        Self { range: (low, high), ticks }
    }

    /// `range` is in decimal logarithms; about `count` ticks at most.
    pub(super) fn logarithmic((low, high): (f64, f64), count: f64) -> Self {
        let decades = low.floor() as i32..=high.ceil() as i32;
        let mut ticks: Vec<(f64, String)> = if high - low >= 2.0 {
            let every = ((high - low) / count).ceil() as i32;
            decades.filter(|d| d % every == 0).map(|d| (f64::from(d), power(d))).collect()
        } else {
            let tick = |m: f64, unit: f64| ((m * unit).log10(), scaled_number(m * unit, unit, m * unit));
            let steps: &[f64] = if 3.0 * (high - low) > count { &[1.0, 3.0] } else { &[1.0, 2.0, 5.0] };
            decades.flat_map(|d| steps.iter().map(move |&m| tick(m, 10_f64.powi(d)))).collect()
        };
        ticks.retain(|t| (low..=high).contains(&t.0));
        if ticks.len() < 3 && high - low < 2.0 {
            ticks = Self::even((low, high), Scale::Logarithmic, count.min(6.0));
        }
        Self { range: (low, high), ticks }
    }

    /// `range` is in the places of [`Scale::Symmetric`].
    pub(super) fn symmetric((low, high): (f64, f64), unit: f64, count: f64) -> Self {
        let scale = Scale::Symmetric(unit);
        let first = (unit.log10() - 1e-9).ceil() as i32;
        let last = (low.abs().max(high.abs()) - 1.0 + unit.log10() + 1e-9).floor() as i32;
        let decades = (high - low.max(1.0)).max(0.0) + (-low - (-high).max(1.0)).max(0.0);
        let every = (decades / (count - 1.0)).ceil().max(1.0) as i32;
        let whole = |m: f64, d: i32| if m == 1.0 { power(d) } else { format!("{m}×{}", power(d)) };
        let around = |steps: &[f64], every: i32| {
            let mut ticks = vec![(0.0, "0".to_owned())];
            for d in (first..=last).filter(|d| (d - first) % every == 0) {
                for &m in steps {
                    let at = scale.place(m * 10_f64.powi(d)).unwrap_or(f64::NAN);
                    ticks.extend([(at, whole(m, d)), (-at, format!("−{}", whole(m, d)))]);
                }
            }
            ticks.retain(|t| (low..=high).contains(&t.0));
            ticks
        };
        let mut ticks = around(&[1.0], every);
        if ticks.len() < 3 {
            ticks = around(&[1.0, 2.0, 5.0], 1);
        }
        if ticks.len() < 3 {
            ticks = Self::even((low, high), scale, count.min(6.0));
        }
        Self { range: (low, high), ticks }
    }

    /// Ticks at equal steps of the numbers themselves.
    fn even((low, high): (f64, f64), scale: Scale, count: f64) -> Vec<(f64, String)> {
        let plain = Self::linear((scale.number(low), scale.number(high)), count);
        let ticks = plain.ticks.into_iter().filter_map(|(value, label)| Some((scale.place(value)?, label)));
        let slack = 1e-9 * (high - low);
        ticks.filter(|tick| (low - slack..=high + slack).contains(&tick.0)).collect()
    }
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (start, end): (i32, i32)) -> i32 {
        // What lies far outside is not drawn; its place must be a number all the same.
        let share = ((value - self.range.0) / (self.range.1 - self.range.0)).clamp(-1.0, 2.0);
        start + (share * f64::from(end - start)).round() as i32
    }
    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        // Only the labelled lines of the grid, no light ones between them.
        if hint.weight().allow_light_points() { Vec::new() } else { self.ticks.iter().map(|t| t.0).collect() }
    }
    fn range(&self) -> Range<f64> {
        self.range.0..self.range.1
    }
}

impl ValueFormatter<f64> for Axis {
    fn format(at: &f64) -> String {
        at.to_string()
    }
    fn format_ext(&self, at: &f64) -> String {
        self.ticks.iter().find(|t| t.0 == *at).map_or_else(String::new, |t| t.1.clone())
    }
}

/// A number rounded to the decimals that `step`, a small multiple of a power of ten, needs; with a true minus sign.
pub(super) fn number(value: f64, step: f64) -> String {
    let decimals = (-(step * 1.001).log10().floor()).clamp(0.0, 300.0) as usize;
    let text = format!("{value:.decimals$}");
    let zero = text.bytes().all(|b| matches!(b, b'-' | b'0' | b'.'));
    if zero { text.replace('-', "") } else { text.replace('-', "−") }
}

/// As [`number`], but numbers on an axis up to `greatest` share a power of ten where plain digits would be too many.
pub(super) fn scaled_number(value: f64, step: f64, greatest: f64) -> String {
    if (1e-3..1e6).contains(&greatest) && step >= 0.99e-5 {
        return number(value, step);
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let power = greatest.log10().floor();
    let unit = 10_f64.powf(power);
    format!("{}×10{}", number(value / unit, step / unit), superscript(power as i32))
}

/// A power of ten.
fn power(exponent: i32) -> String {
    format!("10{}", superscript(exponent))
}

fn superscript(power: i32) -> String {
    let digit =
        |c: char| c.to_digit(10).map_or('⁻', |d| ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][d as usize]);
    power.to_string().chars().map(digit).collect()
}
