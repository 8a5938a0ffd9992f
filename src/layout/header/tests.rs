//! Heads drawn over their columns: levels, spans, and heads that are unclear.

use super::super::Passage;
use super::super::tests::check;
use super::*;
use crate::pdf::Direction;

#[test]
fn heads_set_to_the_left_span_what_begins_with_them() {
    check(
        &[
            "----------------------------------------",
            "Name      Actual              Goal      ",
            "          R3        R4        R5        ",
            "----------------------------------------",
            "North     1,345     7,344     222       ",
            "South     5         6         12        ",
            "Islands   123       567       321       ",
            "----------------------------------------",
        ],
        &[&[
            "Name^2 | Actual>2 | Goal",
            "R3 | R4 | R5",
            "North | 1,345 | 7,344 | 222",
            "South | 5 | 6 | 12",
            "Islands | 123 | 567 | 321",
        ]],
    );
}

#[test]
fn heads_that_claim_one_field_are_unclear() {
    let line = |text: &str| {
        let mut passage = Passage::default();
        text.chars().for_each(|it| passage.push(it, 1, Rect::default()));
        let (bbox, direction) = (Rect::default(), Direction::Right);
        Line { text: passage, page: 1, bbox, baseline: 0.0, size: 10.0, direction }
    };
    let cell = |text: &str, columns: (usize, usize)| HeaderCell {
        lines: vec![line(text)],
        columns,
        levels: (0, 0),
        bbox: Rect::default(),
    };
    let mut cells = [cell("name", (0, 0)), cell("2022", (1, 2)), cell("2023", (2, 3)), cell("rest", (4, 4))];
    mark_unclear(&mut cells);
    let texts: Vec<&str> = cells.iter().map(|it| it.lines[0].text.text()).collect();
    assert_eq!(texts, ["name", "2022\u{FFFD}", "2023\u{FFFD}", "rest"]);
}

#[test]
fn words_over_one_rule_are_one_name() {
    check(
        &[
            "---------------------------------",
            "Model         SNR (up)      Both ",
            "             -----------         ",
            "             Adam   Muon     Sum ",
            "---------------------------------",
            "North        0.02 123.16     1.1 ",
            "South        8.23 119.71     2.2 ",
            "Islands      3.38 143.99     3.3 ",
            "---------------------------------",
        ],
        &[&[
            "Model^2 | SNR (up)>2 | Both",
            "Adam | Muon | Sum",
            "North | 0.02 | 123.16 | 1.1",
            "South | 8.23 | 119.71 | 2.2",
            "Islands | 3.38 | 143.99 | 3.3",
        ]],
    );
}
