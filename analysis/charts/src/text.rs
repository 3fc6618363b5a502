//! Text: its width, where it breaks, and where it has room.

use super::*;
use std::ops::Range;

/// An estimate of the width of text in pixels, a little generous: there is no font to measure it by.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let share = |c| match c {
        ' ' | 'f' | 'i' | 'j' | 'l' | 'r' | 't' | 'I' | '.' | ',' | ':' | '(' | ')' | '|' | '\'' | '-' => 0.33,
        'm' | 'w' | 'M' | 'W' => 0.85,
        'A'..='Z' => 0.7,
        _ => 0.58,
    };
    text.chars().map(share).sum::<f64>() * size
}

/// Text of a size in pixels, and which of its points stands at its place.
pub(super) fn text_style(size: f64, colour: RGBColor, h: HPos, v: VPos) -> TextStyle<'static> {
    // Plotters writes the size divided by 1.24.
    (FONT, size * SCALE * 1.24).into_font().color(&colour).pos(Pos::new(h, v))
}

/// Bold text that hangs from its left upper corner.
pub(super) fn bold(size: f64) -> TextStyle<'static> {
    let plain = text_style(size, INK, HPos::Left, VPos::Top);
    TextStyle { font: plain.font.style(FontStyle::Bold), ..plain }
}

/// Breaks text longer than `limit` characters at the space nearest its middle, and its halves again where needed.
pub(super) fn wrap(text: &str, limit: usize) -> Vec<&str> {
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
pub(super) fn annotate(
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
