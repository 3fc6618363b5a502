//! What is drawn in a plane: bands, then lines, then marks.

use super::*;

/// How opaque a band is.
const OPACITY: f64 = 0.2;
/// Width of the white border around a line that lies on colours, in pixels.
const HALO: f64 = 1.3;

/// A point in the places of the axes.
type Point = (f64, f64);

/// What lies in a frame, in the places of its axes.
pub(super) struct Content<'a> {
    bands: Vec<(Style, Vec<Point>)>,
    lines: Vec<(Style, Vec<Point>)>,
    marks: Vec<(Point, &'a str)>,
}

/// The parts of a band that can be drawn, as points with their lower and upper ends, which may be infinite.
pub(super) fn stretches(band: &Band, (across, up): (Scale, Scale)) -> Vec<Vec<(f64, f64, f64)>> {
    let place = |&(x, low, high): &(f64, f64, f64)| {
        let (x, low, high) = (across.place(x)?, up.end(low)?, up.end(high)?);
        // Both ends infinitely far on the same side: nothing between them.
        (low != high || low.is_finite()).then_some((x, low.min(high), low.max(high)))
    };
    let points: Vec<_> = band.points.iter().map(place).collect();
    let parts = points.split(Option::is_none).filter(|part| !part.is_empty());
    parts.map(|part| part.iter().copied().flatten().collect()).collect()
}

impl<'a> Content<'a> {
    /// The parts in the frame of what the slices hold.
    pub(super) fn new(bands: &[Band], lines: &[Line], marks: &'a [Mark], scales: (Scale, Scale), frame: Frame) -> Self {
        let mut content = Self { bands: Vec::new(), lines: Vec::new(), marks: Vec::new() };
        for band in bands {
            for part in stretches(band, scales) {
                let lower = part.iter().map(|&(x, low, _)| (x, low.max(frame.y.0).min(f64::MAX)));
                let upper = part.iter().rev().map(|&(x, _, high)| (x, high.min(frame.y.1).max(f64::MIN)));
                let outline: Vec<_> = lower.chain(upper).collect();
                let outline = frame.polygon(&outline);
                if !outline.is_empty() {
                    content.bands.push((band.style, outline));
                }
            }
        }
        for line in lines {
            let places: Vec<_> = line.points.iter().map(|&point| Scale::point(scales, point)).collect();
            for part in places.split(Option::is_none) {
                let part: Vec<_> = part.iter().copied().flatten().collect();
                content
                    .lines
                    .extend(frame.curve(&thinned(&part, LONGEST)).into_iter().map(|piece| (line.style, piece)));
            }
        }
        let places = marks.iter().filter_map(|m| Some((Scale::point(scales, (m.x, m.y))?, m.text.as_str())));
        content.marks = places.filter(|mark| frame.contains(mark.0)).collect();
        content
    }

    /// Whether there is nothing to draw.
    pub(super) fn is_empty(&self) -> bool {
        self.bands.is_empty() && self.lines.is_empty() && self.marks.is_empty()
    }

    /// Draws into a plane; with `halo` the lines have a white border.
    pub(super) fn draw(&self, root: &Root<'_>, plane: &Plane<'_, '_>, halo: bool) -> Result<(), ChartError> {
        for (style, outline) in &self.bands {
            let mut path: Vec<_> = outline.iter().map(|point| plane.backend_coord(point)).collect();
            path.dedup();
            let ends = |(l, r): (i32, i32), p: &(i32, i32)| (l.min(p.0), r.max(p.0));
            let (left, right) = path.iter().fold((i32::MAX, i32::MIN), ends);
            let fill = band_fill(*style);
            if left == right {
                // A band of one point: as wide as a line.
                let (low, high) = path.iter().fold((i32::MAX, i32::MIN), |(l, h), p| (l.min(p.1), h.max(p.1)));
                root.draw(&Rectangle::new([(left - units(1.0), low), (left + units(1.0), high)], fill))?;
            } else {
                root.draw(&Polygon::new(path, fill))?;
            }
        }
        // Points on the curves, at most three pixels apart, which the texts of the marks shall not cover.
        let mut taken: Vec<(i32, i32)> = Vec::new();
        let mut paths: Vec<(Style, Vec<(i32, i32)>)> = Vec::new();
        for (style, points) in &self.lines {
            let mut path: Vec<_> = points.iter().map(|point| plane.backend_coord(point)).collect();
            path.dedup();
            taken.extend(path.iter().copied());
            for (&(x, y), (w, z)) in path.iter().zip(path.iter().skip(1)) {
                let count = (w - x).abs().max((z - y).abs()) / units(3.0);
                taken.extend((1..count).map(|i| (x + (w - x) * i / count, y + (z - y) * i / count)));
            }
            paths.push((*style, path));
        }
        if halo {
            for (style, path) in &paths {
                trace(root, path, WHITE, style.pen().1 + 2.0 * HALO, 2.0 + HALO)?;
            }
        }
        for (style, path) in &paths {
            let (colour, width, _) = style.pen();
            trace(root, path, colour, width, 2.0)?;
        }
        let area = plane.plotting_area().get_pixel_range();
        taken.extend(self.marks.iter().flat_map(|m| [plane.backend_coord(&m.0); 8]));
        for &(point, text) in &self.marks {
            let centre = plane.backend_coord(&point);
            root.draw(&Circle::new(centre, units(4.5), WHITE.filled()))?;
            root.draw(&Circle::new(centre, units(4.5), stroke(INK, 1.6)))?;
            annotate(root, &area, centre, text, &mut taken)?;
        }
        Ok(())
    }
}

/// How a band is filled.
pub(super) fn band_fill(style: Style) -> ShapeStyle {
    style.pen().0.mix(OPACITY).filled()
}

/// Draws a path, or a dot where it is a single point.
fn trace(root: &Root<'_>, path: &[(i32, i32)], colour: RGBColor, width: f64, radius: f64) -> Result<(), ChartError> {
    match path {
        [] => {}
        [dot] => root.draw(&Circle::new(*dot, units(radius), colour.filled()))?,
        _ => root.draw(&PathElement::new(path.to_vec(), stroke(colour, width)))?,
    }
    Ok(())
}
