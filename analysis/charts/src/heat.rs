//! Heat maps side by side.

use super::*;

/// One of [`HeatMaps`].
#[derive(Default)]
pub struct HeatPanel {
    /// What it shows.
    pub title: String,
    /// The value of each cell: a row for each ordinate, in it a value for each abscissa. A cell without a value is
    /// white, one whose value is not finite grey.
    pub values: Vec<Vec<f64>>,
    /// Curves over the cells, cut off at the frame; their labels are not drawn.
    pub curves: Vec<Line>,
    /// The annotated points.
    pub marks: Vec<Mark>,
}

/// Heat maps over the same axes in the same colours.
#[derive(Default)]
pub struct HeatMaps {
    /// File stem.
    pub name: String,
    /// States the finding.
    pub title: String,
    /// Label of the horizontal axes.
    pub x_label: String,
    /// Label of the vertical axes.
    pub y_label: String,
    /// Label of the bar of colours.
    pub scale_label: String,
    /// Abscissae of the centres of the cells, in order; the edges are halfway between them.
    pub x: Vec<f64>,
    /// Ordinates, likewise.
    pub y: Vec<f64>,
    /// Whether the horizontal axes are logarithmic, the edges then halfway in logarithms.
    pub log_x: bool,
    /// Whether the vertical axes are logarithmic, likewise.
    pub log_y: bool,
    /// Whether the colours follow the logarithms of the values; one that is not positive has the lowest colour.
    pub log_scale: bool,
    /// The values at the ends of the colours, which those beyond share; without them, or where they cannot be the ends
    /// of a scale, the least and the greatest value.
    pub limits: Option<(f64, f64)>,
    /// The maps, row by row.
    pub panels: Vec<HeatPanel>,
    /// How many maps stand in a row, at most five.
    pub columns: usize,
    /// Entries of the legend, for the curves. "diverged" is added where a value is not finite.
    pub legend: Vec<(String, Style)>,
}

/// Cells along an axis: for each its index and its edges.
type Cells = Vec<(usize, (f64, f64))>;

/// Height of the ticks under a map, in pixels.
const FOOT: f64 = 22.0;
/// Space between the maps and the bar, in pixels.
const ASIDE: f64 = 18.0;

impl HeatMaps {
    /// The maps as SVG text, the same bytes at each call.
    ///
    /// # Errors
    ///
    /// [`ChartError::Empty`] without a cell of finite value, [`ChartError::Plotters`] if plotters fails.
    pub fn render(&self) -> Result<String, ChartError> {
        let empty = || ChartError::Empty { name: self.name.clone() };
        let scales = (Scale::of(self.log_x), Scale::of(self.log_y));
        let (across, up) = (cells(&self.x, scales.0), cells(&self.y, scales.1));
        let values: Vec<f64> = self.panels.iter().flat_map(|panel| shown(panel, &across, &up)).collect();
        let frame = Frame { x: ends(&across).ok_or_else(empty)?, y: ends(&up).ok_or_else(empty)? };
        let scale = Scale::of(self.log_scale);
        let least_and_greatest = extent(values.iter().filter_map(|&v| scale.place(v)), 0.0).ok_or_else(empty)?;
        let colours = Colours { scale, ends: scale.limits(self.limits).unwrap_or(least_and_greatest) };
        if self.columns == 0 {
            return Err(empty());
        }

        let mut legend: Vec<Entry<'_>> = self.legend.iter().map(|(l, s)| (l.as_str(), Sign::Line(*s))).collect();
        if values.iter().any(|v| !v.is_finite()) {
            legend.push(("diverged", Sign::Cell(DIVERGED)));
        }
        let height = |width: f64| (0.8 * width).clamp(150.0, 420.0);
        // About as long as the bar will be.
        let beside = height(0.72 * SIZE.0 / self.columns.min(self.panels.len()) as f64) - FOOT;
        let long = if self.panels.len() > self.columns { 330.0 } else { beside };
        let grid = Grid::new(
            (&self.title, (&self.x_label, &self.y_label), legend),
            self.panels.iter().map(|panel| panel.title.as_str()),
            self.columns,
            ASIDE + colours.width(&self.scale_label, long),
            height,
        );
        let upward = || scales.1.axis(frame.y, (grid.size.1 - FOOT) / 34.0);
        let left = 14.0 + upward().ticks.iter().map(|t| width(&t.1, 12.0)).fold(0.0, f64::max);
        draw_sized(&self.title, grid.whole(), |root| {
            grid.draw(root, left)?;
            for (i, panel) in self.panels.iter().enumerate() {
                let x = scales.0.axis(frame.x, (grid.size.0 - left) / 50.0);
                let plane = mesh(&grid.area(root, i), x, upward(), ("", ""), (left, FOOT))?;
                paint(root, &plane, panel, (&across, &up), &colours)?;
                let (wide, high) = plane.plotting_area().get_pixel_range();
                let corners = [(wide.start, high.start), (wide.end, high.end)];
                root.draw(&Rectangle::new(corners, stroke(AXIS, 1.2)))?;
                Content::new(&[], &panel.curves, &panel.marks, scales, frame).draw(root, &plane, true)?;
            }
            let (top, bottom, right) = grid.edges();
            // No longer than legible: beside several rows it stands in their middle.
            let (bottom, middle) = (bottom - FOOT, (top + bottom - FOOT) / 2.0);
            let half = ((bottom - top) / 2.0).min(200.0);
            let place = (right + ASIDE, middle - half, middle + half);
            colours.bar(root, &self.scale_label, place, values.iter().copied())
        })
    }
}

/// The cells whose centres have a place on an axis.
fn cells(centres: &[f64], scale: Scale) -> Cells {
    let places: Vec<_> = centres.iter().enumerate().filter_map(|(i, &v)| Some((i, scale.place(v)?))).collect();
    // A cell alone is as wide as a unit.
    let gap = |a: Option<&(usize, f64)>, b: Option<&(usize, f64)>| Some((b?.1 - a?.1) / 2.0);
    let cell = |(k, &(i, place)): (usize, &(usize, f64))| {
        let before = gap(k.checked_sub(1).and_then(|k| places.get(k)), places.get(k));
        let after = gap(places.get(k), places.get(k + 1));
        let (before, after) = (before.or(after).unwrap_or(0.5), after.or(before).unwrap_or(0.5));
        (i, (place - before, place + after))
    };
    places.iter().enumerate().map(cell).collect()
}

/// The outermost edges, if they lie apart.
fn ends(cells: &Cells) -> Option<(f64, f64)> {
    let edges = cells.iter().flat_map(|(_, (a, b))| [*a, *b]);
    let (low, high) = extent(edges, 0.0)?;
    Scale::Linear.limits(Some((low, high)))
}

/// The values of a map that are shown.
fn shown(panel: &HeatPanel, across: &Cells, up: &Cells) -> Vec<f64> {
    let rows = up.iter().filter_map(|(j, _)| panel.values.get(*j));
    rows.flat_map(|row| across.iter().filter_map(|(i, _)| row.get(*i)).copied()).collect()
}

/// Fills the cells of a map; neighbours of a colour in a row are one.
fn paint(
    root: &Root<'_>,
    plane: &Plane<'_, '_>,
    panel: &HeatPanel,
    (across, up): (&Cells, &Cells),
    colours: &Colours,
) -> Result<(), ChartError> {
    let (wide, high) = plane.plotting_area().get_pixel_range();
    // Cells reach under those drawn after them, or their seams would show.
    let under = units(0.6);
    for (j, (bottom, top)) in up.iter().rev() {
        let Some(row) = panel.values.get(*j) else { continue };
        let mut strips: Vec<(usize, (f64, f64), RGBColor)> = Vec::new();
        for (i, (left, right)) in across {
            let Some(colour) = row.get(*i).map(|&value| colours.of(value)) else { continue };
            match strips.last_mut() {
                Some((last, (_, end), same)) if *same == colour && *last + 1 == *i => (*last, *end) = (*i, *right),
                _ => strips.push((*i, (*left, *right), colour)),
            }
        }
        for (_, (left, right), colour) in strips {
            let (start, upper) = plane.backend_coord(&(left, *top));
            let (end, lower) = plane.backend_coord(&(right, *bottom));
            let corner = ((end + under).min(wide.end), (lower + under).min(high.end));
            root.draw(&Rectangle::new([(start, upper), corner], colour.filled()))?;
        }
    }
    Ok(())
}
