//! How the cost of finding tables grows with what stands on a page: `cargo bench --bench growth`.
//!
//! The throughput (items a second) of a group must stay about level from its first to its last size: nothing may grow faster than
//! n log n. Pages are made here; how long real ones take is measured by `pages.py`.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use shinchoku::base::Rect;
use shinchoku::layout::analyze;
use shinchoku::pdf::{Axis, Direction, Document, Glyph, Page, Ruling};
use shinchoku::text::records;

/// Font size in points.
const SIZE: f64 = 8.0;
/// Height of a line in points.
const LEADING: f64 = 12.0;

fn main() {
    divan::main();
}

fn glyph(character: char, x: f64, y: f64) -> Glyph {
    let bbox = Rect::new(x, y, x + SIZE, y + SIZE);
    let (baseline, size) = (y + 0.88 * SIZE, SIZE as f32);
    Glyph { character, bbox, baseline, size, font: 0, direction: Direction::Right, visible: true, bold: false }
}

/// Lines of 60 characters, the last ones below the paper where there are many.
fn prose(glyph_count: usize) -> Page {
    let place = |index: usize| glyph('県', 40.0 + SIZE * (index % 60) as f64, 40.0 + LEADING * (index / 60) as f64);
    Page { number: 1, width: 595.0, height: 842.0, glyphs: (0..glyph_count).map(place).collect(), ..Page::default() }
}

/// Columns of numbers without rules.
fn aligned(row_count: usize) -> Page {
    let digits = |row: usize, column: usize| {
        let x = 40.0 + 80.0 * column as f64;
        (0..4).map(move |it| glyph('7', x + SIZE * f64::from(it), 40.0 + LEADING * row as f64))
    };
    let glyphs = (0..row_count).flat_map(|row| (0..6).flat_map(move |column| digits(row, column))).collect();
    Page { number: 1, width: 595.0, height: 842.0, glyphs, ..Page::default() }
}

/// A ruled table of `side` × `side` cells with two characters each; every border is drawn cell by cell, as Excel does.
fn ruled(side: usize) -> Page {
    let mut page =
        Page { number: 1, width: 20.0 * side as f64 + 80.0, height: 20.0 * side as f64 + 80.0, ..Page::default() };
    let rule =
        |axis: Axis, position: f64, start: f64| Ruling { axis, position, start, end: start + 20.0, thickness: 0.5 };
    for row in 0..=side {
        for column in 0..=side {
            let (x, y) = (40.0 + 20.0 * column as f64, 40.0 + 20.0 * row as f64);
            if column < side {
                page.rulings.push(rule(Axis::Horizontal, y, x));
            }
            if row < side {
                page.rulings.push(rule(Axis::Vertical, x, y));
            }
            if row < side && column < side {
                page.glyphs.extend([glyph('評', x + 1.0, y + 6.0), glyph('価', x + 1.0 + SIZE, y + 6.0)]);
            }
        }
    }
    page
}

fn document(page: &Page, page_count: u32) -> Document {
    let numbered = |number: u32| Page { number: number + 1, ..page.clone() };
    Document { pages: (0..page_count).map(numbered).collect(), fonts: Vec::new() }
}

#[divan::bench(args = [1, 4, 16, 64, 256])]
fn pages(bencher: Bencher<'_, '_>, page_count: u32) {
    let document = document(&ruled(12), page_count);
    bencher.counter(ItemsCount::new(page_count)).bench(|| analyze(black_box(&document)));
}

#[divan::bench(args = [1_000, 4_000, 16_000, 64_000])]
fn glyphs_of_prose(bencher: Bencher<'_, '_>, glyph_count: usize) {
    let document = document(&prose(glyph_count), 1);
    bencher.counter(ItemsCount::new(glyph_count)).bench(|| analyze(black_box(&document)));
}

#[divan::bench(args = [50, 200, 800, 3_200])]
fn rows_without_rules(bencher: Bencher<'_, '_>, row_count: usize) {
    let document = document(&aligned(row_count), 1);
    bencher.counter(ItemsCount::new(row_count)).bench(|| analyze(black_box(&document)));
}

#[divan::bench(args = [8, 16, 32, 64, 128])]
fn cells_between_rules(bencher: Bencher<'_, '_>, side: usize) {
    let document = document(&ruled(side), 1);
    bencher.counter(ItemsCount::new(side * side)).bench(|| analyze(black_box(&document)));
}

/// Lines of text without an end, for `normalize`.
#[divan::bench(args = [4_000, 8_000, 16_000, 32_000])]
fn numbers_in_a_line(bencher: Bencher<'_, '_>, count: usize) {
    let line = "10％～（1・2年度、".repeat(count);
    bencher.counter(ItemsCount::new(count)).bench(|| records(black_box(&line)));
}
