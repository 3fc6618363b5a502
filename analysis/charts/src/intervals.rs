//! Estimates with their intervals, a row for each (a forest plot).

use super::*;

/// A row of [`Intervals`].
pub struct IntervalRow {
    /// What stands to the left.
    pub label: String,
    /// Written above the row where it differs from that of the row before; empty for none.
    pub group: String,
    /// The lower end; an arrow at the edge of the frame where it has no place on the axis.
    pub low: f64,
    /// The dot; a row without a place for it has its texts alone.
    pub estimate: f64,
    /// The upper end, as the lower one.
    pub high: f64,
    /// Whose colour it has.
    pub style: Style,
    /// What stands to the right.
    pub note: String,
}

/// Estimates with their intervals, one below the other.
#[derive(Default)]
pub struct Intervals {
    /// File stem.
    pub name: String,
    /// States the finding.
    pub title: String,
    /// Label of the horizontal axis.
    pub x_label: String,
    /// The rows from top to bottom.
    pub rows: Vec<IntervalRow>,
    /// Label and place of a dotted vertical line.
    pub reference: Option<(String, f64)>,
    /// Whether the axis is logarithmic.
    pub log_x: bool,
    /// In place of `log_x`: the axis is linear up to plus and minus this number and logarithmic beyond, so that it has
    /// room for small differences of either sign beside huge ones. The axis should say so.
    pub symmetric_log: Option<f64>,
    /// Entries of the legend.
    pub legend: Vec<(String, Style)>,
}

/// The most characters in a line of a label or a note.
const LIMIT: usize = 36;
/// The distance of lines of text, in pixels.
const LINE: f64 = 16.0;
/// Height of what stands under the frame, in pixels.
const FOOT: f64 = 42.0;

/// Where a row stands.
struct Slot<'a> {
    /// The row.
    row: &'a IntervalRow,
    /// The lines of its label.
    label: Vec<&'a str>,
    /// The lines of its note.
    note: Vec<&'a str>,
    /// The top of the heading above it, if any, in pixels below the top of the frame.
    heading: Option<f64>,
    /// The middle of the row, likewise.
    middle: f64,
}

impl Intervals {
    /// The chart as SVG text, the same bytes at each call.
    ///
    /// # Errors
    ///
    /// [`ChartError::Empty`] without a row whose estimate has a place, [`ChartError::Plotters`] if plotters fails.
    pub fn render(&self) -> Result<String, ChartError> {
        let scale = self.scale();
        let shown = self.rows.iter().filter(|row| scale.place(row.estimate).is_some());
        let mut numbers: Vec<f64> = shown.flat_map(|row| [row.low, row.estimate, row.high]).collect();
        let reference =
            self.reference.as_ref().filter(|_| !numbers.is_empty()).and_then(|r| Some((&r.0, scale.place(r.1)?)));
        numbers.retain(|&v| scale.place(v).is_some());
        let places = numbers.iter().filter_map(|&v| scale.place(v)).chain(reference.map(|r| r.1));
        let range = extent(places, 0.04).ok_or_else(|| ChartError::Empty { name: self.name.clone() })?;

        let (slots, height) = self.slots();
        let indent = if slots.iter().any(|slot| slot.heading.is_some()) { 12.0 } else { 0.0 };
        let widest = |text: &dyn Fn(&Slot<'_>) -> f64| slots.iter().map(text).fold(0.0, f64::max);
        let longest = |lines: &[&str]| lines.iter().map(|line| width(line, 13.0)).fold(0.0, f64::max);
        let title = |slot: &Slot<'_>| slot.heading.map_or(0.0, |_| 1.08 * width(&slot.row.group, 13.0));
        let left = widest(&|slot| title(slot).max(longest(&slot.label) + indent)) + 12.0;
        let right = (widest(&|slot| longest(&slot.note)) + 12.0).max(24.0);
        let across = (SIZE.0 - 2.0 * MARGIN - left - right).max(120.0);

        let mut legend: Vec<Entry<'_>> = self.legend.iter().map(|(l, s)| (l.as_str(), Sign::Interval(*s))).collect();
        legend.extend(reference.map(|r| (r.0.as_str(), Sign::Line(Style::Reference))));
        let top = below(&self.title, &legend);
        draw_sized(&self.title, (SIZE.0, top + height + FOOT + 12.0), |root| {
            heading(root, &self.title, &legend)?;
            let area = root
                .clone()
                .shrink((units(MARGIN), units(top)), (units(left + across) as u32, units(height + FOOT) as u32));
            let y = Axis { range: (0.0, 1.0), ticks: Vec::new() };
            let plane = mesh(&area, scale.axis(range, across / 65.0), y, (&self.x_label, ""), (left, FOOT))?;
            let (frame, down) = plane.plotting_area().get_pixel_range();
            if let Some((_, place)) = reference {
                let x = plane.backend_coord(&(place, 0.0)).0;
                root.draw(&PathElement::new([(x, down.start), (x, down.end)], Style::Reference.stroke()))?;
            }
            for (i, slot) in slots.iter().enumerate() {
                if let Some(at) = slot.heading {
                    let y = units(top + at);
                    if i > 0 {
                        let rule = [(units(MARGIN), y - units(7.0)), (units(SIZE.0 - MARGIN), y - units(7.0))];
                        root.draw(&PathElement::new(rule, stroke(GRID, 1.0)))?;
                    }
                    root.draw_text(&slot.row.group, &bold(13.0), (units(MARGIN), y))?;
                }
                let y = top + slot.middle;
                paragraph(root, &slot.label, (MARGIN + indent, y))?;
                paragraph(root, &slot.note, (MARGIN + left + across + 12.0, y))?;
                let Some(estimate) = scale.place(slot.row.estimate) else { continue };
                let end = |value: f64| scale.place(value).map(|place| plane.backend_coord(&(place, 0.0)).0);
                let ends = [end(slot.row.low), end(slot.row.high)];
                let x = plane.backend_coord(&(estimate, 0.0)).0;
                whisker(root, (x, units(y)), ends, (frame.start, frame.end), slot.row.style.pen().0)?;
            }
            Ok(())
        })
    }

    /// How the axis is spaced.
    fn scale(&self) -> Scale {
        match self.symmetric_log {
            Some(unit) if (1e-290..1e290).contains(&unit) => Scale::Symmetric(unit),
            _ => Scale::of(self.log_x),
        }
    }

    /// Where the rows stand, and the height of all.
    fn slots(&self) -> (Vec<Slot<'_>>, f64) {
        let mut y = 4.0;
        let mut group = "";
        let mut slots = Vec::new();
        for row in &self.rows {
            let mut heading = None;
            if row.group != group {
                group = &row.group;
                y += if slots.is_empty() { 2.0 } else { 14.0 };
                if !group.is_empty() {
                    heading = Some(y);
                    y += 20.0;
                }
            }
            let (label, note) = (wrap(&row.label, LIMIT), wrap(&row.note, LIMIT));
            let height = 6.0 + LINE * label.len().max(note.len()) as f64;
            slots.push(Slot { row, label, note, heading, middle: y + height / 2.0 });
            y += height;
        }
        (slots, y + 4.0)
    }
}

/// Writes lines of text, their middle at a place.
fn paragraph(root: &Root<'_>, lines: &[&str], (x, y): (f64, f64)) -> Result<(), ChartError> {
    let first = y - LINE * (lines.len() as f64 - 1.0) / 2.0;
    for (i, line) in lines.iter().enumerate().filter(|line| !line.1.is_empty()) {
        let at = (units(x), units(first + LINE * i as f64));
        root.draw_text(line, &text_style(13.0, INK, HPos::Left, VPos::Center), at)?;
    }
    Ok(())
}

/// Draws a dot and its whisker, with an arrow at the edge for an end that is not there. Filled, not stroked: the dashes
/// of a style would break so short a line.
fn whisker(
    root: &Root<'_>,
    (x, y): (i32, i32),
    [low, high]: [Option<i32>; 2],
    (left, right): (i32, i32),
    colour: RGBColor,
) -> Result<(), ChartError> {
    let ends =
        [(low.unwrap_or(left + units(4.0)), y - units(0.9)), (high.unwrap_or(right - units(4.0)), y + units(0.9))];
    root.draw(&Rectangle::new(ends, colour.filled()))?;
    for (edge, inward, end) in [(left, units(8.0), low), (right, -units(8.0), high)] {
        if end.is_none() {
            let (base, half) = (edge + inward, units(4.5));
            root.draw(&Polygon::new(vec![(edge, y), (base, y - half), (base, y + half)], colour.filled()))?;
        }
    }
    root.draw(&Circle::new((x, y), units(4.2), colour.filled()))?;
    Ok(())
}
