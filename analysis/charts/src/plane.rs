//! Two axes and their grid.

use super::*;

/// A plane with its axes.
pub(super) type Plane<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<Axis, Axis>>;

/// Draws axes and grid below `top`, with `foot` pixels for what stands under the horizontal axis.
pub(super) fn plane<'a, 'b>(
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
pub(super) fn mesh<'a, 'b>(
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
