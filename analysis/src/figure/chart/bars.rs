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
    /// Label and value of each bar; a value that is not finite is written down without a bar.
    pub bars: Vec<(String, f64)>,
    /// Label and height of a dotted horizontal line.
    pub baseline: Option<(String, f64)>,
}

impl Bars {
    /// The chart as SVG text, the same bytes at each call.
    ///
    /// # Errors
    ///
    /// [`ChartError::Empty`] without a finite bar, [`ChartError::Plotters`] if plotters fails.
    pub fn render(&self) -> Result<String, ChartError> {
        let values: Vec<f64> = self.bars.iter().map(|b| b.1).filter(|&v| drawable(v)).collect();
        if values.is_empty() {
            return Err(ChartError::Empty { name: self.name.clone() });
        }
        let baseline = self.baseline.as_ref().filter(|b| drawable(b.1));
        let all = values.iter().copied().chain(baseline.map(|b| b.1));
        // Room for the value labels on the sides that have bars, none on a side that has not.
        let (low, high) = all.fold((0.0_f64, 0.0_f64), |(l, h), v| (l.min(v), h.max(v)));
        let room = if high > low { 0.1 * (high - low) } else { 1.0 };
        let above = if high > 0.0 || low == 0.0 { room } else { 0.0 };
        let y = Axis::linear((if low < 0.0 { low - room } else { 0.0 }, high + above), 6.0);
        let x = Axis { range: (0.0, self.bars.len() as f64), ticks: Vec::new() };
        let slot = (SIZE.0 - 5.0 * MARGIN) / self.bars.len() as f64;
        let names: Vec<_> = self.bars.iter().map(|b| wrap(&b.0, ((slot - 8.0) / (0.56 * 13.0)) as usize)).collect();
        let rows = names.iter().map(Vec::len).max().unwrap_or(1) as f64;
        let greatest = values.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
        let digit = if greatest >= 1.0 { 0.01 } else { 10_f64.powf(greatest.max(1e-300).log10().floor() - 2.0) };

        draw(&self.title, |root| {
            let legend: Vec<_> = baseline.map(|b| (b.0.as_str(), Style::Reference)).into_iter().collect();
            let top = heading(root, &self.title, &legend)?;
            let plane = plane(root, top, x, y, ("", &self.y_label), 12.0 + 17.0 * rows)?;
            let (across, down) = plane.plotting_area().get_pixel_range();
            let level = baseline.map(|b| plane.backend_coord(&(0.0, b.1)).1);
            for (i, ((_, value), name)) in self.bars.iter().zip(&names).enumerate() {
                let at = |x: f64, y: f64| plane.backend_coord(&(i as f64 + x, y));
                for (row, text) in name.iter().enumerate() {
                    let below = down.end + units(10.0 + 17.0 * row as f64);
                    root.draw_text(text, &text_style(13.0, INK, HPos::Center, VPos::Top), (at(0.5, 0.0).0, below))?;
                }
                let (value, text) =
                    if drawable(*value) { (*value, number(*value, digit)) } else { (0.0, value.to_string()) };
                root.draw(&Rectangle::new([at(0.2, value.max(0.0)), at(0.8, value.min(0.0))], BAR.filled()))?;
                // Beyond the end of the bar, or inside where the baseline would strike the number through.
                let (x, end) = at(0.5, value);
                let out = if value < 0.0 || high == 0.0 { units(12.0) } else { -units(12.0) };
                let struck = level.is_some_and(|l| (l - end - out).abs() < units(9.0));
                let inside = struck && (end - at(0.5, 0.0).1).abs() > units(24.0);
                let style = text_style(13.0, HALO_INK, HPos::Center, VPos::Center);
                root.draw_text(&text, &style, (x, end + if inside { -out } else { out }))?;
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
