//! Curves over two axes.

use super::*;

/// Curves over two axes.
#[derive(Default)]
pub struct Chart {
    /// File stem.
    pub name: String,
    /// States the finding.
    pub title: String,
    /// Label of the horizontal axis.
    pub x_label: String,
    /// Label of the vertical axis.
    pub y_label: String,
    /// Whether the horizontal axis is logarithmic; values that are not positive are then skipped.
    pub log_x: bool,
    /// Whether the vertical axis is logarithmic; values that are not positive are then skipped.
    pub log_y: bool,
    /// The ends of the vertical axis, at which everything is cut off; without them, or where they cannot be the ends of
    /// an axis, all that is finite has room.
    pub y_limits: Option<(f64, f64)>,
    /// The regions under the curves.
    pub bands: Vec<Band>,
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
        let empty = || ChartError::Empty { name: self.name.clone() };
        let frame = self.frame().ok_or_else(empty)?;
        let content = self.content(frame);
        if content.is_empty() {
            return Err(empty());
        }
        let (across, up) = self.scales();
        let (x, y) = (across.axis(frame.x, 8.0), up.axis(frame.y, if self.log_y { 8.0 } else { 6.0 }));
        let mut legend: Vec<Entry<'_>> = Vec::new();
        for line in self.lines.iter().filter(|line| !line.label.is_empty()) {
            let entry = (line.label.as_str(), self.sign(line.style));
            if !legend.contains(&entry) {
                legend.push(entry);
            }
        }
        draw(&self.title, |root| {
            let top = heading(root, &self.title, &legend)?;
            let plane = plane(root, top, x, y, (&self.x_label, &self.y_label), 42.0)?;
            content.draw(root, &plane, false)
        })
    }

    /// How the axes are spaced.
    pub(super) fn scales(&self) -> (Scale, Scale) {
        (Scale::of(self.log_x), Scale::of(self.log_y))
    }

    /// The ends of the axes, in their places; none without a point to draw.
    pub(super) fn frame(&self) -> Option<Frame> {
        let scales = self.scales();
        let points = self.lines.iter().flat_map(|l| l.points.iter().copied());
        let points = points.chain(self.marks.iter().map(|m| (m.x, m.y)));
        let mut points: Vec<_> = points.filter_map(|point| Scale::point(scales, point)).collect();
        for (x, low, high) in self.bands.iter().flat_map(|band| stretches(band, scales)).flatten() {
            points.extend([low, high].into_iter().filter(|y| y.is_finite()).map(|y| (x, y)));
        }
        let x = extent(points.iter().map(|p| p.0), 0.02)?;
        let y = scales.1.limits(self.y_limits).or_else(|| extent(points.iter().map(|p| p.1), 0.05))?;
        Some(Frame { x, y })
    }

    /// What is drawn in a frame.
    pub(super) fn content(&self, frame: Frame) -> Content<'_> {
        Content::new(&self.bands, &self.lines, &self.marks, self.scales(), frame)
    }

    /// How a style shows in the legend.
    fn sign(&self, style: Style) -> Sign {
        if self.bands.iter().any(|band| band.style == style) { Sign::Band(style) } else { Sign::Line(style) }
    }
}
