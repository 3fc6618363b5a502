//! The title and the legend.

use super::*;

/// Writes the title and the legend; returns where the room below them begins, in pixels.
pub(super) fn heading(root: &Root<'_>, title: &str, legend: &[(&str, Style)]) -> Result<f64, ChartError> {
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
