//! Line and bar charts as SVG text.
//!
//! Plotters draws on a grid of whole units, so the charts are drawn `SCALE` times too large and scaled back in the
//! header: curves keep a tenth of a pixel. What plotters cannot say in SVG (dashes, halos, a title for screen readers)
//! is added to the text afterwards; every dash pattern belongs to one colour, which is how its lines are found.

mod axis;
mod panels;

pub use panels::{Panel, Panels, Shape};

use axis::{Axis, number};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::ops::Range;

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
/// The colour of text that may lie on a curve, and only of that: [`finish`] gives it a white halo.
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

/// An annotated point: a small circle with text beside it.
pub struct Mark {
    /// Abscissa.
    pub x: f64,
    /// Ordinate.
    pub y: f64,
    /// What is said about the point.
    pub text: String,
}

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

type Root<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Plane<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<Axis, Axis>>;

/// Pixels in drawing units.
fn units(pixels: f64) -> i32 {
    (pixels * SCALE).round() as i32
}

/// Whether a number has a place on an axis; the largest are left out, whose differences may overflow.
fn drawable(value: f64) -> bool {
    value.abs() < 1e300
}

/// An estimate of the width of text in pixels, a little generous: there is no font to measure it by.
fn width(text: &str, size: f64) -> f64 {
    let share = |c| match c {
        ' ' | 'f' | 'i' | 'j' | 'l' | 'r' | 't' | 'I' | '.' | ',' | ':' | '(' | ')' | '|' | '\'' | '-' => 0.33,
        'm' | 'w' | 'M' | 'W' => 0.85,
        'A'..='Z' => 0.7,
        _ => 0.58,
    };
    text.chars().map(share).sum::<f64>() * size
}

fn stroke(colour: RGBColor, width: f64) -> ShapeStyle {
    ShapeStyle::from(colour).stroke_width(units(width) as u32)
}

fn text_style(size: f64, colour: RGBColor, h: HPos, v: VPos) -> TextStyle<'static> {
    // Plotters writes the size divided by 1.24.
    (FONT, size * SCALE * 1.24).into_font().color(&colour).pos(Pos::new(h, v))
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

/// Breaks text longer than `limit` characters at the space nearest its middle, and its halves again where needed.
fn wrap(text: &str, limit: usize) -> Vec<&str> {
    let length = text.chars().count();
    let spaces = text.char_indices().enumerate().filter(|(_, (_, c))| *c == ' ');
    match spaces.min_by_key(|(i, _)| (2 * i + 1).abs_diff(length)) {
        Some((_, (at, _))) if length > limit => {
            // Halves are a little unequal: let one pass that is only just too long.
            let slack = limit + limit / 12;
            [&text[..at], &text[at + 1..]].into_iter().flat_map(|half| wrap(half, slack)).collect()
        }
        _ => vec![text],
    }
}

/// Writes text beside a point, on the side where it covers least of what is taken.
fn annotate(
    root: &Root<'_>,
    (across, down): &(Range<i32>, Range<i32>),
    (x, y): (i32, i32),
    text: &str,
    taken: &mut Vec<(i32, i32)>,
) -> Result<(), ChartError> {
    let (w, h) = (units(width(text, 13.0)), units(18.0));
    let mut best = (usize::MAX, x, y);
    for farther in 0..3 {
        let gap = units(10.0 + 11.0 * farther as f64);
        let (right, left, above, below) = (x + gap, x - gap - w, y - gap, y + gap);
        let sides = [(right, y), (left, y), (right, above), (right, below), (left, above), (left, below)];
        for (l, c) in sides.into_iter().chain([(x - w / 2, above - h / 4), (x - w / 2, below + h / 4)]) {
            let out = l < across.start || l + w > across.end || c - h / 2 < down.start || c + h / 2 > down.end;
            let hits = taken.iter().filter(|p| (l - 40..=l + w).contains(&p.0) && (p.1 - c).abs() <= h / 2).count();
            let cost = hits + farther + if out { 100_000 } else { 0 };
            best = best.min((cost, l, c));
        }
    }
    let (_, l, c) = best;
    root.draw_text(text, &text_style(13.0, HALO_INK, HPos::Left, VPos::Center), (l, c))?;
    taken.extend((0..=w / 40).flat_map(|i| [(l + 40 * i, c - h / 2), (l + 40 * i, c), (l + 40 * i, c + h / 2)]));
    Ok(())
}

/// Writes the title and the legend; returns where the room below them begins, in pixels.
fn heading(root: &Root<'_>, title: &str, legend: &[(&str, Style)]) -> Result<f64, ChartError> {
    let mut y = MARGIN;
    let bold = text_style(16.0, INK, HPos::Left, VPos::Top);
    let bold = TextStyle { font: bold.font.style(FontStyle::Bold), ..bold };
    for line in wrap(title, TITLE_LINE) {
        root.draw_text(line, &bold, (units(MARGIN), units(y)))?;
        y += 21.0;
    }
    y += 13.0;
    let mut x = MARGIN;
    for &(label, style) in legend {
        let entry = 38.0 + width(label, 13.0);
        if x + entry > SIZE.0 - MARGIN && x > MARGIN {
            (x, y) = (MARGIN, y + 20.0);
        }
        root.draw(&PathElement::new([(units(x), units(y)), (units(x + 32.0), units(y))], style.stroke()))?;
        let style = text_style(13.0, INK, HPos::Left, VPos::Center);
        root.draw_text(label, &style, (units(x + 38.0), units(y)))?;
        x += entry + 18.0;
    }
    Ok(if legend.is_empty() { y } else { y + 20.0 })
}

/// Draws axes and grid below `top`, with `foot` pixels for what stands under the horizontal axis.
fn plane<'a, 'b>(
    root: &Root<'b>,
    top: f64,
    x: Axis,
    y: Axis,
    (x_label, y_label): (&str, &str),
    foot: f64,
) -> Result<Plane<'a, 'b>, ChartError> {
    let ticks = y.ticks.iter().map(|t| width(&t.1, 12.0)).fold(0.0, f64::max);
    let room = root.clone().margin(units(top), units(MARGIN - 6.0), units(MARGIN - 4.0), units(MARGIN + 6.0));
    mesh(&room, x, y, (x_label, y_label), (ticks + 34.0, foot))
}

/// Draws axes and grid into an area, with `left` pixels beside the vertical axis and
/// `foot` under the horizontal one.
fn mesh<'a, 'b>(
    area: &Root<'b>,
    x: Axis,
    y: Axis,
    (x_label, y_label): (&str, &str),
    (left, foot): (f64, f64),
) -> Result<Plane<'a, 'b>, ChartError> {
    let mut plane = ChartBuilder::on(area)
        .set_label_area_size(LabelAreaPosition::Bottom, units(foot))
        .set_label_area_size(LabelAreaPosition::Left, units(left))
        .build_cartesian_2d(x, y)?;
    plane
        .configure_mesh()
        .bold_line_style(stroke(GRID, 1.0))
        .axis_style(stroke(AXIS, 1.2))
        .set_all_tick_mark_size(units(4.0))
        .label_style(text_style(12.0, INK, HPos::Center, VPos::Center))
        .axis_desc_style(text_style(13.0, INK, HPos::Center, VPos::Center))
        .x_desc(x_label)
        .y_desc(y_label)
        .draw()?;
    Ok(plane)
}

/// Draws on a white ground with `body` and completes the SVG.
fn draw(title: &str, body: impl FnOnce(&Root<'_>) -> Result<(), ChartError>) -> Result<String, ChartError> {
    draw_sized(title, SIZE, body)
}

/// The same in another size, in pixels.
fn draw_sized(
    title: &str,
    size: (f64, f64),
    body: impl FnOnce(&Root<'_>) -> Result<(), ChartError>,
) -> Result<String, ChartError> {
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (units(size.0) as u32, units(size.1) as u32)).into_drawing_area();
        root.fill(&WHITE)?;
        body(&root)?;
        root.present()?;
    }
    Ok(finish(&svg, title, size))
}

/// Replaces the header of what plotters wrote and adds dashes and halos. Text content cannot be hit: quotation marks
/// are escaped there.
fn finish(svg: &str, title: &str, (width, height): (f64, f64)) -> String {
    let escapes = [('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&apos;")];
    let escape = |c: char| escapes.iter().find(|e| e.0 == c).map_or_else(|| c.to_string(), |e| e.1.to_owned());
    let title: String = title.chars().map(escape).collect();
    let content = svg.split_once(">\n").map_or("", |(_, rest)| rest).trim_end().trim_end_matches("</svg>");
    let mut content = content.replace(" opacity=\"1\"", "");
    let mut extend = |key: &str, RGBColor(r, g, b): RGBColor, more: &str| {
        let colour = format!("{key}=\"#{r:02X}{g:02X}{b:02X}\"");
        content = content.replace(&colour, &format!("{colour} {more} stroke-linejoin=\"round\""));
    };
    for style in Style::ALL {
        let dashes: Vec<_> = style.pen().2.iter().map(|&d| units(d).to_string()).collect();
        let dashes = if dashes.is_empty() { "none".to_owned() } else { dashes.join(" ") };
        extend("stroke", style.pen().0, &format!("stroke-dasharray=\"{dashes}\""));
    }
    extend("fill", HALO_INK, "stroke=\"#FFFFFF\" stroke-width=\"35\" paint-order=\"stroke\"");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" style=\"max-width:100%;height:auto\" role=\"img\" \
         aria-label=\"{title}\">\n<title>{title}</title>\n<g transform=\"scale({})\">\n{content}</g>\n</svg>\n",
        1.0 / SCALE
    )
}

#[cfg(test)]
mod tests;
