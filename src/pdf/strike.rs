//! Fake bold: the same character struck two to four times a fraction of a point apart is one character.

use rustc_hash::FxHashMap;

use super::Glyph;

/// Two strikes of one character lie at most this far apart, in em. Measured fake bold stays below 0.06 em; the narrowest
/// letters that may truly follow each other, as in `ll`, advance by 0.2 em.
const MAX_DISTANCE: f64 = 0.12;

/// A second strike at least this far beside the first, in em, is there to make it bold.
const OFFSET: f64 = 0.005;

/// Keeps the first strike of every character; a visible strike wins over an invisible one.
pub(super) fn merge_strikes(glyphs: &mut Vec<Glyph>) {
    let mut seen: FxHashMap<(char, i32, i32), Vec<u32>> = FxHashMap::default();
    let mut kept: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    for glyph in glyphs.iter() {
        let reach = f64::from(glyph.size) * MAX_DISTANCE;
        let cell = |x: f64| (x / 4.0).floor() as i32;
        let (x, y) = (glyph.bbox.x0, glyph.bbox.y0);
        let twin = [cell(x - reach), cell(x + reach)].into_iter().flat_map(|column| {
            [cell(y - reach), cell(y + reach)].into_iter().map(move |row| (glyph.character, column, row))
        });
        let twin = twin.filter_map(|key| seen.get(&key)).flatten().copied().find(|index| {
            let other = &kept[*index as usize];
            (other.bbox.x0 - x).abs() <= reach
                && (other.bbox.y0 - y).abs() <= reach
                && (other.size - glyph.size).abs() <= 0.1 * glyph.size
                && other.direction == glyph.direction
        });
        match twin {
            Some(index) => {
                let first = &mut kept[index as usize];
                first.visible |= glyph.visible;
                first.bold |= glyph.bold || (glyph.bbox.x0 - first.bbox.x0).abs() > OFFSET * f64::from(glyph.size);
            }
            None => {
                seen.entry((glyph.character, cell(x), cell(y))).or_default().push(kept.len() as u32);
                kept.push(*glyph);
            }
        }
    }
    *glyphs = kept;
}
