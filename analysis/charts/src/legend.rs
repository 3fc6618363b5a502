//! The title and the legend.

use super::*;

/// What stands before a label of the legend.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Sign {
    /// A line.
    Line(Style),
    /// A line on a band.
    Band(Style),
    /// A dot on a whisker.
    Interval(Style),
    /// A cell of a map.
    Cell(RGBColor),
}

/// An entry of the legend.
pub(super) type Entry<'a> = (&'a str, Sign);

/// Writes the title and the legend; returns where the room below them begins, in pixels.
pub(super) fn heading(root: &Root<'_>, title: &str, legend: &[Entry<'_>]) -> Result<f64, ChartError> {
    let mut y = MARGIN;
    let bold = bold(16.0);
    for line in wrap(title, TITLE_LINE) {
        root.draw_text(line, &bold, (units(MARGIN), units(y)))?;
        y += 21.0;
    }
    for (&(label, sign), (x, y)) in legend.iter().zip(places(title, legend)) {
        sign.draw(root, (x, y))?;
        let style = text_style(13.0, INK, HPos::Left, VPos::Center);
        root.draw_text(label, &style, (units(x + 38.0), units(y)))?;
    }
    Ok(below(title, legend))
}

/// Where the room below title and legend begins, in pixels.
pub(super) fn below(title: &str, legend: &[Entry<'_>]) -> f64 {
    let first = first_row(title);
    places(title, legend).last().map_or(first, |place| place.1 + 20.0)
}

/// Where the first row of the legend stands.
fn first_row(title: &str) -> f64 {
    MARGIN + 21.0 * wrap(title, TITLE_LINE).len() as f64 + 13.0
}

/// Where the entries of the legend stand.
fn places(title: &str, legend: &[Entry<'_>]) -> Vec<(f64, f64)> {
    let (mut x, mut y) = (MARGIN, first_row(title));
    let place = |&(label, _): &Entry<'_>| {
        let entry = 38.0 + width(label, 13.0);
        if x + entry > SIZE.0 - MARGIN && x > MARGIN {
            (x, y) = (MARGIN, y + 20.0);
        }
        let at = (x, y);
        x += entry + 18.0;
        at
    };
    legend.iter().map(place).collect()
}

impl Sign {
    /// Draws in 32 pixels to the right of a place.
    fn draw(self, root: &Root<'_>, (x, y): (f64, f64)) -> Result<(), ChartError> {
        let at = |right: f64, down: f64| (units(x + right), units(y + down));
        match self {
            Self::Line(style) => root.draw(&PathElement::new([at(0.0, 0.0), at(32.0, 0.0)], style.stroke()))?,
            Self::Band(style) => {
                root.draw(&Rectangle::new([at(0.0, -6.0), at(32.0, 6.0)], band_fill(style)))?;
                Self::Line(style).draw(root, (x, y))?;
            }
            Self::Interval(style) => {
                root.draw(&Rectangle::new([at(2.0, -0.9), at(30.0, 0.9)], style.pen().0.filled()))?;
                root.draw(&Circle::new(at(16.0, 0.0), units(4.2), style.pen().0.filled()))?;
            }
            Self::Cell(colour) => {
                root.draw(&Rectangle::new([at(8.0, -6.0), at(28.0, 6.0)], colour.filled()))?;
                root.draw(&Rectangle::new([at(8.0, -6.0), at(28.0, 6.0)], stroke(AXIS, 0.8)))?;
            }
        }
        Ok(())
    }
}
