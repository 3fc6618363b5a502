//! Charts as SVG text: lines, bars, intervals, heat maps, and many beside one another.
//!
//! Plotters draws on a grid of whole units, so the charts are drawn `SCALE` times too large and scaled back in the
//! header: curves keep a tenth of a pixel. What plotters cannot say in SVG (dashes, halos, a title for screen readers)
//! is added to the text afterwards; every dash pattern belongs to one colour, which is how its lines are found. A curve of
//! more than some thousand points is [`thinned`].

mod axis;
mod bars;
mod clip;
mod colour;
mod content;
mod grid;
mod heat;
mod intervals;
mod legend;
mod line;
mod multiples;
mod notebook;
mod panels;
mod plane;
mod scale;
mod svg;
mod text;
mod thin;

pub use bars::{Bar, Bars};
pub use heat::{HeatMaps, HeatPanel};
pub use intervals::{IntervalRow, Intervals};
pub use line::Chart;
pub use multiples::Multiples;
pub use panels::{Panel, Panels, Shape};
pub use thin::thinned;

use axis::{Axis, number};
use clip::Frame;
use colour::{Colours, DIVERGED};
use content::{Content, band_fill, stretches};
use grid::{Grid, upright};
use legend::{Entry, Sign, below, heading};
use plane::{Plane, mesh, plane};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use scale::Scale;
use svg::{Root, draw, draw_sized, stroke, units};
use text::{annotate, bold, text_style, width, wrap};
use thin::LONGEST;

/// Width and height of a chart in pixels.
const SIZE: (f64, f64) = (840.0, 520.0);
/// Drawing units per pixel.
const SCALE: f64 = 10.0;
/// Space around a chart, in pixels.
const MARGIN: f64 = 18.0;
/// Families a browser may have; the last always resolves.
const FONT: &str = "Helvetica, Arial, 'Liberation Sans', sans-serif";
/// A title with more characters than this is broken near its middle.
const TITLE_LINE: usize = 70;
const INK: RGBColor = RGBColor(0x22, 0x22, 0x22);
const AXIS: RGBColor = RGBColor(0x66, 0x66, 0x66);
const GRID: RGBColor = RGBColor(0xE4, 0xE4, 0xE4);
/// The colour of text that may lie on a curve, and only of that: [`svg::finish`] gives it a white halo.
const HALO_INK: RGBColor = RGBColor(0x11, 0x11, 0x11);
const BAR: RGBColor = RGBColor(0x56, 0xB4, 0xE9);

/// Why a chart could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// There is no finite point (with a logarithmic axis: no positive one).
    #[error("chart `{name}` has no finite point to draw")]
    Empty {
        /// The chart's name.
        name: String,
    },
    /// Plotters failed; its own message.
    #[error("cannot draw the chart: {0}")]
    Plotters(String),
}

impl<E: std::error::Error + Send + Sync> From<DrawingAreaErrorKind<E>> for ChartError {
    fn from(error: DrawingAreaErrorKind<E>) -> Self {
        Self::Plotters(error.to_string())
    }
}

/// Colour (from the palette of Okabe and Ito, safe for the colour-blind), dash and width of a curve, which tell curves
/// apart in grey too.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// Plain stochastic gradient descent: thin, solid, blue.
    Sgd,
    /// StableSGD: thick, solid, vermillion.
    StableSgd,
    /// The method as the paper describes it: dashed, bluish green.
    Described,
    /// The method as it was packaged: dash-dotted, purple.
    Packaged,
    /// Anything else: short dashes, orange.
    Other,
    /// Chance level, threshold and the like: thin, dotted, grey.
    Reference,
}

impl Style {
    const ALL: [Self; 6] = [Self::Sgd, Self::StableSgd, Self::Described, Self::Packaged, Self::Other, Self::Reference];

    /// Colour, stroke width and dash pattern (empty: solid), the last two in pixels.
    fn pen(self) -> (RGBColor, f64, &'static [f64]) {
        match self {
            Self::Sgd => (RGBColor(0x00, 0x72, 0xB2), 1.6, &[]),
            Self::StableSgd => (RGBColor(0xD5, 0x5E, 0x00), 2.8, &[]),
            Self::Described => (RGBColor(0x00, 0x9E, 0x73), 2.2, &[9.0, 4.0]),
            Self::Packaged => (RGBColor(0xCC, 0x79, 0xA7), 2.2, &[10.0, 3.5, 2.0, 3.5]),
            Self::Other => (RGBColor(0xE6, 0x9F, 0x00), 2.2, &[4.5, 3.0]),
            Self::Reference => (RGBColor(0x55, 0x55, 0x55), 1.5, &[2.0, 3.0]),
        }
    }
    fn stroke(self) -> ShapeStyle {
        stroke(self.pen().0, self.pen().1)
    }
}

/// One curve.
pub struct Line {
    /// Its entry in the legend; empty for none.
    pub label: String,
    /// Its points in order; the curve breaks at one that cannot be drawn.
    pub points: Vec<(f64, f64)>,
    /// How it looks.
    pub style: Style,
}

/// A translucent region under the curves, such as a confidence band.
pub struct Band {
    /// Abscissa, lower and upper end of each point in order. The region breaks at a point that cannot be drawn; an
    /// infinite end reaches the edge of the frame.
    pub points: Vec<(f64, f64, f64)>,
    /// Whose colour it has.
    pub style: Style,
}

/// An annotated point: a small circle with text beside it.
pub struct Mark {
    /// Abscissa.
    pub x: f64,
    /// Ordinate.
    pub y: f64,
    /// What is said about the point.
    pub text: String,
}

/// Whether a number has a place on an axis; the largest are left out, whose differences may overflow.
fn drawable(value: f64) -> bool {
    value.abs() < 1e300
}

/// The least and the greatest value with a margin; none without a value.
fn extent(values: impl Iterator<Item = f64>, margin: f64) -> Option<(f64, f64)> {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    let size = low.abs().max(high.abs());
    // Where the ends are equal up to rounding, no tick labels could tell them apart.
    let flat = high - low <= 1e-12 * size;
    let pad = if flat { 0.05 * if size > 0.0 { size } else { 20.0 } } else { margin * (high - low) };
    (low <= high).then_some((low - pad, high + pad))
}

#[cfg(test)]
mod tests;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
