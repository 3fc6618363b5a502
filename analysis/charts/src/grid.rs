//! Planes in rows that share a title, a legend and the labels of their axes.

use super::*;

/// The most planes in a row.
const COLUMNS: usize = 5;
/// Space between planes, in pixels.
const GAP: f64 = 14.0;
/// The distance of lines of text, in pixels.
const LINE: f64 = 17.0;
/// Height of the label of the horizontal axes and of what stands around it, in pixels.
const FOOT: f64 = 32.0;

/// Where the planes stand.
pub(super) struct Grid<'a> {
    title: &'a str,
    labels: (&'a str, &'a str),
    legend: Vec<Entry<'a>>,
    /// The lines above each plane.
    headings: Vec<Vec<&'a str>>,
    columns: usize,
    /// Where the planes begin at the left.
    left: f64,
    /// The top of the planes of each row, their headings left out.
    tops: Vec<f64>,
    /// Width and height of a plane with its ticks.
    pub(super) size: (f64, f64),
}

impl<'a> Grid<'a> {
    /// A grid with a plane for each heading, `right` pixels beside it; `height` of a plane depends on its width.
    pub(super) fn new(
        (title, labels, legend): (&'a str, (&'a str, &'a str), Vec<Entry<'a>>),
        headings: impl ExactSizeIterator<Item = &'a str>,
        columns: usize,
        right: f64,
        height: impl Fn(f64) -> f64,
    ) -> Self {
        let columns = columns.clamp(1, headings.len().clamp(1, COLUMNS));
        let rows = headings.len().div_ceil(columns);
        // A label that is long beside few planes has two lines.
        let beside = if labels.1.is_empty() { 0.0 } else { 4.0 + LINE * side(labels.1, rows).len() as f64 };
        let left = MARGIN + beside;
        let across = (SIZE.0 - left - right - MARGIN + GAP) / columns as f64 - GAP;
        let size = (across, height(across));
        let limit = (across / (0.6 * 13.0)) as usize;
        let headings: Vec<Vec<_>> = headings.map(|heading| wrap(heading, limit.max(8))).collect();
        let mut y = below(title, &legend);
        let top = |row: &[Vec<&str>]| {
            let top = y + 8.0 + LINE * row.iter().map(Vec::len).max().unwrap_or(1) as f64;
            y = top + size.1 + GAP;
            top
        };
        let tops = headings.chunks(columns).map(top).collect();
        Self { title, labels, legend, headings, columns, left, tops, size }
    }

    /// Width and height of the whole.
    pub(super) fn whole(&self) -> (f64, f64) {
        (SIZE.0, self.edges().1 + if self.labels.0.is_empty() { MARGIN } else { FOOT })
    }

    /// The left upper corner of a plane, its heading left out.
    fn place(&self, i: usize) -> (f64, f64) {
        let top = self.tops.get(i / self.columns).copied().unwrap_or_default();
        (self.left + (self.size.0 + GAP) * (i % self.columns) as f64, top)
    }

    /// Where the planes begin and end, from top to bottom and at the right.
    pub(super) fn edges(&self) -> (f64, f64, f64) {
        let (first, last) = (self.tops.first().copied(), self.tops.last().copied());
        let right = self.left + (self.size.0 + GAP) * self.columns as f64 - GAP;
        (first.unwrap_or_default(), last.unwrap_or_default() + self.size.1, right)
    }

    /// The area of a plane with its ticks.
    pub(super) fn area<'b>(&self, root: &Root<'b>, i: usize) -> Root<'b> {
        let (x, y) = self.place(i);
        root.clone().shrink((units(x), units(y)), (units(self.size.0) as u32, units(self.size.1) as u32))
    }

    /// Draws what the planes share, and their headings, which begin `left` pixels within.
    pub(super) fn draw(&self, root: &Root<'_>, left: f64) -> Result<(), ChartError> {
        heading(root, self.title, &self.legend)?;
        for (i, lines) in self.headings.iter().enumerate() {
            let (x, y) = self.place(i);
            for (k, line) in lines.iter().rev().enumerate() {
                let at = (units(x + left), units(y - 5.0 - LINE * (k + 1) as f64));
                root.draw_text(line, &bold(13.0), at)?;
            }
        }
        let (top, bottom, right) = self.edges();
        let centre = text_style(13.0, INK, HPos::Center, VPos::Center);
        let middle = (self.left + left + right) / 2.0;
        root.draw_text(self.labels.0, &centre, (units(middle), units(bottom + 12.0)))?;
        upright(root, &side(self.labels.1, self.tops.len()), (MARGIN + 3.0, (top + bottom) / 2.0))
    }
}

/// The lines of a label beside so many rows of planes.
fn side(label: &str, rows: usize) -> Vec<&str> {
    wrap(label, 24 * rows)
}

/// Writes lines from bottom to top, the first at a place, the others to the right of it.
pub(super) fn upright(root: &Root<'_>, lines: &[&str], (x, y): (f64, f64)) -> Result<(), ChartError> {
    let style = text_style(13.0, INK, HPos::Center, VPos::Center).transform(FontTransform::Rotate270);
    for (k, line) in lines.iter().enumerate() {
        root.draw_text(line, &style, (units(x + LINE * k as f64), units(y)))?;
    }
    Ok(())
}
