//! Bars.

use super::*;

/// Bars with their values, as for an ablation.
pub struct Bars {
    /// File stem.
    pub name: String,
    /// States the finding.
    pub title: String,
    /// Label of the vertical axis.
    pub y_label: String,
    /// The bars from left to right.
    pub bars: Vec<Bar>,
    /// Label and height of a dotted horizontal line.
    pub baseline: Option<(String, f64)>,
}

/// A bar.
pub struct Bar {
    /// What stands below it.
    pub label: String,
    /// Its height; one that is not finite is written down without a bar.
    pub value: f64,
    /// The ends of its whisker. An infinite one reaches the edge of the frame, without a cap.
    pub interval: Option<(f64, f64)>,
}

impl Bar {
    /// The ends of the whisker in order, if the bar has one.
    fn whisker(&self) -> Option<(f64, f64)> {
        let (low, high) = self.interval.filter(|_| drawable(self.value))?;
        let (low, high) = (Scale::Linear.end(low)?, Scale::Linear.end(high)?);
        Some((low.min(high), low.max(high)))
    }
}

impl Bars {
    /// The chart as SVG text, the same bytes at each call.
    ///
    /// # Errors
    ///
    /// [`ChartError::Empty`] without a finite bar, [`ChartError::Plotters`] if plotters fails.
    pub fn render(&self) -> Result<String, ChartError> {
        let values: Vec<f64> = self.bars.iter().map(|b| b.value).filter(|&v| drawable(v)).collect();
        if values.is_empty() {
            return Err(ChartError::Empty { name: self.name.clone() });
        }
        let baseline = self.baseline.as_ref().filter(|b| drawable(b.1));
        let ends = self.bars.iter().filter_map(Bar::whisker).flat_map(|(low, high)| [low, high]);
        let all = values.iter().copied().chain(baseline.map(|b| b.1)).chain(ends.filter(|&v| drawable(v)));
        // Room for the value labels on the sides that have bars, none on a side that has not.
        let (low, high) = all.fold((0.0_f64, 0.0_f64), |(l, h), v| (l.min(v), h.max(v)));
        let room = if high > low { 0.1 * (high - low) } else { 1.0 };
        let above = if high > 0.0 || low == 0.0 { room } else { 0.0 };
        let y = Axis::linear((if low < 0.0 { low - room } else { 0.0 }, high + above), 6.0);
        let frame = y.range;
        let x = Axis { range: (0.0, self.bars.len() as f64), ticks: Vec::new() };
        let slot = (SIZE.0 - 5.0 * MARGIN) / self.bars.len() as f64;
        let names: Vec<_> = self.bars.iter().map(|b| wrap(&b.label, ((slot - 8.0) / (0.56 * 13.0)) as usize)).collect();
        let rows = names.iter().map(Vec::len).max().unwrap_or(1) as f64;
        let greatest = values.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
        let digit = if greatest >= 1.0 { 0.01 } else { 10_f64.powf(greatest.max(1e-300).log10().floor() - 2.0) };

        draw(&self.title, |root| {
            let legend: Vec<_> = baseline.map(|b| (b.0.as_str(), Sign::Line(Style::Reference))).into_iter().collect();
            let top = heading(root, &self.title, &legend)?;
            let plane = plane(root, top, x, y, ("", &self.y_label), 12.0 + 17.0 * rows)?;
            let (across, down) = plane.plotting_area().get_pixel_range();
            let level = baseline.map(|b| plane.backend_coord(&(0.0, b.1)).1);
            for (i, (bar, name)) in self.bars.iter().zip(&names).enumerate() {
                let at = |x: f64, y: f64| plane.backend_coord(&(i as f64 + x, y));
                for (row, text) in name.iter().enumerate() {
                    let below = down.end + units(10.0 + 17.0 * row as f64);
                    root.draw_text(text, &text_style(13.0, INK, HPos::Center, VPos::Top), (at(0.5, 0.0).0, below))?;
                }
                let (value, text) = if drawable(bar.value) {
                    (bar.value, number(bar.value, digit))
                } else {
                    (0.0, bar.value.to_string())
                };
                root.draw(&Rectangle::new([at(0.2, value.max(0.0)), at(0.8, value.min(0.0))], BAR.filled()))?;
                let (x, end) = at(0.5, value);
                let down = value < 0.0 || high == 0.0;
                let out = if down { units(12.0) } else { -units(12.0) };
                let struck = |y: i32| level.is_some_and(|l| (l - y).abs() < units(9.0));
                let mut style = text_style(13.0, HALO_INK, HPos::Center, VPos::Center);
                let place = if let Some((low, high)) = bar.whisker() {
                    whisker(root, x, [low, high].map(|v| (at(0.5, v.max(frame.0).min(frame.1)).1, v.is_finite())))?;
                    let tip = if down { low.min(value) } else { high.max(value) };
                    if tip.is_finite() {
                        // Beyond the whisker, and beyond the baseline where that would strike the number through.
                        let clear = at(0.5, tip).1 + out;
                        (x, level.filter(|_| struck(clear)).map_or(clear, |l| l + out))
                    } else {
                        style.pos.h_pos = HPos::Left;
                        (x + units(6.0), end + out)
                    }
                } else {
                    // Beyond the end of the bar, or inside where the baseline would strike the number through.
                    let inside = struck(end + out) && (end - at(0.5, 0.0).1).abs() > units(24.0);
                    (x, end + if inside { -out } else { out })
                };
                root.draw_text(&text, &style, place)?;
            }
            let zero = plane.backend_coord(&(0.0, 0.0)).1;
            for (y, style) in
                level.map(|l| (l, Style::Reference.stroke())).into_iter().chain([(zero, stroke(AXIS, 1.2))])
            {
                root.draw(&PathElement::new([(across.start, y), (across.end, y)], style))?;
            }
            Ok(())
        })
    }
}

/// Draws a vertical whisker between two heights, with a cap at each that is an end.
fn whisker(root: &Root<'_>, x: i32, ends: [(i32, bool); 2]) -> Result<(), ChartError> {
    let ink = stroke(INK, 1.6);
    root.draw(&PathElement::new(ends.map(|end| (x, end.0)).to_vec(), ink))?;
    for (y, _) in ends.into_iter().filter(|end| end.1) {
        root.draw(&PathElement::new(vec![(x - units(6.0), y), (x + units(6.0), y)], ink))?;
    }
    Ok(())
}
