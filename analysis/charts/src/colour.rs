//! The colours of heat maps.

use super::*;

/// Cividis at equal steps, even to the eye with and without colour blindness (Nuñez, Anderton and Renslow 2018,
/// doi:10.1371/journal.pone.0199239).
const CIVIDIS: [RGBColor; 10] = [
    RGBColor(0x00, 0x22, 0x4E),
    RGBColor(0x12, 0x35, 0x70),
    RGBColor(0x3C, 0x4A, 0x6C),
    RGBColor(0x57, 0x5D, 0x6D),
    RGBColor(0x70, 0x71, 0x73),
    RGBColor(0x8A, 0x86, 0x78),
    RGBColor(0xA5, 0x9C, 0x74),
    RGBColor(0xC2, 0xB3, 0x69),
    RGBColor(0xE1, 0xCC, 0x55),
    RGBColor(0xFE, 0xE8, 0x38),
];

/// Width of the bar, in pixels.
const BAR_WIDTH: f64 = 14.0;
/// Of how many colours the bar is made.
const STEPS: usize = 90;

/// Cells whose value is not finite: lighter than anything on the scale but its yellow end, and without hue.
pub(super) const DIVERGED: RGBColor = RGBColor(0xDD, 0xDD, 0xDD);

/// How far from one end of the scale to the other a colour lies; shares beyond 0 and 1 have the colours of the ends.
pub(super) fn colour(share: f64) -> RGBColor {
    let share = if share > 0.0 { share.min(1.0) } else { 0.0 };
    let place = share * (CIVIDIS.len() - 1) as f64;
    let i = (place as usize).min(CIVIDIS.len() - 2);
    let (RGBColor(r, g, b), RGBColor(s, h, c)) = (CIVIDIS[i], CIVIDIS[i + 1]);
    let mix = |from: u8, to: u8| {
        let (from, to) = (f64::from(from), f64::from(to));
        (from + (to - from) * (place - i as f64)).round() as u8
    };
    RGBColor(mix(r, s), mix(g, h), mix(b, c))
}

/// What colours mean.
pub(super) struct Colours {
    /// How values are spaced.
    pub(super) scale: Scale,
    /// The places of the ends.
    pub(super) ends: (f64, f64),
}

impl Colours {
    /// The colour of a value.
    pub(super) fn of(&self, value: f64) -> RGBColor {
        let end = self.scale.end(value).filter(|_| value.is_finite());
        end.map_or(DIVERGED, |place| colour((place - self.ends.0) / (self.ends.1 - self.ends.0)))
    }

    /// Whether a value lies below the one end, and whether above the other.
    fn beyond(&self, values: impl Iterator<Item = f64>) -> (bool, bool) {
        let places = values.filter(|v| v.is_finite()).filter_map(|v| self.scale.end(v));
        places.fold((false, false), |(below, above), v| (below || v < self.ends.0, above || v > self.ends.1))
    }

    /// The width of a bar with its ticks and its label, in pixels.
    pub(super) fn width(&self, label: &str, height: f64) -> f64 {
        let ticks = self.ticks(height).iter().map(|t| width(&t.1, 12.0)).fold(0.0, f64::max);
        BAR_WIDTH + 10.0 + ticks + if label.is_empty() { 0.0 } else { 6.0 + 17.0 * side(label, height).len() as f64 }
    }

    /// The labelled places of a bar.
    fn ticks(&self, height: f64) -> Vec<(f64, String)> {
        self.scale.axis(self.ends, (height / 40.0).clamp(3.0, 8.0)).ticks
    }

    /// Draws a bar of all colours, with a tip at an end that some of the values pass.
    pub(super) fn bar(
        &self,
        root: &Root<'_>,
        label: &str,
        (left, top, bottom): (f64, f64, f64),
        values: impl Iterator<Item = f64>,
    ) -> Result<(), ChartError> {
        let (low, high) = (units(bottom), units(top));
        let (start, end) = (units(left), units(left + BAR_WIDTH));
        let height = |share: f64| low + (share * f64::from(high - low)).round() as i32;
        for i in 0..STEPS {
            // Each reaches under the next, or their seams would show.
            let upper = height(((i + 2) as f64 / STEPS as f64).min(1.0));
            let fill = colour((i as f64 + 0.5) / STEPS as f64).filled();
            root.draw(&Rectangle::new([(start, upper), (end, height(i as f64 / STEPS as f64))], fill))?;
        }
        let (below, above) = self.beyond(values);
        let tip = |edge: i32, out: f64| vec![(start, edge), ((start + end) / 2, edge + units(out)), (end, edge)];
        let mut outline = Vec::new();
        for (passed, edge, out, share) in [(above, high, -9.0, 1.0), (below, low, 9.0, 0.0)] {
            let mut corners = if passed { tip(edge, out) } else { vec![(start, edge), (end, edge)] };
            if passed {
                root.draw(&Polygon::new(corners.clone(), colour(share).filled()))?;
            }
            if out > 0.0 {
                corners.reverse();
            }
            outline.extend(corners);
        }
        outline.extend(outline.first().copied());
        root.draw(&PathElement::new(outline, stroke(AXIS, 1.0)))?;
        let mut widest = 0.0_f64;
        for (place, text) in self.ticks(bottom - top) {
            let y = height((place - self.ends.0) / (self.ends.1 - self.ends.0));
            root.draw(&PathElement::new(vec![(end, y), (end + units(4.0), y)], stroke(AXIS, 1.2)))?;
            root.draw_text(&text, &text_style(12.0, INK, HPos::Left, VPos::Center), (end + units(7.0), y))?;
            widest = widest.max(width(&text, 12.0));
        }
        let lines = side(label, bottom - top);
        upright(root, &lines, (left + BAR_WIDTH + 20.0 + widest, (top + bottom) / 2.0))
    }
}

/// The lines of a label beside a bar of a height.
fn side(label: &str, height: f64) -> Vec<&str> {
    wrap(label, (height / 6.8) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_run_from_end_to_end_and_grow_lighter() {
        assert_eq!((colour(-3.0), colour(7.0)), (CIVIDIS[0], CIVIDIS[9]));
        assert_eq!((colour(1.0 / 9.0), colour(f64::NAN)), (CIVIDIS[1], CIVIDIS[0]));
        let light = |share: f64| {
            let RGBColor(r, g, b) = colour(share);
            0.2126 * f64::from(r) + 0.7152 * f64::from(g) + 0.0722 * f64::from(b)
        };
        assert!((0..100).all(|i| light(f64::from(i) / 100.0) < light(f64::from(i + 1) / 100.0) + 0.3));
        assert!(light(0.9) - light(0.1) > 100.0);
    }

    #[test]
    fn values_beyond_the_ends_have_their_colours() {
        let colours = Colours { scale: Scale::Logarithmic, ends: (-1.0, 1.0) };
        assert_eq!(colours.of(1.0), colour(0.5));
        assert_eq!([0.0, -5.0, 1e-9].map(|v| colours.of(v)), [CIVIDIS[0]; 3]);
        assert_eq!([1e9, f64::MAX].map(|v| colours.of(v)), [CIVIDIS[9]; 2]);
        assert_eq!([f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(|v| colours.of(v)), [DIVERGED; 3]);
        let beyond = |values: &[f64]| colours.beyond(values.iter().copied());
        assert_eq!(beyond(&[0.1, 10.0, f64::INFINITY, f64::NAN]), (false, false));
        assert_eq!((beyond(&[0.0]), beyond(&[11.0, 1.0])), ((true, false), (false, true)));
    }
}
