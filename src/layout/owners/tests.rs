//! Runs of glyphs over walls, stamps and stacks: which cell they belong to.

use super::super::grid::GridCell;
use super::*;
use crate::base::Rect;

/// Columns of 50 points, rows of `height`.
fn grid(columns: usize, rows: usize, height: f64) -> Grid {
    let lines = |count: usize, step: f64| (0..=count).map(|it| it as f64 * step).collect();
    let cell = |index: usize| GridCell { row: index / columns, column: index % columns, row_span: 1, column_span: 1 };
    Grid { columns: lines(columns, 50.0), rows: lines(rows, height), cells: (0..columns * rows).map(cell).collect() }
}

/// Upright glyphs, `size` high and half as wide, whose tops are at `y`.
fn text(text: &str, x: f64, y: f64, size: f64) -> Vec<Glyph> {
    let place = |(index, character)| {
        let x0 = x + index as f64 * size / 2.0;
        let bbox = Rect::new(x0, y, x0 + size / 2.0, y + size);
        let (size, direction) = (size as f32, Direction::Right);
        let baseline = y + 0.88 * f64::from(size);
        Glyph { character, bbox, baseline, size, font: 0, direction, visible: true, bold: false }
    };
    text.chars().enumerate().map(place).collect()
}

/// The texts of the cells by row, whichever way the glyphs were drawn.
#[track_caller]
fn check(grid: &Grid, glyphs: &[Glyph], expected: &[&str]) {
    let mut reversed = glyphs.to_vec();
    reversed.reverse();
    for glyphs in [glyphs, &reversed] {
        let mut taken = vec![false; glyphs.len()];
        let owners = owners(grid, glyphs, &[], &mut taken);
        let mut texts = vec![Vec::new(); grid.cells.len()];
        for (glyph, owner) in glyphs.iter().zip(owners).filter_map(|(glyph, owner)| Some((glyph, owner?))) {
            texts[owner].push(glyph);
        }
        for glyphs in &mut texts {
            glyphs.sort_by(|a, b| (a.baseline, a.bbox.x0).partial_cmp(&(b.baseline, b.bbox.x0)).expect("numbers"));
        }
        let text = |glyphs: &Vec<&Glyph>| glyphs.iter().map(|it| it.character).collect::<String>();
        assert_eq!(texts.iter().map(text).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn text_over_a_wall_belongs_where_it_begins() {
    check(&grid(3, 1, 20.0), &text("a long name of", 2.0, 5.0, 10.0), &["a long name of", "", ""]);
    check(
        &grid(3, 1, 20.0),
        &text("it comes from outside and goes on", -33.0, 5.0, 10.0),
        &["s from outside and goes on", "", ""],
    );
    // It ends at a wall by chance.
    check(&grid(3, 1, 20.0), &text("a long name of two", 8.5, 5.0, 10.0), &["a long name of two", "", ""]);
}

#[test]
fn a_number_over_a_wall_belongs_where_it_ends() {
    let cut = [text("12,345,6780", 43.0, 5.0, 10.0), text("9,000,000", 103.0, 5.0, 10.0)].concat();
    check(&grid(3, 1, 20.0), &cut, &["", "12,345,6780", "9,000,000"]);
    check(&grid(3, 1, 20.0), &text("1,234,567,890,123", 2.0, 5.0, 10.0), &["1,234,567,890,123", "", ""]);
}

#[test]
fn numbers_drawn_over_each_other_are_two_runs() {
    let over = [text("12345678901", 43.0, 5.0, 10.0), text("12345678901", 92.0, 5.0, 10.0)].concat();
    check(&grid(3, 1, 20.0), &over, &["", "12345678901", "12345678901"]);
}

#[test]
fn text_goes_on_under_what_is_drawn_over_it() {
    let over = [text("a long name of two", 2.0, 5.0, 10.0), text("12345", 64.0, 5.0, 10.0)].concat();
    check(&grid(3, 1, 20.0), &over, &["a long name of two", "12345", ""]);
}

#[test]
fn a_wall_beside_figures_ends_a_run() {
    let full = [text("1234567890", 0.1, 5.0, 10.0), text("9876543210", 50.2, 5.0, 10.0)].concat();
    check(&grid(2, 1, 20.0), &full, &["1234567890", "9876543210"]);
    check(&grid(2, 1, 20.0), &text("12345678909876543210", 0.0, 5.0, 10.0), &["1234567890", "9876543210"]);
    let half = [text("67890", 24.9, 5.0, 10.0), text("9876543210", 50.1, 5.0, 10.0)].concat();
    check(&grid(2, 1, 20.0), &half, &["67890", "9876543210"]);
    let beside = [text("name at it", 0.1, 5.0, 10.0), text("next", 50.5, 5.0, 10.0)].concat();
    check(&grid(2, 1, 20.0), &beside, &["name at it", "next"]);
}

#[test]
fn a_run_that_a_clip_ends_at_a_wall_goes_no_further() {
    let glyphs = [text("a long name", 0.5, 5.0, 9.0), text("next", 50.0, 5.0, 9.0)].concat();
    let whole = text("a long name of", 0.5, 5.0, 9.0);
    let mut taken = vec![false; glyphs.len()];
    let owner = |clipped: &[Glyph], taken: &mut [bool]| owners(&grid(2, 1, 20.0), &glyphs, clipped, taken)[11];
    assert_eq!(owner(&[], &mut taken), Some(0));
    assert_eq!(owner(&whole[11..], &mut taken), Some(1));
}

#[test]
fn a_stamp_over_cells_is_in_none() {
    let words = [text("12", 5.0, 5.0, 10.0), text("34", 55.0, 5.0, 10.0), text("56", 5.0, 25.0, 10.0)].concat();
    let stamped = [words.clone(), text("X", 20.0, 8.0, 30.0)].concat();
    check(&grid(2, 2, 20.0), &stamped, &["12", "34", "56", ""]);
    // Another is held by its cell, but printed over its text, and goes on with the one beside it.
    let over = [words.clone(), text("XYZ", 50.0, 5.0, 16.0)].concat();
    check(&grid(2, 2, 26.0), &over, &["12", "34", "56", ""]);
    let ring = [words.clone(), text("○", 55.0, 2.0, 16.0)].concat();
    check(&grid(2, 2, 26.0), &ring, &["12", "34○", "56", ""]);
    // Larger type that its cell holds is text; so is type of the usual size over a rule.
    let title = [words, text("T", 60.0, 42.0, 16.0)].concat();
    check(&grid(2, 3, 20.0), &title, &["12", "34", "56", "", "", "T"]);
    check(&grid(1, 2, 8.0), &text("12", 5.0, 2.5, 10.0), &["12", ""]);
}

fn stack(letters: &str, y: f64, pitch: f64) -> Vec<Glyph> {
    let letter = |(index, it): (usize, char)| text(&it.to_string(), 20.0, y + index as f64 * pitch, 10.0);
    letters.chars().enumerate().flat_map(letter).collect()
}

#[test]
fn letters_in_cells_below_each_other_are_no_stack() {
    check(&grid(1, 5, 15.0), &stack("ABAAA", 2.0, 15.0), &["A", "B", "A", "A", "A"]);
    // A stack that its cell holds ends there.
    let mut cells = grid(1, 2, 40.0);
    cells.rows[2] = 55.0;
    let beside = [stack("abc", 4.0, 11.0), stack("d", 42.0, 0.0)].concat();
    check(&cells, &beside, &["abc", "d"]);
}

#[test]
fn a_stack_goes_beyond_a_cell_that_is_too_low() {
    let mut glyphs = stack("abcd", 6.0, 11.0);
    let mut taken = vec![false; glyphs.len()];
    let mut cells = grid(1, 2, 10.0);
    cells.rows[2] = 40.0;
    assert_eq!(owners(&cells, &glyphs, &[], &mut taken), [Some(1); 4]);
    glyphs.truncate(2);
    assert_eq!(owners(&cells, &glyphs, &[], &mut taken[..2]), [Some(1), Some(1)]);
}
