//! Curves over two axes.

use super::*;

/// Curves over two axes.
pub struct Chart {
    /// File stem.
    pub name: String,
    /// States the finding.
    pub title: String,
    /// Label of the horizontal axis.
    pub x_label: String,
    /// Label of the vertical axis.
    pub y_label: String,
    /// Whether the vertical axis is logarithmic; values that are not positive are then skipped.
    pub log_y: bool,
    /// The curves, the last on top.
    pub lines: Vec<Line>,
    /// The annotated points.
    pub marks: Vec<Mark>,
}

impl Chart {
    /// The chart as SVG text, the same bytes at each call.
    ///
    /// # Errors
    ///
    /// [`ChartError::Empty`] without a point to draw, [`ChartError::Plotters`] if plotters fails.
    pub fn render(&self) -> Result<String, ChartError> {
        // On a logarithmic axis everything below is in decimal logarithms.
        let place = |(x, y): (f64, f64)| {
            let y = if self.log_y && y <= 0.0 { f64::NAN } else { y };
            (drawable(x) && drawable(y)).then(|| (x, if self.log_y { y.log10() } else { y }))
        };
        let marks: Vec<_> = self.marks.iter().filter_map(|m| Some((place((m.x, m.y))?, m.text.as_str()))).collect();
        let all =
            || self.lines.iter().flat_map(|l| &l.points).filter_map(|&p| place(p)).chain(marks.iter().map(|m| m.0));
        let empty = || ChartError::Empty { name: self.name.clone() };
        let x = Axis::linear(extent(all().map(|p| p.0), 0.02).ok_or_else(empty)?, 8.0);
        let y = extent(all().map(|p| p.1), 0.05).ok_or_else(empty)?;
        let y = if self.log_y { Axis::logarithmic(y) } else { Axis::linear(y, 6.0) };

        draw(&self.title, |root| {
            let mut legend: Vec<(&str, Style)> = Vec::new();
            for line in &self.lines {
                if !line.label.is_empty() && !legend.contains(&(&line.label, line.style)) {
                    legend.push((&line.label, line.style));
                }
            }
            let top = heading(root, &self.title, &legend)?;
            let plane = plane(root, top, x, y, (&self.x_label, &self.y_label), 42.0)?;
            // Points on the curves, at most three pixels apart, which the texts of the marks shall not cover.
            let mut taken: Vec<(i32, i32)> = Vec::new();
            for line in &self.lines {
                let at: Vec<_> = line.points.iter().map(|&p| place(p).map(|p| plane.backend_coord(&p))).collect();
                for piece in at.split(Option::is_none) {
                    let mut path: Vec<_> = piece.iter().copied().flatten().collect();
                    path.dedup();
                    taken.extend(path.iter().copied());
                    for (&(x, y), (w, z)) in path.iter().zip(path.iter().skip(1)) {
                        let count = (w - x).abs().max((z - y).abs()) / units(3.0);
                        taken.extend((1..count).map(|i| (x + (w - x) * i / count, y + (z - y) * i / count)));
                    }
                    match path[..] {
                        [] => {}
                        [dot] => root.draw(&Circle::new(dot, units(2.0), line.style.pen().0.filled()))?,
                        _ => root.draw(&PathElement::new(path, line.style.stroke()))?,
                    }
                }
            }
            let area = plane.plotting_area().get_pixel_range();
            taken.extend(marks.iter().flat_map(|m| [plane.backend_coord(&m.0); 8]));
            for &(point, text) in &marks {
                let centre = plane.backend_coord(&point);
                root.draw(&Circle::new(centre, units(4.5), WHITE.filled()))?;
                root.draw(&Circle::new(centre, units(4.5), stroke(INK, 1.6)))?;
                annotate(root, &area, centre, text, &mut taken)?;
            }
            Ok(())
        })
    }
}
