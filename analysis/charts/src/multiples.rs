//! Small multiples of charts.

use super::*;

/// Charts in rows that share a title, a legend and the labels of their axes.
#[derive(Default)]
pub struct Multiples {
    /// File stem.
    pub name: String,
    /// States the finding.
    pub title: String,
    /// Label of the horizontal axes.
    pub x_label: String,
    /// Label of the vertical axes.
    pub y_label: String,
    /// Entries of the legend.
    pub legend: Vec<(String, Style)>,
    /// How many charts stand in a row, at most five.
    pub columns: usize,
    /// The charts, row by row. Their titles are written above them; their names, labels and legends are not drawn.
    pub panels: Vec<Chart>,
    /// Whether the vertical axes have the same ends, those that are logarithmic and those that are not.
    pub shared_y: bool,
}

/// Height of the ticks under a plane, in pixels.
const FOOT: f64 = 22.0;

impl Multiples {
    /// The charts as SVG text, the same bytes at each call. One without a point to draw says so in its place.
    ///
    /// # Errors
    ///
    /// [`ChartError::Empty`] if no chart has a point to draw, [`ChartError::Plotters`] if plotters fails.
    pub fn render(&self) -> Result<String, ChartError> {
        let frames = self.frames();
        if self.columns == 0 || frames.iter().all(Option::is_none) {
            return Err(ChartError::Empty { name: self.name.clone() });
        }
        let grid = Grid::new(
            (&self.title, (&self.x_label, &self.y_label), self.entries()),
            self.panels.iter().map(|panel| panel.title.as_str()),
            self.columns,
            0.0,
            |width| (0.54 * width).clamp(160.0, 280.0),
        );
        let up = |chart: &Chart, frame: &Frame| {
            let pixels = if chart.log_y { 22.0 } else { 34.0 };
            chart.scales().1.axis(frame.y, (grid.size.1 - FOOT) / pixels)
        };
        let drawn = || self.panels.iter().zip(&frames).filter_map(|(chart, frame)| Some((chart, frame.as_ref()?)));
        let ticks = drawn().flat_map(|(chart, frame)| up(chart, frame).ticks).map(|t| width(&t.1, 12.0));
        let left = 14.0 + ticks.fold(0.0, f64::max);
        draw_sized(&self.title, grid.whole(), |root| {
            grid.draw(root, left)?;
            for (i, (chart, frame)) in self.panels.iter().zip(&frames).enumerate() {
                let area = grid.area(root, i);
                let Some(frame) = frame else {
                    let (across, down) = area.get_pixel_range();
                    let at = ((across.start + units(left) + across.end) / 2, (down.start + down.end) / 2);
                    root.draw_text("no finite value", &text_style(13.0, AXIS, HPos::Center, VPos::Center), at)?;
                    continue;
                };
                let x = chart.scales().0.axis(frame.x, (grid.size.0 - left) / 55.0);
                let plane = mesh(&area, x, up(chart, frame), ("", ""), (left, FOOT))?;
                chart.content(*frame).draw(root, &plane, false)?;
            }
            Ok(())
        })
    }

    /// The ends of the axes of each chart; none for one without a point to draw.
    fn frames(&self) -> Vec<Option<Frame>> {
        let mut frames: Vec<_> = self.panels.iter().map(Chart::frame).collect();
        if self.shared_y {
            for log_y in [false, true] {
                let alike = || self.panels.iter().map(move |chart| chart.log_y == log_y);
                let among = frames.iter().zip(alike()).filter(|pair| pair.1).filter_map(|pair| *pair.0);
                let ends = among.fold(None, |ends: Option<(f64, f64)>, Frame { y: (low, high), .. }| {
                    Some(ends.map_or((low, high), |(l, h)| (l.min(low), h.max(high))))
                });
                for (frame, _) in frames.iter_mut().zip(alike()).filter(|pair| pair.1) {
                    *frame = frame.and_then(|Frame { x, .. }| Some(Frame { x, y: ends? }));
                }
            }
        }
        let drawn = |(chart, frame): (&Chart, Option<Frame>)| frame.filter(|frame| !chart.content(*frame).is_empty());
        self.panels.iter().zip(frames).map(drawn).collect()
    }

    /// The entries of the legend, on a band where any chart has one of that style.
    fn entries(&self) -> Vec<Entry<'_>> {
        let banded = |style: Style| self.panels.iter().flat_map(|chart| &chart.bands).any(|band| band.style == style);
        let sign = |style: Style| if banded(style) { Sign::Band(style) } else { Sign::Line(style) };
        self.legend.iter().map(|(label, style)| (label.as_str(), sign(*style))).collect()
    }
}
