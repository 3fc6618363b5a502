//! What plotters draws, as a whole SVG.

use super::*;
use plotters::coord::Shift;

/// The whole drawing.
pub(super) type Root<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Pixels in drawing units.
pub(super) fn units(pixels: f64) -> i32 {
    (pixels * SCALE).round() as i32
}

/// A stroke, its width in pixels.
pub(super) fn stroke(colour: RGBColor, width: f64) -> ShapeStyle {
    ShapeStyle::from(colour).stroke_width(units(width) as u32)
}

/// Draws on a white ground with `body` and completes the SVG.
pub(super) fn draw(title: &str, body: impl FnOnce(&Root<'_>) -> Result<(), ChartError>) -> Result<String, ChartError> {
    draw_sized(title, SIZE, body)
}

/// The same in another size, in pixels.
pub(super) fn draw_sized(
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
