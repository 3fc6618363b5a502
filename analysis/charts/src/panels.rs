//! Small multiples: the same plane many times, an abscissa as long as an ordinate.

use super::*;

/// What is drawn in a panel.
pub enum Shape {
    /// A curve.
    Curve(Vec<(f64, f64)>, Style),
    /// Points alone.
    Dots(Vec<(f64, f64)>, Style),
    /// A filled outline.
    Region(Vec<(f64, f64)>, Style),
}

/// One plane.
pub struct Panel {
    /// What it shows; the finding in a second line.
    pub title: [String; 2],
    /// What is drawn, the last on top. What lies outside the frame is cut off.
    pub shapes: Vec<Shape>,
}

/// Panels in rows, all with the same axes.
pub struct Panels {
    /// File stem.
    pub name: String,
    /// States the finding.
    pub title: String,
    /// Label of the horizontal axes.
    pub x_label: String,
    /// Label of the vertical axes.
    pub y_label: String,
    /// The ends of both axes, which are equal.
    pub frame: (f64, f64),
    /// How many panels stand in a row.
    pub columns: usize,
    /// Entries of the legend.
    pub legend: Vec<(String, Style)>,
    /// The panels, row by row.
    pub panels: Vec<Panel>,
}

/// Height of the two lines above a panel, and of what stands under it, in pixels.
const HEAD: f64 = 40.0;
const FOOT: f64 = 44.0;

impl Panels {
    /// The panels as SVG text, the same bytes at each call.
    ///
    /// # Errors
    ///
    /// [`ChartError::Empty`] without a panel, [`ChartError::Plotters`] if plotters fails.
    pub fn render(&self) -> Result<String, ChartError> {
        if self.panels.is_empty() || self.columns == 0 {
            return Err(ChartError::Empty { name: self.name.clone() });
        }
        let across = (SIZE.0 - 2.0 * MARGIN) / self.columns as f64;
        let side = across - 64.0;
        let rows = self.panels.len().div_ceil(self.columns) as f64;
        let lines = wrap(&self.title, TITLE_LINE).len() as f64;
        let top = MARGIN + 21.0 * lines + 33.0;
        let row = HEAD + side + FOOT;
        draw_sized(&self.title, (SIZE.0, top + rows * row + 6.0), |root| {
            let legend: Vec<Entry<'_>> =
                self.legend.iter().map(|(label, style)| (label.as_str(), Sign::Line(*style))).collect();
            heading(root, &self.title, &legend)?;
            for (i, panel) in self.panels.iter().enumerate() {
                let left = MARGIN + across * (i % self.columns) as f64;
                let above = top + row * (i / self.columns) as f64;
                self.panel(root, panel, (left, above), side)?;
            }
            Ok(())
        })
    }

    fn panel(&self, root: &Root<'_>, panel: &Panel, (left, above): (f64, f64), side: f64) -> Result<(), ChartError> {
        let at = text_style(13.0, INK, HPos::Left, VPos::Top);
        let bold = TextStyle { font: at.font.clone().style(FontStyle::Bold), ..at.clone() };
        let [name, finding] = &panel.title;
        root.draw_text(name, &bold, (units(left + 46.0), units(above)))?;
        root.draw_text(finding, &at, (units(left + 46.0), units(above + 18.0)))?;
        let axis = || Axis::linear(self.frame, 4.0);
        let area = root
            .clone()
            .shrink((units(left), units(above + HEAD)), (units(side + 46.0) as u32, units(side + FOOT - 6.0) as u32));
        let plane = mesh(&area, axis(), axis(), (&self.x_label, &self.y_label), (46.0, FOOT - 6.0))?;
        let inside = |point: &(f64, f64)| plane.backend_coord(point);
        for shape in &panel.shapes {
            match shape {
                Shape::Curve(points, style) => {
                    for piece in pieces(points, self.frame) {
                        let path: Vec<_> = thinned(piece, LONGEST).iter().map(inside).collect();
                        root.draw(&PathElement::new(path, style.stroke()))?;
                    }
                }
                Shape::Dots(points, style) => {
                    for point in points.iter().filter(|point| within(point, self.frame)) {
                        root.draw(&Circle::new(inside(point), units(2.2), style.pen().0.filled()))?;
                    }
                }
                Shape::Region(points, style) => {
                    let path: Vec<_> =
                        Frame { x: self.frame, y: self.frame }.polygon(points).iter().map(inside).collect();
                    if path.len() < 3 {
                        continue;
                    }
                    let border: Vec<_> = path.iter().chain(path.first()).copied().collect();
                    root.draw(&Polygon::new(path, style.pen().0.mix(0.3).filled()))?;
                    root.draw(&PathElement::new(border, style.stroke()))?;
                }
            }
        }
        Ok(())
    }
}

fn within((x, y): &(f64, f64), (low, high): (f64, f64)) -> bool {
    (low..=high).contains(x) && (low..=high).contains(y)
}

/// The parts of a curve whose points lie in the frame.
fn pieces(points: &[(f64, f64)], frame: (f64, f64)) -> Vec<&[(f64, f64)]> {
    points.split(|point| !within(point, frame)).filter(|piece| piece.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_cut_where_it_leaves() {
        let points = [(0.0, 0.0), (1.0, 0.0), (9.0, 0.0), (1.0, 1.0), (0.0, 1.0), (f64::NAN, 0.0)];
        let found = pieces(&points, (0.0, 2.0));
        assert_eq!(found, [&points[..2], &points[3..5]]);
    }
}
